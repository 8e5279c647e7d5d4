import DealerRules
import DealerRulesFoundation
import Foundation
import Testing

/// Projects and the cases of the law answer alike from documents and from a snapshot (RULES.md
/// S-001).
@Suite("S-001 snapshots of projects") struct SnapshotProjectTests {
  private static func loaded(_ rules: CompiledRules) throws -> CompiledRules {
    let bytes = rules.snapshot()
    let loaded = try CompiledRules(snapshot: bytes)
    #expect(loaded.snapshot() == bytes)
    #expect(loaded.rulesHash() == rules.rulesHash())
    return loaded
  }

  /// Everything that is told of some orders, with the places of rules.
  private static func told(
    _ rules: CompiledRules, _ orders: RuleSource, most: Int = .max
  ) -> [String] {
    var reader = OrderReader(
      orders, format: orders.name.hasSuffix(".csv") ? .csv : .ndjson, rules: rules)
    var told: [String] = []
    var writer = DecisionRecordWriter(rules, rulesHash: rules.rulesHash())
    while let item = reader.next(), told.count < most {
      switch item {
      case .order(let order):
        told.append(String(decoding: writer.explained(order, nearMisses: 4), as: UTF8.self))
        guard case .success(let decision) = rules.price(order) else { continue }
        told.append(decision.steps.map { rules.place(of: $0.rule) ?? "-" }.joined(separator: " "))
      case .problem(let problem): told.append(problem.diagnostics.map(\.message).joined())
      }
    }
    return told
  }

  @Test func everyProject() throws {
    let folder = LawBook.root.appending(path: "Examples/Projects")
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let url = folder.appending(path: name)
      guard let project = try? RuleProject.load(folder: url), let orders = project.ordersURL else {
        continue
      }
      let source = RuleSource(
        name: orders.lastPathComponent, bytes: [UInt8](try Data(contentsOf: orders)))
      let rules = try CompiledRules(parsing: project.sources)
      let file = Scratch.url("project.snapshot")
      defer { try? FileManager.default.removeItem(at: file) }
      try rules.writeSnapshot(to: file)
      let loaded = try CompiledRules(snapshotAt: file)
      #expect(loaded.warnings.map(\.span) == rules.warnings.map(\.span))
      let told = Self.told(rules, source, most: 40)
      #expect(Self.told(loaded, source, most: 40) == told, "\(name)")
      #expect(!told.isEmpty)
      count += 1
    }
    #expect(count >= 3)
  }

  @Test func everyCaseOfTheLaw() throws {
    var count = 0
    for rule in try LawBook.cases() where rule.refused.isEmpty {
      let rules = try CompiledRules(parsing: [rule.rules])
      let loaded = try Self.loaded(rules)
      #expect(
        Self.told(loaded, rule.orders) == Self.told(rules, rule.orders), "\(rule.place)")
      count += 1
    }
    print("cases from snapshots \(count)")
    #expect(count >= 60)
  }
}
