import DealerRules

/// What stands or falls together of an offer (O-023 `goods`).
private struct ReferenceStanding {
  var offer: Offer
  /// What it takes off its lines.
  var amounts: [Int32: Fraction]
  var weight: Fraction
  var isWhole: Bool
  /// A fixed price that excludes others (O-012).
  var isFixed: Bool
  var isPriceEffect: Bool
}

extension ReferencePhase {
  /// O-023 `goods`: the choices of a phase in which offers that measure or cut lines together keep
  /// all lines on which they have an effect, or do not take part.
  func chosenWhole(
    _ all: [ReferenceCandidate], _ choice: ([ReferenceCandidate]) -> [ReferenceCandidate]
  ) -> [ReferenceCandidate] {
    run.broken = []
    let result = choice(all)
    guard phase.combinePer == .goods, !run.broken.isEmpty else { return result }
    run.tag("tags.goods.broken")
    let out = run.broken
    return chosenWhole(all.filter { !out.contains($0.offer.id) }, choice)
  }

  /// O-023 `goods`: notes who of all lost a line to a choice; whom one leaves out did not.
  func noteBroken(_ before: [ReferenceCandidate], _ after: [ReferenceCandidate]) {
    for one in before where looksAtLinesTogether(one.offer) {
      guard let left = after.first(where: { $0.offer.id == one.offer.id }) else { continue }
      if lines.contains(where: { one.takesPart(on: $0) && !left.takesPart(on: $0) }) {
        run.broken.insert(one.offer.id)
      }
    }
  }

  /// O-023 `goods`: offers that measure or cut lines together stand on all of them or on none.
  func combineGoods(_ all: inout [ReferenceCandidate]) {
    let across = phase.combineAcross ? run.earlier : []
    var parts: [ReferenceStanding] = []
    var losers: [ReferenceStanding] = []
    for candidate in all {
      for part in self.parts(candidate) {
        let isLate = (applied + across).contains { before in
          before.lines.contains { part.amounts[$0] != nil } && conflict(part.offer, before.offer)
        }
        if isLate { losers.append(part) } else { parts.append(part) }
      }
    }
    // Of equal sets fixed prices give way.
    parts = parts.filter { !$0.isFixed } + parts.filter(\.isFixed)
    let fighting = parts.filter { one in parts.contains { excludes(one, $0) } }
    // G-012: what a guard refuses by itself is no candidate where it competes.
    let refused = fighting.filter { one in
      one.amounts.contains { isRefused($0.key, $0.value, of: left[$0.key]) }
    }
    if !refused.isEmpty { run.tag("guard.candidate.goods") }
    func isIn(_ part: ReferenceStanding, _ some: [ReferenceStanding]) -> Bool {
      some.contains { $0.offer.id == part.offer.id && $0.amounts.keys == part.amounts.keys }
    }
    losers += refused
    parts.removeAll { isIn($0, refused) }
    let kept = heaviestStanding(parts.indices.map { $0 }, parts)
    losers += parts.indices.filter { !kept.contains($0) }.map { parts[$0] }
    for part in losers {
      if part.isWhole {
        all.removeAll { $0.offer.id == part.offer.id }
      } else {
        for index in all.indices where all[index].offer.id == part.offer.id {
          all[index].lose(Set(part.amounts.keys))
        }
      }
    }
    if !losers.isEmpty { run.tag("tags.goods") }
  }

  private func parts(_ candidate: ReferenceCandidate) -> [ReferenceStanding] {
    let lines = lines.filter { candidate.takesPart(on: $0) }
    guard !lines.isEmpty else { return [] }
    func standing(
      _ lines: [Int32], _ weight: Fraction, isWhole: Bool
    ) -> ReferenceStanding {
      ReferenceStanding(
        offer: candidate.offer,
        amounts: Dictionary(uniqueKeysWithValues: lines.map { ($0, candidate.measured[$0]) }),
        weight: weight, isWhole: isWhole, isFixed: candidate.isFixed(base(of: candidate.offer)),
        isPriceEffect: candidate.isPriceEffect)
    }
    if looksAtLinesTogether(candidate.offer) {
      return [standing(lines, candidate.weight, isWhole: true)]
    }
    return lines.sorted().map { standing([$0], candidate.measured[$0], isWhole: false) }
  }

  /// O-023 `goods`: a cut or ladder per order, or an offer that measures the order.
  func looksAtLinesTogether(_ offer: Offer) -> Bool {
    switch offer.benefit {
    case .cut(_, let per) where per == .order: return true
    case .ladder(let ladder) where ladder.per == .order || ladder.measure.each == .order:
      return true
    case .cut, .ladder, .pattern, .gift, .charge, .mark: break
    }
    return (offer.requires + offer.requiresAny).contains { $0.measure.each == .order }
  }

  private func excludes(_ a: ReferenceStanding, _ b: ReferenceStanding) -> Bool {
    guard a.offer.id != b.offer.id else { return false }
    let shared = a.amounts.keys.filter { b.amounts[$0] != nil }
    if !shared.isEmpty, conflict(a.offer, b.offer) { return true }
    guard a.isFixed || b.isFixed, a.isPriceEffect, b.isPriceEffect else { return false }
    return shared.contains { line in
      Fraction.zero < (a.amounts[line] ?? .zero) && Fraction.zero < (b.amounts[line] ?? .zero)
    }
  }

  /// Of all sets without a conflict the heaviest; of equals that with the first. What has no
  /// conflict with the others, by itself or by way of others, is chosen by itself.
  private func heaviestStanding(
    _ some: [Int], _ parts: [ReferenceStanding], isPart: Bool = false
  ) -> [Int] {
    guard let first = some.first else { return [] }
    var near = [first]
    var next = 0
    while next < near.count {
      near += some.filter { !near.contains($0) && excludes(parts[near[next]], parts[$0]) }
      next += 1
    }
    if near.count < some.count {
      let far = some.filter { !near.contains($0) }
      return heaviestStanding(near.sorted(), parts, isPart: isPart)
        + heaviestStanding(far, parts, isPart: isPart)
    }
    // Within a set what takes something on is left out, unless it hangs together with nothing.
    if near.count == 1 { return isPart && parts[first].weight.isNegative ? [] : near }
    let rest = Array(some.dropFirst())
    func sum(_ some: [Int]) -> Fraction { some.reduce(.zero) { $0 + parts[$1].weight } }
    let with =
      [first]
      + heaviestStanding(
        rest.filter { !excludes(parts[first], parts[$0]) }, parts, isPart: true)
    let without = heaviestStanding(rest, parts, isPart: true)
    return sum(with) < sum(without) ? without : with
  }
}
