// Gifts that are not given as they were earned say so (RULES.md O-018).
extension Workspace {
  /// Notes what of a gift stock has cut, or that another product stands for the preferred one.
  mutating func noteAltered(_ chosen: ChosenGift, _ given: Int64, _ only: Int32) {
    let isCut = Int128(given) < chosen.wanted.numerator
    guard given > 0, isCut || chosen.preferred.product != chosen.product else { return }
    scratch.altered.append(
      AlteredGift(
        earned: chosen.wanted.numerator, given: given, product: chosen.product,
        preferred: chosen.preferred, line: only))
  }

  /// Says of the gift formed last what is not given as it was earned.
  mutating func reportAltered(_ offer: Int32, _ result: inout PricedBatch) {
    let rule = RuleRef(.offer, Int(offer))
    for gift in scratch.altered {
      if gift.preferred.product != gift.product {
        // What the dealer may not have is not named.
        let preferred = gift.preferred.isForbidden ? -1 : Int64(gift.preferred.product)
        report(
          .giftReplaced, line: gift.line, rule: rule, a: preferred, c: Int64(gift.product),
          &result)
      }
      if Int128(gift.given) < gift.earned {
        report(
          .giftCut, line: gift.line, rule: rule, a: gift.given, b: Int64(clamping: gift.earned),
          c: Int64(gift.product), &result)
      }
    }
  }
}

/// How much of a gift is earned: whole times, or a proportion.
struct GiftShare {
  var times: Int64 = 0
  var proportion: Ratio?

  var isAny: Bool { times > 0 || (proportion?.numerator ?? 0) > 0 }
}

/// The first product of a gift that is earned, and whether the dealer may have it.
struct PreferredGift {
  var product: Int32
  var isForbidden: Bool
}

/// A product of a gift, with what is given of it and what was earned, thousandths of base units.
struct ChosenGift {
  var product: Int32
  var quantity: Ratio
  var wanted: Ratio
  var preferred: PreferredGift
}
