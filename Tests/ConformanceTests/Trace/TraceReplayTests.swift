import DealerRules
import Foundation
import TestSupport
import Testing

/// Any order of arrival, and events that come twice, give the same answers (RULES.md W-003), and
/// these are the answers of a plain evaluator.
///
/// `DEALER_RULES_TRACES` sets how many traces are made.
@Suite("Replay of traces") struct TraceReplayTests {
  static var count: Int {
    ProcessInfo.processInfo.environment["DEALER_RULES_TRACES"].flatMap { Int($0) } ?? 200
  }

  @Test func anyArrivalGivesTheAnswersOfTheReference() throws {
    var questions = 0
    var kinds: [TraceKind: Int] = [:]
    var owned = 0
    var packed = 0
    var kept = 0
    var inPart = 0
    var movedBy: [String: Int] = [:]
    for seed in 0..<TraceReplayTests.count {
      var random = SplitMix64(seed: UInt64(seed))
      let events = TraceMaker.events(&random)
      for event in events { kinds[event.kind, default: 0] += 1 }
      var late = events
      for _ in 0..<3 {
        if let again = events.randomElement(using: &random) { late.append(again) }
      }
      late.shuffle(using: &random)
      let reference = ReferenceTrace(events)
      let (first, second) = (TraceMaker.trace(events), TraceMaker.trace(late))
      #expect(TraceMaker.findings(first) == TraceMaker.findings(second), "seed \(seed)")
      inPart += first.findings.filter { $0.message.contains("moves in part") }.count
      for code in TraceMaker.codes {
        let owner = first.owner(of: code, at: TraceMaker.instant(TraceMaker.hours))
        movedBy[owner?.event ?? "", default: 0] += 1
      }
      for hour in stride(from: 0, through: TraceMaker.hours, by: 3) {
        let at = TraceMaker.instant(hour)
        let expected = reference.answers(at: at)
        for code in TraceMaker.codes {
          let (holder, above) = (expected.holder(of: code), expected.above(code))
          for trace in [first, second] {
            let isEqual =
              TraceMaker.owner(trace, code, at) == holder
              && trace.containers(of: code, at: at) == above
              && trace.product(of: code, at: at) == expected.product(of: code)
            #expect(isEqual, "seed \(seed) \(code) \(at)")
          }
          questions += 1
          if holder != "nobody" { owned += 1 }
          if !above.isEmpty { packed += 1 }
          if expected.isKept(code) { kept += 1 }
        }
      }
    }
    let text = kinds.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key) \($0.value)" }
    print("traces \(TraceReplayTests.count) questions \(questions) owned \(owned) packed \(packed)")
    print("products kept \(kept)")
    print("events \(text.joined(separator: " "))")
    let (rest, repacked) = (movedBy["rest"] ?? 0, movedBy["repacked"] ?? 0)
    print("movements in part \(inPart), last moved by rest \(rest), repacked \(repacked)")
    #expect(inPart * 10 > TraceReplayTests.count)
    #expect(rest * 20 > TraceReplayTests.count && repacked * 20 > TraceReplayTests.count)
    #expect(kinds.count == TraceKind.allCases.count)
    #expect(owned * 4 > questions && packed * 10 > questions)
    #expect(kept * 100 > questions)
  }

  /// Few events that nearly all name another one, so that corrections of corrections, voids of
  /// them and circles are frequent.
  @Test func correctionsGiveTheAnswersOfTheReference() throws {
    var moved = 0
    for seed in 0..<TraceReplayTests.count * 10 {
      var random = SplitMix64(seed: UInt64(seed) &+ 2_000_000)
      let count = 2 + random.below(7)
      let events = (0..<count).map { number in
        var event = TraceEvent(
          id: "e\(number)", random.below(4) == 0 ? .void : .ship,
          at: TraceMaker.instant(random.below(TraceMaker.hours)),
          codes: ["c\(random.below(2))"])
        if event.kind == .void { event.codes = [] } else { event.to = "D\(number)" }
        if event.kind == .void || random.below(4) > 0 { event.target = "e\(random.below(count))" }
        return event
      }
      let first = TraceMaker.trace(events)
      let second = TraceMaker.trace(events.shuffled(using: &random))
      #expect(TraceMaker.findings(first) == TraceMaker.findings(second), "seed \(seed)")
      let at = TraceMaker.instant(TraceMaker.hours)
      let expected = ReferenceTrace(events).answers(at: at)
      for code in ["c0", "c1"] {
        let holder = expected.holder(of: code)
        #expect(TraceMaker.owner(first, code, at) == holder, "seed \(seed) \(code)")
        #expect(TraceMaker.owner(second, code, at) == holder, "seed \(seed) \(code)")
        if holder != "nobody" { moved += 1 }
      }
    }
    #expect(moved > TraceReplayTests.count)
  }

  /// What was known at a time is what the events told until then come to.
  @Test func knowledgeIsWhatWasTold() throws {
    var differing = 0
    for seed in 0..<TraceReplayTests.count {
      var random = SplitMix64(seed: UInt64(seed) &+ 1_000_000)
      var events = TraceMaker.events(&random)
      for index in events.indices {
        events[index].recorded = TraceMaker.instant(random.below(TraceMaker.hours))
      }
      let known = TraceMaker.instant(TraceMaker.hours / 2)
      let early = TraceMaker.trace(events.filter { ($0.recorded ?? $0.at) <= known })
      var log = TraceLog()
      for event in events { log.add(event) }
      let (then, now) = (log.trace(knownAt: known), log.trace())
      for code in TraceMaker.codes {
        let at = TraceMaker.instant(TraceMaker.hours)
        let answer = TraceMaker.owner(then, code, at)
        #expect(answer == TraceMaker.owner(early, code, at), "seed \(seed) \(code)")
        if answer != TraceMaker.owner(now, code, at) { differing += 1 }
      }
    }
    #expect(differing > 0)
  }
}

/// Small traces in which much goes wrong.
enum TraceMaker {
  static let hours = 60
  static let codes = (0..<12).map { "c\($0)" }
  private static let dealers = ["X", "Y", "Z"]

  static func instant(_ hour: Int) -> Instant {
    Instant(secondsSinceEpoch: 1_740_787_200 + Int64(hour) * 3600)
  }

  static func trace(_ events: [TraceEvent]) -> Trace {
    var log = TraceLog()
    for event in events { log.add(event) }
    return log.trace()
  }

  static func owner(_ trace: Trace, _ code: String, _ at: Instant) -> String {
    trace.owner(of: code, at: at).map { $0.dealer ?? "supplier" } ?? "nobody"
  }

  /// What the trace found, but for events that were told again.
  static func findings(_ trace: Trace) -> [String] {
    trace.findings.filter { $0.code != .eventTwice }.map { "\($0.code) \($0.message)" }.sorted()
  }

  static func events(_ random: inout SplitMix64) -> [TraceEvent] {
    let kinds: [TraceKind] = [
      .pack, .pack, .pack, .pack, .ship, .ship, .transfer, .unpack, .unpack, .giveBack, .void,
      .decommission, .commission,
    ]
    let told = (0..<(5 + random.below(40))).map { number in
      let kind = kinds[random.below(kinds.count)]
      var event = TraceEvent(
        id: random.below(20) == 0 ? "e0" : "e\(number)", kind, at: instant(random.below(hours)),
        codes: pick(codes, 1 + random.below(3), &random), sequence: Int64(random.below(2)))
      switch kind {
      case .pack: event.container = codes[random.below(codes.count)]
      case .unpack:
        if random.below(2) == 0 { event.container = codes[random.below(codes.count)] }
        if event.container != nil, random.below(2) == 0 { event.codes = [] }
      case .ship, .transfer, .giveBack:
        if kind != .giveBack || random.below(2) == 0 { event.to = pick(dealers, 1, &random)[0] }
        if random.below(3) == 0 { event.from = pick(dealers, 1, &random)[0] }
        if kind == .transfer, random.below(4) != 0 { event.approval = "ok" }
      case .void: event.codes = []
      case .commission: event.product = random.below(4) == 0 ? nil : "p\(random.below(3))"
      case .decommission: break
      }
      if kind == .void || random.below(12) == 0 { event.target = "e\(random.below(45))" }
      return event
    }
    return random.below(2) == 0 ? told : told + goodsOnTheirWay(&random)
  }

  /// Goods that go on from a dealer: re-packed in a container that never moved, or without a part
  /// that has gone to somebody else and is still told to be inside.
  private static func goodsOnTheirWay(_ random: inout SplitMix64) -> [TraceEvent] {
    let names = Array(codes.shuffled(using: &random).prefix(4))
    var hour = random.below(hours / 2)
    func event(_ id: String, _ kind: TraceKind, _ codes: [String]) -> TraceEvent {
      hour += 1 + random.below(4)
      return TraceEvent(id: id, kind, at: instant(hour), codes: codes)
    }
    func pack(_ id: String, _ codes: [String], into container: String) -> TraceEvent {
      var packing = event(id, .pack, codes)
      packing.container = container
      return packing
    }
    func move(_ id: String, _ code: String, _ from: String?, _ to: String) -> TraceEvent {
      let kinds: [TraceKind] = from == nil ? [.ship] : [.transfer, .transfer, .ship, .giveBack]
      var moving = event(id, kinds[random.below(kinds.count)], [code])
      (moving.from, moving.to) = (from, to)
      if moving.kind == .transfer, random.below(5) != 0 { moving.approval = "ok" }
      return moving
    }
    let start = [
      pack("packed", [names[0], names[1]], into: names[2]), move("shipped", names[2], nil, "X"),
    ]
    guard random.below(2) == 0 else {
      return start + [move("part", names[0], "X", "Y"), move("rest", names[2], "X", "Z")]
    }
    let parts = random.below(2) == 0 ? [names[0]] : [names[0], names[1]]
    return start + [pack("again", parts, into: names[3]), move("repacked", names[3], "X", "Y")]
  }

  private static func pick(
    _ list: [String], _ count: Int, _ random: inout SplitMix64
  ) -> [String] {
    (0..<count).map { _ in list[random.below(list.count)] }
  }
}
