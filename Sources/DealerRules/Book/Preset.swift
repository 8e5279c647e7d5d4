/// Phases and defaults in the way of a family of systems, so that an author need not state them
/// (RULES.md N-007).
public enum Preset: String, Hashable, Sendable, CaseIterable {
  /// One promotion a line, one an order, one coupon.
  case retailSafe = "retail-safe"
  /// 特价, 单品, 满减, 赠品, 券: each layer on what the one before left.
  case chinaChannel = "china-channel"
  /// Prices by access, conditions that add up on the gross value, header conditions, free goods.
  case sap

  /// The phases in their order.
  public var phases: [Phase] {
    switch self {
    case .retailSafe:
      [
        Preset.choosing("line", per: .line), Preset.choosing("multibuy", per: .unit),
        Preset.choosing("order", per: .order), Preset.choosing("gift", per: .order),
        Preset.choosing("coupon", per: .order),
      ]
    case .chinaChannel:
      [
        Preset.choosing("price", per: .line), Preset.choosing("line", per: .line),
        Preset.choosing("multibuy", per: .unit), Preset.choosing("order", per: .order),
        Phase(id: "gift"), Preset.choosing("coupon", per: .order),
      ]
    case .sap:
      [
        Phase(id: "price", groups: [OfferGroup(id: "access", choice: .first)]),
        Phase(
          id: "item", remainder: .largestLine,
          groups: [OfferGroup(id: "exclusion", choice: .best)]),
        Phase(
          id: "header", remainder: .largestLine,
          groups: [OfferGroup(id: "exclusion", choice: .best, per: .order)]),
        Phase(
          id: "freeGoods", groups: [OfferGroup(id: "access", choice: .first)]),
      ]
    }
  }

  /// What amounts are measured on where an offer does not say.
  public var thresholdBase: MeasureBase { self == .sap ? .list : .opening }

  /// A phase whose offers choose the best among themselves, unless they join the group `all`.
  private static func choosing(_ id: String, per: GroupScope) -> Phase {
    Phase(
      id: id,
      groups: [
        OfferGroup(id: "best", choice: .best, per: per), OfferGroup(id: "all", choice: .all),
      ])
  }
}

extension Preset {
  /// The phase of an offer that states none.
  func phase(of offer: Offer) -> String {
    if case .gift = offer.benefit { return self == .sap ? "freeGoods" : "gift" }
    if self != .sap, !offer.codes.isEmpty { return "coupon" }
    switch offer.benefit {
    case .gift: return "gift"
    case .cut(_, .order): return self == .sap ? "header" : "order"
    case .ladder(let ladder) where ladder.per == .order:
      return self == .sap ? "header" : "order"
    case .charge, .mark: return self == .sap ? "header" : "order"
    case .pattern: return self == .sap ? "item" : "multibuy"
    case .cut(let cut, _):
      if self != .sap, offer.units != nil { return "multibuy" }
      if case .fixedPrice = cut, self != .retailSafe { return "price" }
      return line
    case .ladder: return line
    }
  }

  private var line: String { self == .sap ? "item" : "line" }

  /// The group of an offer that states none, in one of the phases of the preset.
  func group(of offer: Offer, in phase: String) -> String? {
    switch offer.benefit {
    case .charge, .mark: return nil
    case .gift, .cut, .ladder, .pattern: break
    }
    guard let stated = phases.first(where: { IdentifierOrder.areEqual($0.id, phase) }),
      let group = stated.groups.first
    else { return nil }
    if group.per == .unit, !Preset.sharesUnits(offer) { return nil }
    if combinesByGoods(in: phase) { return nil }
    return group.id == "exclusion" ? nil : group.id
  }

  /// Whether offers of a phase of the preset keep out only what has an effect on the same goods.
  private func combinesByGoods(in phase: String) -> Bool {
    self == .chinaChannel && ["order", "coupon"].contains(phase)
  }

  /// The group whose offers join whatever else applies, and the tag of those that do.
  private static let all = "all"

  /// Takes the tag out of what offers combine with where none of them carries it.
  static func dropUnusedTag(_ offers: inout [Offer]) {
    guard !offers.contains(where: { $0.combination.tags.contains(all) }) else { return }
    for index in offers.indices where offers[index].combination.combinesWith == [all] {
      offers[index].combination.combinesWith = []
    }
  }

  /// How an offer that says nothing of it combines with others in a phase of the preset.
  func place(_ offer: inout Offer, in phase: String) {
    guard combinesByGoods(in: phase), offer.combination.tags.isEmpty,
      offer.combination.combinesWith == nil
    else { return }
    switch offer.benefit {
    case .charge, .mark: return
    case .gift, .cut, .ladder, .pattern: break
    }
    if offer.group == Preset.all {
      offer.combination.tags = [Preset.all]
    } else if offer.group == nil {
      offer.combination.combinesWith = [Preset.all]
    }
  }

  /// Whether an offer can stand in a group that chooses per unit (RULES.md O-028).
  private static func sharesUnits(_ offer: Offer) -> Bool {
    switch offer.benefit {
    case .pattern(let pattern):
      return pattern.buy.allSatisfy { slot in
        if case .quantity = slot.need { true } else { false }
      }
    case .cut: return offer.units != nil
    case .ladder, .gift, .charge, .mark: return false
    }
  }

  /// Whether an offer that does not say so touches lines that earlier phases made cheaper.
  func includesDiscounted(in phase: String) -> Bool {
    self != .retailSafe || phase != "multibuy"
  }
}
