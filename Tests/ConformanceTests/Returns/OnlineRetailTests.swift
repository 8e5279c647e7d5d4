import DealerRules
import Foundation
import Testing

/// Cancellations of a wholesaler, given back at the price paid.
@Suite("Online retail cancellations") struct OnlineRetailTests {
  static let shared = DataFolders.shared("uci_online_retail")

  /// Goods that one customer bought at one price.
  struct Purchase: Hashable {
    var customer: String
    var product: String
    var price: String
  }

  /// Cancelled lines: all, those that an earlier purchase explains, and those of no more than was
  /// bought.
  struct Counts: Equatable {
    var lines = 0
    var matched = 0
    var within = 0
    /// Given back at exactly the price paid.
    var exact = 0
    /// Refused because more is cancelled than was bought.
    var refused = 0
  }

  private static func rules() throws -> CompiledRules {
    var book = RuleBook(name: "till", currency: try #require(Currency("GBP")))
    book.products = [Product(id: "goods")]
    book.customers = [Customer(id: "dealer")]
    var list = PriceTable(id: "list", keys: [.product])
    list.rows.append(PriceRow(key: ["goods"], value: .amount(0)))
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
    book.policies.manual = .accept
    return try CompiledRules(book)
  }

  private static func count(_ folder: URL) throws -> Counts {
    let table = try DataTable("transactions", in: folder)
    let places = try table.columns("InvoiceNo", "StockCode", "Quantity", "UnitPrice", "CustomerID")
    let rules = try rules()
    let desk = ReturnDesk(rules)
    var bought: [Purchase: Int] = [:]
    var counts = Counts()
    for row in table.rows {
      let fields = places.map { row[$0] }
      guard let quantity = Int(fields[2]), !fields[4].isEmpty else { continue }
      let purchase = Purchase(customer: fields[4], product: fields[1], price: fields[3])
      if quantity > 0 {
        bought[purchase, default: 0] += quantity
        continue
      }
      // Codes of goods begin with a digit; the others are postage, discounts and corrections.
      guard fields[0].hasPrefix("C"), fields[1].first?.isNumber == true else { continue }
      counts.lines += 1
      guard let sold = bought[purchase] else { continue }
      counts.matched += 1
      if sold >= -quantity { counts.within += 1 }
      try settle(purchase, sold, -quantity, rules, desk, &counts)
    }
    return counts
  }

  private static func settle(
    _ purchase: Purchase, _ sold: Int, _ back: Int, _ rules: CompiledRules, _ desk: ReturnDesk,
    _ counts: inout Counts
  ) throws {
    let price = try #require(Money(purchase.price, rules.book.currency)).millionths
    let order = Order(
      id: "bought", customer: "dealer", moment: .date(try date("2011-01-01")),
      lines: [
        OrderLine(
          number: 1, product: "goods", quantity: try #require(Quantity(sold)),
          manual: ManualPrice(.unitPrice(price)))
      ])
    let sale = try rules.sale(of: order, hashes: desk.hashes).get()
    let quantity = try #require(Quantity(back)).thousandths
    let request = ReturnRequest(
      id: "cancelled", sale: "bought", on: sale.day,
      lines: [ReturnRequest.Line(number: 1, quantity: quantity)])
    let statement = try desk.settle(request, of: sale)
    if statement.outcome == .refused {
      #expect(statement.findings.map(\.code) == [.moreThanSold])
      counts.refused += 1
    } else if statement.refund == price * Int64(back) {
      counts.exact += 1
    }
  }

  @Test(.enabled(if: shared != nil, "\(DataFolders.absent)"))
  func cancellationsComeBackAtThePricePaid() throws {
    let counts = try Self.count(try #require(Self.shared))
    print(
      "online retail cancelled \(counts.lines) matched \(counts.matched) within \(counts.within)",
      "refunded at the price paid \(counts.exact) refused \(counts.refused)")
    #expect(counts.lines > 0)
    #expect(counts.exact == counts.within)
    #expect(counts.refused == counts.matched - counts.within)
    switch counts.lines {
    case 8539: #expect(counts.matched == 7197 && counts.within == 7165)
    // A part of the months.
    case 4076: #expect(counts.matched == 3170 && counts.within == 3155)
    default: break
    }
  }
}
