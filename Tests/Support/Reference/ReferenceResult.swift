public import DealerRules

/// What the reference says about an order: a decision, or a structural fault (RULES.md X-004).
public typealias ReferenceResult = Result<ReferenceDecision, OrderError>

/// The reference's answer to an order, rules named by text.
public struct ReferenceDecision: Hashable, Sendable {
  /// The order's id.
  public var order: String
  /// May it go through.
  public var outcome: Outcome = .allow
  /// The currency of every amount.
  public var currency: Currency
  /// Sum of the lines' list amounts, in millionths.
  public var list: Int64 = 0
  /// Settled sum of the lines' nets.
  public var net: Int64 = 0
  /// Charges, and tax where prices exclude it.
  public var charges: Int64 = 0
  /// Tax, included or added.
  public var tax: Int64 = 0
  /// Net plus charges.
  public var payable: Int64 = 0
  /// The lines by number.
  public var lines: [ReferenceLine] = []
  /// Every step, by line and in the order it happened.
  public var steps: [ReferenceStep] = []
  /// What stands against the order, and its charges and taxes, sorted.
  public var findings: [ReferenceFinding] = []
  /// Free goods on top, by rule and product.
  public var gifts: [ReferenceGift] = []
  /// What an allowed or flagged order draws, by id and kind.
  public var reservations: [ReferenceReservation] = []
  /// What the order earns beside its price, by agreement and kind.
  public var accruals: [ReferenceAccrual] = []
  /// What lines add to agreements, in the order of agreements and lines.
  public var accrualParts: [ReferenceAccrualPart] = []
  /// Which rules of RULES.md took part, for ``Distribution``; no part of the answer.
  public var tags: Set<String> = []

  /// Creates an empty decision.
  public init(order: String, currency: Currency) {
    self.order = order
    self.currency = currency
  }
}

/// A line of the reference's answer.
public struct ReferenceLine: Hashable, Sendable {
  /// The line's number.
  public var number: Int32
  /// Unit prices by kind, per line unit in millionths; kinds without a price are left out.
  public var prices: [String: Int64] = [:]
  /// Quantity × unit price, settled, in millionths.
  public var list: Int64 = 0
  /// What is left after every step.
  public var net: Int64 = 0
  /// The tax of the line.
  public var tax: Int64 = 0
  /// The parts of a kit by product id.
  public var components: [ReferenceComponent] = []
}

/// A part of a kit in the reference's answer (RULES.md K-005).
public struct ReferenceComponent: Hashable, Sendable {
  /// The product contained.
  public var product: String
  /// Thousandths of base units in the whole line.
  public var quantity: Int64
  /// Its share of the line's net, in millionths.
  public var net: Int64
}

/// A use of a capped row or of an offer's limit in the reference's answer (P-026, O-027).
public struct ReferenceReservation: Hashable, Sendable {
  /// The id of the row, the offer or the code.
  public var id: String
  /// What is drawn: `priceCap`, or a limit of an offer.
  public var kind: String
  /// Millionths, of the row's currency or the book's, or 0.
  public var amount: Int64
  /// Thousandths, of base units or uses, or 0.
  public var units: Int64
}

/// Free goods on top in the reference's answer (RULES.md O-018).
public struct ReferenceGift: Hashable, Sendable {
  /// The product given.
  public var product: String
  /// Thousandths of base units.
  public var quantity: Int64
  /// The offer's id.
  public var rule: String

  /// Creates a gift.
  public init(product: String, quantity: Int64, rule: String) {
    self.product = product
    self.quantity = quantity
    self.rule = rule
  }

  /// By rule and product.
  static func sorted(_ gifts: [ReferenceGift]) -> [ReferenceGift] {
    gifts.sorted { a, b in
      a.rule == b.rule
        ? ReferenceNames.isBefore(a.product, b.product) : ReferenceNames.isBefore(a.rule, b.rule)
    }
  }
}

/// What an order earns for one receiver, in the reference's answer (RULES.md A-001).
public struct ReferenceAccrual: Hashable, Sendable {
  /// The agreement's id.
  public var rule: String
  /// What it is.
  public var kind: String
  /// Who receives it, where that is known.
  public var beneficiary: String?
  /// Millionths of the book's currency, or 0.
  public var amount: Int64
  /// Thousandths of points, coupons or goods, or 0.
  public var units: Int64
  /// The last day on which it is valid.
  public var through: CivilDate?
}

/// What a line adds to an agreement, in the reference's answer (RULES.md A-005).
public struct ReferenceAccrualPart: Hashable, Sendable {
  /// The agreement's id.
  public var rule: String
  /// The line's number, or `nil` for the catch-up.
  public var line: Int32?
  /// What it is taken on, in millionths.
  public var base: Int64
  /// Millionths of the book's currency, or 0.
  public var amount: Int64
  /// Thousandths of points or coupons, or 0.
  public var units: Int64
}

/// A change of a line's amount.
public struct ReferenceStep: Hashable, Sendable {
  /// The rule's id as text.
  public var rule: String
  /// What it did, the word of X-011.
  public var kind: String
  /// The line's number.
  public var line: Int32
  /// What it was taken on, in millionths.
  public var base: Int64
  /// The signed change in millionths.
  public var amount: Int64
}

/// A statement about an order or a line.
public struct ReferenceFinding: Hashable, Sendable, Comparable {
  /// What it says, ``ReasonCode/name``.
  public var code: String
  /// The rule's id as text, or empty.
  public var rule: String
  /// The line's number, or `nil` for the order.
  public var line: Int32?

  /// Orders by code, rule and line, so that multisets compare as arrays.
  public static func < (a: ReferenceFinding, b: ReferenceFinding) -> Bool {
    (a.code, a.rule, a.line ?? -1) < (b.code, b.rule, b.line ?? -1)
  }
}

/// A deliberate fault of the reference; the differential run has to notice each.
public enum ReferenceCanary: String, Sendable, CaseIterable {
  /// No fault.
  case none
  /// M-003: exact halves of `halfUp` go to the even neighbour.
  case halfEven
  /// P-015: a band still holds its `below`.
  case closedBands
  /// D-004: validity still holds its `until`.
  case closedValidity
  /// O-007: priorities are compared the other way round.
  case smallPriorityFirst
  /// O-004: a running phase takes every percentage on its opening amount.
  case runningAsOpening
  /// P-014: a line counts only itself.
  case aggregateAlone
  /// P-026: what earlier lines used of a cap is forgotten.
  case capForgets
  /// P-004: only the preferred schedule of a key is asked, even where it gives no price.
  case oneScheduleOfKey
  /// P-006: a schedule that a later one superseded is still asked.
  case supersededStays
  /// P-029: kinds look at the order's own channel and the dealer's own tier.
  case kindsOfOrder
  /// T-004: a row without a class goes before the row of the class.
  case classlessTaxFirst
  /// M-010: what a cut leaves over always goes to the last line.
  case restToLastLine
  /// O-006: a group that chooses for the order chooses on each line.
  case groupOfLine
  /// O-012: a fixed price holds against other effects that take off more.
  case fixedPriceKept
  /// O-013: a threshold has to be passed, not reached.
  case thresholdPassed
  /// O-016: the lowest rung that is reached gives the cut.
  case lowestRung
  /// O-016: a repeating ladder gives its rung once.
  case ladderOnce
  /// O-029: an offer that stands alone is like any other.
  case aloneForgotten
  /// O-022: an exclusive offer wins whatever the others take off.
  case exclusiveWins
  /// O-023: tags keep nobody out.
  case tagsIgnored
  /// O-024: an offer stops nobody.
  case stopForgotten
  /// O-025: later turns measure what was there at the start of the phase.
  case turnsMeasureOpening
  /// O-026: an offer takes more than its cap.
  case capForgotten
  /// O-026: a phase takes more than its rate.
  case capRateForgotten
  /// every order earns as if it were the first of its period.
  case totalForgotten
  /// O-015: units that an offer has used are open to the next.
  case usedUnitsStayOpen
  /// O-017: a pattern makes one set, whatever `times` says.
  case onePatternSet
  /// O-015, O-017: parts of a pack count where a unit is named.
  case partsOfPacks
  /// O-018: gifts are given whatever is in stock.
  case giftWithoutStock
  /// O-019: offers on charges leave them alone.
  case chargeStays
  /// O-027: what earlier orders of the batch used of limits is forgotten.
  case limitForgets
  /// G-015: what a guard refuses together is blocked, whatever could give way.
  case nothingGivesWay
  /// G-015: what gave way in vain stays away.
  case nothingComesBack

  /// The families of promotions in which the fault shows.
  public var families: Set<OfferFamily> {
    switch self {
    case .usedUnitsStayOpen, .onePatternSet, .partsOfPacks, .giftWithoutStock, .chargeStays,
      .limitForgets:
      OfferFamily.goods
    default: OfferFamily.current
    }
  }
}
