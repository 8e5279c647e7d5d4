import DealerRules

/// The value of a condition's field (C-002).
private enum FieldValue {
  /// A text; trees and sets give every text that would match.
  case texts([String])
  case number(Fraction)
  case date(CivilDate)
  case flag(Bool)
  /// Seconds after midnight.
  case time(Int64)

  init(_ value: AttributeValue) {
    switch value {
    case .text(let text): self = .texts([text])
    case .number(let millionths): self = .number(Fraction(millionths))
    case .flag(let flag): self = .flag(flag)
    case .date(let date): self = .date(date)
    }
  }
}

extension ReferenceRun {
  /// C-001: whether a condition holds; without an item line and product fields are unknown.
  func holds(_ condition: Condition, _ item: ReferenceItem?) -> Bool {
    switch condition {
    case .all(let parts): parts.allSatisfy { holds($0, item) }
    case .any(let parts): parts.contains { holds($0, item) }
    case .not(let part): !holds(part, item)
    case .test(let field, let test): holds(test, field, item)
    }
  }

  /// C-003, C-004: one test; an unknown field or another kind of value is false.
  private func holds(
    _ test: ConditionTest, _ field: ConditionField, _ item: ReferenceItem?
  ) -> Bool {
    guard let value = customerValue(field) ?? orderValue(field) ?? itemValue(field, item) else {
      return false
    }
    tag("condition." + String(describing: field).prefix { $0 != "(" })
    switch (test, value) {
    case (.exists, _): return true
    case (.isIn(let wanted), .texts(let texts)): return wanted.contains { texts.contains($0) }
    case (.flag(let wanted), .flag(let flag)): return wanted == flag
    case (.number(let bounds), .number(let number)): return isWithin(number, bounds)
    case (.daysAgo(let bounds), .date(let day)):
      return isWithin(Fraction(Int64(date.daysSinceEpoch) - Int64(day.daysSinceEpoch)), bounds)
    case (.daysAhead(let bounds), .date(let day)):
      return isWithin(Fraction(Int64(day.daysSinceEpoch) - Int64(date.daysSinceEpoch)), bounds)
    case (.time(let from, let below), .time(let second)):
      return (from.map { Int64($0) * 60 <= second } ?? true)
        && (below.map { second < Int64($0) * 60 } ?? true)
    case (.date(let from, let until), .date(let date)):
      return (from.map { $0 <= date } ?? true) && (until.map { date < $0 } ?? true)
    default: return false
    }
  }

  private func isWithin(_ number: Fraction, _ bounds: MeasureBounds) -> Bool {
    (bounds.from.map { Fraction($0) <= number } ?? true)
      && (bounds.above.map { Fraction($0) < number } ?? true)
      && (bounds.below.map { number < Fraction($0) } ?? true)
      && (bounds.upTo.map { number <= Fraction($0) } ?? true)
  }

  private func texts(_ text: String?) -> FieldValue? { text.map { .texts([$0]) } }

  private func texts(_ all: [String]) -> FieldValue? { all.isEmpty ? nil : .texts(all) }

  private func customerValue(_ field: ConditionField) -> FieldValue? {
    switch field {
    case .customer: texts(customer?.id)
    case .customerParent: texts(dealersAbove())
    case .customerTier: texts(customer?.tier)
    case .customerGroup: texts(customer?.groups ?? [])
    case .customerRegion:
      texts(world.regionPath(world.place(customer?.region, at: instant).region, at: instant))
    case .customerAttribute(let name): customer?.attributes[name].map { FieldValue($0) }
    default: nil
    }
  }

  private func orderValue(_ field: ConditionField) -> FieldValue? {
    switch field {
    case .channel: texts(channel)
    case .region: texts(regions)
    case .currency: texts(currency.code)
    case .orderAttribute(let name):
      (statedField(name) ?? order.attributes[name]).map { FieldValue($0) }
    case .orderDate: .date(date)
    case .orderWeekday: texts(String(date.weekday))
    case .coupon: texts(order.coupons)
    case .orderTime: secondOfDay.map { .time($0) }
    case .orderNth:
      order.facts.ordersBefore.map { .number(Fraction($0 + 1) * Fraction(1_000_000)) }
    case .lastOrder: order.facts.lastOrder.map { .date($0) }
    case .total(let name): order.facts.totals[name].map { .number(Fraction($0)) }
    default: nil
    }
  }

  /// C-002: fields of the order itself, which hide attributes.
  private func statedField(_ name: String) -> AttributeValue? {
    switch name {
    case "requested": order.requested.map { .date($0) }
    case "shipped": order.shipped.map { .date($0) }
    case "seller": order.seller.map { .text($0) }
    case "billTo": order.billTo.map { .text($0) }
    case "fulfilment": .text(order.fulfilment.rawValue)
    case "solicitation": .text(order.solicitation.rawValue)
    default: nil
    }
  }

  private func itemValue(_ field: ConditionField, _ item: ReferenceItem?) -> FieldValue? {
    guard let item else { return nil }
    switch field {
    case .product: return texts(item.product.id)
    case .productCategory:
      return texts(world.chain(item.product.category, in: world.categoryParents))
    case .productBrand: return texts(item.product.brand)
    case .productAttribute(let name):
      return item.product.attributes[name].map { FieldValue($0) }
    case .productStock:
      return order.facts.stock[item.product.id].map { .number(Fraction($0) * Fraction(1000)) }
    case .lineQuantity: return .number(item.base * Fraction(1_000_000))
    case .lineUnit: return texts(item.unit)
    case .lineAmount: return item.amount.map { .number($0) }
    case .lineUnitPrice: return item.unitPrice.map { .number($0) }
    case .linePriceTable: return texts(item.priceTable)
    case .lineManual: return .flag(item.line.manual != nil)
    case .lineProject: return texts(item.line.project)
    case .lineExpires: return item.isComponent ? nil : expiry(item.line).map { .date($0) }
    case .lineAttribute(let name): return item.line.attributes[name].map { FieldValue($0) }
    default: return nil
    }
  }

  /// C-002: the last day of use of the goods of a line.
  private func expiry(_ line: OrderLine) -> CivilDate? {
    let lots = order.facts.lots.filter { $0.product == line.product }
    func first(_ some: [StockLot]) -> CivilDate? {
      let known = some.map(\.expires)
      if known.isEmpty { return nil }
      return known.compactMap { $0 }.min { $0.daysSinceEpoch < $1.daysSinceEpoch }
    }
    switch line.attributes["lot"] {
    case .text(let name)?: return first(lots.filter { $0.lot == name })
    case .number(let number)?:
      return first(lots.filter { Money($0.lot, .cny)?.millionths == number })
    case .flag?, .date?: return nil
    case nil: break
    }
    return first(
      lots.filter { lot in
        lot.quantity > 0 && lot.expires.map { $0.daysSinceEpoch >= date.daysSinceEpoch } ?? true
      })
  }

  /// D-003: what clocks of the book's zone show.
  private var secondOfDay: Int64? {
    guard case .instant = order.moment else { return nil }
    var offset = world.book.zone.initial
    for change in world.book.zone.changes where change.start <= instant { offset = change.offset }
    let local = instant.secondsSinceEpoch + Int64(offset)
    return local - Int64(date.daysSinceEpoch) * 86_400
  }

  /// C-002: the customer itself and every dealer above it.
  /// K-004: the customer and the dealers above it.
  func dealersAbove() -> [String] {
    var result: [String] = []
    var next = customer
    while let current = next, result.count <= 16 {
      result.append(current.id)
      next = current.parent.flatMap { world.customers[$0] }
    }
    return result
  }
}
