// Statements of an offer that nothing draws on (RULES.md U-020).
extension StaticChecks {
  mutating func checkIdle(_ offer: Offer) {
    for (place, why) in idleLimits(offer) + idleCombination(offer) + idleBenefit(offer) {
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
    if offer.limits.budgetUnits != nil, offer.benefit == .mark {
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
    var countsUnits = offer.units != nil
    if case .pattern = offer.benefit { countsUnits = true }
    if offer.combination.sharesUnits, !countsUnits {
      found.append((["sharesUnits"], "shares units, but uses none"))
    }
    if let units = offer.units, let most = units.most, let group = units.groupsOf, most < group {
      found.append((["units", "most"], "takes fewer units than one of its groups has"))
    }
    return found
  }

  private func idleBenefit(_ offer: Offer) -> [Idle] {
    switch offer.benefit {
    case .gift(let gift):
      guard gift.mode == .inclusive, gift.price != 0 else { return [] }
      return [(["gift", "price"], "charges for goods that are carved out of a line")]
    case .cut(.amountOff, _), .mark:
      guard offer.base != nil else { return [] }
      return [(["base"], "states a base, but takes neither percentages nor prices of one")]
    case .cut, .ladder, .pattern, .charge: return []
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
