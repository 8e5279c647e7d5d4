// Canonical forms of what several elements hold.
extension CanonicalEncoder {
  /// Writes a currency: private ones may share a code, so the exponent counts.
  mutating func currency(_ tag: UInt8, _ value: Currency?) {
    guard let value else { return }
    nested(tag) {
      $0.text(1, value.code)
      $0.integer(2, Int64(value.exponent))
    }
  }

  /// Writes a ratio.
  mutating func factor(_ tag: UInt8, _ value: Factor) {
    nested(tag) {
      $0.integer(1, value.numerator)
      $0.integer(2, value.denominator)
    }
  }

  /// Writes a span of time; open ends are left out.
  mutating func validity(_ tag: UInt8, _ value: Validity) {
    guard value != .always else { return }
    nested(tag) {
      if value.from != .distantPast { $0.integer(1, value.from.secondsSinceEpoch) }
      if value.until != .distantFuture { $0.integer(2, value.until.secondsSinceEpoch) }
      if value.known != .distantPast { $0.integer(3, value.known.secondsSinceEpoch) }
    }
  }

  /// Writes a rounding.
  mutating func rounding(_ tag: UInt8, _ value: Rounding) {
    nested(tag) {
      $0.text(1, value.mode.rawValue)
      $0.integer(2, value.scale.map { Int64($0) })
    }
  }

  /// Writes a civil date.
  mutating func date(_ tag: UInt8, _ value: CivilDate?) {
    integer(tag, value.map { Int64($0.daysSinceEpoch) })
  }

  /// Writes attributes by name.
  mutating func attributes(_ tag: UInt8, _ values: Attributes) {
    unordered(tag, Array(values)) { attribute, encoder in
      encoder.text(1, attribute.key)
      switch attribute.value {
      case .text(let text): encoder.text(2, text)
      case .number(let number): encoder.integer(3, number)
      case .flag(let flag): encoder.flag(4, flag)
      case .date(let date): encoder.date(5, date)
      }
    }
  }

  /// Writes amounts or quantities by id.
  mutating func balances(_ tag: UInt8, _ values: IdentifierMap<Balance>) {
    unordered(tag, Array(values)) { entry, encoder in
      encoder.text(1, entry.key)
      switch entry.value {
      case .quantity(let quantity): encoder.integer(2, quantity.thousandths)
      case .amount(let amount): encoder.integer(3, amount)
      }
    }
  }

  /// Writes counts or numbers by id.
  mutating func integers(_ tag: UInt8, _ values: IdentifierMap<Int64>) {
    unordered(tag, Array(values)) { entry, encoder in
      encoder.text(1, entry.key)
      encoder.integer(2, entry.value)
    }
  }

  /// Writes texts by id.
  mutating func texts(_ tag: UInt8, _ values: IdentifierMap<String>) {
    unordered(tag, Array(values)) { entry, encoder in
      encoder.text(1, entry.key)
      encoder.text(2, entry.value)
    }
  }

  /// Writes a condition; the order of parts and of listed values has no meaning.
  mutating func condition(_ tag: UInt8, _ value: Condition) {
    nested(tag) { $0.content(of: value) }
  }

  private mutating func content(of condition: Condition) {
    switch condition {
    case .all(let parts):
      integer(1, 1)
      unordered(2, parts) { $1.content(of: $0) }
    case .any(let parts):
      integer(1, 2)
      unordered(2, parts) { $1.content(of: $0) }
    case .not(let part):
      integer(1, 3)
      self.condition(2, part)
    case .test(let field, let test):
      integer(1, 4)
      let (code, name) = CanonicalEncoder.code(of: field)
      integer(3, code)
      text(4, name)
      content(of: test)
    }
  }

  private mutating func content(of test: ConditionTest) {
    switch test {
    case .isIn(let texts):
      integer(5, 1)
      unordered(6, texts) { $1.text(1, $0) }
    case .number(let bounds):
      integer(5, 2)
      content(of: bounds)
    case .date(let from, let until):
      integer(5, 3)
      date(7, from)
      date(8, until)
    case .flag(let flag):
      integer(5, 4)
      self.flag(7, flag)
    case .exists: integer(5, 5)
    case .daysAgo(let bounds):
      integer(5, 6)
      content(of: bounds)
    case .daysAhead(let bounds):
      integer(5, 7)
      content(of: bounds)
    case .time(let from, let below):
      integer(5, 8)
      integer(7, from.map { Int64($0) })
      integer(8, below.map { Int64($0) })
    }
  }

  private mutating func content(of bounds: MeasureBounds) {
    integer(7, bounds.from)
    integer(8, bounds.below)
    integer(9, bounds.above)
    integer(10, bounds.upTo)
  }

  /// A number for each field, and the name of an attribute.
  static func code(of field: ConditionField) -> (code: Int64, name: String?) {
    switch field {
    case .customer: (1, nil)
    case .customerParent: (2, nil)
    case .customerTier: (3, nil)
    case .customerGroup: (4, nil)
    case .customerRegion: (5, nil)
    case .customerAttribute(let name): (6, name)
    case .channel: (7, nil)
    case .region: (8, nil)
    case .currency: (9, nil)
    case .orderAttribute(let name): (10, name)
    case .orderDate: (11, nil)
    case .orderWeekday: (12, nil)
    case .product: (13, nil)
    case .productCategory: (14, nil)
    case .productBrand: (15, nil)
    case .productAttribute(let name): (16, name)
    case .lineQuantity: (17, nil)
    case .lineAmount: (18, nil)
    case .lineProject: (19, nil)
    case .lineAttribute(let name): (20, name)
    case .coupon: (21, nil)
    case .orderTime: (22, nil)
    case .orderNth: (23, nil)
    case .lastOrder: (24, nil)
    case .total(let name): (25, name)
    case .productStock: (26, nil)
    case .lineUnit: (27, nil)
    case .lineUnitPrice: (28, nil)
    case .linePriceTable: (29, nil)
    case .lineManual: (30, nil)
    case .lineExpires: (31, nil)
    }
  }
}
