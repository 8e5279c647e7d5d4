// What an offer would take off now: cuts and ladders (RULES.md O-010 … O-016).
extension Workspace {
  /// Forms the effects and gifts of an offer on the amounts of the moment, cut at what is left.
  mutating func form(_ run: Int) throws(NumericError) {
    let offer = scratch.runs[run].offer
    let terms = rules.offers.terms[Int(offer)]
    let firstEffect = scratch.effects.count
    let firstGift = scratch.gifts.count
    scratch.uses.removeAll(keepingCapacity: true)
    scratch.bought.removeAll(keepingCapacity: true)
    scratch.runs[run].isOutOfStock = false
    scratch.runs[run].isForbidden = false
    scratch.runs[run].isCut = false
    switch terms.kind {
    case .cut where scratch.found.contains { $0.run == run }:
      try formPattern(run, searchPattern(offer, terms), terms)
    case .cut: try formCut(run, rules.offers.cut[Int(offer)], terms)
    case .ladder: try formLadder(run, rules.offers.ladders[Int(terms.detail)], terms)
    case .pattern: try formPattern(run, rules.offers.patterns[Int(terms.detail)], terms)
    case .gift: try formGift(run, rules.offers.gifts[Int(terms.detail)])
    case .charge, .mark: break
    }
    scratch.runs[run].effects = firstEffect..<scratch.effects.count
    scratch.runs[run].gifts = firstGift..<scratch.gifts.count
    try applyCaps(run, terms)
    dropEmptyShares(run)
    scratch.runs[run].total = try total(of: run)
  }

  /// A total of which nothing is left holds no line.
  mutating func dropEmptyShares(_ run: Int) {
    let effects = scratch.runs[run].effects
    guard !effects.contains(where: { scratch.effects[$0].exact != 0 }) else { return }
    for index in effects { scratch.effects[index].isOut = true }
  }

  /// What an offer takes off in all; gifts by what they weigh.
  mutating func total(of run: Int) throws(NumericError) -> Int128 {
    var total: Int128 = 0
    for index in scratch.runs[run].effects where !scratch.effects[index].isOut {
      total = try Wide.add(total, scratch.effects[index].exact)
    }
    for index in scratch.runs[run].gifts {
      total = try Wide.add(total, scratch.gifts[index].weight)
    }
    return total
  }

  /// What a cut of an offer is taken on at a line: its opening, or what is left.
  mutating func input(_ line: Int, _ terms: OfferTerms, units: Ratio? = nil) -> CutInput {
    let isRunning = terms.base == .running
    let amount = isRunning ? running[line] : scratch.opening[line]
    let exact = isRunning ? scratch.exactLeft[line] : Int128(amount) * 1_000_000
    return CutInput(
      line: batch.lineStart[Int(scratch.order)] + Int32(line), order: scratch.order,
      amount: amount, exact: exact, units: units)
  }

  /// The base of a percentage or a spread at a line, in 10⁻¹² units.
  mutating func base(_ line: Int, _ terms: OfferTerms, units: Ratio? = nil) throws(NumericError)
    -> Int128
  {
    try rounded(try exactBase(line, terms, units: units))
  }

  /// The same, exactly.
  mutating func exactBase(
    _ line: Int, _ terms: OfferTerms, units: Ratio? = nil
  ) throws(NumericError) -> Ratio {
    let input = input(line, terms, units: units)
    let isList = terms.base == .list
    return try exactPart(isList ? Int128(listAmount[line]) * 1_000_000 : input.exact, input)
  }

  // MARK: Cuts

  private mutating func formCut(
    _ run: Int, _ cut: CutTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    guard terms.units < 0 else {
      try selectUnits(run, rules.offers.unitLimits[Int(terms.units)], terms)
      try formUnitCut(run, cut, terms)
      return
    }
    guard terms.per == .order else {
      for index in scratch.runs[run].lines where isOpen(run, index) {
        try formLineCut(run, Int(scratch.lines[index].position), cut, terms)
      }
      return
    }
    try formWhole(run, cut, 1, terms)
  }

  /// A cut on one whole line by itself.
  private mutating func formLineCut(
    _ run: Int, _ line: Int, _ cut: CutTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    guard scratch.opening[line] != 0 else { return }
    position = Int32(line)
    let offer = scratch.runs[run].offer
    let effect = try lineCut(cut, terms.per, offer, scratch.phase, input(line, terms))
    guard let effect else { return }
    try add(effect, run, excludesOthers: cut.kind == .fixedPrice && terms.base != .running)
  }

  /// A cut on the units in ``PhaseScratch/uses``, per line and unit or spread over them.
  private mutating func formUnitCut(
    _ run: Int, _ cut: CutTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    guard !scratch.uses.isEmpty else { return }
    guard terms.per != .order else {
      try formSpread(run, cut, 1, terms, isWhole: false)
      return
    }
    for index in scratch.uses.indices {
      let use = scratch.uses[index]
      try formPartCut(run, cut, terms.per, use, terms)
    }
  }

  /// A cut on some units of a line.
  mutating func formPartCut(
    _ run: Int, _ cut: CutTerms, _ per: CutScope, _ use: UnitUse, _ terms: OfferTerms
  ) throws(NumericError) {
    let line = Int(use.position)
    guard scratch.opening[line] != 0 else { return }
    position = use.position
    let offer = scratch.runs[run].offer
    let input = input(line, terms, units: use.units)
    guard var effect = try lineCut(cut, per, offer, scratch.phase, input) else { return }
    // An amount off takes at most what the units cost.
    var most = try exactBase(line, terms, units: use.units)
    if most.numerator < 0 { most = .zero }
    if cut.kind == .amountOff, most.isLess(than: Ratio(effect.exact, 1)) {
      (effect.amount, effect.exact) = try self.effect(most, scratch.phase)
    }
    try add(effect, run, excludesOthers: false)
  }

  /// Keeps an effect, cut at what is left of a line that is not below zero (RULES.md O-009).
  mutating func add(
    _ effect: LineEffect, _ run: Int, excludesOthers: Bool
  ) throws(NumericError) {
    let line = Int(position)
    var formed = RunEffect(
      run: Int32(run), position: position, kind: effect.kind, excludesOthers: excludesOthers,
      base: effect.base, amount: effect.amount, exact: effect.exact)
    let left = try leftToTake(line)
    if scratch.opening[line] >= 0, formed.exact > left {
      scratch.runs[run].isCut = true
      formed.exact = left
      formed.amount = try settledAmount(left)
      trace(effect.offer, .capped, a: formed.amount, b: effect.amount)
    }
    guard formed.exact != 0 else {
      trace(effect.offer, .nothingLeft)
      return
    }
    scratch.effects.append(formed)
  }

  // MARK: Ladders

  private mutating func formLadder(
    _ run: Int, _ ladder: LadderTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    if ladder.mode == .graduated {
      try formGraduated(run, ladder, terms)
      return
    }
    if ladder.measure.each == .line {
      for index in scratch.runs[run].lines where isOpen(run, index) {
        let line = Int(scratch.lines[index].position)
        guard try counts(line, ladder.measure, run) else { continue }
        let value = try measured(line, ladder.measure)
        guard let rung = try rung(of: ladder, value, run) else {
          position = Int32(line)
          try traceBelow(ladder, value, run)
          continue
        }
        noteRung(rung)
        if terms.per == .order {
          scratch.uses.removeAll(keepingCapacity: true)
          useWhole(line)
          let times = try times(of: rung, value, ladder, scratch.runs[run].offer)
          try formSpread(run, rungTerms(rung).cut, times, terms, isWhole: true)
        } else {
          try formLineCut(run, line, rungTerms(rung).cut, terms)
        }
      }
      scratch.uses.removeAll(keepingCapacity: true)
      return
    }
    let value = scratch.runs[run].value
    guard let rung = try rung(of: ladder, value, run) else {
      position = -1
      try traceBelow(ladder, value, run)
      return
    }
    try formRung(run, rung, value, ladder, terms)
  }

  /// Notes how far the first rung is (RULES.md E-002); does nothing in batches.
  private mutating func traceBelow(
    _ ladder: LadderTerms, _ value: Ratio, _ run: Int
  ) throws(NumericError) {
    guard offerTrace != nil else { return }
    let offer = scratch.runs[run].offer
    let first = try rungFrom(ladder.rungs.lowerBound, ladder, offer) ?? .zero
    trace(
      offer, .belowRungs, a: try value.settled(step: 1, mode: .halfUp),
      b: try first.settled(step: 1, mode: .halfUp))
  }

  private mutating func formRung(
    _ run: Int, _ rung: Int32, _ value: Ratio, _ ladder: LadderTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    noteRung(rung)
    let cut = rungTerms(rung).cut
    guard terms.per == .order else {
      for index in scratch.runs[run].lines where isOpen(run, index) {
        try formLineCut(run, Int(scratch.lines[index].position), cut, terms)
      }
      return
    }
    try formWhole(
      run, cut, try times(of: rung, value, ladder, scratch.runs[run].offer), terms)
  }

  /// How often a repeating ladder gives its rung (RULES.md O-016).
  private mutating func times(
    of rung: Int32, _ value: Ratio, _ ladder: LadderTerms, _ offer: Int32
  ) throws(NumericError) -> Int64 {
    guard ladder.mode == .repeating else { return 1 }
    let count = try value.divided(by: try rungFrom(rung, ladder, offer) ?? .one)
    return min(Int64(clamping: count.numerator / count.denominator), ladder.times)
  }

  /// A cut on all lines of an offer together.
  private mutating func formWhole(
    _ run: Int, _ cut: CutTerms, _ times: Int64, _ terms: OfferTerms
  ) throws(NumericError) {
    for index in scratch.runs[run].lines where isOpen(run, index) {
      useWhole(Int(scratch.lines[index].position))
    }
    try formSpread(run, cut, times, terms, isWhole: true)
    scratch.uses.removeAll(keepingCapacity: true)
  }

  /// Adds a line to those on which a cut is spread; none is taken off a line of nothing.
  private mutating func useWhole(_ line: Int) {
    guard scratch.opening[line] != 0 else { return }
    scratch.uses.append(UnitUse(position: Int32(line), units: .zero))
  }

  /// Notes a rung that an offer formed an effect of (RULES.md U-004); does nothing in batches.
  private mutating func noteRung(_ rung: Int32) {
    guard offerTrace != nil else { return }
    formedRungs.insert(rung)
  }

  private mutating func rungTerms(_ rung: Int32) -> RungTerms { rules.offers.rungs[Int(rung)] }

  /// Where a rung begins, in what is measured; `nil` without an exchange rate.
  private mutating func rungFrom(
    _ rung: Int32, _ ladder: LadderTerms, _ offer: Int32
  ) throws(NumericError) -> Ratio? {
    let from = rungTerms(rung).from
    guard ladder.measure.kind == .amount else { return Ratio(Int128(from), 1) }
    return try converted(from, offer, scratch.order)
  }

  /// The highest rung that a value reaches.
  private mutating func rung(
    of ladder: LadderTerms, _ value: Ratio, _ run: Int
  ) throws(NumericError) -> Int32? {
    for rung in ladder.rungs.reversed() {
      guard let from = try rungFrom(rung, ladder, scratch.runs[run].offer) else { return nil }
      if !(value.isLess(than: from)) { return rung }
    }
    return nil
  }

  /// Each unit at the rate or amount of its band, units in the order of lines (RULES.md O-016).
  private mutating func formGraduated(
    _ run: Int, _ ladder: LadderTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    var begin = Ratio.zero
    let first = rungTerms(ladder.rungs.lowerBound).from
    for index in scratch.runs[run].lines where scratch.lines[index].isCounted {
      let line = Int(scratch.lines[index].position)
      let quantity = try measured(line, ladder.measure)
      guard quantity.numerator > 0 else {
        position = Int32(line)
        trace(scratch.runs[run].offer, .unitUnknown)
        continue
      }
      if ladder.measure.each == .line { begin = .zero }
      let end = try begin.added(to: quantity)
      var sum = Ratio.zero
      for rung in ladder.rungs {
        let next = rung + 1 < ladder.rungs.upperBound ? rungTerms(rung + 1).from : nil
        let overlap = try overlap(begin, end, from: rungTerms(rung).from, below: next)
        guard overlap.numerator > 0 else { continue }
        noteRung(rung)
        sum = try sum.added(
          to: try overlap.multiplied(by: Ratio(Int128(rungTerms(rung).cut.value), 1)))
      }
      begin = end
      if ladder.measure.each == .line, !Ratio(Int128(first), 1).isLess(than: end) {
        position = Int32(line)
        try traceBelow(ladder, end, run)
      }
      guard isOpen(run, index), scratch.opening[line] != 0, sum.numerator != 0 else { continue }
      try formBands(run, line, sum, quantity, rungTerms(ladder.rungs.lowerBound).cut.kind, terms)
    }
    guard ladder.measure.each == .order, !Ratio(Int128(first), 1).isLess(than: begin) else {
      return
    }
    position = -1
    try traceBelow(ladder, begin, run)
  }

  /// The part of `[begin, end)` inside a band.
  private mutating func overlap(
    _ begin: Ratio, _ end: Ratio, from: Int64, below: Int64?
  ) throws(NumericError) -> Ratio {
    var low = Ratio(Int128(from), 1)
    if low.isLess(than: begin) { low = begin }
    var high = end
    if let below, Ratio(Int128(below), 1).isLess(than: end) {
      high = Ratio(Int128(below), 1)
    }
    guard low.isLess(than: high) else { return .zero }
    return try high.added(to: Ratio(-low.numerator, low.denominator))
  }

  /// The effect of Σ(rate or amount × units) on a line.
  private mutating func formBands(
    _ run: Int, _ line: Int, _ sum: Ratio, _ quantity: Ratio, _ kind: CutTerms.Kind,
    _ terms: OfferTerms
  ) throws(NumericError) {
    position = Int32(line)
    let offer = scratch.runs[run].offer
    var effect = LineEffect(
      offer: offer, kind: .percentOff, base: input(line, terms).amount, amount: 0, exact: 0,
      isChosen: true)
    let off: Ratio
    if kind == .percentOff {
      if terms.base == .list { effect.base = listAmount[line] }
      let rate = try sum.divided(by: quantity).multiplied(by: Ratio(1, 1_000_000))
      off = try exactBase(line, terms).multiplied(by: rate)
    } else {
      effect.kind = .amountOff
      guard let rate = try converted(1, offer, scratch.order) else { return }
      off = try sum.multiplied(by: rate).multiplied(by: Ratio(1000, 1))
    }
    (effect.amount, effect.exact) = try self.effect(off, scratch.phase)
    try add(effect, run, excludesOthers: false)
  }
}
