import DealerRules

// Goods that leave line by line, at once or in parts (RULES.md Z-003, Z-061).
extension Desk {
  /// Ships goods by lines. With `close: false` those that are named leave and the order stays open;
  /// else it ends: of lines that are not named everything that is open leaves, what is not shipped
  /// is let go.
  func shipLines(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    guard let order = claimed(place),
      order.state == .reserved || order.state == .consumed,
      order.state == .reserved && order.shipped == 0 || shippedLines[place] != nil
    else { throw RequestError(message: "lines of `\(place)` cannot be shipped any more") }
    guard !request.has("amount") else {
      throw RequestError(message: "a shipment by lines has no `amount`")
    }
    let sale = try sale(former, place)
    let close = try !request.has("lines") || !request.has("close") || request.flag("close")
    let total = try leaving(request, place, sale, close: close)
    let isAll = sale.input.lines.allSatisfy { total[$0.number] == $0.quantity.thousandths }
    let left = LedgerOperation(request.id + "/lines", .note(Desk.text(place, total)))
    if close, !isAll { return try shipShort(request, order, former, note, total) + [left] }
    guard total.contains(where: { $0.value > shippedLines[place]?[$0.key] ?? 0 }) else {
      throw RequestError(message: "nothing of `\(place)` leaves with these lines")
    }
    // Everything is billed; what costs nothing leaves last.
    guard order.state == .reserved else { return nothing(request) + [left] }
    // What has left is worth its shares; charges go with the first goods.
    let worth = try told(place) { () throws(SaleChangeFault) in
      try returns(of: sale).ship(sale, short: total, isSupplierFault: true, terms: .keep).sale
        .payable
    }
    let amount = isAll ? order.open : owed(worth, of: note) - order.shipped
    guard amount > 0 || isAll else {
      if let stopped = try shipmentStop(request, place, sale.input, note, 0) { return stopped }
      return nothing(request) + [left]
    }
    return try leaves(request, order, former, note, amount, close: isAll) + [left]
  }

  /// Goods that leave for nothing, or for what was billed before.
  private func nothing(_ request: Request) -> [LedgerOperation] {
    [LedgerOperation(request.id, .note(Desk.nothingBilled))]
  }

  /// What a shipment is noted as that bills nothing.
  static let nothingBilled = "nothing billed"

  /// What has left of each line with a shipment.
  private func leaving(
    _ request: Request, _ place: String, _ sale: StoredSale, close: Bool
  ) throws -> [Int32: Int64] {
    let named = try request.quantities("lines")
    let before = shippedLines[place] ?? [:]
    var total: [Int32: Int64] = [:]
    for line in sale.input.lines {
      let (ordered, left) = (line.quantity.thousandths, before[line.number] ?? 0)
      guard let now = named[line.number] else {
        total[line.number] = close ? ordered : left
        continue
      }
      guard now <= ordered - left else {
        throw RequestError(
          message: "the quantity of line \(line.number) does not fit `\(place)`")
      }
      total[line.number] = left + now
    }
    for number in named.keys.sorted() where total[number] == nil {
      throw RequestError(message: "`\(place)` has no line \(number)")
    }
    return total
  }

  /// Ships less than was ordered and ends the order: what left is worth what its sale makes of it,
  /// the rest is let go.
  private func shipShort(
    _ request: Request, _ order: LedgerReservation, _ former: String, _ before: PricedNote,
    _ total: [Int32: Int64]
  ) throws -> [LedgerOperation] {
    let place = order.id
    let own = ownUses(place, former, before)
    var sale = try sale(former, place)
    count(&sale.input, own)
    let (changed, claim) = try goesShort(request, order, before, sale, total)
    // Below zero where what has left before is cheaper now.
    let amount = claim - order.shipped
    var note = PricedNote(changed.sale, claim: claim, after: before, rules)
    let id = request.id
    var came = try leavesBack(id, place, changed.sale, &note, lowered: -amount)
    let paid = paysAtLast(
      id, former, before, &note, most: max(0, amount), kept: claim)
    try checkUses(of: note, place, own, at: request.at)
    let limits = usesNow(id, place, former, before, &note, isEnd: true)
    let less = try lowersAll(
      id, order, &note, paid.operations, billed: max(claim, order.shipped), &came)
    var stated: StoredSale? = changed.sale
    states(&stated, note)
    statesFunds(&stated, note)
    if amount > 0,
      let stopped = try shipmentStop(request, place, sale.input, note, amount)
    {
      return stopped
    }
    var operations = replaces(id, former, before, note, stated, isEnd: true)
    operations += limits + paid.operations + standsAtLast(id, place, note) + less
    if isFree(place) { operations += tellsRoom(id, note) }
    guard order.state == .reserved else {
      return operations + [LedgerOperation(id + Desk.stands, .note(place))] + nothing(request)
    }
    // The order stands at its new price, even where nothing more is billed.
    let rest = amount > 0 ? amount : order.open
    operations.append(reclaims(id + "/amend", place, rest))
    if amount > 0 {
      operations.append(
        LedgerOperation(id, .ship(reservation: place, amount: amount, close: true)))
      operations += try bills(request, place, note, amount)
    } else {
      operations.append(LedgerOperation(id, .void(reservation: place)))
    }
    return operations
      + settlesAhead(
        id, place, note.account, operations, funded: paid.funded, isLast: true)
  }

  /// What an order is that ends short, and what it claims: of one that is billed no more than that.
  private func goesShort(
    _ request: Request, _ order: LedgerReservation, _ before: PricedNote, _ sale: StoredSale,
    _ total: [Int32: Int64]
  ) throws -> (change: SaleChange, claim: Int64) {
    let terms: ShortShipmentTerms? = try request.word("terms")
    let isFault = request.has("supplierFault") ? try request.flag("supplierFault") : true
    func short(_ billed: Int64?) throws -> SaleChange {
      try told(order.id) { () throws(SaleChangeFault) in
        try returns(of: sale).ship(
          sale, short: total, isSupplierFault: isFault, terms: terms, billed: billed)
      }
    }
    var changed = try short(nil)
    var claim = owed(changed.sale.payable, of: before)
    if order.state != .reserved, claim > order.shipped {
      changed = try short(priced(order.shipped, of: before))
      claim = min(order.shipped, owed(changed.sale.payable, of: before))
    }
    guard total.contains(where: { $0.value > 0 }) else {
      throw RequestError(message: "nothing leaves; `cancel` lets go of an order")
    }
    return (changed, claim)
  }

  /// Credits the invoices of an order of which what left before is cheaper now than it was billed,
  /// those of the last shipment first. What exceeds them, or is there without any, is credit of
  /// the account.
  func lowers(
    _ id: String, _ order: LedgerReservation, by amount: Int64
  ) -> [LedgerOperation] {
    var parts: [(item: String, amount: Int64)] = []
    var left = amount
    let ships = shipments.filter { $0.value.place == order.id }
      .sorted { ($1.value.at, $1.key) < ($0.value.at, $0.key) }
    for item in ships.flatMap({ itemIDs(of: $0.key).reversed() }) where left > 0 {
      let part = min(left, ledger.item(item)?.amount ?? 0)
      guard part > 0 else { continue }
      left -= part
      parts.append((item, part))
    }
    guard !parts.isEmpty else {
      return left > 0
        ? [LedgerOperation(id + "/lower", .pay(node: order.node, amount: left, item: nil))] : []
    }
    parts[0].amount += left
    return parts.enumerated().map { index, part in
      LedgerOperation(
        "\(id)/lower\(index)", .creditMemo(item: part.item, amount: part.amount))
    }
  }

  // MARK: Notes

  private static func text(_ place: String, _ total: [Int32: Int64]) -> String {
    let rows = total.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return ([place] + rows).joined(separator: "\n")
  }

  /// What has left, as it was noted.
  static func lines(_ text: String) -> (place: String, left: [Int32: Int64])? {
    let rows = text.split(separator: "\n").map(String.init)
    guard let place = rows.first else { return nil }
    var left: [Int32: Int64] = [:]
    for row in rows.dropFirst() {
      let words = row.split(separator: " ")
      guard words.count == 2, let number = Int32(words[0]), let quantity = Int64(words[1]) else {
        return nil
      }
      left[number] = quantity
    }
    return (place, left)
  }
}
