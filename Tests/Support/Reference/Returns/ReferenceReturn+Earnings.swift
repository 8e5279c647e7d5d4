import DealerRules

// What is taken back of what a sale earned (RULES.md Z-045, Z-046).
extension ReferenceReturn {
  mutating func earnings() {
    for earned in earnedInAll() {
      let terms = policy.byAgreement[earned.rule] ?? policy.earnings
      guard terms.method != .keep else { continue }
      let isUnits = earned.amount == 0
      let whole = isUnits ? earned.units : earned.amount
      let unit = isUnits ? Fraction(1000) : world.bookStep
      let isWhole = (Fraction(whole) / unit).truncated == (Fraction(whole) / unit).settledWhole(.up)
      var due = world.goodsShare(
        whole, counts, in: isWhole ? unit : .one, of: lines(earning: earned))
      let key = ReferenceReturns.Account(earned.account, earned.kind)
      if terms.method == .repriceRemainder {
        let alone = remainder()
        if alone.hasPrice { due = max(.zero, Fraction(whole) - (alone.earned[key] ?? .zero)) }
      }
      if !hasGoodsBack { due = .zero }
      let before = world.canary == .takenAgain ? .zero : world.taken[key] ?? .zero
      let rate = isUnits || whole == 0 ? .one : Fraction(earned.worth) / Fraction(whole)
      take(max(.zero, due - before), terms, key, isUnits: isUnits, at: rate)
    }
  }

  /// The lines that earned some of what an agreement promises for lines of its own.
  private func lines(earning earned: SaleEarning) -> Set<Int32>? {
    let rule = earned.rule
    if let lines = earned.lines, world.canary != .earnedByAll { return Set(lines) }
    guard world.choosy.contains(rule), world.canary != .earnedByAll,
      case .success(let decision) = world.evaluator.price(sale.input)
    else { return nil }
    let parts = decision.accrualParts.filter {
      $0.rule == rule && ($0.amount > 0 || $0.units > 0)
    }
    let lines = Set(parts.compactMap(\.line))
    return lines.isEmpty ? nil : lines
  }

  /// What the sale earned, by account; what a stated volume is the base of is not among it.
  private func earnedInAll() -> [SaleEarning] {
    var all: [SaleEarning] = []
    for earned in sale.earned where !["rebateFund", "funding", "allowance"].contains(earned.kind) {
      if earned.kind == "rebate", request.facts.volumes[earned.rule] != nil { continue }
      if let one = all.firstIndex(where: {
        $0.account == earned.account && $0.kind == earned.kind
      }) {
        all[one].amount += earned.amount
        all[one].units += earned.units
        all[one].worth += earned.worth
        let lines = all[one].lines.flatMap { own in earned.lines.map { own + $0 } }
        all[one].lines = lines
      } else {
        all.append(earned)
      }
    }
    return all
  }

  mutating func volumes() {
    let back = max(.zero, amount("goods") + amount("discount"))
    for (agreement, volume) in request.facts.volumes.sorted() {
      let terms = policy.byAgreement[agreement] ?? policy.earnings
      guard terms.method != .keep, .zero < back else { continue }
      func rebate(_ amount: Fraction, at reached: Fraction) -> Fraction {
        let rung = volume.rungs.filter { Fraction($0.from) <= reached }.max { $0.from < $1.from }
        return rung.map { world.rounded(amount * Fraction($0.rate)) } ?? .zero
      }
      if Fraction(volume.bought) < back {
        statement.missing.insert("volumes/\(agreement)/bought")
      }
      let left = max(.zero, Fraction(volume.bought) - back)
      let due =
        terms.method == .proportional
        ? rebate(back, at: Fraction(volume.bought))
        : max(
          .zero,
          Fraction(volume.paid)
            - rebate(
              left, at: world.canary == .volumeStays ? Fraction(volume.bought) : left))
      let key = ReferenceReturns.Account("\(agreement)/\(sale.customer)", "rebate")
      take(due, terms, key, isUnits: false, isVolume: true)
    }
  }

  /// As far as the account has it; the rest by its terms.
  private mutating func take(
    _ due: Fraction, _ terms: EarningTerms, _ key: ReferenceReturns.Account, isUnits: Bool,
    at rate: Fraction = .one, isVolume: Bool = false
  ) {
    guard !due.isZero else { return }
    var taken = due
    var (short, debt, charged) = (Fraction.zero, Fraction.zero, Fraction.zero)
    if request.facts.balances[key.account] == nil, terms.shortfall == .clampAndCharge {
      statement.missing.insert("balances/\(key.account)")
    }
    let scale = isUnits ? Fraction(1000) : .one
    var lapsed = Fraction.zero
    if !isVolume, world.canary != .nothingLapses {
      let ranOut = Fraction((Fraction(request.facts.expired[key.account] ?? 0) / scale).truncated)
      lapsed = max(.zero, min(due, ranOut - (world.lapsed[key] ?? .zero)))
    }
    if let balance = request.facts.balances[key.account] {
      short = max(.zero, due - lapsed - max(.zero, Fraction((Fraction(balance) / scale).truncated)))
    }
    if .zero < short {
      switch terms.shortfall {
      case .debt: debt = short
      case .ignore:
        // What has run out is back all the same.
        taken = due - short
        short = .zero
      case .clampAndCharge:
        let unit = Fraction(isUnits ? 1000 : 1_000_000)
        let isBooks = world.canary == .chargedInBook
        let worth = isBooks ? short : Fraction((short * rate).settledWhole(.halfUp))
        let wanted = world.rounded(Fraction(terms.charge) * worth / unit)
        charged = min(wanted, max(.zero, amount("credit")))
        add(isUnits ? "points" : "rebate", -charged)
        add("credit", -charged)
        if charged < wanted {
          // What the credit cannot bear, in the proportion of what it is worth.
          debt = Fraction((short * (wanted - charged) / wanted).settledWhole(.halfUp))
        }
        if world.canary == .debtWhole { debt = short }
      }
    }
    short = short + lapsed
    world.lapsed[key] = (world.lapsed[key] ?? .zero) + lapsed
    world.taken[key] = (world.taken[key] ?? .zero) + taken
    if isVolume {
      world.ofVolume[key] = (world.ofVolume[key] ?? .zero) + taken
    } else {
      world.own[key] = (world.own[key] ?? .zero) + taken - short
    }
    statement.earnings[key] = ReferenceReturns.Earning(
      isUnits: isUnits, taken: ReferenceReturns.narrow(taken),
      short: ReferenceReturns.narrow(short), debt: ReferenceReturns.narrow(debt),
      charged: ReferenceReturns.narrow(charged))
  }
}
