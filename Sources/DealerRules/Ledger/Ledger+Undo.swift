/// What a row was before a change.
enum LedgerUndo: Sendable {
  case node(Int32, NodeState)
  case reservation(Int32, ReservationState)
  case item(Int32, ItemState)
  case lot(Int32, LotState)
  /// A due time that was taken off the queue.
  case due(DueTime)
}

/// A point to go back to.
struct LedgerMark: Sendable {
  var rules = LedgerRules.first
  var version: UInt64 = 0
  var time = Instant.distantPast
  var changes = 0
  var nodes = 0
  var reservations = 0
  var items = 0
  var lots = 0
  var notes = 0
  var decided = 0
}

extension Ledger {
  /// The point at hand.
  func mark() -> LedgerMark {
    LedgerMark(
      rules: rules, version: version, time: time, changes: changes.count, nodes: nodes.count,
      reservations: reservations.count, items: items.count, lots: lots.count, notes: notes.count,
      decided: decided.count)
  }

  /// Undoes every change of rows since a point; rows added since are gone.
  mutating func rollBack(to mark: LedgerMark) {
    while changes.count > mark.changes, let change = changes.popLast() {
      switch change {
      case .node(let row, let state): nodes[Int(row)] = state
      case .reservation(let row, let state): reservations[Int(row)] = state
      case .item(let row, let state): items[Int(row)] = state
      case .lot(let row, let state): lots[Int(row)] = state
      case .due(let time): due.push(time)
      }
    }
    while nodes.count > mark.nodes, let gone = nodes.popLast() { nodeRows[gone.node.id] = nil }
    // Due times of rows that are gone stay in the queue; they are passed over when they come.
    Ledger.cut(&reservations, mark.reservations)
    Ledger.cut(&items, mark.items)
    Ledger.cut(&lots, mark.lots)
    Ledger.cut(&notes, mark.notes)
  }

  /// Forgets operations recorded since a point.
  mutating func forgetDecided(from count: Int) {
    while decided.count > count, let gone = decided.popLast() { decidedRows[gone.id] = nil }
  }

  private static func cut<Row>(_ rows: inout [Row], _ count: Int) {
    if rows.count > count { rows.removeLast(rows.count - count) }
  }

  mutating func keep(node row: Int32) { changes.append(.node(row, nodes[Int(row)])) }
  mutating func keep(reservation row: Int32) {
    changes.append(.reservation(row, reservations[Int(row)]))
  }
  mutating func keep(item row: Int32) { changes.append(.item(row, items[Int(row)])) }
  mutating func keep(lot row: Int32) { changes.append(.lot(row, lots[Int(row)])) }
}
