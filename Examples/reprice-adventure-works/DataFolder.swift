import Foundation

/// A folder of tables, each as `NAME.csv` or `NAME.csv.gz`.
struct DataFolder {
  private let url: URL

  /// Opens a folder.
  /// - Throws: ``FileFault`` when there is no such folder.
  init(path: String) throws {
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      isFolder.boolValue
    else { throw FileFault(description: "\(path): no such folder") }
    url = URL(fileURLWithPath: path, isDirectory: true)
  }

  /// The records of a table that must exist.
  func table(_ name: String) throws -> [CSVRecord] {
    guard let records = try optionalTable(name) else {
      throw FileFault(
        description: "\(url.path): neither \(name).csv nor \(name).csv.gz is there")
    }
    return records
  }

  /// The records of a table, or `nil` when the folder has none of that name.
  func optionalTable(_ name: String) throws -> [CSVRecord]? {
    let plain = url.appendingPathComponent("\(name).csv")
    if FileManager.default.fileExists(atPath: plain.path) {
      return try CSVReader.records(of: read(plain), file: plain.lastPathComponent)
    }
    let packed = url.appendingPathComponent("\(name).csv.gz")
    guard FileManager.default.fileExists(atPath: packed.path) else { return nil }
    return try CSVReader.records(of: unpack(packed), file: packed.lastPathComponent)
  }

  private func read(_ file: URL) throws -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: file))
    } catch {
      throw FileFault(description: "\(file.path): cannot be read")
    }
  }

  /// Runs `gzip -dc` on a file.
  private func unpack(_ file: URL) throws -> [UInt8] {
    let gzip = Process()
    let output = Pipe()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-dc", file.path]
    gzip.standardOutput = output
    gzip.standardError = FileHandle.nullDevice
    do {
      try gzip.run()
    } catch {
      throw FileFault(description: "\(file.path): gzip cannot be run")
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    gzip.waitUntilExit()
    guard gzip.terminationStatus == 0 else {
      throw FileFault(
        description: "\(file.path): gzip -dc ended with \(gzip.terminationStatus)")
    }
    return [UInt8](data)
  }
}
