// State that an order's decision reads (RULES.md N-005, X-006).
extension RuleReader {
  mutating func facts(_ node: Int) -> Facts {
    var facts = Facts()
    guard var view = object(node) else { return facts }
    facts.openingBalances = balances("openingBalances", &view)
    facts.capUsed = balances("capUsed", &view)
    eachNamed("offerUse", &view) { reader, offer, node in
      guard let use = reader.offerUse(node) else { return }
      reader.checkOffer(node)
      facts.offerUse[offer] = use
    }
    eachNamed("stock", &view) { reader, product, node in
      facts.stock[product] = reader.scalar(node).flatMap {
        reader.decimal($0, scale: Quantity.scale)
      }
    }
    facts.lastOrder = cell("lastOrder", &view).flatMap { date($0) }
    facts.ordersBefore = count("ordersBefore", &view)
    eachNamed("totals", &view) { reader, name, node in
      facts.totals[name] = reader.scalar(node).flatMap { reader.decimal($0, scale: Money.scale) }
    }
    eachNamed("lastPrices", &view) { reader, product, node in
      facts.lastPrices[product] = reader.lastPrices(node)
    }
    facts.lots = stockLots(&view)
    facts.recentOrders = recentOrders(&view)
    finish(view)
    return facts
  }

  private mutating func offerUse(_ node: Int) -> OfferUse? {
    guard var view = object(node) else { return nil }
    var use = OfferUse()
    use.uses = count("uses", &view) ?? 0
    use.usesByCustomer = count("usesByCustomer", &view) ?? 0
    eachNamed("usesByCode", &view) { reader, code, node in
      guard let cell = reader.scalar(node) else { return }
      use.usesByCode[code] = reader.count(cell)
    }
    use.amount = amount("amount", &view) ?? 0
    use.units = decimal("units", scale: Quantity.scale, &view) ?? 0
    finish(view)
    let below = [("amount", use.amount), ("units", use.units)].filter { $0.1 < 0 }.map(\.0)
    if !below.isEmpty { reportBelowZero(below, view) }
    return use
  }

  /// Reports the use of an offer that the rules do not have; without rules nothing is known of it.
  private mutating func checkOffer(_ node: Int) {
    let id = tree.key(of: node)
    guard let offers = rules?.offers.byID, offers[id] == nil else { return }
    report(
      .unknownReference, "there is no offer \(Diagnostic.quote(id))",
      help: Suggestion.closest(to: id, among: offers.ids).map { "did you mean `\($0)`?" }
        ?? "leave the fact out, or state what it names first",
      path: tree.path(of: node), at: tree.keySpan(of: node))
  }

  mutating func reportBelowZero(_ fields: [String], _ view: FieldView) {
    report(
      .negativeNotAllowed, "what was counted or used is below zero", help: "write zero or more",
      at: span(of: fields, view))
  }

  /// The product chosen among an offer's gifts, by offer.
  mutating func giftChoices(_ view: inout FieldView) -> IdentifierMap<String> {
    var choices: IdentifierMap<String> = [:]
    eachNamed("giftChoices", &view) { reader, offer, node in
      guard let cell = reader.scalar(node), reader.isIdentifier(cell, "product") else { return }
      reader.checkChoice(of: offer, node, cell)
      choices[offer] = cell.text
    }
    return choices
  }

  /// A choice names an offer and one of the products that it gives (RULES.md X-006); without rules
  /// nothing is known of it.
  private mutating func checkChoice(of offer: String, _ node: Int, _ cell: Cell) {
    checkOffer(node)
    guard let rules, let index = rules.offers.byID[offer], index >= 0 else { return }
    let terms = rules.offers.terms[Int(index)]
    let given: [String] =
      terms.kind == .gift
      ? rules.offers.gifts[Int(terms.detail)].products.map {
        rules.catalog.products.name(rules.offers.giftProducts[Int($0)])
      } : []
    guard !given.contains(where: { IdentifierOrder.areEqual($0, cell.text) }) else { return }
    report(
      .unknownReference,
      "offer \(Diagnostic.quote(offer)) lets nobody choose \(Diagnostic.quote(cell.text))",
      help: Suggestion.help(for: cell.text, among: given)
        ?? "choose one of its products, or leave the choice out", at: cell.span)
  }

  /// The members of an object whose names are ids.
  mutating func eachNamed(
    _ name: String, _ view: inout FieldView, _ read: (inout RuleReader, String, Int) -> Void
  ) {
    guard let node = member(name, &view) else { return }
    guard tree.kind(of: node) == .object else {
      wrongType(node, "an object")
      return
    }
    for child in Array(tree.children(of: node)) {
      guard tree.kind(of: child) != .null, tree.kind(of: child) != .invalid else { continue }
      read(&self, tree.key(of: child), child)
    }
  }

  /// Balances by name, each `{"quantity": …}` or `{"amount": …}`.
  private mutating func balances(
    _ name: String, _ view: inout FieldView
  ) -> IdentifierMap<Balance> {
    guard let node = member(name, &view) else { return [:] }
    guard tree.kind(of: node) == .object else {
      wrongType(node, "an object")
      return [:]
    }
    var result: IdentifierMap<Balance> = [:]
    for child in Array(tree.children(of: node)) {
      guard var inner = tree.kind(of: child) == .object ? object(child) : nil else {
        wrongType(child, "an object with `quantity` or `amount`")
        continue
      }
      let balance = balance(&inner)
      finish(inner)
      let isKnown = checkFact(name, child)
      guard let balance else { continue }
      if isKnown { checkKind(name, child, balance, inner) }
      result[tree.key(of: child)] = balance
    }
    return result
  }

  private mutating func balance(_ view: inout FieldView) -> Balance? {
    let quantity = quantity("quantity", &view)
    let amount = amount("amount", &view)
    let given = ["quantity", "amount"].filter { cell($0, &view) != nil }
    if given.count == 2 {
      report(
        .conflictingFields, "the fact states `quantity` and `amount`",
        help: "keep the one that is counted", at: span(of: ["amount"], view))
    } else if given.isEmpty {
      missing("quantity", view)
    }
    if (quantity ?? .zero) < .zero || (amount ?? 0) < 0 { reportBelowZero(given, view) }
    return quantity.map { .quantity($0) } ?? amount.map { .amount($0) }
  }

  /// Whether the rules have what a fact names; without rules nothing is known of it.
  private mutating func checkFact(_ field: String, _ node: Int) -> Bool {
    guard let prices = rules?.prices else { return false }
    let id = tree.key(of: node)
    let isTable = field == "openingBalances"
    if isTable ? prices.openingBalance(id) != nil : prices.capUse(id) != nil { return true }
    let names = isTable ? prices.tableIndex.ids : prices.capIndex.ids
    report(
      .unknownReference,
      "there is no \(isTable ? "price table" : "row with a cap") \(Diagnostic.quote(id))",
      help: Suggestion.closest(to: id, among: names).map { "did you mean `\($0)`?" }
        ?? "leave the fact out, or state what it names first",
      path: tree.path(of: node), at: tree.keySpan(of: node))
    return false
  }

  /// A cap of pieces is used up in pieces, and one of an amount in an amount.
  private mutating func checkKind(
    _ field: String, _ node: Int, _ balance: Balance, _ view: FieldView
  ) {
    guard let prices = rules?.prices else { return }
    let id = tree.key(of: node)
    let meaning =
      field == "openingBalances" ? prices.openingBalance(id) : prices.capUse(id)
    guard let meaning, balance.isAmount != meaning.isAmount else { return }
    let (wanted, given) = meaning.isAmount ? ("amount", "quantity") : ("quantity", "amount")
    report(
      .factKind, "\(Diagnostic.quote(id)) counts \(meaning.isAmount ? "an amount" : "quantities")",
      help: "write `\(wanted)` instead of `\(given)`", at: span(of: [given], view))
  }
}
