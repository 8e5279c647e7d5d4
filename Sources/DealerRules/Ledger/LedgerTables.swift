/// A node with its sums.
struct NodeState: Sendable {
  var node: LedgerNode
  var parent: Int32
  /// Nodes above it.
  var depth: Int32
  /// An amount in place of the limit, until an instant.
  var temporary: Int64?
  var temporaryUntil = Instant.distantPast
  /// Claimed and not shipped; of value: locked.
  var reserved: Int64 = 0
  /// Shipped and not invoiced; of value: redeemed.
  var delivered: Int64 = 0
  /// Open items.
  var billed: Int64 = 0
  /// Credit that no item has.
  var unapplied: Int64 = 0
  /// What this node and those that count here use.
  var pooled: Int64 = 0
  /// Unapplied credit of those of them that net it.
  var credit: Int64 = 0
  /// Limits that are taken out of this one's.
  var carved: Int128 = 0
  /// The same with the larger of each node's limit and temporary limit, a bound of `carved`.
  var carvedMost: Int128 = 0
  /// Value that cannot be used yet.
  var pending: Int64 = 0
  /// Value that can be used.
  var free: Int64 = 0
  /// Value of all lots; pending, usable, locked, redeemed and gone add up to it.
  var earned: Int64 = 0
  /// Value whose time ended or that was taken back.
  var gone: Int64 = 0
  var firstLot: Int32 = -1
  var lastLot: Int32 = -1
  /// No lot before this one holds usable, locked or pending value.
  var cursor: Int32 = -1

  /// What the node itself uses, before credit.
  var use: Int64 { reserved + delivered + billed }

  /// The limit in force.
  var limit: LedgerLimit { temporary.map { .amount($0) } ?? node.limit }

  /// Whether its use counts at its parent (RULES.md J-003).
  var flowsUp: Bool {
    guard parent >= 0 else { return false }
    switch node.mode {
    case .nested: return true
    case .carveOut: return node.limit == .none
    case .isolated: return false
    }
  }

  /// What its limit takes out of its parent's, now and at most.
  var carve: (now: Int128, most: Int128) {
    guard parent >= 0, node.mode == .carveOut, case .amount(let base) = node.limit else {
      return (0, 0)
    }
    return (Int128(temporary ?? base), Int128(max(temporary ?? base, base)))
  }
}

/// Where a reservation stands (RULES.md J-010).
public enum LedgerReservationState: UInt8, Hashable, Sendable {
  /// It waits.
  case held
  /// It claims what is open.
  case reserved
  /// Shipped to the end or closed.
  case consumed
  /// Let go.
  case voided
  /// Its time came.
  case expired
}

/// Part of a lot that a reservation locks or redeemed.
struct LotShare: Hashable, Sendable {
  var lot: Int32
  var amount: Int64
}

/// A reservation.
struct ReservationState: Sendable {
  var id: String
  var node: Int32
  var state: LedgerReservationState
  var isForced: Bool
  /// Whether what is open is claimed.
  var isCounted: Bool
  var open: Int64
  /// Shipped in all.
  var shipped: Int64 = 0
  /// Shipped, not invoiced, not given back.
  var unbilled: Int64 = 0
  var expires: Instant
  var override: LedgerOverride?
  /// What it locks, oldest lot first.
  var locks: [LotShare] = []
  /// What it redeemed, in the order in which it did.
  var redeemed: [LotShare] = []

  var isOpen: Bool { state == .held || state == .reserved }
}

/// An open item.
struct ItemState: Sendable {
  var id: String
  var node: Int32
  var amount: Int64
  var open: Int64
  var due: Instant?
  /// The highest reminder level reached.
  var level: UInt8 = 0
  /// When it was reminded last.
  var reminded: Instant?
  var isDisputed = false
}

/// A lot of value.
struct LotState: Sendable {
  var id: String
  var node: Int32
  var amount: Int64
  var isPending: Bool
  /// Neither locked, redeemed nor gone; pending or usable.
  var free: Int64
  var locked: Int64 = 0
  var redeemed: Int64 = 0
  var vests: Instant?
  var expires: Instant
  /// The node's next lot.
  var next: Int32 = -1

  /// Whether nothing can come of it unless something is restored.
  var isSpent: Bool { free == 0 && locked == 0 }
}

/// What an operation made.
enum LedgerEntity: UInt8, Sendable {
  case none, reservation, item, lot, note
}

/// An operation on record.
struct DecidedState: Sendable {
  var id: String
  /// Of its action.
  var body: Digest
  var outcome: LedgerOutcome
  var entity: LedgerEntity
  /// The row of what it made.
  var row: Int32
}
