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

  /// O-002: codes that no offer of the book knows and no condition names.
  func checkCoupons() {
    let named =
      world.book.offers.flatMap { ReferenceRun.conditions(of: $0) }
      + world.book.charges.map(\.when)
      + world.book.priceKinds.flatMap { $0.accesses.map(\.when) }
      + world.book.agreements.map(\.when) + world.book.guards.map(\.when)
      + world.book.approvalRules.map(\.when)
    let known = Set(world.book.offers.flatMap(\.codes))
      .union(named.flatMap { ReferenceRun.coupons($0) })
    for _ in Set(order.coupons).subtracting(known) { note("couponUnknown") }
  }

  /// Every condition that an offer states.
  private static func conditions(of offer: Offer) -> [Condition] {
    var result = [offer.when]
    for threshold in offer.requires + offer.requiresAny {
      if let of = threshold.measure.of { result.append(of) }
    }
    switch offer.benefit {
    case .ladder(let ladder): if let of = ladder.measure.of { result.append(of) }
    case .gift(let gift): if let of = gift.measure?.of { result.append(of) }
    case .pattern(let pattern):
      for slot in pattern.buy + pattern.get { if let of = slot.of { result.append(of) } }
    case .cut, .charge, .mark: break
    }
    return result
  }

  /// The codes that a condition names.
  private static func coupons(_ condition: Condition) -> [String] {
    switch condition {
    case .all(let parts), .any(let parts): parts.flatMap { coupons($0) }
    case .not(let part): coupons(part)
    case .test(let field, .isIn(let names)): field == .coupon ? names : []
    case .test: []
    }
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

  /// O-003: the lines of an offer, without what `includesDiscounted` asks and without those where
  /// it gave way (G-015).
  func candidateLines(_ offer: Offer) -> Set<Int32> {
    statedLines(offer).filter { !run.hasGivenWay(offer, on: $0) }
  }

  /// O-003: the lines that an offer's condition and O-008 leave it.
  func statedLines(_ offer: Offer) -> Set<Int32> {
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
    undiscounted(candidateLines(offer), offer)
  }

  /// O-003: lines without those below their list amount, where the offer leaves these alone.
  func undiscounted(_ lines: Set<Int32>, _ offer: Offer) -> Set<Int32> {
    lines.filter { line in
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
