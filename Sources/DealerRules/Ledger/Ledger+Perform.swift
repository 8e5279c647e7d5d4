extension Ledger {
  /// Does one operation. What it changed before it was refused is undone by the caller.
  mutating func perform(
    _ operation: LedgerOperation, _ now: Instant, _ made: inout LedgerMade
  ) throws(LedgerRefusal) -> LedgerOutcome {
    switch operation.action {
    case .open(let node): return try open(node)
    case .limit(let node, let limit, let until): return try setLimit(node, limit, until, now)
    case .reserve(let node, let amount, let expires, let hold, let counts):
      let wish = ReservationWish(
        id: operation.id, node: try row(ofNode: node), amount: amount, expires: expires,
        hold: hold, counts: counts)
      return try reserve(wish, now, &made)
    case .amend(let id, let amount): return try amend(try row(ofReservation: id), amount, now)
    case .ship(let id, let amount, let close):
      return try ship(try row(ofReservation: id), amount, close, now)
    case .void(let id): return try void(try row(ofReservation: id), now)
    case .release(let id): return try release(try row(ofReservation: id), now)
    case .override(let id, let override):
      return try lift(try row(ofReservation: id), override, now)
    case .restore(let id, let amount, let until):
      let row = try row(ofReservation: id)
      return try restore(row, amount, until, operation.id, now, &made)
    case .invoice(let id, let amount, let due):
      return try invoice(try row(ofReservation: id), amount, due, operation.id, &made)
    case .post(let node, let amount, let due):
      return try post(try row(ofNode: node), amount, due, operation.id, &made)
    case .pay(let node, let amount, let item): return try pay(node, amount, item)
    case .creditMemo(let item, let amount): return try credit(try row(ofItem: item), amount)
    case .remind(let item, let level):
      return try remind(try row(ofItem: item), UInt8(clamping: level), now)
    case .dispute(let item, let isDisputed):
      return try dispute(try row(ofItem: item), isDisputed)
    case .allocate(let item, let amount): return try allocate(try row(ofItem: item), amount)
    case .refund(let node, let amount): return try refund(try row(ofNode: node), amount)
    case .earn(let node, let amount, let vesting, let expires):
      let lot = LotWish(
        id: operation.id, node: try row(ofNode: node), amount: amount, vesting: vesting,
        expires: expires)
      return try earn(lot, now, &made)
    case .vest(let id): return try vest(try row(ofLot: id))
    case .takeBack(let id, let amount): return try takeBack(try row(ofLot: id), amount)
    case .note(let text):
      made = LedgerMade(entity: .note, row: Int32(truncatingIfNeeded: notes.count))
      notes.append(text)
      return .accepted(room: nil)
    }
  }

  // MARK: Rows

  func row(ofNode id: String) throws(LedgerRefusal) -> Int32 {
    guard let row = nodeRows[id] else { throw LedgerRefusal(.unknownNode) }
    return row
  }

  func row(ofReservation id: String) throws(LedgerRefusal) -> Int32 {
    guard let row = row(id, .reservation) else { throw LedgerRefusal(.unknownReservation) }
    return row
  }

  func row(ofItem id: String) throws(LedgerRefusal) -> Int32 {
    guard let row = row(id, .item) else { throw LedgerRefusal(.unknownItem) }
    return row
  }

  func row(ofLot id: String) throws(LedgerRefusal) -> Int32 {
    guard let row = row(id, .lot) else { throw LedgerRefusal(.unknownLot) }
    return row
  }

  /// The row of what an operation made.
  func row(_ id: String, _ entity: LedgerEntity) -> Int32? {
    guard let decision = decidedRows[id], decided[Int(decision)].entity == entity else {
      return nil
    }
    return decided[Int(decision)].row
  }

  /// Refuses a node that holds something else.
  func demand(_ kind: LedgerNodeKind, _ node: Int32) throws(LedgerRefusal) {
    guard nodes[Int(node)].node.kind == kind else { throw LedgerRefusal(.wrongKind) }
  }

  /// A sum within ±2 × 10¹⁸; both parts are, so that adding them cannot wrap.
  static func bounded(_ sum: Int64) throws(LedgerRefusal) -> Int64 {
    guard sum <= largestSum, sum >= -largestSum else { throw LedgerRefusal(.overflow) }
    return sum
  }
}
