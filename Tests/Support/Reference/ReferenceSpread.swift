import DealerRules

/// M-010: spreads a total over weights so that the sum is exact.
///
/// Shares are cut toward zero to the step; then one step each goes to the largest cut-off fraction,
/// then the larger weight, then the earlier position. Where the total is no multiple of the step,
/// the step is one millionth.
enum ReferenceSpread {
  static func spread(_ total: Fraction, over weights: [Fraction], step: Fraction) -> [Fraction] {
    let sum = weights.reduce(.zero, +)
    guard !sum.isZero else { return weights.map { _ in .zero } }
    let unit = (total / step).isWhole ? step : .one
    let exact = weights.map { total * $0 / sum }
    var shares = exact.map { Fraction(($0 / unit).truncated) * unit }
    var left = total - shares.reduce(.zero, +)
    let order = weights.indices.sorted { a, b in
      let (x, y) = ((exact[a] - shares[a]).magnitude, (exact[b] - shares[b]).magnitude)
      if x != y { return y < x }
      let (u, v) = (weights[a].magnitude, weights[b].magnitude)
      return u == v ? a < b : v < u
    }
    for index in order where !left.isZero && !weights[index].isZero {
      let part = left.isNegative ? -unit : unit
      shares[index] += part
      left -= part
    }
    return shares
  }

  /// M-010 with the law's remainder rules and caps, over weights of zero or more in the order of
  /// line numbers; `total` is a whole number of steps.
  static func share(
    _ total: Fraction, _ weights: [Fraction], caps: [Fraction?], step: Fraction,
    _ rule: RemainderRule
  ) -> [Fraction] {
    let sum = weights.reduce(.zero, +)
    guard Fraction.zero < sum, !total.isZero else { return weights.map { _ in .zero } }
    let steps = total.magnitude / step
    let exact = weights.map { steps * $0 / sum }
    let limits = caps.map { cap in cap.map { Fraction(($0 / step).floor) } }
    var shares = rule == .cumulative ? runningDifferences(exact) : exact.map { Fraction($0.floor) }
    let cutOff = zip(exact, shares).map { $0 - $1 }
    for index in shares.indices {
      shares[index] = min(shares[index], limits[index] ?? shares[index])
    }
    let order = weights.indices.filter { !weights[$0].isZero }.sorted { a, b in
      if rule == .largestFraction, cutOff[a] != cutOff[b] { return cutOff[b] < cutOff[a] }
      let isByWeight = rule == .largestFraction || rule == .largestLine
      if isByWeight, weights[a] != weights[b] { return weights[b] < weights[a] }
      return rule == .lastLine ? b < a : a < b
    }
    handOut(
      steps - shares.reduce(.zero, +), &shares, limits, order,
      singly: rule != .largestLine && rule != .lastLine)
    return shares.map { total.isNegative ? -$0 * step : $0 * step }
  }

  /// M-010 `cumulative`: the differences of the half-up running totals.
  private static func runningDifferences(_ exact: [Fraction]) -> [Fraction] {
    var sum = Fraction.zero
    var before = Fraction.zero
    return exact.map { share in
      sum += share
      let rounded = Fraction(sum.settledWhole(.halfUp))
      defer { before = rounded }
      return rounded - before
    }
  }

  /// M-010: hands out what is left of a total, round after round one step a line, or as much as
  /// fits.
  private static func handOut(
    _ rest: Fraction, _ shares: inout [Fraction], _ limits: [Fraction?], _ order: [Int],
    singly: Bool
  ) {
    var rest = rest
    while Fraction.zero < rest {
      let open = order.filter { index in limits[index].map { shares[index] < $0 } ?? true }
      guard let first = open.first else { return }
      func room(_ index: Int) -> Fraction { limits[index].map { $0 - shares[index] } ?? rest }
      guard singly else {
        let part = min(rest, room(first))
        shares[first] += part
        rest -= part
        continue
      }
      // Full rounds at once: nobody reaches its cap before the smallest room is used up.
      let rounds = Fraction((rest / Fraction(Int64(open.count))).floor)
      let each = open.reduce(max(rounds, .one)) { min($0, room($1)) }
      for index in open where Fraction.zero < rest {
        shares[index] += each
        rest -= each
      }
    }
  }
}
