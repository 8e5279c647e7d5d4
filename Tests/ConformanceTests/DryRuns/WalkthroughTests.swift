import Foundation
import TestSupport
import Testing

/// Examples/WALKTHROUGH.md, command for command. `RECORD=1` writes what came out into it.
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct WalkthroughTests {
  /// A fenced block: what stands behind the fence, and its lines.
  private struct Block {
    var label: String
    var lines: [String]
  }

  private static let page = "Examples/WALKTHROUGH.md"

  @Test func whatIsShownIsWhatIsPrinted() throws {
    let folder = Scratch.url("walkthrough")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var commands = 0
    var played: [String] = []
    var open: Block?
    for line in try LawBook.text(Self.page).components(separatedBy: "\n") {
      guard line.hasPrefix("```") else {
        if open == nil { played.append(line) } else { open?.lines.append(line) }
        continue
      }
      guard let block = open else {
        open = Block(label: String(line.dropFirst(3)), lines: [])
        played.append(line)
        continue
      }
      open = nil
      if block.label.hasPrefix("json ") {
        let file = folder.appendingPathComponent(String(block.label.dropFirst(5)))
        try Data((block.lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        played += block.lines
      } else {
        #expect(block.label == "console" || block.label == "console fails")
        for command in block.lines where command.hasPrefix("$ ") {
          commands += 1
          let run = try Self.run(String(command.dropFirst(2)), folder)
          #expect((run.status != 0) == block.label.hasSuffix("fails"), "\(command)")
          played += [command] + run.output
        }
      }
      played.append(line)
    }
    #expect(commands >= 14)
    let shown = played.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(shown.utf8).write(to: LawBook.root.appendingPathComponent(Self.page))
    }
    #expect(try LawBook.text(Self.page) == shown)
    // The page of the comparison is there and whole.
    let report = folder.appendingPathComponent("report.html")
    let text = try String(contentsOf: report, encoding: .utf8)
    #expect(text.contains("<h1>Summer 2025</h1>") && text.hasSuffix("</html>\n"))
  }

  /// A line of the shell, in which `dealer-rules` is the program that was built.
  private static func run(
    _ line: String, _ folder: URL
  ) throws -> (status: Int32, output: [String]) {
    let program = try #require(Program.url)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    let path = environment["PATH"] ?? ""
    environment["PATH"] = program.deletingLastPathComponent().path + ":" + path
    process.environment = environment
    let output = folder.appendingPathComponent("standard-output")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    let lines = text.hasSuffix("\n") ? String(text.dropLast()) : text
    return (process.terminationStatus, text.isEmpty ? [] : lines.components(separatedBy: "\n"))
  }
}
