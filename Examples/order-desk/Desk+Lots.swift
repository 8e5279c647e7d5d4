import DealerRules

/// What orders earn, as lots of value: pending when the order is placed, usable once it is shipped,
/// taken back as far as it is cancelled or returned.
extension Desk {
  func earns(_ id: String, _ note: PricedNote) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    var opened: Set<String> = []
    for (index, earned) in note.earned.enumerated()
    where earned.amount > 0 && ledger.outcome(of: "\(id)/earn\(index)") == nil {
      let expires = CivilDate(earned.through)?.adding(days: 1).map { rules.book.zone.start(of: $0) }
      // What would have ended already is not earned any more.
      if let expires, expires <= ledger.time { continue }
      if counters[earned.node] == nil, opened.insert(earned.node).inserted {
        let unit = earned.isAmount ? currency.code : Desk.units
        let node = LedgerNode(id: earned.node, kind: .value, unit: unit)
        operations.append(LedgerOperation("\(id)/account\(index)", .open(node)))
      }
      operations.append(
        LedgerOperation(
          "\(id)/earn\(index)",
          .earn(node: earned.node, amount: earned.amount, vesting: .onCall, expires: expires)))
    }
    return operations
  }

  /// Makes usable what an order earned that is shipped to the end; what its accounts owe is paid
  /// with it.
  ///
  /// - Parameter others: Operations of the same group, which may earn more or take some back.
  func vests(
    _ id: String, _ place: String, beside others: [LedgerOperation] = []
  ) -> [LedgerOperation] {
    var taken: [String: Int64] = [:]
    var lots = (orderLots[place] ?? []).compactMap { ledger.lot($0) }.filter(\.isPending)
      .map { (id: $0.id, node: $0.node, amount: $0.unused) }
    for operation in others {
      if case .takeBack(let lot, let amount) = operation.action { taken[lot, default: 0] += amount }
      if case .earn(let node, let amount, _, _) = operation.action {
        lots.append((operation.id, node, amount))
      }
    }
    for index in lots.indices { lots[index].amount -= taken[lots[index].id] ?? 0 }
    lots.removeAll { $0.amount <= 0 }
    let usable = lots.enumerated().map {
      LedgerOperation("\(id)/vest\($0.offset)", .vest(lot: $0.element.id))
    }
    return usable + paysDebts(id, lots)
  }

  /// Takes back the part that goods worth `after` of `payable` earned, less that of goods worth
  /// `before`, as far as it is not used.
  func takesBack(
    _ id: String, _ place: String, _ note: PricedNote, before: Int64 = 0, after: Int64
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    for one in note.earned {
      let part = Desk.part(of: one.amount, after, note) - Desk.part(of: one.amount, before, note)
      operations += takes(
        part, of: ownLots(place, one.node).reversed(), id, operations.count)
    }
    return operations
  }

  /// What of a lot ran out unused: of one that has ended all that was neither used nor taken back.
  func ranOut(_ lot: LedgerLot) -> Int64 {
    guard let expires = lot.expires, expires <= ledger.time else { return 0 }
    let used = lot.redeemed + lot.locked + lot.unused + (takenBack[lot.id] ?? 0)
    return max(0, lot.amount - used)
  }

  /// What goods worth so much of an order are of an amount that goes with its price.
  static func part(of amount: Int64, _ worth: Int64, _ note: PricedNote) -> Int64 {
    guard note.payable > 0 else { return 0 }
    return Int64(clamping: Int128(amount) * Int128(worth) / Int128(note.payable))
  }
}
