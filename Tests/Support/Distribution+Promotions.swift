extension Distribution {
  /// Whether patterns, gifts and all that goes with them are compared.
  private static var comparesGoods: Bool {
    OfferFamily.current.isSuperset(of: OfferFamily.goods)
  }

  /// Kinds of promotion that must be applied to at least 1 % of orders.
  static let goods: [String] =
    !comparesGoods
    ? []
    : [
      "benefit.freeGoods", "benefit.mark", "charge.gift", "charge.percentOff", "coupon",
      "finding.chargeReduced", "finding.couponUnknown", "finding.giftOutOfStock",
      "finding.giftPrice", "finding.marked", "gift.choice", "gift.cut", "gift.each.line",
      "gift.each.order", "gift.exclusive", "gift.inclusive", "gift.once", "gift.other",
      "gift.price", "gift.proportional", "gift.same", "gift.unitRelated", "gift.wholeUnit",
      "limit", "limit.budget", "limit.budgetCut", "limit.budgetUnits", "limit.uses",
      "lost.couponMissing", "lost.limitReached", "pattern.amount", "pattern.amountOff.set",
      "pattern.amountOff.unit", "pattern.buyOnLines", "pattern.getOnLines", "pattern.getSlots",
      "pattern.packs", "pattern.percentOff.unit", "pattern.sameLine", "pattern.sets",
      "units.cheapest",
      "units.dearest", "units.groupsOf", "units.lineOrder", "units.most", "units.mostPerLine",
      "units.shared", "units.usedBefore",
    ]

  /// Kinds of promotion that must be applied to at least one of 1,000 orders.
  static let rarePromotions: [String] =
    !comparesGoods
    ? []
    : [
      "charge.amountOff", "charge.fixedPrice", "error.badFacts", "limit.budgetShort",
      "limit.usesPerCustomer", "threshold.any", "units.packs", "pattern.fixedPrice.set",
      "pattern.fixedPrice.unit",
      "pattern.partial", "tags.goods", "tags.goods.broken",
    ]
}
