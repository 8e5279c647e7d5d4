import DealerRules
import DealerRulesFoundation
import Foundation

/// What it costs to write compiled rules as a snapshot, and to start from one.
struct DealerSnapshot {
  /// Bytes of the snapshot.
  let bytes: Int
  /// Milliseconds of the middle one: making it, loading it from a file, and the time from the file
  /// to the first priced order.
  let save: Double
  let load: Double
  let firstOrder: Double
  /// The rules of the last load.
  let rules: CompiledRules

  /// Writes the rules into a file and loads them again and again, by so many tasks.
  init(_ rules: CompiledRules, _ orders: DealerOrders, loads: Int, tasks: Int) async throws {
    let clock = ContinuousClock()
    var (saves, loading, pricing): ([Double], [Double], [Double]) = ([], [], [])
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("bench-\(ProcessInfo.processInfo.processIdentifier).snapshot")
    defer { try? FileManager.default.removeItem(at: file) }
    var size = 0
    for _ in 0..<min(loads, 7) {
      var snapshot: [UInt8] = []
      saves.append(clock.measure { snapshot = rules.snapshot() }.milliseconds)
      if size == 0 { try Data(snapshot).write(to: file) }
      size = snapshot.count
    }
    let order = try orders.order(0)
    var loaded = rules
    for _ in 0..<loads {
      let start = clock.now
      let next = try await CompiledRules(snapshotAt: file, workers: tasks)
      loading.append((clock.now - start).milliseconds)
      var batch = OrderBatch()
      batch.append(order, next)
      var workspace = Workspace(next)
      var result = PricedBatch(detail: .lines)
      workspace.price(batch, into: &result)
      pricing.append((clock.now - start).milliseconds)
      // The rules of before are let go of here: a process that starts has none.
      loaded = next
    }
    bytes = size
    save = DealerSnapshot.middle(saves)
    load = DealerSnapshot.middle(loading)
    firstOrder = DealerSnapshot.middle(pricing)
    self.rules = loaded
  }

  private static func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
