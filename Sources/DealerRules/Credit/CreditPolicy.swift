/// What later orders of a batch see of the credit that earlier ones take (RULES.md B-020).
public enum CreditInBatch: String, Hashable, Sendable, CaseIterable {
  /// What was admitted before.
  case sequential
  /// What was open before the batch.
  case snapshot
}

/// How the credit of a book is decided (RULES.md B-001 …).
public struct CreditPolicy: Hashable, Sendable {
  /// The nodes.
  public var nodes: [CreditNode]
  /// The rules; without one that asks `limit` or `dynamicLimit`, a rule `limit` that holds stands
  /// for itself.
  public var rules: [CreditRule]
  /// What counts as exposure.
  public var counted: Set<CreditComponent>
  /// Whether exposure may be as high as the limit.
  public var mayReachLimit: Bool
  /// Whether items in dispute count as overdue.
  public var countsDisputed: Bool
  /// Days after its due date in which an item is not yet overdue.
  public var graceDays: Int
  /// Whether a limit whose validity ended goes on until the rule `limitExpired` says otherwise.
  public var keepsExpiredLimits: Bool
  /// What happens to an order that no node pays for.
  public var withoutNode: CreditEffect
  /// Whether held orders reserve credit.
  public var reservesWhileHeld: Bool
  /// What later orders of a batch see of earlier ones (RULES.md B-020).
  public var inBatch: CreditInBatch
  /// Payment terms.
  public var terms: [PaymentTerms]
  /// Reminder plans.
  public var reminderPlans: [ReminderPlan]
  /// What pays an order, in the order of drawing; empty for own credit alone.
  public var funding: [FundingSource]
  /// Scorecards.
  public var scorecards: [Scorecard]
  /// How tiers are given, by id.
  public var tierSchemes: [TierScheme]

  /// Creates a policy without nodes.
  public init() {
    nodes = []
    rules = []
    counted = Set(CreditComponent.allCases).subtracting([.credits])
    mayReachLimit = true
    countsDisputed = false
    graceDays = 0
    keepsExpiredLimits = false
    withoutNode = .allow
    reservesWhileHeld = false
    inBatch = .sequential
    terms = []
    reminderPlans = []
    funding = []
    scorecards = []
    tierSchemes = []
  }
}
