/// Searches the order in which offers take most off a product (RULES.md U-025, U-026).
///
/// Nothing is computed by formula: every order is priced, so what is claimed of it is what the
/// engine says of it. Where something may change with the quantity, the engine itself notes where.
struct WorstCaseSearch: ~Copyable {
  /// Quantities tried at most for one product, class, instant and shape.
  static let quantities = 24
  /// Instants tried at most for one product and class.
  static let instants = 32

  private let rules: CompiledRules
  private let limit: Int
  /// Quantities looked at, in thousandths of base units.
  private let range: ClosedRange<Int64>
  private var workspace: Workspace
  private var batch = OrderBatch()
  private var result = PricedBatch(detail: .steps)
  private(set) var worstCases: [WorstCase] = []
  private(set) var evaluations = 0
  private(set) var isComplete = true
  private var breaches = StackedBreaches()
  private var refusals = RefusedOffers()

  init(
    _ rules: CompiledRules, evaluations: Int, quantities: ClosedRange<Int64> = 1...1_000_000_000
  ) {
    self.rules = rules
    limit = evaluations
    range = quantities
    workspace = Workspace(rules)
  }

  /// What offers do together that a bound forbids, and what guards let none of.
  var findings: [AnalysisFinding] { breaches.findings(rules) + refusals.findings(rules) }

  /// A class of customers and a product, with the offers open to both.
  private struct Pair {
    var members: CustomerClasses.Class
    var product: Int
    var offers: [Int]
  }

  mutating func run() {
    guard rules.offers.count > 0 else { return }
    for pair in pairs() {
      guard evaluations < limit else {
        isComplete = false
        break
      }
      search(pair)
    }
    worstCases.sort { a, b in
      if a.isDeeper(than: b) != b.isDeeper(than: a) { return a.isDeeper(than: b) }
      if a.product != b.product { return IdentifierOrder.precedes(a.product, b.product) }
      return IdentifierOrder.precedes(a.customer, b.customer)
    }
  }

  /// Pairs to which some offer is open, those of most offers first.
  private mutating func pairs() -> [Pair] {
    let table = rules.offers
    var found: [Pair] = []
    let classes = CustomerClasses(rules).all
    for members in classes {
      for product in 0..<rules.catalog.products.count {
        guard found.count < 1_000_000 else {
          isComplete = false
          break
        }
        let offers = WorstCaseSearch.open(members.first, product, table)
        if !offers.isEmpty {
          found.append(Pair(members: members, product: product, offers: offers))
        }
      }
    }
    return found.sorted { $0.offers.count > $1.offers.count }
  }

  /// The offers that a customer and a product leave open.
  private static func open(_ customer: Int, _ product: Int, _ table: OfferTable) -> [Int] {
    let left = Int(table.customers.classes[customer]) * table.words
    let right = Int(table.products.classes[product]) * table.words
    var offers: [Int] = []
    for word in 0..<table.words {
      var bits = table.customers.bits[left + word] & table.products.bits[right + word]
      while bits != 0 {
        offers.append(word << 6 | bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
    return offers
  }

  // MARK: One pair

  private mutating func search(_ pair: Pair) {
    let offers = pair.offers.map { rules.book.offers[Int(rules.offers.bookIndex[$0])] }
    let shapes = OrderShapes(offers, companions: companions(offers, pair.product)).all()
    if shapes.count == OrderShape.most { isComplete = false }
    var deepest: WorstCase?
    for instant in instants(offers) {
      for shape in shapes {
        guard evaluations < limit else {
          isComplete = false
          break
        }
        explore(pair, shape, instant, &deepest)
      }
    }
    if let deepest, deepest.discount > 0 { worstCases.append(deepest) }
  }

  /// One instant of each span in which the same offers, prices and guards are in force.
  private mutating func instants(_ offers: [Offer]) -> [Instant] {
    var points: Set<Int64> = []
    func add(_ validity: Validity) {
      for end in [validity.from, validity.until]
      where end != .distantPast && end != .distantFuture {
        points.insert(end.secondsSinceEpoch)
      }
    }
    for offer in offers {
      add(offer.validity)
      for case .test(.orderDate, .date(let from, let until)) in ConditionLogic.parts(offer.when) {
        for day in [from, until].compactMap({ $0 }) {
          points.insert(rules.book.zone.start(of: day).secondsSinceEpoch)
        }
      }
    }
    for table in rules.book.priceTables { for window in table.rows.windows { add(window) } }
    for rule in rules.book.guards where rule.status == .published { add(rule.validity) }
    let sorted = points.sorted()
    // Before the first boundary, and from each on.
    let first = (sorted.first ?? 1_735_689_600) - 86_400
    let all = ([first] + sorted).map { Instant(secondsSinceEpoch: $0) }
    let open = all.filter { instant in offers.contains { $0.validity.contains(instant) } }
    if open.count > WorstCaseSearch.instants { isComplete = false }
    return Array(open.suffix(WorstCaseSearch.instants))
  }

  /// Lines that patterns ask for beside the product.
  private func companions(_ offers: [Offer], _ product: Int) -> [[OrderShape.Companion]] {
    var found: [[OrderShape.Companion]] = []
    for case .pattern(let pattern) in offers.map(\.benefit) {
      var lines: [OrderShape.Companion] = []
      for slot in pattern.buy + pattern.get {
        guard let condition = slot.of, case .quantity(let need) = slot.need,
          let other = firstProduct(for: condition, besides: product)
        else { continue }
        lines.append(OrderShape.Companion(product: other, quantity: need))
      }
      if !lines.isEmpty, !found.contains(lines) { found.append(lines) }
    }
    return Array(found.prefix(4))
  }

  /// The first product by id that a slot takes; `nil` where the product itself fills it.
  private func firstProduct(for condition: Condition, besides product: Int) -> String? {
    let own = rules.catalog.products.name(Int32(product))
    for part in ConditionLogic.parts(condition) {
      guard case .test(.product, .isIn(let names)) = part else { continue }
      if names.contains(where: { IdentifierOrder.areEqual($0, own) }) { return nil }
      return names.min(by: IdentifierOrder.precedes)
    }
    return nil
  }

  /// Prices the smallest quantity and every one at which the engine says something may change.
  private mutating func explore(
    _ pair: Pair, _ shape: OrderShape, _ instant: Instant, _ deepest: inout WorstCase?
  ) {
    let minimum = rules.catalog.minimumQuantity[pair.product]
    let multiple = rules.catalog.orderMultiple[pair.product]
    let start = max(range.lowerBound, max(minimum, multiple > 0 ? multiple : 1000))
    var open = [start]
    var seen: Set<Int64> = [start]
    while let quantity = open.popLast(), evaluations < limit {
      guard let stated = Quantity(thousandths: quantity) else { continue }
      let order = shape.order(
        rules.catalog.customers.name(Int32(pair.members.first)),
        rules.catalog.products.name(Int32(pair.product)), stated, instant)
      for next in price(order, pair, &deepest)
      where range.contains(next) && seen.count < WorstCaseSearch.quantities
        && seen.insert(next).inserted
      {
        open.append(next)
      }
    }
  }

  /// Prices one order, notes what it shows, and returns quantities at which more may show.
  private mutating func price(
    _ order: Order, _ pair: Pair, _ deepest: inout WorstCase?
  ) -> [Int64] {
    evaluations += 1
    workspace.trace(order, &batch, &result)
    refusals.note(order, result, workspace.offerTrace ?? [])
    guard result.fault[0] == 0, let list = result.lineList.first, let net = result.lineNet.first
    else { return [] }
    if list > 0 {
      let found = WorstCase(
        product: order.lines[0].product, customer: order.customer,
        customers: pair.members.count, order: order, list: list, net: net, rules: touched())
      breaches.note(found, result, pair.product, rules)
      if deepest.map({ found.isDeeper(than: $0) }) ?? true { deepest = found }
    }
    return workspace.nextQuantities(batch)
  }

  /// Rules that took something off the first line.
  private func touched() -> [RuleRef] {
    var found: [RuleRef] = []
    for step in result.steps
    where step.line == 0 && step.amount < 0 && step.rule.kind == .offer
      && !found.contains(step.rule)
    {
      found.append(step.rule)
    }
    return found
  }
}
