/// Turns agreements into columns (RULES.md A-001 … A-011).
struct AgreementCompiler {
  var table = AgreementTable()
  var sink: DiagnosticSink
  let limits: Limits
  private var kinds: [String] = []

  init(limits: Limits) {
    self.limits = limits
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  /// Compiles the agreements of a book.
  mutating func compile(
    _ book: RuleBook, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    guard !book.agreements.isEmpty else { return }
    guard book.agreements.count <= limits.agreements else {
      sink.report(
        .limitExceeded,
        "the book has \(book.agreements.count) agreements, more than the limit of "
          + "\(limits.agreements)",
        help: "split the book or raise the limit of the compile", at: nil)
      return
    }
    // In id order, as kinds are compiled (RULES.md X-003).
    kinds = book.priceKinds.map { $0.id }.sorted { IdentifierOrder.precedes($0, $1) }
    let checks = AgreementChecks(book, kinds: kinds, limits: limits)
    for agreement in book.agreements { checks.check(agreement, catalog, &sink) }
    checks.checkIDs(&sink)
    for index in checks.order(&sink) {
      let agreement = book.agreements[index]
      guard agreement.status == .published else { continue }
      add(agreement, index, &catalog, &conditions)
    }
  }

  private mutating func add(
    _ agreement: Agreement, _ index: Int, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) {
    // A group is settled from its orders at close; no single order accrues anything of it.
    if case .groupBuy = agreement.promise { return }
    guard conditions.checkSize(agreement.when, at: agreement.origin) else { return }
    let row = Int32(table.rows.count)
    var terms = AgreementTerms(
      kind: .rebate, from: agreement.validity.from.secondsSinceEpoch,
      until: agreement.validity.until.secondsSinceEpoch, bookIndex: Int32(index))
    let parts = ConditionCompiler.split(
      agreement.when, regionsChange: !catalog.regionTree.isPlain)
    if let customer = parts[.customer] {
      terms.customerNode = conditions.compile(customer, &catalog, at: agreement.origin)
    }
    let rest = [parts[.product], parts[.rest]].compactMap { $0 }
    if !rest.isEmpty {
      terms.lineNode = conditions.compile(
        rest.count == 1 ? rest[0] : .all(rest), &catalog, at: agreement.origin)
    }
    switch agreement.promise {
    case .rebate(let rebate): fill(&terms, rebate, &catalog)
    case .allowance(let allowance): fill(&terms, allowance, &catalog)
    case .points(let reward): fill(&terms, reward, agreement, &catalog, &conditions)
    case .coupons(_, let reward):
      fill(&terms, reward, agreement, &catalog, &conditions)
      terms.kind = .coupon
      terms.times = reward.times ?? 1
    case .fund(let fund):
      terms.kind = .fund
      terms.rounding = Rounding(.down, scale: fund.rounding.scale)
      terms.total = catalog.totalNames.intern(fund.balance)
      terms.most = fund.most.millionths
      terms.effect = fund.effect
      terms.use = fund.use
      if fund.effect == .price {
        table.priceFunds.append(row)
      } else {
        table.paymentFunds.append(row)
      }
    case .groupBuy: break
    }
    addPayouts(agreement, row, &terms, &catalog)
    table.byID[agreement.id] = row
    table.rows.append(terms)
  }

  private mutating func fill(
    _ terms: inout AgreementTerms, _ rebate: Rebate, _ catalog: inout CatalogTable
  ) {
    table.hasRebates = true
    terms.basis = basis(rebate.basis, &catalog)
    terms.rounding = rebate.rounding
    terms.mode = rebate.mode
    terms.point = rebate.point
    terms.total = rebate.total.map { catalog.totalNames.intern($0) } ?? -1
    terms.against = rebate.against.map { catalog.totalNames.intern($0) } ?? -1
    terms.evidence = rebate.evidence.map { catalog.totalNames.intern($0) } ?? -1
    let first = Int32(table.rungs.count)
    for rung in rebate.rungs.sorted(by: { $0.from < $1.from }) {
      switch rung.grant {
      case .rate(let rate):
        table.rungs.append(
          RebateRungTerms(from: rung.from, kind: .rate, value: rate.millionths))
      case .amount(let amount):
        table.rungs.append(RebateRungTerms(from: rung.from, kind: .amount, value: amount))
      case .lump(let amount):
        table.rungs.append(RebateRungTerms(from: rung.from, kind: .lump, value: amount))
      }
    }
    terms.rungs = first..<Int32(table.rungs.count)
    let start = Int32(table.after.count)
    // What is not published leaves nothing off, and comes first in the order of A-008 otherwise.
    table.after += rebate.after.compactMap { table.byID[$0] }
    terms.after = start..<Int32(table.after.count)
  }

  private mutating func fill(
    _ terms: inout AgreementTerms, _ allowance: Allowance, _ catalog: inout CatalogTable
  ) {
    terms.kind = .allowance
    terms.evidence = catalog.totalNames.intern(allowance.evidence)
    terms.total = catalog.totalNames.intern(allowance.paid)
    terms.times = allowance.most ?? .max
    switch allowance.grant {
    case .amount(let amount): terms.count = amount
    case .goods(_, let quantity):
      terms.count = quantity.thousandths
      terms.isGoods = true
    }
  }

  private mutating func fill(
    _ terms: inout AgreementTerms, _ reward: CountedReward, _ agreement: Agreement,
    _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    terms.kind = .points
    terms.basis = basis(reward.basis, &catalog)
    terms.every = reward.every
    terms.count = reward.count
    terms.times = reward.times ?? .max
    terms.each = reward.each
    terms.validDays = reward.validDays ?? -1
    let first = Int32(table.multipliers.count)
    for multiplier in reward.multipliers {
      let node = conditions.compile(multiplier.when, &catalog, at: agreement.origin)
      table.multipliers.append(MultiplierTerms(node: node, by: multiplier.by))
    }
    terms.multipliers = first..<Int32(table.multipliers.count)
  }

  private func basis(_ basis: AgreementBasis, _ catalog: inout CatalogTable) -> BasisTerms {
    switch basis {
    case .net: return BasisTerms(kind: .net)
    case .list: return BasisTerms(kind: .list)
    case .quantity(let unit):
      return BasisTerms(
        kind: .quantity, symbol: unit.map { catalog.texts.intern($0) } ?? -1)
    case .kind(let id):
      let kind = kinds.firstIndex { IdentifierOrder.areEqual($0, id) }
      return BasisTerms(kind: .kind, symbol: kind.map { Int32($0) } ?? -1)
    case .attribute(let name):
      return BasisTerms(kind: .attribute, symbol: catalog.productAttributes.intern(name))
    }
  }

  private mutating func addPayouts(
    _ agreement: Agreement, _ row: Int32, _ terms: inout AgreementTerms,
    _ catalog: inout CatalogTable
  ) {
    let first = Int32(table.payouts.count)
    for share in agreement.receivers {
      var payout = PayoutTerms(agreement: row, receiver: .buyer, share: share.share.millionths)
      switch share.receiver {
      case .buyer: break
      case .parent: payout.receiver = .parent
      case .customerAttribute(let name):
        payout.receiver = .customer
        payout.name = catalog.customerAttributes.intern(name)
      case .orderAttribute(let name):
        payout.receiver = .order
        payout.name = orderName(name)
      }
      table.payouts.append(payout)
    }
    terms.payouts = first..<Int32(table.payouts.count)
  }

  private mutating func orderName(_ name: String) -> Int32 {
    if let known = table.orderNames.firstIndex(where: { IdentifierOrder.areEqual($0, name) }) {
      return Int32(known)
    }
    table.orderNames.append(name)
    return Int32(table.orderNames.count - 1)
  }
}
