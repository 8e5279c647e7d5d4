/// The least that would let a document through, found by deciding again (RULES.md B-018).
public struct CreditFix: Hashable, Sendable {
  /// What to do.
  public enum Action: Hashable, Sendable {
    /// Pay so much of what is owed, in the node's currency.
    case pay(Money)
    /// Make the document smaller by so much.
    case reduce(Money)
    /// Pay so much of the document in advance.
    case prepay(Money)
    /// Ship on or after this day; credit is asked again before shipping.
    case ship(CivilDate)
    /// Take the payment terms agreed.
    case terms(String?)
    /// Pay so much and make the document smaller by so much.
    case payAndReduce(Money, Money)
  }

  /// What to do.
  public var action: Action
  /// What must be done beside it, or `nil`.
  public var beside: Action?
  /// What the document is then.
  public var effect: CreditEffect
}

extension CreditBook {
  /// The least changes that would each let a held or blocked document through, in the order pay,
  /// reduce, prepay, ship, terms; where none does alone, a payment, reduction or prepayment beside
  /// the agreed terms or a later ship date, and where neither does, paying and reducing together.
  ///
  /// Every change was tried by deciding the changed request; one settled step less of it was tried
  /// too and does not do. Stops by people have no fix.
  /// - Throws: ``NumericError/overflow``.
  /// - Complexity: at most 64 decisions for each amount.
  public func fixes(for request: CreditRequest) throws(NumericError) -> [CreditFix] {
    guard isAt(request.asOf) else { return try at(request.asOf).fixes(for: request) }
    guard let node = positions[request.node] else { return [] }
    guard try evaluate(request).effect >= .hold else { return [] }
    var fixes = try amounts(request, node)
    if let found = try earliestShipping(request) { fixes.append(found) }
    if request.terms != nil {
      let agreed = policy.nodes[node].terms
      var changed = request
      changed.terms = agreed
      let found = try fix(.terms(agreed), changed)
      if found.effect < .hold { fixes.append(found) }
    }
    if fixes.isEmpty { fixes = try besideAnother(request, node) }
    if fixes.isEmpty, let found = try paymentAndReduction(request, node) { fixes.append(found) }
    return fixes
  }

  /// The least payment, reduction and prepayment that each do.
  private func amounts(
    _ request: CreditRequest, _ node: Int
  ) throws(NumericError) -> [CreditFix] {
    var fixes: [CreditFix] = []
    let currency = policy.nodes[node].currency
    if let amount = try leastPayment(request, node) {
      fixes.append(try fix(.pay(Money(millionths: amount, currency)), request, paid: amount))
    }
    if let less = try leastReduction(request, paid: 0) {
      let smaller = Money(
        millionths: request.amount.millionths - less, request.amount.currency)
      let action = CreditFix.Action.reduce(Money(millionths: less, smaller.currency))
      fixes.append(try fix(action, request.with(amount: smaller)))
    }
    if let more = try leastPrepayment(request) {
      let action = CreditFix.Action.prepay(Money(millionths: more, request.amount.currency))
      fixes.append(try fix(action, request.with(prepaid: request.prepaid + more)))
    }
    return fixes
  }

  /// What does where the order also takes the agreed terms, or ships beyond a horizon.
  private func besideAnother(
    _ request: CreditRequest, _ node: Int
  ) throws(NumericError) -> [CreditFix] {
    var changes: [(action: CreditFix.Action, request: CreditRequest)] = []
    let agreed = policy.nodes[node].terms
    let isAgreed = request.terms.map { IdentifierKey($0) } == agreed.map { IdentifierKey($0) }
    if request.terms != nil, !isAgreed {
      var changed = request
      changed.terms = agreed
      changes.append((.terms(agreed), changed))
    }
    for day in shippingDays(request) {
      var changed = request
      changed.ships = day
      changes.append((.ship(day), changed))
    }
    var fixes: [CreditFix] = []
    for (action, changed) in changes where fixes.isEmpty {
      for var found in try amounts(changed, node) {
        (found.beside, found.action) = (found.action, action)
        fixes.append(found)
      }
    }
    return fixes
  }

  private func fix(
    _ action: CreditFix.Action, _ request: CreditRequest, paid: Int64 = 0
  ) throws(NumericError) -> CreditFix {
    CreditFix(
      action: action, beside: nil, effect: try evaluate(request, paid: paid).effect)
  }

  /// The smallest count of steps in 1…most that does, by halving; `nil` where the most does not.
  private func least(
    _ most: Int64, _ does: (Int64) throws(NumericError) -> Bool
  ) throws(NumericError) -> Int64? {
    guard most > 0, try does(most) else { return nil }
    var low: Int64 = 0
    var high = most
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try does(middle) { high = middle } else { low = middle }
    }
    return high
  }

  private func leastPayment(
    _ request: CreditRequest, _ node: Int
  ) throws(NumericError) -> Int64? {
    let step = Rounding().step(in: policy.nodes[node].currency)
    var open = Int128(sums[node].invoices)
    // What a level asks too much is missing here in the node's currency, rounded up.
    var path: [Int] = []
    for level in try prepare(request, node, paid: 0).levels {
      let here = try lowered(max(0, try Wide.add(level.exposure, level.asked)), path)
      open += Int128(here) + Int128(step)
      path.append(level.node)
    }
    let most = CreditBook.steps(open, step)
    let found = try least(most) { (count: Int64) throws(NumericError) -> Bool in
      try evaluate(request, paid: count * step).effect < .hold
    }
    return found.map { $0 * step }
  }

  /// Steps that reach an amount, as many as an amount can hold.
  private static func steps(_ amount: Int128, _ step: Int64) -> Int64 {
    let count = (amount + Int128(step) - 1) / Int128(step)
    return min(Int64(clamping: count), Int64.max / step)
  }

  /// By how much the document must shrink, something of it staying.
  private func leastReduction(
    _ request: CreditRequest, paid: Int64
  ) throws(NumericError) -> Int64? {
    let step = Rounding().step(in: request.amount.currency)
    let amount = request.amount.millionths
    let found = try least((amount - 1) / step) { (count: Int64) throws(NumericError) -> Bool in
      let smaller = Money(millionths: amount - count * step, request.amount.currency)
      return try evaluate(request.with(amount: smaller), paid: paid).effect < .hold
    }
    return found.map { $0 * step }
  }

  private func leastPrepayment(_ request: CreditRequest) throws(NumericError) -> Int64? {
    let step = Rounding().step(in: request.amount.currency)
    let open = Int128(request.amount.millionths) - Int128(request.prepaid)
    let most = min(
      CreditBook.steps(open, step),
      Int64(clamping: (Int128(Int64.max) - Int128(request.prepaid)) / Int128(step)))
    let found = try least(most) { (count: Int64) throws(NumericError) -> Bool in
      try evaluate(request.with(prepaid: request.prepaid + count * step)).effect < .hold
    }
    return found.map { $0 * step }
  }

  /// The first days beyond each horizon, as far as they are later, each once.
  private func shippingDays(_ request: CreditRequest) -> [CivilDate] {
    var days: Set<CivilDate> = []
    for rule in rules {
      guard case .dynamicLimit(let horizon) = rule.test,
        let day = request.asOf.adding(days: horizon)?.adding(days: 1),
        request.ships.map({ $0 < day }) ?? true
      else { continue }
      days.insert(day)
    }
    return days.sorted()
  }

  /// The first day beyond a horizon on which shipping does.
  private func earliestShipping(_ request: CreditRequest) throws(NumericError) -> CreditFix? {
    for day in shippingDays(request) {
      var changed = request
      changed.ships = day
      let found = try fix(.ship(day), changed)
      if found.effect < .hold { return found }
    }
    return nil
  }

  /// The smallest payment after which a smaller document goes through, and by how much smaller.
  private func paymentAndReduction(
    _ request: CreditRequest, _ node: Int
  ) throws(NumericError) -> CreditFix? {
    let step = Rounding().step(in: request.amount.currency)
    guard request.amount.millionths > step else { return nil }
    let smallest = request.with(amount: Money(millionths: step, request.amount.currency))
    guard let paid = try leastPayment(smallest, node),
      let less = try leastReduction(request, paid: paid)
    else { return nil }
    let currency = request.amount.currency
    let smaller = Money(millionths: request.amount.millionths - less, currency)
    return try fix(
      .payAndReduce(
        Money(millionths: paid, policy.nodes[node].currency), Money(millionths: less, currency)),
      request.with(amount: smaller), paid: paid)
  }
}

extension CreditRequest {
  fileprivate func with(amount: Money) -> CreditRequest {
    var copy = self
    copy.amount = amount
    return copy
  }

  fileprivate func with(prepaid: Int64) -> CreditRequest {
    var copy = self
    copy.prepaid = prepaid
    return copy
  }
}
