import DealerRules

extension CaseMaker {
  static let tags = ["season", "trade"]

  /// O-003 … O-006, O-022 … O-026: phases of every base, point and mode, with groups of every
  /// choice.
  mutating func makePhases() {
    for index in 0..<random.int(1...3) {
      var phase = Phase(id: "phase\(index)", rounding: rounding(40))
      phase.base = random.pick(OfferBase.allCases)
      phase.point = random.pick([.line] + RoundingPoint.allCases)
      guard hasPromotions else {
        phase.point = random.pick(RoundingPoint.allCases)
        for group in 0..<random.int(0...2) {
          let choice = random.pick(GroupChoice.allCases)
          phase.groups.append(OfferGroup(id: "g\(group)", choice: choice))
        }
        book.phases.append(phase)
        continue
      }
      phase.remainder = random.pick(RemainderRule.allCases)
      if has(.combinations) { combine(&phase) }
      for group in 0..<random.int(0...2) {
        phase.groups.append(
          OfferGroup(
            id: "g\(group)", choice: random.pick(GroupChoice.allCases),
            per: has(.combinations) && random.chance(50) ? .order : .line,
            giftValue: random.pick(GiftValue.allCases)))
      }
      book.phases.append(phase)
    }
  }

  /// O-022 … O-026: how the offers of a phase go together.
  private mutating func combine(_ phase: inout Phase) {
    phase.mode = random.chance(30) ? .sequential : .together
    phase.exclusivity = Exclusivity(
      per: random.chance(58) ? .line : .order, strictFirst: random.chance(50))
    phase.combinePer = random.chance(57) ? .line : .order
    if random.chance(12) { phase.capRate = Rate(random.pick(["10%", "50%", "33.3333%", "20%"])) }
    if random.chance(12) { phase.floor = "retail" }
  }

  /// O-023: phases that look back, drawn by a stream of their own.
  mutating func lookBack(seed: UInt64) {
    guard has(.combinations), has(.across) else { return }
    var stream = SplitMix64(seed: seed &+ 0x0023)
    for index in book.phases.indices.dropFirst() {
      book.phases[index].combineAcross = stream.chance(50)
    }
  }

  /// O-023: phases in which offers that measure or cut lines together keep all of them, drawn by a
  /// stream of their own.
  mutating func combineByGoods(seed: UInt64) {
    guard has(.combinations), has(.wholes) else { return }
    var stream = SplitMix64(seed: seed &+ 0x7060)
    for index in book.phases.indices where stream.chance(8) {
      book.phases[index].combinePer = .goods
    }
  }

  /// C-002: offers for goods that expire soon, and lots in stock of which lines name some, drawn
  /// by a stream of their own when all else is made.
  mutating func age(_ orders: inout [Order], seed: UInt64) {
    guard hasPromotions, has(.expiry) else { return }
    other = SplitMix64(seed: seed &+ 0x0C02)
    for index in book.offers.indices where other.chance(5) {
      var bounds = MeasureBounds(upTo: other.pick([29, 30, 60, 200]))
      if other.chance(30) { bounds.from = 0 }
      let test = Condition.test(.lineExpires, other.chance(90) ? .daysAhead(bounds) : .exists)
      book.offers[index].when = .all([book.offers[index].when, test])
    }
    for index in orders.indices where orders[index].facts.lots.isEmpty && other.chance(80) {
      stock(&orders[index])
      for line in orders[index].lines.indices where other.chance(20) {
        orders[index].lines[line].attributes["lot"] = .text("L\(other.int(1...4))")
      }
    }
  }

  /// O-001: offers with every benefit and every way of combining.
  mutating func makeOffers() {
    for index in 1...random.int(hasPromotions ? 4...12 : 2...11) {
      let phase = random.pick(book.phases)
      var offer = Offer(
        id: index % 3 == 0 ? String(index * 5) : "o\(index)", phase: phase.id, benefit: .mark)
      if !phase.groups.isEmpty, random.chance(hasPromotions ? 55 : 70) {
        offer.group = random.pick(phase.groups).id
      }
      offer.priority = random.pick([-1, 0, 0, 0, 5])
      offer.validity = window(80)
      offer.status = random.chance(94) ? .published : random.pick([.draft, .retired])
      offer.when = condition(.offer, open: 60)
      guard hasPromotions else {
        offer.includesProtected = random.chance(30)
        offer.benefit = lineBenefit()
        book.offers.append(offer)
        continue
      }
      if random.chance(22) { offer.requires.append(threshold()) }
      if random.chance(6) { offer.requires.append(threshold()) }
      if random.chance(5) { offer.requiresAny = [threshold(), threshold()] }
      if has(.limits), random.chance(14) {
        offer.codes = Array(random.shuffled(CaseMaker.coupons).prefix(random.int(1...2)))
      }
      offer.includesProtected = random.chance(45)
      offer.includesDiscounted = !random.chance(12)
      if random.chance(20) { offer.base = random.pick(OfferBase.allCases) }
      benefit(&offer)
      if has(.combinations) { offer.combination = combination(offer.combination) }
      if has(.limits), random.chance(22) { offer.limits = limits() }
      // What counts codes needs some.
      if offer.codes.isEmpty { offer.limits.usesPerCode = nil }
      book.offers.append(offer)
    }
    keepKnownTags()
  }

  /// Offers may only name tags that some offer carries, and what takes nothing off lines cannot
  /// stand alone.
  private mutating func keepKnownTags() {
    let known = Set(book.offers.flatMap(\.combination.tags))
    for index in book.offers.indices {
      switch book.offers[index].benefit {
      case .charge, .mark: book.offers[index].combination.alone = .no
      case .cut, .ladder, .pattern, .gift: break
      }
      book.offers[index].combination.combinesWith?.removeAll { !known.contains($0) }
    }
  }

  private mutating func combination(_ start: Combination) -> Combination {
    var result = start
    if random.chance(24) { result.exclusive = random.chance(60) ? .best : .strict }
    if has(.alone), random.chance(9) { result.alone = random.chance(60) ? .best : .strict }
    if random.chance(9) { result.stop = random.pick([.line, .order]) }
    if random.chance(35) { result.tags = [random.pick(CaseMaker.tags)] }
    if random.chance(19) {
      result.combinesWith = Array(random.shuffled(CaseMaker.tags).prefix(random.int(0...2)))
    }
    if random.chance(9) { result.cap = random.pick([1_000_000, 3_335_000, 20_000_000]) }
    if random.chance(9) { result.capPerLine = random.pick([500_000, 1_005_000, 5_000_000]) }
    return result
  }

  /// O-027: limits that facts and the orders of the batch use up.
  private mutating func limits() -> OfferLimits {
    var limits = OfferLimits()
    switch random.int(0...4) {
    case 0: limits.uses = random.pick([1, 2, 5])
    case 1: limits.usesPerCustomer = random.pick([1, 2])
    case 2:
      limits.usesPerCode = random.pick([1, 2])
      limits.uses = random.chance(30) ? 3 : nil
    case 3: limits.budget = random.pick([500_000, 3_333_333, 20_000_000])
    default: limits.budgetUnits = random.pick([1000, 2500, 10_000])
    }
    if random.chance(15) { limits.budget = 10_000_000 }
    limits.isPartial = !random.chance(30)
    return limits
  }

  /// O-013: a threshold over every measure.
  private mutating func threshold() -> Threshold {
    let kinds: [MeasureKind] = [
      .quantity(), .quantity(), .quantity(unit: random.pick(rowUnits)), .amount, .amount, .amount,
      .lines, .products, .attribute("weight"),
    ]
    let measure = measure(random.pick(kinds))
    let pool: [Int64]
    switch measure.kind {
    case .quantity(unit: nil): pool = [1000, 2000, 5000, 10_000, 12_000]
    case .quantity: pool = [500, 1000, 2000]
    case .amount: pool = [1_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000]
    case .lines, .products: pool = [1000, 1000, 2000, 3000]
    case .attribute: pool = [1_000_000, 2_000_000, 5_000_000, 10_000_000]
    }
    var bounds = MeasureBounds()
    switch random.int(0...5) {
    case 0: bounds.above = random.pick(pool)
    case 1: bounds.below = random.pick(pool) * 10
    case 2: bounds.upTo = random.pick(pool) * 10
    default: bounds.from = random.pick(pool)
    }
    if random.chance(10) { bounds.upTo = (bounds.from ?? 0) + pool[0] * 100 }
    return Threshold(measure, bounds)
  }

  /// O-013: a measure over the lines of the offer or others, together or each by itself.
  mutating func measure(_ kind: MeasureKind) -> LineMeasure {
    var measure = LineMeasure(kind)
    if random.chance(25) { measure.of = condition(.offer, open: 10, depth: 0) }
    if case .amount = kind { measure.base = random.pick(MeasureBase.allCases) }
    if random.chance(35) { measure.each = .line }
    return measure
  }
}
