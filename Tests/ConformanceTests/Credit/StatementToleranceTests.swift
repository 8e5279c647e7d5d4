import DealerRules
import Testing

/// How far what was billed may lie from what was ordered (RULES.md B-022).
@Suite("B-022 tolerances") struct StatementToleranceTests {
  /// What is billed exactly differs by nothing; a tolerance below zero is none.
  @Test(
    arguments: [
      (-1, "100", ""), (Int64.min, "100", ""), (-1, "100.01", "priceDiffers"),
      (0, "100.01", "priceDiffers"), (10_000, "100.01", ""), (9999, "100.01", "priceDiffers"),
    ] as [(Int64, String, String)])
  func tolerancesBelowZeroAreNone(_ amount: Int64, _ billed: String, _ breaks: String) throws {
    let rows = [
      "order,o,A,2025-03-01,o,1,10,100", "shipment,s,A,2025-03-02,o,1,10,",
      "invoice,i,A,2025-03-03,o,1,10,\(billed)",
    ]
    let facts = try StatementTests.facts(
      "id,node,date,kind,amount\n", StatementTests.header + rows.joined(separator: "\n"))
    let statement = try facts.statement(
      of: "A", in: .cny, StatementTests.march(), within: StatementTolerance(amount: amount))
    let said = statement.matches.flatMap(\.breaks).map(\.rawValue)
    #expect(statement.matches.count == 1)
    #expect(said.joined(separator: " ") == breaks)
  }
}
