/// Reads a snapshot of rules; whatever the bytes are, it ends or throws, and makes room for no more
/// than they have (RULES.md S-004, S-005).
struct SnapshotReader: SnapshotStream {
  static var isReading: Bool { true }

  private let input: [UInt8]
  let words: [UInt32]
  private var position = RuleSnapshot.headerWords
  /// Where the part at hand ends.
  private var end = RuleSnapshot.headerWords
  private var texts: [String] = []
  /// Levels to which what holds itself may go on down.
  private var depth = 512

  /// Checks the header and reads the texts.
  /// - Complexity: O(bytes).
  init(_ bytes: [UInt8]) throws(SnapshotError) {
    input = bytes
    words = SnapshotReader.words(of: bytes)
    guard words.count >= 2, words[0] == RuleSnapshot.magic.0, words[1] == RuleSnapshot.magic.1
    else { throw .notSnapshot }
    guard words.count >= 4 else { throw .length(stated: 0, found: bytes.count) }
    guard words[2] == RuleSnapshot.version else { throw .version(words[2]) }
    guard words[3] == RuleSnapshot.law else { throw .law(words[3]) }
    guard words.count >= RuleSnapshot.headerWords else {
      throw .length(stated: 0, found: bytes.count)
    }
    let stated = UInt64(words[4]) | UInt64(words[5]) << 32
    guard stated == UInt64(bytes.count), bytes.count % 4 == 0 else {
      throw .length(stated: stated, found: bytes.count)
    }
    let checksum = UInt64(words[6]) | UInt64(words[7]) << 32
    guard RuleSnapshot.checksum(words.span) == checksum else { throw .checksum }
    try readTexts()
  }

  /// Bytes as words, little end first; what is left over is left out.
  static func words(of bytes: [UInt8]) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: bytes.count / 4)
    var target = words.mutableSpan
    let source = bytes.span
    for index in 0..<target.count {
      let first = index &* 4
      target[index] =
        UInt32(source[first]) | UInt32(source[first &+ 1]) << 8
        | UInt32(source[first &+ 2]) << 16 | UInt32(source[first &+ 3]) << 24
    }
    return words
  }

  private mutating func readTexts() throws(SnapshotError) {
    try open(.texts)
    let count = try self.count(0)
    let lengths = position
    position += count
    var start = position * 4
    // All of them are UTF-8, and so is each that does not begin or end inside a character.
    guard String(validating: input[start..<end * 4], as: UTF8.self) != nil else {
      throw .malformed(offset: start)
    }
    texts.reserveCapacity(count)
    for index in 0..<count {
      let length = Int(words[lengths + index])
      guard length <= end * 4 - start else { throw malformed(lengths + index) }
      let isWhole = start == end * 4 || input[start] & 0xC0 != 0x80
      guard isWhole else { throw .malformed(offset: start) }
      texts.append(String(decoding: input[start..<start + length], as: UTF8.self))
      start += length
    }
    position = (start + 3) / 4
    guard input[start..<position * 4].allSatisfy({ $0 == 0 }) else {
      throw .malformed(offset: start)
    }
    try close()
  }

  private func malformed(_ position: Int) -> SnapshotError { .malformed(offset: position * 4) }

  mutating func word(_ value: inout UInt32) throws(SnapshotError) { value = try next() }

  @inline(__always)
  private mutating func next() throws(SnapshotError) -> UInt32 {
    guard position < end else { throw malformed(position) }
    defer { position += 1 }
    return words[position]
  }

  mutating func text(_ value: inout String) throws(SnapshotError) {
    let number = Int(try next())
    guard number > 0, number <= texts.count else { throw refusal }
    value = texts[number - 1]
  }

  mutating func text(_ value: inout String?) throws(SnapshotError) {
    let number = Int(try next())
    guard number > 0 else { return value = nil }
    guard number <= texts.count else { throw refusal }
    value = texts[number - 1]
  }

  mutating func count(_ count: Int) throws(SnapshotError) -> Int {
    let count = Int(try next())
    guard count <= end - position else { throw refusal }
    return count
  }

  mutating func bytes(_ value: inout [UInt8]) throws(SnapshotError) {
    let count = Int(try next())
    guard (count + 3) / 4 <= end - position else { throw refusal }
    value = Array(input[position * 4..<position * 4 + count])
    position += (count + 3) / 4
  }

  /// The next words as a stretch of ``words``.
  mutating func stretch(_ count: Int) throws(SnapshotError) -> Range<Int> {
    guard count <= end - position else { throw malformed(position) }
    defer { position += count }
    return position..<position + count
  }

  /// That the last word read means nothing.
  var refusal: SnapshotError { malformed(position - 1) }

  mutating func accept<Value>(
    _ made: Value?, else old: Value
  ) throws(SnapshotError) -> Value {
    guard let made else { throw refusal }
    return made
  }

  mutating func descend() throws(SnapshotError) {
    guard depth > 0 else { throw malformed(position) }
    depth -= 1
  }

  mutating func ascend() { depth += 1 }

  mutating func open(_ name: SnapshotSection) throws(SnapshotError) {
    guard words.count - position >= 2, words[position] == name.rawValue,
      Int(words[position + 1]) <= words.count - position - 2
    else { throw malformed(position) }
    position += 2
    end = position + Int(words[position - 1])
  }

  mutating func close() throws(SnapshotError) {
    guard position == end else { throw malformed(position) }
  }

  /// Passes over a part that is read elsewhere.
  mutating func skip(_ name: SnapshotSection) throws(SnapshotError) {
    try open(name)
    position = end
  }

  /// Ends the reading: nothing may be left.
  func finish() throws(SnapshotError) {
    guard position == words.count else { throw malformed(position) }
  }
}
