/// What a transition of a return reads.
struct ReturnContext {
  /// Who decides: a desk over the sale, or the entry that tells what was decided.
  enum Judge {
    case desk(ReturnDesk, StoredSale, [ReturnStatement])
    case entry(ReturnEntry)
  }

  /// The id of the event.
  let event: String
  let accounts: ReturnAccounts
  let judge: Judge

  /// What a request comes to.
  func settle(
    _ request: ReturnRequest, after own: [ReturnStatement], asksQuota: Bool = true
  ) throws(ReturnCaseFault) -> ReturnStatement {
    switch judge {
    case .desk(let desk, let sale, let earlier):
      do throws(NumericError) {
        return try desk.settle(request, of: sale, after: earlier + own, asksQuota: asksQuota)
      } catch {
        throw .overflow
      }
    case .entry(let entry):
      guard let statement = entry.statement, statement.id == request.id else {
        throw .notRecorded
      }
      return statement
    }
  }

  /// What a held return comes to by what is known now; `nil` where an entry tells nothing of it.
  func reconsider(
    _ request: ReturnRequest
  ) throws(ReturnCaseFault) -> ReturnStatement? {
    if case .entry(let entry) = judge, entry.statement == nil { return nil }
    return try settle(request, after: [])
  }

  /// What goods count that may still be credited; `nil` where there is no quota, or nobody can say.
  func recount(
    _ request: ReturnRequest, after own: [ReturnStatement]
  ) throws(ReturnCaseFault) -> ReturnStatement? {
    switch judge {
    case .desk(let desk, _, _):
      guard desk.policy.quota != nil || accounts.quota != nil else { return nil }
      let left = try settle(request, after: own, asksQuota: false)
      return left.outcome == .refused && !request.lines.isEmpty ? nil : left
    case .entry(let entry):
      return entry.statement == nil ? nil : try settle(request, after: own)
    }
  }

  /// Lines without gifts that the sale has no more, since it changed after they were announced, and
  /// what tells that; as they are where an entry tells what was decided (RULES.md Z-070).
  func present(
    _ lines: [ReturnRequest.Line], after own: [ReturnStatement]
  ) -> (lines: [ReturnRequest.Line], gone: [ReturnFinding]) {
    guard case .desk(_, let sale, let earlier) = judge else { return (lines, []) }
    var left: [GiftKey: Int64] = [:]
    for (item, back) in zip(sale.items, ReturnRun.back(of: sale, earlier + own)) {
      guard let gift = item.gift else { continue }
      left[GiftKey(gift, item.product), default: 0] += item.quantity - back
    }
    var gone: [ReturnFinding] = []
    let present = lines.compactMap { line -> ReturnRequest.Line? in
      guard let gift = line.gift, let product = line.product, line.quantity > 0 else { return line }
      let key = GiftKey(gift, product)
      var line = line
      let part = min(line.quantity, max(0, left[key] ?? 0))
      left[key] = (left[key] ?? 0) - part
      if part < line.quantity {
        gone.append(ReturnFinding(.giftGone, line: line.number, rule: gift))
      }
      line.quantity = part
      return part > 0 ? line : nil
    }
    return (present, gone)
  }

  /// A statement of zero of goods that have all left the return (RULES.md Z-070); `nil` where
  /// charges or an amount are asked for beside them, or where an entry tells what was decided.
  func nothing(of request: ReturnRequest) -> ReturnStatement? {
    guard case .desk(_, let sale, _) = judge, request.charges.isEmpty, request.amount == 0 else {
      return nil
    }
    return ReturnStatement(request, sale.currency)
  }

  /// The last day of an authorisation that begins on a day.
  func through(from day: CivilDate) -> CivilDate? {
    switch judge {
    case .desk(let desk, _, _): desk.policy.holdsFor.flatMap { day.adding(days: $0) }
    case .entry(let entry): entry.through
    }
  }

  /// What may become of goods of a line, by its reason or that of the request; empty for anything,
  /// and where an entry tells what was decided.
  func dispositions(_ reason: String?, _ line: ReturnRequest.Line) -> [Disposition] {
    guard case .desk(let desk, _, _) = judge, let reason = line.reason ?? reason else { return [] }
    return desk.policy.reasons.first { IdentifierOrder.areEqual($0.id, reason) }?.dispositions ?? []
  }

  /// Whether some reason says what may become of goods.
  var judgesDispositions: Bool {
    guard case .desk(let desk, _, _) = judge else { return false }
    return desk.policy.reasons.contains { !$0.dispositions.isEmpty }
  }

  /// The charges of the sale.
  var charges: [String] {
    guard case .desk(_, let sale, _) = judge else { return [] }
    return sale.extras.map(\.rule)
  }
}
