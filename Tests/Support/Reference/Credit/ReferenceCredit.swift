public import DealerRules

/// What the reference says of a credit request, as texts that compare.
public struct ReferenceCreditAnswer: Hashable {
  /// What becomes of the document.
  public var effect: CreditEffect = .allow
  /// What is asked as credit, in millionths.
  public var amount: Int128 = 0
  /// What the node owes without the document.
  public var exposure: Int128 = 0
  /// The node's limit; `nil` without bound.
  public var limit: Int128?
  /// The least room on the way up; `nil` without bound.
  public var available: Int128?
  /// The node that leaves it.
  public var binding: String?
  /// What is missing there.
  public var shortfall: Int128 = 0
  /// `SOURCE MILLIONTHS`, in the order of drawing.
  public var funding: [String] = []
  /// `CODE RULE NODE EFFECT`, in any order; lifted ones end in `lifted`.
  public var reasons: [String] = []

  /// Creates the answer to a request that asks nothing.
  public init() {}
}

/// Credit decisions by lists that are gone through anew for every question, written from B-001 to
/// B-014 of the law alone.
public struct ReferenceCredit {
  let policy: CreditPolicy
  var facts: CreditFacts

  /// Keeps the lists.
  public init(_ policy: CreditPolicy, _ facts: CreditFacts) {
    self.policy = policy
    self.facts = facts
  }

  /// The decision.
  public func answer(_ request: CreditRequest) -> ReferenceCreditAnswer {
    // B-011: rates are those of the day that is asked for.
    var dated = self
    dated.facts.rates.removeAll { !contains($0.days, request.asOf) }
    return ReferenceCreditRun(dated, request).answer
  }

  // MARK: The tree (B-004)

  func node(_ id: String) -> CreditNode? { policy.nodes.first { $0.id == id } }

  /// The node and those in which it is nested.
  func levels(_ node: CreditNode) -> [CreditNode] {
    guard node.mode == .nested, let above = node.parent.flatMap({ self.node($0) }) else {
      return [node]
    }
    return [node] + levels(above)
  }

  /// The node and those above from which it is not isolated.
  func chain(_ node: CreditNode) -> [CreditNode] {
    guard node.mode != .isolated, let above = node.parent.flatMap({ self.node($0) }) else {
      return [node]
    }
    return [node] + chain(above)
  }

  // MARK: Money (B-011)

  static func step(_ currency: Currency) -> Int128 {
    (currency.exponent..<6).reduce(Int128(1)) { product, _ in product * 10 }
  }

  /// Exchanged and rounded up; `nil` without a rate.
  func exchanged(
    _ amount: Int128, _ from: Currency, _ to: Currency, _ stamped: Factor?
  ) -> Int128? {
    guard from != to else { return amount }
    guard let factor = stamped ?? rate(from, to) else { return nil }
    let step = Self.step(to)
    return ceiling(amount * Int128(factor.numerator), Int128(factor.denominator) * step) * step
  }

  func rate(_ from: Currency, _ to: Currency) -> Factor? {
    if let found = facts.rates.first(where: { $0.from == from && $0.to == to }) {
      return found.factor
    }
    return facts.rates.first { $0.from == to && $0.to == from }?.factor.inverse
  }

  private func ceiling(_ a: Int128, _ b: Int128) -> Int128 {
    let quotient = a / b
    return a % b > 0 ? quotient + 1 : quotient
  }

  func floor(_ a: Int128, _ b: Int128) -> Int128 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
  }

  /// Whether a document counts at a level.
  func counts(_ entry: CreditEntry, at level: CreditNode) -> Bool {
    node(entry.node).map { levels($0).contains { $0.id == level.id } } ?? false
  }

  /// What a document counts for at a level; `nil` where it does not, or no rate reaches it.
  func amount(_ entry: CreditEntry, at level: CreditNode) -> Int128? {
    guard let owner = node(entry.node) else { return nil }
    let path = levels(owner)
    guard let end = path.firstIndex(where: { $0.id == level.id }) else { return nil }
    var value = exchanged(
      Int128(entry.amount.millionths), entry.amount.currency, owner.currency, entry.rate)
    for index in 0..<end {
      guard let below = value else { return nil }
      value = exchanged(below, path[index].currency, path[index + 1].currency, nil)
    }
    return value
  }

  // MARK: Limits (B-002, B-003)

  /// `nil` is unlimited.
  func stated(_ node: CreditNode, _ day: CivilDate) -> Int128? {
    let valid = node.temporary.filter { contains($0.days, day) }.sorted { a, b in
      let (first, second) = (a.days.from?.daysSinceEpoch, b.days.from?.daysSinceEpoch)
      if first != second { return (first ?? .min) > (second ?? .min) }
      let (end, other) = (a.days.through?.daysSinceEpoch, b.days.through?.daysSinceEpoch)
      if end != other { return (end ?? .max) < (other ?? .max) }
      return size(a.limit) < size(b.limit)
    }
    if let first = valid.first { return value(first.limit) }
    if contains(node.days, day) { return value(node.limit) }
    let isOver = node.days.through.map { $0 < day } ?? false
    let isBegun = node.days.from.map { $0 <= day } ?? true
    return policy.keepsExpiredLimits && isOver && isBegun ? value(node.limit) : 0
  }

  private func value(_ limit: CreditLimit) -> Int128? {
    switch limit {
    case .none: 0
    case .amount(let amount): Int128(amount)
    case .unlimited: nil
    }
  }

  private func size(_ limit: CreditLimit) -> Int128 {
    limit == .none ? -1 : value(limit) ?? .max
  }

  func contains(_ days: CreditDays, _ day: CivilDate) -> Bool {
    (days.from ?? day) <= day && day <= (days.through ?? day)
  }

  /// `nil` is unlimited.
  func limit(_ node: CreditNode, _ day: CivilDate) -> Int128? {
    if lacksLimit(node, day) { return 0 }
    guard var sum = stated(node, day) else { return nil }
    let step = Self.step(node.currency)
    for guarantee in node.guarantees where contains(guarantee.days, day) {
      let part = Int128(guarantee.value) * Int128(guarantee.rate.millionths)
      sum += floor(part, 1_000_000 * step) * step
      if guarantee.isInExposure { sum -= Int128(guarantee.value) }
    }
    for child in setAside(node) {
      sum -= exchanged(stated(child, day) ?? 0, child.currency, node.currency, nil) ?? 0
    }
    return sum
  }

  /// The nodes whose limits are set aside from a node's.
  private func setAside(_ node: CreditNode) -> [CreditNode] {
    policy.nodes.filter { child in
      guard child.mode == .carveOut, let above = child.parent.flatMap({ self.node($0) }) else {
        return false
      }
      return levels(above).contains { $0.id == node.id }
    }
  }

  /// Whether a limit set aside has no rate.
  func lacksLimit(_ node: CreditNode, _ day: CivilDate) -> Bool {
    stated(node, day) != nil
      && setAside(node).contains {
        exchanged(stated($0, day) ?? 0, $0.currency, node.currency, nil) == nil
      }
  }

  // MARK: Exposure (B-005)

  func daysLate(_ entry: CreditEntry, _ day: CivilDate) -> Int? {
    entry.due.map { Int(day.daysSinceEpoch) - Int($0.daysSinceEpoch) }
  }

  func component(_ entry: CreditEntry, _ day: CivilDate) -> CreditComponent {
    switch entry.kind {
    case .order: return .orders
    case .shipped: return .shipped
    case .draft: return .drafts
    case .special: return .special
    case .credit: return .credits
    case .invoice:
      guard policy.countsDisputed || !entry.isDisputed, let late = daysLate(entry, day),
        late > policy.graceDays
      else { return .notDue }
      return .overdue
    }
  }
}
