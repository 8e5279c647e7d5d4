import DealerRules

// Money that pays orders beside own credit: advance payments, sources of the project
// (RULES.md B-014) and funds of agreements (RULES.md A-011).
extension Desk {
  /// What is on an account for orders that have not left yet.
  struct Advance {
    /// From sources and funds; it goes back to them where its order ends.
    var funded: Int64 = 0
    /// Paid in advance; it stays on the account.
    var paid: Int64 = 0

    var sum: Int64 { funded + paid }
  }

  // MARK: Requests

  /// Adds money to a source of the project or to the balance of agreements' funds.
  func fund(_ request: Request) throws -> [LedgerOperation] {
    let account = try request.text("account")
    let amount = try request.amount("amount", currency)
    guard request.has("source") != request.has("balance") else {
      throw RequestError(message: "state `source` or `balance`")
    }
    let node: String
    if request.has("source") {
      let source = try request.text("source")
      try check(source, among: sources.map(\.id), "funding source")
      node = sourceNode(source, account)
    } else {
      let balance = try request.text("balance")
      try check(balance, among: rules.book.agreements.compactMap { $0.fund?.balance }, "balance")
      node = Desk.balanceNode(balance, account)
    }
    let until = try request.instant("until")
    let earn = LedgerOperation(
      request.id, .earn(node: node, amount: amount, vesting: .now, expires: until))
    guard counters[node] == nil else { return [earn] }
    let open = LedgerNode(id: node, kind: .value, unit: currency.code)
    return [LedgerOperation(request.id + "/open", .open(open)), earn]
  }

  private func check(_ name: String, among known: [String], _ what: String) throws {
    guard !known.contains(where: { IdentifierOrder.areEqual($0, name) }) else { return }
    let list = known.sorted().joined(separator: ", ")
    throw RequestError(
      message: "there is no \(what) `\(name)`; the project has \(list.isEmpty ? "none" : list)")
  }

  /// A payment for an order that has not left yet.
  func payAhead(_ request: Request) throws -> [LedgerOperation] {
    let (account, place) = (try request.text("account"), try request.text("place"))
    let amount = try request.amount("amount", currency)
    let note = try priced(place).note
    guard note.account == account else {
      throw RequestError(message: "`\(place)` is an order of `\(note.account)`")
    }
    guard !request.has("ship") else {
      throw RequestError(message: "`place` pays in advance, `ship` an invoice: state one")
    }
    let ahead = advances[place]?.sum ?? 0
    guard let order = claimed(place), amount <= order.open - ahead else {
      throw RequestError(message: "that is more than is open of `\(place)`")
    }
    return [
      advance(request.id, place, paid: amount),
      LedgerOperation(request.id, .pay(node: account, amount: amount, item: nil)),
    ]
  }

  /// Reminders and disputes of the invoices of a shipment (RULES.md J-024, J-025).
  func mark(_ request: Request) throws -> [LedgerOperation] {
    let ids = itemIDs(of: try request.text("ship"))
    let open = ids.filter { (ledger.item($0)?.open ?? 0) > 0 }
    // What is paid, or unknown, is for the ledger to say.
    let items = open.isEmpty ? [ids[0]] : open
    return try items.enumerated().map { index, item in
      let action: LedgerAction
      if request.op == "remind" {
        action = .remind(item: item, level: try request.number("level"))
      } else {
        action = .dispute(item: item, try request.flag("disputed"))
      }
      let isLast = index + 1 == items.count
      return LedgerOperation(isLast ? request.id : "\(request.id)/\(index)", action)
    }
  }

  // MARK: What orders draw

  /// The sources of the project but own credit.
  var sources: [FundingSource] {
    (rules.book.credit?.funding ?? []).filter { $0.kind != .ownCredit }
  }

  static let sourceKind = "funding"
  static let balanceKind = "rebateFund"

  /// The node that keeps what a source holds for who pays for an account.
  func sourceNode(_ source: String, _ account: String) -> String {
    let payer = credit?.book.payer(of: account) ?? account
    return "\(Desk.sourceKind)/\(source)/\(payer)"
  }

  /// Draws what sources pay of an order, as credit splits it.
  func draw(_ told: CreditDecision?, _ note: inout PricedNote) {
    let (others, account) = (sources.map(\.id), note.account)
    note.draw(told) { source in
      others.contains { IdentifierOrder.areEqual($0, source) } ? sourceNode(source, account) : nil
    }
  }

  /// The node that keeps a balance of a customer.
  static func balanceNode(_ balance: String, _ customer: String) -> String {
    "\(balanceKind)/\(balance)/\(customer)"
  }

  /// Lets the balances of funds be what the ledger holds, and what the order itself holds of them.
  func countBalances(_ order: inout Order, _ own: [PricedNote.Use]) {
    for balance in Set(rules.book.agreements.compactMap { $0.fund?.balance }) {
      let node = Desk.balanceNode(balance, order.customer)
      let free = ledger.standing(of: node)?.room ?? 0
      let held = own.filter { $0.node == node }.reduce(Int64(0)) { $0 + $1.amount }
      order.facts.totals[balance] = free + held
    }
  }

  /// What is asked of credit beside what funds of agreements pay (RULES.md B-020).
  func askedOfCredit(_ note: PricedNote) -> Int64 {
    let funds = note.uses.filter { $0.pays && $0.claim.isEmpty && $0.kind == Desk.balanceKind }
    return max(0, note.payable - funds.reduce(Int64(0)) { $0 + $1.amount })
  }

  /// The credit book as an order finds it: what its sources hold and what they pay of it already;
  /// goods that leave draw on nothing anew.
  func fundedBook(
    _ book: CreditBook, _ place: String, _ account: String, isLeaving: Bool
  ) -> CreditBook {
    guard !sources.isEmpty else { return book }
    var result = book
    let payer = book.payer(of: account) ?? account
    let (former, note) = (try? priced(place)) ?? ("", nil)
    for source in sources {
      let node = sourceNode(source.id, account)
      var left = ledger.standing(of: node)?.room ?? 0
      for (index, use) in (note?.uses ?? []).enumerated() where use.node == node {
        left += note.flatMap { ledger.reservation(claim(former, $0, index)) }?.open ?? 0
      }
      result.setFund(source.id, of: payer, to: isLeaving ? 0 : left)
    }
    return result
  }

  // MARK: Advances on the account

  private func advance(
    _ id: String, _ place: String, funded: Int64 = 0, paid: Int64 = 0
  ) -> LedgerOperation {
    LedgerOperation(id + "/advances", .note("\(place) \(funded) \(paid)"))
  }

  /// What a note says of an advance.
  static func advance(_ text: String) -> (place: String, change: Advance)? {
    let words = text.split(separator: " ")
    guard words.count == 3, let funded = Int64(words[1]), let paid = Int64(words[2]) else {
      return nil
    }
    return (String(words[0]), Advance(funded: funded, paid: paid))
  }

  /// What funds and sources pay of an order is on its account until its goods leave.
  func advances(_ id: String, _ place: String, _ note: PricedNote) throws -> [LedgerOperation] {
    let amount = note.ahead
    guard amount > 0 else { return [] }
    guard ledger.standing(of: note.account)?.node.netsCredit ?? true else {
      throw RequestError(
        message: "funds pay for orders of accounts that are opened with `netsCredit`")
    }
    return [
      advance(id + "/in", place, funded: amount),
      LedgerOperation(id + "/in", .pay(node: note.account, amount: amount, item: nil)),
    ]
  }

  /// What funds and sources paid of an order that changes or ends goes back to them; the claims of
  /// these are let go of beside it. What was paid in advance stays on the account, for others where
  /// the order ends.
  func givesBack(
    _ id: String, _ place: String, _ account: String, isEnd: Bool
  ) -> [LedgerOperation] {
    guard let ahead = advances[place], ahead.funded > 0 || isEnd else { return [] }
    let note = advance(id + "/back", place, funded: -ahead.funded, paid: isEnd ? -ahead.paid : 0)
    guard ahead.funded > 0 else { return [note] }
    return [note, LedgerOperation(id + "/back", .refund(node: account, amount: ahead.funded))]
  }

  /// Settles the invoices of goods that leave with what was paid of them: by sources and funds as
  /// far as they pay now, then in advance. What is left of an order that ends goes back, or stays
  /// on the account.
  func settlesAhead(
    _ id: String, _ place: String, _ account: String, _ bills: [LedgerOperation], funded: Int64,
    isLast: Bool
  ) -> [LedgerOperation] {
    guard let ahead = advances[place], ahead.sum > 0 else { return [] }
    var fundsLeft = min(ahead.funded, funded)
    var paidLeft = ahead.paid
    var operations: [LedgerOperation] = []
    for bill in bills {
      guard case .invoice(_, let amount, _) = bill.action else { continue }
      let funded = min(amount, fundsLeft)
      let paid = min(amount - funded, paidLeft)
      guard funded + paid > 0 else { continue }
      (fundsLeft, paidLeft) = (fundsLeft - funded, paidLeft - paid)
      operations.append(
        LedgerOperation(
          "\(id)/ahead\(operations.count)", .allocate(item: bill.id, amount: funded + paid)))
    }
    let used = min(ahead.funded, funded) - fundsLeft
    let back = isLast ? ahead.funded - used : 0
    if back > 0 {
      operations.append(
        LedgerOperation(id + "/back", .refund(node: account, amount: back)))
    }
    let paid = isLast ? ahead.paid : ahead.paid - paidLeft
    return operations + [advance(id, place, funded: -used - back, paid: -paid)]
  }

  /// What funds and sources pay with goods that leave, as their claims are used.
  func paidByFunds(_ former: String, _ note: PricedNote, kept: Int64) -> Int64 {
    var sum: Int64 = 0
    for (index, use) in note.uses.enumerated() where use.pays {
      guard let claim = ledger.reservation(claim(former, note, index)) else { continue }
      sum += leavingPart(of: use, claim, note, kept: kept)
    }
    return sum
  }

  /// What advances of an account are not for others to use.
  func kept(on account: String) -> Int64 {
    var sum: Int64 = 0
    for (place, ahead) in advances where ahead.sum > 0 {
      if (try? priced(place).note.account) == account { sum += ahead.sum }
    }
    return sum
  }
}

extension Agreement {
  /// The fund that it promises, if it does.
  var fund: RebateFund? {
    guard case .fund(let fund) = promise else { return nil }
    return fund
  }
}
