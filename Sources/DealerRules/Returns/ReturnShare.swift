/// Shares of an amount that add up however they are taken (RULES.md Z-003).
enum ReturnShare {
  /// What `taken` of `whole` units are worth of `total`: `⌊total × taken ÷ whole⌋` in steps toward
  /// zero, and all of it for the last unit.
  static func upTo(
    _ taken: Int64, of whole: Int64, _ total: Int64, step: Int64
  ) -> Int64 {
    guard taken < whole else { return total }
    guard taken > 0, step > 0 else { return 0 }
    // |total| < 2⁶³ and taken < whole, so the quotient is no larger than the total.
    let steps = Int128(total) * Int128(taken) / (Int128(whole) * Int128(step))
    return Int64(truncatingIfNeeded: steps) * step
  }

  /// `total × part ÷ whole` in steps, half-up; 0 of nothing.
  static func of(
    _ total: Int64, _ part: Int64, _ whole: Int64, step: Int64
  ) throws(NumericError) -> Int64 {
    guard whole != 0 else { return 0 }
    let divisor = try Wide.multiply(Int128(whole), Int128(step))
    let steps = try RoundingMode.halfUp.divide(Int128(total) * Int128(part), by: divisor)
    return try Wide.narrow(steps, times: step)
  }
}
