// Charges, taxes and policies as snapshots keep them.
extension ChargeBase: SnapshotValue {
  static var blank: ChargeBase { .net }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var name: String = ""
    var kind = 0
    switch self {
    case .net: kind = 0
    case .list: kind = 1
    case .charge(let a0): (kind, name) = (2, a0)
    }
    kind = try stream.kind(kind, of: 3)
    switch kind {
    case 0: self = .net
    case 1: self = .list
    default:
      try stream.text(&name)
      self = .charge(name)
    }
  }
}

extension Charge: SnapshotValue {
  static var blank: Charge { Charge(id: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&name)
    try stream.value(&base)
    try stream.rate(&rate)
    try stream.integer(&amount)
    try stream.rounding(&rounding)
    try stream.validity(&validity)
    try stream.choice(&status)
    try stream.value(&when)
    try stream.origin(&origin)
  }
}

extension TaxRate: SnapshotValue {
  static var blank: TaxRate { TaxRate(id: "", rate: .zero) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&taxClass)
    try stream.text(&region)
    try stream.rate(&rate)
    try stream.validity(&validity)
    try stream.choice(&status)
    try stream.origin(&origin)
  }
}

extension TaxPolicy: SnapshotValue {
  static var blank: TaxPolicy { TaxPolicy() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.flag(&pricesIncludeTax)
    try stream.choice(&point)
    try stream.rounding(&rounding)
    try stream.list(&rates)
  }
}

extension ManualPolicy: SnapshotValue {
  static var blank: ManualPolicy { .refuse }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var rate: Rate = .zero
    var kind = 0
    switch self {
    case .accept: kind = 0
    case .bound(let a0): (kind, rate) = (1, a0)
    case .refuse: kind = 2
    case .approval: kind = 3
    }
    kind = try stream.kind(kind, of: 4)
    switch kind {
    case 0: self = .accept
    case 1:
      try stream.rate(&rate)
      self = .bound(rate)
    case 2: self = .refuse
    default: self = .approval
    }
  }
}

extension RoundingPolicy: SnapshotValue {
  static var blank: RoundingPolicy { RoundingPolicy() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.rounding(&lineExtension)
    try stream.rounding(&document)
  }
}

extension OrderPolicies: SnapshotValue {
  static var blank: OrderPolicies { OrderPolicies() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&manual)
    try stream.choice(&missingPrice)
    try stream.flag(&pricesBlockedOrders)
  }
}
