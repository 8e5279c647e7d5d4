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

  /// The last day of an authorisation that begins on a day.
  func through(from day: CivilDate) -> CivilDate? {
    switch judge {
    case .desk(let desk, _, _): desk.policy.holdsFor.flatMap { day.adding(days: $0) }
    case .entry(let entry): entry.through
    }
  }

  /// The charges of the sale.
  var charges: [String] {
    guard case .desk(_, let sale, _) = judge else { return [] }
    return sale.extras.map(\.rule)
  }
}
