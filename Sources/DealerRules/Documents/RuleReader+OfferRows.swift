// Offers as rows of `offers.csv`: the common shapes, with the columns each of them has
// (RULES.md N-006).
extension RuleReader {
  /// Columns of `offers.csv`; conditions have columns of their own.
  static let offerColumns =
    ["id", "name", "shape", "phase", "group", "priority", "status", "codes"] + validityColumns
    + OfferShape.columns + [
      "exclusive", "alone", "stop", "tags", "combinesWith", "cap", "capPerLine", "sharesUnits",
      "uses",
      "usesPerCustomer", "usesPerCode", "budget", "budgetUnits", "includesProtected",
      "includesDiscounted", "known",
    ]

  /// Whether a column holds texts of a field that conditions look at (RULES.md C-002).
  static func isConditionColumn(_ name: String) -> Bool {
    guard let field = field(named: name) else { return false }
    if field == .orderNth { return true }
    switch values(field) {
    case .texts, .any: return true
    case .numbers, .dates, .times, .flags: return false
    }
  }

  mutating func readOfferRow(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var offer = Offer(id: id, phase: "", benefit: .mark, origin: headSpan(view))
    let phase = text("phase", &view)
    if phase == nil, preset == nil { missing("phase", view) }
    offer.validity = since(rowValidity(&view), &view)
    offer.when = rowCondition()
    readTerms(&offer, &view)
    offer.limits.uses = count("uses", &view)
    offer.limits.usesPerCustomer = count("usesPerCustomer", &view)
    offer.limits.usesPerCode = count("usesPerCode", &view)
    offer.limits.budget = amount("budget", &view)
    offer.limits.budgetUnits = decimal("budgetUnits", scale: Quantity.scale, &view)
    guard let shape = shape(&view), hasColumns(of: shape, view) else { return }
    guard let benefit = rowBenefit(shape, &offer, &view) else { return }
    offer.benefit = benefit
    place(offer, phase: phase, &view)
  }

  private mutating func shape(_ view: inout FieldView) -> OfferShape? {
    guard let cell = cell("shape", &view) else {
      missing("shape", view)
      return nil
    }
    if let shape = OfferShape.named(cell.text) { return shape }
    unknownChoice(cell, OfferShape.allCases.map(\.rawValue))
    return nil
  }

  /// Whether a row states what its shape needs; what says nothing beside the shape is reported.
  private mutating func hasColumns(of shape: OfferShape, _ view: FieldView) -> Bool {
    let known = Set(shape.needed.joined() + shape.optional)
    for name in OfferShape.columns where isStated(name, view) && !known.contains(name) {
      report(
        .conflictingFields, "`\(name)` has no meaning beside the shape `\(shape.rawValue)`",
        help: "leave `\(name)` empty, or choose another shape", at: span(of: [name], view))
    }
    if let way = shape.needed.first(where: { $0.allSatisfy { isStated($0, view) } }) {
      let own = Set(way + shape.optional)
      for name in shape.needed.joined() where isStated(name, view) && !own.contains(name) {
        report(
          .conflictingFields, "`\(name)` has no meaning beside `\(way.last ?? "")`",
          help: "leave `\(name)` or `\(way.last ?? "")` empty", at: span(of: [name], view))
      }
      return true
    }
    // Of several ways the one that the row has begun.
    let ways = shape.needed.sorted { a, b in
      a.count { isStated($0, view) } > b.count { isStated($0, view) }
    }
    for name in ways.first ?? [] where !isStated(name, view) { missing(name, view) }
    return false
  }

  // MARK: Conditions

  /// Every condition column of the row that is not empty.
  private mutating func rowCondition() -> Condition {
    let named = columns.filter { !record.isEmpty($0.value) }.map { ($0.key, $0.value) }
    let sorted = named.sorted { $0.1 < $1.1 }
    let parts = sorted.compactMap { name, column -> Condition? in
      guard !RuleReader.offerColumns.contains(name), RuleReader.isConditionColumn(name),
        let field = RuleReader.field(named: name)
      else { return nil }
      let values = record.bytes(column).split(separator: 59).map { RuleReader.trimmed($0) }
      if field == .orderNth {
        return nth(values, Cell(bytes: record.bytes(column), span: record.span(column)))
      }
      guard RuleReader.values(field) == .any else {
        return .test(field, .isIn(values.map { String(decoding: $0, as: UTF8.self) }))
      }
      let tests = values.map { Condition.test(field, RuleReader.test($0)) }
      return tests.count == 1 ? tests[0] : .any(tests)
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  /// The orders for which a row holds, `1` or `1;5`, counted as `order.nth` counts them.
  private mutating func nth(
    _ values: [ArraySlice<UInt8>], _ whole: Cell
  ) -> Condition? {
    let tests = values.compactMap { bytes -> Condition? in
      let cell = Cell(bytes: bytes, span: span(of: bytes, in: whole))
      guard let number = integer(cell, 1...1_000_000) else { return nil }
      let value = number * 1_000_000
      return .test(.orderNth, .number(MeasureBounds(from: value, upTo: value)))
    }
    return tests.count == 1 ? tests[0] : .any(tests)
  }

  /// A test that an attribute equals what its text looks like, as attributes in tables do.
  private static func test(_ bytes: ArraySlice<UInt8>) -> ConditionTest {
    switch attribute(bytes) {
    case .text(let text): .isIn([text])
    case .number(let number): .number(MeasureBounds(from: number, upTo: number))
    case .flag(let flag): .flag(flag)
    case .date(let date): .date(from: date, until: date.adding(days: 1))
    }
  }

  /// Names of a list column, `a;b`, each of which must fit as an id does.
  mutating func rowNames(
    _ name: String, _ noun: String, _ view: inout FieldView
  ) -> [String]? {
    guard let cell = cell(name, &view) else { return nil }
    return cell.bytes.split(separator: 59).compactMap { part in
      let own = Cell(bytes: RuleReader.trimmed(part), span: span(of: part, in: cell))
      return isIdentifier(own, noun) ? own.text : nil
    }
  }

  // MARK: Benefits

  private mutating func rowBenefit(
    _ shape: OfferShape, _ offer: inout Offer, _ view: inout FieldView
  ) -> Benefit? {
    switch shape {
    case .percentOff, .amountOff, .specialPrice, .coupon: return rowCut(shape, &offer, &view)
    case .spendOff, .everySpendOff, .spendPercent, .tiers: return rowLadder(shape, &view)
    case .spendGift, .everySpendGift, .buyGift, .addOn: return rowGift(shape, &offer, &view)
    case .buyGet, .secondUnit, .priceForMany, .bundle: return rowPattern(shape, &view)
    }
  }

  private mutating func rowMeasure(
    _ shape: OfferShape, _ view: inout FieldView
  ) -> LineMeasure? {
    let unit = text("unit", &view)
    var kind = shape.measure
    if let cell = cell("measure", &view) {
      switch cell.text {
      case "amount": kind = .amount
      case "quantity": kind = .quantity()
      case "lines": kind = .lines
      case "products": kind = .products
      default:
        unknownChoice(cell, ["amount", "quantity", "lines", "products"])
        return nil
      }
    }
    if case .quantity = kind {
      kind = .quantity(unit: unit)
    } else if unit != nil, !shape.hasOwnUnit {
      report(
        .conflictingFields, "`unit` has no meaning where a quantity is not measured",
        help: "leave `unit` empty, or write `quantity` as `measure`", at: span(of: ["unit"], view))
    }
    let isAmount = kind == .amount
    return LineMeasure(kind, base: isAmount ? preset?.thresholdBase ?? .opening : .opening)
  }

  /// What the order must reach before the shape gives anything.
  private mutating func rowThreshold(
    _ shape: OfferShape, _ offer: inout Offer, _ view: inout FieldView
  ) {
    guard let measure = rowMeasure(shape, &view) else { return }
    guard let from = decimal("from", scale: measure.kind.scale, &view) else { return }
    offer.requires = [Threshold(measure, MeasureBounds(from: from))]
  }

  private mutating func rowCut(
    _ shape: OfferShape, _ offer: inout Offer, _ view: inout FieldView
  ) -> Benefit? {
    rowThreshold(shape, &offer, &view)
    let unit = text("unit", &view)
    if shape == .specialPrice {
      return amount("price", &view).map { .fixedUnitPrice($0, unit: unit) }
    }
    if shape != .amountOff, let rate = rate("percentOff", &view) { return .percentOff(rate) }
    guard let off = amount("amountOff", &view) else { return nil }
    if shape == .coupon { return .cut(.amountOff(off), per: .order) }
    let per: CutScope? = choice("per", &view)
    return .cut(.amountOff(off, unit: per ?? .unit == .unit ? unit : nil), per: per ?? .unit)
  }

  private mutating func rowLadder(_ shape: OfferShape, _ view: inout FieldView) -> Benefit? {
    guard let measure = rowMeasure(shape, &view) else { return nil }
    let scale = measure.kind.scale
    var rungs: [Rung] = []
    for (start, value) in pairs("rungs", &view) {
      let key = Cell(bytes: Array(start.utf8)[...], span: value.span)
      guard let from = decimal(key, scale: scale), let cut = rungCut(shape, value) else { continue }
      rungs.append(Rung(from: from, cut: cut))
    }
    if rungs.isEmpty, let from = decimal("from", scale: scale, &view) {
      if shape == .spendPercent {
        rungs = rate("percentOff", &view).map { [Rung(from: from, cut: .percentOff($0))] } ?? []
      } else {
        rungs = amount("amountOff", &view).map { [Rung(from: from, cut: .amountOff($0))] } ?? []
      }
    }
    guard let first = rungs.first else { return nil }
    var ladder = Ladder(measure: measure, rungs: rungs, per: .order)
    if case .percentOff = first.cut { ladder.per = .line }
    if case .fixedPrice = first.cut { ladder.per = .unit }
    ladder.countInUnit()
    if shape == .everySpendOff {
      ladder.mode = .repeating
      ladder.times = times("times", &view)
    }
    return .ladder(ladder)
  }

  /// `5%` is a rate; a plain number an amount off the order, or of tiers a price of each unit.
  private mutating func rungCut(_ shape: OfferShape, _ value: Cell) -> Cut? {
    if shape == .spendPercent || value.bytes.last == 37 {
      return rate(value).map { .percentOff($0) }
    }
    guard let amount = decimal(value, scale: Money.scale) else { return nil }
    return shape == .tiers ? .fixedPrice(amount) : .amountOff(amount)
  }

  private mutating func rowGift(
    _ shape: OfferShape, _ offer: inout Offer, _ view: inout FieldView
  ) -> Benefit? {
    guard let quantity = quantity("giftQuantity", &view) else { return nil }
    let named = rowNames("gift", "product", &view) ?? ["same"]
    let products = named == ["same"] ? [] : named
    var gift = Gift(products: products, quantity: quantity, unit: text("giftUnit", &view))
    switch shape {
    case .buyGift:
      let measure = LineMeasure(.quantity(unit: text("unit", &view)))
      guard let every = self.quantity("buy", &view) else { return nil }
      gift.measure = measure
      gift.forEvery = every.thousandths
      gift.times = times("times", &view)
    case .everySpendGift:
      guard let measure = rowMeasure(shape, &view),
        let every = decimal("from", scale: measure.kind.scale, &view)
      else { return nil }
      gift.measure = measure
      gift.forEvery = every
      gift.times = times("times", &view)
    default:
      rowThreshold(shape, &offer, &view)
      if shape == .addOn { gift.price = amount("price", &view) ?? 0 }
    }
    return .gift(gift)
  }

  private mutating func rowPattern(_ shape: OfferShape, _ view: inout FieldView) -> Benefit? {
    let times = times("times", &view)
    let unit = text("unit", &view)
    var pattern = OfferPattern(get: [], cut: .percentOff(.one), times: times)
    switch shape {
    case .bundle:
      for (product, cell) in pairs("items", &view) {
        guard let quantity = quantity(cell) else { continue }
        pattern.get.append(
          PatternSlot(of: .test(.product, .isIn([product])), .quantity(quantity)))
      }
    case .priceForMany:
      guard let quantity = quantity("buy", &view) else { return nil }
      pattern.get = [PatternSlot(.quantity(quantity), unit: unit)]
    case .buyGet:
      guard let buy = quantity("buy", &view), let get = quantity("get", &view) else { return nil }
      pattern.buy = [PatternSlot(.quantity(buy), unit: unit)]
      pattern.get = [PatternSlot(.quantity(get), unit: unit)]
    default:
      pattern.buy = [PatternSlot(.quantity(.one), unit: unit)]
      pattern.get = [PatternSlot(.quantity(.one), unit: unit)]
    }
    if shape == .bundle || shape == .priceForMany {
      guard let price = amount("price", &view), !pattern.get.isEmpty else { return nil }
      pattern.cut = .fixedPrice(price)
      pattern.isPerSet = true
      pattern.select = .dearest
    } else {
      let half = Rate(millionths: Rate.one.millionths / 2) ?? .zero
      let rate = isStated("percentOff", view) ? self.rate("percentOff", &view) : half
      guard let rate else { return nil }
      pattern.cut = .percentOff(rate)
    }
    return .pattern(pattern)
  }
}
