import Foundation
import TestSupport
import Testing

/// Commands that start from a snapshot answer as those that read the folder (RULES.md S-001).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct SnapshotCommandTests {
  private static let project = LawBook.root.appending(path: "Examples/Projects/offer-sheet")

  private static func file() -> URL { Scratch.url("snapshot") }

  @Test func commandsAnswerTheSame() throws {
    let snapshot = Self.file()
    defer { try? FileManager.default.removeItem(at: snapshot) }
    let compiled = try Program.run(
      "compile", [:], ["--out", snapshot.path], folders: [Self.project])
    let size = try #require(try snapshot.resourceValues(forKeys: [.fileSizeKey]).fileSize)
    #expect(compiled.output == ["bytes \(size) version 1 law 1"])
    #expect(compiled.status == 0)
    let orders = try #require(
      ["orders.csv", "orders.ndjson"].map { Self.project.appending(path: $0) }
        .first { FileManager.default.fileExists(atPath: $0.path) })
    let priced = [Self.project, snapshot].map { start in
      try? Program.run("price", [:], ["--orders", orders.path, "--out", "-"], folders: [start])
    }
    #expect(priced[0]?.output.isEmpty == false)
    #expect(priced[0]?.output == priced[1]?.output && priced[1]?.status == 0)
    let first = try #require(try priced[0]?.objects().first?["order"] as? String)
    for (command, words) in [("explain", [first]), ("authorize", [])] {
      let answers = try [Self.project, snapshot].map { start in
        try Program.run(command, [:], words + ["--orders", orders.path], folders: [start])
      }
      #expect(!answers[0].output.isEmpty && answers[0].output == answers[1].output)
    }
  }

  @Test func whatIsNoSnapshotIsRefused() throws {
    let file = Self.file()
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("not rules".utf8).write(to: file)
    let run = try Program.run("price", [:], ["--orders", file.path], folders: [file])
    #expect(run.status == 3)
    #expect(
      run.errors.last == "dealer-rules: cannot read `\(file.path)`: this is no snapshot of rules")
    let known = try Program.run("price", [:], ["--known", "2025-01-01"], folders: [file])
    #expect(known.status == 2)
    let nowhere = try Program.run("compile", [:], [], folders: [Self.project])
    #expect(nowhere.status == 2)
  }
}
