import Testing

@testable import DealerRules

@Suite("Rendering of findings") struct RenderingTests {
  static func text(
    _ document: String, _ start: Int, _ end: Int, help: String? = nil, name: String = "a.json"
  ) -> String {
    let finding = Diagnostic(
      code: .unknownField, message: "unknown field", help: help,
      span: SourceSpan(source: 0, start, end))
    return finding.rendered(in: [RuleSource(name: name, text: document)])
  }

  @Test func showsPlaceLineCaretsAndHelp() {
    let document = "{\n  \"discountBq\": 250\n}"
    let finding = Diagnostic(
      code: .unknownField, message: "unknown field `discountBq`",
      help: Suggestion.help(for: "discountBq", among: ["discountBp", "id"]),
      span: SourceSpan(source: 0, 4, 16))
    let sources = [RuleSource(name: "rules.json", text: document)]
    #expect(
      finding.rendered(in: sources) == """
        rules.json:2:3: error: unknown field `discountBq` [E301]
          |   "discountBq": 250
          |   ^^^^^^^^^^^^
          = help: did you mean `discountBp`?
        """)
    let place = finding.lineAndColumn(in: sources)
    #expect(place?.line == 2 && place?.column == 3)
  }

  @Test func rendersWithoutASpan() {
    let finding = Diagnostic(code: .documentTooLarge, severity: .warning, message: "too large")
    #expect(finding.rendered(in: []) == "warning: too large [E004]")
    let one = RuleSource(name: "a.json", text: "{}")
    #expect(finding.rendered(in: [one]) == "a.json: warning: too large [E004]")
    #expect(finding.rendered(in: [one, one]) == "warning: too large [E004]")
    #expect(finding.lineAndColumn(in: [one]) == nil)
    var lost = finding
    lost.span = SourceSpan(source: 7, 0, 1)
    #expect(lost.rendered(in: [one, one]) == "warning: too large [E004]")
  }

  @Test func wideCharactersTakeTwoColumns() {
    #expect(
      Self.text("{\"满减\": 1}", 11, 12) == """
        a.json:1:8: error: unknown field [E301]
          | {"满减": 1}
          |          ^
        """)
    #expect(
      Self.text("{\"满减\": 1}", 1, 9) == """
        a.json:1:2: error: unknown field [E301]
          | {"满减": 1}
          |  ^^^^^^
        """)
  }

  @Test func invisibleCharactersAreShown() {
    #expect(
      Self.text("a\tb\u{1B}c\u{202E}d", 8, 9) == """
        a.json:1:7: error: unknown field [E301]
          | a b␛c�d
          |       ^
        """)
  }

  @Test func combiningMarksTakeNoColumn() {
    #expect(Self.text("e\u{301}x", 3, 4).hasSuffix("\n  |  ^"))
  }

  @Test func spansAreClippedToTheirLine() {
    #expect(
      Self.text("ab\r\ncd\r\nef", 5, 10) == """
        a.json:2:2: error: unknown field [E301]
          | cd
          |  ^
        """)
    // On the terminator, past the end, and in an empty document.
    #expect(Self.text("ab\r\ncd", 3, 4).hasSuffix("  | ab\n  |   ^"))
    #expect(
      Self.text("ab", 99, 120).hasSuffix("a.json:1:3: error: unknown field [E301]\n  | ab\n  |   ^")
    )
    #expect(Self.text("", 0, 0) == "a.json:1:1: error: unknown field [E301]\n  |\n  | ^")
  }

  @Test func aByteOrderMarkIsNoColumn() {
    #expect(Self.text("\u{FEFF}[x]", 4, 5).hasSuffix("  | [x]\n  |  ^"))
    #expect(Self.text("\u{FEFF}[x]", 4, 5).hasPrefix("a.json:1:2:"))
  }

  @Test(arguments: [0, 20, 95, 96, 97, 150, 500, 4_095, 4_096, 4_097, 9_990, 9_999])
  func longLinesAreCut(_ offset: Int) throws {
    for unit in ["x", "减"] {
      let scalars = 10_000
      let document = String(repeating: unit, count: scalars)
      let size = unit.utf8.count
      let text = Self.text(document, offset * size, (offset + 5) * size)
      let lines = text.split(separator: "\n")
      try #require(lines.count == 3)
      #expect(lines[0].hasPrefix("a.json:1:\(offset + 1):"))
      let columns = lines[1].unicodeScalars.reduce(0) { $0 + TextWidth.of($1) }
      #expect(columns <= 100 && columns >= 90)
      #expect(lines[1].contains("…"))
      #expect(lines[2].count <= 100 && lines[2].last == "^")
      let carets = lines[2].filter { $0 == "^" }.count
      #expect(carets == min(5, scalars - offset) * (unit == "x" ? 1 : 2))
    }
  }

  @Test func linesEndAtAnyTerminator() {
    let bytes = Array("a\nb\r\nc\rd".utf8)
    let index = LineIndex(bytes)
    let lines = bytes.indices.map { index.place(of: $0).line }
    #expect(lines == [1, 1, 2, 2, 2, 3, 3, 4])
  }

  @Test func placesAgreeWithACountFromTheStart() {
    var text = ""
    for number in 0..<900 {
      text += String(repeating: "减a", count: number % 13) + (number % 3 == 0 ? "\r\n" : "\n")
    }
    let bytes = Array(text.utf8)
    let index = LineIndex(bytes)
    var (line, column) = (1, 1)
    for offset in bytes.indices {
      if bytes[offset] & 0xC0 != 0x80 {
        let place = index.place(of: offset)
        guard place.line == line, place.column == column else {
          Issue.record("offset \(offset): \(place), not \(line):\(column)")
          return
        }
        column += 1
      }
      if bytes[offset] == 10 { (line, column) = (line + 1, 1) }
    }
  }

  @Test func quotesAreShortAndVisible() {
    #expect(Diagnostic.quote("a`b\nc") == "`a'b␊c`")
    #expect(Diagnostic.quote(String(repeating: "减", count: 50)).count == 43)
  }
}
