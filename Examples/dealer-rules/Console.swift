import Foundation

/// Exit codes of every command.
enum ExitCode: Int32 {
  /// Everything is in order.
  case ok = 0
  /// Findings, mismatches, or an order in error.
  case findings = 1
  /// The command line was not understood.
  case usage = 2
  /// A file could not be read or written.
  case inputOutput = 3
}

/// A file that could not be read or written; exit code 3.
struct FileError: Error {
  let message: String
}

/// Where text goes: results to standard output, errors, time and progress to standard error.
enum Console {
  /// Writes a line of result.
  static func print(_ text: String) { write(text + "\n", FileHandle.standardOutput) }

  /// Writes a line of error or progress.
  static func note(_ text: String) { write(text + "\n", FileHandle.standardError) }

  /// Ends a command with its counts: one line of key and value pairs, and beside it one JSON object
  /// where JSON is asked for; then only that stands on standard output.
  static func end(_ counts: [(String, Int)], _ isJSON: Bool) {
    let line = counts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    guard isJSON else { return print(line) }
    print("{" + counts.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}")
    note(line)
  }

  /// Columns of a terminal that a text takes: Chinese characters take two each.
  static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E7F ? 2 : 1) }
  }

  /// A text as a JSON string.
  static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Writes bytes of result.
  static func write(_ bytes: [UInt8]) throws {
    try FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }

  private static func write(_ text: String, _ handle: FileHandle) {
    // A reader that went away is not an error of this program.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}

/// A progress bar on standard error, shown only on a terminal and only for long runs.
struct ProgressBar {
  private let total: Int
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var last = 0

  init(total: Int) {
    self.total = max(total, 1)
    isShown = isatty(2) == 1
  }

  /// Draws the bar when it has moved by a hundredth and the run is older than a second.
  mutating func update(_ done: Int) {
    guard isShown, done * 100 / total > last, ContinuousClock.now - start > .seconds(1) else {
      return
    }
    last = done * 100 / total
    let filled = String(repeating: "#", count: last / 4)
    let rest = String(repeating: ".", count: 25 - last / 4)
    try? FileHandle.standardError.write(contentsOf: Data("\r[\(filled)\(rest)] \(last) %".utf8))
  }

  /// Removes the bar.
  func finish() {
    guard isShown, last > 0 else { return }
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8))
  }
}
