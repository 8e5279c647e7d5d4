// Canonical forms of guards and of who may approve; origins are no part of them.
extension CanonicalEncoder {
  mutating func content(of rule: Guard) {
    text(1, rule.id)
    text(2, rule.name)
    text(3, rule.scope.rawValue)
    text(4, rule.by?.rawValue)
    integer(5, Int64(rule.priority))
    validity(6, rule.validity)
    text(7, rule.status.rawValue)
    condition(8, rule.when)
    nested(9) { $0.content(of: rule.test) }
    switch rule.outcome {
    case .clip(let yield):
      integer(10, 1)
      content(of: yield)
    case .refuse: integer(10, 2)
    case .warn: integer(10, 3)
    case .approval(let level):
      integer(10, 4)
      integer(11, Int64(level))
    }
    text(14, rule.unknown.rawValue)
    text(15, rule.price)
    flag(16, rule.countsGifts)
    flag(17, rule.withRebate)
    // Left out where it is not set, so that hashes of books without it stay.
    if rule.withFunds { flag(18, true) }
  }

  private mutating func content(of yield: GuardYield) {
    switch yield {
    case .lastFirst: integer(12, 1)
    case .lowestPriority: integer(12, 2)
    case .offers(let ids):
      integer(12, 3)
      ordered(13, ids) { $1.text(1, $0) }
    }
  }

  private mutating func content(of test: GuardTest) {
    switch test {
    case .floor(let bound):
      integer(1, 1)
      content(of: bound)
    case .ceiling(let bound):
      integer(1, 2)
      content(of: bound)
    case .margin(let limit):
      integer(1, 3)
      self.limit(2, limit)
    case .maxDiscount(let limit):
      integer(1, 4)
      self.limit(2, limit)
    case .drift(let rise, let fall):
      integer(1, 5)
      if let rise { limit(2, rise) }
      if let fall { limit(3, fall) }
    case .movement(let rise, let fall, let days):
      integer(1, 6)
      integer(4, rise?.millionths)
      integer(5, fall?.millionths)
      integer(6, Int64(days))
    }
  }

  private mutating func limit(_ tag: UInt8, _ limit: GuardLimit) {
    nested(tag) {
      $0.integer(1, limit.rate?.millionths)
      $0.integer(2, limit.amount)
    }
  }

  private mutating func content(of bound: GuardBound) {
    switch bound.base {
    case .list?: integer(7, 1)
    case .price(let base)?: nested(8) { $0.content(of: base) }
    case nil: break
    }
    integer(9, bound.factor.millionths)
    integer(10, bound.plus)
    text(11, bound.unit)
  }

  mutating func content(of rule: ApprovalRule) {
    text(1, rule.role)
    unordered(2, rule.findings) { $1.text(1, $0) }
    integer(3, rule.level.map { Int64($0) })
    integer(4, rule.upTo)
    condition(5, rule.when)
    text(6, rule.id)
    if rule.known != .distantPast { integer(7, rule.known.secondsSinceEpoch) }
  }
}
