import DealerRules

extension ReferencePhase {
  /// O-013: what a measure counts on one line, in units, millionths or plain counts; `products` is
  /// counted elsewhere because it is no sum.
  func measure(_ measure: LineMeasure, on line: Int32) -> Fraction {
    guard let state = run.states[line] else { return .zero }
    switch measure.kind {
    case .quantity(let unit):
      guard let factor = world.baseUnits(in: unit, of: state.item.product) else { return .zero }
      return state.item.base / factor
    case .amount:
      return measure.base == .list ? state.list : now[line] ?? .zero
    case .lines, .products: return .one
    case .attribute(let name):
      guard case .number(let millionths)? = state.item.product.attributes[name] else {
        return .zero
      }
      return state.item.base * Fraction(millionths)
    }
  }

  /// O-013: the measure over all the lines that it names.
  func sum(_ measure: LineMeasure, own: Set<Int32>) -> Fraction {
    let lines = named(measure.of, own: own)
    if case .products = measure.kind {
      return Fraction(Int64(Set(lines.compactMap { run.states[$0]?.item.product.id }).count))
    }
    return lines.reduce(.zero) { $0 + self.measure(measure, on: $1) }
  }

  /// A bound, rung or `for` as the measure counts it; `nil` where its currency does not convert.
  func bound(_ value: Int64, _ kind: MeasureKind) -> Fraction? {
    switch kind {
    case .amount: converted(value)
    case .attribute: Fraction(value)
    case .quantity, .lines, .products: Fraction(value, 1000)
    }
  }

  /// O-013: whether an offer with these lines reaches what it requires: all of `requires`, and one
  /// of `requiresAny`.
  func reaches(_ offer: Offer, own: Set<Int32>) -> Bool {
    guard holds(offer.requires, own: own) else { return false }
    guard !offer.requiresAny.isEmpty else { return true }
    guard offer.requiresAny.contains(where: { holds([$0], own: own) }) else { return false }
    run.tag("threshold.any")
    return true
  }

  /// O-013: whether all thresholds of an offer with these lines hold.
  func holds(_ thresholds: [Threshold], own: Set<Int32>) -> Bool {
    for threshold in thresholds {
      let measure = threshold.measure
      let values =
        measure.each == .order
        ? [sum(measure, own: own)]
        : named(measure.of, own: own).map { self.measure(measure, on: $0) }
      let name = String(String(describing: measure.kind).prefix { $0 != "(" })
      guard values.contains(where: { isInside($0, threshold.bounds, measure.kind) }) else {
        run.tag("lost.thresholdMissed")
        return false
      }
      run.tag("threshold.\(name).\(measure.each)")
      if measure.of != nil { run.tag("threshold.of") }
      if case .quantity(unit: _?) = measure.kind { run.tag("threshold.unit") }
      if case .amount = measure.kind { run.tag("threshold.base.\(measure.base)") }
    }
    return true
  }

  private func isInside(_ value: Fraction, _ bounds: MeasureBounds, _ kind: MeasureKind) -> Bool {
    func limit(_ bound: Int64?, _ test: (Fraction) -> Bool) -> Bool {
      guard let bound else { return true }
      guard let wanted = self.bound(bound, kind) else { return false }
      return test(wanted)
    }
    let isEdge = [bounds.from, bounds.above, bounds.below, bounds.upTo].contains {
      $0.flatMap { self.bound($0, kind) } == value
    }
    if isEdge { run.tag("threshold.edge") }
    return limit(bounds.from) { world.canary == .thresholdPassed ? $0 < value : $0 <= value }
      && limit(bounds.above) { $0 < value }
      && limit(bounds.below) { value < $0 } && limit(bounds.upTo) { value <= $0 }
  }
}
