import DealerRules
import Foundation

/// Runs a case and lists every difference.
struct CaseComparison {
  let rule: RuleCase
  private(set) var differences: [String] = []

  init(_ rule: RuleCase) { self.rule = rule }

  mutating func run() {
    let rules: CompiledRules
    do throws(RuleErrors) {
      rules = try CompiledRules(parsing: [rule.rules])
    } catch {
      let codes = Set(error.diagnostics.map { String(describing: $0.code) }).sorted()
      if codes != Set(rule.refused).sorted() { note("refused for \(codes): \(error)") }
      return
    }
    guard rule.refused.isEmpty else {
      note("should be refused for \(rule.refused)")
      return
    }
    var orders: [Order] = []
    var reader = OrderReader(
      rule.orders, format: .ndjson, rules: rules)
    while let item = reader.next() {
      switch item {
      case .order(let order): orders.append(order)
      case .problem(let problem):
        note("order \(problem.order ?? "?"): \(problem.diagnostics.map(\.message))")
      }
    }
    for (order, answer) in zip(orders, rules.price(batch: orders)) {
      guard let expected = rule.expected.first(where: { $0.order == order.id }) else {
        note("no answer is stated for order \(order.id)")
        continue
      }
      compare(order, answer, expected, rules)
    }
  }

  private mutating func note(_ text: String) { differences.append("\(rule.place): \(text)") }

  /// Compares decimal texts as numbers, so that `16` equals `16.00`.
  private mutating func compare(
    _ what: String, _ actual: Int64?, _ expected: String?, scale: Int = 6
  ) {
    guard let expected else { return }
    let wanted = CaseComparison.integer(expected, scale: scale)
    if wanted == nil || wanted != actual {
      let shown = actual.map { Decimal($0) / pow(Decimal(10), scale) }
      note("\(what) is \(shown.map { "\($0)" } ?? "absent"), not \(expected)")
    }
  }

  /// A decimal text as an integer of `10^-scale`; `nil` where it is not one exactly.
  static func integer(_ text: String, scale: Int) -> Int64? {
    let isQuantity = scale == Quantity.scale
    return isQuantity ? Quantity(text)?.thousandths : Money(text, .usd)?.millionths
  }

  private mutating func compare(
    _ order: Order, _ answer: Result<Decision, OrderError>, _ expected: ExpectedOrder,
    _ rules: CompiledRules
  ) {
    let at = "order \(order.id)"
    let decision: Decision
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
    compareReasons(at, decision.reasons, expected.reasons)
    compareTold(at, decision.reasons, expected.told, rules)
    compareGifts(at, decision, expected, rules)
    if let reservations = expected.reservations {
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
    compareParts(at, nil, decision, expected.caughtUp, rules)
    if let ahead = expected.ahead { compareAhead(order, ahead, rules) }
    for line in expected.lines ?? [] {
      guard let position = decision.lines.firstIndex(where: { $0.number == line.number }) else {
        note("\(at): there is no line \(line.number)")
        continue
      }
      compare("\(at)/\(line.number)", position, decision, line, rules)
      if let lost = line.lost { compareLosers(order, line.number, lost, rules) }
    }
  }

  /// Goods on top, by rule and product; those that are carved out show in the steps.
  private mutating func compareGifts(
    _ at: String, _ decision: Decision, _ expected: ExpectedOrder, _ rules: CompiledRules
  ) {
    guard let gifts = expected.gifts else { return }
    let actual = decision.gifts.filter { !$0.isInclusive }.map {
      "\(rules.name(of: $0.rule)) \($0.product) \($0.quantity)"
    }
    let wanted = gifts.map {
      "\($0.rule) \($0.product) \(Quantity($0.quantity)?.thousandths ?? 0)"
    }
    if actual.sorted() != wanted.sorted() { note("\(at): gifts are \(actual), not \(wanted)") }
  }

  /// What a line adds to agreements, or what earlier orders gain.
  private mutating func compareParts(
    _ at: String, _ line: Int32?, _ decision: Decision, _ expected: [String: String]?,
    _ rules: CompiledRules
  ) {
    guard let expected else { return }
    let parts = decision.accrualParts.filter { $0.line == line }
    let names = parts.map { rules.name(of: $0.rule) }
    if names.sorted() != expected.keys.sorted() { note("\(at): accrues for \(names)") }
    for (part, name) in zip(parts, names) {
      let isUnits = part.units != 0
      compare(
        "\(at): accrued for \(name)", isUnits ? part.units : part.amount, expected[name],
        scale: isUnits ? Quantity.scale : Money.scale)
    }
  }

  private mutating func compareAhead(
    _ order: Order, _ expected: [String: String], _ rules: CompiledRules
  ) {
    guard case .success(let explanation) = rules.explain(order) else {
      return note("order \(order.id) cannot be explained")
    }
    for (rule, text) in expected.sorted(by: { $0.key < $1.key }) {
      let said = explanation.offers.filter { rules.name(of: $0.rule) == rule }.map { reason in
        ([reason.code.name] + reason.numbers.map(\.text)).joined(separator: " ")
      }
      if !said.contains(text) { note("order \(order.id): \(rule) says \(said), not \(text)") }
    }
  }

  private mutating func compareReasons(_ at: String, _ reasons: [Reason], _ expected: [String]?) {
    guard let expected else { return }
    let codes = reasons.map(\.code.name).sorted()
    if codes != expected.sorted() { note("\(at): reasons are \(codes), not \(expected)") }
  }

  /// Reasons with everything they say; taxes and charges have fields of their own.
  private mutating func compareTold(
    _ at: String, _ reasons: [Reason], _ expected: [String]?, _ rules: CompiledRules
  ) {
    guard let expected else { return }
    let told = reasons.map { reason in
      let rule = rules.name(of: reason.rule)
      let numbers = reason.numbers.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
      return [String(reason.line ?? 0), reason.code.name, rule, numbers]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }
    if told.sorted() != expected.sorted() { note("\(at): it tells \(told), not \(expected)") }
  }

  private mutating func compare(
    _ at: String, _ position: Int, _ decision: Decision, _ expected: ExpectedOrder.Line,
    _ rules: CompiledRules
  ) {
    let line = decision.lines[position]
    compare("\(at): list", line.list, expected.list)
    compare("\(at): net", line.net, expected.net)
    compare("\(at): tax", line.tax, expected.tax)
    compareReasons(
      at, decision.reasons.filter { $0.line == expected.number }, expected.reasons)
    for (kind, price) in (expected.prices ?? [:]).sorted(by: { $0.key < $1.key }) {
      let actual = line.prices.first { $0.kind == kind }?.amount
      compare("\(at): price \(kind)", actual, price)
    }
    if let parts = expected.components {
      if parts.map(\.product) != line.components.map(\.product) {
        note("\(at): components are \(line.components.map(\.product))")
      }
      for (actual, wanted) in zip(line.components, parts) {
        compare("\(at): \(wanted.product)", actual.net, wanted.net)
        compare(
          "\(at): \(wanted.product) quantity", actual.quantity, wanted.quantity,
          scale: Quantity.scale)
      }
    }
    compareParts(at, expected.number, decision, expected.accrued, rules)
    if let steps = expected.steps { compareSteps(at, position, decision, steps, rules) }
  }

  private mutating func compareSteps(
    _ at: String, _ position: Int, _ decision: Decision, _ expected: [ExpectedOrder.Step],
    _ rules: CompiledRules
  ) {
    let withPrices = expected.contains { $0.kind == "price" }
    let actual = decision.steps.filter {
      Int($0.line) == position && (withPrices || $0.kind != .price)
    }
    let names = actual.map { rules.name(of: $0.rule) }
    if names != expected.map(\.rule) { note("\(at): steps are \(names)") }
    for (step, wanted) in zip(actual, expected) {
      compare("\(at): step \(wanted.rule)", step.amount, wanted.amount)
      compare("\(at): base of \(wanted.rule)", step.base, wanted.base)
      if let kind = wanted.kind, kind != step.kind.name {
        note("\(at): step \(wanted.rule) is \(step.kind.name), not \(kind)")
      }
    }
  }

  private mutating func compareLosers(
    _ order: Order, _ number: Int32, _ expected: [String: String], _ rules: CompiledRules
  ) {
    guard case .success(let explanation) = rules.explain(order),
      let line = explanation.lines.first(where: { $0.number == number })
    else { return note("order \(order.id) cannot be explained") }
    var codes: [String: [String]] = [:]
    for row in line.rows {
      codes[rules.name(of: row.rule), default: []].append(row.lost?.name ?? "won")
    }
    for offer in line.offers {
      let numbers = offer.code == .nextUnit ? offer.numbers.map { " " + $0.text }.joined() : ""
      codes[rules.name(of: offer.rule), default: []].append(offer.code.name + numbers)
    }
    for (rule, code) in expected.sorted(by: { $0.key < $1.key })
    where codes[rule]?.contains(code) != true {
      note("order \(order.id)/\(number): \(rule) lost for \(codes[rule] ?? []), not \(code)")
    }
  }
}
