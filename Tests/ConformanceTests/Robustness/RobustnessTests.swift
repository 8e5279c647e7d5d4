import DealerRules
import Foundation
import TestSupport
import Testing

/// Damaged files never stop the reader, the compiler or the engine (RULES.md L-006).
///
/// `DEALER_RULES_FUZZ` sets how many projects are damaged in each way.
@Suite struct RobustnessTests {
  private static var count: Int {
    ProcessInfo.processInfo.environment["DEALER_RULES_FUZZ"].flatMap { Int($0) } ?? 300
  }

  private static func project() throws -> DamagedProject {
    DamagedProject(
      sources: try BadDocuments.goodSources(), json: try BadDocuments.goodFile("orders.ndjson"),
      csv: try BadDocuments.goodFile("orders.csv"))
  }

  @Test func damagedProjectsCompileOrAreRefused() throws {
    let good = try RobustnessTests.project()
    var outcomes = Outcomes()
    var longest = Duration.zero
    var random = SplitMix64(seed: 2_025)
    for damage in Damage.allCases {
      for _ in 0..<RobustnessTests.count {
        let project = good.damaged(damage, &random)
        let start = ContinuousClock.now
        outcomes.run(project)
        longest = max(longest, ContinuousClock.now - start)
      }
    }
    let mutations = Damage.allCases.count * RobustnessTests.count
    let milliseconds = longest / .milliseconds(1)
    print(
      "mutations \(mutations) compiled \(outcomes.compiled) refused \(outcomes.refused)",
      "longest \(Int(milliseconds.rounded(.up))) ms")
    print("orders read \(outcomes.orders) problems \(outcomes.problems)")
    #expect(outcomes.compiled + outcomes.refused == mutations)
    #expect(outcomes.faults == [])
    #expect(outcomes.compiled > 0 && outcomes.refused > 0)
  }

  @Test func undamagedProjectGivesNoFault() throws {
    var outcomes = Outcomes()
    outcomes.run(try RobustnessTests.project())
    #expect(outcomes == Outcomes(compiled: 1, refused: 0, orders: 9, problems: 0, faults: []))
  }

  // MARK: Command line

  @Test(.enabled(if: Program.url != nil, "needs the built program"))
  func commandLineNeverCrashes() throws {
    let program = try #require(Program.url)
    let good = try RobustnessTests.project()
    var random = SplitMix64(seed: 7)
    var codes: [Int32: Int] = [:]
    for damage in Damage.allCases {
      for _ in 0..<RandomCases.count(4) {
        let folder = Scratch.url("damaged")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let project = good.damaged(damage, &random)
        for source in project.sources + [project.json, project.csv] {
          try Data(source.bytes).write(to: folder.appendingPathComponent(source.name))
        }
        for command in ["check", "price"] {
          let process = Process()
          process.executableURL = program
          process.arguments = [command, folder.path]
          process.standardOutput = FileHandle.nullDevice
          process.standardError = FileHandle.nullDevice
          try process.run()
          process.waitUntilExit()
          #expect(process.terminationReason == .exit, "\(command) was killed")
          codes[process.terminationStatus, default: 0] += 1
        }
      }
    }
    print("program runs \(codes.values.reduce(0, +)) ok \(codes[0] ?? 0) findings \(codes[1] ?? 0)")
    #expect(Set(codes.keys).isSubset(of: [0, 1]))
  }
}
