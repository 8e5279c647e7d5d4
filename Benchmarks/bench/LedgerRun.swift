import DealerRules
import Foundation

/// Measures the ledger: orders of dealers under groups, each reserved, shipped, invoiced and paid.
struct LedgerRun {
  /// What one repetition measured.
  struct Times {
    var decide = Duration.zero
    var encode = Duration.zero
    var replay = Duration.zero
    var snapshot = Duration.zero
  }

  let options: Options
  private let clock = ContinuousClock()

  /// A run of the given options.
  init(_ options: Options) { self.options = options }

  private var opening: [LedgerOperation] {
    let groups = (options.customers + 99) / 100
    let parents = (0..<groups).map {
      LedgerNode(id: "G\($0)", limit: .amount(50_000_000_000_000), unit: "CNY")
    }
    let dealers = (0..<options.customers).map {
      LedgerNode(
        id: "D\($0)", parent: "G\($0 / 100)", limit: .amount(1_000_000_000_000), unit: "CNY")
    }
    return (parents + dealers).map { LedgerOperation("open-\($0.id)", .open($0)) }
  }

  /// Orders in turns, so that several of a dealer are open at once.
  private var operations: [LedgerOperation] {
    var dice = SplitMix64(seed: 7)
    var steps: [[LedgerOperation]] = [[], [], [], []]
    for order in 0..<options.orders {
      let dealer = "D\(dice.below(options.customers))"
      let amount = Int64(1 + dice.below(900_000)) * 10_000
      let id = "SO\(order)"
      let expires = Instant(secondsSinceEpoch: Int64(order) + 10_000_000)
      steps[0].append(
        LedgerOperation(id, .reserve(node: dealer, amount: amount, expires: expires)))
      steps[1].append(
        LedgerOperation("\(id)-s", .ship(reservation: id, amount: amount, close: true)))
      steps[2].append(
        LedgerOperation("\(id)-i", .invoice(reservation: id, amount: amount, due: expires)))
      steps[3].append(
        LedgerOperation("\(id)-p", .pay(node: dealer, amount: amount, item: "\(id)-i")))
    }
    let lag = min(1000, options.orders)
    var mixed: [LedgerOperation] = []
    for turn in 0..<(options.orders + 3 * lag) {
      for step in 0..<4 where steps[step].indices.contains(turn - step * lag) {
        mixed.append(steps[step][turn - step * lag])
      }
    }
    return mixed
  }

  /// Measures, and tells what was found.
  func run() throws -> String {
    let opening = opening
    let operations = operations
    var times: [Times] = []
    var bytes = 0
    var snapshotBytes = 0
    var accepted = 0
    var hash = ""
    for _ in 0..<options.reps {
      var time = Times()
      var ledger = Ledger()
      var events: [LedgerEvent] = []
      for (second, operation) in opening.enumerated() {
        let instant = Instant(secondsSinceEpoch: Int64(second))
        events += try ledger.apply(operation, at: instant).events
      }
      let opened = events.count
      events.reserveCapacity(opened + operations.count)
      time.decide = try clock.measure {
        for (second, operation) in operations.enumerated() {
          let instant = Instant(secondsSinceEpoch: Int64(opening.count + second))
          events += try ledger.apply(operation, at: instant).events
        }
      }
      var journal: [UInt8] = []
      time.encode = clock.measure {
        for event in events[opened...] { LedgerRecord.append(event, to: &journal) }
      }
      bytes = journal.count
      var replayed = Ledger()
      for event in events[..<opened] { try replayed.replay(event) }
      time.replay = try clock.measure {
        for event in try LedgerRecord.recover(journal).events { try replayed.replay(event) }
      }
      var snapshot: [UInt8] = []
      time.snapshot = clock.measure { snapshot = replayed.snapshot() }
      snapshotBytes = snapshot.count
      hash = String(replayed.stateHash.prefix(16))
      guard snapshot == ledger.snapshot() else { throw Difference() }
      accepted = operations.reduce(0) {
        if case .accepted = ledger.outcome(of: $1.id) { $0 + 1 } else { $0 }
      }
      times.append(time)
    }
    return report(
      times,
      [
        ("operations", operations.count), ("accepted", accepted), ("journal_bytes", bytes),
        ("snapshot_bytes", snapshotBytes),
      ], hash)
  }

  /// A replayed history led to another state.
  struct Difference: Error, CustomStringConvertible {
    var description: String { "replaying gives another snapshot" }
  }

  private func median(_ times: [Times], _ part: KeyPath<Times, Duration>) -> Double {
    let sorted = times.map { $0[keyPath: part].nanoseconds }.sorted()
    return sorted[sorted.count / 2]
  }

  private func report(
    _ times: [Times], _ counts: [(String, Int)], _ hash: String
  ) -> String {
    let operations = Double(counts[0].1)
    let perSecond = { (nanoseconds: Double) in
      String(format: "%.0f", operations * 1e9 / nanoseconds)
    }
    var fields: [(String, String)] = [
      ("reps", "\(options.reps)"), ("nodes", "\(opening.count)"),
    ]
    fields += counts.map { ($0.0, "\($0.1)") }
    fields += [
      ("operations_per_second_median", perSecond(median(times, \.decide))),
      ("encoded_per_second_median", perSecond(median(times, \.encode))),
      ("replayed_per_second_median", perSecond(median(times, \.replay))),
      ("bytes_per_event", String(format: "%.1f", Double(counts[2].1) / operations)),
      ("snapshot_ms", String(format: "%.1f", median(times, \.snapshot) / 1e6)),
      ("peak_bytes", "\(Memory.peakBytes)"), ("digest", hash),
    ]
    guard options.json else {
      return fields.map {
        $0.0.padding(toLength: 30, withPad: " ", startingAt: 0) + $0.1
      }.joined(separator: "\n")
    }
    return "{"
      + fields.map { $0.0 == "digest" ? "\"digest\": \"\($0.1)\"" : "\"\($0.0)\": \($0.1)" }
      .joined(separator: ", ") + "}"
  }
}
