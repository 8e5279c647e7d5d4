import DealerRules

/// One request against the reference's lists.
struct ReferenceCreditRun {
  let credit: ReferenceCredit
  let request: CreditRequest
  let node: CreditNode
  /// The levels that what is asked reaches.
  var levels: [CreditNode]
  /// What is asked as credit at each level.
  var asked: [Int128] = []
  /// The whole document in the node's currency.
  let whole: Int128
  /// The document whose place the request takes.
  let own: CreditEntry?
  /// The document that gives way, whether or not the request can be exchanged.
  let replaced: CreditEntry?
  /// Whether the request's own amount has a rate to its node.
  let isRated: Bool
  var answer = ReferenceCreditAnswer()
  var reasons: [Said] = []

  struct Said {
    var code: CreditCode
    var rule: String
    var node: String
    var effect: CreditEffect
    var isLifted = false
  }

  var policy: CreditPolicy { credit.policy }
  var day: CivilDate { request.asOf }

  init(_ credit: ReferenceCredit, _ request: CreditRequest) {
    self.credit = credit
    self.request = request
    guard let found = credit.node(request.node) else {
      let effect = credit.policy.withoutNode
      node = CreditNode(id: request.node, currency: .cny)
      (levels, whole, own, replaced, isRated) = ([], 0, nil, nil, true)
      answer.effect = effect
      answer.amount = Int128(request.amount.millionths)
      if effect > .allow {
        answer.reasons = ["creditNodeUnknown  \(request.node) \(effect)"]
      }
      return
    }
    node = found
    let amount = request.amount
    let exchanged = credit.exchanged(
      Int128(amount.millionths), amount.currency, found.currency, request.rate)
    isRated = exchanged != nil
    levels = isRated ? credit.levels(found) : []
    whole = exchanged ?? 0
    let claims = credit.facts.entries.filter {
      [.order, .shipped, .draft].contains($0.kind)
    }
    replaced =
      claims.first { $0.id == request.id }
      ?? request.replaces.flatMap { id in
        claims.first { $0.id == id && $0.node == found.id && $0.kind == .order }
      }
    own = isRated ? replaced : nil
    fund()
    askAll()
    lift()
    conclude()
  }

  /// Documents without the one whose place is taken.
  var others: [CreditEntry] {
    credit.facts.entries.filter { $0.id != own?.id || $0.kind != own?.kind }
  }

  func exposure(
    _ level: CreditNode, _ isWanted: (CreditEntry) -> Bool = { _ in true }
  ) -> Int128 {
    let counted = level.counted ?? policy.counted
    return others.filter(isWanted).reduce(0) { sum, entry in
      let component = credit.component(entry, day)
      guard counted.contains(component), let amount = credit.amount(entry, at: level) else {
        return sum
      }
      return component == .credits ? sum - amount : sum + amount
    }
  }

  func limit(_ level: CreditNode) -> Int128? { credit.limit(level, day) }

  /// The least that can still be asked up to a level, in the node's currency.
  func room(_ count: Int) -> Int128? {
    var least: Int128?
    for index in 0..<count {
      guard let limit = limit(levels[index]) else { continue }
      var room = limit - exposure(levels[index])
      for below in (0..<index).reversed() {
        let (lower, upper) = (levels[below].currency, levels[below + 1].currency)
        guard lower != upper else { continue }
        guard let factor = credit.rate(lower, upper) else {
          room = 0
          break
        }
        let step = ReferenceCredit.step(lower)
        room =
          credit.floor(room * Int128(factor.denominator), Int128(factor.numerator) * step) * step
      }
      least = min(least ?? room, room)
    }
    return least
  }

  // MARK: B-014

  /// The part of the document that a source pays at most; all of it is not rounded.
  private func part(_ source: FundingSource) -> Int128 {
    guard source.most != .one else { return whole }
    let step = ReferenceCredit.step(node.currency)
    return credit.floor(whole * Int128(source.most.millionths), 1_000_000 * step) * step
  }

  private mutating func fund() {
    guard isRated else { return sayUnrated(node) }
    for level in levels {
      let lacks = others.contains {
        credit.counts($0, at: level) && credit.amount($0, at: level) == nil
      }
      if lacks || credit.lacksLimit(level, day) { sayUnrated(level) }
    }
    let prepaid =
      credit.exchanged(
        Int128(max(0, request.prepaid)), request.amount.currency, node.currency, request.rate) ?? 0
    var left = max(0, whole - prepaid)
    var shares: [Int128] = []
    var owner: Int?
    for source in policy.funding {
      let step = ReferenceCredit.step(node.currency)
      var share = min(left, part(source))
      if source.kind == .ownCredit {
        owner = shares.count
        let kept = policy.mayReachLimit ? 0 : step
        if let room = room(levels.count) { share = min(share, max(0, room - kept)) }
      } else {
        let fund = credit.facts.accounts[node.id]?.funds[source.id] ?? 0
        share = min(share, Int128(fund))
      }
      shares.append(share)
      left -= share
    }
    if let owner {
      // Up to its own part of the document.
      let more = max(0, min(left, part(policy.funding[owner]) - shares[owner]))
      shares[owner] += more
      left -= more
    }
    let amount = owner.map { shares[$0] } ?? (policy.funding.isEmpty ? left : 0)
    if !policy.funding.isEmpty, left > 0 {
      reasons.append(Said(code: .creditFunding, rule: "", node: node.id, effect: .hold))
    }
    answer.funding = zip(policy.funding, shares).map { "\($0.id) \($1)" }
    asked = [amount]
    for index in 1..<max(1, levels.count) {
      let here = credit.exchanged(
        asked[index - 1], levels[index - 1].currency, levels[index].currency, nil)
      guard let here else {
        if !reasons.contains(where: { $0.node == levels[index].id }) { sayUnrated(levels[index]) }
        levels.removeSubrange(index...)
        return
      }
      asked.append(here)
    }
  }

  /// B-011.
  private mutating func sayUnrated(_ node: CreditNode) {
    reasons.append(Said(code: .creditRateMissing, rule: "", node: node.id, effect: .hold))
  }

  // MARK: B-006, B-012

  private func isFor(_ rule: CreditRule) -> Bool {
    switch rule.scope {
    case .all: true
    case .groups(let groups): node.group.map { groups.contains($0) } ?? false
    case .nodes(let nodes): nodes.contains(node.id)
    }
  }

  private func isAsked(_ rule: CreditRule) -> Bool {
    isFor(rule) && (rule.checkpoints.isEmpty || rule.checkpoints.contains(request.checkpoint))
  }

  private func width(_ rule: CreditRule) -> Int {
    switch rule.scope {
    case .all: 3
    case .groups: 2
    case .nodes: 1
    }
  }

  private mutating func askAll() {
    for hold in request.holds where day <= (hold.through ?? day) {
      say(.creditHeld, "", node.id, max(.hold, hold.effect))
    }
    for above in credit.chain(node) {
      for hold in credit.facts.accounts[above.id]?.holds ?? [] where day <= (hold.through ?? day) {
        say(.creditHeld, "", above.id, max(.hold, hold.effect))
      }
    }
    warnIdle()
    var rules = policy.rules
    let hasLimit = rules.contains { rule in
      rule.kind == .block && ["limit", "dynamicLimit"].contains(rule.test.name) && isFor(rule)
    }
    // No generated rule is called so.
    if !hasLimit { rules.append(CreditRule(id: "limit", .limit)) }
    rules.sort { IdentifierOrder.precedes($0.id, $1.id) }
    let mine = rules.filter { isAsked($0) }
    let ofApproval = mine.filter {
      $0.kind == .block && ["changed", "deviation"].contains($0.test.name)
    }
    if isApproved, !ofApproval.isEmpty,
      ofApproval.allSatisfy({ violated($0.test).isEmpty })
    {
      return say(.creditApproved, "", node.id, .allow)
    }
    if let release = mine.first(where: { $0.kind == .release && violated($0.test).isEmpty }) {
      return say(.creditReleased, release.id, node.id, .allow)
    }
    let isSmaller =
      request.checkpoint == .order && own?.node == node.id
      && whole <= own.flatMap { credit.amount($0, at: node) } ?? -1
    for rule in mine where rule.kind == .block {
      let found = violated(rule.test)
      let excluding = mine.first { other in
        other.kind == .exclude && other.test.name == rule.test.name
          && width(other) < width(rule) && violated(other.test).isEmpty
      }
      if !found.isEmpty, let excluding {
        say(.creditExcluded, excluding.id, node.id, .allow)
      } else {
        for (code, where_) in found {
          say(code, rule.id, where_, isSmaller ? min(.warn, rule.effect) : rule.effect)
        }
      }
      if case .dynamicLimit(let days) = rule.test, let ships = request.ships,
        ships > horizon(days)
      {
        say(.creditLater, rule.id, node.id, .allow)
      }
    }
  }

  /// B-025.
  private mutating func warnIdle() {
    func says(_ code: CreditCode, _ isIdle: Bool) {
      if isIdle { say(code, "", node.id, .warn) }
    }
    let asking = policy.rules.filter { ["changed", "deviation"].contains($0.test.name) }
    let named: [String] = asking.flatMap { (rule) -> [String] in
      if case .changed(let fields) = rule.test { return fields }
      return []
    }
    let terms = request.terms.map { asked in !policy.terms.contains { $0.id == asked } }
    says(.creditTermsUnknown, terms ?? false)
    says(
      .creditNotReplaced,
      request.replaces.map { $0 != request.id && $0 != replaced?.id } ?? false)
    says(.creditOverpaid, request.prepaid > request.amount.millionths)
    says(
      .creditRateIdle,
      request.amount.currency == node.currency && request.rate ?? .one != .one)
    says(
      .creditApprovalIdle,
      request.approved != nil && !asking.contains { $0.kind == .block && isFor($0) })
    says(.creditChangedUnknown, !request.changed.allSatisfy { named.contains($0) })
  }

  /// B-009: what is approved later is not approved.
  var isApproved: Bool { request.approved.map { $0.on <= day } ?? false }

  func horizon(_ days: Int) -> CivilDate { day.adding(days: days) ?? day }

  private mutating func say(
    _ code: CreditCode, _ rule: String, _ node: String, _ effect: CreditEffect
  ) {
    reasons.append(Said(code: code, rule: rule, node: node, effect: effect))
  }

  private mutating func lift() {
    for word in request.overrides where day <= (word.through ?? day) {
      if let most = word.most, whole > Int128(most) { continue }
      for index in reasons.indices {
        let said = reasons[index]
        guard said.effect >= .hold, !said.rule.isEmpty,
          word.rules.isEmpty || word.rules.contains(said.rule)
        else { continue }
        reasons[index].isLifted = true
      }
    }
  }

  // MARK: B-013

  private mutating func conclude() {
    answer.effect = reasons.filter { !$0.isLifted }.map(\.effect).max() ?? .allow
    answer.amount = asked.first ?? 0
    answer.exposure = isRated ? exposure(node) : 0
    answer.limit = isRated ? limit(node) : nil
    answer.available = room(levels.count)
    var least: Int128?
    for index in levels.indices {
      guard let limit = limit(levels[index]), let room = room(index + 1) else { continue }
      if let found = least, room >= found { continue }
      least = room
      answer.binding = levels[index].id
      let over = exposure(levels[index]) + asked[index] - limit
      let step = policy.mayReachLimit ? 0 : ReferenceCredit.step(levels[index].currency)
      answer.shortfall = max(0, over + step)
    }
    answer.reasons = reasons.map {
      "\($0.code) \($0.rule) \($0.node) \($0.effect)" + ($0.isLifted ? " lifted" : "")
    }.sorted()
  }
}
