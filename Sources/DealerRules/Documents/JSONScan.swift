/// The state of one pass over a JSON document: what is open, what is expected next.
///
/// Every step consumes a byte or moves to a state that does, so the pass is linear even when
/// nothing in the document is JSON.
struct JSONScan {
  /// What may stand at the current place.
  enum State {
    case root
    case firstElement, element  // of an array; after a comma only a value is right
    case firstKey, key  // of an object; after a comma only a key is right
    case colon, memberValue
    case afterValue  // a comma or a closing bracket
    case end
  }

  let bytes: [UInt8]
  let end: Int
  let source: Int32
  let limits: DocumentLimits
  var position: Int
  var nodes: [JSONTree.Node]
  var open: [Int32]
  var state = State.root
  /// The name waiting for its value.
  var keyStart = 0
  var keyEnd = 0
  var keyFlags: JSONTree.Flags = []
  /// The last comma, for the finding that it trails.
  var comma = (start: 0, end: 0)
  /// The end of the last value, where a missing comma belongs.
  var valueEnd = 0
  /// A slip may have swallowed the comma that is due, so its absence is no finding.
  var lacksComma = false
  /// Brackets still tell the structure; after a repair that guessed, their findings are noise.
  var bracketsAreTrusted = true
  var isStopped = false
  /// Something other than white space and comments has been read.
  var hasContent = false

  init(
    _ bytes: [UInt8], _ range: Range<Int>, source: Int32, limits: DocumentLimits,
    nodes: [JSONTree.Node], open: [Int32]
  ) {
    self.bytes = bytes
    self.end = range.upperBound
    self.position = range.lowerBound
    self.source = source
    self.limits = limits
    self.nodes = nodes
    self.open = open
  }

  mutating func run(_ sink: inout DiagnosticSink) {
    while !isStopped {
      skipBlank(&sink)
      guard position < end else { break }
      var byte = bytes[position]
      var width = 1
      if byte >= 0x80, let ascii = JSONScan.fullWidth(bytes, position, end) {
        reportFullWidth(ascii, &sink)
        (byte, width) = (ascii, 3)
      }
      switch state {
      case .root, .firstElement, .element, .memberValue: stepValue(byte, width, &sink)
      case .firstKey, .key: stepKey(byte, width, &sink)
      case .colon: stepColon(byte, width, &sink)
      case .afterValue: stepAfterValue(byte, width, &sink)
      case .end: reportTextAfterEnd(&sink)
      }
    }
    finish(&sink)
  }

  func span(_ start: Int, _ end: Int) -> SourceSpan { SourceSpan(source: source, start, end) }

  var isInObject: Bool { open.last.map { nodes[Int($0)].kind == .object } ?? false }

  /// Adds a value at the current place and expects what follows a value.
  mutating func add(
    _ kind: JSONKind, _ start: Int, _ end: Int, flags: JSONTree.Flags = [],
    _ sink: inout DiagnosticSink
  ) {
    guard nodes.count < limits.nodes else {
      sink.report(
        .tooManyValues, "document has more than \(limits.nodes) values",
        help: "split it into several files", at: span(start, end))
      isStopped = true
      bracketsAreTrusted = false
      return
    }
    let hasKey = state == .memberValue
    var node = JSONTree.Node(
      kind: kind, flags: flags, start: UInt32(truncatingIfNeeded: start),
      end: UInt32(truncatingIfNeeded: end), subtreeEnd: Int32(nodes.count + 1))
    if hasKey {
      node.keyStart = UInt32(truncatingIfNeeded: keyStart)
      node.keyEnd = UInt32(truncatingIfNeeded: keyEnd)
      node.flags.formUnion(keyFlags)
    }
    nodes.append(node)
    if let parent = open.last { nodes[Int(parent)].count += 1 }
    valueEnd = end
    state = open.isEmpty ? .end : .afterValue
  }

  // MARK: - Steps

  private mutating func stepValue(_ byte: UInt8, _ width: Int, _ sink: inout DiagnosticSink) {
    switch byte {
    case 34 where width == 1:
      let text = scanString(&sink)
      add(text.isClosed ? .string : .invalid, text.start, position, flags: text.flags, &sink)
    case 34, 39:
      let text = scanOtherQuotes(&sink)
      let flags: JSONTree.Flags = text.flags.union(.odd)
      add(text.isClosed ? .string : .invalid, text.start, position, flags: flags, &sink)
    case 123, 91: openContainer(byte, width, &sink)
    case 125, 93: closeInsteadOfValue(byte, width, &sink)
    case 44: commaInsteadOfValue(width, &sink)
    case 43, 45, 46, 48...57: scanNumber(&sink)
    case _ where JSONScan.isWord(byte): scanLiteral(&sink)
    default:
      let start = position
      skipUnexpected(&sink)
      // What stands here was meant to be the value; asking for one again would be noise.
      if state == .memberValue { add(.invalid, start, position, &sink) }
    }
  }

  private mutating func stepKey(_ byte: UInt8, _ width: Int, _ sink: inout DiagnosticSink) {
    switch byte {
    case 34 where width == 1:
      let text = scanString(&sink)
      setKey(text.start, position, text.flags.contains(.escaped) ? .keyEscaped : [])
      if !text.isClosed { keyWithoutEnd(&sink) }
    case 34, 39:
      let text = scanOtherQuotes(&sink)
      let flags: JSONTree.Flags = text.flags.contains(.escaped) ? [.keyEscaped, .keyOdd] : .keyOdd
      setKey(text.start, position, flags)
      if !text.isClosed { keyWithoutEnd(&sink) }
    case 125, 93:
      if state == .key { reportTrailingComma(byte, &sink) }
      close(byte, width, &sink)
    case 44: commaInsteadOfValue(width, &sink)
    case 58, 91, 123:
      reportMissingKey(&sink)
      setKey(position, position, [])
      if byte == 58 { position += width }
      state = .memberValue
    case _ where continuesNumber(byte): thousandsSeparator(&sink)
    case _ where JSONScan.isWord(byte): unquotedKey(&sink)
    default: skipUnexpected(&sink)
    }
  }

  private mutating func stepColon(_ byte: UInt8, _ width: Int, _ sink: inout DiagnosticSink) {
    switch byte {
    case 58:
      position += width
      state = .memberValue
    case 61:
      reportMissingColon(&sink)
      position += 1
      if position < end, bytes[position] == 62 { position += 1 }
      state = .memberValue
    case 44, 125, 93:
      state = .memberValue
      reportMissingColon(&sink)
      add(.invalid, keyEnd, keyEnd, &sink)
    case 34, 39, 91, 123,
      _ where JSONScan.isWord(byte):
      reportMissingColon(&sink)
      state = .memberValue
    default: skipUnexpected(&sink)
    }
  }

  private mutating func stepAfterValue(_ byte: UInt8, _ width: Int, _ sink: inout DiagnosticSink) {
    switch byte {
    case 44:
      comma = (position, position + width)
      position += width
      lacksComma = false
      state = isInObject ? .key : .element
    case 125, 93: close(byte, width, &sink)
    case 58: colonAfterValue(width, &sink)
    case 59:
      reportMissingComma(&sink)
      position += 1
      state = isInObject ? .key : .element
      comma = (position, position)
    case 34, 39, 91, 123,
      _ where JSONScan.isWord(byte):
      if !lacksComma { reportMissingComma(&sink) }
      lacksComma = false
      comma = (position, position)
      state = isInObject ? .key : .element
    default:
      skipUnexpected(&sink)
      lacksComma = true
    }
  }

  // MARK: - Containers

  private mutating func openContainer(_ byte: UInt8, _ width: Int, _ sink: inout DiagnosticSink) {
    guard open.count < limits.depth else {
      sink.report(
        .nestedTooDeep, "values are nested more than \(limits.depth) deep",
        at: span(position, position + width))
      isStopped = true
      bracketsAreTrusted = false
      return
    }
    let node = Int32(nodes.count)
    add(byte == 123 ? .object : .array, position, position + width, &sink)
    guard !isStopped else { return }
    open.append(node)
    position += width
    state = byte == 123 ? .firstKey : .firstElement
  }

  /// Closes the innermost container with a bracket of either kind.
  mutating func close(_ byte: UInt8, _ width: Int, _ sink: inout DiagnosticSink) {
    let wanted: JSONKind = byte == 125 ? .object : .array
    guard let last = open.last, nodes[Int(last)].kind != wanted else {
      position += width
      pop(endingAt: position)
      return
    }
    reportMismatch(before: span(position, position + width), opening: Int(last), &sink)
    bracketsAreTrusted = false
    // If an outer container waits for this bracket, the inner one was left open; else, or if the
    // document would then end too early, the bracket itself is the slip.
    let isAwaited = open.contains { nodes[Int($0)].kind == wanted }
    if isAwaited, open.count > 2 || endsAfter(position + width) {
      pop(endingAt: position)
    } else {
      position += width
      pop(endingAt: position)
    }
  }

  /// Whether nothing but white space stands from an offset on.
  private func endsAfter(_ offset: Int) -> Bool {
    var index = offset
    while index < end {
      switch bytes[index] {
      case 32, 9, 10, 13: index += 1
      default: return false
      }
    }
    return true
  }

  mutating func pop(endingAt offset: Int) {
    guard let node = open.popLast() else { return }
    nodes[Int(node)].end = UInt32(truncatingIfNeeded: offset)
    nodes[Int(node)].subtreeEnd = Int32(nodes.count)
    valueEnd = offset
    state = open.isEmpty ? .end : .afterValue
  }

  private mutating func finish(_ sink: inout DiagnosticSink) {
    if nodes.isEmpty {
      if !isStopped, !hasContent { reportEmpty(&sink) }
      return
    }
    if !isStopped, state == .colon || state == .memberValue {
      if bracketsAreTrusted { reportMissingValue(&sink) }
      state = .memberValue
      add(.invalid, end, end, &sink)
    }
    if !open.isEmpty, bracketsAreTrusted { reportUnclosed(&sink) }
    while !open.isEmpty { pop(endingAt: end) }
  }
}
