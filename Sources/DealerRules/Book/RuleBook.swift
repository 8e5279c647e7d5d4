/// Everything a rule project states, before it is compiled.
///
/// A book is made by reading documents (``RuleBook/read(_:limits:)``) or field by field in Swift;
/// both end in ``CompiledRules/init(_:limits:)``, which reports every finding at once. The position
/// of an element in its array has no meaning unless its documentation says so (RULES.md X-002).
public struct RuleBook: Sendable {
  /// The rule language this library reads.
  public static let languageVersion: Int = 1

  /// A name for people.
  public var name: String
  /// The currency of everything that names none.
  public var currency: Currency
  /// The zone in which dates begin and orders fall on a day.
  public var zone: ZoneOffsets
  /// Units that hold for every product.
  public var units: [UnitOfMeasure]
  /// The category tree.
  public var categories: [Category]
  /// The products.
  public var products: [Product]
  /// The region catalogue.
  public var regions: [Region]
  /// Postal codes of regions.
  public var postalAreas: [PostalArea]
  /// Who may buy what, where.
  public var territories: [TerritoryRule]
  /// Settings of the territory stage.
  public var territory: TerritoryPolicy
  /// What is tested of orders before they are priced.
  public var checks: [OrderCheck]
  /// The customers.
  public var customers: [Customer]
  /// The price tables with their rows.
  public var priceTables: [PriceTable]
  /// The named prices.
  public var priceKinds: [PriceKind]
  /// The kind that prices orders.
  public var sellingKind: String
  /// Declared exchange rates.
  public var exchangeRates: [ExchangeRate]
  /// The phases of the promotion stage, in order.
  public var phases: [Phase]
  /// The offers.
  public var offers: [Offer]
  /// The guards.
  public var guards: [Guard]
  /// Who may approve what.
  public var approvalRules: [ApprovalRule]
  /// Order charges, in order.
  public var charges: [Charge]
  /// Rebates, points, funds and other agreements.
  public var agreements: [Agreement]
  /// Tax.
  public var tax: TaxPolicy
  /// Rounding outside phases.
  public var rounding: RoundingPolicy
  /// Settings for every order.
  public var policies: OrderPolicies
  /// How credit is given; `nil` where the book says nothing of it.
  public var credit: CreditPolicy?
  /// How goods come back; `nil` where the book says nothing of it.
  public var returns: ReturnPolicy?
  /// What dealers owe and what is known of them; no part of the rules.
  public var creditFacts: CreditFacts
  /// The documents that spans refer to; empty for a book made in Swift.
  public var sources: [RuleSource]

  /// Creates an empty book.
  public init(name: String = "", currency: Currency) {
    self.name = name
    self.currency = currency
    self.zone = .utc
    self.units = []
    self.categories = []
    self.products = []
    self.regions = []
    self.postalAreas = []
    self.territories = []
    self.territory = TerritoryPolicy()
    self.checks = []
    self.customers = []
    self.priceTables = []
    self.priceKinds = []
    self.sellingKind = "price"
    self.exchangeRates = []
    self.phases = []
    self.offers = []
    self.guards = []
    self.approvalRules = []
    self.charges = []
    self.agreements = []
    self.tax = TaxPolicy()
    self.rounding = RoundingPolicy()
    self.policies = OrderPolicies()
    self.credit = nil
    self.returns = nil
    self.creditFacts = CreditFacts()
    self.sources = []
  }
}
