// Nodes and open documents of credit as snapshots keep them.
extension CreditLimit: SnapshotValue {
  static var blank: CreditLimit { .none }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var amount: Int64 = 0
    var kind = 0
    switch self {
    case .none: kind = 0
    case .unlimited: kind = 1
    case .amount(let a0): (kind, amount) = (2, a0)
    }
    kind = try stream.kind(kind, of: 3)
    switch kind {
    case 0: self = .none
    case 1: self = .unlimited
    default:
      try stream.integer(&amount)
      self = .amount(amount)
    }
  }
}

extension CreditDays: SnapshotValue {
  static var blank: CreditDays { .always }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.date(&from)
    try stream.date(&through)
  }
}

extension TemporaryLimit: SnapshotValue {
  static var blank: TemporaryLimit { TemporaryLimit(.none, .always) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&limit)
    try stream.value(&days)
  }
}

extension CreditGuarantee: SnapshotValue {
  static var blank: CreditGuarantee { CreditGuarantee(id: "", value: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.integer(&value)
    try stream.rate(&rate)
    try stream.value(&days)
    try stream.flag(&isInExposure)
  }
}

extension CreditNode: SnapshotValue {
  static var blank: CreditNode { CreditNode(id: "", currency: .cny) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.currency(&currency)
    try stream.value(&limit)
    guard try stream.isThere(self != CreditNode(id: id, currency: currency, limit: limit)) else {
      return
    }
    try stream.text(&parent)
    try stream.choice(&mode)
    try stream.value(&days)
    try stream.list(&temporary)
    try stream.list(&guarantees)
    try passComponents(through: &stream)
    try stream.text(&group)
    try stream.text(&status)
    try stream.text(&terms)
    try stream.date(&reviewOn)
    try stream.texts(&customers)
    try stream.origin(&origin)
  }

  /// Limits of components, and those that count.
  private mutating func passComponents<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var limited = Set(componentLimits.keys)
    try stream.choices(&limited)
    for component in CreditComponent.allCases where limited.contains(component) {
      var limit = componentLimits[component] ?? 0
      try stream.integer(&limit)
      if Stream.isReading { componentLimits[component] = limit }
    }
    guard try stream.isThere(counted != nil) else { return counted = nil }
    var some = counted ?? []
    try stream.choices(&some)
    if Stream.isReading { counted = some }
  }
}

extension CreditEntry: SnapshotValue {
  static var blank: CreditEntry { CreditEntry(id: "", node: "", .order, .zero(.cny)) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&node)
    try stream.choice(&kind)
    try stream.money(&amount)
    guard try stream.isThere(hasMore) else { return }
    try stream.factor(&rate)
    try stream.date(&ships)
    try stream.date(&due)
    try stream.integer(&level)
    try stream.date(&remindedOn)
    try stream.flag(&isDisputed)
    try stream.origin(&origin)
  }

  /// Whether it states more than most do.
  private var hasMore: Bool {
    let plain = CreditEntry(id: id, node: node, kind, amount)
    return self != plain
  }
}

extension CreditHold: SnapshotValue {
  static var blank: CreditHold { CreditHold(who: "", why: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&who)
    try stream.text(&why)
    try stream.date(&through)
    try stream.choice(&effect)
  }
}

extension CreditAccount: SnapshotValue {
  static var blank: CreditAccount { CreditAccount() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.list(&holds)
    try stream.integer(&score)
    try stream.map(&funds)
  }
}

extension CreditRate: SnapshotValue {
  static var blank: CreditRate { CreditRate(.cny, .cny, .one) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.currency(&from)
    try stream.currency(&to)
    try stream.factor(&factor)
    try stream.value(&days)
  }
}

extension CreditFacts: SnapshotValue {
  static var blank: CreditFacts { CreditFacts() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.list(&entries)
    try stream.map(&accounts)
    try stream.list(&rates)
  }
}
