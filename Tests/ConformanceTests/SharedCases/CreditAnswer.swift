import DealerRules

/// The answer to a credit case.
struct CreditAnswer {
  private let translated: CreditTranslator
  private let book: CreditBook
  private let decision: CreditDecision

  init(_ question: CaseQuestion) throws {
    translated = try CreditTranslator(question)
    var book = try CreditBook(translated.policy, translated.facts)
    for (index, payment) in translated.payments.enumerated() {
      try book.pay(
        "payment \(index)", node: CreditTranslator.node,
        Money(millionths: payment, translated.own))
    }
    self.book = book
    decision = try book.evaluate(translated.request)
  }

  /// The answer in the form of what is expected.
  func form(_ expect: CaseValue) throws -> CaseValue {
    var answer: [String: CaseValue] = [:]
    for key in expect.members.keys where key != "tolerance" { answer[key] = try value(key) }
    return .object(answer)
  }

  private var isAccepted: Bool { decision.effect <= .warn }

  private func money(_ value: Int64) -> CaseValue {
    .text(Money(millionths: value, translated.own).decimalText)
  }

  private func value(_ key: String) throws -> CaseValue {
    let ageing = try book.ageing(of: CreditTranslator.node, on: translated.day)
    switch key {
    case "accepted": return .flag(isAccepted)
    case "state": return .text(isAccepted ? "confirmed" : "draft")
    case "error":
      let worst = decision.reasons.first { $0.effect >= .hold && !$0.isLifted }
      return worst.map { .text($0.code.rawValue) } ?? .null
    case "warning":
      guard decision.effect == .warn, decision.shortfall > 0 else { return .null }
      return .object([
        "total_due": money(decision.exposure + decision.amount),
        "limit": money(decision.limit ?? 0),
      ])
    case "exceeded": return .flag(decision.reasons.contains { $0.effect > .allow })
    case "overdue", "overdue_amount": return money(ageing.overdue)
    case "overdue_count": return .text("\(ageing.overdueCount)")
    case "credit_amount": return money(decision.exposure)
    case "amount_to_limit": return decision.available.map { money($0) } ?? .null
    case "order_in_credit_currency": return money(decision.amount)
    case "limit_percent":
      guard let limit = decision.limit, limit > 0 else { return .null }
      return .text("\(decision.exposure * 100 / limit)")
    case "buckets": return try buckets()
    case "threshold": return try threshold()
    default: throw CaseFault(description: "expected \(key)")
    }
  }

  private func buckets() throws -> CaseValue {
    guard let standing = try book.standing(of: CreditTranslator.node, on: translated.day) else {
      return .null
    }
    let names: [CreditComponent: [String]] = [
      .orders: ["sale_orders", "open_orders"], .shipped: ["uninvoiced_shipped_orders"],
      .drafts: ["draft_invoices"], .notDue: ["open_invoices", "not_due", "unpaid_not_due"],
      .overdue: ["overdue", "unpaid_overdue"], .special: ["returned_payments"],
    ]
    var result: [String: CaseValue] = [:]
    for (component, value) in zip(CreditComponent.allCases, standing.components) {
      for name in names[component] ?? [] { result[name] = money(value) }
    }
    return .object(result)
  }

  /// The largest overdue amount that an order passes with, found by asking.
  private func threshold() throws -> CaseValue {
    let step: Int64 = 10_000
    var low: Int64 = 0
    var high: Int64 = 100_000_000_000
    while high - low > 1 {
      let middle = (low + high) / 2
      var facts = CreditFacts()
      facts.entries = [
        CreditEntry(
          id: "i", node: CreditTranslator.node, .invoice,
          Money(millionths: middle * step, translated.own),
          due: translated.day.adding(days: -100))
      ]
      let probe = try CreditBook(translated.policy, facts).evaluate(translated.request)
      if probe.effect <= .warn { low = middle } else { high = middle }
    }
    return money(low * step)
  }
}
