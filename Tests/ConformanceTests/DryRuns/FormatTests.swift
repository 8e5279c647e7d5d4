import DealerRules
import DealerRulesFoundation
import Foundation
import TestSupport
import Testing

/// Documents laid out (RULES.md U-041).
@Suite("U-041 layout") struct FormatTests {
  private static func formatted(_ text: String) throws -> String {
    String(decoding: try RuleSource(name: "rules.json", text: text).formatted(), as: UTF8.self)
  }

  @Test func membersAndStatements() throws {
    let text = #"""
      {"rules":1,"name":"\u00e9 \"x\"", "numbers":[1.50,2e3,-0],"empty":{},"none":[ ],
      "offers":[{"id":"a","when":{"product.category":["nuts","sweets","biscuits","seaweed","jelly",
      "puffed","dried-fruit"]},"percentOff":"5%"},{"id":"b"}]}
      """#
    let expected = #"""
      {
        "rules": 1,
        "name": "\u00e9 \"x\"",
        "numbers": [1.50, 2e3, -0],
        "empty": {},
        "none": [],

        "offers": [
          {"id": "a",
           "when": {"product.category": ["nuts", "sweets", "biscuits", "seaweed", "jelly", "puffed",
                                         "dried-fruit"]}, "percentOff": "5%"},
          {"id": "b"}
        ]
      }

      """#
    #expect(try Self.formatted(text) == expected)
    #expect(try Self.formatted(expected) == expected)
  }

  /// Every document of the examples means the same afterwards, and stays as it is laid out.
  @Test(arguments: ["snack-brand", "offer-sheet", "channel-rules", "group-buy", "traced-snacks"])
  func documentsKeepTheirMeaning(_ name: String) throws {
    let folder = LawBook.root.appendingPathComponent("Examples/Projects/\(name)")
    let project = try RuleProject.load(folder: folder)
    var sources = project.sources
    for index in sources.indices where sources[index].name.hasSuffix(".json") {
      let once = try sources[index].formatted()
      sources[index] = RuleSource(name: sources[index].name, bytes: once)
      #expect(try sources[index].formatted() == once)
      let lines = String(decoding: once, as: UTF8.self).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 100 }, "\(name)")
    }
    let before = try CompiledRules(parsing: project.sources)
    #expect(try CompiledRules(parsing: sources).rulesHash() == before.rulesHash())
  }

  @Test func whatIsNoDocumentIsRefused() {
    #expect(throws: RuleErrors.self) { try Self.formatted(#"{"a": 1,, "b": }"#) }
    #expect(throws: RuleErrors.self) { try Self.formatted("") }
  }

  @Test(.enabled(if: Program.url != nil, "needs the built program"))
  func theCommandChangesFiles() throws {
    let folder = try Program.folder([
      "rules.json": TextProject.document([:]), "bad.rules.json": "{\"rules\": 1,}",
      "tests/one.json": "{\"tests\": []}",
    ])
    let text = { (name: String) in
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    let before = try text("rules.json")
    let check = try Program.run("format", [:], ["--check"], folders: [folder])
    #expect(check.status == 1)
    #expect(check.output == ["rules.json", "tests/one.json", "documents 3 changed 2 refused 1"])
    #expect(check.errors.contains { $0.hasPrefix("bad.rules.json:1:12: error:") })
    #expect(try text("rules.json") == before)
    #expect(try Program.run("format", [:], [], folders: [folder]).status == 1)
    #expect(try text("tests/one.json") == "{\n  \"tests\": []\n}\n")
    #expect(try text("bad.rules.json") == "{\"rules\": 1,}")
    let again = try Program.run("format", [:], ["--json"], folders: [folder])
    #expect(again.output.last == #"{"documents":3,"changed":0,"refused":1}"#)
    #expect(
      try Program.run("format", [:], [], folders: [folder.appendingPathComponent("no")]).status == 3
    )
  }
}
