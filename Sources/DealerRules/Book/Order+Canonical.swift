extension Order {
  /// Version of the canonical form; it changes whenever the bytes of any order would.
  static let canonicalVersion: UInt8 = 1
  private static let canonicalDomain = "DealerRules order"

  /// The hash of everything the order states, facts included.
  ///
  /// The digests of the lines are sorted; a line's number is part of its digest, its position is
  /// not.
  /// - Complexity: O(lines · log lines).
  func canonicalHash() -> String {
    var hasher = CanonicalHasher(domain: Order.canonicalDomain, version: Order.canonicalVersion)
    hasher.add { addAll(to: &$0) }
    hasher.addUnordered(32, lines) { $1.content(of: $0) }
    return hasher.finish().hex
  }

  /// The hashes of several orders, each as ``canonicalHash()`` has it: side by side they take much
  /// less time.
  /// - Complexity: O(lines · log lines) for each order.
  static func canonicalHashes(of orders: some Collection<Order>) -> [Digest] {
    var lanes = SHA256Lanes()
    var encoder = CanonicalEncoder()
    for order in orders {
      for line in order.lines {
        encoder.removeAll()
        encoder.content(of: line)
        lanes.add(encoder.bytes.span)
      }
    }
    let lines = lanes.finish()
    var next = 0
    for order in orders {
      let end = next + order.lines.count
      encoder.removeAll()
      encoder.begin(domain: canonicalDomain, version: canonicalVersion)
      order.addAll(to: &encoder)
      encoder.integer(32, Int64(end - next))
      for digest in lines[next..<end].sorted() { encoder.content(digest) }
      lanes.add(encoder.bytes.span)
      next = end
    }
    return lanes.finish()
  }

  /// The hash of what was ordered: everything but facts and approvals. An approval names it, so
  /// that it lapses when the order changes (RULES.md G-010).
  /// - Complexity: O(lines · log lines).
  public func approvalHash() -> String {
    var hasher = CanonicalHasher(
      domain: "DealerRules approved order", version: Order.canonicalVersion)
    hasher.add { add(to: &$0, withFacts: false) }
    hasher.addUnordered(32, lines) { $1.content(of: $0) }
    return hasher.finish().hex
  }

  private func addAll(to encoder: inout CanonicalEncoder) {
    add(to: &encoder, withFacts: true)
    encoder.unordered(24, approvals) { $1.content(of: $0) }
  }

  private func add(to encoder: inout CanonicalEncoder, withFacts: Bool) {
    encoder.text(2, id)
    encoder.text(3, customer)
    switch moment {
    case .date(let date): encoder.date(4, date)
    case .instant(let instant): encoder.integer(5, instant.secondsSinceEpoch)
    }
    encoder.date(6, requested)
    encoder.date(7, shipped)
    encoder.currency(8, currency)
    encoder.text(9, channel)
    encoder.text(10, shipTo)
    encoder.attributes(11, attributes)
    if withFacts {
      encoder.balances(12, facts.openingBalances)
      encoder.balances(13, facts.capUsed)
    }
    encoder.unordered(14, coupons) { $1.text(1, $0) }
    encoder.texts(15, giftChoices)
    if withFacts { encoder.content(of: facts) }
    encoder.text(21, postalCode)
    if fulfilment != .ship { encoder.text(26, fulfilment.rawValue) }
    encoder.text(27, endRegion)
    encoder.text(28, pickupAt)
    encoder.text(29, billTo)
    encoder.text(33, shipToCustomer)
    encoder.text(31, seller)
    if !chain.isEmpty {
      encoder.ordered(32, chain) { transfer, encoder in
        encoder.text(1, transfer.to)
        encoder.integer(2, transfer.share.millionths)
      }
    }
    if solicitation != .unknown { encoder.text(30, solicitation.rawValue) }
    encoder.integers(22, funds)
    add(credit, to: &encoder, withFacts)
  }

  /// What credit is asked with; how far the order has come is no part of what was approved.
  private func add(
    _ credit: OrderCredit, to encoder: inout CanonicalEncoder, _ withFacts: Bool
  ) {
    guard credit != OrderCredit() else { return }
    encoder.nested(40) { encoder in
      encoder.text(1, credit.terms)
      if let rate = credit.rate { encoder.factor(2, rate) }
      guard withFacts else { return }
      encoder.integer(3, credit.prepaid)
      encoder.text(4, credit.checkpoint.rawValue)
      encoder.text(5, credit.replaces)
      encoder.integer(6, credit.approved?.amount)
      encoder.date(7, credit.approved?.on)
      encoder.unordered(8, credit.changed) { $1.text(1, $0) }
      encoder.text(9, credit.hold?.who)
      encoder.text(10, credit.hold?.why)
      encoder.date(11, credit.hold?.through)
      if let effect = credit.hold?.effect { encoder.text(12, effect.name) }
    }
  }
}

extension CanonicalEncoder {
  /// The facts that are no balances.
  mutating func content(of facts: Facts) {
    unordered(16, Array(facts.offerUse)) { entry, encoder in
      encoder.text(1, entry.key)
      encoder.integer(2, entry.value.uses)
      encoder.integer(3, entry.value.usesByCustomer)
      encoder.integers(4, entry.value.usesByCode)
      encoder.integer(5, entry.value.amount)
      encoder.integer(6, entry.value.units)
    }
    integers(17, facts.stock)
    date(18, facts.lastOrder)
    integer(19, facts.ordersBefore)
    integers(20, facts.totals)
    let lastPrices = facts.lastPrices.flatMap { entry in entry.value.map { (entry.key, $0) } }
    unordered(23, lastPrices) { entry, encoder in
      encoder.text(1, entry.0)
      encoder.integer(2, entry.1.price)
      encoder.date(3, entry.1.date)
    }
    if !facts.lots.isEmpty {
      unordered(33, facts.lots) { lot, encoder in
        encoder.text(1, lot.product)
        encoder.text(2, lot.lot)
        encoder.date(3, lot.made)
        encoder.date(4, lot.expires)
        encoder.integer(5, lot.quantity)
      }
    }
    guard let recent = facts.recentOrders else { return }
    // None is known to be none, which is not the same as unknown.
    integer(35, Int64(recent.count))
    unordered(34, recent) { $1.content(of: $0) }
  }

  private mutating func content(of order: RecentOrder) {
    text(1, order.id)
    switch order.moment {
    case .date(let date): self.date(2, date)
    case .instant(let instant): integer(3, instant.secondsSinceEpoch)
    }
    text(4, order.channel)
    unordered(5, order.lines) { line, encoder in
      encoder.text(1, line.product)
      encoder.integer(2, line.quantity)
    }
  }

  mutating func content(of approval: Approval) {
    unordered(1, approval.findings) { $1.text(1, $0) }
    text(2, approval.role)
    text(3, approval.by)
    integer(4, approval.until?.secondsSinceEpoch)
    integer(5, approval.maxAmount)
    text(6, approval.orderHash)
  }

  mutating func content(of line: OrderLine) {
    integer(1, Int64(line.number))
    text(2, line.product)
    integer(3, line.quantity.thousandths)
    text(4, line.unit)
    text(5, line.project)
    if let manual = line.manual {
      nested(6) { encoder in
        switch manual.value {
        case .unitPrice(let price): encoder.integer(1, price)
        case .percentOff(let rate): encoder.integer(2, rate.millionths)
        case .amountOff(let amount): encoder.integer(3, amount)
        }
        encoder.text(4, manual.who)
        encoder.text(5, manual.why)
      }
    }
    attributes(7, line.attributes)
    integer(8, line.quoted)
  }
}
