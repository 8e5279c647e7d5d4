/// What of customers prices, offers and guards name: nothing else tells two of them apart
/// (RULES.md U-025).
struct NamedTexts {
  /// Dealers, as themselves or above others.
  private(set) var customers: Set<IdentifierKey> = []
  private(set) var groups: Set<IdentifierKey> = []
  private(set) var regions: Set<IdentifierKey> = []

  init(_ book: RuleBook) {
    for table in book.priceTables {
      for (position, key) in table.keys.enumerated() { add(key, position, table.rows) }
    }
    for kind in book.priceKinds { for access in kind.accesses { add(access.when) } }
    for rule in book.guards where rule.status == .published { add(rule.when) }
    for offer in book.offers where offer.status == .published { add(offer) }
    for rate in book.tax.rates where book.tax.pricesIncludeTax {
      if let region = rate.region { regions.insert(IdentifierKey(region)) }
    }
  }

  private mutating func add(_ key: KeyField, _ position: Int, _ rows: PriceRows) {
    guard [.customer, .parent, .group, .region].contains(key) else { return }
    var symbols: Set<Int32> = []
    for row in 0..<rows.count { symbols.insert(rows.keys[row * rows.keyCount + position]) }
    let names = symbols.map { IdentifierKey(rows.symbols.name($0)) }
    switch key {
    case .group: groups.formUnion(names)
    case .region: regions.formUnion(names)
    default: customers.formUnion(names)
    }
  }

  private mutating func add(_ offer: Offer) {
    add(offer.when)
    for threshold in offer.requires + offer.requiresAny { add(threshold.measure.of) }
    switch offer.benefit {
    case .ladder(let ladder): add(ladder.measure.of)
    case .gift(let gift): add(gift.measure?.of)
    case .pattern(let pattern): for slot in pattern.buy + pattern.get { add(slot.of) }
    case .cut, .charge, .mark: break
    }
  }

  private mutating func add(_ condition: Condition?) {
    switch condition {
    case .all(let parts), .any(let parts): for part in parts { add(part) }
    case .not(let part): add(part)
    case .test(let field, .isIn(let names)):
      let keys = names.map { IdentifierKey($0) }
      switch field {
      case .customer, .customerParent: customers.formUnion(keys)
      case .customerGroup: groups.formUnion(keys)
      case .region, .customerRegion: regions.formUnion(keys)
      default: break
      }
    case .test, nil: break
    }
  }
}
