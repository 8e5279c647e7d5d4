import DealerRules
import TestSupport

/// The answer to a return case.
struct ReturnAnswer {
  private let translated: ReturnTranslator
  private let statement: ReturnStatement
  private let settled: [ReturnStatement]

  /// The answer in the form of what is expected.
  static func form(_ question: CaseQuestion, _ expect: CaseValue) throws -> CaseValue {
    var answer: [String: CaseValue] = [:]
    let keys = expect.members.keys.filter { $0 != "tolerance" }.sorted()
    if let amounts = question.given["return"]?["item_amounts"]?.words {
      let sum = try sum(of: amounts, question)
      for key in keys where key == "refund" || key == "refunded_total" { answer[key] = sum }
      return .object(answer)
    }
    let answering = try ReturnAnswer(question)
    for key in keys { answer[key] = try answering.value(key, expect.members[key] ?? .null) }
    return .object(answer)
  }

  /// Amounts of single items with all their decimals, settled once.
  private static func sum(of amounts: [String], _ question: CaseQuestion) throws -> CaseValue {
    let currency = try CaseTranslator.currency(question.given["currency"]?.text ?? "USD")
    var total = Money.zero(currency)
    for text in amounts {
      guard let amount = Money(text, currency) else {
        throw CaseFault(description: "\(text) is no amount")
      }
      total = try total.adding(amount)
    }
    let mode = CaseProfile.of(question.system).refundRounding
    return .text(try total.rounded(Rounding(mode)).decimalText)
  }

  private init(_ question: CaseQuestion) throws {
    translated = try ReturnTranslator(question)
    let desk = ReturnDesk(translated.rules)
    var settled: [ReturnStatement] = []
    for request in translated.earlier {
      let one = try desk.settle(request, of: translated.sale, after: settled)
      if one.outcome == .allowed { settled.append(one) }
    }
    statement = try desk.settle(translated.request, of: translated.sale, after: settled)
    self.settled = statement.outcome == .allowed ? settled + [statement] : settled
  }

  private func money(_ value: Int64) -> CaseValue {
    .text(Money(millionths: value, translated.currency).decimalText)
  }

  private func value(_ key: String, _ expected: CaseValue) throws -> CaseValue {
    let sale = translated.sale
    switch key {
    case "refund": return money(statement.refund)
    case "refunded_total": return money(settled.reduce(0) { $0 + $1.refund })
    case "credit_amount": return money(statement.credit)
    case "accepted": return .flag(statement.outcome == .allowed)
    case "error":
      let worst = statement.findings.first { $0.code.outcome > .allowed }
      return worst.map { .text($0.code.rawValue) } ?? .null
    case "total": return money(sale.net)
    case "total_with_shipping": return money(sale.payable)
    case "order_discount": return money(sale.list - sale.net)
    case "refund_unrounded": return unrounded
    case "lines": return .list(expected.items.map { line($0) })
    default: throw CaseFault(description: "expected \(key)")
    }
  }

  /// What the goods are worth exactly, to seventeen decimals.
  private var unrounded: CaseValue {
    var sum = Fraction.zero
    for line in statement.lines {
      guard let item = translated.sale.items.first(where: { $0.number == line.number }) else {
        continue
      }
      sum = sum + Fraction(item.paid) * Fraction(line.quantity) / Fraction(item.quantity)
    }
    let exact = sum / Fraction(Money.one)
    let whole = exact.settledWhole(.down).int64 ?? 0
    let scale: Int64 = 100_000_000_000_000_000
    let part = ((exact - Fraction(whole)) * Fraction(scale)).settledWhole(.halfUp).int64 ?? 0
    let digits = String(part.magnitude)
    return .text("\(whole)." + String(repeating: "0", count: 17 - digits.count) + digits)
  }

  /// What a sold line cost, by its product.
  private func line(_ expected: CaseValue) -> CaseValue {
    guard let sku = expected["sku"]?.text,
      let item = translated.sale.items.first(where: { $0.product == sku }), item.quantity > 0
    else { return .null }
    var result: [String: CaseValue] = ["sku": .text(sku)]
    let scale = Quantity.one.thousandths
    result["unit_price"] = money(item.paid * scale / item.quantity)
    result["net"] = money(item.paid)
    result["discount"] = money(item.list - item.paid)
    if item.list != 0 {
      let percent = Fraction(item.list - item.paid) * Fraction(100) / Fraction(item.list)
      result["discount_percent"] = .text(CaseNumber.text(percent))
    }
    return .object(result)
  }
}
