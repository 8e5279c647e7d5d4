/// Reads JSON (RFC 8259) into a ``JSONTree`` and reports everything that is wrong with it at once.
///
/// A slip of syntax does not end the reading: it is reported, repaired, and reading goes on. Time
/// is linear in the bytes whatever they are. A reader keeps its buffers from one document to the
/// next.
struct JSONReader: Sendable {
  let limits: DocumentLimits
  /// Containers open at the current place, innermost last.
  private var open: [Int32] = []
  /// Members of one object while its keys are compared.
  private var members: [Int32] = []

  init(limits: DocumentLimits = DocumentLimits()) { self.limits = limits }

  /// Reads a whole source; `index` is its place among the sources of the compile.
  ///
  /// Returns whether the document is free of findings. The tree can be walked in either case.
  @discardableResult
  mutating func read(
    _ source: RuleSource, index: Int32, into tree: inout JSONTree, sink: inout DiagnosticSink
  ) -> Bool {
    read(source, range: 0..<source.bytes.count, index: index, into: &tree, sink: &sink)
  }

  /// Reads one document inside a larger source, such as a line of NDJSON; spans are relative to
  /// the whole source. Bytes outside the source are ignored.
  @discardableResult
  mutating func read(
    _ source: RuleSource, range: Range<Int>, index: Int32, into tree: inout JSONTree,
    sink: inout DiagnosticSink
  ) -> Bool {
    let before = sink.errorCount
    let range = range.clamped(to: 0..<source.bytes.count)
    let nodes = tree.takeNodes()
    let start = SourceEncoding.check(
      source.bytes, range, source: index, limits: limits, sink: &sink)
    guard let start else {
      tree.adopt(nodes, bytes: source.bytes, source: index)
      return false
    }
    var scan = JSONScan(
      source.bytes, start..<range.upperBound, source: index, limits: limits, nodes: nodes,
      open: takeOpen())
    scan.run(&sink)
    open = scan.open
    tree.adopt(scan.nodes, bytes: source.bytes, source: index)
    reportDuplicateKeys(tree, &sink)
    return sink.errorCount == before
  }

  private mutating func takeOpen() -> [Int32] {
    var taken: [Int32] = []
    swap(&taken, &open)
    taken.removeAll(keepingCapacity: true)
    return taken
  }
}

extension JSONReader {
  /// Members up to which keys are compared pair by pair.
  private static let pairwise = 16

  /// Reports members whose name an earlier member of the same object has.
  ///
  /// Linear in the nodes, but for objects of many members, whose keys are sorted.
  private mutating func reportDuplicateKeys(_ tree: JSONTree, _ sink: inout DiagnosticSink) {
    for node in tree.nodes.indices where tree.kind(of: node) == .object {
      guard tree.count(of: node) > 1 else { continue }
      members.removeAll(keepingCapacity: true)
      for child in tree.children(of: node) { members.append(Int32(child)) }
      if members.count <= JSONReader.pairwise {
        reportPairwise(tree, &sink)
      } else {
        reportSorted(tree, &sink)
      }
    }
  }

  private func reportPairwise(_ tree: JSONTree, _ sink: inout DiagnosticSink) {
    for later in 1..<members.count {
      for earlier in 0..<later
      where JSONReader.sameKey(tree, Int(members[earlier]), Int(members[later])) {
        report(tree, first: Int(members[earlier]), again: Int(members[later]), &sink)
        break
      }
    }
  }

  private func reportSorted(_ tree: JSONTree, _ sink: inout DiagnosticSink) {
    let keyed = members.map { (key: tree.keyBytes(of: Int($0)), node: Int($0)) }
    let sorted = keyed.sorted { a, b in
      if a.key.lexicographicallyPrecedes(b.key) { return true }
      return a.node < b.node && a.key.elementsEqual(b.key)
    }
    var first = 0
    for index in sorted.indices.dropFirst() {
      if sorted[index].key.elementsEqual(sorted[first].key) {
        report(tree, first: sorted[first].node, again: sorted[index].node, &sink)
      } else {
        first = index
      }
    }
  }

  private static func sameKey(_ tree: JSONTree, _ a: Int, _ b: Int) -> Bool {
    let (left, right) = (tree.nodes[a], tree.nodes[b])
    let special: JSONTree.Flags = [.keyEscaped, .keyOdd]
    if left.flags.isDisjoint(with: special), right.flags.isDisjoint(with: special) {
      let length = left.keyEnd - left.keyStart
      guard length == right.keyEnd - right.keyStart else { return false }
      for offset in 0..<length
      where tree.bytes[Int(left.keyStart + offset)] != tree.bytes[Int(right.keyStart + offset)] {
        return false
      }
      return length > 0
    }
    let key = tree.keyBytes(of: a)
    return !key.isEmpty && key.elementsEqual(tree.keyBytes(of: b))
  }

  private func report(
    _ tree: JSONTree, first: Int, again: Int, _ sink: inout DiagnosticSink
  ) {
    // The finding of a missing name is already reported.
    guard tree.nodes[again].keyEnd > tree.nodes[again].keyStart else { return }
    let (start, end) = (Int(tree.nodes[first].keyStart), Int(tree.nodes[again].keyStart))
    // One line of a large NDJSON source must not cost a pass over all of it.
    let isNear = end - start < 4_096 && !tree.bytes[start..<end].contains { $0 == 10 || $0 == 13 }
    let line = isNear ? 0 : sink.line(of: start, source: tree.source, tree.bytes)
    sink.report(
      .duplicateKey, "field \(Diagnostic.quote(tree.keyBytes(of: again))) is given twice",
      help: isNear ? "the first is on the same line" : "the first is on line \(line)",
      path: tree.path(of: again), at: tree.keySpan(of: again))
  }
}
