import Foundation
import TestSupport
import Testing

/// `return --archive` and `order-desk --archive`: the rules of then (RULES.md Z-008, Z-009).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct ReturnArchiveTests {
  /// The project of ``ReturnCommandTests`` with 10 % off changed to 12 %.
  private static let changed = ReturnCommandTests.project.merging([
    "rules.json": (ReturnCommandTests.project["rules.json"] ?? "").replacingOccurrences(
      of: #""percentOff":"10%""#, with: #""percentOff":"12%""#)
  ]) { $1 }

  /// A folder of rule folders: today's rules under `b`, those of then under `c`, and `a`, which
  /// holds no rules.
  private static func archive() throws -> URL {
    let folder = Scratch.url("archive")
    for (name, files) in ["a": [:], "b": changed, "c": ReturnCommandTests.project] {
      let inner = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
      guard let rules = files["rules.json"] else { continue }
      try Data(rules.utf8).write(to: inner.appendingPathComponent("rules.json"))
    }
    return folder
  }

  @Test func goodsThatStayArePricedByTheRulesOfThen() throws {
    let file = Scratch.url("sales", suffix: ".ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(try ReturnCommandTests.sales().utf8).write(to: file)
    let words =
      ["--sale", file.path, "--order", "1", "--lines", "1=3"] + ReturnCommandTests.day
    let without = try Program.run("return", Self.changed, words)
    #expect(without.output.contains { $0.contains("the rules price otherwise") })
    #expect(without.status == 1)
    let folder = try Self.archive()
    defer { try? FileManager.default.removeItem(at: folder) }
    let with = try Program.run("return", Self.changed, words + ["--archive", folder.path])
    #expect(with.status == 0)
    #expect(
      with.output.last
        == "returns 1 sale 1 return 1/1 outcome allowed currency CNY refund 26.00 credit 23.40")
    #expect(with.errors.contains { $0.hasSuffix("/a` holds no rules that can be used") })
    // A new customer and a price of another product are nothing to the sale.
    let more = ReturnCommandTests.project.merging([
      "rules.json": (ReturnCommandTests.project["rules.json"] ?? "").replacingOccurrences(
        of: #""customers":["#, with: #""customers":[{"id":"New"},"#)
    ]) { $1 }
    #expect(more != ReturnCommandTests.project)
    let today = try Program.run("return", more, words)
    #expect(today.status == 0 && today.output.last == with.output.last)
    #expect(
      try Program.run("return", Self.changed, words + ["--archive", "/nowhere"]).status == 3)
  }

  /// Where the dealer names no sale, the rules of then say of which the goods may come back.
  @Test func goodsWithoutASaleComeBackByTheRulesOfThen() throws {
    let file = Scratch.url("sales", suffix: ".ndjson")
    let folder = try Self.archive()
    defer { for url in [file, folder] { try? FileManager.default.removeItem(at: url) } }
    try Data(try ReturnCommandTests.sales().utf8).write(to: file)
    let words = ["--sale", file.path, "--products", "A=3"] + ReturnCommandTests.day
    let without = try Program.run("return", Self.changed, words)
    #expect(without.status == 1)
    #expect(without.errors.contains { $0.contains("no sales hold 3 of `A`") })
    let with = try Program.run("return", Self.changed, words + ["--archive", folder.path])
    #expect(with.status == 0)
    #expect(
      with.output.last
        == "returns 1 sale 1 return 1/1 outcome allowed currency CNY refund 26.00 credit 23.40")
  }
}
