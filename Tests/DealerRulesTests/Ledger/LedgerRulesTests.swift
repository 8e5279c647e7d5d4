import DealerRules
import Testing

@Suite("J-040 rules of the ledger") struct LedgerRulesTests {
  private static let instant = Instant(secondsSinceEpoch: 1000)

  /// A history of the first rules: 100 above 60 above 25 that is carved out of the 60 alone.
  private static func history() throws -> [LedgerEvent] {
    var ledger = Ledger()
    let nodes = [
      LedgerNode(id: "group", limit: .amount(100), unit: "u"),
      LedgerNode(id: "north", parent: "group", limit: .amount(60), unit: "u"),
      LedgerNode(id: "shop", parent: "north", mode: .carveOut, limit: .amount(25), unit: "u"),
    ]
    var events: [LedgerEvent] = []
    for node in nodes {
      events += try ledger.apply(LedgerOperation(node.id, .open(node)), at: instant).events
    }
    for index in events.indices { events[index].rules = .first }
    // By the first rules the group has room for all of its 100.
    let all = LedgerOperation("all", .reserve(node: "group", amount: 100))
    return events + [
      LedgerEvent(
        number: 4, at: instant,
        change: .decided([LedgerDecision(all, .accepted(room: 0))]), rules: .first)
    ]
  }

  @Test func historiesKeepTheRulesThatDecidedThem() throws {
    let events = try Self.history()
    let old = try Ledger(replaying: events)
    #expect(old.standing(of: "group")?.room == 0 && old.snapshot()[3] == 1)
    let later = events.map { event in
      var event = event
      event.rules = .second
      return event
    }
    #expect(throws: LedgerFault.diverged(event: 4)) { _ = try Ledger(replaying: later) }
    var ledger = old
    let void = LedgerOperation("void", .void(reservation: "all"))
    let answer = try ledger.apply(void, at: Self.instant)
    #expect(answer.outcomes == [.accepted(room: 75)])
    #expect(answer.events.map(\.rules) == [.second] && ledger.snapshot()[3] == 2)
    ledger.withdraw()
    #expect(ledger.snapshot() == old.snapshot() && ledger.standing(of: "group")?.room == 0)
    // Time alone changes no rules, and a fault none either.
    #expect(ledger.advance(to: Instant(secondsSinceEpoch: 2000)).isEmpty)
    #expect(throws: LedgerFault.self) {
      _ = try ledger.apply(void, at: Self.instant, expecting: 99)
    }
    #expect(ledger.snapshot() == old.snapshot())
    var bytes = events.flatMap { LedgerRecord.encode($0) }
    bytes += answer.events.flatMap { LedgerRecord.encode($0) }
    let recovered = try LedgerRecord.recover(bytes).events
    #expect(recovered == events + answer.events)
    #expect(try Ledger(replaying: recovered).standing(of: "group")?.room == 75)
  }
}
