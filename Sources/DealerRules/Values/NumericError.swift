/// Why an exact operation has no result. Nothing is ever wrapped, clamped or rounded silently
/// (RULES.md M-001).
public enum NumericError: Error, Hashable, Sendable {
  /// The exact result does not fit the type's range.
  case overflow
  /// Two amounts of different currencies met without an exchange rate.
  case currencyMismatch
  /// A division by zero, or a factor with a zero part.
  case zeroDivisor
  /// An amount to spread is not a multiple of the rounding step.
  case notWholeSteps
  /// An amount is to be spread by weights that are all zero.
  case zeroWeights
  /// A weight or a cap of an allocation is below zero.
  case negativeWeight
  /// The caps of an allocation leave no room for the whole amount, or it has no line.
  case cannotPlace
  /// The lists of one call differ in length.
  case unequalCounts
  /// Two lines carry the same number.
  case duplicateLine
}
