// What an offer states beyond whom and what it is for, as columns (RULES.md O-010 … O-027).
extension OfferCompiler {
  /// Appends the terms of an offer.
  mutating func addTerms(
    _ offer: Offer, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    var terms = OfferTerms()
    let phase = table.phases.first { IdentifierOrder.areEqual($0.id, offer.phase) }
    terms.base = offer.base ?? phase?.base ?? .opening
    addCombination(offer, &terms, &catalog)
    terms.thresholds = addThresholds(offer.requires, offer, &catalog, &conditions)
    terms.anyThresholds = addThresholds(offer.requiresAny, offer, &catalog, &conditions)
    let codes = Int32(table.codeLists.count)
    for code in offer.codes { table.codeLists.append(table.codes.intern(code)) }
    terms.codes = codes..<Int32(table.codeLists.count)
    if let units = offer.units {
      terms.units = Int32(table.unitLimits.count)
      let unit = units.unit.map { catalog.texts.intern($0) } ?? -1
      checkUnit(unit, offer, catalog)
      table.unitLimits.append(UnitTerms(limit: units, unit: unit))
    }
    var cut = CutTerms()
    switch offer.benefit {
    case .cut(let stated, let per):
      cut = self.cut(stated, &catalog)
      terms.per = per
    case .ladder(let ladder):
      terms.kind = .ladder
      terms.per = ladder.per
      terms.detail = addLadder(ladder, offer, &catalog, &conditions)
    case .pattern(let pattern):
      terms.kind = .pattern
      terms.detail = addPattern(pattern, offer, &catalog, &conditions)
    case .gift(let gift):
      terms.kind = .gift
      terms.detail = addGift(gift, offer, &catalog, &conditions)
    case .charge(let id, let stated):
      terms.kind = .charge
      cut = self.cut(stated, &catalog)
      terms.detail = chargeIndex[id] ?? -1
      table.chargeOffers.append(Int32(table.terms.count))
    case .mark: terms.kind = .mark
    }
    checkUnit(cut.unit, offer, catalog)
    terms.isLineLocal = isLineLocal(offer, terms, phase)
    table.byID[offer.id] = Int32(table.terms.count)
    table.cut.append(cut)
    table.terms.append(terms)
  }

  /// Lets groups choose once for the order where they hold more than cuts, save those of nothing
  /// but gifts of each line's own product (RULES.md O-006).
  mutating func chooseForOrders(_ offers: [Offer]) {
    var ownGoods: Set<Int32> = []
    var others: Set<Int32> = []
    for offer in offers {
      guard let group = offer.group.flatMap({ groupIndex[offer.phase + "\u{0}" + $0] }) else {
        continue
      }
      switch offer.benefit {
      case .pattern where table.groups[Int(group)].per == .unit: break
      case .gift(let gift) where gift.products.isEmpty && gift.mode == .exclusive:
        ownGoods.insert(group)
      case .pattern, .gift, .mark: table.groups[Int(group)].per = .order
      case .cut, .ladder: others.insert(group)
      case .charge: break
      }
    }
    for group in ownGoods.intersection(others) { table.groups[Int(group)].per = .order }
  }

  /// Whether the line kernel gives what the order executor would.
  private func isLineLocal(_ offer: Offer, _ terms: OfferTerms, _ phase: Phase?) -> Bool {
    guard let phase, terms.kind == .cut, terms.per != .order else { return false }
    if phase.combinePer == .goods, case .cut(.fixedPrice, _) = offer.benefit { return false }
    return phase.mode == .together && !phase.combineAcross && phase.capRate == nil
      && phase.floor == nil
      && terms.base == phase.base
      && offer.requires.isEmpty && offer.requiresAny.isEmpty && offer.units == nil
      && offer.limits == .none
      && offer.combination.exclusive == .no && offer.combination.stop == .no
      && terms.tags < 0 && terms.cap < 0 && terms.capPerLine < 0 && offer.includesDiscounted
      && !(table.group.last.map { $0 >= 0 && table.groups[Int($0)].per != .line } ?? false)
  }

  private mutating func addCombination(
    _ offer: Offer, _ terms: inout OfferTerms, _ catalog: inout CatalogTable
  ) {
    let combination = offer.combination
    terms.exclusive = combination.exclusive
    terms.alone = combination.alone
    if combination.alone != .no { table.hasAlone = true }
    terms.stop = combination.stop
    terms.sharesUnits = combination.sharesUnits
    terms.includesDiscounted = offer.includesDiscounted
    terms.cap = combination.cap ?? -1
    terms.capPerLine = combination.capPerLine ?? -1
    if !combination.tags.isEmpty || combination.combinesWith != nil {
      var tags = CompatibilityTerms()
      tags.tags = combination.tags.map { catalog.texts.intern($0) }
      tags.combinesWithAll = combination.combinesWith == nil
      tags.combinesWith = (combination.combinesWith ?? []).map { catalog.texts.intern($0) }
      terms.tags = Int32(table.compatibility.count)
      table.compatibility.append(tags)
    }
    if offer.limits != .none {
      terms.limit = Int32(table.limits.count)
      table.limits.append(offer.limits)
    }
  }

  private func cut(_ cut: Cut, _ catalog: inout CatalogTable) -> CutTerms {
    switch cut {
    case .percentOff(let rate): CutTerms(kind: .percentOff, value: rate.millionths)
    case .amountOff(let amount, let unit):
      CutTerms(
        kind: .amountOff, unit: unit.map { catalog.texts.intern($0) } ?? -1, value: amount)
    case .fixedPrice(let amount, let unit):
      CutTerms(
        kind: .fixedPrice, unit: unit.map { catalog.texts.intern($0) } ?? -1, value: amount)
    }
  }

  private func measure(
    _ stated: LineMeasure, _ offer: Offer, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) -> MeasureTerms {
    var terms = MeasureTerms(base: stated.base, each: stated.each)
    switch stated.kind {
    case .quantity(let unit):
      terms.kind = .quantity
      terms.symbol = unit.map { catalog.texts.intern($0) } ?? -1
    case .amount: terms.kind = .amount
    case .lines: terms.kind = .lines
    case .products: terms.kind = .products
    case .attribute(let name):
      terms.kind = .attribute
      terms.symbol = catalog.productAttributes.intern(name)
    }
    if let of = stated.of {
      terms.hasOwnLines = true
      terms.node = conditions.compile(of, &catalog, at: offer.origin)
    }
    return terms
  }

  private mutating func addThresholds(
    _ thresholds: [Threshold], _ offer: Offer, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) -> Range<Int32> {
    let first = Int32(table.thresholds.count)
    for threshold in thresholds {
      table.thresholds.append(
        ThresholdTerms(
          measure: measure(threshold.measure, offer, &catalog, &conditions),
          bounds: threshold.bounds))
    }
    return first..<Int32(table.thresholds.count)
  }

  private mutating func addLadder(
    _ ladder: Ladder, _ offer: Offer, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) -> Int32 {
    let start = Int32(table.rungs.count)
    for rung in ladder.rungs.sorted(by: { $0.from < $1.from }) {
      table.rungs.append(RungTerms(from: rung.from, cut: cut(rung.cut, &catalog)))
    }
    table.ladders.append(
      LadderTerms(
        measure: measure(ladder.measure, offer, &catalog, &conditions),
        rungs: start..<Int32(table.rungs.count), mode: ladder.mode,
        times: ladder.times ?? .max))
    return Int32(table.ladders.count - 1)
  }

  private mutating func addPattern(
    _ pattern: OfferPattern, _ offer: Offer, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) -> Int32 {
    let get = addSlots(pattern.get, offer, &catalog, &conditions)
    let buy = addSlots(pattern.buy, offer, &catalog, &conditions)
    table.patterns.append(
      PatternTerms(
        get: get, buy: buy, cut: cut(pattern.cut, &catalog), isPerSet: pattern.isPerSet,
        isPartial: pattern.isPartial, isSameLine: pattern.isSameLine,
        times: pattern.times ?? .max, select: pattern.select, selectBuy: pattern.selectBuy))
    return Int32(table.patterns.count - 1)
  }

  private mutating func addSlots(
    _ slots: [PatternSlot], _ offer: Offer, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) -> Range<Int32> {
    let start = Int32(table.slots.count)
    for slot in slots {
      var terms = SlotTerms()
      if let of = slot.of {
        terms.hasOwnLines = true
        terms.node = conditions.compile(of, &catalog, at: offer.origin)
      }
      switch slot.need {
      case .quantity(let quantity): terms.quantity = quantity.thousandths
      case .amount(let amount): terms.amount = amount
      }
      terms.unit = slot.unit.map { catalog.texts.intern($0) } ?? -1
      checkUnit(terms.unit, offer, catalog)
      table.slots.append(terms)
    }
    return start..<Int32(table.slots.count)
  }

  private mutating func addGift(
    _ gift: Gift, _ offer: Offer, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) -> Int32 {
    let start = Int32(table.giftProducts.count)
    for product in gift.products { table.giftProducts.append(catalog.products.index(of: product)) }
    var terms = GiftTerms(products: start..<Int32(table.giftProducts.count))
    terms.quantity = gift.quantity.thousandths
    terms.unit = gift.unit.map { catalog.texts.intern($0) } ?? -1
    if let stated = gift.measure {
      terms.hasMeasure = true
      terms.measure = measure(stated, offer, &catalog, &conditions)
    }
    terms.forEvery = gift.forEvery
    terms.rule = gift.rule
    terms.mode = gift.mode
    terms.times = gift.times ?? (gift.measure == nil ? 1 : .max)
    terms.price = gift.price
    if gift.products.isEmpty, gift.mode == .exclusive { table.givesOwnGoods = true }
    table.gifts.append(terms)
    return Int32(table.gifts.count - 1)
  }
}
