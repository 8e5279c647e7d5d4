import DealerRules
import Foundation
import Testing

/// Records, recovery and snapshots; `DEALER_RULES_LEDGER_DAMAGE=10000` says how many times bytes
/// are damaged.
@Suite("J-042 records of the ledger") struct LedgerRecordTests {
  static let damages =
    ProcessInfo.processInfo.environment["DEALER_RULES_LEDGER_DAMAGE"].flatMap { Int($0) } ?? 150

  /// Events of every kind, their records, and where each ends.
  static func history() throws -> (events: [LedgerEvent], bytes: [UInt8], ends: [Int]) {
    var events: [LedgerEvent] = []
    var source = LedgerOperations(40)
    var ledger = Ledger()
    let opening = source.opening().map { [$0] }
    for step in 0..<200 {
      let group = step < opening.count ? opening[step] : source.next()
      guard let answer = try? ledger.apply(group: group, at: source.instant()) else { continue }
      events += answer.events
    }
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for event in events {
      LedgerRecord.append(event, to: &bytes)
      ends.append(bytes.count)
    }
    return (events, bytes, ends)
  }

  /// The first bytes of the form, so that it cannot change unseen.
  @Test func theFormIsTheOneStated() throws {
    let event = LedgerEvent(
      number: 258, at: Instant(secondsSinceEpoch: 1), change: .expired(reservation: "r1"),
      rules: .first)
    let bytes = LedgerRecord.encode(event)
    let content: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 114, 49]
    #expect(Array(bytes[..<16]) == [0x44, 0x4C, 1, 0, 12, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0])
    #expect(Array(bytes[20..<32]) == content)
    #expect(bytes.count == 36)
    #expect(Array(bytes[16..<20]) == [0x4B, 0x8F, 0x56, 0x07])
    #expect(Array(bytes[32..<36]) == [0x03, 0xB7, 0xAF, 0xD2])
    #expect(try LedgerRecord.decode(bytes) == event)
    var second = event
    second.rules = .second
    #expect(LedgerRecord.encode(second)[2] == 2)
    #expect(LedgerRecord.encode(second)[20...] == bytes[20...])
    #expect(try LedgerRecord.decode(LedgerRecord.encode(second)) == second)
  }

  @Test func everyCutKeepsWholeRecords() throws {
    let (events, bytes, ends) = try Self.history()
    #expect(events.count > 100)
    var dice = LedgerDice(5)
    for _ in 0..<Self.damages {
      let cut = dice.below(bytes.count + 1)
      let whole = ends.filter { $0 <= cut }
      var left = Array(bytes[..<cut])
      let found = try LedgerRecord.recover(left)
      #expect(found.events == Array(events[..<whole.count]))
      #expect(found.end == whole.last ?? 0)
      // A file may have grown before its bytes were written.
      if found.end == cut { left += [UInt8](repeating: 0, count: 1 + dice.below(50)) }
      #expect(try LedgerRecord.recover(left) == found)
    }
  }

  @Test func everyFlipIsRefusedWithItsOffset() throws {
    let (events, bytes, ends) = try Self.history()
    var dice = LedgerDice(6)
    for _ in 0..<Self.damages {
      let place = dice.below(bytes.count)
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(dice.below(8))
      let record = ends.firstIndex { $0 > place } ?? 0
      let start = record == 0 ? 0 : ends[record - 1]
      #expect(throws: LedgerRecordError.corrupt(offset: start + 7)) {
        _ = try LedgerRecord.recover(damaged, at: 7)
      }
      // Damage never costs what stands before it.
      #expect(try LedgerRecord.recover(Array(damaged[..<start])).events == Array(events[..<record]))
      #expect(throws: LedgerRecordError.corrupt(offset: 0)) {
        _ = try LedgerRecord.decode(Array(damaged[start..<ends[record]]))
      }
    }
  }

  /// Whatever the content, reading ends; checksums that fit make no nonsense true.
  @Test func contentThatIsNoEventIsRefused() throws {
    let (events, bytes, ends) = try Self.history()
    var dice = LedgerDice(7)
    var same = 0
    for _ in 0..<Self.damages {
      let record = dice.below(events.count)
      let start = record == 0 ? 0 : ends[record - 1]
      var damaged = Array(bytes[start..<ends[record]])
      let place = 20 + dice.below(damaged.count - 24)
      damaged[place] = UInt8(truncatingIfNeeded: dice.next())
      let sum = Self.checksum(damaged[20..<(damaged.count - 4)])
      for part in 0..<4 {
        damaged[damaged.count - 4 + part] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * part))
      }
      guard let event = try? LedgerRecord.decode(damaged) else { continue }
      #expect(LedgerRecord.encode(event) == damaged)
      same += 1
    }
    #expect(same > 0)
  }

  /// CRC-32C bit by bit.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }
    return ~value
  }

  @Test func theChecksumIsThePublishedOne() {
    #expect(Self.checksum(ArraySlice("123456789".utf8)) == 0xE306_9283)
  }

  @Test func laterVersionsAreRefusedByName() throws {
    let event = LedgerEvent(number: 1, at: .distantPast, change: .vested(lot: "l"))
    var bytes = LedgerRecord.encode(event)
    bytes[2] = 3
    let sum = Self.checksum(bytes[0..<16])
    for part in 0..<4 { bytes[16 + part] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * part)) }
    #expect(throws: LedgerRecordError.unsupportedVersion(3, offset: 0)) {
      _ = try LedgerRecord.recover(bytes)
    }
  }

  /// J-040.
  @Test func changedHistoriesAreRefused() throws {
    let (events, _, _) = try Self.history()
    let whole = try Ledger(replaying: events)
    #expect(whole.version == UInt64(events.count))
    for skipped in [0, 7, events.count - 2] {
      var list = events
      list.remove(at: skipped)
      #expect(throws: LedgerFault.self) { _ = try Ledger(replaying: list) }
      for place in skipped..<list.count { list[place].number -= 1 }
      let result = try? Ledger(replaying: list)
      // A note or a refusal may be missing without a trace in what follows; never use of a limit.
      #expect(result?.snapshot() != whole.snapshot())
    }
    var ledger = Ledger()
    for event in events {
      guard case .decided(let decisions) = event.change, case .accepted = decisions[0].outcome
      else {
        try ledger.replay(event)
        continue
      }
      var other = event
      var changed = decisions
      changed[0].outcome = .rejected(LedgerRefusal(.insufficient, node: "d", shortfall: 1))
      other.change = .decided(changed)
      let before = ledger.snapshot()
      #expect(throws: LedgerFault.diverged(event: event.number)) { try ledger.replay(other) }
      #expect(ledger.snapshot() == before)
      try ledger.replay(event)
    }
  }

  /// J-044.
  @Test func damagedSnapshotsAreRefused() throws {
    let (events, _, _) = try Self.history()
    let bytes = try Ledger(replaying: events).snapshot()
    var dice = LedgerDice(8)
    for _ in 0..<200 {
      var damaged = bytes
      damaged[4 + dice.below(bytes.count - 4)] ^= 1 << UInt8(dice.below(8))
      #expect(throws: LedgerSnapshotError.corrupt) { _ = try Ledger(snapshot: damaged) }
      #expect(throws: LedgerSnapshotError.corrupt) {
        _ = try Ledger(snapshot: Array(bytes[..<dice.below(bytes.count)]))
      }
    }
    var later = bytes
    later[3] = 3
    #expect(throws: LedgerSnapshotError.unsupportedVersion(3)) { _ = try Ledger(snapshot: later) }
  }

  /// J-041.
  @Test func timeGoesOnByItself() throws {
    var ledger = Ledger()
    let open = LedgerNode(id: "d", limit: .amount(5), unit: "u")
    let start = Instant(secondsSinceEpoch: 100)
    _ = try ledger.apply(LedgerOperation("n", .open(open)), at: start)
    let end = Instant(secondsSinceEpoch: 200)
    _ = try ledger.apply(
      LedgerOperation("r", .reserve(node: "d", amount: 5, expires: end)), at: start)
    #expect(ledger.advance(to: Instant(secondsSinceEpoch: 199)).isEmpty)
    #expect(ledger.time == start)
    let events = ledger.advance(to: Instant(secondsSinceEpoch: 500))
    #expect(events == [LedgerEvent(number: 3, at: end, change: .expired(reservation: "r"))])
    #expect(ledger.standing(of: "d")?.room == 5)
    ledger.withdraw()
    #expect(ledger.standing(of: "d")?.room == 0 && ledger.version == 2 && ledger.time == start)
    #expect(ledger.advance(to: Instant(secondsSinceEpoch: 500)) == events)
  }
}
