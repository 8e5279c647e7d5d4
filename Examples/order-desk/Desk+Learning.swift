import DealerRules

// What events tell of orders, accounts and returns; nothing else changes what is kept of them.
extension Desk {
  mutating func learn(_ event: LedgerEvent) {
    if case .expired(let place) = event.change, !place.contains("/") { ended.append(place) }
    guard case .decided(let decisions) = event.change else { return }
    cause = Desk.cause(of: decisions)
    var subject: String?
    for decision in decisions {
      if case .rejected = decision.outcome { continue }
      if let place = learn(decision.operation, event.at) { subject = place }
    }
    guard let subject else { return }
    // What an order that ended by itself held is let go of.
    if decisions.contains(where: { $0.operation.action.isEnd }) {
      ended.removeAll { $0 == subject }
    }
    let isAgain = decisions.contains { $0.operation.id.hasSuffix(Desk.again) }
    for decision in decisions {
      if case .rejected = decision.outcome { continue }
      attribute(decision.operation, to: subject, countsCredit: !isAgain)
    }
  }

  /// What one operation tells.
  /// - Returns: The order that its group is about, where this says so.
  private mutating func learn(_ operation: LedgerOperation, _ at: Instant) -> String? {
    let id = operation.id
    switch operation.action {
    case .open(let node) where node.id.contains("/"): counters[node.id] = node.unit
    case .ship(let place, _, let close) where !place.contains("/"):
      shipments[id] = (place, at)
      // Everything has left, unless the same group says by lines what has.
      if close { shippedLines[place] = nil }
      if !close, let order = ledger.reservation(place), order.state == .consumed {
        billedAhead[place] = order.expires
      }
      return place
    case .reserve where !id.contains("/"): return id
    case .override(let place, _) where !place.contains("/"),
      .void(let place) where !place.contains("/"), .release(let place) where !place.contains("/"):
      return place
    case .amend(let place, _) where !place.contains("/"):
      // Requests have no `/` in their ids, their operations do.
      standing[place] = String(id.prefix { $0 != "/" })
      // Its order says anew what stops it.
      stops[place] = nil
      return place
    case .pay(_, let amount, let item?), .allocate(let item, let amount):
      payments[item, default: 0] += amount
      follow(item: item)
    case .creditMemo(let item, _): follow(item: item)
    case .post: follow(item: id)
    case .invoice(let place, let amount, _):
      follow(item: id)
      guard let account = try? priced(place).note.account else { return nil }
      invoices[account, default: []].append((at, amount))
    case .earn(let node, _, _, _): lotIDs[node, default: []].append(id)
    case .takeBack(let lot, let amount): takenBack[lot, default: 0] += amount
    case .note where id.hasSuffix("/asked"): last = String(id.dropLast("/asked".count))
    case .note(let text) where id.hasSuffix("/stop"):
      if let (place, stop) = Desk.stop(text) { stops[place] = stop }
    case .note(let text): return learn(id, text, at)
    default: break
    }
    return nil
  }

  /// Keeps what an operation moved for an order.
  private mutating func attribute(
    _ operation: LedgerOperation, to place: String, countsCredit: Bool
  ) {
    switch operation.action {
    case .reserve where operation.id.contains("/"):
      claims[place, default: []].append(operation.id)
    case .earn where Desk.isOfDebt(operation.id): break
    case .earn(let node, let amount, _, _):
      orderLots[place, default: []].append(operation.id)
      earned[place, default: [:]][node, default: 0] += amount
    case .takeBack(let lot, let amount):
      guard let node = ledger.lot(lot)?.node else { return }
      if Desk.isOfDebt(operation.id) { return debts[node, default: 0] -= amount }
      earned[place, default: [:]][node, default: 0] -= amount
    case .creditMemo(_, let amount) where countsCredit && !operation.id.contains("/lower"):
      credited[place, default: 0] += amount
    case .post(_, let amount, _):
      posted[place, default: []].append(operation.id)
      if countsCredit { credited[place, default: 0] -= amount }
    default: break
    }
  }

  /// Keeps an invoice as long as something of it is open.
  private mutating func follow(item id: String) {
    guard let item = ledger.item(id) else { return }
    if item.open > 0 {
      openIDs[item.node, default: []].insert(id)
    } else {
      openIDs[item.node]?.remove(id)
    }
  }

  /// What notes tell of shipments and returns, and of which order.
  private mutating func learn(_ id: String, _ text: String, _ at: Instant) -> String? {
    let source = RuleSource(name: "note", bytes: Array(text.utf8))
    if id.hasSuffix("/returned") {
      guard let statement = (try? ReturnRecord.read(source))?.first else { return nil }
      settled[statement.sale, default: []].append(statement)
      if statement.releases.contains(where: \.isUsedAgain) {
        corrected[statement.sale, default: []].append(String(id.dropLast("/returned".count)))
      }
      owe(statement, 1)
      if let note = try? priced(statement.sale).note {
        // The quota counts it from the day on which it is settled.
        returned[note.account, default: []]
          .append((statement.id, rules.book.zone.date(of: at), owed(statement.quota, of: note)))
      }
      return statement.sale
    } else if id.hasSuffix(Desk.again) {
      guard let (place, target, statement) = Desk.again(text) else { return nil }
      (again[place], credited[place]) = (statement, target)
      return place
    } else if id.hasSuffix("/lowered") {
      guard let (place, amount) = Desk.amounts(text).first else { return nil }
      lowered[place, default: 0] += amount
    } else if id.hasSuffix("/lines") {
      guard let (place, left) = Desk.lines(text) else { return nil }
      shippedLines[place] = left
      let ship = String(id.dropLast("/lines".count))
      let before = leftBefore(ship, place)
      leftWith[ship] = Dictionary(
        left.map { ($0.key, $0.value - (before[$0.key] ?? 0)) }, uniquingKeysWith: { a, _ in a })
      // Goods that cost nothing more than was billed leave without a claim of their own.
      if shipments[ship] == nil { shipments[ship] = (place, at) }
    } else if id.hasSuffix(Desk.stands) {
      standing[text] = String(id.dropLast(Desk.stands.count))
      ended.removeAll { $0 == text }
      billedAhead[text] = nil
      return text
    } else if id.hasSuffix("/advances") {
      guard let (place, change) = Desk.advance(text) else { return nil }
      advances[place, default: Advance()].funded += change.funded
      advances[place, default: Advance()].paid += change.paid
      if advances[place]?.sum == 0 { advances[place] = nil }
      // What an order claims beside its advance is made anew by the next request.
      if change.paid != 0 { credit = nil }
    } else if id.contains(Desk.entry) {
      guard let entry = (try? ReturnEntryRecord.read(source))?.first else { return nil }
      return take(entry)
    } else if id.hasSuffix(Desk.expired) {
      return String(id.dropLast(Desk.expired.count))
    }
    return nil
  }

  /// Takes up what happened to a return.
  private mutating func take(_ entry: ReturnEntry) -> String? {
    var life = lives[entry.life] ?? ReturnCase(id: entry.life)
    let last = life.settled.last
    guard (try? life.replay(entry)) != nil else { return nil }
    lives[entry.life] = life
    guard case .reverse = entry.event.step, let last else { return life.request?.sale }
    settled[last.sale]?.removeAll { $0.id == last.id }
    owe(last, -1)
    // Operations of a correction are named after its request; they were after the statement.
    let request = String(entry.event.id.prefix { $0 != "/" })
    corrected[last.sale, default: []] += [last.id, request]
    if let note = try? priced(last.sale).note {
      returned[note.account]?.removeAll { $0.id == last.id }
    }
    return last.sale
  }
}

extension LedgerAction {
  /// Whether it lets go of what something holds.
  fileprivate var isEnd: Bool {
    switch self {
    case .void, .vest, .takeBack: true
    default: false
    }
  }
}
