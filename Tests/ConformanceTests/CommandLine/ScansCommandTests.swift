import Foundation
import Testing

/// `dealer-rules scans` (RULES.md W-012, W-013).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct ScansCommandTests {
  private static let last =
    "events 26 voided 1 repeated 1 codes 159 scans 114 inRegion 89 explained 2 outOfRegion 18 "
    + "unknown 5 unread 0 reopened 0 dealers 4 watch 1 alert 1 proved 1 errors 0 warnings 1"

  private static func files() throws -> [String: String] {
    var files: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: TracedSnacks.folder.path) {
      let url = TracedSnacks.folder.appendingPathComponent(name)
      files[name] = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
    return files
  }

  @Test func theReportEndsWithPairs() throws {
    let text = try Program.run("scans", try Self.files())
    #expect(text.status == 0)
    #expect(text.output.last == Self.last)
    #expect(text.output.contains { $0.hasPrefix("dealers to look at: ") })
    #expect(text.errors.contains { $0.hasSuffix("is told again; it counts once [E921]") })
    let json = try Program.run("scans", try Self.files(), ["--json"])
    #expect(json.errors.last == Self.last)
    let object = try #require(try json.objects().first)
    #expect(json.output.count == 1 && object["scans"] as? Int == 114)
    let periods = try #require(object["dealerPeriods"] as? [[String: Any]])
    #expect(periods.first?["dealer"] as? String == "foshan")
  }

  /// The report in Chinese says nothing in English but names and its last line.
  @Test func theReportSpeaksChinese() throws {
    let text = try Program.run("scans", try Self.files(), ["--lang", "zh"])
    #expect(text.output.last == Self.last)
    #expect(text.output.contains { $0.hasPrefix("需关注的经销商: ") })
    #expect(text.output.contains { $0.contains("他人授权区域") && $0.hasSuffix(" 5") })
    let english = ["reasons", "otherTerritory", "outOfRegion", "lower bound", "watch", "signals"]
    for line in text.output.dropLast() {
      #expect(!english.contains { line.contains($0) }, "\(line)")
    }
    #expect(try Program.run("scans", try Self.files(), ["--lang", "fr"]).status == 2)
  }

  @Test func recordsHaveOneLineForEachScan() throws {
    let words = ["--known", "2025-04-01", "--format"]
    let lines = try Program.run("scans", try Self.files(), words + ["ndjson"])
    let objects = try lines.objects()
    #expect(objects.count == 114)
    #expect(objects.count { $0["reopened"] as? Bool == true } == 5)
    #expect(lines.errors.last?.contains(" reopened 5 ") == true)
    #expect(objects.first.map { Set($0.keys) }?.count == 12)
    let table = try Program.run("scans", try Self.files(), words + ["csv"])
    #expect(table.output.count == 115)
    #expect(
      table.output.first
        == "line,code,at,region,class,reason,grade,dealer,other,product,event,reopened")
  }

  /// What is not known of a scan is null (RULES.md W-013).
  @Test func aScanWithoutARegionHasNone() throws {
    var files = try Self.files()
    files["scans.csv"] = "code,at\nZZ,2025-03-01T00:00:00Z\n"
    let run = try Program.run("scans", files, ["--format", "ndjson"])
    #expect(run.output.first?.contains(#""region":null"#) == true)
  }

  /// Scans beyond what is counted are told at the first of them (RULES.md W-012).
  @Test func scansBeyondWhatIsCountedAreTold() throws {
    var files = try Self.files()
    let policy = try #require(files["trace.json"])
    files["trace.json"] = policy.replacing(
      #""trace": 1"#, with: #""trace": 1, "mostDealerPeriods": 2"#, maxReplacements: 1)
    let run = try Program.run("scans", files, ["--json"])
    #expect(run.status == 1)
    let told = try #require(run.errors.first { $0.hasSuffix(" [E937]") })
    #expect(told.hasPrefix("scans.csv:") && told.contains(": error: this scan and "))
    let object = try #require(try run.objects().first)
    #expect((object["dealerPeriods"] as? [[String: Any]])?.count == 2)
    #expect(object["scans"] as? Int == 114 && object["errors"] as? Int == 1)
  }

  /// Errors beyond the findings that are kept are counted (RULES.md W-011).
  @Test func everyErrorIsCounted() throws {
    var files = try Self.files()
    files["scans.csv"] = "code,at,region\n" + String(repeating: "A,soon,4401\n", count: 1501)
    let run = try Program.run("scans", files, ["--json"])
    #expect(run.errors.contains("501 more findings were left out"))
    let object = try #require(try run.objects().first)
    #expect(object["errors"] as? Int == 1501 && object["unread"] as? Int == 1501)
    let chinese = try Program.run("scans", files, ["--lang", "zh"])
    #expect(chinese.errors.contains("另有 501 条未列出"))
    #expect(chinese.errors.contains { $0.hasPrefix("scans.csv:2:3: 错误: ") })
  }

  /// A slip in one row of areas hides none in another, whatever kind it is of (RULES.md L-006).
  @Test func everyRowOfAreasIsTold() throws {
    var files = try Self.files()
    files["areas.csv"] =
      "effect,dealer,region\ngrant,nobody,4401\nallow,guangzhou,9999\n\"deny,guangzhou,44\n"
      + "grant,guangzhou,\ngrant,foshan\n"
    let run = try Program.run("scans", files)
    let told = run.errors.filter { $0.hasPrefix("areas.csv:") }.map { $0.suffix(6) }
    #expect(told == ["[E501]", "[E307]", "[E501]", "[E206]", "[E209]"])
    #expect(run.status == 1 && run.output.last == "errors 5 warnings 0")
    // What is wrong with the other documents beside the rules is told with it.
    files["trace.json"] = #"{"trace":1,"periods":"day"}"#
    files["totals.csv"] = "key,date,total\nx,soon,1\n"
    let all = try Program.run("scans", files)
    let names = ["trace.json:1:12", "totals.csv:2:3", "areas.csv:2:1", "areas.csv:6:1"]
    for name in names { #expect(all.errors.contains { $0.hasPrefix(name + ": ") }, "\(name)") }
    #expect(all.output.last == "errors 7 warnings 0")
  }

  /// A missing quote takes its own row alone, in scans and events (RULES.md N-002).
  @Test func anOpenQuoteTakesItsRowAlone() throws {
    var files = try Self.files()
    let rows = try #require(files["scans.csv"])
    let whole = try Program.run("scans", files, ["--format", "ndjson"])
    let lines = rows.split(separator: "\n", omittingEmptySubsequences: false)
    for line in [1, 2, 57, 114] {
      var text = lines
      text[line] = "\"" + text[line]
      files["scans.csv"] = text.joined(separator: "\n")
      let run = try Program.run("scans", files, ["--format", "ndjson"])
      var rest = whole.output
      rest.remove(at: line - 1)
      #expect(run.output == rest, "line \(line)")
      #expect(run.errors.contains { $0.hasPrefix("scans.csv:\(line + 1):1: error: quoted field") })
    }
  }

  @Test func whatIsWrongHasItsPlaceAndExitCode() throws {
    var files = try Self.files()
    files["scans.csv"] = "code,at,region\nU000001,2025-03-05,4401\nU000002,soon,4401\n"
    let run = try Program.run("scans", files)
    #expect(run.status == 1)
    #expect(run.errors.contains("scans.csv:3:9: error: `soon` is not a date [E405]"))
    #expect(run.output.last?.contains(" scans 2 inRegion 1 ") == true)
    #expect(run.output.last?.contains(" unknown 0 unread 1 ") == true)
    files["areas.csv"] = nil
    #expect(try Program.run("scans", files).status == 3)
    #expect(try Program.run("scans", files, ["--form", "csv"]).status == 2)
    #expect(try Program.run("scans", files, ["--format", "csv", "--json"]).status == 2)
    files["areas.csv"] = "dealer,region\nguangzou,4401\n"
    let unknown = try Program.run("scans", files)
    #expect(unknown.errors.contains { $0.contains("did you mean `guangzhou`?") })
  }
}
