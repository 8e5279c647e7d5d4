import DealerRules

/// A product with the names of its place in the category tree.
struct SourceProduct {
  let id: String
  let name: String
  let subcategory: String?
}

/// A list price with its first and last day.
struct SourcePrice {
  let product: String
  let start: CivilDate
  let end: CivilDate?
  /// Millionths of a dollar.
  let amount: Int64
}

/// A special offer with its first and last day and its quantities, both included.
struct SourceOffer {
  let id: String
  let description: String
  let discount: Rate
  let category: String
  let start: CivilDate
  let end: CivilDate?
  let minimum: Quantity
  let maximum: Quantity?
}

/// An order with the amounts that were booked, in millionths.
struct SourceOrder {
  let id: String
  let date: CivilDate
  let isOnline: Bool
  let customer: String
  let subtotal: Int64
  let total: Int64
}

/// An order line with the values that were booked.
struct SourceLine {
  let order: String
  let id: String
  let product: String
  let quantity: Quantity
  let unitPrice: Int64
  let discount: Rate
  let total: Int64
}

/// The tables of the folder that prices follow from.
struct SourceTables {
  var products: [SourceProduct] = []
  /// Subcategory id → category id.
  var subcategories: [String: String] = [:]
  /// Category id → name.
  var categories: [String: String] = [:]
  var prices: [SourcePrice] = []
  var offers: [SourceOffer] = []
  /// Offer id → product ids.
  var scopes: [String: [String]] = [:]
  var orders: [SourceOrder] = []
  var lines: [SourceLine] = []

  /// Reads the tables of a folder; what the folder holds beside them is left alone.
  init(_ folder: DataFolder) throws {
    products = try folder.table("product").map {
      SourceProduct(
        id: try $0.text("ProductID"), name: try $0.text("Name"),
        subcategory: $0.optionalText("ProductSubcategoryID"))
    }
    // Only products without a price in force ask for their category.
    for record in try folder.optionalTable("product_subcategory") ?? [] {
      subcategories[try record.text("ProductSubcategoryID")] =
        try record.text("ProductCategoryID")
    }
    for record in try folder.optionalTable("product_category") ?? [] {
      categories[try record.text("ProductCategoryID")] = try record.text("Name")
    }
    prices = try folder.table("product_list_price_history").map(SourceTables.price)
    offers = try folder.table("special_offer").map(SourceTables.offer)
    for record in try folder.table("special_offer_product") {
      scopes[try record.text("SpecialOfferID"), default: []].append(
        try record.text("ProductID"))
    }
    orders = try folder.table("sales_order_header").map(SourceTables.order)
    lines = try folder.table("sales_order_detail").map(SourceTables.line)
  }

  private static func price(_ record: CSVRecord) throws -> SourcePrice {
    SourcePrice(
      product: try record.text("ProductID"), start: try record.date("StartDate"),
      end: try record.optionalDate("EndDate"), amount: try record.amount("ListPrice"))
  }

  private static func offer(_ record: CSVRecord) throws -> SourceOffer {
    SourceOffer(
      id: try record.text("SpecialOfferID"),
      description: record.optionalText("Description") ?? "",
      discount: try record.rate("DiscountPct"), category: try record.text("Category"),
      start: try record.date("StartDate"), end: try record.optionalDate("EndDate"),
      minimum: try record.optionalValue("MinQty", "a quantity") { Quantity($0) } ?? .zero,
      maximum: try record.optionalValue("MaxQty", "a quantity") { Quantity($0) })
  }

  private static func order(_ record: CSVRecord) throws -> SourceOrder {
    SourceOrder(
      id: try record.text("SalesOrderID"), date: try record.date("OrderDate"),
      isOnline: try record.value("OnlineOrderFlag", "0 or 1") {
        ["0": false, "1": true][$0]
      },
      customer: try record.text("CustomerID"), subtotal: try record.amount("SubTotal"),
      total: try record.amount("TotalDue"))
  }

  private static func line(_ record: CSVRecord) throws -> SourceLine {
    SourceLine(
      order: try record.text("SalesOrderID"), id: try record.text("SalesOrderDetailID"),
      product: try record.text("ProductID"),
      quantity: try record.value("OrderQty", "a quantity") { Quantity($0) },
      unitPrice: try record.amount("UnitPrice"),
      discount: try record.rate("UnitPriceDiscount"), total: try record.amount("LineTotal"))
  }
}

extension CSVRecord {
  /// A civil date.
  fileprivate func date(_ column: String) throws -> CivilDate {
    try value(column, "a date as YYYY-MM-DD") { CivilDate($0) }
  }

  /// A civil date, or `nil` where the field is empty.
  fileprivate func optionalDate(_ column: String) throws -> CivilDate? {
    try optionalValue(column, "a date as YYYY-MM-DD") { CivilDate($0) }
  }

  /// An amount in millionths of a dollar.
  fileprivate func amount(_ column: String) throws -> Int64 {
    try value(column, "an amount with at most 6 decimals") {
      Money($0, .usd)?.millionths
    }
  }

  /// A fraction of one.
  fileprivate func rate(_ column: String) throws -> Rate {
    try value(column, "a fraction with at most 6 decimals") { Rate($0) }
  }
}
