import DealerRules

/// What a guard compares for some lines, in millionths (G-002).
struct ReferenceMeasure {
  var given: Fraction
  var least: Fraction?
  /// What `least` is without gifts (G-006).
  var plainLeast: Fraction?
  var most: Fraction?

  var isBelow: Bool { least.map { given < $0 } ?? false }
  var isAbove: Bool { most.map { $0 < given } ?? false }
}

/// What measuring gave.
enum ReferenceMeasured {
  case found(ReferenceMeasure)
  case unknown
  case untested
}

extension ReferenceRun {
  /// G-001, G-006: guards that clip, then all of them.
  /// G-014: those `withFunds` when funds have come off.
  func guardPrices(afterFunds: Bool = false) throws(ReferenceFault) {
    let guards = world.book.guards.filter {
      $0.status == .published && world.isInForce($0.validity, at: instant)
        && $0.withFunds == afterFunds
    }.sorted { a, b in
      a.priority == b.priority
        ? ReferenceNames.isBefore(a.id, b.id) : a.priority > b.priority
    }
    for rule in guards {
      guard case .clip(let yield) = rule.outcome else { continue }
      for lines in testedTogether(rule) {
        guard case .found(let measure) = measured(rule, lines) else { continue }
        if measure.isBelow || measure.isAbove { try clip(rule, yield, lines, measure) }
      }
    }
    for rule in guards {
      for lines in testedTogether(rule) { judge(rule, lines) }
    }
  }

  /// G-001: the sets of lines that a guard tests, by number.
  private func testedTogether(_ rule: Guard) -> [[Int32]] {
    let priced = states.filter { $0.value.isPriced }.keys.sorted()
    guard rule.scope != .order else {
      return holds(rule.when, nil) && !priced.isEmpty ? [priced] : []
    }
    let own = priced.filter { number in
      states[number].map { holds(rule.when, $0.item) } ?? false
    }
    guard rule.scope == .group else { return own.map { [$0] } }
    guard let by = rule.by else { return own.isEmpty ? [] : [own] }
    var result: [(key: String?, lines: [Int32])] = []
    for number in own {
      let product = states[number]?.item.product
      let key =
        switch by {
        case .product: product?.id
        case .category: product?.category
        case .brand: product?.brand
        }
      if let key, let same = result.firstIndex(where: { $0.key == key }) {
        result[same].lines.append(number)
      } else {
        result.append((key, [number]))
      }
    }
    return result.map(\.lines)
  }

  /// G-004, G-005: what a guard says of some lines.
  private func judge(_ rule: Guard, _ lines: [Int32]) {
    let line = rule.scope == .order ? nil : lines[0]
    switch measured(rule, lines) {
    case .untested: return
    case .unknown:
      tag("guard.unknown.\(rule.unknown)")
      switch rule.unknown {
      case .pass: return
      case .warn: find(.guardUnknown, rule: rule.id, line: line)
      case .refuse: find(.guardUnproven, rule: rule.id, line: line)
      }
    case .found(let measure):
      guard measure.isBelow || measure.isAbove else { return tag("guard.holds") }
      noteRefusal(rule, lines, measure)
      switch rule.outcome {
      case .clip, .refuse: find(.guardRefused, rule: rule.id, line: line)
      case .warn: find(.guardWarned, rule: rule.id, line: line)
      case .approval: find(.guardApproval, rule: rule.id, line: line)
      }
      tag("guard." + String(describing: rule.test).prefix { $0 != "(" } + ".\(rule.scope)")
    }
  }

  // MARK: - G-002

  /// G-002, G-007 … G-009: what a guard compares.
  func measured(
    _ rule: Guard, _ lines: [Int32], withGifts: Bool = true, without offer: String? = nil
  ) -> ReferenceMeasured {
    switch rule.test {
    case .drift, .movement: return unitPriceMeasured(rule, lines[0])
    case .floor, .ceiling, .margin, .maxDiscount: break
    }
    let all = lines.compactMap { states[$0] }
    var sum = Fraction.zero
    for state in all {
      guard let worth = worth(rule, state.item, list: state.list) else { return .unknown }
      sum += worth
    }
    var given = all.reduce(Fraction.zero) { $0 + $1.running }
    if let id = rule.price {
      guard let kind = world.kinds[id] else { return .unknown }
      given = .zero
      for state in all {
        guard let amount = amount(kind, state.item) else { return .unknown }
        given += amount
      }
    }
    if case .ceiling = rule.test {
      return .found(ReferenceMeasure(given: given, most: sum))
    }
    guard let gifts = withGifts ? dilution(rule, without: offer) : [:] else { return .unknown }
    var more = Fraction.zero
    for line in lines {
      guard let gift = gifts[line] else { continue }
      guard let worth = gift.worth else { return .unknown }
      more += worth
      given += gift.paid
    }
    guard let least = least(rule, sum + more), let plain = self.least(rule, sum) else {
      return .unknown
    }
    return .found(ReferenceMeasure(given: given, least: least, plainLeast: plain))
  }

  /// G-002: the least net that a sum of bounds, costs or list amounts asks for.
  private func least(_ rule: Guard, _ sum: Fraction) -> Fraction? {
    func stated(_ amount: Int64) -> Fraction? {
      world.exchange(world.book.currency, currency, at: instant).map { Fraction(amount) * $0 }
    }
    var bounds: [Fraction] = []
    switch rule.test {
    case .margin(let limit):
      // N − C ≥ rate × N is N ≥ C ÷ (1 − rate).
      if let rate = limit.rate { bounds.append(sum / (.one - Fraction(rate))) }
      if let amount = limit.amount {
        guard let amount = stated(amount) else { return nil }
        bounds.append(sum + amount)
      }
    case .maxDiscount(let limit):
      if let rate = limit.rate { bounds.append(sum * (.one - Fraction(rate))) }
      if let amount = limit.amount {
        guard let amount = stated(amount) else { return nil }
        bounds.append(sum - amount)
      }
    default: return sum
    }
    return bounds.max()
  }

  /// G-002: the bound, cost or list amount of an item, settled.
  func worth(_ rule: Guard, _ item: ReferenceItem, list: Fraction?) -> Fraction? {
    switch rule.test {
    case .floor(let bound), .ceiling(let bound): return self.bound(bound, item, list)
    case .margin: return baseAmount(.cost, item).map { extend($0) }
    default: return list
    }
  }

  private func bound(
    _ bound: GuardBound, _ item: ReferenceItem, _ list: Fraction?
  ) -> Fraction? {
    var exact = Fraction.zero
    switch bound.base {
    case .list?:
      guard let list else { return nil }
      exact = list * Fraction(bound.factor)
    case .price(let base)?:
      guard let amount = baseAmount(base, item) else { return nil }
      exact = amount * Fraction(bound.factor)
    case nil: break
    }
    guard bound.plus != 0 else { return extend(exact) }
    guard let unit = world.baseUnits(in: bound.unit, of: item.product),
      let rate = world.exchange(world.book.currency, currency, at: instant)
    else { return nil }
    return extend(exact + Fraction(bound.plus) * rate * item.base / unit)
  }

  /// G-002: base × quantity, exact.
  private func baseAmount(_ base: PriceBase, _ item: ReferenceItem) -> Fraction? {
    switch base {
    case .cost:
      guard let rate = world.exchange(world.book.currency, currency, at: instant) else {
        return nil
      }
      var each = item.product.cost.map { Fraction($0) }
      if each == nil, !item.product.components.isEmpty {
        each = .zero
        for part in item.product.components {
          guard let cost = world.products[part.product]?.cost else { return nil }
          each = each.map { $0 + Fraction(cost) * Fraction(part.quantity) }
        }
      }
      return each.map { $0 * rate * item.base }
    case .kind(let id):
      guard let kind = world.kinds[id] else { return nil }
      return unsettledAmount(kind, item)
    case .table(let id):
      guard let selling = world.kinds[world.book.sellingKind] else { return nil }
      let kind = PriceKind(id: "", accesses: [Access(tables: [id])], date: selling.date)
      // A table prices the kit itself, whatever its parts cost.
      return tableAmount(kind, item)
    }
  }

  // MARK: - G-008, G-009

  private func unitPriceMeasured(_ rule: Guard, _ number: Int32) -> ReferenceMeasured {
    guard let state = states[number] else { return .untested }
    var measure = ReferenceMeasure(given: state.running)
    switch rule.test {
    case .drift(let rise, let fall):
      guard let quoted = state.item.line.quoted else { return .untested }
      let amount = Fraction(quoted) * state.item.quantity
      func tolerance(_ limit: GuardLimit) -> Fraction {
        var all: [Fraction] = []
        if let rate = limit.rate { all.append(amount * Fraction(rate)) }
        if let each = limit.amount { all.append(Fraction(each) * state.item.quantity) }
        return all.min() ?? .zero
      }
      measure.most = rise.map { amount + tolerance($0) }
      measure.least = fall.map { amount - tolerance($0) }
    case .movement(let rise, let fall, let days):
      let last = order.facts.lastPrices[state.item.product.id] ?? []
      if last.isEmpty { return .unknown }
      func bounds(_ factor: (Fraction) -> Fraction) -> [Fraction] {
        last.map { price in
          let passed = Int64(date.daysSinceEpoch) - Int64(price.date.daysSinceEpoch)
          let periods = Fraction(max(1, passed / Int64(days)))
          return Fraction(price.price) * state.item.base * factor(periods)
        }
      }
      measure.most = rise.flatMap { rate in bounds { .one + Fraction(rate) * $0 }.min() }
      measure.least = fall.flatMap { rate in bounds { .one - Fraction(rate) * $0 }.max() }
    default: return .untested
    }
    measure.plainLeast = measure.least
    return .found(measure)
  }
}
