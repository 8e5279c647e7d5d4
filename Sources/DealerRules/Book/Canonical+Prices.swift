// Canonical forms of price tables, kinds and rates; origins are no part of them.
extension CanonicalEncoder {
  /// Everything of a table but its rows.
  mutating func content(of table: PriceTable) {
    text(1, table.id)
    ordered(2, table.keys) { $1.content(of: $0) }
    nested(3) {
      $0.text(1, table.schedule.mode.rawValue)
      $0.text(2, table.schedule.basis.rawValue)
      $0.text(3, table.schedule.scope.rawValue)
      $0.flag(4, table.schedule.countsPeriod)
      $0.text(5, table.schedule.below.rawValue)
      $0.text(6, table.schedule.beyond.rawValue)
    }
    flag(4, table.isProtected)
    text(5, table.overlap.rawValue)
    unordered(6, table.multiply) { $1.text(1, $0) }
    bound(7, table.floor)
    bound(8, table.ceiling)
  }

  private mutating func content(of key: KeyField) {
    switch key {
    case .customer: integer(1, 1)
    case .parent: integer(1, 2)
    case .group: integer(1, 3)
    case .tier: integer(1, 4)
    case .channel: integer(1, 5)
    case .region: integer(1, 6)
    case .product: integer(1, 7)
    case .category: integer(1, 8)
    case .brand: integer(1, 9)
    case .project: integer(1, 10)
    case .customerAttribute(let name):
      integer(1, 11)
      text(2, name)
    case .productAttribute(let name):
      integer(1, 12)
      text(2, name)
    }
  }

  /// A row, straight from the columns; what a row leaves out is left out here, which keeps most
  /// rows within one block of the hash. One that `isOpen` is written as if it never ended, but
  /// where its use is counted: when it ends is a part of its name (RULES.md P-002).
  mutating func content(of row: Int, in rows: PriceRows, isOpen: Bool = false) {
    for position in 0..<rows.keyCount {
      text(1, rows.symbols.name(rows.keys[row * rows.keyCount + position]))
    }
    let extra = rows.extras[Int32(truncatingIfNeeded: row)]
    if let derivation = extra?.derivation {
      nested(3) { $0.content(of: derivation) }
    } else {
      integer(2, rows.amounts[row])
    }
    if rows.froms[row] != 0 { integer(4, rows.froms[row]) }
    if rows.units[row] >= 0 { text(5, rows.symbols.name(rows.units[row])) }
    var window = rows.windows[Int(rows.window[row])]
    if isOpen, extra?.cap == nil { window.until = .distantFuture }
    validity(6, window)
    text(7, extra?.id)
    currency(8, rows.currency(of: row))
    if let extra { content(of: extra) }
  }

  private mutating func content(of extra: PriceRows.Extra) {
    if extra.per != .one { integer(9, extra.per.thousandths) }
    integer(10, extra.below)
    switch extra.cap {
    case .quantity(let quantity)?: integer(11, quantity.thousandths)
    case .amount(let amount)?: integer(12, amount)
    case nil: break
    }
    if extra.surcharge != 0 { integer(13, extra.surcharge) }
  }

  private mutating func content(of derivation: Derivation) {
    nested(1) { $0.content(of: derivation.base) }
    integer(2, derivation.factor.millionths)
    integer(3, derivation.plus)
    integer(4, derivation.point.step)
    integer(5, derivation.point.ending)
    text(6, derivation.point.mode.rawValue)
    bound(7, derivation.floor)
    bound(8, derivation.ceiling)
  }

  mutating func content(of base: PriceBase) {
    switch base {
    case .cost: integer(1, 1)
    case .kind(let id):
      integer(1, 2)
      text(2, id)
    case .table(let id):
      integer(1, 3)
      text(2, id)
    }
  }

  private mutating func bound(_ tag: UInt8, _ bound: PriceBound?) {
    guard let bound else { return }
    nested(tag) { encoder in
      if let base = bound.base { encoder.nested(1) { $0.content(of: base) } }
      encoder.integer(2, bound.factor.millionths)
      encoder.integer(3, bound.plus)
    }
  }

  mutating func content(of kind: PriceKind) {
    text(1, kind.id)
    ordered(2, kind.accesses) { access, encoder in
      encoder.ordered(1, access.tables) { $1.text(1, $0) }
      encoder.text(2, access.pick.rawValue)
      encoder.condition(3, access.when)
    }
    text(3, kind.date.rawValue)
    text(4, kind.channel)
    text(5, kind.tier)
  }

  mutating func content(of rate: ExchangeRate) {
    currency(1, rate.from)
    currency(2, rate.to)
    factor(3, rate.factor)
    validity(4, rate.validity)
  }
}
