import DealerRules

/// Entries of a price list with one target and the same conditions.
private struct EntryGroup {
  var entries: [CaseValue]
  var specificity: Int64
  var position: Int64
}

/// Rows that do not contradict one another: of each product, bands without gaps.
private struct EntryLayer {
  var rows: [PriceRow] = []
  /// The last band of each key and validity.
  var last: [String: EntryBand] = [:]
}

/// The quantities that an entry holds for, in thousandths; the end is included.
private struct EntryBand {
  var row: Int
  var from: Int64
  var to: Int64?
}

extension CaseTranslator {
  /// The places of one price list.
  mutating func places(
    _ list: CaseValue, _ position: Int64, as prefix: String = ""
  ) throws -> [PricePlace] {
    guard let id = list["id"]?.text else { throw CaseFault(description: "a price list without id") }
    var places: [PricePlace] = []
    let conditions = try listConditions(list["conditions"]?.items ?? [])
    for (index, group) in groups(list).enumerated() {
      guard let sample = group.entries.first else { continue }
      let when = CaseTranslator.all(conditions + (try self.conditions(sample)))
      let count = (list["conditions"]?.items.count ?? 0) + (sample["conditions"]?.items.count ?? 0)
      for (depth, layer) in try layers(list, group).enumerated() {
        let name = "\(prefix)\(id), entries \(index + 1).\(depth + 1)"
        var table = PriceTable(
          id: name, keys: keys(list, sample), schedule: schedule(list),
          isProtected: list["excludes_discounts"] == .flag(true), overlap: .latestStart)
        for row in layer.rows { append(row, to: &table, of: id) }
        result.book.priceTables.append(table)
        places.append(
          PricePlace(
            access: Access(tables: [name], when: when),
            rank: rank(list, position, group, count, layer), kind: list["kind"]?.text ?? ""))
      }
    }
    return places
  }

  /// Appends a row under a name that leads back to its list.
  private mutating func append(_ row: PriceRow, to table: inout PriceTable, of list: String) {
    var row = row
    row.id = "\(table.id), row \(table.rows.count + 1)"
    result.lists[row.id ?? ""] = list
    table.rows.append(row)
  }

  private func rank(
    _ list: CaseValue, _ position: Int64, _ group: EntryGroup, _ conditions: Int,
    _ layer: EntryLayer
  ) -> [Int64] {
    guard profile.entries == .conditions else {
      return [position, group.specificity, group.position]
    }
    let prices = layer.rows.compactMap { row in
      if case .amount(let amount) = row.value { amount } else { nil }
    }
    return [list["kind"] == nil ? 1 : 0, -Int64(conditions), prices.min() ?? 0]
  }

  private func conditions(_ entry: CaseValue) throws -> [Condition] {
    var parts = try listConditions(entry["conditions"]?.items ?? [])
    if let category = entry["category"]?.text { parts.append(self.category(isIn: [category])) }
    if let unit = entry["uom"]?.text { parts.append(.test(.lineAttribute("uom"), .isIn([unit]))) }
    return parts
  }

  private func keys(_ list: CaseValue, _ entry: CaseValue) -> [KeyField] {
    var keys: [KeyField] = []
    if list["assigned_to"]?["customer"] != nil || entry["customer"] != nil {
      keys.append(.customer)
    } else if list["assigned_to"]?["group"] != nil {
      keys.append(.group)
    }
    if entry["sku"] != nil { keys.append(.product) }
    return keys
  }

  /// Keys of an entry's rows: its product and the variants of it.
  private func rowKeys(_ list: CaseValue, _ entry: CaseValue) -> [[String]] {
    let assigned = list["assigned_to"]
    let owner = [
      assigned?["customer"]?.text ?? entry["customer"]?.text ?? assigned?["group"]?.text
    ].compactMap { $0 }
    guard let sku = entry["sku"]?.text else { return [owner] }
    let variants = products.filter { $0["variant_of"]?.text == sku }
    return ([sku] + variants.compactMap { $0["sku"]?.text }).map { owner + [$0] }
  }

  private func schedule(_ list: CaseValue) -> Schedule {
    Schedule(
      mode: isGraduated(list) ? .graduated : .allUnits, below: .nextAccess, beyond: .nextAccess)
  }

  private func isGraduated(_ list: CaseValue) -> Bool {
    ["graduated", "stairstep_cumulative"].contains(list["break_mode"]?.text ?? "")
  }

  /// Entries with the same target and conditions; each its own where their order decides.
  private func groups(_ list: CaseValue) -> [EntryGroup] {
    var order: [String] = []
    var groups: [String: EntryGroup] = [:]
    for (position, entry) in (list["entries"]?.items ?? []).enumerated() {
      guard !isWithoutPrice(entry) else { continue }
      let target = entry["sku"] != nil ? 0 : entry["category"] != nil ? 1 : 2
      let special = ["customer", "uom", "conditions"].filter { entry[$0] != nil }
      let isOwn = profile.entries == .declared || profile.entries == .conditions
      var name = "\(target) \(entry["category"]?.text ?? "")"
      for member in special { name += "|\(member) \(String(describing: entry[member]))" }
      if isOwn { name += "|\(position)" }
      if groups[name] == nil {
        order.append(name)
        groups[name] = EntryGroup(
          entries: [],
          specificity: isOwn ? 0 : Int64(target * 10 - special.count),
          position: isOwn ? Int64(position) : 0)
      }
      groups[name]?.entries.append(entry)
    }
    return order.compactMap { groups[$0] }
  }

  /// An entry whose price is stated as null gives none.
  private func isWithoutPrice(_ entry: CaseValue) -> Bool {
    entry.members["price"] == .null
  }

  /// Puts entries into layers; what contradicts or leaves a gap goes to the next layer.
  private func layers(_ list: CaseValue, _ group: EntryGroup) throws -> [EntryLayer] {
    var layers: [EntryLayer] = []
    for entry in try inOrder(group.entries) {
      let to = try entry["max_qty"].map { try quantity($0).thousandths }
      let stated = try entry["min_qty"].map { try quantity($0).thousandths }
      for key in rowKeys(list, entry) {
        let place = try key.joined(separator: "|") + "|\(validity(list, entry))"
        var depth = 0
        while depth < layers.count,
          let last = layers[depth].last[place], !follows(last, stated, to, list)
        { depth += 1 }
        if depth == layers.count { layers.append(EntryLayer()) }
        let from = start(stated, after: layers[depth].last[place], list)
        var row = PriceRow(
          key: key, value: try value(list, entry),
          currency: try list["currency"]?.text.map { try CaseTranslator.currency($0) },
          unit: entry["uom"]?.text, from: from, validity: try validity(list, entry))
        if let per = entry["price_base"]?.text.flatMap({ Quantity($0) }) { row.per = per }
        layers[depth].last[place] = EntryBand(row: layers[depth].rows.count, from: from, to: to)
        layers[depth].rows.append(row)
      }
    }
    return layers.map { closed($0, list) }
  }

  /// Entries by where they begin; those that only state an end by their end.
  private func inOrder(_ entries: [CaseValue]) throws -> [CaseValue] {
    let hasEndsOnly = entries.contains { $0["min_qty"] == nil && $0["max_qty"] != nil }
    let starts = try entries.map { entry in
      if let from = entry["min_qty"] { return try quantity(from).thousandths }
      guard hasEndsOnly else { return 0 }
      return try entry["max_qty"].map { try quantity($0).thousandths } ?? Int64.max
    }
    return entries.indices.sorted { (starts[$0], $0) < (starts[$1], $1) }.map { entries[$0] }
  }

  /// Whether a band can stand after another: it begins where that one ends, or later where that
  /// one has no end.
  private func follows(
    _ last: EntryBand, _ from: Int64?, _ to: Int64?, _ list: CaseValue
  ) -> Bool {
    guard let from else { return last.to != nil && (to ?? .max) > (last.to ?? .max) }
    guard let end = last.to else { return from > start(nil, after: last, list) }
    return end < from && from <= end + 1000
  }

  /// The first quantity of a band: stated, or what follows the band before.
  private func start(_ from: Int64?, after last: EntryBand?, _ list: CaseValue) -> Int64 {
    // A graduated band begins when the units below it are full.
    if let from { return isGraduated(list) ? max(0, from - 1000) : from }
    guard let last else { return 0 }
    return last.to.map { isGraduated(list) ? $0 : $0 + 1 } ?? last.from
  }

  /// Rows whose last band ends where its entry says.
  private func closed(_ layer: EntryLayer, _ list: CaseValue) -> EntryLayer {
    var layer = layer
    for band in layer.last.values {
      guard let end = band.to else { continue }
      layer.rows[band.row].below = isGraduated(list) ? end : end + 1
    }
    return layer
  }

  private func validity(_ list: CaseValue, _ entry: CaseValue) throws -> Validity {
    let (a, b) = (try validity(list["valid"]), try validity(entry["valid"]))
    return Validity(from: max(a.from, b.from), until: min(a.until, b.until))
  }

  // MARK: What an entry says

  func value(_ list: CaseValue, _ entry: CaseValue) throws -> PriceValue {
    if let price = entry["price"] { return .amount(try amount(price)) }
    if let formula = entry["formula"]?.text { return try self.formula(formula) }
    var base = PriceBase.table(CaseTranslator.listTable)
    if entry["base"]?.text == "cost" || entry["price_base"]?.text == "cost" { base = .cost }
    if let other = list["based_on"]?.text { base = .kind(CaseTranslator.kind(of: other)) }
    var value = Derivation(base: base)
    if let percent = entry["percent_off"] {
      value.factor = try rest(try self.percent(percent))
    }
    if let plus = entry["surcharge"] { value.plus = try amount(plus) }
    if let margin = entry["min_margin"] {
      value.floor = PriceBound(base: base, plus: try amount(margin))
    }
    if let margin = entry["max_margin"] {
      value.ceiling = PriceBound(base: base, plus: try amount(margin))
    }
    return .derived(value)
  }

  /// A constant, a price, or a price times a factor.
  func formula(_ text: String) throws -> PriceValue {
    let parts = text.split(separator: "*").map { $0.filter { $0 != " " } }
    let names = parts.filter { $0.first?.isLetter == true }
    let numbers = parts.filter { $0.first?.isLetter != true }
    guard names.count <= 1, numbers.count <= 1 else {
      throw CaseFault(description: "formula \(text)")
    }
    guard let name = names.first else { return .amount(try amount(numbers.first)) }
    let factor = Rate(numbers.first ?? "1")
    guard let factor else { throw CaseFault(description: "formula \(text)") }
    switch name {
    case "unit_price", "list_price":
      return .derived(Derivation(base: .table(CaseTranslator.listTable), factor: factor))
    case "cost_price": return .derived(Derivation(base: .cost, factor: factor))
    default: throw CaseFault(description: "formula \(text)")
    }
  }

  // MARK: Lists merged tier by tier

  /// For each tier of any list one place: the first list that has the tier, or the lowest.
  mutating func tierPlaces() throws -> [PricePlace] {
    let lists = priceLists.enumerated().map { index, list -> (rank: [Int], list: CaseValue) in
      let owner = list["assigned_to"]
      let level = owner?["customer"] != nil ? 0 : owner?["group"] != nil ? 1 : 2
      return ([level, list["sort"]?.whole ?? 0, index], list)
    }.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.list)
    var tiers: Set<Int64> = []
    for list in lists {
      for entry in list["entries"]?.items ?? [] {
        tiers.insert(try entry["min_qty"].map { try quantity($0).thousandths } ?? 0)
      }
    }
    let isLowest = given["combination"]?.text == "minimal_prices"
    var places: [PricePlace] = []
    for (position, tier) in tiers.sorted(by: >).enumerated() {
      var tables: [String] = []
      for list in lists {
        tables += try tierTables(list, tier)
      }
      let reached = Condition.test(.lineQuantity, .number(from: tier * 1000, below: nil))
      let pick: AccessPick = isLowest ? .lowest : .firstFound
      places.append(
        PricePlace(
          access: Access(tables: tables, pick: pick, when: reached), rank: [Int64(position)],
          kind: ""))
    }
    if let first = places.last?.access {
      places.append(
        PricePlace(
          access: Access(tables: first.tables, pick: first.pick, when: belowFirstTier),
          rank: [Int64(places.count)], kind: ""))
    }
    return places
  }

  /// Tables of one list that hold the entries of one tier, by who they are for.
  private mutating func tierTables(_ list: CaseValue, _ tier: Int64) throws -> [String] {
    guard let id = list["id"]?.text else { throw CaseFault(description: "a price list without id") }
    var tables: [String] = []
    for (index, entry) in (list["entries"]?.items ?? []).enumerated() {
      let from = try entry["min_qty"].map { try quantity($0).thousandths } ?? 0
      guard from == tier, !isWithoutPrice(entry) else { continue }
      var table = PriceTable(
        id: "\(id), entry \(index + 1)", keys: keys(list, entry), overlap: .latestStart)
      for key in rowKeys(list, entry) {
        let row = PriceRow(
          key: key, value: try value(list, entry),
          currency: try list["currency"]?.text.map { try CaseTranslator.currency($0) },
          unit: entry["uom"]?.text, validity: try validity(list, entry))
        append(row, to: &table, of: id)
      }
      result.book.priceTables.append(table)
      tables.append(table.id)
    }
    return tables
  }

  /// When a quantity below every tier is priced by the lowest one.
  private var belowFirstTier: Condition {
    let settings = given["settings"]
    var cases: [Condition] = []
    let isFractional = Condition.test(
      .productAttribute(CaseTranslator.precision), .number(from: 1, below: nil))
    if settings?["below_first_tier"] == .flag(true) { cases.append(.always) }
    if settings?["fractional_below_first_tier"] == .flag(true) { cases.append(isFractional) }
    if settings?["fractional_below_one_unit"] == .flag(true) {
      let belowOne = Condition.test(.lineQuantity, .number(from: nil, below: Money.one))
      cases.append(.all([isFractional, belowOne]))
    }
    return .any(cases)
  }
}
