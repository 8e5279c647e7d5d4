// What an order must reach, and what ladders and gifts count (RULES.md O-013).
extension Workspace {
  /// Decides whether an offer has a line and reaches its thresholds.
  mutating func qualify(_ run: Int) throws(NumericError) {
    let offer = scratch.runs[run].offer
    scratch.runs[run].isQualified = false
    for index in scratch.runs[run].lines {
      scratch.lines[index].isCounted = isOpen(run, index)
    }
    guard !scratch.runs[run].isOut, hasLine(run) else { return }
    let terms = rules.offers.terms[Int(offer)]
    if wishes != nil { noteWishes(run) }
    if terms.limit >= 0, !hasUsesLeft(offer, terms) { return }
    for index in terms.thresholds {
      guard try reaches(index, run) else { return }
    }
    if !terms.anyThresholds.isEmpty {
      let traced = offerTrace?.count ?? 0
      var isReached = false
      for index in terms.anyThresholds where try reaches(index, run) {
        isReached = true
        break
      }
      guard isReached else { return }
      // Of several that suffice those missed keep nothing back.
      offerTrace?.removeSubrange(traced...)
    }
    switch terms.kind {
    case .ladder:
      scratch.runs[run].value = try measure(
        rules.offers.ladders[Int(terms.detail)].measure, run)
    case .gift where rules.offers.gifts[Int(terms.detail)].hasMeasure:
      scratch.runs[run].value = try measure(
        rules.offers.gifts[Int(terms.detail)].measure, run)
    default: break
    }
    scratch.runs[run].isQualified = true
  }

  /// Whether an offer still has a line.
  mutating func hasLine(_ run: Int) -> Bool {
    scratch.runs[run].lines.contains { isOpen(run, $0) }
  }

  /// Whether an offer may still touch one of its lines.
  mutating func isOpen(_ run: Int, _ index: Int) -> Bool {
    let line = scratch.lines[index]
    return !line.isOut && !scratch.isStopped[Int(line.position)]
  }

  private mutating func reaches(_ index: Int32, _ run: Int) throws(NumericError) -> Bool {
    let threshold = rules.offers.thresholds[Int(index)]
    guard let bounds = try bounds(threshold, scratch.runs[run].offer) else { return false }
    if threshold.measure.each == .line {
      var most = Ratio.zero
      for line in running.indices where try counts(line, threshold.measure, run) {
        let value = try measured(line, threshold.measure)
        if try bounds.contain(value) { return true }
        if most.isLess(than: value) { most = value }
      }
      try traceMissed(run, index, bounds, most)
      return false
    }
    let sum = try measure(threshold.measure, run)
    if try bounds.contain(sum) { return true }
    try traceMissed(run, index, bounds, sum)
    return false
  }

  /// Notes which threshold was missed and by what (RULES.md E-002); does nothing in batches.
  private mutating func traceMissed(
    _ run: Int, _ index: Int32, _ bounds: RatioBounds, _ value: Ratio
  ) throws(NumericError) {
    guard offerTrace != nil else { return }
    position = -1
    let isUpper = try bounds.isBelow(value)
    trace(
      scratch.runs[run].offer, .thresholdMissed, a: try value.settled(step: 1, mode: .halfUp),
      b: try bounds.missed(isUpper: isUpper), c: Int64(index) * 2 + (isUpper ? 1 : 0))
  }

  /// Bounds in what is measured: amounts in the order's currency.
  private mutating func bounds(
    _ threshold: ThresholdTerms, _ offer: Int32
  ) throws(NumericError) -> RatioBounds? {
    guard threshold.measure.kind == .amount else {
      return try RatioBounds(threshold.bounds, times: .one)
    }
    guard let rate = try converted(1, offer, scratch.order) else { return nil }
    return try RatioBounds(threshold.bounds, times: rate)
  }

  /// The sum of a measure over the lines it counts.
  mutating func measure(_ terms: MeasureTerms, _ run: Int) throws(NumericError) -> Ratio {
    var sum = Ratio.zero
    if terms.kind == .products { return try products(terms, run) }
    for line in running.indices where try counts(line, terms, run) {
      sum = try sum.added(to: try measured(line, terms))
    }
    return sum
  }

  private mutating func products(
    _ terms: MeasureTerms, _ run: Int
  ) throws(NumericError) -> Ratio {
    scratch.byLine.removeAll(keepingCapacity: true)
    let start = Int(batch.lineStart[Int(scratch.order)])
    for line in running.indices where try counts(line, terms, run) {
      scratch.byLine.append(batch.product[start + line])
    }
    scratch.byLine.sort()
    var count: Int128 = 0
    for index in scratch.byLine.indices {
      if index == 0 || scratch.byLine[index] != scratch.byLine[index - 1] { count += 1 }
    }
    return Ratio(count * 1000, 1)
  }

  /// Whether a measure counts a line.
  mutating func counts(
    _ line: Int, _ terms: MeasureTerms, _ run: Int
  ) throws(NumericError) -> Bool {
    guard isPriced[line] else { return false }
    guard terms.hasOwnLines else {
      return isOwnLine(run, line)
    }
    return holds(terms.node, line)
  }

  /// Whether a line is one of the offer's that it may still touch.
  /// - Complexity: O(log lines): the lines of a run stand by position.
  mutating func isOwnLine(_ run: Int, _ line: Int) -> Bool {
    var low = scratch.runs[run].lines.lowerBound
    var high = scratch.runs[run].lines.upperBound
    while low < high {
      let middle = (low + high) / 2
      if scratch.lines[middle].position < Int32(line) { low = middle + 1 } else { high = middle }
    }
    guard low < scratch.runs[run].lines.upperBound else { return false }
    return scratch.lines[low].position == Int32(line) && isOpen(run, low)
  }

  /// Whether a condition holds for a line of the order at hand.
  mutating func holds(_ node: Int32, _ line: Int) -> Bool {
    guard node >= 0 else { return true }
    position = Int32(line)
    let context = lineContext(
      batch.lineStart[Int(scratch.order)] + position, scratch.order)
    return rules.conditions.holds(node, context, rules.catalog, batch)
  }

  /// What one line adds: millionths for amounts and attributes, else thousandths.
  mutating func measured(_ line: Int, _ terms: MeasureTerms) throws(NumericError) -> Ratio {
    let index = batch.lineStart[Int(scratch.order)] + Int32(line)
    switch terms.kind {
    case .lines, .products: return Ratio(1000, 1)
    case .amount: return amount(line, terms.base)
    case .quantity:
      guard terms.symbol >= 0 else { return baseQuantity(index) }
      let profile = rules.catalog.productUnits[Int(batch.product[Int(index)])]
      let row = rules.catalog.units.row(of: terms.symbol, in: profile)
      guard row >= 0 else { return .zero }
      let unit = rules.catalog.units.ratio(row)
      return try baseQuantity(index).multiplied(by: Ratio(unit.denominator, unit.numerator))
    case .attribute:
      let product = batch.product[Int(index)]
      guard let value = rules.catalog.productAttributes.value(terms.symbol, owner: product),
        value.kind == .number
      else { return .zero }
      // Thousandths of base units times millionths.
      return try baseQuantity(index).multiplied(by: Ratio(Int128(value.payload), 1000))
    }
  }

  /// Exact, also where effects of the phase are finer than a millionth (RULES.md O-005).
  private mutating func amount(_ line: Int, _ base: MeasureBase) -> Ratio {
    guard base != .list else { return Ratio(Int128(listAmount[line]), 1) }
    let (millionths, finer) = scratch.now[line].quotientAndRemainder(dividingBy: 1_000_000)
    return finer == 0 ? Ratio(millionths, 1) : Ratio(scratch.now[line], 1_000_000)
  }
}

/// Bounds as exact numbers.
struct RatioBounds {
  private var bounds: MeasureBounds
  private var factor: Ratio

  init(_ bounds: MeasureBounds, times factor: Ratio) throws(NumericError) {
    self.bounds = bounds
    self.factor = factor
  }

  /// Whether a value reaches the lower bounds, so that it is an upper one that it misses.
  func isBelow(_ value: Ratio) throws(NumericError) -> Bool {
    if let from = bounds.from, try value.isLess(than: scaled(from)) { return false }
    if let above = bounds.above, !(try scaled(above).isLess(than: value)) { return false }
    return true
  }

  /// The bound that a value misses, settled to what its measure carries.
  func missed(isUpper: Bool) throws(NumericError) -> Int64 {
    let lower = bounds.lower?.value ?? 0
    let upper = bounds.upper?.value ?? 0
    return try scaled(isUpper ? upper : lower).settled(step: 1, mode: .halfUp)
  }

  /// Whether a value lies inside.
  func contain(_ value: Ratio) throws(NumericError) -> Bool {
    if let from = bounds.from, try value.isLess(than: scaled(from)) { return false }
    if let above = bounds.above, !(try scaled(above).isLess(than: value)) { return false }
    if let below = bounds.below, !(try value.isLess(than: scaled(below))) { return false }
    if let upTo = bounds.upTo, try scaled(upTo).isLess(than: value) { return false }
    return true
  }

  private func scaled(_ bound: Int64) throws(NumericError) -> Ratio {
    try Ratio(Int128(bound), 1).multiplied(by: factor)
  }
}
