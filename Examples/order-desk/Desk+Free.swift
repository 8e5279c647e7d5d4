import DealerRules

// Orders of which nothing is to pay (RULES.md Z-067). The ledger claims no amount of zero: such an
// order is one order on a node of its own, so that it waits, leaves and ends like any other.
extension Desk {
  private static let freeNode = "free/"
  private static let freeOrder: Int64 = 1000

  /// What the ledger has of an order; one of which nothing is to pay claims nothing of its account.
  func claimed(_ place: String) -> LedgerReservation? {
    guard var order = ledger.reservation(place) else { return nil }
    guard order.node.hasPrefix(Desk.freeNode) else { return order }
    order.node = String(order.node.dropFirst(Desk.freeNode.count))
    (order.open, order.shipped, order.unbilled) = (0, 0, 0)
    return order
  }

  /// Whether nothing is to pay of a placed order.
  func isFree(_ place: String) -> Bool {
    ledger.reservation(place)?.node.hasPrefix(Desk.freeNode) ?? false
  }

  /// Claims what is to pay of an order.
  func claims(
    _ id: String, _ note: PricedNote, until expires: Instant?, _ hold: LedgerHold
  ) -> [LedgerOperation] {
    // An account that is unknown is for the ledger to refuse.
    guard note.payable == 0, ledger.standing(of: note.account) != nil else {
      let amount = max(note.payable, 1)
      return [
        LedgerOperation(
          id, .reserve(node: note.account, amount: amount, expires: expires, hold: hold))
      ]
    }
    let node = Desk.freeNode + note.account
    let reserve = LedgerAction.reserve(
      node: node, amount: Desk.freeOrder, expires: expires, hold: hold)
    let own = [LedgerOperation(id, reserve)] + tellsRoom(id, note)
    guard counters[node] == nil else { return own }
    let open = LedgerNode(id: node, limit: .unlimited, unit: Desk.units)
    return [LedgerOperation(id + "/open", .open(open))] + own
  }

  /// Lets the claim of an order be another.
  func reclaims(_ id: String, _ place: String, _ amount: Int64) -> LedgerOperation {
    let claim = isFree(place) ? Desk.freeOrder : amount
    return LedgerOperation(id, .amend(reservation: place, amount: claim))
  }

  /// Bills goods that leave to their claim; with those of an order of which nothing is to pay all
  /// of it has left.
  func ships(_ id: String, _ place: String, _ amount: Int64, close: Bool) -> LedgerOperation {
    let isFree = isFree(place)
    let part = isFree ? Desk.freeOrder : amount
    return LedgerOperation(
      id, .ship(reservation: place, amount: part, close: isFree || close))
  }

  /// The room of the account, which the claim of an order of which nothing is to pay does not tell.
  func tellsRoom(_ id: String, _ note: PricedNote) -> [LedgerOperation] {
    guard note.payable == 0, let room = ledger.standing(of: note.account)?.room else { return [] }
    return [LedgerOperation(id + "/room", .note("\(room)"))]
  }

  /// What is to pay of an order that changes stays something, or nothing: its claim stands where it
  /// was made.
  func checkPays(_ payable: Int64, _ place: String) throws {
    guard isFree(place) else {
      guard payable > 0 else {
        throw RequestError(message: "there is nothing to pay; `cancel` lets go of an order")
      }
      return
    }
    guard payable == 0 else {
      throw RequestError(
        message: "`\(place)`, of which nothing is to pay, would cost something; place an order")
    }
  }

  /// Takes back all that an order earned, as far as it is not used.
  func takesAll(_ id: String, _ place: String, _ note: PricedNote) -> [LedgerOperation] {
    note.earned.reduce(into: []) { operations, one in
      let lots = ownLots(place, one.node).reversed()
      operations += takes(.max, of: lots, id, operations.count)
    }
  }
}
