/// One dimension of a price table's key (RULES.md P-001).
public enum KeyField: Hashable, Sendable {
  /// The ordering customer.
  case customer
  /// The customer's parent dealer; the owner of a price list for sub-dealers.
  case parent
  /// One of the customer's groups.
  case group
  /// The customer's tier.
  case tier
  /// The order's channel, else the customer's.
  case channel
  /// The ship-to region, else the customer's; searched upward through the tree.
  case region
  /// The product.
  case product
  /// The product's category; searched upward through the tree.
  case category
  /// The product's brand.
  case brand
  /// The line's project.
  case project
  /// A text attribute of the customer.
  case customerAttribute(String)
  /// A text attribute of the product.
  case productAttribute(String)
}

/// How the bands of a schedule price a quantity (RULES.md P-010 … P-012).
public enum TierMode: String, Hashable, Sendable, CaseIterable {
  /// The band reached prices every unit.
  case allUnits
  /// Each band prices the units inside it.
  case graduated
  /// The band reached has one price for the whole quantity.
  case block
}

/// What a schedule's bands measure (RULES.md P-013).
public enum TierBasis: String, Hashable, Sendable, CaseIterable {
  /// Quantity in the schedule's unit.
  case quantity
  /// Quantity × the unit price of the first band, in the row's currency.
  case amount
}

/// Which lines a schedule counts together (RULES.md P-014).
public enum AggregationScope: String, Hashable, Sendable, CaseIterable {
  /// Each line by itself.
  case line
  /// Lines of the order that share the schedule, that is, the same rows.
  case schedule
  /// Lines of the order with the same product category.
  case category
  /// Lines of the order with the same brand.
  case brand
  /// Every line of the order priced by the same table.
  case order
}

/// What happens outside the stated bands (RULES.md P-015).
public enum OutsideBands: String, Hashable, Sendable, CaseIterable {
  /// The line has no price; a finding names the row.
  case error
  /// The search goes on with the next access.
  case nextAccess
  /// The nearest band prices the quantity.
  case nearestBand
}

/// How the quantity breaks of a table work (RULES.md P-010 … P-016).
public struct Schedule: Hashable, Sendable {
  /// How bands price a quantity.
  public var mode: TierMode
  /// What bands measure.
  public var basis: TierBasis
  /// Which lines count together.
  public var scope: AggregationScope
  /// Whether the opening balance of the period, given by the caller, counts before the order.
  public var countsPeriod: Bool
  /// What happens below the first band.
  public var below: OutsideBands
  /// What happens beyond the last band.
  public var beyond: OutsideBands

  /// Creates a schedule; the defaults are all-units bands on the quantity of each line.
  public init(
    mode: TierMode = .allUnits, basis: TierBasis = .quantity, scope: AggregationScope = .line,
    countsPeriod: Bool = false, below: OutsideBands = .nextAccess,
    beyond: OutsideBands = .error
  ) {
    self.mode = mode
    self.basis = basis
    self.scope = scope
    self.countsPeriod = countsPeriod
    self.below = below
    self.beyond = beyond
  }
}

/// What to do with rows of one key and band that are in force at the same time (RULES.md P-006).
public enum OverlapRule: String, Hashable, Sendable, CaseIterable {
  /// Refuse the book.
  case refuse
  /// The row that began last prices; then the smaller row id.
  case latestStart
}

/// A set of price rows with one kind of key (RULES.md P-001).
public struct PriceTable: Sendable {
  /// Unique among tables.
  public var id: String
  /// The dimensions of every row's key, in declared order; empty for a table of one price.
  public var keys: [KeyField]
  /// How quantity breaks work.
  public var schedule: Schedule
  /// Offers leave lines priced from this table alone unless they say otherwise (contract prices).
  public var isProtected: Bool
  /// What overlapping validity means.
  public var overlap: OverlapRule
  /// Line attributes whose product multiplies every price of the table (RULES.md P-024).
  public var multiply: [String]
  /// Lower bound of every price of the table, or `nil` (RULES.md P-023).
  public var floor: PriceBound?
  /// Upper bound of every price of the table, or `nil` (RULES.md P-023).
  public var ceiling: PriceBound?
  /// The rows.
  public var rows: PriceRows
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates an empty table.
  public init(
    id: String, keys: [KeyField], schedule: Schedule = Schedule(), isProtected: Bool = false,
    overlap: OverlapRule = .refuse, multiply: [String] = [], floor: PriceBound? = nil,
    ceiling: PriceBound? = nil, origin: SourceSpan? = nil
  ) {
    self.id = id
    self.keys = keys
    self.schedule = schedule
    self.isProtected = isProtected
    self.overlap = overlap
    self.multiply = multiply
    self.floor = floor
    self.ceiling = ceiling
    self.rows = PriceRows(keyCount: keys.count)
    self.origin = origin
  }
}

extension KeyField {
  /// The name of the field in documents, and of its column in tables.
  var column: String {
    switch self {
    case .customer: "customer"
    case .parent: "parent"
    case .group: "group"
    case .tier: "tier"
    case .channel: "channel"
    case .region: "region"
    case .product: "product"
    case .category: "category"
    case .brand: "brand"
    case .project: "project"
    case .customerAttribute(let name): "customer." + name
    case .productAttribute(let name): "product." + name
    }
  }
}
