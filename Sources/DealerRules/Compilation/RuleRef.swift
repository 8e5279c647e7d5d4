/// A rule of a compiled book in 32 bits: what kind of rule, and which one.
public struct RuleRef: Hashable, Sendable {
  /// What a reference points to.
  public enum Kind: UInt8, Hashable, Sendable {
    /// No rule.
    case none
    /// A price row.
    case priceRow
    /// An offer.
    case offer
    /// A phase (its rounding).
    case phase
    /// A charge.
    case charge
    /// A tax rate.
    case tax
    /// A setting of the book: manual price, document rounding.
    case policy
    /// A rebate, a points rule, a fund or another agreement.
    case agreement
    /// A guard.
    case guardrail
    /// A territory rule.
    case territory
    /// A check of orders before they are priced.
    case check
    /// A credit rule.
    case credit
  }

  /// No rule.
  public static let none: RuleRef = RuleRef(.none, 0)

  let packed: UInt32

  init(_ kind: Kind, _ index: Int) {
    packed = UInt32(kind.rawValue) << 28 | UInt32(truncatingIfNeeded: index) & 0x0FFF_FFFF
  }

  /// What the reference points to.
  public var kind: Kind { Kind(rawValue: UInt8(packed >> 28)) ?? .none }

  /// The position among the rules of its kind.
  public var index: Int { Int(packed & 0x0FFF_FFFF) }
}
