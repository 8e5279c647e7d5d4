/// What an order states for credit (RULES.md B-020).
public struct OrderCredit: Hashable, Sendable {
  /// The payment terms asked for, or `nil` for those agreed.
  public var terms: String?
  /// What is paid in advance, zero or more, in millionths of the order's currency.
  public var prepaid: Int64
  /// The step in the life of the order.
  public var checkpoint: CreditCheckpoint
  /// The open document whose place the order takes; `nil` for the one with its own id.
  public var replaces: String?
  /// Units of the paying node's currency for one of the order's, stamped when it was made; `nil`
  /// asks the rates of the credit book.
  public var rate: Factor?
  /// What was approved before.
  public var approved: CreditApproval?
  /// Fields that changed since then.
  public var changed: [String]
  /// A stop that somebody put on the order, or `nil`.
  public var hold: CreditHold?

  /// Creates the statement of a new order on agreed terms.
  public init() {
    terms = nil
    prepaid = 0
    checkpoint = .order
    replaces = nil
    rate = nil
    approved = nil
    changed = []
    hold = nil
  }
}

extension CreditRequest {
  /// Takes over what an order states.
  mutating func take(_ stated: OrderCredit) {
    terms = stated.terms
    prepaid = stated.prepaid
    checkpoint = stated.checkpoint
    replaces = stated.replaces
    rate = stated.rate
    approved = stated.approved
    changed = stated.changed
    if let hold = stated.hold { holds.append(hold) }
  }
}
