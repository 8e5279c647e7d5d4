import DealerRules
import TestSupport

/// The answer to a case: the keys that it expects, filled with what the library says.
struct CaseAnswer {
  let given: CaseValue
  let translated: TranslatedCase
  let order: Order
  let outcome: CaseOutcome
  let lines: [LineFigures]

  init(_ question: CaseQuestion, _ translated: TranslatedCase, _ order: Order) throws {
    given = question.given
    self.translated = translated
    self.order = order
    outcome = try CaseOutcome.of(translated, order)
    lines = LineFigures.all(translated, order, outcome, given)
  }

  /// The answer in the form of what is expected; only its keys are looked at, and the names of
  /// what it lists.
  static func form(_ question: CaseQuestion, _ expect: CaseValue) throws -> CaseValue {
    let keys = expect.members.keys.filter { $0 != "tolerance" }.sorted()
    var answer: [String: CaseValue] = [:]
    if let sums = try CaseArithmetic.answer(question) {
      for key in keys { answer[key] = sums[key] ?? .null }
      return .object(answer)
    }
    if let listed = try CaseListing.answer(question) {
      for key in keys { answer[key] = listed[key] ?? .null }
      return .object(answer)
    }
    let translated = try CaseTranslator.translate(question)
    if question.given["action"]?.text == "define_promotion" {
      for key in keys where key == "error" { answer[key] = refusal(of: translated.book) }
      return .object(answer)
    }
    guard let order = translated.order else {
      let ledger = try CaseLedger(translated)
      for key in keys { answer[key] = try ledger.value(key) }
      return .object(answer)
    }
    let formed = try CaseAnswer(question, translated, order)
    for key in keys { answer[key] = try formed.value(key, expect.members[key] ?? .null) }
    return .object(answer)
  }

  /// What is said to the definition itself.
  private static func refusal(of book: RuleBook) -> CaseValue {
    do {
      _ = try CompiledRules(book)
      return .null
    } catch {
      return .text(error.diagnostics.first?.message ?? "refused")
    }
  }

  private func value(_ key: String, _ expected: CaseValue) throws -> CaseValue {
    switch key {
    case "lines": .list(try lineValues(expected.items))
    case "components": .list(try lineValues(expected.items))
    case "gifts": .list(try giftValues(expected.items))
    case "adjustments": .list(adjustments(expected.items))
    case "application": .list(try applications())
    case "applied": .list(names(applied))
    case "rejected": .list(names(rejected))
    case "discounts": .list(discounts.map(money))
    case "running_prices": .list(runningPrices.map(money))
    case "evaluation_order": .list(names(marked))
    case "line_discounts_multiset":
      .list(lines.map(\.discount).sorted().map(money))
    case "error": error.map { .text($0) } ?? .null
    case "warning": .null
    case "coupon_used": .object(couponUses(expected))
    case "applications": .text("\(applied.isEmpty ? 0 : 1)")
    default: try figure(key).map(money) ?? .null
    }
  }

  func money(_ value: Fraction) -> CaseValue {
    .text(CaseNumber.text(value, atLeast: min(translated.digits, 6)))
  }

  private func names(_ positions: [Int]) -> [CaseValue] {
    positions.map { .text(translated.promotions[$0]) }
  }

  // MARK: Amounts

  private func figure(_ key: String) throws -> Fraction? {
    switch key {
    case "total": total
    case "total_with_shipping": total.map { $0 + freight.rest }
    case "shipping": freight.rest
    case "shipping_discount": freight.fee - freight.rest
    case "subtotal": goods.reduce(.zero) { $0 + $1.list }
    case "subtotal_after_catalog":
      goods.reduce(.zero) { $0 + $1.list } + change { $0.isPriceStage }
    case "order_discount", "discount_total": -change { !$0.isPriceStage }
    case "voucher_discount": -change { !$0.isPriceStage && needsCode($0.promotion) }
    case "margin_total": change { $0.isPriceStage }
    case "units_with_discount": quantity - (try openUnits())
    case "units_without_discount": try openUnits()
    case "discounted_qty": touchedUnits
    case "delivered_qty": delivered
    default: throw CaseFault(description: "expected \(key)")
    }
  }

  /// Lines of goods, without the parts of kits.
  var goods: [LineFigures] { lines.filter { !isPart($0) } }

  func isPart(_ line: LineFigures) -> Bool {
    line.position >= (given["order"]?["lines"]?.items.count ?? 0)
  }

  private var quantity: Fraction { goods.reduce(.zero) { $0 + $1.quantity } }

  /// What is paid for goods; `nil` where a line has no price.
  var total: Fraction? {
    guard let decision = outcome.decision else { return .zero }
    guard lines.allSatisfy({ $0.prices["price"] != nil }) else { return nil }
    // Goods given at a price are goods that are paid for.
    var total = CaseNumber.amount(decision.net) + giftCharges
    for line in decision.lines where line.product == TranslatedCase.freight {
      total -= CaseNumber.amount(line.net)
    }
    // A part of a kit only brings its discount; its price is in the kit's.
    for part in lines where isPart(part) { total -= part.net + part.discount }
    return total
  }

  /// The sum of changes by the offers chosen, on goods.
  func change(_ isIncluded: (OfferNote) -> Bool) -> Fraction {
    var sum = Fraction.zero
    for step in outcome.steps {
      guard let note = translated.offers[step.offer], note.promotion >= 0, isIncluded(note),
        order.lines.contains(where: {
          $0.number == step.line && $0.product != TranslatedCase.freight
        })
      else { continue }
      sum += CaseNumber.amount(step.amount)
    }
    return sum
  }

  private func needsCode(_ promotion: Int) -> Bool {
    given["promotions"]?.items[promotion]["coupon_codes"] != nil
  }

  /// The fee for freight and what is left of it.
  var freight: (fee: Fraction, rest: Fraction) {
    guard let decision = outcome.decision else { return (.zero, .zero) }
    if let line = decision.lines.first(where: { $0.product == TranslatedCase.freight }) {
      return (CaseNumber.amount(line.list), CaseNumber.amount(line.net))
    }
    let fee = translated.book.charges.reduce(Fraction.zero) { $0 + CaseNumber.amount($1.amount) }
    return (fee, CaseNumber.amount(decision.charges) - giftCharges)
  }

  // MARK: Promotions

  /// Positions of promotions in the order in which they ran: by phase, then by priority; prices
  /// that promotions state come before all.
  private var runs: [Int] {
    let phases = translated.book.phases.map(\.id)
    let offers = translated.book.offers.map { offer in
      (
        phase: phases.firstIndex(of: offer.phase) ?? 0, priority: -Int(offer.priority),
        promotion: translated.offers[offer.id]?.promotion ?? -1
      )
    }
    var order = translated.rates.values.sorted()
    for offer in offers.sorted(by: { ($0.phase, $0.priority) < ($1.phase, $1.priority) })
    where offer.promotion >= 0 && !order.contains(offer.promotion) {
      order.append(offer.promotion)
    }
    return order
  }

  var applied: [Int] {
    var found = Set(outcome.applied.compactMap { translated.offers[$0]?.promotion })
    found.formUnion(outcome.rows.values.compactMap { translated.rates[$0] })
    return runs.filter(found.contains)
  }

  private var marked: [Int] {
    outcome.marked.compactMap { translated.offers[$0]?.promotion }
  }

  private var rejected: [Int] {
    let applied = Set(applied)
    let beaten = Set(outcome.beaten.compactMap { translated.offers[$0]?.promotion })
    return translated.promotions.indices.filter { position in
      guard !applied.contains(position) else { return false }
      return !translated.profile.rejectsBeatenOnly || beaten.contains(position)
    }
  }

  private var error: String? {
    if let fault = outcome.fault { return "\(fault.code)" }
    return (translated.refusals + outcome.refusals)
      .first { translated.profile.refusals.contains($0) }.map { "\($0)" }
  }

  /// One discount for each promotion that applied.
  private var discounts: [Fraction] {
    applied.map { position in
      let offers = translated.book.offers.filter { translated.offers[$0.id]?.promotion == position }
      let onFreight = offers.contains { if case .charge = $0.benefit { true } else { false } }
      let goods = -change { $0.promotion == position }
      return onFreight ? goods + freight.fee - freight.rest : goods
    }
  }

  /// The unit price of the first line after each step.
  private var runningPrices: [Fraction] {
    guard let line = lines.first else { return [] }
    var amount = line.list
    return outcome.steps.filter { $0.line == Int32(line.position + 1) }.map { step in
      amount += CaseNumber.amount(step.amount)
      return amount / line.quantity
    }
  }

  /// What each promotion took off each line, under the names that are expected.
  private func adjustments(_ expected: [CaseValue]) -> [CaseValue] {
    let keys = expected.first?.members.keys.sorted() ?? ["amount", "promotion", "sku"]
    var order: [[String: CaseValue]] = []
    var sums: [[String: CaseValue]: Fraction] = [:]
    for position in runs {
      for step in outcome.steps where translated.offers[step.offer]?.promotion == position {
        guard let line = lines.first(where: { Int32($0.position + 1) == step.line }) else {
          continue
        }
        var name: [String: CaseValue] = ["promotion": .text(translated.promotions[position])]
        if keys.contains("sku") { name["sku"] = .text(line.sku) }
        if keys.contains("line") { name["line"] = .text(line.id ?? "") }
        if sums[name] == nil { order.append(name) }
        sums[name, default: .zero] -= CaseNumber.amount(step.amount)
      }
    }
    return order.map { name in
      .object(name.merging(["amount": money(sums[name] ?? .zero)]) { first, _ in first })
    }
  }
}
