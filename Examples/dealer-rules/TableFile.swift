import DealerRules
import Foundation

/// A CSV file that is written row by row; for spreadsheets if asked (RULES.md U-006).
final class TableFile {
  private let handle: FileHandle
  private let isForSheets: Bool
  private var buffer: [UInt8] = []
  /// For each column whether it holds numbers.
  private var isNumber: [Bool] = []
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

  /// Columns of counts, quantities and amounts; all others hold ids, names and other texts.
  private static let numbers: Set<String> = [
    "line", "orders", "quantity", "units", "base", "amount", "list", "net", "then", "change", "old",
    "new", "adjustment", "paid", "due", "difference",
  ]

  /// Begins the table with the names of its columns.
  func head(_ names: [String]) {
    row(names)
    isNumber = names.map { TableFile.numbers.contains($0) }
  }

  /// Adds a row.
  func row(_ cells: [String]) {
    let texts = cells.enumerated().map { place, cell in
      guard isForSheets else { return DecisionOutput.cell(cell) }
      let isNumber = isNumber.indices.contains(place) && isNumber[place]
      return TableFile.sheetCell(cell, isNumber: isNumber)
    }
    buffer += Array((texts.joined(separator: ",") + (isForSheets ? "\r\n" : "\n")).utf8)
    guard buffer.count > 1 << 20 else { return }
    flush()
  }

  /// A cell that a spreadsheet shows as it is: what it would take for a formula, or for a number,
  /// a day or a truth value that it shows otherwise, is a text of its own.
  static func sheetCell(_ text: String, isNumber: Bool) -> String {
    guard let first = text.utf8.first else { return "" }
    let isShown =
      isDecimal(text)
      ? (isNumber ? isExact(text) : isShownAsWritten(text))
      : !isTakenForOther(text) && !["true", "false"].contains(text.lowercased())
    guard isShown else { return "\"=\"\"\(text)\"\"\"" }
    let isFormula = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first) && !isDecimal(text)
    return DecisionOutput.cell(isFormula ? "'" + text : text)
  }

  /// Whether a spreadsheet holds all digits of a decimal: 15 at most.
  private static func isExact(_ decimal: String) -> Bool {
    decimal.utf8.drop { !(49...57).contains($0) }.count { $0 != 0x2E } <= 15
  }

  /// Whether a spreadsheet that takes a text for a decimal shows it as it is written: without zeros
  /// that say nothing, in 11 places at most and not as a power of ten.
  private static func isShownAsWritten(_ decimal: String) -> Bool {
    let body = decimal.utf8.first == 0x2D ? decimal.utf8.dropFirst() : decimal.utf8[...]
    let parts = body.split(separator: 0x2E)
    guard let whole = parts.first, body.count <= 11 else { return false }
    let isZero = whole.elementsEqual([48])
    guard parts.count > 1, let fraction = parts.last else {
      return isZero ? decimal == "0" : whole.first != 48
    }
    let isTiny = isZero && fraction.starts(with: [48, 48, 48, 48])
    return (isZero || whole.first != 48) && fraction.last != 48 && !isTiny
  }

  /// Whether a spreadsheet takes a text for a number of another form, a day, a time or a fraction,
  /// such as `1E5`, `3-4`, `1/2`, `5%`, `1,234` or `Mar-5`; decimals aside.
  private static func isTakenForOther(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
    guard bytes.contains(where: isDigit), let first = bytes.first,
      ![0x3D, 0x2B, 0x2D, 0x40].contains(first), !isDecimal(text)
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
