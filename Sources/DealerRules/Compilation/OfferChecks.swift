/// What can be said of an offer before any order comes: each of its parts makes sense by itself and
/// beside the others (RULES.md O-010 … O-027).
struct OfferChecks {
  let limits: Limits
  /// What the book declares and offers name.
  private let charges: Set<IdentifierKey>
  private let tags: Set<IdentifierKey>
  /// Groups that share units, by phase.
  private let unitGroups: IdentifierMap<Set<IdentifierKey>>

  init(_ book: RuleBook, limits: Limits) {
    self.limits = limits
    charges = Set(book.charges.map { IdentifierKey($0.id) })
    tags = Set(book.offers.flatMap { $0.combination.tags.map { IdentifierKey($0) } })
    var groups: IdentifierMap<Set<IdentifierKey>> = [:]
    for phase in book.phases {
      groups[phase.id] = Set(
        phase.groups.filter { $0.per == .unit }.map { IdentifierKey($0.id) })
    }
    unitGroups = groups
  }

  /// Reports everything that is wrong with an offer.
  func check(_ offer: Offer, _ catalog: borrowing CatalogTable, _ sink: inout DiagnosticSink) {
    var report = OfferReport(offer: offer)
    checkCodes(offer, &report)
    checkThresholds(offer, &report)
    checkUnits(offer, &report)
    checkSharing(offer, &report)
    checkCombination(offer, &report)
    checkLimits(offer, &report)
    switch offer.benefit {
    case .cut(let cut, let per):
      checkCut(cut, [], &report)
      checkUnit(cut, per, [], &report)
    case .ladder(let ladder): checkLadder(ladder, &report)
    case .pattern(let pattern): checkPattern(pattern, &report)
    case .gift(let gift): checkGift(gift, catalog, &report)
    case .charge(let charge, let cut): checkCharge(charge, cut, &report)
    case .mark: break
    }
    for finding in report.findings { sink.report(finding) }
  }

  /// Rates and limits of a phase.
  func check(_ phase: Phase, _ sink: inout DiagnosticSink) {
    guard let rate = phase.capRate, rate < .zero || rate > .one else { return }
    sink.report(
      .numberOutOfRange, "phase \(Diagnostic.quote(phase.id)) caps its effects at \(rate)",
      help: "write `0%` to `100%`", at: phase.origin, about: Subject(fields: ["capRate"]))
  }

  // MARK: Conditions of use

  private func checkCodes(_ offer: Offer, _ report: inout OfferReport) {
    if offer.codes.count > limits.codesPerOffer {
      report.add(
        .limitExceeded, "has \(offer.codes.count) codes, more than \(limits.codesPerOffer)",
        help: "split it into several offers of one group", ["codes"])
    }
    for (index, code) in offer.codes.enumerated() where code.isEmpty {
      report.add(
        .emptyText, "has an empty code", help: "write it or leave it out",
        ["codes", "\(index)"])
    }
    if offer.codes.isEmpty, offer.limits.usesPerCode != nil {
      report.add(
        .offerMismatch, "limits the uses of codes that it does not have",
        help: "add `codes`, or leave `usesPerCode` out", ["limits", "usesPerCode"])
    }
  }

  private func checkThresholds(_ offer: Offer, _ report: inout OfferReport) {
    let count = offer.requires.count + offer.requiresAny.count
    if count > limits.thresholdsPerOffer {
      report.add(
        .limitExceeded, "has \(count) thresholds, more than \(limits.thresholdsPerOffer)",
        help: "split the offer", ["requires"])
    }
    check(offer.requires, "requires", &report)
    check(offer.requiresAny, "requiresAny", &report)
  }

  private func check(_ thresholds: [Threshold], _ name: String, _ report: inout OfferReport) {
    for (index, threshold) in thresholds.enumerated() {
      let place = [name, "\(index)"]
      guard !threshold.bounds.isOpen else {
        report.add(
          .openThreshold, "has a threshold without a bound",
          help: "add `from`, `above`, `below` or `upTo`", place)
        continue
      }
      if !threshold.bounds.canBeMet || isBelowAll(threshold) {
        report.add(
          .unreachableThreshold, "has a threshold that nothing can meet",
          help: "let its upper bound exceed its lower one, and zero", place)
      }
    }
  }

  /// Whether the bounds ask for less than nothing of something that is never below zero.
  private func isBelowAll(_ threshold: Threshold) -> Bool {
    guard let upper = threshold.bounds.upper else { return false }
    switch threshold.measure.kind {
    case .quantity, .lines, .products: return upper.value < 0 || upper.value == 0 && upper.isOut
    case .amount, .attribute: return false
    }
  }

  // MARK: Cuts

  private func checkCut(_ cut: Cut, _ place: [String], _ report: inout OfferReport) {
    switch cut {
    case .percentOff(let rate):
      if rate > .one {
        report.add(
          .benefitOutOfRange, "takes off more than 100 %",
          help: "write at most `100%`; a number without `%` is a fraction",
          place + ["percentOff"])
      } else if rate.millionths < -10 * Rate.one.millionths {
        report.add(
          .benefitOutOfRange, "adds more than 1000 %", help: "write at least `-1000%`",
          place + ["percentOff"])
      }
    case .fixedPrice(let amount, _):
      if amount < 0 {
        report.add(
          .benefitOutOfRange, "fixes a price below zero", help: "write zero or more",
          place + ["fixedPrice"])
      }
    case .amountOff: break
    }
  }

  /// A unit says something only where amounts and prices count per unit.
  private func checkUnit(
    _ cut: Cut, _ per: CutScope, _ place: [String], _ report: inout OfferReport
  ) {
    guard per != .unit, cut.unit != nil else { return }
    report.add(
      .offerMismatch, "states a `unit` for a cut per \(per.rawValue)",
      help: "leave `unit` out, or write `\"per\": \"unit\"`", place + ["unit"])
  }

  private func checkCharge(_ charge: String, _ cut: Cut, _ report: inout OfferReport) {
    checkCut(cut, [], &report)
    checkUnit(cut, .order, [], &report)
    guard !charges.contains(IdentifierKey(charge)) else { return }
    report.addUnknown(
      "charge", charge, among: charges.map { $0.text }.sorted(), help: "declare it in `charges`",
      ["charge"])
  }

  private func checkUnits(_ offer: Offer, _ report: inout OfferReport) {
    guard let units = offer.units else { return }
    for (name, bound) in [
      ("most", units.most), ("mostPerLine", units.mostPerLine), ("groupsOf", units.groupsOf),
    ] {
      report.requirePositive(bound?.thousandths, ["units", name])
      report.requireWhole(bound, in: units.unit, ["units", name])
    }
    if case .cut(let cut, let per) = offer.benefit {
      switch (cut, per) {
      case (.percentOff, .line), (.percentOff, .order), (.amountOff, .unit), (.amountOff, .order),
        (.fixedPrice, .unit):
        return
      default: break
      }
    }
    report.add(
      .offerMismatch, "limits the units of a benefit that does not count units",
      help: "`units` stands beside percentOff per line or order, amountOff per unit or order, "
        + "or fixedPrice per unit",
      ["units"])
  }

  /// What shares units in a search counts whole units (RULES.md O-028).
  private func checkSharing(_ offer: Offer, _ report: inout OfferReport) {
    guard let group = offer.group, unitGroups[offer.phase]?.contains(IdentifierKey(group)) == true
    else { return }
    switch offer.benefit {
    case .cut where offer.units != nil && offer.units?.mostPerLine == nil: return
    case .pattern(let pattern) where !pattern.buy.contains(where: { $0.isAmount }): return
    default: break
    }
    report.add(
      .offerMismatch, "cannot share units in the group \(Diagnostic.quote(group))",
      help: "a group per unit holds patterns without `amount`, and cuts with `units` but without "
        + "`mostPerLine`",
      ["group"])
  }

  // MARK: Ladders

  private func checkLadder(_ ladder: Ladder, _ report: inout OfferReport) {
    if ladder.rungs.isEmpty {
      report.add(
        .emptyList, "has a ladder without rungs", help: "add at least one rung",
        ["ladder", "rungs"])
    }
    if ladder.rungs.count > limits.rungsPerLadder {
      report.add(
        .limitExceeded, "has \(ladder.rungs.count) rungs, more than \(limits.rungsPerLadder)",
        help: "leave some out", ["ladder", "rungs"])
    }
    for (index, rung) in ladder.rungs.enumerated() {
      let place = ["ladder", "rungs", "\(index)"]
      checkCut(rung.cut, place, &report)
      checkUnit(rung.cut, ladder.per, place, &report)
      if rung.from < 0 {
        report.add(
          .negativeNotAllowed, "has a rung that begins below zero", help: "begin at zero or above",
          place + ["from"])
      }
      guard index > 0 else { continue }
      if rung.from <= ladder.rungs[index - 1].from {
        report.add(
          .rungOrder, "has rungs that do not ascend",
          help: "let each rung begin above the one before", place + ["from"])
      }
      if rung.cut.word != ladder.rungs[0].cut.word {
        report.add(
          .rungMismatch, "has rungs of different kinds",
          help: "write `\(ladder.rungs[0].cut.word)` in every rung", place + [rung.cut.word])
      }
    }
    checkMode(ladder, &report)
    report.requirePositive(ladder.times, ["ladder", "times"])
  }

  private func checkMode(_ ladder: Ladder, _ report: inout OfferReport) {
    guard let cut = ladder.rungs.first?.cut else { return }
    if ladder.times != nil, ladder.mode != .repeating {
      report.add(
        .offerMismatch, "bounds how often a ladder repeats that does not",
        help: "leave `times` out, or write `\"mode\": \"repeating\"`", ["ladder", "times"])
    }
    switch ladder.mode {
    case .reached: break
    case .repeating:
      if cut.word != "amountOff" || ladder.per != .order {
        report.add(
          .offerMismatch, "repeats a cut that is no amount per order",
          help: "write `\"per\": \"order\"` and `amountOff` in every rung", ["ladder", "mode"])
      }
      if ladder.rungs.first?.from == 0 {
        report.add(
          .zeroNotAllowed, "repeats a rung that begins at zero", help: "begin above zero",
          ["ladder", "rungs", "0", "from"])
      }
    case .graduated:
      let isRate = cut.word == "percentOff" && ladder.per == .line
      let isAmount = cut.word == "amountOff" && ladder.per == .unit
      if !isRate, !isAmount {
        report.add(
          .offerMismatch, "graduates a cut that does not go by units",
          help: "use percentOff per line or amountOff per unit", ["ladder", "mode"])
      }
      var isQuantity = false
      if case .quantity = ladder.measure.kind { isQuantity = true }
      if !isQuantity || ladder.measure.of != nil {
        report.add(
          .offerMismatch, "graduates something other than the units of its lines",
          help: "measure `quantity` without `of`", ["ladder", "measure"])
      }
    }
  }

  // MARK: Patterns

  private func checkPattern(_ pattern: OfferPattern, _ report: inout OfferReport) {
    if pattern.get.isEmpty {
      report.add(
        .emptyList, "has a pattern that gives nothing", help: "add at least one slot to `get`",
        ["pattern", "get"])
    }
    let slots = pattern.buy.count + pattern.get.count
    if slots > limits.slotsPerPattern {
      report.add(
        .limitExceeded, "has \(slots) slots, more than \(limits.slotsPerPattern)",
        help: "put slots of the same units together", ["pattern"])
    }
    for (name, slots) in [("buy", pattern.buy), ("get", pattern.get)] {
      for (index, slot) in slots.enumerated() {
        let place = ["pattern", name, "\(index)"]
        switch slot.need {
        case .quantity(let quantity):
          report.requirePositive(quantity.thousandths, place + ["quantity"])
          report.requireWhole(quantity, in: slot.unit, place + ["quantity"])
        case .amount(let amount):
          report.requirePositive(amount, place + ["amount"])
          guard name == "get" else { continue }
          report.add(
            .offerMismatch, "gives units up to an amount",
            help: "state a `quantity` in `get`; only `buy` can count amounts", place)
        }
      }
    }
    checkCut(pattern.cut, ["pattern"], &report)
    checkUnit(pattern.cut, pattern.isPerSet ? .order : .unit, ["pattern"], &report)
    if !pattern.isPerSet, pattern.cut.word != "percentOff",
      let index = pattern.get.firstIndex(where: { $0.unit != pattern.cut.unit })
    {
      report.add(
        .offerMismatch, "counts an amount or price per unit in units of several kinds",
        help: "let every slot of `get` state the same `unit`",
        ["pattern", "get", "\(index)", "unit"])
    }
    if pattern.isPerSet, pattern.cut.word == "percentOff" {
      report.add(
        .offerMismatch, "takes a percentage per set",
        help: "leave `per` out; a percentage is taken of every unit", ["pattern", "per"])
    }
    report.requirePositive(pattern.times, ["pattern", "times"])
  }

  // MARK: Gifts

  private func checkGift(
    _ gift: Gift, _ catalog: borrowing CatalogTable, _ report: inout OfferReport
  ) {
    if gift.products.count > limits.productsPerGift {
      report.add(
        .limitExceeded, "has \(gift.products.count) gifts, more than \(limits.productsPerGift)",
        help: "leave some out", ["gift", "products"])
    }
    for (index, product) in gift.products.enumerated()
    where catalog.products.index(of: product) < 0 {
      report.addUnknown(
        "product", product, among: catalog.products.names, help: "state the product first",
        ["gift", "products", "\(index)"])
    }
    report.requirePositive(gift.quantity.thousandths, ["gift", "quantity"])
    report.requirePositive(gift.times, ["gift", "times"])
    report.requireNotNegative(gift.price, ["gift", "price"])
    guard let measure = gift.measure else {
      checkOnce(gift, &report)
      return
    }
    report.requirePositive(gift.forEvery, ["gift", "for", "every"])
    switch measure.kind {
    case .quantity, .amount: break
    case .lines, .products, .attribute:
      report.add(
        .offerMismatch, "earns its gift by something other than quantity or amount",
        help: "measure `quantity` or `amount`; use `requires` for the rest",
        ["gift", "for", "measure"])
    }
  }

  /// A gift that is given once follows from nothing.
  private func checkOnce(_ gift: Gift, _ report: inout OfferReport) {
    guard gift.rule != .unitRelated else { return }
    report.add(
      .offerMismatch, "says how its gift follows from a measure that it does not state",
      help: "add `for`, or leave `rule` out", ["gift", "rule"])
  }

  // MARK: Combination

  private func checkCombination(_ offer: Offer, _ report: inout OfferReport) {
    let combination = offer.combination
    report.requireNotNegative(combination.cap, ["cap"])
    let takesOff =
      switch offer.benefit {
      case .charge, .mark: false
      case .cut, .ladder, .pattern, .gift: true
      }
    if combination.alone != .no, !takesOff {
      report.add(
        .offerMismatch, "takes nothing off lines and cannot stand alone",
        help: "leave `alone` out, or give a cut, a ladder, a pattern or a gift", ["alone"])
    }
    report.requireNotNegative(combination.capPerLine, ["capPerLine"])
    for (index, tag) in (combination.combinesWith ?? []).enumerated()
    where !tags.contains(IdentifierKey(tag)) {
      report.addUnknown(
        "tag", tag, among: tags.map { $0.text }.sorted(), help: "let an offer carry it in `tags`",
        ["combinesWith", "\(index)"])
    }
  }

  private func checkLimits(_ offer: Offer, _ report: inout OfferReport) {
    for (name, limit) in [
      ("uses", offer.limits.uses), ("usesPerCustomer", offer.limits.usesPerCustomer),
      ("usesPerCode", offer.limits.usesPerCode), ("budget", offer.limits.budget),
      ("budgetUnits", offer.limits.budgetUnits),
    ] {
      report.requireNotNegative(limit, ["limits", name])
    }
  }
}
