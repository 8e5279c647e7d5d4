public import DealerRules

extension ReferenceReturns {
  /// The numbers of a statement, in millionths; of points in thousandths.
  public struct Statement: Hashable, Sendable {
    /// The amounts of Z-023 by name.
    public var amounts: [String: Int64] = [:]
    /// What comes back, and what is given without goods.
    public var lines: [Line] = []
    /// Charges given back, by rule.
    public var extras: [String: Int64] = [:]
    /// What is taken back.
    public var earnings: [Account: Earning] = [:]
    /// What is free again.
    public var releases: [Limit: Free] = [:]
    /// Why it is refused; one of them at least is told.
    public var refusals: Set<ReturnCode> = []
    /// Whether it waits for a gift.
    public var lacksGift = false
    /// By how much the quota is exceeded.
    public var overQuota: Int64 = 0
    /// Facts that the policy asks for and the request does not state.
    public var missing: Set<String> = []
    /// Whether somebody approved what holds it.
    public var isApproved = false

    /// Whether it changes nothing before somebody approves it.
    public var isHeld: Bool {
      !isApproved && (lacksGift || overQuota > 0 || !missing.isEmpty)
    }
  }

  /// Goods of one item that come back for one reason, or an allowance.
  public struct Line: Hashable, Sendable {
    var number: Int32
    var part: String?
    var product: String
    var quantity: Int64 = 0
    var goods: Int64 = 0
    var discount: Int64 = 0
    var tax: Int64 = 0
    var allowance: Int64 = 0
    var unit: Int64?
    var kits: Int64 = 0

    init(_ number: Int32, _ part: String?, _ product: String) {
      (self.number, self.part, self.product) = (number, part, product)
    }

    /// A line of the engine's statement.
    public init(_ line: ReturnStatement.Line) {
      self.init(line.number, line.part, line.product)
      (quantity, goods, discount) = (line.quantity, line.goods, line.discount)
      (tax, allowance, unit, kits) = (line.tax, line.allowance, line.unit, line.kits)
    }
  }

  /// A line, or one unit of it.
  struct AllowanceKey: Hashable {
    var number: Int32
    var unit: Int64?
  }

  /// Whose points or rebates.
  public struct Account: Hashable, Sendable {
    var account: String
    var kind: String

    /// The account of a kind.
    public init(_ account: String, _ kind: String) {
      (self.account, self.kind) = (account, kind)
    }
  }

  /// What is taken back, what of it is not there, is owed and is charged.
  public struct Earning: Hashable, Sendable {
    var isUnits: Bool
    var taken: Int64
    var short: Int64
    var debt: Int64
    var charged: Int64

    /// Of units in thousandths, else in millionths.
    public init(isUnits: Bool, taken: Int64, short: Int64, debt: Int64, charged: Int64) {
      (self.isUnits, self.taken, self.short) = (isUnits, taken, short)
      (self.debt, self.charged) = (debt, charged)
    }
  }

  /// A limit that a sale used.
  public struct Limit: Hashable, Sendable {
    var id: String
    var kind: String

    /// The limit of a kind.
    public init(_ id: String, _ kind: String) { (self.id, self.kind) = (id, kind) }
  }

  /// What of a limit is free again.
  public struct Free: Hashable, Sendable {
    var amount: Int64
    var units: Int64

    /// Millionths, or thousandths of units.
    public init(amount: Int64, units: Int64) { (self.amount, self.units) = (amount, units) }
  }
}

/// A deliberate fault of the reference of returns; the comparison has to notice each.
public enum ReturnCanary: String, Sendable, CaseIterable {
  /// No fault.
  case none
  /// Z-003: every return is worth its share by itself, from the first unit on.
  case sharesFromZero
  /// Z-023: the goods of a gift are its list amount.
  case giftAtList
  /// Z-024: what was given without goods is not taken off later goods.
  case allowanceForgotten
  /// Z-025: charges come back whole with the first goods.
  case chargesAtOnce
  /// Z-021: what is not stated is as the policy wants it.
  case factsAssumed
  /// Z-031: the tax of what is lost is an average.
  case taxAverage
  /// Z-031: goods that stay never gain.
  case neverGains
  /// Z-031: parts of broken kits have no price alone.
  case partsForgotten
  /// Z-031: only what the first cut took off is lost.
  case lostOfFirst
  /// Z-031: what was taken back before is taken once more.
  case lostAgain
  /// Z-034: gifts that stay cost nothing.
  case keepsGift
  /// Z-035: a limit is free with the first goods.
  case releasesAll
  /// Z-035: limits follow list amounts though what stays is priced again.
  case limitsByList
  /// Z-035: what the sale did not use of limits stays free.
  case limitsOfSale
  /// Z-036: what was paid for fallen prices is taken off whole.
  case protectionWhole
  /// Z-036: what was paid for fallen prices is shared by all that was sold.
  case protectionOfAll
  /// Z-037: nothing is withheld.
  case clampOff
  /// Z-040: reasons waive nothing.
  case feeOfAll
  /// Z-045: what was taken before is taken once more.
  case takenAgain
  /// Z-045: what ran out unused is taken all the same.
  case nothingLapses
  /// Z-045: all that is short is owed beside what is charged.
  case debtWhole
  /// Z-045: a rebate is charged as if its amount were one of the sale's currency.
  case chargedInBook
  /// Z-045: what some lines earned is shared by all goods.
  case earnedByAll
  /// Z-046: the rate of the volume stays.
  case volumeStays
  /// Z-047: what funds paid follows the goods, not what is refunded.
  case fundsByGoods
  /// Z-047: what funds paid as a part of the price follows all goods, not those that they lowered.
  case priceFundByGoods
  /// Z-066: what was taken back stays as it was.
  case againEarned
  /// Z-050: the quota counts no tax.
  case quotaNet
}
