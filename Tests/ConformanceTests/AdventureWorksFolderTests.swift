import Foundation
import Testing

/// A small folder in the layout of Adventure Works, with amounts worked out by hand.
private struct SmallFolder: ~Copyable {
  let url: URL

  init() throws {
    url = Scratch.url("dealer-rules")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in SmallFolder.tables { try write(name, text) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: url.appendingPathComponent("\(name).csv"))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: url.appendingPathComponent("\(name).csv"))
  }

  /// Product 1 is on no list from 30 May to 9 June 2013, product 2 from 30 May on. Offers 16 and
  /// 17 overlap; 16 was booked for no one; 14 is for web customers, who never get it.
  static let tables = [
    "product": """
    ProductID,Name,ProductSubcategoryID
    1,"Mountain-200 ""Silver"", 38",1
    2,Sport Bottle,2
    3,Bolt,

    """,
    "product_subcategory": "ProductSubcategoryID,ProductCategoryID\r\n1,1\r\n2,4\r\n",
    "product_category": "ProductCategoryID,Name\n1,Bikes\n4,Accessories",
    "product_list_price_history": """
    ProductID,StartDate,EndDate,ListPrice
    1,2013-06-10,,120.0000
    1,2013-01-01,2013-05-29,100.0001
    2,2013-01-01,2013-05-29,5.5500
    """,
    "special_offer": """
    SpecialOfferID,Description,DiscountPct,Category,StartDate,EndDate,MinQty,MaxQty
    1,No Discount,0.0000,No Discount,2011-05-01,2014-11-30,0,
    2,Volume 11 to 14,0.0200,Reseller,2011-05-31,2014-05-30,11,14
    14,Web only,0.5000,Customer,2013-01-01,2013-12-31,0,
    16,Clearance,0.4000,Reseller,2013-01-01,2013-12-31,0,
    17,Summer,0.1000,Reseller,2013-06-10,2013-06-30,0,
    """,
    "special_offer_product": """
    SpecialOfferID,ProductID
    1,1
    1,2
    2,2
    14,2
    16,1
    17,1
    """,
    "sales_tax_rate": "SalesTaxRateID,TaxRate\n1,14.00\n",
    "sales_order_header": """
    SalesOrderID,OrderDate,OnlineOrderFlag,CustomerID,SubTotal,TaxAmt,Freight,TotalDue
    1,2013-02-01,0,7,97.8555,0.0000,0.0000,97.8555
    2,2013-06-01,0,7,183.9602,0.0000,0.0000,183.9602
    3,2013-02-01,1,8,16.6500,1.3320,0.4163,18.3983
    4,2013-06-30,0,7,54.0000,0.0000,0.0000,54.0000
    5,2013-07-01,0,7,72.0000,0.0000,0.0000,72.0000
    """,
    "sales_order_detail": """
    SalesOrderID,SalesOrderDetailID,OrderQty,ProductID,UnitPrice,UnitPriceDiscount,LineTotal
    1,1,1,1,60.0001,0.0000,60.000100
    1,2,12,2,3.2190,0.0200,37.855440
    2,3,2,1,72.0001,0.0000,144.000200
    2,4,12,2,3.3300,0.0000,39.960000
    3,5,3,2,5.5500,0.0000,16.650000
    4,6,1,1,60.0000,0.1000,54.000000
    5,7,1,1,72.0000,0.0000,72.000000
    """,
  ]
}

@Suite("Adventure Works in a small folder") struct AdventureWorksFolderTests {
  private let ignoring = ["--ignore-offer", "16:Mountain-200"]

  @Test func handWorkedAmountsComeOut() throws {
    let folder = try SmallFolder()
    let run = try AdventureWorksTests.reprice([folder.url.path] + ignoring)
    #expect(run.lines == ["lines 7/7", "subtotals 5/5", "totals 1/1"], "\(run.errors)")
    #expect(run.status == 0)
  }

  @Test func mismatchesAreListed() throws {
    let folder = try SmallFolder()
    let run = try AdventureWorksTests.reprice([folder.url.path])
    #expect(run.status == 1)
    #expect(
      run.lines == [
        "lines 4/7", "subtotals 2/5", "totals 1/1",
        "line 1/1: UnitPrice booked 60.0001 computed 20.00",
        "line 1/1: UnitPriceDiscount booked 0 computed 0.4",
        "line 1/1: LineTotal booked 60.0001 computed 12.00",
        "order 1: SubTotal booked 97.8555 computed 49.8554",
        "line 4/6: UnitPrice booked 60.00 computed 24.00",
        "line 4/6: UnitPriceDiscount booked 0.1 computed 0.4",
        "line 4/6: LineTotal booked 54.00 computed 14.40",
        "order 4: SubTotal booked 54.00 computed 14.40",
        "line 5/7: UnitPrice booked 72.00 computed 24.00",
        "line 5/7: UnitPriceDiscount booked 0 computed 0.4",
        "line 5/7: LineTotal booked 72.00 computed 14.40",
        "order 5: SubTotal booked 72.00 computed 14.40",
      ])
  }

  @Test func webCustomersPayTheLastPriceToo() throws {
    let folder = try SmallFolder()
    let headers = SmallFolder.tables["sales_order_header"] ?? ""
    let changed = headers.replacingOccurrences(of: "2,2013-06-01,0", with: "2,2013-06-01,1")
    try folder.write("sales_order_header", changed)
    let run = try AdventureWorksTests.reprice([folder.url.path] + ignoring)
    #expect(run.status == 1)
    // Freight and tax are added to web orders, and the booked order had none.
    #expect(run.lines.prefix(3) == ["lines 7/7", "subtotals 5/5", "totals 1/2"])
  }

  @Test func optionalTablesMayBeMissing() throws {
    let folder = try SmallFolder()
    try folder.remove("sales_tax_rate")
    try folder.remove("product_category")
    let run = try AdventureWorksTests.reprice([folder.url.path] + ignoring)
    // Without categories there is no last price for order 2.
    #expect(run.lines.prefix(3) == ["lines 5/7", "subtotals 4/5", "totals 1/1"])
  }

  @Test func everyMismatchIsListed() throws {
    let folder = try SmallFolder()
    var details = "SalesOrderID,SalesOrderDetailID,OrderQty,ProductID,UnitPrice,"
    details += "UnitPriceDiscount,LineTotal\n"
    for line in 1...60 { details += "9,\(line),1,1,1.0000,0.0000,1.000000\n" }
    try folder.write("sales_order_detail", details)
    let run = try AdventureWorksTests.reprice([folder.url.path])
    // 5 orders without lines and 60 lines without an order.
    #expect(run.lines.prefix(3) == ["lines 0/60", "subtotals 0/5", "totals 0/1"])
    #expect(run.lines.count == 3 + 65)
    #expect(run.status == 1)
  }

  @Test func inputFaultsNameFileAndLine() throws {
    let folder = try SmallFolder()
    try folder.write("product_category", "ProductCategoryID,Name\n1,\"Bikes\n")
    var run = try AdventureWorksTests.reprice([folder.url.path])
    #expect(run.status == 3 && run.lines.isEmpty)
    #expect(run.errors.contains("product_category.csv:2: a quoted field is not closed"))
    try folder.write("product_category", "ProductCategoryID,Name\n1,Bikes\n")
    try folder.write(
      "product_list_price_history",
      "ProductID,StartDate,EndDate,ListPrice\n1,2013-01-01,,1.5\n1,2013-02-30,,2\n")
    run = try AdventureWorksTests.reprice([folder.url.path])
    #expect(run.status == 3)
    #expect(run.errors.contains("product_list_price_history.csv:3: StartDate"))
    try folder.remove("special_offer")
    try folder.write("product_list_price_history", "ProductID,StartDate,EndDate,ListPrice\n")
    run = try AdventureWorksTests.reprice([folder.url.path])
    #expect(run.status == 3)
    #expect(run.errors.contains("neither special_offer.csv nor special_offer.csv.gz"))
  }
}
