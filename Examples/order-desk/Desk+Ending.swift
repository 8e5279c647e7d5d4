import DealerRules

// Orders that end after some of their goods have left, and what paid for these (RULES.md Z-047,
// Z-063).
extension Desk {
  /// Lets go of the uses of an order that ends and of what its goods did not earn; of one that left
  /// by lines the sale becomes what left.
  ///
  /// - Parameter left: What left of each line, where the request says so; `nil` for what shipments
  ///   by lines said.
  func ends(
    _ id: String, _ place: String, _ former: String, _ note: PricedNote,
    left: [Int32: Int64]? = nil
  ) throws -> [LedgerOperation] {
    let order = claimed(place)
    let shipped = order?.shipped ?? 0
    let isStated = left != nil
    // Goods may have left for nothing.
    let hasLeft = shipped > 0 || !isStated && shippedLines[place]?.contains { $0.value > 0 } == true
    if hasLeft, let order, let left = left ?? shippedLines[place],
      let sale = try? sale(former, place),
      isStated || shipped == 0 || shipped != note.payable
        || sale.input.lines.contains(where: { left[$0.number] ?? 0 != $0.quantity.thousandths })
    {
      return try becomesWhatLeft(id, order, former, note, sale, left)
    }
    let voids = openUses(former, note).enumerated().map {
      LedgerOperation("\(id)/void\($0.offset)", .void(reservation: $0.element.id))
    }
    // What shipped earned its part; all of it is taken back where nothing did.
    let operations =
      voids + givesBack(id, place, note.account, isEnd: true)
      + (note.payable > 0
        ? takesBack(id, place, note, before: shipped, after: note.payable)
        : takesAll(id, place, note))
    guard shipped > 0 else { return try operations + owesCredit(id, place, note) }
    return operations + vests(id, place, beside: operations)
  }

  /// Whether everything of an order is billed and some of its goods have not left.
  func isBilledAhead(_ place: String) -> Bool {
    guard ledger.reservation(place)?.state == .consumed, let left = shippedLines[place],
      let former = try? priced(place).request, let sale = try? sale(former, place)
    else { return false }
    return sale.input.lines.contains { left[$0.number] ?? 0 < $0.quantity.thousandths }
  }

  /// What was credited for goods of an order of which nothing was billed, and never will be, is
  /// owed again.
  private func owesCredit(
    _ id: String, _ place: String, _ note: PricedNote
  ) throws -> [LedgerOperation] {
    guard let due = credited[place], due > 0 else { return [] }
    let post = LedgerAction.post(node: note.account, amount: due, due: nil)
    return try keeps(id, place, Again(target: 0, change: -due))
      + [LedgerOperation(id + "/owed", post)]
  }

  /// What has come back of an order has left it.
  func checkBack(
    _ place: String, _ left: [Int32: Int64], _ sale: StoredSale
  ) throws {
    let back = (settled[place] ?? []).filter { !$0.isExchange }.flatMap(\.lines)
    for item in sale.items where item.gift == nil {
      let ordered = sale.input.lines.first { $0.number == item.number }?.quantity.thousandths ?? 0
      let own = back.filter { $0.gift == nil && $0.number == item.number && $0.part == item.part }
        .reduce(Int64(0)) { $0 + $1.quantity }
      let most = Int128(item.quantity) * Int128(left[item.number] ?? 0)
      guard Int128(own) * Int128(ordered) <= most else {
        throw RequestError(message: "more of line \(item.number) of `\(place)` has come back")
      }
    }
  }

  /// An order that ends is what left of it, no unit dearer than its share and all of them no dearer
  /// than was billed; where they are cheaper the invoices are credited the difference.
  private func becomesWhatLeft(
    _ id: String, _ order: LedgerReservation, _ former: String, _ before: PricedNote,
    _ sale: StoredSale, _ left: [Int32: Int64]
  ) throws -> [LedgerOperation] {
    let place = order.id
    let total = Dictionary(
      sale.input.lines.map { ($0.number, left[$0.number] ?? 0) }, uniquingKeysWith: { a, _ in a })
    func end(_ billed: Int64?) throws -> StoredSale {
      try told(place) { () throws(SaleChangeFault) in
        try returns(of: sale).ship(
          sale, short: total, isSupplierFault: true, terms: .keep, billed: billed
        ).sale
      }
    }
    var changed = try end(nil)
    if owed(changed.payable, of: before) > order.shipped {
      changed = try end(priced(order.shipped, of: before))
    }
    let claim = min(order.shipped, owed(changed.payable, of: before))
    var note = PricedNote(changed, claim: claim, after: before, rules)
    var came = try leavesBack(id, place, changed, &note, lowered: order.shipped - claim)
    let limits = usesNow(id, place, former, before, &note, isEnd: true)
    let paid = paysAtLast(id, former, before, &note, most: 0, kept: order.shipped)
    let less = try lowersAll(id, order, &note, paid.operations, billed: order.shipped, &came)
    var stated: StoredSale? = changed
    states(&stated, note)
    statesFunds(&stated, note)
    var operations = replaces(id, former, before, note, stated, isEnd: true) + limits
    operations += paid.operations
    operations += givesBack(id, place, note.account, isEnd: true)
    operations += standsAtLast(id, place, note) + less
    return operations + [LedgerOperation(id + Desk.stands, .note(place))]
  }

  /// Settles again what came back of an order that ends, and takes off its note what goes with
  /// that. What would be asked for again above what is lowered is withheld (RULES.md Z-066).
  func leavesBack(
    _ id: String, _ place: String, _ sale: StoredSale, _ note: inout PricedNote, lowered: Int64
  ) throws -> Again {
    let least = (again[place]?.refund ?? 0) - priced(max(0, lowered), of: note)
    let came = try settlesAgain(id, place, sale, note, least: least)
    leaveBack(&note, sale, (settled[place] ?? []) + (came.statement.map { [$0] } ?? []))
    return came
  }

  /// What ends the id of a note that an order stands at its request.
  static let stands = "/stands"

  /// What an order that has ended uses for good, and what it has earned.
  func standsAtLast(_ id: String, _ place: String, _ note: PricedNote) -> [LedgerOperation] {
    let earned = earnsNow(id, place, note)
    var operations = uses(id, note) + earned
    for (index, use) in note.uses.enumerated() where use.claim.isEmpty {
      operations.append(
        LedgerOperation(
          "\(id)/used\(index)",
          .ship(reservation: "\(id)/use\(index)", amount: use.amount, close: true)))
    }
    return operations + vests(id, place, beside: earned)
  }

  // MARK: What pays

  /// What funds and sources paid of goods that have left stays paid where it is; what is drawn anew
  /// is for the rest, no more than there is.
  ///
  /// - Parameter most: What they may pay beyond that in all.
  func carryPaid(
    _ note: inout PricedNote, _ former: String, _ before: PricedNote, most: Int64
  ) {
    for (index, use) in before.uses.enumerated() where use.pays {
      let id = claim(former, before, index)
      guard let paid = ledger.reservation(id)?.shipped, paid > 0 else { continue }
      carry(use, id, paid, &note)
    }
    for index in note.uses.indices where note.uses[index].pays && note.uses[index].claim.isEmpty {
      let use = note.uses[index]
      // What the order holds of it is let go of before.
      let held = openUses(former, before) { $0.pays && $0.node == use.node }
        .reduce(ledger.standing(of: use.node)?.room ?? 0) { $0 + $1.amount }
      note.uses[index].amount = min(use.amount, max(0, held))
    }
    bound(&note, to: most)
  }

  /// Lets what is drawn anew pay no more than so much.
  func bound(_ note: inout PricedNote, to most: Int64) {
    var rest = max(0, most)
    for index in note.uses.indices where note.uses[index].pays && note.uses[index].claim.isEmpty {
      note.uses[index].amount = min(note.uses[index].amount, rest)
      rest -= note.uses[index].amount
    }
    note.uses.removeAll { $0.pays && $0.amount == 0 }
  }

  /// Lets a note count what a claim has paid, and as much less of what its pricing draws anew.
  private func carry(
    _ use: PricedNote.Use, _ id: String, _ paid: Int64, _ note: inout PricedNote
  ) {
    let same = note.uses.firstIndex {
      $0.pays && $0.claim.isEmpty && $0.node == use.node && $0.limit == use.limit
    }
    if let same { note.uses[same].amount -= min(paid, note.uses[same].amount) }
    var own = use
    (own.amount, own.claim, own.since) = (paid, id, 0)
    note.uses.append(own)
  }

  /// What funds and sources pay at last of an order that ends: funds of agreements what its price
  /// says, sources their share of what leaves last, together no more than is billed for that.
  func paysAtLast(
    _ id: String, _ former: String, _ before: PricedNote, _ note: inout PricedNote, most: Int64,
    kept: Int64
  ) -> (operations: [LedgerOperation], funded: Int64) {
    var operations: [LedgerOperation] = []
    var funded: Int64 = 0
    let wanted = note.uses.filter(\.pays)
    for (index, use) in before.uses.enumerated() where use.pays {
      let name = claim(former, before, index)
      guard let claim = ledger.reservation(name) else { continue }
      var part = leavingPart(of: use, claim, before, kept: kept)
      if use.kind == Desk.balanceKind, claim.state == .reserved {
        let due = wanted.filter { $0.node == use.node && $0.limit == use.limit }
          .reduce(Int64(0)) { $0 + $1.amount }
        part = max(0, min(claim.open, due - paid(use, former, before)))
      }
      part = max(0, min(part, most - funded))
      funded += part
      if claim.state == .reserved {
        operations.append(
          LedgerOperation(
            "\(id)/paid\(index)",
            part > 0
              ? .ship(reservation: name, amount: part, close: true)
              : .void(reservation: name)))
      }
      if claim.shipped + part > 0 { carry(use, name, claim.shipped + part, &note) }
    }
    // What is not paid by a claim is not paid.
    note.uses.removeAll { $0.pays && $0.claim.isEmpty }
    return (operations, funded)
  }

  /// What claims of an order have paid of one fund.
  private func paid(_ use: PricedNote.Use, _ former: String, _ note: PricedNote) -> Int64 {
    note.uses.indices.filter { note.uses[$0].node == use.node && note.uses[$0].limit == use.limit }
      .reduce(Int64(0)) { $0 + (ledger.reservation(claim(former, note, $1))?.shipped ?? 0) }
  }

  /// States in a sale what sources of credit pay of it, so that it goes back to them
  /// (RULES.md Z-047).
  func states(_ sale: inout StoredSale?, _ note: PricedNote) {
    sale?.earned.removeAll { $0.kind == Desk.sourceKind }
    // Together they are worth what they pay together.
    var sum: Int64 = 0
    for use in note.uses where use.kind == Desk.sourceKind {
      let worth = priced(sum + use.amount, of: note) - priced(sum, of: note)
      sum += use.amount
      let account = use.payer
      if let place = sale?.earned.firstIndex(where: {
        $0.kind == Desk.sourceKind && $0.account == account
      }) {
        sale?.earned[place].amount += use.amount
        sale?.earned[place].worth += worth
        continue
      }
      let source = sources.first { sourceNode($0.id, note.account) == use.node }
      sale?.earned.append(
        SaleEarning(
          rule: source?.id ?? account, kind: Desk.sourceKind, account: account,
          amount: use.amount, units: 0, worth: worth))
    }
  }

  /// States in the sale of an order that changed or ended what funds of agreements pay of it.
  func statesFunds(_ sale: inout StoredSale?, _ note: PricedNote) {
    guard var stated = sale else { return }
    for place in stated.earned.indices.reversed() {
      let own = stated.earned[place]
      guard own.kind == Desk.balanceKind,
        PricedNote.fund(of: own.account, rules)?.effect == .payment
      else { continue }
      let amount = note.uses.filter { $0.pays && $0.kind == own.kind && $0.limit == own.account }
        .reduce(Int64(0)) { $0 + $1.amount }
      if amount == 0 {
        stated.earned.remove(at: place)
      } else if own.amount != amount {
        (stated.earned[place].amount, stated.earned[place].worth) =
          (amount, priced(amount, of: note))
      }
    }
    sale = stated
  }
}
