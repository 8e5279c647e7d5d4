import DealerRules
import Foundation
import TestSupport

/// Runs a case through the plain reference and lists every difference (L-008).
struct ReferenceCaseComparison {
  let rule: RuleCase
  private(set) var differences: [String] = []

  init(_ rule: RuleCase) { self.rule = rule }

  /// A case that refuses its document says nothing about amounts.
  mutating func run() {
    guard rule.refused.isEmpty else { return }
    let book: RuleBook
    do throws(RuleErrors) {
      book = try RuleBook.read([rule.rules])
    } catch {
      return note("\(error)")
    }
    var orders: [Order] = []
    var reader = OrderReader(
      rule.orders, format: .ndjson, zone: book.zone, currency: book.currency)
    while let item = reader.next() {
      switch item {
      case .order(let order): orders.append(order)
      case .problem(let problem):
        note("order \(problem.order ?? "?"): \(problem.diagnostics.map(\.message))")
      }
    }
    for (order, answer) in zip(orders, ReferenceEvaluator(book).price(batch: orders)) {
      guard let expected = rule.expected.first(where: { $0.order == order.id }) else { continue }
      compare("order \(order.id)", answer, expected)
    }
  }

  private mutating func note(_ text: String) { differences.append("\(rule.place): \(text)") }

  private mutating func compare(
    _ what: String, _ actual: Int64?, _ expected: String?, scale: Int = 6
  ) {
    guard let expected else { return }
    let wanted = CaseComparison.integer(expected, scale: scale)
    guard wanted == nil || wanted != actual else { return }
    let shown = actual.map { Decimal($0) / pow(Decimal(10), scale) }
    note("\(what) is \(shown.map { "\($0)" } ?? "absent"), not \(expected)")
  }

  private mutating func compare(
    _ at: String, _ answer: ReferenceResult, _ expected: ExpectedOrder
  ) {
    let decision: ReferenceDecision
    switch answer {
    case .failure(let error):
      if expected.error != String(describing: error.code) { note("\(at): \(error)") }
      return
    case .success(let priced): decision = priced
    }
    if let error = expected.error { note("\(at) should end in \(error)") }
    if let outcome = expected.outcome, outcome != decision.outcome.name {
      note("\(at): outcome is \(decision.outcome.name), not \(outcome)")
    }
    compare("\(at): list", decision.list, expected.list)
    compare("\(at): net", decision.net, expected.net)
    compare("\(at): charges", decision.charges, expected.charges)
    compare("\(at): payable", decision.payable, expected.payable)
    compare("\(at): tax", decision.tax, expected.tax)
    compareReasons(at, decision.findings, expected.reasons)
    compareGifts(at, decision, expected)
    compareReservations(at, decision, expected)
    for line in expected.lines ?? [] { compareLine(at, decision, line) }
  }

  /// Reasons that say why something lost are the engine's alone.
  private mutating func compareReasons(
    _ at: String, _ findings: [ReferenceFinding], _ expected: [String]?
  ) {
    guard let expected else { return }
    let codes = findings.map(\.code).sorted()
    let wanted = expected.filter { EngineView.comparedNames.contains($0) }.sorted()
    if codes != wanted { note("\(at): reasons are \(codes), not \(wanted)") }
  }

  private mutating func compareGifts(
    _ at: String, _ decision: ReferenceDecision, _ expected: ExpectedOrder
  ) {
    guard let gifts = expected.gifts else { return }
    let names = decision.gifts.map { [$0.rule, $0.product] }
    if names != gifts.map({ [$0.rule, $0.product] }) { note("\(at): gifts are \(names)") }
    for (actual, wanted) in zip(decision.gifts, gifts) {
      compare("\(at): \(wanted.product)", actual.quantity, wanted.quantity, scale: Quantity.scale)
    }
  }

  private mutating func compareReservations(
    _ at: String, _ decision: ReferenceDecision, _ expected: ExpectedOrder
  ) {
    guard let reservations = expected.reservations else { return }
    let ids = decision.reservations.map(\.id)
    if ids != reservations.map(\.id) { note("\(at): reservations are \(ids)") }
    for (actual, wanted) in zip(decision.reservations, reservations) {
      if let kind = wanted.kind, kind != actual.kind {
        note("\(at): \(wanted.id) is \(actual.kind), not \(kind)")
      }
      compare("\(at): \(wanted.id) units", actual.units, wanted.units, scale: Quantity.scale)
      compare("\(at): \(wanted.id) amount", actual.amount, wanted.amount)
    }
  }

  private mutating func compareLine(
    _ order: String, _ decision: ReferenceDecision, _ expected: ExpectedOrder.Line
  ) {
    let at = "\(order)/\(expected.number)"
    guard let line = decision.lines.first(where: { $0.number == expected.number }) else {
      return note("\(at): there is no such line")
    }
    compare("\(at): list", line.list, expected.list)
    compare("\(at): net", line.net, expected.net)
    compare("\(at): tax", line.tax, expected.tax)
    compareReasons(at, decision.findings.filter { $0.line == expected.number }, expected.reasons)
    for (kind, price) in (expected.prices ?? [:]).sorted(by: { $0.key < $1.key }) {
      compare("\(at): price \(kind)", line.prices[kind], price)
    }
    if let parts = expected.components {
      if parts.map(\.product) != line.components.map(\.product) {
        note("\(at): components are \(line.components.map(\.product))")
      }
      for (actual, wanted) in zip(line.components, parts) {
        compare("\(at): \(wanted.product)", actual.net, wanted.net)
      }
    }
    guard let steps = expected.steps else { return }
    let withPrices = steps.contains { $0.kind == "price" }
    let actual = decision.steps.filter {
      $0.line == expected.number && (withPrices || $0.kind != "price")
    }
    if actual.map(\.rule) != steps.map(\.rule) { note("\(at): steps are \(actual)") }
    for (step, wanted) in zip(actual, steps) {
      compare("\(at): step \(wanted.rule)", step.amount, wanted.amount)
      compare("\(at): base of \(wanted.rule)", step.base, wanted.base)
      if let kind = wanted.kind, kind != step.kind {
        note("\(at): step \(wanted.rule) is \(step.kind), not \(kind)")
      }
    }
  }
}
