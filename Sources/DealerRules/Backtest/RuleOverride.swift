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

  /// The sources with the value in its place; of a field that is not stated, stated, of a table
  /// without its column in a column of its own.
  /// - Complexity: O(bytes).
  public func applied(to sources: [RuleSource]) throws(Fault) -> [RuleSource] {
    for mayAdd in [false, true] {
      for index in sources.indices {
        guard let bytes = changed(sources[index], mayAdd) else { continue }
        var result = sources
        result[index] = RuleSource(name: sources[index].name, bytes: bytes)
        return result
      }
    }
    throw Fault(
      message: "no document states \(path.joined(separator: ".")) of \(Diagnostic.quote(id))")
  }

  private func changed(_ source: RuleSource, _ mayAdd: Bool) -> [UInt8]? {
    guard isMeant(source) else { return nil }
    if !source.name.hasSuffix(".json") { return table(source, mayAdd) }
    return mayAdd ? nil : document(source)
  }

  /// Whether a source may state the object.
  func isMeant(_ source: RuleSource) -> Bool {
    if let place { return place.document == source.name }
    return source.name.hasSuffix(".json")
      || source.name.split(separator: "/").last.map(String.init) == section + ".csv"
  }

  // MARK: Documents

  /// The object in a document, with the tree that it stands in.
  func object(_ source: RuleSource) -> (tree: JSONTree, node: Int)? {
    var tree = JSONTree()
    var reader = JSONReader()
    var sink = DiagnosticSink()
    reader.read(source, index: 0, into: &tree, sink: &sink)
    var lists = [tree.member(section, of: tree.root)]
    if section == "taxes" {
      lists.append(tree.member("tax", of: tree.root).flatMap { tree.member("rates", of: $0) })
    }
    for list in lists.compactMap({ $0 }) {
      let found = tree.children(of: list).first { element in
        if let place {
          let span = tree.span(of: element)
          return span.start <= place.start && place.start < span.end
        }
        return tree.member("id", of: element).map { tree.text(of: $0) == id } ?? false
      }
      if let found { return (tree, found) }
    }
    return nil
  }

  private func document(_ source: RuleSource) -> [UInt8]? {
    guard let (tree, object) = object(source) else { return nil }
    var node = object
    var rest = path[...]
    while !rest.isEmpty {
      guard let (next, used) = RuleOverride.step(rest, from: node, tree) else {
        guard tree.kind(of: node) == .object else { return nil }
        return inserted(rest, into: node, tree)
      }
      node = next
      rest = rest.dropFirst(used)
    }
    let span = tree.span(of: node)
    var bytes = source.bytes
    bytes.replaceSubrange(Int(span.start)..<Int(span.end), with: Array(json.utf8))
    return bytes
  }

  /// The value that the first steps lead to, and how many these are: names hold points.
  static func step(
    _ path: ArraySlice<String>, from node: Int, _ tree: JSONTree
  ) -> (node: Int, used: Int)? {
    if tree.kind(of: node) == .array {
      let elements = Array(tree.children(of: node))
      guard let index = path.first.flatMap({ Int($0) }), elements.indices.contains(index) else {
        return nil
      }
      return (elements[index], 1)
    }
    for used in (1...max(1, path.count)).reversed() {
      if let next = tree.member(path.prefix(used).joined(separator: "."), of: node) {
        return (next, used)
      }
    }
    return nil
  }

  private func inserted(_ steps: ArraySlice<String>, into node: Int, _ tree: JSONTree) -> [UInt8] {
    var bytes = tree.bytes
    let end = Int(tree.span(of: node).end) - 1
    let comma = tree.count(of: node) > 0 ? ", " : ""
    bytes.insert(contentsOf: Array("\(comma)\(member(steps))".utf8), at: end)
    return bytes
  }

  /// `"name": value`, with objects between where steps follow.
  private func member(_ steps: ArraySlice<String>) -> String {
    // Inside an object a name may be that of a condition, which holds points.
    let used = steps.startIndex == 0 ? 1 : RuleOverride.length(ofNameIn: steps)
    var writer = JSONWriter()
    writer.string(steps.prefix(used).joined(separator: "."))
    let rest = steps.dropFirst(used)
    let name = String(decoding: writer.bytes, as: UTF8.self)
    return "\(name): " + (rest.isEmpty ? json : "{\(member(rest))}")
  }

  private static func length(ofNameIn steps: ArraySlice<String>) -> Int {
    for used in (1...max(1, steps.count)).reversed()
    where RuleReader.conditionWords.contains(steps.prefix(used).joined(separator: ".")) {
      return used
    }
    let isAttribute = RuleReader.field(named: steps.prefix(2).joined(separator: ".")) != nil
    return steps.count > 1 && isAttribute ? 2 : 1
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

  /// The object's row in a table.
  func row(_ reader: inout CSVReader) -> CSVRecord? {
    let key = reader.column("id")
    var sink = DiagnosticSink()
    var record = CSVRecord()
    while reader.next(&record, sink: &sink) {
      if let place {
        if record.span.start == place.start { return record }
      } else if let key, record.text(key) == id {
        return record
      }
    }
    return nil
  }

  private func table(_ source: RuleSource, _ mayAdd: Bool) -> [UInt8]? {
    var sink = DiagnosticSink()
    var reader = CSVReader(source, index: 0, sink: &sink)
    let column = reader.column(path.joined(separator: "."))
    guard column != nil || mayAdd, let found = row(&reader) else { return nil }
    var bytes = source.bytes
    if let column {
      let span = found.span(column)
      bytes.replaceSubrange(Int(span.start)..<Int(span.end), with: Array(cell(value).utf8))
      return bytes
    }
    var ends: [(end: Int, text: String)] = []
    if let header = reader.headerSpans.last {
      ends.append((Int(header.end), cell(path.joined(separator: "."))))
    }
    reader = CSVReader(source, index: 0, sink: &sink)
    var record = CSVRecord()
    while reader.next(&record, sink: &sink) {
      ends.append((Int(record.end), record.start == found.start ? cell(value) : ""))
    }
    for (end, text) in ends.reversed() {
      bytes.insert(contentsOf: Array(",\(text)".utf8), at: end)
    }
    return bytes
  }

  private func cell(_ text: String) -> String {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}
