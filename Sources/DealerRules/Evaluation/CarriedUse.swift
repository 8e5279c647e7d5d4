/// What earlier parts of a batch used of caps and limits (RULES.md P-026, O-027, R-022, X-007).
///
/// A batch that comes in parts, such as a file read in pieces, prices like one batch if each part
/// is given what the parts before it used. It belongs to one ``CompiledRules``.
public struct CarriedUse: Sendable {
  var caps: [Int32: Int64] = [:]
  var limits: [LimitKey: Int64] = [:]
  /// The credit that orders are asked for after pricing; what is admitted is taken up. `nil` asks
  /// for none (RULES.md B-020).
  public var credit: CreditBook?

  /// Nothing is used yet.
  /// - Parameter credit: The credit of the dealers; `nil` asks for none.
  public init(credit: CreditBook? = nil) { self.credit = credit }
}

extension CompiledRules {
  /// Whether what an order uses of caps, limits, credit, allowances or funds is missing for later
  /// orders of its batch, or what it buys counts for them, so that it matters which orders came
  /// before.
  public var ordersShareLimits: Bool {
    !prices.caps.isEmpty || !offers.limits.isEmpty || book.credit != nil
      || checks.terms.contains { $0.total >= 0 }
      || book.agreements.contains {
        switch $0.promise {
        case .allowance, .fund: true
        case .rebate, .points, .coupons, .groupBuy: false
        }
      }
  }
}

extension Workspace {
  /// Exchanges what earlier orders used with what is carried.
  mutating func carry(_ use: inout CarriedUse) {
    swap(&capUsedByBatch, &use.caps)
    swap(&limitsUsedByBatch, &use.limits)
  }

  /// Prices orders as those that come after what is carried, which stays as it is; they are asked
  /// for its credit.
  mutating func price(
    _ orders: OrderBatch, after carried: CarriedUse, into result: inout PricedBatch
  ) {
    (capUsedByBatch, limitsUsedByBatch) = (carried.caps, carried.limits)
    var credit = carried.credit
    priceOn(orders, 0..<orders.count, &credit, into: &result)
  }
}
