/// Names a price row for people and records: its id, else table, key, band, start, unit, currency
/// (RULES.md P-002).
enum RowName {
  static func text(_ table: PriceTable, _ row: Int) -> String {
    let stated = table.rows[row]
    if let id = stated.id { return id }
    var name = ([table.id] + stated.key).joined(separator: "/")
    if stated.from != 0 {
      let scale = table.schedule.basis == .quantity ? Quantity.scale : Money.scale
      name += "@" + Decimals.text(stated.from, scale: scale)
    }
    if stated.validity.from != .distantPast { name += "#\(stated.validity.from)" }
    if let unit = stated.unit { name += "~" + unit }
    if let currency = stated.currency { name += ":" + currency.code }
    return name
  }
}
