import Foundation
import TestSupport
import Testing

/// Orders that cannot be read or priced are named on standard error, once, by every command that is
/// asked about them, and the exit code is 1 (RULES.md X-013).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct OrderFaultTests {
  private static let english = "order 1, line 1: quantityNotPositive"
  private static let chinese = "订单 1 第 1 行：数量必须大于零 (quantityNotPositive)"

  /// A project whose first order orders nothing.
  private static func project(_ percent: String = "10%") -> [String: String] {
    var files = DryRunCommandTests.project(percent)
    files["orders.ndjson"] = [
      TextProject.order("1", [#""product":"A","quantity":"0""#]),
      TextProject.order("2", [#""product":"A","quantity":"7""#]),
    ].joined(separator: "\n")
    files["expected.csv"] = "order,line,net\n2,1,63.00\n"
    return files
  }

  @Test func everyCommandNamesAnOrderInError() throws {
    let old = try Program.folder(Self.project())
    let new = try Program.folder(Self.project("11%"))
    let path = { (name: String) in old.appendingPathComponent(name).path }
    let commands: [(String, [URL], [String])] = [
      ("test", [old], ["--orders", path("orders.ndjson")]),
      ("match", [old], ["--expected", path("expected.csv")]), ("diff", [old, new], []),
      ("gate", [old, new], ["--max-blocked", "0"]),
      ("report", [old, new], ["--html", path("report.html")]),
      ("simulate", [old], ["--set", "offers.spring.percent=9"]),
      ("simulate", [old], ["--sweep", "offers.spring.percent=5..7/1"]),
      ("rebates", [old], ["--period", "2025"]), ("price", [old], []), ("authorize", [old], []),
      ("explain", [old], ["1"]),
    ]
    for (command, folders, words) in commands {
      for (language, said) in [("en", Self.english), ("zh", Self.chinese)] {
        let run = try Program.run(command, folders, words + ["--lang", language])
        #expect(run.status == 1, "\(command) \(words)")
        #expect(run.errors.count { $0 == said } == 1, "\(command) \(words): \(run.errors)")
        #expect(!run.output.contains(said), "\(command) \(words)")
      }
    }
    let gate = try Program.run("gate", [old, new], ["--max-blocked", "0"])
    #expect(gate.output.first == "orders that could not be compared: 1")
    let sweep = try Program.run("simulate", [old], ["--sweep", "offers.spring.percent=5..7/1"])
    #expect(sweep.output.last?.hasSuffix("unreadable 0 errors 1") == true)
    let match = try Program.run("match", [old], ["--expected", path("expected.csv")])
    #expect(match.output.last?.hasPrefix("lines 1 exact 1 different 0 ") == true)
  }

  /// U-011: only one side's prices are too large for the order.
  @Test func theSideIsTold() throws {
    var files = ["rules.json": TextProject.document([:])]
    files["orders.ndjson"] = TextProject.order("1", [#""product":"A","quantity":"7000""#])
    let plain = try Program.folder(files)
    files["rules.json"] = TextProject.document([
      "prices": #"[{"table":"list","product":"A","price":"9000000000"}]"#
    ])
    let large = try Program.folder(files)
    let said = "order 1, line 1: overflow"
    for (folders, side) in [([plain, large], "new"), ([large, plain], "old")] {
      let run = try Program.run("diff", folders)
      #expect(run.status == 1)
      #expect(run.errors.contains("\(said) (\(side) rules)"), "\(run.errors)")
    }
    let both = try Program.run("diff", [large, large])
    #expect(both.errors.filter { $0.hasPrefix("order 1") } == [said])
    let compared = try Program.run("compare", [plain], ["1", "--with", large.path])
    #expect(compared.status == 1)
    #expect(compared.errors == ["\(large.lastPathComponent): \(said)"])
    #expect(!compared.output.contains { $0.contains("overflow") })
  }

  /// X-015: an order that is not found may be in a part of the file that cannot be read.
  @Test func aBrokenFileShowsItsFault() throws {
    var files = DryRunCommandTests.project("10%")
    files["broken.ndjson"] = #"{"id":"#
    files["empty.csv"] = ""
    files["mixed.ndjson"] = #"{"id":"# + "\n" + (files["orders.ndjson"] ?? "")
    let folder = try Program.folder(files)
    for (command, words) in [("explain", ["7"]), ("compare", ["7", "--with", folder.path])] {
      for (file, code) in [("broken.ndjson", "E109"), ("empty.csv", "E201")] {
        let orders = ["--orders", folder.appendingPathComponent(file).path]
        let run = try Program.run(command, [folder], words + orders)
        #expect(run.status == 1, "\(command) \(file)")
        #expect(run.errors.first == "\(file) holds no order `7`")
        #expect(run.errors.contains { $0.contains("[\(code)]") }, "\(command): \(run.errors)")
        let json = try Program.run(command, [folder], words + orders + ["--json"])
        #expect(try json.objects().first?["code"] as? String == code)
      }
      let whole = try Program.run(command, [folder], words)
      #expect(whole.status == 2)
    }
    // What is found is told, whatever else the file holds.
    let mixed = ["2", "--orders", folder.appendingPathComponent("mixed.ndjson").path]
    #expect(try Program.run("explain", [folder], mixed).status == 0)
  }

  @Test func aFileWithoutOrdersTestsNothing() throws {
    var files = DryRunCommandTests.project("10%")
    files["tests/spring.json"] = nil
    files["none.csv"] = "order,customer,date,number,product,quantity\n"
    let folder = try Program.folder(files)
    let words = ["--orders", folder.appendingPathComponent("none.csv").path]
    let run = try Program.run("test", [folder], words)
    #expect(run.status == 1)
    #expect(run.errors.contains("the file has no orders"), "\(run.errors)")
    // Beside tests the file may be empty.
    let tested = try Program.folder(DryRunCommandTests.project("10%"))
    #expect(try Program.run("test", [tested], words).status == 0)
  }
}
