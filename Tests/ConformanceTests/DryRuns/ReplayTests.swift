import Foundation
import TestSupport
import Testing

/// `replay` finds orders by their day and in any folder of an archive (RULES.md U-035).
@Suite("U-035 replay", .enabled(if: Program.url != nil, "needs the built program"))
struct ReplayTests {
  /// Two orders for an offer that may be used once.
  static func project(_ moment: String = #","date":"2025-03-01""#) -> [String: String] {
    let order = { (id: String) in
      #"{"id":"\#(id)","customer":"D"\#(moment),"lines":"#
        + #"[{"number":1,"product":"A","quantity":"1"}]}"#
    }
    return [
      "rules.json": TextProject.document([
        "phases": #"[{"id":"p"}]"#,
        "offers": #"[{"id":"o","phase":"p","percentOff":"10%","limits":{"uses":1}}]"#,
      ]),
      "orders.ndjson": order("1") + "\n" + order("2") + "\n",
    ]
  }

  @Test func theDateIsThatOfThePricing() throws {
    let folder = try Program.folder(Self.project(""))
    let file = folder.appendingPathComponent("decisions.ndjson")
    let day = ["--date", "2025-03-01"]
    #expect(try Program.run("price", [folder], ["--out", file.path] + day).status == 0)
    let run = try Program.run("replay", [file], ["--archive", folder.path] + day)
    #expect(run.output == ["records 2 same 2 different 0 unknown 0"])
    let other = try Program.run(
      "replay", [file], ["--archive", folder.path, "--date", "2025-03-02"])
    #expect(other.output.last == "records 2 same 0 different 0 unknown 2")
    #expect(other.output.first == "order 1: its order is not in the archive")
  }

  /// A file that went through a program which writes line ends and marks of its own.
  @Test func lineEndsAndTheMarkAreNoPartOfRecords() throws {
    let folder = try Program.folder(Self.project())
    let file = folder.appendingPathComponent("decisions.ndjson")
    #expect(try Program.run("price", [folder], ["--out", file.path]).status == 0)
    let text = try String(contentsOf: file, encoding: .utf8)
    let other = "\u{FEFF}\r\n" + text.replacing("\n", with: "\r\n")
    try Data(other.utf8).write(to: file)
    let run = try Program.run("replay", [file], ["--archive", folder.path])
    #expect(run.output == ["records 2 same 2 different 0 unknown 0"])
  }

  /// Of two folders with the same rules the one with the orders answers.
  @Test func anyFolderOfTheArchiveAnswers() throws {
    let archive = Scratch.url("archive")
    var files: [String: String] = [:]
    for (name, text) in Self.project() { files["b/\(name)"] = text }
    files["a/rules.json"] = Self.project()["rules.json"]
    files["c/rules.json"] = Self.project()["rules.json"]
    files["c/orders.ndjson"] = ""
    let folder = try Program.folder(files)
    try FileManager.default.moveItem(at: folder, to: archive)
    let file = archive.appendingPathComponent("decisions.ndjson")
    let one = archive.appendingPathComponent("b")
    #expect(try Program.run("price", [one], ["--out", file.path]).status == 0)
    let run = try Program.run("replay", [file], ["--archive", archive.path])
    #expect(run.output == ["records 2 same 2 different 0 unknown 0"])
  }
}
