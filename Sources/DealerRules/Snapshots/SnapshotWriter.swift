/// Writes a snapshot of rules (RULES.md S-002).
struct SnapshotWriter: SnapshotStream {
  static var isReading: Bool { false }

  private var words: [UInt32] = []
  private var texts: [String] = []
  private var textIndex: IdentifierMap<UInt32> = IdentifierMap()
  /// Where the length of the part at hand stands.
  private var lengthAt = 0

  mutating func word(_ value: inout UInt32) { words.append(value) }

  mutating func text(_ value: inout String) { words.append(number(of: value)) }

  mutating func text(_ value: inout String?) { words.append(value.map { number(of: $0) } ?? 0) }

  /// The number of a text, from 1 on.
  private mutating func number(of text: String) -> UInt32 {
    if let known = textIndex[text] { return known }
    texts.append(text)
    let number = UInt32(truncatingIfNeeded: texts.count)
    textIndex[text] = number
    return number
  }

  mutating func count(_ count: Int) -> Int {
    words.append(UInt32(truncatingIfNeeded: count))
    return count
  }

  mutating func bytes(_ value: inout [UInt8]) {
    words.append(UInt32(truncatingIfNeeded: value.count))
    append(value[...])
  }

  private mutating func append(_ bytes: some Collection<UInt8>) {
    var (word, filled): (UInt32, UInt32) = (0, 0)
    for byte in bytes {
      word |= UInt32(byte) << filled
      filled += 8
      if filled == 32 {
        words.append(word)
        (word, filled) = (0, 0)
      }
    }
    if filled > 0 { words.append(word) }
  }

  mutating func accept<Value>(_ made: Value?, else old: Value) -> Value { old }

  mutating func descend() {}

  mutating func ascend() {}

  mutating func open(_ name: SnapshotSection) {
    words.append(name.rawValue)
    lengthAt = words.count
    words.append(0)
  }

  mutating func close() {
    words[lengthAt] = UInt32(truncatingIfNeeded: words.count - lengthAt - 1)
  }

  /// Appends words as they are.
  mutating func append(_ column: [UInt32]) { words += column }

  /// The whole snapshot: header, texts, and the parts written.
  /// - Complexity: O(bytes).
  consuming func finished() -> [UInt8] {
    var body: [UInt32] = []
    swap(&body, &words)
    words = [
      RuleSnapshot.magic.0, RuleSnapshot.magic.1, RuleSnapshot.version, RuleSnapshot.law, 0, 0, 0,
      0,
    ]
    open(.texts)
    words.append(UInt32(truncatingIfNeeded: texts.count))
    for text in texts { words.append(UInt32(truncatingIfNeeded: text.utf8.count)) }
    append(texts.lazy.flatMap { $0.utf8 })
    close()
    words += body
    let length = UInt64(words.count) * 4
    words[4] = UInt32(truncatingIfNeeded: length)
    words[5] = UInt32(truncatingIfNeeded: length >> 32)
    let checksum = RuleSnapshot.checksum(words.span)
    words[6] = UInt32(truncatingIfNeeded: checksum)
    words[7] = UInt32(truncatingIfNeeded: checksum >> 32)
    return SnapshotWriter.bytes(of: words)
  }

  /// Words as bytes, little end first.
  static func bytes(of words: [UInt32]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: words.count * 4)
    var target = bytes.mutableSpan
    let source = words.span
    for index in 0..<source.count {
      let (word, first) = (source[index], index &* 4)
      target[first] = UInt8(truncatingIfNeeded: word)
      target[first &+ 1] = UInt8(truncatingIfNeeded: word >> 8)
      target[first &+ 2] = UInt8(truncatingIfNeeded: word >> 16)
      target[first &+ 3] = UInt8(truncatingIfNeeded: word >> 24)
    }
    return bytes
  }
}
