import Testing

@testable import DealerRules

/// A document and the whole text of what is said about it.
struct MessageCase: Sendable, CustomTestStringConvertible {
  var name: String
  var document: String
  var expected: String

  init(_ name: String, _ document: String, _ expected: String) {
    self.name = name
    self.document = document
    self.expected = expected
  }

  var testDescription: String { name }

  static func json(_ text: String) -> String {
    json(RuleSource(name: "rules.json", text: text))
  }

  static func json(_ source: RuleSource) -> String {
    var sink = DiagnosticSink()
    var reader = JSONReader()
    var tree = JSONTree()
    let isGood = reader.read(source, index: 0, into: &tree, sink: &sink)
    #expect(isGood == sink.diagnostics.isEmpty)
    return RuleErrors(diagnostics: sink.sorted(), sources: [source]).rendered
  }

  static func csv(_ text: String) -> String { csv(RuleSource(name: "prices.csv", text: text)) }

  static func csv(_ source: RuleSource) -> String {
    var sink = DiagnosticSink()
    var reader = CSVReader(source, index: 0, sink: &sink)
    var record = CSVRecord()
    while reader.next(&record, sink: &sink) { #expect(record.count == reader.header.count) }
    return RuleErrors(diagnostics: sink.sorted(), sources: [source]).rendered
  }
}
