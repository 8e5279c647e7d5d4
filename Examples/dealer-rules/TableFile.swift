import DealerRules
import Foundation

/// A CSV file that is written row by row; for spreadsheets if asked (RULES.md U-006).
final class TableFile {
  private let handle: FileHandle
  private let isForSheets: Bool
  private var buffer: [UInt8] = []
  private var failure: (any Error)?

  /// Creates the file; `-` is standard output.
  init(_ path: String, isForSheets: Bool) throws {
    self.isForSheets = isForSheets
    if path == "-" {
      handle = .standardOutput
    } else {
      guard FileManager.default.createFile(atPath: path, contents: nil),
        let handle = FileHandle(forWritingAtPath: path)
      else { throw FileError(message: "cannot write `\(path)`") }
      self.handle = handle
    }
    if isForSheets { buffer += [0xEF, 0xBB, 0xBF] }
  }

  /// The table that `--out` names, or `--excel` asks for on standard output; `nil` for none.
  convenience init?(_ arguments: Arguments) throws {
    let isForSheets = arguments.has("--excel")
    guard let path = arguments.value("--out") ?? (isForSheets ? "-" : nil) else { return nil }
    try self.init(path, isForSheets: isForSheets)
  }

  /// Whether such a table goes to standard output.
  static func isOutput(_ arguments: Arguments) -> Bool {
    (arguments.value("--out") ?? (arguments.has("--excel") ? "-" : nil)) == "-"
  }

  /// Adds a row.
  func row(_ cells: [String]) {
    let texts = cells.map { isForSheets ? TableFile.sheetCell($0) : DecisionOutput.cell($0) }
    buffer += Array((texts.joined(separator: ",") + (isForSheets ? "\r\n" : "\n")).utf8)
    guard buffer.count > 1 << 20 else { return }
    flush()
  }

  /// A cell that a spreadsheet shows as it is: what it would take for a formula, or for a number
  /// that it would shorten, is a text of its own.
  static func sheetCell(_ text: String) -> String {
    guard let first = text.utf8.first else { return "" }
    let digits = text.utf8.allSatisfy { (48...57).contains($0) }
    let isLongNumber = digits && (text.utf8.count > 15 || first == 48 && text.utf8.count > 1)
    if isLongNumber || isTakenForOther(text) { return "\"=\"\"\(text)\"\"\"" }
    let isNumber = isDecimal(text)
    let isFormula = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first) && !isNumber
    return DecisionOutput.cell(isFormula ? "'" + text : text)
  }

  /// Whether a spreadsheet takes a text for a number of another form, a day, a time or a fraction,
  /// such as `1E5`, `3-4`, `1/2`, `5%`, `1,234` or `Mar-5`. Days as they are written here are meant
  /// as days, decimals as numbers.
  private static func isTakenForOther(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
    guard bytes.contains(where: isDigit), let first = bytes.first,
      ![0x3D, 0x2B, 0x2D, 0x40].contains(first), CivilDate(text) == nil, !isDecimal(text)
    else { return false }
    let words = text.lowercased().split { !$0.isLetter }
    let isNumber = words.isEmpty || words == ["e"] && isDigit(first)
    guard isNumber || words.allSatisfy(isOfDay) else { return false }
    return text.allSatisfy { $0.isLetter || $0.isNumber || sheetMarks.contains($0) }
  }

  /// What stands in numbers, days and times beside digits and letters.
  private static let sheetMarks: Set<Character> = [
    " ", ".", ",", "/", ":", "-", "+", "%", "$", "€", "£", "¥", "￥", "(", ")",
  ]

  /// Whether a word of small letters stands in a day or a time: `mar`, `march`, `pm`, `月`.
  private static func isOfDay(_ word: Substring) -> Bool {
    ["am", "pm", "年", "月", "日"].contains(word)
      || word.count > 2 && months.contains { $0.hasPrefix(word) }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  private static func isDecimal(_ text: String) -> Bool {
    let body = text.utf8.first == 0x2D ? text.utf8.dropFirst() : text.utf8[...]
    let parts = body.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } }
  }

  private func flush() {
    do {
      try handle.write(contentsOf: Data(buffer))
    } catch {
      failure = error
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left.
  func close() throws {
    flush()
    if let failure { throw FileError(message: "cannot write the table: \(failure)") }
    if handle !== FileHandle.standardOutput { try handle.close() }
  }
}
