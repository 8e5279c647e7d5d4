import Testing

@testable import DealerRules

@Suite("Q-001 quantities") struct QuantityTests {
  @Test func readsThousandths() {
    #expect(Quantity("2.5")?.thousandths == 2500)
    #expect(Quantity("2.5001") == nil)
  }
}
