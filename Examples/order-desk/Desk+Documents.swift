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
    guard ledger.standing(of: name) == nil else {
      return LedgerOperation(
        request.id, .limit(node: name, limit, until: try request.instant("until")))
    }
    var node = LedgerNode(id: name, limit: limit, unit: currency.code)
    if request.has("parent") { node.parent = try request.text("parent") }
    if request.has("mode") {
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
    let amount = isAll ? max(order.open, 1) : try request.amount("amount", currency)
    let close = try request.flag("close") || isAll
    let stops = order.state == .reserved ? try shipmentReasons(place, note, amount) : []
    guard stops.isEmpty else { return waits(request.id, stops) }
    var operations = [
      LedgerOperation(request.id, .ship(reservation: place, amount: amount, close: close)),
      LedgerOperation(
        request.id + "/invoice",
        .invoice(reservation: place, amount: amount, due: try request.instant("due"))),
    ]
    guard close || amount == order.open else { return operations }
    for (index, use) in openUses(former, note).enumerated() {
      operations.append(
        LedgerOperation(
          "\(request.id)/use\(index)",
          .ship(reservation: use.id, amount: use.amount, close: true)))
    }
    // What is not shipped of an order that ends is not earned.
    let kept = order.shipped + amount
    return operations + takesBack(request.id, former, note, before: kept, after: note.payable)
      + vests(request.id, former, note)
  }

  /// A payment, of a shipment's invoice or on account; that settles the invoices of the account,
  /// the oldest due first (RULES.md B-005), and stays on account as far as nothing is open.
  func pay(_ request: Request) throws -> [LedgerOperation] {
    let account = try request.text("account")
    var left = try request.amount("amount", currency)
    guard !request.has("ship") else {
      let item = try request.text("ship") + "/invoice"
      return [LedgerOperation(request.id, .pay(node: account, amount: left, item: item))]
    }
    var operations: [LedgerOperation] = []
    func pay(_ amount: Int64, _ item: String?) {
      let id = operations.isEmpty ? request.id : "\(request.id)/\(operations.count)"
      operations.append(LedgerOperation(id, .pay(node: account, amount: amount, item: item)))
    }
    let open = ledger.allItems.filter { $0.node == account && $0.open > 0 }.sorted { a, b in
      let (first, second) = (a.due ?? .distantFuture, b.due ?? .distantFuture)
      return first != second ? first < second : IdentifierOrder.precedes(a.id, b.id)
    }
    // A group holds 1,000 operations, one of them the note of the request.
    for item in open.prefix(900) where left > 0 {
      let part = min(left, item.open)
      left -= part
      pay(part, item.id)
    }
    if left > 0 || operations.isEmpty { pay(max(left, 1), nil) }
    return operations
  }

  /// Lets go of everything that an order claims.
  func cancel(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    let voids = openUses(former, note).enumerated().map {
      LedgerOperation("\(request.id)/void\($0.offset)", .void(reservation: $0.element.id))
    }
    // What shipped earned its part; all of it is taken back where nothing did.
    let shipped = ledger.reservation(place)?.shipped ?? 0
    let lots = takesBack(request.id, former, note, before: shipped, after: note.payable)
    return [LedgerOperation(request.id, .void(reservation: place))] + voids + lots
      + (shipped > 0 ? vests(request.id, former, note) : [])
  }
}
