import DealerRules

/// The conditions of a promotion: on customer, order and line, and on what the order reaches.
struct CaseConditions {
  var when: [Condition] = []
  var requires: [Threshold] = []
}

extension CaseTranslator {
  /// Never true.
  static let never: Condition = .any([])

  /// Lines of goods, as against freight and parts of kits.
  var goods: Condition {
    guard hasFreightLine || hasParts else { return .always }
    return .not(.test(.lineAttribute(TranslatedCase.role), .exists))
  }

  /// Goods for which a filter holds.
  func goods(_ filter: CaseValue?) throws -> Condition {
    CaseTranslator.both(goods, try condition(filter))
  }

  static func both(_ a: Condition, _ b: Condition) -> Condition {
    if a == .always { return b }
    return b == .always ? a : .all([a, b])
  }

  static func all(_ parts: [Condition]) -> Condition {
    parts.reduce(.always) { both($0, $1) }
  }

  /// The lines that a filter lets through.
  func condition(_ filter: CaseValue?) throws -> Condition {
    guard let filter else { return .always }
    var parts: [Condition] = []
    for (name, value) in filter.members.sorted(by: { $0.key < $1.key }) {
      switch name {
      case "sku_in": parts.append(product(isIn: value.words))
      case "category_in": parts.append(category(isIn: value.words))
      case "category_not_in": parts.append(.not(category(isIn: value.words)))
      case "unit_price_gte": parts.append(try unitPrice(from: value, through: nil))
      case "unit_price_lte": parts.append(try unitPrice(from: nil, through: value))
      case "unit_price_eq": parts.append(try unitPrice(from: value, through: value))
      case "unit_price_between":
        parts.append(try unitPrice(from: value.items.first, through: value.items.last))
      case "uom":
        parts.append(.test(.lineAttribute("uom"), .isIn([value.text ?? ""])))
      case "any" where value == .flag(true): break
      case "any": parts.append(.any(try value.items.map { try condition($0) }))
      case "all_of": parts.append(.all(try value.items.map { try condition($0) }))
      default: throw CaseFault(description: "filter \(name)")
      }
    }
    return CaseTranslator.all(parts)
  }

  /// Products by name, or variants of them.
  func product(isIn skus: [String]) -> Condition {
    guard !skus.isEmpty else { return CaseTranslator.never }
    let named = Condition.test(.product, .isIn(skus))
    guard products.contains(where: { $0["variant_of"] != nil }) else { return named }
    return .any([named, .test(.productAttribute(CaseTranslator.template), .isIn(skus))])
  }

  func category(isIn names: [String]) -> Condition {
    guard !names.isEmpty else { return CaseTranslator.never }
    let first = Condition.test(.productCategory, .isIn(names))
    let more = names.map(CaseTranslator.also).filter { name in
      result.book.products.contains { $0.attributes[name] != nil }
    }
    guard !more.isEmpty else { return first }
    return .any([first] + more.map { .test(.productAttribute($0), .flag(true)) })
  }

  private func unitPrice(from: CaseValue?, through: CaseValue?) throws -> Condition {
    .test(
      .lineAttribute("price"),
      .number(
        from: try from.map { try amount($0) }, below: try through.map { try amount($0) + 1 }))
  }

  private func member(_ field: ConditionField, _ values: [String]?) -> Condition {
    guard let values, !values.isEmpty else { return CaseTranslator.never }
    return .test(field, .isIn(values))
  }

  /// Conditions of price lists and their entries.
  func listConditions(_ conditions: [CaseValue]) throws -> [Condition] {
    try conditions.map { condition in
      switch condition["type"]?.text {
      case "region_in": member(.orderAttribute("region"), condition["ids"]?.words)
      case "company_in": member(.orderAttribute("company"), condition["ids"]?.words)
      case "customer_group_in":
        .any([
          member(.orderAttribute("customer_group"), condition["groups"]?.words),
          member(.customerGroup, condition["groups"]?.words),
        ])
      default: throw CaseFault(description: "price list condition \(condition["type"]?.text ?? "")")
      }
    }
  }

  /// The conditions of a promotion.
  func conditions(_ promotion: CaseValue) throws -> CaseConditions {
    var all = CaseConditions()
    for condition in promotion["conditions"]?.items ?? [] {
      if let when = try orderCondition(condition) {
        all.when.append(when)
      } else {
        all.requires += try thresholds(condition)
      }
    }
    if let channel = promotion["channel"]?.text {
      all.when.append(.test(.channel, .isIn([channel])))
    }
    return all
  }

  /// A condition on customer, order or line; `nil` where it is a threshold.
  private func orderCondition(_ condition: CaseValue) throws -> Condition? {
    switch condition["type"]?.text {
    case "customer_in": return member(.customer, condition["customers"]?.words)
    case "customer_group_in": return member(.customerGroup, condition["groups"]?.words)
    case "company_in": return member(.orderAttribute("company"), condition["ids"]?.words)
    case "region_in":
      return member(
        .orderAttribute("region"), condition["ids"]?.words ?? condition["regions"]?.words)
    case "campaign_in": return member(.orderAttribute("campaign"), condition["ids"]?.words)
    case "channel_in": return member(.channel, condition["channels"]?.words)
    // What defines a promotion may only name markets that there are.
    case "market_in" where given["action"]?.text == "define_promotion":
      return member(.region, condition["markets"]?.words)
    case "market_in": return member(.orderAttribute("market"), condition["markets"]?.words)
    case "currency_in": return member(.currency, condition["currencies"]?.words)
    case "ship_to_country_in":
      let own = condition["store_default_country"].map { [$0.text ?? ""] }
      let isOwn =
        condition["countries"]?.words.isEmpty != false
        && condition["empty_means"]?.text == "store_default_country"
      return member(
        .orderAttribute("country"), isOwn ? own : condition["countries"]?.words)
    case "is_return":
      return condition["value"] == .flag(false) ? .always : CaseTranslator.never
    case "nth_order":
      guard let n = condition["n"]?.whole else {
        throw CaseFault(description: "nth_order without n")
      }
      let number = Int64(n) * Money.one
      return .test(
        .orderAttribute("orderNumber"), .number(from: number, below: number + Money.one))
    case "line_stock_qty_between":
      let (low, high) = try bounds(condition)
      // Quantities of conditions are in millionths, those of lines in thousandths.
      return .test(
        .lineQuantity, .number(from: low.map { $0 * 1000 }, below: high.map { $0 * 1000 + 1000 }))
    default: return nil
    }
  }

  private func bounds(_ condition: CaseValue) throws -> (Int64?, Int64?) {
    (
      try condition["min"].map { try quantity($0).thousandths },
      try condition["max"].map { try quantity($0).thousandths }
    )
  }

  private func thresholds(_ condition: CaseValue) throws -> [Threshold] {
    switch condition["type"]?.text {
    case "order_subtotal_gte": return [try subtotal(condition, goods, isStrict: false)]
    case "order_subtotal_gt": return [try subtotal(condition, goods, isStrict: true)]
    case "discounted_subtotal_gte":
      let measure = LineMeasure(.amount, of: goods, base: .opening)
      return [Threshold(measure, MeasureBounds(from: try amount(condition["amount"])))]
    case "filter_subtotal_gte":
      return [try subtotal(condition, try goods(condition["filter"]), isStrict: false)]
    case "filter_subtotal_gt":
      return [try subtotal(condition, try goods(condition["filter"]), isStrict: true)]
    case "order_qty_gte": return [try count(condition, goods)]
    case "filter_qty_gte": return [try count(condition, try goods(condition["filter"]))]
    case "any_line_qty_gte": return [try count(condition, goods, each: .line)]
    case "line_qty_gte":
      return [try count(condition, try goods(condition["filter"]), each: .line)]
    case "line_qty_between":
      let (low, high) = try bounds(condition)
      let measure = LineMeasure(
        .quantity(), of: try goods(condition["filter"]), each: .line)
      return [Threshold(measure, MeasureBounds(from: low, upTo: high))]
    case "contains": return [contains(try goods(condition["filter"]))]
    case "contains_all":
      let skus = condition["filter"]?["sku_in"]?.words ?? condition["skus"]?.words ?? []
      return skus.map { contains(CaseTranslator.both(goods, product(isIn: [$0]))) }
    default: throw CaseFault(description: "condition \(condition["type"]?.text ?? "")")
    }
  }

  private func contains(_ lines: Condition) -> Threshold {
    Threshold(LineMeasure(.lines, of: lines), MeasureBounds(from: 1000))
  }

  private func count(
    _ condition: CaseValue, _ lines: Condition, each: ChoiceScope = .order
  ) throws -> Threshold {
    Threshold(
      LineMeasure(.quantity(), of: lines, each: each),
      MeasureBounds(from: try quantity(condition["qty"]).thousandths))
  }

  private func subtotal(
    _ condition: CaseValue, _ lines: Condition, isStrict: Bool
  ) throws -> Threshold {
    let bound = try amount(condition["amount"])
    let base: MeasureBase = condition["basis"]?.text == "running" ? .running : profile.subtotals
    return Threshold(
      LineMeasure(.amount, of: lines, base: base),
      isStrict ? MeasureBounds(above: bound) : MeasureBounds(from: bound))
  }
}
