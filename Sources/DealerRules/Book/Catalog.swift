/// A node of the category tree (RULES.md K-001).
public struct Category: Hashable, Sendable {
  /// Unique among categories.
  public var id: String
  /// The category above, or `nil` at the top.
  public var parent: String?
  /// A name for people.
  public var name: String
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a category.
  public init(id: String, parent: String? = nil, name: String = "", origin: SourceSpan? = nil) {
    self.id = id
    self.parent = parent
    self.name = name
    self.origin = origin
  }
}

/// A unit of measure that holds a fixed number of another, for every product (RULES.md Q-003).
public struct UnitOfMeasure: Hashable, Sendable {
  /// Unique among units, `"dozen"`.
  public var id: String
  /// How many of ``of`` one such unit holds.
  public var factor: Factor
  /// The unit counted, `"piece"`.
  public var of: String
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a unit.
  public init(id: String, factor: Factor, of: String, origin: SourceSpan? = nil) {
    self.id = id
    self.factor = factor
    self.of = of
    self.origin = origin
  }
}

/// A unit in which one product is sold (RULES.md Q-003).
public struct ProductUnit: Hashable, Sendable {
  /// The unit, `"case"`.
  public var unit: String
  /// How many base units of the product it holds.
  public var factor: Factor

  /// Creates a product unit.
  public init(unit: String, factor: Factor) {
    self.unit = unit
    self.factor = factor
  }
}

/// A part of a kit (RULES.md K-005).
public struct Component: Hashable, Sendable {
  /// The product contained.
  public var product: String
  /// How many base units of it one base unit of the kit holds.
  public var quantity: Quantity

  /// Creates a component.
  public init(product: String, quantity: Quantity) {
    self.product = product
    self.quantity = quantity
  }
}

/// How a kit is priced (RULES.md K-005).
public enum KitPricing: String, Hashable, Sendable, CaseIterable {
  /// The kit has price rows of its own; components share its amount by their standalone prices.
  case own
  /// The kit costs what its components cost.
  case components
}

/// Something a dealer can order (RULES.md K-003).
public struct Product: Hashable, Sendable {
  /// Unique among products.
  public var id: String
  /// A name for people.
  public var name: String
  /// The category, or `nil`.
  public var category: String?
  /// The brand, or `nil`.
  public var brand: String?
  /// The unit stock and breaks are counted in.
  public var baseUnit: String
  /// Further units this product is sold in.
  public var units: [ProductUnit]
  /// Cost of one base unit in millionths of the book's currency, or `nil` when unknown.
  public var cost: Int64?
  /// The tax class that tax rates refer to, or `nil`.
  public var taxClass: String?
  /// The smallest quantity of a line in base units, or `nil`.
  public var minimumQuantity: Quantity?
  /// A line's quantity must be a multiple of this many base units, or `nil`.
  public var orderMultiple: Quantity?
  /// The parts of a kit; empty for an ordinary product.
  public var components: [Component]
  /// How a kit is priced.
  public var kitPricing: KitPricing
  /// Custom attributes.
  public var attributes: Attributes
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a product; everything but the id has a default.
  public init(
    id: String, name: String = "", category: String? = nil, brand: String? = nil,
    baseUnit: String = "piece", units: [ProductUnit] = [], cost: Int64? = nil,
    taxClass: String? = nil, minimumQuantity: Quantity? = nil, orderMultiple: Quantity? = nil,
    components: [Component] = [], kitPricing: KitPricing = .own,
    attributes: Attributes = Attributes(),
    origin: SourceSpan? = nil
  ) {
    self.id = id
    self.name = name
    self.category = category
    self.brand = brand
    self.baseUnit = baseUnit
    self.units = units
    self.cost = cost
    self.taxClass = taxClass
    self.minimumQuantity = minimumQuantity
    self.orderMultiple = orderMultiple
    self.components = components
    self.kitPricing = kitPricing
    self.attributes = attributes
    self.origin = origin
  }
}

/// A dealer or other buyer (RULES.md K-004).
public struct Customer: Hashable, Sendable {
  /// Unique among customers.
  public var id: String
  /// A name for people.
  public var name: String
  /// The dealer tier, or `nil`.
  public var tier: String?
  /// Groups the customer belongs to; their order has no meaning.
  public var groups: [String]
  /// The channel used when the order names none, or `nil`.
  public var channel: String?
  /// The dealer this one buys under, or `nil`.
  public var parent: String?
  /// The home region, or `nil`.
  public var region: String?
  /// The currency of the customer's orders when they name none, or `nil` for the book's.
  public var currency: Currency?
  /// Custom attributes.
  public var attributes: Attributes
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a customer; everything but the id has a default.
  public init(
    id: String, name: String = "", tier: String? = nil, groups: [String] = [],
    channel: String? = nil, parent: String? = nil, region: String? = nil,
    currency: Currency? = nil, attributes: Attributes = Attributes(), origin: SourceSpan? = nil
  ) {
    self.id = id
    self.name = name
    self.tier = tier
    self.groups = groups
    self.channel = channel
    self.parent = parent
    self.region = region
    self.currency = currency
    self.attributes = attributes
    self.origin = origin
  }
}
