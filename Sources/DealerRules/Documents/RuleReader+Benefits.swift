// What offers give: cuts, ladders, patterns, gifts (RULES.md O-010 … O-020).
extension RuleReader {
  private static let cutNames = ["percentOff", "amountOff", "fixedPrice"]
  private static let otherBenefits = ["ladder", "pattern", "gift", "mark"]

  mutating func benefit(_ view: inout FieldView) -> Benefit? {
    let names = RuleReader.cutNames + RuleReader.otherBenefits
    for name in names + ["charge", "per", "unit"] { view.ask(name) }
    let given = names.filter { isStated($0, view) }
    guard let first = given.first else {
      let others = isStated("charge", view) ? "" : ", or `ladder`, `pattern`, `gift` or `mark`"
      report(
        .missingField, "the offer gives nothing",
        help: "add `percentOff`, `amountOff` or `fixedPrice`" + others, at: headSpan(view))
      return nil
    }
    if given.count > 1 {
      report(
        .conflictingFields, "the offer states `\(first)` and `\(given[1])`",
        help: "keep one benefit; make two offers of it otherwise",
        at: span(of: [given[1]], view))
      return nil
    }
    if RuleReader.cutNames.contains(first) { return cutBenefit(&view) }
    meaningless(["charge", "per", "unit"], beside: first, &view)
    guard let node = member(first, &view) else { return nil }
    switch first {
    case "ladder": return ladder(node)
    case "pattern": return pattern(node)
    case "gift": return gift(node)
    default: return mark(&view)
    }
  }

  private mutating func cutBenefit(_ view: inout FieldView) -> Benefit? {
    let per: CutScope? = choice("per", &view)
    let cut = cut(&view)
    if let charge = text("charge", &view) {
      meaningless(["per", "unit"], beside: "charge", &view)
      return cut.map { .charge(charge, $0) }
    }
    guard let cut else { return nil }
    return .cut(cut, per: per ?? RuleReader.defaultScope(of: cut))
  }

  private mutating func mark(_ view: inout FieldView) -> Benefit? {
    guard let mark = flag("mark", &view) else { return nil }
    if !mark {
      report(
        .unknownChoice, "`mark` cannot be `false`", help: "leave `mark` out and add a benefit",
        at: span(of: ["mark"], view))
    }
    return .mark
  }

  /// Reports fields that say nothing beside another one.
  private mutating func meaningless(
    _ names: [String], beside other: String, _ view: inout FieldView
  ) {
    for name in names where isStated(name, view) {
      report(
        .conflictingFields, "`\(name)` has no meaning beside `\(other)`",
        help: "leave `\(name)` out", at: span(of: [name], view))
    }
  }

  // MARK: Cuts

  private static func defaultScope(of cut: Cut) -> CutScope {
    if case .percentOff = cut { return .line }
    return .unit
  }

  /// The one cut of an offer.
  private mutating func cut(_ view: inout FieldView) -> Cut? {
    let unit = text("unit", &view)
    let cut = plainCut(&view)
    switch cut {
    case .percentOff:
      meaningless(["unit"], beside: "percentOff", &view)
      return cut
    case .amountOff(let amount, _): return .amountOff(amount, unit: unit)
    case .fixedPrice(let amount, _): return .fixedPrice(amount, unit: unit)
    case nil: return nil
    }
  }

  /// A cut without a unit, of which exactly one form must be stated.
  private mutating func plainCut(_ view: inout FieldView) -> Cut? {
    let percent = rate("percentOff", &view)
    let amountOff = amount("amountOff", &view)
    let fixed = amount("fixedPrice", &view)
    let given = RuleReader.cutNames.filter { isStated($0, view) }
    if given.isEmpty {
      report(
        .missingField, "nothing is taken off",
        help: "add `percentOff`, `amountOff` or `fixedPrice`",
        at: headSpan(view))
      return nil
    }
    if given.count > 1 {
      report(
        .conflictingFields, "`\(given[0])` and `\(given[1])` stand together",
        help: "keep one of them", at: span(of: [given[1]], view))
      return nil
    }
    if let percent { return .percentOff(percent) }
    if let amountOff { return .amountOff(amountOff) }
    return fixed.map { .fixedPrice($0) }
  }

  // MARK: Ladders

  private mutating func ladder(_ node: Int) -> Benefit? {
    guard var view = object(node) else { return nil }
    let measure = measure(&view)
    var ladder = Ladder(measure: measure ?? LineMeasure(.amount), rungs: [], per: .line)
    if let mode: LadderMode = choice("mode", &view) { ladder.mode = mode }
    let per: CutScope? = choice("per", &view)
    ladder.times = count("times", &view)
    if !isStated("rungs", view) { missing("rungs", view) }
    let scale = ladder.measure.kind.scale
    each("rungs", &view) { reader, inner in
      let from = reader.decimal("from", scale: scale, &inner)
      if from == nil { reader.missing("from", inner) }
      let cut = reader.plainCut(&inner)
      if let from, let cut { ladder.rungs.append(Rung(from: from, cut: cut)) }
    }
    finish(view)
    ladder.per = per ?? ladder.rungs.first.map { RuleReader.defaultScope(of: $0.cut) } ?? .line
    ladder.countInUnit()
    return measure == nil ? nil : .ladder(ladder)
  }

  // MARK: Patterns

  private mutating func pattern(_ node: Int) -> Benefit? {
    guard var view = object(node) else { return nil }
    var buy: [PatternSlot] = []
    var get: [PatternSlot] = []
    each("buy", &view) { reader, inner in
      if let slot = reader.slot(&inner, mayCountAmounts: true) { buy.append(slot) }
    }
    if !isStated("get", view) { missing("get", view) }
    each("get", &view) { reader, inner in
      if let slot = reader.slot(&inner, mayCountAmounts: false) { get.append(slot) }
    }
    let cut = plainCut(&view)
    var pattern = OfferPattern(buy: buy, get: get, cut: cut ?? .percentOff(.zero))
    if let cell = cell("per", &view) {
      pattern.isPerSet = cell.text == "set"
      if cell.text != "set", cell.text != "unit" { unknownChoice(cell, ["unit", "set"]) }
    }
    if let cell = cell("times", &view) { pattern.times = times(cell) }
    pattern.isPartial = flag("partial", &view) ?? false
    pattern.isSameLine = flag("sameLine", &view) ?? false
    // A price of sets is for the dearest units that fill them (O-017).
    if pattern.isPerSet, case .fixedPrice = pattern.cut { pattern.select = .dearest }
    if let select: UnitSelection = choice("select", &view) { pattern.select = select }
    if let select: UnitSelection = choice("selectBuy", &view) { pattern.selectBuy = select }
    finish(view)
    pattern.countInUnit()
    return cut == nil ? nil : .pattern(pattern)
  }

  /// A number of times, or `every` for no bound, as a field that is not stated.
  mutating func times(_ name: String, _ view: inout FieldView) -> Int64? {
    guard let cell = cell(name, &view) else { return nil }
    return times(cell)
  }

  /// A number of sets, or `"every"` for no bound.
  private mutating func times(_ cell: Cell) -> Int64? {
    if cell.text == "every" { return nil }
    guard cell.bytes.contains(where: { (48...57).contains($0) }) else {
      report(
        .unknownChoice, "\(Diagnostic.quote(cell.text)) is not one of the choices",
        help: "write `every` or a whole number", path: path(cell), at: cell.span)
      return nil
    }
    return count(cell)
  }

  private mutating func slot(_ view: inout FieldView, mayCountAmounts: Bool) -> PatternSlot? {
    let of = optionalCondition("of", &view)
    let quantity = quantity("quantity", &view)
    let amount = mayCountAmounts ? amount("amount", &view) : nil
    let unit = text("unit", &view)
    if mayCountAmounts, isStated("quantity", view), isStated("amount", view) {
      report(
        .conflictingFields, "`quantity` and `amount` stand together", help: "keep one of them",
        at: span(of: ["amount"], view))
    }
    if let quantity { return PatternSlot(of: of, .quantity(quantity), unit: unit) }
    if let amount { return PatternSlot(of: of, .amount(amount), unit: unit) }
    if !mayCountAmounts || !isStated("amount", view) { missing("quantity", view) }
    return nil
  }

  // MARK: Gifts

  private mutating func gift(_ node: Int) -> Benefit? {
    guard var view = object(node) else { return nil }
    let products = giftProducts(&view)
    let quantity = quantity("quantity", &view)
    if quantity == nil { missing("quantity", view) }
    var gift = Gift(products: products ?? [], quantity: quantity ?? .zero)
    gift.unit = text("unit", &view)
    if let node = member("for", &view), var inner = object(node) {
      gift.measure = measure(&inner)
      let scale = (gift.measure?.kind ?? .amount).scale
      if let every = decimal("every", scale: scale, &inner) { gift.forEvery = every }
      if !isStated("every", inner) { missing("every", inner) }
      finish(inner)
    }
    if let rule: FreeGoodsRule = choice("rule", &view) { gift.rule = rule }
    if let mode: FreeGoodsMode = choice("mode", &view) { gift.mode = mode }
    gift.times = count("times", &view)
    gift.price = amount("price", &view) ?? 0
    finish(view)
    return products == nil || quantity == nil ? nil : .gift(gift)
  }

  /// The products of a gift; none for each line's own.
  private mutating func giftProducts(_ view: inout FieldView) -> [String]? {
    guard let node = member("products", &view) else {
      missing("products", view)
      return nil
    }
    guard tree.kind(of: node) == .array else {
      if tree.kind(of: node) == .string, tree.unescapedBytes(of: node).elementsEqual("same".utf8) {
        return []
      }
      wrongType(node, "a list of products or `\"same\"`")
      return nil
    }
    if tree.count(of: node) == 0 {
      report(
        .emptyList, "the list `products` is empty",
        help: "name at least one product, or write `\"same\"` for each line's own",
        path: tree.path(of: node), at: tree.span(of: node))
    }
    return names("products", "product", &view)
  }
}

extension Ladder {
  /// Lets amounts and prices per unit count on the unit in which quantities are measured (RULES.md
  /// O-016).
  mutating func countInUnit() {
    guard per == .unit, case .quantity(let unit?) = measure.kind else { return }
    for index in rungs.indices { rungs[index].cut = rungs[index].cut.counted(in: unit) }
  }
}

extension OfferPattern {
  /// Lets amounts and prices per unit count on the unit of what the cut falls on (RULES.md O-017).
  mutating func countInUnit() {
    guard !isPerSet, let unit = get.first?.unit else { return }
    cut = cut.counted(in: unit)
  }
}

extension Offer {
  /// Lets an amount or price per unit count on the units that it touches, where it states none
  /// (RULES.md O-015).
  mutating func countInUnit() {
    guard let unit = units?.unit, case .cut(let cut, .unit) = benefit, cut.unit == nil else {
      return
    }
    benefit = .cut(cut.counted(in: unit), per: .unit)
  }
}

extension Cut {
  /// The same amount or price for another unit.
  func counted(in unit: String) -> Cut {
    switch self {
    case .percentOff: self
    case .amountOff(let amount, _): .amountOff(amount, unit: unit)
    case .fixedPrice(let amount, _): .fixedPrice(amount, unit: unit)
    }
  }
}
