import Foundation
import TestSupport
import Testing

/// Commands that look through a file of orders once.
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct OrderPassTests {
  private static func project(_ offers: String, _ orders: [String]) -> [String: String] {
    [
      "rules.json": TextProject.document(["phases": #"[{"id":"p"}]"#, "offers": offers]),
      "orders.ndjson": orders.joined(separator: "\n"),
    ]
  }

  /// Orders that cannot be read stand beside the one that is asked for, in any file and number.
  @Test func brokenOrdersAreOnThePath() throws {
    let broken = (1...400).map { #"{"id":"b\#($0)","nothing":1}"# }
    let good = TextProject.order("last", [#""product":"A","quantity":"3""#])
    let folder = try Program.folder(Self.project("[]", broken + [good]))
    let file = folder.appendingPathComponent("orders.ndjson").path
    let explained = try Program.run("explain", [folder], ["last"])
    #expect(explained.status == 0 && explained.errors.isEmpty)
    #expect(explained.output.last?.hasPrefix("order last outcome allow") == true)
    let wrong = try Program.run("explain", [folder], ["b7"])
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains { $0.hasPrefix("orders.ndjson:7:") }, "\(wrong.errors)")
    #expect(try Program.run("explain", [folder], ["none"]).status == 2)
    let covered = try Program.run("test", [folder], ["--orders", file])
    #expect(covered.status == 1)
    #expect(covered.errors.contains { $0.hasPrefix("orders.ndjson:400:") })
    let compared = try Program.run("compare", [folder], ["last", "--with", folder.path])
    #expect(compared.status == 0, "\(compared.errors)")
    let failed = try Program.run("compare", [folder], ["b3", "--with", folder.path])
    #expect(failed.status == 1)
  }

  /// Standard input is read once: by those that need it once.
  @Test func standardInputIsReadOnce() throws {
    let files = Self.project("[]", [TextProject.order("1", [#""product":"A","quantity":"3""#])])
    let explained = try Program.run(
      "explain", files, ["1", "--orders", "-"], input: "orders.ndjson")
    #expect(explained.status == 0, "\(explained.errors)")
    let covered = try Program.run("test", files, ["--orders", "-"], input: "orders.ndjson")
    #expect(covered.status == 0, "\(covered.errors)")
    let compared = try Program.run(
      "compare", files, ["1", "--with", ".", "--orders", "-"], input: "orders.ndjson")
    #expect(compared.status == 2)
    #expect(
      compared.errors.first == "dealer-rules: --with and --orders - exclude each other")
  }
}
