import Testing

@testable import DealerRules

/// A test that could never hold is a finding, not a rule that never applies.
@Suite("Conditions in documents") struct ConditionReadingTests {
  static func read(_ condition: String) -> (Condition?, [DiagnosticCode]) {
    let text = """
      {"rules": 1, "currency": "CNY", "phases": [{"id": "p"}],
       "offers": [{"id": "o", "phase": "p", "percentOff": "1%", "when": \(condition)}]}
      """
    let read = RuleBook.reading([RuleSource(name: "rules.json", text: text)])
    return (read.book.offers.first?.when, read.diagnostics.map(\.code))
  }

  static let faults: [(condition: String, code: DiagnosticCode)] = [
    (#"{"line.quantity": "10"}"#, .wrongType), (#"{"line.amount": [100]}"#, .wrongType),
    (#"{"line.quantity": true}"#, .wrongType), (#"{"order.date": "2025-03-01"}"#, .wrongType),
    (#"{"customer.tier": true}"#, .wrongType), (#"{"product": {"from": "1"}}"#, .wrongType),
    (#"{"line.amount": {"from": "2025-03-01"}}"#, .wrongType),
    (#"{"order.date": {"until": "2025-03-01", "through": "2025-03-02"}}"#, .conflictingFields),
    (#"{"customer.tier": {"exists": false}}"#, .unknownChoice),
    (#"{"customer.size": {"exists": true, "from": "1"}}"#, .conflictingFields),
    (#"{"order.time": "20:00"}"#, .wrongType), (#"{"line.manual": "yes"}"#, .wrongType),
    (#"{"coupon": true}"#, .wrongType), (#"{"lastOrder": {"above": "2"}}"#, .conflictingFields),
    (#"{"order.time": {"from": "8:00"}}"#, .badTime), (#"{"order.time": {}}"#, .missingField),
    (#"{"order.time": {"from": "24:00"}}"#, .badTime),
    (#"{"order.time": {"from": "22:00", "below": "02:00"}}"#, .emptyRange),
    (#"{"order.time": {"from": "22:00", "upTo": "23:00"}}"#, .conflictingFields),
    (#"{"order.nth": "3"}"#, .wrongType), (#"{"total.year": ["1"]}"#, .wrongType),
    (#"{"line.amount": {"above": "5", "upTo": "5"}}"#, .emptyRange),
    (#"{"line.amount": {"daysAgo": {"from": 1}}}"#, .wrongType),
    (#"{"lastOrder": {"daysAgo": {"from": "1.5"}}}"#, .numberTooPrecise),
    (#"{"lastOrder": {"daysAgo": {}}}"#, .missingField),
    (#"{"lastOrder": {"daysAgo": 30}}"#, .wrongType),
    (#"{"lastOrder": {"daysAgo": {"from": 1}, "from": "2025-01-01"}}"#, .conflictingFields),
    (#"{"lastOrder": {"daysAgo": {"from": 1}, "daysAhead": {"from": 1}}}"#, .conflictingFields),
    (#"{"customer.tier": []}"#, .emptyList), (#"{"lin.quantity": "1"}"#, .unknownConditionField),
  ]

  @Test(arguments: faults) func whatCannotHoldIsReported(condition: String, code: DiagnosticCode) {
    #expect(ConditionReadingTests.read(condition).1 == [code])
  }

  static let good: [(text: String, condition: Condition)] = [
    (#"{"customer.tier": "gold"}"#, .test(.customerTier, .isIn(["gold"]))),
    (#"{"order.weekday": [6, "7"]}"#, .test(.orderWeekday, .isIn(["6", "7"]))),
    (
      #"{"line.quantity": {"from": 10}}"#,
      .test(.lineQuantity, .number(from: 10_000_000, below: nil))
    ),
    (#"{"customer.vip": true}"#, .test(.customerAttribute("vip"), .flag(true))),
    (#"{"channel": {"exists": true}}"#, .test(.channel, .exists)),
    (#"{"not": {"product": "A"}}"#, .not(.test(.product, .isIn(["A"])))),
    ("{}", .always),
    (#"{"coupon": ["A", "B"]}"#, .test(.coupon, .isIn(["A", "B"]))),
    (
      #"{"order.time": {"from": "20:00", "below": "22:30"}}"#,
      .test(.orderTime, .time(from: 1200, below: 1350))
    ),
    (#"{"total.year": {"above": 1}}"#, .test(.total("year"), .number(.init(above: 1_000_000)))),
    (#"{"order.nth": {"upTo": 3}}"#, .test(.orderNth, .number(.init(upTo: 3_000_000)))),
    (#"{"lastOrder": {"daysAgo": {"from": 30}}}"#, .test(.lastOrder, .daysAgo(.init(from: 30)))),
    (
      #"{"line.expires": {"daysAhead": {"above": -1, "below": 30}}}"#,
      .test(.lineAttribute("expires"), .daysAhead(.init(above: -1, below: 30)))
    ),
    (#"{"line.manual": false}"#, .test(.lineManual, .flag(false))),
    (#"{"line.unit": "case"}"#, .test(.lineUnit, .isIn(["case"]))),
    (#"{"line.priceTable": "list"}"#, .test(.linePriceTable, .isIn(["list"]))),
  ]

  @Test(arguments: good) func whatCanHoldIsRead(text: String, condition: Condition) {
    let (read, codes) = ConditionReadingTests.read(text)
    #expect(codes.isEmpty)
    #expect(read == condition)
  }
}
