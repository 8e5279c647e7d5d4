// What orders state for credit (RULES.md B-020, N-005).
extension RuleReader {
  /// The fields of an object, or the columns of a row.
  static let orderCreditFields = [
    "terms", "prepaid", "checkpoint", "replaces", "creditRate", "hold", "heldBy", "heldThrough",
  ]

  /// What an order states for credit; what can mean nothing under the rules is reported
  /// (RULES.md B-025).
  mutating func orderCredit(_ id: String, _ view: inout FieldView) -> OrderCredit {
    let credit = statedCredit(&view)
    guard let rules else { return credit }
    guard let words = rules.creditWords else {
      if credit.hold != nil {
        idle("the book says nothing of credit, so that `hold` stops nothing", "hold", view)
      }
      return credit
    }
    if let terms = credit.terms, words.terms[terms] == nil {
      unknownWord("there are no payment terms", terms, words.terms.ids, "terms", view)
    }
    if let other = credit.replaces, IdentifierOrder.areEqual(other, id) {
      idle("the order replaces itself, as every order does", "replaces", view)
    }
    if credit.approved != nil, !words.asksApprovals {
      idle("no credit rule asks what was approved before", "creditApproved", view)
    } else {
      for field in credit.changed where words.fields[field] == nil {
        unknownWord("no credit rule looks at", field, words.fields.ids, "creditApproved", view)
      }
    }
    return credit
  }

  private mutating func idle(_ message: String, _ field: String, _ view: FieldView) {
    report(.idleStatement, message, help: "leave `\(field)` out", at: span(of: [field], view))
  }

  private mutating func unknownWord(
    _ what: String, _ word: String, _ words: [String], _ field: String, _ view: FieldView
  ) {
    report(
      .unknownReference, "\(what) \(Diagnostic.quote(word))",
      help: Suggestion.help(for: word, among: words) ?? "state it in `credit`, or leave it out",
      at: span(of: [field], view))
  }

  private mutating func statedCredit(_ view: inout FieldView) -> OrderCredit {
    var credit = OrderCredit()
    credit.terms = text("terms", &view)
    credit.prepaid = unsigned("prepaid", &view) ?? 0
    if let value: CreditCheckpoint = choice("checkpoint", &view) { credit.checkpoint = value }
    credit.replaces = text("replaces", &view)
    credit.rate = factor("creditRate", &view)
    credit.hold = creditHold(&view)
    guard case .object = view.source, let node = member("creditApproved", &view),
      var inner = object(node)
    else { return credit }
    let amount = unsigned("amount", &inner)
    if amount == nil { missing("amount", inner) }
    let day = cell("on", &inner).flatMap { date($0) }
    if day == nil { missing("on", inner) }
    credit.changed = texts("changed", &inner)
    finish(inner)
    if let amount, let day { credit.approved = CreditApproval(amount, on: day) }
    return credit
  }

  /// A stop that somebody put on an order or a node (RULES.md B-012).
  mutating func creditHold(_ view: inout FieldView) -> CreditHold? {
    guard let why = text("hold", &view) else {
      // A slip in `hold` would let through what somebody wanted to stop.
      for name in ["heldBy", "heldThrough"] {
        guard cell(name, &view) != nil, !isStated("hold", view) else { continue }
        report(
          .conflictingFields, "`\(name)` without `hold` stops nothing",
          help: "say why in `hold`, or leave `\(name)` out", at: span(of: [name], view))
      }
      return nil
    }
    return CreditHold(
      who: text("heldBy", &view) ?? "", why: why,
      through: cell("heldThrough", &view).flatMap { date($0) })
  }
}
