import DealerRules
import Foundation
import TestSupport
import Testing

/// The example `order-desk` from outside.
@Suite(
  "The order desk", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskTests {
  static func files(_ members: [String: String] = [:]) throws -> (folder: URL, journal: URL) {
    let folder = try OrderDeskProgram.folder(members)
    return (folder, folder.appendingPathComponent("journal"))
  }

  /// A request with the order of so many `A`.
  static func order(_ op: String, _ id: String, _ quantity: String, _ more: String = "") -> String {
    let order = TextProject.order(id, [#""product":"A","quantity":"\#(quantity)""#])
    return #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-01T08:00:00Z","order":\#(order)\#(more)}"#
  }

  static func request(_ op: String, _ id: String, _ more: String) -> String {
    #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-02T08:00:00Z",\#(more)}"#
  }

  /// An order's own day decides, unless the desk lets none be dated back so far.
  @Test func ordersThatAreDatedBack() throws {
    let (folder, journal) = try Self.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    func late(_ op: String, _ id: String, _ more: String = "") -> String {
      Self.order(op, id, "1", more).replacing("2025-03-01T08", with: "2025-03-03T08")
    }
    let lines = [
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"100.00"}"#,
      Self.order("place", "p1", "1"), late("place", "p2"), late("quote", "q"),
      late("amend", "m1", #","place":"p1""#),
    ]
    let strict = try OrderDeskProgram.run(
      folder, journal, lines, options: ["--most-days-back", "1"])
    let told = "the order is dated back by 2 days, of 1 at most"
    #expect(strict.answers.map { $0.contains(told) } == [false, false, true, true, false])
    #expect(strict.answers.count { $0.contains(#""outcome":"accepted""#) } == 3)
    let open = try OrderDeskProgram.run(
      folder, folder.appendingPathComponent("open"), lines, options: ["--most-days-back", "2"])
    #expect(!open.answers.contains { $0.contains("dated back") })
    let wrong = try OrderDeskProgram.run(
      folder, journal, [], options: ["--most-days-back", "-1"])
    #expect(wrong.status == 2)
  }

  @Test func aDayAtTheDesk() throws {
    let (folder, journal) = try Self.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = [
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"100.00"}"#,
      Self.order("quote", "q", "11"),
      Self.order("place", "p1", "7"),
      Self.order("place", "p2", "4"),
      Self.order("place", "p3", "4", #","hold":true"#),
      Self.order("amend", "m1", "3", #","place":"p1""#),
      Self.order("place", "p2", "4"),
      Self.order("place", "p2", "5"),
      Self.request("ship", "s1", #""place":"p1""#),
      Self.request("return", "t1", #""place":"p1","ship":"s1","line":1,"quantity":"1""#),
      Self.request("return", "t2", #""place":"p1","ship":"s1","line":1,"quantity":"2.001""#),
      Self.request("pay", "y1", #""account":"D","amount":"20","ship":"s1""#),
      Self.request("cancel", "c1", #""place":"p3""#),
      Self.request("cancel", "c2", #""place":"p3""#),
      "nonsense",
    ]
    let expected = """
      {"id":"a","op":"account","outcome":"accepted","room":"100.00"}
      {"id":"q","op":"quote","outcome":"rejected","payable":"110.00","room":"100.00",\
      "shortfall":"10.00"}
      {"id":"p1","op":"place","outcome":"accepted","room":"30.00","payable":"70.00"}
      {"id":"p2","op":"place","outcome":"rejected","code":"insufficient","binding":"D",\
      "shortfall":"10.00"}
      {"id":"p3","op":"place","outcome":"held","code":"insufficient","binding":"D",\
      "shortfall":"10.00","payable":"40.00"}
      {"id":"m1","op":"amend","outcome":"accepted","room":"70.00","payable":"30.00"}
      {"id":"p2","op":"place","outcome":"rejected","code":"insufficient","binding":"D",\
      "shortfall":"10.00","repeated":true}
      {"id":"p2","op":"place","outcome":"conflict"}
      {"id":"s1","op":"ship","outcome":"accepted","room":"70.00"}
      {"id":"t1","op":"return","outcome":"accepted","room":"80.00","refund":"10.00"}
      {"id":"t2","op":"error","outcome":"error",\
      "message":"the return is refused: more than was sold and is not back yet"}
      {"id":"y1","op":"pay","outcome":"accepted","room":"100.00"}
      {"id":"c1","op":"cancel","outcome":"accepted","room":"100.00"}
      {"id":"c2","op":"cancel","outcome":"rejected","code":"ended"}
      {"id":"","op":"error","outcome":"error","message":"the line is no JSON object"}
      """.split(separator: "\n").map(String.init)
    let run = try OrderDeskProgram.run(folder, journal, lines)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.answers == expected)
    // Another process goes on where this one ended.
    let again = try OrderDeskProgram.run(folder, journal, [lines[2], lines[8]])
    #expect(
      again.answers == [expected[2], expected[8]].map { $0.dropLast() + #","repeated":true}"# })
  }

  /// An offer that may be used twice is given twice, and again once an order is cancelled.
  @Test func limitedOffersAreCounted() throws {
    let members = [
      "phases": #"[{"id":"s"}]"#,
      "offers": #"[{"id":"o","phase":"s","percentOff":"50%","limits":{"uses":2}}]"#,
    ]
    let lines =
      [#"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"unlimited"}"#]
      + ["p1", "p2", "p3"].map { Self.order("place", $0, "2") }
      + [
        Self.order("amend", "m", "4", #","place":"p2""#),
        Self.request("cancel", "c", #""place":"p1""#), Self.order("place", "p4", "2"),
        Self.order("place", "p5", "2"),
      ]
    let run = try OrderDeskProgram.day(members, lines)
    #expect(run.status == 0 && run.errors.isEmpty)
    let payable = try run.answers.map { try OrderDeskProgram.texts($0, ["payable"]) }
    #expect(payable == ["", "10.00", "10.00", "20.00", "20.00", "", "10.00", "20.00"])
  }

  /// Two processes that share a journal admit exactly what fits.
  @Test func processesShareAJournal() throws {
    let (folder, journal) = try Self.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try OrderDeskProgram.run(
      folder, journal,
      [#"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"4455"}"#])
    let programs = try (0..<2).map { _ in try OrderDeskProgram(folder, journal) }
    for order in 0..<100 {
      for (index, program) in programs.enumerated() {
        program.send([Self.order("place", "w\(index)-\(order)", "3")])
      }
    }
    let runs = try programs.map { try $0.finish() }
    let accepted = runs.map { $0.answers.filter { $0.contains("\"accepted\"") }.count }
    #expect(accepted[0] + accepted[1] == 4455 / 30)
    #expect(runs.map(\.answers.count) == [100, 100])
    let ledger = try OrderDeskProgram.ledger(journal)
    #expect(ledger.standing(of: "D")?.room == 15_000_000)
    print("two processes admitted \(accepted[0]) + \(accepted[1]) of 148")
  }
}
