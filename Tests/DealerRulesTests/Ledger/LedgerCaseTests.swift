import DealerRules
import Testing

@Suite("Worked cases of the ledger") struct LedgerCaseTests {
  static let cases = [
    "credit": LedgerCases.credit, "documents": LedgerCases.documents, "value": LedgerCases.value,
  ]

  @Test(arguments: cases.keys.sorted()) func casesComeOut(_ name: String) {
    let cases = LedgerCase.all(Self.cases[name] ?? "")
    #expect(cases.count >= 3)
    var lines = 0
    for var item in cases {
      item.run()
      lines += item.lines.count
      #expect(item.faults.isEmpty, "\(item.faults.joined(separator: "\n"))")
    }
    #expect(lines > 30)
  }

  /// A case that states something else is told.
  @Test func wrongLinesAreTold() {
    let text = """
      # wrong
      n open d amount 20.00 = accepted 20.01
      a reserve d 15.00 = accepted 5.00
      state a held open 15.00
      standing d used 14.00
      """
    var item = LedgerCase.all(text)[0]
    item.run()
    #expect(item.faults.count == 3)
  }

  @Test func versionsAreCompared() throws {
    var ledger = Ledger()
    let instant = Instant(secondsSinceEpoch: 0)
    let open = LedgerOperation("n", .open(LedgerNode(id: "d", limit: .amount(5), unit: "u")))
    _ = try ledger.apply(open, at: instant, expecting: 0)
    let reserve = LedgerOperation("r", .reserve(node: "d", amount: 5))
    #expect(throws: LedgerFault.versionMismatch(expected: 0, actual: 1)) {
      _ = try ledger.apply(reserve, at: instant, expecting: 0)
    }
    #expect(ledger.outcome(of: "r") == nil)
    _ = try ledger.apply(reserve, at: instant, expecting: 1)
    // An id on record answers whatever is expected.
    #expect(try ledger.apply(reserve, at: instant, expecting: 0).isRepeated)
    #expect(ledger.version == 2)
  }

  /// J-005, J-008, J-043.
  @Test func malformedOperationsAreFaults() {
    let node = LedgerNode(id: "d", unit: "u")
    let wrong: [(String, LedgerOperation)] = [
      ("id", LedgerOperation("", .note("x"))),
      ("id", LedgerOperation("a\nb", .note("x"))),
      ("id", LedgerOperation(String(repeating: "x", count: 121), .note("x"))),
      ("node", LedgerOperation("a", .reserve(node: "", amount: 1))),
      ("amount", LedgerOperation("a", .reserve(node: "d", amount: 0))),
      ("amount", LedgerOperation("a", .amend(reservation: "r", amount: -1))),
      ("amount", LedgerOperation("a", .post(node: "d", amount: .max, due: nil))),
      ("limit", LedgerOperation("a", .limit(node: "d", .amount(-1), until: nil))),
      ("until", LedgerOperation("a", .limit(node: "d", .none, until: .distantFuture))),
      ("unit", LedgerOperation("a", .open(LedgerNode(id: "d", unit: "")))),
      ("parent", LedgerOperation("a", .open(LedgerNode(id: "d", parent: "", unit: "u")))),
      (
        "limit",
        LedgerOperation(
          "a",
          .open(LedgerNode(id: "d", parent: "e", mode: .carveOut, limit: .unlimited, unit: "u")))
      ),
      (
        "who",
        LedgerOperation(
          "a",
          .override(
            reservation: "r",
            LedgerOverride(most: 0, who: "", why: "y", until: .distantFuture)))
      ),
      ("note", LedgerOperation("a", .note(String(repeating: "x", count: 65_536)))),
    ]
    var ledger = Ledger()
    for (field, operation) in wrong {
      #expect(throws: LedgerFault.invalid(id: operation.id, field: field)) {
        _ = try ledger.apply(operation, at: .distantPast)
      }
    }
    #expect(throws: LedgerFault.invalid(id: "a", field: "id")) {
      _ = try ledger.apply(
        group: [LedgerOperation("a", .note("x")), LedgerOperation("a", .open(node))],
        at: .distantPast)
    }
    #expect(throws: LedgerFault.invalid(id: "", field: "group")) {
      _ = try ledger.apply(group: [], at: .distantPast)
    }
    #expect(ledger.snapshot() == Ledger().snapshot())
  }

  @Test func treesHaveSixteenLevels() throws {
    var ledger = Ledger()
    for level in 1...17 {
      let node = LedgerNode(
        id: "n\(level)", parent: level == 1 ? nil : "n\(level - 1)", limit: .amount(100), unit: "u")
      let answer = try ledger.apply(LedgerOperation("o\(level)", .open(node)), at: .distantPast)
      let deep = LedgerOutcome.rejected(LedgerRefusal(.tooDeep))
      #expect((answer.outcomes[0] == deep) == (level == 17))
    }
    let other = LedgerNode(id: "other", parent: "n1", limit: .none, unit: "v")
    let answer = try ledger.apply(LedgerOperation("other", .open(other)), at: .distantPast)
    #expect(answer.outcomes == [.rejected(LedgerRefusal(.unitDiffers))])
  }
}
