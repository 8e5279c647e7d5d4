import DealerRules
import TestSupport
import Testing

/// What changes beside the prices of a changed order (RULES.md Z-060, Z-061, Z-062).
@Suite("Z-062 limits, earnings, gifts and charges of changed orders") struct SaleChangeLimitTests {
  /// Two products with an offer and its budget each, a point for every 10.00, freight of 8.00.
  private static func desk() throws -> ReturnDesk {
    let offers = ["A", "B"].map { product in
      #"{"id":"off\#(product)","phase":"p","percentOff":"10%","when":{"product":"\#(product)"},"#
        + #""limits":{"budget":"1000","uses":5}}"#
    }
    return ReturnDesk(
      try TextProject([
        "products": #"[{"id":"A"},{"id":"B"}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"20"}]
        """,
        "phases": #"[{"id":"p"}]"#, "offers": "[\(offers.joined(separator: ","))]",
        "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#,
        "charges": #"[{"id":"freight","amount":"8"}]"#,
      ]).rules)
  }

  private static func sale(_ desk: ReturnDesk) throws -> StoredSale {
    try desk.rules.sale(
      of: Shop.order([Shop.line(1, "A", "4"), Shop.line(2, "B", "5")])
    ).get()
  }

  private static func uses(_ sale: StoredSale) -> [String] {
    sale.uses.map { "\($0.id) \($0.kind) \($0.amount + $0.units)" }
  }

  /// 4 × 45 + 5 × 18 + 8 = 278.00 and 27 points; half of A is 90.00 less and leaves the budget of B
  /// alone.
  @Test func aLineChangesItsOwnLimits() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    #expect(sale.payable == 278_000_000 && sale.earned.map(\.units) == [27_000])
    #expect(
      Self.uses(sale) == [
        "offA uses 1000", "offA budget 20000000", "offB uses 1000", "offB budget 10000000",
      ])
    let less = try desk.amend(sale, quantities: [1: 2000])
    #expect(less.sale.payable == 188_000_000 && less.sale.earned.map(\.units) == [18_000])
    #expect(
      Self.uses(less.sale) == [
        "offA uses 1000", "offA budget 10000000", "offB uses 1000", "offB budget 10000000",
      ])
    let more = try desk.amend(sale, quantities: [1: 6000])
    #expect(more.sale.payable == 368_000_000 && more.sale.earned.map(\.units) == [36_000])
    #expect(Self.uses(more.sale)[1] == "offA budget 30000000")
    let without = try desk.amend(sale, quantities: [1: 0])
    #expect(without.sale.payable == 98_000_000)
    #expect(Self.uses(without.sale) == ["offB uses 1000", "offB budget 10000000"])
  }

  /// A budget of 50.00 gives a tenth of ten at 50.00 and no more, whatever is added.
  @Test func whatIsAddedKeepsToTheLimits() throws {
    let desk = ReturnDesk(
      try TextProject([
        "products": #"[{"id":"A"}]"#,
        "prices": #"[{"table":"list","product":"A","price":"50"}]"#, "phases": #"[{"id":"p"}]"#,
        "offers": """
        [{"id":"ten","phase":"p","percentOff":"10%","limits":{"budget":"50","usesPerCustomer":1}}]
        """,
      ]).rules)
    let sale = try desk.rules.sale(of: Shop.order([Shop.line(1, "A", "8")])).get()
    #expect(sale.payable == 360_000_000)
    let ten = try desk.amend(sale, quantities: [1: 10_000], terms: .keepPrices)
    #expect(ten.sale.payable == 450_000_000)
    #expect(throws: SaleChangeFault.limitExceeded("ten")) {
      try desk.amend(sale, quantities: [1: 11_000], terms: .keepPrices)
    }
    let added = try desk.amend(sale, quantities: [1: 12_000], terms: .repriceAdded)
    #expect(added.sale.payable == 560_000_000)
    let all = try desk.amend(sale, quantities: [1: 12_000], terms: .repriceAll)
    #expect(all.sale.payable == 550_000_000)
  }

  /// Ten earn a gift of a limited offer; one alone earns none and leaves the offer unused, and a
  /// tenth of the points.
  @Test func aShortShipmentLeavesLimitsOfLostGifts() throws {
    let desk = ReturnDesk(
      try TextProject([
        "products": #"[{"id":"A"},{"id":"B"}]"#,
        "prices": #"[{"table":"list","product":"A","price":"50"}]"#, "phases": #"[{"id":"p"}]"#,
        "offers": """
        [{"id":"g","phase":"p","requires":[{"measure":"quantity","from":"10"}],
          "gift":{"products":["B"],"quantity":"2"},"limits":{"uses":1,"budgetUnits":"9"}}]
        """,
        "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#,
      ]).rules)
    let sale = try desk.rules.sale(of: Shop.order([Shop.line(1, "A", "10")])).get()
    #expect(Self.uses(sale) == ["g uses 1000", "g budgetUnits 2000"])
    #expect(sale.earned.map(\.units) == [50_000])
    let again = try desk.ship(sale, short: [1: 1000], isSupplierFault: false, terms: .reprice).sale
    #expect(again.items.map(\.product) == ["A"] && again.uses.isEmpty)
    #expect(again.earned.map(\.units) == [5_000])
    let kept = try desk.ship(sale, short: [1: 1000], isSupplierFault: true, terms: .keep).sale
    #expect(kept.items.map(\.product) == ["A", "B"])
    #expect(Self.uses(kept) == ["g uses 1000", "g budgetUnits 2000"])
  }

  /// 252.00 of 270.00 would be 25.2 points: whole points stay whole, and are cut.
  @Test func pointsAreCutToWholeOnes() throws {
    let desk = try Self.desk()
    let less = try desk.amend(try Self.sale(desk), quantities: [2: 4000]).sale
    #expect(less.payable == 260_000_000 && less.earned.map(\.units) == [25_000])
  }

  /// Nothing is left: no freight, no points, no uses.
  @Test func everythingGoesWithTheLastOfTheGoods() throws {
    let desk = try Self.desk()
    let none = try desk.ship(
      try Self.sale(desk), short: [1: 0, 2: 0], isSupplierFault: true
    ).sale
    #expect(none.payable == 0 && none.items.isEmpty && none.extras.isEmpty)
    #expect(none.uses.isEmpty && none.earned.isEmpty)
  }

  /// Added lines earn into the same account, and come back whole with what they earned.
  @Test func addedLinesEarnIntoTheSameAccount() throws {
    let desk = try Self.desk()
    let change = try desk.amend(
      try Self.sale(desk), quantities: [:], adding: [Shop.line(3, "B", "5")])
    #expect(change.difference == 90_000_000)
    #expect(change.sale.earned.map(\.units) == [36_000])
    var request = ReturnRequest(id: "r", sale: "1", on: change.sale.day)
    request.isWhole = true
    let statement = try desk.settle(request, of: change.sale)
    #expect(statement.refund == change.sale.payable)
    #expect(statement.earnings.map(\.taken) == [36_000])
    #expect(throws: SaleChangeFault.numberTaken(1)) {
      try desk.amend(change.sale, quantities: [:], adding: [Shop.line(1, "B", "5")])
    }
  }

  /// Ten and one for nothing; six that leave earn no gift where the dealer is at fault, and cost
  /// what they did.
  @Test func giftsGoWithWhatEarnedThem() throws {
    let gift =
      #"{"products":["A"],"quantity":"1","for":{"measure":"quantity","every":"10"}}"#
    let desk = ReturnDesk(
      try TextProject([
        "prices": #"[{"table":"list","product":"A","price":"50"}]"#,
        "phases": #"[{"id":"p"}]"#, "offers": #"[{"id":"g","phase":"p","gift":\#(gift)}]"#,
      ]).rules)
    let sale = try desk.rules.sale(of: Shop.order([Shop.line(1, "A", "10")])).get()
    #expect(sale.items.map(\.paid) == [454_540_000, 45_460_000])
    let kept = try desk.ship(sale, short: [1: 6000], isSupplierFault: true).sale
    #expect(kept.items.map(\.paid) == [272_720_000, 45_460_000])
    let priced = try desk.ship(sale, short: [1: 6000], isSupplierFault: false).sale
    #expect(priced.items.map(\.paid) == [272_720_000])
  }
}
