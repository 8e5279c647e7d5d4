/// What can be said of agreements before any order comes (RULES.md A-001 … A-014).
struct AgreementChecks {
  private let agreements: [Agreement]
  let kinds: [String]
  let limits: Limits
  /// Position of each id; of two the first.
  private var positions: IdentifierMap<Int> = [:]

  init(_ book: RuleBook, kinds: [String], limits: Limits) {
    agreements = book.agreements
    self.kinds = kinds
    self.limits = limits
    for (index, agreement) in agreements.enumerated() where positions[agreement.id] == nil {
      positions[agreement.id] = index
    }
  }

  func report(
    _ code: DiagnosticCode, _ agreement: Agreement, _ what: String, help: String,
    _ place: [String], _ sink: inout DiagnosticSink
  ) {
    sink.report(
      code, "agreement \(Diagnostic.quote(agreement.id)) \(what)", help: help,
      at: agreement.origin,
      about: Subject(fields: Array(place.prefix(1)), path: Array(place.dropFirst())))
  }

  // MARK: The list

  func checkIDs(_ sink: inout DiagnosticSink) {
    for (index, agreement) in agreements.enumerated() {
      guard let first = positions[agreement.id], first != index else { continue }
      sink.report(
        .duplicateID, "agreement \(Diagnostic.quote(agreement.id)) is stated twice",
        help: "keep one of the two", at: agreement.origin,
        about: Subject(fields: ["id"], other: agreements[first].origin))
    }
  }

  /// Positions in the order of A-008: every rebate after those it names, else by id.
  func order(_ sink: inout DiagnosticSink) -> [Int] {
    let byID = agreements.indices.sorted {
      IdentifierOrder.precedes(agreements[$0].id, agreements[$1].id)
    }
    var rank = [Int](repeating: 0, count: agreements.count)
    for (place, index) in byID.enumerated() { rank[index] = place }
    var waits = [Int](repeating: 0, count: agreements.count)
    var followers = [[Int]](repeating: [], count: agreements.count)
    for index in agreements.indices {
      for other in after(agreements[index]).compactMap({ positions[$0] }) {
        waits[index] += 1
        followers[other].append(index)
      }
    }
    var ready = MinHeap<Int>()
    for index in agreements.indices where waits[index] == 0 { ready.push(rank[index]) }
    var order: [Int] = []
    var isDone = [Bool](repeating: false, count: agreements.count)
    while let next = ready.popFirst().map({ byID[$0] }) {
      order.append(next)
      isDone[next] = true
      for follower in followers[next] {
        waits[follower] -= 1
        if waits[follower] == 0 { ready.push(rank[follower]) }
      }
    }
    for index in byID where !isDone[index] {
      report(
        .agreementCycle, agreements[index], "comes after itself",
        help: "take one out of `after`", ["rebate", "after"], &sink)
    }
    return order
  }

  private func after(_ agreement: Agreement) -> [String] {
    guard case .rebate(let rebate) = agreement.promise else { return [] }
    return rebate.after
  }

  // MARK: One agreement

  func check(
    _ agreement: Agreement, _ catalog: borrowing CatalogTable, _ sink: inout DiagnosticSink
  ) {
    if agreement.validity.until <= agreement.validity.from {
      report(
        .emptyPeriod, agreement, "is never in force", help: "let it end after it begins",
        ["until", "through"], &sink)
    }
    checkReceivers(agreement, &sink)
    switch agreement.promise {
    case .rebate(let rebate): check(rebate, agreement, catalog, &sink)
    case .allowance(let allowance): check(allowance, agreement, catalog, &sink)
    case .points(let reward): check(reward, "points", agreement, catalog, &sink)
    case .coupons(_, let reward): check(reward, "coupons", agreement, catalog, &sink)
    case .fund(let fund): check(fund, agreement, &sink)
    case .groupBuy(let group): check(group, agreement, catalog, &sink)
    }
  }

  private func checkReceivers(_ agreement: Agreement, _ sink: inout DiagnosticSink) {
    if agreement.receivers.count > limits.receiversPerAgreement {
      report(
        .limitExceeded, agreement,
        "has \(agreement.receivers.count) receivers, more than \(limits.receiversPerAgreement)",
        help: "leave some out", ["to"], &sink)
      return
    }
    if agreement.receivers.contains(where: { $0.share <= .zero || $0.share > .one })
      || agreement.receivers.reduce(0, { $0 + $1.share.millionths }) != Rate.one.millionths
    {
      report(
        .shareSum, agreement, "has shares that do not sum to 100 %",
        help: "write shares above zero that sum to `100%`", ["to"], &sink)
    }
  }

  private func check(
    _ rebate: Rebate, _ agreement: Agreement, _ catalog: borrowing CatalogTable,
    _ sink: inout DiagnosticSink
  ) {
    checkBasis(rebate.basis, "rebate", agreement, catalog, &sink)
    checkScale(rebate.rounding, "rebate", agreement, &sink)
    checkRungs(rebate, agreement, &sink)
    let isAmount = AgreementChecks.isAmount(rebate.basis)
    if !isAmount, !rebate.after.isEmpty {
      report(
        .agreementMismatch, agreement, "comes after others and counts no amount",
        help: "leave `after` out, or let `basis` be an amount", ["rebate", "after"], &sink)
    }
    if rebate.after.count > limits.agreements {
      report(
        .limitExceeded, agreement, "comes after too many", help: "leave some out",
        ["rebate", "after"], &sink)
    }
    var named: IdentifierMap<Int> = [:]
    for (place, id) in rebate.after.enumerated() {
      let path = ["rebate", "after", "\(place)"]
      if named.updateValue(place, forKey: id) != nil {
        report(
          .agreementMismatch, agreement, "comes twice after \(Diagnostic.quote(id))",
          help: "name it once", path, &sink)
      }
      guard let other = positions[id] else {
        report(
          .unknownReference, agreement,
          "names the rebate \(Diagnostic.quote(id)), which there is not",
          help: Suggestion.closest(to: id, among: agreements.map(\.id)).map {
            "did you mean `\($0)`?"
          } ?? "state it in `agreements`", path, &sink)
        continue
      }
      guard case .rebate = agreements[other].promise else {
        report(
          .agreementMismatch, agreement, "comes after \(Diagnostic.quote(id)), which is no rebate",
          help: "name rebates", path, &sink)
        continue
      }
    }
  }

  static func isAmount(_ basis: AgreementBasis) -> Bool {
    switch basis {
    case .net, .list, .kind: true
    case .quantity, .attribute: false
    }
  }

  private func check(
    _ allowance: Allowance, _ agreement: Agreement, _ catalog: borrowing CatalogTable,
    _ sink: inout DiagnosticSink
  ) {
    requirePositive(allowance.most, ["allowance", "most"], agreement, &sink)
    switch allowance.grant {
    case .amount(let amount):
      requirePositive(amount, ["allowance", "amount"], agreement, &sink)
    case .goods(let product, let quantity):
      requirePositive(
        quantity.thousandths, ["allowance", "quantity"], agreement, &sink)
      checkProduct(product, ["allowance", "product"], agreement, catalog, &sink)
    }
  }

  private func check(
    _ reward: CountedReward, _ field: String, _ agreement: Agreement,
    _ catalog: borrowing CatalogTable, _ sink: inout DiagnosticSink
  ) {
    checkBasis(reward.basis, field, agreement, catalog, &sink)
    requirePositive(reward.every, [field, "every"], agreement, &sink)
    requirePositive(
      reward.count, [field, field == "points" ? "points" : "quantity"], agreement, &sink)
    requirePositive(reward.times, [field, "times"], agreement, &sink)
    if reward.multipliers.count > limits.rungsPerLadder {
      report(
        .limitExceeded, agreement, "has more than \(limits.rungsPerLadder) multipliers",
        help: "leave some out", [field, "multiply"], &sink)
    }
    for (place, multiplier) in reward.multipliers.enumerated() where multiplier.by < 0 {
      report(
        .negativeNotAllowed, agreement, "states `by` below zero", help: "write zero or more",
        [field, "multiply", "\(place)", "by"], &sink)
    }
  }

  private func check(
    _ fund: RebateFund, _ agreement: Agreement, _ sink: inout DiagnosticSink
  ) {
    checkScale(fund.rounding, "fund", agreement, &sink)
    if fund.most <= .zero || fund.most > .one {
      report(
        .numberOutOfRange, agreement, "pays \(fund.most) of an order at most",
        help: "write a rate above 0 % and up to 100 %", ["fund", "most"], &sink)
    }
    if agreement.receivers != [AgreementShare(.buyer)] {
      report(
        .agreementMismatch, agreement, "is a fund with a receiver",
        help: "leave `to` out: the fund is the buyer's", ["to"], &sink)
    }
  }

  private func check(
    _ group: GroupBuy, _ agreement: Agreement, _ catalog: borrowing CatalogTable,
    _ sink: inout DiagnosticSink
  ) {
    checkScale(group.rounding, "groupBuy", agreement, &sink)
    checkProduct(group.product, ["groupBuy", "product"], agreement, catalog, &sink)
    let product = catalog.products.index(of: group.product)
    if product >= 0, let unit = group.unit {
      let profile = catalog.productUnits[Int(product)]
      if catalog.units.row(of: catalog.texts.index(of: unit), in: profile) < 0 {
        report(
          .unitOutsideProduct, agreement,
          "counts \(Diagnostic.quote(group.product)) in \(Diagnostic.quote(unit))",
          help: catalog.unitHelp(-1, product), ["groupBuy", "unit"], &sink)
      }
    }
    checkCount(group.rungs.count, "groupBuy", agreement, &sink)
    var before: Int64?
    for (place, rung) in group.rungs.enumerated() {
      let path = ["groupBuy", "rungs", "\(place)"]
      if rung.price < 0 || rung.from < 0 {
        report(
          .negativeNotAllowed, agreement, "states a rung below zero",
          help: "write zero or more", path, &sink)
      }
      if let before, rung.from <= before { rungOrder(agreement, path, &sink) }
      before = rung.from
    }
  }
}
