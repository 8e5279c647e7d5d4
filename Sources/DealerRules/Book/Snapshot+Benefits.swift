// What offers give as snapshots keep it.
extension Cut: SnapshotValue {
  static var blank: Cut { .percentOff(.zero) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var rate: Rate = .zero
    var amount: Int64 = 0
    var unit: String? = nil
    var kind = 0
    switch self {
    case .percentOff(let a0): (kind, rate) = (0, a0)
    case .amountOff(let a0, let a1): (kind, amount, unit) = (1, a0, a1)
    case .fixedPrice(let a0, let a1): (kind, amount, unit) = (2, a0, a1)
    }
    kind = try stream.kind(kind, of: 3)
    switch kind {
    case 0:
      try stream.rate(&rate)
      self = .percentOff(rate)
    case 1:
      try stream.integer(&amount)
      try stream.text(&unit)
      self = .amountOff(amount, unit: unit)
    default:
      try stream.integer(&amount)
      try stream.text(&unit)
      self = .fixedPrice(amount, unit: unit)
    }
  }
}

extension Benefit: SnapshotValue {
  static var blank: Benefit { .mark }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var cut: Cut = .blank
    var scope: CutScope = .line
    var ladder: Ladder = .blank
    var pattern: OfferPattern = .blank
    var gift: Gift = .blank
    var name: String = ""
    var kind = 0
    switch self {
    case .cut(let a0, let a1): (kind, cut, scope) = (0, a0, a1)
    case .ladder(let a0): (kind, ladder) = (1, a0)
    case .pattern(let a0): (kind, pattern) = (2, a0)
    case .gift(let a0): (kind, gift) = (3, a0)
    case .charge(let a0, let a1): (kind, name, cut) = (4, a0, a1)
    case .mark: kind = 5
    }
    kind = try stream.kind(kind, of: 6)
    switch kind {
    case 0:
      try stream.value(&cut)
      try stream.choice(&scope)
      self = .cut(cut, per: scope)
    case 1:
      try stream.value(&ladder)
      self = .ladder(ladder)
    case 2:
      try stream.value(&pattern)
      self = .pattern(pattern)
    case 3:
      try stream.value(&gift)
      self = .gift(gift)
    case 4:
      try stream.text(&name)
      try stream.value(&cut)
      self = .charge(name, cut)
    default: self = .mark
    }
  }
}

extension UnitLimit: SnapshotValue {
  static var blank: UnitLimit { UnitLimit() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.quantity(&most)
    try stream.quantity(&mostPerLine)
    try stream.quantity(&groupsOf)
    try stream.choice(&select)
    try stream.text(&unit)
  }
}

extension Rung: SnapshotValue {
  static var blank: Rung { Rung(from: 0, cut: .blank) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&from)
    try stream.value(&cut)
  }
}

extension Ladder: SnapshotValue {
  static var blank: Ladder { Ladder(measure: .blank, rungs: [], per: .line) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&measure)
    try stream.list(&rungs)
    try stream.choice(&mode)
    try stream.choice(&per)
    try stream.integer(&times)
  }
}

extension PatternSlot.Need: SnapshotValue {
  static var blank: PatternSlot.Need { .amount(0) }

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

extension PatternSlot: SnapshotValue {
  static var blank: PatternSlot { PatternSlot(.amount(0)) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&of)
    try stream.value(&need)
    try stream.text(&unit)
  }
}

extension OfferPattern: SnapshotValue {
  static var blank: OfferPattern { OfferPattern(get: [], cut: .blank) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.list(&buy)
    try stream.list(&get)
    try stream.value(&cut)
    try stream.flag(&isPerSet)
    try stream.integer(&times)
    try stream.flag(&isPartial)
    try stream.flag(&isSameLine)
    try stream.choice(&select)
    try stream.choice(&selectBuy)
  }
}

extension Gift: SnapshotValue {
  static var blank: Gift { Gift(products: [], quantity: .zero) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.texts(&products)
    try stream.quantity(&quantity)
    try stream.text(&unit)
    try stream.value(&measure)
    try stream.integer(&forEvery)
    try stream.choice(&rule)
    try stream.choice(&mode)
    try stream.integer(&times)
    try stream.integer(&price)
  }
}
