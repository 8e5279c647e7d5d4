// Guards that clip: what gives way, and what the guard changes itself (RULES.md G-006).
extension Workspace {
  /// Brings the lines gathered to the bound, as far as that is possible.
  mutating func clip(
    _ index: Int, _ finding: GuardFinding, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.guards.guards[index]
    let before = try net()
    var bound: Int64 = 0
    if let least = finding.least, Ratio(Int128(finding.given), 1).isLess(than: least) {
      bound = try least.settled(step: extensionStep, mode: .ceiling)
      var room = try Wide.subtract(bound, finding.given)
      if let without = finding.leastWithoutGifts {
        // Gifts never raise a price above list; what they make too cheap is refused.
        let most = max(try without.settled(step: extensionStep, mode: .ceiling), try list())
        room = min(room, max(try Wide.subtract(most, before), 0))
      }
      try raise(index, by: room, order, &result)
    } else if let most = finding.most {
      bound = try most.settled(step: extensionStep, mode: .floor)
      try lower(index, by: try Wide.subtract(finding.given, bound), order, &result)
    }
    guard try net() != before else { return }
    let line = terms.scope == .order ? -1 : guards.lines.first ?? -1
    report(
      .guardClipped, line: line, rule: RuleRef(.guardrail, index), a: finding.given, b: bound,
      &result)
  }

  private mutating func net() throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    for line in guards.lines { sum = try Wide.add(sum, running[Int(line)]) }
    return sum
  }

  private mutating func list() throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    for line in guards.lines { sum = try Wide.add(sum, listAmount[Int(line)]) }
    return sum
  }

  // MARK: Raising

  private mutating func raise(
    _ index: Int, by amount: Int64, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    var left = amount
    for rule in yielding(rules.guards.guards[index], result) where left > 0 {
      left = try Wide.subtract(left, try giveBack(rule, atMost: left, order, &result))
    }
    guard left > 0 else { return }
    let start = Int(batch.lineStart[Int(order)])
    allocator.removeAll()
    for line in guards.lines {
      try allocator.add(
        weight: max(listAmount[Int(line)], 0), number: batch.number[start + Int(line)])
    }
    try allocator.spread(left, step: step(left), zeroWeights: .even)
    try addShares(
      RuleRef(.guardrail, index), .clipped, sign: 1, &result)
  }

  /// The rules that took something off the lines, in the order in which they give way.
  private mutating func yielding(_ terms: GuardTerms, _ result: borrowing PricedBatch) -> [RuleRef]
  {
    var found: [RuleRef] = []
    let first = result.stepStart.last ?? 0
    for line in guards.lines {
      var index = guards.lastStep[Int(line)]
      while index >= 0 {
        let step = result.steps[first + Int(index)]
        index = guards.stepBefore[Int(index)]
        guard step.amount < 0, step.kind != .freeGoods else { continue }
        let canYield = step.rule.kind == .offer || step.kind == .manual
        if canYield, !found.contains(step.rule) { found.append(step.rule) }
      }
    }
    return found.sorted { yieldsFirst($0, $1, terms) }
  }

  private mutating func yieldsFirst(_ a: RuleRef, _ b: RuleRef, _ terms: GuardTerms) -> Bool {
    guard a.kind == .offer, b.kind == .offer else { return a.kind == .offer && b.kind != .offer }
    let left = terms.yields.firstIndex(of: Int32(a.index)) ?? terms.yields.count
    let right = terms.yields.firstIndex(of: Int32(b.index)) ?? terms.yields.count
    if left != right { return left < right }
    if terms.yieldsByPriority {
      let first = rules.book.offers[Int(rules.offers.bookIndex[a.index])]
      let second = rules.book.offers[Int(rules.offers.bookIndex[b.index])]
      if first.priority != second.priority { return first.priority < second.priority }
      return IdentifierOrder.precedes(second.id, first.id)
    }
    // Offers stand by phase and O-007.
    return a.index > b.index
  }

  /// Gives back what a rule took off the lines; returns how much.
  private mutating func giveBack(
    _ rule: RuleRef, atMost most: Int64, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    guards.taken.removeAll(keepingCapacity: true)
    var total: Int64 = 0
    let start = Int(batch.lineStart[Int(order)])
    allocator.removeAll()
    for line in guards.lines {
      let taken = try taken(by: rule, on: line, result)
      guards.taken.append(taken)
      total = try Wide.add(total, max(taken, 0))
      try allocator.add(
        weight: max(taken, 0), number: batch.number[start + Int(line)], cap: max(taken, 0))
    }
    let given = min(total, most)
    guard given > 0 else { return 0 }
    var unit = step(given)
    for taken in guards.taken where taken > 0 && taken % unit != 0 { unit = 1 }
    try allocator.spread(given, step: unit)
    try addShares(rule, .givenBack, sign: 1, &result)
    return given
  }

  private mutating func taken(
    by rule: RuleRef, on line: Int32, _ result: borrowing PricedBatch
  ) throws(NumericError) -> Int64 {
    let first = result.stepStart.last ?? 0
    var sum: Int64 = 0
    var index = guards.lastStep[Int(line)]
    while index >= 0 {
      let step = result.steps[first + Int(index)]
      index = guards.stepBefore[Int(index)]
      guard step.rule == rule, step.kind != .freeGoods else { continue }
      sum = try Wide.subtract(sum, step.amount)
    }
    return sum
  }

  // MARK: Lowering

  private mutating func lower(
    _ index: Int, by amount: Int64, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let start = Int(batch.lineStart[Int(order)])
    var room: Int64 = 0
    var unit = step(amount)
    allocator.removeAll()
    for line in guards.lines {
      let most = max(running[Int(line)], 0)
      room = try Wide.add(room, most)
      if most % unit != 0 { unit = 1 }
      try allocator.add(weight: most, number: batch.number[start + Int(line)], cap: most)
    }
    let taken = min(amount, room)
    guard taken > 0 else { return }
    try allocator.spread(taken, step: taken % unit == 0 ? unit : 1)
    try addShares(
      RuleRef(.guardrail, index), .clipped, sign: -1, &result)
  }

  /// Adds the order's newest steps to the chains of their lines.
  private mutating func chainSteps(_ result: borrowing PricedBatch) {
    let first = result.stepStart.last ?? 0
    for index in first + guards.stepBefore.count..<result.steps.count {
      let line = Int(result.steps[index].line)
      let place = Int32(index - first)
      guard guards.lastStep.indices.contains(line) else {
        guards.stepBefore.append(-1)
        continue
      }
      guards.stepBefore.append(guards.lastStep[line])
      guards.lastStep[line] = place
    }
  }

  /// Chains the steps of an order by line, before its first guard clips.
  mutating func beginClips(_ result: borrowing PricedBatch) {
    guards.lastStep.removeAll(keepingCapacity: true)
    guards.stepBefore.removeAll(keepingCapacity: true)
    for _ in running.indices { guards.lastStep.append(-1) }
    chainSteps(result)
  }

  /// The step of the line extension where an amount is whole steps, else a millionth.
  private mutating func step(_ amount: Int64) -> Int64 {
    amount % extensionStep == 0 ? extensionStep : 1
  }

  /// Writes the shares just spread over the lines as steps.
  private mutating func addShares(
    _ rule: RuleRef, _ kind: StepKind, sign: Int64, _ result: inout PricedBatch
  ) throws(NumericError) {
    for (place, line) in guards.lines.enumerated() where allocator.shares[place] != 0 {
      let share = sign * allocator.shares[place]
      let base = kind == .givenBack ? guards.taken[place] : running[Int(line)]
      record(Step(rule: rule, kind: kind, line: line, base: base, amount: share), &result)
      chainSteps(result)
      running[Int(line)] = try Wide.add(running[Int(line)], share)
    }
  }
}
