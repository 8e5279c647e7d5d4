import DealerRules

extension CaseMaker {
  /// O-003 … O-006: phases of every base and point, with groups of every choice.
  mutating func makePhases() {
    for index in 0..<random.int(1...4) {
      var groups: [OfferGroup] = []
      for group in 0..<random.int(0...2) {
        groups.append(OfferGroup(id: "g\(group)", choice: random.pick(GroupChoice.allCases)))
      }
      book.phases.append(
        Phase(
          id: "phase\(index)", base: random.pick(OfferBase.allCases),
          point: random.pick(RoundingPoint.allCases), rounding: rounding(40), groups: groups))
    }
  }

  /// O-001, O-010 … O-012: offers with every benefit.
  mutating func makeOffers() {
    for index in 1...random.int(1...9) {
      let phase = random.pick(book.phases)
      var offer = Offer(
        id: index % 3 == 0 ? String(index * 5) : "o\(index)", phase: phase.id, benefit: benefit())
      if !phase.groups.isEmpty, random.chance(70) { offer.group = random.pick(phase.groups).id }
      offer.priority = random.pick([-1, 0, 0, 0, 5])
      offer.validity = window(75)
      offer.status = random.chance(92) ? .published : random.pick([.draft, .retired])
      offer.when = condition(.offer, open: 45)
      offer.includesProtected = random.chance(30)
      book.offers.append(offer)
    }
  }

  private mutating func benefit() -> Benefit {
    let units: [String?] = [nil, nil, nil, "case", "dozen", "lb", "third"]
    let usable = units.filter { unit in unit.map { rowUnits.contains($0) } ?? true }
    let small: [Int64] = [100_000, 500_000, 50_000, 1_000_000, 333_333, 5_000_000]
    switch random.int(0...3) {
    case 0, 1:
      let odd = ["-10%", "100%", "60%", "0.0001%"].compactMap { Rate($0) }
      return .percentOff(random.chance(15) ? random.pick(odd) : rate())
    case 2: return .amountOffPerUnit(random.pick(small), unit: random.pick(usable))
    default: return .fixedUnitPrice(amount(), unit: random.pick(usable))
    }
  }

  /// T-001, T-002: charges on every base.
  mutating func makeCharges() {
    for index in 0..<random.int(0...3) {
      var charge = Charge(id: "charge\(index)", rate: random.chance(80) ? rate() : .zero)
      charge.base = random.pick([.net, .list])
      if index > 0, random.chance(30) { charge.base = .charge("charge\(index - 1)") }
      if random.chance(50) { charge.amount = amount() }
      charge.rounding = rounding(50)
      charge.validity = window(75)
      charge.when = condition(.charge, open: 60)
      book.charges.append(charge)
    }
  }

  /// T-004 … T-006: rates by class and region, of which no two are in force together.
  mutating func makeTax() {
    book.tax.pricesIncludeTax = random.chance(50)
    book.tax.point = random.chance(50) ? .line : .document
    book.tax.rounding = rounding(60)
    guard random.chance(75) else { return }
    var places: [(String?, String?)] = [(nil, nil)]
    for taxClass in ["std", "low", nil] {
      for region in random.shuffled(CaseMaker.places).prefix(2) {
        places.append((taxClass, region))
      }
      if taxClass != nil { places.append((taxClass, nil)) }
    }
    let rates = ["13%", "9%", "6%", "0%", "7.25%"].compactMap { Rate($0) }
    var count = 0
    for (taxClass, region) in random.shuffled(places).prefix(random.int(1...6)) {
      for window in apartWindows() {
        count += 1
        book.tax.rates.append(
          TaxRate(
            id: "tax\(count)", taxClass: taxClass, region: region, rate: random.pick(rates),
            validity: window))
      }
    }
  }
}
