import DealerRules

/// An exact amount in millionths of a dollar.
func millionths(_ text: String) throws -> Int64 {
  guard let amount = Money(text, .usd) else {
    throw DataFault(description: "\(text) is not an amount")
  }
  return amount.millionths
}

/// A quantity.
func quantity(_ text: String) throws -> Quantity {
  guard let quantity = Quantity(text) else {
    throw DataFault(description: "\(text) is not a quantity")
  }
  return quantity
}

/// A rate, as a fraction or with a percent sign.
func rate(_ text: String) throws -> Rate {
  guard let rate = Rate(text) else { throw DataFault(description: "\(text) is not a rate") }
  return rate
}

/// A date.
func date(_ text: String) throws -> CivilDate {
  guard let date = CivilDate(text) else { throw DataFault(description: "\(text) is not a date") }
  return date
}

/// The span from the start of the first day to the end of the last one.
func days(_ first: String, through last: String) throws -> Validity {
  let start = ZoneOffsets.utc.start(of: try date(first))
  let end = ZoneOffsets.utc.start(of: try date(last))
  return Validity(
    from: start, until: Instant(secondsSinceEpoch: end.secondsSinceEpoch + 86_400))
}

extension CompiledRules {
  /// Prices orders in batches; an order in error ends the test.
  func decisions(_ orders: [Order], batch: Int = 25_000) throws -> [Decision] {
    var decisions: [Decision] = []
    for start in stride(from: 0, to: orders.count, by: batch) {
      let block = Array(orders[start..<min(start + batch, orders.count)])
      decisions += try price(batch: block).map { try $0.get() }
    }
    return decisions
  }
}

extension Decision {
  /// The unit price of each line: as a phase settled it, else as its row gave it.
  var unitPrices: [Int64?] {
    var prices = lines.map { $0.prices.first?.amount }
    for step in steps where step.kind == .unitRounding {
      prices[Int(step.line)] = step.base
    }
    return prices
  }
}
