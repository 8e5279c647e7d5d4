import TestSupport
import Testing

@testable import DealerRules

@Suite("CSV reader") struct CSVReaderTests {
  static func rows(_ text: String) -> (header: [String], rows: [[String]], codes: [DiagnosticCode])
  {
    var sink = DiagnosticSink()
    var reader = CSVReader(RuleSource(name: "a.csv", text: text), index: 0, sink: &sink)
    var record = CSVRecord()
    var rows: [[String]] = []
    while reader.next(&record, sink: &sink) { rows.append((0..<record.count).map(record.text)) }
    return (reader.header, rows, sink.sorted().map(\.code))
  }

  static let good: [(text: String, rows: [[String]])] = [
    ("a,b\n1,2\n", [["1", "2"]]),
    ("a,b\n1,2", [["1", "2"]]),
    ("a,b\r\n1,2\r\n3,4\r\n", [["1", "2"], ["3", "4"]]),
    ("a,b\r1,2\r3,4", [["1", "2"], ["3", "4"]]),
    ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
    ("a,b\n\n1,2\n  \n\r\n3,4\n\n", [["1", "2"], ["3", "4"]]),
    ("\n\na,b\n1,2\n", [["1", "2"]]),
    (" a , b\t\n 1,2 \n", [[" 1", "2 "]]),
    ("\"a\",\" b \"\n\"1\",\"2\"\n", [["1", "2"]]),
    ("a,b\n\"x,y\",\"line\nbreak\"\n", [["x,y", "line\nbreak"]]),
    ("a,b\n\"x\r\ny\",\"\"\"q\"\"\"\n", [["x\r\ny", "\"q\""]]),
    ("a,b\n,\n\"\",\"\"\n", [["", ""], ["", ""]]),
    ("a,b\n\"\"\"\",\"\"\"\"\"\"\n", [["\"", "\"\""]]),
    ("a,b\n编号,减免 ¥5\n", [["编号", "减免 ¥5"]]),
    ("a,b\n1,", [["1", ""]]),
    ("a,b\n", []),
    ("a,b", []),
  ]

  @Test(arguments: good) func reads(text: String, rows: [[String]]) {
    let result = Self.rows(text)
    #expect(result.header == ["a", "b"])
    #expect(result.rows == rows)
    #expect(result.codes.isEmpty)
  }

  @Test func oneColumnHasBlankLinesToo() {
    let result = Self.rows("a\n1\n\n\"\"\n2\n")
    #expect(result.rows == [["1"], [""], ["2"]])
  }

  @Test func wrongRowsAreSkippedAndReadingGoesOn() {
    let result = Self.rows("a,b\n1\n2,2\n3,3,3\n4,\"4\"x\n5,5\"\n6,6\n")
    #expect(result.rows == [["2", "2"], ["6", "6"]])
    #expect(result.codes == [.tooFewFields, .tooManyFields, .textAfterQuote, .quoteInField])
  }

  @Test func recordsKnowTheirPlace() {
    let text = "id,name\nA,\"Pump\"\n\nB,Valve\n"
    let source = RuleSource(name: "a.csv", text: text)
    var sink = DiagnosticSink()
    var reader = CSVReader(source, index: 2, sink: &sink)
    var record = CSVRecord()
    #expect(reader.next(&record, sink: &sink) && record.row == 1)
    #expect(record.span(1) == SourceSpan(source: 2, 10, 16))
    #expect(record.bytes(1).elementsEqual("Pump".utf8))
    #expect(reader.next(&record, sink: &sink) && record.row == 2)
    #expect(record.span == SourceSpan(source: 2, 18, 25))
    #expect(!record.isEmpty(0) && !record.isBlank)
    #expect(!reader.next(&record, sink: &sink))
    #expect(!reader.next(&record, sink: &sink))
  }

  @Test func columnsAreFoundByName() {
    let source = RuleSource(name: "a.csv", text: "sku,prcie,note\n")
    var sink = DiagnosticSink()
    let reader = CSVReader(source, index: 0, sink: &sink)
    #expect(reader.column("note") == 2 && reader.column("x") == nil)
    #expect(reader.columns(["note", "sku"], sink: &sink) == [2, 0])
    #expect(reader.columns(["sku", "price", "unit"], optional: ["note"], sink: &sink) == nil)
    #expect(
      RuleErrors(diagnostics: sink.sorted(), sources: [source]).rendered == """
        a.csv:1:1: error: table has no column `unit` [E204]
          | sku,prcie,note
          | ^^^^^^^^^^^^^^
          = help: add the column `unit`
        a.csv:1:5: error: table has no column `price` [E204]
          | sku,prcie,note
          |     ^^^^^
          = help: rename the column `prcie`
        """)
  }

  @Test func limitsHoldOnBothSides() {
    func codes(columns: Int, field: Int) -> [DiagnosticCode] {
      let header = (0..<columns).map { "c\($0)" }.joined(separator: ",")
      let row = String(repeating: "x", count: field) + String(repeating: ",", count: columns - 1)
      return Self.rows(header + "\n" + row + "\n").codes
    }
    #expect(codes(columns: 1_024, field: 65_536) == [])
    #expect(codes(columns: 1_025, field: 1) == [.tooManyColumns])
    #expect(codes(columns: 2, field: 65_537) == [.fieldTooLong])
  }

  @Test func fieldsSurviveTheRoundTrip() {
    var random = SplitMix64(seed: 3)
    let alphabet: [Character] = ["a", ",", "\"", "\n", "\r", " ", "减", "\t", ";"]
    for _ in 0..<300 {
      let columns = Int.random(in: 2...4, using: &random)
      let fields = (0..<5).map { _ in
        (0..<columns).map { _ in
          String(
            (0..<Int.random(in: 0...5, using: &random)).map { _ in
              alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            })
        }
      }
      var text = (0..<columns).map { "c\($0)" }.joined(separator: ",")
      for row in fields {
        let end = ["\n", "\r\n", "\r"][Int.random(in: 0...2, using: &random)]
        text +=
          end
          + row.map { field in
            let mustQuote = field.utf8.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }
            guard mustQuote || Bool.random(using: &random) else { return field }
            var quoted = "\""
            for scalar in field.unicodeScalars {
              quoted.unicodeScalars.append(scalar)
              if scalar == "\"" { quoted += "\"" }
            }
            return quoted + "\""
          }.joined(separator: ",")
      }
      let result = Self.rows(text)
      #expect(result.codes.isEmpty)
      #expect(
        result.rows.map { $0.map { Array($0.utf8) } } == fields.map { $0.map { Array($0.utf8) } })
    }
  }
}
