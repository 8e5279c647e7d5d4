// Guards and approvals as snapshots keep them.
extension GuardBase: SnapshotValue {
  static var blank: GuardBase { .list }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var base: PriceBase = .cost
    var kind = 0
    switch self {
    case .list: kind = 0
    case .price(let a0): (kind, base) = (1, a0)
    }
    kind = try stream.kind(kind, of: 2)
    switch kind {
    case 0: self = .list
    default:
      try stream.value(&base)
      self = .price(base)
    }
  }
}

extension GuardBound: SnapshotValue {
  static var blank: GuardBound { GuardBound() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&base)
    try stream.rate(&factor)
    try stream.integer(&plus)
    try stream.text(&unit)
  }
}

extension GuardLimit: SnapshotValue {
  static var blank: GuardLimit { GuardLimit() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.rate(&rate)
    try stream.integer(&amount)
  }
}

extension GuardTest: SnapshotValue {
  static var blank: GuardTest { .margin(GuardLimit()) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var bound: GuardBound = GuardBound()
    var limit: GuardLimit = GuardLimit()
    var rise: GuardLimit? = nil
    var fall: GuardLimit? = nil
    var up: Rate? = nil
    var down: Rate? = nil
    var days: Int32 = 0
    var kind = 0
    switch self {
    case .floor(let a0): (kind, bound) = (0, a0)
    case .ceiling(let a0): (kind, bound) = (1, a0)
    case .margin(let a0): (kind, limit) = (2, a0)
    case .maxDiscount(let a0): (kind, limit) = (3, a0)
    case .drift(let a0, let a1): (kind, rise, fall) = (4, a0, a1)
    case .movement(let a0, let a1, let a2): (kind, up, down, days) = (5, a0, a1, a2)
    }
    kind = try stream.kind(kind, of: 6)
    switch kind {
    case 0:
      try stream.value(&bound)
      self = .floor(bound)
    case 1:
      try stream.value(&bound)
      self = .ceiling(bound)
    case 2:
      try stream.value(&limit)
      self = .margin(limit)
    case 3:
      try stream.value(&limit)
      self = .maxDiscount(limit)
    case 4:
      try stream.value(&rise)
      try stream.value(&fall)
      self = .drift(rise: rise, fall: fall)
    default:
      try stream.rate(&up)
      try stream.rate(&down)
      try stream.integer(&days)
      self = .movement(rise: up, fall: down, days: days)
    }
  }
}

extension GuardYield: SnapshotValue {
  static var blank: GuardYield { .lastFirst }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var offers: [String] = []
    var kind = 0
    switch self {
    case .lastFirst: kind = 0
    case .lowestPriority: kind = 1
    case .offers(let a0): (kind, offers) = (2, a0)
    }
    kind = try stream.kind(kind, of: 3)
    switch kind {
    case 0: self = .lastFirst
    case 1: self = .lowestPriority
    default:
      try stream.texts(&offers)
      self = .offers(offers)
    }
  }
}

extension GuardOutcome: SnapshotValue {
  static var blank: GuardOutcome { .refuse }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var order: GuardYield = .lastFirst
    var level: Int32 = 0
    var kind = 0
    switch self {
    case .clip(let a0): (kind, order) = (0, a0)
    case .refuse: kind = 1
    case .warn: kind = 2
    case .approval(let a0): (kind, level) = (3, a0)
    }
    kind = try stream.kind(kind, of: 4)
    switch kind {
    case 0:
      try stream.value(&order)
      self = .clip(order)
    case 1: self = .refuse
    case 2: self = .warn
    default:
      try stream.integer(&level)
      self = .approval(level: level)
    }
  }
}

extension Guard: SnapshotValue {
  static var blank: Guard { Guard(id: "", test: .blank, outcome: .refuse) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&name)
    try stream.choice(&scope)
    try stream.choice(&by)
    try stream.integer(&priority)
    try stream.validity(&validity)
    try stream.choice(&status)
    try stream.value(&when)
    try stream.value(&test)
    try stream.value(&outcome)
    try stream.choice(&unknown)
    try stream.text(&price)
    try stream.flag(&countsGifts)
    try stream.flag(&withRebate)
    try stream.flag(&withFunds)
    try stream.origin(&origin)
  }
}

extension ApprovalRule: SnapshotValue {
  static var blank: ApprovalRule { ApprovalRule(role: "", findings: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&role)
    try stream.texts(&findings)
    try stream.integer(&level)
    try stream.integer(&upTo)
    try stream.value(&when)
    try stream.text(&id)
    try stream.instant(&known)
    try stream.origin(&origin)
  }
}
