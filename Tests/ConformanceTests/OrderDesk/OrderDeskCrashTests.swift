import DealerRules
import Foundation
import TestSupport
import Testing

/// The desk killed under load, and its journal damaged. `DEALER_RULES_KILLS=1000` and
/// `DEALER_RULES_CUTS=10000` say how often; `.ci/kill-order-desk` runs that.
@Suite(
  "The order desk after a crash", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskCrashTests {
  static func number(_ name: String, _ usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
  }

  /// Kills with one journal, so that journals stay short.
  static let killsOfRound = 25

  @Test func killsLoseNothingAnswered() throws {
    let kills = Self.number("DEALER_RULES_KILLS", 4)
    var done = 0
    var answered = 0
    var events = 0
    var unanswered = 0
    while done < kills {
      let round = min(Self.killsOfRound, kills - done)
      let found = try killRound(UInt64(done), round)
      done += round
      answered += found.answered
      events += found.events
      unanswered += found.unanswered
    }
    print("kills \(done) answered \(answered) events \(events) stored unanswered \(unanswered)")
    #expect(kills < 100 || answered > kills)
  }

  private func killRound(
    _ seed: UInt64, _ kills: Int
  ) throws -> (answered: Int, events: Int, unanswered: Int) {
    let (folder, journal) = try OrderDeskTests.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    var load = OrderDeskLoad(seed + 77)
    var answered: [(line: String, answer: String)] = []
    let start = try OrderDeskProgram.run(folder, journal, OrderDeskLoad.opening)
    answered += zip(OrderDeskLoad.opening, start.answers).map { (line: $0, answer: $1) }
    #expect(start.answers.count == 2)
    /// Sent and not answered, to be sent again.
    var pending: [String] = []
    for kill in 0..<kills {
      let program = try OrderDeskProgram(folder, journal)
      while pending.count < 150 { pending.append(load.next("s\(seed)k\(kill)")) }
      program.send(pending, atOnce: 7)
      // Most are killed while they answer, some before or while they read the journal.
      if load.below(5) > 0 { try waitForGrowth(journal) }
      usleep(UInt32(load.below(20_000)))
      program.kill()
      let run = try program.finish()
      #expect(run.errors.isEmpty, "\(run.errors)")
      answered += zip(pending, run.answers).map { (line: $0, answer: $1) }
      pending.removeFirst(run.answers.count)
    }
    let stored = try check(folder, journal, answered)
    // Errors are answered and not recorded.
    let recorded = answered.filter { !$0.answer.contains("\"outcome\":\"error\"") }.count
    return (answered.count, stored.events, stored.decided - recorded)
  }

  /// Waits until something is appended, at most some seconds.
  private func waitForGrowth(_ journal: URL) throws {
    let size = { try Data(contentsOf: journal, options: .alwaysMapped).count }
    let before = try size()
    for _ in 0..<10_000 where try size() == before { usleep(500) }
  }

  /// Every answer is on record, and no account was ever used beyond its limit.
  private func check(
    _ folder: URL, _ journal: URL, _ answered: [(line: String, answer: String)]
  ) throws -> (events: Int, decided: Int) {
    let again = try OrderDeskProgram.run(folder, journal, answered.map(\.line))
    #expect(again.answers.count == answered.count)
    for (asked, repeated) in zip(answered, again.answers) where repeated != asked.answer {
      let isError = asked.answer.contains("\"outcome\":\"error\"")
      let expected =
        asked.answer.contains("\"repeated\"")
        ? asked.answer : asked.answer.dropLast() + #","repeated":true}"#
      #expect(repeated == expected || isError && repeated.contains("error"), "\(asked.line)")
    }
    let events = try LedgerRecord.recover([UInt8](Data(contentsOf: journal))).events
    var ledger = Ledger()
    var decided = 0
    var breaches = 0
    for event in events {
      try ledger.replay(event)
      for account in ["G", "D"] {
        if let room = ledger.standing(of: account)?.room, room < 0 { breaches += 1 }
      }
      if case .decided(let list) = event.change {
        decided += list.filter { !$0.operation.id.contains("/") }.count
      }
    }
    #expect(breaches == 0)
    return (events.count, decided)
  }

  @Test func damageIsCutOrRefused() throws {
    let (folder, journal) = try OrderDeskTests.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    var load = OrderDeskLoad(5)
    let lines = OrderDeskLoad.opening + (0..<120).map { _ in load.next("d") }
    let whole = try OrderDeskProgram.run(folder, journal, lines)
    #expect(whole.answers.count == lines.count)
    let bytes = [UInt8](try Data(contentsOf: journal))
    var ends: [Int] = []
    for event in try LedgerRecord.recover(bytes).events {
      ends.append((ends.last ?? 0) + LedgerRecord.encode(event).count)
    }
    #expect(ends.last == bytes.count)
    let cuts = Self.number("DEALER_RULES_CUTS", 12)
    var refused = 0
    for round in 0..<cuts {
      let place = load.below(bytes.count)
      if round % 2 == 0 {
        try cut(folder, journal, bytes, place, ends, lines, round % 20 == 0 ? whole.answers : nil)
      } else {
        try flip(folder, journal, bytes, place, 1 << UInt8(load.below(8)), ends)
        refused += 1
      }
    }
    print("journal damaged \(cuts) cut \(cuts - refused) refused \(refused)")
  }

  /// What was whole stays, and the same requests lead to the same answers.
  private func cut(
    _ folder: URL, _ journal: URL, _ bytes: [UInt8], _ place: Int, _ ends: [Int],
    _ lines: [String], _ answers: [String]?
  ) throws {
    try Data(bytes[..<place]).write(to: journal)
    let run = try OrderDeskProgram.run(folder, journal, answers == nil ? [] : lines)
    #expect(run.status == 0 && run.errors.isEmpty, "cut at \(place): \(run.errors)")
    let left = [UInt8](try Data(contentsOf: journal))
    guard let answers else {
      #expect(left.count == ends.last { $0 <= place } ?? 0)
      #expect(left.elementsEqual(bytes[..<left.count]))
      return
    }
    for (again, answer) in zip(run.answers, answers) {
      #expect(again == answer || again == answer.dropLast() + #","repeated":true}"#)
    }
    #expect(left == bytes)
  }

  /// A damaged record is refused with its offset, and the file stays as it is.
  private func flip(
    _ folder: URL, _ journal: URL, _ bytes: [UInt8], _ place: Int, _ bit: UInt8, _ ends: [Int]
  ) throws {
    var damaged = bytes
    damaged[place] ^= bit
    try Data(damaged).write(to: journal)
    let start = ends.last { $0 <= place } ?? 0
    let request = OrderDeskTests.order("place", "new", "1")
    let run = try OrderDeskProgram.run(folder, journal, [request])
    #expect(run.status == 3 && run.answers.isEmpty)
    #expect(run.errors.contains("the record at offset \(start)\n"), "\(place): \(run.errors)")
    #expect([UInt8](try Data(contentsOf: journal)) == damaged)
  }
}
