// What a return may still bring (RULES.md Z-070).
extension ReturnCase {
  /// Goods that may still be credited by the return on a day: what was announced and has not come,
  /// as long as the authorisation holds, and what has come and is neither rejected, sent back to
  /// the dealer nor settled. Parts of kits stand by themselves; nothing where the return waits for
  /// approval or has ended (RULES.md Z-070).
  ///
  /// - Returns: Lines above zero with the reason of the lines that announced them.
  /// - Complexity: O(announced items × events).
  public func outstanding(on day: CivilDate) -> [ReturnRequest.Line] {
    switch state {
    case .authorised, .inTransit, .received, .inspected, .credited: break
    default: return []
    }
    let asked = request?.lines ?? []
    let mayCome = !isOver && through.map { day <= $0 } ?? true
    var divided = AnnouncedGoods(asked)
    for one in credited.joined() { _ = divided.take(one) }
    var result: [ReturnRequest.Line] = []
    var known: Set<ItemKey> = []
    for line in preview?.lines ?? [] where line.quantity > 0 {
      guard known.insert(ItemKey(line.number, line.part)).inserted else { continue }
      let whole = announced(line.number, line.part)
      let here = arrived.reduce(Int64(0)) { $0 &+ share($1.number, $1.part, $1.quantity, line) }
      let looked = seen.reduce(Int64(0)) {
        $0 &+ share($1.number, $1.part, $1.accepted &+ $1.rejected, line)
      }
      let accepted = inspected.reduce(Int64(0)) { sum, one in
        ReturnCase.isCredited(one) ? sum &+ share(one.number, one.part, one.accepted, line) : sum
      }
      let left = (mayCome ? max(0, whole - here) : 0) + max(0, here - looked) + accepted
      guard left > 0 else { continue }
      let goods = InspectedGoods(number: line.number, part: line.part, accepted: left)
      result += divided.take(goods).map { line in
        var line = named(line)
        line.disposition = nil
        return line
      }
    }
    return result
  }

  /// What a settlement would come to now: of goods that have come and are accepted or not looked at
  /// yet, and are not settled; of what was announced while nothing has come (RULES.md Z-070).
  ///
  /// - Parameters:
  ///   - sale: The sale.
  ///   - earlier: Settled returns of the sale, those of this one left out.
  ///   - desk: Who works returns out.
  /// - Returns: The statement, which may be held; `nil` where nothing is left to be settled.
  /// - Throws: ``ReturnCaseFault/overflow``.
  /// - Complexity: that of a settlement.
  public func prospect(
    of sale: StoredSale, after earlier: [ReturnStatement] = [], by desk: ReturnDesk
  ) throws(ReturnCaseFault) -> ReturnStatement? {
    var kept = ReturnProspect()
    return try prospect(of: sale, after: earlier, by: desk, keeping: &kept)
  }

  /// The same, worked out again only where something changed that it follows from.
  ///
  /// - Parameters:
  ///   - sale: The sale.
  ///   - earlier: Settled returns of the sale, those of this one left out.
  ///   - desk: Who works returns out.
  ///   - kept: What was worked out last, of whatever return.
  /// - Returns: The statement, which may be held; `nil` where nothing is left to be settled.
  /// - Throws: ``ReturnCaseFault/overflow``.
  /// - Complexity: that of a settlement, or of a look at what it follows from.
  public func prospect(
    of sale: StoredSale, after earlier: [ReturnStatement] = [], by desk: ReturnDesk,
    keeping kept: inout ReturnProspect
  ) throws(ReturnCaseFault) -> ReturnStatement? {
    let context = ReturnContext(
      event: id, accounts: ReturnAccounts(), judge: .desk(desk, sale, earlier))
    guard let request = asksNow(context) else { return nil }
    let asked = ReturnProspect.Asked(
      request: request, sale: sale, earlier: earlier + settled, rules: desk.hashes.rules,
      policy: desk.policy, asksQuota: state == .pendingApproval)
    if let known = kept.last, known.asked == asked { return known.statement }
    let statement = try context.settle(request, after: settled, asksQuota: asked.asksQuota)
    kept.last = (asked, statement)
    return statement
  }

  /// What would be settled now; `nil` where nothing is left to be.
  private func asksNow(_ context: ReturnContext) -> ReturnRequest? {
    switch state {
    case .draft, .rejected, .cancelled, .expired, .closed: return nil
    case .pendingApproval, .authorised, .inTransit: return request
    case .received, .inspected, .credited:
      var next = self
      next.inspected += unseen()
      guard var request = next.accepted(context) else { return nil }
      request.lines = context.present(request.lines, after: settled).lines
      return request.lines.isEmpty ? nil : request
    }
  }

  /// Goods that have come and nobody has looked at, as if they were accepted.
  private func unseen() -> [InspectedGoods] {
    var left = here()
    for one in seen {
      left[ItemKey(one.number, one.part), default: 0] &-= one.accepted &+ one.rejected
    }
    return arrived.compactMap { one in
      guard let accepted = left.removeValue(forKey: ItemKey(one.number, one.part)), accepted > 0
      else { return nil }
      return InspectedGoods(number: one.number, part: one.part, accepted: accepted)
    }
  }

  /// What goods that arrived or were looked at hold of an announced item: of kits the item's part.
  private func share(
    _ number: Int32, _ part: String?, _ quantity: Int64, _ line: ReturnStatement.Line
  ) -> Int64 {
    guard number == line.number else { return 0 }
    if IdentifierRun.same(part, line.part) { return quantity }
    let kits = announced(number, nil)
    guard part == nil, kits > 0 else { return 0 }
    let own = (preview?.lines ?? []).filter {
      $0.number == number && IdentifierRun.same($0.part, line.part)
    }
    let inKits = own.filter { $0.kits != 0 }
    let whole = (inKits.isEmpty ? own : inKits).reduce(Int64(0)) { $0 &+ $1.quantity }
    // No more arrives than was announced, so the quotient is no larger than the item.
    return Int64(truncatingIfNeeded: Int128(whole) * Int128(quantity) / Int128(kits))
  }
}
