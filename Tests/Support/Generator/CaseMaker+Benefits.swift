import DealerRules

extension CaseMaker {
  /// O-010 … O-020: what an offer gives.
  mutating func benefit(_ offer: inout Offer) {
    switch random.int(1...100) {
    case 41...58 where has(.ladders): offer.benefit = .ladder(ladder())
    case 59...76 where has(.patterns):
      offer.benefit = .pattern(pattern())
      offer.combination.sharesUnits = random.chance(20)
    case 77...91 where has(.gifts): offer.benefit = .gift(gift())
    case 92...97 where has(.charges) && !book.charges.isEmpty:
      offer.benefit = .charge(random.pick(book.charges).id, smallCut())
      // Line conditions of charge offers would seldom hold for whole orders.
      if random.chance(50) { offer.when = .always }
    case 98...100 where has(.gifts): offer.benefit = .mark
    default:
      if has(.cuts) || has(.units) { plainCut(&offer) } else { offer.benefit = lineBenefit() }
    }
  }

  /// O-010 … O-012: cuts on lines and units alone.
  mutating func lineBenefit() -> Benefit {
    switch random.int(0...3) {
    case 0, 1: .cut(percent(), per: .line)
    case 2: .amountOffPerUnit(small(), unit: cutUnit())
    default: .fixedUnitPrice(amount(), unit: cutUnit())
    }
  }

  private mutating func cutUnit() -> String? {
    let units: [String?] = [nil, nil, nil, "case", "dozen", "lb", "third"]
    return random.pick(units.filter { unit in unit.map { rowUnits.contains($0) } ?? true })
  }

  private mutating func percent() -> Cut {
    let odd = ["-10%", "100%", "60%", "0.0001%"].compactMap { Rate($0) }
    return .percentOff(random.chance(15) ? random.pick(odd) : rate())
  }

  private mutating func small() -> Int64 {
    random.pick([100_000, 500_000, 50_000, 1_000_000, 333_333, 5_000_000])
  }

  private mutating func large() -> Int64 {
    random.pick([1_000_000, 5_000_000, 10_000_000, 33_330_000, 3_335_000, 100_000_000, 7_777_777])
  }

  private mutating func smallCut() -> Cut {
    switch random.int(0...2) {
    case 0: percent()
    case 1: .amountOff(small())
    default: .fixedPrice(small())
    }
  }

  /// O-014: a cut of every kind and scope, on units too (O-015).
  private mutating func plainCut(_ offer: inout Offer) {
    let scope = random.pick(CutScope.allCases)
    let cut: Cut
    switch (random.int(0...2), scope) {
    case (0, _): cut = percent()
    case (1, .unit): cut = .amountOff(small(), unit: cutUnit())
    case (1, _): cut = .amountOff(large())
    case (_, .unit): cut = .fixedPrice(amount(), unit: cutUnit())
    case (_, .line): cut = .fixedPrice(amount() * 3)
    case (_, .order): cut = .fixedPrice(amount() * 5)
    }
    offer.benefit = .cut(cut, per: scope)
    let mayLimit =
      switch (cut, scope) {
      case (.percentOff, .line), (.percentOff, .order), (.amountOff, .unit), (.amountOff, .order),
        (.fixedPrice, .unit):
        true
      default: false
      }
    guard has(.units), mayLimit, random.chance(50) else { return }
    var limit = UnitLimit(select: random.pick(UnitSelection.allCases))
    if random.chance(50) { limit.most = quantity(of: [1000, 3000, 5000, 10_000]) }
    if random.chance(40) { limit.mostPerLine = quantity(of: [1000, 2000, 2500]) }
    if random.chance(40) { limit.groupsOf = quantity(of: [1000, 2000, 3000]) }
    if random.chance(20), !rowUnits.isEmpty {
      limit.unit = random.pick(rowUnits)
      if limit.mostPerLine != nil { limit.mostPerLine = quantity(of: [1000, 2000]) }
    }
    offer.units = limit
    offer.combination.sharesUnits = random.chance(25)
  }

  private mutating func quantity(of pool: [Int64]) -> Quantity {
    Quantity(thousandths: random.pick(pool)) ?? .one
  }

  /// O-016: ladders of every mode.
  private mutating func ladder() -> Ladder {
    let mode = random.pick([.reached] + LadderMode.allCases)
    var kind: MeasureKind = random.pick([
      .amount, .amount, .quantity(), .quantity(unit: random.pick(rowUnits)), .lines, .products,
      .attribute("weight"),
    ])
    if mode == .graduated {
      kind = .quantity(unit: random.chance(30) && !rowUnits.isEmpty ? random.pick(rowUnits) : nil)
    }
    var measure = measure(kind)
    if mode == .graduated { measure.of = nil }
    let starts: [Int64]
    switch kind {
    case .amount: starts = [1_000_000, 5_000_000, 20_000_000, 50_000_000]
    case .attribute: starts = [500_000, 2_000_000, 10_000_000]
    case .lines, .products: starts = [1000, 2000, 3000]
    case .quantity(unit: nil): starts = mode == .graduated ? [0, 1000, 3000, 5000] : [1000, 5000]
    case .quantity: starts = [0, 100, 500, 1000, 2000].filter { mode == .graduated || $0 > 0 }
    }
    var scope = random.pick(CutScope.allCases)
    let shape = random.int(0...2)
    if mode == .repeating { scope = .order }
    if mode == .graduated { scope = shape == 0 ? .line : .unit }
    let picked = random.shuffled(starts).prefix(random.int(1...3)).sorted()
    var rungs: [Rung] = []
    for (index, from) in picked.enumerated() {
      let cut: Cut
      if mode == .repeating {
        cut = .amountOff(small())
      } else if shape == 0 {
        cut = percent()
      } else if shape == 1 || mode == .graduated {
        cut = .amountOff(scope == .unit ? small() / 10 * Int64(index + 1) : large())
      } else {
        cut = .fixedPrice(scope == .unit ? amount() : amount() * 4)
      }
      rungs.append(Rung(from: from, cut: cut))
    }
    let times: [Int64?] = [nil, nil, 1, 3]
    return Ladder(
      measure: measure, rungs: rungs, mode: mode, per: scope,
      times: mode == .repeating ? random.pick(times) : nil)
  }

  /// O-017: buy X get Y, bundles, M for N.
  private mutating func pattern() -> OfferPattern {
    var buy: [PatternSlot] = []
    for _ in 0..<random.pick([0, 1, 1, 1, 2]) { buy.append(slot()) }
    var get = [slot()]
    if random.chance(20) { get.append(slot()) }
    let hasAmount = random.chance(24)
    if hasAmount {
      let amount: Int64 = random.pick([1_000_000, 5_000_000, 20_000_000])
      buy.append(PatternSlot(of: slotLines(), .amount(amount)))
    }
    var cut = percent()
    var isPerSet = false
    switch random.int(0...2) {
    case 0: break
    case 1:
      isPerSet = random.chance(50)
      cut = .amountOff(isPerSet ? large() : small())
    default:
      isPerSet = random.chance(50)
      cut = .fixedPrice(isPerSet ? amount() * 2 : amount())
    }
    let few: [Int64?] = [1, 2, 3]
    countInPacks(&buy, &get)
    if !isPerSet, let unit = get[0].unit {
      for index in get.indices {
        get[index].unit = unit
        if case .quantity(let stated) = get[index].need, stated.thousandths % 1000 != 0 {
          get[index].need = .quantity(.one)
        }
      }
      cut = counted(cut, in: unit)
    } else if !isPerSet {
      for index in get.indices { get[index].unit = nil }
    }
    return OfferPattern(
      buy: buy, get: get, cut: cut, isPerSet: isPerSet,
      times: random.pick(hasAmount ? few : few + [nil, nil]), isPartial: random.chance(35),
      isSameLine: random.chance(25), select: random.pick(UnitSelection.allCases),
      selectBuy: random.pick(UnitSelection.allCases))
  }

  /// O-017: lets some slots count whole ones of a unit.
  private mutating func countInPacks(_ buy: inout [PatternSlot], _ get: inout [PatternSlot]) {
    guard random.chance(36), !rowUnits.isEmpty else { return }
    let unit = random.pick(rowUnits)
    for index in buy.indices where random.chance(80) { pack(&buy[index], unit) }
    for index in get.indices where random.chance(80) { pack(&get[index], unit) }
  }

  private mutating func pack(_ slot: inout PatternSlot, _ unit: String) {
    slot.unit = random.chance(10) ? random.pick(rowUnits) : unit
    if case .quantity(let stated) = slot.need, stated.thousandths % 1000 != 0 {
      slot.need = .quantity(.one)
    }
  }

  private func counted(_ cut: Cut, in unit: String) -> Cut {
    switch cut {
    case .percentOff: cut
    case .amountOff(let value, _): .amountOff(value, unit: unit)
    case .fixedPrice(let value, _): .fixedPrice(value, unit: unit)
    }
  }

  private mutating func slotLines() -> Condition? {
    random.chance(35) ? condition(.offer, open: 5, depth: 0) : nil
  }

  private mutating func slot() -> PatternSlot {
    PatternSlot(of: slotLines(), .quantity(quantity(of: [1000, 1000, 2000, 3000, 500])))
  }

  /// O-018: free goods of every rule and mode.
  private mutating func gift() -> Gift {
    let isInclusive = random.chance(35)
    var products = Array(random.shuffled(book.products.map(\.id)).prefix(random.int(1...3)))
    if random.chance(isInclusive ? 55 : 30) { products = [] }
    var gift = Gift(products: products, quantity: quantity(of: [1000, 1000, 2000, 500, 333]))
    gift.mode = isInclusive ? .inclusive : .exclusive
    if random.chance(25) { gift.unit = cutUnit() }
    if random.chance(75) {
      let isAmount = random.chance(40)
      gift.measure = measure(isAmount ? .amount : .quantity())
      gift.forEvery = isAmount ? random.pick([1_000_000, 5_000_000, 20_000_000, 10_000_000]) : 0
      if !isAmount { gift.forEvery = random.pick([1000, 2000, 5000, 3000]) }
      gift.rule = random.pick(FreeGoodsRule.allCases)
    }
    let times: [Int64?] = [nil, nil, 1, 3]
    gift.times = random.pick(times)
    if !isInclusive, random.chance(30) { gift.price = random.pick([10_000, 500_000, 3_335_000]) }
    return gift
  }
}
