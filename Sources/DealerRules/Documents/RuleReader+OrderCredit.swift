// What orders state for credit (RULES.md B-020, N-005).
extension RuleReader {
  /// The fields of an object, or the columns of a row.
  static let orderCreditFields = [
    "terms", "prepaid", "checkpoint", "replaces", "creditRate", "hold", "heldBy", "heldThrough",
  ]

  mutating func orderCredit(_ view: inout FieldView) -> OrderCredit {
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
