import DealerRules

extension CaseMaker {
  /// Which fields a condition may ask for.
  enum Reach { case offer, access, charge }

  /// C-001: a condition, nested at most `depth` deep; `open` of 100 are always true.
  mutating func condition(_ reach: Reach, open: Int, depth: Int = 2) -> Condition {
    if random.chance(open) { return .always }
    guard depth > 0, random.chance(40) else { return test(reach) }
    var parts: [Condition] = []
    for _ in 0..<random.int(1...3) { parts.append(condition(reach, open: 5, depth: depth - 1)) }
    switch random.int(0...2) {
    case 0: return .all(parts)
    case 1: return .any(parts)
    default: return .not(parts[0])
    }
  }

  private mutating func test(_ reach: Reach) -> Condition {
    if reach != .charge, random.chance(60) { return lineTest(reach) }
    return random.chance(60) ? customerTest() : orderTest()
  }

  private mutating func customerTest() -> Condition {
    let ids = book.customers.map(\.id)
    switch random.int(0...8) {
    case 0: return .test(.customer, isIn(ids))
    case 1: return .test(.customerParent, isIn(ids))
    case 2: return .test(.customerTier, isIn(CaseMaker.tiers))
    case 3: return .test(.customerGroup, isIn(CaseMaker.groups))
    case 4: return .test(.customerRegion, isIn(CaseMaker.places))
    case 5: return .test(.customerAttribute("segment"), isIn(["red", "blue"]))
    case 6: return .test(.customerAttribute("score"), number([500_000, 1_000_000, 1_500_000]))
    case 7: return .test(.customerAttribute("since"), days([0, 5, 30, 60]))
    default: return .test(.customerAttribute("vip"), .flag(random.chance(50)))
    }
  }

  private mutating func orderTest() -> Condition {
    switch random.int(0...12) {
    case 0: return .test(.channel, isIn(CaseMaker.channels))
    case 1: return .test(.region, isIn(CaseMaker.places))
    case 2: return .test(.currency, isIn(currencies.map(\.code)))
    case 3: return .test(.orderAttribute("source"), isIn(["red", "blue"]))
    case 4: return .test(.orderDate, dates())
    case 5: return .test(.orderWeekday, isIn(["1", "3", "6", "7"]))
    case 6: return .test(.orderAttribute("rush"), .flag(random.chance(50)))
    case 7: return .test(.orderAttribute("due"), random.chance(50) ? dates() : .exists)
    case 8: return .test(.coupon, random.chance(20) ? .exists : isIn(CaseMaker.coupons))
    case 9: return .test(.orderTime, times())
    case 10: return .test(.orderNth, number([1_000_000, 2_000_000, 5_000_000]))
    case 11: return .test(.lastOrder, random.chance(70) ? days([0, 1, 7, 30]) : dates())
    default: return .test(.total("year"), number([1_000_000, 2_500_000, 10_000_000]))
    }
  }

  private mutating func lineTest(_ reach: Reach) -> Condition {
    switch random.int(0...(reach == .offer ? 16 : 13)) {
    case 0: return .test(.product, isIn(book.products.map(\.id)))
    case 1: return .test(.productCategory, isIn(CaseMaker.classes))
    case 2: return .test(.productBrand, isIn(CaseMaker.brands))
    case 3: return .test(.productAttribute("color"), isIn(["red", "blue"]))
    case 4: return .test(.productAttribute("weight"), number([500_000, 1_000_000]))
    case 5: return .test(.productAttribute("launched"), dates())
    case 6, 7: return .test(.lineQuantity, number([1, 2, 5, 10, 12, 24].map { $0 * 1_000_000 }))
    case 8: return .test(.lineProject, random.chance(50) ? .exists : isIn(CaseMaker.projects))
    case 9: return .test(.lineAttribute("mark"), isIn(["red", "blue"]))
    case 10: return .test(.lineAttribute("len"), random.chance(50) ? .exists : number([2_000_000]))
    case 11: return .test(.productStock, number([1, 5, 12, 40].map { $0 * 1_000_000 }))
    case 12: return .test(.lineUnit, isIn(units()))
    case 13: return .test(.lineManual, .flag(random.chance(30)))
    case 14: return .test(.linePriceTable, isIn(book.priceTables.map(\.id)))
    case 15: return .test(.lineUnitPrice, number(CaseMaker.unitPrices))
    default: return .test(.lineAmount, number([10, 20, 50, 100].map { $0 * 1_000_000 }))
    }
  }

  private func units() -> [String] {
    Set(book.products.flatMap { [$0.baseUnit] + $0.units.map(\.unit) }).sorted()
  }

  private mutating func isIn(_ pool: [String]) -> ConditionTest {
    .isIn(Array(random.shuffled(pool).prefix(random.int(1...2))))
  }

  private mutating func number(_ pool: [Int64]) -> ConditionTest { .number(bounds(pool)) }

  /// Any of the four ends, so that some number lies within.
  private mutating func bounds(_ pool: [Int64]) -> MeasureBounds {
    let ends = [random.pick(pool), random.pick(pool)].sorted()
    guard ends[0] < ends[1] else { return MeasureBounds(from: ends[0], upTo: ends[1]) }
    var bounds = MeasureBounds()
    let side = random.int(0...2)
    if side != 1 {
      if random.chance(70) { bounds.from = ends[0] } else { bounds.above = ends[0] }
    }
    if side != 0 {
      if random.chance(70) { bounds.below = ends[1] } else { bounds.upTo = ends[1] }
    }
    return bounds
  }

  private mutating func days(_ pool: [Int64]) -> ConditionTest {
    if random.chance(70) { return .daysAgo(bounds(pool)) }
    return .daysAhead(bounds(pool.map { -$0 } + [1, 60]))
  }

  private mutating func times() -> ConditionTest {
    let ends = random.shuffled([0, 1, 719, 720, 721, 1439] as [Int32]).prefix(2).sorted()
    return random.chance(50)
      ? .time(from: ends[0], below: ends[1]) : .time(from: nil, below: ends[0])
  }

  private mutating func dates() -> ConditionTest {
    let days = CaseMaker.days.compactMap { CivilDate($0) }
    let first = random.int(0...days.count - 2)
    let last = random.int(first + 1...days.count - 1)
    let isOpen = random.chance(40)
    return .date(
      from: random.chance(30) && !isOpen ? nil : days[first], until: isOpen ? nil : days[last])
  }
}
