// What a request asks at each node (RULES.md B-004, B-005, B-014).
extension CreditBook {
  /// Prepares a request; what cannot be told is a reason of it.
  func prepare(
    _ request: CreditRequest, _ node: Int, paid: Int64
  ) throws(NumericError) -> CreditCase {
    var work = CreditCase(request: request, node: node)
    let currency = policy.nodes[node].currency
    work.chain = chain(from: node)
    guard let whole = try converted(request.amount, to: currency, request.rate),
      let prepaid = try converted(
        Money(millionths: request.prepaid, request.amount.currency), to: currency, request.rate)
    else {
      work.reasons.append(unrated(node))
      return work
    }
    work.whole = whole
    if let own = claim(of: request, node) {
      work.own = own
      work.isMoved = entries[own].node != node
      work.replaced = try counting(own)
    }
    try pay(paid, &work)
    try climb(&work)
    try fund(max(0, try Wide.subtract(whole, max(0, prepaid))), &work)
    return work
  }

  /// The claim whose place a request takes: its own, else the open order of its node that it
  /// replaces. Goods that left, a posted document, or what another node owes never give way to
  /// another order (RULES.md B-005).
  func claim(of request: CreditRequest, _ node: Int) -> Int? {
    if let own = claims[request.id] { return own }
    guard let other = request.replaces.flatMap({ claims[$0] }) else { return nil }
    return gives(way: other, node) ? other : nil
  }

  private func gives(way claim: Int, _ node: Int) -> Bool {
    entries[claim].node == node && entries[claim].entry.kind == .order
  }

  /// The id under which what sources paid of the replaced claim of the same node is kept.
  func drawnBefore(
    _ request: CreditRequest, _ node: Int
  ) -> (id: String, shares: [FundingShare])? {
    if let own = drawn[request.id] {
      return own.node == node ? (request.id, own.shares) : nil
    }
    guard let other = request.replaces, let found = drawn[other], found.node == node else {
      return nil
    }
    // What was paid by others alone has no claim.
    if let claim = claims[other], !gives(way: claim, node) { return nil }
    return (other, found.shares)
  }

  /// What an entry counts for at its node and at those above.
  private func counting(_ position: Int) throws(NumericError) -> [Int: Int64] {
    var result: [Int: Int64] = [:]
    var node = entries[position].node
    var amount = entries[position].amount
    while true {
      if let amount { result[node] = amount }
      guard policy.nodes[node].mode == .nested, parents[node] >= 0 else { return result }
      amount = try lifted(amount, from: node)
      node = parents[node]
    }
  }

  private func unrated(_ node: Int) -> CreditReason {
    CreditReason(
      code: .creditRateMissing, rule: "", node: policy.nodes[node].id, effect: .hold,
      isLifted: false, figures: [])
  }

  /// The node and those in which it is nested.
  private func chainUp(_ node: Int) -> [Int] {
    var nodes = [node]
    var last = node
    while policy.nodes[last].mode == .nested, parents[last] >= 0 {
      last = parents[last]
      nodes.append(last)
    }
    return nodes
  }

  /// The node and those above, up to the first that stands alone.
  private func chain(from node: Int) -> [Int] {
    var chain = [node]
    var last = node
    while policy.nodes[last].mode != .isolated, parents[last] >= 0 {
      last = parents[last]
      chain.append(last)
    }
    return chain
  }

  /// Settles the items of the case with a payment that is only tried.
  private func pay(_ paid: Int64, _ work: inout CreditCase) throws(NumericError) {
    work.paid = paid
    if paid > 0 || looksAtItems { work.items = itemsOf[work.node] }
    guard paid > 0 else { return }
    var left = paid
    for index in work.items.indices {
      let taken = min(left, work.items[index].amount)
      work.items[index].amount -= taken
      left -= taken
    }
    work.items.removeAll { $0.amount == 0 }
    work.settled = paid - left
  }

  /// Exposure and limit of the node and of those above in which it is nested.
  private func climb(_ work: inout CreditCase) throws(NumericError) {
    var node = work.node
    // What gives way lacks no rate any more.
    let unratedOwn = Set(work.own.map { chainUp(entries[$0].node) } ?? [])
      .subtracting(work.replaced.keys)
    var settled: Int64? = work.settled
    var left: Int64? = work.paid - work.settled
    while true {
      let limit = try limit(node, work.request.asOf)
      let lacking = unrated[node] - (unratedOwn.contains(node) ? 1 : 0)
      if !limit.isKnown || lacking > 0 { work.reasons.append(unrated(node)) }
      var sum = sums[node]
      if let position = work.own, let own = work.replaced[node] {
        try sum.add(-own, entries[position].entry.kind)
      }
      try sum.add(-(settled ?? 0), .invoice)
      try sum.add(left ?? 0, .credit)
      let counted = counted(node)
      let isSplit = counted.contains(.notDue) != counted.contains(.overdue)
      let late = isSplit ? try overdueAfter(node, work) : 0
      work.levels.append(
        CreditCase.Level(
          node: node, exposure: try sum.exposure(counting: counted, overdue: late),
          limit: limit.value, asked: 0, settled: settled ?? 0))
      guard policy.nodes[node].mode == .nested, parents[node] >= 0 else { return }
      settled = try lifted(settled, from: node)
      left = try lifted(left, from: node)
      node = parents[node]
    }
  }

  /// The overdue part of a level after the payment that is tried.
  func overdueAfter(_ node: Int, _ work: CreditCase) throws(NumericError) -> Int64 {
    let day = work.request.asOf
    var late = try overdue(node, day)
    guard work.paid > 0 else { return late }
    var before: Int64? = 0
    for item in itemsOf[work.node] where isOverdue(item.due, item.isDisputed, day) {
      before = try Wide.add(before ?? 0, item.amount)
    }
    var after: Int64? = 0
    for item in work.items where isOverdue(item.due, item.isDisputed, day) {
      after = try Wide.add(after ?? 0, item.amount)
    }
    var below = work.node
    while below != node {
      before = try lifted(before, from: below)
      after = try lifted(after, from: below)
      below = parents[below]
    }
    late = try Wide.add(try Wide.subtract(late, before ?? 0), after ?? 0)
    return late
  }

  /// Splits what is not paid in advance over the sources in their order; own credit takes what its
  /// room holds, and what no source takes up to its part of the document.
  private func fund(_ amount: Int64, _ work: inout CreditCase) throws(NumericError) {
    let currency = policy.nodes[work.node].currency
    var left = amount
    var own: Int?
    var mostOfOwn: Int64 = 0
    // What is replaced gives back what sources paid of it.
    let before = drawnBefore(work.request, work.node)?.shares ?? []
    for source in policy.funding {
      let most = Money(millionths: work.whole, currency)
      let part =
        source.most == .one
        ? work.whole : try most.multiplied(by: source.most, Rounding(.floor)).millionths
      var share = min(left, part)
      if source.kind == .ownCredit {
        own = work.funding.count
        mostOfOwn = part
        if let room = try room(work) {
          // At a limit that may not be reached one settled step stays (RULES.md B-014).
          let step = policy.mayReachLimit ? 0 : Rounding().step(in: currency)
          share = min(share, max(0, try Wide.subtract(room, step)))
        }
      } else {
        let given = before.first { IdentifierOrder.areEqual($0.source, source.id) }?.amount ?? 0
        let fund = try Wide.add(accounts[work.node].funds[source.id] ?? 0, given)
        share = min(share, max(0, fund))
      }
      work.funding.append(FundingShare(source: source.id, amount: share))
      left -= share
    }
    if let own {
      // Own credit takes the rest, room or not, up to its part of the document.
      let part = min(left, mostOfOwn - work.funding[own].amount)
      work.funding[own].amount += part
      work.asked = work.funding[own].amount
      work.unfunded = left - part
    } else if policy.funding.isEmpty {
      work.asked = left
    } else {
      work.unfunded = left
    }
    var asked: Int64? = work.asked
    for index in work.levels.indices {
      let node = work.levels[index].node
      guard let here = asked else {
        let told = unrated(node)
        if !work.reasons.contains(told) { work.reasons.append(told) }
        work.levels.removeSubrange(index...)
        return
      }
      work.levels[index].asked = here
      if index + 1 < work.levels.count { asked = try lifted(here, from: node) }
    }
  }

  /// The least room on the way up, in the node's currency; `nil` without bound.
  ///
  /// Room of a node in another currency is the largest amount that, exchanged, still fits.
  func room(_ work: CreditCase) throws(NumericError) -> Int64? {
    var least: Int64?
    var path: [Int] = []
    for level in work.levels {
      if let room = try level.room() {
        let here = try lowered(room, path)
        least = min(least ?? here, here)
      }
      path.append(level.node)
    }
    return least
  }

  /// An amount of a node above in the currency of the first node of the path, rounded down.
  func lowered(_ amount: Int64, _ path: [Int]) throws(NumericError) -> Int64 {
    var value = amount
    for node in path.reversed() {
      let (own, above) = (policy.nodes[node].currency, policy.nodes[parents[node]].currency)
      guard own != above else { continue }
      guard let factor = rate(own, above) else { return 0 }
      value = try Money(millionths: value, own).multiplied(by: factor.inverse, Rounding(.floor))
        .millionths
    }
    return value
  }
}
