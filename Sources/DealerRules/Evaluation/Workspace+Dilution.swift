// Free goods dilute what the lines of their offer are worth (RULES.md G-003).
extension Workspace {
  /// Spreads what the gifts of the order add to a guard's bound over the lines they count on.
  mutating func dilute(_ terms: GuardTerms, _ order: Int32) throws(NumericError) {
    guards.clearGifts(running.count)
    if guards.giving.notesGifts { guards.giving.clearGifts(running.count) }
    guard terms.countsGifts, terms.price < 0 else { return }
    switch terms.kind {
    case .floor, .margin, .maxDiscount: break
    case .ceiling, .drift, .movement: return
    }
    for index in scratch.given.indices {
      let gift = scratch.given[index]
      guard !gift.isInclusive, gift.quantity > 0 else { continue }
      let hasOwn = gatherGiftLines(gift, order)
      // A plain amount says nothing of other products (RULES.md G-003).
      if terms.isPlain, terms.kind == .floor, !hasOwn { continue }
      try spread(gift, terms, order)
    }
  }

  /// The lines of a gift's offer with its product, else all of them; whether the former.
  private mutating func gatherGiftLines(_ gift: PendingGift, _ order: Int32) -> Bool {
    guards.giftLines.removeAll(keepingCapacity: true)
    let start = Int(batch.lineStart[Int(order)])
    var first = 0
    var hasOwn = false
    for line in running.indices {
      let end = Int(lineEnd[line])
      defer { first = end }
      guard isCandidate(gift.offer, first..<end) else { continue }
      let isOwn = batch.product[start + line] == gift.product
      if isOwn, !hasOwn { guards.giftLines.removeAll(keepingCapacity: true) }
      if isOwn { hasOwn = true }
      if isOwn || !hasOwn { guards.giftLines.append(Int32(line)) }
    }
    return hasOwn
  }

  /// Whether an offer stands among candidates of a line, which ascend.
  private mutating func isCandidate(_ offer: Int32, _ range: Range<Int>) -> Bool {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if candidates[middle] < offer { low = middle + 1 } else { high = middle }
    }
    return low < range.upperBound && candidates[low] == offer
  }

  /// By list amounts; where all are zero, evenly.
  private mutating func spread(
    _ gift: PendingGift, _ terms: GuardTerms, _ order: Int32
  ) throws(NumericError) {
    guard !guards.giftLines.isEmpty else { return }
    let base: CompiledBase? = terms.kind == .margin ? .cost : terms.base
    let query = giftQuery(gift, order, base)
    let needsList = terms.kind == .maxDiscount || terms.isOfList
    let list = needsList ? try sellingAmount(of: gift, order) : nil
    guard let worth = try worth(terms, query, list: list) else {
      for line in guards.giftLines { guards.isUnknown[Int(line)] = true }
      return
    }
    let start = Int(batch.lineStart[Int(order)])
    allocator.removeAll()
    for line in guards.giftLines {
      try allocator.add(
        weight: max(listAmount[Int(line)], 0), number: batch.number[start + Int(line)])
    }
    try allocator.spread(worth, step: 1, zeroWeights: .even)
    for (place, line) in guards.giftLines.enumerated() {
      guards.dilution[Int(line)] = try Wide.add(
        guards.dilution[Int(line)], allocator.shares[place])
      guards.giving.note(
        GiftShareOnLine(offer: gift.offer, worth: allocator.shares[place]), on: line)
    }
    guard gift.price != 0 else { return }
    try allocator.spread(gift.price, step: 1, zeroWeights: .even)
    for (place, line) in guards.giftLines.enumerated() {
      guards.paid[Int(line)] = try Wide.add(guards.paid[Int(line)], allocator.shares[place])
      guards.giving.note(
        GiftShareOnLine(offer: gift.offer, paid: allocator.shares[place]), on: line)
    }
  }

  /// The question that a gift asks of the base of a guard.
  private mutating func giftQuery(
    _ gift: PendingGift, _ order: Int32, _ base: CompiledBase?
  ) -> PriceQuery {
    var kind = rules.access.selling
    if case .kind(let own)? = base { kind = own }
    let index = Int(order)
    let unit = rules.catalog.units.baseRow(of: rules.catalog.productUnits[Int(gift.product)])
    var query = PriceQuery(
      customer: batch.customer[index], product: gift.product, channel: batch.channel[index],
      region: batch.region[index], project: -1, currency: batch.currency[index],
      instant: base == .cost ? batch.instant[index] : pricingInstant(kind, index),
      unitRow: unit, quantity: Ratio(Int128(gift.quantity), 1), order: order, line: -1)
    query.passesCaps = true
    return query
  }

  /// What a line of its own would cost; `nil` without a price.
  private mutating func sellingAmount(
    of gift: PendingGift, _ order: Int32
  ) throws(NumericError) -> Int64? {
    let selling = rules.access.selling
    let query = giftQuery(gift, order, .kind(selling))
    if rules.catalog.pricedByComponents[Int(gift.product)] {
      return try sumOfComponents(selling, query)
    }
    guard case .found(let hit) = try search(kind: selling, query) else { return nil }
    return try extended(hit.unitPrice, query.quantity)
  }
}
