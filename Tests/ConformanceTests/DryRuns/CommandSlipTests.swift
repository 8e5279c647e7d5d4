import Foundation
import TestSupport
import Testing

/// Commands of dry runs where something small is missing, stated twice or without decimals.
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct CommandSlipTests {
  /// An unset variable of a script is no pilot group of everybody (U-016).
  @Test(arguments: ["", ","]) func aPilotOfNobodyIsRefused(_ names: String) throws {
    let folder = try Program.folder(DryRunCommandTests.project("10%"))
    for (command, words) in [("diff", []), ("gate", ["--no-floor-breach"])] {
      let run = try Program.run(command, [folder, folder], ["--pilot-dealers", names] + words)
      #expect(run.status == 2)
      #expect(run.errors.first?.contains("--pilot-dealers names nobody") == true)
    }
  }

  /// An unset variable of a script is not the folder at hand.
  @Test(arguments: ["check", "format", "diff", "explain"]) func anEmptyFolderIsMissing(
    _ command: String
  ) throws {
    let run = try Program.run(command, [:], ["", "x"], isBare: true)
    #expect(run.status == 2)
    let name = command == "diff" ? "the old project" : "the project folder"
    #expect(run.errors.first?.hasPrefix("dealer-rules: \(name)") == true, "\(run.errors)")
    #expect(run.errors.first?.hasSuffix("is missing") == true)
  }

  /// What is wrong with an order is said in the language that is asked for, by every command.
  @Test func ordersAreToldInChinese() throws {
    var files = DryRunCommandTests.project("10%")
    files["orders.ndjson"] = "{"
    let folder = try Program.folder(files)
    let commands: [(String, [URL], [String])] = [
      ("diff", [folder, folder], []), ("gate", [folder, folder], ["--max-blocked", "0"]),
      ("price", [folder], []), ("rebates", [folder], ["--period", "2025"]),
      ("simulate", [folder], ["--set", "offers.spring.percentOff=5%"]),
      ("test", [folder], ["--orders", folder.appendingPathComponent("orders.ndjson").path]),
    ]
    for (command, folders, words) in commands {
      let run = try Program.run(command, folders, words + ["--lang", "zh"])
      #expect(run.errors.contains { $0.hasPrefix("orders.ndjson:1:1: 错误") }, "\(command)")
    }
  }

  /// Goods that cost nothing before are no rate dearer (U-017).
  @Test func theGateTellsAmountsFromNothing() throws {
    let old = try Program.folder(DryRunCommandTests.project("100%"))
    let new = try Program.folder(DryRunCommandTests.project("10%"))
    let run = try Program.run("gate", [old, new], ["--max-dealer-loss", "1%"])
    #expect(run.status == 1)
    #expect(run.output.first == "breach: dealer D pays 90.00 more, 90.00 instead of 0.00")
  }

  @Test(arguments: ["CNY", "JPY", "KWD"]) func aNewProjectPassesItsTests(_ code: String) throws {
    let folder = Scratch.url("new")
    #expect(try Program.run("new", [folder], ["--currency", code]).status == 0)
    let tests = try Program.run("test", [folder])
    #expect(tests.status == 0, "\(tests.output)")
    #expect(tests.output.last?.hasPrefix("tests 2 passed 2 failed 0") == true)
    #expect(try Program.run("check", [folder]).status == 0)
  }

  @Test func aFolderWithoutTestsIsTold() throws {
    var files = DryRunCommandTests.project("10%")
    files["tests/spring.json"] = nil
    let folder = try Program.folder(files)
    let run = try Program.run("test", [folder])
    #expect(run.status == 1)
    #expect(run.errors.contains { $0.contains("no tests in tests/*.json") })
    let covered = try Program.run(
      "test", [folder], ["--orders", folder.appendingPathComponent("orders.ndjson").path])
    #expect(covered.status == 0)
  }

  /// A test has no `--date`, and a folder is no file of orders.
  @Test func whatIsMissingIsNamed() throws {
    var files = DryRunCommandTests.project("10%")
    files["tests/spring.json"] = files["tests/spring.json"]?
      .replacingOccurrences(of: #","date":"2025-03-01""#, with: "")
    let folder = try Program.folder(files)
    let run = try Program.run("test", [folder])
    #expect(run.errors.contains { $0.hasSuffix("the order has no date [E901]") }, "\(run.errors)")
    #expect(run.errors.contains("  = help: add `date`"))
    let orders = try Program.run("price", [folder], ["--orders", folder.path])
    #expect(orders.status == 3)
    #expect(orders.errors.contains("dealer-rules: cannot read `\(folder.path)`"))
    let replay = try Program.run("replay", [:], [], isBare: true)
    #expect(replay.errors.first == "dealer-rules: the file of decisions is missing")
  }

  /// U-033: the other side states each line once.
  @Test func aLineStatedTwiceIsRefused() throws {
    let folder = try Program.folder(DryRunCommandTests.project("10%"))
    let expected = folder.appendingPathComponent("expected.csv")
    try Data("order,line,net\n1,1,27.00\n2,1,63.00\n1,1,28.00\n".utf8).write(to: expected)
    let run = try Program.run("match", [folder], ["--expected", expected.path])
    #expect(run.status == 1)
    #expect(run.errors.contains { $0.contains("line 1 of order `1` is stated twice") })
  }

  /// What is wrong with the order that is compared is said in the language that is asked for;
  /// objects have none.
  @Test func compareTellsInChinese() throws {
    var files = DryRunCommandTests.project("10%")
    files["orders.ndjson"] = #"{"id":"9","customer":"D","lines":[]}"#
    let folder = try Program.folder(files)
    let words = ["9", "--with", folder.path]
    let chinese = try Program.run("compare", [folder], words + ["--lang", "zh"])
    #expect(chinese.errors.contains { $0.contains("缺") }, "\(chinese.errors)")
    let plain = try Program.run("compare", [folder], words)
    let json = try Program.run("compare", [folder], words + ["--json", "--lang", "zh"])
    let error = try #require(json.objects().first?["error"] as? String)
    #expect(plain.errors.contains { $0.hasSuffix(": \(error)") }, "\(plain.errors) \(error)")
  }

  /// U-006: a table for a spreadsheet goes to standard output where no file is named.
  @Test func sheetsNeedNoFile() throws {
    let agreements = """
      [{"id":"R","rebate":{"rungs":[{"from":"0","rate":"5%"}]}},
       {"id":"G","groupBuy":{"product":"A","rungs":[{"from":"2","price":"8.50"}]}}]
      """
    let folder = try Program.folder(DailyCommandTests.shop(["agreements": agreements]))
    let commands = [("rebates", ["--period", "2025"]), ("groupbuy", ["G"])]
    for (command, words) in commands {
      let run = try Program.run(command, [folder], words + ["--excel"])
      #expect(run.status == 0)
      let first = try #require(run.output.first)
      #expect(first.hasPrefix("\u{FEFF}") && first.hasSuffix("\r"), "\(command): \(run.output)")
      #expect(run.errors.last?.hasPrefix("orders ") == true)
      let both = try Program.run(command, [folder], words + ["--excel", "--json"])
      #expect(both.status == 2)
      #expect(
        both.errors.first?.hasSuffix("--excel and --json exclude each other") == true,
        "\(both.errors)")
    }
    let alone = try Program.run("diff", [folder, folder], ["--excel", "--lang", "zh"])
    #expect(alone.status == 2)
    #expect(
      alone.errors.first?.hasSuffix("没有 --adjustments 时 --excel 不起作用") == true,
      "\(alone.errors)")
  }

  /// U-017: `5` would let everything pass.
  @Test func ratesOfMoreThanOneStateTheirSign() throws {
    let folder = try Program.folder(DryRunCommandTests.project("10%"))
    for (rate, status) in [("5", 2), ("500%", 0), ("0.05", 0), ("1", 0)] as [(String, Int32)] {
      let run = try Program.run("gate", [folder, folder], ["--max-revenue-change", rate])
      #expect(run.status == status, "\(rate)")
    }
  }

  /// U-006: what a sheet would take for a day, a rate, a number or a truth value that it shows
  /// otherwise stays a text.
  @Test func sheetsKeepIds() throws {
    let wrapped = [
      "1E5", "3-4", "5%", "$5", "1,234", "1.", "Mar-5", "5 Mar", "3月5日", "1.5-2", "1.50", "5.10",
      "0.0", "-0", "-007", "-1.0", "0.00001", "6901234567890", "true", "FALSE", "2025-03-01",
    ]
    let plain = [
      "A1", "A-1", "E5", "x-1", "Mars-5", "Marzipan 5", "May", "SN-12", "42", "0", "-7", "1.5",
      "0.05", "12345678901", "truth",
    ]
    let products = (wrapped + plain).map { "{\"id\":\"\($0)\"}" }.joined(separator: ",")
    let files = ["rules.json": TextProject.document(["products": "[\(products)]", "prices": "[]"])]
    let run = try Program.run(
      "pricelist", files, ["--customer", "D", "--date", "2025-03-01", "--excel"])
    let cells = run.output.map { $0.replacingOccurrences(of: "\r", with: "") }
    for id in wrapped {
      #expect(cells.contains { $0.hasPrefix("\"=\"\"\(id)\"\"\",") }, "\(id)")
    }
    for id in plain { #expect(cells.contains { $0.hasPrefix("\(id),") }, "\(id)") }
  }
}
