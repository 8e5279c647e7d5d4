import TestSupport

@testable import DealerRules

/// A book with caps, kits, offers, charges and tax, and orders for it, by seed.
struct BatchWorld {
  let rules: CompiledRules
  let orders: [Order]

  init(seed: UInt64, orders count: Int, capUnits: Int = 40) throws {
    var random = SplitMix64(seed: seed)
    rules = try CompiledRules(BatchWorld.book(capUnits: capUnits))
    orders = (0..<count).map { BatchWorld.order($0, &random) }
  }

  var batch: OrderBatch {
    var batch = OrderBatch()
    for order in orders { batch.append(order, rules) }
    return batch
  }

  static func units(_ count: Int) -> Quantity { Quantity(count) ?? .one }

  private static func book(capUnits: Int) -> RuleBook {
    var book = RuleBook(currency: .eur)
    book.products = (0..<12).map { Product(id: "p\($0)", taxClass: $0 % 3 == 0 ? "low" : nil) }
    book.products.append(
      Product(
        id: "kit",
        components: [
          Component(product: "p0", quantity: units(2)), Component(product: "p1", quantity: .one),
        ]))
    book.customers = (0..<8).map { Customer(id: "c\($0)", tier: $0 % 2 == 0 ? "gold" : "plain") }
    var deal = PriceTable(id: "deal", keys: [.product])
    deal.rows.append(
      PriceRow(
        id: "deal-p0", key: ["p0"], value: .amount(4_000_000),
        cap: .quantity(units(capUnits))))
    deal.rows.append(
      PriceRow(
        id: "deal-p1", key: ["p1"], value: .amount(3_330_000),
        cap: .amount(Int64(capUnits) * 5_000_000)))
    var list = PriceTable(id: "list", keys: [.product])
    for product in 0..<11 {
      list.rows.append(
        PriceRow(key: ["p\(product)"], value: .amount(Int64(product) * 1_370_000 + 5_000_000)))
    }
    list.rows.append(PriceRow(key: ["kit"], value: .amount(11_990_000)))
    book.priceTables = [deal, list]
    book.priceKinds = [
      PriceKind(id: "price", accesses: [Access(tables: ["deal"]), Access(tables: ["list"])]),
      PriceKind(id: "listed", accesses: [Access(tables: ["list"])]),
    ]
    book.phases = [Phase(id: "trade", groups: [OfferGroup(id: "g", choice: .best)])]
    book.offers = [
      Offer(
        id: "gold", phase: "trade", group: "g",
        when: .test(.customerTier, .isIn(["gold"])), benefit: .percentOff(Rate("7.5%") ?? .zero)),
      Offer(
        id: "many", phase: "trade", group: "g",
        when: .test(.lineQuantity, .number(from: 5_000_000, below: nil)),
        benefit: .amountOffPerUnit(400_000, unit: nil)),
    ]
    book.charges = [Charge(id: "freight", rate: Rate("2%") ?? .zero)]
    book.tax.rates = [
      TaxRate(id: "t", rate: Rate("19%") ?? .zero),
      TaxRate(id: "l", taxClass: "low", rate: Rate("7%") ?? .zero),
    ]
    return book
  }

  private static func order(_ index: Int, _ random: inout SplitMix64) -> Order {
    let customer = random.below(40) == 0 ? "nobody" : "c\(random.below(8))"
    var lines: [OrderLine] = []
    for line in 0..<(random.below(25) == 0 ? 0 : 1 + random.below(5)) {
      let pick = random.below(16)
      let product = pick == 12 ? "kit" : (pick == 13 ? "none" : "p\(pick % 12)")
      lines.append(
        OrderLine(
          number: Int32(line + 1), product: product,
          quantity: Quantity(thousandths: Int64(1 + random.below(9)) * 1000) ?? .one))
    }
    return Order(
      id: "o\(index)", customer: customer,
      moment: .instant(Instant(secondsSinceEpoch: 1_740_000_000)), lines: lines)
  }
}

extension PricedBatch {
  /// The first column that differs, or `nil`.
  func firstDifference(from other: PricedBatch) -> String? {
    let same: [(String, Bool)] = [
      ("outcome", outcome == other.outcome), ("fault", fault == other.fault),
      ("faultLine", faultLine == other.faultLine), ("list", list == other.list),
      ("net", net == other.net), ("charges", charges == other.charges),
      ("tax", tax == other.tax), ("payable", payable == other.payable),
      ("touchedCap", touchedCap == other.touchedCap),
      ("lineStart", lineStart == other.lineStart), ("stepStart", stepStart == other.stepStart),
      ("reasonStart", reasonStart == other.reasonStart),
      ("reservationStart", reservationStart == other.reservationStart),
      ("componentStart", componentStart == other.componentStart),
      ("lineList", lineList == other.lineList), ("lineNet", lineNet == other.lineNet),
      ("lineTax", lineTax == other.lineTax), ("lineBand", lineBand == other.lineBand),
      ("lineFree", lineFree == other.lineFree), ("kindPrices", kindPrices == other.kindPrices),
      ("componentNet", componentNet == other.componentNet), ("steps", steps == other.steps),
      ("accruals", accruals == other.accruals),
      ("accrualStart", accrualStart == other.accrualStart),
      ("gifts", gifts == other.gifts), ("giftStart", giftStart == other.giftStart),
      ("reasons", reasons == other.reasons), ("reservations", reservations == other.reservations),
      ("credit", credit == other.credit),
      ("detail", detail == other.detail), ("identity", identity === other.identity),
    ]
    return same.first { !$0.1 }?.0
  }

  /// Names of the columns, so that a new one cannot be forgotten above.
  var columnCount: Int { Mirror(reflecting: self).children.count }
}
