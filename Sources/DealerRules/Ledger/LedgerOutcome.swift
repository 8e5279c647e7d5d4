/// Why a ledger refused an operation, or holds it (RULES.md J-008). Codes are only ever added.
public enum LedgerRefusalCode: UInt8, Hashable, Sendable, CaseIterable {
  /// It does not fit; the refusal names the node that binds and what is missing.
  case insufficient = 1
  /// Another operation of its linked group was refused.
  case linked
  /// It waits because the host asked for that.
  case waits
  /// It waits for an override.
  case forced
  /// No node has this id.
  case unknownNode
  /// The node exists.
  case nodeExists
  /// Parent and child count different things.
  case unitDiffers
  /// More than 16 nodes would stand above one another.
  case tooDeep
  /// The node, or its parent, holds something else, or its limit is of another form.
  case wrongKind
  /// No reservation has this id.
  case unknownReservation
  /// The reservation is held.
  case held
  /// The reservation is not held.
  case notHeld
  /// The reservation is used up, void or expired.
  case ended
  /// More than is open.
  case exceedsOpen
  /// More than was shipped and is neither invoiced nor given back.
  case exceedsShipped
  /// More than the unapplied credit.
  case exceedsCredit
  /// No item has this id, or it is another node's.
  case unknownItem
  /// No lot has this id.
  case unknownLot
  /// The lot is not pending.
  case notPending
  /// The override lifts less than is missing.
  case overrideTooSmall
  /// The instant given is not in the future.
  case past
  /// A sum would leave ±2 × 10¹⁸.
  case overflow

  /// The word, `"insufficient"`.
  public var name: String { String(describing: self) }
}

/// Why an operation was refused or held (RULES.md J-008).
public struct LedgerRefusal: Error, Hashable, Sendable {
  /// The reason.
  public var code: LedgerRefusalCode
  /// The node that binds, where one does.
  public var node: String?
  /// What is missing at that node, or by how much the amount is too large; else 0.
  public var shortfall: Int64

  /// Creates a refusal.
  public init(_ code: LedgerRefusalCode, node: String? = nil, shortfall: Int64 = 0) {
    self.code = code
    self.node = node
    self.shortfall = shortfall
  }
}

/// What became of an operation; the same for ever (RULES.md J-007).
public enum LedgerOutcome: Hashable, Sendable {
  /// Done. `room` is what the node's limits leave afterwards, below zero where they are exceeded,
  /// and `nil` where nothing limits or none is concerned.
  case accepted(room: Int64?)
  /// A reservation that waits.
  case held(LedgerRefusal)
  /// Not done; nothing changed.
  case rejected(LedgerRefusal)
}

/// Why a ledger did not take a call at all; nothing was recorded (RULES.md J-007, J-040).
public enum LedgerFault: Error, Hashable, Sendable {
  /// The operation is malformed; `field` says where.
  case invalid(id: String, field: String)
  /// The id was used for something else.
  case conflict(id: String)
  /// Some operations of the group are recorded and this one is not.
  case groupDiffers(id: String)
  /// The ledger is at another version than the caller expects.
  case versionMismatch(expected: UInt64, actual: UInt64)
  /// The ledger holds as many operations as it can (J-043).
  case full
  /// The event does not follow the ledger's last one.
  case gap(expected: UInt64, found: UInt64)
  /// The event is not what the ledger would have recorded.
  case diverged(event: UInt64)
}
