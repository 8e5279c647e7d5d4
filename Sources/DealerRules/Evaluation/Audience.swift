/// Who reads a decision or explanation; what an audience is not granted is absent from the bytes
/// (RULES.md X-012).
public enum Audience: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  /// Steps, reasons, the selling price and offers that were open to the dealer; no losing rows, no
  /// bounds, no other price kinds, no reservations.
  case dealer
  /// Also losing rows, offers whose condition failed, and where rules are stated.
  case sales
  /// Also bounds, other price kinds and reservations.
  case finance
  /// Everything.
  case audit

  /// Orders by how much is told.
  public static func < (lhs: Audience, rhs: Audience) -> Bool { lhs.rawValue < rhs.rawValue }

  /// Whether a reason may be told.
  func mayRead(_ code: ReasonCode) -> Bool {
    switch code {
    case .floorApplied, .ceilingApplied, .guardClipped, .refusedByGuard: self >= .finance
    // An offer that was never open to the dealer would tell of what others get.
    case .conditionFailed, .couponMissing: self >= .sales
    default: true
    }
  }

  /// Whether a reason about a rule may be told: what others than the buyer receive is told to
  /// finance and audit.
  func mayRead(_ code: ReasonCode, _ rule: RuleRef, _ rules: CompiledRules) -> Bool {
    mayRead(code) && (rule.kind != .agreement || self >= .finance || rules.isBuyers(rule))
  }

  /// Whether a rule may be named and its numbers told: costs, floors and margins are not for those
  /// who sell or buy; what a price was quoted at, or was before, is (RULES.md G-013). To whom else
  /// a territory was given is not for dealers.
  func mayRead(_ rule: RuleRef, _ rules: CompiledRules) -> Bool {
    if self == .dealer, rules.isOthersGrant(rule) { return false }
    guard self < .finance, rule.kind == .guardrail, rules.guards.guards.indices.contains(rule.index)
    else { return true }
    let kind = rules.guards.guards[rule.index].kind
    return kind == .drift || kind == .movement
  }

  /// Whether the price of a kind may be told.
  func mayRead(kind: Int, _ rules: CompiledRules) -> Bool {
    self >= .finance || Int32(kind) == rules.access.selling
  }

  /// Whether rows that lost and places in documents may be told.
  public var readsLosers: Bool { self >= .sales }

  /// Whether reservations may be told.
  var readsReservations: Bool { self >= .finance }
}
