import DealerRules
import TestSupport
import Testing

/// A return at work beside a ledger in which everything must be accepted.
struct ReturnAtWork {
  let desk: ReturnDesk
  let sale: StoredSale
  var accounts: ReturnAccounts
  var life = ReturnCase(id: "r")
  var ledger = Ledger()
  private var count = 0

  /// So many of `A` at 100.00, sold by a shop with these changes; `opening` is done to the ledger.
  init(
    _ quantity: String, _ accounts: ReturnAccounts = ReturnAccounts(),
    opening: [LedgerOperation] = [], _ change: (inout Shop) -> Void = { _ in }
  ) throws {
    var shop = Shop(["A": "100.00"])
    change(&shop)
    desk = ReturnDesk(try CompiledRules(shop.book))
    sale = try desk.rules.sale(of: Shop.order([Shop.line(1, "A", quantity)])).get()
    self.accounts = accounts
    try record(opening)
  }

  mutating func record(_ operations: [LedgerOperation]) throws {
    guard !operations.isEmpty else { return }
    let answer = try ledger.apply(group: operations, at: Instant(secondsSinceEpoch: 0))
    for outcome in answer.outcomes {
      if case .rejected = outcome { Issue.record("\(outcome)") }
    }
  }

  mutating func happen(_ step: ReturnStep) throws {
    count += 1
    try record(life.apply(ReturnEvent("\(count)", step), sale, by: desk, accounts))
  }
}
