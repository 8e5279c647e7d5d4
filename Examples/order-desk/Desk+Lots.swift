import DealerRules

/// What orders earn, as lots of value: pending when the order is placed, usable once it is shipped,
/// taken back as far as it is cancelled or returned.
extension Desk {
  func earns(_ id: String, _ note: PricedNote) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    var opened: Set<String> = []
    for (index, earned) in note.earned.enumerated()
    where ledger.outcome(of: "\(id)/earn\(index)") == nil {
      if counters[earned.node] == nil, opened.insert(earned.node).inserted {
        let unit = earned.isAmount ? currency.code : Desk.units
        let node = LedgerNode(id: earned.node, kind: .value, unit: unit)
        operations.append(LedgerOperation("\(id)/account\(index)", .open(node)))
      }
      let expires = CivilDate(earned.through)?.adding(days: 1).map { rules.book.zone.start(of: $0) }
      operations.append(
        LedgerOperation(
          "\(id)/earn\(index)",
          .earn(node: earned.node, amount: earned.amount, vesting: .onCall, expires: expires)))
    }
    return operations
  }

  func lots(_ id: String, _ note: PricedNote) -> [LedgerLot] {
    note.earned.indices.compactMap { ledger.lot("\(id)/earn\($0)") }
  }

  /// Makes usable what an order earned that is shipped to the end.
  func vests(_ id: String, _ former: String, _ note: PricedNote) -> [LedgerOperation] {
    lots(former, note).filter { $0.isPending && $0.unused > 0 }.enumerated().map {
      LedgerOperation("\(id)/vest\($0.offset)", .vest(lot: $0.element.id))
    }
  }

  /// Takes back the part that goods worth `after` of `payable` earned, less that of goods worth
  /// `before`, as far as it is not used.
  func takesBack(
    _ id: String, _ former: String, _ note: PricedNote, before: Int64 = 0, after: Int64
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    for (index, lot) in lots(former, note).enumerated() {
      let part = Desk.part(of: lot, after, note) - Desk.part(of: lot, before, note)
      let amount = min(lot.unused, part)
      guard amount > 0 else { continue }
      operations.append(
        LedgerOperation("\(id)/takeBack\(index)", .takeBack(lot: lot.id, amount: amount)))
    }
    return operations
  }

  /// What goods worth so much of an order earned of a lot.
  static func part(of lot: LedgerLot, _ worth: Int64, _ note: PricedNote) -> Int64 {
    guard note.payable > 0 else { return 0 }
    return Int64(clamping: Int128(lot.amount) * Int128(worth) / Int128(note.payable))
  }
}
