// Running tests and writing what came out into them (RULES.md U-002, U-003).
extension RuleTestFile {
  /// Runs every test; none sees what another used.
  ///
  /// - Returns: One result a test, in their order.
  /// - Throws: ``CreditBook/Fault`` where the credit of the book cannot be opened.
  /// - Complexity: that of explaining the orders.
  public func run(_ rules: CompiledRules) throws(CreditBook.Fault) -> [RuleTestResult] {
    var results: [RuleTestResult] = []
    for test in tests { results.append(try run(test, rules)) }
    return results
  }

  /// What the orders before a test's order used.
  static func carried(
    before test: RuleTest, _ rules: CompiledRules
  ) throws(CreditBook.Fault) -> CarriedUse {
    let first = test.before.first ?? test.order
    var carried = CarriedUse(credit: try rules.book.creditBook(on: first.day(in: rules.book.zone)))
    var batch = OrderBatch()
    for order in test.before { batch.append(order, rules) }
    rules.use(batch, &carried)
    return carried
  }

  private func run(
    _ test: RuleTest, _ rules: CompiledRules
  ) throws(CreditBook.Fault) -> RuleTestResult {
    let carried = try RuleTestFile.carried(before: test, rules)
    var writer = DecisionRecordWriter(rules)
    let looksAhead = test.expected.flatMap { tree.member("nearMisses", of: $0) } != nil
    let record = writer.explained(
      test.order, nearMisses: looksAhead ? 64 : 0, after: carried)
    var actual = JSONTree()
    var reader = JSONReader()
    var sink = DiagnosticSink()
    reader.read(
      RuleSource(name: "decision", bytes: record), index: 0, into: &actual, sink: &sink)
    var comparison = ExpectationComparison(expected: tree, actual: actual)
    guard let expected = test.expected else {
      let nothing = RuleTestResult.Mismatch(
        path: "", expected: "nothing is stated", actual: nil, span: tree.span(of: test.node))
      return RuleTestResult(
        test: test, mismatches: [nothing], recorded: comparison.wholeExpectation)
    }
    comparison.compare(expected)
    return RuleTestResult(test: test, mismatches: comparison.mismatches, recorded: nil)
  }

  /// The document with what came out in the place of what does not match, and with an `expect` for
  /// tests that state none; everything else keeps its bytes (RULES.md U-003).
  /// - Parameter results: What ``run(_:)`` returned.
  public func recorded(_ results: [RuleTestResult]) -> [UInt8] {
    var edits: [(range: Range<Int>, text: String)] = []
    for result in results {
      if let text = result.recorded { edits.append(insertion(of: text, result.test)) }
      for mismatch in result.mismatches {
        guard let text = mismatch.replacement else { continue }
        edits.append((Int(mismatch.span.start)..<Int(mismatch.span.end), text))
      }
    }
    var bytes = source.bytes
    var end = bytes.count
    // From the end, so that earlier places stay; a place inside one already written is left.
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound })
    where edit.range.upperBound <= end {
      bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
      end = edit.range.lowerBound
    }
    return bytes
  }

  /// Behind the last member of a test.
  private func insertion(
    of text: String, _ test: RuleTest
  ) -> (range: Range<Int>, text: String) {
    var place = Int(tree.span(of: test.node).end) - 1
    while place > 0, [32, 9, 10, 13].contains(source.bytes[place - 1]) { place -= 1 }
    return (place..<place, ",\n  \"expect\": " + text)
  }
}

extension CompiledRules {
  /// Adds what orders use of caps, limits and credit to what is carried, whatever else comes of
  /// them.
  func use(_ orders: OrderBatch, _ carried: inout CarriedUse) {
    var workspace = Workspace(self)
    workspace.carry(&carried)
    defer { workspace.carry(&carried) }
    var result = PricedBatch(detail: .totals)
    workspace.priceOn(orders, 0..<orders.count, &carried.credit, into: &result)
  }
}
