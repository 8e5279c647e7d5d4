// Order charges (RULES.md T-001 …).
extension RuleReader {
  mutating func readCharge(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var charge = Charge(id: id, origin: headSpan(view))
    charge.name = text("name", &view) ?? ""
    if let node = member("base", &view) { charge.base = chargeBase(node) }
    if let rate = rate("rate", &view) { charge.rate = rate }
    if let amount = amount("amount", &view) { charge.amount = amount }
    if let value = rounding("rounding", &view) { charge.rounding = value }
    charge.validity = since(validity("from", "until", "through", &view), &view)
    if let status: RuleStatus = choice("status", &view) { charge.status = status }
    charge.when = condition("when", &view)
    if !isStated("amount", view) { missing("rate", view) }
    book.charges.append(charge)
  }

  private mutating func chargeBase(_ node: Int) -> ChargeBase {
    if tree.kind(of: node) == .object {
      guard var inner = object(node) else { return .net }
      let id = text("charge", &inner)
      if id == nil { missing("charge", inner) }
      finish(inner)
      return .charge(id ?? "")
    }
    guard let cell = scalar(node) else { return .net }
    switch cell.text {
    case "net": return .net
    case "list": return .list
    default:
      unknownChoice(cell, ["net", "list", "{\"charge\": ID}"])
      return .net
    }
  }
}
