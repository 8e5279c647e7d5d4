import DealerRules

/// What a row gives before aggregates spread it.
struct ReferenceRowPrice {
  /// Millionths per base unit of the row's currency.
  var perBase: Fraction
  /// Millionths as stated, per `per` units; the whole price of a block.
  var priced: Fraction
  var bounds: Set<ReasonCode> = []
  var tags: Set<String> = []
}

extension ReferenceRun {
  /// P-020 … P-024: a row's price; `nil` where a base or a measure is missing.
  func rowPrice(
    _ row: PriceRow, _ schedule: ReferenceSchedule, _ query: ReferenceQuery
  ) -> ReferenceRowPrice? {
    guard let table = world.tables[schedule.table],
      let factor = world.baseUnits(in: schedule.unit, of: query.item.product)
    else { return nil }
    let pricedUnits = factor * Fraction(row.per)
    var result = ReferenceRowPrice(perBase: .zero, priced: .zero)
    switch row.value {
    case .amount(let amount): result.priced = Fraction(amount)
    case .derived(let derived):
      guard let price = derive(derived, schedule.currency, query) else { return nil }
      result.perBase = price
      bound(&result, derived.floor, derived.ceiling, schedule.currency, query)
      result.priced = result.perBase * pricedUnits
      result.tags = derivedTags(derived)
    }
    if !table.multiply.isEmpty {
      guard let measures = measures(table.multiply, query.item) else {
        let name = ReferenceNames.row(row, in: table)
        if !query.isQuiet { unmeasured[query.item.number, default: []].insert(name) }
        return nil
      }
      result.priced = world.display(result.priced * measures + Fraction(row.surcharge))
      result.tags.insert("measures")
    } else {
      result.priced += Fraction(row.surcharge)
    }
    if row.surcharge != 0 { result.tags.insert("surcharge") }
    if row.per != .one { result.tags.insert("per") }
    result.perBase = result.priced / pricedUnits
    if table.schedule.mode != .block {
      bound(&result, table.floor, table.ceiling, schedule.currency, query)
    }
    return result
  }

  /// P-020, P-022: `base × factor + plus`, settled to a step, with its ending; per base unit.
  func derive(
    _ derived: Derivation, _ currency: Currency, _ query: ReferenceQuery
  ) -> Fraction? {
    guard let base = base(derived.base, currency, query) else {
      if !query.isQuiet { tag("derived.baseMissing") }
      return nil
    }
    let plain = base * Fraction(derived.factor) + Fraction(derived.plus)
    let point = derived.point
    return world.settle(plain, point.mode, step: Fraction(point.step)) + Fraction(point.ending)
  }

  private func derivedTags(_ derived: Derivation) -> Set<String> {
    var tags: Set<String> = ["derived." + String(describing: derived.base).prefix { $0 != "(" }]
    if derived.point.step != 1 { tags.insert("derived.step") }
    if derived.point.ending != 0 { tags.insert("derived.ending") }
    return tags
  }

  /// P-020: a cost, a kind or a table per base unit, in the row's currency.
  private func base(
    _ base: PriceBase, _ currency: Currency, _ query: ReferenceQuery
  ) -> Fraction? {
    var inner = query
    inner.wanted = currency
    inner.isQuiet = true
    var result: Fraction?
    switch base {
    case .cost:
      guard let cost = query.item.product.cost else { return nil }
      let rate = world.exchange(world.book.currency, currency, at: query.instant)
      return rate.map { Fraction(cost) * $0 }
    case .kind(let id):
      guard let kind = world.kinds[id] else { return nil }
      search(kind, inner) { quote in
        result = quote.price
        return true
      }
    case .table(let id):
      let alone = PriceKind(id: "", accesses: [Access(tables: [id])])
      search(alone, inner) { quote in
        result = quote.price
        return true
      }
    }
    return result
  }

  /// P-023: a floor raises, then a ceiling lowers.
  private func bound(
    _ result: inout ReferenceRowPrice, _ floor: PriceBound?, _ ceiling: PriceBound?,
    _ currency: Currency, _ query: ReferenceQuery
  ) {
    if let limit = floor.flatMap({ value(of: $0, currency, query) }), result.perBase < limit {
      result.perBase = limit
      result.bounds.insert(.floorApplied)
    }
    if let limit = ceiling.flatMap({ value(of: $0, currency, query) }), limit < result.perBase {
      result.perBase = limit
      result.bounds.insert(.ceilingApplied)
    }
  }

  private func value(
    of bound: PriceBound, _ currency: Currency, _ query: ReferenceQuery
  ) -> Fraction? {
    guard let stated = bound.base else { return Fraction(bound.plus) }
    guard let base = base(stated, currency, query) else { return nil }
    return world.display(base * Fraction(bound.factor) + Fraction(bound.plus))
  }

  /// P-024: the product of the named line attributes, each a number above zero.
  private func measures(_ names: [String], _ item: ReferenceItem) -> Fraction? {
    var product = Fraction.one
    for name in names {
      guard case .number(let millionths)? = item.line.attributes[name], millionths > 0 else {
        return nil
      }
      product = product * Fraction(millionths, 1_000_000)
    }
    return product
  }
}
