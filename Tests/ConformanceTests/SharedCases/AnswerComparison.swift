import TestSupport

/// Compares an answer with what a case expects.
struct AnswerComparison {
  private let tolerance: Fraction
  private(set) var differences: [String] = []

  init(_ answer: CaseValue, _ expect: CaseValue) {
    tolerance = expect["tolerance"]?.text.flatMap(CaseNumber.parse) ?? .zero
    for (key, expected) in expect.members.sorted(by: { $0.key < $1.key }) {
      let actual = answer.members[key] ?? .null
      switch key {
      case "tolerance": break
      // What is said differs from system to system; that something is said does not.
      case "error", "warning": check(actual != .null, expected != .null, key)
      case "adjustments", "application", "rejected": checkAnyOrder(actual, expected, key)
      default: compare(actual, expected, key)
      }
    }
  }

  private mutating func check(_ actual: Bool, _ expected: Bool, _ path: String) {
    guard actual != expected else { return }
    differences.append("\(path) is \(actual ? "said" : "not said")")
  }

  private mutating func compare(_ actual: CaseValue, _ expected: CaseValue, _ path: String) {
    switch (actual, expected) {
    case (.list(let a), .list(let b)) where a.count == b.count:
      for index in a.indices { compare(a[index], b[index], "\(path)[\(index)]") }
    case (.object(let a), .object(let b)):
      for (key, value) in b.sorted(by: { $0.key < $1.key }) {
        compare(a[key] ?? .null, value, "\(path).\(key)")
      }
    default:
      guard !isEqual(actual, expected) else { return }
      differences.append("\(path) is \(words(actual)), not \(words(expected))")
    }
  }

  private func isEqual(_ actual: CaseValue, _ expected: CaseValue) -> Bool {
    if let a = actual.text.flatMap(CaseNumber.parse),
      let b = expected.text.flatMap(CaseNumber.parse)
    {
      let difference = a - b
      return !(tolerance < (difference.isNegative ? -difference : difference))
    }
    return actual == expected
  }

  /// Lists whose order says nothing.
  private mutating func checkAnyOrder(_ actual: CaseValue, _ expected: CaseValue, _ path: String) {
    var rest = actual.items
    for value in expected.items {
      let found = rest.firstIndex { candidate in
        var probe = self
        probe.differences = []
        probe.compare(candidate, value, "")
        return probe.differences.isEmpty
      }
      if let found { rest.remove(at: found) }
      if found == nil { differences.append("\(path) lacks \(words(value))") }
    }
    for value in rest { differences.append("\(path) has \(words(value)) too") }
  }

  private func words(_ value: CaseValue) -> String {
    switch value {
    case .null: "null"
    case .flag(let flag): "\(flag)"
    case .whole(let whole): "\(whole)"
    case .text(let text): text
    case .list(let items): "[" + items.map(words).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\($0.key): \(words($0.value))" }
        .joined(separator: ", ") + "}"
    }
  }
}
