/// Makes the shapes of orders that may matter to some rules (RULES.md U-025).
struct OrderShapes {
  /// Shapes made at most for one product, class of customers and instant.
  static let most = 256

  private let solver: ShapeSolver
  /// Of each rule the ways in which it can look at an order.
  private var rules: [[[OrderDemand]]] = []
  /// What tables have of places; each is set beside the plain order and the fullest one.
  private var places: [OrderDemand] = []
  private var known: Set<[[OrderDemand]]> = []
  private let companions: [[OrderShape.Companion]]
  private let before: [LinesAhead]
  private var classes = ValueClasses()
  /// Demands that may still be looked at.
  private(set) var stepsLeft: Int

  /// - Parameters:
  ///   - companions: Sets of further lines.
  ///   - before: Sets of further lines of which some have smaller numbers.
  ///   - steps: Demands looked at, at most.
  init(
    _ solver: ShapeSolver, companions: [[OrderShape.Companion]],
    before: [LinesAhead] = [], steps: Int
  ) {
    self.solver = solver
    self.companions = companions
    self.before = before
    stepsLeft = steps
  }

  /// Whether that many demands may still be looked at; counts them.
  private mutating func spend(_ demands: Int) -> Bool {
    guard stepsLeft > 0 else { return false }
    stepsLeft -= demands + 1
    return true
  }

  /// Adds a rule by its condition and codes; what no order in this place can meet is left out.
  mutating func add(_ condition: Condition, codes: [String] = []) {
    add(OrderDemand.ways(condition), codes: codes)
  }

  /// Adds what an offer asks for, by its own lines and by others that it counts.
  /// - Parameter isOpen: Whether it is for the product, and not for others alone.
  mutating func add(_ offer: Offer, isOpen: Bool) {
    let own = isOpen ? OrderDemand.ways(offer.when) : OfferDemands.besideProducts(offer.when)
    add(own, codes: offer.codes)
    for condition in OfferDemands.counted(offer) { add(OfferDemands.besideProducts(condition)) }
  }

  private mutating func add(_ stated: [[OrderDemand]], codes: [String] = []) {
    var ways = stated
    if let code = codes.min(by: IdentifierOrder.precedes) {
      let brought = OrderDemand(field: .coupon, test: .isIn([code]))
      ways = ways.map { $0 + [brought] }
    }
    guard spend(ways.reduce(0) { $0 + $1.count }) else { return }
    ways = ways.filter { !$0.isEmpty && solver.shape($0) != nil }
    if !ways.isEmpty, known.insert(ways).inserted { rules.append(ways) }
  }

  /// Adds a place that price tables have.
  mutating func add(place: OrderDemand) {
    if solver.shape([place]) != nil { places.append(place) }
    classes.add(place.field, place.test)
  }

  /// Adds what an offer tells apart, by its own lines and by others that it counts.
  mutating func tellApart(_ offer: Offer) {
    classes.add(offer.when, codes: offer.codes)
    for condition in OfferDemands.counted(offer) { classes.add(condition, codes: []) }
  }

  /// Adds what a rule tells apart, whether it holds or not.
  mutating func tellApart(_ condition: Condition, codes: [String] = []) {
    classes.add(condition, codes: codes)
  }

  /// The plain order, and what every set of rules asks for that can be asked for together, each
  /// with every set of further lines; where these are too many the plain order, what each rule asks
  /// for, what as many as possible ask for beside it, and what two do. The plain one first, then
  /// those that ask for most, each once; then every other combination of values that are told
  /// apart, where these are not too many.
  mutating func all() -> (shapes: [OrderShape], isWhole: Bool) {
    var (sets, isWhole) = everySet()
    if !isWhole { sets = someSets() }
    let order = sets.indices.sorted { a, b in
      if a == 0 || b == 0 { return a < b }
      return sets[a].count == sets[b].count ? a < b : sets[a].count > sets[b].count
    }
    sets = order.map { sets[$0] }
    for place in places { sets += sets.prefix(2).map { merged($0, [place]) } }
    var seen: Set<OrderShape> = []
    var asked: [OrderShape] = []
    for set in sets {
      guard asked.count < OrderShapes.most else {
        isWhole = false
        break
      }
      // These are few, and the plain order and what each rule asks for are among them.
      stepsLeft -= set.count + 1
      guard let shape = solver.shape(set), seen.insert(shape).inserted else { continue }
      asked.append(shape)
    }
    if stepsLeft <= 0 { isWhole = false }
    let others = classes.shapes(solver, most: OrderShapes.most)
      .filter { seen.insert($0).inserted }
    return (besides(asked) + besides(others), isWhole)
  }

  /// Shapes alone and beside each set of further lines.
  private func besides(_ shapes: [OrderShape]) -> [OrderShape] {
    let sets = ([[]] + companions).map { LinesAhead(lines: $0, count: 0) } + before
    return sets.flatMap { set in
      shapes.map { known in
        var shape = known
        (shape.companions, shape.ahead) = (set.lines, set.count)
        return shape
      }
    }
  }

  private mutating func everySet() -> ([[OrderDemand]], Bool) {
    var sets: [[OrderDemand]] = [[]]
    var seen: Set<Set<OrderDemand>> = [[]]
    for ways in rules {
      for known in sets {
        for way in ways {
          let both = merged(known, way)
          guard spend(both.count) else { return (sets, false) }
          guard both.count > known.count, solver.shape(both) != nil,
            seen.insert(Set(both)).inserted
          else { continue }
          guard sets.count < OrderShapes.most else { return (sets, false) }
          sets.append(both)
        }
      }
    }
    return (sets, true)
  }

  private mutating func someSets() -> [[OrderDemand]] {
    let all = rules.flatMap { $0 }
    var sets: [[OrderDemand]] = [[]] + all
    for first in all.indices {
      var full = all[first]
      for way in all[first...] + all[..<first] {
        let both = merged(full, way)
        guard spend(both.count) else { break }
        if solver.shape(both) != nil { full = both }
      }
      sets.append(full)
      if stepsLeft <= 0 { break }
    }
    for (index, first) in all.enumerated() {
      for second in all[(index + 1)...].prefix(OrderShapes.most) {
        guard spend(first.count + second.count) else { return sets }
        sets.append(merged(first, second))
      }
      if sets.count > 4 * OrderShapes.most { break }
    }
    return sets
  }

  private func merged(_ a: [OrderDemand], _ b: [OrderDemand]) -> [OrderDemand] {
    a + b.filter { !a.contains($0) }
  }
}
