// Phases and their groups (RULES.md O-003 …).
extension RuleReader {
  mutating func readPhase(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    // A phase of the preset keeps what is not stated of it (N-007).
    let usual = book.phases.firstIndex {
      $0.origin == nil && IdentifierOrder.areEqual($0.id, id)
    }
    var phase = usual.map { book.phases[$0] } ?? Phase(id: id)
    phase.origin = headSpan(view)
    if let base: OfferBase = choice("base", &view) { phase.base = base }
    if let point: RoundingPoint = choice("point", &view) { phase.point = point }
    if let value = rounding("rounding", &view) { phase.rounding = value }
    if let rule: RemainderRule = choice("remainder", &view) { phase.remainder = rule }
    if let mode: PhaseMode = choice("mode", &view) { phase.mode = mode }
    if let per: ChoiceScope = choice("exclusivePer", &view) { phase.exclusivity.per = per }
    if let flag = flag("strictFirst", &view) { phase.exclusivity.strictFirst = flag }
    if let per: CombineScope = choice("combinePer", &view) { phase.combinePer = per }
    if let flag = flag("combineAcross", &view) { phase.combineAcross = flag }
    phase.capRate = rate("capRate", &view)
    phase.floor = text("floor", &view)
    each("groups", &view) { reader, inner in
      guard let id = reader.id(&inner) else { return }
      let choice: GroupChoice? = reader.choice("choice", &inner)
      if reader.cell("choice", &inner) == nil { reader.missing("choice", inner) }
      var group = OfferGroup(id: id, choice: choice ?? .best, origin: reader.headSpan(inner))
      if let per: GroupScope = reader.choice("per", &inner) { group.per = per }
      if let value: GiftValue = reader.choice("giftValue", &inner) { group.giftValue = value }
      let same = phase.groups.firstIndex {
        $0.origin == nil && IdentifierOrder.areEqual($0.id, id)
      }
      if let same { phase.groups[same] = group } else { phase.groups.append(group) }
    }
    if let usual { book.phases[usual] = phase } else { book.phases.append(phase) }
  }
}
