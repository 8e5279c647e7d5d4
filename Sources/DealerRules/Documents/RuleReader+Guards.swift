// Guards and who may approve what they hold (RULES.md G-001 …).
extension RuleReader {
  mutating func readGuard(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var rule = Guard(
      id: id, test: .margin(GuardLimit()), outcome: .warn, origin: headSpan(view))
    rule.name = text("name", &view) ?? ""
    if let scope: GuardScope = choice("scope", &view) { rule.scope = scope }
    rule.by = choice("by", &view)
    if let priority = integer("priority", -1_000_000...1_000_000, &view) {
      rule.priority = Int32(priority)
    }
    rule.validity = since(validity("from", "until", "through", &view), &view)
    if let status: RuleStatus = choice("status", &view) { rule.status = status }
    rule.when = condition("when", &view)
    if let unknown: GuardUnknown = choice("unknown", &view) { rule.unknown = unknown }
    rule.price = text("price", &view)
    rule.countsGifts = flag("gifts", &view) ?? true
    rule.withRebate = flag("withRebate", &view) ?? false
    rule.withFunds = flag("withFunds", &view) ?? false
    let test = guardTest(&view)
    let outcome = guardOutcome(&view)
    guard let test, let outcome else { return }
    rule.test = test
    rule.outcome = outcome
    book.guards.append(rule)
  }

  private static let tests = [
    "floor", "ceiling", "margin", "maxDiscount", "drift", "movement",
  ]

  private mutating func guardTest(_ view: inout FieldView) -> GuardTest? {
    let given = RuleReader.tests.filter { member($0, &view) != nil }
    guard let name = given.first, let node = member(name, &view) else {
      missing("floor", view)
      return nil
    }
    if given.count > 1 {
      report(
        .conflictingFields, "the guard states `\(given[0])` and `\(given[1])`",
        help: "state one test; write a guard for each", at: span(of: [given[1]], view))
    }
    switch name {
    case "floor": return guardBound(node).map { .floor($0) }
    case "ceiling": return guardBound(node).map { .ceiling($0) }
    case "margin": return guardLimit(node).map { .margin($0) }
    case "maxDiscount": return guardLimit(node).map { .maxDiscount($0) }
    case "drift": return drift(node)
    default: return movement(node)
    }
  }

  /// An amount, `{"amount": …, "unit": …}`, or `{"of": …, "factor": …, "plus": …}`.
  private mutating func guardBound(_ node: Int) -> GuardBound? {
    guard tree.kind(of: node) == .object else {
      return scalar(node).flatMap { decimal($0, scale: Money.scale) }.map { GuardBound(plus: $0) }
    }
    guard var inner = object(node) else { return nil }
    defer { finish(inner) }
    let plain = amount("amount", &inner)
    let hasAmount = cell("amount", &inner) != nil
    var bound = GuardBound(plus: plain ?? 0)
    bound.base = guardBase(&inner)
    let hasBase = member("of", &inner) != nil
    bound.factor = rate("factor", &inner) ?? .one
    if let plus = amount("plus", &inner) { bound.plus = plus }
    bound.unit = text("unit", &inner)
    if hasAmount, hasBase {
      report(
        .conflictingFields, "a bound states both `amount` and `of`", help: "keep one of them",
        at: span(of: ["of"], inner))
      return nil
    }
    guard hasAmount || hasBase else {
      missing("of", inner)
      return nil
    }
    return hasBase && bound.base == nil ? nil : bound
  }

  private mutating func guardBase(_ view: inout FieldView) -> GuardBase? {
    if let node = member("of", &view), tree.kind(of: node) == .string,
      let cell = scalar(node), cell.text == "list"
    {
      return .list
    }
    return priceBase("of", &view).map { .price($0) }
  }

  /// `{"rate": …, "amount": …}`, at least one of them.
  private mutating func guardLimit(_ node: Int) -> GuardLimit? {
    guard var inner = object(node) else { return nil }
    let limit = GuardLimit(rate: rate("rate", &inner), amount: amount("amount", &inner))
    let isStated = cell("rate", &inner) != nil || cell("amount", &inner) != nil
    finish(inner)
    if !isStated { missing("rate", inner) }
    return isStated ? limit : nil
  }

  private mutating func drift(_ node: Int) -> GuardTest? {
    guard var inner = object(node) else { return nil }
    let rise = member("up", &inner).flatMap { guardLimit($0) }
    let fall = member("down", &inner).flatMap { guardLimit($0) }
    finish(inner)
    let isStated = member("up", &inner) != nil || member("down", &inner) != nil
    if !isStated { missing("up", inner) }
    return isStated ? .drift(rise: rise, fall: fall) : nil
  }

  private mutating func movement(_ node: Int) -> GuardTest? {
    guard var inner = object(node) else { return nil }
    let rise = rate("up", &inner)
    let fall = rate("down", &inner)
    let days = integer("days", 1...36_500, &inner)
    let isStated = cell("up", &inner) != nil || cell("down", &inner) != nil
    if !isStated { missing("up", inner) }
    if cell("days", &inner) == nil { missing("days", inner) }
    finish(inner)
    guard isStated, let days else { return nil }
    return .movement(rise: rise, fall: fall, days: Int32(days))
  }

  // MARK: Outcomes

  private mutating func guardOutcome(_ view: inout FieldView) -> GuardOutcome? {
    let level = integer("level", 1...100, &view)
    let yield = guardYield(&view)
    guard let cell = cell("outcome", &view) else {
      missing("outcome", view)
      return nil
    }
    let strays = ["level": "approval", "yields": "clip"]
    for (name, outcome) in strays.sorted(by: { $0.key < $1.key })
    where member(name, &view) != nil && cell.text != outcome {
      report(
        .conflictingFields, "`\(name)` belongs to the outcome `\(outcome)`",
        help: "leave `\(name)` out", at: span(of: [name], view))
    }
    switch cell.text {
    case "clip": return .clip(yield ?? .lastFirst)
    case "refuse": return .refuse
    case "warn": return .warn
    case "approval": return .approval(level: Int32(level ?? 1))
    default:
      unknownChoice(cell, ["clip", "refuse", "warn", "approval"])
      return nil
    }
  }

  private mutating func guardYield(_ view: inout FieldView) -> GuardYield? {
    guard let node = member("yields", &view) else { return nil }
    if tree.kind(of: node) == .array {
      return names("yields", "offer", mayBeEmpty: false, &view).map { .offers($0) }
    }
    guard let cell = scalar(node) else { return nil }
    switch cell.text {
    case "lastFirst": return .lastFirst
    case "lowestPriority": return .lowestPriority
    default:
      unknownChoice(cell, ["lastFirst", "lowestPriority", "[OFFER, …]"])
      return nil
    }
  }

  // MARK: Approvals

  mutating func readApprovalRule(_ view: inout FieldView) {
    let role = text("role", &view)
    if role == nil { missing("role", view) }
    let findings = names("findings", "finding", mayBeEmpty: false, &view)
    if findings == nil { missing("findings", view) }
    var rule = ApprovalRule(
      role: role ?? "", findings: findings ?? [], origin: headSpan(view))
    rule.level = integer("level", 1...100, &view).map { Int32($0) }
    rule.upTo = amount("upTo", &view)
    rule.when = condition("when", &view)
    note("id", view, .text)
    if let cell = cell("id", &view), isIdentifier(cell) { rule.id = cell.text }
    rule.known = since(.always, &view).known
    guard role != nil, findings != nil else { return }
    book.approvalRules.append(rule)
  }

  /// The approvals that come with an order.
  mutating func approvals(_ view: inout FieldView) -> [Approval] {
    var result: [Approval] = []
    each("approvals", &view) { reader, inner in
      let role = reader.text("role", &inner)
      if role == nil { reader.missing("role", inner) }
      let findings = reader.names("findings", "finding", mayBeEmpty: false, &inner)
      if findings == nil { reader.missing("findings", inner) }
      let hash = reader.text("orderHash", &inner)
      if hash == nil { reader.missing("orderHash", inner) }
      var approval = Approval(
        findings: findings ?? [], role: role ?? "", orderHash: hash ?? "")
      approval.by = reader.text("by", &inner) ?? ""
      approval.until = reader.cell("until", &inner).flatMap { reader.moment($0) }
      approval.maxAmount = reader.amount("maxAmount", &inner)
      result.append(approval)
    }
    return result
  }

  /// The price of a product that was computed last, or a list of earlier ones.
  mutating func lastPrices(_ node: Int) -> [LastPrice] {
    guard tree.kind(of: node) == .array else { return lastPrice(node).map { [$0] } ?? [] }
    return Array(tree.children(of: node)).compactMap { lastPrice($0) }
  }

  private mutating func lastPrice(_ node: Int) -> LastPrice? {
    guard var view = object(node) else { return nil }
    let price = amount("price", &view)
    if cell("price", &view) == nil { missing("price", view) }
    let day = cell("date", &view).flatMap { date($0) }
    if cell("date", &view) == nil { missing("date", view) }
    finish(view)
    guard let price, let day else { return nil }
    return LastPrice(price: price, date: day)
  }
}
