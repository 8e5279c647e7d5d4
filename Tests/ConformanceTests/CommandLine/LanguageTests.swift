import Foundation
import TestSupport
import Testing

/// Texts in 简体中文, and what is drawn.
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct LanguageTests {
  private static let snacks = LawBook.root.appendingPathComponent("Examples/Projects/snack-brand")

  @Test func findingsSayTheirTitle() throws {
    let files = ["rules.json": TextProject.document(["ofers": "[]"])]
    let english = try Program.run("check", files)
    let chinese = try Program.run("check", files, ["--lang", "zh"])
    #expect(english.status == 1 && chinese.status == 1)
    #expect(english.errors.contains { $0.hasSuffix("error: unknown field `ofers` [E301]") })
    #expect(chinese.errors.contains { $0.hasSuffix("错误: 未知字段：unknown field `ofers` [E301]") })
    #expect(chinese.errors.contains("  = 建议: did you mean `offers`?"))
    #expect(chinese.output == english.output)
    // A command that cannot read the rules says the same.
    let price = try Program.run("price", files, ["--lang", "zh"])
    #expect(price.errors.contains { $0.contains("错误: 未知字段") })
    #expect(try Program.run("check", files, ["--lang", "fr"]).status == 2)
  }

  @Test func theSummaryIsChinese() throws {
    let english = try Program.run("price", [:], [], folders: [Self.snacks])
    let chinese = try Program.run("price", [:], ["--lang", "zh"], folders: [Self.snacks])
    #expect(chinese.output.count == english.output.count)
    #expect(chinese.output.last == english.output.last)
    #expect(chinese.output.contains { $0.hasPrefix("应付") && $0.hasSuffix(" 17323552.09") })
  }

  /// The bars begin and end where the amounts say.
  @Test func theWaterfallIsDrawn() throws {
    let words = ["SO2509150005", "--picture"]
    let run = try Program.run("explain", [:], words, folders: [Self.snacks])
    let plain = try Program.run("explain", [:], ["SO2509150005"], folders: [Self.snacks])
    let drawn = run.output.filter { $0.contains("█") || $0.contains("░") }
    #expect(run.output.count == plain.output.count + drawn.count)
    #expect(
      drawn.map { $0.split(separator: " ").first } == [
        "list", "SE-AUTUMN", "net", "charges", "payable",
      ])
    #expect(
      drawn.map { $0.split(separator: " ").last } == [
        "301.20", "-9.03", "292.17", "15.00", "307.17",
      ])
    // 44 columns are 307.17: 301.20 takes 43 of them, 292.17 takes 41.
    #expect(drawn.map { $0.count { $0 == "█" } } == [43, 0, 41, 3, 44])
    #expect(drawn[1].count { $0 == "░" } == 2)
  }
}
