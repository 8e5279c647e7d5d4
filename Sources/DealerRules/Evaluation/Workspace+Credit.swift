// Credit after pricing, order by order (RULES.md B-013, B-020).
extension Workspace {
  /// Prices the next orders of a batch, with their credit where there is a book of it.
  mutating func priceOn(
    _ orders: OrderBatch, _ range: Range<Int>, _ credit: inout CreditBook?,
    into result: inout PricedBatch
  ) {
    hold(orders)
    defer { letGo() }
    priceHeld(range, &credit, into: &result)
  }

  /// Prices orders of the batch that is held, with their credit where there is a book of it.
  mutating func priceHeld(
    _ range: Range<Int>, _ credit: inout CreditBook?, into result: inout PricedBatch
  ) {
    guard var book = credit.take() else {
      priceHeld(range, into: &result)
      return
    }
    defer { credit = book }
    guard result.adopt(rules.identity), batch.belongs(to: rules) else {
      for order in range { refuse(order, &result) }
      return
    }
    for order in range {
      priceOrder(order, &result)
      askCredit(order, &book, &result)
      carryUses(order, result)
    }
  }

  /// Asks credit for an order of the batch that is held and that was priced elsewhere; it stands
  /// last in the results.
  mutating func askCredit(
    _ order: Int, _ credit: inout CreditBook?, _ result: inout PricedBatch
  ) {
    guard var book = credit.take() else { return }
    askCredit(order, &book, &result)
    credit = book
  }

  /// Asks credit for the order that stands last in the results.
  private mutating func askCredit(
    _ order: Int, _ credit: inout CreditBook, _ result: inout PricedBatch
  ) {
    let index = result.outcome.count - 1
    guard result.fault[index] == 0, result.outcome[index] <= Outcome.hold.rawValue else { return }
    // What waits for another reason is told, and takes nothing up.
    let isHeld = result.outcome[index] == Outcome.hold.rawValue
    do {
      var request = creditRequest(order, index, credit, result)
      try credit.turn(to: request.asOf)
      var refused: [CreditReason] = []
      if batch.guarding.approvals[Int32(order)] != nil {
        request.overrides = try approved(
          credit.trial(request), order, result.net[index], &refused)
      }
      let isOnlyTold =
        isHeld && !credit.policy.reservesWhileHeld || credit.policy.inBatch == .snapshot
      tell(
        isOnlyTold ? try credit.trial(request) : try credit.decide(request), refused, index,
        &result)
    } catch {
      result.fault[index] = OrderError.Code.overflow.rawValue + 1
      result.faultLine[index] = OrderBatch.noLine
      result.dropReservations()
    }
  }

  /// What an order asks: its payable amount less what funds pay of it.
  mutating func creditRequest(
    _ order: Int, _ index: Int, _ credit: borrowing CreditBook, _ result: borrowing PricedBatch
  ) -> CreditRequest {
    let customer = batch.customer[order]
    let stated = batch.credit[Int32(order)]
    let buyer = customer < 0 ? "" : rules.catalog.customers.name(customer)
    let name = stated?.payer ?? buyer
    var amount = result.payable[index]
    for reason in result.reasonStart[index]..<result.reasonStart[index + 1]
    where result.reasons[reason].code == .fundPaid {
      // A fund never pays more than is left (RULES.md A-011).
      amount -= result.reasons[reason].a
    }
    let day = creditDay ?? CivilDate(unchecked: batch.day[order])
    var request = CreditRequest(
      id: batch.ids[order], node: credit.payer(of: name) ?? name,
      Money(millionths: max(0, amount), batch.currencyValue[order]), asOf: day)
    request.ships = rules.book.zone.date(
      of: Instant(secondsSinceEpoch: batch.shipped[order]))
    if let stated { request.take(stated.credit) }
    if request.rate == nil, let payer = credit.node(request.node) {
      request.rate = rate(request.amount.currency, payer.currency, order, day)
    }
    return request
  }

  /// What the project's rates say at the order's own instant, whichever order came first in the
  /// batch; `nil` leaves it to the rates of the book (RULES.md B-011).
  private func rate(
    _ from: Currency, _ to: Currency, _ order: Int, _ day: CivilDate
  ) -> Factor? {
    guard from != to else { return nil }
    let instant =
      creditDay == nil
      ? Instant(secondsSinceEpoch: batch.instant[order]) : rules.book.zone.start(of: day)
    return rules.book.creditRate(from, to, at: instant)
  }

  /// The reasons that approvals of the order lift, as words that lift these rules, and once for
  /// each approval that names one which its role may not approve those (RULES.md G-010).
  private mutating func approved(
    _ decision: CreditDecision, _ order: Int, _ net: Int64, _ refused: inout [CreditReason]
  ) throws(NumericError) -> [CreditOverride] {
    var lifted: [String] = []
    for reason in decision.reasons where reason.effect == .hold {
      for approval in batch.guarding.approvals[Int32(order)] ?? []
      where approval.isOfOrder && batch.instant[order] < approval.until
        && net <= approval.maxAmount && isRole(approval.role)
      {
        let code = reason.code.rawValue
        guard approval.findings.contains(where: { $0.names(code, rule: reason.rule) }) else {
          continue
        }
        // No rule and no approval lifts a stop (RULES.md B-012).
        guard !reason.rule.isEmpty,
          try isGranted(code, reason.rule, level: 0, approval, Int32(order), net)
        else {
          refused.append(reason)
          continue
        }
        lifted.append(reason.rule)
        break
      }
    }
    return lifted.isEmpty ? [] : [CreditOverride(who: "approval", why: "", rules: lifted)]
  }

  /// Adds what credit says to the order that stands last.
  private mutating func tell(
    _ decision: CreditDecision, _ refused: [CreditReason], _ index: Int,
    _ result: inout PricedBatch
  ) {
    for (position, reason) in decision.reasons.enumerated() {
      let rule = rules.ruleRef(ofCredit: reason.rule)
      func add(_ code: ReasonCode, _ position: Int = 0) {
        result.reasons.append(
          ReasonRecord(code: code, rule: rule, by: .none, line: -1, a: Int64(position), b: 0, c: 0))
      }
      add(ReasonCode(reason.code), position)
      for other in refused
      where other.code == reason.code && other.rule == reason.rule && other.node == reason.node {
        add(.approvalInsufficient)
      }
      if reason.isLifted { add(.approved) }
    }
    result.credit[index] = decision
    result.reasonStart[index + 1] = result.reasons.count
    result.outcome[index] = max(result.outcome[index], Outcome(decision.effect).rawValue)
    if decision.effect >= .hold, !reservesAlways { result.dropReservations() }
  }
}

/// What an order states for credit.
struct StatedCredit: Sendable {
  /// Who pays, where that is not the buyer (RULES.md B-001).
  var payer: String?
  var credit: OrderCredit
}

extension Outcome {
  /// What a credit effect makes of an order (RULES.md B-020).
  public init(_ effect: CreditEffect) {
    switch effect {
    case .allow: self = .allow
    case .warn: self = .flag
    case .hold: self = .hold
    case .block: self = .block
    }
  }
}

extension CompiledRules {
  /// The credit rule with an id; none for the rule that stands for itself.
  func ruleRef(ofCredit id: String) -> RuleRef {
    guard !id.isEmpty, let index = creditRules[id] else { return .none }
    return RuleRef(.credit, index)
  }
}

extension CompiledRules {
  /// The node and the numbers of a reason of credit, `nil` for other reasons; who may not read
  /// what others owe is told of the order's own node alone (RULES.md X-012).
  func creditNumbers(
    _ record: ReasonRecord, _ decision: CreditDecision?, _ audience: Audience
  ) -> [Reason.Number]? {
    let position = Int(record.a)
    guard record.code.creditText != nil, let decision,
      decision.reasons.indices.contains(position)
    else { return nil }
    let said = decision.reasons[position]
    let isOwn = IdentifierOrder.areEqual(said.node, decision.node)
    guard isOwn || audience >= .finance else { return [] }
    return [Reason.Number(name: "node", text: said.node)]
      + said.figures.map { Reason.Number(name: $0.name, text: $0.text) }
  }
}

extension PricedBatch {
  /// Takes back what the order that stands last would reserve.
  mutating func dropReservations() {
    let start = reservationStart[reservationStart.count - 2]
    reservations.removeSubrange(start...)
    reservationStart[reservationStart.count - 1] = start
  }
}

extension CompiledRules {
  /// Prices one order and asks credit for it, which takes it up where it is admitted
  /// (RULES.md B-020).
  /// - Parameters:
  ///   - order: The order.
  ///   - credit: The credit of the dealers.
  ///   - day: The day on which credit is asked; `nil` for the order's own.
  /// - Returns: The decision, or the structural fault of the order (RULES.md X-004).
  public func price(
    _ order: Order, credit: inout CreditBook, on day: CivilDate? = nil
  ) -> Result<Decision, OrderError> {
    var batch = OrderBatch()
    batch.append(order, self)
    var workspace = Workspace(self)
    workspace.creditDay = day
    var result = PricedBatch(detail: .steps)
    var book: CreditBook? = credit
    workspace.priceOn(batch, 0..<1, &book, into: &result)
    if let book { credit = book }
    return decision(of: order, at: 0, batch, result)
  }
}
