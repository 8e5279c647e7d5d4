// Credit: nodes, settings, and what is open (RULES.md B-001 …).
extension RuleReader {
  private static let creditSettings = [
    "counted", "mayReachLimit", "countsDisputed", "graceDays", "keepsExpiredLimits",
    "withoutNode", "reservesWhileHeld", "inBatch",
  ]

  mutating func readCredit(_ view: inout FieldView) {
    guard let node = member("credit", &view), var inner = object(node) else { return }
    openCredit()
    readCreditSettings(&inner)
    each("nodes", &inner) { $0.readCreditNode(&$1) }
    each("rules", &inner) { $0.readCreditRule(&$1) }
    each("terms", &inner) { $0.readPaymentTerms(&$1) }
    each("reminders", &inner) { $0.readReminderPlan(&$1) }
    each("funding", &inner) { $0.readFundingSource(&$1) }
    each("scorecards", &inner) { $0.readScorecard(&$1) }
    each("tiers", &inner) { $0.readTierScheme(&$1) }
    each("receivables", &inner) { $0.readReceivable(&$1) }
    finish(inner)
  }

  /// Credit is asked of a book as soon as a document says anything of it.
  private mutating func openCredit() {
    if book.credit == nil { book.credit = CreditPolicy() }
  }

  private mutating func readCreditSettings(_ view: inout FieldView) {
    var names: Set<String> = []
    for name in RuleReader.creditSettings where isStated(name, view) {
      if isFirst("credit.\(name)", span(of: [name], view)) { names.insert(name) }
      view.ask(name)
    }
    guard var policy = book.credit else { return }
    if names.contains("counted") { policy.counted = components("counted", &view) ?? [] }
    for (name, value) in [
      ("mayReachLimit", flag("mayReachLimit", &view)),
      ("countsDisputed", flag("countsDisputed", &view)),
      ("keepsExpiredLimits", flag("keepsExpiredLimits", &view)),
      ("reservesWhileHeld", flag("reservesWhileHeld", &view)),
    ] {
      guard names.contains(name), let value else { continue }
      switch name {
      case "mayReachLimit": policy.mayReachLimit = value
      case "countsDisputed": policy.countsDisputed = value
      case "keepsExpiredLimits": policy.keepsExpiredLimits = value
      default: policy.reservesWhileHeld = value
      }
    }
    if let days = days("graceDays", &view), names.contains("graceDays") {
      policy.graceDays = days
    }
    if let value: CreditInBatch = choice("inBatch", &view), names.contains("inBatch") {
      policy.inBatch = value
    }
    if let effect = creditEffect("withoutNode", &view), names.contains("withoutNode") {
      policy.withoutNode = effect
    }
    book.credit = policy
  }

  /// A count of days.
  mutating func days(_ name: String, _ view: inout FieldView) -> Int? {
    integer(name, 0...36_500, &view).map { Int($0) }
  }

  mutating func creditEffect(_ name: String, _ view: inout FieldView) -> CreditEffect? {
    note(name, view, .words(CreditEffect.allCases.map(\.name)))
    guard let cell = cell(name, &view) else { return nil }
    if let effect = CreditEffect.allCases.first(where: { $0.name == cell.text }) { return effect }
    unknownChoice(cell, CreditEffect.allCases.map(\.name))
    return nil
  }

  private mutating func components(
    _ name: String, _ view: inout FieldView
  ) -> Set<CreditComponent>? {
    guard isStated(name, view) else { return nil }
    var result: Set<CreditComponent> = []
    let place = span(of: [name], view)
    for text in texts(name, &view) {
      guard let component = CreditComponent(rawValue: text) else {
        unknownWord(text, CreditComponent.allCases.map(\.rawValue), place)
        continue
      }
      result.insert(component)
    }
    return result
  }

  private mutating func unknownWord(_ word: String, _ words: [String], _ span: SourceSpan) {
    report(
      .unknownChoice, "\(Diagnostic.quote(word)) is not one of the choices",
      help: Suggestion.closest(to: word, among: words).map { "did you mean `\($0)`?" }
        ?? "write \(words.joined(separator: ", "))", at: span)
  }

  // MARK: Nodes

  mutating func readCreditNode(_ view: inout FieldView) {
    openCredit()
    guard let id = id(&view) else { return }
    var node = CreditNode(id: id, currency: currency("currency", &view) ?? book.currency)
    node.origin = headSpan(view)
    node.parent = text("parent", &view)
    if let mode: CreditMode = choice("mode", &view) { node.mode = mode }
    node.limit = creditLimit("limit", &view) ?? .none
    node.days = creditDays("validFrom", "validUntil", "validThrough", &view)
    node.counted = components("counted", &view)
    node.group = text("group", &view)
    node.status = text("status", &view)
    node.terms = text("terms", &view)
    node.reviewOn = cell("reviewOn", &view).flatMap { date($0) }
    node.customers = texts("customers", &view)
    each("temporary", &view) { reader, inner in
      guard let limit = reader.creditLimit("limit", &inner) else {
        reader.missing("limit", inner)
        return
      }
      let days = reader.creditDays("from", "until", "through", &inner)
      node.temporary.append(TemporaryLimit(limit, days))
    }
    each("guarantees", &view) { reader, inner in
      reader.guarantee(&inner).map { node.guarantees.append($0) }
    }
    for (name, cell) in pairs("componentLimits", &view) {
      guard let component = CreditComponent(rawValue: name) else {
        unknownWord(name, CreditComponent.allCases.map(\.rawValue), cell.span)
        continue
      }
      node.componentLimits[component] = unsigned(cell)
    }
    readAccount(id, &view)
    book.credit?.nodes.append(node)
  }

  /// What is known of a node: its score, funds, and stops.
  private mutating func readAccount(_ id: String, _ view: inout FieldView) {
    var account = book.creditFacts.accounts[id] ?? CreditAccount()
    account.score = decimal("score", scale: 0, &view)
    for (name, cell) in pairs("funds", &view) { account.funds[name] = unsigned(cell) }
    if let hold = creditHold(&view) { account.holds.append(hold) }
    if account != CreditAccount() { book.creditFacts.accounts[id] = account }
  }

  /// An amount of zero or more.
  mutating func unsigned(_ cell: Cell) -> Int64? {
    guard let value = decimal(cell, scale: Money.scale) else { return nil }
    guard value >= 0 else {
      report(
        .negativeNotAllowed, "\(Diagnostic.quote(cell.text)) is below zero",
        help: "write zero or more", path: path(cell), at: cell.span)
      return nil
    }
    return value
  }

  mutating func unsigned(_ name: String, _ view: inout FieldView) -> Int64? {
    note(name, view, .decimal)
    return cell(name, &view).flatMap { unsigned($0) }
  }

  /// `"none"`, `"unlimited"` or an amount.
  private mutating func creditLimit(_ name: String, _ view: inout FieldView) -> CreditLimit? {
    guard let cell = cell(name, &view) else { return nil }
    switch cell.text {
    case "none": return CreditLimit.none
    case "unlimited": return .unlimited
    default: return unsigned(cell).map { .amount($0) }
    }
  }

  /// Days from a first one, up to a last one or the one before `until`.
  mutating func creditDays(
    _ from: String, _ until: String, _ through: String, _ view: inout FieldView
  ) -> CreditDays {
    for name in [from, until, through] { note(name, view, .date) }
    var days = CreditDays()
    if let cell = cell(from, &view) { days.from = date(cell) }
    let end = cell(until, &view)
    let last = cell(through, &view)
    if let end, let last {
      report(
        .conflictingFields, "both `\(until)` and `\(through)` are given",
        help: "keep `\(until)` (not included) or `\(through)` (included)", path: path(end),
        at: last.span)
    } else if let end {
      days.through = date(end)?.adding(days: -1)
    } else if let last {
      days.through = date(last)
    }
    return days
  }

  private mutating func guarantee(_ view: inout FieldView) -> CreditGuarantee? {
    guard let id = id(&view) else { return nil }
    let value = unsigned("value", &view)
    if value == nil { missing("value", view) }
    let rate = share("rate", &view)
    let days = creditDays("from", "until", "through", &view)
    let isInExposure = flag("inExposure", &view)
    guard let value else { return nil }
    return CreditGuarantee(
      id: id, value: value, rate: rate ?? .one, days: days, isInExposure: isInExposure ?? false)
  }

  /// A part from 0 % to 100 %.
  mutating func share(_ name: String, _ view: inout FieldView) -> Rate? {
    note(name, view, .rate)
    guard let cell = cell(name, &view), let rate = rate(cell) else { return nil }
    guard (Rate.zero...Rate.one).contains(rate) else {
      report(
        .badRate, "\(Diagnostic.quote(cell.text)) lies outside 0 %…100 %", help: "write `80%`",
        path: path(cell), at: cell.span)
      return nil
    }
    return rate
  }

  // MARK: What is open

  mutating func readReceivable(_ view: inout FieldView) {
    openCredit()
    guard let id = id(&view) else { return }
    let node = text("node", &view)
    if node == nil { missing("node", view) }
    let amount = unsigned("amount", &view)
    if amount == nil { missing("amount", view) }
    let kind: CreditEntry.Kind? = choice("kind", &view)
    let currency = currency("currency", &view)
    let rate = factor("rate", &view)
    let ships = cell("ships", &view).flatMap { date($0) }
    let due = cell("due", &view).flatMap { date($0) }
    let level = integer("level", 0...100, &view)
    let reminded = cell("remindedOn", &view).flatMap { date($0) }
    let isDisputed = flag("disputed", &view)
    guard let node, let amount else { return }
    var entry = CreditEntry(
      id: id, node: node, kind ?? .invoice,
      Money(millionths: amount, currency ?? book.currency), rate: rate, ships: ships, due: due)
    entry.level = Int(level ?? 0)
    entry.remindedOn = reminded
    entry.isDisputed = isDisputed ?? false
    entry.origin = headSpan(view)
    book.creditFacts.entries.append(entry)
  }

  static let creditColumns =
    [
      "id", "parent", "mode", "currency", "limit", "counted", "group", "status", "terms",
      "reviewOn", "customers", "componentLimits", "score", "funds", "hold", "heldBy",
      "heldThrough",
    ] + validityColumns

  static let receivableColumns = [
    "id", "node", "kind", "amount", "currency", "rate", "ships", "due", "level", "remindedOn",
    "disputed",
  ]
}
