import DealerRules

extension CaseTranslator {
  /// The customer of orders that name none.
  static let guest = "guest"

  /// Attribute of products that are sold below their usual price.
  static let onSale = "onSale"
  /// Attribute of products that no promotion may touch.
  static let fullPriceOnly = "fullPriceOnly"
  /// Attribute that names what a product is a variant of.
  static let template = "template"
  /// Attribute of the number of decimals a quantity may have.
  static let precision = "precision"

  var products: [CaseValue] { given["products"]?.items ?? [] }

  var orderLines: [CaseValue] { given["order"]?["lines"]?.items ?? [] }

  /// Products, customers and the category tree.
  mutating func addCatalog() throws {
    addCategories()
    addCustomers()
    var known: Set<String> = []
    for product in products {
      guard let sku = product["sku"]?.text else {
        throw CaseFault(description: "a product without sku")
      }
      guard known.insert(sku).inserted else { continue }
      result.book.products.append(try self.product(sku, product))
    }
    for sku in mentioned("sku", "sku_in") where known.insert(sku).inserted {
      result.book.products.append(try product(sku, .object([:])))
    }
    if hasFreightLine {
      result.book.products.append(Product(id: TranslatedCase.freight))
    }
  }

  /// Products are granted to the channels they name, the others to all; markets are regions where
  /// promotions are defined.
  mutating func addChannels() {
    result.book.regions += (given["markets"]?.words ?? []).map { Region(id: $0) }
    guard products.contains(where: { $0["channels"] != nil }) else { return }
    result.book.territory.whiteSpace = .block
    for product in result.book.products {
      let stated = products.first { $0["sku"]?.text == product.id }?["channels"]
      for channel in stated.map({ $0.words.map(Optional.some) }) ?? [nil] {
        let number = result.book.territories.count + 1
        var rule = TerritoryRule(id: "channel \(number)", effect: .grant)
        rule.product = product.id
        rule.channel = channel
        result.book.territories.append(rule)
      }
    }
  }

  /// Every text that stands under one of these names anywhere in the case.
  private func mentioned(_ names: String...) -> [String] {
    var found: Set<String> = []
    var open = [given]
    while let value = open.popLast() {
      for name in names {
        found.formUnion(value[name]?.words ?? [])
        if let text = value[name]?.text { found.insert(text) }
      }
      open += value.items
      open += value.members.values
    }
    return found.sorted()
  }

  private func product(_ sku: String, _ value: CaseValue) throws -> Product {
    var product = Product(id: sku)
    let units = value["uoms"]?.members ?? [:]
    // A unit without a factor is the one the product is counted in.
    let entries = priceLists.flatMap { $0["entries"]?.items ?? [] }
    let counted = (orderLines + entries).filter { $0["sku"]?.text == sku }
      .compactMap { $0["uom"]?.text }.first { units[$0] == nil }
    product.baseUnit = value["stock_uom"]?.text ?? counted ?? "unit"
    product.units = try units.keys.sorted().map { unit in
      guard let factor = units[unit]?.text.flatMap({ Factor($0) }) else {
        throw CaseFault(description: "unit \(unit) of \(sku) has no factor")
      }
      return ProductUnit(unit: unit, factor: factor)
    }
    product.cost =
      try value["cost"].map { try amount($0) } ?? (profile.entries == .declared ? 0 : nil)
    product.category = value["categories"]?.words.first
    for name in value["categories"]?.words.dropFirst() ?? [] {
      for category in withAncestors(name) {
        product.attributes[CaseTranslator.also(category)] = .flag(true)
      }
    }
    if let name = value["variant_of"]?.text ?? value["product"]?.text {
      product.attributes[CaseTranslator.template] = .text(name)
    }
    if let precision = value["unit_precision"]?.whole {
      product.attributes[CaseTranslator.precision] = .number(Int64(precision) * Money.one)
    }
    if value["discountable"] == .flag(false) {
      product.attributes[CaseTranslator.fullPriceOnly] = .flag(true)
    }
    let sale = ["special_price", "special_percent_off", "compare_at_price"]
    if sale.contains(where: { value[$0] != nil }) {
      product.attributes[CaseTranslator.onSale] = .flag(true)
    }
    return product
  }

  /// Attribute of products that stand in a category beside their first one.
  static func also(_ category: String) -> String { "also in " + category }

  private var parents: [String: String] {
    (given["category_tree"]?.members ?? [:]).compactMapValues(\.text)
  }

  private func withAncestors(_ category: String) -> [String] {
    var line = [category]
    while let last = line.last, let parent = parents[last], !line.contains(parent) {
      line.append(parent)
    }
    return line
  }

  private mutating func addCategories() {
    var names = Set(products.flatMap { $0["categories"]?.words ?? [] })
    names.formUnion(parents.keys)
    names.formUnion(parents.values)
    names.formUnion(mentioned("category", "category_in", "category_not_in"))
    result.book.categories = names.sorted().map { Category(id: $0, parent: parents[$0]) }
  }

  private mutating func addCustomers() {
    var known: Set<String> = []
    for customer in given["customers"]?.items ?? [] {
      guard let id = customer["id"]?.text, known.insert(id).inserted else { continue }
      result.book.customers.append(
        Customer(id: id, groups: customer["groups"]?.words ?? []))
    }
    for id in mentioned("customer", "customers") + [CaseTranslator.guest]
    where known.insert(id).inserted {
      result.book.customers.append(Customer(id: id))
    }
  }
}
