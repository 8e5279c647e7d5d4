import DealerRules
import TestSupport
import Testing

/// Placed orders that are decided again (RULES.md Z-060, Z-061, Z-062).
@Suite("Z-060 changes of placed orders") struct SaleChangeTests {
  /// Six of 50.00 with 10 % off from 300.00.
  static func desk() throws -> ReturnDesk {
    var shop = Shop(["A": "50.00", "B": "20.00"])
    shop.offer("ten", .percentOff(Shop.rate("10%")))
    shop.book.offers[0].requires = [
      Threshold(LineMeasure(.amount), MeasureBounds(from: Shop.millionths("300")))
    ]
    return ReturnDesk(try CompiledRules(shop.book))
  }

  static func sale(_ desk: ReturnDesk) throws -> StoredSale {
    try desk.rules.sale(of: Shop.order([Shop.line(1, "A", "6")])).get()
  }

  @Test func unitsKeepTheirPrices() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    #expect(sale.payable == 270_000_000)
    let less = try desk.amend(
      sale, quantities: [1: 5000], terms: .keepPrices, isSupplierFault: true)
    #expect(less.sale.payable == 225_000_000 && less.difference == -45_000_000)
    #expect(!less.isRepriced)
    // Five do not reach 300.00, which is the dealer's own doing; six have their prices again.
    let lost = try desk.amend(sale, quantities: [1: 5000], terms: .keepPrices)
    #expect(lost.sale.payable == 250_000_000 && lost.difference == -20_000_000)
    #expect(!lost.isRepriced)
    let again = try desk.amend(lost.sale, quantities: [1: 6000], pricedAs: sale)
    #expect(again.sale.items == sale.items && again.difference == 20_000_000)
    let more = try desk.amend(sale, quantities: [1: 8000], terms: .keepPrices)
    #expect(more.sale.payable == 360_000_000)
    let added = try desk.amend(
      sale, quantities: [:], adding: [Shop.line(2, "B", "1")], terms: .keepPrices)
    #expect(added.sale.payable == 290_000_000)
  }

  /// Three of six at 45.00 are worth no more than was billed of them (RULES.md Z-063).
  @Test func whatLeftIsWorthNoMoreThanWasBilled() throws {
    let desk = try Self.desk()
    let sale = try desk.rules.sale(
      of: Shop.order([Shop.line(1, "A", "6"), Shop.line(2, "B", "2")])
    ).get()
    func left(_ billed: Int64?) throws -> StoredSale {
      try desk.ship(
        sale, short: [1: 3000, 2: 1000], isSupplierFault: true, terms: .keep, billed: billed
      ).sale
    }
    #expect(try left(nil).items.map(\.paid) == [135_000_000, 18_000_000])
    #expect(try left(153_000_000) == left(nil))
    let less = try left(143_000_000)
    #expect(less.items.map(\.paid) == [126_180_000, 16_820_000] && less.payable == 143_000_000)
    #expect(try left(0).payable == 0)
  }

  @Test func whatIsAddedIsPricedAlone() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    let more = try desk.amend(sale, quantities: [1: 8000], terms: .repriceAdded)
    #expect(more.sale.payable == 370_000_000 && more.isRepriced)
    #expect(more.sale.items.map(\.quantity) == [8000])
    let less = try desk.amend(
      sale, quantities: [1: 5000], terms: .repriceAdded, isSupplierFault: true)
    #expect(less.sale.payable == 225_000_000)
    let lost = try desk.amend(sale, quantities: [1: 5000], terms: .repriceAdded)
    #expect(lost.sale.payable == 250_000_000)
  }

  @Test func theWholeOrderIsPricedAgain() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    #expect(
      try desk.amend(sale, quantities: [1: 5000], terms: .repriceAll).sale.payable == 250_000_000)
    #expect(
      try desk.amend(sale, quantities: [1: 8000], terms: .repriceAll).sale.payable == 360_000_000)
    var changed = desk.rules.book
    changed.rounding.document = Rounding(.up)
    let other = ReturnDesk(try CompiledRules(changed))
    #expect(throws: SaleChangeFault.rulesDiffer) {
      try other.amend(sale, quantities: [1: 5000], terms: .repriceAll)
    }
    #expect(throws: SaleChangeFault.rulesDiffer) {
      try other.amend(sale, quantities: [1: 5000], terms: .keepPrices)
    }
    #expect(try other.amend(sale, quantities: [1: 8000]).sale.payable == 360_000_000)
    #expect(throws: SaleChangeFault.unknownLine(9)) {
      try desk.amend(sale, quantities: [9: 1000])
    }
    #expect(throws: SaleChangeFault.badQuantity(1)) {
      try desk.amend(sale, quantities: [1: -1])
    }
  }

  @Test func aShortShipmentIsNeverDearer() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    for terms in ShortShipmentTerms.allCases {
      for isFault in [false, true] {
        let short = try desk.ship(
          sale, short: [1: 5000], isSupplierFault: isFault, terms: terms)
        #expect(short.sale.payable == 225_000_000, "\(terms.rawValue)")
      }
    }
    let none = try desk.ship(sale, short: [1: 0], isSupplierFault: true)
    #expect(none.sale.payable == 0 && none.sale.items.isEmpty)
    #expect(throws: SaleChangeFault.badQuantity(1)) {
      try desk.ship(sale, short: [1: 7000], isSupplierFault: true)
    }
  }

  /// A changed sale comes back for what is to pay now.
  @Test func aChangedSaleComesBackWhole() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    let changes = [
      try desk.amend(sale, quantities: [1: 5000]),
      try desk.amend(sale, quantities: [1: 8000], terms: .repriceAdded),
      try desk.amend(sale, quantities: [:], adding: [Shop.line(2, "B", "3")]),
      try desk.ship(sale, short: [1: 1000], isSupplierFault: false),
    ]
    for change in changes {
      var request = ReturnRequest(id: "r", sale: "1", on: sale.day)
      request.isWhole = true
      let statement = try desk.settle(request, of: change.sale)
      #expect(statement.outcome == .allowed)
      #expect(statement.refund == change.sale.payable)
      let record = RuleSource(name: "sale", bytes: SaleRecord.bytes(of: change.sale))
      #expect(SaleRecord.read(record) == [.success(change.sale)])
    }
  }

  @Test func everythingReservedFollows() throws {
    var shop = Shop(["A": "50.00"])
    shop.offer("ten", .percentOff(Shop.rate("10%")))
    shop.book.offers[0].limits = OfferLimits(budget: Shop.millionths("1000"))
    let desk = ReturnDesk(try CompiledRules(shop.book))
    let sale = try Self.sale(desk)
    let change = try desk.amend(sale, quantities: [1: 3000])
    let operations = change.adjustments(
      "c", claim: "order", uses: ["ten/budget": "used"], from: sale)
    #expect(
      operations == [
        LedgerOperation("c/claim", .amend(reservation: "order", amount: 135_000_000)),
        LedgerOperation("c/ten/budget", .amend(reservation: "used", amount: 15_000_000)),
      ])
  }
}
