import DealerRules

// Who gets back what an order that ends was charged too much (RULES.md Z-047, Z-064, Z-066).
extension Desk {
  /// Who pays for an order by one name.
  struct Funder {
    let kind: String
    let name: String
    /// Its claims, with what they have paid and not got back.
    var claims: [(id: String, has: Int64)] = []
    /// Where the note states it.
    var uses: [Int] = []
    /// What it pays of the order.
    var paid: Int64 = 0

    /// What it has paid and not got back.
    var has: Int64 { claims.reduce(Int64(0)) { $0 + $1.has } }
  }

  /// Credits by how much an order that ends is cheaper than it was billed, and what its returns
  /// come to more. Funds and sources get back their share of that, and what they should have back
  /// of what came back.
  ///
  /// - Parameters:
  ///   - paid: What funds and sources pay with it.
  ///   - billed: What is billed of it in all.
  func lowersAll(
    _ id: String, _ order: LedgerReservation, _ note: inout PricedNote,
    _ paid: [LedgerOperation], billed: Int64, _ came: inout Again
  ) throws -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    var lowered: Int64 = 0
    for payer in funders(order.id, id, note, paid) {
      let stays = part(of: payer.paid, note.payable, billed)
      let less = payer.paid - stays
      let again = repays(payer, stays, less, &came, order.id, note)
      lowered += less
      restate(payer, less, &note)
      operations += gives(less + again, payer.claims, "\(id)/repaid\(operations.count)")
    }
    if let statement = came.statement {
      came.target = creditable((settled[order.id] ?? []) + [statement], of: note)
      came.change = came.target - (credited[order.id] ?? 0)
    }
    operations += try keeps(id, order.id, came)
    let credit = billed - note.payable - lowered + came.change
    if credit < 0 {
      let post = LedgerAction.post(node: note.account, amount: -credit, due: nil)
      return operations + [LedgerOperation(id + "/owed", post)]
    }
    return operations + lowers(id, order, by: credit)
  }

  /// A part of an amount, cut to minor units where the amount is whole ones.
  private func part(of amount: Int64, _ part: Int64, _ all: Int64) -> Int64 {
    guard part < all, all > 0 else { return amount }
    let unit = amount % step == 0 ? Int128(step) : 1
    return Int64(clamping: Int128(amount) * Int128(part) / (Int128(all) * unit) * unit)
  }

  /// What a payer gets back beside what it has of what came back and of what the end credits, where
  /// this is less than its share of both; where it is more, what it does not get of the latter. It
  /// stands in the statement.
  private func repays(
    _ payer: Funder, _ stays: Int64, _ less: Int64, _ came: inout Again, _ place: String,
    _ note: PricedNote
  ) -> Int64 {
    guard let statement = came.statement else { return 0 }
    let all = (settled[place] ?? []) + [statement]
    let given = all.flatMap(\.releases).filter { $0.kind == payer.kind && $0.id == payer.name }
      .reduce(Int64(0)) { $0 + $1.amount }
    let refunded = owed(all.reduce(Int64(0)) { $0 + $1.refund }, of: note)
    let more = max(part(of: stays, refunded, note.payable) - given, -less)
    guard more != 0 else { return 0 }
    let worth = priced(given + more, of: note) - priced(given, of: note)
    came.statement?.releases.append(
      SaleUse(id: payer.name, kind: payer.kind, amount: more, units: 0, worth: worth))
    came.statement?.fund -= worth
    came.statement?.credit -= worth
    return more
  }

  /// Lets the note state what a payer pays of the order as it is now.
  private func restate(_ payer: Funder, _ less: Int64, _ note: inout PricedNote) {
    var left = less
    for index in payer.uses {
      let part = min(left, note.uses[index].amount)
      note.uses[index].amount -= part
      left -= part
    }
  }

  /// Lets funds and sources have back their share of what is refunded of an order as it is now.
  ///
  /// - Parameters:
  ///   - own: Returns that stand.
  ///   - facts: What the order is claimed with and what they have paid of it.
  ///   - asksAgain: Whether they pay again what they have too much.
  func settlesFunds(
    _ came: inout Again, _ own: [ReturnStatement], _ sale: StoredSale, _ note: PricedNote,
    knowing facts: ReturnFacts, asksAgain: Bool
  ) throws -> [SaleUse] {
    guard var statement = came.statement else { return [] }
    let more = try returns(of: sale).settleFunds(
      statement.id, own + [statement], of: sale, on: statement.day, knowing: facts,
      asksAgain: asksAgain)
    for use in more.releases {
      let place = statement.releases.firstIndex { $0.id == use.id && $0.kind == use.kind }
      if let place {
        statement.releases[place].amount += use.amount
        statement.releases[place].worth += use.worth
      } else {
        statement.releases.append(use)
      }
    }
    statement.fund += more.fund
    statement.credit += more.credit
    let target = creditable(own + [statement], of: note)
    came.change += target - came.target
    (came.statement, came.target) = (statement, target)
    return more.releases
  }

  /// Gives back what releases free of claims that paid.
  func gives(_ releases: [SaleUse], _ place: String, _ id: String) -> [LedgerOperation] {
    funders(place).flatMap { funder in
      let amount = releases.filter { $0.kind == funder.kind && $0.id == funder.name }
        .reduce(Int64(0)) { $0 + $1.amount }
      return gives(amount, funder.claims, "\(id)/repaid/\(funder.kind)/\(funder.name)")
    }
  }

  /// Gives back so much of what claims have paid.
  private func gives(
    _ amount: Int64, _ claims: [(id: String, has: Int64)], _ id: String
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    var left = amount
    for claim in claims where left > 0 {
      let part = min(left, claim.has)
      guard part > 0 else { continue }
      left -= part
      operations.append(
        LedgerOperation(
          "\(id).\(operations.count)", .restore(reservation: claim.id, amount: part)))
    }
    return operations
  }

  /// Who pays for an order as it stands.
  func funders(_ place: String) -> [Funder] {
    guard let (former, note) = try? priced(place) else { return [] }
    return funders(place, former, note)
  }

  /// Who pays for an order, with what some operations let claims pay beside.
  private func funders(
    _ place: String, _ former: String, _ note: PricedNote, _ paid: [LedgerOperation] = []
  ) -> [Funder] {
    var funders: [Funder] = []
    for (index, use) in note.uses.enumerated() where use.pays {
      let found = funders.firstIndex { $0.kind == use.kind && $0.name == use.payer }
      var funder = found.map { funders[$0] } ?? Funder(kind: use.kind, name: use.payer)
      funder.paid += use.amount
      funder.uses.append(index)
      let again = (claims[place] ?? []).filter {
        $0.hasSuffix("/\(use.payer)/\(use.kind)/reversed")
      }
      let own = claim(former, note, index)
      for claim in [own] + again where !funder.claims.contains(where: { $0.id == claim }) {
        let now = paid.reduce(Int64(0)) { sum, operation in
          guard case .ship(claim, let amount, _) = operation.action else { return sum }
          return sum + amount
        }
        let has = (ledger.reservation(claim)?.unbilled ?? 0) + now
        if has > 0 { funder.claims.append((claim, has)) }
      }
      if let found { funders[found] = funder } else { funders.append(funder) }
    }
    return funders
  }
}
