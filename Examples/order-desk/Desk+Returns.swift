import DealerRules

// What the desk keeps of a sale, and how goods come back (RULES.md Z-001 …).
extension Desk {
  /// Bytes of a piece of a record; a note of the ledger holds 65,535.
  private static let piece = 60_000

  /// Notes that keep the sale of a request.
  func keeps(_ id: String, _ sale: StoredSale?) -> [LedgerOperation] {
    guard let sale else { return [] }
    let bytes = SaleRecord.bytes(of: sale)
    var operations: [LedgerOperation] = []
    var start = 0
    while start < bytes.count {
      var end = min(start + Desk.piece, bytes.count)
      // A letter of several bytes stays whole.
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      operations.append(LedgerOperation("\(id)/sale\(operations.count)", .note(text)))
      start = end
    }
    return operations
  }

  /// The sale that a request kept.
  private func sale(_ request: String, _ place: String) throws -> StoredSale {
    var bytes: [UInt8] = []
    var count = 0
    while let text = ledger.note("\(request)/sale\(count)") {
      bytes += Array(text.utf8)
      count += 1
    }
    switch SaleRecord.read(RuleSource(name: "sale", bytes: bytes)).first {
    case .success(let sale): return sale
    case .failure(let fault):
      throw RequestError(message: "the sale of `\(place)` cannot be used: \(fault.code)")
    case nil: throw RequestError(message: "there is no sale of `\(place)`")
    }
  }

  /// Credits goods of an order by its sale and the policy of the project, all or nothing.
  func takeBack(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    let sale = try sale(former, place)
    var asked = ReturnRequest(
      id: request.id, sale: sale.order, on: rules.book.zone.date(of: request.at))
    if try request.flag("whole") {
      asked.isWhole = true
    } else {
      let number = try request.number("line")
      guard let quantity = Quantity(try request.text("quantity")), quantity > .zero else {
        throw RequestError(message: "`quantity` must be above zero, as text")
      }
      guard let line = Int32(exactly: number) else {
        throw RequestError(message: "`\(place)` has no line \(number)")
      }
      asked.lines = [ReturnRequest.Line(number: line, quantity: quantity.thousandths)]
      if request.has("reason") { asked.lines[0].reason = try request.text("reason") }
    }
    if request.has("approvedBy") { asked.approvedBy = try request.text("approvedBy") }
    let earlier = settled[place] ?? []
    let statement = try ReturnDesk(rules, rulesHash: rulesHash)
      .settle(asked, of: sale, after: earlier)
    guard statement.outcome == .allowed else {
      let codes = statement.findings.map(\.code).filter { $0.outcome > .allowed }
      throw RequestError(
        message: "the return is \(statement.outcome.name): "
          + codes.map(\.english).joined(separator: "; "))
    }
    guard statement.credit > 0 else { throw RequestError(message: "nothing was paid for it") }
    let before = earlier.reduce(Int64(0)) { $0 + $1.refund }
    guard before + statement.refund <= ledger.reservation(place)?.shipped ?? 0 else {
      throw RequestError(message: "more than was shipped of `\(place)` is returned")
    }
    let ship = try request.text("ship")
    guard shipments[ship] == place else {
      throw RequestError(message: "`\(ship)` is no shipment of `\(place)`")
    }
    let item = ship + "/invoice"
    let text = String(decoding: ReturnRecord.bytes(of: statement), as: UTF8.self)
    guard text.utf8.count <= 65_535 else {
      throw RequestError(message: "the return has too many lines to be kept")
    }
    return [
      LedgerOperation(request.id + "/returned", .note(text)),
      LedgerOperation(request.id + "/refund", .note("\(statement.credit)")),
      LedgerOperation(request.id, .creditMemo(item: item, amount: statement.credit)),
    ] + takesBack(request.id, former, note, before: before, after: before + statement.refund)
  }
}
