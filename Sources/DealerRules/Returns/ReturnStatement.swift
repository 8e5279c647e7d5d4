/// How far a return may go.
public enum ReturnOutcome: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  /// It may be settled.
  case allowed
  /// Somebody must approve it first.
  case held
  /// It may not.
  case refused

  /// The word in records, `"held"`.
  public var name: String { String(describing: self) }

  /// Orders from the mildest.
  public static func < (lhs: ReturnOutcome, rhs: ReturnOutcome) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}

/// Why a return is held or refused, or what else is to be said of it (RULES.md Z-022).
public enum ReturnCode: String, Hashable, Sendable, CaseIterable {
  // What refuses: nothing is worked out.
  case foreignSale, settledBefore, nothingAsked, unknownItem, notAboveZero, moreThanSold
  case beforeSale, beforeDelivery, notPaid, nothingPaid, aboveBalance, aboveUnit, nothingLeft
  case unknownCharge, unknownReason, reasonRefused, conditionRefused, dispositionRefused
  case notReturnable, tooEarly, tooLate, mustReturnAll, rulesDiffer
  case tooMany
  // What holds.
  case lateHeld, giftMissing, overQuota, needsApproval, factMissing
  // What is told.
  case exempt, feeWaived, approved, remainderUnpriced, exchanged, chargeKept, unknownAgreement
  case giftGone

  /// What the code does to the outcome.
  public var outcome: ReturnOutcome {
    switch self {
    case .foreignSale, .settledBefore, .nothingAsked, .unknownItem, .notAboveZero, .moreThanSold,
      .beforeSale, .beforeDelivery, .notPaid, .nothingPaid, .aboveBalance, .aboveUnit,
      .nothingLeft, .unknownCharge, .unknownReason, .reasonRefused, .conditionRefused,
      .dispositionRefused, .notReturnable, .tooEarly, .tooLate, .mustReturnAll, .rulesDiffer,
      .tooMany:
      .refused
    case .lateHeld, .giftMissing, .overQuota, .needsApproval, .factMissing: .held
    case .exempt, .feeWaived, .approved, .remainderUnpriced, .exchanged, .chargeKept,
      .unknownAgreement, .giftGone:
      .allowed
    }
  }

  /// What it says.
  public var english: String {
    switch self {
    case .foreignSale: "the goods were bought with another order"
    case .settledBefore: "a return with this id is settled"
    case .nothingAsked: "the return names no goods"
    case .unknownItem: "the sale has no such line or part"
    case .notAboveZero: "a quantity or amount is not above zero"
    case .moreThanSold: "more than was sold and is not back yet"
    case .beforeSale: "the day of the return is before the sale"
    case .beforeDelivery: "the goods were not delivered yet"
    case .notPaid: "the sale is not paid"
    case .nothingPaid: "nothing was paid for the sale"
    case .aboveBalance: "more than is left of what was paid"
    case .aboveUnit: "more than is left of what the unit cost"
    case .nothingLeft: "nothing is left to give back"
    case .unknownCharge: "the sale has no such charge"
    case .unknownReason: "the policy has no such reason"
    case .reasonRefused: "goods do not come back for this reason"
    case .conditionRefused: "goods do not come back in this state"
    case .dispositionRefused: "goods with this disposition do not come back"
    case .notReturnable: "the goods are not returnable"
    case .tooEarly: "the expiry is too far away"
    case .tooLate: "the goods come back too late"
    case .mustReturnAll: "everything that the promotion touched must come back"
    case .rulesDiffer: "the rules price otherwise than those of the sale"
    case .tooMany: "more lines or returns than are looked at"
    case .lateHeld: "the goods come back late; somebody must approve"
    case .giftMissing: "the gift is not back"
    case .overQuota: "the quota of returns does not suffice"
    case .needsApproval: "the credit needs approval"
    case .factMissing: "the policy asks for a fact that is not stated"
    case .exempt: "not counted by the quota"
    case .feeWaived: "no restocking fee for this reason"
    case .approved: "held and approved"
    case .remainderUnpriced: "the goods that stay have no price alone; shares were taken"
    case .exchanged: "exchanged for other goods; nothing is credited"
    case .chargeKept: "all goods are back; the charge is kept"
    case .giftGone: "the order has the gift no more; it leaves the return"
    case .unknownAgreement: "the rules have no such agreement"
    }
  }
}

/// A statement about a return.
public struct ReturnFinding: Hashable, Sendable {
  /// What it says.
  public var code: ReturnCode
  /// The line or gift, or `nil`.
  public var line: Int32?
  /// The offer, charge, reason or rule of the policy, the fact that is missing, or `nil`.
  public var rule: String?
  /// An amount (millionths) that it is about: the shortfall of a quota, what a gift costs.
  public var amount: Int64?
  /// The last day, or the first.
  public var day: CivilDate?

  /// Creates a finding.
  public init(
    _ code: ReturnCode, line: Int32? = nil, rule: String? = nil, amount: Int64? = nil,
    day: CivilDate? = nil
  ) {
    self.code = code
    self.line = line
    self.rule = rule
    self.amount = amount
    self.day = day
  }
}

/// What a return comes to (RULES.md Z-023).
public struct ReturnStatement: Hashable, Sendable {
  /// One item of a return.
  public struct Line: Hashable, Sendable {
    /// The number of the sale's line or gift.
    public var number: Int32
    /// The part of a kit.
    public var part: String?
    /// The product.
    public var product: String
    /// Thousandths that come back.
    public var quantity: Int64
    /// Their list amount.
    public var goods: Int64
    /// What was taken off them, below zero.
    public var discount: Int64
    /// Their tax, contained in the goods or added.
    public var tax: Int64
    /// An allowance without goods; with goods, below zero, what was given before (RULES.md Z-024).
    public var allowance: Int64
    /// The unit that an allowance was for.
    public var unit: Int64?
    /// Thousandths of whole kits that the part came back with; 0 for anything else.
    public var kits: Int64
    /// What became of the goods.
    public var disposition: Disposition?
    /// The offer that gave them; `nil` of what was bought, and in statements of releases that did
    /// not tell it (RULES.md Z-002).
    public var gift: String?
  }

  /// What is taken back of points or rebates.
  public struct Earning: Hashable, Sendable {
    /// The agreement.
    public var rule: String
    /// The account.
    public var account: String
    /// `"points"`, `"rebate"` and so on.
    public var kind: String
    /// Whether thousandths of units count, not millionths.
    public var isUnits: Bool
    /// Everything that is taken back.
    public var taken: Int64
    /// What of it the account does not have.
    public var short: Int64
    /// What of it the account did not have and owes now.
    public var debt: Int64
    /// What of it is taken off the credit, in millionths of the sale's currency.
    public var charged: Int64
    /// Whether a volume took a rebate back, not what the sale earned itself (RULES.md Z-046); `nil`
    /// of others than rebates, and in statements of releases that did not tell it.
    public var isOfVolume: Bool?
    /// What of it had run out unused, so that it is back without anything being taken; a part of
    /// ``short`` (RULES.md Z-045).
    public var lapsed: Int64 = 0
  }

  /// The id of the return.
  public var id: String
  /// The order.
  public var sale: String
  /// The day.
  public var day: CivilDate
  /// The currency.
  public var currency: Currency
  /// How far it may go.
  public var outcome: ReturnOutcome
  /// Why, and what else is to be said.
  public var findings: [ReturnFinding] = []
  /// The items.
  public var lines: [Line] = []
  /// List amounts of the goods.
  public var goods: Int64 = 0
  /// What was taken off them, below zero.
  public var discount: Int64 = 0
  /// Tax that is added to the goods.
  public var tax: Int64 = 0
  /// Tax that the goods contain; no part of the sum.
  public var containedTax: Int64 = 0
  /// Charges given back.
  public var charges: Int64 = 0
  /// Allowances without goods, and, below zero, such that were given before.
  public var allowance: Int64 = 0
  /// What goods that stay have lost of promotions, below zero; above it where it comes back.
  public var clawBack: Int64 = 0
  /// The part of ``tax`` that goes with ``clawBack``; `nil` in statements of releases that did not
  /// tell it.
  public var clawBackTax: Int64? = 0
  /// Gifts that stay, below zero; above it where they come back after all.
  public var gift: Int64 = 0
  /// What was paid for fallen prices, and the lower current price, below zero.
  public var protection: Int64 = 0
  /// What cannot be given back now, below zero, because no more was paid, or has not been lost yet.
  public var withheld: Int64 = 0
  /// The restocking fee, below zero.
  public var fee: Int64 = 0
  /// Rebates that are charged, below zero.
  public var rebate: Int64 = 0
  /// Points that are charged, below zero.
  public var points: Int64 = 0
  /// What goes back to funds that paid it, below zero (RULES.md Z-047).
  public var fund: Int64 = 0
  /// What is credited: the sum of all of these.
  public var credit: Int64 = 0
  /// What is credited before fees, rebates and points: what of the payment has come back.
  public var refund: Int64 = 0
  /// Charges given back, by charge.
  public var extras: [SaleExtra] = []
  /// Points and rebates.
  public var earnings: [Earning] = []
  /// Limits that are free again.
  public var releases: [SaleUse] = []
  /// What the quota counts, in millionths.
  public var quota: Int64 = 0

  init(_ request: ReturnRequest, _ currency: Currency) {
    id = request.id
    sale = request.sale
    day = request.day
    self.currency = currency
    outcome = .allowed
  }

  /// Whether its parts add up to the credit (RULES.md Z-023).
  public var isBalanced: Bool {
    let parts = [goods, discount, tax, charges, allowance, clawBack, gift, protection, withheld]
    let refunded = parts.reduce(Int128(0)) { $0 + Int128($1) }
    return refunded == Int128(refund)
      && refunded + Int128(fee) + Int128(rebate) + Int128(points) + Int128(fund)
        == Int128(credit)
  }
}
