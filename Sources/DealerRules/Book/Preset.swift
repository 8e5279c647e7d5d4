/// Phases and defaults in the way of a family of systems, so that an author need not state them
/// (RULES.md N-007).
public enum Preset: String, Hashable, Sendable, CaseIterable {
  /// One promotion a line, the gifts that goods earn, one promotion an order, one coupon.
  case retailSafe = "retail-safe"
  /// 单品 (特价 or 折扣), 多件, 赠品, 满减 and 满折, 券: each layer on what the one before left.
  case chinaChannel = "china-channel"
  /// Prices by access, conditions that add up on the gross value, header conditions, free goods.
  case sap

  /// The phases in their order. Gifts come before what is taken off orders, so that both are
  /// measured on the same amounts.
  public var phases: [Phase] {
    switch self {
    case .retailSafe:
      [
        Phase(
          id: "line",
          groups: [
            OfferGroup(id: "best", choice: .best), OfferGroup(id: "all", choice: .all),
            OfferGroup(id: Preset.multibuy, choice: .best, per: .unit),
          ]),
        Phase(
          id: "gift",
          groups: [
            OfferGroup(id: "best", choice: .best, per: .order),
            OfferGroup(id: "all", choice: .all), OfferGroup(id: "own", choice: .best),
          ]),
        Preset.choosing("order", per: .order), Preset.choosing("coupon", per: .order),
      ]
    case .chinaChannel:
      [
        Preset.choosing("line", per: .line), Preset.choosing("multibuy", per: .unit),
        Phase(id: "gift"), Preset.choosing("order", per: .order, combinePer: .goods),
        Preset.choosing("coupon", per: .order, combinePer: .goods),
      ]
    case .sap:
      [
        Phase(id: "price", groups: [OfferGroup(id: "access", choice: .first)]),
        Phase(
          id: "item", remainder: .roundedLargestLine,
          groups: [OfferGroup(id: "exclusion", choice: .best)]),
        Phase(
          id: "header", remainder: .roundedLargestLine,
          groups: [OfferGroup(id: "exclusion", choice: .best, per: .order)]),
        Phase(
          id: "freeGoods", groups: [OfferGroup(id: "access", choice: .first)]),
      ]
    }
  }

  /// What amounts are measured on where an offer does not say.
  public var thresholdBase: MeasureBase { self == .sap ? .list : .opening }

  /// A phase whose offers choose the best among themselves, unless they join the group `all`.
  private static func choosing(
    _ id: String, per: GroupScope, combinePer: CombineScope = .line
  ) -> Phase {
    Phase(
      id: id, combinePer: combinePer,
      groups: [
        OfferGroup(id: "best", choice: .best, per: per), OfferGroup(id: "all", choice: .all),
      ])
  }
}

extension Preset {
  /// The phase of an offer that states none.
  func phase(of offer: Offer) -> String {
    guard self != .sap else { return sapPhase(of: offer.benefit) }
    if case .gift = offer.benefit { return "gift" }
    if !offer.codes.isEmpty { return "coupon" }
    if Preset.isForOrder(offer) { return "order" }
    return self == .chinaChannel && Preset.countsUnits(offer) ? "multibuy" : "line"
  }

  private func sapPhase(of benefit: Benefit) -> String {
    switch benefit {
    case .gift: return "freeGoods"
    case .cut(_, .order), .charge, .mark: return "header"
    case .ladder(let ladder) where ladder.per == .order: return "header"
    case .cut(.fixedPrice, _): return "price"
    case .cut, .ladder, .pattern: return "item"
    }
  }

  /// Whether an offer is about the order: what it takes off counts on it, or an amount of it must
  /// be reached, as in 满减 and 满折.
  private static func isForOrder(_ offer: Offer) -> Bool {
    switch offer.benefit {
    case .cut(_, .order), .charge, .mark: true
    case .ladder(let ladder): ladder.per == .order || ladder.measure.isOrderAmount
    case .cut(.percentOff, _), .cut(.amountOff, _):
      offer.units == nil
        && (offer.requires + offer.requiresAny).contains { $0.measure.isOrderAmount }
    case .cut, .pattern, .gift: false
    }
  }

  /// Whether an offer is about units: buy X get Y, N for M, the second at half price.
  private static func countsUnits(_ offer: Offer) -> Bool {
    if case .pattern = offer.benefit { return true }
    return offer.units != nil
  }

  /// The group of an offer that states none, in one of the phases of the preset.
  func group(of offer: Offer, in phase: String) -> String? {
    switch offer.benefit {
    case .charge, .mark: return nil
    case .gift(let gift) where self == .retailSafe && phase == "gift":
      if gift.products.isEmpty, gift.mode == .exclusive { return "own" }
      // What certain goods earn is given beside what others do.
      return offer.when.looksAtGoods ? nil : "best"
    case .gift, .cut, .ladder, .pattern: break
    }
    guard let stated = phases.first(where: { IdentifierOrder.areEqual($0.id, phase) }),
      let group = stated.groups.first
    else { return nil }
    if combinesByGoods(in: phase) { return nil }
    if self == .retailSafe, phase == "line", Preset.countsUnits(offer) {
      return Preset.sharesUnits(offer) ? Preset.multibuy : nil
    }
    if group.per == .unit, !Preset.sharesUnits(offer) { return nil }
    return group.id == "exclusion" ? nil : group.id
  }

  /// Whether offers of a phase of the preset keep out only what has an effect on the same goods.
  private func combinesByGoods(in phase: String) -> Bool {
    self == .chinaChannel && ["order", "coupon"].contains(phase)
  }

  /// The group whose offers join whatever else applies, and the tag of those that do.
  private static let all = "all"

  /// Of `retail-safe` the group and the tag of offers on units, which combine among themselves.
  private static let multibuy = "multibuy"

  /// Takes the tag out of what offers combine with where none of them carries it, and out of those
  /// that carry it where none asks for it.
  static func dropUnusedTag(_ offers: inout [Offer]) {
    if !offers.contains(where: { $0.combination.combinesWith?.contains(all) ?? false }) {
      for index in offers.indices where offers[index].combination.tags == [all] {
        offers[index].combination.tags = []
      }
    }
    guard !offers.contains(where: { $0.combination.tags.contains(all) }) else { return }
    for index in offers.indices {
      switch offers[index].combination.combinesWith {
      case [all]: offers[index].combination.combinesWith = []
      case [all, multibuy]: offers[index].combination.combinesWith = [multibuy]
      default: break
      }
    }
  }

  /// How an offer that says nothing of it combines with others in a phase of the preset.
  func place(_ offer: inout Offer, in phase: String) {
    let isLine = self == .retailSafe && phase == "line"
    guard combinesByGoods(in: phase) || isLine, offer.combination.tags.isEmpty,
      offer.combination.combinesWith == nil
    else { return }
    switch offer.benefit {
    case .charge, .mark: return
    case .gift, .cut, .ladder, .pattern: break
    }
    if offer.group == Preset.all {
      offer.combination.tags = [Preset.all]
    } else if isLine {
      // Line offers say nothing: offers on units keep them off the lines they take.
      guard Preset.countsUnits(offer), offer.group ?? Preset.multibuy == Preset.multibuy else {
        return
      }
      offer.combination.tags = [Preset.multibuy]
      offer.combination.combinesWith = [Preset.all, Preset.multibuy]
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
    case .cut(.amountOff, .order) where offer.units?.groupsOf == nil: return false  // Once, O-014.
    case .cut: return offer.units != nil && offer.units?.mostPerLine == nil
    case .ladder, .gift, .charge, .mark: return false
    }
  }
}

extension LineMeasure {
  /// Whether it is an amount of the lines together.
  fileprivate var isOrderAmount: Bool { kind == .amount && each == .order }
}

extension Condition {
  /// Whether it asks anything of a line or its product.
  fileprivate var looksAtGoods: Bool {
    switch self {
    case .all(let parts), .any(let parts): parts.contains { $0.looksAtGoods }
    case .not(let part): part.looksAtGoods
    case .test(let field, _): field.isOfGoods
    }
  }
}

extension ConditionField {
  /// Whether it belongs to a line or its product.
  var isOfGoods: Bool {
    switch self {
    case .product, .productCategory, .productBrand, .productStock, .productAttribute,
      .lineQuantity, .lineUnit, .lineAmount, .lineUnitPrice, .linePriceTable, .lineManual,
      .lineProject, .lineExpires, .lineAttribute:
      true
    default: false
    }
  }
}
