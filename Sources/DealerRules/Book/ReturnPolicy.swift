/// How dealers give goods back (RULES.md Z-010 …).
public struct ReturnPolicy: Hashable, Sendable {
  /// How long after delivery goods may come back; without any they always may.
  public var windows: [ReturnWindow]
  /// Of several windows that hold for an item the shortest one counts, not the longest.
  public var isStrictest: Bool
  /// Which dates begin a window: the first one that is known.
  public var anchors: [ReturnAnchor]
  /// A window that ends on a day without business ends on the next day with business.
  public var rollsToBusinessDay: Bool
  /// Days without business, 1 Monday … 7 Sunday.
  public var weekend: [Int32]
  /// Further days without business.
  public var holidays: [CivilDate]
  /// Bounds on goods with an expiry date.
  public var shelfLives: [ReturnShelfLife]
  /// Goods that never come back.
  public var nonReturnable: [ReturnScope]
  /// Why goods come back, and what each reason means.
  public var reasons: [ReturnCause]
  /// States in which goods may come back; empty for any.
  public var conditions: [String]
  /// What giving back costs; of several that hold for an item the first by id counts.
  public var fees: [RestockingFee]
  /// How much may come back over a period, or `nil`.
  public var quota: ReturnQuota?
  /// Goods are credited at the lower of what was paid and what they cost now.
  public var isLowerOf: Bool
  /// Which sale gives the price where the dealer names none.
  public var source: SourceChoice
  /// What becomes of promotions that name no terms of their own.
  public var promotions: RemainderTerms
  /// What becomes of promotions, by offer.
  public var byOffer: IdentifierMap<RemainderTerms>
  /// What becomes of quantity breaks: ``RemainderTerms/proportional`` or
  /// ``RemainderTerms/repriceRemainder``.
  public var prices: RemainderTerms
  /// What becomes of charges that name no terms of their own.
  public var charges: ChargeRefund
  /// What becomes of charges, by charge.
  public var byCharge: IdentifierMap<ChargeRefund>
  /// What becomes of points and rebates of agreements that are not named.
  public var earnings: EarningTerms
  /// What becomes of points and rebates, by agreement.
  public var byAgreement: IdentifierMap<EarningTerms>
  /// Which level must approve from which credit on.
  public var levels: [ReturnLevel]
  /// Nothing is given back that was not paid.
  public var needsPayment: Bool
  /// Nothing comes back before it was delivered, or shipped.
  public var needsDelivery: Bool
  /// Days for which an authorisation holds, or `nil` for ever.
  public var holdsFor: Int?
  /// How an order is decided again after it was placed.
  public var amendments: AmendmentTerms
  /// What a short shipment does to promotions whose threshold is lost.
  public var shortShipments: ShortShipmentTerms
  /// What an amendment that keeps prices does to them.
  public var lostThreshold: ShortShipmentTerms
  /// Where the documents state it.
  public var origin: SourceSpan?

  /// Creates a policy under which everything comes back in proportion, at no cost, for ever.
  public init() {
    windows = []
    isStrictest = false
    anchors = [.delivered, .shipped, .invoiced]
    rollsToBusinessDay = false
    weekend = [6, 7]
    holidays = []
    shelfLives = []
    nonReturnable = []
    reasons = []
    conditions = []
    fees = []
    quota = nil
    isLowerOf = false
    source = .lowestPrice
    promotions = .proportional
    byOffer = [:]
    prices = .proportional
    charges = .withLast
    byCharge = [:]
    earnings = EarningTerms()
    byAgreement = [:]
    levels = []
    needsPayment = false
    needsDelivery = false
    holdsFor = nil
    amendments = .keepPrices
    shortShipments = .keepIfSupplierFault
    lostThreshold = .keepIfSupplierFault
  }
}

/// A date that begins a return window (RULES.md Z-011).
public enum ReturnAnchor: String, Hashable, Sendable, CaseIterable {
  /// The day on which the goods arrived.
  case delivered
  /// The day on which they left.
  case shipped
  /// The day of the invoice.
  case invoiced
}

/// Which goods and dealers a rule of returns holds for; what is empty is any.
public struct ReturnScope: Hashable, Sendable {
  /// Products.
  public var products: [String]
  /// Categories, and below.
  public var categories: [String]
  /// Tiers of the dealer.
  public var tiers: [String]
  /// Offers that gave, or took something off, the goods.
  public var offers: [String]

  /// Creates a scope.
  public init(
    products: [String] = [], categories: [String] = [], tiers: [String] = [],
    offers: [String] = []
  ) {
    self.products = products
    self.categories = categories
    self.tiers = tiers
    self.offers = offers
  }
}

/// How long goods may come back (RULES.md Z-011).
public struct ReturnWindow: Hashable, Sendable {
  /// The window's id.
  public var id: String
  /// Whole days after the anchor; the last one counts. `nil` for ever.
  public var days: Int?
  /// What it holds for.
  public var scope: ReturnScope
  /// What comes too late is held for approval instead of refused.
  public var isSoft: Bool

  /// Creates a window.
  public init(
    id: String, days: Int?, scope: ReturnScope = ReturnScope(), isSoft: Bool = false
  ) {
    self.id = id
    self.days = days
    self.scope = scope
    self.isSoft = isSoft
  }
}

/// When goods with an expiry date may come back (RULES.md Z-012).
public struct ReturnShelfLife: Hashable, Sendable {
  /// The id of the bounds.
  public var id: String
  /// Not earlier than so many months before the expiry.
  public var monthsBefore: Int
  /// Through so many months after it.
  public var monthsAfter: Int
  /// What they hold for.
  public var scope: ReturnScope

  /// Creates bounds.
  public init(id: String, before: Int, after: Int, scope: ReturnScope = ReturnScope()) {
    self.id = id
    monthsBefore = before
    monthsAfter = after
    self.scope = scope
  }
}

/// What becomes of goods that came back (RULES.md Z-013).
public enum Disposition: String, Hashable, Sendable, CaseIterable {
  /// Sold again.
  case restock
  /// Kept apart.
  case quarantine
  /// Destroyed.
  case scrap
  /// Sent back to the dealer, not credited.
  case backToDealer
  /// Kept by the dealer, who is credited all the same.
  case keepWithAllowance
}

/// Why goods come back (RULES.md Z-013).
public struct ReturnCause: Hashable, Sendable {
  /// The reason's id, as requests name it.
  public var id: String
  /// No restocking fee.
  public var waivesFee: Bool
  /// Not counted by the quota.
  public var isExempt: Bool
  /// Windows do not hold.
  public var ignoresWindow: Bool
  /// Not accepted.
  public var isRefused: Bool
  /// What may become of the goods; empty for anything.
  public var dispositions: [Disposition]

  /// Creates a reason.
  public init(
    id: String, waivesFee: Bool = false, isExempt: Bool = false, ignoresWindow: Bool = false,
    isRefused: Bool = false, dispositions: [Disposition] = []
  ) {
    self.id = id
    self.waivesFee = waivesFee
    self.isExempt = isExempt
    self.ignoresWindow = ignoresWindow
    self.isRefused = isRefused
    self.dispositions = dispositions
  }
}

/// What giving goods back costs (RULES.md Z-040).
public struct RestockingFee: Hashable, Sendable {
  /// The fee's id.
  public var id: String
  /// Of what is credited.
  public var rate: Rate
  /// At least, in millionths of the sale's currency.
  public var minimum: Int64
  /// What it holds for.
  public var scope: ReturnScope

  /// Creates a fee.
  public init(id: String, rate: Rate, minimum: Int64 = 0, scope: ReturnScope = ReturnScope()) {
    self.id = id
    self.rate = rate
    self.minimum = minimum
    self.scope = scope
  }
}

/// How much may come back over a period (RULES.md Z-050).
public struct ReturnQuota: Hashable, Sendable {
  /// Of what was invoiced over the last days, returns not taken off.
  public var share: Rate
  /// How many days back.
  public var days: Int

  /// Creates a quota.
  public init(share: Rate, days: Int = 365) {
    self.share = share
    self.days = days
  }
}

/// Which sale gives the price where the dealer names none (RULES.md Z-016).
public enum SourceChoice: String, Hashable, Sendable, CaseIterable {
  /// The one with the lowest price paid.
  case lowestPrice
  /// The oldest.
  case oldest
  /// The newest.
  case newest
}

/// What becomes of a promotion when goods go back (RULES.md Z-030 …).
public enum RemainderTerms: String, Hashable, Sendable, CaseIterable {
  /// Each unit takes its share along.
  case proportional
  /// What the goods that stay would not have earned alone is taken back.
  case repriceRemainder
  /// Nothing comes back unless everything that it touched does.
  case mustReturnAll
  /// The return waits until the gift is back too.
  case requireGift
  /// A gift that stays and is not earned any more is charged.
  case chargeGift
}

/// When a charge is given back (RULES.md Z-025).
public enum ChargeRefund: String, Hashable, Sendable, CaseIterable {
  /// Never.
  case never
  /// When it is asked for.
  case onRequest
  /// With the last of the goods.
  case withLast
  /// In proportion to the goods.
  case proportional
}

/// What becomes of points and rebates of goods that go back (RULES.md Z-045).
public struct EarningTerms: Hashable, Sendable {
  /// How much is taken back.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    /// What the goods that stay would not have earned alone.
    case repriceRemainder
    /// The share of the goods.
    case proportional
    /// Nothing.
    case keep
  }

  /// What is done where the balance does not suffice.
  public enum Shortfall: String, Hashable, Sendable, CaseIterable {
    /// The account goes below zero.
    case debt
    /// The account goes to zero and the rest is taken off the credit.
    case clampAndCharge
    /// The account goes to zero.
    case ignore
  }

  /// How much is taken back.
  public var method: Method
  /// What is done where the balance does not suffice.
  public var shortfall: Shortfall
  /// What one point, or one unit of money, is worth, in millionths of the sale's currency.
  public var charge: Int64

  /// Creates terms.
  public init(
    method: Method = .repriceRemainder, shortfall: Shortfall = .debt, charge: Int64 = Money.one
  ) {
    self.method = method
    self.shortfall = shortfall
    self.charge = charge
  }
}

/// A credit from which somebody must approve (RULES.md Z-015).
public struct ReturnLevel: Hashable, Sendable {
  /// Credits above this, in millionths of the sale's currency.
  public var above: Int64
  /// The level that approves.
  public var level: Int32

  /// Creates a level.
  public init(above: Int64, level: Int32) {
    self.above = above
    self.level = level
  }
}

/// How an order is decided again after it was placed (RULES.md Z-060).
public enum AmendmentTerms: String, Hashable, Sendable, CaseIterable {
  /// Every unit that stays keeps its price; added units cost what one costs in the sale.
  case keepPrices
  /// Units that stay keep their price; what is added is priced as an order of its own.
  case repriceAdded
  /// The whole order is priced again as of its own day.
  case repriceAll
}

/// What becomes of promotions whose threshold is lost, by an amendment (RULES.md Z-060) or a short
/// shipment (RULES.md Z-061).
public enum ShortShipmentTerms: String, Hashable, Sendable, CaseIterable {
  /// They stay.
  case keep
  /// They are worked out again.
  case reprice
  /// They stay where the supplier is at fault.
  case keepIfSupplierFault
}
