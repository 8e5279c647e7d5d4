/// Writes JSON into a byte buffer that is kept between uses; no numbers but integers, so nothing
/// is ever rounded on the way out.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Exchanges what is written so far with other bytes; what comes next begins anew behind them.
  mutating func exchange(_ other: inout [UInt8]) {
    swap(&bytes, &other)
    needsComma = false
  }

  mutating func beginObject() { open(0x7B) }
  mutating func endObject() { close(0x7D) }
  mutating func beginArray() { open(0x5B) }
  mutating func endArray() { close(0x5D) }

  private mutating func open(_ byte: UInt8) {
    separate()
    bytes.append(byte)
    needsComma = false
  }

  private mutating func close(_ byte: UInt8) {
    bytes.append(byte)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
    needsComma = true
  }

  mutating func key(_ name: StaticString) {
    let comma = needsComma
    needsComma = false
    name.withUTF8Buffer { name in
      bytes.append(
        addingCapacity: name.count + 4,
        initializingWith: { bytes in
          if comma { bytes.append(0x2C) }
          bytes.append(0x22)
          for byte in name { bytes.append(byte) }
          bytes.append(0x22)
          bytes.append(0x3A)
        })
    }
  }

  mutating func key(_ name: String) {
    string(name)
    bytes.append(0x3A)
    needsComma = false
  }

  mutating func null() {
    separate()
    bytes.append(contentsOf: [0x6E, 0x75, 0x6C, 0x6C])
  }

  /// A truth value.
  mutating func flag(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// A number of at most six decimals, in millionths.
  mutating func number(millionths value: Int64) {
    separate()
    bytes.appendDecimal(value, scale: Money.scale, minimum: 0)
  }

  mutating func integer(_ value: Int) {
    separate()
    bytes.appendInteger(value)
  }

  /// A decimal string of `value × 10^-scale` with at least `minimum` decimals.
  mutating func decimal(_ value: Int64, scale: Int, minimum: Int) {
    separate()
    bytes.append(0x22)
    bytes.appendDecimal(value, scale: scale, minimum: minimum)
    bytes.append(0x22)
  }

  /// A text that is escaped and in quotes already.
  mutating func quoted(_ text: [UInt8]) {
    separate()
    bytes.append(contentsOf: text)
  }

  /// A part of a value as it stands there; what comes next is not separated from it.
  mutating func part(_ text: StaticString) {
    if needsComma { bytes.append(0x2C) }
    needsComma = false
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// A string, escaped as JSON needs.
  mutating func string(_ text: String) {
    let (start, comma) = (bytes.count, needsComma)
    needsComma = true
    // Ids seldom need an escape: they are written as they stand and looked at on the way.
    let isPlain = text.utf8.withContiguousStorageIfAvailable { text in
      var isPlain = true
      bytes.append(
        addingCapacity: text.count + 3,
        initializingWith: { bytes in
          if comma { bytes.append(0x2C) }
          bytes.append(0x22)
          for byte in text {
            isPlain = isPlain && byte >= 0x20 && byte != 0x22 && byte != 0x5C
            bytes.append(byte)
          }
          bytes.append(0x22)
        })
      return isPlain
    }
    guard isPlain != true else { return }
    bytes.removeSubrange(start...)
    if comma { bytes.append(0x2C) }
    bytes.append(0x22)
    escape(text)
    bytes.append(0x22)
  }

  private mutating func escape(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, byte])
      case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
      case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
      case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
      case 0..<0x20:
        let hex: [UInt8] = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30])
        bytes.append(hex[Int(byte >> 4)])
        bytes.append(hex[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
  }
}
