extension Ledger {
  /// Builds sums, ids and due times from rows that were read; refuses rows that do not fit.
  mutating func restore() throws(LedgerMalformed) {
    do throws(LedgerRefusal) {
      try restoreNodes()
      for row in items.indices {
        let item = items[row]
        try demandRow(item.node, nodes.count)
        try change(item.node, NodeChange(billed: item.open))
      }
      try restoreLots()
      for row in reservations.indices { try restoreReservation(Int32(row)) }
      try restoreCredit()
      for (row, decision) in decided.enumerated() {
        let counts: [LedgerEntity: Int] = [
          .reservation: reservations.count, .item: items.count, .lot: lots.count,
          .note: notes.count,
        ]
        if decision.entity != .none { try demandRow(decision.row, counts[decision.entity] ?? 0) }
        try demandNew(decidedRows.updateValue(Int32(row), forKey: decision.id))
      }
    } catch {
      throw LedgerMalformed()
    }
    changes.removeAll()
  }

  /// Rows of a snapshot that do not fit are refused as a whole, so that the code says nothing.
  private func demandRow(_ row: Int32, _ count: Int) throws(LedgerRefusal) {
    guard row >= 0, Int(row) < count else { throw LedgerRefusal(.overflow) }
  }

  private func demandNew(_ earlier: Int32?) throws(LedgerRefusal) {
    guard earlier == nil else { throw LedgerRefusal(.nodeExists) }
  }

  private mutating func restoreNodes() throws(LedgerRefusal) {
    let rows = nodes
    nodes.removeAll()
    for state in rows {
      _ = try open(state.node)
      guard let temporary = state.temporary else { continue }
      _ = try setLimit(
        state.node.id, .amount(temporary), state.temporaryUntil, .distantPast)
    }
    for (row, state) in rows.enumerated() {
      nodes[row].unapplied = state.unapplied
      nodes[row].gone = state.gone
    }
  }

  /// Credit comes last: an account may hold more of it than it uses.
  private mutating func restoreCredit() throws(LedgerRefusal) {
    for row in nodes.indices {
      let credit = nodes[row].unapplied
      nodes[row].unapplied = 0
      try change(Int32(row), NodeChange(unapplied: credit))
      guard nodes[row].node.kind == .value else { continue }
      nodes[row].earned = try Ledger.bounded(nodes[row].earned + nodes[row].gone)
    }
  }

  private mutating func restoreLots() throws(LedgerRefusal) {
    let rows = lots
    lots.removeAll()
    for lot in rows {
      try demandRow(lot.node, nodes.count)
      try demand(.value, lot.node)
      guard lot.amount >= lot.free, lot.amount - lot.free >= lot.locked,
        lot.amount - lot.free - lot.locked >= lot.redeemed
      else { throw LedgerRefusal(.overflow) }
      let node = Int(lot.node)
      _ = try Ledger.bounded(nodes[node].earned + lot.amount)
      addLot(lot)
      // What is gone is a sum of the node.
      nodes[node].earned += lot.free + lot.locked + lot.redeemed - lot.amount
      nodes[node].reserved += lot.locked
      nodes[node].delivered += lot.redeemed
    }
    for node in nodes.indices where nodes[node].lastLot >= 0 {
      nodes[node].cursor = nodes[node].firstLot
    }
  }

  private mutating func restoreReservation(_ row: Int32) throws(LedgerRefusal) {
    let state = reservations[Int(row)]
    try demandRow(state.node, nodes.count)
    for share in state.locks + state.redeemed { try demandRow(share.lot, lots.count) }
    if state.isOpen, state.expires != .distantFuture {
      due.push(DueTime(at: state.expires, kind: .reservation, row: row))
    }
    guard nodes[Int(state.node)].node.kind == .limit else { return }
    let claimed = state.isCounted ? state.open : 0
    try change(state.node, NodeChange(reserved: claimed, delivered: state.unbilled))
  }
}
