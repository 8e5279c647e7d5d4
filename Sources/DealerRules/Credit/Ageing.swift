/// What a node owes by how late it is (RULES.md B-019).
public struct Ageing: Hashable, Sendable {
  /// A span of days late.
  public struct Bucket: Hashable, Sendable {
    /// The first day late, `nil` for what is not late.
    public var from: Int?
    /// The last day late, `nil` for no end.
    public var through: Int?
    /// Millionths of the node's currency.
    public var amount: Int64
  }

  /// From not late to latest.
  public var buckets: [Bucket]
  /// Items in dispute, which stand in no bucket unless the policy counts them.
  public var disputed: Int64
  /// Overdue items by the policy's days of grace.
  public var overdue: Int64
  /// How many these are.
  public var overdueCount: Int
}

extension CreditBook {
  /// The days late after which a bucket ends, unless others are asked.
  public static let ageingBounds: [Int] = [30, 60, 90]

  /// The open invoices of a node alone by days late; one due that day, or never, is not late.
  ///
  /// - Parameter bounds: The last day late of every bucket but the first and the last, ascending.
  /// - Throws: ``NumericError/overflow``.
  public func ageing(
    of node: String, on day: CivilDate, bounds: [Int] = CreditBook.ageingBounds
  ) throws(NumericError) -> Ageing {
    guard isAt(day) else { return try at(day).ageing(of: node, on: day, bounds: bounds) }
    var buckets = [Ageing.Bucket(from: nil, through: 0, amount: 0)]
    var first = 1
    for bound in bounds where bound >= first && bound < Int.max {
      buckets.append(Ageing.Bucket(from: first, through: bound, amount: 0))
      first = bound + 1
    }
    buckets.append(Ageing.Bucket(from: first, through: nil, amount: 0))
    var result = Ageing(buckets: buckets, disputed: 0, overdue: 0, overdueCount: 0)
    guard let position = positions[node] else { return result }
    for item in itemsOf[position] {
      if item.isDisputed, !policy.countsDisputed {
        result.disputed = try Wide.add(result.disputed, item.amount)
        continue
      }
      if isOverdue(item.due, item.isDisputed, day) {
        result.overdue = try Wide.add(result.overdue, item.amount)
        result.overdueCount += 1
      }
      let late = max(0, item.daysLate(day) ?? 0)
      let index = result.buckets.lastIndex { ($0.from ?? 0) <= late } ?? 0
      result.buckets[index].amount = try Wide.add(result.buckets[index].amount, item.amount)
    }
    return result
  }

  /// The reminders of a plan that are to be sent on a day, by due date and id within each node.
  public func reminders(_ plan: ReminderPlan, on day: CivilDate) -> [Reminder] {
    let sorted = entries.sorted { a, b in
      if a.node != b.node {
        return IdentifierOrder.precedes(policy.nodes[a.node].id, policy.nodes[b.node].id)
      }
      let (first, second) = (a.entry.due, b.entry.due)
      if let first, let second, first != second { return first < second }
      return IdentifierOrder.precedes(a.entry.id, b.entry.id)
    }
    return sorted.compactMap { plan.reminder(for: $0.entry, asOf: day) }
  }
}

/// Where a node stands on a day (RULES.md B-019).
public struct CreditStanding: Hashable, Sendable {
  /// The node.
  public var node: CreditNode
  /// Its limit with guarantees; `nil` without bound.
  public var limit: Int64?
  /// Exposure with what is nested below.
  public var exposure: Int64
  /// The components, counted or not, in the order of ``CreditComponent``.
  public var components: [Int64]
  /// What can still be asked on the way up; `nil` without bound.
  public var available: Int64?
  /// The node whose limit leaves least.
  public var binding: String?
  /// What the smallest order would be told, apart from what it states of itself.
  public var smallest: CreditDecision
  /// What open orders would be told before their goods leave, where that is not to ship.
  public var keptBack: [CreditDecision]
}

extension CreditBook {
  /// Where a node stands on a day; `nil` where it is not there.
  /// - Throws: ``NumericError/overflow``.
  public func standing(
    of id: String, on day: CivilDate
  ) throws(NumericError) -> CreditStanding? {
    guard isAt(day) else { return try at(day).standing(of: id, on: day) }
    guard let position = positions[id] else { return nil }
    let node = policy.nodes[position]
    let step = Rounding().step(in: node.currency)
    // An id that no entry has, so that nothing is replaced.
    var name = "?"
    while claims[name] != nil { name += "?" }
    let smallest = try evaluate(
      CreditRequest(id: name, node: id, Money(millionths: step, node.currency), asOf: day),
      paid: 0, isProbe: true)
    let late = try overdue(position, day)
    var components: [Int64] = []
    for component in CreditComponent.allCases {
      components.append(try sums[position].value(of: component, overdue: late))
    }
    var keptBack: [CreditDecision] = []
    for row in entriesOf[position].map({ entries[$0] }) where row.entry.kind == .order {
      var request = CreditRequest(
        id: row.entry.id, node: id, row.entry.amount, asOf: day)
      request.rate = row.entry.rate
      request.checkpoint = .shipment
      request.ships = row.entry.ships
      let told = try evaluate(request, paid: 0, isProbe: true)
      if told.effect >= .hold { keptBack.append(told) }
    }
    keptBack.sort { IdentifierOrder.precedes($0.request, $1.request) }
    return CreditStanding(
      node: node, limit: smallest.limit, exposure: smallest.exposure, components: components,
      available: smallest.available, binding: smallest.binding, smallest: smallest,
      keptBack: keptBack)
  }
}
