// Offers of which their own days, their products or what they count leave nothing (RULES.md U-021).
extension StaticChecks {
  mutating func checkBeside(_ offer: Offer, _ borne: BorneTexts) {
    guard offer.validity.from < offer.validity.until else { return }
    let name = "offer \(Diagnostic.quote(offer.id))"
    if logic.canHold(offer.when) {
      if !hasDay(offer) {
        add(
          .deadCondition, "\(name) is in force on no day on which its condition holds",
          help: "let its own days and those of its condition meet", at: offer.origin,
          fields: ["when"])
      }
      checkLines(of: offer, name)
    }
    for (condition, fields, path) in counted(by: offer) {
      checkCounted(condition, offer, name, (fields, path), borne)
    }
  }

  // MARK: Days

  /// Whether an offer is in force on some day on which its condition may hold.
  private func hasDay(_ offer: Offer) -> Bool {
    var tested: Set<CivilDate> = []
    guard StaticChecks.addDays(of: offer.when, to: &tested) else { return true }
    let (from, until) = (offer.validity.from, offer.validity.until)
    let first = from == .distantPast ? nil : book.zone.date(of: from)
    let last =
      until == .distantFuture
      ? nil : book.zone.date(of: Instant(secondsSinceEpoch: until.secondsSinceEpoch - 1))
    // From each day on which something changes a week, which has every weekday; before all of them
    // another one.
    let changes = tested.union([first].compactMap { $0 })
    guard let earliest = changes.union([last].compactMap { $0 }).min() ?? CivilDate("2025-01-01")
    else { return true }
    for change in changes.union([earliest]) {
      for offset in -7..<7 {
        guard let day = change.adding(days: offset) else { return true }
        if let first, day < first { continue }
        if let last, last < day { continue }
        if logic.may(offer.when, { StaticChecks.holds($0, $1, on: day) }) { return true }
      }
    }
    return false
  }

  /// Adds the days at which tests of a condition change; whether it tests days or weekdays at all.
  private static func addDays(of condition: Condition, to days: inout Set<CivilDate>) -> Bool {
    switch condition {
    case .all(let parts), .any(let parts):
      var isTested = false
      for part in parts where addDays(of: part, to: &days) { isTested = true }
      return isTested
    case .not(let inner): return addDays(of: inner, to: &days)
    case .test(.orderDate, .date(let from, let until)):
      days.formUnion([from, until].compactMap { $0 })
      return true
    case .test(.orderWeekday, .isIn): return true
    case .test: return false
    }
  }

  private static func holds(
    _ field: ConditionField, _ test: ConditionTest, on day: CivilDate
  ) -> Bool? {
    switch (field, test) {
    case (.orderDate, .date(let from, let until)):
      return (from.map { $0 <= day } ?? true) && (until.map { day < $0 } ?? true)
    case (.orderWeekday, .isIn(let names)): return names.contains("\(day.weekday)")
    default: return nil
    }
  }

  // MARK: Lines

  /// Units that no product of an offer has, and quantities in which none can be ordered.
  private mutating func checkLines(of offer: Offer, _ name: String) {
    guard StaticChecks.asks(offer.when, { $0 == .lineUnit || $0 == .lineQuantity }) else { return }
    guard !reach.isMet(offer.when, .quantity), reach.isMet(offer.when, .product) else {
      // For no product at all is told by itself.
      return
    }
    if !reach.isMet(offer.when, .unit) {
      add(
        .deadCondition, "\(name) asks for a unit that none of its products has",
        help: "name a unit of one of its products", at: offer.origin, fields: ["when"],
        text: "line.unit")
    } else {
      add(
        .deadCondition, "\(name) asks for quantities in which none of its products can be ordered",
        help: "let its bounds hold a quantity that can be ordered", at: offer.origin,
        fields: ["when"], text: "line.quantity")
    }
  }

  private static func asks(_ condition: Condition, _ field: (ConditionField) -> Bool) -> Bool {
    switch condition {
    case .all(let parts), .any(let parts): parts.contains { asks($0, field) }
    case .not(let inner): asks(inner, field)
    case .test(let tested, _): field(tested)
    }
  }

  private static func isOfCustomers(_ field: ConditionField) -> Bool {
    switch field {
    case .customer, .customerParent, .customerTier, .customerGroup, .customerRegion: true
    case .customerAttribute: true
    default: false
    }
  }

  // MARK: What is counted

  private typealias Counted = (condition: Condition, fields: [String], path: [String])

  /// The conditions by which an offer counts lines of its own choice, and where they stand.
  private func counted(by offer: Offer) -> [Counted] {
    var found: [Counted] = []
    for (field, thresholds) in [("requires", offer.requires), ("requiresAny", offer.requiresAny)] {
      for (index, threshold) in thresholds.enumerated() {
        if let of = threshold.measure.of { found.append((of, [field], ["\(index)", "of"])) }
      }
    }
    switch offer.benefit {
    case .ladder(let ladder):
      if let of = ladder.measure.of { found.append((of, ["ladder"], ["of"])) }
    case .gift(let gift):
      // In a table it is a column of the gift.
      if let of = gift.measure?.of { found.append((of, ["gift"], ["for", "of"])) }
    case .pattern(let pattern):
      for (field, slots) in [("buy", pattern.buy), ("get", pattern.get)] {
        for (index, slot) in slots.enumerated() {
          // In a table the slots are columns.
          guard let of = slot.of else { continue }
          found.append((of, ["pattern", field], [field, "\(index)", "of"]))
        }
      }
    case .cut, .charge, .mark: break
    }
    return found
  }

  private mutating func checkCounted(
    _ condition: Condition, _ offer: Offer, _ name: String,
    _ place: (fields: [String], path: [String]), _ borne: BorneTexts
  ) {
    guard logic.canHold(condition) else {
      return add(
        .deadCondition, "\(name) counts lines by a condition that can never hold",
        help: "its parts exclude one another; take one of them out", at: offer.origin,
        fields: place.fields, path: place.path)
    }
    let strange = borne.strange(in: condition)
    for (field, text) in strange {
      add(
        .deadCondition,
        "\(name) counts lines of \(BorneTexts.noun(field)) \(Diagnostic.quote(text)), "
          + "which none has",
        help: Suggestion.help(for: text, among: borne.known(field))
          ?? "state it with a customer or product, or take it out", at: offer.origin,
        fields: place.fields, path: place.path, text: text)
    }
    guard strange.isEmpty, !reach.isMet(condition, .quantity) else { return }
    if StaticChecks.asks(condition, StaticChecks.isOfCustomers) {
      add(
        .deadCondition, "\(name) counts lines by a condition that can never hold",
        help: "no customer and product have all that one of its ways asks", at: offer.origin,
        fields: place.fields, path: place.path)
    } else {
      add(
        .deadCondition, "\(name) counts lines of which no product can be one",
        help: "no product has everything that its condition asks", at: offer.origin,
        fields: place.fields, path: place.path)
    }
  }
}
