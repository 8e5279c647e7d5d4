extension SourcingDocument {
  /// Reads `sources.json`, or throws every finding at once (RULES.md Y-006).
  /// - Parameters:
  ///   - source: The document.
  ///   - rules: The rules whose dealers, regions and products it names.
  /// - Complexity: O(bytes).
  public static func read(
    _ source: RuleSource, _ rules: CompiledRules
  ) throws(RuleErrors) -> SourcingDocument {
    var reader = RuleReader([source], limits: Limits())
    reader.json.read(source, index: 0, into: &reader.tree, sink: &reader.sink)
    var document = SourcingDocument()
    if var view = reader.object(reader.tree.root) {
      reader.readSourcing(&document, rules, &view)
      reader.finish(view)
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return document
  }
}

/// How scarce stock is shared, as documents say it.
private enum ScarcityWord: String, CaseIterable {
  case proRata, tier, quota
}

extension RuleReader {
  fileprivate mutating func readSourcing(
    _ document: inout SourcingDocument, _ rules: CompiledRules, _ view: inout FieldView
  ) {
    if let version = cell("sourcing", &view) {
      if version.text != "1" {
        report(
          .unknownVersion, "sourcing language \(Diagnostic.quote(version.text)) is not known",
          help: "write `\"sourcing\": 1`", at: version.span)
      }
    } else {
      missing("sourcing", view)
    }
    if let node = member("ranking", &view) { document.policy.ranking = ranking(node) }
    let word: ScarcityWord? = choice("scarcity", &view)
    let tiers = member("tiers", &view).map { texts($0) } ?? []
    let quotas = member("quotas", &view).map { self.quotas($0, rules) } ?? []
    switch word ?? .proRata {
    case .proRata: document.policy.scarcity = .proRata
    case .tier: document.policy.scarcity = .tier(tiers)
    case .quota: document.policy.scarcity = .quota(quotas)
    }
    if word != .tier, !tiers.isEmpty || word != .quota && !quotas.isEmpty {
      let field = tiers.isEmpty ? "quotas" : "tiers"
      report(
        .conflictingFields, "`\(field)` are stated, but scarce stock is not shared by them",
        help: "state `\"scarcity\": \"\(tiers.isEmpty ? "quota" : "tier")\"`",
        at: span(of: [field], view))
    }
    if let cell = cell("step", &view), let step = quantity(cell) {
      document.policy.step = step
      if step <= .zero {
        report(
          .numberOutOfRange, "the step must be above zero", help: "write 1 or leave it out",
          at: cell.span)
      }
    }
    document.maxSources = integer("maxSources", 1...1_000_000, &view).map { Int($0) } ?? Int.max
    document.isWhole = flag("whole", &view) ?? false
    guard let node = member("sources", &view) else { return missing("sources", view) }
    var seen: IdentifierMap<Bool> = [:]
    for element in list(node) {
      guard var inner = object(element) else { continue }
      if let source = stockSource(&inner, rules) {
        if seen.updateValue(true, forKey: source.id) != nil {
          report(
            .duplicateID, "source \(Diagnostic.quote(source.id)) is stated twice",
            help: "keep one of the two", at: span(of: ["id"], inner))
        }
        document.sources.append(source)
      }
      finish(inner)
    }
  }

  private mutating func stockSource(
    _ view: inout FieldView, _ rules: CompiledRules
  ) -> StockSource? {
    guard let id = id(&view) else { return nil }
    var source = StockSource(id: id)
    source.priority = Int(integer("priority", -1_000_000...1_000_000, &view) ?? 0)
    source.dealers = member("dealers", &view).map {
      names($0, rules.catalog.customers, "customer")
    }
    let regions = rules.catalog.regions
    source.regions = member("regions", &view).map { node in
      // A further code means its region.
      names(node, regions, "region").map { regions.name(regions.index(of: $0)) }
    }
    guard let node = member("stock", &view), let stock = object(node) else { return source }
    for child in tree.children(of: node) {
      let product = tree.key(of: child)
      guard isKnown(product, rules.catalog.products, "product", at: tree.keySpan(of: child)) else {
        continue
      }
      guard let cell = scalar(child) else { continue }
      if cell.text == "unknown" {
        source.stock[product] = .unknown
      } else if let quantity = quantity(cell) {
        source.stock[product] = .known(quantity)
        if quantity < .zero { reportBelowZero([product], stock) }
      }
    }
    return source
  }

  private mutating func ranking(_ node: Int) -> [SourceRank] {
    list(node).compactMap { scalar($0) }.compactMap { cell in
      if let rank = SourceRank(rawValue: cell.text) { return rank }
      unknownChoice(cell, SourceRank.allCases.map(\.rawValue))
      return nil
    }
  }

  private mutating func texts(_ node: Int) -> [String] {
    list(node).compactMap { scalar($0)?.text }
  }

  private mutating func quotas(_ node: Int, _ rules: CompiledRules) -> [SourcingQuota] {
    list(node).compactMap { element in
      guard var inner = object(element) else { return nil }
      let dealer = name("dealer", rules.catalog.customers, "customer", &inner)
      let product = name("product", rules.catalog.products, "product", &inner)
      let quantity = quantity("quantity", &inner)
      if quantity == nil, cell("quantity", &inner) == nil { missing("quantity", inner) }
      if let quantity, quantity < .zero { reportBelowZero(["quantity"], inner) }
      finish(inner)
      guard let dealer, let product, let quantity else { return nil }
      return SourcingQuota(dealer: dealer, product: product, quantity: quantity)
    }
  }

  // MARK: Names

  private mutating func name(
    _ field: String, _ table: SymbolTable, _ noun: String, _ view: inout FieldView
  ) -> String? {
    guard let cell = cell(field, &view) else {
      missing(field, view)
      return nil
    }
    return isKnown(cell.text, table, noun, at: cell.span) ? cell.text : nil
  }

  private mutating func names(_ node: Int, _ table: SymbolTable, _ noun: String) -> [String] {
    list(node).compactMap { scalar($0) }.filter { isKnown($0.text, table, noun, at: $0.span) }
      .map(\.text)
  }

  private mutating func isKnown(
    _ name: String, _ table: SymbolTable, _ noun: String, at span: SourceSpan
  ) -> Bool {
    if table.index(of: name) >= 0 { return true }
    report(
      .unknownReference, "there is no \(noun) \(Diagnostic.quote(name))",
      help: Suggestion.closest(to: name, among: table.names).map { "did you mean `\($0)`?" }
        ?? "state the \(noun) first", at: span)
    return false
  }
}
