import DealerRules

extension CaseMaker {
  /// P-001, P-002: a plain list, then tables of every shape.
  mutating func makeTables() {
    var list = PriceTable(id: "list", keys: [.product])
    for product in book.products where random.chance(88) {
      list.rows.append(PriceRow(key: [product.id], value: .amount(amount())))
      if currencies.count > 1, random.chance(20) {
        let row = PriceRow(key: [product.id], value: .amount(amount()), currency: currencies[1])
        list.rows.append(row)
      }
    }
    book.priceTables = [list]
    baseTables = ["list"]
    for index in 1...random.int(1...5) { makeTable("t\(index)") }
    if hasCaps { makeCapped() }
  }

  private mutating func makeTable(_ id: String) {
    var table = PriceTable(id: id, keys: keyFields())
    table.schedule = schedule()
    table.isProtected = random.chance(20)
    table.overlap = random.chance(30) ? .latestStart : .refuse
    let rules = table.schedule
    let isPlain = rules.mode == .block
    if !isPlain, random.chance(15) {
      table.multiply = random.chance(50) ? ["len"] : ["len", "wid"]
    }
    if !isPlain {
      if random.chance(15) { table.floor = bound() }
      if random.chance(15) { table.ceiling = bound() }
    }
    for key in keys(table.keys) { addSchedules(&table, key) }
    book.priceTables.append(table)
    if rules.mode == .allUnits { baseTables.append(id) }
  }

  /// P-010 … P-015: every mode, basis and scope.
  private mutating func schedule() -> Schedule {
    var schedule = Schedule()
    schedule.mode = random.pick([.allUnits, .allUnits, .graduated, .block])
    schedule.scope = random.pick([.line, .line] + AggregationScope.allCases)
    if schedule.mode == .allUnits, random.chance(40) { schedule.basis = .amount }
    schedule.countsPeriod = random.chance(25)
    schedule.below = random.chance(60) ? .nextAccess : random.pick(OutsideBands.allCases)
    schedule.beyond = random.pick(OutsideBands.allCases)
    return schedule
  }

  private mutating func keyFields() -> [KeyField] {
    let all: [KeyField] = [
      .customer, .parent, .group, .tier, .channel, .region, .product, .category, .brand, .project,
      .customerAttribute("segment"), .productAttribute("color"),
    ]
    let goods: [KeyField] = [.product, .category, .brand]
    var fields: [KeyField] = random.chance(95) ? [random.pick(goods)] : []
    for field in random.shuffled(all).prefix(random.int(0...2)) where !fields.contains(field) {
      fields.append(field)
    }
    return random.shuffled(fields)
  }

  private func values(_ field: KeyField) -> [String] {
    switch field {
    case .customer: book.customers.map(\.id)
    case .parent: book.customers.compactMap(\.parent)
    case .group: CaseMaker.groups
    case .tier: CaseMaker.tiers
    case .channel: CaseMaker.channels
    case .region: CaseMaker.places
    case .product: book.products.map(\.id)
    case .category: CaseMaker.classes
    case .brand: CaseMaker.brands
    case .project: CaseMaker.projects
    case .customerAttribute, .productAttribute: ["red", "blue"]
    }
  }

  /// Some of the possible keys, each once.
  private mutating func keys(_ fields: [KeyField]) -> [[String]] {
    var result: [[String]] = [[]]
    for field in fields {
      let values = Set(values(field)).sorted()
      result = result.flatMap { key in values.map { key + [$0] } }
    }
    return Array(random.shuffled(result).prefix(random.int(2...12)))
  }

  /// P-002, P-006: schedules of one key that differ in currency, unit or validity.
  private mutating func addSchedules(_ table: inout PriceTable, _ key: [String]) {
    var places: [(unit: String?, currency: Currency?)] = [(nil, nil)]
    if random.chance(30), let unit = fitting(random.pick(rowUnits), table, key) {
      places.append((unit, nil))
    }
    if currencies.count > 1, random.chance(25) { places.append((nil, currencies[1])) }
    if currencies.count > 2, random.chance(25) { places.append((nil, currencies[2])) }
    for place in random.shuffled(places).prefix(random.int(1...2)) {
      var windows = apartWindows()
      if table.overlap == .latestStart, random.chance(70) { windows.append(window(0)) }
      var seen: Set<Validity> = []
      for window in windows where seen.insert(window).inserted {
        for var row in bands(table, key, place, window) {
          // P-002: with a product in the key its base unit may be stated or not.
          let base = product(table, key)?.baseUnit
          if row.unit == nil, let base, random.chance(15) { row.unit = base }
          table.rows.append(row)
        }
      }
    }
  }

  private func product(_ table: PriceTable, _ key: [String]) -> Product? {
    let id = table.keys.firstIndex(of: .product).map { key[$0] }
    return book.products.first { $0.id == id }
  }

  /// A unit of a row, `nil` where the key names a product that is not counted in it or is counted
  /// in it anyway.
  private func fitting(_ unit: String, _ table: PriceTable, _ key: [String]) -> String? {
    guard let product = product(table, key) else { return unit }
    return unit != product.baseUnit && counts(product, in: unit) ? unit : nil
  }

  /// whether a product is counted in a unit.
  func counts(_ product: Product, in unit: String) -> Bool {
    var next: String? = unit
    while let current = next {
      let isOwn = product.units.contains { $0.unit == current }
      if isOwn || current == product.baseUnit { return true }
      next = book.units.first { $0.id == current }?.of
    }
    return false
  }

  /// P-015: bands without gaps and overlaps.
  private mutating func bands(
    _ table: PriceTable, _ key: [String], _ place: (unit: String?, currency: Currency?),
    _ window: Validity
  ) -> [PriceRow] {
    let scale: Int64 = table.schedule.basis == .amount ? 10_000_000 : 1000
    let pool: [Int64] = [1, 2, 5, 10, 12, 24, 100]
    var starts = random.shuffled(pool).prefix(random.int(0...3)).map { $0 * scale }.sorted()
    if random.chance(85) || starts.isEmpty { starts.insert(0, at: 0) }
    let isPlain = table.schedule.mode == .block
    let pers: [Quantity] = [Quantity(3) ?? .one, Quantity(50) ?? .one, Quantity("0.5") ?? .one]
    let per = !isPlain && random.chance(15) ? random.pick(pers) : .one
    var rows: [PriceRow] = []
    for (index, start) in starts.enumerated() {
      var row = PriceRow(key: key, value: .amount(amount()), from: start, validity: window)
      row.unit = place.unit
      row.currency = place.currency
      row.per = per
      if random.chance(2) { row.value = .amount(0) }
      let next = index + 1 < starts.count ? starts[index + 1] : nil
      if let next, random.chance(20) { row.below = next }
      if next == nil, random.chance(20) { row.below = start + 30 * scale }
      derive(&row, table)
      rows.append(row)
    }
    return rows
  }

  /// P-020 … P-024: derivations, now and then below zero, and surcharges.
  private mutating func derive(_ row: inout PriceRow, _ table: PriceTable) {
    let rules = table.schedule
    guard rules.mode != .block else { return }
    if random.chance(25) {
      let plus: Int64 = random.pick([0, 0, 0, 50_000, 50_000, -50_000, -5_000_000])
      var derived = Derivation(base: base(), factor: factorRate(), plus: plus)
      if random.chance(50) {
        let step: Int64 = random.pick([10_000, 50_000, 100_000, 1_000_000, 30_000])
        derived.point = PricePoint(step: step, mode: random.pick(RoundingMode.allCases))
        if random.chance(40) {
          derived.point = PricePoint(step: 1_000_000, ending: -10_000, mode: .up)
        }
      }
      if random.chance(20) { derived.floor = bound() }
      if random.chance(20) { derived.ceiling = bound() }
      row.value = .derived(derived)
    }
    if random.chance(10) {
      row.surcharge = random.pick([500_000, 5000, 1_000_000])
    }
  }

  private mutating func factorRate() -> Rate {
    Rate(random.pick(["0.5", "0.9", "1.25", "1", "0.333333", "2"])) ?? .one
  }

  private mutating func base() -> PriceBase {
    switch random.int(0...3) {
    case 0: .cost
    case 1: .kind("retail")
    default: .table(random.pick(baseTables))
    }
  }

  private mutating func bound() -> PriceBound {
    if random.chance(40) { return PriceBound(plus: amount()) }
    return PriceBound(base: base(), factor: factorRate(), plus: random.pick([0, 10_000]))
  }

  /// P-026: rows with caps, by project or customer.
  private mutating func makeCapped() {
    let field: KeyField = random.chance(60) ? .project : .customer
    var table = PriceTable(id: "deal", keys: [field, .product])
    table.isProtected = random.chance(40)
    if random.chance(20) { table.floor = bound() }
    if random.chance(20) { table.ceiling = bound() }
    for key in keys(table.keys) {
      let id = "cap" + key.joined(separator: "-")
      let isAmount = random.chance(40)
      let limit: PriceCap =
        isAmount
        ? .amount(random.pick([10_000_000, 50_000_000, 100_000_000, 33_330_000]))
        : .quantity(random.pick([Quantity(5) ?? .one, Quantity(12) ?? .one, Quantity(20) ?? .one]))
      var row = PriceRow(id: id, key: key, value: .amount(amount()), cap: limit)
      if random.chance(20) { row.unit = fitting(random.pick(rowUnits), table, key) }
      if random.chance(20) { row.currency = random.pick(currencies) }
      if random.chance(20) { row.per = Quantity(3) ?? .one }
      derive(&row, table)
      table.rows.append(row)
    }
    book.priceTables.append(table)
    cappedTables = ["deal"]
  }

  /// P-029: kinds beside the selling one that are the price of one channel or tier, by numbers of
  /// their own.
  mutating func placeKinds(seed: UInt64) {
    var own = SplitMix64(seed: seed ^ 0x5029)
    for index in book.priceKinds.indices where book.priceKinds[index].id != book.sellingKind {
      if own.chance(35) { book.priceKinds[index].channel = own.pick(CaseMaker.channels) }
      if own.chance(35) { book.priceKinds[index].tier = own.pick(CaseMaker.tiers) }
    }
  }

  /// P-003: the selling kind over all tables, and two kinds beside it.
  mutating func makeKinds() {
    var rest = random.shuffled(book.priceTables.map(\.id).filter { $0 != "list" && $0 != "deal" })
    if hasCaps { rest.insert("deal", at: random.chance(80) ? 0 : random.int(0...rest.count)) }
    if random.chance(90) { rest.append("list") }
    var accesses: [Access] = []
    while !rest.isEmpty {
      let count = random.int(1...min(3, rest.count))
      let pick: AccessPick = random.chance(35) ? .lowest : .firstFound
      accesses.append(
        Access(
          tables: Array(rest.prefix(count)), pick: pick, when: condition(.access, open: 70)))
      rest.removeFirst(count)
    }
    let dates: [PricingDate] = [.order, .order, .requested, .shipped]
    let retail = PriceKind(id: "retail", accesses: [Access(tables: ["list"])])
    book.priceKinds = [
      PriceKind(id: "price", accesses: accesses, date: random.pick(dates)), retail,
    ]
    if random.chance(50) {
      let some = Array(random.shuffled(book.priceTables.map(\.id)).prefix(2))
      let access = Access(tables: some, pick: random.pick(AccessPick.allCases))
      book.priceKinds.append(
        PriceKind(id: "transfer", accesses: [access], date: random.pick(dates)))
    }
  }
}
