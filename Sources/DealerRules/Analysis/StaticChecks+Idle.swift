// Statements of an offer that nothing draws on (RULES.md U-020).
extension StaticChecks {
  mutating func checkIdle(_ offer: Offer) {
    let idle = idleLimits(offer) + idleCombination(offer) + idleUnits(offer) + idleBenefit(offer)
    for (place, why) in idle {
      // In a table what stands in an object is a column of its own.
      add(
        .idleStatement, "offer \(Diagnostic.quote(offer.id)) \(why)",
        help: "leave it out", at: offer.origin, fields: place, path: Array(place.dropFirst()))
    }
  }

  /// A group that shares units takes the best sets, whatever it says.
  mutating func checkIdleGroups() {
    for phase in book.phases {
      for group in phase.groups where group.per == .unit && group.choice != .best {
        add(
          .idleStatement,
          "group \(Diagnostic.quote(group.id)) shares units, which takes the best sets",
          help: "write `\"choice\": \"best\"`, or another `per`", at: group.origin,
          fields: ["choice"])
      }
    }
  }

  /// Who is in a group is the caller's to say (RULES.md A-014).
  mutating func checkIdleGroupBuys() {
    for agreement in book.agreements {
      guard case .groupBuy = agreement.promise, agreement.when != .always else { continue }
      add(
        .idleStatement,
        "agreement \(Diagnostic.quote(agreement.id)) is a group buy, which takes the orders that "
          + "it is given",
        help: "leave `when` out, and settle the orders of the group alone", at: agreement.origin,
        fields: ["when"])
    }
  }

  /// The way to what is stated, and what is to be said of it.
  private typealias Idle = (place: [String], why: String)

  private func idleLimits(_ offer: Offer) -> [Idle] {
    var found: [Idle] = []
    let takesMoney = takesMoney(offer.benefit)
    if offer.limits.budget != nil, !takesMoney {
      found.append((["limits", "budget"], "has a budget of money, but takes none off"))
    }
    if offer.limits.budgetUnits != nil, !touchesUnits(offer.benefit) {
      found.append((["limits", "budgetUnits"], "has a budget of units, but touches none"))
    }
    if !offer.limits.isPartial, offer.limits.budget == nil, offer.limits.budgetUnits == nil {
      found.append((["limits", "partial"], "refuses parts of a budget that it does not have"))
    }
    for (name, cap) in [
      ("cap", offer.combination.cap), ("capPerLine", offer.combination.capPerLine),
    ]
    where cap != nil && !takesMoney {
      found.append(([name], "caps amounts, but takes none off"))
    }
    return found
  }

  private func idleCombination(_ offer: Offer) -> [Idle] {
    var found: [Idle] = []
    if offer.combination.sharesUnits, !countsUnits(offer) {
      found.append((["sharesUnits"], "shares units, but uses none"))
    }
    return found + idleForCharge(offer)
  }

  /// Charges are cut after every phase: of what combines only `cap` matters to them (RULES.md
  /// O-019).
  private func idleForCharge(_ offer: Offer) -> [Idle] {
    guard case .charge = offer.benefit else { return [] }
    let combination = offer.combination
    let stated = [
      ("group", offer.group != nil), ("exclusive", combination.exclusive != .no),
      ("stop", combination.stop != .no), ("tags", !combination.tags.isEmpty),
      ("combinesWith", combination.combinesWith != nil),
      ("capPerLine", combination.capPerLine != nil), ("base", offer.base != nil),
    ]
    return stated.filter(\.1).map { ([$0.0], "cuts a charge, for which `\($0.0)` means nothing") }
  }

  private func idleUnits(_ offer: Offer) -> [Idle] {
    guard let units = offer.units else { return [] }
    if let most = units.most, let group = units.groupsOf, most < group {
      return [(["units", "most"], "takes fewer units than one of its groups has")]
    }
    guard isBoundless(units), case .cut(.percentOff, _) = offer.benefit, offer.group == nil,
      offer.limits.budgetUnits == nil, book.guards.isEmpty
    else { return [] }
    // Beside others all units of its lines would be used, or some of them be used before.
    let isAlone = !published.contains {
      IdentifierOrder.areEqual($0.phase, offer.phase)
        && !IdentifierOrder.areEqual($0.id, offer.id) && countsUnits($0)
    }
    return isAlone ? [(["units"], "touches all units, as it does without `units`")] : []
  }

  private func isBoundless(_ units: UnitLimit) -> Bool {
    units.most == nil && units.mostPerLine == nil && units.groupsOf == nil && units.unit == nil
  }

  private func countsUnits(_ offer: Offer) -> Bool {
    if case .pattern = offer.benefit { return true }
    return offer.units != nil
  }

  private func idleBenefit(_ offer: Offer) -> [Idle] {
    switch offer.benefit {
    case .gift(let gift):
      guard gift.mode == .inclusive, gift.price != 0 else { return [] }
      return [(["gift", "price"], "charges for goods that are carved out of a line")]
    case .cut(.amountOff, _), .mark:
      guard offer.base != nil else { return [] }
      return [(["base"], "states a base, but takes neither percentages nor prices of one")]
    case .pattern(let pattern): return idlePattern(pattern, offer)
    case .cut, .ladder, .charge: return []
    }
  }

  private func idlePattern(_ pattern: OfferPattern, _ offer: Offer) -> [Idle] {
    var found: [Idle] = []
    if pattern.isPartial, pattern.isPerSet {
      found.append((["pattern", "partial"], "lets a set lack units, but counts whole sets"))
    } else if pattern.isPartial, group(of: offer)?.per == .unit {
      found.append(
        (["pattern", "partial"], "lets a set lack units, but its group makes whole sets"))
    }
    // Who states what holds anyway is not told.
    if pattern.buy.isEmpty, pattern.selectBuy != .dearest {
      found.append((["pattern", "selectBuy"], "says which units are bought, but buys none"))
    }
    return found
  }

  private func group(of offer: Offer) -> OfferGroup? {
    guard let id = offer.group else { return nil }
    return book.phases.first { IdentifierOrder.areEqual($0.id, offer.phase) }?
      .groups.first { IdentifierOrder.areEqual($0.id, id) }
  }

  /// Whether there are units that a budget of them could count (RULES.md O-027).
  private func touchesUnits(_ benefit: Benefit) -> Bool {
    switch benefit {
    case .mark, .charge: false
    case .cut, .ladder, .pattern, .gift: true
    }
  }

  private func takesMoney(_ benefit: Benefit) -> Bool {
    switch benefit {
    case .mark: false
    case .gift(let gift): gift.mode == .inclusive
    case .cut, .ladder, .pattern, .charge: true
    }
  }
}
