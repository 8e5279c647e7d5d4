// What an explanation adds to a record (RULES.md X-015).
extension DecisionRecordWriter {
  /// The record of a single order, followed by what did not apply and by where rules are stated
  /// (RULES.md X-015).
  /// - Complexity: that of ``CompiledRules/explain(_:for:)``, and O(bytes of the documents) for
  ///   each rule that is named.
  public mutating func explained(_ order: Order) -> [UInt8] {
    json.removeAll()
    let isPriced = begin(order)
    if isPriced, case .success(let explanation) = rules.explain(order, for: audience) {
      write(explanation)
    }
    json.endObject()
    return json.bytes
  }

  private mutating func write(_ explanation: Explanation) {
    json.key("explained")
    json.beginArray()
    for line in explanation.lines {
      json.beginObject()
      json.key("line")
      json.integer(Int(line.number))
      if audience.readsLosers { write(line.rows) }
      write(line.offers)
      json.endObject()
    }
    json.endArray()
    if audience.readsLosers { writePlaces(explanation) }
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

  /// Where every rule that was named is stated, in the order of the naming.
  private mutating func writePlaces(_ explanation: Explanation) {
    let decision = explanation.decision
    let named =
      decision.steps.map(\.rule) + decision.reasons.map(\.rule)
      + explanation.lines.flatMap { $0.rows.map(\.rule) + $0.offers.map(\.rule) }
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
