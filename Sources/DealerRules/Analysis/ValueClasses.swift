/// Values of an order's fields that rules tell apart, and every combination of them
/// (RULES.md U-025).
struct ValueClasses {
  /// Tests of one field, fields and codes looked at; where there are more, combinations are too
  /// many anyway.
  private static let mostTests = 64

  /// Tests by field, in the order in which rules name the fields.
  private var fields: [(field: ConditionField, tests: [ConditionTest])] = []
  private var places: [ConditionField: Int] = [:]
  /// Codes that an order may bring or not.
  private var codes: [String] = []

  /// Adds what a rule tests and one code that it takes.
  mutating func add(_ condition: Condition, codes: [String] = []) {
    collect(condition)
    if let code = codes.min(by: IdentifierOrder.precedes) { add(code: code) }
  }

  private mutating func collect(_ condition: Condition) {
    switch condition {
    case .all(let parts), .any(let parts): for part in parts { collect(part) }
    case .not(let part): collect(part)
    case .test(.coupon, .isIn(let names)): for name in names.prefix(1) { add(code: name) }
    case .test(.coupon, _): break
    case .test(let field, let test): add(field, test)
    }
  }

  mutating func add(_ field: ConditionField, _ test: ConditionTest) {
    guard let place = places[field] else {
      guard fields.count <= ValueClasses.mostTests else { return }
      places[field] = fields.count
      fields.append((field, [test]))
      return
    }
    let known = fields[place].tests
    if known.count <= ValueClasses.mostTests, !known.contains(test) {
      fields[place].tests.append(test)
    }
  }

  private mutating func add(code: String) {
    guard codes.count <= ValueClasses.mostTests else { return }
    if !codes.contains(where: { IdentifierOrder.areEqual($0, code) }) { codes.append(code) }
  }

  /// An order for each combination of values that tests tell apart; none where these are more than
  /// a bound.
  func shapes(_ solver: ShapeSolver, most: Int) -> [OrderShape] {
    guard fields.count <= ValueClasses.mostTests else { return [] }
    var shapes = [OrderShape()]
    for (field, tests) in fields {
      guard tests.count <= ValueClasses.mostTests else { return [] }
      let values = solver.values(field, apart: tests)
      guard shapes.count * values.count <= most else { return [] }
      shapes = shapes.flatMap { known in
        values.map { value in
          var shape = known
          shape.values[field] = value
          return shape
        }
      }
    }
    for code in codes.sorted(by: IdentifierOrder.precedes) {
      guard shapes.count * 2 <= most else { return [] }
      shapes += shapes.map { known in
        var shape = known
        shape.coupons.append(code)
        return shape
      }
    }
    return shapes
  }
}
