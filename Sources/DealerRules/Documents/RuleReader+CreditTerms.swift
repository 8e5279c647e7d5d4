// Payment terms, reminders, funding, scorecards, tiers (RULES.md B-010, B-014 … B-017).
extension RuleReader {
  mutating func readPaymentTerms(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var terms = PaymentTerms(id: id, .netDays(0))
    terms.origin = headSpan(view)
    terms.rank = integer("rank", 0...1000, &view).map { Int($0) } ?? 0
    terms.discountRank = integer("discountRank", 0...1000, &view).map { Int($0) } ?? 0
    var instalments: [Instalment] = []
    if isStated("instalments", view) {
      each("instalments", &view) { reader, inner in
        let weight = reader.integer("weight", 1...1_000_000_000, &inner)
        guard let due = reader.dueRule(&inner) else { return }
        instalments.append(Instalment(weight: weight ?? 1, due))
      }
      if case .object(let node) = view.source, let list = tree.member("instalments", of: node),
        tree.kind(of: list) == .array, tree.children(of: list).first(where: { _ in true }) == nil
      {
        report(
          .conflictingFields, "the terms have no instalment",
          help: "state one, or when the whole is due: `\"netDays\": 30`",
          at: span(of: ["instalments"], view))
      }
      for name in RuleReader.dueRules where isStated(name, view) {
        report(
          .conflictingFields, "the terms state `instalments` and `\(name)`",
          help: "state when each instalment is due", at: span(of: [name], view))
      }
      for name in RuleReader.dueRules { view.ask(name) }
    } else if let due = dueRule(&view) {
      instalments = [Instalment(due)]
    }
    var spans: Set<Int> = []
    each("discounts", &view) { reader, inner in
      let days = reader.days("days", &inner)
      if days == nil { reader.missing("days", inner) }
      let rate = reader.share("rate", &inner)
      if rate == nil { reader.missing("rate", inner) }
      guard let days, let rate else { return }
      reader.tellTwice("discount of days", "\(days)", !spans.insert(days).inserted, "days", inner)
      terms.discounts.append(CashDiscount(rate, days: days))
    }
    guard !instalments.isEmpty else { return }
    terms.instalments = instalments
    book.credit?.terms.append(terms)
  }

  private static let dueRules = ["netDays", "endOfMonth", "cutOff"]

  private mutating func dueRule(_ view: inout FieldView) -> DueRule? {
    for name in RuleReader.dueRules { view.ask(name) }
    let given = RuleReader.dueRules.filter { isStated($0, view) }
    guard let name = given.first, let node = member(name, &view) else {
      missing("netDays", view)
      return nil
    }
    if given.count > 1 {
      report(
        .conflictingFields, "both `\(given[0])` and `\(given[1])` are given",
        help: "keep one of them", at: span(of: [given[1]], view))
    }
    if name == "netDays" { return days(name, &view).map { .netDays($0) } }
    guard var inner = object(node) else { return nil }
    defer { finish(inner) }
    let months = integer("months", 0...120, &inner).map { Int($0) }
    if name == "endOfMonth" {
      return .endOfMonth(plusDays: days("plusDays", &inner) ?? 0, months: months ?? 0)
    }
    let day = integer("day", 1...31, &inner)
    if day == nil { missing("day", inner) }
    let payOn = integer("payOn", 1...31, &inner)
    if payOn == nil { missing("payOn", inner) }
    guard let day, let payOn else { return nil }
    if months == 0, payOn < day {
      report(
        .conflictingFields, "documents of day \(day) would be due before they are written",
        help: "pay them a month later: `\"months\": 1`", at: span(of: ["payOn"], inner))
    }
    return .cutOff(day: Int(day), payOn: Int(payOn), months: months ?? 1)
  }

  mutating func readReminderPlan(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var plan = ReminderPlan(id: id, steps: [])
    plan.materiality = unsigned("materiality", &view) ?? 0
    var (ids, offsets): (Set<IdentifierKey>, Set<Int64>) = ([], [])
    each("steps", &view) { reader, inner in
      guard let step = reader.id(&inner) else { return }
      let days = reader.integer("days", -36_500...36_500, &inner)
      if days == nil { reader.missing("days", inner) }
      let level = reader.integer("level", 0...100, &inner)
      guard let days else { return }
      reader.tellTwice("step", step, !ids.insert(IdentifierKey(step)).inserted, "id", inner)
      reader.tellTwice("step of day", "\(days)", !offsets.insert(days).inserted, "days", inner)
      plan.steps.append(ReminderStep(id: step, days: Int(days), level: Int(level ?? 0)))
    }
    book.credit?.reminderPlans.append(plan)
  }

  /// Reports what stands twice in a list, so that one of the two never counts.
  private mutating func tellTwice(
    _ what: String, _ name: String, _ isTwice: Bool, _ field: String, _ view: FieldView
  ) {
    guard isTwice else { return }
    report(
      .duplicateID, "\(what) \(Diagnostic.quote(name)) is stated twice",
      help: "keep one of them, or give it another `\(field)`", at: span(of: [field], view))
  }

  mutating func readFundingSource(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    let kind: FundingSource.Kind? = choice("kind", &view)
    if kind == nil { missing("kind", view) }
    let most = share("most", &view)
    guard let kind else { return }
    book.credit?.funding.append(FundingSource(id: id, kind, most: most ?? .one))
  }

  // MARK: Scores and tiers

  mutating func readScorecard(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var card = Scorecard(id: id, criteria: [])
    card.isAverage = flag("average", &view) ?? false
    var ids: Set<IdentifierKey> = []
    each("criteria", &view) { reader, inner in
      guard let found = reader.criterion(&inner) else { return }
      let isNew = ids.insert(IdentifierKey(found.id)).inserted
      reader.tellTwice("criterion", found.id, !isNew, "id", inner)
      card.criteria.append(found)
    }
    var (grades, scores): (Set<IdentifierKey>, Set<Int64>) = ([], [])
    each("grades", &view) { reader, inner in
      guard let grade = reader.id(&inner) else { return }
      let from = reader.decimal("from", scale: 0, &inner)
      if from == nil { reader.missing("from", inner) }
      let amount = reader.unsigned("limit", &inner)
      let sales = reader.rate("salesShare", &inner)
      let limit: LimitProposal? = amount.map { .amount($0) } ?? sales.map { .sales($0) }
      guard let from else { return }
      let isNew = grades.insert(IdentifierKey(grade)).inserted
      reader.tellTwice("grade", grade, !isNew, "id", inner)
      reader.tellTwice("grade from", "\(from)", !scores.insert(from).inserted, "from", inner)
      card.grades.append(ScoreGrade(id: grade, from: from, limit: limit))
    }
    book.credit?.scorecards.append(card)
  }

  private mutating func criterion(_ view: inout FieldView) -> ScoreCriterion? {
    guard let id = id(&view) else { return nil }
    let fact = text("fact", &view)
    let isPayments = flag("payments", &view) ?? false
    if fact == nil, !isPayments { missing("fact", view) }
    let weight = integer("weight", 0...1_000_000_000, &view)
    let below = decimal("below", scale: 0, &view)
    let missingPoints = decimal("missing", scale: 0, &view)
    var bands: [ScoreBand] = []
    var froms: Set<Int64> = []
    each("bands", &view) { reader, inner in
      let from = reader.decimal("from", scale: isPayments ? 0 : Money.scale, &inner)
      if from == nil { reader.missing("from", inner) }
      let points = reader.decimal("points", scale: 0, &inner)
      if points == nil { reader.missing("points", inner) }
      guard let from, let points else { return }
      let text = Decimals.text(from, scale: isPayments ? 0 : Money.scale)
      reader.tellTwice("band from", text, !froms.insert(from).inserted, "from", inner)
      bands.append(ScoreBand(from: from, points: points))
    }
    guard fact != nil || isPayments else { return nil }
    var criterion = ScoreCriterion(
      id: id, fact.map { .fact($0) } ?? .payments, weight: weight ?? 1, bands: bands)
    criterion.below = below ?? 0
    criterion.missing = missingPoints
    return criterion
  }

  mutating func readTierScheme(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var scheme = TierScheme(id: id, tiers: [])
    if let cell = cell("months", &view), let months = integer(cell, 1...12) {
      if 12 % months == 0 {
        scheme.months = Int(months)
      } else {
        unknownChoice(cell, ["1", "2", "3", "4", "6", "12"])
      }
    }
    scheme.delay = days("delay", &view) ?? 0
    scheme.grace = integer("grace", 0...100, &view).map { Int($0) } ?? 0
    var froms: Set<Int64> = []
    each("tiers", &view) { reader, inner in
      guard let tier = reader.id(&inner) else { return }
      let from = reader.amount("from", &inner)
      if from == nil { reader.missing("from", inner) }
      let rights = reader.texts("rights", &inner)
      guard let from else { return }
      let text = Decimals.text(from, scale: Money.scale)
      reader.tellTwice("tier from", text, !froms.insert(from).inserted, "from", inner)
      scheme.tiers.append(DealerTier(id: tier, from: from, rights: rights))
    }
    book.credit?.tierSchemes.append(scheme)
  }
}
