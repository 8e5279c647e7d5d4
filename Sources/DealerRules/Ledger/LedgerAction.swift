/// What becomes of a reservation that does not fit or must wait (RULES.md J-010).
public enum LedgerHold: UInt8, Hashable, Sendable {
  /// Refused when short.
  case never
  /// Held when short.
  case whenShort
  /// Held in any case, until ``LedgerAction/release(reservation:)``.
  case always
  /// Held until somebody overrides it, whatever becomes clear meanwhile.
  case forced
}

/// When earned value may be used (RULES.md J-030).
public enum LedgerVesting: Hashable, Sendable {
  /// At once.
  case now
  /// When time reaches an instant, or ``LedgerAction/vest(lot:)`` before it.
  case at(Instant)
  /// Only by ``LedgerAction/vest(lot:)``.
  case onCall
}

/// Who lifts a limit for one reservation, why, how far and until when (RULES.md J-016).
public struct LedgerOverride: Hashable, Sendable {
  /// The largest shortfall that is lifted, 0…10¹⁸.
  public var most: Int64
  /// Who, 1…500 bytes.
  public var who: String
  /// Why, 1…500 bytes.
  public var why: String
  /// The first instant at which it no longer counts.
  public var until: Instant

  /// Creates an override.
  public init(most: Int64, who: String, why: String, until: Instant) {
    self.most = most
    self.who = who
    self.why = why
    self.until = until
  }
}

/// What is asked of a ledger. Amounts are in the node's smallest steps, 1…10¹⁸; a reservation, an
/// item and a lot carry the id of the operation that made them (RULES.md J-005).
public enum LedgerAction: Hashable, Sendable {
  /// Adds a node (J-001).
  case open(LedgerNode)
  /// Changes a limit; with `until` an amount replaces the node's amount until then (J-006).
  case limit(node: String, LedgerLimit, until: Instant?)
  /// Claims part of a limit or locks value; with `countsWhileHeld` a held one claims too, if it
  /// fits (J-010).
  case reserve(
    node: String, amount: Int64, expires: Instant? = nil, hold: LedgerHold = .never,
    countsWhileHeld: Bool = false)
  /// Changes what is open (J-011).
  case amend(reservation: String, amount: Int64)
  /// Uses part of what is open; `close` lets go of the rest (J-012).
  case ship(reservation: String, amount: Int64, close: Bool)
  /// Lets go of what is open (J-013).
  case void(reservation: String)
  /// Lets a held reservation through if it fits now (J-015).
  case release(reservation: String)
  /// Lifts a limit for one reservation (J-016).
  case override(reservation: String, LedgerOverride)
  /// Gives back what was shipped and not invoiced, or redeemed value; value that comes back after
  /// its lot ended lives until `until` (J-017).
  case restore(reservation: String, amount: Int64, until: Instant? = nil)
  /// Turns what was shipped into an open item (J-020).
  case invoice(reservation: String, amount: Int64, due: Instant?)
  /// Enters an open item from elsewhere; never refused for a limit (J-021).
  case post(node: String, amount: Int64, due: Instant?)
  /// Pays an item, or the account; what exceeds the item is unapplied credit (J-022).
  case pay(node: String, amount: Int64, item: String?)
  /// Credits an item; what exceeds it is unapplied credit (J-022).
  case creditMemo(item: String, amount: Int64)
  /// Keeps that an item was reminded, and the level 0…100 that this was (J-024).
  case remind(item: String, level: Int)
  /// Keeps that the customer disputes an item, or no longer does (J-025).
  case dispute(item: String, Bool)
  /// Pays an item from unapplied credit (J-023).
  case allocate(item: String, amount: Int64)
  /// Pays unapplied credit out (J-023).
  case refund(node: String, amount: Int64)
  /// Adds a lot of value (J-030).
  case earn(node: String, amount: Int64, vesting: LedgerVesting, expires: Instant?)
  /// Makes a pending lot usable (J-030).
  case vest(lot: String)
  /// Takes unused value of a lot back (J-034).
  case takeBack(lot: String, amount: Int64)
  /// Keeps a text of the host, at most 65,535 bytes, beside the operations it is linked with
  /// (J-009).
  case note(String)
}

extension LedgerAction {
  /// Whether the first rules do not have it.
  var isNew: Bool {
    switch self {
    case .remind, .dispute: true
    default: false
    }
  }
}

/// An action under an id that is never used for another (RULES.md J-007).
public struct LedgerOperation: Hashable, Sendable {
  /// The id, 1…120 bytes.
  public var id: String
  /// What is asked.
  public var action: LedgerAction

  /// Creates an operation.
  public init(_ id: String, _ action: LedgerAction) {
    self.id = id
    self.action = action
  }
}
