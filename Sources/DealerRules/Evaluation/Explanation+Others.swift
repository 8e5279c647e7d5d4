/// An offer of the book that was no candidate in an order, and why (RULES.md E-005).
public struct OtherOffer: Hashable, Sendable {
  /// The offer.
  public var id: String
  /// `notPublished`, `notKnown`, `notInForce`, `conditionFailed` or `nothingLeft`.
  public var code: ReasonCode
  /// Its numbers by name, as those of a reason.
  public var numbers: [Reason.Number]

  /// Offers named in an explanation at most.
  public static let most = 1000
}

extension Explanation {
  /// Takes up to ``OtherOffer/most`` offers and counts the rest.
  mutating func name(_ found: [OtherOffer]) {
    others = Array(found.prefix(OtherOffer.most))
    othersLeftOut = found.count - others.count
  }
}

extension Workspace {
  /// Why offers of the book that a one-order batch does not name were no candidates, by id.
  ///
  /// - Parameter named: The offers that the decision or the explanation names.
  /// - Complexity: O(offers × lines).
  mutating func others(
    _ orders: OrderBatch, _ decision: Decision, named: Set<RuleRef>
  ) -> [OtherOffer] {
    guard decision.steps.contains(where: { $0.kind == .price }) else { return [] }
    batch = orders
    defer { batch = OrderBatch() }
    var found = rules.laterOffers.map {
      OtherOffer(
        id: $0.id, code: .notKnown, numbers: [Reason.Number(name: "known", text: day($0.known))])
    }
    var place: [Int32: Int] = [:]
    for (index, own) in rules.offers.bookIndex.enumerated() { place[own] = index }
    for (own, offer) in rules.book.offers.enumerated() {
      let index = place[Int32(own)]
      if let index, named.contains(RuleRef(.offer, index)) { continue }
      let (code, numbers) = reason(offer, index)
      found.append(OtherOffer(id: offer.id, code: code, numbers: numbers))
    }
    return found.sorted { IdentifierOrder.precedes($0.id, $1.id) }
  }

  private mutating func reason(
    _ offer: Offer, _ index: Int?
  ) -> (code: ReasonCode, numbers: [Reason.Number]) {
    guard let index else {
      return (.notPublished, [Reason.Number(name: "status", text: offer.status.rawValue)])
    }
    let instant = Instant(secondsSinceEpoch: batch.instant[0])
    if instant < offer.validity.from {
      return (.notInForce, [Reason.Number(name: "from", text: day(offer.validity.from))])
    }
    if offer.validity.until <= instant {
      return (.notInForce, [Reason.Number(name: "until", text: day(offer.validity.until))])
    }
    // Of lines that fail on different tests the first speaks for all.
    let failure = failure(of: index).map { rules.failureNumbers($0) }
    return failure.map { (.conditionFailed, $0) } ?? (.nothingLeft, [])
  }

  /// The date of an instant in the book's zone.
  private func day(_ instant: Instant) -> String { rules.book.zone.date(of: instant).description }

  /// Whether customer and product fit an offer on a line.
  private mutating func fits(_ index: Int, _ line: Int32) -> Bool {
    position = line
    let context = unpricedContext(line, 0)
    return rules.conditions.holds(rules.offers.customerNode[index], context, rules.catalog, batch)
      && rules.conditions.holds(rules.offers.productNode[index], context, rules.catalog, batch)
  }

  /// The test of customer or product that failed; `nil` where both hold on some line.
  private mutating func failure(of index: Int) -> ReasonRecord? {
    for line in 0..<batch.lineStart[1] where isResolved(line) {
      if fits(index, line) { return nil }
    }
    for node in [rules.offers.customerNode[index], rules.offers.productNode[index]]
    where node >= 0 {
      for line in 0..<batch.lineStart[1] where isResolved(line) {
        position = line
        let context = unpricedContext(line, 0)
        if rules.conditions.holds(node, context, rules.catalog, batch) { continue }
        let failed = rules.conditions.failure(node, context, rules.catalog, batch)
        guard failed >= 0 else {
          return ReasonRecord(
            code: .conditionFailed, rule: RuleRef(.offer, index), by: .none, line: -1, a: .min,
            b: 0, c: 0)
        }
        let has = rules.conditions.number(
          rules.conditions.nodes[Int(failed)], context, rules.catalog, batch)
        return ReasonRecord(
          code: .conditionFailed, rule: RuleRef(.offer, index), by: .none, line: -1,
          a: has ?? .min, b: 0, c: Int64(failed) + 1)
      }
    }
    return nil
  }
}
