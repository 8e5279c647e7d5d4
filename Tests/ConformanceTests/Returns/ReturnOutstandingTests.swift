import DealerRules
import TestSupport
import Testing

/// What a return may still bring (RULES.md Z-070).
@Suite("Z-070 what a return may still bring") struct ReturnOutstandingTests {
  /// Lines as `number/part quantity reason`.
  private static func text(_ life: ReturnCase, _ day: String) throws -> [String] {
    try life.outstanding(on: #require(CivilDate(day))).map { line in
      let place = "\(line.number)" + (line.part.map { "/" + $0 } ?? "")
      return "\(place) \(line.quantity) \(line.reason ?? "-")"
    }
  }

  private static func request(_ lines: [ReturnRequest.Line]) throws -> ReturnRequest {
    ReturnRequest(id: "r", sale: "1", on: try #require(CivilDate("2025-03-10")), lines: lines)
  }

  @Test func goodsUntilTheyAreSettled() throws {
    var work = try ReturnAtWork("6") { shop in
      var policy = ReturnPolicy()
      policy.holdsFor = 14
      shop.book.returns = policy
    }
    func expect(_ early: [String], _ late: [String]) throws {
      #expect(try Self.text(work.life, "2025-03-24") == early)
      #expect(try Self.text(work.life, "2025-03-25") == late)
    }
    try expect([], [])
    var lines = [
      ReturnRequest.Line(number: 1, quantity: 2000), ReturnRequest.Line(number: 1, quantity: 3000),
    ]
    lines[0].reason = "damaged"
    try work.happen(.submit(Self.request(lines)))
    try expect(["1 2000 damaged", "1 3000 -"], [])
    try work.happen(.receive([ReturnedGoods(number: 1, quantity: 4000)]))
    try expect(["1 2000 damaged", "1 3000 -"], ["1 2000 damaged", "1 2000 -"])
    try work.happen(.inspect([InspectedGoods(number: 1, accepted: 2000, rejected: 1000)]))
    // One is rejected, one has not come.
    try expect(["1 2000 damaged", "1 2000 -"], ["1 2000 damaged", "1 1000 -"])
    try work.happen(.settle)
    try expect(["1 2000 -"], ["1 1000 -"])
    try work.happen(.reverse(who: "bo", why: "wrong"))
    try expect(["1 2000 damaged", "1 2000 -"], ["1 2000 damaged", "1 1000 -"])
    try work.happen(.settle)
    try work.happen(.close)
    try expect([], [])
  }

  /// Kits that come are counted by their parts: two of three, and one more part by itself.
  @Test func kitsByTheirParts() throws {
    let rules = try TextProject([
      "products": """
      [{"id":"A"},{"id":"B"},{"id":"K","components":{"A":"2","B":"1"}}]
      """,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"30"},
       {"table":"list","product":"K","price":"50"}]
      """,
    ]).rules
    let sale = try rules.sale(of: Shop.order([Shop.line(1, "K", "5")])).get()
    let desk = ReturnDesk(rules)
    var life = ReturnCase(id: "r")
    let lines = [
      ReturnRequest.Line(number: 1, quantity: 3000),
      ReturnRequest.Line(number: 1, part: "B", quantity: 1000),
    ]
    _ = try life.apply(ReturnEvent("1", .submit(Self.request(lines))), sale, by: desk)
    #expect(try Self.text(life, "2025-03-10") == ["1/A 6000 -", "1/B 1000 -", "1/B 3000 -"])
    let goods = [ReturnedGoods(number: 1, quantity: 2000)]
    _ = try life.apply(ReturnEvent("2", .receive(goods)), sale, by: desk)
    let seen = [InspectedGoods(number: 1, accepted: 1000, rejected: 1000)]
    _ = try life.apply(ReturnEvent("3", .inspect(seen)), sale, by: desk)
    // One kit is accepted, one rejected, one has not come, nor has the part.
    #expect(try Self.text(life, "2025-03-10") == ["1/A 4000 -", "1/B 1000 -", "1/B 2000 -"])
    _ = try life.apply(ReturnEvent("4", .settle), sale, by: desk)
    #expect(try Self.text(life, "2025-03-10") == ["1/A 2000 -", "1/B 1000 -", "1/B 1000 -"])
  }
}
