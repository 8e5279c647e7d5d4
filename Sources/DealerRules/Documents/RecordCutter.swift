/// Cuts blocks of bytes where records end, and leaves out records that are too long, so that
/// nothing of one is read and memory stays bounded (RULES.md N-008, W-012).
///
/// Where records end is the same whatever the blocks. Every byte is looked at once, those behind a
/// quote that is never closed twice.
struct RecordCutter {
  /// Whole records that stand together.
  struct Piece {
    /// Line ends of a record that was too long and stood before the bytes; `nil` for none.
    var gap: Int?
    var bytes: [UInt8]
  }

  /// Bytes of a field in quotes that are searched for its end; as ``CSVScan`` has it.
  private static let fieldBytes = DocumentLimits().fieldBytes

  private let isTable: Bool
  /// Bytes of one record.
  private let recordBytes: Int
  /// The record that is not at its end; nothing of one that is too long.
  private var pending: [UInt8] = []
  /// Line ends of the record that is too long and not at its end.
  private var excess: LineEnds?
  // Where the scan of a table stands: where a quote opens a field, behind a CR, in a field whose
  // quote opened there, behind its first line end, behind a quote that may close it. Places count
  // from the first byte that waits.
  private var isFieldStart = true
  private var isReturn = false
  private var quote: Int?
  private var lineEnd: Int?
  private var isBehindQuote = false

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
    // Of so few bytes no record is too long, so that only the last line end counts.
    if !isTable, excess == nil, bytes.count <= recordBytes { return cutLines(bytes, isLast) }
    var pieces = [Piece(gap: nil, bytes: [])]
    var start = 0
    var isOpen = true
    while isOpen {
      var end = recordEnd(bytes, from: scanned)
      if end == nil, isLast, !isBehindQuote, let lineEnd { end = cutBack(to: lineEnd, bytes) }
      // What is behind the last record end is a record where no more bytes come.
      isOpen = end != nil
      // A field that lacks its closing quote ends with its first line, which therefore waits.
      let next = end ?? (isLast ? bytes.count : lineEnd ?? bytes.count)
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
    quote = quote.map { $0 - start }
    lineEnd = lineEnd.map { $0 - start }
    return pieces.filter { $0.gap != nil || !$0.bytes.isEmpty }
  }

  /// The lines that end in some bytes; the rest waits for the next.
  private mutating func cutLines(_ bytes: consuming [UInt8], _ isLast: Bool) -> [Piece] {
    if !isLast {
      let end = bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0
      pending = Array(bytes[end...])
      bytes.removeSubrange(end...)
    }
    return bytes.isEmpty ? [] : [Piece(gap: nil, bytes: bytes)]
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
      if let open = quote {
        if isBehindQuote, byte != 34 {
          // The field is closed; behind it stands a comma or a line end, or else it is not.
          let isEnd = byte == 44 || byte == 10 || byte == 13
          if !isEnd, let end = lineEnd { return cutBack(to: end, bytes) }
          (quote, lineEnd, isBehindQuote) = (nil, nil, false)
        } else if let end = lineEnd, !isBehindQuote, index - open > RecordCutter.fieldBytes + 1 {
          return cutBack(to: end, bytes)
        } else {
          isBehindQuote = byte == 34 && !isBehindQuote
          if lineEnd == nil, byte == 10 || byte == 13 { lineEnd = index }
          index += 1
          continue
        }
      }
      index += 1
      if byte == 34, isFieldStart {
        quote = index - 1
        isFieldStart = false
      } else {
        isFieldStart = byte == 44 || byte == 10
        isReturn = byte == 13
        if byte == 10 { return index }
      }
    }
    return nil
  }

  /// Lets a record end with the first line of a field that lacks its closing quote.
  private mutating func cutBack(to end: Int, _ bytes: [UInt8]) -> Int {
    (quote, lineEnd, isBehindQuote, isFieldStart) = (nil, nil, false, true)
    let isPair = bytes[end] == 13 && end + 1 < bytes.count && bytes[end + 1] == 10
    return end + (isPair ? 2 : 1)
  }
}

/// Line ends: LF, CRLF, or CR alone.
struct LineEnds {
  private(set) var count = 0
  private var isReturn = false

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    // Without a branch, so that many bytes are looked at at once.
    var (found, last): (Int, UInt8) = (0, isReturn ? 13 : 0)
    for byte in bytes {
      found &+= byte == 13 || (byte == 10 && last != 13) ? 1 : 0
      last = byte
    }
    count += found
    isReturn = last == 13
  }

  static func count(_ bytes: ArraySlice<UInt8>) -> Int {
    var ends = LineEnds()
    ends.take(bytes)
    return ends.count
  }
}
