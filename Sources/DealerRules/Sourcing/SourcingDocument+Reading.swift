extension SourcingDocument {
  /// Reads `sources.json`, and `stock.csv` where stock stands in a table, or throws every finding
  /// at once (RULES.md Y-006).
  /// - Parameters:
  ///   - source: The document.
  ///   - stock: The table of stock, or `nil`.
  ///   - rules: The rules whose dealers, regions and products it names.
  /// - Complexity: O(bytes).
  public static func read(
    _ source: RuleSource, stock: RuleSource? = nil, _ rules: CompiledRules
  ) throws(RuleErrors) -> SourcingDocument {
    let all = [source] + (stock.map { [$0] } ?? [])
    var reader = RuleReader(all, limits: Limits())
    reader.json.read(source, index: 0, into: &reader.tree, sink: &reader.sink)
    var document = SourcingDocument()
    if var view = reader.object(reader.tree.root) {
      reader.readSourcing(&document, rules, &view)
      reader.finish(view)
    }
    if stock != nil { reader.readStock(1, &document, rules) }
    if let errors = reader.sink.errors(in: all) { throw errors }
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
    if let node = member("ranking", &view) { document.policy.ranking = words(node, "ranking") }
    readScarcity(&document.policy, rules, &view)
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
    if document.isWhole, document.maxSources > 1, cell("maxSources", &view) != nil {
      report(
        .conflictingFields, "all of a line comes from one source, and several may share in it",
        help: "state `whole` or `maxSources`", at: span(of: ["maxSources"], view))
    }
    guard let node = member("sources", &view) else { return missing("sources", view) }
    refuseEmpty(node, "sources", isNeeded: true)
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
      names($0, "dealers", rules.catalog.customers, "customer")
    }
    source.regions = member("regions", &view).map {
      names($0, "regions", rules.catalog.regions, "region")
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

  // MARK: Scarcity

  private mutating func readScarcity(
    _ policy: inout SourcingPolicy, _ rules: CompiledRules, _ view: inout FieldView
  ) {
    let word: ScarcityWord? = choice("scarcity", &view)
    let tiers = member("tiers", &view).map { self.tiers($0, rules) }
    let quotas = member("quotas", &view).map { node in
      refuseEmpty(node, "quotas", isNeeded: true)
      return self.quotas(node, rules)
    }
    switch word ?? .proRata {
    case .proRata: policy.scarcity = .proRata
    case .tier: policy.scarcity = .tier(tiers ?? [])
    case .quota: policy.scarcity = .quota(quotas ?? [])
    }
    if word == .tier, tiers == nil { missing("tiers", view) }
    if word == .quota, quotas == nil { missing("quotas", view) }
    if word != .tier, tiers != nil { refuseUnused("tiers", "tier", view) }
    if word != .quota, quotas != nil { refuseUnused("quotas", "quota", view) }
  }

  private mutating func refuseUnused(_ field: String, _ word: String, _ view: FieldView) {
    report(
      .conflictingFields, "`\(field)` are stated, but scarce stock is not shared by them",
      help: "state `\"scarcity\": \"\(word)\"`", at: span(of: [field], view))
  }

  /// Tiers that some customer is of, each once.
  private mutating func tiers(_ node: Int, _ rules: CompiledRules) -> [String] {
    refuseEmpty(node, "tiers", isNeeded: true)
    let known = Set(rules.catalog.customerTier.filter { $0 >= 0 })
    var seen: IdentifierMap<Bool> = [:]
    return list(node).compactMap { scalar($0) }.map { cell in
      if seen.updateValue(true, forKey: cell.text) != nil { refuseTwice(cell) }
      if !known.contains(rules.catalog.texts.index(of: cell.text)) {
        let names = known.sorted().map { rules.catalog.texts.name($0) }
        report(
          .unknownReference, "no customer is of tier \(Diagnostic.quote(cell.text))",
          help: Suggestion.help(for: cell.text, among: names) ?? "leave it out", at: cell.span)
      }
      return cell.text
    }
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

  /// What a list names, each once; a further code and its region are one.
  private mutating func names(
    _ node: Int, _ field: String, _ table: SymbolTable, _ noun: String
  ) -> [String] {
    refuseEmpty(node, field)
    var seen: Set<Int32> = []
    return list(node).compactMap { scalar($0) }.compactMap { cell in
      guard isKnown(cell.text, table, noun, at: cell.span) else { return nil }
      let index = table.index(of: cell.text)
      if !seen.insert(index).inserted { refuseTwice(cell) }
      return table.name(index)
    }
  }

  mutating func isKnown(
    _ name: String, _ table: SymbolTable, _ noun: String, at span: SourceSpan
  ) -> Bool {
    if table.index(of: name) >= 0 { return true }
    report(
      .unknownReference, "there is no \(noun) \(Diagnostic.quote(name))",
      help: Suggestion.help(for: name, among: table.names) ?? "state the \(noun) first", at: span)
    return false
  }
}
