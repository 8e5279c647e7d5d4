import DealerRules

extension CompiledRules {
  /// The setting that says what a reason without a rule tells, `territory.whiteSpace`, and where it
  /// is stated; empty where none does.
  func setting(of reason: Reason, withPlace: Bool) -> String {
    guard reason.rule == .none, let name = SettingName.of(reason.code) else { return "" }
    guard withPlace, let origin = book.territory.origin, let place = place(of: origin) else {
      return name
    }
    return "\(name) (\(place))"
  }
}

/// The settings of territories that reasons speak of (RULES.md ).
private enum SettingName {
  static func of(_ code: ReasonCode) -> String? {
    switch code {
    case .whiteSpaceFlagged, .whiteSpaceHeld, .whiteSpaceBlocked: "territory.whiteSpace"
    case .unlistedFlagged, .unlistedHeld, .unlistedBlocked: "territory.unlisted"
    case .sellerFlagged, .sellerHeld, .sellerBlocked: "territory.unpermitted"
    case .licenseFlagged, .licenseHeld, .licenseMissing: "territory.unlicensed"
    // A party's list, or that no party has one, says it.
    case .notListedFlagged, .notListedHeld, .notListedBlocked: "territory"
    default: nil
    }
  }
}
