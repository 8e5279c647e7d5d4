/// Further lines that offers count beside a product (RULES.md U-025).
struct CompanionLines {
  /// Sets of lines looked at most.
  static let mostSets = 6
  /// Lines of one set at most.
  static let mostLines = 8

  private let rules: CompiledRules
  private let logic: ConditionLogic
  /// Products by id.
  private let products: [Product]
  private var known: [Condition: [Product]] = [:]

  init(_ rules: CompiledRules, _ logic: ConditionLogic) {
    self.rules = rules
    self.logic = logic
    products = rules.book.products.sorted { IdentifierOrder.precedes($0.id, $1.id) }
  }

  /// What each offer counts beside a product, and what all of them count together.
  mutating func sets(_ offers: [Offer], besides product: Product) -> [[OrderShape.Companion]] {
    var found: [[OrderShape.Companion]] = []
    for offer in offers {
      let lines = lines(of: offer, besides: product)
      if !lines.isEmpty, !found.contains(lines) { found.append(lines) }
    }
    if found.count > 1 {
      let all = joined(found.flatMap { $0 })
      if !found.contains(all) { found.insert(all, at: 0) }
    }
    return Array(found.prefix(CompanionLines.mostSets))
  }

  private mutating func lines(of offer: Offer, besides product: Product) -> [OrderShape.Companion] {
    var lines: [OrderShape.Companion] = []
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
    return joined(lines)
  }

  /// Lines that a measure counts: what reaches a bound where it does not count the product, and
  /// something to reach the bound with where it counts the product and others together.
  private mutating func lines(
    _ measure: LineMeasure, _ bound: Int64, _ offer: Offer, _ product: Product
  ) -> [OrderShape.Companion] {
    let condition = measure.of ?? offer.when
    if measure.each == .line, fits(condition, product) { return [] }
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
    let isAsked = quantity > 0 && !fits(condition, product)
    let whole = isAsked ? (quantity + 999) / 1000 * 1000 : 0
    return [OrderShape.Companion(product: other.id, quantity: max(least(other), whole))]
  }

  private func joined(_ lines: [OrderShape.Companion]) -> [OrderShape.Companion] {
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
  private func least(_ product: Product) -> Int64 {
    let minimum = product.minimumQuantity?.thousandths ?? 0
    guard let multiple = product.orderMultiple?.thousandths, multiple > 0 else {
      return max(minimum, 1000)
    }
    return max((minimum + multiple - 1) / multiple * multiple, multiple)
  }

  // MARK: Products

  /// The first products by id that a condition takes, as far as it looks at products.
  private mutating func fitting(_ condition: Condition) -> [Product] {
    if let found = known[condition] { return found }
    var found: [Product] = []
    for product in products where fits(condition, product) {
      found.append(product)
      if found.count > CompanionLines.mostLines { break }
    }
    known[condition] = found
    return found
  }

  /// Whether a condition may hold for a product; what else it asks is taken to be met.
  private func fits(_ condition: Condition, _ product: Product) -> Bool {
    OrderDemand.ways(condition).contains { way in
      way.allSatisfy { demand in
        guard case .isIn(let names) = demand.test else { return true }
        let value: String? =
          switch demand.field {
          case .product: product.id
          case .productCategory: product.category
          case .productBrand: product.brand
          case .productAttribute(let name):
            if case .text(let text)? = product.attributes[name] { text } else { nil }
          default: nil
          }
        switch demand.field {
        case .product, .productCategory, .productBrand, .productAttribute: break
        default: return true
        }
        let isIn = value.map { text in
          names.contains { logic.isAt(text, orBelow: $0, demand.field) }
        }
        return (isIn ?? false) == demand.holds
      }
    }
  }
}
