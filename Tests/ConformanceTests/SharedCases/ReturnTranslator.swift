import DealerRules

/// Turns the input of a return case into a sale, a policy, what was given back before and the
/// request.
struct ReturnTranslator {
  /// The product that stands for a payment where the case names no goods.
  static let payment = "payment"

  let given: CaseValue
  let profile: CaseProfile
  let currency: Currency
  let sale: StoredSale
  let rules: CompiledRules
  /// The product of each line of the case, in order.
  let products: [String]
  var earlier: [ReturnRequest] = []
  var request: ReturnRequest

  init(_ question: CaseQuestion) throws {
    var sold = question
    sold.given = try ReturnTranslator.sold(question.given)
    given = question.given
    profile = CaseProfile.of(question.system)
    var translated = try CaseTranslator.translate(sold)
    currency = translated.currency
    guard let order = translated.order else { throw CaseFault(description: "nothing was sold") }
    if let percent = given["tax_percent"]?.text, let rate = Rate(percent + "%") {
      translated.book.tax = TaxPolicy(
        pricesIncludeTax: given["tax_included"] == .flag(true),
        rates: [TaxRate(id: "tax", rate: rate)])
    }
    translated.book.returns = ReturnTranslator.policy(given, profile)
    rules = try CompiledRules(translated.book)
    sale = try rules.sale(of: order).get()
    products = (sold.given["order"]?["lines"]?.items ?? []).map { $0["sku"]?.text ?? "" }
    request = ReturnRequest(id: "asked", sale: sale.order, on: sale.day)
    try addEvents()
    try addRequest()
  }

  private static func events(_ given: CaseValue) -> [CaseValue] {
    given["prior_events"]?.items ?? []
  }

  // MARK: Sale

  /// The order as it was placed: what an invoice says, or the order with the promotions of its own
  /// time; a payment alone is the price of what was paid for.
  private static func sold(_ given: CaseValue) throws -> CaseValue {
    var members = given.members
    let placed = events(given).contains { $0["type"]?.text == "order_placed" }
    if placed {
      members["promotions"] = .list(
        (given["promotions"]?.items ?? []).map { promotion in
          var own = promotion.members
          own["enabled"] = nil
          return .object(own)
        })
    }
    if let invoice = events(given).first(where: { $0["type"]?.text == "invoice" }),
      !(invoice["lines"]?.items ?? []).isEmpty
    {
      members["promotions"] = nil
      members["order"] = .object(["lines": .list(try invoice["lines"]?.items.map(invoiced) ?? [])])
    }
    if members["order"] == nil {
      let paid = events(given).first { $0["type"]?.text == "payment" }?["amount"] ?? .text("0")
      members["order"] = .object([
        "lines": .list([
          .object(["sku": .text(payment), "qty": .text("1"), "unit_price": paid])
        ])
      ])
    }
    if let order = members["order"], order["date"]?.text?.hasPrefix("day") == true {
      var own = order.members
      own["date"] = nil
      members["order"] = .object(own)
    }
    members["return"] = nil
    members["action"] = nil
    return .object(members)
  }

  /// An invoiced line: its list price, and what was taken off as a typed discount.
  private static func invoiced(_ line: CaseValue) throws -> CaseValue {
    var own = line.members
    own["discount_percent"] = nil
    own["list_price"] = nil
    guard let list = line["list_price"]?.text.flatMap({ Money($0, .usd) }),
      let paid = line["unit_price"]?.text.flatMap({ Money($0, .usd) }),
      let quantity = line["qty"]?.text.flatMap({ Factor($0) })
    else { return .object(own) }
    let off = try list.subtracting(paid).multiplied(by: quantity, Rounding(scale: 6))
    own["unit_price"] = .text(list.decimalText)
    own["manual_discount"] = .text(off.decimalText)
    return .object(own)
  }

  private static func policy(_ given: CaseValue, _ profile: CaseProfile) -> ReturnPolicy {
    var policy = ReturnPolicy()
    policy.needsPayment = profile.refundsNeedPayment
    policy.charges = .onRequest
    if let window = given["return_policy"] {
      policy.windows = [ReturnWindow(id: "window", days: window["window_days"]?.whole)]
      // Somebody of the shop may let a late one through.
      policy.windows[0].isSoft = true
    }
    return policy
  }

  // MARK: Requests

  func amount(_ value: CaseValue?) throws -> Int64 {
    guard let text = value?.text, let money = Money(text, currency) else {
      throw CaseFault(description: "\(value?.text ?? "nothing") is no amount")
    }
    return money.millionths
  }

  private mutating func addEvents() throws {
    var paid: Int64?
    for event in ReturnTranslator.events(given) {
      switch event["type"]?.text {
      case "payment": paid = try (paid ?? 0) + amount(event["amount"])
      case "paid", "invoice_posted": paid = sale.payable
      case "refund", "refund_granted", "credit_note":
        let id = "event \(earlier.count)"
        var request = ReturnRequest(id: id, sale: sale.order, on: sale.day)
        if event["sku"] != nil {
          request.lines = [try line(event)]
        } else if let lines = event["lines"]?.items {
          request.lines = try lines.map { try line($0) }
        } else {
          request.amount = try amount(event["amount"])
        }
        earlier.append(request)
      default: break
      }
    }
    if profile.refundsNeedPayment { request.facts.paid = paid ?? 0 }
    for index in earlier.indices { earlier[index].facts = request.facts }
  }

  private func line(_ value: CaseValue) throws -> ReturnRequest.Line {
    let sku = value["sku"]?.text ?? ""
    guard let position = products.firstIndex(of: sku) else {
      throw CaseFault(description: "\(sku) was not sold")
    }
    let number = Int32(position + 1)
    guard value["amount"] != nil else {
      guard let quantity = Quantity(value["qty"]?.text ?? "1") else {
        throw CaseFault(description: "no quantity of \(sku)")
      }
      return ReturnRequest.Line(number: number, quantity: quantity.thousandths)
    }
    // Units are counted `1st`, `2nd` and so on.
    let unit = value["unit"]?.text.flatMap { Int64($0.prefix { $0.isNumber }) }
    return ReturnRequest.Line(number: number, allowance: try amount(value["amount"]), unit: unit)
  }

  private mutating func addRequest() throws {
    let asked = given["return"] ?? .object([:])
    if given["action"]?.text == "cancel" { request.isWhole = true }
    let withFreight = asked["shipping"] == .flag(true)
    if asked["all"] == .flag(true) {
      request.isWhole = withFreight
      if !withFreight {
        request.lines = sale.items.filter { $0.number < 100_000 }.map {
          ReturnRequest.Line(number: $0.number, quantity: $0.quantity)
        }
      }
    } else if withFreight {
      // Freight is a charge, or a line where a discount is spread over it.
      if let line = sale.items.first(where: { $0.product == TranslatedCase.freight }) {
        request.lines = [ReturnRequest.Line(number: line.number, quantity: line.quantity)]
      } else {
        request.charges = [TranslatedCase.freightCharge]
      }
    }
    for value in asked["lines"]?.items ?? [] { request.lines.append(try line(value)) }
    if let refund = asked["refund_amount"] { request.amount = try amount(refund) }
    if asked["kind"]?.text == "exchange" { request.kind = .exchange }
    if asked["by"]?.text == "staff" { request.approvedBy = "staff" }
    if let days = asked["days_after_order"]?.whole, let day = sale.day.adding(days: days) {
      request.day = day
    }
  }
}
