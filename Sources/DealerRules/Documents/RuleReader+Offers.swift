// Phases, offers and charges (RULES.md O-001 …, T-001 …).
extension RuleReader {
  mutating func readPhase(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var phase = Phase(id: id, origin: headSpan(view))
    if let base: OfferBase = choice("base", &view) { phase.base = base }
    if let point: RoundingPoint = choice("point", &view) { phase.point = point }
    if let value = rounding("rounding", &view) { phase.rounding = value }
    each("groups", &view) { reader, inner in
      guard let id = reader.id(&inner) else { return }
      let choice: GroupChoice? = reader.choice("choice", &inner)
      if reader.cell("choice", &inner) == nil { reader.missing("choice", inner) }
      phase.groups.append(
        OfferGroup(id: id, choice: choice ?? .best, origin: reader.headSpan(inner)))
    }
    book.phases.append(phase)
  }

  mutating func readOffer(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    let phase = text("phase", &view)
    if phase == nil { missing("phase", view) }
    var offer = Offer(
      id: id, phase: phase ?? "", benefit: .percentOff(.zero), origin: headSpan(view))
    offer.name = text("name", &view) ?? ""
    offer.group = text("group", &view)
    if let priority = integer("priority", -1_000_000...1_000_000, &view) {
      offer.priority = Int32(priority)
    }
    offer.validity = validity("from", "until", "through", &view)
    if let status: OfferStatus = choice("status", &view) { offer.status = status }
    offer.when = condition("when", &view)
    offer.includesProtected = flag("includesProtected", &view) ?? false
    guard let benefit = benefit(&view), phase != nil else { return }
    offer.benefit = benefit
    book.offers.append(offer)
  }

  private mutating func benefit(_ view: inout FieldView) -> Benefit? {
    let names = ["percentOff", "amountOff", "fixedPrice"]
    let unit = text("unit", &view)
    let percent = rate("percentOff", &view)
    let amountOff = amount("amountOff", &view)
    let fixed = amount("fixedPrice", &view)
    let given = names.filter { isStated($0, view) }
    if given.count > 1 {
      report(
        .conflictingFields, "the offer states `\(given[0])` and `\(given[1])`",
        help: "keep one benefit; make two offers of it otherwise",
        at: span(of: [given[1]], view))
      return nil
    }
    if given.isEmpty {
      report(
        .missingField, "the offer gives nothing",
        help: "add `percentOff`, `amountOff` or `fixedPrice`", at: headSpan(view))
      return nil
    }
    if let percent {
      if unit != nil {
        report(
          .conflictingFields, "`unit` has no meaning beside `percentOff`",
          help: "leave `unit` out", at: span(of: ["unit"], view))
      }
      return .percentOff(percent)
    }
    if let amountOff { return .amountOffPerUnit(amountOff, unit: unit) }
    return fixed.map { .fixedUnitPrice($0, unit: unit) }
  }

  mutating func readCharge(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var charge = Charge(id: id, origin: headSpan(view))
    charge.name = text("name", &view) ?? ""
    if let node = member("base", &view) { charge.base = chargeBase(node) }
    if let rate = rate("rate", &view) { charge.rate = rate }
    if let amount = amount("amount", &view) { charge.amount = amount }
    if let value = rounding("rounding", &view) { charge.rounding = value }
    charge.validity = validity("from", "until", "through", &view)
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
