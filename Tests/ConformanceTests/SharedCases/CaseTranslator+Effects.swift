import DealerRules

extension CaseTranslator {
  /// The offers that an effect becomes; none where it gives nothing here.
  func drafts(_ effect: CaseValue, _ promotion: CaseValue) throws -> [OfferDraft] {
    if let currency = effect["currency"]?.text, currency != given["currency"]?.text { return [] }
    var drafts: [OfferDraft]
    switch effect["type"]?.text {
    case "percent_off": drafts = [try percentOff(effect, promotion)]
    case "amount_off": drafts = try amountOff(effect, promotion)
    case "fixed_price": drafts = [try fixedPrice(effect)]
    case "tiered_percent", "tiered_amount": drafts = try tiers(effect, promotion)
    case "amount_off_by_unit_position": drafts = [try byPosition(effect)]
    case "buy_x_get_y": drafts = [try buyAndGet(effect)]
    case "cheapest_free": drafts = [try cheapestFree(effect, promotion)]
    case "bundle_price": drafts = [try bundle(effect, promotion)]
    case "free_gift": drafts = [try gift(effect, promotion)]
    case "margin_percent": drafts = [try margin(effect)]
    case "formula": drafts = [try formulaOnPrice(effect)]
    case "free_shipping": drafts = [charge(.percentOff(.one))]
    case "shipping_percent_off":
      drafts = [charge(.percentOff(try percent(effect["percent"])))]
    case "marker": drafts = [OfferDraft(benefit: .mark)]
    default: throw CaseFault(description: "effect \(effect["type"]?.text ?? "")")
    }
    let filter = try condition(effect["filter"])
    for index in drafts.indices {
      if case .gift = drafts[index].benefit { continue }
      drafts[index].when = CaseTranslator.both(drafts[index].when, filter)
    }
    return drafts
  }

  // MARK: Plain cuts

  private func scope(_ effect: CaseValue) -> CutScope {
    effect["scope"]?.text.flatMap { CutScope(rawValue: $0) } ?? .unit
  }

  /// What a percentage is taken on, as the effect, the promotion or the profile says.
  private func base(_ effect: CaseValue, _ promotion: CaseValue) throws -> OfferBase? {
    switch effect["base"]?.text ?? given["percent_base"]?.text {
    case "original", "original_price", "after_margin": return .opening
    case "running": return .running
    case nil: break
    case let name?: throw CaseFault(description: "percentage of \(name)")
    }
    if profile.baseWithoutBucket != nil, promotion["bucket"] == nil {
      return profile.baseWithoutBucket
    }
    return scope(effect) == .order || promotion["kind"] != nil ? nil : profile.itemBase
  }

  private func percentOff(_ effect: CaseValue, _ promotion: CaseValue) throws -> OfferDraft {
    let rate = min(try percent(effect["percent"]), .one)
    var draft = OfferDraft(benefit: .cut(.percentOff(rate), per: scope(effect)))
    draft.base = try base(effect, promotion)
    draft.units = try units(effect)
    draft.isForOrder = scope(effect) == .order
    draft.cap = try effect["max_amount"].map { try amount($0) }
    // Goods and freight are rounded each by itself.
    if effect["includes_shipping"] == .flag(true) {
      draft.benefit = .cut(.percentOff(rate), per: .line)
    }
    // A percentage of chosen units is one of their line.
    if scope(effect) == .unit, draft.units != nil || profile.usesUnits {
      draft.benefit = .cut(.percentOff(rate), per: .line)
    }
    return draft
  }

  private func amountOff(_ effect: CaseValue, _ promotion: CaseValue) throws -> [OfferDraft] {
    var stated = effect["amount"]
    if let amounts = effect["amount_by_currency"] { stated = amounts[currency.code] }
    guard let stated else { return [] }
    let amount = try self.amount(stated)
    var draft = OfferDraft(benefit: .cut(.amountOff(amount), per: scope(effect)))
    draft.units = try units(effect)
    draft.isForOrder = scope(effect) == .order
    draft.cap = try effect["max_amount"].map { try self.amount($0) }
    if draft.units != nil { draft.base = try base(effect, promotion) }
    guard scope(effect) == .line else { return [draft] }
    if let group = effect["per_complete_group_of"] {
      let rung = Rung(from: try quantity(group).thousandths, cut: .amountOff(amount))
      draft.units = nil
      draft.benefit = .ladder(
        Ladder(measure: LineMeasure(.quantity()), rungs: [rung], mode: .repeating, per: .order))
    } else if draft.units != nil, profile.lineAmountsPerUnit {
      draft.benefit = .cut(.amountOff(amount), per: .unit)
    }
    return [draft]
  }

  private func fixedPrice(_ effect: CaseValue) throws -> OfferDraft {
    let cut = Cut.fixedPrice(try amount(effect["price"]))
    var draft = OfferDraft(benefit: .cut(cut, per: scope(effect)))
    draft.isForOrder = scope(effect) == .order
    draft.units = try units(effect)
    return draft
  }

  private func margin(_ effect: CaseValue) throws -> OfferDraft {
    let added = try percent(effect["percent"])
    guard let rate = Rate(millionths: -added.millionths) else {
      throw CaseFault(description: "a margin of \(added)")
    }
    return OfferDraft(benefit: .cut(.percentOff(rate), per: .unit), isMargin: true)
  }

  private func formulaOnPrice(_ effect: CaseValue) throws -> OfferDraft {
    switch try formula(effect["formula"]?.text ?? "") {
    case .amount(0): return OfferDraft(benefit: .cut(.percentOff(.one), per: .unit))
    case .amount(let price): return OfferDraft(benefit: .cut(.fixedPrice(price), per: .unit))
    case .derived(let value):
      guard value.base != .cost else { throw CaseFault(description: "a promotion on the cost") }
      return OfferDraft(benefit: .cut(.percentOff(try rest(value.factor)), per: .unit))
    }
  }

  private func charge(_ cut: Cut) -> OfferDraft {
    OfferDraft(benefit: .charge(TranslatedCase.freightCharge, cut), isForOrder: true)
  }

  // MARK: Units

  /// Which units an effect touches; `nil` for all.
  private func units(_ effect: CaseValue) throws -> UnitLimit? {
    let select = effect["select"]
    var limit = UnitLimit(select: selection(select?["order"]?.text ?? select?.text))
    let stated = select?["units"] ?? effect["max_units"]
    if let stated {
      let count = try quantity(stated)
      if profile.limitsUnitsPerLine { limit.mostPerLine = count } else { limit.most = count }
    }
    if let most = effect["max_units_per_line"] { limit.mostPerLine = try quantity(most) }
    if let group = effect["per_complete_group_of"] {
      limit.groupsOf = try quantity(group)
      limit.select = .lineOrder
    }
    if let step = effect["quantity_step"] ?? effect["units_per_application"],
      try quantity(step) > .zero
    {
      limit.groupsOf = try quantity(step)
    }
    let isLimited = limit.most != nil || limit.mostPerLine != nil || limit.groupsOf != nil
    return isLimited ? limit : nil
  }

  private func selection(_ name: String?) -> UnitSelection {
    switch name {
    case "cheapest": .cheapest
    case "dearest": .dearest
    default: profile.select
    }
  }

  // MARK: Tiers

  private func tiers(_ effect: CaseValue, _ promotion: CaseValue) throws -> [OfferDraft] {
    let rungs = try rungs(effect)
    let scope: CutScope = effect["type"]?.text == "tiered_amount" ? .unit : .line
    let measure = try measure(of: effect)
    var draft = OfferDraft(benefit: .mark, base: try base(effect, promotion))
    if let units = try units(effect) {
      // Tiers on chosen units are one promotion for each tier.
      return rungs.enumerated().map { index, rung in
        let below = index + 1 < rungs.count ? rungs[index + 1].from : nil
        var tier = draft
        tier.benefit = .cut(rung.cut, per: scope)
        tier.units = units
        tier.requires = [Threshold(measure, MeasureBounds(from: rung.from, below: below))]
        return tier
      }
    }
    let mode: LadderMode = isGraduated(effect) ? .graduated : .reached
    guard effect["accumulate"]?.text == "previous_lines_of_same_product" else {
      draft.benefit = .ladder(Ladder(measure: measure, rungs: rungs, mode: mode, per: scope))
      return [draft]
    }
    return Set(orderLines.compactMap { $0["sku"]?.text }).sorted().map { sku in
      var own = draft
      let all = LineMeasure(.quantity())
      own.benefit = .ladder(Ladder(measure: all, rungs: rungs, mode: mode, per: scope))
      own.when = .test(.product, .isIn([sku]))
      return own
    }
  }

  private func isGraduated(_ effect: CaseValue) -> Bool {
    effect["tier_mode"]?.text == "graduated"
  }

  private func measure(of effect: CaseValue) throws -> LineMeasure {
    if effect["basis"]?.text == "order_subtotal" {
      return LineMeasure(.amount, of: goods, base: profile.subtotals)
    }
    let isTogether =
      effect["basis"]?.text == "eligible_quantity"
      || effect["tier_basis"]?.text == "filter_qty_across_lines"
    return LineMeasure(.quantity(), each: isTogether ? .order : .line)
  }

  private func rungs(_ effect: CaseValue) throws -> [Rung] {
    let isAmount = effect["basis"]?.text == "order_subtotal"
    let isGraduated = isGraduated(effect)
    var rungs: [Rung] = []
    if let base = effect["base_percent"] {
      rungs.append(Rung(from: 0, cut: .percentOff(try percent(base))))
    }
    var end: Int64?
    for tier in effect["tiers"]?.items ?? [] {
      var from: Int64 = end.map { isGraduated ? $0 : $0 + 1 } ?? 0
      if let stated = tier["from"] ?? tier["min_qty"] {
        from = isAmount ? try amount(stated) : try quantity(stated).thousandths
        // A graduated tier begins when the units below it are full.
        if isGraduated { from = max(0, from - 1000) }
      }
      rungs.append(Rung(from: from, cut: try cut(tier)))
      end = tier["max_qty"].flatMap { Quantity($0.text ?? "") }?.thousandths
    }
    if let end, let last = rungs.last {
      rungs.append(Rung(from: isGraduated ? end : end + 1, cut: nothing(like: last.cut)))
    }
    return rungs
  }

  private func cut(_ tier: CaseValue) throws -> Cut {
    if let percent = tier["percent"] { return .percentOff(try self.percent(percent)) }
    return .amountOff(try amount(tier["amount"]))
  }

  private func nothing(like cut: Cut) -> Cut {
    if case .percentOff = cut { return .percentOff(.zero) }
    return .amountOff(0)
  }

  private func byPosition(_ effect: CaseValue) throws -> OfferDraft {
    let first = try amount(effect["first_unit"])
    let further = try amount(effect["each_additional"])
    var rungs = [
      Rung(from: 0, cut: .amountOff(first)), Rung(from: 1000, cut: .amountOff(further)),
    ]
    if let most = effect["max_units"] {
      rungs.append(Rung(from: try quantity(most).thousandths, cut: .amountOff(0)))
    }
    let measure = LineMeasure(.quantity(), each: .line)
    return OfferDraft(
      benefit: .ladder(Ladder(measure: measure, rungs: rungs, mode: .graduated, per: .unit)))
  }
}
