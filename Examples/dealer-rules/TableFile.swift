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
    if isLongNumber { return "\"=\"\"\(text)\"\"\"" }
    let isNumber = isDecimal(text)
    let isFormula = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first) && !isNumber
    return DecisionOutput.cell(isFormula ? "'" + text : text)
  }

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
