import DealerRules

/// Says the dealer batch in the words of a rule book; Benchmarks/README.md has the table.
struct DealerBook {
  private(set) var book: RuleBook

  /// The day that the files count from.
  static let firstDay = 20_089

  /// Millionths of a main unit in a cent.
  static let cent: Int64 = 10_000

  // MARK: Names

  static func customer(_ number: Int) -> String { "d\(number)" }
  static func product(_ number: Int) -> String { "p\(number)" }
  static func region(_ number: Int) -> String { "r\(number)" }

  /// A day of the files.
  static func date(_ day: Int) throws(IntegerTable.Failure) -> CivilDate {
    guard let date = CivilDate(daysSinceEpoch: Int32(clamping: firstDay + day)) else {
      throw IntegerTable.Failure(description: "there is no day \(day)")
    }
    return date
  }

  /// Units of a quantity.
  static func quantity(_ units: Int) throws(IntegerTable.Failure) -> Quantity {
    guard let quantity = Quantity(units) else {
      throw IntegerTable.Failure(description: "there is no quantity \(units)")
    }
    return quantity
  }

  /// Translates the batch.
  init(_ data: DealerData, _ settings: Settings = Settings()) throws {
    book = RuleBook(name: "dealer batch", currency: try Self.currency())
    book.policies.pricesBlockedOrders = false
    try addCatalog(data)
    try addTerritories(data)
    try addPrices(data, settings)
    try addCredit(data)
    try addPromotions(data, settings)
  }

  /// What a measurement may vary.
  struct Settings {
    /// Who takes what is left over when an order discount is spread.
    var remainder = RemainderRule.cumulative
    /// Whether customer prices are left out, to tell what they cost.
    var leavesOutPrices = false
  }

  private static func currency() throws(IntegerTable.Failure) -> Currency {
    guard let currency = Currency("CNY") else {
      throw IntegerTable.Failure(description: "there is no currency CNY")
    }
    return currency
  }

  // MARK: Who and what

  private mutating func addCatalog(_ data: DealerData) throws {
    for (node, parent) in zip(
      try data.regions.values("node"), try data.regions.values("parent"))
    {
      book.regions.append(
        Region(id: Self.region(node), parent: parent < 0 ? nil : Self.region(parent)))
    }
    for (node, parent) in zip(
      try data.categories.values("node"), try data.categories.values("parent"))
    {
      book.categories.append(Category(id: "c\(node)", parent: parent < 0 ? nil : "c\(parent)"))
    }
    let categories = try data.products.values("category")
    let brands = try data.products.values("brand")
    for (row, product) in try data.products.values("product").enumerated() {
      book.products.append(
        Product(
          id: Self.product(product), category: "c\(categories[row])", brand: "b\(brands[row])"))
    }
    let tiers = try data.customers.values("tier")
    let channels = try data.customers.values("channel")
    let regions = try data.customers.values("region")
    for (row, customer) in try data.customers.values("customer").enumerated() {
      book.customers.append(
        Customer(
          id: Self.customer(customer), tier: "t\(tiers[row])", channel: "h\(channels[row])",
          region: Self.region(regions[row])))
    }
  }

  /// Dealers buy in the regions granted to them; a product with provinces of its own only there.
  private mutating func addTerritories(_ data: DealerData) throws {
    book.territory.whiteSpace = .block
    book.territory.unlisted = .block
    let nodes = try data.territories.values("region_node")
    for (row, customer) in try data.territories.values("customer").enumerated() {
      var grant = TerritoryRule(id: "grant-\(row)", effect: .grant)
      grant.dealer = Self.customer(customer)
      grant.region = Self.region(nodes[row])
      book.territories.append(grant)
    }
    let provinces = try data.exclusives.values("province_node")
    for (row, product) in try data.exclusives.values("product").enumerated() {
      var license = TerritoryRule(id: "license-\(row)", effect: .license)
      license.product = Self.product(product)
      license.region = Self.region(provinces[row])
      book.territories.append(license)
    }
  }

  // MARK: Prices

  /// Customer, product and cents of each row, one after the other.
  private func addCustomerPrices(_ numbers: [UInt32], _ rows: inout PriceRows) {
    var customers = KeyTexts { Self.customer($0) }
    var products = KeyTexts { Self.product($0) }
    var (amounts, buyers, goods): ([Int64], [PriceRows.KeyText], [PriceRows.KeyText]) = ([], [], [])
    amounts.reserveCapacity(numbers.count / 3)
    buyers.reserveCapacity(numbers.count / 3)
    goods.reserveCapacity(numbers.count / 3)
    for row in stride(from: 0, to: numbers.count - 2, by: 3) {
      buyers.append(customers.text(Int(numbers[row]), &rows))
      goods.append(products.text(Int(numbers[row + 1]), &rows))
      amounts.append(Int64(numbers[row + 2]) * Self.cent)
    }
    rows.reserve(amounts.count)
    rows.append(amounts: amounts, keys: [buyers, goods])
  }

  /// The texts of numbers, each made once.
  private struct KeyTexts {
    let name: (Int) -> String
    private var known: [PriceRows.KeyText?] = []

    init(_ name: @escaping (Int) -> String) { self.name = name }

    mutating func text(_ number: Int, _ rows: inout PriceRows) -> PriceRows.KeyText {
      if number >= 0, number < known.count, let text = known[number] { return text }
      let text = rows.keyText(name(number))
      guard number >= 0, number < 1 << 24 else { return text }
      while known.count <= number { known.append(nil) }
      known[number] = text
      return text
    }
  }

  private mutating func addPrices(_ data: DealerData, _ settings: Settings) throws {
    var contract = PriceTable(id: "contract", keys: [.customer, .product])
    if !settings.leavesOutPrices { addCustomerPrices(data.customerPrices, &contract.rows) }
    var tier = PriceTable(id: "tier", keys: [.tier, .product])
    let products = try data.tierPrices.values("product")
    let prefix = "price_from_"
    var breaks: [(from: Int64, prices: [Int])] = []
    for column in data.tierPrices.columns where column.hasPrefix(prefix) {
      let from = Int64(column.dropFirst(prefix.count)) ?? 0
      breaks.append((from * 1000, try data.tierPrices.values(column)))
    }
    for (row, number) in try data.tierPrices.values("tier").enumerated() {
      for (from, prices) in breaks {
        tier.rows.append(
          PriceRow(
            key: ["t\(number)", Self.product(products[row])],
            value: .amount(Int64(prices[row]) * Self.cent), from: from))
      }
    }
    book.priceTables = [contract, tier]
    book.priceKinds = [
      PriceKind(id: "price", accesses: [Access(tables: ["contract"]), Access(tables: ["tier"])])
    ]
  }

  /// Adds an offer.
  mutating func addOffer(_ offer: Offer) { book.offers.append(offer) }

  /// Adds a phase after those before it.
  mutating func addPhase(_ phase: Phase) { book.phases.append(phase) }

  // MARK: Credit

  /// Every dealer owes what the files say, as one document, and may owe up to its limit.
  private mutating func addCredit(_ data: DealerData) throws {
    var policy = CreditPolicy()
    let limits = try data.customers.values("credit_limit_cents")
    let owed = try data.customers.values("exposure_cents")
    for (row, customer) in try data.customers.values("customer").enumerated() {
      let id = Self.customer(customer)
      let limit = CreditLimit.amount(Int64(limits[row]) * Self.cent)
      policy.nodes.append(CreditNode(id: id, currency: book.currency, limit: limit))
      let amount = Money(millionths: Int64(owed[row]) * Self.cent, book.currency)
      book.creditFacts.entries.append(
        CreditEntry(id: "owed-\(customer)", node: id, .special, amount))
    }
    book.credit = policy
  }
}
