/// Finds line and column of any byte of a document without reading it again from its start.
///
/// A line ends at LF, CRLF or a CR alone. Checkpoints stand every 4,096 bytes, so a lookup is
/// O(1) even in a document that is one long line, and the index takes 3 bytes per KiB.
struct LineIndex: Sendable {
  private static let stride = 4_096

  private struct Checkpoint: Sendable {
    var line: UInt32  // from 1
    var lineStart: UInt32  // byte offset
    var column: UInt32  // scalars between lineStart and the checkpoint
  }

  private let bytes: [UInt8]
  private var checkpoints: [Checkpoint] = []

  /// Reads a document once. O(bytes).
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var state = Checkpoint(line: 1, lineStart: UInt32(start), column: 0)
    checkpoints.reserveCapacity(bytes.count / LineIndex.stride + 1)
    var offset = 0
    while true {
      checkpoints.append(state)
      let next = min(offset + LineIndex.stride, bytes.count)
      advance(&state, from: max(offset, start), to: next)
      guard next < bytes.count else { break }
      offset = next
    }
  }

  private func advance(_ state: inout Checkpoint, from start: Int, to end: Int) {
    var offset = start
    while offset < end {
      let byte = bytes[offset]
      offset += 1
      let crossesLine =
        byte == 10 || (byte == 13 && (offset == bytes.count || bytes[offset] != 10))
      if crossesLine {
        state = Checkpoint(
          line: state.line &+ 1, lineStart: UInt32(truncatingIfNeeded: offset), column: 0)
      } else if byte & 0xC0 != 0x80 {
        state.column &+= 1
      }
    }
  }

  /// Line and column from 1 and the offset of the line's first byte; columns count scalars.
  func place(of offset: Int) -> (line: Int, column: Int, lineStart: Int) {
    let offset = min(max(offset, 0), bytes.count)
    let block = min(offset / LineIndex.stride, checkpoints.count - 1)
    var state = checkpoints[block]
    advance(&state, from: max(block * LineIndex.stride, Int(state.lineStart)), to: offset)
    return (Int(state.line), Int(state.column) + 1, Int(state.lineStart))
  }
}
