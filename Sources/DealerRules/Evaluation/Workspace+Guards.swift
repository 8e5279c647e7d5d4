// Guards: what prices may not do once every offer has taken effect (RULES.md G-001 … G-009).
extension Workspace {
  /// Tests the guards in force: first those that clip, then all.
  mutating func applyGuards(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guards.giving.isTraced = breachTrace != nil
    breachTrace?.removeAll(keepingCapacity: true)
    guard !rules.guards.isEmpty else { return }
    if rules.guards.asksRebates { try expectRebates(order) }
    if rules.guards.clips {
      beginClips(result)
      for index in rules.guards.guards.indices where rules.guards.guards[index].outcome == .clip {
        try run(index, order, clips: true, &result)
      }
    }
    for index in rules.guards.guards.indices where !rules.guards.guards[index].withFunds {
      try run(index, order, clips: false, &result)
    }
    position = -1
  }

  /// Tests the guards that look at what price funds leave (RULES.md G-014).
  mutating func applyGuardsAfterFunds(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard rules.guards.asksFunds else { return }
    for index in rules.guards.guards.indices where rules.guards.guards[index].withFunds {
      try run(index, order, clips: false, &result)
    }
    position = -1
  }

  private mutating func run(
    _ index: Int, _ order: Int32, clips: Bool, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.guards.guards[index]
    let instant = batch.instant[Int(order)]
    guard terms.from <= instant, instant < terms.until else { return }
    try dilute(terms, order)
    gatherLines(terms, order)
    switch terms.scope {
    case .line:
      for line in guards.pool {
        setLines(line)
        position = line
        try judge(index, order, clips, &result)
      }
    case .group where terms.by != nil: try runDivided(index, order, clips, &result)
    case .group, .order:
      guards.lines.removeAll(keepingCapacity: true)
      guards.lines.append(contentsOf: guards.pool)
      position = -1
      if !guards.lines.isEmpty { try judge(index, order, clips, &result) }
    }
  }

  private mutating func setLines(_ line: Int32) {
    guards.lines.removeAll(keepingCapacity: true)
    guards.lines.append(line)
  }

  /// The priced lines for which a guard's condition holds (RULES.md G-001).
  private mutating func gatherLines(_ terms: GuardTerms, _ order: Int32) {
    guards.pool.removeAll(keepingCapacity: true)
    if terms.scope == .order, terms.node >= 0,
      !rules.conditions.holds(terms.node, orderContext(order), rules.catalog, batch)
    {
      return
    }
    for line in running.indices where isPriced[line] {
      if terms.scope != .order, !isGuarded(terms.node, line, order) { continue }
      guards.pool.append(Int32(line))
    }
  }

  /// Whether a guard's condition holds for a line.
  mutating func isGuarded(_ node: Int32, _ line: Int, _ order: Int32) -> Bool {
    guard node >= 0 else { return true }
    position = Int32(line)
    let start = batch.lineStart[Int(order)]
    return rules.conditions.holds(
      node, lineContext(start + position, order), rules.catalog, batch)
  }

  /// The groups of a divided guard, by their first line; lines that share nothing stand alone.
  private mutating func runDivided(
    _ index: Int, _ order: Int32, _ clips: Bool, _ result: inout PricedBatch
  ) throws(NumericError) {
    let by = rules.guards.guards[index].by
    let start = Int(batch.lineStart[Int(order)])
    guards.keys.removeAll(keepingCapacity: true)
    for line in guards.pool {
      let product = batch.product[start + Int(line)]
      let key =
        switch by {
        case .category?: rules.catalog.productCategory[Int(product)]
        case .brand?: rules.catalog.productBrand[Int(product)]
        case .product?, nil: product
        }
      guards.keys.append(PhaseScratch.key(key >= 0 ? key : -1 - line, line))
    }
    guards.keys.sort()
    guards.heads.removeAll(keepingCapacity: true)
    for place in guards.keys.indices
    where place == 0 || guards.keys[place] >> 32 != guards.keys[place - 1] >> 32 {
      let line = Int32(truncatingIfNeeded: guards.keys[place])
      guards.heads.append(PhaseScratch.key(line, Int32(place)))
    }
    guards.heads.sort()
    for head in guards.heads.indices {
      guards.lines.removeAll(keepingCapacity: true)
      let first = Int(Int32(truncatingIfNeeded: guards.heads[head]))
      var place = first
      while place < guards.keys.count, guards.keys[place] >> 32 == guards.keys[first] >> 32 {
        guards.lines.append(Int32(truncatingIfNeeded: guards.keys[place]))
        place += 1
      }
      try judge(index, order, clips, &result)
    }
  }

  // MARK: Outcomes

  /// Tests the lines gathered, and clips or reports (RULES.md G-004, G-005).
  private mutating func judge(
    _ index: Int, _ order: Int32, _ clips: Bool, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.guards.guards[index]
    let line = terms.scope == .order ? -1 : guards.lines.first ?? -1
    let rule = RuleRef(.guardrail, index)
    switch try measure(terms, order) {
    case .untested: return
    case .unknown:
      guard !clips, terms.unknown != .pass else { return }
      report(
        terms.unknown == .refuse ? .guardUnproven : .guardUnknown, line: line, rule: rule, &result)
    case .found(let finding):
      var bound: Int64?
      var isLow = false
      if let least = finding.least, Ratio(Int128(finding.given), 1).isLess(than: least) {
        bound = try least.settled(step: 1, mode: .ceiling)
        isLow = true
      } else if let most = finding.most, most.isLess(than: Ratio(Int128(finding.given), 1)) {
        bound = try most.settled(step: 1, mode: .floor)
      }
      guard let bound else { return }
      if clips {
        try clip(index, finding, order, &result)
      } else {
        report(
          code(of: terms.outcome), line: line, rule: rule, a: finding.given, b: bound,
          c: Int64(terms.level), &result)
        if isLow, breachTrace != nil { try traceGifts(index, line, finding, order) }
        if isLow, guards.giving.isAsked, terms.refusesLowNets {
          try noteRefusal(terms, finding, bound, order)
        }
      }
    }
  }

  /// Notes the gifts that are part of what a guard reports.
  private mutating func traceGifts(
    _ index: Int, _ line: Int32, _ finding: GuardFinding, _ order: Int32
  ) throws(NumericError) {
    let first = guards.giving.refusedGifts.count
    try noteDilutingGifts(rules.guards.guards[index], finding, order)
    for offer in guards.giving.refusedGifts[first...] {
      breachTrace?.append(BreachGift(guardrail: index, line: line, offer: offer))
    }
    guards.giving.refusedGifts.removeSubrange(first...)
  }

  /// What still fails after clipping is refused.
  private mutating func code(of outcome: GuardTerms.Outcome) -> ReasonCode {
    switch outcome {
    case .clip, .refuse: .guardRefused
    case .warn: .guardWarned
    case .approval: .guardApproval
    }
  }
}
