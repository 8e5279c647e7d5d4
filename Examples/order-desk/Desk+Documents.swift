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
    guard let order = claimed(place) else {
      throw RequestError(message: "there is no order `\(place)`")
    }
    let isAll = !request.has("amount")
    guard isAll || shippedLines[place] == nil else {
      throw RequestError(message: "goods of `\(place)` leave by `lines`")
    }
    // What is billed leaves without a bill.
    if isAll, isBilledAhead(place) { return try shipLines(request) }
    guard isAll || !isFree(place) else {
      throw RequestError(message: "nothing is to pay of `\(place)`; it leaves by `lines`, or whole")
    }
    // Of one that is billed nothing is open, which is for the ledger to say.
    let least: Int64 = isFree(place) ? 0 : 1
    let amount = isAll ? max(order.open, least) : try request.amount("amount", currency)
    let close = try request.flag("close") || isAll
    return try leaves(request, order, former, note, amount, close: close)
  }

  /// Goods of an order that leave, at their part of its price.
  func leaves(
    _ request: Request, _ order: LedgerReservation, _ former: String, _ note: PricedNote,
    _ amount: Int64, close: Bool
  ) throws -> [LedgerOperation] {
    let place = order.id
    // More than is open is for the ledger to refuse.
    guard amount <= order.open, amount > 0 || order.state == .reserved else {
      return [ships(request.id, place, amount, close: close)]
    }
    if order.state == .reserved {
      let stated = (try? sale(former, place))?.input
      if let stopped = try shipmentStop(request, place, stated, note, amount) { return stopped }
    }
    var operations = [ships(request.id, place, amount, close: close)]
    operations += tellsRoom(request.id, note)
    let bills = try bills(request, place, note, amount)
    let kept = order.shipped + amount
    let isLast = close || amount == order.open
    operations +=
      bills
      + settlesAhead(
        request.id, place, note.account, bills,
        funded: paidByFunds(former, note, kept: kept), isLast: isLast)
    operations += shipsUses(request.id, former, note, kept: kept, isLast: isLast)
    guard isLast else { return operations }
    // What is not shipped of an order that ends is not earned.
    operations += takesBack(request.id, place, note, before: kept, after: note.payable)
    return operations + vests(request.id, place, beside: operations)
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

  /// Lets go of everything that an order claims. Of one that left by amounts `lines` may say what
  /// left.
  func cancel(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    var left: [Int32: Int64]?
    if request.has("lines") {
      guard shippedLines[place] == nil, claimed(place)?.shipped ?? 0 > 0 else {
        throw RequestError(message: "`lines` say what left of an order that left by amounts")
      }
      let stated = try request.quantities("lines")
      let known = Set(try sale(former, place).input.lines.map(\.number))
      guard !stated.isEmpty, known.isSuperset(of: stated.keys) else {
        throw RequestError(message: "`lines` must name lines of `\(place)`")
      }
      try checkBack(place, stated, try sale(former, place))
      left = stated
    }
    if ledger.outcome(of: former + Desk.stands) != nil {
      // It is what left already: there is nothing to let go of, which is for the ledger to say.
      return [LedgerOperation(request.id, .void(reservation: place))]
    }
    let isBilled = isBilledAhead(place)
    let group = try ends(request.id, place, former, note, left: left)
    let isOver =
      ledger.reservation(place)?.state == .expired && !group.isEmpty
      && (left != nil || ledger.outcome(of: place + Desk.expired) == nil)
    if isOver || isBilled {
      // The order ended by itself, or all of it is billed; what it still holds is let go of.
      return [LedgerOperation(request.id, .note("ended"))] + group
    }
    // The last of them tells the room that they leave.
    return group + (isFree(place) ? tellsRoom(request.id, note) : [])
      + [LedgerOperation(request.id, .void(reservation: place))]
  }
}
