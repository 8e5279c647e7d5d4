import DealerRules
import TestSupport
import Testing

/// Orders that a rebate fund paid a part of (RULES.md Z-047).
@Suite("Z-047 funds get back what they paid") struct ReturnFundTests {
  /// Ten at 50.00 and freight of 9.00, 100.00 of them from a fund.
  private static func sale(_ effect: String) throws -> (ReturnDesk, StoredSale) {
    let desk = ReturnDesk(
      try TextProject([
        "products": #"[{"id":"A"}]"#,
        "prices": #"[{"table":"list","product":"A","price":"50"}]"#,
        "agreements": """
        [{"id":"mdf","fund":{"balance":"mdf","use":"always","effect":"\(effect)"}}]
        """,
        "charges": #"[{"id":"freight","amount":"9"}]"#,
      ]).rules)
    var order = Shop.order([Shop.line(1, "A", "10")])
    order.facts.totals["mdf"] = 100_000_000
    return (desk, try desk.rules.sale(of: order).get())
  }

  /// What each return of so many credits, its fund, and what is free again.
  private static func returns(_ effect: String, _ quantities: [Int64?]) throws -> [String] {
    let (desk, sale) = try Self.sale(effect)
    var earlier: [ReturnStatement] = []
    for (index, quantity) in quantities.enumerated() {
      var request = ReturnRequest(id: "r\(index)", sale: sale.order, on: sale.day)
      if let quantity {
        request.lines = [ReturnRequest.Line(number: 1, quantity: quantity * 1000)]
      } else {
        request.isWhole = true
      }
      let statement = try desk.settle(request, of: sale, after: earlier)
      #expect(statement.isBalanced)
      earlier.append(statement)
    }
    return earlier.map { statement in
      func text(_ amount: Int64) -> String { Money(millionths: amount, .cny).decimalText }
      let free = statement.releases.map { "\($0.id) \($0.kind) \(text($0.amount))" }
      return ([text(statement.credit), text(statement.fund)] + free).joined(separator: " ")
    }
  }

  /// The dealer paid 409.00 of 509.00 and gets no more: of each refund the fund has its part.
  @Test func aPaymentGoesBackToItsFund() throws {
    let whole = try Self.returns("payment", [nil])
    #expect(whole == ["409.00 -100.00 mdf/D rebateFund 100.00"])
    let parts = try Self.returns("payment", [1, 4, nil])
    #expect(
      parts == [
        "40.18 -9.82 mdf/D rebateFund 9.82", "160.71 -39.29 mdf/D rebateFund 39.29",
        "208.11 -50.89 mdf/D rebateFund 50.89",
      ])
  }

  /// A source of credit that paid 200.00 of 509.00 gets back as much of each refund; a correction
  /// draws on it again without anybody's word.
  @Test func aSourceOfCreditGetsItsPartBack() throws {
    let (desk, made) = try Self.sale("payment")
    var sale = made
    sale.earned = [
      SaleEarning(
        rule: "bank", kind: "funding", account: "bank/D", amount: 200_000_000, units: 0,
        worth: 200_000_000)
    ]
    var earlier: [ReturnStatement] = []
    for quantity: Int64 in [4, 6] {
      var request = ReturnRequest(id: "r\(quantity)", sale: sale.order, on: sale.day)
      request.lines = [ReturnRequest.Line(number: 1, quantity: quantity * 1000)]
      let statement = try desk.settle(request, of: sale, after: earlier)
      #expect(statement.isBalanced)
      let record = RuleSource(name: "r", bytes: ReturnRecord.bytes(of: statement))
      #expect(try ReturnRecord.read(record) == [statement])
      earlier.append(statement)
    }
    #expect(earlier.map(\.fund) == [-78_580_000, -121_420_000])
    #expect(earlier.map(\.credit) == [121_420_000, 187_580_000])
    let free = earlier.flatMap(\.releases).map { "\($0.kind) \($0.id) \($0.amount)" }
    #expect(free == ["funding bank/D 78580000", "funding bank/D 121420000"])
    let nodes = ReturnAccounts(useNodes: ["bank/D/funding": "bank"])
    let again = earlier[0].reversals(nodes, by: "ann", "counted wrong", under: "e7")
    #expect(
      again == [
        LedgerOperation(
          "e7/bank/D/funding/reversed", .reserve(node: "bank", amount: 78_580_000)),
        LedgerOperation(
          "e7/bank/D/funding/reversed/used",
          .ship(reservation: "e7/bank/D/funding/reversed", amount: 78_580_000, close: true)),
      ])
  }

  /// What a fund took off the price is in the goods already.
  @Test func aPartOfThePriceIsFreeAgain() throws {
    let whole = try Self.returns("price", [nil])
    #expect(whole == ["409.00 0.00 mdf/D rebateFund 100.00"])
    let parts = try Self.returns("price", [5, 5])
    #expect(
      parts == [
        "200.00 0.00 mdf/D rebateFund 50.00", "209.00 0.00 mdf/D rebateFund 50.00",
      ])
  }
}
