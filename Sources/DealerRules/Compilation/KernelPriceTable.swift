/// A price table of one row per key, or of breaks by quantity, for a party and a product.
///
/// Keys are ordered by party, then product, as they are compiled: the products of a party stand
/// side by side, and the position of a key tells its bands.
struct KernelPriceTable: Sendable {
  /// What the first field of a key names.
  enum Party: UInt8, Sendable { case none, customer, parent, tier, channel }

  var party = Party.none
  var isProtected = false
  /// Keys of party p and its products from page × 65,536 on are
  /// `start[p × pages + page]..<start[p × pages + page + 1]`.
  var start: ContiguousArray<Int32> = [0]
  var pages = 1
  /// The product of each key in its page; one more stands behind the last key, so that a search in
  /// no keys may read on. None where ``isDense``.
  var products: ContiguousArray<UInt16> = []
  /// Every party has a key for every product, or none at all: no search is needed.
  var isDense = false
  /// Which products a party may have; none where searches are short, or where ``isDense``.
  var filter = KernelKeyFilter()
  /// Bands of every key, 0 where keys differ and ``bandStart`` says.
  var bands = 1
  var bandStart: ContiguousArray<Int32> = []
  /// Index into ``PriceColumns/counted`` where both executors read this table, −1 otherwise.
  var counted: Int32 = -1
  /// Bands of all keys before this table.
  var firstBand: Int32 = 0
  /// Base units from which a band prices; empty where every key has one band, and stated once where
  /// all keys have the same.
  var from: ContiguousArray<UInt32> = []
  var sharesFrom = false
  /// The price of one base unit in parts of a step; ``unusual`` in the first band of a key that
  /// only the general executor prices.
  var price: ContiguousArray<UInt32> = []
  /// Parts of a step in which prices are counted, and one of them in millionths.
  var parts: Int64 = 1
  var unit: Int64 = 1
  /// Bands whose amount was replaced, in ascending order, with what stands in place of ``price``,
  /// in millionths.
  var changedBands: ContiguousArray<Int32> = []
  var changedAmounts: ContiguousArray<Int64> = []

  /// Replaced prices that are looked up beside the table; more are written into it.
  static let mostChanges = 512

  static let unusual = UInt32.max

  /// The tables of the selling price; `nil` where the search is more than one table after another.
  static func tables(_ rules: CompiledParts, step: Int64) -> [KernelPriceTable]? {
    guard rules.access.kinds.indices.contains(Int(rules.access.selling)) else { return nil }
    let kind = rules.access.kinds[Int(rules.access.selling)]
    var tables: [KernelPriceTable] = []
    for index in Int(kind.accessStart)..<Int(kind.accessStart + kind.accessCount) {
      let access = rules.access.accesses[index]
      guard access.condition < 0, access.pick == .firstFound else { return nil }
      for position in Int(access.tableStart)..<Int(access.tableStart + access.tableCount) {
        let info = rules.prices.tables[Int(rules.access.tables[position])]
        if info.counted >= 0 {
          tables.append(rules.prices.counted[Int(info.counted)].prices)
          continue
        }
        guard
          let plain = KernelPriceTable(
            rules.prices, info, products: rules.catalog.products.count, step: step)
        else { return nil }
        tables.append(plain)
      }
    }
    return tables
  }

  /// A table without keys.
  init(party: Party, isProtected: Bool) {
    self.party = party
    self.isProtected = isProtected
  }

  /// What the first field of a table's keys names; `nil` for a kind of table that only the general
  /// executor knows.
  static func party(of info: PriceTableInfo, _ prices: PriceColumns) -> Party? {
    guard info.multiplyCount == 0, info.floor < 0, info.ceiling < 0,
      info.schedule.mode == .allUnits
    else { return nil }
    return party(
      of: prices.fields[Int(info.fieldStart)..<Int(info.fieldStart + info.fieldCount)])
  }

  /// The same of a table as it is stated.
  static func party(of table: PriceTable, _ codes: [KeyCode]) -> Party? {
    guard table.multiply.isEmpty, table.floor == nil, table.ceiling == nil,
      table.schedule.mode == .allUnits
    else { return nil }
    return party(of: codes[...])
  }

  private static func party(of fields: ArraySlice<KeyCode>) -> Party? {
    guard fields.last?.kind == .product, fields.count <= 2 else { return nil }
    if fields.count == 1 { return Party.none }
    switch fields.first?.kind {
    case .customer: return .customer
    case .parent: return .parent
    case .tier: return .tier
    case .channel: return .channel
    default: return nil
    }
  }

  /// The rows of a table that ``PriceColumns`` keeps; `nil` for another kind of table.
  init?(_ prices: PriceColumns, _ info: PriceTableInfo, products: Int, step: Int64) {
    guard let party = KernelPriceTable.party(of: info, prices) else { return nil }
    self.init(party: party, isProtected: info.isProtected)
    let width = Int(info.fieldCount)
    addKeys(info.groups.count, products: products) { key in
      let cell = Int(prices.groupKeyStart[info.groups.lowerBound + key])
      return (width == 1 ? 0 : prices.groupKeys[cell], prices.groupKeys[cell + width - 1])
    }
    addBands(prices, info.groups, info.schedule, step: step)
  }

  /// Pages of so many products.
  static func pages(of products: Int) -> Int { max(1, (products + 65_535) >> 16) }

  /// Takes keys of a party and a product, in their order.
  mutating func addKeys(
    _ keys: Int, products count: Int, _ key: (Int) -> (party: Int32, product: Int32)
  ) {
    products.reserveCapacity(keys + 1)
    pages = KernelPriceTable.pages(of: count)
    for index in 0..<keys {
      let (party, product) = key(index)
      let row = Int(party) * pages + Int(product) >> 16
      while start.count <= row { start.append(Int32(products.count)) }
      products.append(UInt16(truncatingIfNeeded: product))
    }
    repeat { start.append(Int32(products.count)) } while (start.count - 1) % pages != 0
    index(products: count)
  }

  /// Takes keys in their order: where those of each party and page begin, and their products.
  mutating func take(
    _ start: ContiguousArray<Int32>, _ products: ContiguousArray<UInt16>, products count: Int
  ) {
    (self.start, self.products) = (start, products)
    pages = KernelPriceTable.pages(of: count)
    index(products: count)
  }

  /// Looks whether a search is needed, and makes the filter before it.
  private mutating func index(products count: Int) {
    let all = Int32(count)
    isDense = stride(from: 0, to: start.count - 1, by: pages).allSatisfy {
      let keys = start[$0 + pages] - start[$0]
      return keys == 0 || keys == all
    }
    guard !isDense else {
      products = []
      return
    }
    filter = KernelKeyFilter(start, products, pages: pages)
    products.append(0)
  }

  /// Takes breaks that all keys share, in thousandths of base units.
  mutating func addBreaks(_ breaks: [Int64]) {
    bands = breaks.count
    guard bands > 1 else { return }
    from = ContiguousArray(breaks.map { UInt32(clamping: $0 / 1000) })
    sharesFrom = true
  }

  /// Takes amounts in the coarsest count in which all are whole; false where some are
  /// ``unusual``.
  mutating func addPrices(_ count: Int, step: Int64, _ amount: (Int) -> Int64) -> Bool {
    let all = 0..<count
    while parts < step, all.contains(where: { amount($0) % (step / parts) != 0 }) { parts *= 10 }
    unit = step / parts
    price.reserveCapacity(count)
    var isWhole = true
    for index in all {
      let value = KernelPriceTable.price(amount(index), unit)
      isWhole = isWhole && value != KernelPriceTable.unusual
      price.append(value)
    }
    return isWhole
  }

  /// The same of the amounts of rows in an order.
  mutating func addPrices(
    _ amounts: PagedColumn<Int64>, _ order: ContiguousArray<Int32>, step: Int64
  ) -> Bool {
    // Mostly amounts are whole steps; the rest is asked only where one is not.
    unit = step
    let small = UInt32(exactly: step) ?? 0
    price.reserveCapacity(order.count)
    for row in order {
      let amount = amounts[Int(row)]
      // A division of 32 bits takes half the time of one of 64.
      if let few = UInt32(exactly: amount), small > 0, few % small == 0, few / small < .max {
        price.append(few / small)
        continue
      }
      let (steps, rest) = amount.quotientAndRemainder(dividingBy: step)
      guard rest == 0, amount >= 0, steps < Int64(UInt32.max) else {
        price.removeAll(keepingCapacity: true)
        return addPrices(order.count, step: step) { amounts[Int(order[$0])] }
      }
      price.append(UInt32(truncatingIfNeeded: steps))
    }
    return true
  }

  private mutating func addBands(
    _ prices: PriceColumns, _ groups: Range<Int>, _ schedule: Schedule, step: Int64
  ) {
    unit = step
    guard !groups.isEmpty else { return }
    func band(_ group: Int) -> Int {
      Int(prices.bandStart[Int(prices.groupSchedules[group])])
    }
    firstBand = Int32(band(groups.lowerBound))
    let all = Int(firstBand)..<band(groups.upperBound)
    bands = band(groups.lowerBound + 1) - Int(firstBand)
    for group in groups where band(group + 1) - band(group) != bands { bands = 0 }
    if bands == 0 {
      for group in groups { bandStart.append(Int32(band(group)) - firstBand) }
      bandStart.append(Int32(all.count))
    }
    _ = addPrices(all.count, step: step) { prices.bandAmount[all.lowerBound + $0] }
    if bands != 1 {
      from.reserveCapacity(all.count)
      for index in all { from.append(UInt32(clamping: prices.bandFrom[index] / 1000)) }
    }
    shareFrom()
    for group in groups where !isPlain(prices, group, schedule) {
      price[band(group) - Int(firstBand)] = KernelPriceTable.unusual
    }
  }

  /// A price as whole units, or ``unusual``.
  static func price(_ amount: Int64, _ unit: Int64) -> UInt32 {
    let isWhole = amount >= 0 && amount % unit == 0 && amount / unit < Int64(UInt32.max)
    return isWhole ? UInt32(amount / unit) : unusual
  }

  /// Keeps the breaks once where every key has the same.
  private mutating func shareFrom() {
    guard bands > 1 else { return }
    for index in from.indices where from[index] != from[index % bands] { return }
    from = ContiguousArray(from.prefix(bands))
    sharesFrom = true
  }

  /// The band of a key that prices so many base units; `nil` where only the general executor knows.
  @inline(__always)
  func band(_ key: Int, _ units: Int64) -> Int? {
    let first = bands > 0 ? key * bands : Int(bandStart[key])
    guard price[first] != KernelPriceTable.unusual else { return nil }
    let count = bands > 0 ? bands : Int(bandStart[key + 1]) - first
    let breaks = sharesFrom ? 0 : first
    guard units >= Int64(from[breaks]) else { return nil }
    var passed = 0
    for next in 1..<max(count, 1) { passed += units >= Int64(from[breaks + next]) ? 1 : 0 }
    return first + passed
  }

  /// Whether a key has one schedule, always in force, in base units and the book's currency, with
  /// bands that say no more than from when they price.
  private func isPlain(_ prices: PriceColumns, _ group: Int, _ schedule: Schedule) -> Bool {
    let index = Int(prices.groupSchedules[group])
    guard Int(prices.groupSchedules[group + 1]) == index + 1,
      prices.scheduleCurrency[index] == 0, prices.scheduleUnit[index] < 0,
      prices.scheduleFrom[index] == Validity.always.from.secondsSinceEpoch,
      prices.scheduleUntil[index] == Validity.always.until.secondsSinceEpoch
    else { return false }
    let all = Int(prices.bandStart[index])..<Int(prices.bandStart[index + 1])
    if all.count > 1 || prices.bandFrom[all.lowerBound] != 0 {
      guard schedule.basis == .quantity, schedule.scope == .line, !schedule.countsPeriod else {
        return false
      }
    }
    guard prices.bandBelow[all.upperBound - 1] == Int64.max else { return false }
    for band in all {
      let from = prices.bandFrom[band]
      let place = band - Int(firstBand)
      guard prices.bandPer[band] == 1000, prices.bandExtra[band] < 0,
        price[place] != KernelPriceTable.unusual, from % 1000 == 0,
        from / 1000 < KernelProgram.mostUnits,
        band + 1 == all.upperBound || prices.bandBelow[band] == prices.bandFrom[band + 1]
      else { return false }
      // A single band from the first unit on is the only one without `from` columns.
      if bands == 1, from > 1000 { return false }
    }
    return true
  }
}
