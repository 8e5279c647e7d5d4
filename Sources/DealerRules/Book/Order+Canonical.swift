extension Order {
  /// Version of the canonical form; it changes whenever the bytes of any order would.
  static let canonicalVersion: UInt8 = 1

  /// The hash of everything the order states, facts included.
  ///
  /// The digests of the lines are sorted; a line's number is part of its digest, its position is
  /// not.
  /// - Complexity: O(lines · log lines).
  func canonicalHash() -> String {
    var hasher = CanonicalHasher(domain: "DealerRules order", version: Order.canonicalVersion)
    hasher.add { encoder in
      encoder.text(2, id)
      encoder.text(3, customer)
      switch moment {
      case .date(let date): encoder.date(4, date)
      case .instant(let instant): encoder.integer(5, instant.secondsSinceEpoch)
      }
      encoder.date(6, requested)
      encoder.date(7, shipped)
      encoder.currency(8, currency)
      encoder.text(9, channel)
      encoder.text(10, shipTo)
      encoder.attributes(11, attributes)
      encoder.balances(12, facts.openingBalances)
      encoder.balances(13, facts.capUsed)
      encoder.unordered(14, coupons) { $1.text(1, $0) }
      encoder.texts(15, giftChoices)
      encoder.unordered(16, Array(facts.offerUse)) { entry, encoder in
        encoder.text(1, entry.key)
        encoder.integer(2, entry.value.uses)
        encoder.integer(3, entry.value.usesByCustomer)
        encoder.integers(4, entry.value.usesByCode)
        encoder.integer(5, entry.value.amount)
        encoder.integer(6, entry.value.units)
      }
      encoder.integers(17, facts.stock)
      encoder.date(18, facts.lastOrder)
      encoder.integer(19, facts.ordersBefore)
      encoder.integers(20, facts.totals)
      encoder.text(21, postalCode)
      encoder.integers(22, funds)
    }
    hasher.addUnordered(32, lines) { $1.content(of: $0) }
    return hasher.finish().hex
  }
}

extension CanonicalEncoder {
  mutating func content(of line: OrderLine) {
    integer(1, Int64(line.number))
    text(2, line.product)
    integer(3, line.quantity.thousandths)
    text(4, line.unit)
    text(5, line.project)
    if let manual = line.manual {
      nested(6) { encoder in
        switch manual.value {
        case .unitPrice(let price): encoder.integer(1, price)
        case .percentOff(let rate): encoder.integer(2, rate.millionths)
        case .amountOff(let amount): encoder.integer(3, amount)
        }
        encoder.text(4, manual.who)
        encoder.text(5, manual.why)
      }
    }
    attributes(7, line.attributes)
  }
}
