/// How a line of an order does not match (RULES.md B-022).
public enum FlowBreak: String, Hashable, Sendable, CaseIterable {
  /// Shipped or billed, and never ordered.
  case notOrdered
  /// One document states the line twice.
  case statedTwice
  /// More was shipped than ordered.
  case overShipped
  /// Less was shipped than ordered.
  case underShipped
  /// More was billed than shipped.
  case overInvoiced
  /// Less was billed than shipped.
  case underInvoiced
  /// More came back than was shipped.
  case overReturned
  /// Billed at another price than ordered.
  case priceDiffers
}

/// A line of an order with what became of it (RULES.md B-022).
public struct FlowMatch: Hashable, Sendable {
  /// The order.
  public var order: String
  /// Its line.
  public var line: Int32
  /// Thousandths ordered.
  public var ordered: Int64 = 0
  /// Thousandths shipped.
  public var shipped: Int64 = 0
  /// Thousandths billed.
  public var invoiced: Int64 = 0
  /// Thousandths that came back and were credited.
  public var returned: Int64 = 0
  /// What was billed, less what came back, would cost as ordered: in millionths, settled at the
  /// exponent of the node's currency.
  public var expected: Int64 = 0
  /// What it was billed at, less what was credited for goods that came back.
  public var billed: Int64 = 0
  /// How it does not match, in the order of ``FlowBreak``; empty where it does.
  public var breaks: [FlowBreak] = []

  /// Whether nothing of it was shipped or billed yet, which is no break.
  public var isOpen: Bool { ordered > 0 && shipped == 0 && invoiced == 0 && returned == 0 }
}

/// What a node owed at the beginning, what moved, what it owes at the end, and how its orders,
/// shipments and invoices match (RULES.md B-021, B-022).
public struct AccountStatement: Hashable, Sendable {
  /// A movement with what is owed after it.
  public struct Entry: Hashable, Sendable {
    /// The movement.
    public var movement: AccountMovement
    /// What is owed after it, in millionths.
    public var balance: Int64
  }

  /// The node.
  public var node: String
  /// The days.
  public var period: CreditDays
  /// What was owed before the first day.
  public var opening: Int64
  /// Movements by day, then by id.
  public var entries: [Entry]
  /// What is owed after the last day.
  public var closing: Int64
  /// Lines of orders of which something happened in the period, by order and line.
  public var matches: [FlowMatch]
  /// Invoices and returns of the period against what was booked, by kind and id.
  public var documents: [FlowDocument]
}

extension StatementFacts {
  /// The statement of a node for some days.
  ///
  /// - Parameter currency: The node's currency, at whose exponent prices of parts are settled.
  /// - Throws: ``NumericError/overflow``.
  public func statement(
    of node: String, in currency: Currency, _ period: CreditDays,
    within tolerance: StatementTolerance = .init()
  ) throws(NumericError) -> AccountStatement {
    var own = movements.filter { IdentifierOrder.areEqual($0.node, node) }
    own.sort { a, b in
      a.day != b.day ? a.day < b.day : IdentifierOrder.precedes(a.id, b.id)
    }
    var statement = AccountStatement(
      node: node, period: period, opening: 0, entries: [], closing: 0, matches: [],
      documents: [])
    var balance: Int64 = 0
    for movement in own {
      if let end = period.through, end < movement.day { break }
      let amount = movement.amount
      balance =
        movement.kind.raises
        ? try Wide.add(balance, amount) : try Wide.subtract(balance, amount)
      if period.contains(movement.day) {
        statement.entries.append(
          AccountStatement.Entry(movement: movement, balance: balance))
      } else {
        statement.opening = balance
      }
    }
    statement.closing = balance
    statement.matches = try matches(of: node, in: currency, period, tolerance)
    statement.documents = try documents(of: node, period, tolerance)
    return statement
  }

  /// What one line of an order brings together.
  private struct FlowKey: Hashable {
    var order: IdentifierKey
    var line: Int32
  }

  private func matches(
    of node: String, in currency: Currency, _ period: CreditDays,
    _ tolerance: StatementTolerance
  ) throws(NumericError) -> [FlowMatch] {
    var groups: [FlowKey: [FlowLine]] = [:]
    for line in flow where IdentifierOrder.areEqual(line.node, node) {
      // What happened later is no part of the statement.
      if let end = period.through, end < line.day { continue }
      groups[FlowKey(order: IdentifierKey(line.order), line: line.line), default: []].append(line)
    }
    var result: [FlowMatch] = []
    for (key, lines) in groups where lines.contains(where: { period.contains($0.day) }) {
      result.append(try match(key.order.text, key.line, lines, currency, tolerance))
    }
    return result.sorted { a, b in
      IdentifierOrder.areEqual(a.order, b.order)
        ? a.line < b.line : IdentifierOrder.precedes(a.order, b.order)
    }
  }

  private func match(
    _ order: String, _ number: Int32, _ lines: [FlowLine], _ currency: Currency,
    _ tolerance: StatementTolerance
  ) throws(NumericError) -> FlowMatch {
    var match = FlowMatch(order: order, line: number)
    var price: Int64 = 0
    var documents: Set<IdentifierKey> = []
    var isTwice = false
    for line in lines {
      let name = IdentifierKey("\(line.kind.rawValue) \(line.document)")
      if !documents.insert(name).inserted { isTwice = true }
      let quantity = line.quantity.thousandths
      switch line.kind {
      case .order:
        match.ordered = try Wide.add(match.ordered, quantity)
        price = try Wide.add(price, line.amount)
      case .shipment: match.shipped = try Wide.add(match.shipped, quantity)
      case .invoice:
        match.invoiced = try Wide.add(match.invoiced, quantity)
        match.billed = try Wide.add(match.billed, line.amount)
      case .return:
        match.returned = try Wide.add(match.returned, quantity)
        match.billed = try Wide.subtract(match.billed, line.amount)
      }
    }
    // What came back may be sent again.
    let kept = try Wide.subtract(match.shipped, match.returned)
    let difference = try priceDifference(&match, price, currency)
    let found: [FlowBreak: Bool] = [
      .notOrdered: match.ordered == 0, .statedTwice: isTwice,
      .overShipped: match.ordered > 0 && isMore(kept, than: match.ordered, tolerance),
      .underShipped: !match.isOpen && isMore(match.ordered, than: match.shipped, tolerance),
      .overInvoiced: isMore(match.invoiced, than: match.shipped, tolerance),
      .underInvoiced: isMore(match.shipped, than: match.invoiced, tolerance),
      .overReturned: match.returned > match.shipped,
      .priceDiffers: match.ordered > 0 && difference > Int128(max(0, tolerance.amount)),
    ]
    match.breaks = FlowBreak.allCases.filter { found[$0] == true }
    return match
  }

  /// Settles what a part should cost, and tells how far what was billed lies from both amounts
  /// between which its exact price lies: a part may be settled up or down (RULES.md B-022).
  private func priceDifference(
    _ match: inout FlowMatch, _ price: Int64, _ currency: Currency
  ) throws(NumericError) -> Int128 {
    guard match.ordered > 0 else { return 0 }
    let kept = try Wide.subtract(match.invoiced, match.returned)
    let product = try Wide.multiply(Int128(price), Int128(kept))
    let step = Rounding().step(in: currency)
    let divisor = try Wide.multiply(Int128(match.ordered), Int128(step))
    let low = try RoundingMode.floor.divide(product, by: divisor) * Int128(step)
    let high = try RoundingMode.ceiling.divide(product, by: divisor) * Int128(step)
    match.expected = try Wide.narrow(
      try RoundingMode.halfUp.divide(product, by: divisor) * Int128(step))
    return max(0, low - Int128(match.billed), Int128(match.billed) - high)
  }

  /// Whether a quantity exceeds another by more than the tolerance, of the other.
  private func isMore(_ a: Int64, than b: Int64, _ tolerance: StatementTolerance) -> Bool {
    let over = (Int128(a) - Int128(b)) * 1_000_000
    return over > 0 && over > Int128(tolerance.quantity.millionths) * Int128(b)
  }
}
