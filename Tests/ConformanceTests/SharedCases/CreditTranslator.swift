import DealerRules

/// Turns the input of a credit case into a policy, open documents and a request.
struct CreditTranslator {
  /// The node that owes.
  static let node = "customer"
  /// The day of the check where the case names none.
  static let today = "2025-03-01"

  let given: CaseValue
  let profile: CaseProfile
  let credit: CaseValue
  let day: CivilDate
  let own: Currency
  var policy = CreditPolicy()
  var facts = CreditFacts()
  var request: CreditRequest
  /// Payments, in order.
  var payments: [Int64] = []

  init(_ question: CaseQuestion) throws {
    given = question.given
    profile = CaseProfile.of(question.system)
    credit = given["credit"] ?? .object([:])
    guard let day = CivilDate(given["as_of"]?.text ?? CreditTranslator.today) else {
      throw CaseFault(description: "the day of the check is no date")
    }
    self.day = day
    let asked = try CreditTranslator.currency(given["currency"]?.text ?? "USD")
    let stated = credit["limit_currency"]?.text ?? credit["currency"]?.text
    own = try stated.map { try CreditTranslator.currency($0) } ?? asked
    request = CreditRequest(
      id: "document", node: CreditTranslator.node, Money.zero(asked), asOf: day)
    try addNode()
    try addRules()
    try addRates()
    try addDocuments()
    try addEvents()
    try addRequest()
  }

  /// A currency; a code of fewer than three letters is filled up.
  static func currency(_ code: String) throws -> Currency {
    let missing = max(0, 3 - code.utf8.count)
    return try CaseTranslator.currency(code + String(repeating: "X", count: missing))
  }

  func amount(_ value: CaseValue?) throws -> Int64 {
    guard let text = value?.text, let money = Money(text, own) else {
      throw CaseFault(description: "\(value?.text ?? "nothing") is no amount")
    }
    return money.millionths
  }

  // MARK: Policy

  private static let components: [String: CreditComponent] = [
    "draft_invoices": .drafts, "unpaid_overdue": .overdue, "open_invoices": .notDue,
    "unpaid_not_due": .notDue, "sale_orders": .orders, "open_orders": .orders,
    "uninvoiced_shipped_orders": .shipped, "returned_payments": .special,
  ]

  private func component(_ name: String) throws -> CreditComponent {
    guard let component = CreditTranslator.components[name] else {
      throw CaseFault(description: "no part of exposure \(name)")
    }
    return component
  }

  private mutating func addNode() throws {
    var node = CreditNode(id: CreditTranslator.node, currency: own, limit: .unlimited)
    node.group = "group"
    let stated = given["new_limit"] ?? credit["limit"]
    if let stated {
      let limit = try amount(stated)
      if limit > 0 || !profile.zeroLimitIsOpen { node.limit = .amount(limit) }
    }
    for (name, value) in credit["bucket_limits"]?.members ?? [:] {
      let limit = try amount(value)
      // In these systems zero is no limit of a part.
      if limit > 0 { node.componentLimits[try component(name)] = limit }
    }
    policy.nodes = [node]
    if let includes = credit["includes"]?.words {
      policy.counted = Set(try includes.map { try component($0) })
    }
    policy.graceDays = credit["overdue_grace_days"]?.whole ?? 0
  }

  private mutating func addRules() throws {
    policy.rules = [
      CreditRule(id: "limit", .limit, effect: profile.overLimit),
      CreditRule(id: "parts", .components, effect: profile.overLimit),
    ]
    if let threshold = credit["overdue_threshold"],
      credit["overdue_check_enabled"] != .flag(false)
    {
      policy.rules.append(CreditRule(id: "overdue", .overdueAmount(try amount(threshold))))
    }
    if let threshold = credit["group_threshold"] {
      policy.rules.append(
        CreditRule(
          id: "group", .overdueAmount(try amount(threshold)), scope: .groups(["group"])))
    }
    if let threshold = credit["customer_threshold"] {
      let test = CreditTest.overdueAmount(try amount(threshold))
      let scope = CreditScope.nodes([CreditTranslator.node])
      policy.rules.append(CreditRule(id: "own", test, scope: scope))
      // What is stated for the customer stands instead of what is stated for its group.
      policy.rules.append(CreditRule(id: "instead", test, kind: .exclude, scope: scope))
    }
    let roles = credit["user_roles"]?.words ?? []
    let isBypassed =
      credit["bypass_role"]?.text.map { roles.contains($0) } ?? (credit["bypass"] == .flag(true))
    if isBypassed { request.overrides = [CreditOverride(who: "user", why: "role")] }
  }

  /// Rates are written `EUR->USD` or, the other way about, `EUR per USD`.
  private mutating func addRates() throws {
    var stated = credit["rates"]?.members ?? [:]
    stated.merge(given["exchange_rates"]?.members ?? [:]) { first, _ in first }
    for (name, value) in stated {
      let isPer = name.contains(" per ")
      let sides = name.split(separator: isPer ? " per " : "->").map(String.init)
      guard sides.count == 2, let factor = value.text.flatMap({ Factor($0) }) else {
        throw CaseFault(description: "the rate \(name) cannot be read")
      }
      let (one, other) = (
        try CreditTranslator.currency(sides[0]), try CreditTranslator.currency(sides[1])
      )
      facts.rates.append(
        isPer ? CreditRate(other, one, factor) : CreditRate(one, other, factor))
    }
  }

  // MARK: Documents

  private mutating func add(
    _ id: String, _ kind: CreditEntry.Kind, _ amount: Int64, due: CivilDate? = nil
  ) {
    guard amount > 0 else { return }
    facts.entries.append(
      CreditEntry(
        id: id, node: CreditTranslator.node, kind, Money(millionths: amount, own), due: due))
  }

  /// A date, or days from the day of the check (`day-5`).
  private func date(_ value: CaseValue?) throws -> CivilDate {
    let text = value?.text ?? ""
    if text.hasPrefix("day"), let days = Int(text.dropFirst(3)), let date = day.adding(days: days) {
      return date
    }
    if text == "day" { return day }
    guard let date = CivilDate(text) else { throw CaseFault(description: "\(text) is no date") }
    return date
  }

  private mutating func addDocuments() throws {
    let lastMonth = day.adding(days: -30)
    let kinds: [(String, CreditEntry.Kind, CivilDate?)] = [
      ("outstanding", .invoice, nil), ("unpaid_not_due", .invoice, nil),
      ("unpaid_overdue", .invoice, lastMonth), ("overdue", .invoice, lastMonth),
      ("draft_invoices", .draft, nil), ("sale_orders", .order, nil),
      ("uninvoiced_shipped_orders", .shipped, nil), ("returned_payments", .special, nil),
    ]
    for (name, kind, due) in kinds {
      if let value = credit[name] { add(name, kind, try amount(value), due: due) }
    }
    if let open = credit["open_orders"] {
      let whole = try amount(open)
      let its = try credit["its_order_amount"].map { try amount($0) } ?? whole
      add("its order", .order, its)
      add("other orders", .order, whole - its)
      if credit["document_belongs_to_open_order"] == .flag(true) {
        request.replaces = "its order"
      }
    }
    for (index, item) in (credit["items"]?.items ?? []).enumerated() {
      add("item \(index)", .invoice, try amount(item["amount"]), due: try date(item["due"]))
    }
    for (index, invoice) in (credit["invoices"]?.items ?? []).enumerated() {
      try addInvoice("invoice \(index)", invoice)
    }
  }

  private mutating func addInvoice(_ id: String, _ invoice: CaseValue) throws {
    let whole = try amount(invoice["amount"])
    if let due = invoice["due"] {
      add(id, .invoice, whole, due: try date(due))
    } else if let parts = invoice["schedule"]?.items {
      let weights = try parts.map { try amount($0["portion"]) }
      let shares = try Money(millionths: whole, own).allocated(over: weights, rule: .lastLine)
      for (index, part) in parts.enumerated() {
        add("\(id)/\(index)", .invoice, shares[index].millionths, due: try date(part["due"]))
      }
    } else {
      add(id, .invoice, whole)
    }
    if let paid = invoice["paid"] { payments.append(try amount(paid)) }
  }

  /// Takes an amount off documents of a kind, of one order first.
  private mutating func take(_ amount: Int64, _ kind: CreditEntry.Kind, of order: String?) {
    var left = amount
    let chosen = facts.entries.indices.filter { facts.entries[$0].kind == kind }
      .sorted { a, b in
        (facts.entries[a].id == order ? 0 : 1, a) < (facts.entries[b].id == order ? 0 : 1, b)
      }
    for index in chosen {
      let taken = min(left, facts.entries[index].amount.millionths)
      facts.entries[index].amount.millionths -= taken
      left -= taken
    }
    facts.entries.removeAll { $0.amount.millionths == 0 }
  }

  private func open(_ kind: CreditEntry.Kind) -> Int64 {
    facts.entries.filter { $0.kind == kind }.reduce(0) { $0 + $1.amount.millionths }
  }

  /// What is billed leaves the orders, what is posted leaves the drafts.
  private mutating func addEvents() throws {
    for (index, event) in (given["prior_events"]?.items ?? []).enumerated() {
      let value = try event["amount"].map { try amount($0) } ?? 0
      let order = event["order"]?.text
      switch event["type"]?.text {
      case "order_confirmed", "order_placed":
        add(order ?? "order \(index)", .order, value)
        if given["action"]?.text == "process" { request.replaces = order ?? "order \(index)" }
      case "order_cancelled": facts.entries.removeAll { $0.id == order }
      case "invoice_drafted":
        take(value, .order, of: order)
        add("draft \(index)", .draft, value)
      case "invoice_posted", "invoice":
        let drafted = min(value, open(.draft))
        take(drafted, .draft, of: nil)
        take(value - drafted, .order, of: order)
        add("posted \(index)", .invoice, value)
      case "payment", "paid": payments.append(value)
      case "payment_returned": add("returned \(index)", .special, value)
      case "payment_return_cancelled": facts.entries.removeAll { $0.kind == .special }
      default: throw CaseFault(description: "event \(event["type"]?.text ?? "without type")")
      }
    }
  }

  private mutating func addRequest() throws {
    let asked = request.amount.currency
    if let stated = given["check_amount"]?.text {
      guard let money = Money(stated, own) else {
        throw CaseFault(description: "\(stated) is no amount")
      }
      request.amount = money
    } else {
      var sum = Money.zero(asked)
      for line in given["order"]?["lines"]?.items ?? [] {
        guard let price = line["unit_price"]?.text.flatMap({ Money($0, asked) }),
          let count = line["qty"]?.text.flatMap({ Factor($0) })
        else { throw CaseFault(description: "a line without price or quantity") }
        sum = try sum.adding(price.multiplied(by: count, Rounding()))
      }
      request.amount = sum
    }
    if let name = given["check_bucket"]?.text { request.component = try component(name) }
  }
}
