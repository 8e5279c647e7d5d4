// Conditions, measures and thresholds as snapshots keep them.
extension MeasureBounds: SnapshotValue {
  static var blank: MeasureBounds { MeasureBounds() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&from)
    try stream.integer(&above)
    try stream.integer(&below)
    try stream.integer(&upTo)
  }
}

extension MeasureKind: SnapshotValue {
  static var blank: MeasureKind { .amount }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var unit: String? = nil
    var name: String = ""
    var kind = 0
    switch self {
    case .quantity(let a0): (kind, unit) = (0, a0)
    case .amount: kind = 1
    case .lines: kind = 2
    case .products: kind = 3
    case .attribute(let a0): (kind, name) = (4, a0)
    }
    kind = try stream.kind(kind, of: 5)
    switch kind {
    case 0:
      try stream.text(&unit)
      self = .quantity(unit: unit)
    case 1: self = .amount
    case 2: self = .lines
    case 3: self = .products
    default:
      try stream.text(&name)
      self = .attribute(name)
    }
  }
}

extension LineMeasure: SnapshotValue {
  static var blank: LineMeasure { LineMeasure(.amount) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&of)
    try stream.value(&kind)
    try stream.choice(&base)
    try stream.choice(&each)
  }
}

extension Threshold: SnapshotValue {
  static var blank: Threshold { Threshold(.blank, MeasureBounds()) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&measure)
    try stream.value(&bounds)
  }
}

extension ConditionField: SnapshotValue {
  static var blank: ConditionField { .customer }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    let (known, name) = CanonicalEncoder.code(of: self)
    var (code, text) = (Int32(truncatingIfNeeded: known), name)
    try stream.integer(&code)
    try stream.text(&text)
    guard Stream.isReading else { return }
    self = try stream.accept(CanonicalEncoder.field(of: Int64(code), text), else: self)
  }
}

extension ConditionTest: SnapshotValue {
  static var blank: ConditionTest { .exists }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var texts: [String] = []
    var bounds: MeasureBounds = MeasureBounds()
    var first: CivilDate? = nil
    var end: CivilDate? = nil
    var from: Int32? = nil
    var below: Int32? = nil
    var flag: Bool = false
    var kind = 0
    switch self {
    case .isIn(let a0): (kind, texts) = (0, a0)
    case .number(let a0): (kind, bounds) = (1, a0)
    case .date(let a0, let a1): (kind, first, end) = (2, a0, a1)
    case .daysAgo(let a0): (kind, bounds) = (3, a0)
    case .daysAhead(let a0): (kind, bounds) = (4, a0)
    case .time(let a0, let a1): (kind, from, below) = (5, a0, a1)
    case .flag(let a0): (kind, flag) = (6, a0)
    case .exists: kind = 7
    }
    kind = try stream.kind(kind, of: 8)
    switch kind {
    case 0:
      try stream.texts(&texts)
      self = .isIn(texts)
    case 1:
      try stream.value(&bounds)
      self = .number(bounds)
    case 2:
      try stream.date(&first)
      try stream.date(&end)
      self = .date(from: first, until: end)
    case 3:
      try stream.value(&bounds)
      self = .daysAgo(bounds)
    case 4:
      try stream.value(&bounds)
      self = .daysAhead(bounds)
    case 5:
      try stream.integer(&from)
      try stream.integer(&below)
      self = .time(from: from, below: below)
    case 6:
      try stream.flag(&flag)
      self = .flag(flag)
    default: self = .exists
    }
  }
}

extension Condition: SnapshotValue {
  static var blank: Condition { .always }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.descend()
    var (parts, part): ([Condition], Condition) = ([], .always)
    var (field, test): (ConditionField, ConditionTest) = (.customer, .exists)
    var kind = 0
    switch self {
    case .all(let all): (kind, parts) = (all.isEmpty ? 4 : 0, all)
    case .any(let any): (kind, parts) = (1, any)
    case .not(let inner): (kind, part) = (2, inner)
    case .test(let asked, let how): (kind, field, test) = (3, asked, how)
    }
    kind = try stream.kind(kind, of: 5)
    switch kind {
    case 0, 1:
      try stream.list(&parts)
      self = kind == 0 ? .all(parts) : .any(parts)
    case 2:
      try part.pass(through: &stream)
      self = .not(part)
    case 3:
      try field.pass(through: &stream)
      try test.pass(through: &stream)
      self = .test(field, test)
    default: self = .always
    }
    stream.ascend()
  }
}

extension CanonicalEncoder {
  /// The field of a number of ``code(of:)`` and of the name beside it; `nil` where there is none.
  static func field(of code: Int64, _ name: String?) -> ConditionField? {
    if let name { return named(code, name) }
    return switch code {
    case 1: .customer
    case 2: .customerParent
    case 3: .customerTier
    case 4: .customerGroup
    case 5: .customerRegion
    case 7: .channel
    case 8: .region
    case 9: .currency
    case 11: .orderDate
    case 12: .orderWeekday
    case 13: .product
    case 14: .productCategory
    case 15: .productBrand
    case 17: .lineQuantity
    case 18: .lineAmount
    case 19: .lineProject
    case 21: .coupon
    case 22: .orderTime
    case 23: .orderNth
    case 24: .lastOrder
    case 26: .productStock
    case 27: .lineUnit
    case 28: .lineUnitPrice
    case 29: .linePriceTable
    case 30: .lineManual
    case 31: .lineExpires
    default: nil
    }
  }

  private static func named(_ code: Int64, _ name: String) -> ConditionField? {
    switch code {
    case 6: .customerAttribute(name)
    case 10: .orderAttribute(name)
    case 16: .productAttribute(name)
    case 20: .lineAttribute(name)
    case 25: .total(name)
    default: nil
    }
  }
}
