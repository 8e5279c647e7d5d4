import DealerRules

extension ReferenceRun {
  /// O-002, O-027: whether an offer may apply to this order at all.
  func admits(_ offer: Offer) -> Bool {
    guard offer.status == .published else {
      tag("lost.notPublished")
      return false
    }
    guard world.isInForce(offer.validity, at: instant) else {
      tag("lost.notInForce")
      return false
    }
    if !offer.codes.isEmpty {
      guard offer.codes.contains(where: order.coupons.contains) else {
        tag("lost.couponMissing")
        return false
      }
    }
    guard hasUses(offer) else {
      tag("lost.limitReached")
      return false
    }
    return true
  }

  /// O-002: codes that no offer of the book knows.
  func checkCoupons() {
    let known = Set(world.book.offers.flatMap(\.codes))
    for _ in Set(order.coupons).subtracting(known) { note("couponUnknown") }
  }

  /// O-007: the larger priority, then the smaller id.
  func goesFirst(_ a: Offer, _ b: Offer) -> Bool {
    if a.priority != b.priority {
      return world.canary == .smallPriorityFirst
        ? a.priority < b.priority : a.priority > b.priority
    }
    return ReferenceNames.isBefore(a.id, b.id)
  }
}

extension ReferencePhase {
  /// O-008: the priced lines that an offer may touch.
  func open(to offer: Offer) -> Set<Int32> {
    Set(
      lines.filter { line in
        guard let state = run.states[line] else { return false }
        if !offer.includesProtected, state.isProtected {
          run.tag("lost.lineProtected")
          return false
        }
        return true
      })
  }

  /// O-003: the lines of an offer, without what `includesDiscounted` asks.
  func candidateLines(_ offer: Offer) -> Set<Int32> {
    open(to: offer).filter { line in
      guard let state = run.states[line], run.holds(offer.when, state.item) else {
        run.tag("lost.conditionFailed")
        return false
      }
      return true
    }
  }

  /// O-003: the lines of an offer at this moment.
  func ownLines(_ offer: Offer) -> Set<Int32> {
    candidateLines(offer).filter { line in
      guard !offer.includesDiscounted, let state = run.states[line] else { return true }
      guard now[line] ?? .zero < state.list else { return true }
      run.tag("lost.lineDiscounted")
      return false
    }
  }

  /// Priced lines that a condition of a measure or a slot names; `nil` names the offer's own.
  func named(_ condition: Condition?, own: Set<Int32>) -> Set<Int32> {
    guard let condition else { return own }
    return Set(
      lines.filter { line in run.states[line].map { run.holds(condition, $0.item) } ?? false })
  }
}
