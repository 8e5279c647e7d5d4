// What other offers take off lines competes with the sets of a search (RULES.md O-028).
extension Workspace {
  /// Adds what other offers take off lines on which they exclude sets of the search, each as one
  /// more candidate that leaves nothing of the line to these sets.
  mutating func addClaims(_ sets: inout SetCandidates) throws(NumericError) {
    let effects = rivals(of: sets)
    guard !effects.isEmpty else { return }
    try noteTouched(effects.indices.filter { !effects[$0].isEmpty }, &sets)
    let member = sets.members.count
    sets.members.append(UnitMember(times: .max))
    for line in effects.indices where !effects[line].isEmpty {
      addClaims(line, effects[line], member, &sets)
    }
  }

  /// By line the effects above zero of offers that share no units, where any could exclude a set.
  private mutating func rivals(of sets: SetCandidates) -> [[Int]] {
    let hasTags =
      !rules.offers.compatibility.isEmpty
      && rules.offers.phases[scratch.phase].combinePer != .order
    guard hasTags || scratch.effects.contains(where: { $0.excludesOthers && !$0.isOut }) else {
      return []
    }
    let looksBack = looksBackByLine
    var found = running.map { _ in [Int]() }
    for run in scratch.runs.indices where isAtWork(run) && !standsWhole(run) {
      for index in scratch.runs[run].effects {
        let effect = scratch.effects[index]
        guard !effect.isOut, effect.exact > 0, sets.units[Int(effect.position)] > 0,
          !isRefused(effect: index)
        else { continue }
        // What is kept off the line already takes nothing from sets.
        if looksBack, keeper(ofEffect: index) != nil { continue }
        found[Int(effect.position)].append(index)
      }
    }
    return found.contains { !$0.isEmpty } ? found : []
  }

  /// Notes of certain lines how many sets use them, and which are of offers that take something
  /// off them with one set or another.
  private mutating func noteTouched(
    _ lines: [Int], _ sets: inout SetCandidates
  ) throws(NumericError) {
    for line in lines {
      let using = sets.deals.indices.filter { sets.deals[$0].units[line] > 0 }
      var owners: Set<Int> = []
      for index in using where !owners.contains(sets.deals[index].member) {
        if try takesOff(sets, index, line) { owners.insert(sets.deals[index].member) }
      }
      // Of sets that the steps did not suffice to list what they get counts.
      if !sets.isComplete {
        owners.formUnion(sets.sources.filter { gets(line, $0) }.map(\.member))
      }
      sets.using[line] = using.count
      if owners.isEmpty { continue }
      sets.touching[line] = using.filter { owners.contains(sets.deals[$0].member) }
    }
  }

  /// Whether an offer could get units of a line.
  private mutating func gets(_ line: Int, _ source: DealSource) -> Bool {
    let bits = UInt16((1 << max(source.pattern.get.count, 1)) - 1)
    return source.open.contains { Int($0.use.position) == line && $0.slots & bits != 0 }
  }

  /// Whether a set takes something off a line.
  mutating func takesOff(
    _ sets: SetCandidates, _ deal: Int, _ line: Int
  ) throws(NumericError) -> Bool {
    let source = sets.sources[sets.deals[deal].member]
    let cut = source.pattern.cut
    for use in sets.parts[deal].got where Int(use.position) == line {
      let base = max(try setBase(source, use), 0)
      guard !source.pattern.isPerSet || cut.kind == .percentOff else { return base > 0 }
      if try unitSaving(cut, scratch.runs[source.run].offer, use, base) > 0 { return true }
    }
    return false
  }

  private mutating func addClaims(
    _ line: Int, _ effects: [Int], _ member: Int, _ sets: inout SetCandidates
  ) {
    guard let touching = sets.touching[line] else { return }
    let present = Set(touching.map { sets.deals[$0].member }).sorted()
    var claims = effects.map { effect in
      LineClaim(
        effect: effect, line: line,
        members: present.filter { keepsOff(effect, sets.sources[$0].run) })
    }
    var isIn = claims.map { !$0.members.isEmpty }
    guard isIn.contains(true) else { return }
    // What excludes a candidate is one, too.
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for index in claims.indices where !isIn[index] {
        let isBound = claims.indices.contains {
          isIn[$0] && excludeOneAnother(claims[index].effect, claims[$0].effect)
        }
        if isBound { (isIn[index], isGrowing) = (true, true) }
      }
    }
    claims = claims.indices.filter { isIn[$0] }.map { claims[$0] }
    let isWhole =
      claims.count == 1 && sets.using[line] == touching.count
      && claims[0].members.count == present.count
    if isWhole {
      sets.add(&claims[0], takes: [line], scratch.effects[claims[0].effect], member)
    } else {
      addResources(&claims, member, &sets)
    }
    sets.claims += claims
  }

  /// Candidates that leave a line to some sets: each shares a store, which it takes whole, with
  /// the sets and the candidates that it excludes.
  private mutating func addResources(
    _ claims: inout [LineClaim], _ member: Int, _ sets: inout SetCandidates
  ) {
    var taken = claims.map { _ in [Int]() }
    var stores: [(place: Int, claims: [Int])] = []
    for index in claims.indices where !claims[index].members.isEmpty {
      let known = stores.firstIndex { store in
        store.claims.allSatisfy {
          claims[$0].members == claims[index].members
            && excludeOneAnother(claims[$0].effect, claims[index].effect)
        }
      }
      if let known {
        stores[known].claims.append(index)
      } else {
        stores.append((sets.addStore(claims[index]), [index]))
      }
    }
    for store in stores { for index in store.claims { taken[index].append(store.place) } }
    for first in claims.indices {
      for second in claims.indices.dropFirst(first + 1)
      where Set(taken[first]).isDisjoint(with: taken[second])
        && excludeOneAnother(claims[first].effect, claims[second].effect)
      {
        let place = sets.addStore(LineClaim(effect: -1, line: claims[first].line, members: []))
        taken[first].append(place)
        taken[second].append(place)
      }
    }
    for index in claims.indices {
      sets.add(&claims[index], takes: taken[index], scratch.effects[claims[index].effect], member)
    }
  }

  /// Whether what an offer takes off a line keeps another from taking something off it, by tags
  /// (RULES.md O-023) or as a fixed price (O-012).
  private mutating func keepsOff(_ effect: Int, _ run: Int) -> Bool {
    scratch.effects[effect].excludesOthers || excludesByTags(effect, run)
  }

  private mutating func excludesByTags(_ effect: Int, _ run: Int) -> Bool {
    !rules.offers.compatibility.isEmpty
      && rules.offers.phases[scratch.phase].combinePer != .order
      && excludes(Int(scratch.effects[effect].run), run)
  }

  private mutating func excludeOneAnother(_ first: Int, _ second: Int) -> Bool {
    let (a, b) = (scratch.effects[first], scratch.effects[second])
    let isPrice = a.excludesOthers || b.excludesOthers
    return isPrice && a.kind != .freeGoods && b.kind != .freeGoods
      || excludesByTags(first, Int(b.run))
  }

  // MARK: What was chosen

  /// Takes lines from what the search did not choose, and says what kept sets off lines.
  mutating func settleClaims(
    _ sets: SetCandidates, _ search: UnitSearch
  ) throws(NumericError) {
    for claim in sets.claims {
      let sharing = sets.claims.filter { $0.line == claim.line }
      let standing = (sets.touching[claim.line] ?? []).filter {
        search.counts[$0] > 0 && claim.members.contains(sets.deals[$0].member)
      }
      guard search.counts[claim.deal] == 0 else {
        try traceKeptOff(claim, sets, search)
        continue
      }
      if !standing.isEmpty {
        loseToSets(claim, standing, sets, search)
      } else if let other = sharing.first(where: {
        search.counts[$0.deal] > 0 && excludeOneAnother($0.effect, claim.effect)
      }) {
        loseToClaim(claim, other)
      }
    }
  }

  private mutating func loseToSets(
    _ claim: LineClaim, _ standing: [Int], _ sets: SetCandidates, _ search: UnitSearch
  ) {
    var most: (deal: Int, saving: Int128) = (standing[0], 0)
    var sum: Int128 = 0
    for deal in standing {
      let saving = sets.deals[deal].saving * Int128(search.counts[deal])
      sum += saving
      if saving > most.saving { most = (deal, saving) }
    }
    let winner = sets.sources[sets.deals[most.deal].member].run
    lose(
      claim.effect, excludesByTags(claim.effect, winner) ? .incompatible : .fixedPriceLost,
      by: winner, better: millionths(sum))
  }

  private mutating func loseToClaim(_ claim: LineClaim, _ other: LineClaim) {
    let winner = scratch.effects[other.effect]
    let byPrice: ReasonCode = winner.excludesOthers ? .fixedPriceWon : .fixedPriceLost
    lose(
      claim.effect, excludesByTags(claim.effect, Int(winner.run)) ? .incompatible : byPrice,
      by: Int(winner.run), better: winner.amount)
  }

  /// Says of the offers that a candidate keeps off its line what it takes off and what their sets
  /// would there.
  private mutating func traceKeptOff(
    _ claim: LineClaim, _ sets: SetCandidates, _ search: UnitSearch
  ) throws(NumericError) {
    guard offerTrace != nil, let touching = sets.touching[claim.line] else { return }
    let effect = scratch.effects[claim.effect]
    for member in claim.members {
      let run = sets.sources[member].run
      let most = try mostOff(claim.line, member, touching, sets)
      position = effect.position
      trace(
        scratch.runs[run].offer,
        excludesByTags(claim.effect, run) ? .incompatible : .fixedPriceWon,
        by: scratch.runs[Int(effect.run)].offer, a: effect.amount, b: millionths(most))
    }
  }

  /// What sets of one kind of an offer could take off a line at most, nothing else considered.
  mutating func mostOff(
    _ line: Int, _ member: Int, _ deals: [Int], _ sets: SetCandidates
  ) throws(NumericError) -> Int128 {
    var most: Int128 = 0
    for deal in deals where sets.deals[deal].member == member {
      var count = sets.members[member].times
      for (place, units) in sets.deals[deal].units.enumerated() where units > 0 {
        count = min(count, sets.units[place] / units)
      }
      let set = FoundSet(
        got: sets.parts[deal].got, bought: [], count: Int64(count), saving: sets.deals[deal].saving)
      most = max(most, try takings(sets.sources[member], [set])[line] ?? 0)
    }
    return most
  }
}
