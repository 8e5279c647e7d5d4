/// How a node stands (RULES.md J-001 … J-004), in its smallest steps.
public struct LedgerStanding: Hashable, Sendable {
  /// The node as it was opened, with the limit that stands without a temporary one.
  public var node: LedgerNode
  /// The limit in force.
  public var limit: LedgerLimit
  /// Claimed and not shipped; of value: locked.
  public var reserved: Int64
  /// Shipped and not invoiced; of value: redeemed.
  public var shipped: Int64
  /// Open items.
  public var billed: Int64
  /// Credit that no item has.
  public var unapplied: Int64
  /// What counts against the limit: this node's use and that of those that count here, less their
  /// credit where it is netted.
  public var used: Int64
  /// Limits of nodes below that are taken out of this one's.
  public var carvedOut: Int64
  /// What the limits here and above leave, and `nil` where nothing limits; of value: what can be
  /// used.
  public var room: Int64?
  /// The node whose limit leaves the least; `nil` where nothing limits.
  public var binding: String?
  /// Value that cannot be used yet.
  public var pending: Int64
  /// Value whose time ended or that was taken back.
  public var gone: Int64
}

/// A reservation (RULES.md J-010).
public struct LedgerReservation: Hashable, Sendable {
  /// The id of the operation that made it.
  public var id: String
  /// The node.
  public var node: String
  /// Where it stands.
  public var state: LedgerReservationState
  /// Whether only an override lets it through.
  public var isForced: Bool
  /// Whether what is open is claimed.
  public var isCounted: Bool
  /// What is not shipped yet.
  public var open: Int64
  /// Shipped in all.
  public var shipped: Int64
  /// Shipped, not invoiced and not given back.
  public var unbilled: Int64
  /// When it ends by itself, or `nil`.
  public var expires: Instant?
  /// Who lifted a limit for it.
  public var override: LedgerOverride?
}

/// An open item (RULES.md J-020).
public struct LedgerItem: Hashable, Sendable {
  /// The id of the operation that made it.
  public var id: String
  /// The node.
  public var node: String
  /// What it was.
  public var amount: Int64
  /// What is left to pay.
  public var open: Int64
  /// When it is due, as stated.
  public var due: Instant?
  /// The highest reminder level reached, 0…100.
  public var level: Int
  /// When it was reminded last, or `nil`.
  public var reminded: Instant?
  /// Whether the customer disputes it.
  public var isDisputed: Bool
}

/// A lot of value (RULES.md J-030).
public struct LedgerLot: Hashable, Sendable {
  /// The id of the operation that made it.
  public var id: String
  /// The node.
  public var node: String
  /// What was earned.
  public var amount: Int64
  /// Whether it cannot be used yet.
  public var isPending: Bool
  /// Neither locked, redeemed nor gone.
  public var unused: Int64
  /// Locked by reservations.
  public var locked: Int64
  /// Redeemed.
  public var redeemed: Int64
  /// When it ends, or `nil`.
  public var expires: Instant?
}

extension Ledger {
  /// The ids of all nodes, in the order in which they were opened.
  /// - Complexity: O(n).
  public var nodeIDs: [String] { nodes.map(\.node.id) }

  /// How a node stands, at ``time``.
  /// - Complexity: O(depth).
  public func standing(of id: String) -> LedgerStanding? {
    guard let row = nodeRows[id] else { return nil }
    let state = nodes[Int(row)]
    let isValue = state.node.kind == .value
    let tightest = isValue ? nil : self.tightest(row)
    return LedgerStanding(
      node: state.node, limit: state.limit, reserved: state.reserved, shipped: state.delivered,
      billed: state.billed, unapplied: state.unapplied, used: state.pooled - state.credit,
      carvedOut: Int64(clamping: state.carved), room: isValue ? state.free : tightest?.room,
      binding: tightest.map { nodes[Int($0.node)].node.id }, pending: state.pending,
      gone: state.gone)
  }

  /// The reservation that an operation made.
  public func reservation(_ id: String) -> LedgerReservation? {
    row(id, .reservation).map { reservation(at: Int($0)) }
  }

  private func reservation(at row: Int) -> LedgerReservation {
    let state = reservations[row]
    return LedgerReservation(
      id: state.id, node: nodes[Int(state.node)].node.id, state: state.state,
      isForced: state.isForced, isCounted: state.isCounted, open: state.open,
      shipped: state.shipped, unbilled: state.unbilled,
      expires: state.expires == .distantFuture ? nil : state.expires, override: state.override)
  }

  /// Every reservation, in the order in which they were made.
  /// - Complexity: O(n).
  public var allReservations: [LedgerReservation] {
    reservations.indices.map { reservation(at: $0) }
  }

  /// The open item that an operation made.
  public func item(_ id: String) -> LedgerItem? {
    row(id, .item).map { item(at: Int($0)) }
  }

  private func item(at row: Int) -> LedgerItem {
    let state = items[row]
    return LedgerItem(
      id: state.id, node: nodes[Int(state.node)].node.id, amount: state.amount, open: state.open,
      due: state.due, level: Int(state.level), reminded: state.reminded,
      isDisputed: state.isDisputed)
  }

  /// Every open item, paid ones too, in the order in which they were made.
  /// - Complexity: O(n).
  public var allItems: [LedgerItem] { items.indices.map { item(at: $0) } }

  /// The lot that an operation made.
  public func lot(_ id: String) -> LedgerLot? {
    guard let row = row(id, .lot) else { return nil }
    let state = lots[Int(row)]
    return LedgerLot(
      id: state.id, node: nodes[Int(state.node)].node.id, amount: state.amount,
      isPending: state.isPending, unused: state.free, locked: state.locked,
      redeemed: state.redeemed, expires: state.expires == .distantFuture ? nil : state.expires)
  }

  /// The text that an operation kept (RULES.md J-009).
  public func note(_ id: String) -> String? { row(id, .note).map { notes[Int($0)] } }

  /// What became of an operation, or `nil` where its id is not on record.
  public func outcome(of id: String) -> LedgerOutcome? {
    decidedRows[id].map { decided[Int($0)].outcome }
  }
}
