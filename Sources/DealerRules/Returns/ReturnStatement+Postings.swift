// What a ledger must do with a statement (RULES.md Z-072, Z-073).
extension ReturnStatement {
  /// What a ledger must do to settle the return: a credit memo, points and rebates taken back,
  /// limits given back, or used again in the name of the return where goods that stay need them
  /// (RULES.md Z-035, Z-072).
  ///
  /// - Parameters:
  ///   - accounts: What the ledger calls what is posted to.
  ///   - event: What the operations are named after, so that a group that a ledger refused is asked
  ///     again under another event; `nil` for the id of the return.
  public func postings(_ accounts: ReturnAccounts, under event: String? = nil) -> [LedgerOperation]
  {
    guard outcome == .allowed else { return [] }
    let id = event ?? self.id
    var operations: [LedgerOperation] = []
    if let item = accounts.item, credit > 0 {
      operations.append(
        LedgerOperation("\(id)/credit", .creditMemo(item: item, amount: credit)))
    }
    for earning in earnings {
      let own = earning.taken - earning.short
      guard let lot = accounts.lots[earning.account], own > 0 else { continue }
      operations.append(
        LedgerOperation("\(id)/\(earning.account)", .takeBack(lot: lot, amount: own)))
    }
    for use in releases {
      let amount = use.amount != 0 ? use.amount : use.units
      if let node = accounts.useNodes["\(use.id)/\(use.kind)"], amount < 0 {
        let more = Int64(clamping: amount.magnitude)
        let lifted = LedgerOverride(
          most: more, who: self.id, why: "goods that stay", until: .distantFuture)
        operations += usesAgain("\(id)/\(use.id)/\(use.kind)/reversed", node, lifted)
      }
      guard let reservation = accounts.uses["\(use.id)/\(use.kind)"], amount > 0 else { continue }
      operations.append(
        LedgerOperation(
          "\(id)/\(use.id)/\(use.kind)", .restore(reservation: reservation, amount: amount)))
    }
    return operations
  }

  /// A use in somebody's name, even above the limit (RULES.md J-016).
  private func usesAgain(
    _ name: String, _ node: String, _ lifted: LedgerOverride
  ) -> [LedgerOperation] {
    [
      LedgerOperation(name, .reserve(node: node, amount: lifted.most, hold: .whenShort)),
      LedgerOperation("\(name)/lifted", .override(reservation: name, lifted)),
      LedgerOperation("\(name)/used", .ship(reservation: name, amount: lifted.most, close: true)),
    ]
  }

  /// What a ledger must do to take the settlement back, by entries of their own: the credit is
  /// posted again, points and rebates are earned again, limits are used again in the name of who
  /// corrects, whoever took them meanwhile (RULES.md Z-073).
  ///
  /// - Parameters:
  ///   - accounts: What the ledger calls what is posted to.
  ///   - who: Who corrects.
  ///   - why: Why.
  ///   - event: What the operations are named after, so that a correction that a ledger refused is
  ///     asked again under another event; `nil` for the id of the return.
  public func reversals(
    _ accounts: ReturnAccounts, by who: String, _ why: String, under event: String? = nil
  ) -> [LedgerOperation] {
    guard outcome == .allowed else { return [] }
    let id = event ?? self.id
    var operations: [LedgerOperation] = []
    if let node = accounts.node, credit > 0 {
      operations.append(
        LedgerOperation("\(id)/reversed", .post(node: node, amount: credit, due: nil)))
    }
    for earning in earnings {
      let own = earning.taken - earning.short
      guard let node = accounts.lotNodes[earning.account], own > 0 else { continue }
      operations.append(
        LedgerOperation(
          "\(id)/\(earning.account)/reversed",
          .earn(node: node, amount: own, vesting: .now, expires: nil)))
    }
    for use in releases {
      let amount = use.amount != 0 ? use.amount : use.units
      if amount < 0, let reservation = accounts.uses["\(use.id)/\(use.kind)"] {
        let back = Int64(clamping: amount.magnitude)
        operations.append(
          LedgerOperation(
            "\(id)/\(use.id)/\(use.kind)", .restore(reservation: reservation, amount: back)))
      }
      guard let node = accounts.useNodes["\(use.id)/\(use.kind)"], amount > 0 else { continue }
      let name = "\(id)/\(use.id)/\(use.kind)/reversed"
      if SaleEarning.fundKinds.contains(use.kind) {
        // Nobody's word gives a fund what it does not hold (RULES.md J-016).
        operations += [
          LedgerOperation(name, .reserve(node: node, amount: amount)),
          LedgerOperation("\(name)/used", .ship(reservation: name, amount: amount, close: true)),
        ]
      } else {
        let lifted = LedgerOverride(most: amount, who: who, why: why, until: .distantFuture)
        operations += usesAgain(name, node, lifted)
      }
    }
    return operations
  }
}
