import DealerRules
import Foundation

/// Wide World Importers as a rule book: one list price per item, pack multiples, deals in the
/// dimensions of its `SpecialDeals` table, and tax by the item's rate.
struct WideWorldImporters {
  /// The tables read.
  let folder: URL
  /// Groups of each item.
  private var groups: [String: [String]] = [:]

  init(_ folder: URL) throws {
    self.folder = folder
    let table = try DataTable("stock_item_stock_groups", in: folder)
    let position = try table.columns("StockItemID", "StockGroupID")
    for row in table.rows { groups[row[position[0]], default: []].append(row[position[1]]) }
  }

  /// The book with the deals of a file.
  func book(deals name: String?) throws -> RuleBook {
    try book(with: name.map { try DataTable($0, in: folder) })
  }

  /// The book with the deals of a table.
  func book(with deals: DataTable?) throws -> RuleBook {
    var book = RuleBook(name: "Wide World Importers", currency: .usd)
    try addItems(to: &book)
    try addCustomers(to: &book)
    // Of the deals in force the lowest price, the largest amount and the largest percentage stand
    // against each other; unit prices are settled to cents once, after the best is known.
    book.phases = [
      Phase(
        id: "deals", base: .list, point: .unit, rounding: Rounding(.halfUp, scale: 2),
        exclusivity: Exclusivity(per: .line),
        groups: [
          OfferGroup(id: "amount", choice: .best), OfferGroup(id: "percent", choice: .first),
          OfferGroup(id: "price", choice: .best),
        ])
    ]
    if let deals { try addDeals(deals, to: &book) }
    return book
  }

  private func addItems(to book: inout RuleBook) throws {
    let items = try DataTable("stock_items", in: folder)
    let position = try items.columns(
      "StockItemID", "StockItemName", "QuantityPerOuter", "TaxRate", "UnitPrice")
    var list = PriceTable(id: "list", keys: [.product])
    for row in items.rows {
      let id = row[position[0]]
      var inGroup: Attributes = [:]
      for group in groups[id] ?? [] { inGroup["stockGroup\(group)"] = .flag(true) }
      book.products.append(
        Product(
          id: id, name: row[position[1]], taxClass: row[position[3]],
          orderMultiple: try quantity(row[position[2]]),
          attributes: inGroup))
      list.rows.append(
        PriceRow(key: [id], value: .amount(try millionths(row[position[4]]))))
    }
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: book.sellingKind, accesses: [Access(tables: ["list"])])]
    let classes = Set(items.rows.map { $0[position[3]] })
    book.tax = TaxPolicy(
      point: .line, rounding: Rounding(.halfUp, scale: 2),
      rates: try classes.map {
        TaxRate(id: "tax-\($0)", taxClass: $0, rate: try rate("\($0)%"))
      })
  }

  private func addCustomers(to book: inout RuleBook) throws {
    let customers = try DataTable("customers", in: folder)
    let position = try customers.columns(
      "CustomerID", "CustomerName", "CustomerCategoryID", "BuyingGroupID")
    book.customers = customers.rows.map {
      let group = $0[position[3]]
      return Customer(
        id: $0[position[0]], name: $0[position[1]], groups: group.isEmpty ? [] : [group],
        attributes: ["category": .text($0[position[2]])])
    }
  }

  /// Every deal is up to three offers: an amount off, a percentage, a fixed unit price.
  private func addDeals(_ deals: DataTable, to book: inout RuleBook) throws {
    let scope = try deals.columns(
      "StockItemID", "CustomerID", "BuyingGroupID", "CustomerCategoryID", "StockGroupID")
    let terms = try deals.columns(
      "SpecialDealID", "DealDescription", "StartDate", "EndDate", "DiscountAmount",
      "DiscountPercentage", "UnitPrice")
    let fields: [ConditionField] = [
      .product, .customer, .customerGroup, .customerAttribute("category"),
    ]
    for row in deals.rows {
      var tests: [Condition] = []
      for (field, column) in zip(fields, scope) where !row[column].isEmpty {
        tests.append(.test(field, .isIn([row[column]])))
      }
      if !row[scope[4]].isEmpty {
        tests.append(.test(.productAttribute("stockGroup\(row[scope[4]])"), .flag(true)))
      }
      for deal in try benefits(row, terms) {
        book.offers.append(
          Offer(
            id: "deal-\(row[terms[0]])-\(deal.group)", name: row[terms[1]], phase: "deals",
            group: deal.group, priority: deal.priority,
            validity: try days(row[terms[2]], through: row[terms[3]]), when: .all(tests),
            benefit: deal.benefit, combination: Combination(exclusive: .best)))
      }
    }
  }

  /// What one deal gives, and the group in which it stands against others of its kind.
  private struct DealBenefit {
    var group: String
    var priority: Int32 = 0
    var benefit: Benefit
  }

  private func benefits(_ row: [String], _ terms: [Int]) throws -> [DealBenefit] {
    var benefits: [DealBenefit] = []
    if !row[terms[4]].isEmpty {
      let amount = try millionths(row[terms[4]])
      benefits.append(
        DealBenefit(group: "amount", benefit: .amountOffPerUnit(amount, unit: nil)))
    }
    if !row[terms[5]].isEmpty {
      // The published function multiplies by the largest percentage in force: what is named is
      // what is paid. At 100 % and above it changes no price, but hides smaller percentages.
      let paid = try rate("\(row[terms[5]])%").millionths
      let one = Rate.one.millionths
      let off = paid < one ? one - paid : max(one - paid - 1, -10 * one)
      benefits.append(
        DealBenefit(
          group: "percent", priority: Int32(clamping: min(paid, one)),
          benefit: .percentOff(Rate(millionths: off) ?? .zero)))
    }
    if !row[terms[6]].isEmpty {
      let price = try millionths(row[terms[6]])
      benefits.append(DealBenefit(group: "price", benefit: .fixedUnitPrice(price, unit: nil)))
    }
    return benefits
  }

  /// An order with its booked unit prices.
  struct BookedOrder {
    var order: Order
    var unitPrices: [Int64] = []
  }

  /// The orders with their lines.
  func orders() throws -> [BookedOrder] {
    let headers = try DataTable("orders", in: folder)
    let header = try headers.columns("OrderID", "CustomerID", "OrderDate")
    var orders = try headers.rows.map {
      BookedOrder(
        order: Order(
          id: $0[header[0]], customer: $0[header[1]],
          moment: .date(try date($0[header[2]])), lines: []))
    }
    let positions = Dictionary(
      zip(orders.map(\.order.id), orders.indices), uniquingKeysWith: { first, _ in first })
    let lines = try DataTable("order_lines", in: folder)
    let column = try lines.columns("OrderID", "StockItemID", "Quantity", "UnitPrice")
    for row in lines.rows {
      guard let index = positions[row[column[0]]] else {
        throw DataFault(description: "order \(row[column[0]]) has no header")
      }
      orders[index].unitPrices.append(try millionths(row[column[3]]))
      orders[index].order.lines.append(
        OrderLine(
          number: Int32(orders[index].unitPrices.count), product: row[column[1]],
          quantity: try quantity(row[column[2]])))
    }
    return orders.filter { !$0.unitPrices.isEmpty }
  }

  /// An invoice with its booked tax, gross line amounts, and totals where the ledger has them.
  struct BookedInvoice {
    var order: Order
    var taxes: [Int64] = []
    var grosses: [Int64] = []
    /// Net, tax and gross of the whole invoice.
    var totals: [Int64] = []
  }

  /// The invoices of the ledger with their lines; their unit prices are typed.
  func invoices() throws -> [BookedInvoice] {
    let ledger = try DataTable("customer_transactions", in: folder)
    let entry = try ledger.columns(
      "InvoiceID", "CustomerID", "TransactionDate", "AmountExcludingTax", "TaxAmount",
      "TransactionAmount")
    var invoices = try ledger.rows.filter { !$0[entry[0]].isEmpty }.map { row in
      BookedInvoice(
        order: Order(
          id: row[entry[0]], customer: row[entry[1]],
          moment: .date(try date(row[entry[2]])), lines: []),
        totals: try entry[3...].map { try millionths(row[$0]) })
    }
    let positions = Dictionary(
      zip(invoices.map(\.order.id), invoices.indices), uniquingKeysWith: { first, _ in first })
    let lines = try DataTable("invoice_lines", in: folder)
    let column = try lines.columns(
      "InvoiceID", "StockItemID", "Quantity", "UnitPrice", "TaxAmount", "ExtendedPrice")
    for row in lines.rows {
      guard let index = positions[row[column[0]]] else {
        throw DataFault(description: "invoice \(row[column[0]]) is not in the ledger")
      }
      invoices[index].taxes.append(try millionths(row[column[4]]))
      invoices[index].grosses.append(try millionths(row[column[5]]))
      invoices[index].order.lines.append(
        OrderLine(
          number: Int32(invoices[index].taxes.count), product: row[column[1]],
          quantity: try quantity(row[column[2]]),
          manual: ManualPrice(.unitPrice(try millionths(row[column[3]])))))
    }
    return invoices
  }
}
