/// A change of one value of rule documents that is tried without editing them (RULES.md U-030).
public struct RuleOverride: Hashable, Sendable {
  /// Why a change cannot be made.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in one sentence.
    public var message: String
    /// The message.
    public var description: String { message }
  }

  /// The list of a document, or the table, `offers`.
  public var section: String
  /// The id in it.
  public var id: String
  /// The field, and members and positions (from 0) inside it.
  public var path: [String]
  /// What to put there, as JSON, or a plain text.
  public var value: String
  /// Where a price row stands, which has no id.
  var place: Place?

  init(section: String, id: String, path: [String], value: String) {
    (self.section, self.id, self.path, self.value) = (section, id, path, value)
  }

  /// Reads `SECTION.ID.FIELD=VALUE`, where the id may hold points; a field `percent` is
  /// `percentOff`, whose value is in percent.
  /// - Parameter ids: The ids of a section, so that points in them are told from those between.
  public init(_ text: String, ids: (String) -> [String]) throws(Fault) {
    guard let equals = text.firstIndex(of: "="), let point = text.firstIndex(of: "."),
      point < equals
    else { throw Fault(message: "write SECTION.ID.FIELD=VALUE, not \(Diagnostic.quote(text))") }
    section = String(text[..<point])
    let rest = text[text.index(after: point)..<equals]
    let known = ids(section).filter { rest.hasPrefix($0 + ".") }
    guard let id = known.max(by: { $0.utf8.count < $1.utf8.count }) else {
      let named = String(rest.split(separator: ".").first ?? "")
      let meant = Suggestion.closest(to: named, among: ids(section))
      throw Fault(
        message: "there is nothing called \(Diagnostic.quote(named)) in \(section)"
          + (meant.map { ", did you mean `\($0)`?" } ?? ""))
    }
    self.id = id
    path = rest.dropFirst(id.count + 1).split(separator: ".").map(String.init)
    value = String(text[text.index(after: equals)...])
    guard !path.isEmpty else {
      throw Fault(message: "name the field of \(Diagnostic.quote(id)) that is to change")
    }
    if path == ["percent"] {
      path = ["percentOff"]
      value += "%"
    }
  }

  /// The sources with the value in its place; of a field that is not stated, stated.
  /// - Complexity: O(bytes).
  public func applied(to sources: [RuleSource]) throws(Fault) -> [RuleSource] {
    var result = sources
    for index in sources.indices {
      let name = sources[index].name
      if let place, place.document != name { continue }
      let bytes =
        name.hasSuffix(".json")
        ? document(sources[index])
        : name.split(separator: "/").last.map(String.init) == section + ".csv"
          || place != nil ? table(sources[index]) : nil
      guard let bytes else { continue }
      result[index] = RuleSource(name: name, bytes: bytes)
      return result
    }
    throw Fault(
      message: "no document states \(path.joined(separator: ".")) of \(Diagnostic.quote(id))")
  }

  // MARK: Documents

  private func document(_ source: RuleSource) -> [UInt8]? {
    var tree = JSONTree()
    var reader = JSONReader()
    var sink = DiagnosticSink()
    reader.read(source, index: 0, into: &tree, sink: &sink)
    guard let list = tree.member(section, of: tree.root) else { return nil }
    let found = tree.children(of: list).first { element in
      if let place {
        let span = tree.span(of: element)
        return span.start <= place.start && place.start < span.end
      }
      return tree.member("id", of: element).map { tree.text(of: $0) == id } ?? false
    }
    guard let object = found else { return nil }
    var node = object
    for (position, step) in path.enumerated() {
      let isLast = position == path.count - 1
      let next =
        tree.kind(of: node) == .array
        ? Int(step).flatMap { Array(tree.children(of: node)).at($0) }
        : tree.member(step, of: node)
      if let next {
        node = next
      } else {
        guard isLast, tree.kind(of: node) == .object else { return nil }
        return inserted(step, into: node, tree)
      }
    }
    let span = tree.span(of: node)
    var bytes = source.bytes
    bytes.replaceSubrange(Int(span.start)..<Int(span.end), with: Array(json.utf8))
    return bytes
  }

  private func inserted(_ name: String, into node: Int, _ tree: JSONTree) -> [UInt8] {
    var bytes = tree.bytes
    let end = Int(tree.span(of: node).end) - 1
    let comma = tree.count(of: node) > 0 ? ", " : ""
    bytes.insert(contentsOf: Array("\(comma)\"\(name)\": \(json)".utf8), at: end)
    return bytes
  }

  /// The value as JSON: what is JSON already stays, everything else becomes a text.
  private var json: String {
    let plain = ["true", "false", "null"].contains(value)
    if plain || value.hasPrefix("{") || value.hasPrefix("[") || value.hasPrefix("\"") {
      return value
    }
    var writer = JSONWriter()
    writer.string(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  // MARK: Tables

  private func table(_ source: RuleSource) -> [UInt8]? {
    var sink = DiagnosticSink()
    var reader = CSVReader(source, index: 0, sink: &sink)
    guard path.count == 1, let column = reader.column(path[0]) else { return nil }
    let key = reader.column("id")
    guard place != nil || key != nil else { return nil }
    var record = CSVRecord()
    while reader.next(&record, sink: &sink) {
      guard record.count > column else { continue }
      if let place {
        guard record.span.start == place.start else { continue }
      } else {
        guard let key, record.count > key, record.text(key) == id else { continue }
      }
      let span = record.span(column)
      let quoted =
        "\""
        + value.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
      var bytes = source.bytes
      bytes.replaceSubrange(Int(span.start)..<Int(span.end), with: Array(quoted.utf8))
      return bytes
    }
    return nil
  }
}

extension Array {
  /// The element at a position, or `nil` outside.
  fileprivate func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
