import DealerRules

extension LedgerModel {
  private func no(_ code: LedgerRefusalCode, _ shortfall: Int64 = 0) -> LedgerOutcome {
    .rejected(LedgerRefusal(code, shortfall: shortfall))
  }

  mutating func perform(_ operation: LedgerOperation) -> LedgerOutcome {
    switch operation.action {
    case .open(let node): return open(node)
    case .limit(let node, let limit, let until): return change(node, limit, until)
    case .reserve(let node, let amount, let expires, let hold, let counts):
      return reserve(operation.id, node, amount, expires, hold, counts)
    case .amend(let id, _), .ship(let id, _, _), .void(let id), .release(let id),
      .override(let id, _), .restore(let id, _, _), .invoice(let id, _, _):
      guard let index = claims.firstIndex(where: { $0.id == id }) else {
        return no(.unknownReservation)
      }
      return claim(operation, index)
    case .post(let node, let amount, _):
      guard account(node) != nil else { return no(.unknownNode) }
      if isValue(node) { return no(.wrongKind) }
      bills.append(Bill(id: operation.id, node: node, open: amount))
      return .accepted(room: room(node))
    case .pay(let node, let amount, let item): return pay(node, amount, item)
    case .creditMemo(let item, let amount):
      guard let bill = bills.firstIndex(where: { $0.id == item }) else { return no(.unknownItem) }
      return credit(bill, amount)
    case .allocate(let item, let amount):
      guard let bill = bills.firstIndex(where: { $0.id == item }) else { return no(.unknownItem) }
      if amount > bills[bill].open { return no(.exceedsOpen, amount - bills[bill].open) }
      return spendCredit(bills[bill].node, amount, bill)
    case .refund(let node, let amount):
      guard account(node) != nil else { return no(.unknownNode) }
      if isValue(node) { return no(.wrongKind) }
      return spendCredit(node, amount, nil)
    case .earn, .vest, .takeBack: return value(operation)
    case .remind(let item, _), .dispute(let item, _):
      guard let bill = bills.firstIndex(where: { $0.id == item }) else { return no(.unknownItem) }
      return mark(bill, operation.action)
    case .note:
      notes.insert(operation.id)
      return .accepted(room: nil)
    }
  }

  /// Reminders and disputes, which touch no sum.
  private mutating func mark(_ bill: Int, _ action: LedgerAction) -> LedgerOutcome {
    guard bills[bill].open > 0 else { return no(.ended) }
    if case .remind(_, let level) = action {
      bills[bill].level = max(bills[bill].level, level)
      bills[bill].reminded = time
    }
    if case .dispute(_, let isDisputed) = action { bills[bill].isDisputed = isDisputed }
    return .accepted(room: room(bills[bill].node))
  }

  // MARK: Nodes

  private mutating func open(_ node: LedgerNode) -> LedgerOutcome {
    if account(node.id) != nil { return no(.nodeExists) }
    var above = 0
    if let parent = node.parent {
      guard let row = account(parent) else { return no(.unknownNode) }
      if accounts[row].node.kind == .value { return no(.wrongKind) }
      if accounts[row].node.unit != node.unit { return no(.unitDiffers) }
      var at: String? = parent
      while let name = at, let row = account(name) {
        above += 1
        at = accounts[row].node.parent
      }
    }
    if above >= 16 { return no(.tooDeep) }
    accounts.append(Account(node: node))
    return .accepted(room: room(node.id))
  }

  private mutating func change(
    _ node: String, _ limit: LedgerLimit, _ until: Instant?
  ) -> LedgerOutcome {
    guard let row = account(node) else { return no(.unknownNode) }
    if accounts[row].node.kind == .value { return no(.wrongKind) }
    if accounts[row].node.mode == .carveOut, limit == .unlimited { return no(.wrongKind) }
    if let until {
      guard case .amount(let amount) = limit, case .amount = accounts[row].node.limit else {
        return no(.wrongKind)
      }
      if until <= time { return no(.past) }
      accounts[row].temporary = (amount, until)
    } else {
      accounts[row].node.limit = limit
      accounts[row].temporary = nil
    }
    return .accepted(room: room(node))
  }

  // MARK: Reservations

  private mutating func reserve(
    _ id: String, _ node: String, _ amount: Int64, _ expires: Instant?, _ hold: LedgerHold,
    _ counts: Bool
  ) -> LedgerOutcome {
    guard account(node) != nil else { return no(.unknownNode) }
    if let expires, expires <= time { return no(.past) }
    let short = short(node, amount)
    var waits: LedgerRefusal?
    switch hold {
    case .never: if let short { return .rejected(short) }
    case .whenShort: waits = short
    case .always: waits = LedgerRefusal(.waits)
    case .forced: waits = LedgerRefusal(.forced)
    }
    claims.append(
      Claim(
        id: id, node: node, state: waits == nil ? .reserved : .held, forced: hold == .forced,
        counted: false, open: amount, expires: expires))
    if short == nil, waits == nil || counts { take(claims.count - 1, amount) }
    if let waits { return .held(waits) }
    return .accepted(room: room(node))
  }

  private mutating func take(_ index: Int, _ amount: Int64) {
    claims[index].counted = true
    guard isValue(claims[index].node) else { return }
    var rest = amount
    for row in parcels.indices where parcels[row].node == claims[index].node {
      guard rest > 0, !parcels[row].pending, parcels[row].free > 0 else { continue }
      let part = min(rest, parcels[row].free)
      parcels[row].free -= part
      parcels[row].locked += part
      claims[index].locks.append((parcels[row].id, part))
      rest -= part
    }
  }

  /// Gives up part of what is claimed; of value what was locked last, step by step.
  private mutating func give(_ index: Int, _ amount: Int64) {
    guard claims[index].counted, isValue(claims[index].node) else { return }
    var rest = amount
    while rest > 0, var last = claims[index].locks.popLast() {
      let part = min(rest, last.amount)
      last.amount -= part
      if last.amount > 0 { claims[index].locks.append(last) }
      if let row = parcels.firstIndex(where: { $0.id == last.lot }) {
        parcels[row].locked -= part
        parcels[row].free += part
        if let ends = parcels[row].expires, ends <= time { lose(row, part) }
      }
      rest -= part
    }
  }

  mutating func end(_ index: Int, _ state: LedgerReservationState) {
    give(index, claims[index].open)
    claims[index].open = 0
    claims[index].state = state
  }

  private mutating func claim(_ operation: LedgerOperation, _ index: Int) -> LedgerOutcome {
    let claim = claims[index]
    switch operation.action {
    case .restore(_, let amount, let until):
      if amount > claim.unbilled { return no(.exceedsShipped, amount - claim.unbilled) }
      if let until, until <= time { return no(.past) }
      claims[index].unbilled -= amount
      if isValue(claim.node) { giveBack(index, amount, until, operation.id) }
      return .accepted(room: room(claim.node))
    case .invoice(_, let amount, _):
      if isValue(claim.node) { return no(.wrongKind) }
      if amount > claim.unbilled { return no(.exceedsShipped, amount - claim.unbilled) }
      claims[index].unbilled -= amount
      bills.append(Bill(id: operation.id, node: claim.node, open: amount))
      return .accepted(room: room(claim.node))
    default: break
    }
    guard claim.isOpen else { return no(.ended) }
    switch operation.action {
    case .amend(_, let amount): return amend(index, amount)
    case .ship(_, let amount, let close): return ship(index, amount, close)
    case .void:
      end(index, .voided)
      return .accepted(room: room(claim.node))
    case .release:
      if claim.state != .held { return no(.notHeld) }
      if claim.forced { return no(.forced) }
      return letThrough(index)
    case .override(_, let override): return lift(index, override)
    default: return no(.wrongKind)
    }
  }

  private func lifted(_ index: Int, _ short: LedgerRefusal) -> Bool {
    guard let override = claims[index].override else { return false }
    return time < override.until && short.shortfall <= override.most
  }

  private mutating func amend(_ index: Int, _ amount: Int64) -> LedgerOutcome {
    let more = amount - claims[index].open
    if claims[index].counted, more > 0 {
      if let short = short(claims[index].node, more), !lifted(index, short) {
        return .rejected(short)
      }
      claims[index].open = amount
      take(index, more)
    } else {
      if more < 0 { give(index, -more) }
      claims[index].open = amount
    }
    return .accepted(room: room(claims[index].node))
  }

  private mutating func ship(_ index: Int, _ amount: Int64, _ close: Bool) -> LedgerOutcome {
    if claims[index].state == .held { return no(.held) }
    if amount > claims[index].open { return no(.exceedsOpen, amount - claims[index].open) }
    claims[index].open -= amount
    claims[index].unbilled += amount
    if isValue(claims[index].node) {
      var rest = amount
      while rest > 0, !claims[index].locks.isEmpty {
        let part = min(rest, claims[index].locks[0].amount)
        let lot = claims[index].locks[0].lot
        claims[index].locks[0].amount -= part
        if claims[index].locks[0].amount == 0 { claims[index].locks.removeFirst() }
        if let row = parcels.firstIndex(where: { $0.id == lot }) {
          parcels[row].locked -= part
          parcels[row].redeemed += part
        }
        claims[index].redeemed.append((lot, part))
        rest -= part
      }
    }
    if close || claims[index].open == 0 { end(index, .consumed) }
    return .accepted(room: room(claims[index].node))
  }

  private mutating func letThrough(_ index: Int) -> LedgerOutcome {
    if !claims[index].counted {
      if let short = short(claims[index].node, claims[index].open), !lifted(index, short) {
        return .rejected(short)
      }
      take(index, claims[index].open)
    }
    claims[index].state = .reserved
    return .accepted(room: room(claims[index].node))
  }

  private mutating func lift(_ index: Int, _ override: LedgerOverride) -> LedgerOutcome {
    if override.until <= time { return no(.past) }
    if isValue(claims[index].node) { return no(.wrongKind) }
    if claims[index].state == .held, !claims[index].counted,
      let short = short(claims[index].node, claims[index].open), short.shortfall > override.most
    {
      return .rejected(
        LedgerRefusal(
          .overrideTooSmall, node: short.node, shortfall: short.shortfall - override.most))
    }
    claims[index].override = override
    guard claims[index].state == .held else { return .accepted(room: room(claims[index].node)) }
    claims[index].forced = false
    return letThrough(index)
  }

  // MARK: Documents

  private mutating func pay(
    _ node: String, _ amount: Int64, _ item: String?
  ) -> LedgerOutcome {
    guard let row = account(node) else { return no(.unknownNode) }
    if isValue(node) { return no(.wrongKind) }
    guard let item else {
      accounts[row].credit += Int128(amount)
      return .accepted(room: room(node))
    }
    guard let bill = bills.firstIndex(where: { $0.id == item && $0.node == node }) else {
      return no(.unknownItem)
    }
    return credit(bill, amount)
  }

  private mutating func credit(_ bill: Int, _ amount: Int64) -> LedgerOutcome {
    let node = bills[bill].node
    let part = min(amount, bills[bill].open)
    bills[bill].open -= part
    if let row = account(node) { accounts[row].credit += Int128(amount - part) }
    return .accepted(room: room(node))
  }

  private mutating func spendCredit(
    _ node: String, _ amount: Int64, _ bill: Int?
  ) -> LedgerOutcome {
    guard let row = account(node) else { return no(.unknownNode) }
    let credit = accounts[row].credit
    if Int128(amount) > credit { return no(.exceedsCredit, amount - Int64(clamping: credit)) }
    accounts[row].credit -= Int128(amount)
    if let bill { bills[bill].open -= amount }
    return .accepted(room: room(node))
  }

  // MARK: Value

  private mutating func value(_ operation: LedgerOperation) -> LedgerOutcome {
    switch operation.action {
    case .earn(let node, let amount, let vesting, let expires):
      guard account(node) != nil else { return no(.unknownNode) }
      if !isValue(node) { return no(.wrongKind) }
      if let expires, expires <= time { return no(.past) }
      // A sum out of bounds is seen before the instant of vesting is.
      let total = parcels.filter { $0.node == node }
        .reduce(0) { $0 + Int128($1.free) + Int128($1.locked) + Int128($1.redeemed) }
      let gone = account(node).map { accounts[$0].gone } ?? 0
      if total + gone + Int128(amount) > LedgerModel.bound { return no(.overflow) }
      var vests: Instant?
      if case .at(let instant) = vesting {
        if instant <= time { return no(.past) }
        vests = instant
      }
      parcels.append(
        Parcel(
          id: operation.id, node: node, pending: vesting != .now, free: amount, vests: vests,
          expires: expires))
      return .accepted(room: usable(node))
    case .vest(let lot):
      guard let row = parcels.firstIndex(where: { $0.id == lot }) else { return no(.unknownLot) }
      if !parcels[row].pending { return no(.notPending) }
      parcels[row].pending = false
      return .accepted(room: usable(parcels[row].node))
    case .takeBack(let lot, let amount):
      guard let row = parcels.firstIndex(where: { $0.id == lot }) else { return no(.unknownLot) }
      if amount > parcels[row].free { return no(.exceedsOpen, amount - parcels[row].free) }
      lose(row, amount)
      return .accepted(room: usable(parcels[row].node))
    default: return no(.wrongKind)
    }
  }

  mutating func lose(_ row: Int, _ amount: Int64) {
    parcels[row].free -= amount
    if let account = account(parcels[row].node) { accounts[account].gone += Int128(amount) }
  }

  /// Gives redeemed value back, the last redeemed first.
  private mutating func giveBack(
    _ index: Int, _ amount: Int64, _ until: Instant?, _ id: String
  ) {
    var rest = amount
    var late: Int64 = 0
    while rest > 0, var last = claims[index].redeemed.popLast() {
      let part = min(rest, last.amount)
      last.amount -= part
      if last.amount > 0 { claims[index].redeemed.append(last) }
      if let row = parcels.firstIndex(where: { $0.id == last.lot }) {
        parcels[row].redeemed -= part
        if let ends = parcels[row].expires, ends <= time {
          late += part
        } else {
          parcels[row].free += part
        }
      }
      rest -= part
    }
    guard late > 0, let row = account(claims[index].node) else { return }
    if let until {
      parcels.append(
        Parcel(
          id: id, node: claims[index].node, pending: false, free: late, vests: nil,
          expires: until))
    } else {
      accounts[row].gone += Int128(late)
    }
  }
}
