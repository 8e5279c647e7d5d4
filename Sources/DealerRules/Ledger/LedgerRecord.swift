/// Why stored events cannot be read (RULES.md J-042).
public enum LedgerRecordError: Error, Hashable, Sendable {
  /// The record at this offset is damaged.
  case corrupt(offset: Int)
  /// The record at this offset was written by a later version of the library.
  case unsupportedVersion(UInt8, offset: Int)
}

/// The events of a journal, and where they end.
public struct LedgerRecovery: Hashable, Sendable {
  /// The events, in the order in which they stand.
  public var events: [LedgerEvent]
  /// The offset behind the last whole record. Bytes from here on are a record that was never
  /// written to its end: cut them off before anything is appended.
  public var end: Int
}

/// Events as bytes, little-endian, with two checksums a record; the version of a record says by
/// which rules its event was decided (RULES.md J-042).
public enum LedgerRecord {
  /// The newest version.
  public static let version: UInt8 = LedgerRules.newest.rawValue
  /// Bytes before the content, of which the last four are a checksum of the others.
  static let head = 20
  private static let mark: [UInt8] = [0x44, 0x4C]

  /// The bytes of an event.
  public static func encode(_ event: LedgerEvent) -> [UInt8] {
    var writer = LedgerWriter()
    write(event, &writer)
    return Array(writer.bytes)
  }

  /// Appends the bytes of an event to others.
  public static func append(_ event: LedgerEvent, to bytes: inout [UInt8]) {
    bytes += encode(event)
  }

  private static func write(_ event: LedgerEvent, _ writer: inout LedgerWriter) {
    for byte in mark { writer.byte(byte) }
    writer.byte(event.rules.rawValue)
    writer.byte(0)
    writer.integer(UInt32(0))
    writer.integer(event.number)
    writer.integer(UInt32(0))
    writer.content(event)
    let end = writer.bytes.count
    writer.patch(UInt32(truncatingIfNeeded: end - head), at: 4)
    writer.patch(LedgerChecksum.of(writer.bytes, 0..<(head - 4)), at: head - 4)
    writer.integer(LedgerChecksum.of(writer.bytes, head..<end))
  }

  /// The event of one whole record, as a row of a table holds it.
  /// - Throws: ``LedgerRecordError``; bytes that are missing or too many are damage.
  public static func decode(_ bytes: [UInt8]) throws(LedgerRecordError) -> LedgerEvent {
    let all = ContiguousArray(bytes)
    guard let (event, end) = try read(all, 0), end == all.count else {
      throw .corrupt(offset: 0)
    }
    return event
  }

  /// The events of a journal. Bytes at the end that begin a record and do not finish it, or are
  /// all zero, are what an interrupted write left; damage anywhere else is refused.
  ///
  /// - Parameters:
  ///   - bytes: The journal, or the part of it that follows records already read.
  ///   - offset: Where `bytes` stand in the journal; errors and ``LedgerRecovery/end`` count from
  ///     the beginning of the journal.
  /// - Throws: ``LedgerRecordError`` with the offset of the record.
  public static func recover(
    _ bytes: [UInt8], at offset: Int = 0
  ) throws(LedgerRecordError) -> LedgerRecovery {
    let all = ContiguousArray(bytes)
    var recovery = LedgerRecovery(events: [], end: offset)
    var position = 0
    while position < all.count {
      do throws(LedgerRecordError) {
        guard let (event, end) = try read(all, position) else { return recovery }
        recovery.events.append(event)
        position = end
        recovery.end = offset + end
      } catch {
        if all[position...].allSatisfy({ $0 == 0 }) { return recovery }
        switch error {
        case .corrupt: throw .corrupt(offset: offset + position)
        case .unsupportedVersion(let version, _):
          throw .unsupportedVersion(version, offset: offset + position)
        }
      }
    }
    return recovery
  }

  /// What stands before the content of a record.
  private struct Header {
    let version: UInt8
    let flags: UInt8
    let length: UInt32
    let number: UInt64

    init(_ bytes: ContiguousArray<UInt8>, _ start: Int) throws(LedgerMalformed) {
      var reader = LedgerBytes(bytes, start..<(start + head))
      let found = [try reader.byte(), try reader.byte()]
      version = try reader.byte()
      flags = try reader.byte()
      length = try reader.integer()
      number = try reader.integer()
      let sum = try reader.integer(UInt32.self)
      guard found == mark, sum == LedgerChecksum.of(bytes, start..<(start + head - 4)) else {
        throw LedgerMalformed()
      }
    }
  }

  /// The record at a position and where it ends; `nil` where the bytes end before it does.
  private static func read(
    _ bytes: ContiguousArray<UInt8>, _ start: Int
  ) throws(LedgerRecordError) -> (LedgerEvent, Int)? {
    guard bytes.count - start >= head else {
      // Only what begins a record was left by an interrupted write; anything else is not ours.
      let begins = LedgerRules.allCases.contains { rules in
        zip(bytes[start...], mark + [rules.rawValue, 0]).allSatisfy { $0 == $1 }
      }
      guard begins else { throw .corrupt(offset: start) }
      return nil
    }
    let header: Header
    do throws(LedgerMalformed) {
      header = try Header(bytes, start)
    } catch {
      throw .corrupt(offset: start)
    }
    guard let rules = LedgerRules(rawValue: header.version), header.flags == 0 else {
      throw .unsupportedVersion(header.version, offset: start)
    }
    do throws(LedgerMalformed) {
      let end = start + head + Int(header.length)
      guard end + 4 <= bytes.count else { return nil }
      var tail = LedgerBytes(bytes, end..<(end + 4))
      guard try tail.integer() == LedgerChecksum.of(bytes, (start + head)..<end) else {
        throw LedgerMalformed()
      }
      var content = LedgerBytes(bytes, (start + head)..<end)
      let event = try content.event(header.number, rules)
      guard content.isAtEnd else { throw LedgerMalformed() }
      return (event, end + 4)
    } catch {
      throw .corrupt(offset: start)
    }
  }
}
