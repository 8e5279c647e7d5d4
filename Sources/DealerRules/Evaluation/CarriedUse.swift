/// What earlier parts of a batch used of caps and limits (RULES.md P-026, O-027, X-007).
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

extension Workspace {
  /// Exchanges what earlier orders used with what is carried.
  mutating func carry(_ use: inout CarriedUse) {
    swap(&capUsedByBatch, &use.caps)
    swap(&limitsUsedByBatch, &use.limits)
  }
}
