/// Cuts blocks of bytes where a record ends.
struct RecordCutter {
  private let isTable: Bool
  /// Bytes of one record; a longer one is taken apart and told as malformed.
  private let recordBytes: Int
  private var pending: [UInt8] = []

  init(isTable: Bool, recordBytes: Int = 1 << 20) {
    self.isTable = isTable
    self.recordBytes = recordBytes
  }

  /// The bytes up to the last record end; the rest waits for the next block.
  mutating func cut(_ block: [UInt8], isLast: Bool) -> [UInt8] {
    var bytes = pending
    bytes += block
    pending = []
    guard !isLast else { return bytes }
    let end = isTable ? tableEnd(bytes) : (bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0)
    // A record without an end must not fill the memory.
    guard end > 0 || bytes.count < recordBytes else { return bytes }
    pending = Array(bytes[end...])
    return Array(bytes[..<end])
  }

  /// Behind the last line end that is in no quotes; a CR at the very end may be half of one.
  private func tableEnd(_ bytes: [UInt8]) -> Int {
    var end = 0
    var isQuoted = false
    var isStart = true
    for (index, byte) in bytes.enumerated() {
      if byte == 34, isStart || isQuoted {
        isQuoted.toggle()
        // A doubled quote opens again at once.
        isStart = !isQuoted
        continue
      }
      if isQuoted { continue }
      isStart = byte == 44 || byte == 10 || byte == 13
      if byte == 10 || byte == 13 && index + 1 < bytes.count && bytes[index + 1] != 10 {
        end = index + 1
      }
    }
    return end
  }

  /// Line ends: LF, CRLF, or CR alone.
  static func lineEnds(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var count: UInt32 = 0
    var isReturn = false
    for byte in bytes {
      if byte == 13 || (byte == 10 && !isReturn) { count &+= 1 }
      isReturn = byte == 13
    }
    return count
  }
}
