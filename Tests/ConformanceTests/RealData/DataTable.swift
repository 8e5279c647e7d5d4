import Foundation

/// A fault of a table that a test reads.
struct DataFault: Error, CustomStringConvertible {
  var description: String
}

/// A table of comma-separated values with its header, all fields as text.
struct DataTable {
  /// The table's name, for messages.
  let name: String
  /// The rows after the header.
  let rows: [[String]]
  private let columns: [String: Int]

  /// Reads `NAME.csv` or `NAME.csv.gz` of a folder.
  init(_ name: String, in folder: URL) throws {
    let plain = folder.appendingPathComponent("\(name).csv")
    let data =
      FileManager.default.fileExists(atPath: plain.path)
      ? try Data(contentsOf: plain)
      : try DataTable.unpacked(folder.appendingPathComponent("\(name).csv.gz"))
    var rows = DataTable.rows(of: [UInt8](data))
    let header = rows.isEmpty ? [] : rows.removeFirst()
    self.name = name
    self.rows = rows
    columns = Dictionary(zip(header, header.indices), uniquingKeysWith: { first, _ in first })
    for row in rows where row.count != header.count {
      throw DataFault(description: "\(name): a row has \(row.count) fields: \(row)")
    }
  }

  /// A table made by a test.
  init(name: String, header: [String], rows: [[String]]) {
    self.name = name
    self.rows = rows
    columns = Dictionary(zip(header, header.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The position of a column.
  func column(_ column: String) throws -> Int {
    guard let position = columns[column] else {
      throw DataFault(description: "\(name): no column \(column)")
    }
    return position
  }

  /// The positions of columns, in the order asked for.
  func columns(_ names: String...) throws -> [Int] { try names.map(column) }

  private static func unpacked(_ file: URL) throws -> Data {
    let run = try Command.run("/usr/bin/env", ["gzip", "-dc", file.path])
    guard run.status == 0 else {
      throw DataFault(description: "\(file.path): \(run.errors)")
    }
    return run.data
  }

  /// Splits quoted or plain fields; lines end with LF or CR LF.
  private static func rows(of bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    func text() -> String { String(decoding: field, as: UTF8.self) }
    for (index, byte) in bytes.enumerated() {
      if byte == 34 {
        isQuoted.toggle()
        // A quote that reopens at once stands for a quote.
        if isQuoted, index > 0, bytes[index - 1] == 34 { field.append(34) }
      } else if isQuoted || ![10, 13, 44].contains(byte) {
        field.append(byte)
      } else if byte != 13 {
        row.append(text())
        field.removeAll(keepingCapacity: true)
        if byte == 10 {
          rows.append(row)
          row = []
        }
      }
    }
    if !field.isEmpty || !row.isEmpty { rows.append(row + [text()]) }
    return rows
  }
}

/// Where tests find tables.
enum DataFolders {
  /// The root of this package.
  static var package: URL {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url
  }

  /// A folder of committed tables.
  static func fixture(_ name: String) -> URL {
    package.appendingPathComponent("Tests/ConformanceTests/Fixtures/\(name)")
  }

  /// A folder of full tables, or `nil` where they are absent: below `DEALER_RULES_SHARED`, else
  /// below `shared` beside the package.
  static func shared(_ name: String) -> URL? { beside("data/\(name)") }

  /// A folder below `DEALER_RULES_SHARED`, else below `shared` beside the package; `nil` where it
  /// is absent.
  static func beside(_ name: String) -> URL? {
    let stated = ProcessInfo.processInfo.environment["DEALER_RULES_SHARED"]
    let root =
      stated.map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? package.deletingLastPathComponent().appendingPathComponent("shared")
    let folder = root.appendingPathComponent(name)
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }

  /// Why a test of full tables was skipped.
  static let absent = "the full tables are neither below DEALER_RULES_SHARED nor in ../shared"
}

/// A command that ran to its end.
struct Command {
  var status: Int32
  var data: Data
  var errors: String

  /// Standard output as lines.
  var lines: [String] {
    String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Runs a command and waits for it.
  static func run(_ path: String, _ arguments: [String]) throws -> Command {
    let process = Process()
    let output = Pipe()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let notes = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Command(
      status: process.terminationStatus, data: data,
      errors: String(decoding: notes, as: UTF8.self))
  }

  /// Runs an executable of this package, found beside the tests.
  static func product(_ name: String, _ arguments: [String]) throws -> Command {
    var folders = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    if let tests = Bundle.main.executableURL {
      folders.append(tests.deletingLastPathComponent())
    }
    folders.append(
      URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent())
    folders.append(DataFolders.package.appendingPathComponent(".build/debug"))
    let paths = folders.map { $0.appendingPathComponent(name).path }
    guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { throw DataFault(description: "\(name) is not built: looked at \(paths)") }
    return try run(path, arguments)
  }
}
