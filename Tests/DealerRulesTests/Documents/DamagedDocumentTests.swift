import TestSupport
import Testing

@testable import DealerRules

/// Whatever the bytes are, reading ends, the tree is sound and every finding can be rendered.
@Suite("Damaged documents") struct DamagedDocumentTests {
  static let json = Array(
    #"""
    {"rules": 1, "name": "满减 \"A\" \u51cf", "offers": [
      {"id": "A1", "rate": 0.025, "off": -1.5e3, "flags": [true, false, null, {}, []]},
      {"id": "B2", "tiers": [[1, 10], [12, 9.5]], "note": "a/b\\c"}
    ]}
    """#.utf8)
  static let csv = Array("sku,name,price\r\nA,\"Pump, \"\"big\"\"\",1.50\nB,阀门,2\n\nC,,3\r".utf8)

  static func readJSON(_ bytes: [UInt8]) -> Bool {
    var sink = DiagnosticSink(limit: 50)
    var reader = JSONReader()
    var tree = JSONTree()
    let source = RuleSource(name: "a", bytes: bytes)
    let isGood = reader.read(source, index: 0, into: &tree, sink: &sink)
    let findings = sink.sorted()
    let isRendered = Diagnostic.rendered(findings, in: [source]).isEmpty == findings.isEmpty
    return TreeCheck.isSound(tree) && isGood == findings.isEmpty && isRendered
  }

  static func readCSV(_ bytes: [UInt8]) -> Bool {
    var sink = DiagnosticSink(limit: 50)
    let source = RuleSource(name: "a", bytes: bytes)
    var reader = CSVReader(source, index: 0, sink: &sink)
    var record = CSVRecord()
    var rows = 0
    while reader.next(&record, sink: &sink) {
      rows += 1
      guard record.count == reader.header.count else { return false }
      for index in 0..<record.count { _ = (record.text(index), record.span(index)) }
    }
    let findings = sink.sorted()
    let isRendered = Diagnostic.rendered(findings, in: [source]).isEmpty == findings.isEmpty
    return rows <= bytes.count && isRendered
  }

  @Test func truncated() {
    #expect(Self.readJSON(Self.json) && Self.readCSV(Self.csv))
    for length in Self.json.indices {
      #expect(Self.readJSON(Array(Self.json.prefix(length))), "first \(length) bytes")
    }
    for length in Self.csv.indices {
      #expect(Self.readCSV(Array(Self.csv.prefix(length))), "first \(length) bytes")
    }
  }

  @Test func withOneBitFlipped() {
    for index in Self.json.indices {
      for bit in 0..<8 {
        var bytes = Self.json
        bytes[index] ^= 1 << UInt8(bit)
        #expect(Self.readJSON(bytes), "byte \(index), bit \(bit)")
      }
    }
    for index in Self.csv.indices {
      for bit in 0..<8 {
        var bytes = Self.csv
        bytes[index] ^= 1 << UInt8(bit)
        #expect(Self.readCSV(bytes), "byte \(index), bit \(bit)")
      }
    }
  }

  /// Random strings of the characters that mean something.
  @Test(arguments: 0..<20) func madeOfTokens(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let tokens = [
      "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "'", "\\", "1", "-", "0", ".", "e", "true", "x",
      " ", "\n", "\r", "/", "//", "/*", "*/", "#", "“", "”", "，", "：", "【", "】", "减", "\u{A0}",
      "\u{3000}", ";", "=", "\t", "\u{0}", "\"\\u", "1,234", "%", "\u{FEFF}",
    ]
    for _ in 0..<250 {
      let count = Int.random(in: 0...25, using: &random)
      let text = (0..<count).map { _ in tokens.randomElement(using: &random) ?? "" }.joined()
      #expect(Self.readJSON(Array(text.utf8)), "\(text.debugDescription)")
      #expect(Self.readCSV(Array(text.utf8)), "\(text.debugDescription)")
    }
  }

  /// Twice the bytes take no more than a few times the time, whatever is wrong with them.
  @Test(arguments: [
    "[}", "{]", "[", "]", "{\"a\":", "{\"a\"", "\"", "\"\n", "'", ",", "[,", "/*", "//", "#\n", "@",
    "“", "【", "，", "1 ", "1,234,", "\\", "\"\\", "\"\\u", "a ", "a\n", "\"\"\"", "{,", ":",
    "{\"a\":1,",
    "\"a\",\"b\n", "x\",", "[1,\"a\":2", "{\"a\":[\"b\":", "\u{A0}", "/", "-", "[\n}\n",
  ])
  func repeatedEndlessly(_ unit: String) {
    let bytes = Array(String(repeating: unit, count: 60_000 / unit.utf8.count).utf8)
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(Self.readJSON(bytes))
      #expect(Self.readCSV(bytes))
    }
    // Linear work is some milliseconds here; quadratic work would be a minute.
    #expect(time < .seconds(5))
  }
}
