// Offers that another one of their group always beats (RULES.md U-022).
extension StaticChecks {
  /// Whether, wherever `b` comes into question, `a` does as well and wins (RULES.md O-006).
  mutating func checkShadow(_ a: Offer, _ b: Offer, in group: OfferGroup) {
    guard precedes(a, b), a.combination == .free, b.combination == .free else { return }
    let givesAsMuch = givesAsMuch(a, as: b)
    let isShadowed: Bool
    switch group.choice {
    case .first: isShadowed = givesAsMuch || takesOff(a) && isLineCut(b)
    // Where both round to the same the earlier one wins. Ladders are spread over lines, on which
    // rounding may let the smaller one win.
    case .best: isShadowed = givesAsMuch && (isLineCut(a) || group.per == .order)
    case .all: isShadowed = false
    }
    // The catalog is asked last: it may be long.
    guard isShadowed, isOpen(a, wherever: b) else { return }
    addShadow(a, b, always: givesAsMuch)
  }

  /// Tells that `b` applies only where `a` does not.
  /// - Parameter always: Whether `a` takes something off wherever `b` does.
  mutating func addShadow(_ a: Offer, _ b: Offer, always: Bool) {
    let (winner, loser) = (Diagnostic.quote(a.id), Diagnostic.quote(b.id))
    let isRefusable = mayRefuse(whileInForce: b)
    let message =
      switch (always, isRefusable) {
      case (true, false): "offer \(loser) never applies: \(winner) always wins"
      case (true, true): "offer \(loser) applies only where a guard refuses \(winner)"
      case (false, false): "offer \(loser) applies only where \(winner) takes nothing off"
      case (false, true):
        "offer \(loser) applies only where \(winner) takes nothing off or a guard refuses it"
      }
    let meant = isRefusable ? "; leave it if it is meant for what a guard refuses" : ""
    add(
      .shadowedOffer, message, help: "narrow \(winner), or take \(loser) out\(meant)",
      at: b.origin, fields: ["id"], other: a.origin)
  }

  /// Whether, while an offer is in force, guards may keep others from applying: what they refuse is
  /// no candidate, or gives way (RULES.md G-012, G-015).
  private func mayRefuse(whileInForce offer: Offer) -> Bool {
    book.guards.contains { rule in
      guard rule.status == .published, rule.outcome == .refuse, rule.price == nil,
        !rule.withRebate, !rule.withFunds, rule.validity.overlaps(offer.validity)
      else { return false }
      return switch rule.test {
      case .floor, .margin, .maxDiscount: true
      case .ceiling, .drift, .movement: false
      }
    }
  }

  /// Whether `a` is open to whatever `b` is open to, and nothing of its own keeps it from giving.
  mutating func isOpen(_ a: Offer, wherever b: Offer) -> Bool {
    guard a.units == nil, b.units == nil, a.requires.isEmpty, a.requiresAny.isEmpty,
      a.limits == .none, a.includesDiscounted || !b.includesDiscounted,
      a.includesProtected || !b.includesProtected
    else { return false }
    let brings =
      a.codes.isEmpty
      || !b.codes.isEmpty
        && Set(b.codes.map(IdentifierKey.init))
          .isSubset(of: a.codes.map(IdentifierKey.init))
    return brings && a.validity.from <= b.validity.from && b.validity.until <= a.validity.until
      && reach.implies(b.when, a.when, &stepsLeft)
  }

  func precedes(_ a: Offer, _ b: Offer) -> Bool {
    a.priority != b.priority ? a.priority > b.priority : IdentifierOrder.precedes(a.id, b.id)
  }

  private func isLineCut(_ offer: Offer) -> Bool {
    guard case .cut(_, let scope) = offer.benefit else { return false }
    return scope != .order
  }

  /// Whether an offer takes something off every line, as far as it does not round to nothing.
  func takesOff(_ offer: Offer) -> Bool {
    guard case .cut(let cut, let scope) = offer.benefit, scope != .order else { return false }
    return switch cut {
    case .percentOff(let rate): rate > .zero
    // Lines whose product lacks the unit get nothing.
    case .amountOff(let amount, let unit): amount > 0 && unit == nil
    case .fixedPrice: false
    }
  }

  /// Whether `a` takes off at least as much as `b` wherever both are open, so that it takes
  /// something off wherever `b` does.
  private func givesAsMuch(_ a: Offer, as b: Offer) -> Bool {
    guard a.base == b.base else { return false }
    switch (a.benefit, b.benefit) {
    case (.cut(let ours, let scope), .cut(let theirs, let other)):
      return scope == other && scope != .order && StaticChecks.givesAsMuch(ours, as: theirs)
    case (.ladder(let ours), .ladder(let theirs)):
      // What is measured and what it is spread over must be the same lines.
      return a.when == b.when && a.includesDiscounted == b.includesDiscounted
        && a.includesProtected == b.includesProtected && givesAsMuch(ours, as: theirs)
    default: return false
    }
  }

  private static func givesAsMuch(_ a: Cut, as b: Cut) -> Bool {
    switch (a, b) {
    case (.percentOff(let mine), .percentOff(let its)): mine > .zero && mine >= its
    case (.amountOff(let mine, let unit), .amountOff(let its, let counted)):
      mine > 0 && mine >= its && unit == counted
    case (.fixedPrice(let mine, let unit), .fixedPrice(let its, let counted)):
      mine <= its && unit == counted
    default: false
    }
  }

  /// Whether a ladder gives at least as much as another at whatever both measure.
  private func givesAsMuch(_ a: Ladder, as b: Ladder) -> Bool {
    guard a.measure == b.measure, a.mode == b.mode, a.per == b.per, a.times == b.times else {
      return false
    }
    guard a.mode == .reached else {
      // Where rungs are counted or filled, only the same rungs compare.
      return a.rungs.map(\.from) == b.rungs.map(\.from)
        && zip(a.rungs, b.rungs).allSatisfy { StaticChecks.givesAsMuch($0.cut, as: $1.cut) }
    }
    return (a.rungs + b.rungs).map(\.from).allSatisfy { reached in
      guard let its = b.rungs.last(where: { $0.from <= reached }) else { return true }
      guard let mine = a.rungs.last(where: { $0.from <= reached }) else { return false }
      return StaticChecks.givesAsMuch(mine.cut, as: its.cut)
    }
  }
}
