/// A test that must hold, or must not hold, for a rule to look at an order (RULES.md U-025).
struct OrderDemand: Hashable {
  var field: ConditionField
  var test: ConditionTest
  /// Whether the test must hold.
  var holds = true

  /// Ways looked at of one condition.
  static let mostWays = 16

  /// The ways in which a condition can hold, each as what it demands; at most ``mostWays``.
  static func ways(_ condition: Condition, holds: Bool = true) -> [[OrderDemand]] {
    switch condition {
    case .test(let field, let test):
      return [[OrderDemand(field: field, test: test, holds: holds)]]
    case .not(let inner): return ways(inner, holds: !holds)
    case .all(let parts): return holds ? together(parts, holds) : either(parts, holds)
    case .any(let parts): return holds ? either(parts, holds) : together(parts, holds)
    }
  }

  private static func either(_ parts: [Condition], _ holds: Bool) -> [[OrderDemand]] {
    var result: [[OrderDemand]] = []
    for part in parts { result += ways(part, holds: holds) }
    return Array(result.prefix(mostWays))
  }

  private static func together(_ parts: [Condition], _ holds: Bool) -> [[OrderDemand]] {
    var result: [[OrderDemand]] = [[]]
    for part in parts {
      let ways = ways(part, holds: holds)
      result = result.flatMap { known in ways.map { known + $0 } }
      if result.count > mostWays { result = Array(result.prefix(mostWays)) }
    }
    return result
  }
}
