extension LedgerWriter {
  mutating func nodeState(_ state: NodeState) {
    node(state.node)
    flag(state.temporary != nil)
    if let temporary = state.temporary {
      integer(temporary)
      instant(state.temporaryUntil)
    }
    integer(state.unapplied)
    integer(state.gone)
  }

  mutating func reservation(_ state: ReservationState) {
    id(state.id)
    integer(state.node)
    byte(state.state.rawValue)
    flag(state.isForced)
    flag(state.isCounted)
    integer(state.open)
    integer(state.shipped)
    integer(state.unbilled)
    instant(state.expires)
    flag(state.override != nil)
    if let override = state.override { self.override(override) }
    shares(state.locks)
    shares(state.redeemed)
  }

  private mutating func shares(_ shares: [LotShare]) {
    integer(UInt32(truncatingIfNeeded: shares.count))
    for share in shares {
      integer(share.lot)
      integer(share.amount)
    }
  }

  mutating func item(_ state: ItemState, _ rules: LedgerRules) {
    id(state.id)
    integer(state.node)
    integer(state.amount)
    integer(state.open)
    instant(state.due)
    guard rules > .first else { return }
    byte(state.level)
    instant(state.reminded)
    flag(state.isDisputed)
  }

  mutating func lot(_ state: LotState) {
    id(state.id)
    integer(state.node)
    integer(state.amount)
    flag(state.isPending)
    integer(state.free)
    integer(state.locked)
    integer(state.redeemed)
    instant(state.vests)
    instant(state.expires)
  }

  mutating func decision(_ state: DecidedState) {
    id(state.id)
    for word in [state.body.a, state.body.b, state.body.c, state.body.d] { integer(word) }
    outcome(state.outcome)
    byte(state.entity.rawValue)
    integer(state.row)
  }
}

extension LedgerBytes {
  mutating func nodeState() throws(LedgerMalformed) -> NodeState {
    var state = NodeState(node: try node(), parent: -1, depth: 1)
    if try flag() {
      state.temporary = try amount()
      state.temporaryUntil = try instant()
    }
    state.unapplied = try amount()
    state.gone = try amount()
    return state
  }

  /// A sum that is not below zero and within bounds.
  mutating func amount() throws(LedgerMalformed) -> Int64 {
    let amount: Int64 = try integer()
    guard (0...Ledger.largestSum).contains(amount) else { throw LedgerMalformed() }
    return amount
  }

  mutating func reservation() throws(LedgerMalformed) -> ReservationState {
    let id = try id()
    let node: Int32 = try integer()
    guard let state = LedgerReservationState(rawValue: try byte()) else {
      throw LedgerMalformed()
    }
    let isForced = try flag()
    let isCounted = try flag()
    var result = ReservationState(
      id: id, node: node, state: state, isForced: isForced, isCounted: isCounted,
      open: try amount(), expires: .distantFuture)
    result.shipped = try amount()
    result.unbilled = try amount()
    result.expires = try instant()
    if try flag() { result.override = try override() }
    result.locks = try shares()
    result.redeemed = try shares()
    return result
  }

  private mutating func shares() throws(LedgerMalformed) -> [LotShare] {
    var shares: [LotShare] = []
    for _ in 0..<(try integer(UInt32.self)) {
      let lot: Int32 = try integer()
      shares.append(LotShare(lot: lot, amount: try amount()))
    }
    return shares
  }

  mutating func item(_ rules: LedgerRules) throws(LedgerMalformed) -> ItemState {
    let id = try id()
    let node: Int32 = try integer()
    let whole = try amount()
    let open = try amount()
    var item = ItemState(
      id: id, node: node, amount: whole, open: open, due: try instantOrNone())
    guard rules > .first else { return item }
    item.level = try byte(atMost: 100)
    item.reminded = try instantOrNone()
    item.isDisputed = try flag()
    return item
  }

  mutating func lot() throws(LedgerMalformed) -> LotState {
    let id = try id()
    let node: Int32 = try integer()
    let whole = try amount()
    let isPending = try flag()
    let free = try amount()
    let locked = try amount()
    let redeemed = try amount()
    let vests = try instantOrNone()
    return LotState(
      id: id, node: node, amount: whole, isPending: isPending, free: free, locked: locked,
      redeemed: redeemed, vests: vests, expires: try instant())
  }

  mutating func decision() throws(LedgerMalformed) -> DecidedState {
    let id = try id()
    let a: UInt64 = try integer()
    let b: UInt64 = try integer()
    let c: UInt64 = try integer()
    let d: UInt64 = try integer()
    let outcome = try outcome()
    guard let entity = LedgerEntity(rawValue: try byte()) else { throw LedgerMalformed() }
    return DecidedState(
      id: id, body: Digest(a, b, c, d), outcome: outcome, entity: entity, row: try integer())
  }
}
