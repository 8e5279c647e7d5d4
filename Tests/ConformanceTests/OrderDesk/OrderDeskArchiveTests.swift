import Foundation
import TestSupport
import Testing

/// Changes and returns of orders of which the rules of then are in an archive (RULES.md Z-008).
@Suite(
  "The order desk and rules of then", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskArchiveTests {
  private static func members(_ rate: String, _ price: String) -> [String: String] {
    [
      "products": #"[{"id":"A"},{"id":"B"}]"#, "phases": #"[{"id":"p"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"50"},
       {"table":"list","product":"B","price":"\(price)"}]
      """,
      "offers": """
      [{"id":"ten","phase":"p","percentOff":"\(rate)",
        "requires":[{"measure":"amount","from":"300"}]}]
      """,
      "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
    ]
  }

  private static func ask(_ op: String, _ id: String, _ more: String) -> String {
    #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-02T08:00:00Z",\#(more)}"#
  }

  private static let opening = [
    #"{"op":"account","id":"a","at":"2025-03-01T08:00:00Z","account":"D","limit":"1000"}"#,
    ask("place", "p1", #""order":\#(TextProject.order("p1", [#""product":"A","quantity":"6""#]))"#),
  ]
  private static let amend = ask(
    "amend", "m", #""place":"p1","add":[{"number":2,"product":"B","quantity":"1"}]"#)

  /// The last answer under rules that came after, with or without those of then.
  private static func answer(
    _ now: [String: String], _ lines: [String], folders: [String]
  ) throws -> (text: String, run: (answers: [String], status: Int32, errors: String)) {
    let archive = Scratch.url("archive")
    let (then, journal) = try OrderDeskTests.files(members("10%", "20"))
    let (today, _) = try OrderDeskTests.files(now)
    defer { for url in [archive, then, today] { try? FileManager.default.removeItem(at: url) } }
    try FileManager.default.createDirectory(at: archive, withIntermediateDirectories: true)
    for name in folders {
      let folder = archive.appendingPathComponent(name)
      if name == "then" {
        try FileManager.default.copyItem(at: then, to: folder)
      } else {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("{".utf8).write(to: folder.appendingPathComponent("rules.json"))
      }
    }
    _ = try OrderDeskProgram.run(then, journal, opening)
    let run = try OrderDeskProgram.run(today, journal, lines, archive: archive)
    let keys = ["outcome", "payable", "refund", "message"]
    return (try run.answers.last.map { try OrderDeskProgram.texts($0, keys) } ?? "", run)
  }

  /// B at 20.00 is added to 270.00 by the rules of then, whether those of now price the order alike
  /// and B otherwise, or the order too.
  @Test(arguments: [("10%", "25"), ("12%", "25"), ("10%", "20")])
  func goodsAreAddedByTheRulesOfThen(_ rate: String, _ price: String) throws {
    let now = Self.members(rate, price)
    #expect(try Self.answer(now, [Self.amend], folders: ["then"]).text == "accepted 290.00")
    let refused =
      "error the rules price otherwise than those that `p1` was priced by"
    let without = try Self.answer(now, [Self.amend], folders: []).text
    #expect(without == ("\(rate) \(price)" == "10% 20" ? "accepted 290.00" : refused))
  }

  /// A folder that cannot be read is told and stops nothing that does not need it.
  @Test func aFolderThatCannotBeReadIsSkipped() throws {
    let give =
      [Self.ask("ship", "s1", #""place":"p1""#)]
      + [Self.ask("return", "t", #""place":"p1","ship":"s1","line":1,"quantity":"1""#)]
    let now = Self.members("12%", "20")
    let read = try Self.answer(now, give, folders: ["bad", "then"])
    #expect(read.run.status == 0 && read.text == "accepted 20.00")
    #expect(read.run.errors.contains("/bad` holds no rules that can be used"))
    let needed = try Self.answer(now, give, folders: ["bad"])
    #expect(needed.run.status == 0)
    #expect(
      needed.text
        == "error the return is refused: the rules price otherwise than those of the sale"
        + " (of the archive `bad` cannot be read)")
  }
}
