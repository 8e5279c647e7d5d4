import Foundation

/// The program `dealer-rules` as it was built beside the tests.
enum Program {
  /// What a run left behind.
  struct Run {
    var status: Int32
    var isKilled: Bool
    var output: [String]
    var errors: [String]

    /// Standard output as JSON objects, one a line.
    func objects() throws -> [[String: Any]] {
      try output.map {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
      }
    }
  }

  /// Where it is; `nil` where it was not built.
  static var url: URL? {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = [bundle, LawBook.root.appendingPathComponent(".build/debug")]
    return folders.map { $0.appendingPathComponent("dealer-rules") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Runs a command over a folder with the given files, or over other folders; other words follow.
  /// Standard input is one of the files where it is named. A bare command names no folder.
  static func run(
    _ command: String, _ files: [String: String], _ words: [String] = [], folders: [URL] = [],
    input: String? = nil, isBare: Bool = false
  ) throws -> Run {
    let folder = Scratch.url("project")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let process = Process()
    process.executableURL = url
    let paths = isBare ? [] : folders.isEmpty ? [folder.path] : folders.map { $0.path }
    process.arguments = [command] + paths + words
    let output = folder.appendingPathComponent("standard-output")
    let errors = folder.appendingPathComponent("standard-error")
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    if let input {
      process.standardInput = try FileHandle(
        forReadingFrom: folder.appendingPathComponent(input))
    }
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, isKilled: process.terminationReason != .exit,
      output: try lines(output), errors: try lines(errors))
  }

  /// Runs a command over folders; other words follow.
  static func run(_ command: String, _ folders: [URL], _ words: [String] = []) throws -> Run {
    try run(command, [:], words, folders: folders)
  }

  /// A folder with the given files, folders among their names made.
  static func folder(_ files: [String: String]) throws -> URL {
    let folder = Scratch.url("dry-run")
    for (name, text) in files {
      let url = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    return folder
  }

  private static func lines(_ file: URL) throws -> [String] {
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    return text.utf8.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }
}
