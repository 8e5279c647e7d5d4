import DealerRules

extension CaseMaker {
  /// Of 100 cases with promotions, how many have offers that crowd.
  private static let crowdChance = 16

  /// G-015: offers of several groups, each of which a guard allows and which it refuses together,
  /// so that they give way and some come back; drawn by a stream of their own.
  mutating func crowd(seed: UInt64) {
    guard hasPromotions, has(.crowds) else { return }
    let before = random
    defer { random = before }
    random = SplitMix64(seed: seed &+ 0x6015)
    guard random.chance(CaseMaker.crowdChance) else { return }
    // What does not compete never gives way, and what other guards refuse blocks in any case: most
    // of both is not in force here.
    for index in book.offers.indices where random.chance(90) && !isRare(book.offers[index]) {
      book.offers[index].status = .draft
    }
    for index in book.guards.indices
    where book.guards[index].outcome == .refuse && random.chance(70) {
      book.guards[index].status = .draft
    }
    let first = book.phases.count
    for index in first...first + random.int(0...1) { book.phases.append(crowdedPhase(index)) }
    let shares = random.shuffled(CaseMaker.crowdingShares).prefix(random.int(6...8)).sorted(by: >)
    for (index, share) in shares.enumerated() {
      // The large ones go first, by phase and by id: small ones then give way before them, in vain
      // where one of these has to as well.
      let phase = book.phases[index < shares.count / 2 ? first : book.phases.count - 1]
      book.offers.append(crowdingOffer(index, share, phase))
    }
    for index in 0...random.int(0...1) { book.guards.append(crowdedGuard(index)) }
    book.guards = random.shuffled(book.guards)
    book.offers = random.shuffled(book.offers)
  }

  /// Gifts that need whole units are hardly met often enough without these books.
  private func isRare(_ offer: Offer) -> Bool {
    guard case .gift(let gift) = offer.benefit else { return false }
    return gift.rule == .wholeUnit
  }

  /// What the offers take off each, in hundredths of a percent.
  private static let crowdingShares = [
    2000, 1500, 1250, 1000, 900, 800, 600, 500, 400, 300, 200, 150, 100, 50,
  ]

  private mutating func crowdedPhase(_ index: Int) -> Phase {
    var phase = Phase(id: "crowd\(index)", rounding: rounding(80))
    phase.base = random.pick(OfferBase.allCases)
    for group in 0..<8 {
      phase.groups.append(
        OfferGroup(
          id: "g\(group)", choice: random.pick([.best, .best, .first]),
          per: random.chance(10) ? .order : .line))
    }
    return phase
  }

  /// A cut or gift that competes, mostly alone in its group.
  private mutating func crowdingOffer(_ index: Int, _ share: Int, _ phase: Phase) -> Offer {
    var offer = Offer(id: "crowd\(index)", phase: phase.id, benefit: .mark)
    offer.group = random.chance(85) ? "g\(index)" : random.pick(phase.groups).id
    offer.priority = random.chance(90) ? 0 : random.pick([-1, 5])
    offer.includesProtected = true
    offer.when = condition(.offer, open: 90, depth: 0)
    switch random.int(1...100) {
    case 1...84:
      let rate = Rate("\(share / 100).\(share % 100 / 10)\(share % 10)%") ?? .zero
      offer.benefit = .cut(.percentOff(rate), per: random.chance(20) ? .order : .line)
    case 85...90:
      let amounts: [Int64] = [100_000, 1_000_000, 3_330_000]
      offer.benefit = .cut(.amountOff(random.pick(amounts)), per: random.pick(CutScope.allCases))
    case 91...94: offer.benefit = .fixedUnitPrice(random.pick(CaseMaker.unitPrices), unit: nil)
    default: benefit(&offer)
    }
    if random.chance(5) { offer.combination.exclusive = random.chance(60) ? .best : .strict }
    if random.chance(3) { offer.combination.stop = random.pick([.line, .order]) }
    if case .charge = offer.benefit { offer.group = nil }
    return offer
  }

  /// G-005: a guard that refuses what offers take off together.
  private mutating func crowdedGuard(_ index: Int) -> Guard {
    var limit = GuardLimit()
    limit.rate = Rate(random.pick(["8%", "10%", "12%", "15%", "20%"]))
    var rule = Guard(id: "crowded\(index)", test: .maxDiscount(limit), outcome: .refuse)
    if random.chance(20) {
      let factor = Rate(random.pick(["85%", "92%"])) ?? .one
      rule.test = .floor(GuardBound(base: .list, factor: factor))
    }
    rule.scope = random.pick([.line, .line, .group, .order])
    rule.priority = Int32(random.int(0...2))
    rule.countsGifts = random.chance(80)
    rule.unknown = .pass
    return rule
  }
}
