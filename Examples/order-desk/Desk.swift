import DealerRules

/// Decides requests over rules and a ledger. Everything it knows beside the rules follows from the
/// ledger's events.
struct Desk {
  let rules: CompiledRules
  var ledger = Ledger()
  /// Decided and not taken by the caller yet.
  private var events: [LedgerEvent] = []
  /// The request whose price an order stands at: the place itself, or its last amendment.
  var standing: [String: String] = [:]
  /// What came back of an order, in order, by place.
  var settled: [String: [ReturnStatement]] = [:]
  /// What was paid on each invoice.
  var payments: [String: Int64] = [:]
  /// By how much credit memos of returns lowered the invoices of orders, by place.
  var lowered: [String: Int64] = [:]
  /// Returns that come step by step, by id.
  var lives: [String: ReturnCase] = [:]
  /// What returns of orders that changed since come to otherwise by the sale of now, by place
  /// (RULES.md Z-066).
  var again: [String: ReturnStatement] = [:]
  /// What returns have credited on the account, corrections taken off, by place.
  var credited: [String: Int64] = [:]
  /// Items that were posted for an order without a shipment, by place.
  var posted: [String: [String]] = [:]
  /// Claims of limits that an order made, by place.
  var claims: [String: [String]] = [:]
  /// What an order has earned, less what was taken back, by node, by place.
  var earned: [String: [String: Int64]] = [:]
  /// What accounts of points and rebates owe, by node.
  var debts: [String: Int64] = [:]
  /// Lots that an order earned, by place.
  var orderLots: [String: [String]] = [:]
  /// What was taken back of lots, by lot.
  var takenBack: [String: Int64] = [:]
  /// Why the last request was refused that was refused as a group.
  var cause: String?
  /// What corrections of settlements, and returns that use limits again, are named after, by place.
  var corrected: [String: [String]] = [:]
  /// What has left of orders that leave line by line: thousandths by line, by place.
  var shippedLines: [String: [Int32: Int64]] = [:]
  /// What left of each line with a shipment by lines: thousandths by line, by shipment.
  var leftWith: [String: [Int32: Int64]] = [:]
  /// The order of each shipment, and when it left.
  var shipments: [String: (place: String, at: Instant)] = [:]
  /// What was invoiced, by account.
  var invoices: [String: [(at: Instant, amount: Int64)]] = [:]
  /// What of their quotas returns took, by account (RULES.md Z-050).
  var returned: [String: [(id: String, day: CivilDate, quota: Int64)]] = [:]
  /// Invoices that are not settled, by account.
  var openIDs: [String: Set<String>] = [:]
  /// Lots in the order in which they were earned, by node.
  var lotIDs: [String: [String]] = [:]
  /// Nodes that count uses, by id.
  var counters: [String: String] = [:]
  /// Stops put on orders that were let through before, by place.
  var stops: [String: CreditHold] = [:]
  /// What was paid of orders that have not left, by place.
  var advances: [String: Advance] = [:]
  /// Orders that ended by themselves and hold uses and earnings yet, in the order of their ends.
  var ended: [String] = []
  /// Orders of which everything was billed before all of their goods left, by when their time is
  /// over.
  var billedAhead: [String: Instant] = [:]
  /// The instant of the request that is decided.
  var moment: Instant = .distantPast
  /// The request that was taken up last.
  var last: String?
  /// The credit of the project, if it has one.
  var credit: DeskCredit?
  /// What is worked out from what never changes, and what it would be each time anew.
  let kept = DeskMemory()

  var currency: Currency { rules.book.currency }

  /// The hashes of the rules, which sales state.
  let hashes: RuleHashes
  /// Earlier rules under the policy of now, for sales that the rules price otherwise (RULES.md
  /// Z-008).
  let archive: [ReturnDesk]
  /// Folders of the archive that hold no rules that can be used.
  let unreadable: [String]

  /// Days by which a new order may be dated back; `nil` for any number.
  private let mostDaysBack: Int?
  /// The language of answers; `nil` for messages in English and codes alone.
  let language: Language?

  /// - Parameters:
  ///   - earlier: Rules of then.
  ///   - unreadable: Folders that should hold some and do not.
  ///   - mostDaysBack: Days by which a new order may be dated back; `nil` for any number.
  ///   - language: That of answers; `nil` for messages in English and codes alone.
  init(
    _ rules: CompiledRules, earlier: [CompiledRules] = [], unreadable: [String] = [],
    mostDaysBack: Int? = nil, language: Language? = nil
  ) {
    self.rules = rules
    self.language = language
    self.unreadable = unreadable
    self.mostDaysBack = mostDaysBack
    hashes = rules.hashes()
    let policy = rules.book.returns ?? ReturnPolicy()
    archive = earlier.map { ReturnDesk($0, policy: policy) }
  }

  /// Refuses a new order whose own day lies too long before that of its request: rules, prices and
  /// licenses are those of its own day.
  func checkDay(of order: Order, _ request: Request) throws {
    guard let mostDaysBack else { return }
    let zone = rules.book.zone
    let today = zone.date(of: max(request.at, ledger.time)).daysSinceEpoch
    let days = Int(today) - Int(order.day(in: zone).daysSinceEpoch)
    guard days > mostDaysBack else { return }
    throw RequestError(
      message: "the order is dated back by \(days) days, of \(mostDaysBack) at most")
  }

  /// Refuses an order dated before the one that it takes the place of, which would go round that.
  func checkDay(of order: Order, replacing place: String) throws {
    guard mostDaysBack != nil, let former = try? priced(place).0,
      let sale = try? sale(former, place)
    else { return }
    let zone = rules.book.zone
    guard order.day(in: zone) < sale.input.day(in: zone) else { return }
    throw RequestError(message: "the order is dated before the one that it changes")
  }

  /// Adds what other processes, or this one before it was ended, decided.
  mutating func absorb(_ events: [LedgerEvent]) throws(LedgerFault) {
    for event in events {
      try ledger.replay(event)
      learn(event)
      followCredit([event])
    }
  }

  /// The events decided since the last call, to be stored before any answer is given.
  mutating func takeEvents() -> [LedgerEvent] {
    defer { events = [] }
    return events
  }

  /// The answer to a line of input.
  mutating func answer(_ line: [UInt8]) -> String {
    var id = ""
    do {
      let request = try Request(line)
      id = request.id
      return try decide(request).line
    } catch let error as RequestError {
      return failure(id.isEmpty ? error.id : id, error.message, error.code)
    } catch is NumericError {
      return failure(id, "an amount of the request does not fit", Desk.overflow)
    } catch let fault as LedgerFault {
      return failure(id, Desk.text(fault))
    } catch {
      return failure(id, "\(error)")
    }
  }

  private func failure(_ id: String, _ message: String, _ code: String? = nil) -> String {
    var reply = Reply(id, "error", currency)
    reply.add("outcome", "error")
    if let code { reply.add("code", code) }
    reply.add("message", language == .chinese ? ChineseMessages.text(message) : message)
    return reply.line
  }

  private mutating func decide(_ request: Request) throws -> Reply {
    moment = max(request.at, ledger.time)
    if request.op == "quote" {
      // What is due by then is due for a quote too; nothing of it is recorded.
      var then = self
      if then.pass(to: request.at) {
        try then.turnCredit(to: request.at)
        return try then.quote(request)
      }
      try turnCredit(to: request.at)
      return try quote(request)
    }
    if request.op == "statement" { return try tell(request) }
    var reply = Reply(request.id, request.op, currency)
    let asked = request.id + "/asked"
    if let known = ledger.note(asked), known != request.fingerprint {
      reply.add("outcome", "conflict")
      return reply
    }
    guard ledger.outcome(of: request.id) == nil else {
      // The last request may have been interrupted before its credit was settled.
      if let last, IdentifierOrder.areEqual(last, request.id) {
        try keepCause(request)
        try settleCredit(request)
      }
      try describe(request.id, &reply)
      reply.add("repeated", true)
      return reply
    }
    // What is due by then comes first, so that nothing is decided on claims that have ended.
    pass(to: request.at)
    try turnCredit(to: request.at)
    let group = try operations(request)
    // A request that is not of the right form is not recorded, so that its id stays free.
    if !request.has("amount") { try checkFits(group) }
    try Ledger.check(group)
    let note = LedgerOperation(asked, .note(request.fingerprint))
    try apply([note], request.at)
    try apply(group, request.at)
    try keepCause(request)
    try settleCredit(request)
    try describe(request.id, &reply)
    return reply
  }

  private func operations(_ request: Request) throws -> [LedgerOperation] {
    switch request.op {
    case "account": return [try account(request)]
    case "place": return try place(request)
    case "amend": return try request.has("order") ? amend(request) : change(request)
    case "override": return try override(request)
    case "ship":
      if request.has("return") { return try step(request) }
      return try request.has("lines") ? shipLines(request) : ship(request)
    case "pay": return try request.has("place") ? payAhead(request) : pay(request)
    case "fund": return try fund(request)
    case "remind", "dispute": return try mark(request)
    case "return": return try takeBack(request)
    case "authorise": return try authorise(request)
    case "approve", "reject", "know", "receive", "inspect", "settle", "close", "reverse":
      return try step(request)
    case "cancel": return try request.has("return") ? step(request) : cancel(request)
    default: throw RequestError(message: "unknown op `\(request.op)`")
    }
  }

  /// Lets what is due happen. What an order that ended by itself would have earned goes with it,
  /// also where a process was ended between the two.
  /// - Returns: Whether anything was due.
  @discardableResult
  private mutating func pass(to instant: Instant) -> Bool {
    let due = ledger.advance(to: instant)
    take(due)
    let places = ended + overdue(at: max(instant, ledger.time))
    ended = []
    for place in places {
      guard let (former, note) = try? priced(place),
        let group = try? ends(place + Desk.expired, place, former, note)
      else { continue }
      // What cannot be taken back now can be by `cancel`.
      let end = LedgerOperation(place + Desk.expired, .note("ended"))
      if !group.isEmpty { try? apply(group + [end], instant) }
    }
    return !due.isEmpty || !places.isEmpty
  }

  /// Orders that the ledger counts as done, of which goods have not left when their time is over.
  private mutating func overdue(at instant: Instant) -> [String] {
    let due = billedAhead.filter { $0.value <= instant }
      .sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    for (place, _) in due { billedAhead[place] = nil }
    return due.map(\.key).filter { isBilledAhead($0) }
  }

  /// What follows of an order that ended by itself is named by this.
  static let expired = "/expired"

  mutating func apply(_ group: [LedgerOperation], _ at: Instant) throws(LedgerFault) {
    take(try ledger.apply(group: group, at: at).events)
  }

  private mutating func take(_ decided: [LedgerEvent]) {
    for event in decided { learn(event) }
    followCredit(decided)
    events += decided
  }

  /// Tells what is on record for a request; a repeated one is told the same.
  private func describe(_ id: String, _ reply: inout Reply) throws {
    guard let outcome = ledger.outcome(of: id) else {
      throw RequestError(message: "nothing is on record for `\(id)`")
    }
    var reasons: [String] = []
    var findings: [Finding] = []
    let settled = ledger.note(id + "/room").flatMap { Int64($0) }
    let state = ledger.note(id + "/state")
    if [Desk.nothingCredited, Desk.nothingBilled].contains(ledger.note(id)) {
      reply.add("outcome", "accepted")
    } else if ledger.note(id) == Desk.stepped {
      reply.add(
        "outcome", state == ReturnState.pendingApproval.rawValue ? Desk.held : "accepted")
      reasons = ledger.note(id + "/reasons")?.split(separator: " ").map(String.init) ?? []
    } else if let word = ledger.note(id), word == Desk.blocked || word == Desk.held {
      reply.add("outcome", word)
      reasons = ledger.note(id + "/reasons")?.split(separator: " ").map(String.init) ?? []
      findings =
        ledger.note(id + "/findings")?.split(separator: "\n").map { Finding(text: String($0)) }
        ?? []
    } else if let short = ledger.note(id + "/waits").flatMap({ Int64($0) }) {
      reply.add("outcome", Desk.held)
      reply.add("code", short > 0 ? "insufficient" : "waits")
      if short > 0 { reply.add("shortfall", amount: short) }
    } else {
      reply.add(outcome, settled: settled)
      if let cause = ledger.note(id + "/cause") { reply.add("cause", cause) }
    }
    if let priced = ledger.note(id + "/priced").flatMap({ PricedNote($0) }) {
      reply.add("payable", priced)
      if priced.advance > 0 { reply.add("funded", amount: priced.advance) }
      (reasons, findings) = (priced.reasons, priced.findings)
    }
    if let state { reply.add("state", state) }
    if let credit = ledger.note(id + "/preview").flatMap({ money($0) }) {
      reply.add("credit", credit)
    }
    reply.add(reasons, findings, language)
    if let refund = ledger.note(id + "/refund").flatMap({ money($0) }) {
      reply.add("refund", refund)
    }
  }

  /// What a request is noted as whose order the rules block.
  static let blocked = "blocked"
  /// What a change or a shipment is noted as that credit keeps back.
  static let held = "held"

  // MARK: What events tell

  /// The price that an order stands at, and the request that gave it.
  func priced(_ place: String) throws -> (request: String, note: PricedNote) {
    let request = standing[place] ?? place
    guard let note = ledger.note(request + "/priced").flatMap({ PricedNote($0) }) else {
      throw RequestError(message: "there is no order `\(place)`")
    }
    return (request, note)
  }

  /// What an account of points or rebates holds.
  func accountLots(_ node: String) -> [LedgerLot] {
    (lotIDs[node] ?? []).compactMap { ledger.lot($0) }
  }

  /// What a return of an order finds on an account of points or rebates: what the order itself
  /// earned, and of other orders what is usable, so that nothing pays that may yet be taken back
  /// (RULES.md Z-045).
  func lots(of node: String, for place: String) -> [LedgerLot] {
    let own = Set(orderLots[place] ?? [])
    return accountLots(node).filter { own.contains($0.id) || !$0.isPending }
  }

  /// What an account has to pay, the oldest due first (RULES.md B-005).
  func openItems(of account: String) -> [LedgerItem] {
    (openIDs[account] ?? []).compactMap { ledger.item($0) }.sorted { a, b in
      let (first, second) = (a.due ?? .distantFuture, b.due ?? .distantFuture)
      return first != second ? first < second : IdentifierOrder.precedes(a.id, b.id)
    }
  }
}
