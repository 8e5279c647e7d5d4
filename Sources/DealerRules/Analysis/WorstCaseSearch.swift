/// Searches the order in which offers take most off a product (RULES.md U-025, U-026).
///
/// Nothing is computed by formula: every order is priced, so what is claimed of it is what the
/// engine says of it. Where something may change with the quantity, the engine itself notes where.
struct WorstCaseSearch: ~Copyable {
  /// Quantities tried at most for one product, class, instant and shape.
  static let quantities = 32
  /// Pairs of a class of customers and a product looked at most.
  private static let mostPairs = 1_000_000
  /// Orders that one product and class may have, however many there are of them.
  static let leastQuota = 400

  /// Steps for each order of the bound: an offer that is looked at for a pair or may meet an order,
  /// and a demand that is put beside others, are one each.
  static let stepsPerOrder = 500

  private let rules: CompiledRules
  private let limit: Int
  private let mostSteps: Int
  private(set) var stepsTaken = 0
  /// Quantities looked at, in thousandths of base units.
  private let range: ClosedRange<Int64>
  private var workspace: Workspace
  private var batch = OrderBatch()
  private var result = PricedBatch(detail: .steps)
  private(set) var worstCases: [WorstCase] = []
  private(set) var evaluations = 0
  private(set) var isComplete = true
  private var breaches = StackedBreaches()
  private var refusals = SilencedOffers(by: .aGuard)
  private var budgets = SilencedOffers(by: .aBudget)
  private var untried = UntriedOffers()
  private let logic: ConditionLogic
  private let places: OrderPlaces
  private let changes: OrderInstants
  /// Where the book has the products and customers of the catalog.
  private let products: [Int]
  private let customers: [Int]
  private var companions: CompanionLines
  private let slots: SlotOffers
  /// Whether guards bound more than lines by themselves.
  private let boundsOrders: Bool
  /// Of the pair at hand.
  private var ends = QuantityEnds()
  private var openOffers = 0

  init(
    _ rules: CompiledRules, evaluations: Int, quantities: ClosedRange<Int64> = 1...1_000_000_000
  ) {
    self.rules = rules
    limit = evaluations
    mostSteps = max(0, min(evaluations, 1 << 40)) * WorstCaseSearch.stepsPerOrder
    range = quantities
    workspace = Workspace(rules)
    logic = ConditionLogic(rules.book)
    places = OrderPlaces(rules.book)
    changes = OrderInstants(changesOf: rules.book)
    products = WorstCaseSearch.positions(rules.catalog.products, rules.book.products.map(\.id))
    customers = WorstCaseSearch.positions(rules.catalog.customers, rules.book.customers.map(\.id))
    companions = CompanionLines(rules, logic)
    slots = SlotOffers(rules, logic, products)
    boundsOrders = CompanionLines.boundsOrders(rules.book)
    if !slots.isWhole { isComplete = false }
  }

  /// Offers that took part in no order.
  var untriedOffers: [String] { untried.ids(rules) }

  /// What offers do together that a bound forbids, and what guards or budgets let none of.
  var findings: [AnalysisFinding] {
    breaches.findings(rules) + refusals.findings(rules) + budgets.findings(rules)
  }

  /// Whether neither orders nor steps are left.
  private var isSpent: Bool { evaluations >= limit || stepsTaken >= mostSteps }

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
    if !pairs.isEmpty, limit / pairs.count < quota { reachEveryOffer(pairs) }
    var open = Array(pairs.indices)
    // What is left of the bound goes to those whose share did not suffice.
    for share in [quota, limit] where !open.isEmpty && !isSpent {
      open = open.filter { index in
        guard !isSpent else { return true }
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
    var sets: [(offers: [Int], count: Int)] = []
    var places: [[Int]: Int] = [:]
    for members in CustomerClasses(rules).all {
      // Products of one class are open to the same offers.
      var seen: [Int64: Int] = [:]
      for product in 0..<rules.catalog.products.count {
        guard found.count < WorstCaseSearch.mostPairs else {
          isComplete = false
          break
        }
        let kind = Int64(table.products.classes[product]) << 32 | Int64(slots.place(product))
        var place = seen[kind] ?? -1
        if place < 0 {
          let offers = open(members.first, product)
          place = places[offers] ?? sets.count
          if place == sets.count { sets.append((offers, 0)) }
          places[offers] = place
          seen[kind] = place
        }
        guard !sets[place].offers.isEmpty else { continue }
        found.append(
          Pair(
            members: members, product: product, offers: sets[place].offers,
            rank: sets[place].count))
        sets[place].count += 1
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

  /// The offers that a customer and a product leave open, by their conditions or by slots.
  private func open(_ customer: Int, _ product: Int) -> [Int] {
    let own = WorstCaseSearch.open(customer, product, rules.offers)
    let others = slots.offers(product, customer, rules.offers).filter { !own.contains($0) }
    return others.isEmpty ? own : (own + others).sorted()
  }

  /// Where the bound does not suffice for every pair, half of it first brings each offer what it
  /// asks for, by itself and with its further lines, so that none is left out.
  private mutating func reachEveryOffer(_ pairs: [Pair]) {
    let bound = limit - limit / 2
    var reached: Set<Int> = []
    // The first pair of each set of offers has them all.
    for pair in pairs.prefix(while: { $0.rank == 0 }) {
      for index in pair.offers where reached.insert(index).inserted {
        guard evaluations < bound, stepsTaken < mostSteps / 2 else { return }
        let offer = rules.book.offers[Int(rules.offers.bookIndex[index])]
        reach(offer, index, pair, min(bound, evaluations + WorstCaseSearch.quantities))
      }
      if reached.count == rules.offers.count { return }
    }
  }

  /// Prices what an offer asks for until it takes part.
  private mutating func reach(_ offer: Offer, _ index: Int, _ pair: Pair, _ end: Int) {
    let product = rules.book.products[products[pair.product]]
    let customer = rules.book.customers[customers[pair.members.first]]
    let companions = self.companions.sets([offer], besides: product)
    let before = self.companions.before([offer], besides: product)
    ends = QuantityEnds(rules.book, [offer])
    openOffers = pair.offers.count
    var deepest: WorstCase?
    for instant in instants([offer], []).0.reversed() {
      let solver = ShapeSolver(
        logic, customer, product, at: instant, in: rules.book.zone, others: places.names)
      let most = WorstCaseSearch.quantities * WorstCaseSearch.stepsPerOrder
      var shapes = OrderShapes(solver, companions: companions, before: before, steps: most)
      shapes.add(offer, isOpen: logic.mayHold(offer.when, for: product))
      let all = shapes.all().shapes
      stepsTaken += most - shapes.stepsLeft
      // The plain order asks for nothing, so that it comes last.
      for shape in all.dropFirst() + all.prefix(1) {
        guard evaluations < end, !untried.isReached(index) else { return }
        explore(pair, shape, instant, upTo: end, reaching: index, &deepest)
      }
    }
  }

  // MARK: One pair

  /// - Parameter quota: Orders priced at most, shared by the instants.
  /// - Returns: The deepest discount, and whether everything was looked at.
  private mutating func search(_ pair: Pair, _ quota: Int) -> (WorstCase?, Bool) {
    let offers = pair.offers.map { rules.book.offers[Int(rules.offers.bookIndex[$0])] }
    let product = rules.book.products[products[pair.product]]
    let customer = rules.book.customers[customers[pair.members.first]]
    let companions = self.companions.sets(offers, besides: product)
    var before = self.companions.before(offers, besides: product)
    let beside = offersBeside(pair, companions + before.map(\.lines))
      .map { rules.book.offers[Int($0)] }
    before += self.companions.before(sharing: beside, offers, besides: product)
    ends = QuantityEnds(rules.book, offers + beside)
    openOffers = offers.count + beside.count
    stepsTaken += openOffers
    var deepest: WorstCase?
    let (instants, isEvery) = instants(offers, beside)
    var isWhole = isEvery
    let share = max(quota / max(instants.count, 1), WorstCaseSearch.quantities)
    for instant in instants {
      guard !isSpent else {
        isWhole = false
        break
      }
      let solver = ShapeSolver(
        logic, customer, product, at: instant, in: rules.book.zone, others: places.names)
      let most = share * WorstCaseSearch.stepsPerOrder
      var shapes = OrderShapes(solver, companions: companions, before: before, steps: most)
      for offer in offers where offer.validity.contains(instant) {
        shapes.add(offer, isOpen: logic.mayHold(offer.when, for: product))
        shapes.tellApart(offer)
      }
      for offer in beside where offer.validity.contains(instant) { shapes.tellApart(offer) }
      for condition in places.conditions {
        shapes.add(condition)
        shapes.tellApart(condition)
      }
      for place in places.demands { shapes.add(place: place) }
      let (all, isEvery) = shapes.all()
      stepsTaken += openOffers + most - shapes.stepsLeft
      isWhole = isWhole && isEvery
      let end = min(limit, evaluations + share)
      for shape in all {
        guard evaluations < end, !isSpent else {
          isWhole = false
          break
        }
        explore(pair, shape, instant, upTo: limit, &deepest)
      }
    }
    return (deepest.flatMap { $0.discount > 0 ? $0 : nil }, isWhole && stepsTaken < mostSteps)
  }

  /// Where the book has the offers that further lines leave open and the pair's product does not.
  private func offersBeside(_ pair: Pair, _ companions: [[OrderShape.Companion]]) -> [Int32] {
    var products: Set<Int> = []
    var found: Set<Int> = []
    for line in companions.joined() {
      let product = Int(rules.catalog.products.index(of: line.product))
      guard product >= 0, products.insert(product).inserted else { continue }
      found.formUnion(open(pair.members.first, product))
    }
    return found.subtracting(pair.offers).sorted().map { rules.offers.bookIndex[$0] }
  }

  /// One instant of each span in which the same offers, prices and guards are in force; those of
  /// further lines count where that makes no more than the bound.
  private func instants(_ offers: [Offer], _ beside: [Offer]) -> ([Instant], isEvery: Bool) {
    var instants = changes
    for offer in offers { instants.add(offer) }
    var all = instants
    for offer in beside { all.add(offer) }
    func open(_ instants: OrderInstants) -> [Instant] {
      instants.all.filter { instant in offers.contains { $0.validity.contains(instant) } }
    }
    let every = beside.isEmpty ? [] : open(all)
    if !every.isEmpty, every.count <= OrderInstants.most { return (every, true) }
    let own = open(instants)
    return (Array(own.suffix(OrderInstants.most)), own.count <= OrderInstants.most)
  }

  /// Prices the smallest quantities and every one at which the engine says something may change.
  private mutating func explore(
    _ pair: Pair, _ shape: OrderShape, _ instant: Instant, upTo end: Int,
    reaching offer: Int? = nil, _ deepest: inout WorstCase?
  ) {
    let own = WorstCaseSearch.ordering(
      pair.product, isBase: shape.values[.lineUnit] == nil, rules)
    let beside = shape.companions.map { line in
      WorstCaseSearch.ordering(
        Int(rules.catalog.products.index(of: line.product)), isBase: line.unit == nil, rules)
    }
    let steps = ([own] + beside).map(\.step)
    let least = ([own] + beside).map(\.least)
    let first = [max(range.lowerBound, own.least)] + shape.companions.map(\.quantity)
    var open = [first]
    // What is off a whole order is most where much of what is off is.
    if boundsOrders, let much = WorstCaseSearch.much(own, range) {
      open.append([much] + first[1...])
    }
    var seen = Set(open)
    let most = WorstCaseSearch.quantities * (shape.companions.isEmpty ? 1 : 2)
    var place = 0
    // First in, first out, so that the quantities of one line do not use up those of others.
    while place < open.count, evaluations < end, stepsTaken < mostSteps {
      if let offer, untried.isReached(offer) { return }
      let quantities = open[place]
      place += 1
      var tried = shape
      for (index, quantity) in quantities.dropFirst().enumerated() {
        tried.companions[index].quantity = quantity
      }
      guard
        let order = tried.order(
          rules.catalog.customers.name(Int32(pair.members.first)),
          rules.catalog.products.name(Int32(pair.product)), quantities[0], instant)
      else { continue }
      for next in price(order, shape, pair, steps, &deepest) {
        let step = steps[next.position]
        // A little more of further lines may let another offer of a group win there.
        let after = next.position == 0 ? [] : [next.quantity + step]
        for quantity in [next.quantity - step, next.quantity] + after
        where range.contains(quantity) && quantity >= least[next.position] {
          var other = quantities
          other[next.position] = quantity
          if seen.count < most, seen.insert(other).inserted { open.append(other) }
        }
      }
    }
  }

  /// Prices one order, notes what it shows, and returns quantities at which more may show.
  private mutating func price(
    _ order: Order, _ shape: OrderShape, _ pair: Pair, _ steps: [Int64],
    _ deepest: inout WorstCase?
  ) -> [LineQuantity] {
    evaluations += 1
    stepsTaken += 1 + openOffers
    workspace.trace(order, &batch, &result)
    let trace = workspace.offerTrace ?? []
    refusals.note(order, result, trace)
    budgets.note(order, result, trace)
    untried.note(result, trace)
    let place = shape.place
    guard result.fault[0] == 0, result.lineList.indices.contains(place) else { return [] }
    let (list, net) = (result.lineList[place], result.lineNet[place])
    if list > 0 {
      let found = WorstCase(
        product: order.lines[0].product, customer: order.customer,
        customers: pair.members.count, order: order, list: list, net: net,
        rules: WorstCaseSearch.touched(place, result))
      breaches.note(
        found, at: place, batch, result, workspace.breachTrace ?? [], rules)
      if deepest.map({ found.isDeeper(than: $0) }) ?? true { deepest = found }
    }
    // In turn, so that neither uses up what may be tried.
    let next = workspace.nextQuantities(batch, at: place).map { next in
      LineQuantity(position: shape.line(at: next.position), quantity: next.quantity)
    }
    let own = ends.quantities(order, result, steps)
    var all: [LineQuantity] = []
    for index in 0..<max(next.count, own.count) {
      if index < own.count { all.append(own[index]) }
      if index < next.count { all.append(next[index]) }
    }
    return all
  }
}
