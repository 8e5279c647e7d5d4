// Orders and their lines, from NDJSON objects or table rows (RULES.md N-005).
extension RuleReader {
  /// - Parameter dateHelp: What to do where an order states no date.
  mutating func readOrder(
    _ view: inout FieldView, _ defaultDate: CivilDate?,
    dateHelp: String = RuleReader.dateHelp
  ) -> Order {
    let id = id(&view) ?? ""
    var order = header(&view, id, defaultDate, dateHelp)
    if let node = member("attributes", &view) { order.attributes = attributeMap(node) }
    if let node = member("lines", &view) {
      for element in list(node) {
        guard var inner = object(element) else { continue }
        order.lines.append(readOrderLine(&inner))
      }
    } else {
      missing("lines", view)
    }
    order.coupons = names("coupons", "code", &view) ?? []
    order.giftChoices = giftChoices(&view)
    order.funds = funds(&view)
    if let node = member("facts", &view) { order.facts = facts(node) }
    order.approvals = approvals(&view)
    return order
  }

  /// A line of an order with its attributes, and nothing else.
  mutating func readOrderLine(_ view: inout FieldView) -> OrderLine {
    var line = readLine(&view)
    if let node = member("attributes", &view) { line.attributes = attributeMap(node) }
    finish(view)
    return line
  }

  mutating func readOrderRow(
    _ view: inout FieldView, _ id: String, _ defaultDate: CivilDate?
  ) -> Order {
    var order = header(&view, id, defaultDate, RuleReader.dateHelp)
    for (name, column) in orderColumns.order where hasText(column) {
      order.attributes[name] = RuleReader.attribute(record.bytes(column))
    }
    if let cell = cell("coupons", &view) {
      order.coupons = cell.bytes.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
    }
    order.facts.lastOrder = cell("lastOrder", &view).flatMap { date($0) }
    order.facts.ordersBefore = count("ordersBefore", &view)
    return order
  }

  /// What a row says is in stock of its product, in thousandths of base units.
  mutating func stock(_ view: inout FieldView) -> Int64? {
    decimal("stock", scale: Quantity.scale, &view)
  }

  /// The price computed last of the row's product; its two columns stand together.
  mutating func lastPrice(_ view: inout FieldView) -> LastPrice? {
    let price = amount("lastPrice", &view)
    let day = cell("lastPriceDate", &view).flatMap { date($0) }
    let isStated = (
      price: cell("lastPrice", &view) != nil, day: cell("lastPriceDate", &view) != nil
    )
    if isStated.day, !isStated.price { missing("lastPrice", view) }
    if isStated.price, !isStated.day { missing("lastPriceDate", view) }
    guard let price, let day else { return nil }
    return LastPrice(price: price, date: day)
  }

  static let dateHelp = "add `date`, or give one for all orders with --date"

  private mutating func header(
    _ view: inout FieldView, _ id: String, _ defaultDate: CivilDate?, _ dateHelp: String
  ) -> Order {
    let customer = text("customer", &view)
    if customer == nil { missing("customer", view) }
    var when = moment(&view)
    var isStated = cell("at", &view) != nil
    if !isStated { isStated = cell("date", &view) != nil }
    if !isStated {
      when = defaultDate.map { .date($0) }
      if when == nil {
        report(.missingDate, "the order has no date", help: dateHelp, at: headSpan(view))
      }
    }
    var order = Order(id: id, customer: customer ?? "", moment: when ?? .date(.epoch), lines: [])
    order.requested = cell("requested", &view).flatMap { date($0) }
    order.shipped = cell("shipped", &view).flatMap { date($0) }
    order.currency = currency("currency", &view)
    order.channel = text("channel", &view)
    order.shipTo = text("shipTo", &view)
    order.postalCode = text("postalCode", &view)
    for (name, column) in orderColumns.totals where hasText(column) {
      let cell = Cell(bytes: record.bytes(column), span: record.span(column))
      order.facts.totals[name] = decimal(cell, scale: Money.scale)
    }
    if let value: Fulfilment = choice("fulfilment", &view) { order.fulfilment = value }
    order.endRegion = text("endRegion", &view)
    order.pickupAt = text("pickupAt", &view)
    order.billTo = text("billTo", &view)
    order.shipToCustomer = text("shipToCustomer", &view)
    order.seller = text("seller", &view)
    if case .object = view.source, let node = member("chain", &view) {
      order.chain = transfers(node)
    }
    if let value: Solicitation = choice("solicitation", &view) { order.solicitation = value }
    order.credit = orderCredit(id, &view)
    return order
  }

  /// When an order was made, as `at` or `date`; `nil` where neither is stated or can be read.
  mutating func moment(_ view: inout FieldView) -> OrderMoment? {
    if let cell = cell("at", &view) {
      if self.cell("date", &view) != nil {
        report(
          .conflictingFields, "both `at` and `date` are stated",
          help: "keep `at`, or `date` where only the day is known",
          at: span(of: ["date"], view))
      }
      if let instant = Instant(utf8: cell.bytes) { return .instant(instant) }
      report(
        .badInstant, "\(Diagnostic.quote(cell.text)) is not a point in time",
        help: CivilDate(utf8: cell.bytes) == nil
          ? "write `2025-03-01T08:00:00+08:00`"
          : "state a day as `date`, or write `2025-03-01T08:00:00+08:00`",
        path: path(cell), at: cell.span)
      return nil
    }
    guard let cell = cell("date", &view) else { return nil }
    if cell.bytes.count > 10, let instant = Instant(utf8: cell.bytes) { return .instant(instant) }
    return date(cell).map { .date($0) }
  }

  mutating func readLineRow(_ view: inout FieldView) -> OrderLine {
    var line = readLine(&view)
    for (name, column) in orderColumns.line where hasText(column) {
      line.attributes[name] = RuleReader.attribute(record.bytes(column))
    }
    return line
  }

  private func hasText(_ column: Int) -> Bool {
    column < record.count && !RuleReader.isBlank(record.bytes(column))
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
    line.project = text("project", &view).flatMap { RuleReader.isBlank($0.utf8) ? nil : $0 }
    line.manual = manual(&view)
    line.quoted = amount("quoted", &view)
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
      guard let value = attribute(child) else { continue }
      if case .text(let text) = value, RuleReader.isBlank(text.utf8) { continue }
      result[tree.key(of: child)] = value
    }
    return result
  }

  /// Whether a text has nothing but blanks, so that it states nothing (RULES.md N-005).
  static func isBlank(_ text: some Collection<UInt8>) -> Bool {
    if let first = text.first, (33...126).contains(first) { return false }
    return String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy { isBlank($0) }
  }

  /// White space of Unicode, and the two marks of no width that stand for a place between letters.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000, 0xFEFF:
      true
    default: false
    }
  }
}

/// The columns of a table of orders that are named for what is in them, by that name.
struct OrderColumns {
  var order: [(String, Int)] = []
  var line: [(String, Int)] = []
  var totals: [(String, Int)] = []

  /// Of columns of one name the last counts.
  init(_ columns: IdentifierMap<Int>) {
    for (name, column) in columns.sorted() {
      if name.hasPrefix("order.") { order.append((String(name.dropFirst(6)), column)) }
      if name.hasPrefix("line.") { line.append((String(name.dropFirst(5)), column)) }
      if name.hasPrefix("total.") { totals.append((String(name.dropFirst(6)), column)) }
    }
  }
}

extension CivilDate {
  /// 1970-01-01, which stands in orders that could not be read.
  static let epoch = CivilDate(unchecked: 0)
}
