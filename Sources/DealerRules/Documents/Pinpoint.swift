/// Moves findings of the compile from the object or row they are about to the value that is wrong.
///
/// The book keeps one place per rule; documents are read again here, so only findings pay for it.
struct Pinpoint {
  private let sources: [RuleSource]
  private var trees: [Int32: JSONTree] = [:]
  private var headers: [Int32: [String]] = [:]
  private var lines: [Int32: LineIndex] = [:]

  init(_ sources: [RuleSource]) { self.sources = sources }

  /// A finding at the narrowest place that can be found.
  mutating func narrowed(_ diagnostic: Diagnostic) -> Diagnostic {
    guard let subject = diagnostic.subject else { return diagnostic }
    var result = diagnostic
    result.subject = nil
    if let other = subject.other, let help = result.help, let place = place(of: other) {
      result.help = help + "; the other is \(place)"
    }
    guard let span = diagnostic.span, sources.indices.contains(Int(span.source)) else {
      return result
    }
    if sources[Int(span.source)].name.hasSuffix(".csv") {
      result.span = field(at: span, subject) ?? span
    } else {
      result.span = member(at: span, subject) ?? span
    }
    return result
  }

  /// `line 4 of prices.csv`.
  private mutating func place(of span: SourceSpan) -> String? {
    guard sources.indices.contains(Int(span.source)) else { return nil }
    let source = sources[Int(span.source)]
    let index = lines[span.source] ?? LineIndex(source.bytes)
    lines[span.source] = index
    return "on line \(index.place(of: Int(span.start)).line) of \(source.name)"
  }

  // MARK: JSON

  private mutating func member(at span: SourceSpan, _ subject: Subject) -> SourceSpan? {
    let tree = self.tree(span.source)
    guard let object = Pinpoint.object(at: span.start, in: tree) else { return nil }
    let members = subject.fields.compactMap { tree.member($0, of: object) }
    if let text = subject.text {
      let meant = members.first.map { Pinpoint.follow(subject.path, from: $0, in: tree) }
      let places = members.isEmpty ? [object] : [meant].compactMap { $0 } + members
      for place in places {
        if let found = Pinpoint.find(text, in: tree, place) { return found }
      }
    }
    if let member = members.first {
      return tree.span(of: Pinpoint.follow(subject.path, from: member, in: tree))
    }
    return tree.member("id", of: object).map { tree.span(of: $0) }
  }

  /// As far as a path leads.
  private static func follow(_ path: [String], from start: Int, in tree: JSONTree) -> Int {
    var node = start
    for step in path {
      var next = tree.member(step, of: node)
      if tree.kind(of: node) == .array {
        let children = Array(tree.children(of: node))
        next = Int(step).flatMap { children.indices.contains($0) ? children[$0] : nil }
      }
      guard let next else { break }
      node = next
    }
    return node
  }

  private mutating func tree(_ source: Int32) -> JSONTree {
    if let tree = trees[source] { return tree }
    var tree = JSONTree()
    var quiet = DiagnosticSink(limit: 1)
    var reader = JSONReader()
    reader.read(sources[Int(source)], index: source, into: &tree, sink: &quiet)
    trees[source] = tree
    return tree
  }

  /// The object that begins at a byte; nodes stand in document order.
  private static func object(at start: UInt32, in tree: JSONTree) -> Int? {
    var low = 0
    var high = tree.nodes.count
    while low < high {
      let middle = (low + high) / 2
      if tree.nodes[middle].start < start { low = middle + 1 } else { high = middle }
    }
    guard low < tree.nodes.count, tree.nodes[low].start == start else { return nil }
    return tree.kind(of: low) == .object ? low : nil
  }

  /// The value, or else the name, with a text; references may be written `table:ID`.
  private static func find(_ text: String, in tree: JSONTree, _ node: Int) -> SourceSpan? {
    let inside = node..<Int(tree.nodes[node].subtreeEnd)
    let prefixed = [text, "table:" + text, "kind:" + text].map { Array($0.utf8) }
    for index in inside where tree.kind(of: index) == .string || tree.kind(of: index) == .number {
      let bytes = tree.unescapedBytes(of: index)
      if prefixed.contains(where: { bytes.elementsEqual($0) }) { return tree.span(of: index) }
    }
    let key = inside.dropFirst().first { tree.key(of: $0, equals: text) }
    return key.map { tree.keySpan(of: $0) }
  }

  // MARK: CSV

  private mutating func field(at span: SourceSpan, _ subject: Subject) -> SourceSpan? {
    let bytes = sources[Int(span.source)].bytes
    var quiet = DiagnosticSink(limit: 1)
    if headers[span.source] == nil {
      let reader = CSVReader(sources[Int(span.source)], index: span.source, sink: &quiet)
      headers[span.source] = reader.header
    }
    let header = headers[span.source] ?? []
    var record = CSVRecord()
    record.bytes = bytes
    record.source = span.source
    var scan = CSVScan(bytes, Int(span.start), source: span.source, limits: DocumentLimits())
    scan.maximumFields = header.count
    guard scan.readRow(&record, &quiet) else { return nil }
    let columns = subject.fields.compactMap { header.firstIndex(of: $0) }
    let stated = columns.first { $0 < record.count && !record.isEmpty($0) }
    if let column = stated ?? columns.first, column < record.count {
      let part = subject.text.flatMap { Pinpoint.part($0, column, record) }
      return part ?? record.span(column)
    }
    guard let text = subject.text else { return nil }
    let prefixed = [text, "table:" + text, "kind:" + text]
    return record.fields.indices.first { prefixed.contains(record.text($0)) }
      .map { record.span($0) }
  }

  /// One of the parts `name=number` of a field.
  private static func part(_ name: String, _ column: Int, _ record: CSVRecord) -> SourceSpan? {
    guard !record.fields[column].hasDoubledQuotes else { return nil }
    for part in record.bytes(column).split(separator: 59) {
      let key = RuleReader.trimmed(part.prefix { $0 != 61 })
      guard key.elementsEqual(name.utf8) else { continue }
      return SourceSpan(source: record.source, part.startIndex, part.endIndex)
    }
    return nil
  }
}

extension RuleErrors {
  /// The same findings, each at the narrowest place that can be found.
  func pinpointed() -> RuleErrors {
    var pinpoint = Pinpoint(sources)
    var sink = DiagnosticSink(limit: diagnostics.count)
    for diagnostic in diagnostics where diagnostic.code != .tooManyFindings {
      sink.report(pinpoint.narrowed(diagnostic))
    }
    let rest = diagnostics.filter { $0.code == .tooManyFindings }
    return RuleErrors(diagnostics: sink.sorted() + rest, sources: sources)
  }
}
