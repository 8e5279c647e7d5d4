/// Why an exact operation has no result. Nothing is ever wrapped, clamped or rounded silently
/// (RULES.md M-001).
public enum NumericError: Error, Hashable, Sendable {
  /// The exact result does not fit the type's range.
  case overflow
  /// Two amounts of different currencies met without an exchange rate.
  case currencyMismatch
  /// A division by zero, or a factor with a zero part.
  case zeroDivisor
}
