/// The ids of the latest orders of a file, in bounded memory however many there are.
///
/// Two sets take turns: when the newer is full the older is forgotten. An id is known for at least
/// ``capacity`` orders, or ``capacityBytes`` bytes of ids, after it came (RULES.md N-008).
struct RecentIDs: Sendable {
  /// Ids that a set holds.
  static let capacity = 1 << 20
  /// Bytes of all ids that a set holds.
  static let capacityBytes = 32 << 20

  private var newer = IDSet()
  private var older = IDSet()
  /// An order that is to be read again.
  private var forgotten: String?

  /// Adds an id; false where it is known.
  mutating func insert(_ id: String) -> Bool {
    if let again = forgotten {
      forgotten = nil
      if IdentifierOrder.areEqual(again, id) { return true }
    }
    let hash = IDSet.hash(id)
    if older.holds(id, hash) || newer.holds(id, hash) { return false }
    if newer.count == RecentIDs.capacity || newer.bytes >= RecentIDs.capacityBytes {
      swap(&newer, &older)
      newer.removeAll()
    }
    newer.add(id, hash)
    return true
  }

  /// Lets an id be added once more, as the next one.
  mutating func forget(_ id: String) { forgotten = id }
}

/// Texts one after the other in bytes, found by their hash.
private struct IDSet: Sendable {
  private var text: [UInt8] = []
  private var ends: [Int32] = []
  private var hashes: [UInt32] = []
  /// One more than the position of an id, 0 for none; a power of two, at most half filled.
  private var slots: [Int32] = []

  var count: Int { ends.count }
  var bytes: Int { text.count }

  /// FNV-1a, folded.
  static func hash(_ id: String) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  func holds(_ id: String, _ hash: UInt32) -> Bool {
    guard !slots.isEmpty else { return false }
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] > 0 {
      let position = Int(slots[slot]) - 1
      if hashes[position] == hash {
        let start = position == 0 ? 0 : Int(ends[position - 1])
        if text[start..<Int(ends[position])].elementsEqual(id.utf8) { return true }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return false
  }

  mutating func add(_ id: String, _ hash: UInt32) {
    text += id.utf8
    ends.append(Int32(truncatingIfNeeded: text.count))
    hashes.append(hash)
    if ends.count * 2 > slots.count {
      slots = Array(repeating: 0, count: max(slots.count * 2, 64))
      for position in ends.indices { place(position) }
    } else {
      place(ends.count - 1)
    }
  }

  private mutating func place(_ position: Int) {
    var slot = Int(hashes[position]) & (slots.count - 1)
    while slots[slot] > 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(truncatingIfNeeded: position + 1)
  }

  mutating func removeAll() { self = IDSet() }
}
