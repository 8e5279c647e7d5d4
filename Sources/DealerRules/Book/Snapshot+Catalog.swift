// Catalogs as snapshots keep them.
extension Category: SnapshotValue {
  static var blank: Category { Category(id: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&parent)
    try stream.text(&name)
    try stream.origin(&origin)
  }
}

extension UnitOfMeasure: SnapshotValue {
  static var blank: UnitOfMeasure { UnitOfMeasure(id: "", factor: .one, of: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.factor(&factor)
    try stream.text(&of)
    try stream.origin(&origin)
  }
}

extension ProductUnit: SnapshotValue {
  static var blank: ProductUnit { ProductUnit(unit: "", factor: .one) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&unit)
    try stream.factor(&factor)
  }
}

extension Component: SnapshotValue {
  static var blank: Component { Component(product: "", quantity: .zero) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&product)
    try stream.quantity(&quantity)
  }
}

extension Product: SnapshotValue {
  static var blank: Product { Product(id: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&category)
    try stream.text(&brand)
    try stream.text(&baseUnit)
    guard try stream.isThere(hasMore) else { return }
    try stream.text(&name)
    try stream.list(&units)
    try stream.integer(&cost)
    try stream.text(&taxClass)
    try stream.quantity(&minimumQuantity)
    try stream.quantity(&orderMultiple)
    try stream.list(&components)
    try stream.choice(&kitPricing)
    try stream.map(&attributes)
    try stream.origin(&origin)
  }

  /// Whether it states more than most do.
  private var hasMore: Bool {
    let plain = Product(id: id, category: category, brand: brand, baseUnit: baseUnit)
    return self != plain
  }
}

extension Customer: SnapshotValue {
  static var blank: Customer { Customer(id: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&tier)
    try stream.text(&channel)
    try stream.text(&region)
    guard try stream.isThere(hasMore) else { return }
    try stream.text(&name)
    try stream.texts(&groups)
    try stream.text(&parent)
    try stream.currency(&currency)
    try stream.map(&attributes)
    try stream.origin(&origin)
  }

  /// Whether it states more than most do.
  private var hasMore: Bool {
    let plain = Customer(id: id, tier: tier, channel: channel, region: region)
    return self != plain
  }
}

extension Region: SnapshotValue {
  static var blank: Region { Region(id: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&parent)
    try stream.text(&name)
    try stream.validity(&validity)
    try stream.texts(&aliases)
    try stream.texts(&successors)
    try stream.origin(&origin)
  }
}

extension PostalArea: SnapshotValue {
  static var blank: PostalArea {
    PostalArea(country: "", form: "", from: "", below: "", region: "")
  }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&country)
    try stream.text(&form)
    try stream.text(&from)
    try stream.text(&below)
    try stream.text(&region)
    try stream.origin(&origin)
  }
}

extension AttributeValue: SnapshotValue {
  static var blank: AttributeValue { .flag(false) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var text: String = ""
    var number: Int64 = 0
    var flag: Bool = false
    var date: CivilDate = .blank
    var kind = 0
    switch self {
    case .text(let a0): (kind, text) = (0, a0)
    case .number(let a0): (kind, number) = (1, a0)
    case .flag(let a0): (kind, flag) = (2, a0)
    case .date(let a0): (kind, date) = (3, a0)
    }
    kind = try stream.kind(kind, of: 4)
    switch kind {
    case 0:
      try stream.text(&text)
      self = .text(text)
    case 1:
      try stream.integer(&number)
      self = .number(number)
    case 2:
      try stream.flag(&flag)
      self = .flag(flag)
    default:
      try stream.date(&date)
      self = .date(date)
    }
  }
}
