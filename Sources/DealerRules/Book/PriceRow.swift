/// What a price row gives (RULES.md P-002).
public enum PriceValue: Hashable, Sendable {
  /// An amount in millionths of the row's currency, per ``PriceRow/per`` units.
  case amount(Int64)
  /// A price computed from another.
  case derived(Derivation)
}

/// How much a row may price in all, across orders (RULES.md P-026).
public enum PriceCap: Hashable, Sendable {
  /// Base units.
  case quantity(Quantity)
  /// Millionths of the row's currency.
  case amount(Int64)
}

/// One price: a key, a band, a validity and a value (RULES.md P-002).
public struct PriceRow: Hashable, Sendable {
  /// The id that explanations name, or `nil` to name the row by what it states.
  public var id: String?
  /// One value per key field of the table, in the table's order.
  public var key: [String]
  /// The price.
  public var value: PriceValue
  /// The row's currency, or `nil` for the book's.
  public var currency: Currency?
  /// The unit priced, or `nil` for the product's base unit.
  public var unit: String?
  /// The price is for this many units (10.00 per 50).
  public var per: Quantity
  /// The first quantity (thousandths of the unit) or amount (millionths) of the band.
  public var from: Int64
  /// The first quantity or amount beyond the band; `nil` ends where the next begins.
  public var below: Int64?
  /// When the row is in force.
  public var validity: Validity
  /// How much the row may price in all, or `nil`.
  public var cap: PriceCap?
  /// A surcharge per unit added after measures multiply the price, in millionths (RULES.md P-024).
  public var surcharge: Int64
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a row; everything but key and value has a default.
  public init(
    id: String? = nil, key: [String], value: PriceValue, currency: Currency? = nil,
    unit: String? = nil, per: Quantity = .one, from: Int64 = 0, below: Int64? = nil,
    validity: Validity = .always, cap: PriceCap? = nil, surcharge: Int64 = 0,
    origin: SourceSpan? = nil
  ) {
    self.id = id
    self.key = key
    self.value = value
    self.currency = currency
    self.unit = unit
    self.per = per
    self.from = from
    self.below = below
    self.validity = validity
    self.cap = cap
    self.surcharge = surcharge
    self.origin = origin
  }
}
