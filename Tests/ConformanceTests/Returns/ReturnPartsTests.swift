import DealerRules
import TestSupport
import Testing

/// What comes in parts, for several reasons, and is taken back (RULES.md Z-070, Z-073).
@Suite("Z-070 parts, reasons and corrections of a return") struct ReturnPartsTests {
  private static func request(_ lines: [(Int64, String?)]) throws -> ReturnRequest {
    let day = try #require(CivilDate("2025-03-10"))
    return ReturnRequest(
      id: "r", sale: "1", on: day,
      lines: lines.map { quantity, reason in
        var line = ReturnRequest.Line(number: 1, quantity: quantity * 1000)
        line.reason = reason
        return line
      })
  }

  /// Three of ten are announced: what was looked at and credited is not looked at again.
  @Test func noUnitIsLookedAtTwice() throws {
    var desk = try ReturnAtWork("10")
    try desk.happen(.submit(try Self.request([(3, nil)])))
    try desk.happen(.receive([ReturnedGoods(number: 1, quantity: 2000)]))
    try desk.happen(.inspect([InspectedGoods(number: 1, accepted: 2000)]))
    try desk.happen(.settle)
    try desk.happen(.receive([ReturnedGoods(number: 1, quantity: 1000)]))
    #expect(throws: ReturnCaseFault.moreThanThere(1)) {
      try desk.happen(.inspect([InspectedGoods(number: 1, accepted: 3000)]))
    }
    try desk.happen(.inspect([InspectedGoods(number: 1, accepted: 1000)]))
    try desk.happen(.settle)
    #expect(desk.life.settled.map(\.credit) == [200_000_000, 100_000_000])
    // Nor after a correction.
    try desk.happen(.reverse(who: "ann", why: "counted twice"))
    #expect(desk.life.settled.map(\.credit) == [200_000_000])
    #expect(throws: ReturnCaseFault.moreThanThere(1)) {
      try desk.happen(.inspect([InspectedGoods(number: 1, accepted: 1000)]))
    }
    try desk.happen(.settle)
    #expect(desk.life.settled.map(\.credit) == [200_000_000, 100_000_000])
  }

  /// Two unsold ones cost 10 %, two damaged ones nothing; three come first, so that the fee is on
  /// the unsold two alone.
  @Test func reasonsGoWithTheGoods() throws {
    var desk = try ReturnAtWork("4") { shop in
      var policy = ReturnPolicy()
      policy.fees = [RestockingFee(id: "f", rate: Shop.rate("10%"))]
      policy.reasons = [ReturnCause(id: "damaged", waivesFee: true), ReturnCause(id: "unsold")]
      shop.book.returns = policy
    }
    try desk.happen(.submit(try Self.request([(2, "unsold"), (2, "damaged")])))
    #expect(desk.life.preview?.fee == -20_000_000)
    try desk.happen(.receive([ReturnedGoods(number: 1, quantity: 3000)]))
    try desk.happen(.inspect([InspectedGoods(number: 1, accepted: 3000)]))
    try desk.happen(.settle)
    try desk.happen(.receive([ReturnedGoods(number: 1, quantity: 1000)]))
    try desk.happen(.inspect([InspectedGoods(number: 1, accepted: 1000)]))
    try desk.happen(.settle)
    #expect(desk.life.settled.map(\.fee) == [-20_000_000, 0])
    #expect(desk.life.settled.map(\.credit) == [280_000_000, 100_000_000])
  }

  /// A correction puts points and the budget of an offer back where they were, though somebody
  /// used the budget meanwhile.
  @Test func aCorrectionMovesEverythingBack() throws {
    var desk = try ReturnAtWork("4") { shop in
      shop.offer("ten", .percentOff(Shop.rate("10%")))
      shop.book.offers[0].limits = OfferLimits(budget: Shop.millionths("40"))
      shop.book.agreements = [
        Agreement(id: "pts", promise: .points(CountedReward(every: Shop.millionths("10"))))
      ]
    }
    #expect(desk.sale.earned.map(\.units) == [36_000])
    let budget = LedgerNode(id: "budget", limit: .amount(40_000_000), unit: "CNY")
    try desk.record([
      LedgerOperation("open", .open(budget)),
      LedgerOperation("points", .open(LedgerNode(id: "points", kind: .value, unit: "points"))),
      LedgerOperation("used", .reserve(node: "budget", amount: 40_000_000)),
      LedgerOperation("shipped", .ship(reservation: "used", amount: 40_000_000, close: true)),
      LedgerOperation("lot", .earn(node: "points", amount: 36_000, vesting: .now, expires: nil)),
    ])
    desk.accounts = ReturnAccounts(
      uses: ["ten/budget": "used"], lots: ["pts/D": "lot"], useNodes: ["ten/budget": "budget"],
      lotNodes: ["pts/D": "points"])
    try desk.happen(.submit(try Self.request([(1, nil)])))
    try desk.happen(.receive([ReturnedGoods(number: 1, quantity: 1000)]))
    try desk.happen(.inspect([InspectedGoods(number: 1, accepted: 1000)]))
    try desk.happen(.settle)
    #expect(desk.ledger.standing(of: "budget")?.used == 30_000_000)
    #expect(desk.ledger.lot("lot")?.unused == 27_000)
    try desk.record([LedgerOperation("other", .reserve(node: "budget", amount: 10_000_000))])
    try desk.happen(.reverse(who: "ann", why: "wrong dealer"))
    #expect(desk.ledger.standing(of: "budget")?.used == 50_000_000)
    #expect(desk.ledger.lot("5/pts/D/reversed")?.unused == 9_000)
  }
}
