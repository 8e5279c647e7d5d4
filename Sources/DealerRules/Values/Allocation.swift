/// Which lines take what exact division leaves over (RULES.md M-010).
///
/// Every rule starts from the exact share `total × weight / Σ weights`, counted in steps.
public enum RemainderRule: String, Hashable, CaseIterable, Sendable {
  /// Shares rounded toward zero, then one step each to the largest fraction; ties go to the larger
  /// weight, then to the smaller line number. The default everywhere.
  case largestFraction
  /// In order of line number, each line takes the difference of the half-up running totals.
  case cumulative
  /// Shares rounded toward zero, the rest to the largest weight; ties to the smaller line number.
  case largestLine
  /// Shares rounded toward zero, the rest to the last line, by number, that has a weight.
  case lastLine
  /// Shares rounded toward zero, then one step each from the first line on that has a weight.
  case firstLines
  /// Shares rounded half-down; what is then missing or too much, one step each from the first line
  /// on.
  case roundedFirstLines
  /// Shares rounded half-up; what is then missing goes to the largest weight, what is too much
  /// comes off it, as much as fits; of ties the smaller line number has more.
  case roundedLargestLine
}

extension RemainderRule {
  /// Shares are rounded before the remainder is placed.
  var isRounded: Bool { self == .roundedFirstLines || self == .roundedLargestLine }

  /// One step a line, else as much as fits.
  var isSingly: Bool {
    switch self {
    case .largestFraction, .cumulative, .firstLines, .roundedFirstLines: true
    case .largestLine, .lastLine, .roundedLargestLine: false
    }
  }
}

/// What to do when an amount must be spread but every weight is zero (RULES.md M-010).
public enum ZeroWeights: String, Hashable, CaseIterable, Sendable {
  /// ``NumericError/zeroWeights`` is thrown. The default everywhere.
  case refuse
  /// Every line counts alike.
  case even
}

extension Money {
  /// Spreads the amount over lines in proportion to `weights`, exactly (RULES.md M-010).
  ///
  /// The shares sum to the amount, none has the opposite sign, a weight of zero gets nothing, and
  /// the order in which lines are listed changes nothing. A line whose exact share is above its cap
  /// takes the cap; what that cuts off goes to the other lines in proportion to their weights.
  ///
  /// ```swift
  /// let discount = Money(millionths: 1_670_000, .usd)
  /// try discount.allocated(over: [418, 418])  // 0.84 and 0.83
  /// ```
  ///
  /// - Parameters:
  ///   - weights: One weight per line, zero or more, in any common unit.
  ///   - numbers: The unique numbers of the lines; `nil` numbers them 1, 2, 3 … as listed.
  ///   - caps: The largest magnitude of each share in millionths; `nil` for none.
  ///   - scale: Decimals of a share, 0…6; `nil` means the exponent of the currency.
  ///   - rule: Which lines take the remainder.
  ///   - zeroWeights: What to do when every weight is zero.
  /// - Returns: One share per line, as listed.
  /// - Throws: ``NumericError/notWholeSteps`` when the amount has more decimals than `scale`,
  ///   ``NumericError/zeroWeights``, ``NumericError/cannotPlace`` when the caps are too small or
  ///   there is no line, ``NumericError/negativeWeight``, ``NumericError/unequalCounts``,
  ///   ``NumericError/duplicateLine``, or ``NumericError/overflow``.
  /// - Complexity: O(n log n).
  public func allocated(
    over weights: [Int64], numbers: [LineNumber]? = nil, caps: [Int64]? = nil, scale: Int? = nil,
    rule: RemainderRule = .largestFraction, zeroWeights: ZeroWeights = .refuse
  ) throws(NumericError) -> [Money] {
    guard (numbers?.count ?? weights.count) == weights.count,
      (caps?.count ?? weights.count) == weights.count
    else { throw .unequalCounts }
    if let numbers, Set(numbers).count != numbers.count { throw .duplicateLine }
    var allocator = Allocator()
    for index in weights.indices {
      guard let number = numbers?[index].rawValue ?? Int32(exactly: index + 1) else {
        throw .overflow
      }
      try allocator.add(weight: weights[index], number: number, cap: caps?[index])
    }
    let step = Rounding(scale: scale).step(in: currency)
    try allocator.spread(millionths, step: step, rule: rule, zeroWeights: zeroWeights)
    return allocator.shares.map { Money(millionths: $0, currency) }
  }
}

/// Spreads amounts over weighted lines with storage that is kept between uses (RULES.md M-010).
///
/// One use is `removeAll`, `add` for each line, `spread`, then `shares`. Nothing is allocated once
/// the storage has grown to the largest order.
struct Allocator: Sendable {
  /// The shares in millionths, one per added line in the order of adding; set by ``spread``.
  private(set) var shares: ContiguousArray<Int64> = []
  private var lines: ContiguousArray<AllocatedLine> = []
  /// Whether a line has a cap.
  private var isCapped = false

  /// Forgets the lines and keeps the storage.
  mutating func removeAll() {
    lines.removeAll(keepingCapacity: true)
    shares.removeAll(keepingCapacity: true)
    isCapped = false
  }

  /// Adds a line. Numbers must be unique; `cap` is a magnitude in millionths, `nil` for none.
  mutating func add(weight: Int64, number: Int32, cap: Int64? = nil) throws(NumericError) {
    guard weight >= 0, cap ?? 0 >= 0 else { throw .negativeWeight }
    if cap != nil { isCapped = true }
    lines.append(
      AllocatedLine(
        weight: weight.magnitude, cap: cap?.magnitude ?? .max, number: number,
        position: lines.count))
  }

  /// Adds a line whose share is cut already; `rest` is the part cut off, in any common measure.
  mutating func add(cutOff rest: UInt128, weight: UInt64, number: Int32) {
    var line = AllocatedLine(weight: weight, cap: .max, number: number, position: lines.count)
    line.rest = rest
    lines.append(line)
  }

  /// Sets a share of 1 for the `count` lines with the largest part cut off, then the larger weight,
  /// then the smaller number, and of 0 for the others (RULES.md T-005).
  mutating func placeSteps(_ count: Int) {
    shares.removeAll(keepingCapacity: true)
    for _ in lines { shares.append(0) }
    Allocator.sort(&lines, lines.count, by: .remainder(.largestFraction))
    for line in lines.prefix(count) { shares[line.position] = 1 }
  }

  /// The form for columns: lines `weights[i]`, `numbers[i]` and, unless `caps` is empty, `caps[i]`.
  ///
  /// On an error `result` is as it was.
  mutating func spread(
    total: Int64, step: Int64, weights: Span<Int64>, numbers: Span<Int32>, caps: Span<Int64>,
    rule: RemainderRule = .largestFraction, zeroWeights: ZeroWeights = .refuse,
    into result: inout MutableSpan<Int64>
  ) throws(NumericError) {
    guard weights.count == numbers.count, weights.count == result.count,
      caps.isEmpty || caps.count == weights.count
    else { throw .unequalCounts }
    removeAll()
    for index in weights.indices {
      try add(
        weight: weights[index], number: numbers[index], cap: caps.isEmpty ? nil : caps[index])
    }
    try spread(total, step: step, rule: rule, zeroWeights: zeroWeights)
    for index in shares.indices { result[index] = shares[index] }
  }

  /// Spreads `total` millionths in multiples of `step` over the added lines.
  ///
  /// May be called again for the same lines. After an error `shares` means nothing.
  mutating func spread(
    _ total: Int64, step: Int64, rule: RemainderRule = .largestFraction,
    zeroWeights: ZeroWeights = .refuse
  ) throws(NumericError) {
    guard step > 0 else { throw .zeroDivisor }
    guard total % step == 0 else { throw .notWholeSteps }
    shares.removeAll(keepingCapacity: true)
    for _ in lines { shares.append(0) }
    guard total != 0 else { return }
    guard !lines.isEmpty else { throw .cannotPlace }
    let sum = lines.reduce(into: UInt128(0)) { $0 += UInt128($1.weight) }
    guard sum > 0 || zeroWeights == .even else { throw .zeroWeights }
    // Lines without a weight take no part, so they are put behind the others and left alone.
    let participants = sum > 0 ? participants() : lines.count
    var count = participants
    var steps = total.magnitude / step.magnitude
    var weightSum = sum > 0 ? sum : UInt128(count)
    if isCapped { fillCaps(&count, &steps, &weightSum, step.magnitude, even: sum == 0) }
    guard count > 0 || steps == 0 else { throw .cannotPlace }
    var taken: UInt64 = 0
    if rule == .cumulative {
      Allocator.sort(&lines, count, by: .remainder(rule))
      taken = try takeRunningTotals(count, steps, weightSum, step.magnitude, even: sum == 0)
    } else {
      taken = takeFloors(count, steps, weightSum, step.magnitude, even: sum == 0)
      if rule.isRounded { taken = round(count, taken, steps, weightSum, rule) }
    }
    if taken < steps {
      if rule != .cumulative { Allocator.sort(&lines, count, by: .remainder(rule)) }
      try place(steps - taken, count, singly: rule.isSingly)
    }
    for line in lines[0..<participants] {
      // Never above |total|, so the product and the sign fit.
      let magnitude = line.share &* step.magnitude
      shares[line.position] = Int64(truncatingIfNeeded: total < 0 ? 0 &- magnitude : magnitude)
    }
  }

  /// Moves lines with a weight to the front and returns how many there are.
  private mutating func participants() -> Int {
    var count = 0
    for index in lines.indices where lines[index].weight > 0 {
      if index != count { lines.swapAt(index, count) }
      count += 1
    }
    return count
  }

  /// Gives its cap to every line whose exact share is above it and puts these lines behind the
  /// others, with their steps and weights taken off; each makes the shares of the others grow.
  private mutating func fillCaps(
    _ count: inout Int, _ steps: inout UInt64, _ sum: inout UInt128, _ step: UInt64, even: Bool
  ) {
    var first = 0
    while first < count {
      let line = lines[first]
      if line.overflows(steps, of: sum, weight: even ? 1 : line.weight, step) { break }
      first += 1
    }
    guard first < count else { return }
    // The shares of the lines that are left only grow, so one walk from the soonest full is enough.
    Allocator.sort(&lines, count, by: .soonestFull(step: step, even: even))
    var full = 0
    while full < count {
      let weight = even ? 1 : lines[full].weight
      guard lines[full].overflows(steps, of: sum, weight: weight, step) else { break }
      lines[full].take(.max, rest: 0, step)
      steps -= lines[full].share
      sum -= UInt128(weight)
      full += 1
    }
    for index in 0..<min(full, count - full) { lines.swapAt(index, count - 1 - index) }
    count -= full
  }

  /// Gives each line its exact share rounded toward zero, cut at its cap; returns the steps given.
  private mutating func takeFloors(
    _ count: Int, _ steps: UInt64, _ sum: UInt128, _ step: UInt64, even: Bool
  ) -> UInt64 {
    var taken: UInt64 = 0
    for index in 0..<count {
      let weight = even ? 1 : lines[index].weight
      let (high, low) = steps.multipliedFullWidth(by: weight)
      if high == 0, let divisor = UInt64(exactly: sum) {
        let (quotient, rest) = low.quotientAndRemainder(dividingBy: divisor)
        lines[index].take(quotient, rest: UInt128(rest), step)
      } else {
        // Both factors are at most 2⁶³, so the product has at most 126 bits.
        let product = UInt128(high) << 64 | UInt128(low)
        let (quotient, rest) = product.quotientAndRemainder(dividingBy: sum)
        // A weight is at most the sum of the weights, so the quotient is at most `steps`.
        lines[index].take(UInt64(truncatingIfNeeded: quotient), rest: rest, step)
      }
      taken += lines[index].share
    }
    return taken
  }

  /// Raises shares whose fraction is above a half, or is one where the rule says so, and takes back
  /// what is then too much, in the order of the rule; returns the steps given.
  private mutating func round(
    _ count: Int, _ floors: UInt64, _ steps: UInt64, _ sum: UInt128, _ rule: RemainderRule
  ) -> UInt64 {
    var taken = floors
    let isUp = rule == .roundedLargestLine
    for index in 0..<count {
      let (rest, missing) = (lines[index].rest, sum - lines[index].rest)
      guard rest > missing || isUp && rest == missing else { continue }
      // Below a cap in whole steps an exact share with a fraction leaves room for a step.
      lines[index].share += 1
      if lines[index].room != .max, lines[index].room > 0 { lines[index].room -= 1 }
      taken += 1
    }
    guard taken > steps else { return taken }
    Allocator.sort(&lines, count, by: isUp ? .excess : .remainder(rule))
    for index in 0..<count where taken > steps && lines[index].share > 0 {
      let less = rule.isSingly ? 1 : min(lines[index].share, taken - steps)
      lines[index].share -= less
      taken -= less
    }
    return taken
  }

  /// Gives each line the difference of the running totals, cut at its cap; returns the steps given.
  private mutating func takeRunningTotals(
    _ count: Int, _ steps: UInt64, _ sum: UInt128, _ step: UInt64, even: Bool
  ) throws(NumericError) -> UInt64 {
    var weight: UInt128 = 0
    var before: UInt64 = 0
    var taken: UInt64 = 0
    for index in 0..<count {
      weight += even ? 1 : UInt128(lines[index].weight)
      let (product, overflow) = weight.multipliedReportingOverflow(by: UInt128(steps))
      guard !overflow else { throw .overflow }
      let (quotient, rest) = product.quotientAndRemainder(dividingBy: sum)
      let total = UInt64(truncatingIfNeeded: quotient) + (rest >= sum - rest ? 1 : 0)
      lines[index].take(total - before, rest: 0, step)
      before = total
      taken += lines[index].share
    }
    return taken
  }

  /// Hands out what is left, in the order of the lines and never above a cap: one step a line, or
  /// as much as fits. No exact share is above its cap here, so one walk places everything.
  private mutating func place(
    _ left: UInt64, _ count: Int, singly: Bool
  ) throws(NumericError) {
    let placed = addToEach(singly ? 1 : .max, count, atMost: left)
    guard placed == left else { throw .cannotPlace }
  }

  /// Adds up to `steps` to each line in turn while `limit` lasts; returns the steps added.
  private mutating func addToEach(_ steps: UInt64, _ count: Int, atMost limit: UInt64) -> UInt64 {
    var left = limit
    for index in 0..<count where left > 0 {
      let more = min(steps, lines[index].room, left)
      lines[index].share += more
      lines[index].room -= more
      left -= more
    }
    return limit - left
  }
}
