// Checks of orders before they are priced (RULES.md R-020 …).
extension RuleReader {
  private static let checkTests = [
    "require", "quantity", "assortment", "unusual", "stock", "transfers", "shelfLife", "duplicate",
  ]

  mutating func readCheck(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var check = OrderCheck(id: id, .stock, origin: headSpan(view))
    check.when = condition("when", &view)
    if let outcome: TerritoryOutcome = choice("outcome", &view) { check.outcome = outcome }
    if let unknown: TerritoryOutcome = choice("unknown", &view) { check.unknown = unknown }
    if let level = integer("level", 0...100, &view) { check.level = Int32(level) }
    check.validity = validity("from", "until", "through", &view)
    if let status: RuleStatus = choice("status", &view) { check.status = status }
    guard let test = checkTest(&view) else { return }
    check.test = test
    book.checks.append(check)
  }

  private mutating func checkTest(_ view: inout FieldView) -> CheckTest? {
    let given = RuleReader.checkTests.filter { member($0, &view) != nil }
    guard let name = given.first, let node = member(name, &view) else {
      missing("require", view)
      return nil
    }
    if given.count > 1 {
      report(
        .conflictingFields, "the check states `\(given[0])` and `\(given[1])`",
        help: "state one test; write a check for each", at: span(of: [given[1]], view))
    }
    switch name {
    case "require": return .require(condition("require", &view))
    case "quantity": return quantityBounds(node).map { .quantity($0) }
    case "assortment": return .assortment(requiredGoods(node))
    case "unusual": return usualQuantity(node).map { .unusual($0) }
    case "stock":
      if flag("stock", &view) == false {
        report(
          .unknownChoice, "`stock` is `true` or not there at all",
          help: "write `true`, or leave the check out", at: span(of: ["stock"], view))
      }
      return .stock
    case "transfers": return transferBounds(node).map { .transfers($0) }
    case "shelfLife": return shelfLife(node).map { .shelfLife($0) }
    default: return duplicateWindow(node).map { .duplicate($0) }
    }
  }

  private mutating func quantityBounds(_ node: Int) -> QuantityBounds? {
    guard var inner = object(node) else { return nil }
    var bounds = QuantityBounds(
      least: quantity("least", &inner), most: quantity("most", &inner),
      multiple: quantity("multiple", &inner))
    if let scope: QuantityScope = choice("per", &inner) { bounds.per = scope }
    bounds.total = text("total", &inner)
    if let period: CalendarPeriod = choice("period", &inner) { bounds.period = period }
    finish(inner)
    return bounds
  }

  private mutating func requiredGoods(_ node: Int) -> [RequiredGoods] {
    list(node).compactMap { element in
      guard var inner = object(element) else { return nil }
      let of = condition("of", &inner)
      let quantity = quantity("quantity", &inner)
      if quantity == nil, cell("quantity", &inner) == nil { missing("quantity", inner) }
      finish(inner)
      return quantity.map { RequiredGoods(of: of, quantity: $0) }
    }
  }

  private mutating func usualQuantity(_ node: Int) -> UsualQuantity? {
    guard var inner = object(node) else { return nil }
    let attribute = text("attribute", &inner)
    if attribute == nil, cell("attribute", &inner) == nil { missing("attribute", inner) }
    var usual = UsualQuantity(
      attribute: attribute ?? "", above: rate("above", &inner), below: rate("below", &inner),
      season: text("season", &inner))
    if let scope: QuantityScope = choice("per", &inner) { usual.per = scope }
    finish(inner)
    return attribute == nil ? nil : usual
  }

  private mutating func transferBounds(_ node: Int) -> TransferBounds? {
    guard var inner = object(node) else { return nil }
    let most = count("most", &inner)
    if most == nil, cell("most", &inner) == nil { missing("most", inner) }
    var bounds = TransferBounds(most: most ?? 0)
    if let uncounted = count("uncounted", &inner) { bounds.uncounted = uncounted }
    if let control = rate("control", &inner) { bounds.control = control }
    finish(inner)
    return most == nil ? nil : bounds
  }

  /// The transfers that an order states, `[{"to": …, "share": …}]`.
  mutating func transfers(_ node: Int) -> [Transfer] {
    list(node).compactMap { element in
      guard var inner = object(element) else { return nil }
      let to = text("to", &inner)
      if to == nil, cell("to", &inner) == nil { missing("to", inner) }
      let share = rate("share", &inner) ?? .zero
      if share < .zero || share > .one {
        report(
          .numberOutOfRange, "the share \(Diagnostic.quote("\(share)")) is out of range",
          help: "write a share from 0 % to 100 %", at: span(of: ["share"], inner))
      }
      if to == "" {
        report(
          .emptyText, "the receiver is empty", help: "name who receives the goods",
          at: span(of: ["to"], inner))
      }
      finish(inner)
      return to.map { Transfer(to: $0, share: share) }
    }
  }
}
