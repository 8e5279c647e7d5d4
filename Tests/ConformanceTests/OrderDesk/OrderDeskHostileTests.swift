import DealerRules
import Foundation
import TestSupport
import Testing

/// Requests that must not end the desk, nor be credited for what they say.
@Suite(
  "The order desk and hostile requests", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskHostileTests: DeskRequests {
  private static let shop = [
    "prices": #"[{"table":"list","product":"A","price":"50"}]"#, "returns": "{}",
  ]
  private static let account = ask(
    "account", "a", "01", #""account":"D","limit":"1000","netsCredit":true"#)

  private static func place(_ id: String, _ count: Int, _ more: String = "", order: String = "")
    -> String
  {
    let lines = [#""product":"A","quantity":"\#(count)""#]
    return ask("place", id, "01", #""order":\#(TextProject.order("o", lines, order))\#(more)"#)
  }

  private static func cancel(_ id: String, _ lines: String) -> String {
    ask("cancel", id, "04", #""place":"p1","lines":[\#(lines)]"#)
  }

  private static func said(_ asked: [String]) throws -> [String] {
    let run = try OrderDeskProgram.day(shop, asked)
    #expect(run.status == 0 && run.answers.count == asked.count)
    return try run.answers.map {
      try OrderDeskProgram.texts($0, ["id", "outcome", "room", "message"])
    }
  }

  /// An amount that no 64 bits hold with what has left is refused like any that is too large.
  @Test func hugeShipmentsAreRefused() throws {
    let said = try Self.said([
      Self.account, Self.place("p1", 2),
      Self.ask("ship", "s1", "02", #""place":"p1","amount":"50","close":false"#),
      Self.ask("ship", "s2", "02", #""place":"p1","amount":"9223372036854.77","close":false"#),
      Self.ask("ship", "s3", "02", #""place":"p1""#),
    ])
    #expect(
      said.dropFirst(3) == [
        "s2 error `amount` is malformed, out of range or has passed", "s3 accepted 900.00",
      ])
  }

  /// An order that comes to more than the ledger keeps is told what does, with a code.
  @Test func hugeOrdersAreRefused() throws {
    let dear = ["prices": #"[{"table":"list","product":"A","price":"50000"}]"#]
    let run = try OrderDeskProgram.day(dear, [Self.account, Self.place("p1", 30_000_000)])
    let said = try run.answers.map {
      try OrderDeskProgram.texts($0, ["id", "outcome", "code", "room", "message"])
    }
    #expect(
      said == [
        "a accepted 1000.00",
        "p1 error overflow 1500000000000.00 of `D` is more than the ledger keeps of an amount, "
          + "1000000000000.00",
      ])
  }

  /// What left is said of lines of the order, and of an order that ended once.
  @Test func whatLeftIsSaidOnce() throws {
    let shipped = Self.ask("ship", "s1", "02", #""place":"p1","amount":"150","close":false"#)
    let ending = #","expires":"2025-03-03T00:00:00Z""#
    let said = try Self.said([
      Self.account, Self.place("p1", 6, ending), shipped,
      Self.cancel("c1", #"{"number":9,"quantity":"3"}"#), Self.cancel("c2", ""),
      Self.cancel("c3", #"{"number":1,"quantity":"2"}"#),
      Self.cancel("c4", #"{"number":1,"quantity":"1"}"#),
    ])
    #expect(
      said.dropFirst(3) == [
        "c1 error `lines` must name lines of `p1`", "c2 error `lines` must name lines of `p1`",
        "c3 accepted", "c4 rejected",
      ])
  }

  /// Ids and terms stand in notes of the journal, between blanks and in rows.
  @Test func textsKeepToTheirPlace() throws {
    let said = try Self.said([
      Self.account, Self.place("p 1", 2),
      Self.place("p2", 2, order: #","terms":"x\npayable 1""#),
      Self.place("p3", 2, order: #","terms":"x y""#),
    ])
    #expect(
      said.dropFirst() == [
        " error `id` must be a text of 1 to 80 bytes without `/`, blanks and control characters",
        "p2 error `terms` has control characters", "p3 accepted 900.00",
      ])
  }

  /// Names are what they read, however their letters are written: an exchange credits nothing, an
  /// added line is added.
  @Test func escapedNamesAreRead() throws {
    let shipped = Self.ask("ship", "s1", "02", #""place":"p1","close":false,"lines":[]"#)
      .replacing(#""lines":[]"#, with: #""\u006cines":[{"\u006eumber":1,"quantity":"2"}]"#)
    let back = #""place":"p1","ship":"s1","lines":[{"number":1,"quantity":"1"}],"#
    let said = try Self.said([
      Self.account, Self.place("p1", 6), shipped,
      Self.ask("return", "t1", "03", back + #""\u006bind":"exchange""#),
      Self.ask(
        "amend", "m1", "03",
        #""place":"p1","\u0061dd":[{"number":8,"product":"A","quantity":"1"}]"#),
      Self.ask("return", "t2", "03", back + #""\u006bins":"exchange""#),
    ])
    #expect(
      said.dropFirst(2).prefix(3) == ["s1 accepted 700.00", "t1 accepted", "m1 accepted 650.00"])
    #expect(said.last?.hasPrefix("t2 error `return` has no `kins`; it has ") == true)
  }

  /// No object says a thing twice, neither a request nor what stands in it.
  @Test func nothingIsGivenTwice() throws {
    let lines = #""lines":[{"number":1,"quantity":"2"}]"#
    let other = #""lines":[{"number":1,"quantity":"6"}]"#
    let ship = #""place":"p1","close":false,"#
    let said = try Self.said([
      Self.account, Self.place("p1", 6),
      Self.ask("ship", "s1", "02", ship + lines + "," + other),
      Self.ask("ship", "s2", "02", ship + lines + "," + #""\u006cines":[]"#),
      Self.ask("ship", "s3", "02", ship + #""lines":[{"number":1,"quantity":"2","quantity":"6"}]"#),
      Self.ask("pay", "y1", "02", #""account":"D","amount":"1","amount":"2""#),
      Self.ask("pay", "y2", "02", #""account":"D","id":"y3","amount":"2""#),
      Self.ask(
        "ship", "s4", "02",
        ship + #""lines":[{"number":1,"quantity":"2"},{"number":1,"quantity":"1"}]"#),
      Self.ask("ship", "s5", "02", ship + lines),
    ])
    #expect(
      said.dropFirst(2) == [
        "s1 error `lines` is given twice", "s2 error `lines` is given twice",
        "s3 error `quantity` is given twice", "y1 error `amount` is given twice",
        " error `id` is given twice", "s4 error `lines` names line 1 twice", "s5 accepted 700.00",
      ])
  }

  /// A line is UTF-8, or its members could not be read of its own bytes.
  @Test func otherEncodingsAreRefused() throws {
    let (folder, journal) = try OrderDeskTests.files(Self.shop)
    defer { try? FileManager.default.removeItem(at: folder) }
    let wide = Self.account.flatMap { "\($0)\u{0}" }
    let run = try OrderDeskProgram.run(folder, journal, [String(wide), Self.account])
    #expect(run.answers.first?.contains("the line is no JSON object") == true)
    #expect(run.answers.last?.contains(#""outcome":"accepted""#) == true)
  }

  /// A change may not date an order back behind the day that it was taken on.
  @Test func changesAreNotDatedBack() throws {
    let folder = try OrderDeskProgram.folder(Self.shop)
    defer { try? FileManager.default.removeItem(at: folder) }
    let early = TextProject.order("o", [#""product":"A","quantity":"1""#])
      .replacingOccurrences(of: "2025-03-01", with: "2025-02-01")
    let asked = [
      Self.account, Self.place("p1", 2),
      Self.ask("amend", "m1", "02", #""place":"p1","order":\#(early)"#),
      Self.ask(
        "amend", "m2", "02",
        #""place":"p1","order":\#(TextProject.order("o", [#""product":"A","quantity":"1""#]))"#),
    ]
    let run = try OrderDeskProgram.run(
      folder, folder.appendingPathComponent("journal"), asked, options: ["--most-days-back", "5"])
    let told = "the order is dated before the one that it changes"
    #expect(run.answers.map { $0.contains(told) } == [false, false, true, false])
    #expect(run.answers.last?.contains(#""outcome":"accepted""#) == true)
  }
}
