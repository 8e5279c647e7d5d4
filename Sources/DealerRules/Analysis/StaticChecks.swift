/// Checks of a rule set that need no order to be priced (RULES.md U-021 … U-024, U-027, U-028).
struct StaticChecks {
  let rules: CompiledRules
  let logic: ConditionLogic
  let reach: ConditionReach
  var findings: [AnalysisFinding] = []
  /// Customers and products that may still be asked whether an offer stands behind another
  /// (RULES.md U-022).
  var stepsLeft = StaticChecks.mostSteps
  /// Products that may still be asked for units (RULES.md U-021).
  var unitSteps = StaticChecks.mostSteps
  /// Products, and keys of rows, that may still be asked whether a row is found before another
  /// (RULES.md U-024).
  var rowSteps = StaticChecks.mostSteps
  /// Where the products of each unit stand, once some offer asks for one.
  var unitPlaces: [IdentifierKey: [Int]]?
  /// What covers other rows, by table, once a table was asked.
  private var coverings: [IdentifierKey: CoveringRows] = [:]

  static let mostSteps = 4_000_000

  var book: RuleBook { rules.book }

  init(_ rules: CompiledRules) {
    self.rules = rules
    logic = ConditionLogic(rules.book)
    reach = ConditionReach(rules, logic)
  }

  mutating func run() {
    checkConditions()
    checkTerritories()
    checkNumbers()
    checkChecks()
    checkOffers()
    checkRows()
    checkRungs()
    checkShutOut()
    checkLaw()
  }

  /// Codes of which some findings may be missing, because the catalog is too large.
  var cutShort: [DiagnosticCode] {
    [(.deadCondition, unitSteps), (.shadowedOffer, stepsLeft), (.unreachableRow, rowSteps)]
      .compactMap { code, left in left > 0 ? nil : code }
  }

  /// Adds `WHAT`.
  mutating func add(
    _ code: DiagnosticCode, _ message: String, help: String, at span: SourceSpan?,
    fields: [String] = [], path: [String] = [], text: String? = nil, other: SourceSpan? = nil
  ) {
    var finding = Diagnostic(
      code: code, severity: .warning, message: message, help: help, span: span)
    finding.subject = Subject(fields: fields, path: path, text: text, other: other)
    findings.append(AnalysisFinding(finding))
  }

  /// The rows of a table that cover others (RULES.md U-024).
  mutating func covering(_ table: PriceTable) -> CoveringRows {
    let key = IdentifierKey(table.id)
    if let known = coverings[key] { return known }
    let found = CoveringRows(table, rules)
    coverings[key] = found
    return found
  }

  /// Published offers by id.
  var published: [Offer] {
    book.offers.filter { $0.status == .published }
      .sorted { IdentifierOrder.precedes($0.id, $1.id) }
  }
}

// MARK: Conditions

extension StaticChecks {
  /// A condition and whose it is.
  private struct Holder {
    var what: String
    var condition: Condition
    var origin: SourceSpan?
    /// Where it stands in its object.
    var fields = ["when"]
    var path: [String] = []
    var isOffer = false
    /// Whether it says whom and what the rule is for, and not what it asks of them.
    var isAudience = true
  }

  private var holders: [Holder] {
    var all = published.map {
      Holder(
        what: "offer \(Diagnostic.quote($0.id))", condition: $0.when, origin: $0.origin,
        isOffer: true)
    }
    all += book.guards.filter { $0.status == .published }.map {
      Holder(what: "guard \(Diagnostic.quote($0.id))", condition: $0.when, origin: $0.origin)
    }
    all += book.charges.map {
      Holder(what: "charge \(Diagnostic.quote($0.id))", condition: $0.when, origin: $0.origin)
    }
    for agreement in book.agreements where agreement.status == .published {
      all += holders(of: agreement)
    }
    for check in book.checks where check.status == .published { all += holders(of: check) }
    all += book.territories.filter { $0.status == .published }.map {
      Holder(
        what: "territory rule \(Diagnostic.quote($0.id))", condition: $0.when, origin: $0.origin)
    }
    for kind in book.priceKinds {
      all += kind.accesses.enumerated().map { index, access in
        Holder(
          what: "an access of price kind \(Diagnostic.quote(kind.id))", condition: access.when,
          origin: kind.origin, fields: ["accesses"], path: ["\(index)", "when"])
      }
    }
    return all
  }

  private func holders(of agreement: Agreement) -> [Holder] {
    let what = "agreement \(Diagnostic.quote(agreement.id))"
    let own = Holder(what: what, condition: agreement.when, origin: agreement.origin)
    switch agreement.promise {
    case .points(let reward), .coupons(_, let reward):
      return [own]
        + reward.multipliers.enumerated().map { index, multiplier in
          Holder(
            what: what, condition: multiplier.when, origin: agreement.origin,
            fields: ["points", "coupons"], path: ["multiply", "\(index)", "when"])
        }
    case .rebate, .allowance, .fund, .groupBuy: return [own]
    }
  }

  private func holders(of check: OrderCheck) -> [Holder] {
    let what = "check \(Diagnostic.quote(check.id))"
    var all = [Holder(what: what, condition: check.when, origin: check.origin)]
    switch check.test {
    case .require(let condition):
      all.append(
        Holder(
          what: what, condition: condition, origin: check.origin, fields: ["require"],
          isAudience: false))
    case .assortment(let goods):
      all += goods.enumerated().map { index, goods in
        Holder(
          what: what, condition: goods.of, origin: check.origin, fields: ["assortment"],
          path: ["\(index)", "of"], isAudience: false)
      }
    case .quantity, .unusual, .stock, .transfers, .shelfLife, .duplicate: break
    }
    return all
  }

  private mutating func checkConditions() {
    let borne = BorneTexts(book)
    for holder in holders {
      if !logic.canHold(holder.condition) {
        add(
          .deadCondition, "the condition of \(holder.what) can never hold",
          help: "its parts exclude one another; take one of them out", at: holder.origin,
          fields: holder.fields, path: holder.path)
        continue
      }
      let strange = borne.strange(in: holder.condition)
      // Of offers each side is told by itself first.
      if strange.isEmpty, holder.isAudience, !holder.isOffer { checkReach(holder) }
      for (field, text) in strange {
        let meant = Suggestion.closest(to: text, among: borne.known(field))
        let help = meant.map { "did you mean `\($0)`?" }
        add(
          .deadCondition,
          "\(holder.what) asks for \(BorneTexts.noun(field)) \(Diagnostic.quote(text)), "
            + "which none has",
          help: help ?? "state it with a customer or product, or take it out",
          at: holder.origin, fields: holder.fields, path: holder.path, text: text)
      }
    }
    for offer in published {
      checkAudience(offer)
      checkBeside(offer, borne)
      checkUnits(of: offer)
      checkThresholds(of: offer)
      checkProtected(offer)
    }
    checkCountedAttributes()
  }

  /// A condition that no customer and product of the book fulfil, in whichever way.
  private mutating func checkReach(_ holder: Holder) {
    guard !reach.isMet(holder.condition, .product) else { return }
    add(
      .deadCondition, "the condition of \(holder.what) can never hold",
      help: "no customer and product have all that one of its ways asks", at: holder.origin,
      fields: holder.fields, path: holder.path)
  }

  /// An offer whose window is empty, or for which no customer or no product comes into question.
  private mutating func checkAudience(_ offer: Offer) {
    if offer.validity.from >= offer.validity.until {
      add(
        .deadCondition, "offer \(Diagnostic.quote(offer.id)) is never in force",
        help: "let its end come after its start", at: offer.origin,
        fields: ["until", "through", "validUntil", "validThrough"])
    }
    guard logic.canHold(offer.when), let index = rules.offers.byID[offer.id], index >= 0 else {
      return
    }
    let sides: [(ClassIndex, Int, String)] = [
      (rules.offers.customers, rules.catalog.customers.count, "customer"),
      (rules.offers.products, rules.catalog.products.count, "product"),
    ]
    let before = findings.count
    for (side, count, noun) in sides where count > 0 && !side.testsPerLine {
      let words = rules.offers.words
      let (word, bit) = (Int(index) >> 6, UInt64(1) << UInt64(index & 63))
      let isMeant = stride(from: word, to: side.bits.count, by: max(words, 1)).contains {
        side.bits[$0] & bit != 0
      }
      guard !isMeant else { continue }
      add(
        .deadCondition, "offer \(Diagnostic.quote(offer.id)) is for no \(noun)",
        help: "no \(noun) has everything that its condition asks", at: offer.origin,
        fields: ["when"])
    }
    guard findings.count == before else { return }
    checkReach(
      Holder(
        what: "offer \(Diagnostic.quote(offer.id))", condition: offer.when, origin: offer.origin))
  }
}

/// Texts that customers and products have, for fields that nothing else can fill.
struct BorneTexts {
  private var tiers: Set<IdentifierKey> = []
  private var groups: Set<IdentifierKey> = []
  private var brands: Set<IdentifierKey> = []
  private var attributes: [ConditionField: Set<IdentifierKey>] = [:]

  init(_ book: RuleBook) {
    for customer in book.customers {
      if let tier = customer.tier { tiers.insert(IdentifierKey(tier)) }
      for group in customer.groups { groups.insert(IdentifierKey(group)) }
      for (name, value) in customer.attributes {
        note(.customerAttribute(name), value)
      }
    }
    for product in book.products {
      if let brand = product.brand { brands.insert(IdentifierKey(brand)) }
      for (name, value) in product.attributes { note(.productAttribute(name), value) }
    }
  }

  private mutating func note(_ field: ConditionField, _ value: AttributeValue) {
    if case .text(let text) = value {
      attributes[field, default: []].insert(IdentifierKey(text))
    } else {
      attributes[field, default: []].formUnion([])
    }
  }

  private func texts(_ field: ConditionField) -> Set<IdentifierKey>? {
    switch field {
    case .customerTier: tiers
    case .customerGroup: groups
    case .productBrand: brands
    case .customerAttribute, .productAttribute: attributes[field] ?? []
    default: nil
    }
  }

  /// Texts that customers or products have, in id order.
  func known(_ field: ConditionField) -> [String] { (texts(field) ?? []).sorted().map(\.text) }

  /// What a condition asks for and nobody has; of an attribute that nobody bears its name.
  func strange(in condition: Condition) -> [(ConditionField, String)] {
    switch condition {
    case .all(let parts), .any(let parts): return parts.flatMap { strange(in: $0) }
    case .not: return []
    case .test(let field, .isIn(let names)):
      guard let held = texts(field) else { return [] }
      return names.filter { !held.contains(IdentifierKey($0)) }.map { (field, $0) }
    case .test(let field, _):
      switch field {
      case .customerAttribute(let name), .productAttribute(let name):
        return attributes[field] == nil ? [(field, name)] : []
      default: return []
      }
    }
  }

  static func noun(_ field: ConditionField) -> String {
    switch field {
    case .customerTier: "the tier"
    case .customerGroup: "the group"
    case .productBrand: "the brand"
    case .customerAttribute(let name): "`customer.\(name)`"
    case .productAttribute(let name): "`product.\(name)`"
    default: "the text"
    }
  }
}
