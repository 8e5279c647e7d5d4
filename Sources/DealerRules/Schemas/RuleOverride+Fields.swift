// Which fields a change may name (RULES.md U-030, U-042).
extension RuleOverride {
  /// Sections of rule documents whose objects can be changed.
  public static let sections: [String] = [
    "agreements", "charges", "checks", "customers", "guards", "offers", "phases", "priceTables",
    "prices", "products", "taxes", "territories",
  ]

  /// The fields that an object of a section may state where sources state such objects in
  /// documents, the columns that a row may have where they state them in tables (RULES.md N-002,
  /// N-006), in order; none where there is no such section. One that ends in `.NAME` stands for
  /// attributes.
  /// - Complexity: O(fields of all sections + bytes of the tables).
  public static func fields(of section: String, in sources: [RuleSource] = []) -> [String] {
    guard sections.contains(section) else { return [] }
    let tables = sources.filter { source in
      source.name.split(separator: "/").last.map(String.init) == section + ".csv"
    }
    var names: Set<String> = []
    for table in tables {
      var sink = DiagnosticSink()
      names.formUnion(CSVReader(table, index: 0, sink: &sink).header)
      names.formUnion(RuleReader.columns(of: section))
      names.formUnion(openColumns[section] ?? [])
    }
    let others = sources.contains { $0.name.hasSuffix(".json") && states(section, $0) }
    if tables.isEmpty || others {
      names.formUnion(members(of: "/\(section)/*"))
    }
    return names.sorted(by: IdentifierOrder.precedes)
  }

  /// Whether a document lists objects of a section.
  private static func states(_ section: String, _ source: RuleSource) -> Bool {
    var tree = JSONTree()
    var reader = JSONReader()
    var sink = DiagnosticSink()
    reader.read(source, index: 0, into: &tree, sink: &sink)
    return tree.member(section, of: tree.root) != nil
  }

  private static func members(of kind: String) -> [String] {
    DocumentSchema.ruleFields[kind].map { Array($0.keys) } ?? []
  }

  /// Columns that tables have beside those of their own.
  private static let openColumns: [String: [String]] = [
    "offers": RuleReader.conditionWords.filter(RuleReader.isConditionColumn)
      + ["customer.NAME", "line.NAME", "order.NAME", "product.NAME"],
    "prices": ["customer.NAME", "product.NAME"],
  ]

  /// Refuses a field that what the sources state under the id does not have, with the nearest that
  /// it has.
  /// - Complexity: O(bytes).
  public func checkField(in sources: [RuleSource]) throws(Fault) {
    for source in sources {
      switch target(in: source) {
      case .object(let object)?: return try checkMember(of: object.kind)
      case .row(let row)?: return try checkColumn(of: row)
      case nil: continue
      }
    }
    try checkMember(of: "/\(section)/*")
  }

  private func checkMember(of kind: String) throws(Fault) {
    let fields = RuleOverride.members(of: kind)
    guard let name = path.first, !fields.contains(name), !fields.contains(name + ".NAME") else {
      return
    }
    throw noField(name, meant: nearest(to: name, among: fields))
  }

  /// Columns of products and customers that are not known are attributes; one that is nearly known
  /// is a slip.
  private func checkColumn(of row: OverriddenRow) throws(Fault) {
    let name = column
    let known = RuleReader.columns(of: section)
    guard !row.header.contains(name), !known.contains(name),
      !RuleReader.isOpenColumn(name, of: section)
    else { return }
    let hasAttributes = section == "products" || section == "customers"
    let all = known + row.header
    // A table has no members: `units.case` is a part of `units`.
    let whole = path.first.flatMap { all.contains($0) ? $0 : nil }
    let meant = whole ?? nearest(to: name, among: all)
    guard meant != nil || !hasAttributes else { return }
    throw noField(name, meant: meant)
  }

  private func nearest(to name: String, among fields: [String]) -> String? {
    let short = fields.contains("percentOff") ? ["percent"] : []
    return Suggestion.closest(to: name, among: fields + short)
  }

  private func noField(_ name: String, meant: String?) -> Fault {
    Fault(
      message: "\(section) have no field \(Diagnostic.quote(name))"
        + (meant.map { ", did you mean `\($0)`?" } ?? ""))
  }

  /// What documents state of the object that the change is about: of an object of a document every
  /// field that it may state, `nil` where it does not; of a row of a table its columns.
  /// - Complexity: O(bytes × fields).
  public func stated(in sources: [RuleSource]) -> [(field: String, value: String?)] {
    for source in sources {
      switch target(in: source) {
      case .object(let object)?:
        return RuleOverride.members(of: object.kind).sorted(by: IdentifierOrder.precedes)
          .map { ($0, object.text(of: $0)) }
      case .row(let row)?: return row.cells
      case nil: continue
      }
    }
    return []
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
