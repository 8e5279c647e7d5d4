/// A text as a key that equals another only where their UTF-8 bytes do (RULES.md X-003).
///
/// `String` takes two texts for one where Unicode normalisation makes them so; ids must differ.
struct IdentifierKey: Hashable, Comparable, Sendable {
  let text: String
  /// Texts of ASCII alone have one spelling, so that `String` compares and hashes them fast.
  private let isASCII: Bool

  init(_ text: String) {
    self.text = text
    isASCII = text.utf8.allSatisfy { $0 < 0x80 }
  }

  static func == (a: IdentifierKey, b: IdentifierKey) -> Bool {
    guard a.isASCII == b.isASCII, a.text == b.text else { return false }
    return a.isASCII || a.text.utf8.elementsEqual(b.text.utf8)
  }

  static func < (a: IdentifierKey, b: IdentifierKey) -> Bool {
    IdentifierOrder.precedes(a.text, b.text)
  }

  func hash(into hasher: inout Hasher) {
    if isASCII { return text.hash(into: &hasher) }
    // Spellings of one text must not share a hash, or many of them would make a table slow.
    for byte in text.utf8 { hasher.combine(byte) }
  }
}

/// Values by id; ids are one where their UTF-8 bytes are (RULES.md X-003).
///
/// It reads and is written like a dictionary of `String`, in which `"é"` as one scalar and as two
/// would be one key.
public struct IdentifierMap<Value> {
  private var values: [IdentifierKey: Value]

  /// Creates an empty map.
  public init() {
    // An empty literal would cost a look-up of its element type in every order and line.
    values = Dictionary()
  }

  /// How many ids have a value.
  public var count: Int { values.count }

  /// Whether no id has a value.
  public var isEmpty: Bool { values.isEmpty }

  /// The ids in the order of ``IdentifierOrder``.
  /// - Complexity: O(n log n).
  public var ids: [String] {
    values.keys.map(\.text).sorted(by: IdentifierOrder.precedes)
  }

  /// The ids with their values in the order of ``IdentifierOrder``.
  /// - Complexity: O(n log n).
  public func sorted() -> [(key: String, value: Value)] {
    values.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value) }
  }

  /// The value of an id; `nil` where it has none, and to take it away.
  public subscript(id: String) -> Value? {
    get { values[IdentifierKey(id)] }
    set { values[IdentifierKey(id)] = newValue }
  }

  /// Sets the value of an id and returns the one it had.
  @discardableResult
  mutating func updateValue(_ value: Value, forKey id: String) -> Value? {
    values.updateValue(value, forKey: IdentifierKey(id))
  }
}

extension IdentifierMap: Sendable where Value: Sendable {}
extension IdentifierMap: Equatable where Value: Equatable {}
extension IdentifierMap: Hashable where Value: Hashable {}

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
    fileprivate var base: Dictionary<IdentifierKey, Value>.Iterator

    /// The next id and its value, or `nil`.
    public mutating func next() -> (key: String, value: Value)? {
      base.next().map { ($0.key.text, $0.value) }
    }
  }

  /// A walk over all ids.
  public func makeIterator() -> Iterator { Iterator(base: values.makeIterator()) }
}
