/// Further lines that offers count beside a product (RULES.md U-025).
struct CompanionLines {
  /// Sets of lines looked at most for each way to choose among products.
  static let mostSets = 6
  /// Lines of one set at most.
  static let mostLines = 8
  /// Times that a line earns a gift of the product, and units of it, at most.
  private static let mostTimes: Int64 = 100
  static let mostUnits: Int64 = 1_000_000

  private let rules: CompiledRules
  private let logic: ConditionLogic
  /// Products by id.
  private let products: [Product]
  /// Where the book has the products of the catalog.
  private let places: [Int]
  /// The least amount that a price row states for each.
  private let amounts: IdentifierMap<Int64>
  /// Products by these amounts.
  private let cheapest: [Product]
  /// The same by the largest of these, those without rows last.
  private let dearest: [Product]
  /// The same by the least that offers by the line leave of these amounts.
  private let leastAfterOffers: [Product]
  /// Goods that thin out what is off in a whole order, and may: their lines take nothing off.
  private let thinning: [[OrderShape.Companion]]
  var choice = Choice.first
  /// What the offer at hand is for.
  var scope = Condition.always
  /// Conditions that goods meet only where there are no others.
  var avoided: [Condition] = []
  /// Whether goods are left out where the product reaches what they are for by itself.
  var isNeeded = false
  private var known: [Asked: [Product]] = [:]

  /// How one of many products is chosen.
  enum Choice: CaseIterable {
    case first, cheapest, cheapestOutside, afterOffers, dearest
  }

  private struct Asked: Hashable {
    var choice: Choice
    var condition: Condition
    /// Products that are left out, or come last.
    var without: [Condition]
  }

  init(_ rules: CompiledRules, _ logic: ConditionLogic) {
    self.rules = rules
    self.logic = logic
    products = rules.book.products.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    places = WorstCaseSearch.positions(rules.catalog.products, rules.book.products.map(\.id))
    let amounts = CompanionLines.leastAmounts(rules.book)
    self.amounts = amounts
    let left = LineOffers(rules)
    let (priced, others) = CompanionLines.sorted(products) { amounts[$0.id] }
    cheapest = priced + others
    dearest = Array(priced.reversed()) + others
    leastAfterOffers =
      CompanionLines.sorted(products) { product in
        amounts[product.id].map { left.least($0, of: product) }
      }.priced + others
    thinning = CompanionLines.thinning(rules.book, Array(priced.reversed()), left)
  }

  /// What each offer counts beside a product, and what all of them count together; of the products
  /// that would do the first by id, then the cheapest, then the cheapest that the offer is not for,
  /// then the one of which offers leave least; of patterns, which choose among units by their
  /// prices, and of amounts the dearest too; as much as earns gifts of the product many times;
  /// goods that make no other offer give less; what it cannot do without; two at once; and what
  /// thins out the order where a guard bounds all of it.
  mutating func sets(_ offers: [Offer], besides product: Product) -> [[OrderShape.Companion]] {
    var result: [[OrderShape.Companion]] = []
    for way in Choice.allCases {
      choice = way
      var found: [[OrderShape.Companion]] = []
      for offer in offers {
        let lines = lines(of: offer, besides: product)
        if !lines.isEmpty, !found.contains(lines) { found.append(lines) }
      }
      if found.count > 1 {
        let all = joined(found.flatMap { $0 })
        if !found.contains(all) { found.insert(all, at: 0) }
      }
      result += found.prefix(CompanionLines.mostSets).filter { !result.contains($0) }
      guard way == .first || way == .cheapest else { continue }
      for offer in offers {
        guard let line = earning(offer, besides: product), !result.contains([line]) else {
          continue
        }
        result.append([line])
      }
    }
    for sets in [
      outside(offers, besides: product), needed(offers, besides: product),
      pairs(offers, besides: product),
    ] {
      result += sets.filter { !result.contains($0) }.prefix(CompanionLines.mostSets)
    }
    let others = thinning.filter { lines in
      !result.contains(lines)
        && !lines.contains { IdentifierOrder.areEqual($0.product, product.id) }
    }
    return result + others.prefix(1)
  }

  mutating func lines(of offer: Offer, besides product: Product) -> [OrderShape.Companion] {
    scope = offer.when
    var lines: [OrderShape.Companion] = []
    if choice == .dearest, !CompanionLines.looksAtPrices(offer) { return [] }
    for threshold in offer.requires + offer.requiresAny {
      lines += self.lines(threshold.measure, threshold.bounds.lower?.value ?? 0, offer, product)
    }
    switch offer.benefit {
    case .ladder(let ladder):
      lines += self.lines(ladder.measure, ladder.rungs.first?.from ?? 0, offer, product)
    case .gift(let gift):
      if let measure = gift.measure { lines += self.lines(measure, gift.forEvery, offer, product) }
    case .pattern(let pattern):
      for slot in pattern.buy + pattern.get {
        let need: Int64 = if case .quantity(let need) = slot.need { need.thousandths } else { 0 }
        lines += one(slot.of ?? offer.when, need, besides: product)
      }
    case .cut, .charge, .mark: break
    }
    // What makes the product cheaper by a slot alone asks for a line of its own too.
    if !fits(offer.when, product) { lines += one(offer.when, 0, besides: product) }
    return joined(lines)
  }

  /// As much of another product as earns a gift of this one as often as may be, which thins out
  /// what little of this one brings (RULES.md G-003).
  private mutating func earning(
    _ offer: Offer, besides product: Product
  ) -> OrderShape.Companion? {
    guard case .gift(let gift) = offer.benefit, gift.mode != .inclusive,
      let measure = gift.measure, gift.forEvery > 0,
      gift.products.contains(where: { IdentifierOrder.areEqual($0, product.id) })
    else { return nil }
    scope = offer.when
    let others = fitting(measure.of ?? offer.when)
    guard let other = others.first(where: { !IdentifierOrder.areEqual($0.id, product.id) }) else {
      return nil
    }
    let unit = unit(measure.kind, other)
    let each: Int64
    switch measure.kind {
    case .quantity: each = 1000
    case .amount: each = amounts[other.id] ?? 0
    case .lines, .products, .attribute: return nil
    }
    guard each > 0 else { return nil }
    let times = Int128(min(gift.times ?? .max, CompanionLines.mostTimes))
    let units = (Int128(gift.forEvery) * times + Int128(each) - 1) / Int128(each)
    let step = unit == nil ? max(least(other), 1000) : 1000
    let asked = Int64(min(units, Int128(CompanionLines.mostUnits))) * 1000
    return OrderShape.Companion(
      product: other.id, quantity: (asked + step - 1) / step * step, unit: unit)
  }

  /// Lines that a measure counts: what reaches a bound where it does not count the product, and
  /// something to reach the bound with where it counts the product and others together.
  private mutating func lines(
    _ measure: LineMeasure, _ bound: Int64, _ offer: Offer, _ product: Product
  ) -> [OrderShape.Companion] {
    let condition = measure.of ?? offer.when
    if measure.each == .line || isNeeded, fits(condition, product) { return [] }
    switch measure.kind {
    case .lines, .products:
      let own = fits(condition, product) ? 1 : 0
      let most = min(CompanionLines.mostLines, Int(clamping: (bound + 999) / 1000) - own)
      guard most > 0 else { return [] }
      let others = fitting(condition).filter { !IdentifierOrder.areEqual($0.id, product.id) }
      return others.prefix(most).map { OrderShape.Companion(product: $0.id, quantity: least($0)) }
    case .quantity: return one(condition, bound, besides: product)
    case .amount, .attribute: return one(condition, 0, besides: product)
    }
  }

  /// The first other product that a condition takes; as much of it as is asked where it does not
  /// take this one.
  private mutating func one(
    _ condition: Condition, _ quantity: Int64, besides product: Product
  ) -> [OrderShape.Companion] {
    let others = fitting(condition)
    guard let other = others.first(where: { !IdentifierOrder.areEqual($0.id, product.id) }) else {
      return []
    }
    if let unit = unit(condition, other) {
      return [OrderShape.Companion(product: other.id, quantity: 1000, unit: unit)]
    }
    let isAsked = quantity > 0 && !fits(condition, product)
    let whole = isAsked ? (quantity + 999) / 1000 * 1000 : 0
    return [OrderShape.Companion(product: other.id, quantity: max(least(other), whole))]
  }

  /// The unit of a product, other than its base unit, in which a measure counts.
  func unit(_ kind: MeasureKind, _ product: Product) -> String? {
    guard case .quantity(let asked?) = kind else { return nil }
    return product.units.first { IdentifierOrder.areEqual($0.unit, asked) }?.unit
  }

  /// The unit of a product, other than its base unit, that a condition asks of lines.
  func unit(_ condition: Condition, _ product: Product) -> String? {
    for way in OrderDemand.ways(condition) {
      for demand in way where demand.field == .lineUnit && demand.holds {
        guard case .isIn(let names) = demand.test else { continue }
        let unit = product.units.first { unit in
          names.contains { IdentifierOrder.areEqual($0, unit.unit) }
        }
        if let unit { return unit.unit }
      }
    }
    return nil
  }

  func joined(_ lines: [OrderShape.Companion]) -> [OrderShape.Companion] {
    var result: [OrderShape.Companion] = []
    for line in lines {
      let place = result.firstIndex { IdentifierOrder.areEqual($0.product, line.product) }
      if let place {
        result[place].quantity = max(result[place].quantity, line.quantity)
      } else if result.count < CompanionLines.mostLines {
        result.append(line)
      }
    }
    return result
  }

  /// The smallest quantity that can be ordered.
  func least(_ product: Product) -> Int64 {
    let minimum = product.minimumQuantity?.thousandths ?? 0
    guard let multiple = product.orderMultiple?.thousandths, multiple > 0 else {
      return max(minimum, 1000)
    }
    return max((minimum + multiple - 1) / multiple * multiple, multiple)
  }

  // MARK: Products

  /// A product of the book by its id.
  func product(_ id: String) -> Product? {
    let dense = Int(rules.catalog.products.index(of: id))
    return places.indices.contains(dense) ? rules.book.products[places[dense]] : nil
  }

  /// The first products that a condition takes, as far as it looks at products, by id or price.
  mutating func fitting(_ condition: Condition) -> [Product] {
    let isOutside = choice == .cheapestOutside && condition != scope
    let without = isOutside ? [scope] : avoided
    let asked = Asked(choice: choice, condition: condition, without: without)
    if let found = known[asked] { return found }
    var (found, last): ([Product], [Product]) = ([], [])
    let order =
      switch choice {
      case .first: products
      case .cheapest, .cheapestOutside: cheapest
      case .afterOffers: leastAfterOffers
      case .dearest: dearest
      }
    for product in order where fits(condition, product) {
      if without.contains(where: { fits($0, product) }) {
        if !isOutside, last.count <= CompanionLines.mostLines { last.append(product) }
        continue
      }
      found.append(product)
      if found.count > CompanionLines.mostLines { break }
    }
    found += last
    known[asked] = found
    return found
  }

  /// The least amount that a price row states for each product.
  private static func leastAmounts(_ book: RuleBook) -> IdentifierMap<Int64> {
    var least: IdentifierMap<Int64> = [:]
    for table in book.priceTables {
      guard let position = table.keys.firstIndex(of: .product) else { continue }
      let rows = table.rows
      var amounts = [Int64](repeating: .max, count: rows.symbols.count)
      for row in 0..<rows.count where rows.amounts[row] > 0 {
        let symbol = Int(rows.keys[row * rows.keyCount + position])
        amounts[symbol] = min(amounts[symbol], rows.amounts[row])
      }
      for (symbol, amount) in amounts.enumerated() where amount < .max {
        let name = rows.symbols.name(Int32(symbol))
        least[name] = min(least[name] ?? .max, amount)
      }
    }
    return least
  }

  /// Products by an amount, and those without one.
  private static func sorted(
    _ products: [Product], by amount: (Product) -> Int64?
  ) -> (priced: [Product], others: [Product]) {
    let all = products.map { (product: $0, amount: amount($0) ?? .max) }
    let order = all.indices.sorted { a, b in
      let (one, other) = (all[a].amount, all[b].amount)
      return one == other ? a < b : one < other
    }
    let sorted = order.map { all[$0] }
    return (
      sorted.filter { $0.amount < .max }.map(\.product),
      sorted.filter { $0.amount == .max }.map(\.product)
    )
  }

  // MARK: Guards of the whole order

  /// How much goes beside a line so that the order is about it alone.
  static let thinningUnits: Int64 = 1_000_000

  /// Whether guards bound more than lines by themselves.
  static func boundsOrders(_ book: RuleBook) -> Bool {
    book.guards.contains { $0.status == .published && $0.scope != .line }
  }

  /// Much of the dearest goods that fewest offers are open to, where a guard asks what is off in
  /// the whole order: what it allows may then all stand on one line.
  private static func thinning(
    _ book: RuleBook, _ dearest: [Product], _ offers: LineOffers
  ) -> [[OrderShape.Companion]] {
    guard boundsOrders(book) else { return [] }
    let counts = dearest.map { offers.count(of: $0) }
    let order = dearest.indices.sorted { a, b in
      counts[a] == counts[b] ? a < b : counts[a] < counts[b]
    }
    return order.prefix(2).map { index in
      let product = dearest[index]
      let step = max(product.orderMultiple?.thousandths ?? 0, 1)
      let least = max(thinningUnits, product.minimumQuantity?.thousandths ?? 0)
      return [
        OrderShape.Companion(product: product.id, quantity: (least + step - 1) / step * step)
      ]
    }
  }

  func fits(_ condition: Condition, _ product: Product) -> Bool {
    logic.mayHold(condition, for: product)
  }
}
