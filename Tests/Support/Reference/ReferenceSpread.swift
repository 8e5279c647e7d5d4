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
}
