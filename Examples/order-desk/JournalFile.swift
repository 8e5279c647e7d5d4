import DealerRules
import Foundation

/// An append-only file of ledger records that processes share.
struct JournalFile {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let path: String
  private let file: Int32
  /// Where the records that were read end.
  private(set) var end = 0
  /// Whether records were read that their writer may not have stored before it ended.
  private var isUnsure = false

  init(path: String) throws {
    self.path = path
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw JournalFile.failure("cannot open", path) }
    // The file's name must outlast a crash as well.
    let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Runs a body while no other process reads or writes.
  mutating func withLock<Value>(_ body: (inout JournalFile) throws -> Value) throws -> Value {
    while flock(file, LOCK_EX) != 0 {
      guard errno == EINTR else { throw JournalFile.failure("cannot lock", path) }
    }
    defer { flock(file, LOCK_UN) }
    return try body(&self)
  }

  /// The events after those that were read. A record at the end that was never finished is cut off:
  /// its writer ended before it answered.
  mutating func newEvents() throws -> [LedgerEvent] {
    let size = Int(lseek(file, 0, SEEK_END))
    guard size >= end else { throw Failure(description: "\(path) is shorter than it was") }
    guard size > end else { return [] }
    isUnsure = true
    var bytes = [UInt8](repeating: 0, count: size - end)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        pread(file, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(end + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw JournalFile.failure("cannot read", path) }
      done += count
    }
    let recovery = try LedgerRecord.recover(bytes, at: end)
    if recovery.end < size {
      guard ftruncate(file, off_t(recovery.end)) == 0 else {
        throw JournalFile.failure("cannot cut", path)
      }
    }
    end = recovery.end
    return recovery.events
  }

  /// Adds events and waits until they are on disk, and those that were read with them: a writer
  /// that was killed may have written them and no more, and an answer may rest on them.
  mutating func append(_ events: [LedgerEvent]) throws {
    guard !events.isEmpty || isUnsure else { return }
    var bytes: [UInt8] = []
    for event in events { LedgerRecord.append(event, to: &bytes) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(file, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(end + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let failure = JournalFile.failure("cannot write", path)
        ftruncate(file, off_t(end))
        throw failure
      }
      done += count
    }
    guard fsync(file) == 0 else { throw JournalFile.failure("cannot store", path) }
    isUnsure = false
    end += bytes.count
  }

  private static func failure(_ what: String, _ path: String) -> Failure {
    Failure(description: "\(what) \(path): \(String(cString: strerror(errno)))")
  }

  /// A record that is whole and does not follow those before it, in words.
  func text(_ fault: LedgerFault, at offset: Int) -> String {
    let what =
      switch fault {
      case .gap(let expected, let found): "is number \(found), not \(expected)"
      default: "does not follow from those before it"
      }
    return "\(path) is damaged: the record at offset \(offset) \(what)"
  }

  /// Damage in words.
  static func text(_ error: LedgerRecordError, _ path: String) -> String {
    switch error {
    case .corrupt(let offset): "\(path) is damaged: the record at offset \(offset)"
    case .unsupportedVersion(let version, let offset):
      "\(path) was written by a later version: version \(version) at offset \(offset)"
    }
  }
}
