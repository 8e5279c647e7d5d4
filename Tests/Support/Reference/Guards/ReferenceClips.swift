import DealerRules

extension ReferenceRun {
  /// G-006: brings the lines to the bound, as far as that is possible.
  func clip(
    _ rule: Guard, _ yield: GuardYield, _ lines: [Int32], _ measure: ReferenceMeasure
  ) throws(ReferenceFault) {
    let before = lines.map { states[$0]?.running ?? .zero }
    let step = world.step(world.book.rounding.lineExtension, currency)
    let net = before.reduce(.zero, +)
    if let least = measure.least, measure.isBelow {
      let bound = least.settled(.ceiling, step: step)
      let list = lines.reduce(Fraction.zero) { $0 + (states[$1]?.list ?? .zero) }
      let most = max(list, (measure.plainLeast ?? least).settled(.ceiling, step: step))
      let amount = min(bound - measure.given, max(most - net, .zero))
      try raise(rule, yield, lines, by: amount)
    } else if let most = measure.most {
      try lower(rule, lines, by: measure.given - most.settled(.floor, step: step))
    }
    guard lines.map({ states[$0]?.running ?? .zero }) != before else { return }
    find(.guardClipped, rule: rule.id, line: rule.scope == .order ? nil : lines[0])
    tag("guard.clip." + String(describing: yield).prefix { $0 != "(" })
  }

  private func raise(
    _ rule: Guard, _ yield: GuardYield, _ lines: [Int32], by amount: Fraction
  ) throws(ReferenceFault) {
    var left = amount
    for name in yielding(lines, yield) {
      guard Fraction.zero < left else { return }
      let taken = lines.map { max(self.taken(by: name, on: $0), .zero) }
      let given = min(taken.reduce(.zero, +), left)
      let shares = spread(given, taken, caps: taken.map { $0 })
      for (index, line) in lines.enumerated() {
        try change(line, "givenBack", name, by: shares[index], base: taken[index])
      }
      tag("guard.givenBack")
      left -= given
    }
    guard Fraction.zero < left else { return }
    var weights = lines.map { max(states[$0]?.list ?? .zero, .zero) }
    if weights.allSatisfy(\.isZero) { weights = weights.map { _ in .one } }
    let shares = spread(left, weights, caps: weights.map { _ in nil })
    for (index, line) in lines.enumerated() {
      let base = states[line]?.running ?? .zero
      try change(line, "clipped", rule.id, by: shares[index], base: base)
    }
    tag("guard.raised")
  }

  private func lower(
    _ rule: Guard, _ lines: [Int32], by amount: Fraction
  ) throws(ReferenceFault) {
    let nets = lines.map { max(states[$0]?.running ?? .zero, .zero) }
    let taken = min(amount, nets.reduce(.zero, +))
    let shares = spread(taken, nets, caps: nets.map { $0 })
    for (index, line) in lines.enumerated() {
      let base = states[line]?.running ?? .zero
      try change(line, "clipped", rule.id, by: -shares[index], base: base)
    }
    tag("guard.lowered")
  }

  /// M-010 in steps of the line extension, or millionths where amounts are no whole steps.
  private func spread(
    _ total: Fraction, _ weights: [Fraction], caps: [Fraction?]
  ) -> [Fraction] {
    let step = world.step(world.book.rounding.lineExtension, currency)
    let all = [total] + caps.compactMap { $0 }
    let isWhole = all.allSatisfy { ($0 / step).isWhole }
    return ReferenceSpread.share(
      total, weights, caps: caps, step: isWhole ? step : .one, .largestFraction)
  }

  private func change(
    _ line: Int32, _ kind: String, _ rule: String, by amount: Fraction, base: Fraction
  ) throws(ReferenceFault) {
    guard !amount.isZero, var state = states[line] else { return }
    state.steps.append(
      ReferenceStep(
        rule: rule, kind: kind, line: line, base: try narrow(base, line: line),
        amount: try narrow(amount, line: line)))
    state.running += amount
    _ = try narrow(state.running, line: line)
    states[line] = state
  }

  // MARK: - What gives way

  private func yields(_ step: ReferenceStep) -> Bool {
    ["manual", "percentOff", "amountOff", "fixedPrice", "givenBack"].contains(step.kind)
  }

  private func taken(by rule: String, on line: Int32) -> Fraction {
    (states[line]?.steps ?? []).filter { $0.rule == rule && yields($0) }
      .reduce(.zero) { $0 - Fraction($1.amount) }
  }

  /// G-006: the rules that took something off the lines, in the order in which they give way.
  private func yielding(_ lines: [Int32], _ yield: GuardYield) -> [String] {
    let steps = lines.flatMap { states[$0]?.steps ?? [] }
    let names = Set(steps.filter { yields($0) && $0.amount < 0 }.map(\.rule))
    var offers = world.book.offers.filter { names.contains($0.id) }
    let phases = world.book.phases.map(\.id)
    func isLater(_ a: Offer, _ b: Offer) -> Bool {
      let left = phases.firstIndex(of: a.phase) ?? 0
      let right = phases.firstIndex(of: b.phase) ?? 0
      return left == right ? goesFirst(b, a) : left > right
    }
    switch yield {
    case .lastFirst: offers.sort(by: isLater)
    case .lowestPriority: offers.sort { goesFirst($1, $0) }
    case .offers(let ids):
      let named = ids.compactMap { id in offers.first { $0.id == id } }
      offers = named + offers.filter { !ids.contains($0.id) }.sorted(by: isLater)
    }
    let typed = names.contains(ReferenceNames.manual) ? [ReferenceNames.manual] : []
    return offers.map(\.id) + typed
  }
}
