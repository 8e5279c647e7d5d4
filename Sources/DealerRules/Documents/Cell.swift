/// One scalar of a document, wherever it stands: a JSON value or a table field.
struct Cell {
  /// The text as UTF-8, without quotes and escapes.
  var bytes: ArraySlice<UInt8>
  var span: SourceSpan
  /// The JSON node, −1 in tables.
  var node: Int = -1

  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The named fields of one JSON object or one table row, and which of them were asked for.
struct FieldView {
  /// Where the fields stand.
  enum Source {
    case object(Int)
    case row
  }

  let source: Source
  let span: SourceSpan
  /// Names that were asked for, some twice; the others are unknown to the reader.
  private(set) var asked: [String] = []

  init(object node: Int, span: SourceSpan) {
    source = .object(node)
    self.span = span
    // As many as the largest object has: that of an order.
    asked.reserveCapacity(48)
  }

  init(row span: SourceSpan) {
    source = .row
    self.span = span
  }

  /// Whether reading was given up, so that nothing is known of the fields not asked for.
  private(set) var isAbandoned = false

  mutating func ask(_ name: String) { asked.append(name) }

  mutating func abandon() { isAbandoned = true }
}

extension RuleReader {
  /// A scalar field; `nil` where it is absent, empty, null, or of another kind (which is reported).
  mutating func cell(_ name: String, _ view: inout FieldView) -> Cell? {
    switch view.source {
    case .object:
      view.ask(name)
      note(name, view, .scalar)
      guard let node = node(name, view) else { return nil }
      return scalar(node)
    case .row:
      guard let column = columns[name], column < record.count, !record.isEmpty(column) else {
        return nil
      }
      return Cell(bytes: record.bytes(column), span: record.span(column))
    }
  }

  /// A member of an object; `nil` where it is absent or null, and always in tables.
  mutating func member(_ name: String, _ view: inout FieldView) -> Int? {
    view.ask(name)
    return node(name, view)
  }

  private func node(_ name: String, _ view: FieldView) -> Int? {
    guard case .object(let object) = view.source, let node = tree.member(name, of: object),
      tree.kind(of: node) != .null, tree.kind(of: node) != .invalid
    else { return nil }
    return node
  }

  /// A node as a scalar; objects and arrays are reported.
  mutating func scalar(_ node: Int) -> Cell? {
    switch tree.kind(of: node) {
    case .string, .number, .true, .false:
      return Cell(bytes: tree.unescapedBytes(of: node), span: tree.span(of: node), node: node)
    case .object, .array:
      wrongType(node, "a single value")
      return nil
    case .null, .invalid: return nil
    }
  }

  /// Adds a finding.
  mutating func report(
    _ code: DiagnosticCode, _ message: String, help: String? = nil, path: String = "",
    at span: SourceSpan?
  ) {
    sink.report(code, message, help: help, path: path, at: span)
  }

  /// Reports a node of the wrong kind.
  mutating func wrongType(_ node: Int, _ wanted: String) {
    guard tree.kind(of: node) != .invalid else { return }
    report(
      .wrongType, "expected \(wanted), found \(RuleReader.noun(tree.kind(of: node)))",
      help: "write \(wanted)", path: tree.path(of: node), at: tree.span(of: node))
  }

  static func noun(_ kind: JSONKind) -> String {
    switch kind {
    case .object: "an object"
    case .array: "a list"
    case .string: "text"
    case .number: "a number"
    case .true, .false: "a flag"
    case .null: "null"
    case .invalid: "nothing"
    }
  }

  /// Opens an object; anything else is reported.
  mutating func object(_ node: Int) -> FieldView? {
    guard tree.kind(of: node) == .object else {
      wrongType(node, "an object")
      return nil
    }
    return FieldView(object: node, span: tree.span(of: node))
  }

  /// The elements of a list; anything else is reported.
  mutating func list(_ node: Int) -> [Int] {
    guard tree.kind(of: node) == .array else {
      wrongType(node, "a list")
      return []
    }
    return Array(tree.children(of: node))
  }

  /// Reports members of an object that nobody asked for.
  mutating func finish(_ view: FieldView) {
    if recorder != nil, case .object(let node) = view.source { record(view, of: node) }
    guard case .object(let object) = view.source, !view.isAbandoned else { return }
    for child in tree.children(of: object) {
      let name = tree.key(of: child)
      let span = tree.keySpan(of: child)
      // A member without a name is reported as such already.
      guard !view.asked.contains(name), span.end > span.start else { continue }
      let known = Set(view.asked).sorted()
      let meant = Suggestion.closest(to: name, among: known)
      report(
        .unknownField, "unknown field \(Diagnostic.quote(name))",
        help: meant.map { "did you mean `\($0)`?" }
          ?? "the fields are \(known.joined(separator: ", "))",
        path: tree.path(of: child), at: span)
      guard let meant else { continue }
      // One slip, one finding: the field is not missing but misspelt.
      let place = headSpan(view)
      sink.withdraw {
        $0.code == .missingField && $0.span == place && $0.help?.contains("`\(meant)`") == true
      }
    }
  }

  /// Reports a field that must be there; one that is there and cannot be read is reported already.
  mutating func missing(_ name: String, _ view: FieldView) {
    guard !isStated(name, view) else { return }
    var path = ""
    if case .object(let node) = view.source { path = tree.path(of: node) }
    report(
      .missingField, "the field `\(name)` is missing", help: "add `\(name)`", path: path,
      at: headSpan(view))
  }

  /// Whether a field is there, whatever is wrong with it.
  func isStated(_ name: String, _ view: FieldView) -> Bool {
    switch view.source {
    case .object(let object):
      return tree.member(name, of: object).map { tree.kind(of: $0) != .null } ?? false
    case .row:
      guard let column = columns[name] else { return misspelt.contains(name) }
      return column < record.count && !record.isEmpty(column)
    }
  }

  /// The place of the first of some fields that is there; else of the whole object or row.
  func span(of names: [String], _ view: FieldView) -> SourceSpan {
    for name in names where isStated(name, view) {
      switch view.source {
      case .object(let object):
        if let node = tree.member(name, of: object) { return tree.span(of: node) }
      case .row:
        if let column = columns[name] { return record.span(column) }
      }
    }
    return headSpan(view)
  }

  /// The place that stands for a whole object or row: only its beginning, so that carets stay
  /// short.
  func headSpan(_ view: FieldView) -> SourceSpan {
    guard case .object = view.source else { return view.span }
    return SourceSpan(
      source: view.span.source, start: view.span.start,
      end: min(view.span.end, view.span.start + 1))
  }
}
