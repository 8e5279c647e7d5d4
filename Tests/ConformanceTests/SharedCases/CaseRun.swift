import DealerRules
import Foundation

/// What became of one case.
struct CaseResult {
  var id: String
  var area: String
  /// The case could be said to the library.
  var isSupported: Bool
  var answer: CaseValue
  /// Why it did not come out.
  var findings: [String]

  var isPassed: Bool { isSupported && findings.isEmpty }
}

/// The results of many cases.
struct CaseRun {
  var results: [CaseResult]

  init(_ cases: [SharedCase], except later: Set<String>) {
    results = cases.map { CaseRun.result($0, isLater: later.contains($0.area)) }
  }

  private static func result(_ shared: SharedCase, isLater: Bool) -> CaseResult {
    var result = CaseResult(
      id: shared.id, area: shared.area, isSupported: false, answer: .null, findings: [])
    if isLater {
      result.findings = ["the area is not asked yet"]
      return result
    }
    do {
      result.answer =
        switch shared.area {
        case "credit": try CreditAnswer(shared.question).form(shared.expect)
        case "return": try ReturnAnswer.form(shared.question, shared.expect)
        default: try CaseAnswer.form(shared.question, shared.expect)
        }
      result.isSupported = true
      result.findings = AnswerComparison(result.answer, shared.expect).differences
    } catch {
      result.findings = ["\(error)"]
    }
    return result
  }

  /// One line for each area, zeros included.
  func lines(_ name: String) -> [String] {
    SharedCase.areas.map { area in
      let own = results.filter { $0.area == area }
      let passed = own.filter(\.isPassed).count
      let unsupported = own.filter { !$0.isSupported }.count
      let failed = own.count - passed - unsupported
      return "\(name) \(area) passed \(passed) failed \(failed) unsupported \(unsupported)"
    }
  }

  /// One object a line: `{"actual", "id", "supported"}`.
  static func write(_ results: [CaseResult], to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = ""
    for result in results {
      let line = CaseValue.object([
        "id": .text(result.id), "supported": .flag(result.isSupported), "actual": result.answer,
      ])
      text += String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
    }
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
}

/// Why cases do not come out: lines `ID: reason` and, for whole areas, `area NAME: reason`.
struct KnownCases {
  var reasons: [String: String] = [:]
  var areas: Set<String> = []

  static func read() throws -> KnownCases {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Known.txt")
    var known = KnownCases()
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      guard !line.hasPrefix("#") else { continue }
      guard let colon = line.range(of: ": "), colon.upperBound < line.endIndex else {
        throw CaseFault(description: "no reason in: \(line)")
      }
      let name = String(line[..<colon.lowerBound])
      if name.hasPrefix("area ") {
        known.areas.insert(String(name.dropFirst(5)))
      } else if known.reasons.updateValue(String(line[colon.upperBound...]), forKey: name) != nil {
        throw CaseFault(description: "\(name) is explained twice")
      }
    }
    return known
  }
}
