import DealerRules

/// What a search is made for: an item at an instant, in a wanted currency.
struct ReferenceQuery {
  var item: ReferenceItem
  var instant: Instant
  var wanted: Currency
  /// Searches of other kinds, bases and standalone amounts report nothing.
  var isQuiet: Bool
  /// P-029: what a kind states in place of the order's channel and the dealer's tier.
  var channel: String?
  var tier: String?
}

/// A price that a schedule gives.
struct ReferenceQuote {
  var schedule: ReferenceSchedule
  /// The row that explanations name.
  var row: PriceRow
  /// Millionths of the row's currency per base unit, exact.
  var perBase: Fraction
  /// Units of the wanted currency per unit of the row's.
  var exchange: Fraction
  /// Rows whose price a bound changed (P-023).
  var bounds: [(code: ReasonCode, row: PriceRow)] = []
  var tags: Set<String> = []

  /// Millionths of the wanted currency per base unit, exact.
  var price: Fraction { perBase * exchange }

  mutating func addBounds(_ codes: Set<ReasonCode>, of row: PriceRow) {
    for code in codes { bounds.append((code, row)) }
  }
}

/// What a schedule says to a query.
enum ReferenceAttempt {
  case price(ReferenceQuote)
  /// No price; the search goes on.
  case nothing
  /// No price; the search ends (P-015 `error`).
  case stop
}

extension ReferenceRun {
  /// P-007: the pricing instant of a kind.
  func pricingInstant(_ kind: PriceKind) -> Instant {
    switch kind.date {
    case .order: return instant
    case .requested: return order.requested.map { world.book.zone.start(of: $0) } ?? instant
    case .shipped: return order.shipped.map { world.book.zone.start(of: $0) } ?? instant
    }
  }

  /// P-003 … P-005: gives every price of a kind in the order of the search until `take` is content.
  func search(
    _ kind: PriceKind, _ asked: ReferenceQuery, take: (ReferenceQuote) -> Bool
  ) {
    var query = asked
    query.channel = kind.channel ?? asked.channel
    query.tier = kind.tier ?? asked.tier
    if world.canary == .kindsOfOrder { (query.channel, query.tier) = (nil, nil) }
    for (number, access) in kind.accesses.enumerated() {
      guard holds(access.when, query.item) else {
        if !query.isQuiet { tag("access.skipped") }
        continue
      }
      switch access.pick {
      case .firstFound:
        for table in access.tables {
          let (isDone, _) = walk(table, query) { quote in
            var quote = quote
            quote.tags.insert("pick.firstFound")
            if number > 0 { quote.tags.insert("access.later") }
            return take(quote)
          }
          if isDone { return }
        }
      case .lowest:
        if takeLowest(access, query, take) { return }
      }
    }
  }

  /// P-004: gives the prices of one table in order; true when the search has ended.
  private func walk(
    _ table: String, _ query: ReferenceQuery, take: (ReferenceQuote) -> Bool
  ) -> (isDone: Bool, wasStopped: Bool) {
    for schedule in usable(table, query) {
      switch evaluate(schedule, query) {
      case .price(let quote): if take(quote) { return (true, false) }
      case .nothing: continue
      case .stop: return (true, true)
      }
    }
    return (false, false)
  }

  /// P-005: gives the prices of all tables of an access, the lowest first.
  private func takeLowest(
    _ access: Access, _ query: ReferenceQuery, _ take: (ReferenceQuote) -> Bool
  ) -> Bool {
    var quotes: [ReferenceQuote] = []
    for table in access.tables {
      let (_, wasStopped) = walk(table, query) { quote in
        quotes.append(quote)
        return false
      }
      if wasStopped { return true }
    }
    let order = quotes.indices.sorted { a, b in
      let (x, y) = (quotes[a].price, quotes[b].price)
      return x == y ? a < b : x < y
    }
    for index in order {
      quotes[index].tags.insert("pick.lowest")
      if order.count > 1 { quotes[index].tags.insert("pick.lowestOfMany") }
      if take(quotes[index]) { return true }
    }
    return false
  }

  /// P-004, P-006: the usable schedules of a table in the order of the search.
  func usable(_ table: String, _ query: ReferenceQuery) -> [ReferenceSchedule] {
    guard let stated = world.tables[table], let byKey = world.schedules[table] else { return [] }
    var keys: [[String]] = [[]]
    for field in stated.keys {
      let values = keyValues(field, query)
      keys = keys.flatMap { key in values.map { key + [$0] } }
    }
    return keys.flatMap { key in
      let ordered = usable(inForce(byKey[key] ?? [], stated, query), query)
      return world.canary == .oneScheduleOfKey ? Array(ordered.prefix(1)) : ordered
    }
  }

  /// P-006: the schedules of one key in force; where they may overlap, only the latest of each
  /// currency and unit as stated.
  private func inForce(
    _ schedules: [ReferenceSchedule], _ table: PriceTable, _ query: ReferenceQuery
  ) -> [ReferenceSchedule] {
    let all = schedules.filter { world.isInForce($0.validity, at: query.instant) }
    guard table.overlap == .latestStart, world.canary != .supersededStays else { return all }
    return all.filter { old in
      let isSuperseded = all.contains { new in
        guard new.currency == old.currency, new.unit == old.unit else { return false }
        let (x, y) = (new.validity, old.validity)
        return x.from == y.from ? x.until < y.until : y.from < x.from
      }
      if isSuperseded, !query.isQuiet { tag("overlap.superseded") }
      return !isSuperseded
    }
  }

  /// P-006: the usable schedules of one key, the preferred first.
  private func usable(
    _ schedules: [ReferenceSchedule], _ query: ReferenceQuery
  ) -> [ReferenceSchedule] {
    let product = query.item.product
    let fit = schedules.filter {
      world.baseUnits(in: $0.unit, of: product) != nil
        && world.exchange($0.currency, query.wanted, at: query.instant) != nil
    }
    return fit.sorted { a, b in
      if a.currency != b.currency {
        if a.currency == query.wanted || b.currency == query.wanted {
          return a.currency == query.wanted
        }
        return a.currency.code < b.currency.code
      }
      let (u, v) = (a.unit ?? product.baseUnit, b.unit ?? product.baseUnit)
      if u != v {
        for preferred in [query.item.unit, product.baseUnit] where u == preferred || v == preferred
        {
          return u == preferred
        }
        return ReferenceNames.isBefore(u, v)
      }
      if (a.unit == nil) != (b.unit == nil) { return a.unit == nil }
      if a.validity.from != b.validity.from { return a.validity.from > b.validity.from }
      return a.validity.until < b.validity.until
    }
  }

  /// P-004: the values of a key field, the most specific first.
  private func keyValues(_ field: KeyField, _ query: ReferenceQuery) -> [String] {
    let item = query.item
    func one(_ text: String?) -> [String] { text.map { [$0] } ?? [] }
    func text(_ value: AttributeValue?) -> [String] {
      if case .text(let text)? = value { return [text] }
      return []
    }
    switch field {
    case .customer: return one(customer?.id)
    case .parent: return one(customer?.parent)
    case .group: return Set(customer?.groups ?? []).sorted(by: ReferenceNames.isBefore)
    case .tier: return one(query.tier ?? customer?.tier)
    case .channel: return one(query.channel ?? channel)
    case .region: return regions
    case .product: return [item.product.id]
    case .category: return world.chain(item.product.category, in: world.categoryParents)
    case .brand: return one(item.product.brand)
    case .project: return one(item.line.project)
    case .customerAttribute(let name): return text(customer?.attributes[name])
    case .productAttribute(let name): return text(item.product.attributes[name])
    }
  }

  /// P-014 *find*: the first usable schedule of a table for a line of the order.
  func firstUsable(
    _ table: String, _ item: ReferenceItem, _ asked: ReferenceQuery
  ) -> ReferenceSchedule? {
    let moment = asked.instant.secondsSinceEpoch
    let memory =
      "\(table)|\(item.number)|\(moment)|\(asked.wanted.code)"
      + "|\(asked.channel ?? "")|\(asked.tier ?? "")"
    if let known = found[memory] { return known }
    var query = asked
    query.item = item
    query.isQuiet = true
    let first = usable(table, query).first
    found[memory] = .some(first)
    return first
  }
}
