/// Searches the order in which offers take most off a product (RULES.md U-025, U-026).
///
/// Nothing is computed by formula: every order is priced, so what is claimed of it is what the
/// engine says of it. Where something may change with the quantity, the engine itself notes where.
struct WorstCaseSearch: ~Copyable {
  /// Quantities tried at most for one product, class, instant and shape.
  static let quantities = 24
  /// Orders that one product and class may have, however many there are of them.
  static let leastQuota = 400

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
  private var untried = UntriedOffers()
  private let logic: ConditionLogic
  private let places: OrderPlaces
  private let changes: OrderInstants
  /// Where the book has the products and customers of the catalog.
  private let products: [Int]
  private let customers: [Int]
  private var companions: CompanionLines

  init(
    _ rules: CompiledRules, evaluations: Int, quantities: ClosedRange<Int64> = 1...1_000_000_000
  ) {
    self.rules = rules
    limit = evaluations
    range = quantities
    workspace = Workspace(rules)
    logic = ConditionLogic(rules.book)
    places = OrderPlaces(rules.book)
    changes = WorstCaseSearch.changes(rules.book)
    products = WorstCaseSearch.positions(rules.catalog.products, rules.book.products.map(\.id))
    customers = WorstCaseSearch.positions(rules.catalog.customers, rules.book.customers.map(\.id))
    companions = CompanionLines(rules, logic)
  }

  private static func positions(_ names: SymbolTable, _ ids: [String]) -> [Int] {
    var found = [Int](repeating: 0, count: names.count)
    for (position, id) in ids.enumerated() {
      let dense = Int(names.index(of: id))
      if found.indices.contains(dense) { found[dense] = position }
    }
    return found
  }

  /// Offers that took part in no order.
  var untriedOffers: [String] { untried.ids(rules) }

  /// What offers do together that a bound forbids, and what guards let none of.
  var findings: [AnalysisFinding] { breaches.findings(rules) + refusals.findings(rules) }

  /// A class of customers and a product, with the offers open to both.
  private struct Pair {
    var members: CustomerClasses.Class
    var product: Int
    var offers: [Int]
    /// How many pairs before it the same offers are open to.
    var rank: Int
  }

  mutating func run() {
    guard rules.offers.count > 0 else { return }
    let pairs = pairs()
    let quota = max(limit / max(pairs.count, 1), WorstCaseSearch.leastQuota)
    var found: [Int: WorstCase] = [:]
    var open = Array(pairs.indices)
    // What is left of the bound goes to those whose share did not suffice.
    for share in [quota, limit] where !open.isEmpty && evaluations < limit {
      open = open.filter { index in
        guard evaluations < limit else { return true }
        let (deepest, isWhole) = search(pairs[index], share)
        found[index] = deepest
        return !isWhole
      }
    }
    if !open.isEmpty { isComplete = false }
    worstCases = Array(found.values)
    worstCases.sort { a, b in
      if a.isDeeper(than: b) != b.isDeeper(than: a) { return a.isDeeper(than: b) }
      if a.product != b.product { return IdentifierOrder.precedes(a.product, b.product) }
      return IdentifierOrder.precedes(a.customer, b.customer)
    }
  }

  /// Pairs to which some offer is open: such as together have every offer, then one for each other
  /// set of offers, those of most offers first, then a second one for each set, and so on.
  private mutating func pairs() -> [Pair] {
    let table = rules.offers
    var found: [Pair] = []
    // Pairs of one set of offers share it: there may be many.
    var sets: [[Int]: (offers: [Int], count: Int)] = [:]
    let classes = CustomerClasses(rules).all
    for members in classes {
      for product in 0..<rules.catalog.products.count {
        guard found.count < 1_000_000 else {
          isComplete = false
          break
        }
        let offers = WorstCaseSearch.open(members.first, product, table)
        guard !offers.isEmpty else { continue }
        let known = sets[offers] ?? (offers, 0)
        sets[offers] = (known.offers, known.count + 1)
        found.append(
          Pair(members: members, product: product, offers: known.offers, rank: known.count))
      }
    }
    let order = found.indices.sorted { a, b in
      let (one, other) = (found[a], found[b])
      if one.rank != other.rank { return one.rank < other.rank }
      let (count, its) = (one.offers.count, other.offers.count)
      return count == its ? a < b : count > its
    }
    var covered: Set<Int> = []
    var (first, rest): ([Pair], [Pair]) = ([], [])
    for pair in order.map({ found[$0] }) {
      if pair.rank == 0, !covered.isSuperset(of: pair.offers) {
        covered.formUnion(pair.offers)
        first.append(pair)
      } else {
        rest.append(pair)
      }
    }
    return first + rest
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

  /// - Parameter quota: Orders priced at most, shared by the instants.
  /// - Returns: The deepest discount, and whether everything was looked at.
  private mutating func search(_ pair: Pair, _ quota: Int) -> (WorstCase?, Bool) {
    let offers = pair.offers.map { rules.book.offers[Int(rules.offers.bookIndex[$0])] }
    let product = rules.book.products[products[pair.product]]
    let customer = rules.book.customers[customers[pair.members.first]]
    let companions = self.companions.sets(offers, besides: product)
    var deepest: WorstCase?
    let (instants, isEvery) = instants(offers)
    var isWhole = isEvery
    let share = max(quota / max(instants.count, 1), WorstCaseSearch.quantities)
    for instant in instants {
      let solver = ShapeSolver(
        logic, customer, product, at: instant, in: rules.book.zone, others: places.names)
      var shapes = OrderShapes(solver, companions: companions)
      for offer in offers where offer.validity.contains(instant) {
        shapes.add(offer.when, codes: offer.codes)
      }
      for condition in places.conditions { shapes.add(condition) }
      for place in places.demands { shapes.add(place: place) }
      let (all, isEvery) = shapes.all()
      isWhole = isWhole && isEvery
      let end = min(limit, evaluations + share)
      for shape in all {
        guard evaluations < end else {
          isWhole = false
          break
        }
        explore(pair, shape, instant, &deepest)
      }
    }
    return (deepest.flatMap { $0.discount > 0 ? $0 : nil }, isWhole)
  }

  /// One instant of each span in which the same offers, prices and guards are in force.
  private func instants(_ offers: [Offer]) -> ([Instant], isEvery: Bool) {
    var instants = changes
    for offer in offers {
      instants.add(offer.validity)
      instants.add(offer.when)
    }
    let open = instants.all.filter { instant in
      offers.contains { $0.validity.contains(instant) }
    }
    return (Array(open.suffix(OrderInstants.most)), open.count <= OrderInstants.most)
  }

  /// When prices and guards change.
  private static func changes(_ book: RuleBook) -> OrderInstants {
    var instants = OrderInstants(in: book.zone)
    for table in book.priceTables { for window in table.rows.windows { instants.add(window) } }
    for rule in book.guards where rule.status == .published { instants.add(rule.validity) }
    return instants
  }

  /// Prices the smallest quantities and every one at which the engine says something may change.
  private mutating func explore(
    _ pair: Pair, _ shape: OrderShape, _ instant: Instant, _ deepest: inout WorstCase?
  ) {
    let minimum = rules.catalog.minimumQuantity[pair.product]
    let multiple = rules.catalog.orderMultiple[pair.product]
    let start = max(range.lowerBound, max(minimum, multiple > 0 ? multiple : 1000))
    let first = [start] + shape.companions.map(\.quantity)
    var open = [first]
    var seen: Set<[Int64]> = [first]
    let most = WorstCaseSearch.quantities * (shape.companions.isEmpty ? 1 : 2)
    while let quantities = open.popLast(), evaluations < limit {
      var tried = shape
      for (index, quantity) in quantities.dropFirst().enumerated() {
        tried.companions[index].quantity = quantity
      }
      guard
        let order = tried.order(
          rules.catalog.customers.name(Int32(pair.members.first)),
          rules.catalog.products.name(Int32(pair.product)), quantities[0], instant)
      else { continue }
      for next in price(order, pair, &deepest) {
        for quantity in ends(next, multiple) where range.contains(quantity) {
          var other = quantities
          other[next.position] = quantity
          if seen.count < most, seen.insert(other).inserted { open.append(other) }
        }
      }
    }
  }

  /// The quantity at which something changes, and the last one before it.
  private func ends(_ next: LineQuantity, _ multiple: Int64) -> [Int64] {
    let step = next.position == 0 && multiple > 0 ? multiple : 1000
    return [next.quantity - step, next.quantity]
  }

  /// Prices one order, notes what it shows, and returns quantities at which more may show.
  private mutating func price(
    _ order: Order, _ pair: Pair, _ deepest: inout WorstCase?
  ) -> [LineQuantity] {
    evaluations += 1
    workspace.trace(order, &batch, &result)
    let trace = workspace.offerTrace ?? []
    refusals.note(order, result, trace)
    untried.note(result, trace)
    guard result.fault[0] == 0, let list = result.lineList.first, let net = result.lineNet.first
    else { return [] }
    if list > 0 {
      let found = WorstCase(
        product: order.lines[0].product, customer: order.customer,
        customers: pair.members.count, order: order, list: list, net: net, rules: touched())
      breaches.note(found, baseQuantity, result, pair.product, rules)
      if deepest.map({ found.isDeeper(than: $0) }) ?? true { deepest = found }
    }
    return workspace.nextQuantities(batch)
  }

  /// Thousandths of base units of the first line, where the order is in the book's currency.
  private var baseQuantity: Ratio? {
    let row = Int(batch.unitRow[0])
    guard row >= 0, batch.currency(of: 0) == rules.book.currency else { return nil }
    return try? rules.catalog.units.ratio(row)
      .multiplied(by: Ratio(Int128(batch.quantity[0]), 1))
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
