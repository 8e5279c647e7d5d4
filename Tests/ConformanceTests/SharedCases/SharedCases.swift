import DealerRules
import Foundation
import Testing

/// Acceptance cases that were taken from other systems' tests and manuals.
@Suite struct SharedCases {
  /// Areas whose cases are not asked yet.
  private static let later: Set<String> = []

  /// Where the shared case files are, or `nil` where they are absent.
  private static var shared: URL? { DataFolders.beside("cases") }

  @Test func committedCasesComeOut() throws {
    let cases = try SharedCase.read(DataFolders.fixture("shared-cases"))
    let run = CaseRun(cases, except: Self.later)
    print(run.lines("committed cases").joined(separator: "\n"))
    #expect(cases.count >= 67)
    for area in SharedCase.areas {
      #expect(cases.contains { $0.area == area }, "no committed case is about \(area)")
    }
    try explain(run, isWhole: false)
  }

  @Test func sharedCasesComeOut() throws {
    var results: [CaseResult] = []
    if let folder = Self.shared {
      let run = CaseRun(try SharedCase.read(folder), except: Self.later)
      print(run.lines("cases").joined(separator: "\n"))
      try explain(run, isWhole: true)
      results += run.results
    } else {
      print("cases skipped: there is no folder cases below DEALER_RULES_SHARED or in ../shared")
    }
    if let path = ProcessInfo.processInfo.environment["DEALER_RULES_CASES"] {
      let cases = try SharedCase.read(URL(fileURLWithPath: path, isDirectory: true))
      let run = CaseRun(cases, except: Self.later)
      print(run.lines("held-out cases").joined(separator: "\n"))
      results += run.results
    }
    guard let path = ProcessInfo.processInfo.environment["DEALER_RULES_RESULTS"] else { return }
    try CaseRun.write(results, to: URL(fileURLWithPath: path))
  }

  /// Every case that does not come out is explained, and nothing else is.
  private func explain(_ run: CaseRun, isWhole: Bool) throws {
    let known = try KnownCases.read()
    for result in run.results where !result.isPassed {
      guard !Self.later.contains(result.area) else { continue }
      let reason = known.reasons[result.id]
      #expect(reason != nil, "\(result.id): \(result.findings.joined(separator: "; "))")
    }
    for result in run.results where result.isPassed {
      #expect(known.reasons[result.id] == nil, "\(result.id) comes out and is still explained")
    }
    guard isWhole else { return }
    let ids = Set(run.results.map(\.id))
    let strays = known.reasons.keys.filter { !ids.contains($0) }.sorted()
    #expect(strays.isEmpty, "explained, but no case: \(strays)")
    #expect(known.areas == Self.later)
  }
}
