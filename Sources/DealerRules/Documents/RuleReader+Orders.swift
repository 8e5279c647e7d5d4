// Orders and their lines, from NDJSON objects or table rows (RULES.md N-005).
extension RuleReader {
  mutating func readOrder(_ view: inout FieldView, _ defaultDate: CivilDate?) -> Order {
    let id = id(&view) ?? ""
    var order = header(&view, id, defaultDate)
    if let node = member("attributes", &view) { order.attributes = attributeMap(node) }
    if let node = member("lines", &view) {
      for element in list(node) {
        guard var inner = object(element) else { continue }
        var line = readLine(&inner)
        if let node = member("attributes", &inner) { line.attributes = attributeMap(node) }
        finish(inner)
        order.lines.append(line)
      }
    } else {
      missing("lines", view)
    }
    if let node = member("facts", &view), var inner = object(node) {
      order.facts.openingBalances = balances("openingBalances", &inner)
      order.facts.capUsed = balances("capUsed", &inner)
      finish(inner)
    }
    return order
  }

  mutating func readOrderRow(
    _ view: inout FieldView, _ id: String, _ defaultDate: CivilDate?
  ) -> Order {
    if id.isEmpty { missing("order", view) }
    var order = header(&view, id, defaultDate)
    for (name, column) in columns
    where name.hasPrefix("order.") && column < record.count && !record.isEmpty(column) {
      order.attributes[String(name.dropFirst(6))] = RuleReader.attribute(record.bytes(column))
    }
    return order
  }

  private mutating func header(
    _ view: inout FieldView, _ id: String, _ defaultDate: CivilDate?
  ) -> Order {
    let customer = text("customer", &view)
    if customer == nil { missing("customer", view) }
    var when: OrderMoment?
    var isStated = false
    if let cell = cell("at", &view) {
      isStated = true
      if let instant = Instant(utf8: cell.bytes) {
        when = .instant(instant)
      } else {
        report(
          .badInstant, "\(Diagnostic.quote(cell.text)) is not a point in time",
          help: CivilDate(utf8: cell.bytes) == nil
            ? "write `2025-03-01T08:00:00+08:00`"
            : "state a day as `date`, or write `2025-03-01T08:00:00+08:00`",
          path: path(cell), at: cell.span)
      }
    } else if let cell = cell("date", &view) {
      isStated = true
      if cell.bytes.count > 10, let instant = Instant(utf8: cell.bytes) {
        when = .instant(instant)
      } else {
        when = date(cell).map { .date($0) }
      }
    }
    if !isStated {
      when = defaultDate.map { .date($0) }
      if when == nil {
        report(
          .missingDate, "the order has no date",
          help: "add `date`, or give one for all orders with --date", at: headSpan(view))
      }
    }
    var order = Order(id: id, customer: customer ?? "", moment: when ?? .date(.epoch), lines: [])
    order.requested = cell("requested", &view).flatMap { date($0) }
    order.shipped = cell("shipped", &view).flatMap { date($0) }
    order.currency = currency("currency", &view)
    order.channel = text("channel", &view)
    order.shipTo = text("shipTo", &view)
    return order
  }

  mutating func readLineRow(_ view: inout FieldView) -> OrderLine {
    var line = readLine(&view)
    for (name, column) in columns
    where name.hasPrefix("line.") && column < record.count && !record.isEmpty(column) {
      line.attributes[String(name.dropFirst(5))] = RuleReader.attribute(record.bytes(column))
    }
    return line
  }

  private mutating func readLine(_ view: inout FieldView) -> OrderLine {
    let number = integer("number", Int64(Int32.min)...Int64(Int32.max), &view)
    if cell("number", &view) == nil { missing("number", view) }
    let product = text("product", &view)
    if product == nil { missing("product", view) }
    let quantity = quantity("quantity", &view)
    if cell("quantity", &view) == nil { missing("quantity", view) }
    var line = OrderLine(
      number: Int32(truncatingIfNeeded: number ?? 0), product: product ?? "",
      quantity: quantity ?? .zero)
    line.unit = text("unit", &view)
    line.project = text("project", &view)
    line.manual = manual(&view)
    return line
  }

  private mutating func manual(_ view: inout FieldView) -> ManualPrice? {
    let price = amount("price", &view)
    let percent = rate("percentOff", &view)
    let off = amount("amountOff", &view)
    let who = text("who", &view) ?? ""
    let why = text("why", &view) ?? ""
    let given = ["price", "percentOff", "amountOff"].filter { cell($0, &view) != nil }
    if given.count > 1 {
      report(
        .conflictingFields, "the line states `\(given[0])` and `\(given[1])`",
        help: "keep one of them", at: span(of: [given[1]], view))
    }
    if let price { return ManualPrice(.unitPrice(price), who: who, why: why) }
    if let percent { return ManualPrice(.percentOff(percent), who: who, why: why) }
    return off.map { ManualPrice(.amountOff($0), who: who, why: why) }
  }

  private mutating func attributeMap(_ node: Int) -> Attributes {
    guard tree.kind(of: node) == .object else {
      wrongType(node, "an object")
      return [:]
    }
    var result: Attributes = [:]
    for child in Array(tree.children(of: node)) {
      if let value = attribute(child) { result[tree.key(of: child)] = value }
    }
    return result
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
    if (quantity ?? .zero) < .zero || (amount ?? 0) < 0 {
      report(
        .negativeNotAllowed, "what was counted or used is below zero", help: "write zero or more",
        at: span(of: given, view))
    }
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

extension CivilDate {
  /// 1970-01-01, which stands in orders that could not be read.
  static let epoch = CivilDate(unchecked: 0)
}
