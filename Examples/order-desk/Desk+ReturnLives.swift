import DealerRules

// Returns that come step by step: authorised, received, inspected and settled (RULES.md Z-070 …
// Z-074).
// Each step is kept as an entry beside what it moves, so that a return goes on after a kill.
extension Desk {
  /// What a request is noted as that moved a return and nothing else.
  static let stepped = "stepped"
  /// What ends the ids of notes that hold entries; a count follows.
  static let entry = "/returnEntry"

  /// Authorises a return; one that is held waits for `approve`.
  func authorise(_ request: Request) throws -> [LedgerOperation] {
    let asked = try asked(request)
    try checkOpen(asked)
    let ship = LedgerOperation(request.id + "/returnShip", .note(asked.ship))
    let (life, notes) = try happens(
      ReturnCase(id: request.id), [.submit(asked.request)], request, asked)
    return [ship] + notes + told(request.id, life)
  }

  /// A step of a return that is under way.
  func step(_ request: Request) throws -> [LedgerOperation] {
    let (life, asked) = try life(request)
    let steps: [ReturnStep]
    switch request.op {
    case "approve":
      let level = request.has("level") ? try request.number("level") : 100
      steps = [.approve(who: try request.text("who"), level: Int32(clamping: level))]
    case "reject":
      steps = [.reject(who: try request.text("who"), why: try request.text("why"))]
    case "receive", "inspect": steps = [try request.goodsStep()]
    case "settle": return try settle(request, life, asked)
    case "reverse": return try reverse(request, life, asked)
    case "cancel": steps = [.cancel]
    default: steps = [.close]
    }
    let (next, notes) = try happens(life, steps, request, asked)
    return notes + told(request.id, next)
  }

  /// Credits what was looked at, or charges and amounts alone.
  private func settle(
    _ request: Request, _ life: ReturnCase, _ asked: Asked
  ) throws -> [LedgerOperation] {
    let known = facts(
      asked.request.facts, of: asked.note, asked.place, asked.ship, on: today(request))
    // What became known meanwhile counts (RULES.md Z-070).
    let steps: [ReturnStep] = known == asked.request.facts ? [.settle] : [.know(known), .settle]
    let (next, notes) = try happens(life, steps, request, asked)
    guard let statement = next.settled.last else {
      throw RequestError(message: "nothing of the return is settled")
    }
    let state = LedgerOperation(request.id + "/state", .note(next.state.rawValue))
    return notes + [state] + (try settles(request, asked, statement))
  }

  /// Takes the last settlement back by entries of its own (RULES.md Z-073).
  private func reverse(
    _ request: Request, _ life: ReturnCase, _ asked: Asked
  ) throws -> [LedgerOperation] {
    let (who, why) = (try request.text("who"), try request.text("why"))
    guard let last = life.settled.last else {
      throw RequestError(message: "nothing of the return is settled")
    }
    let (next, notes) = try happens(life, [.reverse(who: who, why: why)], request, asked)
    var accounts = ReturnAccounts(node: asked.note.account)
    for earning in last.earnings {
      accounts.lotNodes[earning.account] = "\(earning.kind)/\(earning.account)"
    }
    for release in last.releases {
      let node = asked.note.uses.first { $0.counts(release) }?.node
      if let node { accounts.useNodes["\(release.id)/\(release.kind)"] = node }
    }
    return notes + last.reversals(accounts, by: who, why) + told(request.id, next)
  }

  /// What a correction used of a limit again, as far as it is not given back.
  func reversed(_ release: SaleUse, _ place: String) -> LedgerReservation? {
    corrected[place]?.compactMap { id in
      ledger.reservation("\(id)/\(release.id)/\(release.kind)/reversed")
    }.first { $0.unbilled > 0 }
  }

  /// Refuses goods that another return is to bring already.
  func checkOpen(_ asked: Asked) throws {
    let open = lives.values.filter {
      $0.request?.sale == asked.place && isOpen($0, on: asked.request.day)
    }
    guard !open.isEmpty else { return }
    let own = Set(open.flatMap { $0.settled.map(\.id) })
    let earlier = (settled[asked.place] ?? []).filter { !own.contains($0.id) }
    let announced = earlier + open.compactMap(\.preview)
    let statement = try returns.settle(asked.request, of: asked.sale, after: announced)
    guard !statement.findings.contains(where: { $0.code == .moreThanSold }) else {
      throw RequestError(message: "another return is to bring some of the goods already")
    }
  }

  // MARK: Parts

  /// The return that a request names, with its order.
  private func life(_ request: Request) throws -> (ReturnCase, Asked) {
    let id = try request.text("return")
    guard let life = lives[id], let stated = life.request,
      let ship = ledger.note(id + "/returnShip")
    else { throw RequestError(message: "there is no return `\(id)`") }
    let (former, note) = try priced(stated.sale)
    let asked = Asked(
      place: stated.sale, former: former, note: note, sale: try sale(former, stated.sale),
      ship: ship, request: stated)
    return (life, asked)
  }

  /// Lets steps happen, and an authorisation that has ended end before them; each is kept as an
  /// entry.
  private func happens(
    _ life: ReturnCase, _ steps: [ReturnStep], _ request: Request, _ asked: Asked
  ) throws -> (life: ReturnCase, notes: [LedgerOperation]) {
    var life = life
    var notes: [LedgerOperation] = []
    let earlier = (settled[asked.place] ?? []).filter { one in
      !life.settled.contains { $0.id == one.id }
    }
    let day = today(request)
    var steps = steps
    if let through = life.through, day > through, life.state != .closed {
      steps.insert(.day(day), at: 0)
    }
    for step in steps {
      let event = ReturnEvent("\(request.id)/\(notes.count)", step)
      do throws(ReturnCaseFault) {
        _ = try life.apply(event, asked.sale, after: earlier, by: returns)
      } catch {
        throw RequestError(message: Desk.text(error, life))
      }
      guard let entry = life.entries.last else { continue }
      let text = String(decoding: ReturnEntryRecord.bytes(of: entry), as: UTF8.self)
      notes.append(try keeps("\(request.id)\(Desk.entry)\(notes.count)", text))
    }
    return (life, notes)
  }

  /// What the answer to a step tells.
  private func told(_ id: String, _ life: ReturnCase) -> [LedgerOperation] {
    var notes = [LedgerOperation(id + "/state", .note(life.state.rawValue))]
    if let credit = life.preview?.credit, life.settled.isEmpty {
      notes.append(LedgerOperation(id + "/preview", .note("\(credit)")))
    }
    if life.state == .pendingApproval {
      let held = life.preview?.findings.filter { $0.code.outcome == .held } ?? []
      let codes = held.map(\.code.rawValue).joined(separator: " ")
      notes.append(LedgerOperation(id + "/reasons", .note(codes)))
    }
    return notes + [LedgerOperation(id, .note(Desk.stepped))]
  }

  private static func text(_ fault: ReturnCaseFault, _ life: ReturnCase) -> String {
    switch fault {
    case .notNow(let state): "the return is \(state.rawValue)"
    case .moreThanThere(let line): "more than was announced or has arrived of line \(line)"
    case .refused(let findings): "the return is refused: " + reasons(findings)
    case .levelTooLow: "a higher level must approve"
    case .nothingAccepted: "nothing was accepted"
    case .overflow: "an amount of the return does not fit"
    case .otherEvent, .otherReturn, .notRecorded: "the return `\(life.id)` cannot go on"
    }
  }
}
