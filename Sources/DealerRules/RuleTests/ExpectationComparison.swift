/// Compares what a test states with a decision, part by part (RULES.md U-002).
struct ExpectationComparison {
  let expected: JSONTree
  let actual: JSONTree
  private(set) var mismatches: [RuleTestResult.Mismatch] = []

  init(expected: JSONTree, actual: JSONTree) {
    self.expected = expected
    self.actual = actual
  }

  /// Compares the object `expect` with the whole record.
  mutating func compare(_ node: Int) {
    for child in expected.children(of: node) {
      let key = expected.key(of: child)
      if key == "absent" {
        compareAbsent(child)
      } else {
        compare(child, actual.member(key, of: actual.root), "/" + JSONTree.pointer(key), key)
      }
    }
  }

  private mutating func compare(_ node: Int, _ other: Int?, _ path: String, _ key: String) {
    guard let other else { return miss(node, nil, path, nil) }
    switch (expected.kind(of: node), actual.kind(of: other)) {
    case (.object, .object):
      for child in expected.children(of: node) {
        let name = expected.key(of: child)
        compare(
          child, actual.member(name, of: other), "\(path)/\(JSONTree.pointer(name))", name)
      }
    case (.array, .array): compareList(node, other, path, key)
    default:
      guard !isEqual(node, other) else { return }
      miss(node, text(other), path, text(other))
    }
  }

  // MARK: Lists

  private mutating func compareList(_ node: Int, _ other: Int, _ path: String, _ key: String) {
    switch key {
    case "lines": compareByNumber(node, other, path, "number")
    case "explained": compareByNumber(node, other, path, "line")
    case "reasons", "reservations", "offers", "rows", "suggestions":
      compareSome(node, other, path, key)
    default: compareAll(node, actualItems(node, other, key), other, path, key)
    }
  }

  /// Price steps are left out unless the test names one.
  private func actualItems(_ node: Int, _ other: Int, _ key: String) -> [Int] {
    let all = Array(actual.children(of: other))
    guard key == "steps" else { return all }
    let namesPrice = expected.children(of: node).contains {
      member("kind", of: $0, in: expected) == "price"
    }
    return namesPrice ? all : all.filter { member("kind", of: $0, in: actual) != "price" }
  }

  /// Every item, one after the other.
  private mutating func compareAll(
    _ node: Int, _ items: [Int], _ other: Int, _ path: String, _ key: String
  ) {
    let stated = Array(expected.children(of: node))
    guard stated.count == items.count else {
      let all = "[" + items.map { text($0) }.joined(separator: ", ") + "]"
      return miss(node, all, path, all)
    }
    for (position, pair) in zip(stated, items).enumerated() {
      compare(pair.0, pair.1, "\(path)/\(position + 1)", key)
    }
  }

  /// Items with the number that an item states.
  private mutating func compareByNumber(
    _ node: Int, _ other: Int, _ path: String, _ name: String
  ) {
    for item in expected.children(of: node) {
      let number = member(name, of: item, in: expected) ?? ""
      let found = actual.children(of: other).first {
        member(name, of: $0, in: actual) == number
      }
      compare(item, found, "\(path)/\(number)", name)
    }
  }

  /// Every stated item fits some item; an empty list fits only an empty one.
  private mutating func compareSome(_ node: Int, _ other: Int, _ path: String, _ key: String) {
    let items = Array(actual.children(of: other))
    let stated = Array(expected.children(of: node))
    if stated.isEmpty, items.isEmpty { return }
    let isFit =
      !stated.isEmpty
      && stated.allSatisfy { item in items.contains { fits(item, $0, key) } }
    if isFit { return }
    miss(node, text(other), path, text(other))
  }

  private func fits(_ item: Int, _ other: Int, _ key: String) -> Bool {
    var trial = ExpectationComparison(expected: expected, actual: actual)
    trial.compare(item, other, "", key)
    return trial.mismatches.isEmpty
  }

  // MARK: What must not be there

  /// Codes, `CODE:RULE` and rules that must not show.
  private mutating func compareAbsent(_ node: Int) {
    let shown = shownNames()
    for item in expected.children(of: node) where shown.contains(expected.text(of: item)) {
      miss(item, "it is there", "/absent", nil)
    }
  }

  /// Codes of reasons, each also with its rule, and rules of steps and gifts.
  private func shownNames() -> Set<String> {
    var names: Set<String> = []
    for reason in items("reasons", of: actual.root) {
      guard let code = member("code", of: reason, in: actual) else { continue }
      names.insert(code)
      if let rule = member("rule", of: reason, in: actual) { names.insert("\(code):\(rule)") }
    }
    let steps = items("lines", of: actual.root).flatMap { items("steps", of: $0) }
    for item in steps + items("gifts", of: actual.root) {
      if let rule = member("rule", of: item, in: actual) { names.insert(rule) }
    }
    return names
  }

  private func items(_ key: String, of node: Int) -> [Int] {
    actual.member(key, of: node).map { Array(actual.children(of: $0)) } ?? []
  }

  // MARK: Values

  /// The text of a scalar member.
  private func member(_ name: String, of node: Int, in tree: JSONTree) -> String? {
    guard let found = tree.member(name, of: node), tree.kind(of: found) != .null else {
      return nil
    }
    return tree.text(of: found)
  }

  /// Numbers compare by value, whether or not they stand in quotes; everything else by its text.
  private func isEqual(_ node: Int, _ other: Int) -> Bool {
    let kinds = (expected.kind(of: node), actual.kind(of: other))
    let isScalar: (JSONKind) -> Bool = { [.string, .number, .true, .false].contains($0) }
    guard isScalar(kinds.0), isScalar(kinds.1) else { return kinds == (.null, .null) }
    let texts = (expected.text(of: node), actual.text(of: other))
    if IdentifierOrder.areEqual(texts.0, texts.1) { return true }
    guard let a = Decimals.parse(texts.0, scale: 6), let b = Decimals.parse(texts.1, scale: 6)
    else { return false }
    return a == b
  }

  /// A value of the record as it is written.
  private func text(_ node: Int) -> String {
    let span = actual.span(of: node)
    return String(decoding: actual.bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
  }

  private mutating func miss(
    _ node: Int, _ found: String?, _ path: String, _ replacement: String?
  ) {
    let span = expected.span(of: node)
    let stated = String(
      decoding: expected.bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
    mismatches.append(
      RuleTestResult.Mismatch(
        path: path, expected: stated, actual: found, span: span, replacement: replacement))
  }

  // MARK: Recording

  /// What a test that states nothing is given: outcome, amounts, steps, gifts and reasons.
  var wholeExpectation: String {
    let root = actual.root
    if let error = actual.member("error", of: root) {
      return "{\"outcome\": \"error\", \"error\": \(text(error))}"
    }
    let head = ["outcome", "list", "net", "charges", "payable"].compactMap { key in
      actual.member(key, of: root).map { "\"\(key)\": \(text($0))" }
    }
    let lines = items("lines", of: root).map { line -> String in
      let fields = ["number", "list", "net"].compactMap { key in
        actual.member(key, of: line).map { "\"\(key)\": \(text($0))" }
      }
      let steps = items("steps", of: line)
        .filter { member("kind", of: $0, in: actual) != "price" }.map { text($0) }
      return "\n    {\(fields.joined(separator: ", ")), "
        + "\"steps\": [\(steps.joined(separator: ", "))]}"
    }
    var parts = [
      head.joined(separator: ", "), "\n   \"lines\": [\(lines.joined(separator: ","))]",
    ]
    for key in ["gifts", "reasons"] {
      guard let node = actual.member(key, of: root), actual.count(of: node) > 0 else { continue }
      parts.append("\n   \"\(key)\": \(text(node))")
    }
    return "{" + parts.joined(separator: ",") + "}"
  }
}
