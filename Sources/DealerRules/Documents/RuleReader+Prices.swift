// Price rows and rates, from objects or table rows (RULES.md P-002, P-020 … P-027).
extension RuleReader {
  static let priceColumns =
    ["table", "id"] + keyWords + [
      "price", "per", "currency", "unit", "from", "below", "capQuantity", "capAmount",
      "surcharge", "of", "factor", "plus", "step", "ending", "roundingMode", "floor", "ceiling",
    ] + validityColumns + ["known"]

  mutating func readPrice(_ view: inout FieldView) {
    guard let cell = cell("table", &view) else {
      missing("table", view)
      view.abandon()
      return
    }
    guard let index = tableIndex[cell.text] else {
      report(
        .unknownReference, "there is no price table \(Diagnostic.quote(cell.text))",
        help: Suggestion.closest(to: cell.text, among: tableIndex.ids).map {
          "did you mean `\($0)`?"
        } ?? "declare it in `priceTables`",
        path: path(cell), at: cell.span)
      view.abandon()
      return
    }
    let basis = book.priceTables[index].schedule.basis
    var row = PriceRow(key: [], value: .amount(0), origin: headSpan(view))
    row.key = key(ofTable: index, &view)
    if let id = self.cell("id", &view), isIdentifier(id) { row.id = id.text }
    row.currency = currency("currency", &view)
    row.unit = text("unit", &view)
    if let per = quantity("per", &view) { row.per = per }
    let scale = basis == .quantity ? Quantity.scale : Money.scale
    if let from = self.cell("from", &view) { row.from = decimal(from, scale: scale) ?? 0 }
    if let below = self.cell("below", &view) { row.below = decimal(below, scale: scale) }
    row.validity = since(rowValidity(&view), &view)
    row.cap = cap(&view)
    row.surcharge = amount("surcharge", &view) ?? 0
    // A row whose value cannot be read is kept for the names that it uses (RULES.md L-006).
    if let value = value(&view) { row.value = value }
    book.priceTables[index].rows.append(row)
  }

  private mutating func key(ofTable index: Int, _ view: inout FieldView) -> [String] {
    // The rows must not be held here: appending to them would copy them all.
    let (id, fields) = (book.priceTables[index].id, book.priceTables[index].keys)
    var result: [String] = []
    var used = Set<IdentifierKey>()
    for field in fields {
      let name = field.column
      used.insert(IdentifierKey(name))
      if let value = text(name, &view) {
        result.append(value)
      } else if !isStated(name, view) {
        report(
          .missingField,
          "the row leaves `\(name)` empty, a key of price table \(Diagnostic.quote(id))",
          help: "state `\(name)`", at: headSpan(view))
        result.append("")
      } else {
        result.append("")
      }
    }
    var others = RuleReader.keyWords
    if case .row = view.source {
      others += columns.ids.filter {
        $0.hasPrefix("customer.") || $0.hasPrefix("product.")
      }
    }
    for name in others where !used.contains(IdentifierKey(name)) {
      guard let extra = cell(name, &view) else { continue }
      report(
        .keyNotInTable,
        "price table \(Diagnostic.quote(id)) has no key `\(name)`",
        help: "leave `\(name)` empty, or add it to the table's `keys`", path: path(extra),
        at: extra.span)
    }
    return result
  }

  private mutating func cap(_ view: inout FieldView) -> PriceCap? {
    let quantity = quantity("capQuantity", &view)
    let amount = amount("capAmount", &view)
    if quantity != nil, amount != nil {
      report(
        .conflictingFields, "both `capQuantity` and `capAmount` are given",
        help: "keep one of them", at: span(of: ["capAmount"], view))
    }
    if let quantity { return .quantity(quantity) }
    return amount.map { .amount($0) }
  }

  private mutating func value(_ view: inout FieldView) -> PriceValue? {
    let price = amount("price", &view)
    let hasPrice = cell("price", &view) != nil
    let base = priceBase("of", &view)
    var derivation = Derivation(base: base ?? .cost)
    if let factor = rate("factor", &view) { derivation.factor = factor }
    if let plus = amount("plus", &view) { derivation.plus = plus }
    if let step = amount("step", &view) { derivation.point.step = step }
    if let ending = amount("ending", &view) { derivation.point.ending = ending }
    if let mode: RoundingMode = choice("roundingMode", &view) { derivation.point.mode = mode }
    derivation.floor = bound("floor", &view)
    derivation.ceiling = bound("ceiling", &view)
    let hasBase = cellOrMember("of", &view)
    if hasPrice, hasBase {
      report(
        .conflictingFields, "the row states both `price` and `of`", help: "keep one of them",
        at: span(of: ["of"], view))
      return nil
    }
    if hasPrice {
      let strays = ["factor", "plus", "step", "ending", "roundingMode", "floor", "ceiling"]
      for name in strays where cellOrMember(name, &view) {
        report(
          .conflictingFields, "`\(name)` belongs to a derived price, and the row states `price`",
          help: "state `of` instead of `price`, or leave `\(name)` empty",
          at: span(of: [name], view))
      }
      return price.map { .amount($0) }
    }
    guard hasBase else {
      missing("price", view)
      return nil
    }
    return base == nil ? nil : .derived(derivation)
  }

  private mutating func cellOrMember(_ name: String, _ view: inout FieldView) -> Bool {
    if case .object = view.source { return member(name, &view) != nil }
    return cell(name, &view) != nil
  }

  mutating func readExchangeRate(_ view: inout FieldView) {
    let from = currency("from", &view)
    let to = currency("to", &view)
    let factor = factor("factor", &view)
    let validity = since(rowValidity(&view), &view)
    for name in ["from", "to", "factor"] where cell(name, &view) == nil { missing(name, view) }
    guard let from, let to, let factor else { return }
    book.exchangeRates.append(
      ExchangeRate(
        from: from, to: to, factor: factor, validity: validity, origin: headSpan(view)))
  }

  mutating func readTaxRate(_ view: inout FieldView) {
    let id = id(&view)
    let taxClass = text("class", &view)
    let region = text("region", &view)
    let value = rate("rate", &view)
    if cell("rate", &view) == nil { missing("rate", view) }
    let validity = since(rowValidity(&view), &view)
    let status: RuleStatus? = choice("status", &view)
    guard let id else { return }
    book.tax.rates.append(
      TaxRate(
        id: id, taxClass: taxClass, region: region, rate: value ?? .zero, validity: validity,
        status: status ?? .published, origin: headSpan(view)))
  }
}
