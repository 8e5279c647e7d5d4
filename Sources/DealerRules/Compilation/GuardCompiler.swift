/// Turns guards and the rules of approval into columns, and reports what does not fit together.
struct GuardCompiler {
  var table = GuardTable()
  var sink: DiagnosticSink
  let limits: Limits
  private let offers: OfferTable

  init(limits: Limits, offers: OfferTable) {
    self.limits = limits
    self.offers = offers
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  /// Compiles the guards of a book once prices and offers are known.
  mutating func compile(
    _ book: RuleBook, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler,
    _ prices: inout PriceCompiler
  ) {
    for (given, limit, what) in [
      (book.guards.count, limits.guards, "guards"),
      (book.approvalRules.count, limits.approvalRules, "approval rules"),
    ] where given > limit {
      sink.report(
        .limitExceeded, "the book has \(given) \(what), more than the limit of \(limit)",
        help: "split the book or raise the limit of the compile", at: nil)
    }
    guard !sink.hasErrors else { return }
    var seen: IdentifierMap<Int> = [:]
    for (index, rule) in book.guards.enumerated() {
      if let first = seen[rule.id] {
        sink.report(
          .duplicateID, "guard \(Diagnostic.quote(rule.id)) is stated twice",
          help: "keep one of the two", at: rule.origin,
          about: Subject(fields: ["id"], other: book.guards[first].origin))
      } else {
        seen[rule.id] = index
      }
    }
    let order = book.guards.indices.sorted { a, b in
      let (a, b) = (book.guards[a], book.guards[b])
      if a.priority != b.priority { return a.priority > b.priority }
      return IdentifierOrder.precedes(a.id, b.id)
    }
    let names = book.offers.map(\.id)
    for index in order {
      let rule = book.guards[index]
      check(rule)
      let terms = terms(rule, index, names, &catalog, &conditions, &prices)
      guard rule.status == .published else { continue }
      if terms.outcome == .clip { table.clips = true }
      if terms.withRebate { table.asksRebates = true }
      if terms.withFunds { table.asksFunds = true }
      if terms.refusesCandidates { table.refusesCandidates = true }
      if terms.refusesLowNets { table.refusesLowNets = true }
      table.guards.append(terms)
    }
    var named: IdentifierMap<Int> = [:]
    for (index, rule) in book.approvalRules.enumerated() {
      if let id = rule.id, let first = named[id] {
        sink.report(
          .duplicateID, "rule of approval \(Diagnostic.quote(id)) is stated twice",
          help: "keep one of the two, or say since when each is `known`", at: rule.origin,
          about: Subject(fields: ["id"], other: book.approvalRules[first].origin))
      }
      if let id = rule.id { named[id] = index }
      add(rule, &catalog, &conditions)
    }
  }

  // MARK: Terms

  private mutating func terms(
    _ rule: Guard, _ index: Int, _ names: [String], _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler, _ prices: inout PriceCompiler
  ) -> GuardTerms {
    var terms = GuardTerms(bookIndex: Int32(index))
    terms.scope = rule.scope
    terms.by = rule.by
    terms.from = rule.validity.from.secondsSinceEpoch
    terms.until = rule.validity.until.secondsSinceEpoch
    terms.node = conditions.compile(rule.when, &catalog, at: rule.origin)
    terms.unknown = rule.unknown
    terms.countsGifts = rule.countsGifts
    terms.withRebate = rule.withRebate
    terms.withFunds = rule.withFunds
    if let kind = rule.price {
      if case .kind(let found) = prices.resolve(.kind(kind), at: rule.origin) {
        terms.price = found
      }
    }
    switch rule.test {
    case .floor(let bound):
      terms.kind = .floor
      add(bound, rule, &terms, catalog, &prices)
    case .ceiling(let bound):
      terms.kind = .ceiling
      add(bound, rule, &terms, catalog, &prices)
    case .margin(let limit): (terms.kind, terms.limit) = (.margin, limit)
    case .maxDiscount(let limit): (terms.kind, terms.limit) = (.maxDiscount, limit)
    case .drift(let rise, let fall):
      (terms.kind, terms.rise, terms.fall) = (.drift, rise, fall)
    case .movement(let rise, let fall, let days):
      terms.kind = .movement
      terms.rise = rise.map { GuardLimit(rate: $0) }
      terms.fall = fall.map { GuardLimit(rate: $0) }
      terms.days = Int64(max(days, 1))
    }
    switch rule.outcome {
    case .clip(let yield):
      terms.outcome = .clip
      add(yield, rule, names, &terms)
    case .refuse: terms.outcome = .refuse
    case .warn: terms.outcome = .warn
    case .approval(let level): (terms.outcome, terms.level) = (.approval, level)
    }
    return terms
  }

  private mutating func add(
    _ bound: GuardBound, _ rule: Guard, _ terms: inout GuardTerms,
    _ catalog: borrowing CatalogTable, _ prices: inout PriceCompiler
  ) {
    switch bound.base {
    case .list?: terms.isOfList = true
    case .price(let base)?: terms.base = prices.resolve(base, at: rule.origin)
    case nil: break
    }
    terms.factor = bound.factor.millionths
    terms.plus = bound.plus
    guard let unit = bound.unit else { return }
    terms.unit = catalog.texts.index(of: unit)
    guard terms.unit < 0 || !catalog.units.isUsed(terms.unit) else { return }
    sink.report(
      .unitOutsideProduct, "no product is counted in \(Diagnostic.quote(unit))",
      help: terms.unit < 0
        ? "state the unit in `units`, or with a product" : catalog.unitHelp(terms.unit, -1),
      at: rule.origin, about: Subject(fields: ["floor", "ceiling"], text: unit))
  }

  private mutating func add(
    _ yield: GuardYield, _ rule: Guard, _ names: [String], _ terms: inout GuardTerms
  ) {
    switch yield {
    case .lastFirst: break
    case .lowestPriority: terms.yieldsByPriority = true
    case .offers(let ids):
      for id in ids {
        if let offer = offers.byID[id] {
          terms.yields.append(offer)
        } else if !names.contains(where: { IdentifierOrder.areEqual($0, id) }) {
          sink.report(
            .unknownReference, "there is no offer \(Diagnostic.quote(id))",
            help: Suggestion.closest(to: id, among: names).map { "did you mean `\($0)`?" }
              ?? "state the offer first",
            at: rule.origin, about: Subject(fields: ["yields"], text: id))
        }
      }
    }
  }

  // MARK: Approvals

  /// Findings that an approval can lift: those that flag or hold an order.
  static let liftable =
    [
      "beneficiaryUnknown", "checkFlagged", "checkHeld", "exclusionFlagged", "exclusionHeld",
      "fundUnknown", "guardApproval", "guardUnknown", "guardWarned", "licenseExpiring",
      "licenseFlagged", "licenseGrace", "licenseHeld", "malformedCode", "manualApproval",
      "manualBounded", "manualRefused", "noExchangeRate", "noPrice", "notListedFlagged",
      "notListedHeld", "postalMismatch", "regionSplit", "sellerFlagged", "sellerHeld",
      "territoryFlagged", "territoryHeld", "unknownParty", "unknownRegion", "unlistedFlagged",
      "unlistedHeld", "whiteSpaceFlagged", "whiteSpaceHeld",
    ] + CreditCode.allCases.filter(\.isOfRules).map(\.rawValue)

  private mutating func add(
    _ rule: ApprovalRule, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    let findings = rule.findings.map { FindingName($0) }
    for finding in findings where !GuardCompiler.liftable.contains(finding.code) {
      sink.report(
        .unknownReference, "no finding \(Diagnostic.quote(finding.code)) can be approved",
        help: Suggestion.closest(to: finding.code, among: GuardCompiler.liftable).map {
          "did you mean `\($0)`?"
        } ?? "write \(GuardCompiler.liftable.joined(separator: ", "))",
        at: rule.origin, about: Subject(fields: ["findings"], text: finding.code))
    }
    if let upTo = rule.upTo, upTo < 0 {
      sink.report(
        .negativeNotAllowed,
        "the amount that \(Diagnostic.quote(rule.role)) may approve is below zero",
        help: "write zero or more", at: rule.origin, about: Subject(fields: ["upTo"]))
    }
    if let field = ConditionCompiler.lineField(of: rule.when) {
      sink.report(
        .conditionField, "the condition of an approval cannot look at `\(field)`",
        help: "a whole order is approved, not a line", at: rule.origin,
        about: Subject(fields: ["when"], text: field))
    }
    table.approvals.append(
      ApprovalTerms(
        role: rule.role, findings: findings, level: rule.level ?? .max, upTo: rule.upTo ?? -1,
        node: conditions.compile(rule.when, &catalog, at: rule.origin)))
  }
}
