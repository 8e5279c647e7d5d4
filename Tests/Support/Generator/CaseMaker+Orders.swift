import DealerRules

extension CaseMaker {
  /// A batch of orders for the book.
  mutating func makeOrders() -> [Order] {
    var orders: [Order] = []
    for index in 0..<random.int(2...4) { orders.append(order("order\(index)")) }
    return orders
  }

  private mutating func order(_ id: String) -> Order {
    let customers = book.customers.map(\.id)
    var order = Order(
      id: id, customer: random.chance(2) ? "nobody" : random.pick(customers), moment: moment(),
      lines: [])
    let days = CaseMaker.days.compactMap { CivilDate($0) }
    if random.chance(30) { order.requested = random.pick(days) }
    if random.chance(30) { order.shipped = random.pick(days) }
    if random.chance(30) { order.currency = random.pick(currencies) }
    if random.chance(2) { order.currency = Currency("ZAR") }
    if random.chance(30) { order.channel = random.pick(CaseMaker.channels) }
    if random.chance(30) { order.shipTo = random.pick(CaseMaker.places) }
    if random.chance(1) { order.shipTo = "nowhere" }
    order.attributes = attributes("source", "weight", "rush", "due")
    let isShort = random.chance(30)
    for number in 1...(isShort ? 1 : random.int(2...8)) {
      order.lines.append(line(Int32(number * random.pick([1, 1, 1, 10]) + number)))
    }
    spoil(&order)
    order.lines = random.shuffled(order.lines)
    order.coupons = CaseMaker.coupons.filter { _ in random.chance(35) }
    if random.chance(5) { order.coupons.append("NONE") }
    order.facts = facts()
    askedFacts(&order)
    bring(&order)
    if random.chance(70) {
      let agent = random.chance(90) ? random.pick(customers) : "nobody"
      order.attributes["agent"] = random.chance(95) ? .text(agent) : .number(2_000_000)
    }
    shipTo(&order)
    deliver(&order)
    passOn(&order)
    return order
  }

  /// O-018, O-027: the gifts that the dealer prefers, stock, and what offers have given so far.
  private mutating func bring(_ order: inout Order) {
    for offer in book.offers {
      guard case .gift(let gift) = offer.benefit, let last = gift.products.last else { continue }
      if random.chance(35) { order.giftChoices[offer.id] = random.chance(90) ? last : "other" }
    }
    for offer in book.offers where offer.limits != .none && random.chance(40) {
      var use = OfferUse(uses: random.pick([0, 1, 2]), usesByCustomer: random.pick([0, 1]))
      use.usesByCode = [random.pick(CaseMaker.coupons): random.pick([1, 2])]
      use.amount = random.pick([0, 333_333, 3_000_000, 30_000_000])
      use.units = random.pick([0, 500, 2000, 20_000])
      order.facts.offerUse[offer.id] = use
    }
  }

  /// Days, the seconds around the edges, and times between them.
  private mutating func moment() -> OrderMoment {
    let days = CaseMaker.days.compactMap { CivilDate($0) }
    if random.chance(50) { return .date(random.pick(days)) }
    let edge = random.pick(edges).secondsSinceEpoch
    return .instant(Instant(secondsSinceEpoch: edge + Int64(random.pick([-1, 0, 0, 1, 43_200]))))
  }

  private mutating func line(_ number: Int32) -> OrderLine {
    let product = random.pick(book.products)
    let isUnknown = random.chance(1)
    var line = OrderLine(
      number: number, product: isUnknown ? "nothing" : product.id, quantity: quantity())
    var units = product.units.map(\.unit)
    units += product.baseUnit == "piece" ? ["dozen", "gross"] : ["lb"]
    if product.baseUnit == "piece" { units.append("third") }
    if product.units.contains(where: { $0.unit == "case" }) { units.append("pallet") }
    if random.chance(30), !units.isEmpty { line.unit = random.pick(units) }
    if random.chance(1) { line.unit = random.pick(["bag", "kg", "piece"]) }
    if random.chance(hasCaps ? 70 : 30) { line.project = random.pick(CaseMaker.projects) }
    if random.chance(12) { line.manual = manual() }
    line.attributes = attributes("mark", "hue", "gift", "day")
    let sizes: [Int64] = [500_000, 1_000_000, 2_000_000, 1_250_000, 333_333]
    if random.chance(85) { line.attributes["len"] = .number(random.pick(sizes)) }
    if random.chance(85) { line.attributes["wid"] = .number(random.pick(sizes)) }
    if random.chance(2) { line.attributes["len"] = .number(0) }
    return line
  }

  private mutating func manual() -> ManualPrice {
    switch random.int(0...2) {
    case 0: return ManualPrice(.unitPrice(amount()))
    case 1: return ManualPrice(.percentOff(rate()))
    default: return ManualPrice(.amountOff(random.pick([10_000, 1_000_000, 5_555_555, 500_000])))
    }
  }

  /// now and then a structural fault.
  private mutating func spoil(_ order: inout Order) {
    guard random.chance(3) else { return }
    switch random.int(0...4) {
    case 0: order.lines = []
    case 1: order.lines.append(order.lines[0])
    case 2: order.lines[0].number = random.pick([0, -1, 1_000_001])
    case 3: order.lines[0].quantity = random.pick([.zero, Quantity(-1) ?? .zero])
    default: order.lines = order.lines.map { huge($0) }
    }
  }

  /// A quantity whose amount does not fit 64 bits at any price of the pools but the smallest.
  private func huge(_ line: OrderLine) -> OrderLine {
    var line = line
    line.quantity = Quantity(thousandths: Quantity.bounds.upperBound) ?? .one
    line.unit = nil
    return line
  }

  /// what conditions ask of the caller, often unknown.
  private mutating func askedFacts(_ order: inout Order) {
    if random.chance(60) { order.facts.ordersBefore = random.pick([0, 0, 1, 3, 4]) }
    if random.chance(60) { order.facts.lastOrder = CivilDate(random.pick(CaseMaker.days)) }
    if random.chance(60) { order.facts.totals["year"] = random.pick([0, 1_000_000, 5_000_000]) }
    for product in book.products where random.chance(50) {
      order.facts.stock[product.id] = random.pick([0, 0, 0, 500, 1000, 5000, 100_000])
    }
  }

  /// balances and uses, often none.
  private mutating func facts() -> Facts {
    var facts = Facts()
    for table in book.priceTables where table.schedule.countsPeriod && random.chance(70) {
      let isAmount = table.schedule.basis == .amount
      facts.openingBalances[table.id] =
        isAmount
        ? .amount(random.pick([50_000_000, 100_000_000]))
        : .quantity(Quantity(thousandths: random.pick([1000, 5000, 10_000, 7500])) ?? .one)
    }
    for table in book.priceTables where cappedTables.contains(table.id) {
      for index in 0..<table.rows.count where random.chance(15) {
        let row = table.rows[index]
        guard let id = row.id, let cap = row.cap else { continue }
        switch cap {
        case .quantity:
          let used = Quantity(thousandths: random.pick([1000, 5000, 12_000, 30_000]))
          facts.capUsed[id] = .quantity(used ?? .one)
        case .amount:
          facts.capUsed[id] = .amount(random.pick([5_000_000, 33_330_000, 100_000_000]))
        }
      }
    }
    if random.chance(1) { spoil(&facts) }
    return facts
  }

  /// facts about nothing, of the other measure, or below zero.
  private mutating func spoil(_ facts: inout Facts) {
    switch random.int(0...5) {
    case 4: facts.offerUse["nothing"] = OfferUse()
    case 5:
      for offer in book.offers { facts.offerUse[offer.id] = OfferUse(units: -1) }
    case 0: facts.openingBalances["nothing"] = .amount(0)
    case 1: facts.capUsed["nothing"] = .quantity(.zero)
    case 2: facts.openingBalances["list"] = .amount(1)
    default: facts.openingBalances["list"] = .quantity(Quantity(-1) ?? .zero)
    }
  }
}
