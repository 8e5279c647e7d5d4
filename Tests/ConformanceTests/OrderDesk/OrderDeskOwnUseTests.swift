import Foundation
import TestSupport
import Testing

/// What an order itself used, and what corrections and periods make of returns (RULES.md Z-050,
/// Z-060, Z-066, Z-073).
@Suite(
  "The order desk counts an order's own use once", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskOwnUseTests: DeskRequests {
  private static let account =
    #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"1000"}"#

  private static func place(_ count: Int) -> String {
    let order = TextProject.order("p1", [#""product":"A","quantity":"\#(count)""#])
    return ask("place", "p1", "01", #""order":\#(order)"#)
  }

  private static func units(_ count: Int) -> String {
    #""lines":[{"number":1,"quantity":"\#(count)"}]"#
  }

  private static func amend(_ id: String, _ count: Int, _ more: String = "") -> String {
    ask("amend", id, "01", #""place":"p1",\#(more)"# + units(count))
  }

  private static func back(_ id: String, _ count: Int) -> String {
    ask("return", id, "03", #""place":"p1","ship":"s1","# + units(count))
  }

  private static func told(
    _ limits: String, _ requests: [String], _ returns: String = "{}"
  ) throws -> [String] {
    var members = tenPercent(limits: limits)
    members["offers"] = """
      [{"id":"ten","phase":"p","percentOff":"10%","limits":\(limits)}]
      """
    members["returns"] = returns
    let run = try OrderDeskProgram.day(members, [account] + requests)
    #expect(run.status == 0 && run.errors.isEmpty)
    return try run.answers.dropFirst().map {
      try OrderDeskProgram.texts($0, ["message", "refund", "payable"])
    }
  }

  /// Goods that stay of an amended order keep their promotion, as those of one that was placed so.
  @Test(arguments: [#"{"uses":1}"#, #"{"usesPerCustomer":1}"#, #"{"budget":"30"}"#])
  func whatStaysKeepsItsPromotion(_ limits: String) throws {
    let told = try Self.told(
      limits,
      [
        Self.place(6), Self.amend("m", 5), Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.back("t1", 1),
      ], #"{"promotions":{"ten":"repriceRemainder"}}"#)
    #expect(told == ["270.00", "225.00", "", "45.00"])
  }

  @Test func anAmendmentUsesWhatOthersLeave() throws {
    let kept = try Self.told(
      #"{"budget":"30"}"#, [Self.place(2), Self.amend("m", 5), Self.amend("n", 7)])
    #expect(kept == ["90.00", "225.00", "`p1` would use more of `ten` than is left"])
    let added = try Self.told(
      #"{"budget":"30"}"#, [Self.place(3), Self.amend("m", 6, #""terms":"repriceAdded","#)])
    #expect(added == ["135.00", "270.00"])
    let uses = try Self.told(
      #"{"usesPerCustomer":2}"#, [Self.place(3), Self.amend("m", 6, #""terms":"repriceAdded","#)])
    #expect(uses == ["135.00", "270.00"])
  }

  /// Goods that came back less an allowance have it back once the allowance is taken back.
  @Test(arguments: [#""amount":"30.00""#, #""lines":[{"number":1,"allowance":"30.00"}]"#])
  func anAllowanceIsTakenBackOnce(_ given: String) throws {
    let members = Self.tenPercent(limits: "{}").merging(["returns": "{}"]) { $1 }
    let run = try OrderDeskProgram.day(
      members,
      [
        Self.account, Self.place(2), Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.ask("authorise", "g1", "03", #""place":"p1","ship":"s1","# + given),
        Self.ask("settle", "x1", "03", #""return":"g1""#), Self.back("t1", 1),
        Self.ask("reverse", "y1", "05", #""return":"g1","who":"ann","why":"typed wrong""#),
        Self.ask("return", "t2", "06", #""place":"p1","ship":"s1","whole":true"#),
      ])
    #expect(run.status == 0 && run.errors.isEmpty)
    let told = try run.answers.map { try OrderDeskProgram.texts($0, ["refund", "room"]) }
    #expect(told.last == "50.00 1000.00", "\(run.answers)")
    #expect(told[5].hasPrefix("20.00"), "\(told)")
  }

  /// The quota counts a return from its settlement on, not from the day on which it was announced.
  @Test func theQuotaCountsFromTheSettlement() throws {
    let members = Self.tenPercent(limits: "{}").merging([
      "returns": #"{"quota":{"share":"10%","days":30}}"#, "offers": "[]",
    ]) { $1 }
    func at(_ op: String, _ id: String, _ day: String, _ more: String) -> String {
      #"{"op":"\#(op)","id":"\#(id)","at":"2025-\#(day)T08:00:00Z",\#(more)}"#
    }
    func place(_ id: String, _ day: String) -> String {
      let order = TextProject.order(id, [#""product":"A","quantity":"20""#])
      return at("place", id, day, #""order":\#(order)"#)
    }
    let two = Self.units(2)
    let looked = #""lines":[{"number":1,"accepted":"2"}]"#
    let opened =
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"5000"}"#
    let run = try OrderDeskProgram.day(
      members,
      [
        opened, place("p1", "03-01"), at("ship", "s1", "03-02", #""place":"p1""#),
        at("authorise", "r1", "03-03", #""place":"p1","ship":"s1","# + two),
        at("receive", "v1", "04-16", #""return":"r1","# + two),
        at("inspect", "i1", "04-16", #""return":"r1","# + looked), place("p2", "04-16"),
        at("ship", "s2", "04-16", #""place":"p2""#), at("settle", "x1", "04-17", #""return":"r1""#),
        at("return", "t1", "04-17", #""place":"p2","ship":"s2","# + two),
        at("reverse", "y1", "04-18", #""return":"r1","who":"ann","why":"wrong""#),
        at("close", "z1", "04-18", #""return":"r1""#),
        at("return", "t2", "04-18", #""place":"p2","ship":"s2","# + two),
      ])
    #expect(run.status == 0 && run.errors.isEmpty)
    let outcomes = try run.answers.map { try OrderDeskProgram.texts($0, ["outcome"]) }
    let wanted = ["error", "accepted", "accepted", "accepted"]
    #expect(Array(outcomes.suffix(4)) == wanted, "\(run.answers)")
  }
}
