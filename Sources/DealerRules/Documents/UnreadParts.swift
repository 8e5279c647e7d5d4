/// What of the documents could not be read, so that findings which stand on it can be left out
/// (RULES.md L-006).
///
/// An object or row that was read whole is judged by itself and by the names it uses; how it fits
/// with others is judged where all of their kind could be read.
struct UnreadParts {
  /// Members of a document that say what everything else means.
  private static let bases: Set<String> = [
    "rules", "currency", "zone", "preset", "sellingKind", "units", "priceTables", "priceKinds",
    "phases",
  ]
  /// Lists that declare no names that others use.
  private static let unnamed: Set<String> = [
    "prices", "rates", "taxes", "territories", "checks", "postalAreas", "receivables",
  ]

  private let sources: [RuleSource]
  /// Where things of the book are stated.
  private var origins: Set<SourceSpan> = []
  private var rows: [Int32: [SourceSpan]] = [:]
  /// Objects of documents, and places in tables, that were not read whole.
  private var spoiled: [SourceSpan] = []
  /// Lists of which something was not read whole.
  private var sections: Set<String> = []
  /// Names that may be declared by what was not read, and whether these may be any.
  private var lostNames: Set<String> = []
  private var mayDeclareAny = false
  /// Whether anything can be known of what was read.
  private(set) var isJudgeable = true

  /// - Parameter findings: What reading the documents found.
  init(_ findings: DiagnosticSink, _ book: RuleBook) {
    sources = book.sources
    // Beyond the limit nobody knows where.
    isJudgeable = findings.leftOut == 0
    for origin in UnreadParts.origins(of: book) {
      origins.insert(SourceSpan(source: origin.source, start: origin.start, end: origin.start))
      rows[origin.source, default: []].append(origin)
    }
    var trees: [Int32: JSONTree] = [:]
    for finding in findings.diagnostics where finding.severity == .error {
      guard isJudgeable else { return }
      guard let span = finding.span, !["E0", "E1", "E8"].contains(finding.code.rawValue.prefix(2))
      else {
        isJudgeable = false
        return
      }
      if sources[Int(span.source)].name.hasSuffix(".csv") {
        addRow(span)
      } else {
        let tree = trees[span.source] ?? UnreadParts.tree(sources, span.source)
        trees[span.source] = tree
        addObject(span, tree)
      }
    }
  }

  /// Whether a finding of the compile may only follow from what was not read.
  func hides(_ finding: Diagnostic) -> Bool {
    guard finding.severity == .error else { return true }
    // Without a place nobody knows what it stands on.
    guard finding.span != nil else { return finding.code != .noSellingKind }
    for place in [finding.span, finding.subject?.other].compactMap({ $0 }) {
      let met = spoiled.filter { UnreadParts.meet($0, place) }
      // A name that could be read of a row is known or not, whatever its other cells say; below a
      // header that is wrong nobody knows what a cell is.
      let isOfRow =
        finding.code == .unknownReference && isInTable(place) && !met.contains { $0.start == 0 }
      if !met.isEmpty, !isOfRow { return true }
    }
    if finding.code == .unknownReference {
      // Offers bear their tags themselves.
      let isTag = finding.subject?.fields.contains("combinesWith") ?? false
      return mayDeclareAny || isTag && sections.contains("offers")
        || lostNames.contains { finding.message.contains(Diagnostic.quote($0)) }
    }
    if finding.code == .unitOutsideProduct { return sections.contains("products") }
    if finding.code == .regionSuccession { return sections.contains("regions") }
    return finding.code.rawValue.hasPrefix("E6") && sections.contains("prices")
  }

  private func isInTable(_ span: SourceSpan) -> Bool {
    sources.indices.contains(Int(span.source))
      && sources[Int(span.source)].name.hasSuffix(".csv")
  }

  private static func meet(_ a: SourceSpan, _ b: SourceSpan) -> Bool {
    a.source == b.source && a.start < max(b.end, b.start + 1) && b.start < max(a.end, a.start + 1)
  }

  // MARK: Where something could not be read

  private mutating func addRow(_ span: SourceSpan) {
    let file = sources[Int(span.source)].name.split(separator: "/").last.map(String.init) ?? ""
    let section = String(file.dropLast(4))
    sections.insert(section)
    let bytes = sources[Int(span.source)].bytes
    let header = bytes.firstIndex(of: 10) ?? bytes.count
    // What is wrong with the header is wrong with every row.
    let isHeader = span.start <= header
    spoiled.append(isHeader ? SourceSpan(source: span.source, 0, bytes.count) : span)
    guard !UnreadParts.unnamed.contains(section) else { return }
    let isStated = rows[span.source]?.contains { UnreadParts.meet($0, span) } ?? false
    if isHeader || !isStated { mayDeclareAny = true }
  }

  /// Finds the element of the document's list, or else the setting, that holds a place.
  private mutating func addObject(_ span: SourceSpan, _ tree: JSONTree) {
    func holds(_ node: Int) -> Bool {
      let start =
        tree.nodes[node].keyStart < tree.nodes[node].keyEnd
        ? tree.nodes[node].keyStart : tree.nodes[node].start
      return start <= span.start && span.start < tree.nodes[node].end
    }
    guard tree.kind(of: tree.root) == .object,
      let member = tree.children(of: tree.root).first(where: holds)
    else {
      isJudgeable = false
      return
    }
    let section = tree.key(of: member)
    sections.insert(section)
    // What stands under a name that means nothing nobody knows.
    let isMisspelt = span.start < tree.nodes[member].start
    guard !isMisspelt, !UnreadParts.bases.contains(section) else {
      isJudgeable = false
      return
    }
    var place = tree.span(of: member)
    var isStated = false
    let isList = tree.kind(of: member) == .array
    let element = isList ? tree.children(of: member).first(where: holds) : nil
    if let element {
      place = tree.span(of: element)
      isStated = origins.contains(
        SourceSpan(source: place.source, start: place.start, end: place.start))
    }
    spoiled.append(place)
    guard !isStated, !UnreadParts.unnamed.contains(section) else { return }
    if let element, let id = tree.member("id", of: element), tree.kind(of: id) == .string {
      lostNames.insert(tree.text(of: id))
    } else if tree.kind(of: member) == .array {
      mayDeclareAny = true
    }
  }

  private static func tree(_ sources: [RuleSource], _ source: Int32) -> JSONTree {
    var tree = JSONTree()
    var quiet = DiagnosticSink(limit: 1)
    var reader = JSONReader()
    reader.read(sources[Int(source)], index: source, into: &tree, sink: &quiet)
    return tree
  }

  /// Where the things stand that others name.
  private static func origins(of book: RuleBook) -> [SourceSpan] {
    let catalog =
      book.categories.map(\.origin) + book.regions.map(\.origin) + book.products.map(\.origin)
      + book.customers.map(\.origin)
    let rules =
      book.offers.map(\.origin) + book.charges.map(\.origin) + book.agreements.map(\.origin)
      + book.guards.map(\.origin) + book.approvalRules.map(\.origin)
    return (catalog + rules).compactMap { $0 }
  }
}
