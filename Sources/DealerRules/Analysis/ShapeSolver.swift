/// Finds values of an order's fields that meet demands (RULES.md U-025).
///
/// Fields do not depend on one another, so that each is solved by itself: of the values that its
/// demands name, and of leaving it out, the first that meets them all.
struct ShapeSolver {
  private let logic: ConditionLogic
  private let customer: Customer
  private let product: Product
  private let day: CivilDate
  private let second: Int64
  /// Channels and regions of the book, for demands that name what must not be.
  private let others: [ConditionField: [String]]

  init(
    _ logic: ConditionLogic, _ customer: Customer, _ product: Product, at instant: Instant,
    in zone: ZoneOffsets, others: [ConditionField: [String]]
  ) {
    self.logic = logic
    self.customer = customer
    self.product = product
    self.others = others
    day = zone.date(of: instant)
    second = Int64(zone.secondOfDay(of: instant))
  }

  /// A shape that meets demands; `nil` where none was found.
  func shape(_ demands: [OrderDemand]) -> OrderShape? {
    var shape = OrderShape()
    var byField: [(field: ConditionField, demands: [OrderDemand])] = []
    var places: [ConditionField: Int] = [:]
    for demand in demands {
      if let place = places[demand.field] {
        byField[place].demands.append(demand)
      } else {
        places[demand.field] = byField.count
        byField.append((demand.field, [demand]))
      }
    }
    for (field, demands) in byField {
      if field == .coupon {
        guard let codes = coupons(demands) else { return nil }
        shape.coupons = codes
        continue
      }
      guard !isOpen(field) else { continue }
      if isFixed(field) {
        guard demands.allSatisfy({ passes($0.test, fixed(field), field) == $0.holds }) else {
          return nil
        }
        continue
      }
      guard let value = value(field, demands) else { return nil }
      shape.values[field] = value
    }
    return shape
  }

  /// Fields that quantities and prices decide: what they come to is seen by pricing.
  private func isOpen(_ field: ConditionField) -> Bool {
    switch field {
    case .lineQuantity, .lineAmount, .lineUnitPrice, .linePriceTable, .customerAttribute,
      .productAttribute:
      true
    default: false
    }
  }

  /// Codes that meet demands: the first of each list that must be brought, none that must not.
  private func coupons(_ demands: [OrderDemand]) -> [String]? {
    var codes: [String] = []
    var brought: Set<IdentifierKey> = []
    for demand in demands where demand.holds {
      let code: String? = if case .isIn(let names) = demand.test { names.first } else { "made-up" }
      if let code, brought.insert(IdentifierKey(code)).inserted { codes.append(code) }
    }
    for demand in demands where !demand.holds {
      guard case .isIn(let names) = demand.test else { return codes.isEmpty ? codes : nil }
      if names.contains(where: { brought.contains(IdentifierKey($0)) }) { return nil }
    }
    return codes.sorted(by: IdentifierOrder.precedes)
  }

  // MARK: Fields that the customer, the product and the day decide

  private func isFixed(_ field: ConditionField) -> Bool {
    switch field {
    case .customer, .customerParent, .customerTier, .customerGroup, .customerRegion, .product,
      .productCategory, .productBrand, .orderDate, .orderTime, .orderWeekday, .lineManual:
      true
    default: false
    }
  }

  /// Values of which one is enough.
  private func fixed(_ field: ConditionField) -> [AttributeValue] {
    switch field {
    case .customer, .customerParent: [.text(customer.id)]
    case .customerTier: customer.tier.map { [.text($0)] } ?? []
    case .customerGroup: customer.groups.map { .text($0) }
    case .customerRegion: customer.region.map { [.text($0)] } ?? []
    case .product: [.text(product.id)]
    case .productCategory: product.category.map { [.text($0)] } ?? []
    case .productBrand: product.brand.map { [.text($0)] } ?? []
    case .orderDate: [.date(day)]
    case .orderTime: [.number(second)]
    case .orderWeekday: [.text("\(day.weekday)")]
    case .lineManual: [.flag(false)]
    default: []
    }
  }

  // MARK: Fields that are made up

  /// What the field is where the order does not state it.
  private func usual(_ field: ConditionField) -> AttributeValue? {
    switch field {
    case .channel: customer.channel.map { .text($0) }
    case .region: customer.region.map { .text($0) }
    case .lineUnit: .text(product.baseUnit)
    case .orderAttribute("fulfilment"): .text(Fulfilment.ship.rawValue)
    case .orderAttribute("solicitation"): .text(Solicitation.unknown.rawValue)
    default: nil
    }
  }

  /// One value for each set of tests that values of a field pass, first that of leaving it out;
  /// that alone where an order cannot choose the field.
  func values(_ field: ConditionField, apart tests: [ConditionTest]) -> [AttributeValue?] {
    guard field != .coupon, !isOpen(field), !isFixed(field) else { return [nil] }
    var seen: Set<[Bool]> = []
    return ([nil] + candidates(tests, field).map { .some($0) }).filter { value in
      let values = (value ?? usual(field)).map { [$0] } ?? []
      return seen.insert(tests.map { passes($0, values, field) }).inserted
    }
  }

  /// `nil` where no value meets the demands, and inside `nil` to leave the field out.
  private func value(_ field: ConditionField, _ demands: [OrderDemand]) -> AttributeValue?? {
    func isMet(_ value: AttributeValue?) -> Bool {
      let values = value.map { [$0] } ?? []
      return demands.allSatisfy { passes($0.test, values, field) == $0.holds }
    }
    if isMet(usual(field)) { return .some(nil) }
    return candidates(demands.map(\.test), field).first(where: isMet).map { .some($0) }
  }

  private func candidates(_ tests: [ConditionTest], _ field: ConditionField) -> [AttributeValue] {
    var candidates = tests.flatMap { self.candidates($0, field) }
    candidates += (others[field] ?? []).map { .text($0) }
    // Channels are not declared anywhere, so that any other one may be.
    if field == .channel { candidates.append(.text("other")) }
    return candidates
  }

  /// Values at which a test may begin or cease to hold.
  private func candidates(_ test: ConditionTest, _ field: ConditionField) -> [AttributeValue] {
    switch test {
    case .isIn(let names): names.prefix(OrderDemand.mostWays).map { .text($0) }
    case .number(let bounds): numbers(bounds, field)
    case .date(let from, let until):
      [from, until?.adding(days: -1)].compactMap { $0 }.map { .date($0) }
    case .daysAgo(let bounds): days(bounds).compactMap { day.adding(days: -$0) }.map { .date($0) }
    case .daysAhead(let bounds): days(bounds).compactMap { day.adding(days: $0) }.map { .date($0) }
    case .flag(let flag): [.flag(flag), .flag(!flag)]
    case .time: []
    case .exists:
      switch field {
      case .orderNth, .total, .productStock: [.number(1_000_000)]
      case .lastOrder, .lineExpires, .orderAttribute("requested"), .orderAttribute("shipped"):
        [.date(day)]
      default: [.text("made-up")]
      }
    }
  }

  private func numbers(_ bounds: MeasureBounds, _ field: ConditionField) -> [AttributeValue] {
    // Orders and their number are whole; stock is counted in thousandths.
    let step: Int64 =
      switch field {
      case .orderNth: 1_000_000
      case .productStock: 1000
      default: 1
      }
    var found: [Int64] = []
    if let lower = bounds.lower {
      let whole = ShapeSolver.raised(lower.value, to: step)
      found.append(lower.isOut && whole == lower.value ? whole &+ step : whole)
    }
    if let upper = bounds.upper {
      let whole = ShapeSolver.lowered(upper.value, to: step)
      found.append(upper.isOut && whole == upper.value ? whole &- step : whole)
    }
    let least: Int64 = field == .orderNth ? 1_000_000 : field == .productStock ? 0 : .min
    return found.filter { $0 >= least }.map { .number($0) }
  }

  private static func lowered(_ value: Int64, to step: Int64) -> Int64 {
    let rest = value % step
    return rest < 0 ? value - rest &- step : value - rest
  }

  private static func raised(_ value: Int64, to step: Int64) -> Int64 {
    let low = lowered(value, to: step)
    return low == value ? low : low &+ step
  }

  private func days(_ bounds: MeasureBounds) -> [Int] {
    var found: [Int] = []
    if let lower = bounds.lower { found.append(Int(clamping: lower.value) + (lower.isOut ? 1 : 0)) }
    if let upper = bounds.upper { found.append(Int(clamping: upper.value) - (upper.isOut ? 1 : 0)) }
    return found.filter { abs($0) < 100_000 }
  }

  // MARK: Tests

  /// Whether a test holds for one of the values of a field.
  private func passes(
    _ test: ConditionTest, _ values: [AttributeValue], _ field: ConditionField
  ) -> Bool {
    values.contains { passes(test, $0, field) }
  }

  private func passes(
    _ test: ConditionTest, _ value: AttributeValue, _ field: ConditionField
  ) -> Bool {
    switch (test, value) {
    case (.exists, _): true
    case (.isIn(let names), .text(let text)):
      names.contains { logic.isAt(text, orBelow: $0, field) }
    case (.number(let bounds), .number(let number)): bounds.contains(number)
    case (.date(let from, let until), .date(let day)):
      (from.map { $0 <= day } ?? true) && (until.map { day < $0 } ?? true)
    case (.daysAgo(let bounds), .date(let other)):
      bounds.contains(Int64(day.daysSinceEpoch) - Int64(other.daysSinceEpoch))
    case (.daysAhead(let bounds), .date(let other)):
      bounds.contains(Int64(other.daysSinceEpoch) - Int64(day.daysSinceEpoch))
    case (.time(let from, let below), .number(let second)):
      (from.map { Int64($0) * 60 <= second } ?? true)
        && (below.map { second < Int64($0) * 60 } ?? true)
    case (.flag(let flag), .flag(let own)): flag == own
    default: false
    }
  }
}
