import DealerRules
import Foundation
import Testing

/// The ledger against ``LedgerModel`` on random operations; `DEALER_RULES_LEDGER=1000000` says how
/// many.
@Suite("The ledger against plain lists") struct LedgerModelTests {
  static let operations =
    ProcessInfo.processInfo.environment["DEALER_RULES_LEDGER"].flatMap { Int($0) } ?? 8000
  static let callsOfRun = 150

  struct Counts {
    var operations = 0
    var accepted = 0
    var held = 0
    var rejected = 0
    var conflicts = 0
    var repeated = 0
    var due = 0
    var withdrawn = 0
    var admitted = 0
    var breaches = 0
    var codes: Set<LedgerRefusalCode> = []
  }

  @Test func everyOutcomeIsPredicted() throws {
    var counts = Counts()
    var seed: UInt64 = 0
    while counts.operations < Self.operations {
      try run(seed, &counts)
      seed += 1
    }
    #expect(counts.breaches == 0)
    if Self.operations >= 8000 { #expect(counts.codes.count >= 18) }
    #expect(counts.conflicts > 0 && counts.held > 0 && counts.due > 0 && counts.repeated > 0)
    print(
      "ledger operations \(counts.operations) accepted \(counts.accepted) held \(counts.held)",
      "rejected \(counts.rejected) conflicts \(counts.conflicts) repeated \(counts.repeated)",
      "due \(counts.due) withdrawn \(counts.withdrawn) admissions \(counts.admitted)",
      "breaches \(counts.breaches)")
  }

  private func run(_ seed: UInt64, _ counts: inout Counts) throws {
    var source = LedgerOperations(seed)
    var model = LedgerModel()
    var ledger = Ledger()
    var events: [LedgerEvent] = []
    var calls = source.opening().map { [$0] }
    for step in 0..<Self.callsOfRun {
      let group = step < calls.count ? calls[step] : source.next()
      let instant = source.instant()
      let known = model.happened.count
      let claimed = Self.reservation(group[0])
      let before = model.claims.first { $0.id == claimed }
      let predicted = model.apply(group, instant)
      counts.operations += group.count
      if source.dice.chance(2) { try withdraw(group, instant, &ledger, &counts) }
      let found = answer(&ledger, group, instant)
      guard found.prediction == predicted else {
        Issue.record("seed \(seed) step \(step) \(group): \(found.prediction), not \(predicted)")
        return
      }
      let changes = found.events.filter { if case .decided = $0.change { false } else { true } }
      #expect(changes.map(\.change) == Array(model.happened[known...]), "seed \(seed) \(step)")
      events += found.events
      count(found, group, before, model, &counts)
      if case .outcomes(let outcomes) = predicted {
        for (operation, outcome) in zip(group, outcomes) { source.learn(operation, outcome) }
      }
      if source.dice.chance(1) { ledger = try Ledger(snapshot: ledger.snapshot()) }
    }
    calls.removeAll()
    try compare(ledger, model, seed)
    try replay(ledger, events, seed)
  }

  private func answer(
    _ ledger: inout Ledger, _ group: [LedgerOperation], _ instant: Instant
  ) -> (prediction: LedgerModel.Prediction, events: [LedgerEvent]) {
    do throws(LedgerFault) {
      let answer = try ledger.apply(group: group, at: instant, expecting: ledger.version)
      return (.outcomes(answer.outcomes), answer.events)
    } catch {
      switch error {
      case .conflict(let id): return (.conflict(id), [])
      case .groupDiffers(let id): return (.groupDiffers(id), [])
      default:
        Issue.record("\(group): \(error)")
        return (.outcomes([]), [])
      }
    }
  }

  /// What is taken back leaves no trace.
  private func withdraw(
    _ group: [LedgerOperation], _ instant: Instant, _ ledger: inout Ledger, _ counts: inout Counts
  ) throws {
    let before = ledger.snapshot()
    guard let answer = try? ledger.apply(group: group, at: instant), !answer.isRepeated else {
      return
    }
    ledger.withdraw()
    #expect(ledger.snapshot() == before)
    counts.withdrawn += 1
  }

  private func count(
    _ found: (prediction: LedgerModel.Prediction, events: [LedgerEvent]),
    _ group: [LedgerOperation], _ before: LedgerModel.Claim?, _ model: LedgerModel,
    _ counts: inout Counts
  ) {
    guard case .outcomes(let outcomes) = found.prediction else {
      counts.conflicts += 1
      return
    }
    if found.events.isEmpty { counts.repeated += 1 }
    counts.due += max(found.events.count - 1, 0)
    for outcome in outcomes where !found.events.isEmpty {
      switch outcome {
      case .accepted: counts.accepted += 1
      case .held: counts.held += 1
      case .rejected(let refusal):
        counts.rejected += 1
        counts.codes.insert(refusal.code)
      }
    }
    guard group.count == 1, !found.events.isEmpty, case .accepted = outcomes[0],
      let id = Self.reservation(group[0]),
      let claim = model.claims.first(where: { $0.id == id }), claim.override == nil, claim.counted
    else { return }
    // What was claimed before is no admission, whatever became of the limit since.
    if let before, before.counted, before.open >= claim.open { return }
    counts.admitted += 1
    if let room = model.room(claim.node), room < 0 { counts.breaches += 1 }
  }

  /// The reservation that an operation may let claim more.
  private static func reservation(_ operation: LedgerOperation) -> String? {
    switch operation.action {
    case .reserve: operation.id
    case .release(let id), .amend(let id, _): id
    default: nil
    }
  }

  private func compare(_ ledger: Ledger, _ model: LedgerModel, _ seed: UInt64) throws {
    #expect(ledger.nodeIDs == model.accounts.map(\.node.id))
    for account in model.accounts where account.node.kind == .limit {
      let standing = try #require(ledger.standing(of: account.node.id))
      #expect(Int128(standing.used) == model.used(account.node.id), "seed \(seed)")
      #expect(Int128(standing.unapplied) == account.credit)
      #expect(standing.binding == model.tightest(account.node.id)?.node)
    }
    for claim in model.claims {
      let found = try #require(ledger.reservation(claim.id))
      #expect(found.state == claim.state && found.open == claim.open)
      #expect(found.unbilled == claim.unbilled && found.isForced == claim.forced)
    }
    for bill in model.bills {
      let item = try #require(ledger.item(bill.id))
      #expect(item.open == bill.open && item.isDisputed == bill.isDisputed)
      #expect(item.level == bill.level && item.reminded == bill.reminded)
    }
    for parcel in model.parcels {
      let lot = try #require(ledger.lot(parcel.id))
      #expect(lot.unused == parcel.free && lot.isPending == parcel.pending)
      #expect(lot.locked == parcel.locked && lot.redeemed == parcel.redeemed)
    }
    for (id, entry) in model.log { #expect(ledger.outcome(of: id) == entry.outcome) }
  }

  /// The history alone gives the same bytes, through the record form and from a snapshot.
  private func replay(_ ledger: Ledger, _ events: [LedgerEvent], _ seed: UInt64) throws {
    var bytes: [UInt8] = []
    for event in events { LedgerRecord.append(event, to: &bytes) }
    let recovered = try LedgerRecord.recover(bytes)
    #expect(recovered.events == events && recovered.end == bytes.count)
    let again = try Ledger(replaying: recovered.events)
    #expect(again.snapshot() == ledger.snapshot(), "seed \(seed)")
    let restored = try Ledger(snapshot: ledger.snapshot())
    #expect(restored.allReservations == ledger.allReservations, "seed \(seed)")
    #expect(restored.allItems == ledger.allItems, "seed \(seed)")
    for id in ledger.nodeIDs {
      #expect(restored.standing(of: id) == ledger.standing(of: id), "seed \(seed), \(id)")
    }
    let half = events.count / 2
    let first = try Ledger(replaying: events[..<half])
    var rest = try Ledger(snapshot: first.snapshot())
    for event in events[half...] { try rest.replay(event) }
    #expect(rest.stateHash == ledger.stateHash)
  }
}
