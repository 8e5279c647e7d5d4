import DealerRules

extension CaseTranslator {
  // MARK: Buy and get

  func buyAndGet(_ effect: CaseValue) throws -> OfferDraft {
    guard let buy = effect["buy"], let get = effect["get"] else {
      throw CaseFault(description: "buy_x_get_y without buy or get")
    }
    let bought = try quantity(buy["qty"])
    let given = try quantity(get["qty"])
    if effect["adds_free_units"] == .flag(true) {
      let measure = LineMeasure(.quantity(), of: try goods(buy["filter"]))
      let products = get["filter"]?["sku_in"]?.words ?? []
      return OfferDraft(
        benefit: .gift(
          Gift(
            products: products, quantity: given, measure: measure,
            forEvery: bought.thousandths)))
    }
    let isWhole = get["apply_to"]?.text == "xy_total"
    let repeats = effect["repeat"].map { $0 == .flag(true) } ?? profile.repeatsSets
    var pattern = OfferPattern(
      get: [PatternSlot(of: try slot(get), .quantity(given))], cut: try cut(of: get),
      isPerSet: isWhole && get["amount_off"] != nil,
      times: try effect["max_repeats"].map { try quantity($0).thousandths / 1000 }
        ?? (repeats ? nil : 1),
      isPartial: effect["partial_reward"] == .flag(true),
      isSameLine: effect["same_line"] == .flag(true),
      select: get["select"]?.text.flatMap { UnitSelection(rawValue: $0) } ?? profile.select)
    if isWhole {
      // The cut falls on bought and given units together.
      pattern.get = [PatternSlot(.quantity(try sum(bought, given)))]
    } else {
      pattern.buy = [PatternSlot(of: try slot(buy), .quantity(bought))]
    }
    return OfferDraft(benefit: .pattern(pattern))
  }

  private func slot(_ side: CaseValue) throws -> Condition? {
    try side["filter"].map { try goods($0) }
  }

  private func sum(_ a: Quantity, _ b: Quantity) throws -> Quantity {
    guard let sum = Quantity(thousandths: a.thousandths + b.thousandths) else {
      throw CaseFault(description: "\(a) and \(b) are too many")
    }
    return sum
  }

  private func cut(of side: CaseValue) throws -> Cut {
    if let percent = side["percent_off"] ?? side["percent"] {
      return .percentOff(try self.percent(percent))
    }
    if let amount = side["amount_off_per_unit"] ?? side["amount_off"] {
      return .amountOff(try self.amount(amount))
    }
    throw CaseFault(description: "buy_x_get_y without a cut")
  }

  /// How often a promotion may be applied in one order.
  private func applications(_ promotion: CaseValue) -> Int64? {
    promotion["limits"]?["max_applications_per_order"]?.whole.map { Int64($0) }
  }

  func cheapestFree(_ effect: CaseValue, _ promotion: CaseValue) throws -> OfferDraft {
    let free = try quantity(effect["units"])
    var pattern = OfferPattern(
      get: [PatternSlot(.quantity(free))], cut: .percentOff(.one),
      times: applications(promotion), select: .cheapest, selectBuy: .dearest)
    let reached = promotion["conditions"]?.items.first { condition in
      condition["type"]?.text == "order_subtotal_gte"
    }
    if let group = effect["group_size"] {
      let paid = try quantity(group).thousandths - free.thousandths
      if let paid = Quantity(thousandths: paid), paid > .zero {
        pattern.buy = [PatternSlot(.quantity(paid))]
      }
    } else if let amount = reached?["amount"] {
      pattern.buy = [PatternSlot(.amount(try self.amount(amount)))]
    }
    return OfferDraft(benefit: .pattern(pattern))
  }

  func bundle(_ effect: CaseValue, _ promotion: CaseValue) throws -> OfferDraft {
    OfferDraft(
      benefit: .pattern(
        OfferPattern(
          get: [PatternSlot(.quantity(try quantity(effect["group_size"])))],
          cut: .fixedPrice(try amount(effect["price"])), isPerSet: true,
          times: applications(promotion), select: .cheapest)))
  }

  // MARK: Gifts

  func gift(_ effect: CaseValue, _ promotion: CaseValue) throws -> OfferDraft {
    guard let sku = effect["sku"]?.text else {
      throw CaseFault(description: "a gift without product")
    }
    var gift = Gift(products: [sku], quantity: try quantity(effect["qty"]))
    let conditions = promotion["conditions"]?.items ?? []
    let qualifying = conditions.compactMap { $0["filter"] }.first
    if let every = effect["per_qty"] {
      let filter = effect["filter"] ?? .object(["sku_in": .list([.text(sku)])])
      gift.measure = LineMeasure(.quantity(), of: try goods(filter))
      gift.forEvery = try quantity(every).thousandths
    } else if let every = effect["repeat"]?["every"] {
      gift.measure = LineMeasure(.quantity(), of: try goods(effect["filter"] ?? qualifying))
      gift.forEvery = try quantity(every).thousandths
    } else if effect["repeat"]?.text == "per_qualifying_unit" {
      gift.measure = LineMeasure(.quantity(), of: try goods(effect["filter"] ?? qualifying))
      gift.forEvery = Quantity.one.thousandths
    }
    switch effect["calculation"]?.text {
    case "prorata": gift.rule = .proportional
    case "whole_unit": gift.rule = .wholeUnit
    default: gift.rule = .unitRelated
    }
    if effect["mode"]?.text == "inclusive" { gift.mode = .inclusive }
    if let price = effect["unit_price"] { gift.price = try amount(price) }
    var draft = OfferDraft(benefit: .gift(gift))
    if gift.mode == .inclusive { draft.when = product(isIn: [sku]) }
    return draft
  }
}
