import DealerRules

/// An effect of a promotion on its way to an offer.
struct OfferDraft {
  var benefit: Benefit
  var when: Condition = .always
  var requires: [Threshold] = []
  var units: UnitLimit?
  var base: OfferBase?
  var cap: Int64?
  /// It counts on the order as a whole.
  var isForOrder = false
  /// It works on the price, whatever its promotion is.
  var isMargin = false

  /// Whether the lines of the offer can choose it as the best.
  var isChosen: Bool {
    switch benefit {
    case .cut, .ladder, .pattern: true
    case .gift, .charge, .mark: false
    }
  }
}

extension CaseTranslator {
  var promotions: [CaseValue] { given["promotions"]?.items ?? [] }

  /// Phases and offers.
  mutating func addPromotions() throws {
    for step in profile.steps { result.book.phases.append(phase(step)) }
    result.promotions = promotions.map { $0["name"]?.text ?? "" }
    try addManualDiscounts()
    guard given["order"]?["ignore_rules"] != .flag(true) else { return }
    for (place, position) in runOrder().enumerated() {
      let promotion = promotions[position]
      var count = 0
      for effect in promotion["effects"]?.items ?? [] {
        guard !(promotion["kind"] != nil && isPriceOfUnit(effect)) else { continue }
        for draft in try drafts(effect, promotion) {
          count += 1
          try add(draft, effect, position, place: place, count: count)
        }
      }
    }
  }

  private func phase(_ step: ProfileStep) -> Phase {
    let scale = step.isExact ? 6 : digits
    return Phase(
      id: step.id, base: step.base, point: step.isExact ? .none : .line,
      rounding: Rounding(step.rounding, scale: scale), remainder: step.remainder,
      mode: step.mode, exclusivity: Exclusivity(per: .order, strictFirst: true),
      floor: step.keepsFloor ? CaseTranslator.minimumKind : nil)
  }

  // MARK: Order

  /// The positions of promotions in the order in which the system runs them.
  private func runOrder() -> [Int] {
    let codes = (given["order"]?["coupons"]?.words ?? []).map(fold)
    let ranks = promotions.map { promotion -> [Int] in
      var ranks: [Int] = []
      switch profile.order {
      case .declared: break
      case .larger(let name): ranks.append(-(promotion[name]?.whole ?? 0))
      case .smaller(let name, let absentLast):
        ranks.append(promotion[name]?.whole ?? (absentLast ? Int.max : 0))
      case .coupons:
        let own = promotion["coupon_codes"]?.words.map(fold) ?? []
        ranks.append(own.compactMap { codes.firstIndex(of: $0) }.min() ?? -1)
      }
      guard profile.namedFirst else { return ranks }
      let named = specificity(promotion)
      return [named >= 2 ? 0 : 1] + ranks + [-named]
    }
    return promotions.indices.sorted { a, b in
      (ranks[a] + [a]).lexicographicallyPrecedes(ranks[b] + [b])
    }
  }

  /// How closely a promotion names what it is for: 3 products, 2 what they are variants of,
  /// 1 categories, 0 everything.
  private func specificity(_ promotion: CaseValue) -> Int {
    let filters = (promotion["effects"]?.items ?? []).compactMap { $0["filter"] }
    let templates = Set(products.compactMap { $0["variant_of"]?.text })
    let skus = filters.flatMap { $0["sku_in"]?.words ?? [] }
    if !skus.isEmpty { return skus.allSatisfy(templates.contains) ? 2 : 3 }
    return filters.contains { $0["category_in"] != nil } ? 1 : 0
  }

  /// The number that says whether two promotions stand at the same place.
  private func rank(_ promotion: CaseValue) -> Int {
    (promotion["priority"]?.whole ?? 0) * 10 + specificity(promotion)
  }

  func fold(_ code: String) -> String { profile.foldsCodes ? code.uppercased() : code }

  // MARK: Offers

  private mutating func add(
    _ draft: OfferDraft, _ effect: CaseValue, _ position: Int, place: Int, count: Int
  ) throws {
    let promotion = promotions[position]
    guard let step = step(of: draft, promotion) else {
      throw CaseFault(description: "no step takes \(promotion["name"]?.text ?? "a promotion")")
    }
    let conditions = try conditions(promotion)
    let isSaleExcluded = promotion["applies_to_discounted"] == .flag(false)
    var when = [draft.when] + conditions.when + lineExclusions(effect)
    var requires = conditions.requires + draft.requires
    if isSaleExcluded {
      let onSale = Condition.test(.productAttribute(CaseTranslator.onSale), .flag(true))
      when.append(.not(onSale))
      if profile.orderCouponsNeedFullPrices, draft.isForOrder {
        let measure = LineMeasure(.lines, of: CaseTranslator.both(goods, onSale))
        requires.append(Threshold(measure, MeasureBounds(upTo: 0)))
      }
    }
    let id = "\(result.promotions[position]) \(position + 1).\(count)"
    var offer = Offer(
      id: id, phase: step.id, priority: priority(place, count, step),
      validity: try validity(promotion["validity"]),
      status: promotion["enabled"] == .flag(false) ? .draft : .published,
      when: CaseTranslator.all(when), requires: requires,
      codes: (promotion["coupon_codes"]?.words ?? []).map(fold), benefit: draft.benefit,
      units: units(draft), base: draft.base, limits: try limits(promotion["limits"]),
      includesDiscounted: !isSaleExcluded)
    offer.combination = combination(draft, promotion)
    offer.group = group(draft, position, step)
    result.offers[id] = OfferNote(
      promotion: position, isForOrder: draft.isForOrder,
      isPriceStage: isPriceStage(step), rank: rank(promotion))
    result.used[id] = try used(promotion)
    result.book.offers.append(offer)
  }

  /// Larger for what runs earlier.
  private func priority(_ place: Int, _ count: Int, _ step: ProfileStep) -> Int32 {
    let isReversed = if case .firstUnlessCombinable = step.choice { allCombine } else { false }
    return Int32((isReversed ? place : promotions.count - place) * 100 - count)
  }

  private func isPriceStage(_ step: ProfileStep) -> Bool {
    switch step.takes {
    case .margins, .prices: true
    default: false
    }
  }

  private func step(of draft: OfferDraft, _ promotion: CaseValue) -> ProfileStep? {
    let kind = promotion["kind"]?.text
    return profile.steps.first { step in
      switch step.takes {
      case .margins: kind == "margin" || draft.isMargin
      case .prices: kind != nil
      case .lane(let name): promotion["lane"]?.text == name
      case .items: !draft.isForOrder
      case .rest: true
      }
    }
  }

  /// Lines that no promotion of the case may touch, and freight where the effect leaves it alone.
  private func lineExclusions(_ effect: CaseValue) -> [Condition] {
    var parts: [Condition] = []
    let flag = CaseTranslator.fullPriceOnly
    if result.book.products.contains(where: { $0.attributes[flag] != nil }) {
      parts.append(.not(.test(.productAttribute(flag), .flag(true))))
    }
    if profile.typedReplaces, orderLines.contains(where: { $0["manual_discount"] != nil }) {
      parts.append(.not(.test(.lineAttribute("typed"), .exists)))
    }
    if hasFreightLine, effect["includes_shipping"] != .flag(true) {
      parts.append(.not(.test(.product, .isIn([TranslatedCase.freight]))))
    }
    // Parts of a kit are touched only by what names them.
    if hasParts, effect["filter"] == nil { parts.append(goods) }
    return parts
  }

  private func units(_ draft: OfferDraft) -> UnitLimit? {
    guard draft.units == nil, profile.usesUnits, case .cut = draft.benefit else {
      return draft.units
    }
    return UnitLimit(select: profile.select)
  }

  private func combination(_ draft: OfferDraft, _ promotion: CaseValue) -> Combination {
    var combination = Combination(cap: draft.cap)
    if profile.obeysExclusive, promotion["exclusive"] == .flag(true) {
      combination.exclusive = .strict
    }
    combination.sharesUnits =
      !profile.touchesUnitsOnce
      || profile.usesUnits && promotion["exclusive"] == .flag(false)
    if promotion["stop_further"] == .flag(true) {
      combination.stop = profile.stopsLines ? .line : .order
    }
    return combination
  }

  /// The group of an offer, declared in its phase when it is new.
  private mutating func group(
    _ draft: OfferDraft, _ position: Int, _ step: ProfileStep
  ) -> String? {
    let promotion = promotions[position]
    var group: OfferGroup?
    if let name = promotion["exclusive_group"]?.text {
      group = OfferGroup(id: name, choice: profile.groupChoice, per: .order, giftValue: .none)
    } else if promotion["concurrency"]?.text == "best_price" {
      group = OfferGroup(id: "best price", choice: .best, per: competesForUnits ? .unit : .order)
    } else if given["combination"]?.text == "best_of_order", !isPriceStage(step) {
      group = OfferGroup(id: "best of the order", choice: .best, per: .order)
    } else if draft.isChosen {
      group = self.group(step)
    }
    if group == nil, (promotion["effects"]?.items.count ?? 0) > 1 {
      // The effects of one promotion are measured together and stand or fall together.
      group = OfferGroup(id: "effects of \(result.promotions[position])", choice: .all)
    }
    guard let group, let phase = result.book.phases.firstIndex(where: { $0.id == step.id })
    else { return nil }
    if !result.book.phases[phase].groups.contains(where: { $0.id == group.id }) {
      result.book.phases[phase].groups.append(group)
    }
    return group.id
  }

  /// All promotions of which the best are sought need units of their own.
  private var competesForUnits: Bool {
    let rivals = promotions.filter { $0["concurrency"]?.text == "best_price" }
    return rivals.flatMap { $0["effects"]?.items ?? [] }.allSatisfy { effect in
      effect["type"]?.text == "buy_x_get_y" || effect["units_per_application"] != nil
        || effect["max_units"] != nil
    }
  }

  private func group(_ step: ProfileStep) -> OfferGroup? {
    switch step.choice {
    case .all: return nil
    case .bestPerLine: return OfferGroup(id: "best", choice: .best)
    case .bestPerOrder: return OfferGroup(id: "best", choice: .best, per: .order)
    case .firstUnlessCombinable:
      return allCombine ? nil : OfferGroup(id: "first", choice: .first)
    }
  }

  /// Every promotion on the price says that it combines with others.
  private var allCombine: Bool {
    promotions.allSatisfy { $0["kind"] == nil || $0["combinable"] == .flag(true) }
  }

  private func limits(_ stated: CaseValue?) throws -> OfferLimits {
    var limits = OfferLimits(isPartial: profile.cutsToBudget)
    let isUnlimited = profile.zeroUsesIsUnlimited && stated?["max_uses"]?.whole == 0
    if !isUnlimited { limits.uses = stated?["max_uses"]?.whole.map { Int64($0) } }
    limits.usesPerCustomer = stated?["max_uses_per_customer"]?.whole.map { Int64($0) }
    limits.budget = try stated?["budget"].map { try amount($0) }
    if profile.countsUnits { limits.budgetUnits = Quantity.bounds.upperBound }
    return limits
  }
}
