/// Writes the little-endian forms of a ledger (RULES.md J-042).
struct LedgerWriter: Sendable {
  private(set) var bytes: ContiguousArray<UInt8> = []

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func byte(_ value: UInt8) { bytes.append(value) }
  mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
    var rest = value
    for _ in 0..<(Value.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// A text of at most 65,535 bytes.
  mutating func text(_ text: String) {
    integer(UInt16(truncatingIfNeeded: text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// An id, at most 120 bytes.
  mutating func id(_ id: String) {
    byte(UInt8(truncatingIfNeeded: id.utf8.count))
    bytes.append(contentsOf: id.utf8)
  }

  /// An id or nothing; no id is empty.
  mutating func id(_ id: String?) { self.id(id ?? "") }

  mutating func instant(_ instant: Instant) { integer(instant.secondsSinceEpoch) }

  mutating func instant(_ instant: Instant?) {
    flag(instant != nil)
    if let instant { self.instant(instant) }
  }

  /// Replaces four bytes by an integer.
  mutating func patch(_ value: UInt32, at position: Int) {
    for part in 0..<4 {
      bytes[position + part] = UInt8(truncatingIfNeeded: value >> UInt32(part * 8))
    }
  }

  // MARK: Parts of events

  mutating func limit(_ limit: LedgerLimit) {
    switch limit {
    case .none: byte(0)
    case .unlimited: byte(1)
    case .amount(let amount):
      byte(2)
      integer(amount)
    }
  }

  mutating func node(_ node: LedgerNode) {
    id(node.id)
    id(node.parent)
    byte(node.mode.rawValue)
    byte(node.kind.rawValue)
    limit(node.limit)
    byte(node.boundary.rawValue)
    flag(node.netsCredit)
    id(node.unit)
  }

  mutating func override(_ override: LedgerOverride) {
    integer(override.most)
    text(override.who)
    text(override.why)
    instant(override.until)
  }

  mutating func vesting(_ vesting: LedgerVesting) {
    switch vesting {
    case .now: byte(0)
    case .onCall: byte(1)
    case .at(let instant):
      byte(2)
      self.instant(instant)
    }
  }

  mutating func refusal(_ refusal: LedgerRefusal) {
    byte(refusal.code.rawValue)
    id(refusal.node)
    integer(refusal.shortfall)
  }

  mutating func outcome(_ outcome: LedgerOutcome) {
    switch outcome {
    case .accepted(nil): byte(0)
    case .accepted(let room?):
      byte(1)
      integer(room)
    case .held(let refusal):
      byte(2)
      self.refusal(refusal)
    case .rejected(let refusal):
      byte(3)
      self.refusal(refusal)
    }
  }

  /// What an event tells, without its number.
  mutating func content(_ event: LedgerEvent) {
    instant(event.at)
    switch event.change {
    case .decided(let decisions):
      byte(0)
      integer(UInt16(truncatingIfNeeded: decisions.count))
      for decision in decisions {
        id(decision.operation.id)
        action(decision.operation.action)
        outcome(decision.outcome)
      }
    case .expired(let name): change(1, name)
    case .vested(let name): change(2, name)
    case .forfeited(let name): change(3, name)
    case .limitEnded(let name): change(4, name)
    }
  }

  private mutating func change(_ tag: UInt8, _ name: String) {
    byte(tag)
    id(name)
  }
}
