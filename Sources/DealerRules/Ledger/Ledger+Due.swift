/// Something that happens by itself when its time comes. Kinds at one instant follow their order.
struct DueTime: Comparable, Sendable {
  enum Kind: UInt8, Sendable {
    case reservation, vesting, lot, limit
  }

  var at: Instant
  var kind: Kind
  var row: Int32

  static func < (a: DueTime, b: DueTime) -> Bool {
    if a.at != b.at { return a.at < b.at }
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return a.row < b.row
  }
}

/// Due times, the earliest first. It may hold some that no longer count, and some twice; whoever
/// takes one off looks whether its row still waits for it.
typealias DueQueue = MinHeap<DueTime>

extension Ledger {
  /// Whether a row still waits for a due time.
  private func waits(for time: DueTime) -> Bool {
    let row = Int(time.row)
    switch time.kind {
    case .reservation:
      return reservations.indices.contains(row) && reservations[row].isOpen
        && reservations[row].expires == time.at
    case .vesting:
      return lots.indices.contains(row) && lots[row].isPending && lots[row].vests == time.at
    case .lot:
      return lots.indices.contains(row) && lots[row].expires == time.at && lots[row].free > 0
    case .limit:
      return nodes.indices.contains(row) && nodes[row].temporary != nil
        && nodes[row].temporaryUntil == time.at
    }
  }

  /// The next thing that is due until an instant.
  mutating func nextDue(until instant: Instant) -> DueTime? {
    while let time = due.first, time.at <= instant {
      if waits(for: time) { return time }
      changes.append(.due(time))
      due.popFirst()
    }
    return nil
  }

  /// Lets everything happen that is due until an instant (RULES.md J-041).
  mutating func sweep(to instant: Instant) -> [LedgerEvent] {
    var events: [LedgerEvent] = []
    while let time = nextDue(until: instant) {
      let change = happen(time)
      version += 1
      events.append(LedgerEvent(number: version, at: time.at, change: change, rules: rules))
    }
    return events
  }

  /// Lets one thing happen.
  mutating func happen(_ time: DueTime) -> LedgerChange {
    changes.append(.due(time))
    due.popFirst()
    switch time.kind {
    case .reservation:
      letGo(time.row, as: .expired, time.at)
      return .expired(reservation: reservations[Int(time.row)].id)
    case .vesting:
      vest(lotRow: time.row)
      return .vested(lot: lots[Int(time.row)].id)
    case .lot:
      forfeit(time.row, lots[Int(time.row)].free)
      return .forfeited(lot: lots[Int(time.row)].id)
    case .limit:
      endTemporaryLimit(time.row)
      return .limitEnded(node: nodes[Int(time.row)].node.id)
    }
  }
}
