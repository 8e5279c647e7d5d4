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
    // Goods that never left are not announced.
    if let preview = life.preview { try checkShipped(asked, preview) }
    return [ship] + notes + (try told(request.id, life, asked))
  }

  /// A step of a return that is under way.
  func step(_ request: Request) throws -> [LedgerOperation] {
    let (life, asked) = try life(request)
    let steps: [ReturnStep]
    switch request.op {
    case "approve":
      let level = request.has("level") ? try request.number("level") : 100
      guard (1...100).contains(level) else {
        throw RequestError(message: "`level` is a whole number from 1 to 100")
      }
      steps = [.approve(who: try request.text("who"), level: Int32(clamping: level))]
    case "reject":
      steps = [.reject(who: try request.text("who"), why: try request.text("why"))]
    case "receive", "inspect": steps = [try request.returnStep("lines")]
    case "know": steps = [try knows(request, asked)]
    case "ship":
      guard !request.has("place") else {
        throw RequestError(message: "`ship` names a `place` or a `return`")
      }
      steps = [.ship]
    case "settle": return try settle(request, life, asked)
    case "reverse": return try reverse(request, life, asked)
    case "cancel": steps = [.cancel]
    default: steps = [.close]
    }
    let (next, notes) = try happens(life, steps, request, asked)
    return notes + (try told(request.id, next, asked))
  }

  /// What became known of a return, with what the ledger knows better.
  private func knows(_ request: Request, _ asked: Asked) throws -> ReturnStep {
    let step = try request.returnStep("facts")
    guard case .know(let stated) = step else { return step }
    return .know(facts(stated, of: asked, on: today(request)))
  }

  /// Credits what was looked at, or charges and amounts alone.
  private func settle(
    _ request: Request, _ life: ReturnCase, _ asked: Asked
  ) throws -> [LedgerOperation] {
    let known = facts(asked.request.facts, of: asked, on: today(request))
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
    let settling = settlement(of: life)
    let own = (settled[asked.place] ?? []).filter { $0.id != last.id }
    // Without it the others stand for other units, and for other goods that stay.
    var came = try settlesAgain(request.id, asked.place, asked.sale, asked.note, own: own)
    // Funds and sources have their share of what is refunded then, and may pay it again.
    var known = facts(ReturnFacts(), of: asked, on: today(request))
    for use in last.releases where pays(use) {
      known.funded[use.id] = (known.funded[use.id] ?? 0) + use.amount
    }
    _ = try settlesFunds(&came, own, asked.sale, asked.note, knowing: known, asksAgain: true)
    let corrected = corrects(last, again[asked.place], came)
    var accounts = ReturnAccounts(node: asked.note.account)
    for earning in corrected.earnings {
      accounts.lotNodes[earning.account] = "\(earning.kind)/\(earning.account)"
    }
    for release in corrected.releases {
      // Where all goods were back an order has ended without its use.
      let node = node(of: release, asked.note, of: asked.sale.customer)
      if let node { accounts.useNodes["\(release.id)/\(release.kind)"] = node }
    }
    // What is posted again is what was credited on the account beside all other returns.
    let credit = (credited[asked.place] ?? 0) - came.target
    var operations = corrected.reversals(accounts, by: who, why, under: request.id)
    operations.removeAll { $0.id == request.id + "/reversed" }
    if credit > 0 {
      let post = LedgerAction.post(node: asked.note.account, amount: credit, due: nil)
      operations.append(LedgerOperation(request.id + "/reversed", post))
    } else if let order = claimed(asked.place) {
      operations += lowers(request.id, order, by: -credit)
    }
    operations += takesMore(request.id, corrected, asked) + repaysDebts(request.id, last)
    operations += gives(
      corrected.releases.filter(pays).map { use in
        var more = use
        more.amount = -use.amount
        return more
      }, asked.place, request.id)
    // What is posted is no change of the others.
    came.change = 0
    operations += try keeps(request.id, asked.place, came)
    return notes + operations
      + reverses(request.id, settling, asked.place)
      + (try told(request.id, next, asked))
  }

  /// What the others take more of earnings and free more of limits without the settlement.
  private func takesMore(
    _ id: String, _ corrected: ReturnStatement, _ asked: Asked
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    for earning in corrected.earnings {
      let lots = ownLots(asked.place, "\(earning.kind)/\(earning.account)")
      operations += takes(
        earning.short - earning.taken, of: lots.reversed(), id, operations.count)
    }
    let held = limitClaims(asked.place, asked.former, asked.note)
    for release in corrected.releases {
      var left = -(release.amount != 0 ? release.amount : release.units)
      guard !pays(release), let node = node(of: release, asked.note, of: asked.sale.customer) else {
        continue
      }
      for claim in held where claim.node == node && left > 0 {
        let part = min(left, claim.unbilled)
        guard part > 0 else { continue }
        left -= part
        operations.append(
          LedgerOperation(
            "\(id)/free\(operations.count)", .restore(reservation: claim.id, amount: part)))
      }
    }
    return operations
  }

  /// What a correction takes back: a settlement, with what it came to otherwise by the sale of now.
  private func corrects(
    _ last: ReturnStatement, _ before: ReturnStatement?, _ came: Again
  ) -> ReturnStatement {
    var result = last
    for (other, sign) in [(before, Int64(1)), (came.statement, -1)] {
      for one in other?.earnings ?? [] {
        var change = one
        change.taken *= sign
        if let place = result.earnings.firstIndex(where: {
          $0.account == one.account && $0.kind == one.kind
        }) {
          result.earnings[place].taken += change.taken
        } else {
          result.earnings.append(change)
        }
      }
      for one in other?.releases ?? [] {
        if let place = result.releases.firstIndex(where: {
          $0.id == one.id && $0.kind == one.kind
        }) {
          result.releases[place].amount += one.amount * sign
          result.releases[place].units += one.units * sign
        } else {
          var change = one
          (change.amount, change.units) = (one.amount * sign, one.units * sign)
          result.releases.append(change)
        }
      }
    }
    return result
  }

  /// What a correction gives back beside its statement: allowances of agreements, and what the
  /// credit took off open invoices.
  private func reverses(
    _ id: String, _ settling: String, _ place: String
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    for (node, amount) in Desk.amounts(ledger.note(settling + "/allowances") ?? "") {
      let earn = LedgerAction.earn(node: node, amount: amount, vesting: .now, expires: nil)
      operations.append(LedgerOperation("\(id)/\(node)/reversed", earn))
    }
    for (_, amount) in Desk.amounts(ledger.note(settling + "/lowered") ?? "") {
      operations.append(LedgerOperation(id + "/lowered", .note("\(-amount) \(place)")))
    }
    return operations
  }

  /// The request that settled what stands last of a return.
  private func settlement(of life: ReturnCase) -> String {
    var settled: [String] = []
    for event in life.history {
      switch event.step {
      case .settle: settled.append(String(event.id.prefix { $0 != "/" }))
      case .reverse: _ = settled.popLast()
      default: break
      }
    }
    return settled.last ?? ""
  }

  /// Rows of an amount and a name each, as they are noted.
  static func amounts(_ text: String) -> [(name: String, amount: Int64)] {
    text.split(separator: "\n").compactMap { row in
      let words = row.split(separator: " ", maxSplits: 1)
      guard words.count == 2, let amount = Int64(words[0]) else { return nil }
      return (String(words[1]), amount)
    }
  }

  /// What goods that stay use again of limits, in the name of their return (RULES.md Z-035).
  func usesAgain(
    _ id: String, _ statement: ReturnStatement, _ note: PricedNote, of customer: String
  ) -> [LedgerOperation] {
    var accounts = ReturnAccounts()
    var operations: [LedgerOperation] = []
    for release in statement.releases where release.isUsedAgain {
      guard let node = node(of: release, note, of: customer) else { continue }
      accounts.useNodes["\(release.id)/\(release.kind)"] = node
      // A limit that no sale has used yet is met here first.
      guard counters[node] == nil else { continue }
      let unit = release.amount != 0 ? currency.code : Desk.units
      operations.append(
        LedgerOperation(
          "\(id)/open\(operations.count)",
          .open(LedgerNode(id: node, limit: .unlimited, unit: unit))))
    }
    return operations + statement.postings(accounts, under: id)
  }

  /// What corrections and returns used of a limit again, as far as it is not given back.
  func reversed(_ release: SaleUse, _ place: String) -> [LedgerReservation] {
    (corrected[place] ?? []).compactMap { id in
      ledger.reservation("\(id)/\(release.id)/\(release.kind)/reversed")
    }.filter { $0.unbilled > 0 }
  }

  /// Refuses goods that another return is to bring already.
  func checkOpen(_ asked: Asked) throws {
    var together = asked.request
    together.lines += announced(asked)
    guard together.lines.count > asked.request.lines.count else { return }
    let earlier = earlier(asked.place)
    let statement = try returns(of: asked.sale).settle(together, of: asked.sale, after: earlier)
    guard !statement.findings.contains(where: { $0.code == .moreThanSold }) else {
      throw RequestError(message: "another return is to bring some of the goods already")
    }
  }

  /// Goods of the order that returns under way may still bring, gifts as far as it has them yet.
  func announced(_ asked: Asked) -> [ReturnRequest.Line] {
    var lines = lives.values
      .filter { $0.request?.sale == asked.place && $0.id != asked.request.id }
      .flatMap { $0.outstanding(on: asked.request.day) }
    let back = (settled[asked.place] ?? []).filter { !$0.isExchange }.flatMap(\.lines)
    for index in lines.indices {
      guard let gift = lines[index].gift, let product = lines[index].product else { continue }
      let has = asked.sale.items.filter { $0.gift == gift && $0.product == product }
        .reduce(Int64(0)) { $0 + $1.quantity }
      let came = back.filter { $0.gift == gift && $0.product == product }
        .reduce(Int64(0)) { $0 + $1.quantity }
      lines[index].quantity = max(0, min(lines[index].quantity, has - came))
    }
    return lines.filter { $0.quantity > 0 }
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
    let earlier = earlier(asked.place).filter { one in
      !life.settled.contains { $0.id == one.id }
    }
    let day = today(request)
    var steps = steps
    if let through = life.through, day > through, life.state != .closed {
      steps.insert(.day(day), at: 0)
    }
    let desk = returns(of: asked.sale)
    for step in steps {
      let event = ReturnEvent("\(request.id)/\(notes.count)", step)
      do throws(ReturnCaseFault) {
        _ = try life.apply(event, asked.sale, after: earlier, by: desk)
      } catch {
        throw RequestError(message: text(error, life))
      }
      guard let entry = life.entries.last else { continue }
      let text = try Desk.record(of: entry)
      notes.append(try keeps("\(request.id)\(Desk.entry)\(notes.count)", text))
    }
    return (life, notes)
  }

  /// The record of an entry, which must be read back as it is.
  private static func record(of entry: ReturnEntry) throws -> String {
    let bytes = ReturnEntryRecord.bytes(of: entry)
    do {
      let read = try ReturnEntryRecord.read(RuleSource(name: "step", bytes: bytes))
      guard read == [entry] else {
        throw RequestError(message: "the step cannot be kept as it is stated")
      }
    } catch let errors as RuleErrors {
      // What follows on the first is told of what could not be read for it.
      throw RequestError(message: "the step: " + (errors.diagnostics.first?.message ?? ""))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What a settlement of a return would come to now.
  func prospect(of life: ReturnCase, _ sale: StoredSale) throws -> ReturnStatement? {
    guard let place = life.request?.sale else { return nil }
    let own = Set(life.entries.compactMap { $0.statement?.id })
    let earlier = earlier(place).filter { !own.contains($0.id) }
    do throws(ReturnCaseFault) {
      return try life.prospect(
        of: sale, after: earlier, by: returns(of: sale), keeping: &kept.prospect)
    } catch {
      throw RequestError(message: text(error, life))
    }
  }

  /// What the answer to a step tells.
  private func told(_ id: String, _ life: ReturnCase, _ asked: Asked) throws -> [LedgerOperation] {
    var notes = [LedgerOperation(id + "/state", .note(life.state.rawValue))]
    if let credit = try prospect(of: life, asked.sale)?.credit {
      notes.append(LedgerOperation(id + "/preview", .note(noted(credit, of: asked.note))))
    }
    if life.state == .pendingApproval {
      let held = life.preview?.findings.filter { $0.code.outcome == .held } ?? []
      let codes = held.map(\.code.rawValue).joined(separator: " ")
      notes.append(LedgerOperation(id + "/reasons", .note(codes)))
    }
    return notes + [LedgerOperation(id, .note(Desk.stepped))]
  }

  private func text(_ fault: ReturnCaseFault, _ life: ReturnCase) -> String {
    switch fault {
    case .over where life.history.contains(where: { $0.step == .cancel }):
      "what had not come of the return was called off"
    case .notNow(.expired), .over:
      "the authorisation ended" + (life.through.map { " with \($0)" } ?? "")
    case .notNow(let state): "the return is \(state.rawValue)"
    case .moreThanThere(let line): "more than was announced or has arrived of line \(line)"
    case .disposition(let line, let allowed):
      "the disposition of line \(line) is one of "
        + allowed.map(\.rawValue).joined(separator: ", ")
    case .refused(let findings):
      "the return is \(findings.map(\.code.outcome).max() == .held ? "held" : "refused"): "
        + reasons(findings)
    case .levelTooLow: "a higher level must approve"
    case .nothingAccepted: "nothing was accepted"
    case .overflow: "an amount of the return does not fit"
    case .otherEvent, .otherReturn, .notRecorded: "the return `\(life.id)` cannot go on"
    }
  }
}

extension SaleUse {
  /// Whether goods that stay use it again.
  var isUsedAgain: Bool { amount < 0 || units < 0 }
}
