// The transitions of a return (RULES.md Z-070 … Z-073).
extension ReturnCase {
  /// Lets an event happen.
  ///
  /// - Parameters:
  ///   - event: The event; the same one again changes nothing and asks nothing of the ledger.
  ///   - sale: The sale.
  ///   - earlier: Settled returns of the sale, those of this one left out.
  ///   - desk: Who works returns out.
  ///   - accounts: What the ledger calls things.
  /// - Returns: Operations for the ledger, to be performed as one linked group.
  /// - Throws: ``ReturnCaseFault``; then nothing has changed.
  public mutating func apply(
    _ event: ReturnEvent, _ sale: StoredSale, after earlier: [ReturnStatement] = [],
    by desk: ReturnDesk, _ accounts: ReturnAccounts = ReturnAccounts()
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    if let known = history.first(where: { IdentifierOrder.areEqual($0.id, event.id) }) {
      guard known.step == event.step else { throw .otherEvent }
      return []
    }
    let context = ReturnContext(
      event: event.id, accounts: accounts, judge: .desk(desk, sale, earlier))
    var next = self
    let operations = try next.perform(event.step, context)
    next.history.append(event)
    next.decisions.append(next.decision(on: event.step))
    self = next
    return operations
  }

  mutating func perform(
    _ step: ReturnStep, _ context: ReturnContext
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    (reconsidered, recounted) = (nil, nil)
    switch step {
    case .submit(let request): return try submit(request, context)
    case .approve(let who, let level): return try approve(who, level, context)
    case .reject:
      try expect([.pendingApproval])
      state = .rejected
      return []
    case .ship:
      try expect([.authorised])
      state = .inTransit
      return []
    case .know(let facts): return try know(facts, context)
    case .cancel:
      try expect([
        .draft, .pendingApproval, .authorised, .inTransit, .received, .inspected, .credited,
      ])
      guard !isOver else { throw .over }
      return try ends(as: .cancelled, context)
    case .day(let day):
      try expect([.pendingApproval, .authorised, .inTransit, .received, .inspected, .credited])
      guard let through, day > through else { return [] }
      return try ends(as: .expired, context)
    case .receive(let goods): return try receive(goods, context)
    case .inspect(let goods): return try inspect(goods, context)
    case .settle: return try settle(context)
    case .close:
      try expect([.credited, .received, .inspected])
      state = .closed
      return release(context)
    case .reverse(let who, let why): return try reverse(who, why, context)
    }
  }

  private func expect(_ states: [ReturnState]) throws(ReturnCaseFault) {
    guard states.contains(state) else { throw .notNow(state) }
  }

  // MARK: Authorisation

  private mutating func submit(
    _ asked: ReturnRequest, _ context: ReturnContext
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    try expect([.draft])
    var request = asked
    request.id = id
    let preview = try context.settle(request, after: [])
    self.preview = preview
    request.lines = request.lines.map { named($0) }
    self.request = request
    switch preview.outcome {
    case .refused: throw .refused(preview.findings)
    case .held:
      state = .pendingApproval
      through = context.through(from: request.day)
      return []
    case .allowed: return authorise(preview, request.day, nil, context)
    }
  }

  /// What is known anew decides a return that is held again; one that nothing holds any more is
  /// authorised.
  private mutating func know(
    _ facts: ReturnFacts, _ context: ReturnContext
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    try expect([.pendingApproval, .authorised, .inTransit, .received, .inspected, .credited])
    request?.facts = facts
    guard state == .pendingApproval, let request,
      let decided = try context.reconsider(request)
    else { return [] }
    if decided.outcome == .refused { throw .refused(decided.findings) }
    let shown = asAnnounced(decided)
    preview = shown
    reconsidered = shown
    guard decided.outcome == .allowed else { return [] }
    return authorise(decided, request.day, nil, context)
  }

  /// Ends what has not arrived; what has arrived goes its way, and nothing more may come.
  private mutating func ends(
    as end: ReturnState, _ context: ReturnContext
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    guard arrived.isEmpty else {
      isOver = true
      return try recount(context)
    }
    state = end
    return release(context)
  }

  private mutating func approve(
    _ who: String, _ level: Int32, _ context: ReturnContext
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    try expect([.pendingApproval, .received, .inspected, .credited])
    guard var request else { throw .notNow(state) }
    // Of several words the highest counts.
    let isWeaker = request.approvedBy != nil && level < request.approvedLevel
    request.approvedBy = who
    request.approvedLevel = level
    guard state == .pendingApproval else {
      // What holds its settlement is lifted there.
      if !isWeaker { self.request = request }
      return []
    }
    let preview = try context.settle(request, after: [])
    if preview.outcome == .refused { throw .refused(preview.findings) }
    guard preview.outcome == .allowed else { throw .levelTooLow }
    self.request = request
    self.preview = asAnnounced(preview)
    return authorise(preview, request.day, who, context)
  }

  private mutating func authorise(
    _ preview: ReturnStatement, _ day: CivilDate, _ who: String?, _ context: ReturnContext
  ) -> [LedgerOperation] {
    state = .authorised
    through = context.through(from: day)
    reserved = preview.quota
    guard let node = context.accounts.quota, reserved > 0 else { return [] }
    guard let who, preview.findings.contains(where: { $0.code == .overQuota }) else {
      return [LedgerOperation("\(id)/quota", .reserve(node: node, amount: reserved))]
    }
    // What somebody approved above the quota is let through in his name.
    let lifted = LedgerOverride(
      most: reserved, who: who, why: "approved return \(id)", until: .distantFuture)
    return [
      LedgerOperation("\(id)/quota", .reserve(node: node, amount: reserved, hold: .whenShort)),
      LedgerOperation("\(id)/over quota", .override(reservation: "\(id)/quota", lifted)),
    ]
  }

  // MARK: Goods

  /// Thousandths that were announced of an item, or of kits as a whole.
  func announced(_ number: Int32, _ part: String?) -> Int64 {
    let own = (preview?.lines ?? []).filter { $0.number == number }
    guard part == nil else {
      return own.reduce(0) { IdentifierRun.same($1.part, part) ? $0 &+ $1.quantity : $0 }
    }
    // Parts that were announced by themselves beside kits are no kits.
    let kits = own.filter { $0.kits != 0 }
    var sums: [ItemKey: Int64] = [:]
    for line in kits.isEmpty ? own : kits {
      sums[ItemKey(number, line.part), default: 0] &+= kits.isEmpty ? line.quantity : line.kits
    }
    return sums.values.max() ?? 0
  }

  private mutating func receive(
    _ goods: [ReturnedGoods], _ context: ReturnContext
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    try expect([.authorised, .inTransit, .received, .inspected, .credited])
    guard !isOver else { throw .over }
    guard !goods.isEmpty else { throw .notNow(state) }
    var before = here()
    for one in goods {
      let item = ItemKey(one.number, one.part)
      guard one.quantity > 0,
        one.quantity <= announced(one.number, one.part) - (before[item] ?? 0)
      else { throw .moreThanThere(one.number) }
      arrived.append(one)
      before[item, default: 0] += one.quantity
    }
    state = .received
    return []
  }

  private mutating func inspect(
    _ goods: [InspectedGoods], _ context: ReturnContext
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    try expect([.received, .inspected, .credited])
    guard !goods.isEmpty else { throw .notNow(state) }
    var left = here()
    for one in seen {
      left[ItemKey(one.number, one.part), default: 0] &-= one.accepted &+ one.rejected
    }
    // What was taken of the announcement so far; nothing is judged without dispositions.
    var divided = context.judgesDispositions ? taken() : nil
    for one in goods {
      let item = ItemKey(one.number, one.part)
      let (sum, overflow) = one.accepted.addingReportingOverflow(one.rejected)
      guard !overflow, one.accepted >= 0, one.rejected >= 0, sum > 0, sum <= left[item] ?? 0
      else { throw .moreThanThere(one.number) }
      try judge(one, context, &divided)
      inspected.append(one)
      seen.append(one)
      left[item, default: 0] -= sum
    }
    state = .inspected
    let areAllKept = goods.allSatisfy { $0.rejected == 0 && ReturnCase.isCredited($0) }
    return areAllKept ? [] : try recount(context)
  }

  /// What has arrived of each item.
  func here() -> [ItemKey: Int64] {
    // No more arrives than was announced, so the sums fit.
    arrived.reduce(into: [:]) { $0[ItemKey($1.number, $1.part), default: 0] &+= $1.quantity }
  }

  /// What was taken of the announcement by what was accepted so far.
  private func taken() -> AnnouncedGoods {
    var divided = AnnouncedGoods(request?.lines ?? [])
    for one in credited.joined() { _ = divided.take(one) }
    for one in inspected where ReturnCase.isCredited(one) { _ = divided.take(one) }
    return divided
  }

  /// Refuses what the policy does not let become of goods, and what is still open of those that are
  /// looked at, so that what was accepted can be settled (RULES.md Z-021, Z-070).
  ///
  /// - Parameter divided: What was taken of the announcement before; `nil` judges nothing.
  private func judge(
    _ one: InspectedGoods, _ context: ReturnContext, _ divided: inout AnnouncedGoods?
  ) throws(ReturnCaseFault) {
    guard one.accepted > 0, var goods = divided else { return }
    let lines = goods.take(one)
    // What goes back to the dealer leaves its lines to others.
    if ReturnCase.isCredited(one) { divided = goods }
    for line in lines {
      let allowed = context.dispositions(request?.reason, line)
      guard !allowed.isEmpty else { continue }
      guard let chosen = line.disposition ?? ReturnCase.only(allowed), allowed.contains(chosen)
      else { throw .disposition(one.number, allowed: allowed) }
    }
  }

  // MARK: Settlement

  /// Whether goods are to come, not charges or amounts alone.
  private var announcesGoods: Bool { preview?.lines.contains { $0.quantity > 0 } ?? true }

  /// The request with what was accepted and not settled yet in the place of what was announced.
  func accepted(_ context: ReturnContext) -> ReturnRequest? {
    guard var request else { return nil }
    if request.isWhole { request.charges = context.charges }
    let announced = request.lines
    request.id = settlements == 0 ? id : "\(id)/\(settlements + 1)"
    request.isWhole = false
    // What comes without goods comes with the first settlement that stands.
    request.lines = settled.isEmpty ? announced.filter { $0.allowance > 0 } : []
    if !settled.isEmpty {
      request.charges = []
      request.amount = 0
    }
    var divided = AnnouncedGoods(announced)
    for one in credited.joined() { _ = divided.take(one) }
    for one in inspected where ReturnCase.isCredited(one) { request.lines += divided.take(one) }
    request.lines = request.lines.map { line in
      var line = named(line)
      if line.quantity > 0, line.disposition == nil {
        line.disposition = ReturnCase.only(context.dispositions(request.reason, line))
      }
      return line
    }
    return request
  }

  /// What becomes of goods where nobody says so; goods are sent back only where somebody does.
  private static func only(_ allowed: [Disposition]) -> Disposition? {
    allowed.count == 1 && allowed != [.backToDealer] ? allowed.first : nil
  }

  static func isCredited(_ one: InspectedGoods) -> Bool {
    one.accepted > 0 && one.disposition != .backToDealer
  }

  private mutating func settle(_ context: ReturnContext) throws(ReturnCaseFault)
    -> [LedgerOperation]
  {
    // Charges and amounts alone are settled as soon as they are authorised.
    try expect(announcesGoods ? [.inspected] : [.authorised, .inspected])
    guard var request = accepted(context) else { throw .nothingAccepted }
    let present = context.present(request.lines, after: settled)
    request.lines = present.lines
    let isGone = request.lines.isEmpty && !present.gone.isEmpty
    // Charges of everything come back with goods, none of which are left.
    if isGone, self.request?.isWhole == true { request.charges = [] }
    guard !request.lines.isEmpty || !announcesGoods || isGone else { throw .nothingAccepted }
    var statement: ReturnStatement
    if isGone, let nothing = context.nothing(of: request) {
      statement = nothing
    } else {
      // The quota was asked when the return was authorised.
      statement = try context.settle(request, after: settled, asksQuota: false)
    }
    statement.findings += present.gone
    guard statement.outcome == .allowed else { throw .refused(statement.findings) }
    settlements += 1
    settled.append(statement)
    credited.append(inspected.filter { ReturnCase.isCredited($0) })
    inspected = []
    state = .credited
    var operations = statement.postings(context.accounts, under: context.event)
    let due = settled.reduce(Int64(0)) { $0 &+ $1.quota }
    let more = min(due - posted, reserved)
    if more > 0 {
      reserved -= more
      posted += more
    }
    if more > 0, context.accounts.quota != nil {
      operations.append(
        LedgerOperation(
          "\(context.event)/posted",
          .ship(reservation: "\(id)/quota", amount: more, close: false)))
    }
    return operations
  }

  /// Takes the last settlement back by entries of its own; nothing is edited.
  private mutating func reverse(
    _ who: String, _ why: String, _ context: ReturnContext
  ) throws(ReturnCaseFault) -> [LedgerOperation] {
    try expect([.credited])
    guard let last = settled.popLast(), let goods = credited.popLast() else {
      throw .notNow(state)
    }
    state = .inspected
    inspected = goods
    return last.reversals(context.accounts, by: who, why, under: context.event)
  }
}
