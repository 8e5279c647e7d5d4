import Testing

@testable import DealerRules

/// What RFC 8259 accepts and rejects, one document a line.
@Suite("JSON conformance") struct JSONConformanceTests {
  static let accepted: [String] = [
    "{}", "[]", "null", "true", "false", "0", "-0", "1", "-1", "10", "0.5", "-0.25", "1.0", "1e5",
    "1E+5", "1e-5", "1.5e10", "1e05", "123456789012345678901234567890", "\"\"", #""a""#,
    #""\"\\\/\b\f\n\r\t""#, #""\u0041\u00e9\u51cf""#, #""\uD83D\uDE00""#, "\"\u{7F}\"", "\"减免\"",
    "\"\u{10FFFF}\"", "\"\u{2028}\"", " \t\r\n[ \t\r\n1 \t\r\n, 2 ]\n", "[[]]", "[{}]", "[[],[]]",
    "[null,true,false]", #"{"a":1}"#, #"{"a":{"b":{"c":[]}}}"#, #"{"":1}"#, #"{"a":1,"b":2}"#,
    #"{"A":1,"a":2}"#, #"[{"a":1},{"a":2}]"#, "[1,2,3]", "[-1.5E-7]", #"["[,]"]"#,
    #"{"}":"{"}"#, ##"["//", "/*", "#"]"##, "\u{FEFF}[1]",
    String(repeating: "[", count: 32) + String(repeating: "]", count: 32),
  ]

  static let rejected: [String] = [
    "", " ", "nul", "nulll", "TRUE", "+1", "01", "-", "-01", "1.", ".5", "1.e5", "1e", "1e+", "0x1",
    "1 2", "1,", "١", "\"", #""a"#, #""\x""#, #""\u12""#, #""\uD800""#, #""\uDC00""#,
    #""\uD800\u0041""#, "\"\n\"", "\"\t\"", "\"\u{0}\"", "'a'", "[", "]", "[1", "[1,", "[,]",
    "[1,]",
    "[,1]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[}", "{", "}", "{]", "{,}", #"{"a"}"#,
    #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":1,,"b":2}"#, "{a:1}",
    "{1:1}", "{null:1}", #"{:1}"#, #"{"a":1:2}"#, #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#,
    "[] []", "{}{}", "[]x", "// a\n1", "1 // a", "/* */ 1", "1 /*", "# a\n1", "NaN", "Infinity",
    "-Infinity", "undefined", "[1]\u{0}", "\u{A0}[1]", "[1]\u{3000}", "[\u{FEFF}1]", "@", "\\",
    "(1)",
    String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
  ]

  @Test(arguments: accepted) func accepts(_ text: String) {
    var sink = DiagnosticSink()
    var reader = JSONReader()
    var tree = JSONTree()
    #expect(reader.read(RuleSource(name: "", text: text), index: 0, into: &tree, sink: &sink))
    #expect(sink.diagnostics.isEmpty)
    TreeCheck.check(tree)
    #expect(tree.nodes.allSatisfy { $0.kind != .invalid })
  }

  @Test(arguments: rejected) func rejects(_ text: String) {
    var sink = DiagnosticSink()
    var reader = JSONReader()
    var tree = JSONTree()
    #expect(!reader.read(RuleSource(name: "", text: text), index: 0, into: &tree, sink: &sink))
    #expect(!sink.diagnostics.isEmpty && sink.diagnostics.allSatisfy { $0.span != nil })
    TreeCheck.check(tree)
  }
}

/// The invariants of a tree, which hold after any document.
enum TreeCheck {
  static func check(_ tree: JSONTree) {
    #expect(isSound(tree), "\(String(decoding: tree.bytes, as: UTF8.self))")
  }

  static func isSound(_ tree: JSONTree) -> Bool {
    guard !tree.nodes.isEmpty else { return false }
    let bytes = tree.bytes.count
    for (index, node) in tree.nodes.enumerated() {
      let next = Int(node.subtreeEnd)
      guard node.start <= node.end, Int(node.end) <= bytes, node.keyStart <= node.keyEnd,
        Int(node.keyEnd) <= bytes, next > index, next <= tree.nodes.count
      else { return false }
      var children = 0
      for child in tree.children(of: index) {
        guard Int(tree.nodes[child].subtreeEnd) <= next else { return false }
        children += 1
      }
      guard children == tree.count(of: index) else { return false }
      _ = tree.text(of: index)
      _ = tree.key(of: index)
    }
    return true
  }
}
