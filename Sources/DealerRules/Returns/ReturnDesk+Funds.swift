// What funds have back of a sale that changed since (RULES.md Z-066).
extension ReturnDesk {
  /// What funds that paid instead of the dealer have back too little of the returns of a sale as it
  /// now stands: a statement without goods that stands beside them, of which only what is released,
  /// ``ReturnStatement/fund`` and ``ReturnStatement/credit`` are not zero.
  ///
  /// - Parameters:
  ///   - id: The id of the statement; no return of the sale has it.
  ///   - earlier: Every settled return of the sale, and what they come to by it
  ///     (``settleAgain(_:_:of:on:least:)``).
  ///   - sale: The sale as it now stands, with what funds and sources paid of it.
  ///   - day: The day of the change.
  ///   - facts: What is known beside the sale: ``ReturnFacts/claim`` and ``ReturnFacts/funded``.
  ///   - asksAgain: Whether funds pay again what they have back too much, below zero.
  /// - Throws: ``NumericError/overflow``.
  /// - Complexity: O(items + earlier lines).
  public func settleFunds(
    _ id: String, _ earlier: [ReturnStatement], of sale: StoredSale, on day: CivilDate,
    knowing facts: ReturnFacts, asksAgain: Bool = false
  ) throws(NumericError) -> ReturnStatement {
    var request = ReturnRequest(id: id, sale: sale.order, on: day)
    request.facts = facts
    var run = try ReturnRun(self, request, sale, earlier, asksQuota: false)
    try run.settleFunds(asksAgain: asksAgain)
    return run.statement
  }
}

// What goods earn.
extension ReturnDesk {
  /// The lines that earned some of what an agreement promises for lines of its own; `nil` where it
  /// counts all lines, or nobody can tell (RULES.md Z-045).
  ///
  /// Of a record that does not tell them they are those that the sale as it stands would earn by.
  func lines(earning earned: SaleEarning, in sale: StoredSale) -> Set<Int32>? {
    if let lines = earned.lines { return Set(lines) }
    let own = rules.book.agreements.first { IdentifierOrder.areEqual($0.id, earned.rule) }
    guard let own, own.when != .always, prices(like: sale),
      case .success(let decision) = rules.priceReserving(input(of: sale))
    else { return nil }
    let parts = decision.accrualParts.filter {
      ($0.amount > 0 || $0.units > 0)
        && IdentifierOrder.areEqual(rules.name(of: $0.rule), own.id)
    }
    let lines = Set(parts.compactMap(\.line))
    return lines.isEmpty ? nil : lines
  }
}
