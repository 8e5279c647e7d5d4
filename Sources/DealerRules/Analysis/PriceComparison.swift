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
  /// Offers that might meet the orders priced (RULES.md U-025).
  private var steps = 0
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
    guard evaluations < limit, steps / WorstCaseSearch.stepsPerOrder < limit else {
      isComplete = false
      return nil
    }
    evaluations += 1
    let places = (
      Int(rules.catalog.customers.index(of: customer.id)),
      Int(rules.catalog.products.index(of: product.id))
    )
    if places.0 >= 0, places.1 >= 0, rules.offers.count > 0 {
      steps += WorstCaseSearch.open(places.0, places.1, rules.offers).count
    }
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

  /// A dealer and one that it supplies.
  private struct Pair {
    var parent: Customer
    var child: Customer
    /// Their classes: pairs of equal ones pay the same.
    var classes: [Int]
  }

  /// What is paid above and below where the former is more.
  private struct Inversion {
    var worst: (upper: Price, lower: Price, pair: Pair)?
    var products: Set<IdentifierKey> = []
  }

  /// Pairs of dealers looked at most for two tiers of one channel.
  private static let mostPairs = 8

  /// Dealers that pay more for a unit than those they supply, by more than a rate.
  mutating func compareLevels(_ tolerance: Rate) {
    var dealers: IdentifierMap<Customer> = [:]
    for customer in rules.book.customers { dealers[customer.id] = customer }
    let classes = CustomerClasses(rules).places
    func place(_ customer: Customer) -> Int {
      let dense = Int(rules.catalog.customers.index(of: customer.id))
      return dense < 0 ? -1 : classes[dense]
    }
    var levels: [Level: [Pair]] = [:]
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
        let pair = Pair(
          parent: parent, child: child, classes: [place(parent), place(child)])
        let known = levels[level] ?? []
        if known.count < PriceComparison.mostPairs,
          !known.contains(where: { $0.classes == pair.classes })
        {
          levels[level, default: []].append(pair)
        }
      }
    }
    let sorted = levels.sorted { a, b in
      if a.key.above != b.key.above { return a.key.above < b.key.above }
      return a.key.below != b.key.below
        ? a.key.below < b.key.below : a.key.channel < b.key.channel
    }
    var worst = [Inversion](repeating: Inversion(), count: sorted.count)
    // Where the bound ends, every level has been looked at by some pair.
    for turn in 0..<PriceComparison.mostPairs {
      for (index, level) in sorted.enumerated() where turn < level.value.count {
        compare(level.value[turn], tolerance, &worst[index])
      }
    }
    for (index, level) in sorted.enumerated() { tell(level.key, worst[index]) }
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
    _ pair: Pair, _ tolerance: Rate, _ found: inout Inversion
  ) {
    for product in rules.book.products {
      for (instant, quantity) in places(pair.child, product) {
        guard let upper = price(pair.parent, product, instant, quantity),
          let lower = price(pair.child, product, instant, quantity),
          upper.currency == lower.currency, upper.net > lower.net, !isOwn(lower.row),
          (Int128(upper.net) - Int128(lower.net)) * 1_000_000
            > Int128(lower.net) * Int128(tolerance.millionths)
        else { continue }
        found.products.insert(IdentifierKey(product.id))
        // By how much more is paid, as a share, since quantities differ.
        let isWorse =
          found.worst.map {
            Int128($0.upper.net) * Int128(lower.net) < Int128(upper.net) * Int128($0.lower.net)
          } ?? true
        if isWorse { found.worst = (upper, lower, pair) }
      }
    }
  }

  private mutating func tell(_ level: Level, _ found: Inversion) {
    guard let (upper, lower, pair) = found.worst else { return }
    let money = { (value: Int64) in
      Decimals.text(value, scale: Money.scale, minimum: upper.currency.exponent)
    }
    let line = upper.order.lines.first
    let product = line?.product ?? ""
    let amount = line.map { $0.quantity == .one ? "" : "\($0.quantity) of " } ?? ""
    let others = found.products.count > 1 ? "; \(found.products.count) products in all" : ""
    let finding = Diagnostic(
      code: .ladderInversion, severity: .warning,
      message: "\(Diagnostic.quote(pair.parent.id)) of tier "
        + "\(Diagnostic.quote(level.above.text)) pays \(money(upper.net)) for "
        + "\(amount)\(Diagnostic.quote(product)), \(Diagnostic.quote(pair.child.id)) of tier "
        + "\(Diagnostic.quote(level.below.text)) below it \(money(lower.net))",
      help: "let those above pay less\(others)", span: rules.origin(of: upper.row))
    findings.append(AnalysisFinding(finding, witness: upper.order))
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
