extension Ledger {
  /// Turns what was shipped into an open item; use stays what it was (RULES.md J-020).
  mutating func invoice(
    _ row: Int32, _ amount: Int64, _ due: Instant?, _ id: String, _ made: inout LedgerMade
  ) throws(LedgerRefusal) -> LedgerOutcome {
    let before = reservations[Int(row)]
    try demand(.limit, before.node)
    try demandShipped(before, amount)
    keep(reservation: row)
    reservations[Int(row)].unbilled -= amount
    try change(before.node, NodeChange(delivered: -amount, billed: amount))
    addItem(id, before.node, amount, due, &made)
    return .accepted(room: room(before.node))
  }

  func demandShipped(
    _ reservation: ReservationState, _ amount: Int64
  ) throws(LedgerRefusal) {
    guard amount <= reservation.unbilled else {
      throw LedgerRefusal(.exceedsShipped, shortfall: amount - reservation.unbilled)
    }
  }

  /// Enters an open item from elsewhere (RULES.md J-021).
  mutating func post(
    _ node: Int32, _ amount: Int64, _ due: Instant?, _ id: String, _ made: inout LedgerMade
  ) throws(LedgerRefusal) -> LedgerOutcome {
    try demand(.limit, node)
    try change(node, NodeChange(billed: amount))
    addItem(id, node, amount, due, &made)
    return .accepted(room: room(node))
  }

  private mutating func addItem(
    _ id: String, _ node: Int32, _ amount: Int64, _ due: Instant?, _ made: inout LedgerMade
  ) {
    made = LedgerMade(entity: .item, row: Int32(truncatingIfNeeded: items.count))
    items.append(ItemState(id: id, node: node, amount: amount, open: amount, due: due))
  }

  /// Pays an item or the account (RULES.md J-022).
  mutating func pay(
    _ node: String, _ amount: Int64, _ item: String?
  ) throws(LedgerRefusal) -> LedgerOutcome {
    let row = try row(ofNode: node)
    try demand(.limit, row)
    guard let item else {
      try change(row, NodeChange(unapplied: amount))
      return .accepted(room: room(row))
    }
    let itemRow = try self.row(ofItem: item)
    guard items[Int(itemRow)].node == row else { throw LedgerRefusal(.unknownItem) }
    return try credit(itemRow, amount)
  }

  /// Lowers an item; what exceeds it is unapplied credit (RULES.md J-022).
  mutating func credit(_ row: Int32, _ amount: Int64) throws(LedgerRefusal) -> LedgerOutcome {
    let item = items[Int(row)]
    let applied = min(amount, item.open)
    keep(item: row)
    items[Int(row)].open -= applied
    try change(item.node, NodeChange(billed: -applied, unapplied: amount - applied))
    return .accepted(room: room(item.node))
  }

  /// Keeps that an open item was reminded (RULES.md J-024).
  mutating func remind(
    _ row: Int32, _ level: UInt8, _ now: Instant
  ) throws(LedgerRefusal) -> LedgerOutcome {
    guard items[Int(row)].open > 0 else { throw LedgerRefusal(.ended) }
    keep(item: row)
    items[Int(row)].level = max(items[Int(row)].level, level)
    items[Int(row)].reminded = now
    return .accepted(room: room(items[Int(row)].node))
  }

  /// Keeps whether an open item is disputed (RULES.md J-025).
  mutating func dispute(
    _ row: Int32, _ isDisputed: Bool
  ) throws(LedgerRefusal) -> LedgerOutcome {
    guard items[Int(row)].open > 0 else { throw LedgerRefusal(.ended) }
    keep(item: row)
    items[Int(row)].isDisputed = isDisputed
    return .accepted(room: room(items[Int(row)].node))
  }

  /// Pays an item from unapplied credit (RULES.md J-023).
  mutating func allocate(_ row: Int32, _ amount: Int64) throws(LedgerRefusal) -> LedgerOutcome {
    let item = items[Int(row)]
    guard amount <= item.open else {
      throw LedgerRefusal(.exceedsOpen, shortfall: amount - item.open)
    }
    try demandCredit(item.node, amount)
    keep(item: row)
    items[Int(row)].open -= amount
    try change(item.node, NodeChange(billed: -amount, unapplied: -amount))
    return .accepted(room: room(item.node))
  }

  /// Pays unapplied credit out (RULES.md J-023).
  mutating func refund(_ node: Int32, _ amount: Int64) throws(LedgerRefusal) -> LedgerOutcome {
    try demand(.limit, node)
    try demandCredit(node, amount)
    try change(node, NodeChange(unapplied: -amount))
    return .accepted(room: room(node))
  }

  private func demandCredit(_ node: Int32, _ amount: Int64) throws(LedgerRefusal) {
    let credit = nodes[Int(node)].unapplied
    guard amount <= credit else {
      throw LedgerRefusal(.exceedsCredit, shortfall: amount - credit)
    }
  }

  /// Gives back what was shipped and not invoiced, or redeemed value (RULES.md J-017).
  mutating func restore(
    _ row: Int32, _ amount: Int64, _ until: Instant?, _ id: String, _ now: Instant,
    _ made: inout LedgerMade
  ) throws(LedgerRefusal) -> LedgerOutcome {
    let before = reservations[Int(row)]
    try demandShipped(before, amount)
    if let until, until <= now { throw LedgerRefusal(.past) }
    keep(reservation: row)
    reservations[Int(row)].unbilled -= amount
    if nodes[Int(before.node)].node.kind == .value {
      giveBack(row, amount, until, id, now, &made)
    } else {
      try change(before.node, NodeChange(delivered: -amount))
    }
    return .accepted(room: room(before.node))
  }
}
