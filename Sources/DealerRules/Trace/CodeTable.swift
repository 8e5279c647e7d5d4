/// Codes and event ids as dense integers: their bytes stand one after another, so that a million
/// of them cost little more than what is printed on them (RULES.md W-001).
///
/// Which integer a code gets follows from when it came; nothing that is answered depends on it.
struct CodeTable: Sendable {
  private var slots = [Int32](repeating: -1, count: 64)
  private var starts: [UInt32] = [0]
  private var bytes: [UInt8] = []

  /// How many codes there are.
  var count: Int { starts.count - 1 }

  /// Heap bytes in use, spare room of the arrays left out.
  var byteCount: Int { slots.count * 4 + starts.count * 4 + bytes.count }

  /// The index of a code, or −1.
  func index(of code: String) -> Int32 {
    let key = IdentifierKey(code)
    var slot = key.hashValue & (slots.count - 1)
    while slots[slot] >= 0 {
      if isEqual(slots[slot], code) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return -1
  }

  /// The index of a code, added when new; −1 where the table is full.
  mutating func intern(_ code: String) -> Int32 {
    let hash = IdentifierKey(code).hashValue
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 {
      if isEqual(slots[slot], code) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard let index = Int32(exactly: count), index < Int32.max,
      let end = UInt32(exactly: bytes.count + code.utf8.count)
    else { return -1 }
    bytes.append(contentsOf: code.utf8)
    starts.append(end)
    slots[slot] = index
    if count * 4 > slots.count * 3 { grow() }
    return index
  }

  /// The text of a code; empty for −1.
  func text(_ index: Int32) -> String {
    guard index >= 0, Int(index) < count else { return "" }
    return String(decoding: bytes[range(index)], as: UTF8.self)
  }

  private func range(_ index: Int32) -> Range<Int> {
    Int(starts[Int(index)])..<Int(starts[Int(index) + 1])
  }

  private func isEqual(_ index: Int32, _ code: String) -> Bool {
    let range = range(index)
    guard range.count == code.utf8.count else { return false }
    var place = range.lowerBound
    for byte in code.utf8 {
      if bytes[place] != byte { return false }
      place += 1
    }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for index in 0..<Int32(truncatingIfNeeded: count) {
      var slot = IdentifierKey(text(index)).hashValue & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = index
    }
  }
}
