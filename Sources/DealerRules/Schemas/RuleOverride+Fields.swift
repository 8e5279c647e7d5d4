// Which fields a change may name (RULES.md U-030, U-042).
extension RuleOverride {
  /// Sections of rule documents whose objects can be changed.
  public static let sections: [String] = [
    "agreements", "charges", "checks", "customers", "guards", "offers", "phases", "priceTables",
    "prices", "products", "taxes", "territories",
  ]

  /// The fields that an object of a section may state, in order; none where there is no such
  /// section. One that ends in `.NAME` stands for attributes.
  /// - Complexity: O(fields of all sections).
  public static func fields(of section: String) -> [String] {
    guard sections.contains(section) else { return [] }
    return DocumentSchema.ruleFields["/\(section)/*"]?.keys
      .sorted(by: IdentifierOrder.precedes) ?? []
  }

  /// Refuses a field that neither the section's objects nor its tables have, with the nearest that
  /// they have.
  public func checkField(in sources: [RuleSource]) throws(Fault) {
    let columns = RuleReader.columns(of: section) + headers(sources)
    let fields = RuleOverride.fields(of: section) + columns
    guard let name = path.first, !fields.contains(name), !fields.contains(name + ".NAME"),
      !columns.contains(path.joined(separator: "."))
    else { return }
    // Conditions on attributes are columns too.
    if section == "offers", RuleReader.field(named: path.joined(separator: ".")) != nil { return }
    let meant = Suggestion.closest(to: name, among: fields)
    throw Fault(
      message: "\(section) have no field \(Diagnostic.quote(name))"
        + (meant.map { ", did you mean `\($0)`?" } ?? ""))
  }

  /// The columns of the tables that may state the object.
  private func headers(_ sources: [RuleSource]) -> [String] {
    var sink = DiagnosticSink()
    return sources.filter { isMeant($0) && !$0.name.hasSuffix(".json") }
      .flatMap { CSVReader($0, index: 0, sink: &sink).header }
  }

  /// What documents state of the object that the change is about: of an object of a document every
  /// field that it may state, `nil` where it does not; of a row of a table its columns.
  /// - Complexity: O(bytes × fields).
  public func stated(in sources: [RuleSource]) -> [(field: String, value: String?)] {
    for source in sources where isMeant(source) {
      if source.name.hasSuffix(".json") {
        guard let (tree, node) = object(source) else { continue }
        return RuleOverride.fields(of: section).map { field in
          (field, tree.member(field, of: node).map { RuleOverride.text(tree, $0) })
        }
      }
      var sink = DiagnosticSink()
      var reader = CSVReader(source, index: 0, sink: &sink)
      guard let row = row(&reader) else { continue }
      return reader.header.indices.map { column in
        (reader.header[column], row.isEmpty(column) ? nil : row.text(column))
      }
    }
    return []
  }

  /// A value as it is written, on one line; a text without its quotes.
  private static func text(_ tree: JSONTree, _ node: Int) -> String {
    if tree.kind(of: node) == .string { return tree.text(of: node) }
    let span = tree.span(of: node)
    let written = String(
      decoding: tree.bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
    // No text of JSON holds a line end.
    let lines = written.split { $0.isNewline }
    return lines.map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: " ")
  }

  /// Refuses a section of which nothing can be changed, with the nearest of which it can.
  public static func check(section: String) throws(Fault) {
    guard !sections.contains(section) else { return }
    let meant = Suggestion.closest(to: section, among: sections)
    throw Fault(
      message: "values of \(Diagnostic.quote(section)) cannot be changed"
        + (meant.map { ", did you mean `\($0)`?" } ?? ""))
  }
}
