/// Remembers the symbols of texts by their bytes, so that a text met again makes no string.
struct ByteInterner: Sendable {
  /// Slots looked at before a text goes to the table of symbols instead.
  private static let reach = 32

  /// A text: its first eight bytes as a number, the others in ``rest``.
  private struct Entry: Sendable {
    var head: UInt64
    var hash: UInt32
    var count: UInt32
    /// Where the others begin.
    var start: Int
    var symbol: Int32
  }

  private var slots = [Int32](repeating: -1, count: 64)
  private var entries: [Entry] = []
  private var rest: [UInt8] = []

  /// The symbol of a field's text, asked of `table` when it is new here.
  mutating func symbol(
    of column: Int, _ record: borrowing CSVRecord, in table: inout SymbolTable
  ) -> Int32 {
    let field = record.fields[column]
    guard !field.hasDoubledQuotes else { return table.intern(record.text(column)) }
    let text = Int(field.start)..<Int(field.end)
    let (head, hash) = ByteInterner.digest(record.bytes, text)
    var slot = Int(hash) & (slots.count - 1)
    for _ in 0..<ByteInterner.reach {
      let index = Int(slots[slot])
      if index < 0 {
        let symbol = table.intern(record.text(column))
        add(record.bytes, text, head, hash, symbol, at: slot)
        return symbol
      }
      let entry = entries[index]
      if entry.head == head, Int(entry.count) == text.count,
        text.count <= 8 || isRest(entry.start, record.bytes, text.dropFirst(8))
      {
        return entry.symbol
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return table.intern(record.text(column))
  }

  private func isRest(_ start: Int, _ bytes: [UInt8], _ text: Range<Int>) -> Bool {
    let known = rest.span.extracting(droppingFirst: start)
    let text = bytes.span.extracting(text)
    for index in 0..<text.count where known[index] != text[index] { return false }
    return true
  }

  private mutating func add(
    _ bytes: [UInt8], _ text: Range<Int>, _ head: UInt64, _ hash: UInt32, _ symbol: Int32,
    at slot: Int
  ) {
    slots[slot] = Int32(truncatingIfNeeded: entries.count)
    entries.append(
      Entry(
        head: head, hash: hash, count: UInt32(truncatingIfNeeded: text.count), start: rest.count,
        symbol: symbol))
    rest.append(contentsOf: bytes[text.dropFirst(8)])
    if entries.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (index, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & (slots.count - 1)
      for _ in 0..<ByteInterner.reach {
        guard slots[slot] >= 0 else {
          slots[slot] = Int32(truncatingIfNeeded: index)
          break
        }
        slot = (slot + 1) & (slots.count - 1)
      }
    }
  }

  /// The first eight bytes of a text as a number, and a hash of all of them.
  private static func digest(_ bytes: [UInt8], _ text: Range<Int>) -> (head: UInt64, hash: UInt32) {
    let bytes = bytes.span.extracting(text)
    let short = min(bytes.count, 8)
    var head: UInt64 = 0
    for index in 0..<short { head |= UInt64(bytes[index]) &<< UInt64(index &* 8) }
    var hash = head ^ UInt64(bytes.count)
    for index in short..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    // Ids often differ in their last bytes alone, which must reach the low bits.
    hash = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash >> 29) &* 0xBF58_476D_1CE4_E5B9
    return (head, UInt32(truncatingIfNeeded: hash >> 32))
  }
}
