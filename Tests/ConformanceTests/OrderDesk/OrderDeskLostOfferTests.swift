import DealerRules
import Foundation
import TestSupport
import Testing

/// Orders that lose an offer after goods of them came back (RULES.md Z-060, Z-066).
@Suite(
  "The order desk credits all of what is back", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskLostOfferTests: DeskRequests {
  /// One of six at 5.00 is back when the order loses 90 %, so that it is worth 50.00; its invoice
  /// is of 5.00, and what exceeds it is credit of the account.
  @Test func whatExceedsInvoicesIsCredit() throws {
    let members = [
      "products": #"[{"id":"A"}]"#, "prices": #"[{"table":"list","product":"A","price":"50"}]"#,
      "phases": #"[{"id":"p"}]"#, "returns": "{}",
      "offers": """
      [{"id":"big","phase":"p","percentOff":"90%","requires":[{"measure":"amount","from":"300"}]}]
      """,
    ]
    let line = #"{"number":1,"product":"A","quantity":"6"}"#
    let order = #"{"id":"p1","customer":"D","date":"2025-03-01","lines":[\#(line)]}"#
    let one = #""lines":[{"number":1,"quantity":"1"}]"#
    let requests = [
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"1000"}"#,
      Self.ask("place", "p1", "01", #""order":\#(order)"#),
      Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + one),
      Self.ask("return", "t1", "03", #""place":"p1","ship":"s1","# + one),
      Self.ask("amend", "m1", "04", #""place":"p1","lines":[{"number":1,"quantity":"5"}]"#),
      Self.ask("ship", "s2", "05", #""place":"p1""#),
      Self.ask("return", "t2", "06", #""place":"p1","ship":"s2","whole":true"#),
    ]
    let (folder, journal) = try OrderDeskTests.files(members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try OrderDeskProgram.run(folder, journal, requests)
    #expect(run.status == 0 && run.answers.count == requests.count)
    #expect(!run.answers.contains { $0.contains("error") }, "\(run.answers)")
    #expect(try OrderDeskProgram.ledger(journal).standing(of: "D")?.room == 1_000_000_000)
  }

  /// B costs nothing beside two A, leaves without a bill and is back when the order becomes one A,
  /// so that B was worth 20.00: credit of the account, owed again where the order ends.
  @Test func whatHasNoInvoiceIsCredit() throws {
    let members = [
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"20"}]
      """,
      "phases": #"[{"id":"p"}]"#, "returns": "{}",
      "offers": """
      [{"id":"free","phase":"p","when":{"product":["B"]},"percentOff":"100%",
        "requires":[{"measure":"amount","from":"100","of":{"product":["A"]}}]}]
      """,
    ]
    let lines = [#""product":"A","quantity":"2""#, #""product":"B","quantity":"1""#]
    let one = #""lines":[{"number":2,"quantity":"1"}]"#
    let requests = [
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"1000"}"#,
      Self.ask("place", "p1", "01", #""order":\#(TextProject.order("p1", lines))"#),
      Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + one),
      Self.ask("return", "t1", "03", #""place":"p1","ship":"s1","# + one),
      Self.ask("amend", "m1", "04", #""place":"p1","lines":[{"number":1,"quantity":"1"}]"#),
    ]
    let ends = [
      [
        Self.ask("ship", "s2", "05", #""place":"p1""#),
        Self.ask("return", "t2", "06", #""place":"p1","ship":"s2","whole":true"#),
      ],
      [Self.ask("cancel", "c", "05", #""place":"p1""#)],
      [
        Self.ask("amend", "m2", "05", #""place":"p1","lines":[{"number":1,"quantity":"2"}]"#),
        Self.ask("cancel", "c", "06", #""place":"p1""#),
      ],
    ]
    for end in ends {
      let (folder, journal) = try OrderDeskTests.files(members)
      defer { try? FileManager.default.removeItem(at: folder) }
      let run = try OrderDeskProgram.run(folder, journal, requests + end)
      #expect(run.status == 0 && run.answers.count == requests.count + end.count)
      #expect(!run.answers.contains { $0.contains("error") }, "\(run.answers)")
      let account = try OrderDeskProgram.ledger(journal).standing(of: "D")
      #expect(account?.room == 1_000_000_000 && account?.unapplied == 0, "\(run.answers)")
    }
  }
}
