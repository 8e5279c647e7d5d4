import DealerRules

/// One schedule: rows of a table with equal key, currency, unit and validity (P-002).
struct ReferenceSchedule: Sendable {
  /// Unique in the book; equal numbers are the same schedule.
  var number: Int
  var table: String
  var currency: Currency
  /// As stated; `nil` is the base unit of the product, stated or not where the key names it.
  var unit: String?
  var validity: Validity
  /// The bands by their start.
  var rows: [PriceRow]

  /// P-015: the end of band `index`; `nil` when it is open.
  func end(_ index: Int) -> Int64? {
    rows[index].below ?? (index + 1 < rows.count ? rows[index + 1].from : nil)
  }
}

/// Everything of a book by id, and its schedules by key.
struct ReferenceWorld: Sendable {
  let book: RuleBook
  let canary: ReferenceCanary
  let products: [String: Product]
  let customers: [String: Customer]
  let units: [String: UnitOfMeasure]
  let categoryParents: [String: String?]
  let tables: [String: PriceTable]
  let kinds: [String: PriceKind]
  let schedules: [String: [[String]: [ReferenceSchedule]]]

  init(_ book: RuleBook, canary: ReferenceCanary) {
    self.book = book
    self.canary = canary
    products = Dictionary(uniqueKeysWithValues: book.products.map { ($0.id, $0) })
    customers = Dictionary(uniqueKeysWithValues: book.customers.map { ($0.id, $0) })
    units = Dictionary(uniqueKeysWithValues: book.units.map { ($0.id, $0) })
    categoryParents = Dictionary(uniqueKeysWithValues: book.categories.map { ($0.id, $0.parent) })
    tables = Dictionary(uniqueKeysWithValues: book.priceTables.map { ($0.id, $0) })
    kinds = Dictionary(uniqueKeysWithValues: book.priceKinds.map { ($0.id, $0) })
    var all: [String: [[String]: [ReferenceSchedule]]] = [:]
    var count = 0
    for table in book.priceTables {
      all[table.id] = ReferenceWorld.schedules(of: table, products, currency: book.currency, &count)
    }
    schedules = all
  }

  /// P-002: the schedules of a table by key.
  private static func schedules(
    of table: PriceTable, _ products: [String: Product], currency: Currency, _ count: inout Int
  ) -> [[String]: [ReferenceSchedule]] {
    var byKey: [[String]: [ReferenceSchedule]] = [:]
    for index in 0..<table.rows.count {
      let row = table.rows[index]
      let rowCurrency = row.currency ?? currency
      let base = table.keys.firstIndex(of: .product).flatMap { products[row.key[$0]]?.baseUnit }
      let unit = row.unit == base ? nil : row.unit
      var known = byKey[row.key] ?? []
      let same = known.firstIndex {
        $0.currency == rowCurrency && $0.unit == unit && $0.validity == row.validity
      }
      if let same {
        known[same].rows.append(row)
        known[same].rows.sort { $0.from < $1.from }
      } else {
        count += 1
        known.append(
          ReferenceSchedule(
            number: count, table: table.id, currency: rowCurrency, unit: unit,
            validity: row.validity, rows: [row]))
      }
      byKey[row.key] = known
    }
    return byKey
  }

  /// K-001, K-002: a node and every node above it, the node first.
  func chain(_ node: String?, in parents: [String: String?]) -> [String] {
    var result: [String] = []
    var next = node
    while let current = next, let parent = parents[current], result.count <= 16 {
      result.append(current)
      next = parent
    }
    return result
  }

  /// D-004: whether a validity contains an instant.
  func isInForce(_ validity: Validity, at instant: Instant) -> Bool {
    if canary == .closedValidity {
      return validity.from <= instant && instant <= validity.until
    }
    return validity.from <= instant && instant < validity.until
  }

  /// base units of the product in one `unit`; `nil` when it does not lead there.
  func baseUnits(in unit: String?, of product: Product) -> Fraction? {
    var current = unit ?? product.baseUnit
    var factor = Fraction.one
    for _ in 0...8 {
      if current == product.baseUnit { return factor }
      if let own = product.units.first(where: { $0.unit == current }) {
        return factor * Fraction(own.factor)
      }
      guard let next = units[current] else { return nil }
      factor = factor * Fraction(next.factor)
      current = next.of
    }
    return nil
  }

  /// P-027: what one unit of `from` is worth in `to` at an instant; `nil` without a rate.
  func exchange(_ from: Currency, _ to: Currency, at instant: Instant) -> Fraction? {
    if from == to { return .one }
    let inForce = book.exchangeRates.filter { isInForce($0.validity, at: instant) }
    if let direct = inForce.first(where: { $0.from == from && $0.to == to }) {
      return Fraction(direct.factor)
    }
    if let inverse = inForce.first(where: { $0.from == to && $0.to == from }) {
      return .one / Fraction(inverse.factor)
    }
    return nil
  }

  /// M-003: settles an amount in millionths to a multiple of `step` millionths.
  func settle(_ amount: Fraction, _ mode: RoundingMode, step: Fraction) -> Fraction {
    let used = canary == .halfEven && mode == .halfUp ? .halfEven : mode
    return amount.settled(used, step: step)
  }

  /// M-004: settles an amount by a rounding in a currency.
  func settle(_ amount: Fraction, _ rounding: Rounding, _ currency: Currency) -> Fraction {
    settle(amount, rounding.mode, step: step(rounding, currency))
  }

  /// M-004: the smallest settled amount in millionths.
  func step(_ rounding: Rounding, _ currency: Currency) -> Fraction {
    var step: Int64 = 1_000_000
    for _ in 0..<(rounding.scale ?? currency.exponent) { step /= 10 }
    return Fraction(step)
  }

  /// M-006: 6 decimals, half-up, where a point is `none` and for display.
  func display(_ amount: Fraction) -> Fraction { settle(amount, .halfUp, step: .one) }
}
