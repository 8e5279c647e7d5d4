/// Checks of the bytes of a document before anything is read from them.
enum SourceEncoding {
  /// The offset of the first byte of content, after a byte order mark; `nil` when the bytes cannot
  /// be read, which is then reported. O(bytes).
  static func check(
    _ bytes: [UInt8], _ range: Range<Int>, source: Int32, limits: DocumentLimits,
    sink: inout DiagnosticSink
  ) -> Int? {
    let start = start(bytes, range, source: source, limits: limits, sink: &sink)
    guard let start, isUTF8(bytes, start..<range.upperBound, source: source, sink: &sink) else {
      return nil
    }
    return start
  }

  /// The same by the size and the first bytes alone. O(1).
  static func start(
    _ bytes: [UInt8], _ range: Range<Int>, source: Int32, limits: DocumentLimits,
    sink: inout DiagnosticSink
  ) -> Int? {
    let start = range.lowerBound
    guard range.count <= limits.bytes, range.upperBound <= Int(UInt32.max) else {
      sink.report(
        .documentTooLarge, "document has \(range.count) bytes, the limit is \(limits.bytes)",
        help: "split it into several files", at: SourceSpan(source: source, 0, 0))
      return nil
    }
    if let name = wideEncoding(bytes[range]) {
      sink.report(
        .wrongEncodingMark, "document is \(name), not UTF-8", help: "save it as UTF-8",
        at: SourceSpan(source: source, start, start))
      return nil
    }
    return bytes[range].starts(with: [0xEF, 0xBB, 0xBF]) ? start + 3 : start
  }

  /// Whether bytes are UTF-8; the first that are not are reported.
  static func isUTF8(
    _ bytes: [UInt8], _ range: Range<Int>, source: Int32, sink: inout DiagnosticSink
  ) -> Bool {
    guard let invalid = firstInvalid(bytes, range) else { return true }
    let place = SourceSpan(source: source, invalid, invalid + 1)
    if looksLikeGBK(bytes[range]) {
      sink.report(
        .looksLikeGBK, "document is not UTF-8, its bytes look like GBK",
        help: "save it as UTF-8", at: place)
    } else {
      sink.report(
        .invalidUTF8, "byte \(hex(bytes[invalid])) is not UTF-8",
        help: "save the document as UTF-8", at: place)
    }
    return false
  }

  private static func hex(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  /// The name of an encoding of wider units, by its mark or by the zeros of its first characters.
  private static func wideEncoding(_ bytes: ArraySlice<UInt8>) -> String? {
    let first = Array(bytes.prefix(4))
    if first.starts(with: [0xFF, 0xFE, 0, 0]) || first == [0, 0, 0xFE, 0xFF] { return "UTF-32" }
    if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    guard first.count == 4, first.contains(where: { $0 != 0 }) else { return nil }
    if first[1] == 0, first[3] == 0 { return first[2] == 0 ? "UTF-32" : "UTF-16" }
    if first[0] == 0, first[2] == 0 { return first[1] == 0 ? "UTF-32" : "UTF-16" }
    return nil
  }

  /// The offset of the first byte that no UTF-8 text has there; `nil` when all are good.
  static func firstInvalid(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    let end = range.upperBound
    var index = range.lowerBound
    while index < end {
      let byte = bytes[index]
      if byte < 0x80 {
        index = asciiEnd(bytes, index..<end)
        continue
      }
      let length = sequenceLength(bytes, index, end)
      guard length > 0 else { return index }
      index += length
    }
    return nil
  }

  /// Where a text that begins with a byte of ASCII may go beyond ASCII, at the earliest.
  private static func asciiEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    // Most documents are ASCII but for names: many bytes at a time, which become vectors.
    let (bytes, step) = (bytes.span.extracting(range), 64)
    var index = 0
    while bytes.count - index >= step {
      let stretch = bytes.extracting(index..<index + step)
      var all: UInt8 = 0
      for place in 0..<step { all |= stretch[place] }
      guard all < 0x80 else { break }
      index += step
    }
    return range.lowerBound + max(index, 1)
  }

  /// The bytes of the well-formed sequence at an index; 0 when it is not one (RFC 3629 §4).
  private static func sequenceLength(_ bytes: [UInt8], _ index: Int, _ end: Int) -> Int {
    let lead = bytes[index]
    let second: ClosedRange<UInt8>
    let length: Int
    switch lead {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard end - index >= length, second.contains(bytes[index + 1]) else { return 0 }
    for next in index + 2..<index + length where bytes[next] & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// Whether all bytes beyond ASCII pair up as GBK, most of them in the zone of common characters.
  ///
  /// Accented Latin text pairs up by chance now and then, but never lands in that zone.
  private static func looksLikeGBK(_ bytes: ArraySlice<UInt8>) -> Bool {
    var (pairs, common) = (0, 0)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      guard (0x81...0xFE).contains(lead), index + 1 < bytes.endIndex else { return false }
      let trail = bytes[index + 1]
      guard (0x40...0xFE).contains(trail), trail != 0x7F else { return false }
      pairs += 1
      if (0xA1...0xF7).contains(lead), trail >= 0xA1 { common += 1 }
      index += 2
    }
    return pairs > 0 && common * 2 > pairs
  }
}
