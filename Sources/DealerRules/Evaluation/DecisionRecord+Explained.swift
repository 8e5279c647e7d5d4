// What an explanation adds to a record (RULES.md X-015).
extension DecisionRecordWriter {
  /// The record of a single order, followed by what did not apply and by where rules are stated
  /// (RULES.md X-015).
  /// - Parameters:
  ///   - order: The order.
  ///   - nearMisses: How many changed orders may be priced to find near misses.
  ///   - carried: What earlier orders of the batch used of caps and limits.
  /// - Complexity: that of ``CompiledRules/explain(_:for:nearMisses:after:)``, and O(bytes of the
  ///   documents) for each rule that is named.
  public mutating func explained(
    _ order: Order, nearMisses: Int = 64, after carried: CarriedUse = CarriedUse()
  ) -> [UInt8] {
    json.removeAll()
    let isPriced = begin(order, after: carried)
    if isPriced,
      case .success(let explanation) = rules.explain(
        order, for: audience, nearMisses: nearMisses, after: carried)
    {
      write(explanation, order.approvalHash())
    }
    json.endObject()
    return json.bytes
  }

  private mutating func write(_ explanation: Explanation, _ orderHash: String) {
    json.key("explained")
    json.beginArray()
    for line in explanation.lines {
      json.beginObject()
      json.key("line")
      json.integer(Int(line.number))
      write(line.waterfall, explanation.decision.currency)
      if audience.readsLosers { write(line.rows) }
      write(line.offers)
      write(line.units)
      json.endObject()
    }
    json.endArray()
    write(explanation.waterfall, explanation.decision.currency)
    write(explanation.offers)
    if audience == .audit { writeOthers(explanation) }
    write(explanation.nearMisses, explanation.decision.currency)
    write(explanation.credit)
    json.key("orderHash")
    json.string(orderHash)
    if audience.readsLosers { writePlaces(explanation) }
  }

  private mutating func money(_ name: String, _ amount: Int64, _ currency: Currency) {
    json.key(name)
    json.string(Decimals.text(amount, scale: Money.scale, minimum: currency.exponent))
  }

  private mutating func write(_ waterfall: Waterfall, _ currency: Currency) {
    json.key("waterfall")
    json.beginObject()
    money("list", waterfall.list, currency)
    money("invoice", waterfall.invoice, currency)
    money("net", waterfall.net, currency)
    money("pocket", waterfall.pocket, currency)
    json.endObject()
  }

  private mutating func write(_ misses: NearMisses, _ currency: Currency) {
    json.key("nearMisses")
    json.beginObject()
    json.key("evaluations")
    json.integer(misses.evaluations)
    json.key("complete")
    json.flag(misses.isComplete)
    json.key("suggestions")
    json.beginArray()
    for miss in misses.suggestions { write(miss, currency) }
    json.endArray()
    json.endObject()
  }

  private mutating func write(_ miss: NearMiss, _ currency: Currency) {
    json.beginObject()
    json.key("line")
    json.integer(Int(miss.line))
    let texts = [
      ("product", miss.product), ("quantity", "\(miss.quantity)"), ("more", "\(miss.more)"),
      ("unit", miss.unit),
    ]
    for (name, text) in texts {
      json.key(name)
      json.string(text)
    }
    money("cost", miss.cost, currency)
    money("now", miss.costNow, currency)
    money("atPresent", miss.costAtPresent, currency)
    money("gain", miss.gain, currency)
    json.key("outcome")
    json.string(miss.outcome.name)
    json.key("gifts")
    json.beginArray()
    for gift in miss.gifts {
      json.beginObject()
      json.key("product")
      json.string(gift.product)
      json.key("quantity")
      json.string(Decimals.text(gift.quantity, scale: Quantity.scale))
      json.key("rule")
      name(gift.rule)
      json.endObject()
    }
    json.endArray()
    json.key("rules")
    json.beginArray()
    for rule in miss.rules { name(rule) }
    json.endArray()
    json.endObject()
  }

  private mutating func write(_ rows: [PriceCandidate]) {
    json.key("rows")
    json.beginArray()
    for row in rows {
      json.beginObject()
      json.key("rule")
      name(row.rule)
      json.key("lost")
      if let lost = row.lost { json.string(lost.name) } else { json.null() }
      json.endObject()
    }
    json.endArray()
  }

  private mutating func write(_ units: [UsedUnits]) {
    json.key("units")
    json.beginArray()
    for use in units {
      json.beginObject()
      json.key("rule")
      name(use.rule)
      json.key("taken")
      json.string(Decimals.text(use.taken, scale: Quantity.scale))
      json.key("bought")
      json.string(Decimals.text(use.bought, scale: Quantity.scale))
      json.key("unit")
      json.string(use.unit)
      json.endObject()
    }
    json.endArray()
  }

  private mutating func write(_ offers: [Reason]) {
    json.key("offers")
    json.beginArray()
    for offer in offers {
      json.beginObject()
      json.key("code")
      json.string(offer.code.name)
      json.key("rule")
      if offer.rule == .none { json.null() } else { name(offer.rule) }
      json.key("by")
      if offer.by == .none { json.null() } else { name(offer.by) }
      write(offer.numbers)
      json.endObject()
    }
    json.endArray()
  }

  private mutating func writeOthers(_ explanation: Explanation) {
    json.key("others")
    json.beginArray()
    for other in explanation.others {
      json.beginObject()
      json.key("offer")
      json.string(other.id)
      json.key("code")
      json.string(other.code.name)
      write(other.numbers)
      json.endObject()
    }
    json.endArray()
    json.key("othersLeftOut")
    json.integer(explanation.othersLeftOut)
  }

  /// Where every rule that was named is stated, in the order of the naming.
  private mutating func writePlaces(_ explanation: Explanation) {
    let decision = explanation.decision
    let named =
      decision.steps.map(\.rule) + decision.reasons.map(\.rule)
      + explanation.lines.flatMap { $0.rows.map(\.rule) + $0.offers.map(\.rule) }
      + explanation.offers.map(\.rule) + explanation.nearMisses.suggestions.flatMap(\.rules)
    var seen: Set<RuleRef> = []
    json.key("places")
    json.beginArray()
    for rule in named where seen.insert(rule).inserted {
      guard let place = rules.place(of: rule) else { continue }
      json.beginObject()
      json.key("rule")
      name(rule)
      json.key("kind")
      json.string(String(describing: rule.kind))
      json.key("place")
      json.string(place)
      json.endObject()
    }
    json.endArray()
  }
}
