// Limits on a day and what counts against them (RULES.md B-002 … B-005).
extension CreditBook {
  /// A node's limit on a day with guarantees and less what is set aside for others; `nil` without
  /// bound.
  /// - Throws: ``NumericError/overflow``.
  public func limit(of node: String, on day: CivilDate) throws(NumericError) -> Int64? {
    guard let position = positions[node] else { return 0 }
    return try at(day).limit(position, day).value
  }

  /// A limit, and whether a rate is missing to tell it.
  struct KnownLimit {
    /// `nil` without bound.
    var value: Int64?
    var isKnown = true
  }

  func limit(_ position: Int, _ day: CivilDate) throws(NumericError) -> KnownLimit {
    let node = policy.nodes[position]
    guard let base = statedLimit(node, day) else { return KnownLimit(value: nil) }
    var sum = Int128(base)
    let step = Rounding(.floor)
    for guarantee in node.guarantees where guarantee.days.contains(day) {
      let value = Money(millionths: guarantee.value, node.currency)
      sum += Int128(try value.multiplied(by: guarantee.rate, step).millionths)
      if guarantee.isInExposure { sum -= Int128(guarantee.value) }
    }
    for child in carved[position] {
      let other = policy.nodes[child]
      let aside = Money(millionths: statedLimit(other, day) ?? 0, other.currency)
      guard let amount = try converted(aside, to: node.currency, nil) else {
        return KnownLimit(value: 0, isKnown: false)
      }
      sum -= Int128(amount)
    }
    return KnownLimit(value: try Wide.narrow(sum))
  }

  /// What is stated for a day, without guarantees; `nil` without bound.
  private func statedLimit(_ node: CreditNode, _ day: CivilDate) -> Int64? {
    var chosen: TemporaryLimit?
    for temporary in node.temporary where temporary.days.contains(day) {
      if let found = chosen, !CreditBook.comesFirst(temporary, found) { continue }
      chosen = temporary
    }
    let isOpen = node.days.contains(day)
    let started = node.days.from.map { $0 <= day } ?? true
    let own = isOpen || (policy.keepsExpiredLimits && started) ? node.limit : .none
    switch chosen?.limit ?? own {
    case .none: return 0
    case .amount(let amount): return amount
    case .unlimited: return nil
    }
  }

  /// Later beginning first, then the earlier end, then the lower limit.
  private static func comesFirst(_ a: TemporaryLimit, _ b: TemporaryLimit) -> Bool {
    let starts = (a.days.from?.daysSinceEpoch ?? .min, b.days.from?.daysSinceEpoch ?? .min)
    if starts.0 != starts.1 { return starts.0 > starts.1 }
    let ends = (a.days.through?.daysSinceEpoch ?? .max, b.days.through?.daysSinceEpoch ?? .max)
    if ends.0 != ends.1 { return ends.0 < ends.1 }
    return rank(a.limit) < rank(b.limit)
  }

  private static func rank(_ limit: CreditLimit) -> Int64 {
    switch limit {
    case .none: -1
    case .amount(let amount): amount
    case .unlimited: .max
    }
  }

  // MARK: Exposure

  /// What counts as exposure of a node.
  func counted(_ node: Int) -> Set<CreditComponent> {
    policy.nodes[node].counted ?? policy.counted
  }

  /// Whether an invoice is overdue on a day.
  func isOverdue(_ due: CivilDate?, _ isDisputed: Bool, _ day: CivilDate) -> Bool {
    guard let due, policy.countsDisputed || !isDisputed else { return false }
    return Int(day.daysSinceEpoch) - Int(due.daysSinceEpoch) > policy.graceDays
  }

  /// The overdue part of the invoices of a node and of those nested in it, in its currency.
  func overdue(_ node: Int, _ day: CivilDate) throws(NumericError) -> Int64 {
    try sum(node) { row in
      row.entry.kind == .invoice && isOverdue(row.entry.due, row.entry.isDisputed, day)
    }
  }

  /// Entries of a node and of those nested in it, each in the node's currency by itself.
  func sum(_ node: Int, where isWanted: (BookEntry) -> Bool) throws(NumericError) -> Int64 {
    try sum(node, [], where: isWanted)
  }

  /// - Parameter path: The nodes between, from the one below the top on down to `node`.
  private func sum(
    _ node: Int, _ path: [Int], where isWanted: (BookEntry) -> Bool
  ) throws(NumericError) -> Int64 {
    var total: Int64 = 0
    for position in entriesOf[node] where isWanted(entries[position]) {
      var amount = entries[position].amount
      for step in path.reversed() { amount = try lifted(amount, from: step) }
      total = try Wide.add(total, amount ?? 0)
    }
    for child in nested[node] {
      total = try Wide.add(total, try sum(child, path + [child], where: isWanted))
    }
    return total
  }
}
