/// Something that pays orders (RULES.md B-014).
public struct FundingSource: Hashable, Sendable {
  /// What kind of money it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The node's own limit; what it pays is asked as credit.
    case ownCredit
    /// A bank or another lender.
    case thirdParty
    /// Money paid in before.
    case prepayment
    /// Rebates kept for the dealer.
    case rebateFund
  }

  /// Unique among sources; its balance is the fund of this name of an account.
  public var id: String
  /// What kind of money it is.
  public var kind: Kind
  /// The largest part of an order it pays, 0 %…100 %.
  public var most: Rate

  /// Creates a source that may pay whole orders.
  public init(id: String, _ kind: Kind, most: Rate = .one) {
    self.id = id
    self.kind = kind
    self.most = most
  }
}
