import DealerRules

extension GeneratedCase {
  /// The case as text for people who look for the cause of a difference.
  public var text: String {
    var lines = ["seed \(seed), currency \(book.currency), zone \(book.zone)"]
    lines += book.units.map { "unit \($0.id) = \($0.factor) \($0.of)" }
    lines += book.categories.map { "category \($0.id) in \($0.parent ?? "-")" }
    lines += book.regions.map { "region \($0.id) in \($0.parent ?? "-")" }
    lines += book.products.map { "\($0)" }
    lines += book.customers.map { "\($0)" }
    for table in book.priceTables {
      lines.append("table \(table.id) \(table.keys) \(table.schedule) \(table.overlap)")
      lines.append("  protected \(table.isProtected), multiply \(table.multiply)")
      lines.append("  floor \(String(describing: table.floor))")
      lines.append("  ceiling \(String(describing: table.ceiling))")
      for index in 0..<table.rows.count {
        let row = table.rows[index]
        lines.append(
          "  \(ReferenceNames.row(row, in: table)) \(row.value) per \(row.per) below "
            + "\(row.below ?? -1) until \(row.validity.until) + \(row.surcharge) "
            + String(describing: row.cap))
      }
    }
    lines += book.priceKinds.map { "\($0)" }
    lines += book.exchangeRates.map { "\($0.from)>\($0.to) \($0.factor) \($0.validity)" }
    lines += book.phases.map { "\($0)" }
    lines += book.offers.map { "\($0)" }
    lines += book.guards.map { "\($0)" }
    lines += book.approvalRules.map { "\($0)" }
    lines += book.charges.map { "\($0)" }
    lines += ["\(book.tax)", "\(book.rounding)", "\(book.policies)"]
    for order in orders {
      var head = order
      head.lines = []
      lines.append("\(head)")
      lines += order.lines.map { "  \($0)" }
    }
    return lines.joined(separator: "\n").replacing("DealerRules.", with: "")
  }
}
