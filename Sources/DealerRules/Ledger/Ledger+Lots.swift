/// A lot to be made.
struct LotWish {
  let id: String
  let node: Int32
  let amount: Int64
  let vesting: LedgerVesting
  let expires: Instant?
}

extension Ledger {
  /// Adds a lot of value (RULES.md J-030).
  mutating func earn(
    _ wish: LotWish, _ now: Instant, _ made: inout LedgerMade
  ) throws(LedgerRefusal) -> LedgerOutcome {
    try demand(.value, wish.node)
    if let expires = wish.expires, expires <= now { throw LedgerRefusal(.past) }
    let state = nodes[Int(wish.node)]
    _ = try Ledger.bounded(state.earned + wish.amount)
    var vests: Instant?
    if case .at(let instant) = wish.vesting {
      guard instant > now else { throw LedgerRefusal(.past) }
      vests = instant
    }
    made = LedgerMade(entity: .lot, row: Int32(truncatingIfNeeded: lots.count))
    addLot(
      LotState(
        id: wish.id, node: wish.node, amount: wish.amount, isPending: wish.vesting != .now,
        free: wish.amount, vests: vests, expires: wish.expires ?? .distantFuture))
    return .accepted(room: nodes[Int(wish.node)].free)
  }

  /// Puts a lot at the end of its node's lots.
  mutating func addLot(_ lot: LotState) {
    let row = Int32(truncatingIfNeeded: lots.count)
    lots.append(lot)
    keep(node: lot.node)
    let node = Int(lot.node)
    if nodes[node].lastLot >= 0 {
      keep(lot: nodes[node].lastLot)
      lots[Int(nodes[node].lastLot)].next = row
    } else {
      nodes[node].firstLot = row
    }
    nodes[node].lastLot = row
    if nodes[node].cursor < 0 { nodes[node].cursor = row }
    nodes[node].earned += lot.amount
    if lot.isPending { nodes[node].pending += lot.free } else { nodes[node].free += lot.free }
    if let vests = lot.vests { due.push(DueTime(at: vests, kind: .vesting, row: row)) }
    if lot.expires != .distantFuture {
      due.push(DueTime(at: lot.expires, kind: .lot, row: row))
    }
  }

  /// Makes a pending lot usable (RULES.md J-030).
  mutating func vest(_ row: Int32) throws(LedgerRefusal) -> LedgerOutcome {
    guard lots[Int(row)].isPending else { throw LedgerRefusal(.notPending) }
    vest(lotRow: row)
    return .accepted(room: nodes[Int(lots[Int(row)].node)].free)
  }

  mutating func vest(lotRow row: Int32) {
    let lot = lots[Int(row)]
    keep(lot: row)
    lots[Int(row)].isPending = false
    keep(node: lot.node)
    nodes[Int(lot.node)].pending -= lot.free
    nodes[Int(lot.node)].free += lot.free
  }

  /// Takes unused value of a lot back (RULES.md J-034).
  mutating func takeBack(_ row: Int32, _ amount: Int64) throws(LedgerRefusal) -> LedgerOutcome {
    let lot = lots[Int(row)]
    guard amount <= lot.free else {
      throw LedgerRefusal(.exceedsOpen, shortfall: amount - lot.free)
    }
    forfeit(row, amount)
    return .accepted(room: nodes[Int(lot.node)].free)
  }

  /// Ends part of what a lot has unused.
  mutating func forfeit(_ row: Int32, _ amount: Int64) {
    let lot = lots[Int(row)]
    keep(lot: row)
    lots[Int(row)].free -= amount
    keep(node: lot.node)
    nodes[Int(lot.node)].gone += amount
    if lot.isPending {
      nodes[Int(lot.node)].pending -= amount
    } else {
      nodes[Int(lot.node)].free -= amount
    }
  }

  /// Locks value for a reservation, the lot earned first first (RULES.md J-031).
  ///
  /// The caller has seen that the node has so much.
  mutating func lock(_ row: Int32, _ amount: Int64) {
    let node = Int(reservations[Int(row)].node)
    keep(node: reservations[Int(row)].node)
    nodes[node].free -= amount
    nodes[node].reserved += amount
    var at = nodes[node].cursor
    while at >= 0, lots[Int(at)].isSpent, lots[Int(at)].next >= 0 { at = lots[Int(at)].next }
    nodes[node].cursor = at
    var rest = amount
    while rest > 0, at >= 0 {
      let lot = lots[Int(at)]
      if !lot.isPending, lot.free > 0 {
        let share = min(rest, lot.free)
        keep(lot: at)
        lots[Int(at)].free -= share
        lots[Int(at)].locked += share
        Ledger.add(LotShare(lot: at, amount: share), to: &reservations[Int(row)].locks)
        rest -= share
      }
      at = lot.next
    }
  }

  /// Adds a share; of one lot there is only one.
  private static func add(_ share: LotShare, to shares: inout [LotShare]) {
    if let last = shares.last, last.lot == share.lot {
      shares[shares.count - 1].amount += share.amount
    } else {
      shares.append(share)
    }
  }

  /// Unlocks value, what was locked last first; a lot whose time ended keeps none of it
  /// (RULES.md J-032).
  mutating func unlock(_ row: Int32, _ amount: Int64, _ now: Instant) {
    let node = reservations[Int(row)].node
    keep(node: node)
    nodes[Int(node)].reserved -= amount
    nodes[Int(node)].free += amount
    var rest = amount
    while rest > 0, let last = reservations[Int(row)].locks.popLast() {
      let share = min(rest, last.amount)
      if share < last.amount {
        reservations[Int(row)].locks.append(LotShare(lot: last.lot, amount: last.amount - share))
      }
      keep(lot: last.lot)
      lots[Int(last.lot)].locked -= share
      lots[Int(last.lot)].free += share
      if lots[Int(last.lot)].expires <= now { forfeit(last.lot, share) }
      rest -= share
    }
  }

  /// Turns locked value into redeemed value, the oldest first (RULES.md J-032).
  mutating func redeem(_ row: Int32, _ amount: Int64) {
    let node = reservations[Int(row)].node
    keep(node: node)
    nodes[Int(node)].reserved -= amount
    nodes[Int(node)].delivered += amount
    var rest = amount
    var used = 0
    var locks = reservations[Int(row)].locks
    while rest > 0, used < locks.count {
      let share = min(rest, locks[used].amount)
      let lot = locks[used].lot
      keep(lot: lot)
      lots[Int(lot)].locked -= share
      lots[Int(lot)].redeemed += share
      Ledger.add(LotShare(lot: lot, amount: share), to: &reservations[Int(row)].redeemed)
      locks[used].amount -= share
      if locks[used].amount == 0 { used += 1 }
      rest -= share
    }
    locks.removeFirst(used)
    reservations[Int(row)].locks = locks
  }

  /// Gives redeemed value back, what was redeemed last first. Value of a lot whose time ended is
  /// gone, or becomes a lot of its own until an instant (RULES.md J-033).
  mutating func giveBack(
    _ row: Int32, _ amount: Int64, _ until: Instant?, _ id: String, _ now: Instant,
    _ made: inout LedgerMade
  ) {
    let node = reservations[Int(row)].node
    keep(node: node)
    nodes[Int(node)].delivered -= amount
    var rest = amount
    var late: Int64 = 0
    while rest > 0, let last = reservations[Int(row)].redeemed.popLast() {
      let share = min(rest, last.amount)
      if share < last.amount {
        reservations[Int(row)].redeemed.append(
          LotShare(lot: last.lot, amount: last.amount - share))
      }
      keep(lot: last.lot)
      lots[Int(last.lot)].redeemed -= share
      nodes[Int(node)].free += share
      lots[Int(last.lot)].free += share
      if lots[Int(last.lot)].expires <= now {
        forfeit(last.lot, share)
        late += share
      } else if last.lot < nodes[Int(node)].cursor {
        nodes[Int(node)].cursor = last.lot
      }
      rest -= share
    }
    guard let until, late > 0 else { return }
    made = LedgerMade(entity: .lot, row: Int32(truncatingIfNeeded: lots.count))
    nodes[Int(node)].gone -= late
    nodes[Int(node)].earned -= late
    addLot(
      LotState(id: id, node: node, amount: late, isPending: false, free: late, expires: until))
  }
}
