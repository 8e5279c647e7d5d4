import DealerRules

extension CaseProfile {
  /// Risk by parts, each with a limit; zero is no limit.
  static let oca = CaseProfile(zeroLimitIsOpen: true)
}
