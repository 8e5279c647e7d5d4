// What is known of tests for one customer or one line (RULES.md C-002, C-004, U-021).
extension ConditionReach {
  /// Whether a test of a customer holds; `nil` where that is not known, or it tests no customer.
  func test(_ customer: Customer, _ field: ConditionField, _ test: ConditionTest) -> Bool? {
    switch field {
    case .customer: holds(customer.id, field, test)
    case .customerParent: holds(customer.id, field, test)
    case .customerTier: holds(customer.tier, field, test)
    case .customerGroup: isAnyOf(customer.groups, test)
    // Regions may lie elsewhere at another time.
    case .customerRegion: customer.region == nil ? false : nil
    case .customerAttribute(let name): holds(customer.attributes[name], field, test)
    default: nil
    }
  }

  private func isAnyOf(_ groups: [String], _ test: ConditionTest) -> Bool? {
    switch test {
    case .isIn(let names):
      return groups.contains { group in
        names.contains { IdentifierOrder.areEqual($0, group) }
      }
    case .exists: return !groups.isEmpty
    default: return nil
    }
  }

  /// The same of a product.
  func test(_ product: Product, _ field: ConditionField, _ test: ConditionTest) -> Bool? {
    switch field {
    case .product: holds(product.id, field, test)
    case .productCategory: holds(product.category, field, test)
    case .productBrand: holds(product.brand, field, test)
    case .productAttribute(let name): holds(product.attributes[name], field, test)
    default: nil
    }
  }

  private func holds(_ text: String?, _ field: ConditionField, _ test: ConditionTest) -> Bool? {
    guard let text else { return false }
    switch test {
    case .isIn(let names): return names.contains { logic.isAt(text, orBelow: $0, field) }
    case .exists: return true
    default: return nil
    }
  }

  /// A test of another kind than the value fails (RULES.md C-004).
  private func holds(
    _ value: AttributeValue?, _ field: ConditionField, _ test: ConditionTest
  ) -> Bool? {
    guard let value else { return false }
    switch (value, test) {
    case (_, .exists): return true
    case (.text(let text), _): return holds(text, field, test) ?? false
    case (.number(let number), .number(let bounds)): return bounds.contains(number)
    case (.flag(let flag), .flag(let wanted)): return flag == wanted
    case (.date(let day), .date(let from, let until)):
      return (from.map { $0 <= day } ?? true) && (until.map { day < $0 } ?? true)
    case (.date, .daysAgo), (.date, .daysAhead): return nil
    default: return false
    }
  }

  // MARK: Lines

  /// Whether some line of a product may fulfil a way to hold.
  func isLine(
    of product: Product, _ way: Condition, _ parts: [Condition], _ depth: Depth
  ) -> Bool {
    guard logic.may(way, { test(product, $0, $1) }) else { return false }
    guard depth != .product else { return true }
    let units = units(of: product, parts)
    let quantities = depth == .quantity ? self.quantities(of: product, parts) : []
    return units.contains { unit in
      let known = { (field: ConditionField, asked: ConditionTest) -> Bool? in
        guard field == .lineUnit, let unit else { return test(product, field, asked) }
        return holds(unit, field, asked)
      }
      guard !quantities.isEmpty else { return logic.may(way, known) }
      return quantities.contains { quantity in
        logic.may(way) { field, asked in
          guard field == .lineQuantity else { return known(field, asked) }
          guard case .number(let bounds) = asked else { return asked == .exists ? true : nil }
          return ConditionReach.contains(bounds, quantity)
        }
      }
    }
  }

  /// The units of a product where parts ask for one; else one that is not known.
  private func units(of product: Product, _ parts: [Condition]) -> [String?] {
    guard !ConditionReach.tests(.lineUnit, parts).isEmpty, let own = units(of: product) else {
      return [nil]
    }
    return own
  }

  /// The units of a product; `nil` where it is not known.
  func units(of product: Product) -> [String]? {
    let catalog = rules.catalog
    let index = catalog.products.index(of: product.id)
    guard index >= 0 else { return nil }
    return catalog.units.units(of: catalog.productUnits[Int(index)])
      .map { catalog.texts.name($0) }
  }

  /// Quantities in which a product can be ordered, in half millionths (RULES.md K-007): the least,
  /// and from each bound of the parts on the first and the one after it. Between these no test
  /// changes. None where no part bounds the quantity.
  private func quantities(of product: Product, _ parts: [Condition]) -> [Int128] {
    let tests = ConditionReach.tests(.lineQuantity, parts)
    guard !tests.isEmpty else { return [] }
    let multiple = Int128(product.orderMultiple?.thousandths ?? 0) * 2000
    let least = max(Int128(product.minimumQuantity?.thousandths ?? 0), 0) * 2000
    // Units may leave parts of a millionth, for which the half behind a bound stands.
    let next = { (from: Int128) -> Int128 in
      let from = max(from, least)
      guard multiple > 0 else { return from }
      return max((from + multiple - 1) / multiple * multiple, multiple)
    }
    var found = [next(0)]
    for test in tests {
      guard case .number(let bounds) = test else { continue }
      for end in [bounds.from, bounds.above, bounds.below, bounds.upTo] {
        guard let end = end.map({ Int128($0) * 2 }) else { continue }
        found += [next(end), next(end + 1)]
      }
    }
    return found
  }

  private static func contains(_ bounds: MeasureBounds, _ half: Int128) -> Bool {
    if let lower = bounds.lower {
      let end = Int128(lower.value) * 2
      if half < end || half == end && lower.isOut { return false }
    }
    guard let upper = bounds.upper else { return true }
    let end = Int128(upper.value) * 2
    return half < end || half == end && !upper.isOut
  }

  private static func tests(_ field: ConditionField, _ parts: [Condition]) -> [ConditionTest] {
    parts.compactMap { part -> ConditionTest? in
      guard case .test(let tested, let test) = part.plain, tested == field else { return nil }
      return test
    }
  }
}
