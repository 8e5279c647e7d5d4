import DealerRules

extension CaseMaker {
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
