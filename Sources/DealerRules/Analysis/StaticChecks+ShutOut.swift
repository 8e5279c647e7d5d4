// Offers that one of another kind always keeps out (RULES.md U-022).
extension StaticChecks {
  /// Tells offers that apply only where one that bears no others beside it takes nothing off.
  mutating func checkShutOut() {
    let offers = published
    // What another offer excludes stops nothing (RULES.md O-023).
    let excluding = Set(
      book.offers.filter { $0.combination.combinesWith != nil }.map { IdentifierKey($0.phase) })
    for a in offers where bearsNoOthers(a) && takesOff(a) {
      for b in offers where !IdentifierOrder.areEqual(a.id, b.id) {
        guard keepsOut(a, b, excluding), isOpen(a, wherever: b) else { continue }
        addShadow(a, b, always: false)
      }
    }
  }

  /// Whether nothing else of its combination keeps an offer from applying.
  private func bearsNoOthers(_ offer: Offer) -> Bool {
    let own = offer.combination
    var rest = own
    (rest.exclusive, rest.alone, rest.stop) = (.no, .no, .no)
    return rest == .free && own != .free
  }

  /// - Parameter excluding: Phases of which some offer says what it combines with.
  private func keepsOut(_ a: Offer, _ b: Offer, _ excluding: Set<IdentifierKey>) -> Bool {
    let (own, other) = (a.combination, b.combination)
    // What stands alone, or by its exclusiveness, is an alternative to all others together.
    guard other.alone == .no, isCut(b) else { return false }
    if own.alone == .strict { return true }
    guard own.alone == .no, IdentifierOrder.areEqual(a.phase, b.phase),
      let phase = book.phases.first(where: { IdentifierOrder.areEqual($0.id, a.phase) })
    else { return false }
    if own.exclusive == .strict {
      guard phase.mode == .together, other.exclusive != .strict else { return false }
      return phase.exclusivity.per == .order || a.group == nil && !isPrice(b)
    }
    // What another excludes, or outbids on a line (RULES.md O-012, O-023), stops nothing.
    guard own.exclusive == .no, own.stop != .no, other.exclusive == .no, a.group == nil,
      b.group == nil, !isPrice(b), precedes(a, b)
    else { return false }
    return !book.phases.contains(where: \.combineAcross)
      && !excluding.contains(IdentifierKey(a.phase))
  }

  private func isCut(_ offer: Offer) -> Bool {
    switch offer.benefit {
    case .cut, .ladder: true
    case .pattern, .gift, .charge, .mark: false
    }
  }

  private func isPrice(_ offer: Offer) -> Bool {
    switch offer.benefit {
    case .cut(.fixedPrice, _): true
    case .ladder(let ladder):
      ladder.rungs.contains { if case .fixedPrice = $0.cut { true } else { false } }
    default: false
    }
  }
}
