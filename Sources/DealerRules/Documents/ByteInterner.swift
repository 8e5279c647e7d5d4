/// Remembers the symbols of texts by their bytes, so that a text met again makes no string.
struct ByteInterner: Sendable {
  /// Slots looked at before a text goes to the table of symbols instead.
  private static let reach = 32

  /// A text of up to eight bytes whole, so that looking it up touches one place of memory; of a
  /// longer one its hash and its place in ``longTexts``.
  private struct Slot: Sendable {
    var head: UInt64 = 0
    /// Parts of the hash above the number of bytes, 255 for a long text.
    var tag: UInt32 = 0
    /// −1 where nothing stands.
    var symbol: Int32 = -1
  }

  private var slots = [Slot](repeating: Slot(), count: 64)
  private var count = 0
  private var longTexts: [[UInt8]] = []

  /// The symbol of a field's text, asked of `table` when it is new here.
  mutating func symbol(
    of column: Int, _ record: borrowing CSVRecord, in table: inout SymbolTable
  ) -> Int32 {
    let field = record.fields[column]
    guard !field.hasDoubledQuotes else { return table.intern(record.text(column)) }
    let text = Int(field.start)..<Int(field.end)
    let isLong = text.count > 8
    var head = ByteInterner.head(record.bytes, text)
    let hash =
      isLong
      ? ByteInterner.hash(record.bytes, text) : ByteInterner.mixed(head ^ UInt64(text.count))
    let tag = ByteInterner.tag(hash, isLong ? 255 : text.count)
    var place = Int(hash) & (slots.count - 1)
    for _ in 0..<ByteInterner.reach {
      let slot = slots[place]
      if slot.symbol < 0 {
        let symbol = table.intern(record.text(column))
        if isLong {
          head = UInt64(hash) << 32 | UInt64(longTexts.count)
          longTexts.append(Array(record.bytes[text]))
        }
        slots[place] = Slot(head: head, tag: tag, symbol: symbol)
        count += 1
        if count * 2 > slots.count { grow() }
        return symbol
      }
      if slot.tag == tag,
        isLong
          ? record.holds(longTexts[Int(slot.head & 0xFFFF_FFFF)], at: column) : slot.head == head
      {
        return slot.symbol
      }
      place = (place + 1) & (slots.count - 1)
    }
    return table.intern(record.text(column))
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    count = 0
    for slot in old where slot.symbol >= 0 {
      let size = slot.tag & 255
      let hash =
        size == 255
        ? UInt32(truncatingIfNeeded: slot.head >> 32)
        : ByteInterner.mixed(slot.head ^ UInt64(size))
      var place = Int(hash) & (slots.count - 1)
      for _ in 0..<ByteInterner.reach {
        guard slots[place].symbol >= 0 else {
          slots[place] = slot
          count += 1
          break
        }
        place = (place + 1) & (slots.count - 1)
      }
    }
  }

  // MARK: Hashes

  private static func tag(_ hash: UInt32, _ size: Int) -> UInt32 {
    hash & ~255 | UInt32(truncatingIfNeeded: size)
  }

  /// The first eight bytes of a text as a number.
  private static func head(_ bytes: [UInt8], _ text: Range<Int>) -> UInt64 {
    let bytes = bytes.span.extracting(text)
    var head: UInt64 = 0
    for index in 0..<min(bytes.count, 8) { head |= UInt64(bytes[index]) &<< UInt64(index &* 8) }
    return head
  }

  /// Ids often differ in their last bytes alone, which must reach the low bits.
  private static func mixed(_ head: UInt64) -> UInt32 {
    var hash = (head ^ head >> 32) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash >> 29) &* 0xBF58_476D_1CE4_E5B9
    return UInt32(truncatingIfNeeded: hash >> 32)
  }

  private static func hash(_ bytes: [UInt8], _ text: Range<Int>) -> UInt32 {
    let bytes = bytes.span.extracting(text)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return mixed(hash)
  }
}
