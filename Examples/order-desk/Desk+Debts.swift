import DealerRules

// Points and rebates that are owed: they were taken back and were not there (RULES.md Z-045).
extension Desk {
  /// What operations are named after that pay what is owed, behind their request.
  private static let debt = "/debt "

  /// Whether an operation moves nothing of an order, but what its account owes.
  static func isOfDebt(_ id: String) -> Bool { id.contains(debt) }

  /// Pays what accounts owe with what becomes usable of them.
  ///
  /// - Parameter lots: Lots with their nodes and what they hold.
  func paysDebts(
    _ id: String, _ lots: [(id: String, node: String, amount: Int64)]
  ) -> [LedgerOperation] {
    var owed = debts
    var operations: [LedgerOperation] = []
    for lot in lots {
      let part = min(owed[lot.node] ?? 0, lot.amount)
      guard part > 0 else { continue }
      owed[lot.node] = (owed[lot.node] ?? 0) - part
      operations.append(
        LedgerOperation(
          "\(id)\(Desk.debt)\(operations.count)", .takeBack(lot: lot.id, amount: part)))
    }
    return operations
  }

  /// Gives back what was paid of the debts of a settlement that a correction takes back.
  func repaysDebts(_ id: String, _ statement: ReturnStatement) -> [LedgerOperation] {
    statement.earnings.compactMap { earning in
      let node = "\(earning.kind)/\(earning.account)"
      let paid = earning.debt - (debts[node] ?? 0)
      guard earning.debt > 0, paid > 0 else { return nil }
      return LedgerOperation(
        "\(id)\(Desk.debt)\(node)",
        .earn(node: node, amount: paid, vesting: .now, expires: nil))
    }
  }

  /// Takes up what a statement leaves owed, or below zero what is owed no more.
  mutating func owe(_ statement: ReturnStatement, _ sign: Int64) {
    for earning in statement.earnings where earning.debt > 0 {
      let node = "\(earning.kind)/\(earning.account)"
      let (sum, isOver) = (debts[node] ?? 0).addingReportingOverflow(sign * earning.debt)
      debts[node] = isOver ? .max : max(0, sum)
    }
  }
}
