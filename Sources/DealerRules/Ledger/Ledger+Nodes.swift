/// Changes of a node's own sums.
struct NodeChange {
  var reserved: Int64 = 0
  var delivered: Int64 = 0
  var billed: Int64 = 0
  var unapplied: Int64 = 0
}

extension Ledger {
  /// Adds a node (RULES.md J-001 … J-003).
  mutating func open(_ node: LedgerNode) throws(LedgerRefusal) -> LedgerOutcome {
    guard nodeRows[node.id] == nil else { throw LedgerRefusal(.nodeExists) }
    var state = NodeState(node: node, parent: -1, depth: 1)
    if let parent = node.parent {
      guard let row = nodeRows[parent] else { throw LedgerRefusal(.unknownNode) }
      let above = nodes[Int(row)]
      guard above.node.kind == .limit else { throw LedgerRefusal(.wrongKind) }
      guard above.node.unit.utf8.elementsEqual(node.unit.utf8) else {
        throw LedgerRefusal(.unitDiffers)
      }
      guard above.depth < Ledger.deepest else { throw LedgerRefusal(.tooDeep) }
      (state.parent, state.depth) = (row, above.depth + 1)
    }
    let row = Int32(truncatingIfNeeded: nodes.count)
    nodes.append(state)
    nodeRows[node.id] = row
    try carve(out: state.carve.now, state.carve.most, of: state.parent)
    return .accepted(room: room(row))
  }

  /// Changes a limit; it is a fact and never refused for being exceeded (RULES.md J-006).
  mutating func setLimit(
    _ id: String, _ limit: LedgerLimit, _ until: Instant?, _ now: Instant
  ) throws(LedgerRefusal) -> LedgerOutcome {
    let row = try row(ofNode: id)
    try demand(.limit, row)
    let before = nodes[Int(row)]
    if before.node.mode == .carveOut, limit == .unlimited { throw LedgerRefusal(.wrongKind) }
    keep(node: row)
    if let until {
      guard case .amount(let amount) = limit, case .amount = before.node.limit else {
        throw LedgerRefusal(.wrongKind)
      }
      guard until > now else { throw LedgerRefusal(.past) }
      nodes[Int(row)].temporary = amount
      nodes[Int(row)].temporaryUntil = until
      due.push(DueTime(at: until, kind: .limit, row: row))
    } else {
      nodes[Int(row)].node.limit = limit
      nodes[Int(row)].temporary = nil
    }
    let after = nodes[Int(row)]
    var aside = after.carve.now - before.carve.now
    var most = after.carve.most - before.carve.most
    if before.flowsUp != after.flowsUp {
      let sign: Int64 = after.flowsUp ? 1 : -1
      try pool(sign * after.pooled, sign * after.credit, from: after.parent)
      if rules > .first {
        aside += Int128(sign) * after.carved
        most += Int128(sign) * after.carvedMost
      }
    }
    try carve(out: aside, most, of: after.parent)
    return .accepted(room: room(row))
  }

  /// Ends a temporary limit.
  mutating func endTemporaryLimit(_ row: Int32) {
    let before = nodes[Int(row)].carve
    keep(node: row)
    nodes[Int(row)].temporary = nil
    let after = nodes[Int(row)].carve
    // A limit that ends takes no more out than it could before.
    _ = carveUp(after.now - before.now, after.most - before.most, from: nodes[Int(row)].parent)
  }

  private mutating func carve(
    out now: Int128, _ most: Int128, of parent: Int32
  ) throws(LedgerRefusal) {
    guard carveUp(now, most, from: parent) || most <= 0 else { throw LedgerRefusal(.overflow) }
  }

  /// Takes a limit out of that of a node and of those above it at which the node counts
  /// (RULES.md J-003).
  /// - Returns: Whether every sum is within bounds.
  mutating func carveUp(_ now: Int128, _ most: Int128, from node: Int32) -> Bool {
    guard now != 0 || most != 0 else { return true }
    var isWithin = true
    var at = node
    while at >= 0 {
      keep(node: at)
      nodes[Int(at)].carved += now
      nodes[Int(at)].carvedMost += most
      isWithin = isWithin && nodes[Int(at)].carvedMost <= Int128(Ledger.largestSum)
      at = rules > .first && nodes[Int(at)].flowsUp ? nodes[Int(at)].parent : -1
    }
    return isWithin
  }

  /// Counts a change of use and of credit at a node and above, as far as it is seen there
  /// (RULES.md J-003).
  private mutating func pool(
    _ use: Int64, _ credit: Int64, from node: Int32
  ) throws(LedgerRefusal) {
    guard use != 0 || credit != 0 else { return }
    var at = node
    while at >= 0 {
      keep(node: at)
      nodes[Int(at)].pooled = try Ledger.bounded(nodes[Int(at)].pooled + use)
      nodes[Int(at)].credit = try Ledger.bounded(nodes[Int(at)].credit + credit)
      at = nodes[Int(at)].flowsUp ? nodes[Int(at)].parent : -1
    }
  }

  /// Changes a node's sums and counts the difference above.
  mutating func change(_ node: Int32, _ change: NodeChange) throws(LedgerRefusal) {
    let row = Int(node)
    let before = nodes[row].use
    keep(node: node)
    nodes[row].reserved = try Ledger.bounded(nodes[row].reserved + change.reserved)
    nodes[row].delivered = try Ledger.bounded(nodes[row].delivered + change.delivered)
    nodes[row].billed = try Ledger.bounded(nodes[row].billed + change.billed)
    nodes[row].unapplied = try Ledger.bounded(nodes[row].unapplied + change.unapplied)
    // Three sums within 2 × 10¹⁸ fit together into 64 bits.
    let use = try Ledger.bounded(nodes[row].use)
    try pool(use - before, nodes[row].node.netsCredit ? change.unapplied : 0, from: node)
  }

  /// Lowers what is reserved; sums that only fall need no bound.
  mutating func lower(_ node: Int32, reserved amount: Int64) {
    guard amount != 0 else { return }
    keep(node: node)
    nodes[Int(node)].reserved -= amount
    var at = node
    while at >= 0 {
      keep(node: at)
      nodes[Int(at)].pooled -= amount
      at = nodes[Int(at)].flowsUp ? nodes[Int(at)].parent : -1
    }
  }

  // MARK: Admission

  /// The most that a node alone still takes; it reads a limit of nothing as zero.
  private func bound(_ state: NodeState) -> Int64? {
    let limit: Int64
    switch state.limit {
    case .unlimited: return nil
    case .none:
      // Its parent's limit counts instead.
      if state.flowsUp { return nil }
      limit = 0
    case .amount(let amount): limit = amount
    }
    let room = Int128(limit - state.pooled + state.credit) - state.carved
    return Int64(clamping: room - (state.node.boundary == .below ? 1 : 0))
  }

  /// What the limits above and at a node leave: the least of all, the lowest node of several, or
  /// `nil` where nothing limits (RULES.md J-004).
  func tightest(_ node: Int32) -> (node: Int32, room: Int64)? {
    var found: (node: Int32, room: Int64)?
    var at = node
    while at >= 0 {
      let state = nodes[Int(at)]
      if state.limit == .unlimited { return found }
      if let room = bound(state), room < found?.room ?? .max { found = (at, room) }
      at = state.flowsUp ? state.parent : -1
    }
    return found
  }

  /// What a node has left after an operation.
  func room(_ node: Int32) -> Int64? {
    let state = nodes[Int(node)]
    return state.node.kind == .value ? state.free : tightest(node)?.room
  }

  /// Why more use does not fit, or `nil` (RULES.md J-004).
  func shortage(_ node: Int32, _ more: Int64) -> LedgerRefusal? {
    guard more > 0, let (binding, room) = tightest(node), room < more else { return nil }
    return LedgerRefusal(
      .insufficient, node: nodes[Int(binding)].node.id, shortfall: more - room)
  }
}
