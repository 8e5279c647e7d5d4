extension CompiledRules {
  /// Puts an order's columns together as a decision.
  ///
  /// - Parameters:
  ///   - order: The order that was priced.
  ///   - index: Its position in `batch` and `result`.
  ///   - batch: The orders as they were priced.
  ///   - result: What pricing them gave.
  /// - Complexity: O(lines + steps).
  public func decision(
    of order: Order, at index: Int, _ batch: OrderBatch, _ result: PricedBatch
  ) -> Result<Decision, OrderError> {
    decision(of: order, at: index, batch, result, for: .audit)
  }

  /// The same with the numbers of credit that an audience may read (RULES.md B-020).
  func decision(
    of order: Order, at index: Int, _ batch: OrderBatch, _ result: PricedBatch,
    for audience: Audience
  ) -> Result<Decision, OrderError> {
    if let error = orderError(order.id, index, result) { return .failure(error) }
    guard batch.belongs(to: self) else {
      return .failure(OrderError(order: order.id, code: .otherRules))
    }
    let lines = result.lines(of: index)
    let sorted = order.lines.sorted { $0.number < $1.number }
    var component = result.componentStart[index]
    let end = result.componentStart[index + 1]
    var priced: [PricedLine] = []
    for (offset, line) in zip(lines, sorted) {
      let source = Int(batch.lineStart[index]) + offset - lines.lowerBound
      let parts = components(source, batch, result, &component, end)
      priced.append(self.line(line, offset, source, batch, result, parts))
    }
    let reasons = result.reasons[
      result.reasonStart[index]..<result.reasonStart[index + 1]]
    let reservations = result.reservations[
      result.reservationStart[index]..<result.reservationStart[index + 1]]
    return .success(
      Decision(
        order: order.id, outcome: Outcome(rawValue: result.outcome[index]) ?? .block,
        currency: batch.currencyValue[index], list: result.list[index], net: result.net[index],
        charges: result.charges[index], tax: result.tax[index],
        payable: result.payable[index], lines: priced, gifts: gifts(index, result),
        steps: Array(result.steps(of: index)),
        reasons: reasons.map { record in
          var told = reason(record, sorted, batch.currencyValue[index])
          if let numbers = creditNumbers(record, result.credit(of: index), audience) {
            told.numbers = numbers
          } else if let numbers = supplyNumbers(record, batch, Int32(index)) {
            told.numbers = numbers
          }
          told.numbers += partNumbers(of: record)
          return told
        },
        reservations: reservations.map { reservation($0, batch, Int32(index)) },
        accruals: accruals(index, batch, result),
        accrualParts: accrualParts(reasons, sorted)))
  }

  /// The structural fault of the order at a position of a priced batch, or `nil`.
  public func orderError(_ id: String, _ index: Int, _ result: PricedBatch) -> OrderError? {
    guard result.belongs(to: self) else { return OrderError(order: id, code: .otherRules) }
    guard result.fault[index] != 0 else { return nil }
    let line = result.faultLine[index]
    return OrderError(
      order: id, code: OrderError.Code(rawValue: result.fault[index] - 1) ?? .unreadable,
      line: line == OrderBatch.noLine ? nil : line)
  }

  private func line(
    _ line: OrderLine, _ index: Int, _ source: Int, _ batch: OrderBatch,
    _ result: PricedBatch, _ parts: [PricedComponent]
  ) -> PricedLine {
    let kinds = access.kinds.indices.map { kind -> (kind: String, amount: Int64?) in
      let cell = index * access.kinds.count + kind
      let amount = result.kindPrices.indices.contains(cell) ? result.kindPrices[cell] : .min
      return (access.names[kind], amount == .min ? nil : amount)
    }
    let product = batch.product[source]
    let base =
      product < 0
      ? ""
      : catalog.texts.name(
        catalog.units.unit[catalog.units.baseRow(of: catalog.productUnits[Int(product)])])
    return PricedLine(
      number: line.number, product: line.product, quantity: line.quantity,
      unit: line.unit ?? base, prices: kinds, list: result.lineList[index],
      net: result.lineNet[index], tax: result.lineTax[index], components: parts)
  }

  private func components(
    _ source: Int, _ batch: OrderBatch, _ result: PricedBatch, _ next: inout Int, _ end: Int
  ) -> [PricedComponent] {
    let product = batch.product[source]
    guard product >= 0, next < end else { return [] }
    let range =
      Int(catalog.componentStart[Int(product)])..<Int(catalog.componentStart[Int(product) + 1])
    var parts: [PricedComponent] = []
    for component in range where next < end {
      let row = Int(batch.unitRow[source])
      let kit =
        row < 0
        ? Ratio.zero
        : Ratio(
          Int128(batch.quantity[source]) * Int128(catalog.units.numerator[row]),
          Int128(catalog.units.denominator[row]))
      parts.append(
        PricedComponent(
          product: catalog.products.name(catalog.componentProduct[component]),
          quantity: shown(kit, each: catalog.componentQuantity[component]),
          net: result.componentNet[next]))
      next += 1
    }
    return parts
  }

  /// How much of a part a line of kits holds, cut to whole thousandths; the largest value that can
  /// be shown where there is more (RULES.md K-005).
  private func shown(_ kits: Ratio, each: Int64) -> Int64 {
    let (whole, rest) = kits.numerator.quotientAndRemainder(dividingBy: kits.denominator)
    let (most, overflow) = whole.multipliedReportingOverflow(by: Int128(each))
    guard !overflow, most <= Int128(Int64.max) * 1000 else { return .max }
    // A rest is below 10¹⁸ and a part at most 10¹² thousandths.
    return Int64(clamping: (most + rest * Int128(each) / kits.denominator) / 1000)
  }

  /// A reason with its numbers named; amounts are in the order's currency.
  func reason(_ record: ReasonRecord, _ lines: [OrderLine], _ currency: Currency) -> Reason {
    let line = Int(record.line)
    return Reason(
      code: record.code, rule: record.rule,
      line: lines.indices.contains(line) ? lines[line].number : nil, by: record.by,
      numbers: numbers(of: record, currency))
  }

  /// The numbers of a reason, by name.
  func numbers(of record: ReasonRecord, _ currency: Currency) -> [Reason.Number] {
    func money(_ name: String, _ value: Int64) -> Reason.Number {
      Reason.Number(name: name, value, scale: Money.scale, minimum: currency.exponent)
    }
    switch record.code {
    case .charge, .tax:
      let rate = Reason.Number(name: "rate", record.b, scale: Money.scale)
      return [money("base", record.a), rate, money("amount", record.c)]
    case .documentRounding, .chargeReduced:
      return [money("base", record.a), money("amount", record.b)]
    case .belowMinimum, .notMultiple:
      return [
        Reason.Number(name: "required", record.a, scale: Quantity.scale)
      ]
    case .unitSearch, .combineSearch:
      return [
        money("given", record.a), money("bound", record.b),
        Reason.Number(name: "steps", record.c, scale: 0),
      ]
    case .giftPrice, .fundPaid: return [money("amount", record.a)]
    case .nextUnit: return [money("net", record.a)]
    case .accrued, .earned, .caughtUp, .tierAhead: return accrualNumbers(of: record)
    case .guardClipped, .guardWarned, .guardRefused, .guardApproval:
      let bound = [money("given", record.a), money("bound", record.b)]
      guard record.code == .guardApproval else { return bound }
      return bound + [Reason.Number(name: "level", record.c, scale: 0)]
    case .refusedByGuard where record.c == 1:
      return [money("needed", record.b), money("has", record.a)]
    case .refusedByGuard where record.b != 0:
      return [money("given", record.a), money("bound", record.b)]
    case .checkBlocked, .checkHeld, .checkFlagged: return checkNumbers(of: record)
    case .legallyWeakened, .territoryHeld, .unlistedHeld, .whiteSpaceHeld, .exclusionHeld,
      .notListedHeld, .sellerHeld, .licenseHeld, .licenseMissing, .licenseFlagged, .licenseGrace,
      .licenseExpiring:
      return territoryNumbers(of: record)
    case .approvalExceeded: return [money("net", record.a), money("approved", record.b)]
    case .manualBounded: return [money("typed", record.a), money("given", record.b)]
    case .budgetCut where record.c == 1, .budgetShort where record.c == 1:
      return grantedUnits(of: record)
    case .giftCut, .giftReplaced: return giftNumbers(of: record)
    case .noSet, .limitReached, .couponMissing: return offerNumbers(of: record, currency)
    case .capped, .budgetCut, .budgetShort:
      return [money("desired", record.b), money("granted", record.a)]
    case .beatenInGroup, .lowerPriority, .fixedPriceWon, .fixedPriceLost,
      .exclusiveWon, .exclusiveLost, .incompatible:
      return [money("better", record.a), money("given", record.b)]
    case .thresholdMissed: return thresholdNumbers(of: record, currency)
    case .belowRungs:
      let terms = offers.terms[Int(record.rule.index)]
      let measure =
        terms.kind == .gift
        ? offers.gifts[Int(terms.detail)].measure : offers.ladders[Int(terms.detail)].measure
      return missing(record, measure, "needed", currency)
    case .conditionFailed: return failureNumbers(record)
    default: return []
    }
  }

  /// What was earned and is in stock of a product, or which products stand for each other.
  private func giftNumbers(of record: ReasonRecord) -> [Reason.Number] {
    let product = Reason.Number(
      name: "product", text: catalog.products.name(Int32(truncatingIfNeeded: record.c)))
    if record.code == .giftCut { return grantedUnits(of: record) + [product] }
    guard record.a >= 0 else { return [product] }
    let preferred = catalog.products.name(Int32(truncatingIfNeeded: record.a))
    return [Reason.Number(name: "preferred", text: preferred), product]
  }

  /// Of gifts a budget counts units.
  private func grantedUnits(of record: ReasonRecord) -> [Reason.Number] {
    [("desired", record.b), ("granted", record.a)].map {
      Reason.Number(name: $0, $1, scale: Quantity.scale)
    }
  }

  /// The bound of a failed check, what the order has, and the level of approval.
  func checkNumbers(of record: ReasonRecord) -> [Reason.Number] {
    let names: [Workspace.CheckBound: String] = [
      .needed: "needed", .atMost: "atMost", .multiple: "required", .transfers: "atMost",
    ]
    var numbers: [Reason.Number] = []
    let bound = Workspace.CheckBound(rawValue: record.c % 10)
    if bound == .unknown {
      numbers.append(Reason.Number(name: "unknown", text: untested(record)))
    } else if let bound, let name = names[bound] {
      let scale = bound == .transfers ? 0 : Quantity.scale
      numbers.append(Reason.Number(name: name, record.a, scale: scale))
      numbers.append(Reason.Number(name: "has", record.b, scale: scale))
    }
    if record.c >= 10 {
      numbers.append(Reason.Number(name: "level", record.c / 10, scale: 0))
    }
    return numbers
  }

  /// What weakened an outcome, the kind of a license that is needed, and the level of approval
  /// (RULES.md ).
  private func territoryNumbers(of record: ReasonRecord) -> [Reason.Number] {
    if record.code == .legallyWeakened {
      let word = record.a == 1 ? "restricts" : book.territory.profile.rawValue
      return [Reason.Number(name: "by", text: word)]
    }
    var numbers: [Reason.Number] = []
    if record.a > 0 {
      let kind = catalog.texts.name(Int32(clamping: record.a - 1))
      numbers.append(Reason.Number(name: "kind", text: kind))
    }
    if record.c > 0 {
      numbers.append(Reason.Number(name: "level", record.c, scale: 0))
    }
    return numbers
  }

  /// What a check asks that an order leaves out (RULES.md R-020).
  private func untested(_ record: ReasonRecord) -> String {
    guard record.a != 1, let check = check(record.rule) else { return "when" }
    switch check.test {
    case .require, .assortment: return "when"
    case .quantity: return "totals"
    case .stock: return "stock"
    case .transfers: return "chain"
    case .shelfLife(let life): return record.a == 2 ? life.attribute ?? "lots" : "lots"
    case .duplicate: return "recentOrders"
    case .unusual(let usual): return usual.attribute
    }
  }

  /// The numbers of an accrual: amounts in the book's currency, or units.
  private func accrualNumbers(of record: ReasonRecord) -> [Reason.Number] {
    let row = record.rule.index
    let isAmount = agreements.rows.indices.contains(row) && agreements.rows[row].basis.isAmount
    let digits = book.currency.exponent
    let isAhead = record.code == .tierAhead
    let base = Reason.Number(
      name: isAhead ? "missing" : "base", record.a, scale: Money.scale,
      minimum: isAmount ? digits : 0)
    if record.code == .earned {
      return [base, Reason.Number(name: "units", record.b, scale: Quantity.scale)]
    }
    let amount = Reason.Number(
      name: isAhead ? "brings" : "amount", record.b, scale: Money.scale, minimum: digits)
    return [base, amount]
  }

  /// The bound of a threshold that failed, by the name of its kind, and what there is.
  private func thresholdNumbers(
    of record: ReasonRecord, _ currency: Currency
  ) -> [Reason.Number] {
    let threshold = offers.thresholds[Int(record.c / 2)]
    let isLower = record.c % 2 == 0
    let bound = isLower ? threshold.bounds.lower : threshold.bounds.upper
    let names = isLower ? ("needed", "above") : ("atMost", "below")
    return missing(
      record, threshold.measure, bound?.isOut == true ? names.1 : names.0, currency)
  }

  /// What a measure had to be and what it is (RULES.md E-002).
  private func missing(
    _ record: ReasonRecord, _ measure: MeasureTerms, _ bound: String, _ currency: Currency
  ) -> [Reason.Number] {
    let scale: Int
    var minimum = 0
    switch measure.kind {
    case .amount: (scale, minimum) = (Money.scale, currency.exponent)
    case .attribute: scale = Money.scale
    case .quantity, .lines, .products: scale = Quantity.scale
    }
    return [
      Reason.Number(name: bound, record.b, scale: scale, minimum: minimum),
      Reason.Number(name: "has", record.a, scale: scale, minimum: minimum),
    ]
  }

  private func gifts(_ index: Int, _ result: PricedBatch) -> [PricedGift] {
    result.gifts[result.giftStart[index]..<result.giftStart[index + 1]].map {
      PricedGift(
        product: catalog.products.name($0.product), quantity: $0.quantity,
        rule: RuleRef(.offer, Int($0.offer)), price: $0.price, isInclusive: $0.isInclusive)
    }
  }

  /// A reservation in words.
  func reservation(
    _ record: ReservationRecord, _ batch: OrderBatch, _ order: Int32
  ) -> Reservation {
    var isAmount = record.kind == .budget
    var amount = record.amount
    let id: String
    switch record.kind {
    case .priceCap:
      let cap = prices.caps[Int(record.index)]
      (id, isAmount) = (cap.id, cap.isAmount)
    case .usesPerCode: id = offers.codes.name(record.index)
    case .rebate, .allowance, .points, .coupon, .rebateFund:
      id = account(record.index, batch, order)
      let row = Int(agreements.payouts[Int(record.index)].agreement)
      isAmount =
        record.kind == .rebate || record.kind == .rebateFund
        || record.kind == .allowance && !agreements.rows[row].isGoods
    case .uses, .usesPerCustomer, .budget, .budgetUnits:
      id = name(of: RuleRef(.offer, Int(record.index)))
    case .purchases: id = name(of: RuleRef(.check, Int(record.index)))
    }
    switch record.kind {
    // Counted in whole ones.
    case .uses, .usesPerCustomer, .usesPerCode: amount *= Quantity.one.thousandths
    default: break
    }
    return Reservation(
      id: id, kind: record.kind.name, amount: isAmount ? amount : 0,
      units: isAmount ? 0 : amount)
  }

  /// Decimals of a reservation's currency: that of the row, or the book's.
  func exponent(of record: ReservationRecord) -> Int {
    record.kind == .priceCap ? prices.caps[Int(record.index)].exponent : book.currency.exponent
  }
}
