// Offers: whom they are for, what must be reached, how they combine (RULES.md O-001 …). What they
// give stands in RuleReader+Benefits.
extension RuleReader {
  mutating func readOffer(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var offer = Offer(id: id, phase: "", benefit: .mark, origin: headSpan(view))
    let phase = text("phase", &view)
    offer.validity = since(validity("from", "until", "through", &view), &view)
    offer.when = condition("when", &view)
    each("requires", &view) { reader, inner in
      if let threshold = reader.threshold(&inner) { offer.requires.append(threshold) }
    }
    each("requiresAny", needing: "threshold", &view) { reader, inner in
      if let threshold = reader.threshold(&inner) { offer.requiresAny.append(threshold) }
    }
    offer.units = unitLimit(&view)
    offer.base = choice("base", &view)
    offer.limits = offerLimits(&view)
    readTerms(&offer, &view)
    if phase == nil, preset == nil { missing("phase", view) }
    guard let benefit = benefit(&view) else { return }
    offer.benefit = benefit
    offer.countInUnit()
    place(offer, phase: phase, &view)
  }

  /// What offers in documents and rows of `offers.csv` state alike.
  mutating func readTerms(_ offer: inout Offer, _ view: inout FieldView) {
    offer.name = text("name", &view) ?? ""
    offer.group = text("group", &view)
    if let priority = integer("priority", -1_000_000...1_000_000, &view) {
      offer.priority = Int32(priority)
    }
    if let status: OfferStatus = choice("status", &view) { offer.status = status }
    offer.codes = names("codes", "code", mayBeEmpty: false, &view) ?? []
    offer.combination = combination(&view)
    offer.includesProtected = flag("includesProtected", &view) ?? false
    offer.includesDiscounted = flag("includesDiscounted", &view) ?? true
  }

  /// Keeps an offer in its phase and group: stated, else the preset's (RULES.md N-007).
  mutating func place(_ offer: Offer, phase: String?, _ view: inout FieldView) {
    guard let phase = phase ?? preset?.phase(of: offer) else { return }
    var placed = offer
    placed.phase = phase
    if let preset {
      preset.place(&placed, in: phase)
      if placed.group == nil { placed.group = preset.group(of: placed, in: phase) }
    }
    book.offers.append(placed)
  }

  private mutating func unitLimit(_ view: inout FieldView) -> UnitLimit? {
    guard let node = member("units", &view), var inner = object(node) else { return nil }
    var limit = UnitLimit()
    limit.most = quantity("most", &inner)
    limit.mostPerLine = quantity("mostPerLine", &inner)
    limit.groupsOf = quantity("groupsOf", &inner)
    if let select: UnitSelection = choice("select", &inner) { limit.select = select }
    limit.unit = text("unit", &inner)
    finish(inner)
    return limit
  }

  private mutating func combination(_ view: inout FieldView) -> Combination {
    var combination = Combination()
    if let exclusive: Exclusive = choice("exclusive", &view) { combination.exclusive = exclusive }
    if let alone: Exclusive = choice("alone", &view) { combination.alone = alone }
    if let stop: OfferStop = choice("stop", &view) { combination.stop = stop }
    combination.tags = names("tags", "tag", &view) ?? []
    combination.combinesWith = names("combinesWith", "tag", &view)
    combination.cap = amount("cap", &view)
    combination.capPerLine = amount("capPerLine", &view)
    combination.sharesUnits = flag("sharesUnits", &view) ?? false
    return combination
  }

  private mutating func offerLimits(_ view: inout FieldView) -> OfferLimits {
    guard let node = member("limits", &view), var inner = object(node) else { return .none }
    var limits = OfferLimits()
    limits.uses = count("uses", &inner)
    limits.usesPerCustomer = count("usesPerCustomer", &inner)
    limits.usesPerCode = count("usesPerCode", &inner)
    limits.budget = amount("budget", &inner)
    limits.budgetUnits = decimal("budgetUnits", scale: Quantity.scale, &inner)
    limits.isPartial = flag("partial", &inner) ?? true
    finish(inner)
    return limits
  }

  // MARK: Measures

  private mutating func threshold(_ view: inout FieldView) -> Threshold? {
    let measure = measure(&view)
    // Without a measure the numbers are read all the same, so that their faults are told at once.
    let scale = (measure?.kind ?? .amount).scale
    var bounds = MeasureBounds()
    bounds.from = decimal("from", scale: scale, &view)
    bounds.above = decimal("above", scale: scale, &view)
    bounds.below = decimal("below", scale: scale, &view)
    bounds.upTo = decimal("upTo", scale: scale, &view)
    return measure.map { Threshold($0, bounds) }
  }

  /// What is measured: fields of a threshold, a ladder or the `for` of a gift.
  mutating func measure(_ view: inout FieldView) -> LineMeasure? {
    let of = optionalCondition("of", &view)
    let unit = text("unit", &view)
    let base: MeasureBase? = choice("base", &view)
    let each: ChoiceScope? = choice("each", &view)
    guard let node = member("measure", &view) else {
      missing("measure", view)
      return nil
    }
    guard let kind = measureKind(node, unit) else { return nil }
    let word: String
    switch kind {
    case .quantity: word = "quantity"
    case .amount: word = "amount"
    case .lines: word = "lines"
    case .products: word = "products"
    case .attribute: word = "attribute"
    }
    if unit != nil, word != "quantity" {
      report(
        .conflictingFields, "`unit` has no meaning beside the measure `\(word)`",
        help: "leave `unit` out, or measure `quantity`", at: span(of: ["unit"], view))
    }
    if base != nil, word != "amount" {
      report(
        .conflictingFields, "`base` has no meaning beside the measure `\(word)`",
        help: "leave `base` out, or measure `amount`", at: span(of: ["base"], view))
    }
    let usual = word == "amount" ? preset?.thresholdBase ?? .opening : .opening
    return LineMeasure(kind, of: of, base: base ?? usual, each: each ?? .order)
  }

  private mutating func measureKind(_ node: Int, _ unit: String?) -> MeasureKind? {
    if tree.kind(of: node) == .object {
      guard var inner = object(node) else { return nil }
      let name = text("attribute", &inner)
      if name == nil { missing("attribute", inner) }
      finish(inner)
      return name.map { .attribute($0) }
    }
    guard let cell = scalar(node) else { return nil }
    switch cell.text {
    case "quantity": return .quantity(unit: unit)
    case "amount": return .amount
    case "lines": return .lines
    case "products": return .products
    default:
      unknownChoice(
        cell, ["quantity", "amount", "lines", "products", "{\"attribute\": NAME}"])
      return nil
    }
  }

  // MARK: Values

  mutating func decimal(_ name: String, scale: Int, _ view: inout FieldView) -> Int64? {
    note(name, view, .decimal)
    return cell(name, &view).flatMap { decimal($0, scale: scale) }
  }

  /// How often something may happen or has happened.
  mutating func count(_ name: String, _ view: inout FieldView) -> Int64? {
    note(name, view, .whole(0...1_000_000_000))
    return cell(name, &view).flatMap { count($0) }
  }

  mutating func count(_ cell: Cell) -> Int64? { integer(cell, 0...1_000_000_000) }

  /// A list of names that must each fit as an id does; `nil` where the field is absent.
  mutating func names(
    _ name: String, _ noun: String, mayBeEmpty: Bool = true, _ view: inout FieldView
  ) -> [String]? {
    note(name, view, .texts)
    if case .row = view.source { return rowNames(name, noun, &view) }
    guard let node = member(name, &view) else { return nil }
    let elements = list(node)
    if elements.isEmpty, !mayBeEmpty, tree.kind(of: node) == .array {
      emptyList(name, noun, node)
    }
    return elements.compactMap { element in
      guard let cell = scalar(element), isIdentifier(cell, noun) else { return nil }
      return cell.text
    }
  }

  mutating func emptyList(_ name: String, _ noun: String, _ node: Int) {
    report(
      .emptyList, "the list `\(name)` is empty",
      help: "name at least one \(noun), or leave `\(name)` out", path: tree.path(of: node),
      at: tree.span(of: node))
  }

  /// A condition that may be absent, which differs from one that always holds.
  mutating func optionalCondition(_ name: String, _ view: inout FieldView) -> Condition? {
    note(name, view, .condition)
    return member(name, &view) == nil ? nil : condition(name, &view)
  }
}

extension MeasureKind {
  /// Decimals of numbers that this measure is compared with.
  var scale: Int {
    switch self {
    case .amount, .attribute: Money.scale
    case .quantity, .lines, .products: Quantity.scale
    }
  }
}
