/// Compares what dealers of several levels and channels pay for a unit after offers (RULES.md
/// U-027). Every price is that of an order that was priced.
struct PriceComparison: ~Copyable {
  private let rules: CompiledRules
  private let limit: Int
  private var workspace: Workspace
  private var batch = OrderBatch()
  private var result = PricedBatch(detail: .steps)
  private(set) var findings: [AnalysisFinding] = []
  private(set) var evaluations = 0
  private(set) var isComplete = true
  private let instants: [Instant]

  init(_ rules: CompiledRules, evaluations: Int) {
    self.rules = rules
    limit = evaluations
    workspace = Workspace(rules)
    instants = PriceComparison.instants(rules)
  }

  /// What one customer pays.
  private struct Price {
    var order: Order
    var net: Int64
    /// The row that priced the line.
    var row: RuleRef
    var currency: Currency
  }

  private mutating func price(
    _ customer: Customer, _ product: Product, _ instant: Instant, _ quantity: Quantity
  ) -> Price? {
    guard evaluations < limit else {
      isComplete = false
      return nil
    }
    evaluations += 1
    let order = Order(
      id: "level", customer: customer.id, moment: .instant(instant),
      lines: [OrderLine(number: 1, product: product.id, quantity: quantity)])
    workspace.trace(order, &batch, &result)
    guard result.fault[0] == 0, result.outcome[0] != Outcome.block.rawValue,
      let net = result.lineNet.first,
      let row = result.steps.first(where: { $0.kind == .price })?.rule
    else { return nil }
    return Price(order: order, net: net, row: row, currency: batch.currency(of: 0))
  }

  /// The smallest quantity of a product, and the next ones at which a customer's price may change.
  private mutating func quantities(
    _ customer: Customer, _ product: Product, _ instant: Instant
  ) -> [Quantity] {
    let least = product.minimumQuantity ?? product.orderMultiple ?? .one
    guard price(customer, product, instant, least) != nil else { return [least] }
    let next = workspace.nextQuantities(batch).filter { $0.position == 0 }.map(\.quantity)
    let more = Set(next).filter { $0 > least.thousandths }.sorted()
    return [least] + more.prefix(4).compactMap { Quantity(thousandths: $0) }
  }

  /// The last instants at which list prices change or offers begin, at most eight; that of no
  /// change where none do.
  private static func instants(_ rules: CompiledRules) -> [Instant] {
    var starts: Set<Int64> = []
    func add(_ validity: Validity) {
      if validity.from != .distantPast { starts.insert(validity.from.secondsSinceEpoch) }
    }
    for table in rules.book.priceTables { for window in table.rows.windows { add(window) } }
    for offer in rules.book.offers where offer.status == .published { add(offer.validity) }
    let last = starts.sorted().suffix(8).map { Instant(secondsSinceEpoch: $0) }
    return last.isEmpty ? [Instant(secondsSinceEpoch: 1_735_689_600)] : last
  }

  // MARK: Levels

  /// Two tiers of which the first supplies the second.
  private struct Level: Hashable {
    var above: IdentifierKey
    var below: IdentifierKey
    /// Both are of one channel.
    var channel: IdentifierKey
  }

  /// Dealers that pay more for a unit than those they supply, by more than a rate.
  mutating func compareLevels(_ tolerance: Rate) {
    var dealers: IdentifierMap<Customer> = [:]
    for customer in rules.book.customers { dealers[customer.id] = customer }
    var pairs: [Level: (Customer, Customer)] = [:]
    let children = rules.book.customers.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    for child in children {
      guard let below = child.tier else { continue }
      // The dealers above it, of whom there are at most 16 (K-004).
      var next = child.parent
      for _ in 0..<16 {
        guard let parent = next.flatMap({ dealers[$0] }) else { break }
        next = parent.parent
        guard let above = parent.tier, !IdentifierOrder.areEqual(above, below),
          IdentifierOrder.areEqual(parent.channel ?? "", child.channel ?? "")
        else { continue }
        let level = Level(
          above: IdentifierKey(above), below: IdentifierKey(below),
          channel: IdentifierKey(child.channel ?? ""))
        if pairs[level] == nil { pairs[level] = (parent, child) }
      }
    }
    let sorted = pairs.sorted { a, b in
      if a.key.above != b.key.above { return a.key.above < b.key.above }
      return a.key.below != b.key.below
        ? a.key.below < b.key.below : a.key.channel < b.key.channel
    }
    for (level, pair) in sorted { compare(level, pair.0, pair.1, tolerance) }
  }

  /// Whether a row is agreed with one customer, which says nothing of a level.
  private func isOwn(_ row: RuleRef) -> Bool {
    guard let (table, _) = rules.priceRow(row) else { return false }
    return rules.book.priceTables[table].keys.contains(.customer)
  }

  private mutating func places(
    _ customer: Customer, _ product: Product
  ) -> [(Instant, Quantity)] {
    var result: [(Instant, Quantity)] = []
    for instant in instants {
      result += quantities(customer, product, instant).map { (instant, $0) }
    }
    return result
  }

  private mutating func compare(
    _ level: Level, _ parent: Customer, _ child: Customer, _ tolerance: Rate
  ) {
    var worst: (upper: Price, lower: Price)?
    var products: Set<IdentifierKey> = []
    for product in rules.book.products {
      for (instant, quantity) in places(child, product) {
        guard let upper = price(parent, product, instant, quantity),
          let lower = price(child, product, instant, quantity), upper.currency == lower.currency,
          upper.net > lower.net, !isOwn(lower.row),
          (Int128(upper.net) - Int128(lower.net)) * 1_000_000
            > Int128(lower.net) * Int128(tolerance.millionths)
        else { continue }
        products.insert(IdentifierKey(product.id))
        // By how much more is paid, as a share, since quantities differ.
        let isWorse =
          worst.map {
            Int128($0.upper.net) * Int128(lower.net) < Int128(upper.net) * Int128($0.lower.net)
          } ?? true
        if isWorse { worst = (upper, lower) }
      }
    }
    guard let worst else { return }
    let money = { (value: Int64) in
      Decimals.text(value, scale: Money.scale, minimum: worst.upper.currency.exponent)
    }
    let line = worst.upper.order.lines.first
    let product = line?.product ?? ""
    let amount = line.map { $0.quantity == .one ? "" : "\($0.quantity) of " } ?? ""
    let others = products.count > 1 ? "; \(products.count) products in all" : ""
    let finding = Diagnostic(
      code: .ladderInversion, severity: .warning,
      message: "\(Diagnostic.quote(parent.id)) of tier \(Diagnostic.quote(level.above.text)) pays "
        + "\(money(worst.upper.net)) for \(amount)\(Diagnostic.quote(product)), "
        + "\(Diagnostic.quote(child.id)) of tier \(Diagnostic.quote(level.below.text)) below it "
        + money(worst.lower.net),
      help: "let those above pay less\(others)", span: rules.origin(of: worst.upper.row))
    findings.append(AnalysisFinding(finding, witness: worst.upper.order))
  }

  // MARK: Channels

  /// Products for which channels of one tier pay prices further apart than a rate of the lowest.
  mutating func compareChannels(_ spread: Rate) {
    var tiers: [IdentifierKey: [IdentifierKey: Customer]] = [:]
    for customer in rules.book.customers.sorted(by: { IdentifierOrder.precedes($0.id, $1.id) }) {
      guard let channel = customer.channel.map(IdentifierKey.init) else { continue }
      let tier = IdentifierKey(customer.tier ?? "")
      if tiers[tier]?[channel] == nil { tiers[tier, default: [:]][channel] = customer }
    }
    for (tier, channels) in tiers.sorted(by: { $0.key < $1.key }) where channels.count > 1 {
      let members = channels.sorted { $0.key < $1.key }.map(\.value)
      for product in rules.book.products { compare(tier.text, members, product, spread) }
    }
  }

  private mutating func compare(
    _ tier: String, _ members: [Customer], _ product: Product, _ spread: Rate
  ) {
    for instant in instants.suffix(1) {
      let least = product.minimumQuantity ?? product.orderMultiple ?? .one
      var prices: [(Customer, Price)] = []
      for member in members {
        if let price = price(member, product, instant, least) { prices.append((member, price)) }
      }
      guard let low = prices.min(by: { $0.1.net < $1.1.net }),
        let high = prices.max(by: { $0.1.net < $1.1.net }), low.1.currency == high.1.currency,
        low.1.net > 0
      else { continue }
      let gap = Int128(high.1.net) - Int128(low.1.net)
      guard gap * 1_000_000 > Int128(low.1.net) * Int128(spread.millionths) else { continue }
      let money = { (value: Int64) in
        Decimals.text(value, scale: Money.scale, minimum: low.1.currency.exponent)
      }
      let finding = Diagnostic(
        code: .channelSpread, severity: .warning,
        message: "\(Diagnostic.quote(product.id)) costs \(money(low.1.net)) in channel "
          + "\(Diagnostic.quote(low.0.channel ?? "")) and \(money(high.1.net)) in "
          + "\(Diagnostic.quote(high.0.channel ?? ""))"
          + (tier.isEmpty ? "" : ", tier \(Diagnostic.quote(tier))"),
        help: "prices of one product lie more than \(spread) apart",
        span: rules.origin(of: high.1.row))
      findings.append(AnalysisFinding(finding, witness: high.1.order))
    }
  }
}
