import Foundation

/// The dealer batch as its files state it: integers and cents, nothing resolved.
struct DealerData {
  /// node, parent, level
  var regions = IntegerTable(["node", "parent", "level"])
  /// node, parent, level
  var categories = IntegerTable(["node", "parent", "level"])
  /// product, category, brand, list_cents
  var products = IntegerTable(["product", "category", "brand", "list_cents"])
  /// product, province_node
  var exclusives = IntegerTable(["product", "province_node"])
  /// tier, product, price_from_N for each break N
  var tierPrices = IntegerTable([
    "tier", "product", "price_from_1", "price_from_10", "price_from_100",
  ])
  /// customer, tier, channel, region, credit_limit_cents, exposure_cents
  var customers = IntegerTable([
    "customer", "tier", "channel", "region", "credit_limit_cents", "exposure_cents",
  ])
  /// customer, region_node
  var territories = IntegerTable(["customer", "region_node"])
  var promotions = IntegerTable(Promotion.columns)
  /// Triples of customer, product, price in cents.
  var customerPrices: [UInt32] = []
  /// Four each: customer, county shipped to, day, how many lines.
  var orders: [UInt32] = []
  /// Pairs of product and quantity, order after order.
  var lines: [UInt32] = []

  /// An empty batch.
  init() {}

  /// Reads the files of a folder.
  init(_ folder: URL, promotions tag: String, prices: Int) throws {
    func table(_ name: String) throws -> IntegerTable {
      try IntegerTable(contentsOf: folder.appendingPathComponent(name + ".csv"))
    }
    regions = try table("regions")
    categories = try table("categories")
    products = try table("products")
    exclusives = try table("exclusives")
    tierPrices = try table("tier_prices")
    customers = try table("customers")
    territories = try table("territories")
    promotions = try table("promotions_" + tag)
    customerPrices = try Records.read(
      folder.appendingPathComponent("customer_prices_\(prices).bin"), width: 3)
    orders = try Records.read(folder.appendingPathComponent("orders.bin"), width: 4)
    lines = try Records.read(folder.appendingPathComponent("lines.bin"), width: 2)
  }

  /// Writes the same files, with the promotions also as JSON.
  func write(to folder: URL, promotions tag: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let tables = [
      ("regions", regions), ("categories", categories), ("products", products),
      ("exclusives", exclusives), ("tier_prices", tierPrices), ("customers", customers),
      ("territories", territories), ("promotions_" + tag, promotions),
    ]
    for (name, table) in tables {
      try table.write(to: folder.appendingPathComponent(name + ".csv"))
    }
    try Records.write(
      customerPrices,
      to: folder.appendingPathComponent("customer_prices_\(customerPrices.count / 3).bin"))
    try Records.write(orders, to: folder.appendingPathComponent("orders.bin"))
    try Records.write(lines, to: folder.appendingPathComponent("lines.bin"))
    let texts = try Promotion.all(promotions).map { $0.json }
    try Data(("[\n" + texts.joined(separator: ",\n") + "\n]\n").utf8)
      .write(to: folder.appendingPathComponent("promotions_\(tag).json"))
    let sizes = [
      ("customers", customers.count), ("products", products.count), ("orders", orders.count / 4),
      ("lines", lines.count / 2),
    ]
    let meta = sizes.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
    try Data("{\(meta)}\n".utf8).write(to: folder.appendingPathComponent("meta.json"))
  }
}

/// A promotion of the files.
struct Promotion {
  /// The columns of its file.
  static let columns = [
    "id", "kind", "group", "priority", "start_day", "end_day", "tier_mask", "channel_mask",
    "region", "category", "brand", "min_qty", "min_amount", "value",
  ]

  /// What it gives.
  enum Kind: Int { case percent, amount, order, gift }

  var id = 0
  var kind = Kind.percent
  var group = 0
  var priority = 0
  var startDay = 0
  var endDay = 0
  /// Bits of tiers and channels; all ones for any.
  var tierMask = 31
  var channelMask = 15
  /// 0 for any.
  var region = 0
  /// −1 for any.
  var category = -1
  var brand = -1
  var leastQuantity = 1
  var leastAmount = 0
  /// Basis points, cents, or how many units earn a free one.
  var value = 0

  /// The promotions of a table.
  static func all(_ table: IntegerTable) throws(IntegerTable.Failure) -> [Promotion] {
    var columns: [[Int]] = []
    for name in Promotion.columns { columns.append(try table.values(name)) }
    return try (0..<table.count).map { (row) throws(IntegerTable.Failure) in
      guard let kind = Kind(rawValue: columns[1][row]) else {
        throw IntegerTable.Failure(description: "there is no kind \(columns[1][row])")
      }
      return Promotion(
        id: columns[0][row], kind: kind, group: columns[2][row], priority: columns[3][row],
        startDay: columns[4][row], endDay: columns[5][row], tierMask: columns[6][row],
        channelMask: columns[7][row], region: columns[8][row], category: columns[9][row],
        brand: columns[10][row], leastQuantity: columns[11][row], leastAmount: columns[12][row],
        value: columns[13][row])
    }
  }

  /// The row of the table.
  var row: [Int] {
    [
      id, kind.rawValue, group, priority, startDay, endDay, tierMask, channelMask, region, category,
      brand, leastQuantity, leastAmount, value,
    ]
  }

  /// The bits that are set.
  static func bits(_ mask: Int) -> [Int] { (0..<62).filter { mask >> $0 & 1 == 1 } }

  /// The promotion as an object, for readers that want names instead of columns.
  var json: String {
    var when: [String] = []
    if tierMask != 31 { when.append("\"tier_in\": \(Promotion.bits(tierMask))") }
    if channelMask != 15 { when.append("\"channel_in\": \(Promotion.bits(channelMask))") }
    if region != 0 { when.append("\"region_under\": \(region)") }
    if category != -1 { when.append("\"category_under\": \(category)") }
    if brand != -1 { when.append("\"brand\": \(brand)") }
    if leastQuantity > 1 { when.append("\"min_line_qty\": \(leastQuantity)") }
    if leastAmount > 0 { when.append("\"min_matching_amount_cents\": \(leastAmount)") }
    let names: (kind: String, value: String) =
      switch kind {
      case .percent: ("line_pct", "percent_off_bp")
      case .amount: ("line_amt", "amount_off_per_unit_cents")
      case .order: ("order_off", "order_amount_off_cents")
      case .gift: ("gift", "buy_n_get_1")
      }
    return "{\"id\": \(id), \"kind\": \"\(names.kind)\", \"group\": \(group), "
      + "\"priority\": \(priority), \"from_day\": \(startDay), \"to_day\": \(endDay), "
      + "\"when\": {\(when.joined(separator: ", "))}, \"then\": {\"\(names.value)\": \(value)}}"
  }
}
