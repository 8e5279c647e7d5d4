// What goods that are back leave free of limits, and what those that stay use (RULES.md Z-035).
extension ReturnRun {
  /// Limits that goods which are back leave free; below zero what those that stay use again.
  mutating func addReleases() throws(NumericError) {
    for use in sale.uses {
      let whole = use.counted
      let due = isLast ? whole : try released(use, whole)
      var given: Int64 = 0
      for statement in earlier {
        for other in statement.releases
        where IdentifierOrder.areEqual(other.id, use.id) && other.kind == use.kind {
          given = try Wide.add(given, use.amount != 0 ? other.amount : other.units)
        }
      }
      let now = try Wide.subtract(due, given)
      if now < 0 {
        guard isPricedAgain(use), try alone() != nil else { continue }
      }
      guard now != 0 else { continue }
      statement.releases.append(
        SaleUse(
          id: use.id, kind: use.kind, amount: use.amount != 0 ? now : 0,
          units: use.amount != 0 ? 0 : now))
    }
    // What cannot be priced stays as it was.
    guard let used = try usedAnew() else { return }
    try release(from: try heldAnew(), to: used) { $0.counted > 0 }
  }

  /// Limits that goods which are back leave free by the sale as it now stands; what it uses no more
  /// is not free twice.
  mutating func addReleasesAgain() throws(NumericError) {
    for use in sale.uses {
      let whole = use.counted
      let due = isLast ? whole : try released(use, whole)
      var change = use
      (change.amount, change.units) = (0, 0)
      for other in earlier.flatMap(\.releases) where other.isOfSame(as: use) {
        change.amount = try Wide.subtract(change.amount, other.amount)
        change.units = try Wide.subtract(change.units, other.units)
      }
      if use.amount != 0 {
        change.amount = try Wide.add(change.amount, due)
      } else {
        change.units = try Wide.add(change.units, due)
      }
      if change.amount != 0 || change.units != 0 { statement.releases.append(change) }
    }
    // Goods without a price alone use nothing; where the rules price otherwise it stays as it was.
    let used = try usedAnew()
    let stays = used == nil && !hasRules
    try release(from: try heldAnew(), to: used ?? []) { !stays || $0.counted < 0 }
  }

  /// A use is free when all that it touched is back, an amount or units in proportion, or as the
  /// goods that stay use it where they are priced again.
  private mutating func released(_ use: SaleUse, _ whole: Int64) throws(NumericError) -> Int64 {
    let touched = sale.touched(by: desk.owners(of: use))
    guard !touched.isEmpty else { return 0 }
    if use.kind.hasPrefix("uses") { return isBack(touched) ? whole : 0 }
    if isPricedAgain(use), let alone = try alone() {
      let used = alone.uses[Remainder.account(use.id, use.kind)]?.counted ?? 0
      return try Wide.subtract(whole, used)
    }
    var list: Int64 = 0
    var back: Int64 = 0
    for index in touched {
      let item = sale.items[index]
      list = try Wide.add(list, max(0, item.list))
      back = try Wide.add(back, max(0, share(index, item.list, upTo: before[index] + now[index])))
    }
    if list > 0 { return ReturnShare.upTo(back, of: list, whole, step: 1) }
    return isBack(touched) ? whole : 0
  }

  /// Whether all of some items is back.
  private func isBack(_ items: [Int]) -> Bool {
    items.allSatisfy { before[$0] + now[$0] == sale.items[$0].quantity }
  }

  /// Whether what goods that stay use of a limit is what they use as an order of their own
  /// (RULES.md Z-031, Z-035).
  private func isPricedAgain(_ use: SaleUse) -> Bool {
    guard hasGoodsBack, !use.kind.hasPrefix("uses") else { return false }
    if use.kind == "priceCap" { return policy.prices == .repriceRemainder }
    return desk.owners(of: use).contains { sale.terms[$0] == .repriceRemainder }
  }

  // MARK: Limits that the sale did not use

  /// What goods that stay use as an order of their own of limits that the sale did not use, of
  /// capped prices and of offers that they are worth less by; `nil` where they cannot be priced.
  private mutating func usedAnew() throws(NumericError) -> [SaleUse]? {
    guard isPricedAnew else { return [] }
    guard let alone = try alone() else { return nil }
    let cutting = Set(
      alone.cuts.filter { !$0.isOfFund && !keepsShare($0.rule) }.map { IdentifierKey($0.rule) })
    return alone.uses.sorted().map(\.value).filter { use in
      guard !sale.uses.contains(where: { $0.isOfSame(as: use) }) else { return false }
      if use.kind == "priceCap" { return policy.prices == .repriceRemainder }
      return desk.owners(of: use).contains { cutting.contains(IdentifierKey($0)) }
    }
  }

  /// What earlier returns have used of such limits and not set free; below zero what they have set
  /// free of limits that the sale uses no more.
  private func heldAnew() throws(NumericError) -> [SaleUse] {
    var held: [SaleUse] = []
    for other in earlier.flatMap(\.releases) where !SaleEarning.fundKinds.contains(other.kind) {
      guard !sale.uses.contains(where: { $0.isOfSame(as: other) }) else { continue }
      let place = held.firstIndex { $0.isOfSame(as: other) } ?? held.count
      if place == held.count {
        held.append(SaleUse(id: other.id, kind: other.kind, amount: 0, units: 0))
      }
      held[place].amount = try Wide.subtract(held[place].amount, other.amount)
      held[place].units = try Wide.subtract(held[place].units, other.units)
    }
    return held.filter { $0.counted != 0 }
  }

  /// Releases what is held of limits more than is used, or less than zero what is used more.
  private mutating func release(
    from held: [SaleUse], to used: [SaleUse], where moves: (SaleUse) -> Bool
  ) throws(NumericError) {
    var free = held.filter(moves)
    for use in used {
      let place = free.firstIndex { $0.isOfSame(as: use) } ?? free.count
      if place == free.count {
        free.append(SaleUse(id: use.id, kind: use.kind, amount: 0, units: 0))
      }
      free[place].amount = try Wide.subtract(free[place].amount, use.amount)
      free[place].units = try Wide.subtract(free[place].units, use.units)
    }
    statement.releases += free.filter { $0.counted != 0 }
  }
}
