import Foundation

/// A table of integers with named columns: a CSV file of the dealer batch.
struct IntegerTable {
  /// What is wrong with a file.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let columns: [String]
  private(set) var cells: [Int] = []

  /// An empty table.
  init(_ columns: [String]) { self.columns = columns }

  /// Rows so far.
  var count: Int { cells.count / columns.count }

  /// Appends a row, one value per column.
  mutating func append(_ row: [Int]) { cells += row }

  /// The values of a column, row by row.
  func values(_ column: String) throws(Failure) -> [Int] {
    guard let place = columns.firstIndex(of: column) else {
      throw Failure(description: "there is no column `\(column)` in \(columns)")
    }
    return stride(from: place, to: cells.count, by: columns.count).map { cells[$0] }
  }

  /// Reads a file with a header; every cell is an integer.
  init(contentsOf file: URL) throws {
    let bytes = [UInt8](try Data(contentsOf: file))
    let end = bytes.firstIndex(of: 10) ?? bytes.count
    columns = String(decoding: bytes[..<end], as: UTF8.self)
      .split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    guard !columns.isEmpty else {
      throw Failure(description: "\(file.lastPathComponent) has no header")
    }
    var value = 0
    var isNegative = false
    var hasDigit = false
    for byte in bytes[end...] {
      switch byte {
      case 48...57:
        value = value * 10 + Int(byte - 48)
        hasDigit = true
      case 45: isNegative = true
      case 10, 44:
        if hasDigit { cells.append(isNegative ? -value : value) }
        (value, isNegative, hasDigit) = (0, false, false)
      case 13, 32: break
      default:
        throw Failure(description: "\(file.lastPathComponent) holds what is no integer")
      }
    }
    if hasDigit { cells.append(isNegative ? -value : value) }
    guard cells.count % columns.count == 0 else {
      throw Failure(description: "\(file.lastPathComponent) has rows of different lengths")
    }
  }

  /// The table as a file.
  func write(to file: URL) throws {
    var text = columns.joined(separator: ",") + "\n"
    for row in 0..<count {
      let start = row * columns.count
      text += cells[start..<start + columns.count].map { String($0) }.joined(separator: ",") + "\n"
    }
    try Data(text.utf8).write(to: file)
  }
}

/// Little-endian 32-bit records.
enum Records {
  /// Reads a file of records of `width` numbers.
  static func read(_ file: URL, width: Int) throws -> [UInt32] {
    let data = try Data(contentsOf: file)
    guard data.count % (width * 4) == 0 else {
      throw IntegerTable.Failure(description: "\(file.lastPathComponent) ends inside a record")
    }
    return data.withUnsafeBytes { bytes in
      (0..<data.count / 4).map {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
      }
    }
  }

  /// Writes numbers as a file.
  static func write(_ numbers: [UInt32], to file: URL) throws {
    var data = Data(capacity: numbers.count * 4)
    for number in numbers {
      withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
    }
    try data.write(to: file)
  }
}
