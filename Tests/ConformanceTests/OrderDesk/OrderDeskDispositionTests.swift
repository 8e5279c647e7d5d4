import DealerRules
import Foundation
import TestSupport
import Testing

/// What becomes of goods that are looked at, by what their reasons allow (RULES.md Z-013, Z-021,
/// Z-070).
@Suite(
  "The order desk and what becomes of goods", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskDispositionTests: DeskRequests {
  /// A at 100.00; goods with reason d are scrapped, with e they are scrapped or kept apart, with b
  /// they go back to the dealer; of others anything may become.
  private static let shop = [
    "prices": #"[{"table":"list","product":"A","price":"100"}]"#,
    "returns": """
    {"reasons":[{"id":"d","dispositions":["scrap"]},
      {"id":"e","dispositions":["scrap","quarantine"]},
      {"id":"b","dispositions":["backToDealer"]},{"id":"u"}]}
    """,
  ]

  private static func step(_ op: String, _ id: String, _ more: String = "") -> String {
    ask(op, id, "04", #""return":"r""# + (more.isEmpty ? "" : "," + more))
  }

  private static func looksAt(
    _ id: String, _ accepted: Int, _ disposition: String? = nil, rejected: Int = 0
  ) -> String {
    let word = disposition.map { #","disposition":"\#($0)""# } ?? ""
    return step(
      "inspect", id,
      #""lines":[{"number":1,"accepted":"\#(accepted)","rejected":"\#(rejected)"\#(word)}]"#)
  }

  /// Steps of a return of three of ten A that have come, and what became of them by its statement.
  private static func texts(
    _ line: String, _ asked: [String]
  ) throws -> (said: [String], became: [String?]) {
    let order = TextProject.order("p1", [#""product":"A","quantity":"10""#])
    let opening = [
      ask("account", "a", "01", #""account":"D","limit":"10000""#),
      ask("place", "p1", "01", #""order":\#(order)"#), ask("ship", "s1", "02", #""place":"p1""#),
      ask(
        "authorise", "r", "03",
        #""place":"p1","ship":"s1","lines":[{"number":1,"quantity":"3",\#(line)}]"#),
      step("receive", "v", #""lines":[{"number":1,"quantity":"3"}]"#),
    ]
    let (folder, journal) = try OrderDeskTests.files(shop)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try OrderDeskProgram.run(folder, journal, opening + asked)
    #expect(run.status == 0 && run.errors.isEmpty)
    // What was kept leads to the same.
    let told = try OrderDeskProgram.run(folder, journal, [step("statement", "q")])
    let object = try JSONSerialization.jsonObject(with: Data((told.answers.first ?? "").utf8))
    let statements = (object as? [String: Any])?["statements"] as? [[String: Any]] ?? []
    let lines = statements.flatMap { $0["lines"] as? [[String: Any]] ?? [] }
    let keys = ["id", "outcome", "state", "credit", "refund", "message"]
    return (
      try run.answers.dropFirst(4).map { try OrderDeskProgram.texts($0, keys) },
      lines.map { $0["disposition"] as? String }
    )
  }

  /// What is open is no `restock`: what has come is worth 300.00 from the start, and is credited.
  @Test func whatIsOpenIsTheOneThatIsAllowed() throws {
    let run = try Self.texts(#""reason":"d""#, [Self.looksAt("i", 3), Self.step("settle", "z")])
    #expect(
      run.said == [
        "v accepted received 300.00", "i accepted inspected 300.00",
        "z accepted credited 300.00",
      ])
    #expect(run.became == ["scrap"])
  }

  /// What the reason does not allow is refused with what it does, and blocks nothing.
  @Test func whatIsNotAllowedIsRefused() throws {
    let run = try Self.texts(
      #""reason":"d""#,
      [
        Self.looksAt("i1", 2, "scrap"), Self.looksAt("i2", 1, "restock"),
        Self.looksAt("i3", 1, "backToDealer"), Self.step("settle", "z1"),
        Self.looksAt("i4", 0, "restock", rejected: 1), Self.step("close", "c"),
      ])
    #expect(
      run.said.dropFirst() == [
        "i1 accepted inspected 300.00", "i2 error the disposition of line 1 is one of scrap",
        "i3 error the disposition of line 1 is one of scrap", "z1 accepted credited 200.00",
        "i4 accepted inspected", "c accepted closed",
      ])
    #expect(run.became == ["scrap"])
  }

  /// Where several are allowed whoever looks at the goods says which, if the announcement did not.
  @Test func ofSeveralOneIsSaid() throws {
    let open = try Self.texts(
      #""reason":"e""#,
      [
        Self.looksAt("i1", 3), Self.looksAt("i2", 1, "quarantine"), Self.looksAt("i3", 2, "scrap"),
        Self.step("settle", "z"),
      ])
    #expect(
      open.said == [
        "v accepted received 300.00",
        "i1 error the disposition of line 1 is one of scrap, quarantine",
        "i2 accepted inspected 300.00", "i3 accepted inspected 300.00",
        "z accepted credited 300.00",
      ])
    #expect(open.became == ["quarantine", "scrap"])
    let said = try Self.texts(
      #""reason":"e","disposition":"quarantine""#,
      [Self.looksAt("i1", 2), Self.looksAt("i2", 1, "scrap"), Self.step("settle", "z")])
    #expect(said.said.last == "z accepted credited 300.00")
    #expect(said.became == ["quarantine", "scrap"])
    let free = try Self.texts(#""reason":"u""#, [Self.looksAt("i", 3), Self.step("settle", "z")])
    #expect(free.said.last == "z accepted credited 300.00")
    #expect(free.became == [nil])
  }

  /// Goods are sent back to the dealer, who is credited nothing, only where somebody says so.
  @Test func goodsGoBackWhereSomebodySaysSo() throws {
    let run = try Self.texts(
      #""reason":"b""#,
      [Self.looksAt("i1", 3), Self.looksAt("i2", 3, "backToDealer"), Self.step("close", "c")])
    #expect(
      run.said.dropFirst() == [
        "i1 error the disposition of line 1 is one of backToDealer", "i2 accepted inspected",
        "c accepted closed",
      ])
  }
}
