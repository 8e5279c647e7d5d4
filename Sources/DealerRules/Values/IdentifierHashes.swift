/// The hashes of ids that were met, to tell long lists in which no id stands twice from those that
/// have to be looked at id by id.
struct IdentifierHashes {
  /// Hashes by their ends; 0 is a free place.
  private var slots: [UInt64]

  /// Makes room for so many ids in all.
  private init(_ count: Int) {
    var size = 16
    while size < count * 2 { size *= 2 }
    slots = Array(repeating: 0, count: size)
  }

  /// Whether some of the ids may be the same (RULES.md X-003): false says that none are.
  /// - Complexity: O(ids).
  static func mayRepeat(_ count: Int, _ id: (Int) -> String) -> Bool {
    var hashes = IdentifierHashes(count)
    for index in 0..<count where !hashes.insert(IdentifierHash.of(id(index))) { return true }
    return false
  }

  /// Notes a hash; false where it was met before, or cannot be told from a free place.
  private mutating func insert(_ hash: UInt64) -> Bool {
    guard hash != 0 else { return false }
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != 0 {
      if slots[place] == hash { return false }
      place = (place + 1) & mask
    }
    slots[place] = hash
    return true
  }
}
