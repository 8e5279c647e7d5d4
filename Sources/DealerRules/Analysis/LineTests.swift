/// What is known of a condition's tests on a line of one product (RULES.md U-021).
struct LineTests {
  private let logic: ConditionLogic
  private let rules: CompiledRules
  private let product: Product

  init(_ product: Product, _ rules: CompiledRules, _ logic: ConditionLogic) {
    (self.product, self.rules, self.logic) = (product, rules, logic)
  }

  /// Whether a test of the product holds; `nil` where that is not known, or it tests no product.
  func product(_ field: ConditionField, _ test: ConditionTest) -> Bool? {
    guard case .isIn(let names) = test else { return nil }
    let value: String?
    switch field {
    case .product: value = product.id
    case .productCategory: value = product.category
    case .productBrand: value = product.brand
    case .productAttribute(let name):
      switch product.attributes[name] {
      case .text(let text): value = text
      case nil: value = nil
      case .number, .flag, .date: return nil
      }
    default: return nil
    }
    guard let value else { return false }
    return names.contains { logic.isAt(value, orBelow: $0, field) }
  }

  /// The same, of the line's unit too.
  func unit(_ field: ConditionField, _ test: ConditionTest) -> Bool? {
    guard field == .lineUnit, case .isIn(let names) = test else { return product(field, test) }
    let catalog = rules.catalog
    let index = catalog.products.index(of: product.id)
    guard index >= 0 else { return nil }
    let units = catalog.units.units(of: catalog.productUnits[Int(index)])
      .map { catalog.texts.name($0) }
    let fitting = units.filter { unit in
      names.contains { IdentifierOrder.areEqual($0, unit) }
    }
    return fitting.isEmpty ? false : fitting.count == units.count ? true : nil
  }

  /// The same, of the line's quantity too, as far as the least of it and its multiple go (K-007).
  func quantity(_ field: ConditionField, _ test: ConditionTest) -> Bool? {
    guard field == .lineQuantity, case .number(let bounds) = test else {
      return unit(field, test)
    }
    // Conditions count millionths.
    let multiple = Int128(product.orderMultiple?.thousandths ?? 0) * 1000
    let least = Int128(product.minimumQuantity?.thousandths ?? 0) * 1000
    var first = least
    var isOut = false
    if let lower = bounds.lower, Int128(lower.value) >= least {
      (first, isOut) = (Int128(lower.value), lower.isOut)
    }
    if multiple > 0 {
      let next = max((first + multiple - 1) / multiple * multiple, multiple)
      (first, isOut) = (isOut && next == first ? next + multiple : next, false)
    }
    if let upper = bounds.upper {
      let end = Int128(upper.value)
      if first > end || first == end && (isOut || upper.isOut) { return false }
    }
    return nil
  }
}
