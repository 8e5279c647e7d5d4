import DealerRules

extension ReferencePhase {
  /// O-006, O-022, O-023, O-012: leaves each candidate the lines on which it takes effect, and only
  /// candidates that have any.
  func chosen(_ all: [ReferenceCandidate]) -> [ReferenceCandidate] {
    chosenWhole(all) { choices($0) }.filter { !$0.lines.isEmpty }
  }

  private func choices(_ all: [ReferenceCandidate]) -> [ReferenceCandidate] {
    var result = all.filter { $0.offer.group == nil }
    for group in phase.groups {
      let members = all.filter { $0.offer.group == group.id }
      guard !members.isEmpty else { continue }
      if givesOwnGoods(group), group.per == .line {
        result += giftsOfLines(members, group)
      } else {
        result += choosesPerOrder(group) ? ofOrder(members, group) : ofLines(members, group)
      }
    }
    result.sort { run.goesFirst($0.offer, $1.offer) }
    if phase.exclusivity.per == .line {
      forLines(&result) { exclusiveLosers($0, on: $1) }
    }
    if phase.combinePer == .order {
      let losers = tagLosers(result.filter(\.hasEffect), on: nil) { $0.weight }
      result.removeAll { losers.contains($0.offer.id) }
    } else if phase.combinePer == .goods {
      forLines(&result) { losersToEarlierPrices($0, on: $1) ?? [] }
      noteBroken(all, result)
      combineGoods(&result)
    } else {
      forLines(&result) { all, line in
        let able = all.filter { $0.takesPart(on: line) }
        return tagLosers(able, on: line) { $0.measured[line] }
      }
    }
    let before = result
    forLines(&result) { fixedLosers($0, on: $1) }
    noteBroken(before, result)
    return result
  }

  /// Takes lines from those that lose there, all lines judged by the same candidates.
  private func forLines(
    _ all: inout [ReferenceCandidate], _ losers: ([ReferenceCandidate], Int32) -> Set<String>
  ) {
    let before = all
    let lost = lines.map { ($0, losers(before, $0)) }
    for (line, ids) in lost {
      for index in all.indices where ids.contains(all[index].offer.id) { all[index].lose([line]) }
    }
  }

  // MARK: - O-006

  /// O-006: a group with a pattern, a gift or a mark chooses once for the order.
  private func choosesPerOrder(_ group: OfferGroup) -> Bool {
    if group.per == .order { return world.canary != .groupOfLine }
    return world.book.offers.contains { offer in
      guard offer.phase == phase.id, offer.group == group.id else { return false }
      switch offer.benefit {
      case .pattern, .gift, .mark: return true
      case .cut, .ladder, .charge: return false
      }
    }
  }

  /// O-006: a group of nothing but gifts of each line's own product on top.
  private func givesOwnGoods(_ group: OfferGroup) -> Bool {
    world.book.offers.allSatisfy { offer in
      guard offer.phase == phase.id, offer.group == group.id else { return true }
      // O-019: charges are cut after every phase.
      if case .charge = offer.benefit { return true }
      guard case .gift(let gift) = offer.benefit else { return false }
      return gift.products.isEmpty && gift.mode == .exclusive
    }
  }

  /// O-006: such a group gives each line the goods of the offer that it takes there.
  private func giftsOfLines(
    _ members: [ReferenceCandidate], _ group: OfferGroup
  ) -> [ReferenceCandidate] {
    var members = members
    for line in lines {
      let able = members.filter { $0.ownGift(on: line) != nil }
      tagGroup(group, able.count, "gift")
      let kept = pick(able, group) { $0.ownGift(on: line) ?? .zero }.map(\.offer.id)
      for index in members.indices
      where members[index].ownGift(on: line) != nil && !kept.contains(members[index].offer.id) {
        members[index].lose([line])
      }
    }
    return members
  }

  private func ofOrder(
    _ members: [ReferenceCandidate], _ group: OfferGroup
  ) -> [ReferenceCandidate] {
    // Where all are taken a gift of which nothing is left is told (O-018).
    let able = members.filter {
      let isTold = group.choice == .all && $0.measured.isOutOfStock
      return isTold || $0.measured.applies && !(group.choice != .all && isRefused($0))
    }
    tagGroup(group, able.count, "order")
    return pick(able, group) { $0.weight }.map { winner in
      var winner = winner
      winner.lose(winner.lines.filter { winner.mayLose && !winner.takesPart(on: $0) })
      return winner
    }
  }

  private func ofLines(
    _ members: [ReferenceCandidate], _ group: OfferGroup
  ) -> [ReferenceCandidate] {
    var kept: [String: Set<Int32>] = [:]
    for line in lines {
      let able = members.filter { member in
        guard member.takesPart(on: line) else { return false }
        let isOut = group.choice != .all && isRefused(line, member.measured[line], of: left[line])
        if isOut { run.tag("guard.candidate.line") }
        return !isOut
      }
      tagGroup(group, able.count, "line")
      for winner in pick(able, group, by: { $0.measured[line] }) {
        kept[winner.offer.id, default: []].insert(line)
      }
    }
    return members.map { member in
      var member = member
      // Groups of units need the lines without an effect too.
      if group.choice == .all, !member.mayLose { return member }
      member.lose(member.lines.subtracting(kept[member.offer.id] ?? []))
      return member
    }
  }

  private func tagGroup(_ group: OfferGroup, _ count: Int, _ per: String) {
    guard count > 0 else { return }
    run.tag("group.\(group.choice)")
    if count > 1 { run.tag("group.\(group.choice).ofMany") }
    if count > 1 { run.tag("group.\(group.choice).\(per)") }
  }

  /// O-006, O-007: what a group takes of offers that have an effect.
  private func pick(
    _ able: [ReferenceCandidate], _ group: OfferGroup, by weight: (ReferenceCandidate) -> Fraction
  ) -> [ReferenceCandidate] {
    switch group.choice {
    case .all: return able
    case .first: return Array(able.sorted { run.goesFirst($0.offer, $1.offer) }.prefix(1))
    case .best:
      let sorted = able.sorted { a, b in
        if weight(a) != weight(b) { return weight(b) < weight(a) }
        run.tag("group.tie")
        return run.goesFirst(a.offer, b.offer)
      }
      return Array(sorted.prefix(1))
    }
  }

  // MARK: - O-022 per line

  /// O-022: who loses on a line where exclusive offers have an effect.
  private func exclusiveLosers(_ all: [ReferenceCandidate], on line: Int32) -> Set<String> {
    let able = all.filter { $0.takesPart(on: line) }
    // O-025: what applied in an earlier turn stays.
    let before = applied.filter { $0.lines.contains(line) }
    if before.contains(where: { $0.offer.combination.exclusive != .no }) {
      return Set(able.map(\.offer.id))
    }
    let exclusive = able.filter { $0.offer.combination.exclusive != .no }
    guard !exclusive.isEmpty else { return [] }
    if !before.isEmpty { return Set(exclusive.map(\.offer.id)) }
    func sum(_ offers: [Offer]) -> Fraction {
      let ids = Set(offers.map(\.id))
      return able.reduce(.zero) { ids.contains($1.offer.id) ? $0 + $1.measured[line] : $0 }
    }
    // G-012: what leaves less of the line than a guard allows is no alternative.
    func isTooMuch(_ offers: [Offer]) -> Bool { isRefused(line, sum(offers), of: left[line]) }
    let all = together(exclusive.map(\.offer)).filter { !isTooMuch($0) }
    let strict = all.filter { $0.contains { $0.combination.exclusive == .strict } }
    run.tag("exclusive.line.\(strict.isEmpty ? "best" : "strict")")
    var alternatives = strict.isEmpty ? all : strict
    if phase.exclusivity.strictFirst, let first = strict.first { alternatives = [first] }
    let others = able.map(\.offer).filter { $0.combination.exclusive == .no }
    if strict.isEmpty, all.isEmpty || !isTooMuch(others) { alternatives.append(others) }
    if all.count < together(exclusive.map(\.offer)).count { run.tag("guard.candidate.exclusive") }
    var best = alternatives[0]
    for other in alternatives.dropFirst() where sum(best) < sum(other) { best = other }
    let won = best.contains { $0.combination.exclusive != .no }
    if able.count > 1 { run.tag("exclusive.line.\(won ? "won" : "lost")") }
    return Set(able.map(\.offer.id)).subtracting(best.map(\.id))
  }

  // MARK: - O-023

  /// O-023: whether two offers exclude one another.
  func conflict(_ a: Offer, _ b: Offer) -> Bool {
    guard world.canary != .tagsIgnored else { return false }
    func refuses(_ a: Offer, _ b: Offer) -> Bool {
      a.combination.combinesWith.map { Set($0).isDisjoint(with: b.combination.tags) } ?? false
    }
    return refuses(a, b) || refuses(b, a)
  }

  /// O-023: who is left out of the best set without a conflict; `all` stand by O-007.
  private func tagLosers(
    _ all: [ReferenceCandidate], on line: Int32?, _ weight: (ReferenceCandidate) -> Fraction
  ) -> Set<String> {
    // O-025: those that conflict with what applied in an earlier turn stay out.
    let across = phase.combineAcross ? run.earlier : []
    let late = all.filter { one in
      (applied + across).contains { before in
        (line.map { before.lines.contains($0) } ?? true) && conflict(one.offer, before.offer)
      }
    }
    if late.contains(where: { one in across.contains { conflict(one.offer, $0.offer) } }) {
      run.tag("tags.across")
    }
    var losers = Set(late.map(\.offer.id))
    func fighting(_ some: [ReferenceCandidate]) -> [ReferenceCandidate] {
      some.filter { one in
        some.contains { $0.offer.id != one.offer.id && conflict($0.offer, one.offer) }
      }
    }
    var rest = all.filter { !losers.contains($0.offer.id) }
    // G-012: over the order what a guard refuses by itself is no candidate and excludes none.
    let refused = line == nil ? fighting(rest).filter { isRefused($0) }.map(\.offer.id) : []
    if !refused.isEmpty { run.tag("guard.candidate.order") }
    losers.formUnion(refused)
    rest.removeAll { refused.contains($0.offer.id) }
    let fighting = fighting(rest)
    guard !fighting.isEmpty else { return losers }
    run.tag("tags.\(phase.combinePer)")
    // G-012: what is left of the line once the offers without conflicts have taken their part.
    var room: Fraction?
    if let line, let least = run.leastNets[line], let left = left[line] {
      let free = rest.filter { one in !fighting.contains { $0.offer.id == one.offer.id } }
      let most = free.reduce(max(left - least, .zero)) { $0 - weight($1) }
      if !most.isNegative { room = most }
      run.tag("guard.candidate.set")
    }
    let best = heaviest(fighting, room, weight) ?? []
    losers.formUnion(Set(fighting.map(\.offer.id)).subtracting(best.map(\.offer.id)))
    return losers
  }

  /// O-023: of all sets without a conflict the heaviest that G-012 leaves room for; of equals that
  /// with the first by O-007; `nil` where there is none.
  private func heaviest(
    _ all: [ReferenceCandidate], _ room: Fraction?, _ weight: (ReferenceCandidate) -> Fraction
  ) -> [ReferenceCandidate]? {
    guard let first = all.first else {
      return room.map { $0.isNegative } == true ? nil : []
    }
    let rest = Array(all.dropFirst())
    let with = heaviest(
      rest.filter { !conflict($0.offer, first.offer) }, room.map { $0 - weight(first) }, weight)
    let without = heaviest(rest, room, weight)
    func sum(_ some: [ReferenceCandidate]) -> Fraction {
      some.reduce(.zero) { $0 + weight($1) }
    }
    guard let with else { return without }
    guard let without else { return [first] + with }
    return sum([first] + with) < sum(without) ? without : [first] + with
  }

  // MARK: - O-012

  /// O-025: who loses to prices that applied on a line in an earlier turn; `nil` without any.
  private func losersToEarlierPrices(
    _ all: [ReferenceCandidate], on line: Int32
  ) -> Set<String>? {
    let before = applied.filter { $0.lines.contains(line) && $0.isPriceEffect }
    guard !before.isEmpty else { return nil }
    let able = all.filter { $0.isPriceEffect && $0.takesPart(on: line) }
    if before.contains(where: \.isFixed) { return Set(able.map(\.offer.id)) }
    return Set(able.filter { $0.isFixed(base(of: $0.offer)) }.map(\.offer.id))
  }

  /// O-012: a fixed price and the other price effects on a line exclude one another.
  private func fixedLosers(_ all: [ReferenceCandidate], on line: Int32) -> Set<String> {
    let able = all.filter { $0.isPriceEffect && $0.takesPart(on: line) }
    var fixed = able.filter { $0.isFixed(base(of: $0.offer)) }
    let all = Set(fixed.map(\.offer.id))
    let others = able.filter { !$0.isFixed(base(of: $0.offer)) }
    if let losers = losersToEarlierPrices(able, on: line) { return losers }
    // G-012: beside others what a guard refuses is no candidate.
    if able.count > 1 {
      fixed.removeAll { isRefused(line, $0.measured[line], of: left[line]) }
      if fixed.count < all.count { run.tag("guard.candidate.fixed") }
    }
    guard var best = fixed.first else { return all }
    for other in fixed.dropFirst() where best.measured[line] < other.measured[line] { best = other }
    let sum = others.reduce(Fraction.zero) { $0 + $1.measured[line] }
    let isTooMuch = isRefused(line, sum, of: left[line])
    if sum < best.measured[line] || isTooMuch || world.canary == .fixedPriceKept {
      run.tag(others.isEmpty ? "fixed.alone" : "fixed.won")
      return Set(able.map(\.offer.id)).subtracting([best.offer.id])
    }
    run.tag("fixed.lost")
    return all
  }
}
