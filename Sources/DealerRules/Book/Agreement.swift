/// A promise of something later: a rebate, points, a coupon, a fund that pays (RULES.md A-001).
public struct Agreement: Hashable, Sendable {
  /// Unique among agreements.
  public var id: String
  /// A name for people.
  public var name: String
  /// When it is in force.
  public var validity: Validity
  /// Where it stands in its life.
  public var status: OfferStatus
  /// Whom and what it is for; the lines for which it holds are the lines of the agreement.
  public var when: Condition
  /// What it promises.
  public var promise: AgreementPromise
  /// Who receives; shares sum to 100 % (RULES.md A-007).
  public var receivers: [AgreementShare]
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates an agreement with the buyer.
  public init(
    id: String, name: String = "", validity: Validity = .always,
    status: OfferStatus = .published, when: Condition = .always, promise: AgreementPromise,
    receivers: [AgreementShare] = [AgreementShare(.buyer)], origin: SourceSpan? = nil
  ) {
    self.id = id
    self.name = name
    self.validity = validity
    self.status = status
    self.when = when
    self.promise = promise
    self.receivers = receivers
    self.origin = origin
  }
}

/// What an agreement promises (RULES.md A-001).
public enum AgreementPromise: Hashable, Sendable {
  /// Money for what was bought.
  case rebate(Rebate)
  /// Money or goods for what was shown to be done.
  case allowance(Allowance)
  /// Points.
  case points(CountedReward)
  /// Coupons of a kind.
  case coupons(String, CountedReward)
  /// A balance that pays a part of the order.
  case fund(RebateFund)
  /// A price that follows from what a whole group orders.
  case groupBuy(GroupBuy)
}

/// Who receives a part of what accrues (RULES.md A-007).
public enum AgreementReceiver: Hashable, Sendable {
  /// The ordering customer.
  case buyer
  /// The customer's parent dealer.
  case parent
  /// The id in a text attribute of the customer.
  case customerAttribute(String)
  /// The id in a text attribute of the order.
  case orderAttribute(String)
}

/// A receiver and its share (RULES.md A-007).
public struct AgreementShare: Hashable, Sendable {
  /// Who receives.
  public var receiver: AgreementReceiver
  /// Which part.
  public var share: Rate

  /// Creates a share; alone it is the whole.
  public init(_ receiver: AgreementReceiver, share: Rate = .one) {
    self.receiver = receiver
    self.share = share
  }
}

/// What an agreement counts of each line (RULES.md A-002).
public enum AgreementBasis: Hashable, Sendable {
  /// The line's net.
  case net
  /// The line's list amount.
  case list
  /// Quantity in this unit, `nil` for base units.
  case quantity(unit: String? = nil)
  /// The unit price of a kind × quantity.
  case kind(String)
  /// Base quantity times this number of the product.
  case attribute(String)
}

/// How the rungs of a rebate hold (RULES.md A-004).
public enum RebateMode: String, Hashable, Sendable, CaseIterable {
  /// The rung reached holds for the whole total.
  case retroactive
  /// Each rung holds for the part between it and the next.
  case incremental
}

/// What a rung of a rebate gives (RULES.md A-004).
public enum RebateGrant: Hashable, Sendable {
  /// A rate of an amount.
  case rate(Rate)
  /// Millionths of the book's currency for each unit of the basis.
  case amount(Int64)
  /// Millionths of the book's currency, once.
  case lump(Int64)
}

/// One step of a rebate.
public struct RebateRung: Hashable, Sendable {
  /// Where it begins, in millionths of the basis, or of the fact that rungs stand against.
  public var from: Int64
  /// What it gives.
  public var grant: RebateGrant

  /// Creates a rung.
  public init(from: Int64 = 0, _ grant: RebateGrant) {
    self.from = from
    self.grant = grant
  }
}

/// Where a rebate is settled (RULES.md A-005).
public enum RebatePoint: String, Hashable, Sendable, CaseIterable {
  /// Each line's part.
  case line
  /// The order's part, which is then spread over the lines.
  case order
}

/// How a rebate is paid; stated for whoever pays it.
public enum RebatePayment: String, Hashable, Sendable, CaseIterable {
  /// As a credit.
  case credit
  /// In goods of its worth.
  case goods
}

/// Money for what was bought (RULES.md A-004 … A-009).
public struct Rebate: Hashable, Sendable {
  /// What is counted.
  public var basis: AgreementBasis
  /// The rungs, ascending.
  public var rungs: [RebateRung]
  /// How they hold.
  public var mode: RebateMode
  /// The fact that is the period's total before the order; `nil` counts each order by itself.
  public var total: String?
  /// The fact that rungs are rates of; `nil` for rungs in the basis.
  public var against: String?
  /// Rebates whose line parts are taken off the basis first.
  public var after: [String]
  /// The fact that must be 1 or more, or `nil`.
  public var evidence: String?
  /// Where it is settled.
  public var point: RebatePoint
  /// How it is settled.
  public var rounding: Rounding
  /// How it is paid.
  public var pays: RebatePayment

  /// Creates a rebate.
  public init(
    basis: AgreementBasis = .net, rungs: [RebateRung], mode: RebateMode = .retroactive,
    total: String? = nil, against: String? = nil, after: [String] = [], evidence: String? = nil,
    point: RebatePoint = .order, rounding: Rounding = Rounding(), pays: RebatePayment = .credit
  ) {
    self.basis = basis
    self.rungs = rungs
    self.mode = mode
    self.total = total
    self.against = against
    self.after = after
    self.evidence = evidence
    self.point = point
    self.rounding = rounding
    self.pays = pays
  }
}

/// What an allowance pays for each piece of evidence (RULES.md A-009).
public enum AllowanceGrant: Hashable, Sendable {
  /// Millionths of the book's currency.
  case amount(Int64)
  /// Base units of a product.
  case goods(product: String, quantity: Quantity)
}

/// Money or goods for what was shown to be done (RULES.md A-009).
public struct Allowance: Hashable, Sendable {
  /// The fact that counts the evidence.
  public var evidence: String
  /// The fact that says what was paid so far: an amount, or base units.
  public var paid: String
  /// What each piece earns.
  public var grant: AllowanceGrant
  /// How often at most; `nil` for no bound.
  public var most: Int64?

  /// Creates an allowance.
  public init(evidence: String, paid: String, grant: AllowanceGrant, most: Int64? = nil) {
    self.evidence = evidence
    self.paid = paid
    self.grant = grant
    self.most = most
  }
}

/// What makes a line count more or less (RULES.md A-010).
public struct RewardMultiplier: Hashable, Sendable {
  /// The lines.
  public var when: Condition
  /// How many times they count, in millionths.
  public var by: Int64

  /// Creates a multiplier.
  public init(when: Condition, by: Int64) {
    self.when = when
    self.by = by
  }
}

/// Points or coupons for every full so much (RULES.md A-010).
public struct CountedReward: Hashable, Sendable {
  /// What is counted.
  public var basis: AgreementBasis
  /// Each so much of it, in millionths, earns the count.
  public var every: Int64
  /// How many each time.
  public var count: Int64
  /// How often at most; `nil` for no bound.
  public var times: Int64?
  /// Whether each line is counted by itself.
  public var each: ChoiceScope
  /// Lines that count more or less.
  public var multipliers: [RewardMultiplier]
  /// Days after the order's date on which it is valid; `nil` for no end.
  public var validDays: Int64?

  /// Creates a reward.
  public init(
    basis: AgreementBasis = .net, every: Int64, count: Int64 = 1, times: Int64? = nil,
    each: ChoiceScope = .order, multipliers: [RewardMultiplier] = [], validDays: Int64? = nil
  ) {
    self.basis = basis
    self.every = every
    self.count = count
    self.times = times
    self.each = each
    self.multipliers = multipliers
    self.validDays = validDays
  }
}

/// What the money of a fund does (RULES.md A-011).
public enum FundEffect: String, Hashable, Sendable, CaseIterable {
  /// It pays a part of the payable amount.
  case payment
  /// It lowers the invoice.
  case price
}

/// When a fund is drawn on (RULES.md A-011).
public enum FundUse: String, Hashable, Sendable, CaseIterable {
  /// As far as the order asks.
  case asked
  /// As far as it reaches, where the order does not ask for less.
  case always
}

/// A balance that pays a part of an order (RULES.md A-011).
public struct RebateFund: Hashable, Sendable {
  /// The fact that is the balance.
  public var balance: String
  /// The largest part of the eligible net.
  public var most: Rate
  /// What the money does.
  public var effect: FundEffect
  /// When it is drawn on.
  public var use: FundUse
  /// Decimals of what is drawn; it is always cut down.
  public var rounding: Rounding

  /// Creates a fund.
  public init(
    balance: String, most: Rate = .one, effect: FundEffect = .payment, use: FundUse = .asked,
    rounding: Rounding = Rounding()
  ) {
    self.balance = balance
    self.most = most
    self.effect = effect
    self.use = use
    self.rounding = rounding
  }
}

/// One price of a group (RULES.md A-014).
public struct GroupRung: Hashable, Sendable {
  /// Thousandths of the unit from which it holds.
  public var from: Int64
  /// Millionths of the book's currency per unit.
  public var price: Int64

  /// Creates a rung.
  public init(from: Int64, price: Int64) {
    self.from = from
    self.price = price
  }
}

/// A price that follows from what a whole group orders (RULES.md A-014).
public struct GroupBuy: Hashable, Sendable {
  /// The product that the group buys.
  public var product: String
  /// The unit of rungs and prices, or `nil` for the base unit.
  public var unit: String?
  /// The rungs, ascending.
  public var rungs: [GroupRung]
  /// How each line is settled.
  public var rounding: Rounding

  /// Creates a group.
  public init(
    product: String, unit: String? = nil, rungs: [GroupRung], rounding: Rounding = Rounding()
  ) {
    self.product = product
    self.unit = unit
    self.rungs = rungs
    self.rounding = rounding
  }
}
