import DealerRules

extension CaseMaker {
  /// Q-003, K-001 … K-005: units, trees, products and customers.
  mutating func makeCatalog() {
    book.units = [
      UnitOfMeasure(id: "dozen", factor: factor(12), of: "piece"),
      UnitOfMeasure(id: "gross", factor: factor(12), of: "dozen"),
      UnitOfMeasure(id: "third", factor: factor(1, 3), of: "piece"),
      UnitOfMeasure(id: "lb", factor: factor(45_359_237, 100_000_000), of: "kg"),
      UnitOfMeasure(id: "pallet", factor: factor(10), of: "case"),
    ]
    for (index, id) in CaseMaker.classes.enumerated() {
      let parent =
        index > 0 && random.chance(60) ? CaseMaker.classes[random.int(0...index - 1)] : nil
      book.categories.append(Category(id: id, parent: parent))
    }
    makeRegions()
    for index in 1...random.int(1...10) { book.products.append(product(index)) }
    if hasKits { makeKits() }
    for index in 1...random.int(1...8) { book.customers.append(customer(index)) }
    let own = Set(book.products.flatMap { $0.units.map(\.unit) })
    rowUnits = (["dozen", "third", "lb", "piece", "kg"] + own.sorted()).filter { unit in
      book.products.contains { counts($0, in: unit) }
    }
  }

  func factor(_ upper: Int64, _ lower: Int64 = 1) -> Factor { Factor(upper, lower) ?? .one }

  private mutating func product(_ index: Int) -> Product {
    var product = Product(id: index % 3 == 0 ? String(index * 7) : "P\(index)")
    product.category = random.chance(70) ? random.pick(CaseMaker.classes) : nil
    product.brand = random.chance(70) ? random.pick(CaseMaker.brands) : nil
    product.baseUnit = random.chance(80) ? "piece" : "kg"
    if random.chance(60) {
      product.units.append(ProductUnit(unit: "case", factor: factor(random.chance(50) ? 24 : 12)))
    }
    if random.chance(20) {
      let odd = random.chance(50) ? factor(1, 3) : factor(45_359_237, 100_000_000)
      product.units.append(ProductUnit(unit: "drum", factor: odd))
    }
    product.cost = random.chance(60) ? amount() : nil
    product.taxClass = random.chance(60) ? random.pick(["std", "low"]) : nil
    product.minimumQuantity = random.chance(10) ? quantity() : nil
    product.orderMultiple = random.chance(10) ? random.pick([Quantity(6) ?? .one, .one]) : nil
    product.attributes = attributes("color", "weight", "fragile", "launched")
    return product
  }

  private mutating func makeKits() {
    let parts = book.products.map(\.id)
    for index in 1...random.int(1...2) {
      var kit = product(100 + index)
      kit.kitPricing = random.pick(KitPricing.allCases)
      for part in random.shuffled(parts).prefix(random.int(1...3)) {
        kit.components.append(Component(product: part, quantity: random.pick([.one, quantity()])))
      }
      book.products.append(kit)
    }
  }

  private mutating func customer(_ index: Int) -> Customer {
    var customer = Customer(id: "D\(index)")
    customer.tier = random.chance(70) ? random.pick(CaseMaker.tiers) : nil
    customer.groups = Array(random.shuffled(CaseMaker.groups).prefix(random.int(0...3)))
    customer.channel = random.chance(60) ? random.pick(CaseMaker.channels) : nil
    customer.parent = index > 1 && random.chance(60) ? "D\(random.int(1...index - 1))" : nil
    customer.region = random.chance(80) ? random.pick(CaseMaker.places) : nil
    customer.attributes = attributes("segment", "score", "vip", "since")
    return customer
  }

  /// A text, a number, a flag and a date, each sometimes; now and then of another kind.
  mutating func attributes(
    _ text: String, _ number: String, _ flag: String, _ date: String
  ) -> Attributes {
    var result: Attributes = [:]
    if random.chance(70) { result[text] = .text(random.pick(["red", "blue"])) }
    if random.chance(60) { result[number] = .number(Int64(random.int(0...4)) * 500_000) }
    if random.chance(60) { result[flag] = .flag(random.chance(50)) }
    if random.chance(60) { result[date] = CivilDate(random.pick(CaseMaker.days)).map { .date($0) } }
    return result
  }

  /// P-027: the book's other currencies and what they are worth.
  mutating func makeRates() {
    let others = ["USD", "EUR", "JPY"].compactMap { Currency($0) }.filter { $0 != book.currency }
    currencies = [book.currency]
    for other in random.shuffled(others).prefix(random.int(0...2)) {
      currencies.append(other)
      guard !random.chance(10) else { continue }
      addRates(book.currency, other)
      if random.chance(15) { addRates(other, book.currency) }
    }
    if currencies.count == 3, random.chance(60) { addRates(currencies[1], currencies[2]) }
    for index in book.customers.indices where random.chance(25) {
      book.customers[index].currency = random.pick(currencies)
    }
  }

  private mutating func addRates(_ a: Currency, _ b: Currency) {
    let (from, to) = random.chance(50) ? (a, b) : (b, a)
    guard !book.exchangeRates.contains(where: { $0.from == from && $0.to == to }) else { return }
    for window in apartWindows() {
      let value = random.pick([factor(36, 5), factor(1, 3), factor(7, 50), factor(100), factor(2)])
      book.exchangeRates.append(ExchangeRate(from: from, to: to, factor: value, validity: window))
    }
  }
}
