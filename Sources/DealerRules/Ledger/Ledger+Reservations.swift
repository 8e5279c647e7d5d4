/// A reservation to be made.
struct ReservationWish {
  let id: String
  let node: Int32
  let amount: Int64
  let expires: Instant?
  let hold: LedgerHold
  let counts: Bool
}

extension Ledger {
  /// Claims, holds or refuses (RULES.md J-010).
  mutating func reserve(
    _ wish: ReservationWish, _ now: Instant, _ made: inout LedgerMade
  ) throws(LedgerRefusal) -> LedgerOutcome {
    if let expires = wish.expires, expires <= now { throw LedgerRefusal(.past) }
    let short = missing(wish.node, wish.amount)
    var held: LedgerRefusal?
    switch wish.hold {
    case .never: if let short { throw short }
    case .whenShort: held = short
    case .always: held = LedgerRefusal(.waits)
    case .forced: held = LedgerRefusal(.forced)
    }
    let row = Int32(truncatingIfNeeded: reservations.count)
    let isCounted = short == nil && (held == nil || wish.counts)
    reservations.append(
      ReservationState(
        id: wish.id, node: wish.node, state: held == nil ? .reserved : .held,
        isForced: wish.hold == .forced, isCounted: false, open: wish.amount,
        expires: wish.expires ?? .distantFuture))
    if let expires = wish.expires {
      due.push(DueTime(at: expires, kind: .reservation, row: row))
    }
    made = LedgerMade(entity: .reservation, row: row)
    if isCounted { try claim(row, wish.amount) }
    if let held { return .held(held) }
    return .accepted(room: room(wish.node))
  }

  /// Why a node does not give so much more.
  func missing(_ node: Int32, _ more: Int64) -> LedgerRefusal? {
    let state = nodes[Int(node)]
    guard state.node.kind == .value else { return shortage(node, more) }
    guard more > state.free else { return nil }
    return LedgerRefusal(.insufficient, node: state.node.id, shortfall: more - state.free)
  }

  /// Claims an amount that was found to fit, or that an override lifts.
  private mutating func claim(_ row: Int32, _ amount: Int64) throws(LedgerRefusal) {
    keep(reservation: row)
    reservations[Int(row)].isCounted = true
    let node = reservations[Int(row)].node
    if nodes[Int(node)].node.kind == .value {
      lock(row, amount)
    } else {
      try change(node, NodeChange(reserved: amount))
    }
  }

  /// Gives up part of a claim.
  private mutating func unclaim(_ row: Int32, _ amount: Int64, _ now: Instant) {
    guard reservations[Int(row)].isCounted else { return }
    let node = reservations[Int(row)].node
    if nodes[Int(node)].node.kind == .value {
      unlock(row, amount, now)
    } else {
      lower(node, reserved: amount)
    }
  }

  /// Changes what is open; a reservation never stands in its own way (RULES.md J-011).
  mutating func amend(
    _ row: Int32, _ amount: Int64, _ now: Instant
  ) throws(LedgerRefusal) -> LedgerOutcome {
    let before = reservations[Int(row)]
    guard before.isOpen else { throw LedgerRefusal(.ended) }
    let more = amount - before.open
    keep(reservation: row)
    reservations[Int(row)].open = amount
    if more > 0, before.isCounted {
      if let short = missing(before.node, more), !isLifted(row, short, now) { throw short }
      try claim(row, more)
    } else if more < 0 {
      unclaim(row, -more, now)
    }
    return outcome(row)
  }

  /// Uses part of what is open (RULES.md J-012).
  mutating func ship(
    _ row: Int32, _ amount: Int64, _ close: Bool, _ now: Instant
  ) throws(LedgerRefusal) -> LedgerOutcome {
    let before = reservations[Int(row)]
    guard before.isOpen else { throw LedgerRefusal(.ended) }
    guard before.state == .reserved else { throw LedgerRefusal(.held) }
    guard amount <= before.open else {
      throw LedgerRefusal(.exceedsOpen, shortfall: amount - before.open)
    }
    keep(reservation: row)
    reservations[Int(row)].open -= amount
    reservations[Int(row)].shipped += amount
    reservations[Int(row)].unbilled += amount
    if nodes[Int(before.node)].node.kind == .value {
      redeem(row, amount)
    } else {
      try change(before.node, NodeChange(reserved: -amount, delivered: amount))
    }
    if close || reservations[Int(row)].open == 0 { letGo(row, as: .consumed, now) }
    return .accepted(room: room(before.node))
  }

  /// Lets go of what is open (RULES.md J-013).
  mutating func void(_ row: Int32, _ now: Instant) throws(LedgerRefusal) -> LedgerOutcome {
    guard reservations[Int(row)].isOpen else { throw LedgerRefusal(.ended) }
    letGo(row, as: .voided, now)
    return .accepted(room: room(reservations[Int(row)].node))
  }

  /// Ends a reservation and gives up what is open.
  mutating func letGo(_ row: Int32, as state: LedgerReservationState, _ now: Instant) {
    keep(reservation: row)
    unclaim(row, reservations[Int(row)].open, now)
    reservations[Int(row)].open = 0
    reservations[Int(row)].state = state
  }

  /// Lets a held reservation through if it fits now (RULES.md J-015).
  mutating func release(_ row: Int32, _ now: Instant) throws(LedgerRefusal) -> LedgerOutcome {
    let before = reservations[Int(row)]
    guard before.isOpen else { throw LedgerRefusal(.ended) }
    guard before.state == .held else { throw LedgerRefusal(.notHeld) }
    guard !before.isForced else { throw LedgerRefusal(.forced) }
    return try letThrough(row, now)
  }

  private mutating func letThrough(
    _ row: Int32, _ now: Instant
  ) throws(LedgerRefusal) -> LedgerOutcome {
    let before = reservations[Int(row)]
    keep(reservation: row)
    if !before.isCounted {
      if let short = missing(before.node, before.open), !isLifted(row, short, now) { throw short }
      try claim(row, before.open)
    }
    reservations[Int(row)].state = .reserved
    return .accepted(room: room(before.node))
  }

  /// Lifts a limit for one reservation (RULES.md J-016).
  mutating func lift(
    _ row: Int32, _ override: LedgerOverride, _ now: Instant
  ) throws(LedgerRefusal) -> LedgerOutcome {
    let before = reservations[Int(row)]
    guard before.isOpen else { throw LedgerRefusal(.ended) }
    guard now < override.until else { throw LedgerRefusal(.past) }
    // Nobody can grant value that was never earned.
    try demand(.limit, before.node)
    keep(reservation: row)
    reservations[Int(row)].override = override
    guard before.state == .held else { return .accepted(room: room(before.node)) }
    if !before.isCounted, let short = missing(before.node, before.open),
      short.shortfall > override.most
    {
      throw LedgerRefusal(
        .overrideTooSmall, node: short.node, shortfall: short.shortfall - override.most)
    }
    reservations[Int(row)].isForced = false
    return try letThrough(row, now)
  }

  /// Whether a reservation's override lifts a shortfall.
  private func isLifted(_ row: Int32, _ short: LedgerRefusal, _ now: Instant) -> Bool {
    guard let override = reservations[Int(row)].override else { return false }
    return now < override.until && short.shortfall <= override.most
  }

  /// How a reservation stands after a change.
  private func outcome(_ row: Int32) -> LedgerOutcome {
    .accepted(room: room(reservations[Int(row)].node))
  }
}
