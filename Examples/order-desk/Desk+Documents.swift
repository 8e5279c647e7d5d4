import DealerRules

extension Desk {
  /// Opens an account, or changes its limit.
  func account(_ request: Request) throws -> LedgerOperation {
    let name = try request.text("account")
    guard !name.contains("/") else {
      throw RequestError(message: "`account` must not contain `/`")
    }
    let limit: LedgerLimit
    switch try request.text("limit") {
    case "none": limit = .none
    case "unlimited": limit = .unlimited
    default:
      guard let money = Money(try request.text("limit"), currency), money.millionths >= 0 else {
        throw RequestError(message: "`limit` must be an amount, `none` or `unlimited`")
      }
      limit = .amount(money.millionths)
    }
    let isThere = ledger.standing(of: name) != nil
    for member in isThere ? ["parent", "mode", "netsCredit"] : ["until"] where request.has(member) {
      throw RequestError(
        message: isThere
          ? "`\(name)` is open: its `\(member)` stays what it is"
          : "`\(name)` is opened first: a second request limits it for a time")
    }
    guard !isThere else {
      return LedgerOperation(
        request.id, .limit(node: name, limit, until: try request.instant("until")))
    }
    var node = LedgerNode(id: name, limit: limit, unit: currency.code)
    node.netsCredit = try request.flag("netsCredit")
    if request.has("parent") { node.parent = try request.text("parent") }
    if request.has("mode") {
      guard node.parent != nil else {
        throw RequestError(message: "`mode` is of no use without `parent`")
      }
      let modes: [String: LedgerMode] = [
        "nested": .nested, "carveOut": .carveOut, "isolated": .isolated,
      ]
      guard let mode = modes[try request.text("mode")] else {
        throw RequestError(message: "`mode` is nested, carveOut or isolated")
      }
      node.mode = mode
    }
    return LedgerOperation(request.id, .open(node))
  }

  /// Ships and invoices part of an order, or all that is open.
  func ship(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    guard let order = ledger.reservation(place) else {
      throw RequestError(message: "there is no order `\(place)`")
    }
    let isAll = !request.has("amount")
    guard isAll || shippedLines[place] == nil else {
      throw RequestError(message: "goods of `\(place)` leave by `lines`")
    }
    let amount = isAll ? max(order.open, 1) : try request.amount("amount", currency)
    let close = try request.flag("close") || isAll
    return try leaves(request, order, former, note, amount, close: close)
  }

  /// Goods of an order that leave, at their part of its price.
  func leaves(
    _ request: Request, _ order: LedgerReservation, _ former: String, _ note: PricedNote,
    _ amount: Int64, close: Bool
  ) throws -> [LedgerOperation] {
    let place = order.id
    if order.state == .reserved {
      let stated = (try? sale(former, place))?.input
      if let stopped = try shipmentStop(request, place, stated, note, amount) { return stopped }
    }
    var operations = [
      LedgerOperation(request.id, .ship(reservation: place, amount: amount, close: close))
    ]
    let bills = try bills(request, place, note, amount)
    let kept = order.shipped + amount
    let isLast = close || amount == order.open
    operations +=
      bills
      + settlesAhead(request.id, place, former, note, bills, kept: kept, isLast: isLast)
    operations += shipsUses(request.id, former, note, kept: kept, isLast: isLast)
    guard isLast else { return operations }
    // What is not shipped of an order that ends is not earned.
    return operations + takesBack(request.id, former, note, before: kept, after: note.payable)
      + vests(request.id, former, note)
  }

  /// A payment, of a shipment's invoice or on account, which settles the invoices of the account;
  /// what is left of either is credit, which settles what is open (``settleCredit(_:)``).
  func pay(_ request: Request) throws -> [LedgerOperation] {
    let account = try request.text("account")
    var left = try request.amount("amount", currency)
    var operations: [LedgerOperation] = []
    func pay(_ amount: Int64, _ item: String?) {
      let id = "\(request.id)/\(operations.count)"
      operations.append(LedgerOperation(id, .pay(node: account, amount: amount, item: item)))
    }
    var open = openItems(of: account)
    if request.has("ship") {
      let items = itemIDs(of: try request.text("ship"))
      open = items.compactMap { ledger.item($0) }.filter { $0.node == account && $0.open > 0 }
      // What is settled already, or unknown, is for the ledger to say.
      guard !open.isEmpty else {
        return [
          LedgerOperation(request.id, .pay(node: account, amount: left, item: items[0]))
        ]
      }
    }
    // A group holds 1,000 operations.
    for item in open.prefix(Desk.most / 2) where left > 0 {
      let off = try discount(on: item, at: request.at)
      let part = min(left, item.open)
      // A payment that reaches what a cash discount leaves settles the whole invoice.
      guard off > 0, item.open - off > 0, part >= item.open - off else {
        left -= part
        pay(part, item.id)
        continue
      }
      left -= item.open - off
      pay(item.open - off, item.id)
      let memo = LedgerAction.creditMemo(item: item.id, amount: off)
      operations.append(LedgerOperation("\(request.id)/\(operations.count)", memo))
    }
    if left > 0 { pay(left, nil) }
    // The last tells the room that all of them leave.
    operations[operations.count - 1].id = request.id
    return operations
  }

  /// Lets go of everything that an order claims.
  func cancel(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    let group = ends(request.id, place, former, note)
    if let order = ledger.reservation(place), order.state == .expired, !group.isEmpty {
      // The order ended by itself; what it still holds is let go of.
      return [LedgerOperation(request.id, .note("ended"))] + group
    }
    return [LedgerOperation(request.id, .void(reservation: place))] + group
  }

  /// Lets go of the uses of an order that ends and of what its goods did not earn.
  func ends(
    _ id: String, _ place: String, _ former: String, _ note: PricedNote
  ) -> [LedgerOperation] {
    let voids = openUses(former, note).enumerated().map {
      LedgerOperation("\(id)/void\($0.offset)", .void(reservation: $0.element.id))
    }
    // What shipped earned its part; all of it is taken back where nothing did.
    let shipped = ledger.reservation(place)?.shipped ?? 0
    return voids + givesBack(id, place, note.account, isEnd: true)
      + takesBack(id, former, note, before: shipped, after: note.payable)
      + (shipped > 0 ? vests(id, former, note) : [])
  }
}
