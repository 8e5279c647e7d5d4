// What a review of accounts reads (RULES.md B-027).
extension ReviewFacts {
  /// Reads `scores.csv`, `payments.csv`, `tiers.csv`, `values.csv` and `movements.csv`, as far as
  /// they are given, or throws every finding at once; amounts are in the currency of their node.
  /// - Complexity: O(bytes).
  public static func read(
    _ sources: [RuleSource], _ book: RuleBook, limits: Limits = Limits()
  ) throws(RuleErrors) -> ReviewFacts {
    let policy = book.credit ?? CreditPolicy()
    var reader = RuleReader(sources, limits: limits)
    reader.book.zone = book.zone
    reader.statementNodes = Set(policy.nodes.map { IdentifierKey($0.id) })
    var facts = ReviewFacts()
    var seen: Set<[IdentifierKey]> = []
    for source in sources.indices {
      let name = sources[source].name.split(separator: "/").last.map(String.init) ?? ""
      switch name {
      case "scores.csv":
        reader.eachRow(source, ["node", "fact", "value"]) { reader, view in
          reader.score(policy, &facts, &seen, &view)
        }
      case "payments.csv":
        reader.eachRow(source, ["node", "amount", "due", "paid"]) { reader, view in
          reader.payment(&facts, &view)
        }
      case "tiers.csv":
        reader.eachRow(source, RuleReader.tierColumns, optional: RuleReader.tierWords) {
          reader, view in
          reader.standing(policy, &facts, &seen, &view)
        }
      case "values.csv":
        reader.eachRow(source, ["node", "scheme", "date", "value"]) { reader, view in
          reader.tierValue(policy, &facts, &view)
        }
      default:
        reader.eachRow(source, RuleReader.movementColumns) { reader, view in
          reader.movement(&view).map { facts.movements.append($0) }
        }
      }
    }
    if let errors = reader.sink.errors(in: sources) { throw errors }
    return facts
  }
}

extension ReviewFacts {
  fileprivate mutating func change(_ node: String, _ body: (inout ScoreFacts) -> Void) {
    var known = scores[node] ?? ScoreFacts()
    // Payments of one node may be very many, and an array that two own is copied.
    scores[node] = nil
    body(&known)
    scores[node] = known
  }
}

extension RuleReader {
  fileprivate static let tierColumns =
    ["node", "scheme", "tier", "missed", "override", "who", "why", "through"]
  /// Columns of standings that may be missing.
  fileprivate static let tierWords = ["tier", "missed", "override", "who", "why", "through"]

  /// Facts that no criterion needs to name.
  private static let salesFacts = ["monthlySales", "creditDays"]

  fileprivate mutating func score(
    _ policy: CreditPolicy, _ facts: inout ReviewFacts, _ seen: inout Set<[IdentifierKey]>,
    _ view: inout FieldView
  ) {
    let node = account(&view)
    let fact = requiredCell("fact", &view)
    let value = requiredCell("value", &view).flatMap { decimal($0, scale: Money.scale) }
    guard let node, let fact, let value else { return }
    let named = policy.scorecards.flatMap(\.criteria).compactMap { criterion -> String? in
      if case .fact(let name) = criterion.measure { name } else { nil }
    }
    let known = named + RuleReader.salesFacts
    guard known.contains(where: { IdentifierOrder.areEqual($0, fact.text) }) else {
      return unknown("no scorecard looks at", fact, known)
    }
    guard isNew([node, "fact", fact.text], fact, &seen) else { return }
    switch fact.text {
    case "creditDays":
      guard value % 1_000_000 == 0, (0...36_500).contains(value / 1_000_000) else {
        return report(
          .numberOutOfRange, "credit days are whole, 0 to 36500", help: "write `30`", at: fact.span)
      }
      facts.creditDays[node] = Int(value / 1_000_000)
    case "monthlySales":
      guard value >= 0 else {
        return report(
          .negativeNotAllowed, "sales are below zero", help: "write zero or more", at: fact.span)
      }
      facts.change(node) { $0.monthlySales = value }
    default: break
    }
    facts.change(node) { $0.numbers[fact.text] = value }
  }

  fileprivate mutating func payment(_ facts: inout ReviewFacts, _ view: inout FieldView) {
    let node = account(&view)
    let amount = requiredCell("amount", &view).flatMap { unsigned($0) }
    let due = requiredCell("due", &view).flatMap { date($0) }
    let paid = requiredCell("paid", &view).flatMap { date($0) }
    guard let node, let amount, let due, let paid else { return }
    facts.change(node) { $0.payments.append(PaidItem(amount, due: due, paidOn: paid)) }
  }

  fileprivate mutating func standing(
    _ policy: CreditPolicy, _ facts: inout ReviewFacts, _ seen: inout Set<[IdentifierKey]>,
    _ view: inout FieldView
  ) {
    let node = account(&view)
    let scheme = scheme(policy, &view)
    let missed = integer("missed", 0...1000, &view)
    let current = tier("tier", scheme, &view)
    let word = tier("override", scheme, &view)
    var standing = TierStanding(tier: current, missed: missed.map { Int($0) } ?? 0)
    if let word {
      let who = requiredCell("who", &view)?.text
      let why = requiredCell("why", &view)?.text
      let through = requiredCell("through", &view).flatMap { date($0) }
      if let who, let why, let through {
        standing.override = TierOverride(word, who: who, why: why, through: through)
      }
    } else {
      for name in ["who", "why", "through"] {
        guard cell(name, &view) != nil, !isStated("override", view) else { continue }
        report(
          .conflictingFields, "`\(name)` without `override` sets no tier",
          help: "name the tier in `override`, or leave `\(name)` out", at: span(of: [name], view))
      }
    }
    guard let node, let scheme, let cell = cell("scheme", &view),
      isNew([node, "tier", scheme.id], cell, &seen)
    else { return }
    var standings = facts.standings[node] ?? IdentifierMap()
    standings[scheme.id] = standing
    facts.standings[node] = standings
  }

  fileprivate mutating func tierValue(
    _ policy: CreditPolicy, _ facts: inout ReviewFacts, _ view: inout FieldView
  ) {
    let node = account(&view)
    let scheme = scheme(policy, &view)
    let day = requiredCell("date", &view).flatMap { date($0) }
    let value = requiredCell("value", &view).flatMap { decimal($0, scale: Money.scale) }
    guard let node, let scheme, let day, let value else { return }
    facts.values.append(TierValue(node: node, scheme: scheme.id, day: day, value: value))
  }

  private mutating func scheme(
    _ policy: CreditPolicy, _ view: inout FieldView
  ) -> TierScheme? {
    guard let cell = requiredCell("scheme", &view) else { return nil }
    let found = policy.tierSchemes.first { IdentifierOrder.areEqual($0.id, cell.text) }
    if found == nil { unknown("there is no tier scheme", cell, policy.tierSchemes.map(\.id)) }
    return found
  }

  /// A tier that a column names, which must be one of the scheme.
  private mutating func tier(
    _ name: String, _ scheme: TierScheme?, _ view: inout FieldView
  ) -> String? {
    guard let cell = cell(name, &view), let scheme else { return nil }
    let tiers = scheme.tiers.map(\.id)
    guard tiers.contains(where: { IdentifierOrder.areEqual($0, cell.text) }) else {
      unknown("the scheme has no tier", cell, tiers)
      return nil
    }
    return cell.text
  }

  private mutating func unknown(_ what: String, _ cell: Cell, _ known: [String]) {
    report(
      .unknownReference, "\(what) \(Diagnostic.quote(cell.text))",
      help: Suggestion.help(for: cell.text, among: known) ?? "state it, or leave the row out",
      at: cell.span)
  }

  private mutating func isNew(
    _ names: [String], _ cell: Cell, _ seen: inout Set<[IdentifierKey]>
  ) -> Bool {
    guard !seen.insert(names.map { IdentifierKey($0) }).inserted else { return true }
    report(
      .duplicateID,
      "\(Diagnostic.quote(cell.text)) of \(Diagnostic.quote(names[0])) is stated twice",
      help: "keep one of the rows", at: cell.span)
    return false
  }
}
