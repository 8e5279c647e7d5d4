/// Whether an order may be placed, without its price (RULES.md … R-029).
public struct Authorization: Hashable, Sendable {
  /// One line of the order.
  public struct Line: Hashable, Sendable {
    /// The line's number.
    public var number: Int32
    /// The product's id.
    public var product: String
    /// The worst of the line's own reasons.
    public var outcome: Outcome
    /// The dealer for whose territory the line counts, `nil` for an unknown product or customer
    /// (RULES.md R-018).
    public var countsFor: String?
    /// The dealer whose quota the line draws on, `nil` for an unknown product or customer
    /// (RULES.md R-018).
    public var drawsOn: String?
    /// How much of it can be delivered, `nil` where that is not known (RULES.md R-029).
    public var availability: Availability?
  }

  /// The order's id.
  public var order: String
  /// The worst of the reasons; prices, guards and approvals are not looked at.
  public var outcome: Outcome
  /// The lines by number.
  public var lines: [Line]
  /// What hinders the order, as far as the audience may read it.
  public var reasons: [Reason]
}

extension CompiledRules {
  /// Tests whether an order may be placed: its customer, products, units and place, quantities,
  /// lists and territories. Nothing is priced.
  /// - Parameters:
  ///   - order: The order.
  ///   - audience: Who reads it; what is not granted is absent (RULES.md X-012).
  /// - Complexity: O(lines × rules that match).
  public func authorize(
    _ order: Order, for audience: Audience = .audit
  ) -> Result<Authorization, OrderError> {
    var batch = OrderBatch()
    batch.append(order, self)
    var workspace = Workspace(self)
    workspace.authorizesOnly = true
    var result = PricedBatch(detail: .totals)
    workspace.price(batch, into: &result)
    if let error = orderError(order.id, 0, result) { return .failure(error) }
    let sorted = order.lines.sorted { $0.number < $1.number }
    let reasons = result.reasons.filter { audience.mayRead($0.code, $0.rule, self) }
    let owners = workspace.owners(of: 0, in: batch)
    let supplies = workspace.availabilities(of: 0, in: batch)
    var lines: [Authorization.Line] = []
    for (position, line) in sorted.enumerated() {
      let own = result.reasons.filter { $0.line == Int32(position) }
      let (owner, holder) =
        owners.indices.contains(position) ? owners[position] : (Int32(-1), Int32(-1))
      lines.append(
        Authorization.Line(
          number: line.number, product: line.product,
          outcome: own.map { workspace.severity($0.code) }.max() ?? .allow,
          countsFor: owner < 0 ? nil : told(owner, to: audience, batch),
          drawsOn: holder < 0 ? nil : told(holder, to: audience, batch),
          availability: supplies.indices.contains(position) ? supplies[position] : nil))
    }
    return .success(
      Authorization(
        order: order.id, outcome: Outcome(rawValue: result.outcome.first ?? 0) ?? .block,
        lines: lines,
        reasons: reasons.map { record in
          var reason = reason(record, sorted, batch.currencyValue[0])
          if let numbers = supplyNumbers(record, batch, 0) { reason.numbers = numbers }
          reason.numbers += partNumbers(of: record)
          if !audience.mayRead(record.rule, self) { (reason.rule, reason.numbers) = (.none, []) }
          return reason
        }))
  }

  /// The dealer that a line counts for; dealers do not read of others (RULES.md R-013).
  private func told(_ owner: Int32, to audience: Audience, _ batch: OrderBatch) -> String? {
    var dealer = batch.customer[0]
    while dealer >= 0, dealer != owner { dealer = catalog.dealerTree.parent(of: dealer) }
    return dealer < 0 && audience == .dealer ? nil : catalog.customers.name(owner)
  }
}

extension Workspace {
  /// Whom each line of an order of a batch counts for, and on whose quota it draws; −1 where that
  /// cannot be said.
  mutating func owners(
    of order: Int32, in orders: borrowing OrderBatch
  ) -> [(territory: Int32, quota: Int32)] {
    batch = copy orders
    defer { batch = OrderBatch() }
    guard batch.customer[Int(order)] >= 0 else { return [] }
    let lines = batch.lineStart[Int(order)]..<batch.lineStart[Int(order) + 1]
    return lines.map { line in
      guard isResolved(line) else { return (-1, -1) }
      let owner = owner(of: line, order)
      return (owner, quotaOwner(countedFor: owner, order))
    }
  }
}
