import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("Wide World Importers repriced") struct WideWorldImportersTests {
  static let fixture = DataFolders.fixture("wide-world-importers")
  static let shared = DataFolders.shared("wide_world_importers")

  // MARK: Prices and pack multiples

  /// What became of orders.
  struct OrderCounts: Equatable {
    var prices = 0
    var nets = 0
    var lines = 0
    var notMultiple = 0
    var allowed = 0
    var orders = 0
  }

  /// Prices the orders of a folder and counts what equals the booked values.
  static func priceOrders(_ folder: URL, deals: String?) throws -> OrderCounts {
    let source = try WideWorldImporters(folder)
    let booked = try source.orders()
    let rules = try CompiledRules(source.book(deals: deals))
    var counts = OrderCounts()
    for (order, decision) in zip(booked, try rules.decisions(booked.map(\.order))) {
      counts.orders += 1
      counts.lines += order.unitPrices.count
      counts.notMultiple += decision.reasons.count { $0.code == .notMultiple }
      counts.allowed += decision.outcome == .allow ? 1 : 0
      for (index, price) in decision.unitPrices.enumerated() {
        let pieces = order.order.lines[index].quantity.thousandths / 1000
        counts.prices += price == order.unitPrices[index] ? 1 : 0
        counts.nets +=
          decision.lines[index].net == order.unitPrices[index] * pieces ? 1 : 0
      }
    }
    print(
      "wide-world-importers order lines \(counts.prices)/\(counts.lines),",
      "pack multiples \(counts.lines - counts.notMultiple)/\(counts.lines)")
    return counts
  }

  @Test func fixtureOrdersComeOutExactly() throws {
    let counts = try Self.priceOrders(Self.fixture, deals: nil)
    let lines = 290
    #expect(
      counts
        == OrderCounts(
          prices: lines, nets: lines, lines: lines, notMultiple: 0, allowed: 90, orders: 90))
  }

  @Test(.enabled(if: shared != nil, "\(DataFolders.absent)"))
  func everyOrderComesOutExactly() throws {
    let counts = try Self.priceOrders(try #require(Self.shared), deals: "special_deals")
    let lines = counts.lines
    #expect(counts.prices == lines)
    #expect(counts.nets == lines)
    #expect(lines >= 100_000)
    #expect(counts.notMultiple == 0)
    #expect(counts.allowed == counts.orders)
  }

  @Test func quantitiesOffByOneAreFound() throws {
    let source = try WideWorldImporters(Self.fixture)
    let book = try source.book(deals: nil)
    let packed = book.products.filter { ($0.orderMultiple ?? .one) > .one }
    var orders: [Order] = []
    for product in packed {
      let outer = (product.orderMultiple ?? .one).thousandths / 1000
      for change: Int64 in [-1, 0, 1] {
        let line = OrderLine(
          number: 1, product: product.id, quantity: try quantity("\(2 * outer + change)"))
        orders.append(
          Order(
            id: "\(product.id)/\(change)", customer: "832",
            moment: .date(try date("2014-01-01")), lines: [line]))
      }
    }
    var found = 0
    for (order, decision) in zip(orders, try CompiledRules(book).decisions(orders)) {
      let isWhole = order.id.hasSuffix("/0")
      let isFound = decision.reasons.contains { $0.code == .notMultiple }
      let outcome: Outcome = isWhole ? .allow : .block
      found += isFound != isWhole && decision.outcome == outcome ? 1 : 0
    }
    print("wide-world-importers quantities off by one \(found)/\(orders.count)")
    #expect(found == orders.count)
    #expect(packed.count == 108)
  }

  // MARK: Deals

  @Test func dealsGiveTheLowestPrice() throws {
    let source = try WideWorldImporters(Self.fixture)
    let rules = try CompiledRules(source.book(deals: "deals"))
    let cases = try DataTable("deal_cases", in: Self.fixture)
    let column = try cases.columns(
      "CustomerID", "StockItemID", "Date", "Quantity", "UnitPrice", "Net", "Why")
    let orders = try cases.rows.enumerated().map { index, row in
      Order(
        id: "\(index + 1)", customer: row[column[0]], moment: .date(try date(row[column[2]])),
        lines: [
          OrderLine(
            number: 1, product: row[column[1]], quantity: try quantity(row[column[3]]))
        ])
    }
    var exact = 0
    for (row, decision) in zip(cases.rows, try rules.decisions(orders)) {
      let price = decision.unitPrices[0]
      let why: Comment = "\(row[column[6]])"
      #expect(price == (try millionths(row[column[4]])), why)
      #expect(decision.net == (try millionths(row[column[5]])), why)
      exact += price == (try millionths(row[column[4]])) ? 1 : 0
    }
    print("wide-world-importers deals \(exact)/\(cases.rows.count)")
    #expect(exact == cases.rows.count)
    #expect(exact == 22)
  }

  @Test func dealsOfAnyShapeFollowThePublishedFunction() throws {
    let source = try WideWorldImporters(Self.fixture)
    var random = SplitMix64(seed: 20_140_101)
    var (exact, lines, withDeal) = (0, 0, 0)
    for _ in 0..<20 {
      let deals = try RandomDeals(source, &random)
      let rules = try CompiledRules(source.book(with: deals.table))
      let asked = deals.questions(400, &random)
      for (question, decision) in zip(asked, try rules.decisions(asked.map(\.order))) {
        let expected = deals.price(question)
        exact += decision.unitPrices[0] == expected ? 1 : 0
        withDeal += expected == question.base ? 0 : 1
        lines += 1
      }
    }
    print("wide-world-importers random deals \(exact)/\(lines), \(withDeal) below list")
    #expect(exact == lines)
    #expect(withDeal > lines / 10)
  }

  // MARK: Tax

  /// What became of invoices.
  struct InvoiceCounts: Equatable {
    var taxes = 0
    var grosses = 0
    var lines = 0
    var totals = 0
    var invoices = 0
  }

  /// Taxes the invoices of a folder and counts what equals the booked values.
  static func taxInvoices(_ folder: URL) throws -> InvoiceCounts {
    let source = try WideWorldImporters(folder)
    var book = try source.book(deals: nil)
    book.policies.manual = .accept
    let booked = try source.invoices()
    let rules = try CompiledRules(book)
    var counts = InvoiceCounts()
    for (invoice, decision) in zip(booked, try rules.decisions(booked.map(\.order))) {
      counts.invoices += 1
      counts.lines += invoice.taxes.count
      for (index, line) in decision.lines.enumerated() {
        counts.taxes += line.tax == invoice.taxes[index] ? 1 : 0
        counts.grosses += line.net + line.tax == invoice.grosses[index] ? 1 : 0
      }
      let totals = [decision.net, decision.tax, decision.payable]
      counts.totals += totals == invoice.totals ? 1 : 0
    }
    print(
      "wide-world-importers invoice taxes \(counts.taxes)/\(counts.lines),",
      "extended prices \(counts.grosses)/\(counts.lines),",
      "totals \(counts.totals)/\(counts.invoices)")
    return counts
  }

  @Test func fixtureInvoicesComeOutExactly() throws {
    let lines = 267
    let counts = try Self.taxInvoices(Self.fixture)
    #expect(
      counts
        == InvoiceCounts(
          taxes: lines, grosses: lines, lines: lines, totals: 90, invoices: 90))
  }

  @Test(.enabled(if: shared != nil, "\(DataFolders.absent)"))
  func everyInvoiceComesOutExactly() throws {
    let counts = try Self.taxInvoices(try #require(Self.shared))
    let (lines, invoices) = (counts.lines, counts.invoices)
    #expect(
      counts
        == InvoiceCounts(
          taxes: lines, grosses: lines, lines: lines, totals: invoices, invoices: invoices))
    #expect(lines >= 100_000)
  }
}
