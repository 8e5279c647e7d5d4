import DealerRules

/// One place where a price is looked for: tables that are searched together.
struct PricePlace {
  var access: Access
  /// Smaller goes first; compared from the left.
  var rank: [Int64]
  /// The kind of the price list, `sale` or `override`; empty for plain prices.
  var kind: String
}

extension CaseTranslator {
  static let listTable = "list"
  static let listKind = "list"
  static let originalKind = "original"
  static let addedKind = "added"
  static let minimumKind = "minimum"
  /// What a product costs where a case states no price at all, so that rates can be measured.
  static let assumedPrice = "100.00"

  var priceLists: [CaseValue] {
    (given["price_lists"]?.items ?? []).filter { $0["active"] != .flag(false) }
  }

  /// Price tables and the order in which they are searched.
  mutating func addPrices() throws {
    try addExchangeRates()
    try addTypedPrices()
    try addListPrices()
    let rates = try ratePlaces()
    var places: [PricePlace] = []
    if profile.entries == .tiers {
      places = try tierPlaces()
    } else {
      for (position, list) in chosenLists().enumerated() {
        places += try self.places(list, Int64(position))
      }
    }
    places = CaseTranslator.sorted(places)
    let typed = Access(tables: ["typed"])
    let base = [Access(tables: ["special"]), Access(tables: [CaseTranslator.listTable])]
    let plain = places.filter { $0.kind != "sale" }
    result.book.priceKinds += [
      PriceKind(id: "price", accesses: [typed] + rates + places.map(\.access) + base),
      PriceKind(id: CaseTranslator.originalKind, accesses: plain.map(\.access) + base),
      PriceKind(id: CaseTranslator.listKind, accesses: [base[1]]),
      PriceKind(id: CaseTranslator.addedKind, accesses: [Access(tables: ["added"])]),
      PriceKind(id: CaseTranslator.minimumKind, accesses: [Access(tables: ["minimum"])]),
    ]
    try addBasedOn()
  }

  static func sorted(_ places: [PricePlace]) -> [PricePlace] {
    let order = places.indices.sorted { a, b in
      let (left, right) = (places[a].rank + [Int64(a)], places[b].rank + [Int64(b)])
      return left.lexicographicallyPrecedes(right)
    }
    return order.map { places[$0] }
  }

  /// The lists that an order may be priced from, in the order of their stated places.
  private func chosenLists() -> [CaseValue] {
    if let chosen = given["order"]?["price_list"]?.text {
      return priceLists.filter { $0["id"]?.text == chosen }
    }
    let places = priceLists.map { list in
      ["position", "sort", "sequence"].compactMap { list[$0]?.whole }.first ?? 0
    }
    let order = priceLists.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    return order.map { priceLists[$0] }
  }

  private mutating func addExchangeRates() throws {
    for (name, value) in given["exchange_rates"]?.members ?? [:] {
      // "NEW per USD": 10 is worth ten NEW for one USD.
      let words = name.split(separator: " ").map(String.init)
      guard words.count == 3, words[1] == "per", let factor = value.text.flatMap({ Factor($0) })
      else { throw CaseFault(description: "exchange rate \(name)") }
      result.book.exchangeRates.append(
        ExchangeRate(
          from: try CaseTranslator.currency(words[2]), to: try CaseTranslator.currency(words[0]),
          factor: factor))
    }
  }

  /// Prices that the order's lines state, for these lines only.
  private mutating func addTypedPrices() throws {
    var table = PriceTable(id: "typed", keys: [.project])
    for (position, line) in orderLines.enumerated() {
      let key = [CaseTranslator.project(position)]
      if let price = line["unit_price"]?.text {
        guard !price.hasPrefix("-") else { continue }
        table.rows.append(
          PriceRow(key: key, value: .amount(try amount(price)), unit: line["uom"]?.text))
      } else if let subtotal = line["line_subtotal"] {
        table.rows.append(
          PriceRow(
            key: key, value: .amount(try amount(subtotal)), per: try quantity(line["qty"])))
      }
    }
    result.book.priceTables.append(table)
  }

  static func project(_ line: Int) -> String { "line \(line + 1)" }

  /// Prices that products state.
  private mutating func addListPrices() throws {
    let name = unitRounding == nil ? CaseTranslator.listTable : "exact"
    var exact = PriceTable(id: name, keys: [.product])
    var special = PriceTable(id: "special", keys: [.product])
    var added = PriceTable(id: "added", keys: [.product])
    var minimum = PriceTable(id: "minimum", keys: [.product])
    for product in products {
      guard let sku = product["sku"]?.text else { continue }
      let currency = try product["price_currency"]?.text.map { try CaseTranslator.currency($0) }
      if let price = try listPrice(product) {
        exact.rows.append(PriceRow(key: [sku], value: .amount(price), currency: currency))
      }
      if let price = product["min_price"] {
        minimum.rows.append(PriceRow(key: [sku], value: .amount(try amount(price))))
      }
      if let price = product["special_price"] {
        special.rows.append(PriceRow(key: [sku], value: .amount(try amount(price))))
      } else if let percent = product["special_percent_off"] {
        let part = try rest(try self.percent(percent))
        let value = Derivation(base: .table(CaseTranslator.listTable), factor: part)
        special.rows.append(PriceRow(key: [sku], value: .derived(value)))
      }
    }
    for event in given["prior_events"]?.items ?? [] where event["type"]?.text == "line_added" {
      guard let sku = event["sku"]?.text, let price = event["at_price"] else { continue }
      added.rows.append(PriceRow(key: [sku], value: .amount(try amount(price))))
    }
    if assumesPrice {
      for sku in Set(orderLines.compactMap { $0["sku"]?.text }).sorted()
      where !exact.rows.hasKey(sku) {
        exact.rows.append(
          PriceRow(key: [sku], value: .amount(try amount(CaseTranslator.assumedPrice))))
      }
    }
    result.book.priceTables += [exact, special, added, minimum]
    guard let mode = unitRounding else { return }
    var rounded = PriceTable(id: CaseTranslator.listTable, keys: [])
    let point = PricePoint(step: step, mode: mode)
    let value = Derivation(base: .table(name), point: point)
    rounded.rows.append(PriceRow(key: [], value: .derived(value)))
    result.book.priceTables.append(rounded)
  }

  /// The price a product has now: the original one where catalog promotions start from it, and
  /// the one that a change left where open orders follow it.
  private func listPrice(_ product: CaseValue) throws -> Int64? {
    let promotions = given["promotions"]?.items ?? []
    if let original = product["original_price"],
      promotions.contains(where: { $0["kind"]?.text == "catalog" })
    {
      return try amount(original)
    }
    let events = (given["prior_events"]?.items ?? []).filter { $0["sku"] == product["sku"] }
    if let policy = given["price_change_policy"]?.text {
      let type = policy == "latest" ? ("price_changed", "price") : ("line_added", "at_price")
      if let event = events.last(where: { $0["type"]?.text == type.0 }) {
        return try amount(event[type.1])
      }
    }
    return try product["list_price"].map { try amount($0) }
  }

  /// A case that states no price at all is about rates and quantities.
  private var assumesPrice: Bool {
    guard priceLists.isEmpty else { return false }
    return !(given["promotions"]?.items ?? []).contains { promotion in
      (promotion["effects"]?.items ?? []).contains(where: isPriceOfUnit)
    }
  }

  // MARK: Prices that promotions state

  /// A promotion that states the price of a unit before anything else counts is a price.
  func isPriceOfUnit(_ effect: CaseValue) -> Bool {
    effect["type"]?.text == "fixed_price" && effect["scope"]?.text != "order"
  }

  /// Unit prices that promotions on the price state, in the order of their priority.
  private mutating func ratePlaces() throws -> [Access] {
    let promotions = given["promotions"]?.items ?? []
    var rates: [(rank: Int, access: Access)] = []
    guard given["order"]?["ignore_rules"] != .flag(true) else { return [] }
    for (position, promotion) in promotions.enumerated()
    where promotion["kind"] != nil && promotion["enabled"] != .flag(false) {
      for effect in promotion["effects"]?.items ?? [] where isPriceOfUnit(effect) {
        let price = try amount(effect["price"])
        if price == 0, promotion["zero_rate_means"]?.text == "use_item_price" { continue }
        let id = "rate \(position + 1)"
        var table = PriceTable(id: id, keys: [])
        result.rates[id] = position
        table.rows.append(
          PriceRow(
            id: id, key: [], value: .amount(price),
            currency: try effect["currency"]?.text.map { try CaseTranslator.currency($0) },
            unit: effect["filter"]?["uom"]?.text,
            validity: try validity(promotion["validity"])))
        result.book.priceTables.append(table)
        let conditions = try self.conditions(promotion)
        guard conditions.requires.isEmpty else {
          throw CaseFault(description: "a unit price that depends on what the order reaches")
        }
        let when = CaseTranslator.all(conditions.when + [try condition(effect["filter"])])
        rates.append((-(promotion["priority"]?.whole ?? 0), Access(tables: [id], when: when)))
      }
    }
    let order = rates.indices.sorted { (rates[$0].rank, $0) < (rates[$1].rank, $1) }
    return order.map { rates[$0].access }
  }

  // MARK: Lists that others are based on

  private mutating func addBasedOn() throws {
    let names = Set(priceLists.compactMap { $0["based_on"]?.text })
    for list in priceLists {
      guard let id = list["id"]?.text, names.contains(id) else { continue }
      let places = CaseTranslator.sorted(try self.places(list, 0, as: "base of others, "))
      result.book.priceKinds.append(
        PriceKind(
          id: CaseTranslator.kind(of: id),
          accesses: places.map(\.access) + [Access(tables: [CaseTranslator.listTable])]))
    }
  }

  static func kind(of list: String) -> String { "list \(list)" }
}

extension PriceRows {
  /// Whether a row has this first key.
  fileprivate func hasKey(_ key: String) -> Bool {
    (0..<count).contains { self[$0].key.first == key }
  }
}
