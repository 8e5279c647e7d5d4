// Offers beside one another (RULES.md U-023).
extension StaticChecks {
  mutating func checkOffers() {
    let offers = published
    checkIdleGroups()
    checkIdleGroupBuys()
    for offer in offers {
      checkBudget(offer)
      checkIdle(offer)
      checkTags(offer, offers)
    }
    let alike = checkTwins(offers)
    for meeting in peers(offers) {
      for later in meeting.indices {
        for earlier in meeting.indices where earlier != later {
          let (a, b) = (meeting[earlier], meeting[later])
          guard a.offer.validity.overlaps(b.offer.validity) else { continue }
          if earlier < later, alike[a.place] == alike[b.place] { continue }
          if let group = a.group, a.isTogether(with: b) {
            checkShadow(a.offer, b.offer, in: group)
          }
          if earlier < later { checkOrder(a, b) }
        }
      }
    }
  }

  /// An offer beside those that it may meet.
  private struct Peer {
    var offer: Offer
    /// Where it stands among all offers that are looked at.
    var place: Int
    var group: OfferGroup?
    /// Whether its group chooses once for an order.
    var isChosenPerOrder: Bool
    var exclusivity: Exclusivity

    var isStrictFirst: Bool { exclusivity.strictFirst }

    func isTogether(with other: Peer) -> Bool {
      guard let mine = group, let its = other.group else { return false }
      return IdentifierOrder.areEqual(mine.id, its.id)
    }

    /// Whether it concerns offers of other groups too which one goes first.
    var meetsAll: Bool {
      offer.combination.stop != .no || isStrictFirst && offer.combination.exclusive == .strict
    }
  }

  /// Offers by group, and whole phases where an offer concerns others than those of its group, in
  /// the order that they have: no two others have anything to do with one another.
  private func peers(_ offers: [Offer]) -> [[Peer]] {
    var phases: [IdentifierKey: [Peer]] = [:]
    let perOrder = groupsPerOrder(offers)
    for (place, offer) in offers.enumerated() {
      let phase = phase(offer)
      let own = Peer(
        offer: offer, place: place, group: group(offer, in: phase),
        isChosenPerOrder: StaticChecks.place(of: offer).map { perOrder.contains($0) } ?? false,
        exclusivity: phase?.exclusivity ?? Exclusivity())
      phases[IdentifierKey(offer.phase), default: []].append(own)
    }
    let meetings = phases.values.flatMap { peers -> [[Peer]] in
      guard !peers.contains(where: \.meetsAll) else { return [peers] }
      var groups: [IdentifierKey: [Peer]] = [:]
      for peer in peers {
        if let group = peer.group { groups[IdentifierKey(group.id), default: []].append(peer) }
      }
      return Array(groups.values)
    }
    // What is found must not depend on how a dictionary happens to be laid out.
    return meetings.sorted { ($0.first?.place ?? 0) < ($1.first?.place ?? 0) }
  }

  /// A group and its phase.
  private struct GroupPlace: Hashable {
    var phase: IdentifierKey
    var group: IdentifierKey
  }

  private static func place(of offer: Offer) -> GroupPlace? {
    offer.group.map { GroupPlace(phase: IdentifierKey(offer.phase), group: IdentifierKey($0)) }
  }

  /// Groups that choose once for an order: they say so, or one of their offers makes them
  /// (RULES.md O-006).
  private func groupsPerOrder(_ offers: [Offer]) -> Set<GroupPlace> {
    var found: Set<GroupPlace> = []
    for phase in book.phases {
      for group in phase.groups where group.per != .line {
        found.insert(GroupPlace(phase: IdentifierKey(phase.id), group: IdentifierKey(group.id)))
      }
    }
    for offer in offers {
      guard let place = StaticChecks.place(of: offer) else { continue }
      switch offer.benefit {
      case .pattern, .gift, .mark: found.insert(place)
      case .cut, .ladder, .charge: break
      }
    }
    return found
  }

  /// Tells offers that say the same while both are in force; a number for each that those share
  /// which are alike but for id, name, place and the span in force.
  private mutating func checkTwins(_ offers: [Offer]) -> [Int] {
    var kinds: [Offer: [Int]] = [:]
    var numbers: [Int] = []
    for (place, offer) in offers.enumerated() {
      var twin = offer
      (twin.id, twin.name, twin.origin, twin.validity) = ("", "", nil, .always)
      let earlier = offer.benefit == .mark ? [] : kinds[twin] ?? []
      numbers.append(earlier.first ?? place)
      guard offer.benefit != .mark else { continue }
      kinds[twin] = earlier + [place]
      for a in earlier.map({ offers[$0] }) where a.validity.overlaps(offer.validity) {
        add(
          .duplicateOffer,
          "offer \(Diagnostic.quote(offer.id)) says the same as \(Diagnostic.quote(a.id))",
          help: "keep one of them", at: offer.origin, fields: ["id"], other: a.origin)
      }
    }
    return numbers
  }

  private func group(_ offer: Offer, in phase: Phase?) -> OfferGroup? {
    guard let id = offer.group else { return nil }
    return phase?.groups.first { IdentifierOrder.areEqual($0.id, id) }
  }

  private func phase(_ offer: Offer) -> Phase? {
    book.phases.first { IdentifierOrder.areEqual($0.id, offer.phase) }
  }

  // MARK: Order

  /// Whether only the ids of two offers decide between them (RULES.md O-007).
  private mutating func checkOrder(_ first: Peer, _ second: Peer) {
    let (a, b) = (first.offer, second.offer)
    guard a.priority == b.priority, dependsOnOrder(first, second),
      !logic.areDisjoint(a.when, b.when),
      reach.mayMeet(a.when, b.when, inOrder: meetInOrder(first, second))
    else { return }
    let codes = (Set(a.codes.map(IdentifierKey.init)), Set(b.codes.map(IdentifierKey.init)))
    guard codes.0.isEmpty == codes.1.isEmpty else { return }
    add(
      .ambiguousPriority,
      "only their ids decide whether \(Diagnostic.quote(a.id)) goes before "
        + Diagnostic.quote(b.id),
      help: "give one of them a larger `priority`", at: b.origin, fields: ["priority", "id"],
      other: a.origin)
  }

  private func dependsOnOrder(_ first: Peer, _ second: Peer) -> Bool {
    let (a, b) = (first.offer, second.offer)
    if a.combination.stop != .no || b.combination.stop != .no { return true }
    if a.combination.exclusive == .strict, b.combination.exclusive == .strict, first.isStrictFirst {
      return true
    }
    return first.isTogether(with: second) && first.group?.choice == .first
  }

  /// Whether one choice between two is made for the whole order, whatever lines they are for.
  private func meetInOrder(_ first: Peer, _ second: Peer) -> Bool {
    let stops = [first, second].map(\.offer.combination.stop)
    return stops.contains(.order) || first.isStrictFirst && first.exclusivity.per == .order
      || first.isTogether(with: second) && first.isChosenPerOrder
  }

  // MARK: Combinations

  /// Tags that nobody carries, and offers that name one another from one side alone (O-023).
  private mutating func checkTags(_ offer: Offer, _ offers: [Offer]) {
    guard let wanted = offer.combination.combinesWith else { return }
    // Where a phase looks back, offers of different phases meet (O-023).
    let looksBack = book.phases.contains(where: \.combineAcross)
    let peers = offers.filter {
      (looksBack || IdentifierOrder.areEqual($0.phase, offer.phase))
        && !IdentifierOrder.areEqual($0.id, offer.id)
    }
    for tag in wanted {
      let carriers = peers.filter { carries($0, tag) }
      if carriers.isEmpty, !carries(offer, tag) {
        add(
          .oneSidedCombination,
          "offer \(Diagnostic.quote(offer.id)) combines with \(Diagnostic.quote(tag)), "
            + "which no offer of its phase carries",
          help: Suggestion.closest(to: tag, among: peers.flatMap { $0.combination.tags })
            .map { "did you mean `\($0)`?" } ?? "give an offer this tag", at: offer.origin,
          fields: ["combinesWith"], text: tag)
      }
      for carrier in carriers where !accepts(carrier, offer) {
        let closes = isReached(offer, from: carrier, peers + [offer])
        add(
          .oneSidedCombination,
          "offer \(Diagnostic.quote(offer.id)) combines with \(Diagnostic.quote(carrier.id)), "
            + "which does not combine with it" + (closes ? ", in a circle that ends at it" : ""),
          help: "let \(Diagnostic.quote(carrier.id)) name a tag of "
            + Diagnostic.quote(offer.id), at: offer.origin, fields: ["combinesWith"], text: tag,
          other: carrier.origin)
      }
    }
  }

  private func carries(_ offer: Offer, _ tag: String) -> Bool {
    offer.combination.tags.contains { IdentifierOrder.areEqual($0, tag) }
  }

  private func accepts(_ offer: Offer, _ other: Offer) -> Bool {
    guard let wanted = offer.combination.combinesWith else { return true }
    return wanted.contains { carries(other, $0) }
  }

  /// Whether naming leads from one offer to another.
  private func isReached(_ goal: Offer, from start: Offer, _ offers: [Offer]) -> Bool {
    var open = [start]
    var seen: Set<IdentifierKey> = [IdentifierKey(start.id)]
    while let offer = open.popLast() {
      guard offer.combination.combinesWith != nil else { continue }
      for next in offers where accepts(offer, next) {
        if IdentifierOrder.areEqual(next.id, goal.id) { return true }
        if seen.insert(IdentifierKey(next.id)).inserted { open.append(next) }
      }
    }
    return false
  }

  // MARK: Budgets

  /// A budget that one use of the offer may exceed.
  private mutating func checkBudget(_ offer: Offer) {
    let limits = offer.limits
    let none = [
      ("uses", limits.uses), ("usesPerCustomer", limits.usesPerCustomer),
      ("usesPerCode", limits.usesPerCode), ("budget", limits.budget),
      ("budgetUnits", limits.budgetUnits),
    ].first { $0.1 == 0 }
    if let (field, _) = none {
      return add(
        .unfitBudget, "offer \(Diagnostic.quote(offer.id)) is never used: its `\(field)` is zero",
        help: "raise `\(field)`, or take the offer out", at: offer.origin,
        fields: ["limits", field], path: [field])
    }
    if let budget = limits.budget, let most = statedAmount(offer), most > budget {
      add(
        .unfitBudget,
        "one use of offer \(Diagnostic.quote(offer.id)) may take off more than its whole budget",
        help: limits.isPartial
          ? "it is cut from the first such order on; raise `budget`"
          : "such an order gets nothing of it; raise `budget`, or allow parts", at: offer.origin,
        fields: ["limits", "budget"], path: ["budget"])
    }
    if let budget = limits.budgetUnits, let least = leastUnits(offer.benefit),
      least > Int128(budget)
    {
      add(
        .unfitBudget,
        "one use of offer \(Diagnostic.quote(offer.id)) touches more units than its whole budget",
        help: "raise `budgetUnits`", at: offer.origin, fields: ["limits", "budgetUnits"],
        path: ["budgetUnits"])
    }
  }

  /// What one use takes off where there is enough to take it off, in millionths, as far as the
  /// offer states it.
  private func statedAmount(_ offer: Offer) -> Int64? {
    let caps = [offer.combination.cap, offer.combination.capPerLine].compactMap { $0 }
    guard let amount = statedAmount(offer.benefit) else { return nil }
    return caps.reduce(amount) { min($0, $1) }
  }

  private func statedAmount(_ benefit: Benefit) -> Int64? {
    switch benefit {
    case .cut(.amountOff(let amount, _), _): amount
    case .ladder(let ladder):
      ladder.rungs.map { rung -> Int64? in
        if case .amountOff(let amount, _) = rung.cut { return amount }
        return nil
      }.reduce(Int64?.some(.max)) { least, amount in
        guard let least, let amount else { return nil }
        return min(least, amount)
      }
    case .pattern(let pattern):
      if case .amountOff(let amount, _) = pattern.cut { amount } else { nil }
    default: nil
    }
  }

  private func leastUnits(_ benefit: Benefit) -> Int128? {
    switch benefit {
    case .gift(let gift):
      guard gift.unit == nil, gift.rule != .proportional else { return nil }
      return Int128(gift.quantity.thousandths)
    case .pattern(let pattern):
      // Of a whole set the units that it gets count (RULES.md O-027).
      guard !pattern.isPartial else { return nil }
      var sum: Int128 = 0
      for slot in pattern.get {
        guard slot.unit == nil, case .quantity(let need) = slot.need else { return nil }
        sum += Int128(need.thousandths)
      }
      return sum
    case .cut, .ladder, .charge, .mark: return nil
    }
  }
}
