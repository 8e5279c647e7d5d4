extension RuleSource {
  /// The document as `format` writes it: the same members in the same order, numbers and texts byte
  /// for byte, laid out in lines of at most so many columns where they can be (RULES.md U-041).
  /// - Throws: Every finding, where the bytes are no JSON document.
  /// - Complexity: O(bytes × depth).
  public func formatted(columns: Int = 100) throws(RuleErrors) -> [UInt8] {
    var sink = DiagnosticSink(limit: Limits().diagnostics)
    var tree = JSONTree()
    var reader = JSONReader()
    reader.read(self, index: 0, into: &tree, sink: &sink)
    if let errors = sink.errors(in: [self]) { throw errors }
    var formatter = DocumentFormatter(tree, columns: columns)
    formatter.writeDocument()
    return formatter.bytes
  }
}

/// Lays a document out: what fits a line stands on one, members and scalars fill lines, and each
/// statement of a list begins one.
private struct DocumentFormatter {
  private let tree: JSONTree
  private let columns: Int
  /// Columns that each value takes on one line.
  private var widths: [Int]
  private(set) var bytes: [UInt8] = []
  private var column = 0
  /// Blanks before the line at hand.
  private var indent = 0

  init(_ tree: JSONTree, columns: Int) {
    self.tree = tree
    self.columns = columns
    widths = Array(repeating: 0, count: tree.nodes.count)
    // Children stand behind their parent.
    for node in tree.nodes.indices.reversed() { widths[node] = width(node) }
  }

  private func width(_ node: Int) -> Int {
    switch tree.kind(of: node) {
    case .object, .array:
      var sum = 2
      for (position, child) in tree.children(of: node).enumerated() {
        sum += (position > 0 ? 2 : 0) + keyWidth(child) + widths[child]
      }
      return sum
    default: return DocumentFormatter.width(raw(node))
    }
  }

  /// `"key": `, where the value has a key.
  private func keyWidth(_ node: Int) -> Int {
    let key = rawKey(node)
    return key.isEmpty ? 0 : DocumentFormatter.width(key) + 2
  }

  private static func width(_ bytes: ArraySlice<UInt8>) -> Int {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.reduce(0) { $0 + TextWidth.of($1) }
  }

  private func raw(_ node: Int) -> ArraySlice<UInt8> {
    slice(tree.nodes[node].start, tree.nodes[node].end)
  }

  private func rawKey(_ node: Int) -> ArraySlice<UInt8> {
    slice(tree.nodes[node].keyStart, tree.nodes[node].keyEnd)
  }

  private func slice(_ start: UInt32, _ end: UInt32) -> ArraySlice<UInt8> {
    guard start <= end, Int(end) <= tree.bytes.count else { return [] }
    return tree.bytes[Int(start)..<Int(end)]
  }

  // MARK: Writing

  private mutating func put(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    column += text.utf8.count
  }

  private mutating func newLine(_ blanks: Int) {
    bytes.append(10)
    bytes.append(contentsOf: repeatElement(32, count: blanks))
    (column, indent) = (blanks, blanks)
  }

  private mutating func putKey(_ node: Int) {
    let key = rawKey(node)
    guard !key.isEmpty else { return }
    bytes.append(contentsOf: key)
    column += DocumentFormatter.width(key)
    put(": ")
  }

  /// The document: each member begins a line, and a blank line sets long ones apart.
  mutating func writeDocument() {
    guard tree.kind(of: tree.root) == .object, tree.count(of: tree.root) > 0 else {
      write(tree.root, before: 0)
      bytes.append(10)
      return
    }
    put("{")
    var wasLong = false
    for (position, child) in tree.children(of: tree.root).enumerated() {
      if position > 0 { put(",") }
      let isLong = 2 + keyWidth(child) + widths[child] + 1 > columns
      if position > 0, isLong || wasLong { bytes.append(10) }
      wasLong = isLong
      newLine(2)
      putKey(child)
      write(child, before: 1)
    }
    newLine(0)
    put("}")
    bytes.append(10)
  }

  /// Writes a value before so many columns of commas and brackets that end its line. Recursion is
  /// bounded by the depth of a document.
  private mutating func write(_ node: Int, before closing: Int) {
    if !isContainer(node) || column + widths[node] + closing <= columns {
      writeOneLine(node)
    } else if tree.kind(of: node) == .array,
      tree.children(of: node).contains(where: { isContainer($0) })
    {
      writeStatements(node)
    } else {
      fill(node, before: closing)
    }
  }

  private func isContainer(_ node: Int) -> Bool {
    tree.kind(of: node) == .object || tree.kind(of: node) == .array
  }

  private mutating func writeOneLine(_ node: Int) {
    let kind = tree.kind(of: node)
    guard kind == .object || kind == .array else {
      bytes.append(contentsOf: raw(node))
      column += widths[node]
      return
    }
    put(kind == .object ? "{" : "[")
    for (position, child) in tree.children(of: node).enumerated() {
      if position > 0 { put(", ") }
      putKey(child)
      writeOneLine(child)
    }
    put(kind == .object ? "}" : "]")
  }

  /// Each element of a list begins a line.
  private mutating func writeStatements(_ node: Int) {
    let outer = indent
    put("[")
    for (position, child) in tree.children(of: node).enumerated() {
      if position > 0 { put(",") }
      newLine(outer + 2)
      write(child, before: 1)
    }
    newLine(outer)
    put("]")
  }

  /// As many members or elements on a line as fit.
  private mutating func fill(_ node: Int, before closing: Int) {
    let outer = indent
    let isObject = tree.kind(of: node) == .object
    put(isObject ? "{" : "[")
    let inner = column
    let count = tree.count(of: node)
    for (position, child) in tree.children(of: node).enumerated() {
      let after = position == count - 1 ? closing + 1 : 1
      if position > 0 {
        put(",")
        if column + 1 + keyWidth(child) + widths[child] + after <= columns {
          put(" ")
        } else {
          newLine(inner)
        }
      }
      putKey(child)
      write(child, before: after)
    }
    put(isObject ? "}" : "]")
    indent = outer
  }
}
