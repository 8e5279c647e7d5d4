// What the catalog knows of two conditions, and of the goods of one (RULES.md U-021 … U-023).
extension ConditionReach {
  /// Whether two conditions may hold for one line, or, whatever goods they ask for, in one order.
  func mayMeet(_ a: Condition, _ b: Condition, inOrder: Bool) -> Bool {
    guard let ways = ConditionReach.ways(.all([a, b])) else { return true }
    return ways.contains { way in
      isMet(way: inOrder ? way.filter { !ConditionReach.isOfGoods($0) } : way, .quantity)
    }
  }

  /// Whether whatever line fulfils `condition` fulfils `consequence`: for each way that is open
  /// each part of it follows, or holds for every customer or every product of which the way may
  /// hold.
  /// - Parameter steps: Customers and products that may still be asked; with none nothing follows.
  func implies(_ condition: Condition, _ consequence: Condition, _ steps: inout Int) -> Bool {
    if logic.implies(condition, consequence) { return true }
    guard let ways = ConditionReach.ways(condition) else { return false }
    var isOpen = false
    for way in ways where isMet(way: way, .product) {
      isOpen = true
      for part in ConditionLogic.parts(consequence) where !follows(part, way, &steps) {
        return false
      }
    }
    return isOpen
  }

  private func follows(_ part: Condition, _ way: [Condition], _ steps: inout Int) -> Bool {
    let known = Condition.all(way)
    if logic.implies(known, part) { return true }
    if every(way, \.products, known, rules.book.products, part, &steps, { test($0, $1, $2) }) {
      return true
    }
    if every(way, \.customers, known, rules.book.customers, part, &steps, { test($0, $1, $2) }) {
      return true
    }
    guard case .any(let alternatives) = part else { return false }
    return alternatives.contains { alternative in
      ConditionLogic.parts(alternative).allSatisfy { follows($0, way, &steps) }
    }
  }

  /// Whether a part holds for all of those for whom a way may hold.
  private func every<One>(
    _ way: [Condition], _ side: KeyPath<ConditionReach, Places>, _ known: Condition, _ all: [One],
    _ part: Condition, _ steps: inout Int,
    _ test: (One, ConditionField, ConditionTest) -> Bool?
  ) -> Bool {
    guard !all.isEmpty else { return false }
    let named = places(way, self[keyPath: side])
    for place in 0..<(named?.count ?? all.count) {
      let one = all[named?[place] ?? place]
      steps -= 1
      guard steps > 0 else { return false }
      if logic.may(part, hold: false, { test(one, $0, $1) }),
        logic.may(known, { test(one, $0, $1) })
      {
        return false
      }
    }
    return true
  }

  /// Whether lines of so many products may fulfil a condition, of those that fit.
  func isMet(
    _ condition: Condition, byProducts least: Int = 1,
    where isFit: (Product) -> Bool = { _ in true }
  ) -> Bool {
    let all = rules.book.products
    guard !all.isEmpty, let ways = ConditionReach.ways(condition) else { return true }
    var found: Set<Int> = []
    for way in ways {
      let whole = Condition.all(way)
      guard logic.canHold(whole), isSomeone(whole, way) else { continue }
      for place in places(way, products) ?? Array(all.indices) where !found.contains(place) {
        guard isFit(all[place]), isLine(of: all[place], whole, way, .quantity) else { continue }
        found.insert(place)
        if found.count >= least { return true }
      }
    }
    return false
  }

  /// Whether a line of some product may fulfil a condition, of those counted in a unit; yes where
  /// no more may be asked.
  /// - Parameters:
  ///   - unit: The unit, or `nil` for any.
  ///   - counted: Where the products of the unit stand in the book.
  ///   - steps: Products that may still be asked.
  func isMet(
    _ condition: Condition, in unit: String? = nil, of counted: [Int]? = nil, _ steps: inout Int
  ) -> Bool {
    let all = rules.book.products
    guard !all.isEmpty, let ways = ConditionReach.ways(condition) else { return true }
    for way in ways {
      let whole = Condition.all(way)
      guard logic.canHold(whole), isSomeone(whole, way) else { continue }
      let lists = [places(way, products), counted].compactMap { $0 }
      let fewest = lists.min { $0.count < $1.count }
      for index in 0..<(fewest?.count ?? all.count) {
        let place = fewest?[index] ?? index
        steps -= 1
        guard steps > 0 else { return true }
        if let unit, !has(all[place], unit) { continue }
        if isLine(of: all[place], whole, way, .quantity) { return true }
      }
    }
    return false
  }

  /// Whether a product is counted in a unit.
  func has(_ product: Product, _ unit: String) -> Bool {
    units(of: product).map { units in
      units.contains { IdentifierOrder.areEqual($0, unit) }
    } ?? true
  }
}
