import DealerRules

/// A part of a line that one row prices (P-026).
struct ReferencePart {
  var quote: ReferenceQuote
  /// Base units.
  var units: Fraction
  /// Millionths of the wanted currency, exact.
  var amount: Fraction { quote.price * units }
  var reservation: ReferenceReservation?
}

extension ReferenceRun {
  /// P-009, P-017, K-005: prices a line in every kind; the selling kind gives its list amount.
  func price(_ item: ReferenceItem) throws(ReferenceFault) {
    var state = ReferenceState(item: item)
    for component in components(of: item) {
      state.components.append((component.product.id, component.base, .zero))
    }
    // What is only shown need not fit.
    let doesNotFit = extensionOverflows
    for kind in world.book.priceKinds where kind.id != world.book.sellingKind {
      if let unitPrice = reportedPrice(kind, item) {
        show(unitPrice, kind, item)
        tag("kind.other")
      }
    }
    extensionOverflows = doesNotFit
    if let kind = world.kinds[world.book.sellingKind] {
      let isPriced =
        isSumOfParts(item.product)
        ? try priceParts(&state, kind) : try priceWhole(&state, kind)
      if isPriced {
        state.isPriced = true
        state.running = state.list
        state.item.amount = state.list
        _ = try narrow(state.list, line: item.number)
      }
    }
    if !state.isPriced {
      let rows = unmeasured[item.number] ?? []
      for row in rows { find(.missingMeasure, rule: row, line: item.number) }
      if !stopped.contains(item.number) { find(.noPrice, line: item.number) }
    }
    states[item.number] = state
  }

  /// The unit price of another kind per line unit, exact; `nil` where the kind has none.
  private func reportedPrice(_ kind: PriceKind, _ item: ReferenceItem) -> Fraction? {
    guard isSumOfParts(item.product) else {
      return parts(kind, item, isQuiet: true).map { total($0) / item.quantity }
    }
    var sum = Fraction.zero
    for component in components(of: item) {
      guard let parts = parts(kind, component, isQuiet: true) else { return nil }
      let amount = extend(total(parts))
      sum += amount
      guard amount.numerator.int64 != nil, sum.numerator.int64 != nil else { return nil }
    }
    return sum / item.quantity
  }

  /// a unit price for people; one that 64 bits do not hold is not shown.
  private func show(_ unitPrice: Fraction, _ kind: PriceKind, _ item: ReferenceItem) {
    prices[item.number, default: [:]][kind.id] = world.display(unitPrice).numerator.int64
  }

  /// O-018: what a product costs as a line of its own, counting its own quantity alone.
  func standalone(_ product: Product, _ base: Fraction) -> Fraction? {
    guard let kind = world.kinds[world.book.sellingKind] else { return nil }
    let line = OrderLine(number: 0, product: product.id, quantity: .one)
    let item = ReferenceItem(
      number: 0, product: product, base: base, quantity: base, unit: product.baseUnit, line: line,
      isComponent: true)
    let all = isSumOfParts(product) ? components(of: item) : [item]
    var sum = Fraction.zero
    for one in all {
      guard let parts = parts(kind, one, isQuiet: true) else { return nil }
      sum +=
        isSumOfParts(product)
        ? extended(total(parts)) : parts.reduce(.zero) { $0 + extended($1.amount) }
    }
    return sum
  }

  /// O-009: what a line costs in a kind, settled at the line extension.
  func amount(_ kind: PriceKind, _ item: ReferenceItem) -> Fraction? {
    reportedPrice(kind, item).map { extend($0 * item.quantity) }
  }

  /// G-002: what a line costs in a kind, exact; capped rows are passed over.
  func unsettledAmount(_ kind: PriceKind, _ item: ReferenceItem) -> Fraction? {
    var kind = kind
    // Only the selling kind draws on caps (P-026), and here it does not sell.
    if kind.id == world.book.sellingKind { kind.id = "" }
    return reportedPrice(kind, item).map { $0 * item.quantity }
  }

  /// G-002: what a line costs by one table, a kit by its own rows, exact.
  func tableAmount(_ kind: PriceKind, _ item: ReferenceItem) -> Fraction? {
    parts(kind, item, isQuiet: true).map { total($0) }
  }

  private func total(_ parts: [ReferencePart]) -> Fraction {
    parts.reduce(.zero) { $0 + $1.amount }
  }

  private func extended(_ amount: Fraction) -> Fraction {
    world.settle(amount, world.book.rounding.lineExtension, currency)
  }

  /// M-006: the line extension; one that does not fit makes the order an error.
  func extend(_ amount: Fraction) -> Fraction {
    let settled = extended(amount)
    if settled.numerator.int64 == nil { extensionOverflows = true }
    return settled
  }

  /// An ordinary line, or a kit with rows of its own.
  private func priceWhole(
    _ state: inout ReferenceState, _ kind: PriceKind
  ) throws(ReferenceFault) -> Bool {
    let item = state.item
    guard let parts = parts(kind, item, isQuiet: false) else { return false }
    let exact = total(parts)
    // P-017: each part of a split line is settled by itself, so that the steps add up.
    state.list = parts.reduce(.zero) { $0 + extend($1.amount) }
    let isCapped = parts.contains { $0.reservation != nil }
    state.item.unitPrice = (isCapped ? state.list : exact) / item.base
    state.item.priceTable = parts.first?.quote.schedule.table
    show((isCapped ? state.list : exact) / item.quantity, kind, item)
    try record(parts, in: &state)
    if parts.count == 1, let first = state.steps.indices.first {
      state.steps[first].base = try narrow(state.list, line: item.number)
    }
    guard !item.product.components.isEmpty else { return true }
    state.components = []
    tag("kit.own")
    // K-005: the standalone list amounts are the weights; if all are zero, the quantities.
    var weights = components(of: item).map { component in
      let amount = self.parts(kind, component, isQuiet: true).map { extended(total($0)) } ?? .zero
      return amount.numerator.int64 == nil ? .zero : max(amount, .zero)
    }
    let quantities = components(of: item).map(\.base)
    if weights.allSatisfy(\.isZero) { weights = quantities }
    for (index, component) in components(of: item).enumerated() {
      state.components.append((component.product.id, quantities[index], weights[index]))
    }
    return true
  }

  /// K-005: a kit that costs what its components cost.
  private func priceParts(
    _ state: inout ReferenceState, _ kind: PriceKind
  ) throws(ReferenceFault) -> Bool {
    let kit = state.item
    var priced: [(ReferenceItem, [ReferencePart])] = []
    var sum = Fraction.zero
    for component in components(of: kit) {
      guard let parts = parts(kind, component, isQuiet: false) else { return false }
      priced.append((component, parts))
      let amount = extend(total(parts))
      sum += amount
      _ = try narrow(amount, line: kit.number)
      _ = try narrow(sum, line: kit.number)
    }
    state.components = []
    for (component, parts) in priced {
      let amount = extend(total(parts))
      state.list += amount
      state.components.append((component.product.id, component.base, max(amount, .zero)))
      let first = state.steps.count
      try record(parts, in: &state)
      if parts.count == 1 { state.steps[first].base = try narrow(amount, line: kit.number) }
    }
    if state.components.allSatisfy(\.weight.isZero) {
      for index in state.components.indices {
        state.components[index].weight = state.components[index].quantity
      }
    }
    state.item.unitPrice = state.list / kit.base
    show(state.list / kit.quantity, kind, kit)
    tag("kit.components")
    return true
  }

  /// K-005: the components of a kit line by product id, each like a line of its own.
  private func components(of kit: ReferenceItem) -> [ReferenceItem] {
    let sorted = kit.product.components.sorted {
      ReferenceNames.isBefore($0.product, $1.product)
    }
    let line = OrderLine(number: kit.number, product: "", quantity: .one)
    return sorted.compactMap { component in
      guard let product = world.products[component.product] else { return nil }
      let base = kit.base * Fraction(component.quantity)
      return ReferenceItem(
        number: kit.number, product: product, base: base, quantity: base,
        unit: product.baseUnit, line: line, isComponent: true)
    }
  }

  /// P-026: the parts of an item and the rows that price them; `nil` where a rest has no price.
  private func parts(
    _ kind: PriceKind, _ item: ReferenceItem, isQuiet: Bool
  ) -> [ReferencePart]? {
    let query = ReferenceQuery(
      item: item, instant: pricingInstant(kind), wanted: currency, isQuiet: isQuiet)
    var parts: [ReferencePart] = []
    var rest = item.base
    search(kind, query) { quote in
      let passesCaps = item.isComponent || kind.id != world.book.sellingKind
      if quote.row.cap != nil, passesCaps {
        tag(item.isComponent ? "cap.component" : "cap.otherKind")
        return false
      }
      guard let cap = quote.row.cap, let id = quote.row.id else {
        parts.append(ReferencePart(quote: quote, units: rest))
        rest = .zero
        return true
      }
      if let part = capped(quote, cap, id, rest) {
        parts.append(part)
        rest -= part.units
        if !isQuiet { tag(rest.isZero ? "cap.whole" : "cap.split") }
      } else if !isQuiet {
        tag("cap.exhausted")
      }
      return rest.isZero
    }
    return rest.isZero ? parts : nil
  }

  /// P-026: what a capped row prices of `rest` base units; `nil` when nothing.
  private func capped(
    _ quote: ReferenceQuote, _ cap: PriceCap, _ id: String, _ rest: Fraction
  ) -> ReferencePart? {
    let used = capUsed[id] ?? .zero
    var part = ReferencePart(quote: quote, units: rest)
    var reservation = ReferenceReservation(id: id, kind: "priceCap", amount: 0, units: 0)
    switch cap {
    case .quantity(let limit):
      let left = (Fraction(limit.thousandths) - used) / Fraction(1000)
      part.units = min(rest, left)
      let thousandths = (part.units * Fraction(1000)).settledWhole(.up)
      reservation.units = thousandths.int64 ?? 0
    case .amount(let limit):
      let left = Fraction(limit) - used
      guard Fraction.zero < left else { return nil }
      if left < quote.perBase * rest { part.units = Fraction((left / quote.perBase).floor) }
      let amount = (quote.perBase * part.units).settledWhole(.up)
      reservation.amount = max(amount.int64 ?? 0, 0)
    }
    guard Fraction.zero < part.units else { return nil }
    part.reservation = reservation
    return part
  }

  /// Price steps, bounds, reservations and protection of the rows that priced (P-023, P-026,
  /// O-008).
  private func record(
    _ parts: [ReferencePart], in state: inout ReferenceState
  ) throws(ReferenceFault) {
    let number = state.item.number
    for part in parts {
      guard let table = world.tables[part.quote.schedule.table] else { continue }
      let name = ReferenceNames.row(part.quote.row, in: table)
      let base = try narrow(extend(part.amount), line: number)
      state.steps.append(
        ReferenceStep(rule: name, kind: "price", line: number, base: base, amount: 0))
      for bound in part.quote.bounds {
        let finding = ReferenceFinding(
          code: bound.code.name, rule: ReferenceNames.row(bound.row, in: table), line: number)
        guard !output.findings.contains(finding) else { continue }
        find(bound.code, rule: finding.rule, line: number)
        tag("bound.\(table.schedule.mode)")
      }
      if table.isProtected {
        state.isProtected = true
        tag("protected")
      }
      output.tags.formUnion(part.quote.tags)
      guard let reservation = part.reservation else { continue }
      reservations[number, default: []].append(reservation)
      let used = Fraction(reservation.units) + Fraction(reservation.amount)
      if world.canary != .capForgets {
        capUsed[reservation.id] = (capUsed[reservation.id] ?? .zero) + used
      }
    }
  }

  /// P-028: a typed price or discount.
  func applyManual(_ number: Int32) throws(ReferenceFault) {
    guard var state = states[number], state.isPriced, let manual = state.item.line.manual else {
      return
    }
    let policy = world.book.policies.manual
    tag("manual." + String(describing: policy).prefix { $0 != "(" })
    guard policy != .refuse else {
      find(.manualRefused, rule: ReferenceNames.manual, line: number)
      return
    }
    var net: Fraction
    switch manual.value {
    case .unitPrice(let price): net = extend(state.item.quantity * Fraction(price))
    case .percentOff(let rate): net = extend(state.list * (.one - Fraction(rate)))
    case .amountOff(let amount): net = state.list - Fraction(amount)
    }
    tag("manual.value." + String(describing: manual.value).prefix { $0 != "(" })
    var lowest: Fraction? = state.list.isNegative ? nil : .zero
    if case .bound(let rate) = policy {
      let allowed = extend(state.list * (.one - Fraction(rate)))
      lowest = lowest.map { max($0, allowed) } ?? allowed
    }
    if let lowest, net < lowest {
      net = lowest
      find(.manualBounded, rule: ReferenceNames.manual, line: number)
    }
    if policy == .approval { find(.manualApproval, rule: ReferenceNames.manual, line: number) }
    state.steps.append(
      ReferenceStep(
        rule: ReferenceNames.manual, kind: "manual", line: number,
        base: try narrow(state.list, line: number),
        amount: try narrow(net - state.list, line: number)))
    state.running = net
    states[number] = state
  }
}
