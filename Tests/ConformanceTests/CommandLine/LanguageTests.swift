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
    #expect(chinese.errors.contains { $0.hasSuffix("错误: 未知字段：没有字段 `ofers` [E301]") })
    #expect(chinese.errors.contains("  = 建议: 是否想写 `offers`？"))
    #expect(chinese.output == english.output)
    // A command that cannot read the rules says the same.
    let price = try Program.run("price", files, ["--lang", "zh"])
    #expect(price.errors.contains { $0.contains("错误: 未知字段") })
    #expect(try Program.run("check", files, ["--lang", "fr"]).status == 2)
  }

  /// Command lines that are not understood and files that are not there are told in Chinese too.
  @Test func usageErrorsAreChinese() throws {
    let language = ["--lang", "zh"]
    let cases: [(String, [String], String)] = [
      ("check", ["--nope"], "没有选项 `--nope`"), ("pricelist", [], "缺少 --date"),
      ("match", [], "缺少 --expected"), ("simulate", ["--sweep", "x"], "须写成"),
      ("simulate", ["--set", "offers.SE-AUTUM.percent=9"], "中没有 `SE-AUTUM`，是否想写 `SE-AUTUMN`"),
      ("gate", ["--max-dealer-loss", "x"], "缺少新项目"),
      ("price", ["--orders", "nowhere.csv"], "无法读取"),
    ]
    for (command, words, said) in cases {
      let chinese = try Program.run(command, [:], words + language, folders: [Self.snacks])
      let english = try Program.run(command, [:], words, folders: [Self.snacks])
      let text = chinese.errors.joined(separator: "\n")
      #expect(text.contains(said), "\(command) \(words): \(text)")
      #expect(chinese.status == english.status && chinese.status >= 2, "\(command)")
      #expect(chinese.errors.count == english.errors.count, "\(command)")
      #expect(!english.errors.joined().contains { "一" <= $0 && $0 <= "龥" }, "\(command)")
    }
  }

  /// Helps name the same options in both languages, and no sentence stays English.
  @Test func helpsAreChinese() throws {
    let overview = try Program.run("--help", [:], [], isBare: true).output
    let commands = overview.compactMap { line -> String? in
      let words = line.split(separator: " ")
      let isCommand = line.hasPrefix("  ") && !line.hasPrefix("   ")
      return isCommand ? words.first.map(String.init) : nil
    }
    #expect(commands.count == 26)
    let option = #/(?m)^  (-[^ ]*(?: [^ ]+)*?)(?:  |$)/#
    for command in ["--help"] + commands {
      let words = command == "--help" ? [] : ["--help"]
      let english = try Program.run(command, [:], words, isBare: true)
      let chinese = try Program.run(command, [:], words + ["--lang", "zh"], isBare: true)
      #expect(english.status == 0 && chinese.status == 0, "\(command)")
      let texts = [english, chinese].map { $0.output.joined(separator: "\n") }
      let options = texts.map { text in text.matches(of: #/--[a-z][-a-z]*/#).map { $0.0 } }
      #expect(Set(options[0]) == Set(options[1]), "\(command)")
      let named = texts.map { text in
        text.matches(of: option).map { $0.1 }.filter { !$0.contains("`") && !$0.contains("、") }
      }
      #expect(named[0] == named[1] || command == "--help", "\(command): \(named)")
      #expect(!english.output.joined().contains { "一" <= $0 && $0 <= "龥" }, "\(command)")
      for line in chinese.output + english.output {
        #expect(
          line.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E7F ? 2 : 1) } <= 100, "\(line)")
      }
      // Five words in a row that are no names of files or options are a sentence.
      let sentence = #/(?:\b[a-z]{2,} ){4}[a-z]{2,}\b/#
      #expect(texts[1].firstMatch(of: sentence) == nil, "\(command): \(texts[1])")
    }
  }

  /// Every command says in Chinese what it says to people; the last line stays.
  @Test func everyCommandSpeaksChinese() throws {
    let snacks = [Self.snacks]
    let group = [LawBook.root.appendingPathComponent("Examples/Projects/group-buy")]
    let day = ["--date", "2025-09-15"]
    let commands: [(String, [URL], [String], [String])] = [
      ("diff", snacks + snacks, [], ["原规则", "目录价合计", "订单按净额变化分布"]),
      ("simulate", snacks, ["--set", "offers.SE-AUTUMN.percent=9"], ["按经销商: ", "净额 "]),
      ("simulate", snacks, ["--sweep", "offers.SE-AUTUMN.percent=5..6/1"], ["取值", "收入"]),
      ("explain", snacks, ["SO2509150005"], ["订单 SO2509150005: 放行, CNY"]),
      ("compare", snacks, ["SO2509150005", "--with", Self.snacks.path], ["应付", "放行"]),
      ("pricelist", snacks, ["--customer", "D0001"] + day, ["净价", "价格行"]),
      ("rebates", snacks, ["--period", "2025-Q3"], ["受益方", "返利"]),
      ("groupbuy", group, ["spring-rice"], ["客户", "差额"]),
      ("credit", snacks, ["--as-of", "2025-09-15"], ["额度 ", "已用 ", "可用 "]),
      ("scorecards", snacks, ["--as-of", "2025-09-15"], ["额度 ", "得分 "]),
      ("statement", snacks, ["--account", "D0001", "--period", "2025-09"], ["期初", "期末"]),
      (
        "gate", snacks + snacks, ["--max-revenue-change", "1%", "--orders", "/dev/null"],
        ["没有比较任何订单"]
      ),
    ]
    for (command, folders, words, said) in commands {
      let chinese = try Program.run(command, [:], words + ["--lang", "zh"], folders: folders)
      let english = try Program.run(command, [:], words, folders: folders)
      let text = chinese.output.joined(separator: "\n")
      for part in said {
        #expect(text.contains(part), "\(command): \(part) not in \(text.prefix(600))")
      }
      #expect(chinese.status == english.status, "\(command)")
      #expect(chinese.output.last == english.output.last, "\(command)")
      #expect(chinese.output.count == english.output.count, "\(command)")
      #expect(!english.output.joined().contains { "一" <= $0 && $0 <= "龥" }, "\(command)")
    }
  }

  /// What comes from nothing, and what no test made use of; the last line has no language.
  @Test func wordsOfTablesAreChinese() throws {
    var files = DryRunCommandTests.project("10%")
    files["rules.json"] = TextProject.document([:])
    let plain = try Program.folder(files)
    files["rules.json"] = TextProject.document([
      "products": #"[{"id":"A","cost":"1"}]"#, "phases": #"[{"id":"p"}]"#,
      "offers": #"[{"id":"spring","phase":"p","percentOff":"10%"}]"#,
      "guards": #"[{"id":"cost","floor":{"of":"cost"},"outcome":"refuse"}]"#,
    ])
    let offer = try Program.folder(files)
    let chinese = try Program.run("diff", [plain, offer], ["--lang", "zh"])
    #expect(
      chinese.output.contains { $0.hasPrefix("  spring ") && $0.hasSuffix(" 新增") },
      "\(chinese.output)")
    let english = try Program.run("diff", [plain, offer])
    #expect(english.output.contains { $0.hasPrefix("  spring ") && $0.hasSuffix(" new") })
    let page = offer.appendingPathComponent("report.html")
    _ = try Program.run("report", [plain, offer], ["--html", page.path, "--lang", "zh"])
    let report = try String(contentsOf: page, encoding: .utf8)
    #expect(report.contains("<td>新增</td>") && !report.contains("<td>new</td>"))
    let tests = try Program.run("test", [offer], ["--coverage", "--lang", "zh"])
    #expect(tests.output.contains { $0.hasPrefix("  护栏 cost ") }, "\(tests.output)")
    let plainTests = try Program.run("test", [offer], ["--coverage"])
    #expect(plainTests.output.contains { $0.hasPrefix("  guardrail cost ") })
  }

  @Test func aNewProjectNamesThingsInChinese() throws {
    let folder = Scratch.url("new")
    let made = try Program.run("new", [:], ["--lang", "zh"], folders: [folder])
    #expect(made.output.last == "files 7")
    let rules = try String(
      contentsOf: folder.appendingPathComponent("rules.json"), encoding: .utf8)
    #expect(rules.contains("春季零食满 10 件九折"))
    #expect(try Program.run("check", [:], [], folders: [folder]).status == 0)
    let tests = try Program.run("test", [:], ["--coverage", "--lang", "zh"], folders: [folder])
    #expect(tests.output.contains("2 张订单没有用到："))
    #expect(tests.status == 0)
    #expect(tests.output.first?.hasPrefix("通过 整箱薯片九折") == true)
    #expect(
      try Program.run("format", [:], ["--check", "--lang", "zh"], folders: [folder]).status < 2)
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
