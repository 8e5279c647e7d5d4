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
    var open = weights.indices.filter { !weights[$0].isZero }
    guard !open.isEmpty, !total.isZero else { return weights.map { _ in .zero } }
    let limits = caps.map { cap in cap.map { Fraction(($0 / step).floor) } }
    var steps = total.magnitude / step
    var shares = weights.map { _ in Fraction.zero }
    // A line above its cap takes the cap; the others share what is left, and so on.
    while true {
      let sum = open.reduce(Fraction.zero) { $0 + weights[$1] }
      let full = open.filter { index in
        limits[index].map { $0 < steps * weights[index] / sum } ?? false
      }
      if full.isEmpty { break }
      for index in full {
        shares[index] = limits[index] ?? .zero
        steps -= shares[index]
      }
      open.removeAll { full.contains($0) }
    }
    spreadFreely(steps, over: open, weights, limits, &shares, rule)
    return shares.map { total.isNegative ? -$0 * step : $0 * step }
  }

  /// M-010 over lines none of whose exact shares is above its cap.
  private static func spreadFreely(
    _ steps: Fraction, over open: [Int], _ weights: [Fraction], _ limits: [Fraction?],
    _ shares: inout [Fraction], _ rule: RemainderRule
  ) {
    let sum = open.reduce(Fraction.zero) { $0 + weights[$1] }
    let exact = open.map { steps * weights[$0] / sum }
    let isHeaviest = rule == .largestLine || rule == .roundedLargestLine
    var whole = rule == .cumulative ? runningDifferences(exact) : exact.map { Fraction($0.floor) }
    if rule == .roundedFirstLines {
      whole = exact.map { Fraction($0.settledWhole(.halfDown)) }
      var excess = whole.reduce(Fraction.zero, +) - steps
      for index in whole.indices where Fraction.zero < excess && Fraction.zero < whole[index] {
        whole[index] -= .one
        excess -= .one
      }
    }
    if rule == .roundedLargestLine {
      whole = exact.map { Fraction($0.settledWhole(.halfUp)) }
      var excess = whole.reduce(Fraction.zero, +) - steps
      let heaviest = open.indices.sorted {
        let (u, v) = (weights[open[$0]], weights[open[$1]])
        return u == v ? $1 < $0 : v < u
      }
      for index in heaviest where Fraction.zero < excess {
        let less = min(whole[index], excess)
        whole[index] -= less
        excess -= less
      }
    }
    var rest = steps
    for (index, share) in zip(open, whole) {
      shares[index] = share
      rest -= share
    }
    let order = open.indices.sorted { a, b in
      let (x, y) = (exact[a] - whole[a], exact[b] - whole[b])
      if rule == .largestFraction, x != y { return y < x }
      let (u, v) = (weights[open[a]], weights[open[b]])
      let isByWeight = rule == .largestFraction || isHeaviest
      if isByWeight, u != v { return v < u }
      return rule == .lastLine ? b < a : a < b
    }
    let isSingly = !isHeaviest && rule != .lastLine
    for index in order.map({ open[$0] }) where Fraction.zero < rest {
      let room = limits[index].map { $0 - shares[index] } ?? rest
      let part = min(isSingly ? .one : rest, min(room, rest))
      shares[index] += part
      rest -= part
    }
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
}
