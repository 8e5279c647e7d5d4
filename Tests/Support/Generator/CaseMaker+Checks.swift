import DealerRules

/// R-020 … R-028: checks of each kind.
extension CaseMaker {
  mutating func makeChecks() {
    guard other.chance(30) else { return }
    for index in 1...other.int(1...4) {
      var check = OrderCheck(id: "check\(index)", .stock)
      check.test = test(&check)
      check.outcome = other.pick(TerritoryOutcome.allCases)
      check.unknown = other.pick(TerritoryOutcome.allCases)
      if check.outcome == .hold { check.level = Int32(other.int(0...5)) }
      if other.chance(30) { check.validity.from = other.pick(edges) }
      if other.chance(10) { check.status = .draft }
      book.checks.append(check)
    }
  }

  private mutating func test(_ check: inout OrderCheck) -> CheckTest {
    let onOrders: [Condition] = [
      .always, .test(.channel, .isIn(["web"])), .test(.customerTier, .isIn(["gold"])),
      .test(.orderNth, .number(MeasureBounds(from: Money.one, upTo: Money.one))),
    ]
    let onLines: [Condition] = [
      .always, .test(.productCategory, .isIn([other.pick(CaseMaker.classes)])),
      .test(.productBrand, .isIn(["acme"])), .test(.channel, .isIn(["shop"])),
    ]
    check.when = other.pick(onLines)
    switch other.int(1...9) {
    case 1:
      let asked = other.chance(50) ? onOrders : onLines
      return .require(other.pick(Array(asked.dropFirst())))
    case 2: return .quantity(bounds())
    case 3:
      check.when = other.pick(onOrders)
      return .assortment(
        (1...other.int(1...2)).map { _ in
          RequiredGoods(of: other.pick(onLines), quantity: other.pick(CaseMaker.amounts))
        })
    case 4:
      let rates = ["300%", "100%", "10%", "33.3333%"].compactMap { Rate($0) }
      // Drawn in this order, so that recorded books stay what they are.
      let attribute = other.chance(70) ? "hue" : "len"
      let above = other.pick(rates)
      let below = other.chance(50) ? other.pick(rates) : nil
      return .unusual(
        UsualQuantity(
          attribute: attribute, above: above, below: below.flatMap { $0 <= above ? $0 : nil },
          season: other.chance(30) ? "hue" : nil, per: other.chance(40) ? .product : .line))
    case 5: return .stock
    case 6, 7: return .shelfLife(shelfLife())
    case 8:
      check.when = other.pick(onOrders)
      return .duplicate(
        DuplicateWindow(
          seconds: other.pick([1, 3600, 86_400, 40 * 86_400]),
          channels: other.pick(DuplicateChannels.allCases)))
    default:
      let onGoods = check.when
      check.when = other.pick(onOrders)
      let most = Int64(other.int(0...3))
      let bounds = TransferBounds(most: most, uncounted: Int64(other.int(0...2)))
      guard most == 0, bounds.uncounted == 0 else { return .transfers(bounds) }
      // That no transfer passes is an error; goods alone are asked instead.
      check.when = onGoods
      return .transfers(TransferBounds(most: 1))
    }
  }

  private static let amounts = ["1", "2.5", "10", "24", "0.333"].compactMap { Quantity($0) }

  private mutating func bounds() -> QuantityBounds {
    var bounds = QuantityBounds(most: other.pick(CaseMaker.amounts))
    if other.chance(40) { bounds.least = other.pick(CaseMaker.amounts) }
    if other.chance(40) { bounds.multiple = other.pick(CaseMaker.amounts) }
    // Bounds that nothing can meet are errors.
    if let least = bounds.least, let most = bounds.most, most < least { bounds.least = nil }
    if let multiple = bounds.multiple, let most = bounds.most {
      let largest = most.thousandths - most.thousandths % multiple.thousandths
      if largest < max(1, bounds.least?.thousandths ?? 0) { bounds.multiple = nil }
    }
    bounds.per = other.pick(QuantityScope.allCases)
    if bounds.per == .order, other.chance(60) {
      bounds.total = "bought"
      bounds.period = other.pick(CalendarPeriod.allCases)
    }
    return bounds
  }

  /// How goods pass on, and what was bought before.
  mutating func passOn(_ order: inout Order) {
    guard !book.checks.isEmpty else { return }
    supply(&order)
    let shares = ["0%", "50%", "50.0001%", "100%"].compactMap { Rate($0) }
    for index in 0..<other.int(0...4) {
      order.chain.append(Transfer(to: "party\(index)", share: other.pick(shares)))
    }
    if other.chance(60) { order.facts.totals["bought"] = Int64(other.int(0...20)) * 500_000 }
    for product in book.products where other.chance(50) {
      if order.facts.stock[product.id] == nil {
        order.facts.stock[product.id] = Int64(other.int(0...20)) * 500
      }
    }
  }
}
