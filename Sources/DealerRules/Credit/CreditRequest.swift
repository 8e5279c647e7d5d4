/// What was approved before, for the rules `changed` and `deviation` (RULES.md B-009).
public struct CreditApproval: Hashable, Sendable {
  /// The amount approved, in millionths of the currency of the document.
  public var amount: Int64
  /// The day of the approval.
  public var on: CivilDate

  /// Creates an approval.
  public init(_ amount: Int64, on: CivilDate) {
    self.amount = amount
    self.on = on
  }
}

/// Somebody's word that lifts reasons (RULES.md B-012).
public struct CreditOverride: Hashable, Sendable {
  /// Who.
  public var who: String
  /// Why.
  public var why: String
  /// The rules lifted, by id; empty for all.
  public var rules: [String]
  /// The last day; `nil` for none.
  public var through: CivilDate?
  /// The largest order it is for, in millionths of the node's currency; `nil` for any.
  public var most: Int64?

  /// Creates an override.
  public init(
    who: String, why: String, rules: [String] = [], through: CivilDate? = nil,
    most: Int64? = nil
  ) {
    self.who = who
    self.why = why
    self.rules = rules
    self.through = through
    self.most = most
  }
}

/// A document that asks for credit (RULES.md B-001).
public struct CreditRequest: Hashable, Sendable {
  /// The document.
  public var id: String
  /// The node that is to pay.
  public var node: String
  /// The whole of it, zero or more.
  public var amount: Money
  /// Units of the node's currency for one of the amount's; `nil` asks the rates of the facts.
  public var rate: Factor?
  /// The day for which it is decided.
  public var asOf: CivilDate
  /// When goods ship.
  public var ships: CivilDate?
  /// The step in the life of the order.
  public var checkpoint: CreditCheckpoint
  /// What it becomes when it is admitted.
  public var component: CreditComponent
  /// The claim of its node that it takes the place of, which does not count against it; `nil` for
  /// the one with its own id. Posted documents and claims of other nodes stay (RULES.md B-005).
  public var replaces: String?
  /// What was approved, and when; later than the day it is no approval (RULES.md B-009).
  public var approved: CreditApproval?
  /// Fields that changed since the approval.
  public var changed: [String]
  /// Payment terms asked for; `nil` for those agreed.
  public var terms: String?
  /// What is paid in advance, in the currency of the amount; it is not asked as credit.
  public var prepaid: Int64
  /// Stops on the order itself.
  public var holds: [CreditHold]
  /// Words that lift reasons.
  public var overrides: [CreditOverride]

  /// What was approved before; an approval of a later day is none (RULES.md B-009).
  var approval: CreditApproval? { approved.flatMap { $0.on <= asOf ? $0 : nil } }

  /// Creates a request for a new order.
  public init(id: String, node: String, _ amount: Money, asOf: CivilDate) {
    self.id = id
    self.node = node
    self.amount = amount
    self.rate = nil
    self.asOf = asOf
    self.ships = nil
    self.checkpoint = .order
    self.component = .orders
    self.replaces = nil
    self.approved = nil
    self.changed = []
    self.terms = nil
    self.prepaid = 0
    self.holds = []
    self.overrides = []
  }
}
