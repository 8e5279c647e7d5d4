/// What a credit rule looks at; E is the exposure without the document at hand, a its amount
/// (RULES.md B-007 … B-009). Amounts are in millionths of the node's currency.
public enum CreditTest: Hashable, Sendable {
  /// Never violated; for rules that release.
  case always
  /// E + a above the limit.
  case limit
  /// The same without orders that ship more than so many days ahead.
  case dynamicLimit(days: Int)
  /// A component above its own limit.
  case components
  /// a above an amount.
  case documentAmount(Int64)
  /// (E + a) above a part of the limit.
  case usedShare(Rate)
  /// An item of at least `materiality` that is more than `days + grace` days late.
  case overdueDays(days: Int, grace: Int, materiality: Int64)
  /// The oldest item is more than so many days late.
  case oldestItem(days: Int)
  /// Overdue items above an amount and (E + a) above a part of the limit, both.
  case overdueAmountAndUsed(Int64, Rate)
  /// Overdue items above an amount.
  case overdueAmount(Int64)
  /// Items more than so many days late above a part of all items.
  case overdueShare(days: Int, Rate)
  /// A reminder level above this one.
  case reminderLevel(Int)
  /// The node's status is one of these.
  case status([String])
  /// The limit's validity ended more than so many days ago.
  case limitExpired(grace: Int, openIsExpired: Bool)
  /// The review date of the node is more than so many days past.
  case reviewDue(grace: Int)
  /// The order's payment terms are wider than agreed.
  case termsWider
  /// The order's cash discount is better than agreed.
  case discountWider
  /// One of these fields changed since the approval.
  case changed([String])
  /// The amount rose by more than a part, or so many days passed, since the approval.
  case deviation(Rate, days: Int)
  /// A score below this one, or none.
  case scoreBelow(Int64)
  /// Less than this part is paid in advance.
  case prepaidShare(Rate)

  /// The word used in documents.
  public var name: String {
    switch self {
    case .always: "always"
    case .limit: "limit"
    case .dynamicLimit: "dynamicLimit"
    case .components: "components"
    case .documentAmount: "documentAmount"
    case .usedShare: "usedShare"
    case .overdueDays: "overdueDays"
    case .oldestItem: "oldestItem"
    case .overdueAmountAndUsed: "overdueAmountAndUsed"
    case .overdueAmount: "overdueAmount"
    case .overdueShare: "overdueShare"
    case .reminderLevel: "reminderLevel"
    case .status: "status"
    case .limitExpired: "limitExpired"
    case .reviewDue: "reviewDue"
    case .termsWider: "termsWider"
    case .discountWider: "discountWider"
    case .changed: "changed"
    case .deviation: "deviation"
    case .scoreBelow: "scoreBelow"
    case .prepaidShare: "prepaidShare"
    }
  }

  /// Whether it is asked of every node above as far as exposure counts there.
  var walks: Bool {
    switch self {
    case .limit, .dynamicLimit, .components, .usedShare, .status, .limitExpired: true
    default: false
    }
  }

  /// Whether it looks at the limit itself.
  var looksAtLimits: Bool {
    switch self {
    case .limit, .dynamicLimit: true
    default: false
    }
  }

  /// Whether it looks at single invoices.
  var looksAtItems: Bool {
    switch self {
    case .overdueDays, .oldestItem, .overdueAmountAndUsed, .overdueAmount, .overdueShare,
      .reminderLevel:
      true
    default: false
    }
  }

  /// Whether it looks at what a document states of itself, so that it says nothing of an account.
  var isOfDocument: Bool {
    switch self {
    case .documentAmount, .termsWider, .discountWider, .changed, .deviation, .prepaidShare: true
    default: false
    }
  }

  /// Whether it compares with what was approved.
  var isOfApproval: Bool {
    switch self {
    case .changed, .deviation: true
    default: false
    }
  }
}
