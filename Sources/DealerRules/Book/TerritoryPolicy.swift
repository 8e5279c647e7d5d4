/// What makes one territory rule more specific than another (RULES.md R-011).
public enum TerritoryField: String, Hashable, Sendable, CaseIterable {
  /// The region nearest to the place.
  case region
  /// The product, then its categories from the nearest on, then its brand.
  case product
  /// A stated channel.
  case channel
  /// The customer, then the dealers above it from the nearest on, then a group or tier.
  case dealer
  /// The later start.
  case from
}

/// What sub-dealers may buy (RULES.md R-014).
public enum SubDealerRule: String, Hashable, Sendable, CaseIterable {
  /// Only what every dealer above them may buy.
  case within
  /// What the rules give them, whatever those above may buy.
  case own
}

/// A body of law that weakens outcomes (RULES.md R-015).
public enum LegalProfile: String, Hashable, Sendable, CaseIterable {
  /// Outcomes are as stated.
  case none
  /// Passive sales go through; an exclusive territory has at most five dealers.
  case eu
  /// Passive sales go through.
  case china
  /// Territory rules only flag.
  case us
}

/// Whose lists count (RULES.md R-016).
public enum ListedParty: String, Hashable, Sendable, CaseIterable {
  /// The ordering customer.
  case soldTo
  /// The customer that pays.
  case payer
  /// The customer to whom the goods go.
  case shipTo
}

/// Settings of the territory stage (RULES.md R-011 … R-016).
public struct TerritoryPolicy: Hashable, Sendable {
  /// What is compared, in order, to find the most specific rule.
  public var precedence: [TerritoryField]
  /// What happens in a place that no grant of any dealer covers.
  public var whiteSpace: TerritoryOutcome
  /// What happens where others have grants and the dealer has no rule.
  public var unlisted: TerritoryOutcome
  /// What sub-dealers may buy.
  public var subDealers: SubDealerRule
  /// The law that weakens outcomes.
  public var profile: LegalProfile
  /// Whose lists count, the first that has any alone.
  public var parties: [ListedParty]
  /// What happens where no party has a list, in a book that has lists.
  public var defaultWhenNoListing: TerritoryOutcome
  /// What happens to a line that is not on the list.
  public var notListed: TerritoryOutcome
  /// What happens to a line that needs a license its customer does not have (RULES.md R-019).
  public var unlicensed: TerritoryOutcome
  /// What happens to a line that its seller may not enter (RULES.md R-017).
  public var unpermitted: TerritoryOutcome
  /// The level of approval, 0…100, that holds need which these settings give and no rule.
  public var level: Int32
  /// The larger of the supplier's and its buyers' shares of their markets; `nil` where nobody says
  /// (RULES.md R-015).
  public var marketShare: Rate?
  /// Where the document states the settings.
  public var origin: SourceSpan?

  /// The share up to which territory rules are presumed lawful: 30 %.
  public static let safeHarbour = Rate(unchecked: 300_000)

  /// Most dealers that may be protected in one exclusive territory: 5.
  public static let protectedDealers = 5

  /// Creates the default settings: everything that no rule denies is open.
  public init(
    precedence: [TerritoryField] = [.region, .product, .channel, .from],
    whiteSpace: TerritoryOutcome = .allow, unlisted: TerritoryOutcome = .allow,
    subDealers: SubDealerRule = .within, profile: LegalProfile = .none,
    parties: [ListedParty] = [.soldTo, .payer], defaultWhenNoListing: TerritoryOutcome = .allow,
    notListed: TerritoryOutcome = .block, unlicensed: TerritoryOutcome = .block,
    unpermitted: TerritoryOutcome = .block, level: Int32 = 0, marketShare: Rate? = nil
  ) {
    self.precedence = precedence
    self.whiteSpace = whiteSpace
    self.unlisted = unlisted
    self.subDealers = subDealers
    self.profile = profile
    self.parties = parties
    self.defaultWhenNoListing = defaultWhenNoListing
    self.notListed = notListed
    self.unlicensed = unlicensed
    self.unpermitted = unpermitted
    self.level = level
    self.marketShare = marketShare
  }
}

/// How goods reach the customer (RULES.md R-012).
public enum Fulfilment: String, Hashable, Sendable, CaseIterable {
  /// They are sent to the ship-to region.
  case ship
  /// The customer fetches them.
  case pickup
  /// They are sent to the end customer.
  case dropship
}

/// Who began a sale (RULES.md R-015).
public enum Solicitation: String, Hashable, Sendable, CaseIterable {
  /// The dealer sought the customer.
  case active
  /// The customer came unasked.
  case passive
  /// Nobody says.
  case unknown
}
