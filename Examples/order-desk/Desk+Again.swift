import DealerRules

// What came back of an order before it changed or ended (RULES.md Z-066).
extension Desk {
  /// What returns before a change come to by the sale as it stands then.
  struct Again {
    /// What stands beside them; `nil` where nothing came back.
    var statement: ReturnStatement?
    /// What is credited on the account in all.
    var target: Int64
    /// By how much that is more than what was, or below zero less.
    var change: Int64
  }

  /// Every statement of an order: its returns, and what they come to otherwise by the sale of now.
  func earlier(_ place: String) -> [ReturnStatement] {
    (settled[place] ?? []) + (again[place].map { [$0] } ?? [])
  }

  /// Settles returns again by a sale.
  ///
  /// - Parameters:
  ///   - own: Returns that stand; `nil` for all of the order.
  ///   - least: The least that may be refunded, in the order's currency, zero or less; `nil` where
  ///     all of it may be asked for.
  func settlesAgain(
    _ id: String, _ place: String, _ sale: StoredSale, _ note: PricedNote,
    own: [ReturnStatement]? = nil, least: Int64? = nil
  ) throws -> Again {
    let own = own ?? settled[place] ?? []
    var result = Again(target: 0, change: -(credited[place] ?? 0))
    guard !own.isEmpty else { return result }
    var statement = try returns(of: sale).settleAgain(
      id + Desk.again, own, of: sale, on: rules.book.zone.date(of: moment), least: least)
    if let before = again[place] { keepFunds(before, &statement) }
    result.statement = statement
    result.target = creditable(own + [statement], of: note)
    result.change += result.target
    return result
  }

  /// What funds have back beside returns stays, whatever these come to otherwise.
  private func keepFunds(_ before: ReturnStatement, _ statement: inout ReturnStatement) {
    statement.releases += before.releases.filter(pays)
    statement.fund += before.fund
    statement.credit += before.fund
  }

  /// What ends the id of a note that keeps what returns come to by another sale.
  static let again = "/again"

  /// The note of it; nothing where nothing came back.
  func keeps(_ id: String, _ place: String, _ came: Again) throws -> [LedgerOperation] {
    let isSame = came.change == 0 && came.statement?.movesNothing ?? true
    guard !isSame || again[place] != nil else { return [] }
    let record = came.statement.map {
      String(decoding: ReturnRecord.bytes(of: $0), as: UTF8.self)
    }
    return [try keeps(id + Desk.again, "\(place)\n\(came.target)\n\(record ?? "")")]
  }

  /// What returns come to by another sale, as it was noted.
  static func again(
    _ text: String
  ) -> (place: String, target: Int64, statement: ReturnStatement?)? {
    let rows = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
      .map(String.init)
    guard rows.count == 3, let target = Int64(rows[1]) else { return nil }
    let source = RuleSource(name: "note", bytes: Array(rows[2].utf8))
    return (rows[0], target, (try? ReturnRecord.read(source))?.first)
  }

  /// Credits what returns come to more by the sale of now, or asks for what they come to less.
  func posts(
    _ id: String, _ order: LedgerReservation, _ account: String, _ came: Again
  ) -> [LedgerOperation] {
    if came.change > 0 {
      let lowered = LedgerOperation(id + "/lowered", .note("\(came.change) \(order.id)"))
      return [lowered] + lowers(id, order, by: came.change)
    }
    guard came.change < 0 else { return [] }
    let post = LedgerAction.post(node: account, amount: -came.change, due: nil)
    return [LedgerOperation(id + "/owed", post)]
  }

  /// Takes off a note what goods that are back leave free of limits, and what they earned.
  func leaveBack(
    _ note: inout PricedNote, _ sale: StoredSale, _ statements: [ReturnStatement]
  ) {
    let refunded = statements.reduce(Int64(0)) { $0 + $1.refund }
    for index in note.uses.indices where !note.uses[index].pays {
      let free = statements.flatMap(\.releases).filter { note.uses[index].counts($0) }
        .reduce(Int64(0)) { $0 + ($1.amount != 0 ? $1.amount : $1.units) }
      note.uses[index].amount = max(0, note.uses[index].amount - free)
    }
    leaveUsed(&note, sale, statements)
    for index in note.earned.indices {
      let node = note.earned[index].node
      let taken = statements.flatMap(\.earnings).filter { "\($0.kind)/\($0.account)" == node }
        .reduce(Int64(0)) { $0 + $1.taken - $1.short }
      let part =
        node.hasPrefix("allowance/")
        ? Desk.part(of: note.earned[index].amount, owed(refunded, of: note), note) : 0
      note.earned[index].amount = max(0, note.earned[index].amount - taken - part)
    }
  }

  /// Adds to a note what goods that stay use of limits that the sale does not (RULES.md Z-035).
  private func leaveUsed(
    _ note: inout PricedNote, _ sale: StoredSale, _ statements: [ReturnStatement]
  ) {
    let stated = note.uses
    for release in statements.flatMap(\.releases)
    where !stated.contains(where: { $0.counts(release) }) {
      guard let node = PricedNote.node(release.kind, release.id, of: sale.customer) else {
        continue
      }
      let place = note.uses.firstIndex { $0.node == node } ?? note.uses.count
      if place == note.uses.count {
        let isAmount = release.amount != 0
        note.uses.append(
          PricedNote.Use(kind: release.kind, amount: 0, isAmount: isAmount, node: node))
      }
      note.uses[place].amount -= release.amount != 0 ? release.amount : release.units
    }
    note.uses.removeAll { !$0.pays && $0.amount < 0 }
  }

  /// The node of a limit that an order uses, or that only goods of it that stay use.
  func node(of release: SaleUse, _ note: PricedNote, of customer: String) -> String? {
    note.uses.first { $0.counts(release) }?.node
      ?? PricedNote.node(release.kind, release.id, of: customer)
      // A fund has all back that it paid as a part of the price.
      ?? (release.kind == Desk.balanceKind
        ? PricedNote.fund(of: release.id, rules).map { Desk.balanceNode($0.balance, customer) }
        : nil)
  }

  // MARK: Limits and earnings as they are now

  /// What an order claims of limits and has of them, without what pays for it.
  func limitClaims(
    _ place: String, _ former: String, _ note: PricedNote
  ) -> [LedgerReservation] {
    let paying = Set(
      note.uses.indices.filter { note.uses[$0].pays }.map { claim(former, note, $0) })
    return (claims[place] ?? []).compactMap { id in
      guard !paying.contains(id), let claim = ledger.reservation(id),
        claim.unbilled > 0 || claim.state == .reserved
      else { return nil }
      let isOfPayment = note.uses.contains {
        $0.pays && id.hasSuffix("/\($0.payer)/\($0.kind)/reversed")
      }
      return isOfPayment ? nil : claim
    }
  }

  /// Lets what an order uses of limits be what its note says: what it holds stays, what is too much
  /// is let go of, what is missing is named in the note, to be reserved.
  ///
  /// - Parameter isEnd: Whether nothing is to leave any more.
  func usesNow(
    _ id: String, _ place: String, _ former: String, _ before: PricedNote,
    _ note: inout PricedNote, isEnd: Bool
  ) -> [LedgerOperation] {
    let held = limitClaims(place, former, before)
    let wanted = note.uses.filter { !$0.pays }
    note.uses.removeAll { !$0.pays }
    var operations: [LedgerOperation] = []
    var nodes: [String] = []
    for node in held.map(\.node) + wanted.map(\.node) where !nodes.contains(node) {
      nodes.append(node)
    }
    for node in nodes {
      let own = wanted.filter { $0.node == node }
      let like =
        own.first ?? before.uses.first { $0.node == node }
        ?? PricedNote.Use(
          kind: String(node.prefix { $0 != "/" }), amount: 0,
          isAmount: counters[node] != Desk.units, node: node)
      var left = own.reduce(Int64(0)) { $0 + $1.amount }
      var above = held.filter { $0.node == node }.reduce(Int64(0)) { $0 + $1.unbilled } - left
      left = max(0, -above)
      for (index, claim) in held.enumerated() where claim.node == node {
        let back = max(0, min(above, claim.unbilled))
        above -= back
        let stays = claim.state == .reserved ? min(left, claim.open) : 0
        left -= stays
        operations += settles("\(id)/now\(index)", claim, back: back, stays: stays, isEnd: isEnd)
        var use = like
        (use.claim, use.amount, use.since) = (claim.id, claim.shipped + stays, 0)
        note.uses.append(use)
      }
      guard left > 0 else { continue }
      var use = like
      (use.claim, use.amount) = ("", left)
      use.since = isEnd ? 0 : claimed(place)?.shipped ?? 0
      note.uses.append(use)
    }
    return operations
  }

  /// Gives back part of a claim and lets the rest of what is open go.
  private func settles(
    _ id: String, _ claim: LedgerReservation, back: Int64, stays: Int64, isEnd: Bool
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    if back > 0 {
      operations.append(
        LedgerOperation(id + "/back", .restore(reservation: claim.id, amount: back)))
    }
    guard claim.state == .reserved else { return operations }
    let action: LedgerAction
    if stays == 0 {
      action = .void(reservation: claim.id)
    } else if isEnd {
      action = .ship(reservation: claim.id, amount: stays, close: true)
    } else if stays < claim.open {
      action = .amend(reservation: claim.id, amount: stays)
    } else {
      return operations
    }
    return operations + [LedgerOperation(id, action)]
  }

  /// Lets what an order earned be what its note says: what is too much is taken back as far as it
  /// is not used, what is missing is earned, as long as it would be valid.
  func earnsNow(_ id: String, _ place: String, _ note: PricedNote) -> [LedgerOperation] {
    var have = earned[place] ?? [:]
    var missing = note
    for index in missing.earned.indices {
      let node = missing.earned[index].node
      let part = max(0, min(have[node] ?? 0, missing.earned[index].amount))
      have[node, default: 0] -= part
      missing.earned[index].amount -= part
    }
    var operations: [LedgerOperation] = []
    for (node, above) in have.sorted(by: { IdentifierOrder.precedes($0.key, $1.key) })
    where above > 0 {
      operations += takes(above, of: ownLots(place, node).reversed(), id, operations.count)
    }
    return operations + earns(id, missing)
  }

  /// Takes so much of lots, as far as they hold it.
  func takes(
    _ amount: Int64, of lots: some Sequence<LedgerLot>, _ id: String, _ first: Int = 0
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    var left = amount
    for lot in lots where left > 0 {
      let part = min(left, lot.unused)
      guard part > 0 else { continue }
      left -= part
      operations.append(
        LedgerOperation(
          "\(id)/takeBack\(first + operations.count)", .takeBack(lot: lot.id, amount: part)))
    }
    return operations
  }

  /// Lots that an order earned, in the order in which it did.
  func ownLots(_ place: String, _ node: String) -> [LedgerLot] {
    (orderLots[place] ?? []).compactMap { ledger.lot($0) }.filter { $0.node == node }
  }
}

extension ReturnStatement {
  /// Whether everything is what it was.
  fileprivate var movesNothing: Bool {
    [goods, discount, tax, charges, clawBack, clawBackTax ?? 0, gift, withheld, credit]
      .allSatisfy { $0 == 0 } && extras.isEmpty && earnings.isEmpty && releases.isEmpty
  }
}
