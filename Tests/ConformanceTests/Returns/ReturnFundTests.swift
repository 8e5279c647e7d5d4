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
      let free = statement.releases.map { "\($0.id) \($0.kind) \($0.amount / 1_000_000)" }
      return "\(statement.credit / 1_000_000) \(statement.fund / 1_000_000) \(free)"
    }
  }

  /// The dealer paid 409.00 and gets no more.
  @Test func aPaymentGoesBackToItsFund() throws {
    let whole = try Self.returns("payment", [nil])
    #expect(whole == [#"409 -100 ["mdf/D rebateFund 100"]"#])
    let parts = try Self.returns("payment", [1, 4, nil])
    #expect(
      parts == [
        #"40 -10 ["mdf/D rebateFund 10"]"#, #"160 -40 ["mdf/D rebateFund 40"]"#,
        #"209 -50 ["mdf/D rebateFund 50"]"#,
      ])
  }

  /// What a fund took off the price is in the goods already.
  @Test func aPartOfThePriceIsFreeAgain() throws {
    let whole = try Self.returns("price", [nil])
    #expect(whole == [#"409 0 ["mdf/D rebateFund 100"]"#])
    let parts = try Self.returns("price", [5, 5])
    #expect(
      parts == [
        #"200 0 ["mdf/D rebateFund 50"]"#, #"209 0 ["mdf/D rebateFund 50"]"#,
      ])
  }
}
