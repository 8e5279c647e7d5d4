/// The object of a JSON document of which a change alters a value (RULES.md U-030).
struct OverriddenObject {
  private let tree: JSONTree
  private let object: Int
  /// Where such objects stand, `/offers/*`.
  let kind: String

  /// Finds the object; `nil` where the document does not state it.
  init?(_ change: RuleOverride, in source: RuleSource) {
    let tree = OverriddenObject.tree(source)
    for list in OverriddenObject.lists(of: change.section) {
      var node: Int? = tree.root
      for name in list { node = node.flatMap { tree.member(name, of: $0) } }
      guard let node else { continue }
      let items = Array(tree.children(of: node))
      let found: Int? =
        if let place = change.place {
          items.indices.contains(place.position) ? items[place.position] : nil
        } else {
          items.first { item in
            tree.member("id", of: item).map {
              IdentifierOrder.areEqual(tree.text(of: $0), change.id)
            } ?? false
          }
        }
      guard let found else { continue }
      (self.tree, object, kind) = (tree, found, "/" + list.joined(separator: "/") + "/*")
      return
    }
    return nil
  }

  private static func tree(_ source: RuleSource) -> JSONTree {
    var tree = JSONTree()
    var reader = JSONReader()
    var sink = DiagnosticSink()
    reader.read(source, index: 0, into: &tree, sink: &sink)
    return tree
  }

  /// Where a document lists the objects of a section.
  private static func lists(of section: String) -> [[String]] {
    section == "taxes" ? [["taxes"], ["tax", "rates"]] : [[section]]
  }

  /// The value of a field as it is written, on one line; a text without its quotes.
  func text(of field: String) -> String? {
    guard let node = tree.member(field, of: object) else { return nil }
    if tree.kind(of: node) == .string { return tree.text(of: node) }
    let span = tree.span(of: node)
    let written = String(
      decoding: tree.bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
    // No text of JSON holds a line end.
    let lines = written.split { $0.isNewline }
    return lines.map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: " ")
  }

  // MARK: Changing

  /// The document with the value in its place, or stated with the objects around it.
  func bytes(with change: RuleOverride) throws(RuleOverride.Fault) -> [UInt8] {
    var node = object
    var names = change.path[...]
    while !names.isEmpty {
      guard let (next, count) = step(from: node, names) else { break }
      node = next
      names = names.dropFirst(count)
    }
    let json = OverriddenObject.json(change.value)
    guard !names.isEmpty else { return replaced(node, json) }
    let kind = tree.kind(of: node)
    guard kind == .object || kind == .null, !names.dropFirst().contains(where: { Int($0) != nil })
    else { throw change.unstated }
    // The first name is a field of the object, whatever follows it; keys of rows hold points.
    let isField = node == object && change.section != "prices"
    let member = OverriddenObject.member(names, json, isField: isField)
    return kind == .null ? replaced(node, "{\(member)}") : inserted(member, into: node)
  }

  /// The item or member that the next names lead to, and how many of them; names of members may
  /// hold points.
  private func step(from node: Int, _ names: ArraySlice<String>) -> (node: Int, count: Int)? {
    switch tree.kind(of: node) {
    case .array:
      let items = Array(tree.children(of: node))
      guard let index = names.first.flatMap({ Int($0) }), items.indices.contains(index) else {
        return nil
      }
      return (items[index], 1)
    case .object:
      for count in stride(from: names.count, to: 0, by: -1) {
        let name = names.prefix(count).joined(separator: ".")
        if let member = tree.member(name, of: node) { return (member, count) }
      }
      return nil
    default: return nil
    }
  }

  private func replaced(_ node: Int, _ json: String) -> [UInt8] {
    let span = tree.span(of: node)
    var bytes = tree.bytes
    bytes.replaceSubrange(Int(span.start)..<Int(span.end), with: Array(json.utf8))
    return bytes
  }

  /// Adds a member to an object, or an item to a list.
  private func inserted(_ text: String, into node: Int) -> [UInt8] {
    var bytes = tree.bytes
    let comma = tree.count(of: node) > 0 ? ", " : ""
    bytes.insert(contentsOf: Array((comma + text).utf8), at: Int(tree.span(of: node).end) - 1)
    return bytes
  }

  /// `"limits": {"uses": "5"}`; the field that a condition looks at is one name of two parts.
  private static func member(
    _ names: ArraySlice<String>, _ json: String, isField: Bool
  ) -> String {
    var keys: [String] = isField ? Array(names.prefix(1)) : []
    var rest = names.dropFirst(keys.count)
    while !rest.isEmpty {
      let pair = rest.prefix(2)
      let isPair = pair.count == 2 && RuleReader.field(named: pair.joined(separator: ".")) != nil
      let key = rest.prefix(isPair ? 2 : 1)
      keys.append(key.joined(separator: "."))
      rest = rest.dropFirst(key.count)
    }
    var text = json
    for (index, key) in keys.enumerated().reversed() {
      text = "\(quoted(key)): \(text)"
      if index > 0 { text = "{\(text)}" }
    }
    return text
  }

  /// A value as JSON: what is JSON already stays, everything else becomes a text.
  private static func json(_ value: String) -> String {
    let isPlain = ["true", "false", "null"].contains(value)
    let isJSON = ["{", "[", "\""].contains { value.hasPrefix($0) }
    return isPlain || isJSON ? value : quoted(value)
  }

  private static func quoted(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  // MARK: Presets

  /// The document that names the preset with one of its phases stated, which keeps what is not
  /// stated of it (RULES.md N-007); `nil` for other changes and documents.
  static func presetPhase(_ change: RuleOverride, in source: RuleSource) -> [UInt8]? {
    guard change.section == "phases", source.name.hasSuffix(".json") else { return nil }
    let tree = tree(source)
    let root = tree.root
    guard tree.member("preset", of: root) != nil else { return nil }
    let member = member(change.path[...], json(change.value), isField: true)
    let phase = "{\"id\": \(quoted(change.id)), \(member)}"
    let document = OverriddenObject(tree: tree, object: root, kind: "")
    guard let list = tree.member("phases", of: root) else {
      return document.inserted("\"phases\": [\(phase)]", into: root)
    }
    guard tree.kind(of: list) == .array else { return nil }
    return document.inserted(phase, into: list)
  }

  private init(tree: JSONTree, object: Int, kind: String) {
    (self.tree, self.object, self.kind) = (tree, object, kind)
  }
}
