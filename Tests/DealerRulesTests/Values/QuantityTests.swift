import Testing

@testable import DealerRules

@Suite("Q-001 quantities") struct QuantityTests {
  @Test func readsThousandths() {
    #expect(Quantity("2.5")?.thousandths == 2500)
    #expect(Quantity("2.500000")?.thousandths == 2500)
    #expect(Quantity("-0.001")?.thousandths == -1)
    #expect(Quantity("2.5001") == nil)
    #expect(Quantity("1e9")?.thousandths == 1_000_000_000_000)
    #expect(Quantity("") == nil)
  }

  @Test func boundsHoldOnBothSides() {
    #expect(Quantity(thousandths: 1_000_000_000_000) != nil)
    #expect(Quantity(thousandths: 1_000_000_000_001) == nil)
    #expect(Quantity(thousandths: -1_000_000_000_000) != nil)
    #expect(Quantity("1000000000.001") == nil)
    #expect(Quantity(1_000_000_000)?.description == "1000000000")
    #expect(Quantity(1_000_000_001) == nil)
    #expect(Quantity(Int.max) == nil)
    #expect(Quantity(Int.min) == nil)
  }

  @Test func printsTheShortestDecimalAndOrders() throws {
    let quantity = try #require(Quantity("2.50"))
    #expect(quantity.description == "2.5")
    #expect(Quantity("2") == Quantity(2))
    #expect(Quantity.zero < .one && .one < quantity)
  }
}
