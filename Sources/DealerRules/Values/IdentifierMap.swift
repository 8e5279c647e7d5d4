/// Values by id; ids are one where their UTF-8 bytes are (RULES.md X-003).
///
/// It reads and is written like a dictionary of `String`, in which `"é"` as one scalar and as two
/// would be one key. Few ids are looked through one after another, more are found by a hash.
public struct IdentifierMap<Value> {
  /// An id with its value, in a list of those whose hashes end alike.
  fileprivate struct Entry {
    var key: String
    var value: Value
    /// The upper half of the id's hash.
    var hash: UInt32
    /// The place of the next of the list, −1 behind the last.
    var next: Int32 = -1
  }

  private var entries: [Entry]
  /// Where the list of each end of hashes begins; a power of two, none where there are few ids.
  private var heads: [Int32]

  /// Ids that are looked through.
  private static var few: Int { 8 }

  /// Creates an empty map.
  @inline(__always)
  public init() {
    // Empty literals would cost a look-up of their element types in every order and line.
    entries = Array()
    heads = Array()
  }

  /// How many ids have a value.
  public var count: Int { entries.count }

  /// Whether no id has a value.
  public var isEmpty: Bool { entries.isEmpty }

  /// The ids in the order of ``IdentifierOrder``.
  /// - Complexity: O(n log n).
  public var ids: [String] { entries.map(\.key).sorted(by: IdentifierOrder.precedes) }

  /// The ids with their values in the order of ``IdentifierOrder``.
  /// - Complexity: O(n log n).
  public func sorted() -> [(key: String, value: Value)] {
    map { $0 }.sorted { IdentifierOrder.precedes($0.key, $1.key) }
  }

  /// The value of an id; `nil` where it has none, and to take it away.
  public subscript(id: String) -> Value? {
    get { place(of: id).map { entries[$0].value } }
    set {
      if let newValue { updateValue(newValue, forKey: id) } else { remove(id) }
    }
  }

  /// Makes room for so many ids in all.
  mutating func reserveCapacity(_ count: Int) {
    entries.reserveCapacity(count)
    if count > Self.few, count > heads.count { link(count) }
  }

  /// Sets the value of an id and returns the one it had.
  @discardableResult
  mutating func updateValue(_ value: Value, forKey id: String) -> Value? {
    guard let place = add(id, value) else { return nil }
    let old = entries[place].value
    entries[place].value = value
    return old
  }

  /// The value of an id, which is set where it has none.
  mutating func value(of id: String, orSet value: Value) -> Value {
    add(id, value).map { entries[$0].value } ?? value
  }

  // MARK: Places

  /// The place of an id among ``entries``.
  private func place(of id: String) -> Int? {
    guard !heads.isEmpty else {
      for place in entries.indices where IdentifierHash.areEqual(entries[place].key, id) {
        return place
      }
      return nil
    }
    return place(of: id, IdentifierHash.of(id))
  }

  private func place(of id: String, _ hash: UInt64) -> Int? {
    var place = Int(heads[end(of: hash)])
    let upper = UInt32(truncatingIfNeeded: hash >> 32)
    while place >= 0 {
      if entries[place].hash == upper, IdentifierHash.areEqual(entries[place].key, id) {
        return place
      }
      place = Int(entries[place].next)
    }
    return nil
  }

  @inline(__always)
  private func end(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash) & (heads.count - 1)
  }

  /// The place of an id that is there; another is added behind the last.
  private mutating func add(_ id: String, _ value: Value) -> Int? {
    guard entries.count >= Self.few || !heads.isEmpty else {
      if let place = place(of: id) { return place }
      entries.append(Entry(key: id, value: value, hash: 0))
      return nil
    }
    if entries.count >= heads.count { link(entries.count * 2) }
    let hash = IdentifierHash.of(id)
    if let place = place(of: id, hash) { return place }
    let end = end(of: hash)
    entries.append(
      Entry(
        key: id, value: value, hash: UInt32(truncatingIfNeeded: hash >> 32), next: heads[end]))
    heads[end] = Int32(truncatingIfNeeded: entries.count - 1)
    return nil
  }

  /// Makes the lists anew, with room for so many ids.
  private mutating func link(_ count: Int) {
    var size = 16
    while size < count { size *= 2 }
    heads = Array(repeating: -1, count: size)
    for place in entries.indices {
      let hash = IdentifierHash.of(entries[place].key)
      let end = end(of: hash)
      entries[place].hash = UInt32(truncatingIfNeeded: hash >> 32)
      entries[place].next = heads[end]
      heads[end] = Int32(truncatingIfNeeded: place)
    }
  }

  // MARK: Taking away

  /// Takes an id away; the last one moves to its place.
  private mutating func remove(_ id: String) {
    guard let place = place(of: id) else { return }
    let last = entries.count - 1
    if !heads.isEmpty {
      redirect(place, to: entries[place].next)
      if place < last { redirect(last, to: Int32(truncatingIfNeeded: place)) }
    }
    entries.swapAt(place, last)
    entries.removeLast()
  }

  /// Lets what leads to a place in the lists lead to another.
  private mutating func redirect(_ place: Int, to other: Int32) {
    let end = end(of: IdentifierHash.of(entries[place].key))
    guard heads[end] != Int32(truncatingIfNeeded: place) else { return heads[end] = other }
    var before = Int(heads[end])
    while Int(entries[before].next) != place { before = Int(entries[before].next) }
    entries[before].next = other
  }
}

extension IdentifierMap.Entry: Sendable where Value: Sendable {}
extension IdentifierMap: Sendable where Value: Sendable {}

extension IdentifierMap: Equatable where Value: Equatable {
  /// Two maps are the same where they have the same ids with the same values.
  public static func == (a: IdentifierMap, b: IdentifierMap) -> Bool {
    a.count == b.count && a.allSatisfy { b[$0.key] == $0.value }
  }
}

extension IdentifierMap: Hashable where Value: Hashable {
  /// Hashes ids and values without regard to their order.
  public func hash(into hasher: inout Hasher) {
    var all = 0
    for (key, value) in self {
      var own = Hasher()
      own.combine(IdentifierKey(key))
      own.combine(value)
      all ^= own.finalize()
    }
    hasher.combine(all)
  }
}

extension IdentifierMap: ExpressibleByDictionaryLiteral {
  /// Creates a map; of an id stated twice the last value counts.
  public init(dictionaryLiteral elements: (String, Value)...) {
    self.init()
    for (id, value) in elements { self[id] = value }
  }
}

extension IdentifierMap: Sequence {
  /// Walks the ids and their values; the order has no meaning.
  public struct Iterator: IteratorProtocol {
    fileprivate let map: IdentifierMap
    fileprivate var place = 0

    /// The next id and its value, or `nil`.
    public mutating func next() -> (key: String, value: Value)? {
      guard place < map.entries.count else { return nil }
      defer { place += 1 }
      return (map.entries[place].key, map.entries[place].value)
    }
  }

  /// A walk over all ids.
  public func makeIterator() -> Iterator { Iterator(map: self) }
}
