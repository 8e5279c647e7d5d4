extension JSONScan {
  /// A text between quotes, as far as it goes.
  struct Quoted {
    var start: Int
    var isClosed: Bool
    var flags: JSONTree.Flags
  }

  /// Reads a string in plain double quotes and stops after it, or at the end of its line.
  mutating func scanString(_ sink: inout DiagnosticSink) -> Quoted {
    let bytes = self.bytes
    let start = position
    var index = start + 1
    var flags: JSONTree.Flags = []
    var hasControl = false
    while index < end {
      let byte = bytes[index]
      if byte == 34 {
        position = index + 1
        return Quoted(start: start, isClosed: true, flags: flags)
      }
      if byte == 92 {
        flags.insert(.escaped)
        index = scanEscape(index, &sink)
      } else if byte >= 32 {
        index += 1
      } else {
        if byte == 10 || byte == 13 { break }
        if !hasControl { reportControl(byte, index, &sink) }
        hasControl = true
        index += 1
      }
    }
    position = index
    reportUnterminated(start, &sink)
    return Quoted(start: start, isClosed: false, flags: flags)
  }

  /// Reads a text in single or curly quotes, whose opening is already reported if it is curly.
  mutating func scanOtherQuotes(_ sink: inout DiagnosticSink) -> Quoted {
    let start = position
    let isSingle = bytes[start] == 39
    var flags: JSONTree.Flags = []
    var index = start + (isSingle ? 1 : 3)
    while index < end, bytes[index] != 10, bytes[index] != 13 {
      let byte = bytes[index]
      if byte == 92 { flags.insert(.escaped) }
      let isClose =
        isSingle ? byte == 39 : byte == 0xE2 && JSONScan.fullWidth(bytes, index, end) == 34
      if isClose {
        position = index + (isSingle ? 1 : 3)
        if isSingle { reportSingleQuotes(start, &sink) }
        return Quoted(start: start, isClosed: true, flags: flags)
      }
      // A backslash protects what follows it, but not the end of the line.
      let skipsNext = byte == 92 && index + 1 < end && bytes[index + 1] >= 32
      index += skipsNext ? 2 : 1
    }
    position = min(index, end)
    reportUnterminated(start, &sink)
    return Quoted(start: start, isClosed: false, flags: flags)
  }

  /// Checks the escape at an index and returns the index after it.
  private func scanEscape(_ index: Int, _ sink: inout DiagnosticSink) -> Int {
    guard index + 1 < end else { return end }
    switch bytes[index + 1] {
    case 34, 47, 92, 98, 102, 110, 114, 116: return index + 2
    case 117: return scanUnicodeEscape(index, &sink)
    case 10, 13: return index + 1
    default:
      var next = index + 2
      while next < end, bytes[next] & 0xC0 == 0x80 { next += 1 }
      reportBadEscape(index, next, &sink)
      return next
    }
  }

  private func scanUnicodeEscape(_ index: Int, _ sink: inout DiagnosticSink) -> Int {
    guard let unit = JSONScan.hexUnit(bytes[..<end], at: index) else {
      var next = index + 2
      while next < min(index + 6, end), JSONScan.hexDigit(bytes[next]) != nil { next += 1 }
      reportBadEscape(index, next, &sink)
      return next
    }
    switch unit {
    case 0xD800...0xDBFF:
      if let low = JSONScan.hexUnit(bytes[..<end], at: index + 6),
        (0xDC00...0xDFFF).contains(low)
      {
        return index + 12
      }
      reportLoneSurrogate(index, &sink)
    case 0xDC00...0xDFFF: reportLoneSurrogate(index, &sink)
    default: break
    }
    return index + 6
  }

  /// Reads a number; `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?` and nothing behind it.
  mutating func scanNumber(_ sink: inout DiagnosticSink) {
    let bytes = self.bytes
    let start = position
    var index = start
    if bytes[index] == 45 { index += 1 }
    var isGood = index < end && JSONScan.isDigit(bytes[index])
    if isGood, bytes[index] == 48 { index += 1 } else { index = digits(from: index) }
    if isGood, index < end, bytes[index] == 46 {
      let first = index + 1
      index = digits(from: first)
      isGood = index > first
    }
    if isGood, index < end, bytes[index] | 32 == 101 {
      index += 1
      if index < end, bytes[index] == 43 || bytes[index] == 45 { index += 1 }
      let first = index
      index = digits(from: first)
      isGood = index > first
    }
    if isGood, index == end || !continuesWord(index) {
      position = index
      add(.number, start, index, &sink)
      return
    }
    while index < end, continuesWord(index) { index += 1 }
    position = max(index, start + 1)
    reportNumber(start, position, &sink)
    add(.invalid, start, position, &sink)
  }

  private func digits(from index: Int) -> Int {
    var index = index
    while index < end, JSONScan.isDigit(bytes[index]) { index += 1 }
    return index
  }

  /// Whether a byte belongs to the word or number before it: also `%`, and `/` before a digit.
  private func continuesWord(_ index: Int) -> Bool {
    let byte = bytes[index]
    if byte < 0x80 {
      if byte == 47 { return index + 1 < end && JSONScan.isDigit(bytes[index + 1]) }
      return JSONScan.isWord(byte) || byte == 37
    }
    return JSONScan.fullWidth(bytes, index, end) == nil && JSONScan.blank(bytes, index, end) == 0
  }

  /// Moves past a word and returns where it began.
  mutating func scanWord() -> Int {
    let start = position
    position += 1
    while position < end, continuesWord(position) { position += 1 }
    return start
  }

  /// Reads `true`, `false` or `null`, or reports what stands there instead.
  mutating func scanLiteral(_ sink: inout DiagnosticSink) {
    let start = scanWord()
    let word = bytes[start..<position]
    let kind: JSONKind
    if word.elementsEqual("true".utf8) {
      kind = .true
    } else if word.elementsEqual("false".utf8) {
      kind = .false
    } else if word.elementsEqual("null".utf8) {
      kind = .null
    } else {
      kind = .invalid
      reportWord(start, &sink)
    }
    add(kind, start, position, &sink)
  }

  /// Moves past white space, and past comments and odd spaces, which it reports.
  mutating func skipBlank(_ sink: inout DiagnosticSink) {
    let bytes = self.bytes
    while position < end {
      switch bytes[position] {
      case 32, 9, 10, 13: position += 1
      case 35: skipComment(&sink)
      case 47 where position + 1 < end && (bytes[position + 1] == 47 || bytes[position + 1] == 42):
        skipComment(&sink)
      case 0x80...:
        let start = position
        while position < end, JSONScan.blank(bytes, position, end) > 0 {
          position += JSONScan.blank(bytes, position, end)
        }
        guard position > start else { return }
        reportOddSpace(start, &sink)
      default: return
      }
    }
  }

  private mutating func skipComment(_ sink: inout DiagnosticSink) {
    let start = position
    if bytes[start] == 47, bytes[start + 1] == 42 {
      position = start + 2
      while position < end {
        if bytes[position] == 47, position > start + 2, bytes[position - 1] == 42 { break }
        position += 1
      }
      position = min(position + 1, end)
    } else {
      while position < end, bytes[position] != 10, bytes[position] != 13 { position += 1 }
    }
    reportComment(start, &sink)
  }

  // MARK: - Bytes

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  /// Letters, digits, `_ $ - + .` and everything beyond ASCII.
  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, 0x80...: true
    case 36, 43, 45, 46, 95: true
    default: false
    }
  }

  static func hexDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case 48...57: UInt16(byte - 48)
    case 65...70: UInt16(byte - 55)
    case 97...102: UInt16(byte - 87)
    default: nil
    }
  }

  /// The code unit of `\uXXXX` at an index; `nil` when something else stands there.
  static func hexUnit(_ text: ArraySlice<UInt8>, at index: Int) -> UInt16? {
    guard index >= text.startIndex, index + 6 <= text.endIndex, text[index] == 92,
      text[index + 1] == 117
    else { return nil }
    var unit: UInt16 = 0
    for offset in 2..<6 {
      guard let digit = hexDigit(text[index + offset]) else { return nil }
      unit = unit << 4 | digit
    }
    return unit
  }

  /// Whether three bytes are `“` or `”`.
  static func isCurlyQuote(_ text: ArraySlice<UInt8>) -> Bool {
    text.elementsEqual([0xE2, 0x80, 0x9C]) || text.elementsEqual([0xE2, 0x80, 0x9D])
  }

  /// The ASCII character that a full-width one at an index is meant to be, if JSON uses it.
  ///
  /// Chinese input methods produce these unless they are switched to half-width.
  static func fullWidth(_ bytes: [UInt8], _ index: Int, _ end: Int) -> UInt8? {
    guard end - index >= 3 else { return nil }
    switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
    case (0xEF, 0xBC, 0x8C), (0xE3, 0x80, 0x81): return 44
    case (0xEF, 0xBC, 0x9A): return 58
    case (0xE2, 0x80, 0x9C), (0xE2, 0x80, 0x9D), (0xEF, 0xBC, 0x82): return 34
    case (0xEF, 0xBC, 0xBB), (0xE3, 0x80, 0x90): return 91
    case (0xEF, 0xBC, 0xBD), (0xE3, 0x80, 0x91): return 93
    case (0xEF, 0xBD, 0x9B): return 123
    case (0xEF, 0xBD, 0x9D): return 125
    default: return nil
    }
  }

  /// Bytes of a space that looks like one but is not JSON's: U+00A0, U+3000, U+FEFF; else 0.
  static func blank(_ bytes: [UInt8], _ index: Int, _ end: Int) -> Int {
    guard end - index >= 2 else { return 0 }
    if bytes[index] == 0xC2, bytes[index + 1] == 0xA0 { return 2 }
    guard end - index >= 3 else { return 0 }
    switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
    case (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF): return 3
    default: return 0
    }
  }
}
