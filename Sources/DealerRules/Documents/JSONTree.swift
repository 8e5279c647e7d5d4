/// What a value of a JSON document is.
enum JSONKind: UInt8, Hashable, Sendable {
  case object, array, string, number, `true`, `false`, null
  /// A place where syntax was wrong; the finding is already reported, so readers stay silent.
  case invalid
}

/// A JSON document as a flat array of values in document order.
///
/// Values are named by their index; 0 is the root, and there always is one. The tree shares the
/// bytes of its source and copies nothing; strings are unescaped when asked for.
struct JSONTree: Sendable {
  /// One value, 28 bytes.
  struct Node: Hashable, Sendable {
    var kind: JSONKind
    var flags: Flags = []
    var start: UInt32  // byte offset in the source, quotes and brackets included
    var end: UInt32
    var keyStart: UInt32 = 0  // quotes included; equal to keyEnd outside objects
    var keyEnd: UInt32 = 0
    var subtreeEnd: Int32  // index of the first node that is not inside this one
    var count: Int32 = 0  // members or elements
  }

  /// How the texts of a node are written.
  struct Flags: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let escaped = Flags(rawValue: 1)  // the string contains a backslash
    static let keyEscaped = Flags(rawValue: 2)
    static let odd = Flags(rawValue: 4)  // repaired: other quotes, or none
    static let keyOdd = Flags(rawValue: 8)
  }

  /// The source's bytes.
  private(set) var bytes: [UInt8] = []
  /// Index of the source, for spans.
  private(set) var source: Int32 = 0
  /// The values in document order; an object's members and an array's elements follow it.
  private(set) var nodes: [Node] = []

  /// The value that is the whole document.
  var root: Int { 0 }

  /// Makes an empty tree, whose root is invalid.
  init() { nodes = [Node(kind: .invalid, start: 0, end: 0, subtreeEnd: 1)] }

  /// Hands the node storage out for refilling, so that reading again allocates nothing.
  mutating func takeNodes() -> [Node] {
    var taken: [Node] = []
    swap(&taken, &nodes)
    taken.removeAll(keepingCapacity: true)
    return taken
  }

  /// Puts a finished document in place.
  mutating func adopt(_ nodes: consuming [Node], bytes: [UInt8], source: Int32) {
    self.nodes = nodes
    if self.nodes.isEmpty {
      self.nodes.append(Node(kind: .invalid, start: 0, end: 0, subtreeEnd: 1))
    }
    self.bytes = bytes
    self.source = source
  }

  /// What a value is.
  func kind(of node: Int) -> JSONKind { nodes[node].kind }

  /// Members of an object or elements of an array; 0 for anything else.
  func count(of node: Int) -> Int { Int(nodes[node].count) }

  /// The bytes of a value, quotes and brackets included.
  func span(of node: Int) -> SourceSpan {
    SourceSpan(source: source, start: nodes[node].start, end: nodes[node].end)
  }

  /// The bytes of the name a member has in its object, quotes included; empty for elements.
  func keySpan(of node: Int) -> SourceSpan {
    SourceSpan(source: source, start: nodes[node].keyStart, end: nodes[node].keyEnd)
  }

  /// The values directly inside an object or an array, in document order.
  func children(of node: Int) -> Children {
    Children(nodes: nodes, upcoming: node + 1, end: Int(nodes[node].subtreeEnd))
  }

  /// The first member of an object with a name; `nil` when there is none. O(members).
  func member(_ name: String, of node: Int) -> Int? {
    guard kind(of: node) == .object else { return nil }
    let length = name.utf8.count
    let end = Int(nodes[node].subtreeEnd)
    var child = node + 1
    while child < end {
      if isNamed(child, name, length) { return child }
      child = Int(nodes[child].subtreeEnd)
    }
    return nil
  }

  /// Whether a member has a name of so many bytes; most are told apart by their length.
  private func isNamed(_ node: Int, _ name: String, _ length: Int) -> Bool {
    guard nodes[node].flags.isDisjoint(with: [.keyEscaped, .keyOdd]) else {
      return key(of: node, equals: name)
    }
    var index = Int(nodes[node].keyStart) + 1
    guard Int(nodes[node].keyEnd) - index == length + 1 else { return false }
    for byte in name.utf8 {
      guard bytes[index] == byte else { return false }
      index += 1
    }
    return true
  }

  /// Indices of the values directly inside one value.
  struct Children: Sequence, IteratorProtocol, Sendable {
    fileprivate let nodes: [Node]
    fileprivate var upcoming: Int
    fileprivate let end: Int

    mutating func next() -> Int? {
      guard upcoming < end else { return nil }
      let current = upcoming
      upcoming = Int(nodes[current].subtreeEnd)
      return current
    }
  }
}
