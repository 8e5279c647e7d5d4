/// Products and customers as columns of dense ids.
struct CatalogTable: Sendable {
  var products = SymbolTable()
  var customers = SymbolTable()
  var regions = SymbolTable()
  var categories = SymbolTable()
  /// Every other text: tiers, groups, channels, brands, units, projects, tax classes, values.
  var texts = SymbolTable()

  var regionTree = RegionTree()
  var postal = PostalTable()
  var categoryTree = TreeTable(count: 0)
  var dealerTree = TreeTable(count: 0)

  // Customers.
  var customerTier: [Int32] = []
  var customerChannel: [Int32] = []
  var customerRegion: [Int32] = []
  var customerCurrency: [Int32] = []
  /// Groups of customer c are `groups[groupStart[c]..<groupStart[c + 1]]`, in id order.
  var groupStart: [Int32] = [0]
  var groups: [Int32] = []
  var customerAttributes = AttributeColumns()

  // Products.
  var productCategory: [Int32] = []
  var productBrand: [Int32] = []
  var productTaxClass: [Int32] = []
  var productUnits: [Int32] = []
  /// −1 when unknown; costs are never negative.
  var productCost: [Int64] = []
  var minimumQuantity: [Int64] = []
  var orderMultiple: [Int64] = []
  var componentStart: [Int32] = [0]
  var componentProduct: [Int32] = []
  var componentQuantity: [Int64] = []
  var pricedByComponents: [Bool] = []
  var productAttributes = AttributeColumns()

  var units = UnitTable()
  var lineAttributeNames = SymbolTable()
  var orderAttributeNames = SymbolTable()
  var totalNames = SymbolTable()
  var currencies: [Currency] = []

  /// What to write instead of a unit that a product, or none where it is −1, is counted in.
  func unitHelp(_ unit: Int32, _ product: Int32) -> String {
    let known = product < 0 ? units.unit[...] : units.units(of: productUnits[Int(product)])
    let names = known.map { texts.name($0) }
    return Suggestion.closest(to: texts.name(unit), among: names).map { "did you mean `\($0)`?" }
      ?? (product < 0
        ? "state the unit in `units`, or with a product"
        : "write `\(names.first ?? "")`, or state the unit with the product or in `units`")
  }

  /// The index of a currency, added when new.
  mutating func intern(_ currency: Currency) -> Int32 {
    if let index = currencies.firstIndex(of: currency) { return Int32(index) }
    currencies.append(currency)
    return Int32(currencies.count - 1)
  }

  /// The index of a currency, or −1.
  func index(of currency: Currency) -> Int32 {
    currencies.firstIndex(of: currency).map { Int32($0) } ?? -1
  }
}

/// Attributes of many owners, each name a symbol of its own.
struct AttributeColumns: Sendable {
  /// One value in three words; text values are symbols.
  struct Value: Sendable, Hashable {
    enum Kind: UInt8, Sendable { case text, number, flag, date }
    var kind: Kind
    var payload: Int64
  }

  private(set) var names = SymbolTable()
  /// Owners of each name in ascending order, with their values beside them.
  private var owners: [[Int32]] = []
  private var values: [[Value]] = []

  /// The symbol of an attribute's name, added when no owner has it yet.
  mutating func intern(_ name: String) -> Int32 {
    let index = names.intern(name)
    if Int(index) == owners.count {
      owners.append([])
      values.append([])
    }
    return index
  }

  /// Adds a value; owners must come in ascending order.
  mutating func add(_ name: String, owner: Int32, value: Value) {
    let index = Int(intern(name))
    owners[index].append(owner)
    values[index].append(value)
  }

  /// The value of an owner, or `nil`. O(log owners).
  func value(_ name: Int32, owner: Int32) -> Value? {
    guard name >= 0, Int(name) < owners.count else { return nil }
    var low = 0
    var high = owners[Int(name)].count
    while low < high {
      let middle = (low + high) / 2
      if owners[Int(name)][middle] < owner { low = middle + 1 } else { high = middle }
    }
    guard low < owners[Int(name)].count, owners[Int(name)][low] == owner else { return nil }
    return values[Int(name)][low]
  }

  /// Turns a document's value into columns' form.
  static func value(of value: AttributeValue, texts: inout SymbolTable) -> Value {
    switch value {
    case .text(let text): Value(kind: .text, payload: Int64(texts.intern(text)))
    case .number(let number): Value(kind: .number, payload: number)
    case .flag(let flag): Value(kind: .flag, payload: flag ? 1 : 0)
    case .date(let date): Value(kind: .date, payload: Int64(date.daysSinceEpoch))
    }
  }
}

extension CatalogTable {
  /// The name of a product's base unit.
  func baseUnitName(of product: Int32) -> String {
    texts.name(units.unit[units.baseRow(of: productUnits[Int(product)])])
  }
}

extension CatalogTable {
  /// What so many thousandths of a base unit cost in millionths of the book's currency, of a kit
  /// that states no cost what its parts cost; `nil` where that is not known.
  func exactCost(of product: Int, thousandths: Int128) throws(NumericError) -> Ratio? {
    let own = productCost[product]
    if own >= 0 { return Ratio(try Wide.multiply(Int128(own), thousandths), 1000) }
    let parts = Int(componentStart[product])..<Int(componentStart[product + 1])
    guard !parts.isEmpty else { return nil }
    var sum = Ratio.zero
    for part in parts {
      let cost = productCost[Int(componentProduct[part])]
      guard cost >= 0 else { return nil }
      let each = try Wide.multiply(Int128(cost), Int128(componentQuantity[part]))
      sum = try sum.added(to: Ratio(try Wide.multiply(each, thousandths), 1_000_000))
    }
    return sum
  }

  /// The same of a base unit, cut to millionths; `nil` also where it is too large to be counted
  /// (RULES.md U-026).
  func goodsCost(of product: Int) -> Int64? {
    do throws(NumericError) {
      return try exactCost(of: product, thousandths: 1000)?.settled(step: 1, mode: .down)
    } catch {
      return nil
    }
  }
}
