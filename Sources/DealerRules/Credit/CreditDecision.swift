/// What a reason of a credit decision says (RULES.md B-013).
public enum CreditCode: String, Hashable, Sendable, CaseIterable {
  /// No node pays for the customer.
  case creditNodeUnknown
  /// An amount has no exchange rate to the node's currency.
  case creditRateMissing
  /// Somebody stopped the node or the order.
  case creditHeld
  /// The limit is exceeded.
  case creditLimit
  /// The limit within the horizon is exceeded.
  case creditHorizon
  /// The order ships beyond the horizon and must be asked again before it ships.
  case creditLater
  /// The own limit of a component is exceeded.
  case creditComponent
  /// The order is too large.
  case creditDocument
  /// Too much of the limit is used.
  case creditUsed
  /// An item is overdue for too long.
  case creditOverdue
  /// The overdue amount is too high.
  case creditOverdueAmount
  /// The overdue part of all items is too high.
  case creditOverdueShare
  /// The reminder level is too high.
  case creditReminded
  /// The node's status is listed.
  case creditStatus
  /// The validity of the limit ended.
  case creditExpired
  /// The review is overdue.
  case creditReview
  /// The payment terms are wider than agreed.
  case creditTerms
  /// The cash discount is better than agreed.
  case creditDiscount
  /// A field that matters changed since the approval.
  case creditChanged
  /// The order grew too much, or too long ago was it approved.
  case creditDeviation
  /// The order is as it was approved and is not asked again.
  case creditApproved
  /// A rule lets the order through.
  case creditReleased
  /// A narrower rule lifts this one.
  case creditExcluded
  /// The score is too low or unknown.
  case creditScore
  /// Too little is paid in advance.
  case creditPrepaid
  /// No source pays the rest.
  case creditFunding
  /// The policy does not have the payment terms.
  case creditTermsUnknown
  /// What the document replaces does not give way.
  case creditNotReplaced
  /// More is paid in advance than there is to pay.
  case creditOverpaid
  /// A rate is stamped where nothing is exchanged.
  case creditRateIdle
  /// Nothing asks what was approved before.
  case creditApprovalIdle
  /// A field changed that no rule looks at.
  case creditChangedUnknown

  /// Whether rules give it as a reason, so that an approval may lift it (RULES.md B-020).
  var isOfRules: Bool {
    switch self {
    case .creditNodeUnknown, .creditRateMissing, .creditHeld, .creditLater, .creditApproved,
      .creditReleased, .creditExcluded, .creditFunding, .creditTermsUnknown,
      .creditNotReplaced, .creditOverpaid, .creditRateIdle, .creditApprovalIdle,
      .creditChangedUnknown:
      false
    default: true
    }
  }
}

/// A number of a credit reason.
public struct CreditFigure: Hashable, Sendable {
  /// How the value reads.
  public enum Unit: Hashable, Sendable {
    /// Millionths of a currency.
    case amount(Currency)
    /// Millionths, one being 100 %.
    case rate
    /// Whole ones: days, levels, points.
    case count
  }

  /// The name, `"limit"`.
  public var name: String
  /// The value.
  public var value: Int64
  /// How it reads.
  public var unit: Unit

  /// Creates a number.
  public init(_ name: String, _ value: Int64, _ unit: Unit) {
    self.name = name
    self.value = value
    self.unit = unit
  }

  /// The decimal as text: `"12.50"`, `"0.8"`, `"3"`.
  public var text: String {
    switch unit {
    case .amount(let currency): Money(millionths: value, currency).decimalText
    case .rate: Decimals.text(value, scale: 6)
    case .count: String(value)
    }
  }
}

/// A reason of a credit decision with its numbers (RULES.md B-013).
public struct CreditReason: Hashable, Sendable {
  /// What it says.
  public var code: CreditCode
  /// The rule, by its id, also of the one that stands for itself; empty where no rule speaks.
  public var rule: String
  /// The node it is about.
  public var node: String
  /// What it does to the order.
  public var effect: CreditEffect
  /// Whether somebody's word lifted it.
  public var isLifted: Bool
  /// Its numbers, in fixed order.
  public var figures: [CreditFigure]

  /// The number with a name, or `nil`.
  public func figure(_ name: String) -> Int64? { figures.first { $0.name == name }?.value }
}

/// What one source pays of an order (RULES.md B-014).
public struct FundingShare: Hashable, Sendable {
  /// The source.
  public var source: String
  /// Millionths of the node's currency.
  public var amount: Int64
}

/// Whether a document may be given credit, and why (RULES.md B-013).
public struct CreditDecision: Hashable, Sendable {
  /// The document.
  public var request: String
  /// The node asked.
  public var node: String
  /// The worst of the reasons that nobody lifted.
  public var effect: CreditEffect
  /// What is asked as credit, in millionths of the node's currency.
  public var amount: Int64
  /// Exposure of the node without the document.
  public var exposure: Int64
  /// The node's limit on that day with its guarantees; `nil` without bound.
  public var limit: Int64?
  /// What could be asked before any limit on the way up is exceeded, below zero where one is;
  /// `nil` without bound.
  public var available: Int64?
  /// The node whose limit leaves least; of equals the one nearest to the order.
  public var binding: String?
  /// What is missing at the binding node, in its currency; zero where its limit holds.
  public var shortfall: Int64
  /// What each source pays.
  public var funding: [FundingShare]
  /// Every reason, by rule and on the way up.
  public var reasons: [CreditReason]
  /// Whether only stops by people keep it back.
  public var isReadyToRelease: Bool
}
