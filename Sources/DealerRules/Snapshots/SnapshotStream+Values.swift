// Values as snapshots keep them; what cannot be such a value is refused.
extension SnapshotStream {
  /// Passes a rate.
  mutating func rate(_ value: inout Rate) throws(Failure) {
    var millionths = value.millionths
    try integer(&millionths)
    value = try accept(Rate(millionths: millionths), else: value)
  }

  /// Passes a rate, or none.
  mutating func rate(_ value: inout Rate?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? .zero
    try rate(&some)
    value = some
  }

  /// Passes a quantity.
  mutating func quantity(_ value: inout Quantity) throws(Failure) {
    var thousandths = value.thousandths
    try integer(&thousandths)
    value = try accept(Quantity(thousandths: thousandths), else: value)
  }

  /// Passes a quantity, or none.
  mutating func quantity(_ value: inout Quantity?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? .zero
    try quantity(&some)
    value = some
  }

  /// Passes a ratio.
  mutating func factor(_ value: inout Factor) throws(Failure) {
    var (numerator, denominator) = (value.numerator, value.denominator)
    try integer(&numerator)
    try integer(&denominator)
    let made = Factor(numerator, denominator)
    value = try accept(made?.denominator == denominator ? made : nil, else: value)
  }

  /// Passes a ratio, or none.
  mutating func factor(_ value: inout Factor?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? .one
    try factor(&some)
    value = some
  }

  /// Passes a currency with its decimals, which one of the book's own may share a code with.
  mutating func currency(_ value: inout Currency) throws(Failure) {
    var packed = value.packed
    try word(&packed)
    value = try accept(Currency(packed: packed), else: value)
  }

  /// Passes a currency, or none.
  mutating func currency(_ value: inout Currency?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? .cny
    try currency(&some)
    value = some
  }

  /// Passes an amount with its currency.
  mutating func money(_ value: inout Money) throws(Failure) {
    try integer(&value.millionths)
    try currency(&value.currency)
  }

  /// Passes currencies in their order.
  mutating func currencies(_ values: inout [Currency]) throws(Failure) {
    let count = try self.count(values.count)
    var read: [Currency] = []
    for index in 0..<count {
      var value = Self.isReading ? .cny : values[index]
      try currency(&value)
      if Self.isReading { read.append(value) }
    }
    if Self.isReading { values = read }
  }

  /// Passes a date.
  mutating func date(_ value: inout CivilDate) throws(Failure) {
    var days = value.daysSinceEpoch
    try integer(&days)
    value = try accept(CivilDate(daysSinceEpoch: days), else: value)
  }

  /// Passes a date, or none.
  mutating func date(_ value: inout CivilDate?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? CivilDate(unchecked: 0)
    try date(&some)
    value = some
  }

  /// Passes an instant.
  mutating func instant(_ value: inout Instant) throws(Failure) {
    var seconds = value.secondsSinceEpoch
    try integer(&seconds)
    value = Instant(secondsSinceEpoch: seconds)
  }

  /// Passes a span of time; one without ends takes a word.
  mutating func validity(_ value: inout Validity) throws(Failure) {
    guard try isThere(value != .always) else { return value = .always }
    try instant(&value.from)
    try instant(&value.until)
    try instant(&value.known)
  }

  /// Passes a rounding.
  mutating func rounding(_ value: inout Rounding) throws(Failure) {
    try choice(&value.mode)
    try integer(&value.scale)
  }

  /// Passes where the documents state something, or nothing.
  mutating func origin(_ value: inout SourceSpan?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? SourceSpan(source: 0, start: 0, end: 0)
    try integer(&some.source)
    try word(&some.start)
    try word(&some.end)
    value = some
  }

  /// Passes texts in their order.
  mutating func texts(_ values: inout [String]) throws(Failure) {
    let count = try self.count(values.count)
    guard Self.isReading else {
      for var value in values { try text(&value) }
      return
    }
    var read: [String] = []
    read.reserveCapacity(count)
    for _ in 0..<count {
      var value = ""
      try text(&value)
      read.append(value)
    }
    values = read
  }

  /// Passes texts in their order, or none at all.
  mutating func texts(_ values: inout [String]?) throws(Failure) {
    guard try isThere(values != nil) else { return values = nil }
    var some = values ?? []
    try texts(&some)
    values = some
  }
}

extension CivilDate: SnapshotValue {
  static var blank: CivilDate { CivilDate(unchecked: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.date(&self)
  }
}

extension Int64: SnapshotValue {
  static var blank: Int64 { 0 }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&self)
  }
}

extension Int32: SnapshotValue {
  static var blank: Int32 { 0 }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&self)
  }
}

extension ZoneOffsets: SnapshotValue {
  static var blank: ZoneOffsets { .utc }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var (initial, changes) = (initial, changes)
    try stream.integer(&initial)
    try stream.list(&changes)
    self = try stream.accept(ZoneOffsets(initial, changes), else: self)
  }
}

extension ZoneOffsets.Change: SnapshotValue {
  static var blank: ZoneOffsets.Change { ZoneOffsets.Change(start: .distantPast, offset: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.instant(&start)
    try stream.integer(&offset)
  }
}

extension RuleSource: SnapshotValue {
  static var blank: RuleSource { RuleSource(name: "", bytes: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var (name, bytes, lines) = (name, bytes, linesBefore)
    try stream.text(&name)
    try stream.bytes(&bytes)
    try stream.integer(&lines)
    guard Stream.isReading else { return }
    let isCount = (0...Int(Int32.max)).contains(lines)
    lines = try stream.accept(isCount ? lines : nil, else: 0)
    self = RuleSource(name: name, bytes: bytes, linesBefore: lines)
  }
}
