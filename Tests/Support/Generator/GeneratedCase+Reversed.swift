import DealerRules

extension GeneratedCase {
  /// The same case with everything that has no order turned round (L-003).
  public var reversed: GeneratedCase {
    var other = self
    other.book.products.reverse()
    other.book.customers.reverse()
    other.book.categories.reverse()
    other.book.regions.reverse()
    other.book.units.reverse()
    other.book.priceTables.reverse()
    other.book.exchangeRates.reverse()
    other.book.offers.reverse()
    other.book.agreements.reverse()
    other.book.guards.reverse()
    other.book.tax.rates.reverse()
    for index in other.book.priceTables.indices {
      let rows = other.book.priceTables[index].rows
      var turned = PriceRows(keyCount: other.book.priceTables[index].keys.count)
      for row in (0..<rows.count).reversed() { turned.append(rows[row]) }
      other.book.priceTables[index].rows = turned
    }
    for index in other.orders.indices {
      other.orders[index].lines.reverse()
      other.orders[index].approvals.reverse()
    }
    return other
  }
}
