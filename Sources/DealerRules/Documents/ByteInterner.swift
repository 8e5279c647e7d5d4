/// Remembers the symbols of texts by their bytes, so that a text met again makes no string.
struct ByteInterner: Sendable {
  /// Slots looked at before a text goes to the table of symbols instead.
  private static let reach = 32

  private var slots = [Int32](repeating: -1, count: 64)
  private var symbols: [Int32] = []
  private var starts: [Int] = [0]
  private var bytes: [UInt8] = []

  /// The symbol of a text, asked of `table` when it is new here.
  mutating func symbol(of text: ArraySlice<UInt8>, in table: inout SymbolTable) -> Int32 {
    let hash = ByteInterner.hash(text)
    var slot = hash & (slots.count - 1)
    for _ in 0..<ByteInterner.reach {
      let entry = Int(slots[slot])
      if entry < 0 {
        let symbol = table.intern(String(decoding: text, as: UTF8.self))
        add(text, symbol, at: slot)
        return symbol
      }
      if isEqual(entry, text) { return symbols[entry] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return table.intern(String(decoding: text, as: UTF8.self))
  }

  private func isEqual(_ entry: Int, _ text: ArraySlice<UInt8>) -> Bool {
    let start = starts[entry]
    guard starts[entry + 1] - start == text.count else { return false }
    var index = start
    for byte in text {
      if bytes[index] != byte { return false }
      index += 1
    }
    return true
  }

  private mutating func add(_ text: ArraySlice<UInt8>, _ symbol: Int32, at slot: Int) {
    slots[slot] = Int32(truncatingIfNeeded: symbols.count)
    symbols.append(symbol)
    bytes.append(contentsOf: text)
    starts.append(bytes.count)
    if symbols.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for entry in symbols.indices {
      var slot = ByteInterner.hash(bytes[starts[entry]..<starts[entry + 1]]) & (slots.count - 1)
      for _ in 0..<ByteInterner.reach {
        guard slots[slot] >= 0 else {
          slots[slot] = Int32(truncatingIfNeeded: entry)
          break
        }
        slot = (slot + 1) & (slots.count - 1)
      }
    }
  }

  private static func hash(_ text: ArraySlice<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7FFF_FFFF)
  }
}
