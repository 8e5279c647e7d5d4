/// Walks one JSON value that is written plainly: texts without escapes, numbers of digits, names
/// and punctuation where they belong.
///
/// Most documents that programs write are like that. Whatever else stands there is declined and
/// left to ``JSONReader``, which knows every slip and its finding. Time is linear in the bytes.
struct PlainJSON {
  /// What stands there is not plain.
  struct Declined: Error {}

  private let bytes: [UInt8]
  private let end: Int
  private let start: Int
  private var position: Int
  /// Right behind the bracket that opens an object or a list.
  private var isFirst = false
  /// A text has bytes beyond ASCII.
  private var isWide = false

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    start = range.lowerBound
    position = range.lowerBound
    end = range.upperBound
  }

  // MARK: Structure

  /// The next byte that is no white space.
  mutating func peek() throws(Declined) -> UInt8 {
    while position < end {
      let byte = bytes[position]
      guard byte == 32 || byte == 9 || byte == 10 || byte == 13 else { return byte }
      position += 1
    }
    throw Declined()
  }

  private mutating func take(_ byte: UInt8) throws(Declined) {
    guard try peek() == byte else { throw Declined() }
    position += 1
  }

  /// Goes into an object.
  mutating func openObject() throws(Declined) {
    try take(123)
    isFirst = true
  }

  /// Goes into a list.
  mutating func openList() throws(Declined) {
    try take(91)
    isFirst = true
  }

  /// The name of the next member of an object, whose value comes next; `nil` behind the last.
  mutating func name() throws(Declined) -> Range<Int>? {
    guard try isNext(before: 125) else { return nil }
    let name = try text()
    guard !name.isEmpty else { throw Declined() }
    try take(58)
    return name
  }

  /// Whether a list has a next element; behind the last it is left.
  mutating func element() throws(Declined) -> Bool { try isNext(before: 93) }

  private mutating func isNext(before close: UInt8) throws(Declined) -> Bool {
    let byte = try peek()
    if byte == close {
      position += 1
      isFirst = false
      return false
    }
    if !isFirst {
      guard byte == 44 else { throw Declined() }
      position += 1
      // Behind a comma stands a value.
      guard try peek() != close else { throw Declined() }
    }
    isFirst = false
    return true
  }

  /// Ends the value: nothing but white space comes, and all bytes are UTF-8.
  mutating func finish() throws(Declined) {
    while position < end {
      let byte = bytes[position]
      guard byte == 32 || byte == 9 || byte == 10 || byte == 13 else { throw Declined() }
      position += 1
    }
    guard !isWide || SourceEncoding.firstInvalid(bytes, start..<end) == nil else {
      throw Declined()
    }
  }

  // MARK: Values

  /// The place of a text between quotes.
  mutating func text() throws(Declined) -> Range<Int> {
    try take(34)
    let start = position
    var all: UInt8 = 0
    var index = start
    while index < end {
      let byte = bytes[index]
      if byte == 34 {
        position = index + 1
        if all >= 0x80 { isWide = true }
        return start..<index
      }
      guard byte >= 32, byte != 92 else { throw Declined() }
      all |= byte
      index += 1
    }
    throw Declined()
  }

  /// A text of 1 to 4,096 bytes.
  mutating func string() throws(Declined) -> String {
    let range = try text()
    guard !range.isEmpty, range.count <= 4096 else { throw Declined() }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// The bytes of a text.
  subscript(range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  /// A decimal in units of `10^-scale`, in quotes or without them.
  mutating func decimal(scale: Int) throws(Declined) -> Int64 {
    let isQuoted = try peek() == 34
    if isQuoted { position += 1 }
    let isNegative = position < end && bytes[position] == 45
    if isNegative { position += 1 }
    let first = position
    var value: Int64 = 0
    var point: Int?
    while position < end {
      let byte = bytes[position]
      if byte &- 48 < 10 {
        value = value &* 10 &+ Int64(byte &- 48)
      } else {
        guard byte == 46, point == nil, position > first else { break }
        point = position
      }
      position += 1
    }
    let decimals = point.map { position - $0 - 1 } ?? 0
    let digits = position - first - (point == nil ? 0 : 1)
    // Seventeen digits fit, whatever they are.
    guard digits > 0, digits <= 17, point == nil || decimals > 0, decimals <= scale else {
      throw Declined()
    }
    if isQuoted {
      guard position < end, bytes[position] == 34 else { throw Declined() }
      position += 1
    } else if bytes[first] == 48, digits - decimals > 1 {
      throw Declined()
    }
    let (scaled, overflow) = value.multipliedReportingOverflow(
      by: Decimals.powerOfTen(scale - decimals))
    guard !overflow else { throw Declined() }
    return isNegative ? -scaled : scaled
  }

  /// Passes a word without quotes, where it stands there.
  mutating func passes(_ word: StaticString) throws(Declined) -> Bool {
    _ = try peek()
    guard end - position >= word.utf8CodeUnitCount else { return false }
    let (bytes, position) = (bytes, position)
    let isThere = word.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + $0.count]) }
    if isThere { self.position += word.utf8CodeUnitCount }
    return isThere
  }
}
