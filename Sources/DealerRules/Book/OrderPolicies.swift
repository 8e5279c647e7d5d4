/// What happens to a unit price or discount typed into an order line (RULES.md P-028).
public enum ManualPolicy: Hashable, Sendable {
  /// It is taken as given.
  case accept
  /// It is taken as far as the price falls by no more than this rate; the rest is cut off.
  case bound(Rate)
  /// It is ignored and a finding says so.
  case refuse
  /// It is taken, and the order is held for approval.
  case approval
}

/// What a line without a price does to its order (RULES.md P-009).
public enum MissingPricePolicy: String, Hashable, Sendable, CaseIterable {
  /// The order is blocked.
  case block
  /// The order is held.
  case hold
}

/// Where amounts are settled outside phases (RULES.md M-006).
public struct RoundingPolicy: Hashable, Sendable {
  /// Quantity × unit price of a line.
  public var lineExtension: Rounding
  /// The sum of the lines.
  public var document: Rounding

  /// Creates a policy; the default is half-up at the currency's exponent.
  public init(lineExtension: Rounding = Rounding(), document: Rounding = Rounding()) {
    self.lineExtension = lineExtension
    self.document = document
  }
}

/// Settings of a book that hold for every order (RULES.md X-010).
public struct OrderPolicies: Hashable, Sendable {
  /// Typed-in prices and discounts.
  public var manual: ManualPolicy
  /// Lines without a price.
  public var missingPrice: MissingPricePolicy
  /// Whether an order that is already blocked is still priced.
  public var pricesBlockedOrders: Bool

  /// Creates policies.
  public init(
    manual: ManualPolicy = .refuse, missingPrice: MissingPricePolicy = .block,
    pricesBlockedOrders: Bool = true
  ) {
    self.manual = manual
    self.missingPrice = missingPrice
    self.pricesBlockedOrders = pricesBlockedOrders
  }
}
