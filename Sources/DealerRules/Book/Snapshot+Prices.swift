// Price tables and kinds as snapshots keep them.
extension PriceBase: SnapshotValue {
  static var blank: PriceBase { .cost }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var name: String = ""
    var kind = 0
    switch self {
    case .cost: kind = 0
    case .kind(let a0): (kind, name) = (1, a0)
    case .table(let a0): (kind, name) = (2, a0)
    }
    kind = try stream.kind(kind, of: 3)
    switch kind {
    case 0: self = .cost
    case 1:
      try stream.text(&name)
      self = .kind(name)
    default:
      try stream.text(&name)
      self = .table(name)
    }
  }
}

extension PriceBound: SnapshotValue {
  static var blank: PriceBound { PriceBound() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&base)
    try stream.rate(&factor)
    try stream.integer(&plus)
  }
}

extension PricePoint: SnapshotValue {
  static var blank: PricePoint { PricePoint() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&step)
    try stream.integer(&ending)
    try stream.choice(&mode)
  }
}

extension Derivation: SnapshotValue {
  static var blank: Derivation { Derivation(base: .cost) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&base)
    try stream.rate(&factor)
    try stream.integer(&plus)
    try stream.value(&point)
    try stream.value(&floor)
    try stream.value(&ceiling)
  }
}

extension Access: SnapshotValue {
  static var blank: Access { Access(tables: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.texts(&tables)
    try stream.choice(&pick)
    try stream.value(&when)
  }
}

extension PriceKind: SnapshotValue {
  static var blank: PriceKind { PriceKind(id: "", accesses: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.list(&accesses)
    try stream.choice(&date)
    try stream.text(&channel)
    try stream.text(&tier)
    try stream.origin(&origin)
  }
}

extension ExchangeRate: SnapshotValue {
  static var blank: ExchangeRate { ExchangeRate(from: .cny, to: .cny, factor: .one) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.currency(&from)
    try stream.currency(&to)
    try stream.factor(&factor)
    try stream.validity(&validity)
    try stream.origin(&origin)
  }
}

extension KeyField: SnapshotValue {
  static var blank: KeyField { .product }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var name: String = ""
    var kind = 0
    switch self {
    case .customer: kind = 0
    case .parent: kind = 1
    case .group: kind = 2
    case .tier: kind = 3
    case .channel: kind = 4
    case .region: kind = 5
    case .product: kind = 6
    case .category: kind = 7
    case .brand: kind = 8
    case .project: kind = 9
    case .customerAttribute(let a0): (kind, name) = (10, a0)
    case .productAttribute(let a0): (kind, name) = (11, a0)
    }
    kind = try stream.kind(kind, of: 12)
    switch kind {
    case 0: self = .customer
    case 1: self = .parent
    case 2: self = .group
    case 3: self = .tier
    case 4: self = .channel
    case 5: self = .region
    case 6: self = .product
    case 7: self = .category
    case 8: self = .brand
    case 9: self = .project
    case 10:
      try stream.text(&name)
      self = .customerAttribute(name)
    default:
      try stream.text(&name)
      self = .productAttribute(name)
    }
  }
}

extension Schedule: SnapshotValue {
  static var blank: Schedule { Schedule() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.choice(&mode)
    try stream.choice(&basis)
    try stream.choice(&scope)
    try stream.flag(&countsPeriod)
    try stream.choice(&below)
    try stream.choice(&beyond)
  }
}

extension PriceCap: SnapshotValue {
  static var blank: PriceCap { .amount(0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var quantity: Quantity = .zero
    var amount: Int64 = 0
    var kind = 0
    switch self {
    case .quantity(let a0): (kind, quantity) = (0, a0)
    case .amount(let a0): (kind, amount) = (1, a0)
    }
    kind = try stream.kind(kind, of: 2)
    switch kind {
    case 0:
      try stream.quantity(&quantity)
      self = .quantity(quantity)
    default:
      try stream.integer(&amount)
      self = .amount(amount)
    }
  }
}

extension PriceTable: SnapshotValue {
  static var blank: PriceTable { PriceTable(id: "", keys: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.list(&keys)
    try stream.value(&schedule)
    try stream.flag(&isProtected)
    try stream.choice(&overlap)
    try stream.texts(&multiply)
    try stream.value(&floor)
    try stream.value(&ceiling)
    try stream.origin(&origin)
    if Stream.isReading { rows = PriceRows(keyCount: keys.count) }
    try rows.pass(through: &stream)
  }
}
