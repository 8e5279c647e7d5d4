/// Cuts blocks of bytes where records end, and leaves out records that are too long, so that
/// nothing of one is read and memory stays bounded (RULES.md N-008, W-012).
///
/// Where records end is the same whatever the blocks. Every byte is looked at once.
struct RecordCutter {
  /// Whole records that stand together.
  struct Piece {
    /// Line ends of a record that was too long and stood before the bytes; `nil` for none.
    var gap: Int?
    var bytes: [UInt8]
  }

  private let isTable: Bool
  /// Bytes of one record.
  private let recordBytes: Int
  /// The record that is not at its end; nothing of one that is too long.
  private var pending: [UInt8] = []
  /// Line ends of the record that is too long and not at its end.
  private var excess: LineEnds?
  // Where the scan of a table stands: in quotes, where a quote opens a field, behind a CR.
  private var isQuoted = false
  private var isFieldStart = true
  private var isReturn = false

  init(isTable: Bool, recordBytes: Int) {
    self.isTable = isTable
    self.recordBytes = recordBytes
  }

  /// The records that end in a block; the rest waits for the next.
  /// - Complexity: O(bytes).
  mutating func cut(_ block: [UInt8], isLast: Bool) -> [Piece] {
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    var scanned = bytes.count
    bytes += block
    var pieces = [Piece(gap: nil, bytes: [])]
    var start = 0
    var isOpen = true
    while isOpen {
      let end = recordEnd(bytes, from: scanned)
      // What is behind the last record end is a record where no more bytes come.
      isOpen = end != nil
      let next = end ?? bytes.count
      if excess != nil || next - start > recordBytes {
        leaveOut(bytes[start..<next])
        start = next
      }
      if isOpen || isLast {
        if let gap = excess {
          pieces.append(Piece(gap: gap.count, bytes: []))
          excess = nil
        }
        pieces[pieces.count - 1].bytes += bytes[start..<next]
        start = next
      }
      scanned = next
    }
    pending = Array(bytes[start...])
    return pieces.filter { $0.gap != nil || !$0.bytes.isEmpty }
  }

  private mutating func leaveOut(_ bytes: ArraySlice<UInt8>) {
    var ends = excess ?? LineEnds()
    ends.take(bytes)
    excess = ends
  }

  /// Behind the next record end; `nil` where none comes.
  private mutating func recordEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    guard isTable else { return bytes[start...].firstIndex(of: 10).map { $0 + 1 } }
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if isReturn {
        isReturn = false
        isFieldStart = true
        return byte == 10 ? index + 1 : index
      }
      index += 1
      if byte == 34, isFieldStart || isQuoted {
        isQuoted.toggle()
        // A doubled quote opens again at once.
        isFieldStart = !isQuoted
      } else if !isQuoted {
        isFieldStart = byte == 44 || byte == 10
        isReturn = byte == 13
        if byte == 10 { return index }
      }
    }
    return nil
  }
}

/// Line ends: LF, CRLF, or CR alone.
struct LineEnds {
  private(set) var count = 0
  private var isReturn = false

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if byte == 13 || (byte == 10 && !isReturn) { count += 1 }
      isReturn = byte == 13
    }
  }

  static func count(_ bytes: ArraySlice<UInt8>) -> Int {
    var ends = LineEnds()
    ends.take(bytes)
    return ends.count
  }
}
