import TestSupport
import Testing

@testable import DealerRules

@Suite("N-001, N-004 JSON tree") struct JSONTreeTests {
  static func read(_ text: String, limits: DocumentLimits = DocumentLimits()) -> (
    tree: JSONTree, findings: [Diagnostic]
  ) {
    var sink = DiagnosticSink()
    var reader = JSONReader(limits: limits)
    var tree = JSONTree()
    reader.read(RuleSource(name: "a.json", text: text), index: 3, into: &tree, sink: &sink)
    return (tree, sink.sorted())
  }

  @Test func walksMembersAndElements() throws {
    let tree = Self.read(#"{"a": [1, {"x": null}, "t"], "b": -2.50, "c": true}"#).tree
    #expect(tree.kind(of: tree.root) == .object && tree.count(of: tree.root) == 3)
    let members = Array(tree.children(of: tree.root))
    #expect(members.map { tree.key(of: $0) } == ["a", "b", "c"])
    #expect(members.map { tree.kind(of: $0) } == [.array, .number, .true])
    let elements = Array(tree.children(of: members[0]))
    #expect(elements.map { tree.kind(of: $0) } == [.number, .object, .string])
    #expect(elements.map { tree.keySpan(of: $0).start } == [0, 0, 0])
    #expect(tree.bytes(of: members[1]).elementsEqual("-2.50".utf8))
    #expect(tree.member("b", of: tree.root) == members[1])
    #expect(tree.member("x", of: tree.root) == nil)
    #expect(tree.member("x", of: members[0]) == nil)
    let x = try #require(tree.member("x", of: elements[1]))
    #expect(tree.path(of: x) == "/a/1/x" && tree.path(of: tree.root).isEmpty)
    #expect(tree.span(of: elements[2]) == SourceSpan(source: 3, 23, 26))
    #expect(tree.keySpan(of: members[1]) == SourceSpan(source: 3, 29, 32))
    #expect(tree.text(of: elements[2]) == "t" && tree.text(of: members[1]) == "-2.50")
  }

  @Test func pathsEscapeTheirSteps() throws {
    let tree = Self.read(#"{"a/b": {"~": [0, 1]}}"#).tree
    #expect(tree.path(of: 4) == "/a~1b/~0/1")
  }

  @Test func textsAreUnescaped() {
    let tree = Self.read(#"["\"\\\/\b\f\n\r\t\u00e9\u51cf\uD83D\uDE00-", "plain", "k\u0041"]"#).tree
    #expect(tree.text(of: 1) == "\"\\/\u{8}\u{C}\n\r\té减😀-")
    #expect(tree.isEscaped(1) && !tree.isEscaped(2))
    #expect(tree.unescapedBytes(of: 2).elementsEqual("plain".utf8))
    #expect(Self.read(#"{"k\u0041": 1}"#).tree.member("kA", of: 0) == 1)
  }

  @Test func repairedTextsKeepTheirWords() {
    let tree = Self.read("{'a': 'b', “减”: “满”, c: \"d\"}").tree
    let members = Array(tree.children(of: tree.root))
    #expect(members.map { tree.key(of: $0) } == ["a", "减", "c"])
    #expect(members.map { tree.text(of: $0) } == ["b", "满", "d"])
  }

  /// A slip hides nothing that comes after it.
  @Test(arguments: [
    #"{"a": tru, "b": [1, 2}, "z": 9}"#, #"{"a" 1 "z": 9}"#, #"{"a": 1,, "z": 9,}"#,
    "{\n\"a\": \"x,\n\"z\": 9\n}", "{\n\"a: 1,\n\"z\": 9\n}", #"{a: 007; 'z': 9}"#,
    #"{"a": 1,200.00, "z": 9}"#, #"{"a": , "z": 9}"#, #"{"a": @@, "z": 9}"#,
    #"{"a": [1, 2, "z": 9}"#, #"{“a”：1，"z"：9}"#, #"{"a": "\q\uD800", /* b */ "z": 9"#,
  ])
  func goesOnAfterASlip(_ text: String) throws {
    let (tree, findings) = Self.read(text)
    #expect(!findings.isEmpty)
    let z = try #require(tree.member("z", of: tree.root))
    #expect(tree.kind(of: z) == .number && tree.text(of: z) == "9")
  }

  @Test func stringsSurviveTheRoundTrip() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<300 {
      var text = ""
      var json = "\""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let bound: UInt32 = [128, 0x800, 0x10000, 0x110000][Int.random(in: 0...3, using: &random)]
        let value = UInt32.random(in: 0..<bound, using: &random)
        guard let scalar = Unicode.Scalar(value) else { continue }
        text.unicodeScalars.append(scalar)
        if value < 32 || value == 34 || value == 92 || Bool.random(using: &random) {
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
            json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        } else {
          json.unicodeScalars.append(scalar)
        }
      }
      let (tree, findings) = Self.read(json + "\"")
      #expect(findings.isEmpty)
      #expect(tree.text(of: tree.root).utf8.elementsEqual(text.utf8))
    }
  }

  @Test func readsOneLineOfALargerSource() {
    let text = "{\"a\": 1}\n{\"a\": tru}\n[3]\n"
    let source = RuleSource(name: "orders.ndjson", text: text)
    var sink = DiagnosticSink()
    var reader = JSONReader()
    var tree = JSONTree()
    #expect(reader.read(source, range: 0..<8, index: 0, into: &tree, sink: &sink))
    #expect(tree.count(of: tree.root) == 1)
    #expect(!reader.read(source, range: 9..<19, index: 0, into: &tree, sink: &sink))
    #expect(sink.sorted()[0].lineAndColumn(in: [source])?.line == 2)
    #expect(reader.read(source, range: 20..<23, index: 0, into: &tree, sink: &sink))
    #expect(tree.span(of: 1) == SourceSpan(source: 0, 21, 22))
    // Ranges beyond the bytes are clamped.
    #expect(reader.read(source, range: 20..<99, index: 0, into: &tree, sink: &sink))
    #expect(!reader.read(source, range: 80..<99, index: 0, into: &tree, sink: &sink))
  }

  @Test func limitsHoldOnBothSides() {
    var limits = DocumentLimits()
    (limits.nodes, limits.depth, limits.bytes) = (4, 2, 12)
    #expect(Self.read("[1,2,3]", limits: limits).findings.isEmpty)
    #expect(Self.read("[1,2,3,4]", limits: limits).findings.map(\.code) == [.tooManyValues])
    #expect(Self.read("[[1]]", limits: limits).findings.isEmpty)
    #expect(Self.read("[[[1]]]", limits: limits).findings.map(\.code) == [.nestedTooDeep])
    #expect(Self.read("\"1234567890\"", limits: limits).findings.isEmpty)
    #expect(
      Self.read("\"12345678901\"", limits: limits).findings.map(\.code) == [.documentTooLarge])
  }

  @Test func duplicateKeysOfALargeObjectAreFound() {
    var members = (0..<5_000).map { "\"key\($0 * 7_919 % 5_000)\":\($0)" }
    members.insert("\"key\\u0031\":0", at: 2_500)
    let (_, findings) = Self.read("{" + members.joined(separator: ",\n") + "}")
    #expect(findings.map(\.code) == [.duplicateKey])
    #expect(findings.first?.message == "field `key1` is given twice")
  }

  @Test func encodingsAreToldApart() {
    let gbk: [UInt8] = [0x7B, 0x22, 0xC2, 0xFA, 0xBC, 0xF5, 0x22, 0x7D]
    #expect(
      MessageCase.json(RuleSource(name: "a.json", bytes: gbk)) == """
        a.json:1:3: error: document is not UTF-8, its bytes look like GBK [E002]
          | {"����"}
          |   ^
          = help: save it as UTF-8
        """)
    let latin =
      Array("[\"caf".utf8) + [0xE9] + Array("\", \"na".utf8) + [0xEF] + Array("ve\"]".utf8)
    #expect(
      MessageCase.json(RuleSource(name: "a", bytes: latin)).contains("0xE9 is not UTF-8 [E001]"))
    #expect(MessageCase.csv(RuleSource(name: "a", bytes: gbk)).contains("[E002]"))
    for bytes in [[0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B], [0x7B, 0, 0x22, 0]] as [[UInt8]] {
      #expect(
        MessageCase.json(RuleSource(name: "a", bytes: bytes)).contains(
          "is UTF-16, not UTF-8 [E003]"))
    }
    let wide: [UInt8] = [0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0]
    #expect(MessageCase.json(RuleSource(name: "a", bytes: wide)).contains("is UTF-32"))
  }

  /// The standard library is the judge of what is well formed.
  @Test func invalidBytesAreFoundWhereTheyStand() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<3_000 {
      let pool: [UInt8] = [0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xE0, 0xED, 0xEF]
      let more: [UInt8] = [0xF0, 0xF1, 0xF4, 0xF5, 0xFF]
      let bytes = (0..<6).map { _ in (pool + more).randomElement(using: &random) ?? 0 }
      let good = String(validating: bytes, as: UTF8.self) != nil
      #expect((SourceEncoding.firstInvalid(bytes, 0..<6) == nil) == good, "\(bytes)")
    }
  }
}
