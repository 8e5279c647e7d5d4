// Agreements as snapshots keep them.
extension Agreement: SnapshotValue {
  static var blank: Agreement { Agreement(id: "", promise: .blank) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&name)
    try stream.validity(&validity)
    try stream.choice(&status)
    try stream.value(&when)
    try stream.value(&promise)
    try stream.list(&receivers)
    try stream.origin(&origin)
  }
}

extension AgreementPromise: SnapshotValue {
  static var blank: AgreementPromise { .rebate(.blank) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var rebate: Rebate = .blank
    var allowance: Allowance = .blank
    var reward: CountedReward = .blank
    var name: String = ""
    var fund: RebateFund = .blank
    var groupBuy: GroupBuy = .blank
    var kind = 0
    switch self {
    case .rebate(let a0): (kind, rebate) = (0, a0)
    case .allowance(let a0): (kind, allowance) = (1, a0)
    case .points(let a0): (kind, reward) = (2, a0)
    case .coupons(let a0, let a1): (kind, name, reward) = (3, a0, a1)
    case .fund(let a0): (kind, fund) = (4, a0)
    case .groupBuy(let a0): (kind, groupBuy) = (5, a0)
    }
    kind = try stream.kind(kind, of: 6)
    switch kind {
    case 0:
      try stream.value(&rebate)
      self = .rebate(rebate)
    case 1:
      try stream.value(&allowance)
      self = .allowance(allowance)
    case 2:
      try stream.value(&reward)
      self = .points(reward)
    case 3:
      try stream.text(&name)
      try stream.value(&reward)
      self = .coupons(name, reward)
    case 4:
      try stream.value(&fund)
      self = .fund(fund)
    default:
      try stream.value(&groupBuy)
      self = .groupBuy(groupBuy)
    }
  }
}

extension AgreementReceiver: SnapshotValue {
  static var blank: AgreementReceiver { .buyer }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var name: String = ""
    var kind = 0
    switch self {
    case .buyer: kind = 0
    case .parent: kind = 1
    case .customerAttribute(let a0): (kind, name) = (2, a0)
    case .orderAttribute(let a0): (kind, name) = (3, a0)
    }
    kind = try stream.kind(kind, of: 4)
    switch kind {
    case 0: self = .buyer
    case 1: self = .parent
    case 2:
      try stream.text(&name)
      self = .customerAttribute(name)
    default:
      try stream.text(&name)
      self = .orderAttribute(name)
    }
  }
}

extension AgreementShare: SnapshotValue {
  static var blank: AgreementShare { AgreementShare(.buyer) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&receiver)
    try stream.rate(&share)
  }
}

extension AgreementBasis: SnapshotValue {
  static var blank: AgreementBasis { .net }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var unit: String? = nil
    var name: String = ""
    var kind = 0
    switch self {
    case .net: kind = 0
    case .list: kind = 1
    case .quantity(let a0): (kind, unit) = (2, a0)
    case .kind(let a0): (kind, name) = (3, a0)
    case .attribute(let a0): (kind, name) = (4, a0)
    }
    kind = try stream.kind(kind, of: 5)
    switch kind {
    case 0: self = .net
    case 1: self = .list
    case 2:
      try stream.text(&unit)
      self = .quantity(unit: unit)
    case 3:
      try stream.text(&name)
      self = .kind(name)
    default:
      try stream.text(&name)
      self = .attribute(name)
    }
  }
}

extension RebateGrant: SnapshotValue {
  static var blank: RebateGrant { .amount(0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var rate: Rate = .zero
    var amount: Int64 = 0
    var kind = 0
    switch self {
    case .rate(let a0): (kind, rate) = (0, a0)
    case .amount(let a0): (kind, amount) = (1, a0)
    case .lump(let a0): (kind, amount) = (2, a0)
    }
    kind = try stream.kind(kind, of: 3)
    switch kind {
    case 0:
      try stream.rate(&rate)
      self = .rate(rate)
    case 1:
      try stream.integer(&amount)
      self = .amount(amount)
    default:
      try stream.integer(&amount)
      self = .lump(amount)
    }
  }
}

extension RebateRung: SnapshotValue {
  static var blank: RebateRung { RebateRung(.amount(0)) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&from)
    try stream.value(&grant)
  }
}

extension Rebate: SnapshotValue {
  static var blank: Rebate { Rebate(rungs: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&basis)
    try stream.list(&rungs)
    try stream.choice(&mode)
    try stream.text(&total)
    try stream.text(&against)
    try stream.texts(&after)
    try stream.text(&evidence)
    try stream.choice(&point)
    try stream.rounding(&rounding)
    try stream.choice(&pays)
  }
}

extension AllowanceGrant: SnapshotValue {
  static var blank: AllowanceGrant { .amount(0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var amount: Int64 = 0
    var product: String = ""
    var quantity: Quantity = .zero
    var kind = 0
    switch self {
    case .amount(let a0): (kind, amount) = (0, a0)
    case .goods(let a0, let a1): (kind, product, quantity) = (1, a0, a1)
    }
    kind = try stream.kind(kind, of: 2)
    switch kind {
    case 0:
      try stream.integer(&amount)
      self = .amount(amount)
    default:
      try stream.text(&product)
      try stream.quantity(&quantity)
      self = .goods(product: product, quantity: quantity)
    }
  }
}

extension Allowance: SnapshotValue {
  static var blank: Allowance { Allowance(evidence: "", paid: "", grant: .amount(0)) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&evidence)
    try stream.text(&paid)
    try stream.value(&grant)
    try stream.integer(&most)
  }
}

extension RewardMultiplier: SnapshotValue {
  static var blank: RewardMultiplier { RewardMultiplier(when: .always, by: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&when)
    try stream.integer(&by)
  }
}

extension CountedReward: SnapshotValue {
  static var blank: CountedReward { CountedReward(every: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&basis)
    try stream.integer(&every)
    try stream.integer(&count)
    try stream.integer(&times)
    try stream.choice(&each)
    try stream.list(&multipliers)
    try stream.integer(&validDays)
  }
}

extension RebateFund: SnapshotValue {
  static var blank: RebateFund { RebateFund(balance: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&balance)
    try stream.rate(&most)
    try stream.choice(&effect)
    try stream.choice(&use)
    try stream.rounding(&rounding)
  }
}

extension GroupRung: SnapshotValue {
  static var blank: GroupRung { GroupRung(from: 0, price: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&from)
    try stream.integer(&price)
  }
}

extension GroupBuy: SnapshotValue {
  static var blank: GroupBuy { GroupBuy(product: "", rungs: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&product)
    try stream.text(&unit)
    try stream.list(&rungs)
    try stream.rounding(&rounding)
  }
}
