import DealerRules

/// Results of tests for other programs.
struct TestReport {
  let suites: [(file: RuleTestFile, results: [RuleTestResult])]

  /// What is not as stated, in the language asked for.
  static func said(_ miss: RuleTestResult.Mismatch) -> String {
    guard ReportWords.asked.isChinese else { return sentence(miss) }
    if miss.path.isEmpty { return "没有写明期望；--record 会写入实际结果" }
    let stated = flat(miss.expected)
    if miss.path == "/absent" { return "\(stated) 不应出现，却出现了" }
    guard let actual = miss.actual else { return "\(miss.path)：应为 \(stated)，实际没有" }
    return "\(miss.path)：应为 \(stated)，实际为 \(flat(actual))"
  }

  /// What is not as stated, in one line.
  static func sentence(_ miss: RuleTestResult.Mismatch) -> String {
    if miss.path.isEmpty { return "\(miss.expected); --record writes what came out" }
    let stated = flat(miss.expected)
    if miss.path == "/absent" { return "\(stated) must not be there, and is" }
    guard let actual = miss.actual else { return "\(miss.path): expected \(stated), there is none" }
    return "\(miss.path): expected \(stated), got \(flat(actual))"
  }

  private static func flat(_ text: String) -> String {
    let line = text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    return line.count > 400 ? line.prefix(400) + "…" : line
  }

  /// JUnit XML: a suite for each document.
  var junit: String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>"]
    for suite in suites {
      let failures = suite.results.count { !$0.isPassed }
      let name = TestReport.escaped(suite.file.source.name)
      lines.append(
        "  <testsuite name=\"\(name)\" tests=\"\(suite.results.count)\" "
          + "failures=\"\(failures)\" errors=\"0\">")
      for result in suite.results {
        let head =
          "    <testcase classname=\"\(name)\" name=\"\(TestReport.escaped(result.test.name))\""
        guard !result.isPassed else {
          lines.append(head + "/>")
          continue
        }
        let text = result.mismatches.map(TestReport.sentence).joined(separator: "\n")
        lines += [
          head + ">", "      <failure>\(TestReport.escaped(text))</failure>", "    </testcase>",
        ]
      }
      lines.append("  </testsuite>")
    }
    return (lines + ["</testsuites>", ""]).joined(separator: "\n")
  }

  /// A text as XML; what XML cannot hold becomes a question mark.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        let isBad = scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
        if isBad { result += "?" } else { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }
}
