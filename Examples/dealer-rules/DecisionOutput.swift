import DealerRules
import Foundation

/// Where `price --out` writes decisions, and the summary of all of them.
actor DecisionOutput {
  private let handle: FileHandle?
  private let formatters: [DecisionFormatter]

  /// Opens the output; `-` is standard output, and without a path only the summary is kept.
  init(_ path: String?, _ rules: CompiledRules, _ detail: Detail, _ workers: Int) throws {
    var form: DecisionFormatter.Form?
    switch path {
    case nil: handle = nil
    case "-":
      handle = .standardOutput
      form = .records
    case let path?:
      form = path.hasSuffix(".ndjson") ? .records : path.hasSuffix(".csv") ? .table : nil
      guard form != nil else {
        throw Arguments.UsageError(message: "--out takes F.ndjson, F.csv or -, not `\(path)`")
      }
      guard FileManager.default.createFile(atPath: path, contents: nil),
        let handle = FileHandle(forWritingAtPath: path)
      else { throw FileError(message: "cannot write `\(path)`") }
      self.handle = handle
    }
    let hash = form == .records ? rules.rulesHash() : ""
    formatters = (0..<workers).map { _ in DecisionFormatter(form, rules, hash, detail) }
    if form == .table { try DecisionOutput.write(DecisionTableWriter.header, handle) }
  }

  /// Writes the decisions of a block, a part of it by each formatter.
  func write(_ priced: PricedBlock?) async throws {
    guard let priced else { return }
    let count = priced.block.orders.count
    let tasks = count < 64 ? 1 : formatters.count
    let parts = await withTaskGroup(
      of: (Int, DecisionFormatter.Part).self, returning: [DecisionFormatter.Part].self
    ) { [formatters] group in
      for task in 0..<tasks {
        let range = count * task / tasks..<count * (task + 1) / tasks
        group.addTask { (task, await formatters[task].part(range, of: priced)) }
      }
      var parts = Array(repeating: DecisionFormatter.Part(), count: tasks)
      for await (task, part) in group { parts[task] = part }
      return parts
    }
    for part in parts {
      for note in part.notes { Console.note(note) }
      try DecisionOutput.write(part.bytes, handle)
    }
  }

  private static func write(_ bytes: [UInt8], _ handle: FileHandle?) throws {
    guard let handle, !bytes.isEmpty else { return }
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw FileError(message: "cannot write the decisions: \(error)")
    }
  }

  /// Closes the output; returns the summary of all decisions.
  func close() async throws -> Summary {
    if let handle, handle !== FileHandle.standardOutput { try handle.close() }
    var summary = await formatters[0].summary
    for formatter in formatters.dropFirst() { summary.add(await formatter.summary) }
    return summary
  }

  /// A CSV field, quoted where it needs to be.
  static func cell(_ text: String) -> String {
    // By bytes: a line end of two is one Character, and so is a comma with a mark upon it.
    let special: [UInt8] = [0x2C, 0x22, 0x0A, 0x0D]
    guard text.utf8.contains(where: { special.contains($0) }) else { return text }
    let doubled = text.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
    return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
  }
}
