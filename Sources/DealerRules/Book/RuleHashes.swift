/// The hashes of a rule book: of everything it states, and of what of it prices (RULES.md X-011,
/// Z-008).
public struct RuleHashes: Hashable, Sendable {
  /// The SHA-256 of everything the book states: 64 lower-case hexadecimal digits.
  public let rules: String
  /// The SHA-256 of what can move an amount of an order: 64 lower-case hexadecimal digits.
  public let pricing: String
  /// Finds what of the book one order reads; `nil` in hashes that were only known.
  var scope: SaleScope?

  /// Creates hashes that are known; sales that are made with them keep no scope hash.
  public init(rules: String, pricing: String) {
    self.rules = rules
    self.pricing = pricing
  }

  /// Two are the same where both hashes are.
  public static func == (a: RuleHashes, b: RuleHashes) -> Bool {
    a.rules == b.rules && a.pricing == b.pricing
  }

  /// Hashes both.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rules)
    hasher.combine(pricing)
  }
}

extension RuleBook {
  /// Both hashes; tables are looked at once.
  func hashes() -> RuleHashes {
    let tables = tableDigests()
    let part = pricingPart
    var hashes = RuleHashes(
      rules: canonicalHash(tables),
      pricing: part.canonicalHash(tables, domain: "DealerRules pricing"))
    hashes.scope = SaleScope(self, pricing: part)
    return hashes
  }

  /// The scope of orders by itself (RULES.md Z-009).
  func saleScope() -> SaleScope { SaleScope(self, pricing: pricingPart) }

  /// The book without what moves no amount and no use of an order: names for people, credit,
  /// returns, and territory rules and checks, unless they decide on gifts or on what is priced
  /// (RULES.md Z-008).
  private var pricingPart: RuleBook {
    var part = self
    part.name = ""
    part.credit = nil
    part.returns = nil
    for index in part.categories.indices { part.categories[index].name = "" }
    for index in part.products.indices { part.products[index].name = "" }
    for index in part.regions.indices { part.regions[index].name = "" }
    for index in part.customers.indices { part.customers[index].name = "" }
    for index in part.offers.indices { part.offers[index].name = "" }
    for index in part.charges.indices { part.charges[index].name = "" }
    for index in part.agreements.indices { part.agreements[index].name = "" }
    for index in part.guards.indices { part.guards[index].name = "" }
    guard policies.pricesBlockedOrders else { return part }
    part.checks = []
    // A gift that the dealer may not buy is passed over (RULES.md O-018).
    let givesGoods = offers.contains { offer in
      if case .gift = offer.benefit { true } else { false }
    }
    // Without rules settings forbid only what nobody is granted or lists.
    let forbids =
      !territories.isEmpty || territory.whiteSpace != .allow
      || territory.defaultWhenNoListing != .allow
    guard !givesGoods || !forbids else { return part }
    part.territories = []
    part.territory = TerritoryPolicy()
    return part
  }
}
