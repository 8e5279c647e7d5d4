import DealerRules

/// What stands or falls together of an offer (O-023 `goods`).
private struct ReferenceStanding {
  var offer: Offer
  var lines: Set<Int32>
  var weight: Fraction
  var isWhole: Bool
}

extension ReferencePhase {
  /// O-023 `goods`: offers that measure or cut lines together stand on all of them or on none.
  func combineGoods(_ all: inout [ReferenceCandidate]) {
    let across = phase.combineAcross ? run.earlier : []
    var parts: [ReferenceStanding] = []
    var losers: [ReferenceStanding] = []
    for candidate in all {
      for part in self.parts(candidate) {
        let isLate = (applied + across).contains { before in
          !before.lines.isDisjoint(with: part.lines) && conflict(part.offer, before.offer)
        }
        if isLate { losers.append(part) } else { parts.append(part) }
      }
    }
    let kept = heaviestStanding(parts.indices.map { $0 }, parts)
    losers += parts.indices.filter { !kept.contains($0) }.map { parts[$0] }
    for part in losers {
      if part.isWhole {
        all.removeAll { $0.offer.id == part.offer.id }
      } else {
        for index in all.indices where all[index].offer.id == part.offer.id {
          all[index].lose(part.lines)
        }
      }
    }
    if !losers.isEmpty { run.tag("tags.goods") }
  }

  private func parts(_ candidate: ReferenceCandidate) -> [ReferenceStanding] {
    let lines = lines.filter { candidate.takesPart(on: $0) }
    guard !lines.isEmpty else { return [] }
    if looksAtLinesTogether(candidate.offer) {
      return [
        ReferenceStanding(
          offer: candidate.offer, lines: Set(lines), weight: candidate.weight, isWhole: true)
      ]
    }
    return lines.sorted().map {
      ReferenceStanding(
        offer: candidate.offer, lines: [$0], weight: candidate.measured[$0], isWhole: false)
    }
  }

  private func looksAtLinesTogether(_ offer: Offer) -> Bool {
    switch offer.benefit {
    case .cut(_, let per) where per == .order: return true
    case .ladder(let ladder) where ladder.per == .order || ladder.measure.each == .order:
      return true
    case .cut, .ladder, .pattern, .gift, .charge, .mark: break
    }
    return (offer.requires + offer.requiresAny).contains { $0.measure.each == .order }
  }

  /// Of all sets without a conflict the heaviest; of equals that with the first.
  private func heaviestStanding(_ some: [Int], _ parts: [ReferenceStanding]) -> [Int] {
    guard let first = some.first else { return [] }
    func excludes(_ a: Int, _ b: Int) -> Bool {
      parts[a].offer.id != parts[b].offer.id
        && !parts[a].lines.isDisjoint(with: parts[b].lines)
        && conflict(parts[a].offer, parts[b].offer)
    }
    let rest = Array(some.dropFirst())
    let open = rest.filter { !excludes(first, $0) }
    if open.count == rest.count { return [first] + heaviestStanding(rest, parts) }
    func sum(_ some: [Int]) -> Fraction { some.reduce(.zero) { $0 + parts[$1].weight } }
    let with = [first] + heaviestStanding(open, parts)
    let without = heaviestStanding(rest, parts)
    return sum(with) < sum(without) ? without : with
  }
}
