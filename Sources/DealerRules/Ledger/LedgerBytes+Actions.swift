extension LedgerBytes {
  /// An action: a tag, and its fields in order.
  mutating func action(_ rules: LedgerRules) throws(LedgerMalformed) -> LedgerAction {
    let tag = try byte(atMost: rules == .first ? 19 : 21)
    switch tag {
    case 1: return .open(try node())
    case 2:
      let node = try id()
      let limit = try limit()
      return .limit(node: node, limit, until: try instantOrNone())
    case 6: return .void(reservation: try id())
    case 7: return .release(reservation: try id())
    case 8:
      let reservation = try id()
      return .override(reservation: reservation, try override())
    case 17: return .vest(lot: try id())
    case 19: return .note(try text())
    case 20:
      let item = try id()
      return .remind(item: item, level: Int(try byte(atMost: 100)))
    case 21:
      let item = try id()
      return .dispute(item: item, try flag())
    default: return try action(tag, try id(), try integer())
    }
  }

  /// The actions that begin with an id and an amount.
  private mutating func action(
    _ tag: UInt8, _ id: String, _ amount: Int64
  ) throws(LedgerMalformed) -> LedgerAction {
    switch tag {
    case 3:
      let expires = try instantOrNone()
      guard let hold = LedgerHold(rawValue: try byte()) else { throw LedgerMalformed() }
      return .reserve(
        node: id, amount: amount, expires: expires, hold: hold, countsWhileHeld: try flag())
    case 4: return .amend(reservation: id, amount: amount)
    case 5: return .ship(reservation: id, amount: amount, close: try flag())
    case 9: return .restore(reservation: id, amount: amount, until: try instantOrNone())
    case 10: return .invoice(reservation: id, amount: amount, due: try instantOrNone())
    case 11: return .post(node: id, amount: amount, due: try instantOrNone())
    case 12: return .pay(node: id, amount: amount, item: try idOrNone())
    case 13: return .creditMemo(item: id, amount: amount)
    case 14: return .allocate(item: id, amount: amount)
    case 15: return .refund(node: id, amount: amount)
    case 16:
      let vesting = try vesting()
      return .earn(node: id, amount: amount, vesting: vesting, expires: try instantOrNone())
    case 18: return .takeBack(lot: id, amount: amount)
    default: throw LedgerMalformed()
    }
  }
}
