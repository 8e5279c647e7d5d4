// What the scan says about a slip, and how it goes on where that is more than one line.
extension JSONScan {
  private func quote(_ start: Int, _ end: Int) -> String { Diagnostic.quote(bytes[start..<end]) }

  /// The character at an offset in words.
  private func character(_ offset: Int) -> String {
    let byte = bytes[offset]
    if byte < 32 || byte == 127 { return "control character" }
    var last = offset + 1
    while last < end, bytes[last] & 0xC0 == 0x80 { last += 1 }
    return quote(offset, last)
  }

  private var keyName: String { Diagnostic.quote(keyText) }

  private var keyText: ArraySlice<UInt8> {
    let text = bytes[keyStart..<keyEnd]
    guard text.first == 34 || text.first == 39 else { return text }
    return text.count > 1 && text.last == text.first
      ? text.dropFirst().dropLast() : text.dropFirst()
  }

  mutating func setKey(_ start: Int, _ end: Int, _ flags: JSONTree.Flags) {
    (keyStart, keyEnd, keyFlags, state) = (start, end, flags, .colon)
  }

  // MARK: - Characters

  func reportUnexpected(_ start: Int, _ end: Int, _ sink: inout DiagnosticSink) {
    guard !sink.isFull else { return sink.leaveOut() }
    let found = character(start)
    let wanted: String
    switch state {
    case .root, .firstElement, .element, .memberValue: wanted = "a value"
    case .firstKey, .key: wanted = "a field name in double quotes"
    case .colon: wanted = "`:`"
    case .afterValue: wanted = isInObject ? "`,` or `}`" : "`,` or `]`"
    case .end: wanted = "the end of the document"
    }
    sink.report(
      .unexpectedCharacter, "unexpected \(found) where \(wanted) is expected",
      at: span(start, end))
  }

  /// Reports what is not JSON at all and moves past it up to a blank or a bracket.
  mutating func skipUnexpected(_ sink: inout DiagnosticSink) {
    let start = position
    position += 1
    loop: while position < end {
      switch bytes[position] {
      case 0...32, 34, 39, 44, 58, 91, 93, 123, 125: break loop
      default: position += 1
      }
    }
    hasContent = true
    reportUnexpected(start, position, &sink)
  }

  func reportFullWidth(_ ascii: UInt8, _ sink: inout DiagnosticSink) {
    guard !sink.isFull else { return sink.leaveOut() }
    let plain = Diagnostic.quote(String(Unicode.Scalar(ascii)))
    sink.report(
      .fullWidthPunctuation,
      "full-width \(quote(position, position + 3)) where \(plain) is expected",
      help: "write \(plain)", at: span(position, position + 3))
  }

  func reportOddSpace(_ start: Int, _ sink: inout DiagnosticSink) {
    let name =
      switch bytes[start] {
      case 0xC2: "no-break space U+00A0"
      case 0xE3: "full-width space U+3000"
      default: "byte order mark U+FEFF"
      }
    sink.report(
      .unexpectedCharacter, "unexpected \(name) between values",
      help: "write a plain space or nothing", at: span(start, position))
  }

  func reportComment(_ start: Int, _ sink: inout DiagnosticSink) {
    sink.report(
      .comment, "JSON has no comments",
      help: "delete it, or keep the remark in a text field", at: span(start, position))
  }

  func reportTextAfterEndSpan() -> SourceSpan {
    var last = position
    while last < end, last - position < 200, bytes[last] != 10, bytes[last] != 13 { last += 1 }
    while last > position + 1, bytes[last - 1] == 32 || bytes[last - 1] == 9 { last -= 1 }
    return span(position, last)
  }

  mutating func reportTextAfterEnd(_ sink: inout DiagnosticSink) {
    isStopped = true
    guard bracketsAreTrusted else { return }
    sink.report(
      .textAfterEnd, "unexpected \(character(position)) after the end of the document",
      help: "a document is one value; delete what follows it", at: reportTextAfterEndSpan())
  }

  func reportEmpty(_ sink: inout DiagnosticSink) {
    sink.report(
      .emptyDocument, "document is empty", help: "write an object, `{` … `}`",
      at: span(position, position))
  }

  // MARK: - Texts

  func reportControl(_ byte: UInt8, _ offset: Int, _ sink: inout DiagnosticSink) {
    guard !sink.isFull else { return sink.leaveOut() }
    let digits = String(byte, radix: 16, uppercase: true)
    let escape = byte == 9 ? "\\t" : "\\u00" + (byte < 16 ? "0" : "") + digits
    sink.report(
      .controlCharacter, "control character \(byte == 9 ? "tab" : "0x" + digits) in a text",
      help: "write `\(escape)`", at: span(offset, offset + 1))
  }

  mutating func reportUnterminated(_ start: Int, _ sink: inout DiagnosticSink) {
    lacksComma = true
    bracketsAreTrusted = false
    let hasCurly = bytes[start] == 34 && bytes[start..<position].contains(0xE2)
    let curly = hasCurly ? lastCurly(start) : nil
    sink.report(
      .unterminatedString, "text has no closing quote on its line",
      help: curly.map { "close it with `\"` instead of \($0)" },
      at: span(start, position))
  }

  private func lastCurly(_ start: Int) -> String? {
    for index in stride(from: position - 3, to: start, by: -1)
    where bytes[index] == 0xE2 && JSONScan.fullWidth(bytes, index, end) == 34 {
      return quote(index, index + 3)
    }
    return nil
  }

  func reportSingleQuotes(_ start: Int, _ sink: inout DiagnosticSink) {
    guard !sink.isFull else { return sink.leaveOut() }
    let inside = Diagnostic.quote(bytes[start + 1..<position - 1])
    var text = ""
    for character in inside.dropFirst().dropLast() {
      // An apostrophe needs no escape between double quotes.
      if character == "'", text.last == "\\" { text.removeLast() }
      text.append(character)
    }
    sink.report(
      .singleQuotes, "text is in single quotes", help: "write `\"\(text)\"`",
      at: span(start, position))
  }

  func reportBadEscape(_ start: Int, _ next: Int, _ sink: inout DiagnosticSink) {
    let isUnicode = bytes[start + 1] == 117
    sink.report(
      .badEscape, "unknown escape \(quote(start, next))",
      help: isUnicode
        ? "write four hexadecimal digits after `\\u`" : "write `\\\\` for a backslash",
      at: span(start, next))
  }

  func reportLoneSurrogate(_ start: Int, _ sink: inout DiagnosticSink) {
    sink.report(
      .loneSurrogate, "\(quote(start, start + 6)) is half of a surrogate pair",
      help: "write the character itself", at: span(start, start + 6))
  }

  // MARK: - Words and numbers

  func reportWord(_ start: Int, _ sink: inout DiagnosticSink) {
    guard !sink.isFull else { return sink.leaveOut() }
    let text = String(decoding: bytes[start..<position].prefix(40), as: UTF8.self)
    let literals = [
      "true": "true", "false": "false", "null": "null", "none": "null", "nil": "null",
      "undefined": "null", "yes": "true", "on": "true", "no": "false", "off": "false",
    ]
    let name = quote(start, position)
    if let literal = literals[text.lowercased()] {
      sink.report(
        .badLiteral, "\(name) is not a value of JSON", help: "write `\(literal)`",
        at: span(start, position))
    } else if ["nan", "infinity", "inf"].contains(text.lowercased()) {
      sink.report(.badLiteral, "\(name) is not a number of JSON", at: span(start, position))
    } else {
      let inside = String(name.dropFirst().dropLast())
      let help = Suggestion.help(for: text, among: ["true", "false", "null"])
      sink.report(
        .unquotedText, "text \(name) has no quotes", help: help ?? "write `\"\(inside)\"`",
        at: span(start, position))
    }
  }

  func reportNumber(_ start: Int, _ last: Int, _ sink: inout DiagnosticSink) {
    guard !sink.isFull else { return sink.leaveOut() }
    let text = Array(bytes[start..<last])
    let name = quote(start, last)
    let sign = text.first == 45 || text.first == 43 ? 1 : 0
    let body = text.dropFirst(sign)
    let isPlain = body.allSatisfy { JSONScan.isDigit($0) || $0 == 46 }
    if isPlain, body.first == 48, body.dropFirst().first.map(JSONScan.isDigit) == true {
      let digits = body.drop { $0 == 48 }
      let zero = digits.first.map(JSONScan.isDigit) == true ? "" : "0"
      let number = (text.first == 45 ? "-" : "") + zero + String(decoding: digits, as: UTF8.self)
      sink.report(
        .leadingZero, "number \(name) has a leading zero",
        help: "write \(Diagnostic.quote(number)), or \"…\" around an id", at: span(start, last))
      return
    }
    if ["infinity", "inf", "nan"].contains(
      String(decoding: body.prefix(9), as: UTF8.self).lowercased())
    {
      sink.report(.badLiteral, "\(name) is not a number of JSON", at: span(start, last))
      return
    }
    var help = "write digits with a `.` for decimals, or \"…\" around a text"
    if !body.contains(where: JSONScan.isDigit) {
      help = "write a number, or \"…\" around a text"
    } else if body.count >= 6, body.allSatisfy({ JSONScan.isDigit($0) || $0 == 45 || $0 == 47 }) {
      help = "write a date as `\"2025-03-01\"`"
    } else if text.first == 43, isPlain {
      help = "write the number without `+`"
    } else if isPlain, body.first == 46 {
      help = "write a `0` before the point"
    } else if isPlain, body.last == 46 {
      help = "write the number without its last point, or a digit behind it"
    }
    sink.report(
      .badNumberSyntax, "\(name) is not a number as JSON writes it", help: help,
      at: span(start, last))
  }

  /// Whether a digit after a comma goes on with the number before it, as in `1,200`.
  func continuesNumber(_ byte: UInt8) -> Bool {
    guard state == .key, JSONScan.isDigit(byte), comma.end == position, comma.start == valueEnd,
      nodes.last?.kind == .number, end - position >= 3
    else { return false }
    return JSONScan.isDigit(bytes[position + 1]) && JSONScan.isDigit(bytes[position + 2])
  }

  mutating func thousandsSeparator(_ sink: inout DiagnosticSink) {
    let number = nodes.count - 1
    let start = Int(nodes[number].start)
    let isPart = { (byte: UInt8) in JSONScan.isDigit(byte) || byte == 44 || byte == 46 }
    while position < end, isPart(bytes[position]) { position += 1 }
    // The comma that ends the member is not part of the number.
    if bytes[position - 1] == 44 { position -= 1 }
    let digits = bytes[start..<position].prefix(40).filter { $0 != 44 }
    sink.report(
      .thousandsSeparator, "number \(quote(start, position)) has a thousands separator",
      help: "write `\(String(decoding: digits, as: UTF8.self))`", at: span(start, position))
    nodes[number].kind = .invalid
    nodes[number].end = UInt32(truncatingIfNeeded: position)
    valueEnd = position
    state = .afterValue
  }

  // MARK: - Keys

  mutating func unquotedKey(_ sink: inout DiagnosticSink) {
    let start = scanWord()
    setKey(start, position, .keyOdd)
    guard !sink.isFull else { return sink.leaveOut() }
    let name = quote(start, position)
    sink.report(
      .unquotedKey, "field name \(name) has no quotes",
      help: "write `\"\(String(name.dropFirst().dropLast()))\"`", at: span(start, position))
  }

  /// A name whose text ran to the end of the line took its value with it.
  mutating func keyWithoutEnd(_ sink: inout DiagnosticSink) {
    state = .memberValue
    add(.invalid, position, position, &sink)
  }

  func reportMissingKey(_ sink: inout DiagnosticSink) {
    sink.report(
      .missingKey, "expected a field name before \(character(position))",
      help: "inside `{` and `}` write `\"name\": value`", at: span(position, position + 1))
  }

  func reportMissingColon(_ sink: inout DiagnosticSink) {
    sink.report(
      .missingColon, "expected `:` after the field name \(keyName)", at: span(keyEnd, keyEnd))
  }

  func reportMissingValue(_ sink: inout DiagnosticSink) {
    let isElement = state != .memberValue && state != .colon
    sink.report(
      .missingValue, isElement ? "expected a value" : "field \(keyName) has no value",
      at: isElement ? span(position, position) : span(keyStart, keyEnd))
  }

  // MARK: - Commas and brackets

  func reportMissingComma(_ sink: inout DiagnosticSink) {
    sink.report(
      .missingComma, "expected `,` before \(character(position))", help: "write `,` here",
      at: span(valueEnd, valueEnd))
  }

  func reportTrailingComma(_ bracket: UInt8, _ sink: inout DiagnosticSink) {
    guard comma.end > comma.start else { return }
    sink.report(
      .trailingComma, "comma before `\(Character(Unicode.Scalar(bracket)))`",
      help: "delete the comma", at: span(comma.start, comma.end))
  }

  /// A comma stands where a value or a field name should.
  mutating func commaInsteadOfValue(_ width: Int, _ sink: inout DiagnosticSink) {
    switch state {
    case .memberValue:
      reportMissingValue(&sink)
      add(.invalid, position, position, &sink)
    case .root:
      skipUnexpected(&sink)
    default:
      sink.report(
        .extraComma, "comma without a value before it", help: "delete the comma",
        at: span(position, position + width))
      position += width
      // Already reported; it must not be reported again as trailing.
      comma = (position, position)
    }
  }

  /// A closing bracket stands where a value should.
  mutating func closeInsteadOfValue(
    _ byte: UInt8, _ width: Int, _ sink: inout DiagnosticSink
  ) {
    switch state {
    case .memberValue:
      reportMissingValue(&sink)
      add(.invalid, position, position, &sink)
    case .root: skipUnexpected(&sink)
    case .element:
      reportTrailingComma(byte, &sink)
      close(byte, width, &sink)
    default: close(byte, width, &sink)
    }
  }

  func reportMismatch(
    before found: SourceSpan, opening: Int, _ sink: inout DiagnosticSink
  ) {
    let isObject = nodes[opening].kind == .object
    let start = Int(nodes[opening].start)
    let isNear =
      position - start < 4_096 && !bytes[start..<position].contains { $0 == 10 || $0 == 13 }
    let line = isNear ? 0 : sink.line(of: start, source: source, bytes)
    sink.report(
      .mismatchedBracket,
      "expected `\(isObject ? "}" : "]")` before \(quote(Int(found.start), Int(found.end)))",
      help:
        "the `\(isObject ? "{" : "[")` on \(isNear ? "this line" : "line \(line)") is still open",
      at: found)
  }

  /// A `:` follows a value; most likely a comma and a name, or a closing bracket, are missing.
  mutating func colonAfterValue(_ width: Int, _ sink: inout DiagnosticSink) {
    let isNamed = nodes.last.map { $0.kind == .string && Int($0.end) == valueEnd } ?? false
    if !isInObject, isNamed, open.count > 1, let array = open.last, let name = nodes.last,
      nodes[Int(open[open.count - 2])].kind == .object
    {
      // A field name in an array that stands in an object: the array was left open.
      let place = span(Int(name.start), Int(name.end))
      reportMismatch(before: place, opening: Int(array), &sink)
      nodes.removeLast()
      nodes[Int(array)].count -= 1
      pop(endingAt: Int(name.start))
      var flags: JSONTree.Flags = name.flags.contains(.escaped) ? .keyEscaped : []
      if name.flags.contains(.odd) { flags.insert(.keyOdd) }
      setKey(Int(name.start), Int(name.end), flags)
      state = .memberValue
    } else {
      reportUnexpected(position, position + width, &sink)
      setKey(valueEnd, valueEnd, [])
      if isInObject { state = .memberValue } else { (state, lacksComma) = (.afterValue, true) }
    }
    position += width
  }

  func reportUnclosed(_ sink: inout DiagnosticSink) {
    guard let last = open.last else { return }
    let closers = open.reversed().map { nodes[Int($0)].kind == .object ? "}" : "]" }
    let start = Int(nodes[Int(last)].start)
    sink.report(
      .missingClosingBracket, "\(quote(start, start + 1)) is never closed",
      help: "the document ends without `\(closers.joined())`", at: span(start, start + 1))
  }
}
