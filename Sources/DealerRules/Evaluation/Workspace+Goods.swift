// Which offers combine on their goods (RULES.md O-023).
extension Workspace {
  /// What stands or falls together of an offer: its effect on a line, or all of its effects.
  private struct Part {
    var run: Int
    var effects: [Int]
    var lines: Set<Int32>
    var isWhole: Bool
    var weight: Int128
  }

  /// Leaves the best set of parts of which none excludes another on a line.
  mutating func chooseCompatibleForGoods(_ runs: [Int]) throws(NumericError) {
    var parts: [Part] = []
    for run in runs {
      for part in try self.parts(of: run) {
        if let winner = earlierOffer(part) {
          drop(part, by: winner, better: 0)
        } else {
          parts.append(part)
        }
      }
    }
    let weights = parts.map(\.weight)
    let found = try CompatibleSet(
      weights, limit: rules.limits.searchSteps,
      excludes: { self.excludeOneAnother(parts[$0], parts[$1]) })
    try note(found, weights, on: -1)
    let kept = Set(found.kept)
    for (index, part) in parts.enumerated() where !kept.contains(index) {
      let winner = found.kept.first { excludeOneAnother(part, parts[$0]) }
      drop(
        part, by: winner.map { scratch.runs[parts[$0].run].offer } ?? -1,
        better: winner.map { millionths(parts[$0].weight) } ?? 0)
    }
  }

  private mutating func parts(of run: Int) throws(NumericError) -> [Part] {
    let standing = scratch.runs[run].effects.filter {
      !scratch.effects[$0].isOut && (scratch.effects[$0].exact != 0 || scratch.effects[$0].isShare)
    }
    guard !standing.isEmpty else { return [] }
    if looksAtLinesTogether(run) {
      return [
        Part(
          run: run, effects: standing, lines: Set(standing.map { scratch.effects[$0].position }),
          isWhole: true, weight: try total(of: run))
      ]
    }
    return standing.map { index in
      Part(
        run: run, effects: [index], lines: [scratch.effects[index].position], isWhole: false,
        weight: scratch.effects[index].exact)
    }
  }

  /// Whether an offer measures or cuts its lines together.
  private func looksAtLinesTogether(_ run: Int) -> Bool {
    let offer = Int(scratch.runs[run].offer)
    let terms = rules.offers.terms[offer]
    let cuts = terms.kind == .cut || terms.kind == .ladder
    if cuts, terms.per == .order { return true }
    if terms.kind == .ladder, rules.offers.ladders[Int(terms.detail)].measure.each == .order {
      return true
    }
    func isOfOrder(_ threshold: some BinaryInteger) -> Bool {
      rules.offers.thresholds[Int(threshold)].measure.each == .order
    }
    return terms.thresholds.contains { isOfOrder($0) }
      || terms.anyThresholds.contains { isOfOrder($0) }
  }

  /// What applied in an earlier turn or phase and excludes a part.
  private mutating func earlierOffer(_ part: Part) -> Int32? {
    for line in part.lines.sorted() {
      let turn = scratch.taken.first {
        excludes(part.run, $0) && scratch.touches.contains(PhaseScratch.key(Int32($0), line))
      }
      if let turn { return scratch.runs[turn].offer }
      if let earlier = earlierWinner(part.run, on: line) { return earlier }
    }
    return nil
  }

  private mutating func excludeOneAnother(_ a: Part, _ b: Part) -> Bool {
    a.run != b.run && !a.lines.isDisjoint(with: b.lines) && excludes(a.run, b.run)
  }

  private mutating func drop(_ part: Part, by winner: Int32, better: Int64) {
    if part.isWhole {
      dropIncompatible(part.run, by: winner, better: better)
    } else {
      for index in part.effects { lose(index, .incompatible, byOffer: winner, better: better) }
    }
  }
}
