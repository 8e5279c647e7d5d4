/// Bytes that are not what they should be.
struct LedgerMalformed: Error {}

/// Reads what ``LedgerWriter`` wrote; whatever the bytes are, it ends or throws.
struct LedgerBytes {
  let bytes: ContiguousArray<UInt8>
  private(set) var position: Int
  let end: Int

  init(_ bytes: ContiguousArray<UInt8>, _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position == end }

  mutating func byte() throws(LedgerMalformed) -> UInt8 {
    guard position < end else { throw LedgerMalformed() }
    defer { position += 1 }
    return bytes[position]
  }

  /// A byte up to a bound.
  mutating func byte(atMost bound: UInt8) throws(LedgerMalformed) -> UInt8 {
    let value = try byte()
    guard value <= bound else { throw LedgerMalformed() }
    return value
  }

  mutating func flag() throws(LedgerMalformed) -> Bool { try byte(atMost: 1) == 1 }

  mutating func integer<Value: FixedWidthInteger>(
    _ type: Value.Type = Value.self
  ) throws(LedgerMalformed) -> Value {
    let count = Value.bitWidth / 8
    guard end - position >= count else { throw LedgerMalformed() }
    var value: Value = 0
    for part in 0..<count {
      value |= Value(truncatingIfNeeded: bytes[position + part]) << Value(part * 8)
    }
    position += count
    return value
  }

  private mutating func text(_ count: Int) throws(LedgerMalformed) -> String {
    guard end - position >= count,
      let text = String(validating: bytes[position..<(position + count)], as: UTF8.self)
    else { throw LedgerMalformed() }
    position += count
    return text
  }

  mutating func text() throws(LedgerMalformed) -> String {
    let count = try integer(UInt16.self)
    return try text(Int(count))
  }

  mutating func id() throws(LedgerMalformed) -> String {
    let id = try text(Int(try byte(atMost: 120)))
    guard Ledger.isID(id) else { throw LedgerMalformed() }
    return id
  }

  mutating func idOrNone() throws(LedgerMalformed) -> String? {
    guard position < end, bytes[position] == 0 else { return try id() }
    position += 1
    return nil
  }

  mutating func instant() throws(LedgerMalformed) -> Instant {
    Instant(secondsSinceEpoch: try integer())
  }

  mutating func instantOrNone() throws(LedgerMalformed) -> Instant? {
    try flag() ? try instant() : nil
  }

  // MARK: Parts of events

  mutating func limit() throws(LedgerMalformed) -> LedgerLimit {
    switch try byte(atMost: 2) {
    case 0: return .none
    case 1: return .unlimited
    default: return .amount(try integer())
    }
  }

  mutating func node() throws(LedgerMalformed) -> LedgerNode {
    let id = try id()
    let parent = try idOrNone()
    guard let mode = LedgerMode(rawValue: try byte()),
      let kind = LedgerNodeKind(rawValue: try byte())
    else { throw LedgerMalformed() }
    let limit = try limit()
    guard let boundary = LedgerBoundary(rawValue: try byte()) else { throw LedgerMalformed() }
    let nets = try flag()
    return LedgerNode(
      id: id, parent: parent, mode: mode, kind: kind, limit: limit, boundary: boundary,
      netsCredit: nets, unit: try self.id())
  }

  mutating func override() throws(LedgerMalformed) -> LedgerOverride {
    let most: Int64 = try integer()
    let who = try text()
    let why = try text()
    return LedgerOverride(most: most, who: who, why: why, until: try instant())
  }

  mutating func vesting() throws(LedgerMalformed) -> LedgerVesting {
    switch try byte(atMost: 2) {
    case 0: return .now
    case 1: return .onCall
    default: return .at(try instant())
    }
  }

  mutating func refusal() throws(LedgerMalformed) -> LedgerRefusal {
    guard let code = LedgerRefusalCode(rawValue: try byte()) else { throw LedgerMalformed() }
    let node = try idOrNone()
    return LedgerRefusal(code, node: node, shortfall: try integer())
  }

  mutating func outcome() throws(LedgerMalformed) -> LedgerOutcome {
    switch try byte(atMost: 3) {
    case 0: return .accepted(room: nil)
    case 1: return .accepted(room: try integer())
    case 2: return .held(try refusal())
    default: return .rejected(try refusal())
    }
  }

  /// What an event tells.
  mutating func event(
    _ number: UInt64, _ rules: LedgerRules
  ) throws(LedgerMalformed) -> LedgerEvent {
    let at = try instant()
    let change: LedgerChange
    switch try byte(atMost: 4) {
    case 0:
      let count = try integer(UInt16.self)
      guard count > 0 else { throw LedgerMalformed() }
      var decisions: [LedgerDecision] = []
      for _ in 0..<count {
        let operation = LedgerOperation(try id(), try action(rules))
        decisions.append(LedgerDecision(operation, try outcome()))
      }
      change = .decided(decisions)
    case 1: change = .expired(reservation: try id())
    case 2: change = .vested(lot: try id())
    case 3: change = .forfeited(lot: try id())
    default: change = .limitEnded(node: try id())
    }
    return LedgerEvent(number: number, at: at, change: change, rules: rules)
  }
}
