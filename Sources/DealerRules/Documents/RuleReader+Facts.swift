// State that an order's decision reads (RULES.md N-005, X-006).
extension RuleReader {
  mutating func facts(_ node: Int) -> Facts {
    var facts = Facts()
    guard var view = object(node) else { return facts }
    facts.openingBalances = balances("openingBalances", &view)
    facts.capUsed = balances("capUsed", &view)
    eachNamed("offerUse", &view) { reader, offer, node in
      guard let use = reader.offerUse(node) else { return }
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
    return use
  }

  /// The product chosen among an offer's gifts, by offer.
  mutating func giftChoices(_ view: inout FieldView) -> IdentifierMap<String> {
    var choices: IdentifierMap<String> = [:]
    eachNamed("giftChoices", &view) { reader, offer, node in
      guard let cell = reader.scalar(node), reader.isIdentifier(cell, "product") else { return }
      choices[offer] = cell.text
    }
    return choices
  }

  /// The members of an object whose names are ids.
  private mutating func eachNamed(
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
  private mutating func balances(_ name: String, _ view: inout FieldView) -> IdentifierMap<Int64> {
    guard let node = member(name, &view) else { return [:] }
    guard tree.kind(of: node) == .object else {
      wrongType(node, "an object")
      return [:]
    }
    var result: IdentifierMap<Int64> = [:]
    for child in Array(tree.children(of: node)) {
      guard var inner = tree.kind(of: child) == .object ? object(child) : nil else {
        wrongType(child, "an object with `quantity` or `amount`")
        continue
      }
      let quantity = quantity("quantity", &inner)
      let amount = amount("amount", &inner)
      finish(inner)
      if let value = quantity?.thousandths ?? amount {
        result[tree.key(of: child)] = value
      } else {
        missing("quantity", inner)
      }
    }
    return result
  }
}
