import DealerRules
import Foundation
import Testing

/// Journals of releases whose ledger had other rules (RULES.md J-003, J-040, J-042).
@Suite("Journals of earlier releases") struct OldJournalTests {
  static let journal = LawBook.root.appendingPathComponent(
    "Tests/ConformanceTests/Fixtures/old-journals/carve-outs.journal")

  private static func history() throws -> (bytes: [UInt8], events: [LedgerEvent]) {
    let bytes = [UInt8](try Data(contentsOf: journal))
    return (bytes, try LedgerRecord.recover(bytes).events)
  }

  /// Bytes, state and snapshot are what they were.
  @Test func oldHistoriesGiveTheirState() throws {
    let (bytes, events) = try Self.history()
    #expect(events.count == 19 && events.allSatisfy { $0.rules == .first })
    #expect(events.flatMap { LedgerRecord.encode($0) } == bytes)
    let ledger = try Ledger(replaying: events)
    #expect(
      ledger.stateHash == "e15e28873f6011705286608e25fce074575f16ecf78e528ebcf11ab4a23b38a3")
    let restored = try Ledger(snapshot: ledger.snapshot())
    #expect(restored.snapshot() == ledger.snapshot() && ledger.snapshot()[3] == 1)
    #expect(restored.standing(of: "G")?.room == 23_500_000)
  }

  /// What is decided anew is decided by the rules of today, whichever way the ledger came here, and
  /// taking it back restores those of the history.
  @Test func newEventsFollowTheRulesOfToday() throws {
    let (_, events) = try Self.history()
    let old = try Ledger(replaying: events)
    for start in [old, try Ledger(snapshot: old.snapshot())] {
      var ledger = start
      let wish = LedgerOperation("new", .reserve(node: "G", amount: 1))
      let answer = try ledger.apply(wish, at: ledger.time)
      // 45.00 of D1 lower the limit of G as well, which is exceeded; what stands, stands.
      let short = LedgerRefusal(.insufficient, node: "G", shortfall: 21_500_001)
      #expect(answer.outcomes == [.rejected(short)])
      #expect(answer.events.allSatisfy { $0.rules == .second })
      #expect(ledger.standing(of: "G")?.room == -21_500_000)
      #expect(ledger.snapshot()[3] == 2)
      #expect(try Ledger(snapshot: ledger.snapshot()).standing(of: "G")?.room == -21_500_000)
      let replayed = try Ledger(replaying: events + answer.events)
      #expect(replayed.snapshot() == ledger.snapshot())
      ledger.withdraw()
      #expect(ledger.snapshot() == old.snapshot())
      #expect(ledger.standing(of: "G")?.room == 23_500_000)
      // Rules never go back.
      ledger = replayed
      var late = answer.events[0]
      (late.number, late.rules) = (ledger.version + 1, .first)
      #expect(throws: LedgerFault.diverged(event: late.number)) { try ledger.replay(late) }
    }
  }

  /// A record of version 1 holds no action that its rules do not have.
  @Test func oldRecordsHaveNoNewActions() throws {
    let (_, events) = try Self.history()
    let ledger = try Ledger(replaying: events)
    let remind = LedgerOperation("x", .remind(item: "none", level: 1))
    let refusal = LedgerOutcome.rejected(LedgerRefusal(.unknownItem))
    var event = LedgerEvent(
      number: ledger.version + 1, at: ledger.time,
      change: .decided([LedgerDecision(remind, refusal)]))
    var next = ledger
    try next.replay(event)
    event.rules = .first
    #expect(throws: LedgerFault.diverged(event: event.number)) {
      var next = ledger
      try next.replay(event)
    }
    #expect(throws: LedgerRecordError.corrupt(offset: 0)) {
      _ = try LedgerRecord.decode(LedgerRecord.encode(event))
    }
  }
}
