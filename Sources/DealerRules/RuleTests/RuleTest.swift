/// An order and what its decision must say, written beside the rules (RULES.md U-001).
public struct RuleTest: Sendable {
  /// Its name, of its file alone.
  public var name: String
  /// The order.
  public var order: Order
  /// Orders of the same batch that come before it, whose uses of limits and credit count.
  public var before: [Order]
  /// The value of `expect`; `nil` where the test states none.
  let expected: Int?
  /// The object that states the test.
  let node: Int
}

/// What one test came to.
public struct RuleTestResult: Sendable {
  /// A part of a decision that is not as the test states it.
  public struct Mismatch: Hashable, Sendable {
    /// Where in the decision, as a JSON pointer in which lines stand by number: `/lines/10/net`.
    public var path: String
    /// What the test states, as JSON.
    public var expected: String
    /// What came out, as JSON; `nil` where there is no such part.
    public var actual: String?
    /// Where the test states it.
    public var span: SourceSpan
    /// What recording writes there; `nil` where there is nothing to write.
    var replacement: String?
  }

  /// The test.
  public var test: RuleTest
  /// What is not as stated; empty for a test that passed.
  public var mismatches: [Mismatch]
  /// Whether the decision is as stated.
  public var isPassed: Bool { mismatches.isEmpty }
  /// Whether recording makes the test pass: codes that must be absent and are not are for a person.
  public var isRecordable: Bool {
    recorded != nil || mismatches.allSatisfy { $0.replacement != nil }
  }
  /// What a test without `expect` gets when it is recorded.
  let recorded: String?
}

/// The tests of one document (RULES.md U-001 … U-003).
public struct RuleTestFile: Sendable {
  /// The document.
  public let source: RuleSource
  /// The tests in its order.
  public let tests: [RuleTest]
  let tree: JSONTree

  /// Reads a document of tests, or throws everything that is wrong with it.
  ///
  /// - Parameters:
  ///   - source: The document.
  ///   - rules: The rules that are tested; facts of orders must name what they have.
  /// - Complexity: O(bytes).
  public init(_ source: RuleSource, _ rules: CompiledRules) throws(RuleErrors) {
    var reader = RuleReader([source], limits: rules.limits)
    reader.book.zone = rules.book.zone
    reader.book.currency = rules.book.currency
    reader.rules = rules
    let tests = reader.readTests(source)
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    self.source = source
    self.tests = tests
    tree = reader.tree
  }

  /// The line of the document on which something stands, from 1.
  /// - Complexity: O(bytes).
  public func line(of span: SourceSpan) -> Int {
    LineIndex(source.bytes).place(of: Int(span.start)).line
  }

  /// Where a test stands.
  public func span(of test: RuleTest) -> SourceSpan { tree.span(of: test.node) }
}

extension RuleReader {
  /// Every test of a document.
  mutating func readTests(_ source: RuleSource) -> [RuleTest] {
    var tests: [RuleTest] = []
    guard json.read(source, index: 0, into: &tree, sink: &sink), var view = object(tree.root)
    else { return [] }
    var names: Set<IdentifierKey> = []
    if let node = member("tests", &view) {
      for element in list(node) {
        guard var inner = object(element) else { continue }
        if let test = readTest(&inner, element, &names) { tests.append(test) }
        finish(inner)
      }
    } else {
      missing("tests", view)
    }
    finish(view)
    return tests
  }

  private mutating func readTest(
    _ view: inout FieldView, _ node: Int, _ names: inout Set<IdentifierKey>
  ) -> RuleTest? {
    let name = text("name", &view) ?? ""
    if name.isEmpty {
      missing("name", view)
    } else if !names.insert(IdentifierKey(name)).inserted {
      report(
        .duplicateID, "the test \(Diagnostic.quote(name)) is stated twice",
        help: "give every test of a document a name of its own", path: tree.path(of: node),
        at: headSpan(view))
    }
    var before: [Order] = []
    if let list = member("before", &view) {
      for element in self.list(list) {
        if let order = readTestOrder(element) { before.append(order) }
      }
    }
    let stated = member("order", &view)
    if stated == nil { missing("order", view) }
    let expected = member("expect", &view)
    if let expected { checkExpected(expected) }
    guard let order = stated.flatMap({ readTestOrder($0) }) else { return nil }
    return RuleTest(name: name, order: order, before: before, expected: expected, node: node)
  }

  private mutating func readTestOrder(_ node: Int) -> Order? {
    guard var view = object(node) else { return nil }
    let order = readOrder(&view, nil, dateHelp: "add `date`")
    finish(view)
    return order
  }

  /// What `expect` may state: the keys of a decision and of an explanation, and `absent`.
  private static let expectedKeys = [
    "outcome", "currency", "list", "net", "charges", "payable", "lines", "gifts", "reasons",
    "reservations", "error", "line", "explained", "waterfall", "offers", "nearMisses", "credit",
    "absent",
  ]

  private mutating func checkExpected(_ node: Int) {
    guard var view = object(node) else { return }
    for key in RuleReader.expectedKeys { view.ask(key) }
    finish(view)
  }
}
