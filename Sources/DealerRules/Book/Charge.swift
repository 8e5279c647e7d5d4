/// What a charge's rate is taken on (RULES.md T-002).
public enum ChargeBase: Hashable, Sendable {
  /// The order's net amount.
  case net
  /// The order's list amount.
  case list
  /// Another charge, declared earlier.
  case charge(String)
}

/// An amount added to an order beside its goods: freight, a fee (RULES.md T-001).
public struct Charge: Hashable, Sendable {
  /// Unique among charges.
  public var id: String
  /// A name for people.
  public var name: String
  /// What the rate is taken on.
  public var base: ChargeBase
  /// The rate.
  public var rate: Rate
  /// A fixed part in millionths of the book's currency.
  public var amount: Int64
  /// How the charge is settled.
  public var rounding: Rounding
  /// When it is in force.
  public var validity: Validity
  /// Where it stands in its life.
  public var status: RuleStatus
  /// The charge is made only where this holds; line and product fields are unknown here.
  public var when: Condition
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a charge.
  public init(
    id: String, name: String = "", base: ChargeBase = .net, rate: Rate = .zero,
    amount: Int64 = 0, rounding: Rounding = Rounding(), validity: Validity = .always,
    status: RuleStatus = .published, when: Condition = .always, origin: SourceSpan? = nil
  ) {
    self.id = id
    self.name = name
    self.base = base
    self.rate = rate
    self.amount = amount
    self.rounding = rounding
    self.validity = validity
    self.status = status
    self.when = when
    self.origin = origin
  }
}

/// A tax rate for a product class in a region (RULES.md T-004).
public struct TaxRate: Hashable, Sendable {
  /// Unique among tax rates.
  public var id: String
  /// The product's tax class; `nil` for every class.
  public var taxClass: String?
  /// The region it holds in and below; `nil` everywhere.
  public var region: String?
  /// The rate.
  public var rate: Rate
  /// When it is in force.
  public var validity: Validity
  /// Where it stands in its life.
  public var status: RuleStatus
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a tax rate.
  public init(
    id: String, taxClass: String? = nil, region: String? = nil, rate: Rate,
    validity: Validity = .always, status: RuleStatus = .published, origin: SourceSpan? = nil
  ) {
    self.id = id
    self.taxClass = taxClass
    self.region = region
    self.rate = rate
    self.validity = validity
    self.status = status
    self.origin = origin
  }
}

/// Whether tax is settled on lines or on the document (RULES.md T-005).
public enum TaxPoint: String, Hashable, Sendable, CaseIterable {
  /// Each line's tax is settled; the order's is their sum.
  case line
  /// The tax of each rate is settled once per order and spread over its lines.
  case document
}

/// How tax is computed (RULES.md T-004 … T-006).
public struct TaxPolicy: Hashable, Sendable {
  /// Whether prices already include tax.
  public var pricesIncludeTax: Bool
  /// Where tax is settled.
  public var point: TaxPoint
  /// How it is settled.
  public var rounding: Rounding
  /// The rates.
  public var rates: [TaxRate]

  /// Creates a policy; without rates there is no tax.
  public init(
    pricesIncludeTax: Bool = false, point: TaxPoint = .line, rounding: Rounding = Rounding(),
    rates: [TaxRate] = []
  ) {
    self.pricesIncludeTax = pricesIncludeTax
    self.point = point
    self.rounding = rounding
    self.rates = rates
  }
}
