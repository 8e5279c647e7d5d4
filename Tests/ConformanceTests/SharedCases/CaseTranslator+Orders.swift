import DealerRules

extension CaseTranslator {
  /// When orders are made that name no date.
  static let usualDate = "2024-06-01"

  private var events: [CaseValue] { given["prior_events"]?.items ?? [] }

  /// The order asked about, or the orders whose discounts were recorded.
  mutating func addOrder() throws {
    guard let asked = given["order"] else {
      try addRecorded()
      return
    }
    var order = Order(
      id: "asked", customer: asked["customer"]?.text ?? CaseTranslator.guest,
      moment: try moment(asked["date"]?.text), currency: currency, lines: [])
    order.channel = asked["channel"]?.text
    order.coupons = coupons(asked)
    order.attributes = attributes(asked)
    for (position, line) in orderLines.enumerated() where !isTypedDiscount(line) {
      order.lines.append(try self.line(line, position))
    }
    order.lines += parts(of: order.lines)
    try addFreight(asked, &order)
    order.facts.offerUse = result.used
    for product in products {
      guard let sku = product["sku"]?.text, let stock = product["stock"] else { continue }
      order.facts.stock[sku] = try quantity(stock).thousandths
    }
    result.order = order
  }

  private func moment(_ date: String?) throws -> OrderMoment {
    let text = date ?? CaseTranslator.usualDate
    if let date = CivilDate(text) { return .date(date) }
    return .instant(try instant(text))
  }

  private mutating func coupons(_ asked: CaseValue) -> [String] {
    var codes: [String] = []
    for code in (asked["coupons"]?.words ?? []).map(fold) {
      if codes.contains(code) { result.refusals.append(.repeatedCode) } else { codes.append(code) }
    }
    return codes
  }

  private func attributes(_ asked: CaseValue) -> Attributes {
    var attributes: Attributes = [:]
    for (name, value) in asked["context"]?.members ?? [:] {
      attributes[name] = value.text.map { .text($0) }
    }
    if let market = asked["market"]?.text { attributes["market"] = .text(market) }
    if let country = asked["ship_to"]?["country"]?.text { attributes["country"] = .text(country) }
    attributes["orderNumber"] = .number(Int64(ordersBefore(asked) + 1) * Money.one)
    return attributes
  }

  private func ordersBefore(_ asked: CaseValue) -> Int {
    var count = 0
    for event in events {
      switch event["type"]?.text {
      case "order_placed" where event["customer"] == asked["customer"]:
        count += event["count"]?.whole ?? 1
      case "order_cancelled": count -= 1
      default: break
      }
    }
    return max(0, count)
  }

  private func line(_ line: CaseValue, _ position: Int) throws -> OrderLine {
    var result = OrderLine(
      number: Int32(position + 1), product: line["sku"]?.text ?? "",
      quantity: try quantity(line["qty"]), unit: line["uom"]?.text)
    if line["unit_price"] != nil || line["line_subtotal"] != nil {
      result.project = CaseTranslator.project(position)
    }
    if let unit = line["uom"]?.text { result.attributes["uom"] = .text(unit) }
    if let price = try unitPrice(line) { result.attributes["price"] = .number(price) }
    if let discount = line["manual_discount"] {
      result.manual = ManualPrice(.amountOff(try amount(discount)))
      result.attributes["typed"] = .flag(true)
    }
    return result
  }

  /// The unit price that conditions on prices look at, where the case states one.
  private func unitPrice(_ line: CaseValue) throws -> Int64? {
    let product = products.first { $0["sku"] == line["sku"] }
    let stated = line["unit_price"] ?? product?["special_price"] ?? product?["list_price"]
    return try stated.map { try amount($0) }
  }

  /// A line of negative price is a discount on the order that someone typed.
  private func isTypedDiscount(_ line: CaseValue) -> Bool {
    line["unit_price"]?.text?.hasPrefix("-") == true
  }

  /// Lines for the parts of kits, so that promotions on a part find it.
  private func parts(of lines: [OrderLine]) -> [OrderLine] {
    var parts: [OrderLine] = []
    for line in lines {
      let product = products.first { $0["sku"]?.text == line.product }
      for part in product?["components"]?.words ?? [] {
        let number = Int32(orderLines.count + parts.count + 1)
        parts.append(
          OrderLine(
            number: number, product: part, quantity: line.quantity,
            attributes: [TranslatedCase.role: .text("part")]))
      }
    }
    return parts
  }

  private mutating func addFreight(_ asked: CaseValue, _ order: inout Order) throws {
    let fee = asked["shipping"]
    guard hasFreightLine else {
      // What free shipping takes off must be there, even where there is nothing to ship.
      let isCut = result.book.offers.contains { offer in
        if case .charge = offer.benefit { return true }
        return false
      }
      guard fee != nil || isCut else { return }
      result.book.charges.append(
        Charge(
          id: TranslatedCase.freightCharge, amount: try fee.map { try amount($0) } ?? 0,
          rounding: Rounding(.halfUp, scale: 6)))
      return
    }
    guard let fee else { return }
    let project = "freight"
    for index in result.book.priceTables.indices where result.book.priceTables[index].id == "typed"
    {
      result.book.priceTables[index].rows.append(
        PriceRow(key: [project], value: .amount(try amount(fee))))
    }
    order.lines.append(
      OrderLine(
        number: 100_000, product: TranslatedCase.freight, quantity: .one,
        project: project, attributes: [TranslatedCase.role: .text("freight")]))
  }

  // MARK: Discounts that someone typed

  /// Discounts on the order that replace promotions, and lines of negative price.
  mutating func addManualDiscounts() throws {
    guard let last = profile.steps.last else { return }
    if let amount = given["order"]?["manual_order_discount"] {
      result.promotions.append("manual")
      add(
        "manual", .amountOff(try self.amount(amount)), last.id,
        OfferNote(
          promotion: promotions.count, isForOrder: true, isPriceStage: false, rank: Int.max),
        .strict)
    }
    for (position, line) in orderLines.enumerated() where isTypedDiscount(line) {
      let price = try amount(line["unit_price"]?.text)
      let (each, overflow) = (0 as Int64).subtractingReportingOverflow(price)
      let count = try quantity(line["qty"]).thousandths / 1000
      guard !overflow else { throw CaseFault(description: "a typed discount of \(price)") }
      add(
        CaseTranslator.project(position), .amountOff(each * count), last.id,
        OfferNote(promotion: -1, isForOrder: true, isPriceStage: false, rank: Int.max), .no)
    }
  }

  private mutating func add(
    _ id: String, _ cut: Cut, _ phase: String, _ note: OfferNote, _ exclusive: Exclusive
  ) {
    result.offers[id] = note
    result.book.offers.append(
      Offer(
        id: id, phase: phase, priority: Int32.max, benefit: .cut(cut, per: .order),
        combination: Combination(exclusive: exclusive)))
  }

  // MARK: What was used before

  /// What orders before took from the limits of a promotion.
  func used(_ promotion: CaseValue) throws -> OfferUse {
    let limits = promotion["limits"]
    let codes = Set((promotion["coupon_codes"]?.words ?? []).map(fold))
    var use = OfferUse(
      uses: Int64(limits?["used"]?.whole ?? 0),
      amount: try limits?["budget_spent"].map { try amount($0) } ?? 0)
    let customer = given["order"]?["customer"]
    var open: [String: Bool] = [:]
    for event in events {
      let own = event["customer"] != nil && event["customer"] == customer
      let order = event["order"]?.text
      switch event["type"]?.text {
      case "order_placed", "order_quoted", "order_confirmed", "past_order", "checkout_placed":
        let brought = event["coupons"]?.words.map(fold) ?? []
        let isUse =
          codes.isEmpty
          ? event["type"]?.text == "checkout_placed" : !codes.isDisjoint(with: brought)
        guard isUse, order.map({ open[$0] == nil }) ?? true else { continue }
        use.uses += 1
        use.usesByCustomer += own ? 1 : 0
        if let order { open[order] = own }
      case "order_cancelled":
        guard limits?["release_on_cancel"] != .flag(false), let order,
          let wasOwn = open.removeValue(forKey: order)
        else { continue }
        use.uses -= 1
        use.usesByCustomer -= wasOwn ? 1 : 0
      default: break
      }
    }
    return use
  }

  /// Recorded discounts as orders of which a promotion takes everything.
  private mutating func addRecorded() throws {
    for index in result.book.offers.indices {
      result.book.offers[index].benefit = .cut(.percentOff(.one), per: .line)
    }
    let hasBudget = result.book.offers.contains { $0.limits.budget != nil }
    result.book.products.append(Product(id: "recorded"))
    for (position, event) in events.enumerated() {
      let amounts = try (event["amounts"]?.items ?? []).map { try amount($0) }
      switch event["type"]?.text {
      case "discount_recorded":
        // A budget is drawn on amount by amount, a use counts once for the order.
        let parts = hasBudget ? amounts.map { [$0] } : [amounts]
        let orders = try parts.enumerated().map { part, amounts in
          try recordedOrder("\(position + 1).\(part + 1)", amounts)
        }
        result.recorded.append(
          RecordedDiscount(
            order: event["order"]?.text ?? "", orders: orders, isReverted: false))
      case "discount_reverted":
        result.recorded.append(
          RecordedDiscount(order: event["order"]?.text ?? "", orders: [], isReverted: true))
      default: throw CaseFault(description: "event \(event["type"]?.text ?? "") without an order")
      }
    }
  }

  private mutating func recordedOrder(_ id: String, _ amounts: [Int64]) throws -> Order {
    var order = Order(
      id: id, customer: CaseTranslator.guest, moment: try moment(nil), currency: currency,
      lines: [])
    for (position, amount) in amounts.enumerated() {
      let project = "\(id) \(position + 1)"
      for index in result.book.priceTables.indices
      where result.book.priceTables[index].id == "typed" {
        result.book.priceTables[index].rows.append(
          PriceRow(key: [project], value: .amount(amount)))
      }
      order.lines.append(
        OrderLine(
          number: Int32(position + 1), product: "recorded", quantity: .one, project: project))
    }
    return order
  }
}
