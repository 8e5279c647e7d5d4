import DealerRules

extension ReferenceRun {
  // MARK: Receivers

  /// who receives; `nil` where that is not known.
  private func name(of receiver: AgreementReceiver) -> String? {
    func text(_ value: AttributeValue?) -> String? {
      let id: String
      switch value {
      case .text(let text)?: id = text
      case .number(let millionths)?:
        guard millionths % 1_000_000 == 0 else { return nil }
        id = String(millionths / 1_000_000)
      default: return nil
      }
      return world.book.customers.contains { $0.id == id } ? id : nil
    }
    switch receiver {
    case .buyer: return customer?.id
    case .parent: return customer?.parent
    case .customerAttribute(let name): return text(customer?.attributes[name])
    case .orderAttribute(let name): return text(order.attributes[name])
    }
  }

  /// spreads what accrues over the receivers, and reserves it.
  func give(
    _ agreement: Agreement, _ kind: String, amount: Fraction = .zero, units: Fraction = .zero,
    step: Fraction, days: Int64? = nil
  ) throws(ReferenceFault) {
    let total = amount + units
    guard !total.isZero else { return }
    let shares = ReferenceSpread.share(
      total, agreement.receivers.map { Fraction($0.share) },
      caps: agreement.receivers.map { _ in nil }, step: step, .largestFraction)
    tag("accrual.\(kind)")
    if agreement.receivers.count > 1 { tag("accrual.shared") }
    var isLost = false
    let receivers = agreement.receivers.map { name(of: $0.receiver) }
    for (place, who) in receivers.enumerated() where receivers.firstIndex(of: who) == place {
      // The parts of one receiver are one.
      var share = Fraction.zero
      for (other, part) in zip(receivers, shares) where other == who { share += part }
      guard !share.isZero else { continue }
      isLost = isLost || who == nil
      let money = units.isZero ? try narrow(share) : 0
      let pieces = units.isZero ? 0 : try narrow(share)
      output.accruals.append(
        ReferenceAccrual(
          rule: agreement.id, kind: kind, beneficiary: who, amount: money, units: pieces,
          through: days.flatMap { date.adding(days: Int($0)) }))
      accounts.append(
        ReferenceReservation(
          id: ReferenceRun.plain(agreement.id) + "/" + ReferenceRun.plain(who ?? ""), kind: kind,
          amount: money, units: pieces))
    }
    if isLost { find(.beneficiaryUnknown, rule: agreement.id) }
  }

  /// a backslash before each slash and backslash.
  private static func plain(_ text: String) -> String {
    text.map { $0 == "/" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }

  // MARK: Allowances

  ///
  func accrue(_ allowance: Allowance, _ agreement: Agreement) throws(ReferenceFault) {
    guard let evidence = fact(allowance.evidence), let paid = fact(allowance.paid) else {
      return lacksFact(agreement)
    }
    var pieces = max(Fraction((evidence / Fraction(1_000_000)).floor), .zero)
    if let most = allowance.most { pieces = min(pieces, Fraction(most)) }
    let limit = ReferenceLimit(offer: agreement.id, kind: .allowance, who: order.customer)
    let inBatch = limitsUsed[limit] ?? .zero
    let due: Fraction
    switch allowance.grant {
    case .amount(let amount):
      due = pieces * Fraction(amount) - paid - inBatch
      guard Fraction.zero < due else { return }
      try give(agreement, "allowance", amount: due, step: .one)
    case .goods(_, let quantity):
      let thousandths = pieces * Fraction(quantity.thousandths) - paid / Fraction(1000)
      due = Fraction((thousandths - inBatch).floor)
      guard Fraction.zero < due else { return }
      try give(agreement, "allowance", units: due, step: .one)
    }
    accountsDrawn[limit] = due
  }

  // MARK: Points and coupons

  ///
  func accrue(
    _ reward: CountedReward, _ kind: String, _ usualTimes: Int64?, _ agreement: Agreement,
    _ numbers: [Int32]
  ) throws(ReferenceFault) {
    guard let plain = measured(reward.basis, numbers) else { return lacksFact(agreement) }
    guard plain.contains(where: { Fraction.zero < $0.measure }) else { return }
    let weighted = plain.map { line in line.measure * multiplier(reward, line.number) }
    let most = reward.times ?? usualTimes
    func count(_ measure: Fraction) -> Fraction {
      let times = Fraction((measure / Fraction(reward.every)).floor)
      return min(times, most.map { Fraction($0) } ?? times) * Fraction(reward.count)
    }
    var counts = weighted.map(count)
    let thousand = Fraction(1000)
    if reward.each == .order {
      let total = count(weighted.reduce(.zero, +))
      // what the order earns is the order's before its lines share it.
      _ = try narrow(total * thousand)
      counts = spreadByMeasure(total, weighted, step: .one)
    }
    tag("reward.\(kind).\(reward.each)")
    for (line, own) in zip(plain, counts) where !own.isZero {
      try addPart(agreement, line.number, base: line.measure, units: own * thousand)
    }
    try give(
      agreement, kind, units: counts.reduce(.zero, +) * thousand, step: thousand,
      days: reward.validDays)
  }

  private func multiplier(_ reward: CountedReward, _ number: Int32) -> Fraction {
    let item = states[number]?.item
    let found = reward.multipliers.filter { holds($0.when, item) }.map(\.by).max()
    return Fraction(found ?? 1_000_000, 1_000_000)
  }

  // MARK: Funds

  /// funds by id.
  private func funds(_ effect: FundEffect) -> [(Agreement, RebateFund)] {
    let sorted = world.book.agreements.sorted { ReferenceNames.isBefore($0.id, $1.id) }
    return sorted.compactMap { agreement in
      guard case .fund(let fund) = agreement.promise, fund.effect == effect,
        agreement.status == .published, world.isInForce(agreement.validity, at: instant)
      else { return nil }
      return (agreement, fund)
    }
  }

  /// what a fund gives, at most `room`, in the order's currency.
  private func drawn(
    _ agreement: Agreement, _ fund: RebateFund, _ numbers: [Int32], room: Fraction
  ) -> Fraction {
    let asked = order.funds[agreement.id]
    guard fund.use == .always || 0 < asked ?? 0 else { return .zero }
    let rate = world.exchange(currency, world.book.currency, at: instant)
    guard let balance = fact(fund.balance), let rate else {
      find(0 < asked ?? 0 ? .fundUnknown : .accrualUnknown, rule: agreement.id)
      return .zero
    }
    let limit = ReferenceLimit(offer: fund.balance, kind: .rebateFund, who: order.customer)
    let left = balance - (limitsUsed[limit] ?? .zero) - (accountsDrawn[limit] ?? .zero)
    let eligible = numbers.reduce(Fraction.zero) {
      $0 + max(states[$1]?.running ?? .zero, .zero)
    }
    var most = min(max(left, .zero) / rate, eligible * Fraction(fund.most))
    most = min(most, room)
    if let asked { most = min(most, Fraction(asked)) }
    let step = world.step(fund.rounding, currency)
    return Fraction((max(most, .zero) / step).floor) * step
  }

  private func reserve(
    _ amount: Fraction, _ agreement: Agreement, _ fund: RebateFund
  ) throws(ReferenceFault) {
    let rate = world.exchange(currency, world.book.currency, at: instant) ?? .one
    let inBook = Fraction((amount * rate).settledWhole(.up))
    let limit = ReferenceLimit(offer: fund.balance, kind: .rebateFund, who: order.customer)
    accountsDrawn[limit] = (accountsDrawn[limit] ?? .zero) + inBook
    tag("fund.\(fund.effect)")
    try give(agreement, "rebateFund", amount: inBook, step: .one)
  }

  /// A-011 `price`: off the lines, before charges and tax.
  func lowerByFunds() throws(ReferenceFault) {
    for (agreement, fund) in funds(.price) {
      let numbers = lines(of: agreement)
      guard !numbers.isEmpty else { continue }
      let step = world.step(fund.rounding, currency)
      let left = numbers.map { max(states[$0]?.running ?? .zero, .zero) }
      let room = left.reduce(Fraction.zero) { $0 + Fraction(($1 / step).floor) * step }
      let amount = drawn(agreement, fund, numbers, room: room)
      guard !amount.isZero else { continue }
      let shares = ReferenceSpread.share(
        amount, left, caps: left.map { $0 }, step: step, .largestFraction)
      for (number, share) in zip(numbers, shares) where !share.isZero {
        guard let running = states[number]?.running else { continue }
        states[number]?.steps.append(
          ReferenceStep(
            rule: agreement.id, kind: "fund", line: number,
            base: try narrow(running, line: number), amount: try narrow(-share, line: number)))
        states[number]?.running = running - share
      }
      try reserve(amount, agreement, fund)
    }
  }

  /// A-011 `payment`: of the payable amount.
  func payByFunds(_ payable: Fraction) throws(ReferenceFault) {
    var left = max(payable, .zero)
    for (agreement, fund) in funds(.payment) {
      let numbers = lines(of: agreement)
      guard !numbers.isEmpty else { continue }
      let amount = drawn(agreement, fund, numbers, room: left)
      guard !amount.isZero else { continue }
      left -= amount
      find(.fundPaid, rule: agreement.id)
      try reserve(amount, agreement, fund)
    }
  }
}
