import DealerRules
import Foundation
import TestSupport
import Testing

private func environment(_ name: String) -> String? {
  ProcessInfo.processInfo.environment[name]
}

/// Compares all seeds, a part of them on each core.
private func run(
  _ seeds: [UInt64], _ expected: @escaping Differential.Evaluate,
  _ actual: @escaping Differential.Evaluate, families: Set<OfferFamily> = OfferFamily.current
) async -> (mismatches: [Mismatch], distribution: Distribution) {
  let parts = max(1, ProcessInfo.processInfo.activeProcessorCount)
  return await withTaskGroup(of: ([Mismatch], Distribution).self) { group in
    for part in 0..<parts {
      group.addTask {
        var mismatches: [Mismatch] = []
        var distribution = Distribution()
        for index in stride(from: part, to: seeds.count, by: parts) {
          if let found = Differential.compare(
            GeneratedCase(seed: seeds[index], families: families), expected, actual,
            counting: &distribution)
          {
            mismatches.append(found)
          }
        }
        return (mismatches, distribution)
      }
    }
    var all: (mismatches: [Mismatch], distribution: Distribution) = ([], Distribution())
    for await (mismatches, distribution) in group {
      all.mismatches += mismatches
      all.distribution.add(distribution)
    }
    all.mismatches.sort { $0.seed < $1.seed }
    return all
  }
}

@Suite("L-008 the engine equals the reference") struct DifferentialTests {
  @Test func engineEqualsReference() async throws {
    let count = environment("DEALER_RULES_CASES_COUNT").flatMap { UInt64($0) } ?? 2000
    let first = environment("DEALER_RULES_FIRST_SEED").flatMap { UInt64($0) } ?? 1
    let canary = environment("DEALER_RULES_CANARY").flatMap { ReferenceCanary(rawValue: $0) }
    let reference = Differential.reference(canary ?? .none)
    var mismatches: [Mismatch] = []
    for (families, seeds) in RecordedSeeds.read().byFamilies {
      mismatches += await run(seeds, reference, Differential.engine, families: families).mismatches
    }
    let (new, distribution) = await run(
      Array(first..<first + count), reference, Differential.engine)
    let shown = environment("DEALER_RULES_SHOWN").flatMap { Int($0) } ?? 20
    mismatches += new
    for mismatch in mismatches.prefix(shown) { Issue.record("\(mismatch)") }
    #expect(mismatches.isEmpty, "\(mismatches.count) of \(count) cases differ")
    if environment("DEALER_RULES_RECORD") == "1" {
      try RecordedSeeds.read().add(new.map(\.seed), OfferFamily.current)
    }
    print(distribution.table)
    if count >= 2000 {
      #expect(distribution.missing.isEmpty, "too seldom: \(distribution.missing)")
    }
  }
}

@Suite("Showing one case", .enabled(if: environment("DEALER_RULES_SHOW") != nil))
struct ShowTests {
  @Test func show() throws {
    let seed = try #require(environment("DEALER_RULES_SHOW").flatMap { UInt64($0) })
    let reference = Differential.reference()
    let families = RecordedSeeds.read().families(of: seed) ?? OfferFamily.current
    var generated = GeneratedCase(seed: seed, families: families)
    if environment("DEALER_RULES_SHRINK") == "1" {
      generated = Shrinker.smallest(generated) {
        // A book that the engine refuses is another difference.
        guard (try? CompiledRules($0.book)) != nil else { return false }
        return Differential.difference(seed, reference($0), Differential.engine($0)) != nil
      }
    }
    print(generated.text)
    let wanted = reference(generated)
    let got = Differential.engine(generated)
    for (side, results) in [("expected", wanted), ("got", got)] {
      for case .success(let decision) in results {
        print("\(side) \(decision.order) \(decision.outcome) \(decision.currency)")
        for line in decision.lines {
          print("  \(line.number) list \(line.list) net \(line.net) tax \(line.tax)")
        }
        for step in decision.steps { print("  \(step)") }
        for finding in decision.findings { print("  \(finding)") }
      }
    }
    for case .success(let decision) in try CompiledRules(generated.book).price(
      batch: generated.orders)
    {
      for reason in decision.reasons { print("because \(reason)") }
    }
    print(Differential.difference(seed, wanted, got)?.description ?? "no difference")
  }
}

@Suite("Canaries: a wrong reference is noticed") struct CanaryTests {
  /// Cases run for each fault at most, and at a time: most faults show in the first ones.
  private static let most: UInt64 = 300
  private static let part: UInt64 = 20

  @Test(arguments: ReferenceCanary.allCases.filter { $0 != .none })
  func isNoticed(_ canary: ReferenceCanary) async {
    let faulty = Differential.reference(canary)
    let sound = Differential.reference()
    var faults = 0
    for first in stride(from: 1, through: CanaryTests.most, by: Int(CanaryTests.part)) {
      // Noticed by the same comparison that judges the engine, with a sound reference in its
      // place …
      let found = await run(
        Array(first..<first + CanaryTests.part), faulty, sound, families: canary.families
      ).mismatches.map(\.seed)
      faults += found.count
      // … and by the engine, in cases where it agrees with the sound reference.
      let noticed = await run(found, faulty, Differential.engine, families: canary.families)
        .mismatches.map(\.seed)
      let unsound = await run(noticed, sound, Differential.engine, families: canary.families)
        .mismatches
      if noticed.count > unsound.count { return }
    }
    Issue.record(
      "the engine does not notice \(canary), which changes \(faults) of \(CanaryTests.most) cases")
  }
}
