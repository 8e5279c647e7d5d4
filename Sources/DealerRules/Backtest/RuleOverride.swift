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

  /// The sources with the value in its place; of what is not stated, stated.
  /// - Complexity: O(bytes).
  public func applied(to sources: [RuleSource]) throws(Fault) -> [RuleSource] {
    var result = sources
    for (index, source) in sources.enumerated() {
      guard let target = target(in: source) else { continue }
      let bytes =
        switch target {
        case .object(let object): try object.bytes(with: self)
        case .row(let row): row.bytes(with: self)
        }
      result[index] = RuleSource(name: source.name, bytes: bytes)
      return result
    }
    for (index, source) in sources.enumerated() {
      guard let bytes = OverriddenObject.presetPhase(self, in: source) else { continue }
      result[index] = RuleSource(name: source.name, bytes: bytes)
      return result
    }
    throw unstated
  }

  /// What a change alters.
  enum Target {
    case object(OverriddenObject)
    case row(OverriddenRow)
  }

  /// The object or row that the change is about; `nil` where the source does not state it.
  func target(in source: RuleSource) -> Target? {
    if let place, place.document != source.name { return nil }
    if source.name.hasSuffix(".json") {
      return OverriddenObject(self, in: source).map { .object($0) }
    }
    let table = source.name.split(separator: "/").last.map(String.init)
    guard place != nil || table == section + ".csv" else { return nil }
    return OverriddenRow(self, in: source).map { .row($0) }
  }

  /// The change where what it names has no place in any document.
  var unstated: Fault {
    Fault(message: "no document states \(path.joined(separator: ".")) of \(Diagnostic.quote(id))")
  }

  /// The column of a table that the field is; attributes are columns of their own (RULES.md N-002).
  var column: String {
    let hasAttributes = section == "products" || section == "customers"
    let names = hasAttributes && path.first == "attributes" ? path.dropFirst() : path[...]
    return names.joined(separator: ".")
  }
}
