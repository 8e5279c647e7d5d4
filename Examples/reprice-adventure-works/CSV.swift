import Foundation

/// A fault of the input or output that ends the run with exit code 3.
struct FileFault: Error, CustomStringConvertible {
  /// Where and what: `special_offer.csv:7: DiscountPct: ...`.
  var description: String
}

/// One record of a CSV file; its columns are read by name.
struct CSVRecord {
  /// The file's name, for messages.
  let file: String
  /// The line of the file the record begins on, from 1.
  let line: Int
  /// The positions of the columns, shared by all records of the file.
  let columns: [String: Int]
  /// The fields in file order.
  let cells: [String]

  /// The field of a column that must exist; it may be empty.
  func text(_ column: String) throws -> String {
    guard let position = columns[column] else {
      throw FileFault(description: "\(file): column \(column) is missing")
    }
    guard position < cells.count else { throw fault(column, "the field is missing") }
    return cells[position]
  }

  /// The field of a column, or `nil` where the column or the field's text is missing.
  func optionalText(_ column: String) -> String? {
    guard let position = columns[column], position < cells.count else { return nil }
    return cells[position].isEmpty ? nil : cells[position]
  }

  /// The field read as a value of some type.
  func value<T>(_ column: String, _ kind: String, _ read: (String) -> T?) throws -> T {
    let text = try text(column)
    guard let value = read(text) else { throw fault(column, "\"\(text)\" is not \(kind)") }
    return value
  }

  /// The field read as a value of some type, or `nil` where it is empty.
  func optionalValue<T>(
    _ column: String, _ kind: String, _ read: (String) -> T?
  ) throws -> T? {
    guard optionalText(column) != nil else { return nil }
    return try value(column, kind, read)
  }

  private func fault(_ column: String, _ text: String) -> FileFault {
    FileFault(description: "\(file):\(line): \(column): \(text)")
  }
}

/// A reader of comma-separated values as RFC 4180 describes them, in UTF-8.
struct CSVReader {
  private let file: String
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1

  /// Reads every record after the header.
  static func records(of bytes: [UInt8], file: String) throws -> [CSVRecord] {
    var reader = CSVReader(file: file, bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
    guard let header = try reader.next() else {
      throw FileFault(description: "\(file): the file has no header")
    }
    let columns = Dictionary(
      zip(header, header.indices), uniquingKeysWith: { first, _ in first })
    var records: [CSVRecord] = []
    while true {
      let line = reader.line
      guard let cells = try reader.next() else { return records }
      if cells == [""] { continue }
      records.append(CSVRecord(file: file, line: line, columns: columns, cells: cells))
    }
  }

  private init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  /// The next record, or `nil` at the end.
  private mutating func next() throws -> [String]? {
    guard index < bytes.count else { return nil }
    var cells: [String] = []
    while true {
      cells.append(try field())
      guard index < bytes.count, bytes[index] == 44 else { break }
      index += 1
    }
    if index < bytes.count, bytes[index] == 13 { index += 1 }
    if index < bytes.count, bytes[index] == 10 { index += 1 }
    line += 1
    return cells
  }

  private mutating func field() throws -> String {
    if index < bytes.count, bytes[index] == 34 { return try quoted() }
    let start = index
    while index < bytes.count, bytes[index] != 44, bytes[index] != 10, bytes[index] != 13 {
      index += 1
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func quoted() throws -> String {
    let opening = line
    var text: [UInt8] = []
    index += 1
    while true {
      guard index < bytes.count else { throw unclosed(opening) }
      let byte = bytes[index]
      index += 1
      if byte == 34 {
        guard index < bytes.count, bytes[index] == 34 else { break }
        index += 1
      } else if byte == 10 {
        line += 1
      }
      text.append(byte)
    }
    guard index == bytes.count || [10, 13, 44].contains(bytes[index]) else {
      throw FileFault(description: "\(file):\(line): text after a closing quote")
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func unclosed(_ line: Int) -> FileFault {
    FileFault(description: "\(file):\(line): a quoted field is not closed")
  }
}
