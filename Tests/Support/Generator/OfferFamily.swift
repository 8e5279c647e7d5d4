import Foundation

/// A family of promotion kinds that generated cases may have; each can be switched on apart, so
/// that the sides can be compared family by family.
public enum OfferFamily: String, CaseIterable, Sendable {
  /// O-010 … O-014: cuts of every scope, thresholds, own bases, remainder rules.
  case cuts
  /// O-016: ladders of every mode.
  case ladders
  /// O-006, O-022 … O-026: choices per order, exclusive offers, tags, stops, caps, turns.
  case combinations
  /// O-029: offers that stand alone in the whole order.
  case alone
  /// O-023: phases that look back at earlier ones.
  case across
  /// O-023: phases that combine by goods.
  case wholes
  /// O-015: cuts on some units of lines.
  case units
  /// O-017: patterns.
  case patterns
  /// O-018, O-020: gifts and marks.
  case gifts
  /// O-002, O-027: coupons, uses and budgets.
  case limits
  /// O-019: offers on charges.
  case charges
  /// C-002: offers for goods that expire soon.
  case expiry
  /// G-014: guards that look at what funds leave.
  case funds
  /// G-015: offers that are too much together for a guard, so that they give way and come back.
  case crowds

  /// What both sides agree on, and what `DEALER_RULES_OFFER_KINDS` asks for instead, names with
  /// commas between them, or `all`.
  public static let current: Set<OfferFamily> = {
    let stated = ProcessInfo.processInfo.environment["DEALER_RULES_OFFER_KINDS"]
    return stated.map { named($0) } ?? agreed
  }()

  /// Families in which engine and reference are known to agree.
  public static let agreed = Set(allCases)

  /// Units of lines and goods, limits, and offers on charges.
  public static let goods: Set<OfferFamily> = [.units, .patterns, .gifts, .limits, .charges]

  /// The families of a list with commas; `all` stands for every one.
  public static func named(_ list: String) -> Set<OfferFamily> {
    if list == "all" { return Set(allCases) }
    return Set(list.split(separator: ",").compactMap { OfferFamily(rawValue: String($0)) })
  }
}
