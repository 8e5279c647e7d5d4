// The return policy of a book (RULES.md Z-010 …).
extension RuleReader {
  private static let returnSettings = [
    "strictest", "anchors", "rollsToBusinessDay", "weekend", "holidays", "conditions", "quota",
    "lowerOf", "source", "promotions", "prices", "charges", "earnings", "needsPayment",
    "needsDelivery", "holdsFor", "amendments", "shortShipments", "lostThreshold",
  ]

  mutating func readReturns(_ view: inout FieldView) {
    guard let node = member("returns", &view), var inner = object(node) else { return }
    var policy = book.returns ?? ReturnPolicy()
    if policy.origin == nil { policy.origin = headSpan(inner) }
    var first: Set<String> = []
    for name in RuleReader.returnSettings where isStated(name, inner) {
      if isFirst("returns.\(name)", span(of: [name], inner)) { first.insert(name) }
      inner.ask(name)
    }
    readReturnFlags(&policy, first, &inner)
    readReturnTerms(&policy, first, &inner)
    each("windows", &inner) { reader, item in
      guard let id = reader.id(&item) else { return }
      var window = ReturnWindow(id: id, days: reader.days("days", &item))
      window.scope = reader.returnScope(&item)
      window.isSoft = reader.flag("soft", &item) ?? false
      policy.windows.append(window)
    }
    each("shelfLives", &inner) { reader, item in
      guard let id = reader.id(&item) else { return }
      let before = reader.integer("monthsBefore", 0...1200, &item) ?? 0
      let after = reader.integer("monthsAfter", 0...1200, &item) ?? 0
      policy.shelfLives.append(
        ReturnShelfLife(
          id: id, before: Int(before), after: Int(after), scope: reader.returnScope(&item)))
    }
    each("nonReturnable", &inner) { policy.nonReturnable.append($0.returnScope(&$1)) }
    each("reasons", &inner) { reader, item in
      reader.returnCause(&item).map { policy.reasons.append($0) }
    }
    each("fees", &inner) { reader, item in
      guard let id = reader.id(&item) else { return }
      if !reader.isStated("rate", item) { reader.missing("rate", item) }
      let rate = reader.share("rate", &item)
      policy.fees.append(
        RestockingFee(
          id: id, rate: rate ?? .zero, minimum: reader.unsigned("minimum", &item) ?? 0,
          scope: reader.returnScope(&item)))
    }
    each("levels", &inner) { reader, item in
      let above = reader.unsigned("above", &item)
      if above == nil { reader.missing("above", item) }
      let level = reader.integer("level", 1...100, &item)
      if level == nil { reader.missing("level", item) }
      policy.levels.append(ReturnLevel(above: above ?? 0, level: Int32(level ?? 1)))
    }
    finish(inner)
    book.returns = policy
  }

  private mutating func readReturnFlags(
    _ policy: inout ReturnPolicy, _ first: Set<String>, _ view: inout FieldView
  ) {
    let flags = ["strictest", "rollsToBusinessDay", "lowerOf", "needsPayment", "needsDelivery"]
    for name in flags where first.contains(name) {
      guard let value = flag(name, &view) else { continue }
      switch name {
      case "strictest": policy.isStrictest = value
      case "rollsToBusinessDay": policy.rollsToBusinessDay = value
      case "lowerOf": policy.isLowerOf = value
      case "needsPayment": policy.needsPayment = value
      default: policy.needsDelivery = value
      }
    }
    if first.contains("weekend"), let node = member("weekend", &view) {
      policy.weekend = list(node).compactMap { element in
        scalar(element).flatMap { integer($0, 1...7) }.map { Int32($0) }
      }
    }
    if first.contains("holidays"), let node = member("holidays", &view) {
      policy.holidays = list(node).compactMap { element in
        scalar(element).flatMap { date($0) }
      }
    }
    if first.contains("conditions") { policy.conditions = texts("conditions", &view) }
    if first.contains("holdsFor") { policy.holdsFor = days("holdsFor", &view) }
    if first.contains("anchors") {
      policy.anchors = words("anchors", ReturnAnchor.self, &view)
    }
    guard first.contains("quota"), let node = member("quota", &view), var inner = object(node)
    else { return }
    if !isStated("share", inner) { missing("share", inner) }
    let share = share("share", &inner)
    policy.quota = ReturnQuota(share: share ?? .zero, days: days("days", &inner) ?? 365)
    finish(inner)
  }

  private mutating func readReturnTerms(
    _ policy: inout ReturnPolicy, _ first: Set<String>, _ view: inout FieldView
  ) {
    if first.contains("source"), let value: SourceChoice = choice("source", &view) {
      policy.source = value
    }
    if first.contains("amendments"), let value: AmendmentTerms = choice("amendments", &view) {
      policy.amendments = value
    }
    if first.contains("shortShipments"),
      let value: ShortShipmentTerms = choice("shortShipments", &view)
    {
      policy.shortShipments = value
    }
    if first.contains("lostThreshold"),
      let value: ShortShipmentTerms = choice("lostThreshold", &view)
    {
      policy.lostThreshold = value
    }
    if first.contains("prices"), let value: RemainderTerms = choice("prices", &view) {
      if value == .proportional || value == .repriceRemainder {
        policy.prices = value
      } else if let cell = cell("prices", &view) {
        unknownChoice(cell, ["proportional", "repriceRemainder"])
      }
    }
    if first.contains("promotions") {
      let found = termsByName("promotions", RemainderTerms.self, &view)
      policy.promotions = found.all ?? policy.promotions
      policy.byOffer = found.named
    }
    if first.contains("charges") {
      let found = termsByName("charges", ChargeRefund.self, &view)
      policy.charges = found.all ?? policy.charges
      policy.byCharge = found.named
    }
    guard first.contains("earnings") else { return }
    eachNamed("earnings", &view) { reader, name, node in
      guard var inner = reader.object(node) else { return }
      var terms = EarningTerms()
      if let value: EarningTerms.Method = reader.choice("method", &inner) { terms.method = value }
      if let value: EarningTerms.Shortfall = reader.choice("shortfall", &inner) {
        terms.shortfall = value
      }
      if let value = reader.unsigned("charge", &inner) { terms.charge = value }
      reader.finish(inner)
      if name == "default" { policy.earnings = terms } else { policy.byAgreement[name] = terms }
    }
  }

  /// Words by id; the id `default` stands for all that are not named.
  private mutating func termsByName<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Value.Type, _ view: inout FieldView
  ) -> (all: Value?, named: IdentifierMap<Value>) where Value.RawValue == String {
    var all: Value?
    var named: IdentifierMap<Value> = [:]
    eachNamed(name, &view) { reader, id, node in
      guard let cell = reader.scalar(node) else { return }
      guard let value = Value(rawValue: cell.text) else {
        reader.unknownChoice(cell, Value.allCases.map { $0.rawValue })
        return
      }
      if id == "default" { all = value } else { named[id] = value }
    }
    return (all, named)
  }

  private mutating func words<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Value.Type, _ view: inout FieldView
  ) -> [Value] where Value.RawValue == String {
    guard let node = member(name, &view) else { return [] }
    return list(node).compactMap { element in
      guard let cell = scalar(element) else { return nil }
      if let value = Value(rawValue: cell.text) { return value }
      unknownChoice(cell, Value.allCases.map { $0.rawValue })
      return nil
    }
  }

  private mutating func returnScope(_ view: inout FieldView) -> ReturnScope {
    ReturnScope(
      products: texts("products", &view), categories: texts("categories", &view),
      tiers: texts("tiers", &view), offers: texts("offers", &view))
  }

  private mutating func returnCause(_ view: inout FieldView) -> ReturnCause? {
    guard let id = id(&view) else { return nil }
    var cause = ReturnCause(id: id)
    cause.waivesFee = flag("waivesFee", &view) ?? false
    cause.isExempt = flag("exempt", &view) ?? false
    cause.ignoresWindow = flag("ignoresWindow", &view) ?? false
    cause.isRefused = flag("refused", &view) ?? false
    cause.dispositions = words("dispositions", Disposition.self, &view)
    return cause
  }
}
