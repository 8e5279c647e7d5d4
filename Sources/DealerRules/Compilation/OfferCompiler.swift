/// Turns phases and offers into columns with their candidate index.
struct OfferCompiler {
  var table = OfferTable()
  var sink: DiagnosticSink
  let limits: Limits
  var phaseIndex: IdentifierMap<Int32> = [:]
  var groupIndex: IdentifierMap<Int32> = [:]
  var chargeIndex: IdentifierMap<Int32> = [:]
  private var kinds: [String] = []

  init(limits: Limits) {
    self.limits = limits
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  /// Compiles the promotion stage of a book.
  mutating func compile(
    _ book: RuleBook, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    check(book.phases.count, limits.phases, "phases")
    check(book.offers.count, limits.offers, "offers")
    guard !sink.hasErrors else { return }
    // In id order, as kinds are compiled (RULES.md X-003).
    kinds = book.priceKinds.map { $0.id }.sorted { IdentifierOrder.precedes($0, $1) }
    for phase in book.phases { addPhase(phase) }
    // Codes of drafts are known, although they earn nothing (RULES.md O-002).
    for offer in book.offers {
      table.byID[offer.id] = -1
      for code in offer.codes { _ = table.codes.intern(code) }
    }
    for code in book.couponsInConditions(depth: limits.conditionDepth) {
      _ = table.codes.intern(code)
    }
    for (index, charge) in book.charges.enumerated() where chargeIndex[charge.id] == nil {
      chargeIndex[charge.id] = Int32(index)
    }
    checkIDs(book)
    let order = sorted(book.offers)
    let checks = OfferChecks(book, limits: limits)
    for phase in book.phases { checks.check(phase, &sink) }
    for index in order { check(book.offers[index], checks, catalog) }
    chooseForOrders(book.offers)
    for index in order where book.offers[index].status == .published {
      add(book.offers[index], index, &catalog, &conditions)
    }
    // To charges phases mean nothing (RULES.md O-019).
    let index = table.bookIndex
    table.chargeOffers.sort { a, b in
      let x = book.offers[Int(index[Int(a)])]
      let y = book.offers[Int(index[Int(b)])]
      return x.priority == y.priority
        ? IdentifierOrder.precedes(x.id, y.id) : x.priority > y.priority
    }
    table.words = (table.count + 63) / 64
  }

  private mutating func check(_ given: Int, _ limit: Int, _ what: String) {
    guard given > limit else { return }
    sink.report(
      .limitExceeded, "the book has \(given) \(what), more than the limit of \(limit)",
      help: "split the book or raise the limit of the compile", at: nil)
  }

  /// Offers by phase, then the greater priority, then id (RULES.md O-007).
  private func sorted(_ offers: [Offer]) -> [Int] {
    let phases = offers.map { phaseIndex[$0.phase] ?? -1 }
    let (priorities, ids) = (offers.map(\.priority), offers.map(\.id))
    return offers.indices.sorted { a, b in
      if phases[a] != phases[b] { return phases[a] < phases[b] }
      if priorities[a] != priorities[b] { return priorities[a] > priorities[b] }
      return IdentifierOrder.precedes(ids[a], ids[b])
    }
  }

  private mutating func addPhase(_ phase: Phase) {
    if phaseIndex.updateValue(Int32(table.phases.count), forKey: phase.id) != nil {
      let first = table.phases.first { IdentifierOrder.areEqual($0.id, phase.id) }?.origin
      duplicate("phase", phase.id, at: phase.origin, first: first)
    }
    if phase.groups.count > limits.groups {
      sink.report(
        .limitExceeded,
        "phase \(Diagnostic.quote(phase.id)) has more than \(limits.groups) groups",
        help: "leave some out", at: phase.origin)
    }
    for group in phase.groups {
      let key = phase.id + "\u{0}" + group.id
      if groupIndex.updateValue(Int32(table.groups.count), forKey: key) != nil {
        let first = phase.groups.first { IdentifierOrder.areEqual($0.id, group.id) }?.origin
        duplicate("group", group.id, at: group.origin ?? phase.origin, first: first)
      }
      table.groups.append(group)
    }
    checkRounding(phase.rounding, at: phase.origin)
    table.phases.append(phase)
    if phase.combineAcross { table.looksBack = true }
    table.floorKind.append(floorKind(phase))
  }

  /// The kind that a phase's effects do not undercut.
  private mutating func floorKind(_ phase: Phase) -> Int32 {
    guard let floor = phase.floor else { return -1 }
    if let kind = kinds.firstIndex(where: { IdentifierOrder.areEqual($0, floor) }) {
      return Int32(kind)
    }
    sink.report(
      .unknownReference, "there is no price kind \(Diagnostic.quote(floor))",
      help: Suggestion.closest(to: floor, among: kinds).map { "did you mean `\($0)`?" }
        ?? "declare it in `priceKinds`",
      at: phase.origin, about: Subject(fields: ["floor"]))
    return -1
  }

  mutating func checkRounding(_ rounding: Rounding, at origin: SourceSpan?) {
    guard let scale = rounding.scale, !(0...6).contains(scale) else { return }
    sink.report(
      .numberOutOfRange, "a rounding keeps \(scale) decimals", help: "keep 0 to 6", at: origin)
  }

  private mutating func duplicate(
    _ what: String, _ id: String, at origin: SourceSpan?, first: SourceSpan?
  ) {
    sink.report(
      .duplicateID, "\(what) \(Diagnostic.quote(id)) is stated twice",
      help: "keep one of the two", at: origin, about: Subject(fields: ["id"], other: first))
  }

  private mutating func checkIDs(_ book: RuleBook) {
    var seen: IdentifierMap<Int> = [:]
    for (index, offer) in book.offers.enumerated() {
      if let first = seen[offer.id] {
        duplicate("offer", offer.id, at: offer.origin, first: book.offers[first].origin)
      } else {
        seen[offer.id] = index
      }
    }
  }

  private mutating func check(
    _ offer: Offer, _ checks: borrowing OfferChecks, _ catalog: borrowing CatalogTable
  ) {
    if phaseIndex[offer.phase] == nil {
      sink.report(
        .unknownReference, "there is no phase \(Diagnostic.quote(offer.phase))",
        help: Suggestion.closest(to: offer.phase, among: phaseIndex.ids).map {
          "did you mean `\($0)`?"
        } ?? "declare it in `phases`",
        at: offer.origin, about: Subject(fields: ["phase"]))
    } else if let group = offer.group, groupIndex[offer.phase + "\u{0}" + group] == nil {
      let phase = table.phases.first { IdentifierOrder.areEqual($0.id, offer.phase) }
      let names = phase?.groups.map(\.id) ?? []
      sink.report(
        .unknownReference,
        "phase \(Diagnostic.quote(offer.phase)) has no group \(Diagnostic.quote(group))",
        help: Suggestion.closest(to: group, among: names).map { "did you mean `\($0)`?" }
          ?? "declare it in the phase's `groups`",
        at: offer.origin, about: Subject(fields: ["group"]))
    }
    if offer.validity.until <= offer.validity.from {
      sink.report(
        .emptyPeriod, "offer \(Diagnostic.quote(offer.id)) is never in force",
        help: "let it end after it begins", at: offer.origin,
        about: Subject(fields: ["until", "through"]))
    }
    checks.check(offer, catalog, &sink)
  }

  private mutating func add(
    _ offer: Offer, _ index: Int, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) {
    // Before it is split: the limits are those of the condition as it is stated.
    guard conditions.checkSize(offer.when, at: offer.origin) else { return }
    let parts = ConditionCompiler.split(
      offer.when, regionsChange: !catalog.regionTree.isPlain)
    table.phase.append(phaseIndex[offer.phase] ?? -1)
    table.group.append(
      offer.group.flatMap { groupIndex[offer.phase + "\u{0}" + $0] } ?? -1)
    table.from.append(offer.validity.from.secondsSinceEpoch)
    table.until.append(offer.validity.until.secondsSinceEpoch)
    addTerms(offer, &catalog, &conditions)
    table.includesProtected.append(offer.includesProtected)
    for side in [ConditionCompiler.Side.customer, .product, .rest] {
      let node = parts[side].map { conditions.compile($0, &catalog, at: offer.origin) } ?? -1
      switch side {
      case .customer: table.customerNode.append(node)
      case .product: table.productNode.append(node)
      case .rest: table.restNode.append(node)
      }
    }
    table.bookIndex.append(Int32(index))
  }

  /// A unit that no product is counted in is a slip (RULES.md O-011).
  mutating func checkUnit(_ unit: Int32, _ offer: Offer, _ catalog: CatalogTable) {
    guard unit >= 0, !catalog.units.isUsed(unit) else { return }
    sink.report(
      .unitOutsideProduct,
      "no product is counted in \(Diagnostic.quote(catalog.texts.name(unit)))",
      help: catalog.unitHelp(unit, -1), at: offer.origin, about: Subject(fields: ["unit"]))
  }
}
