/// Names a price row for people and records: its id, else table, key, band, validity, unit and
/// currency, so that no two rows of a table that differ in any of these share a name
/// (RULES.md P-002).
enum RowName {
  static func text(_ table: PriceTable, _ row: Int) -> String {
    let stated = table.rows[row]
    if let id = stated.id { return id }
    var name = ([table.id] + stated.key).map { escaped($0) }.joined(separator: "/")
    if stated.from != 0 {
      let scale = table.schedule.basis == .quantity ? Quantity.scale : Money.scale
      name += "@" + Decimals.text(stated.from, scale: scale)
    }
    let validity = stated.validity
    if validity.from != .distantPast || validity.until != .distantFuture { name += "#" }
    if validity.from != .distantPast { name += "\(validity.from)" }
    if validity.until != .distantFuture { name += "..\(validity.until)" }
    if let unit = stated.unit { name += "~" + escaped(unit) }
    if let currency = stated.currency { name += ":" + currency.code }
    return name
  }

  /// A part of a name with `\` before each mark that would read as the end of the part.
  static func escaped(_ part: String, _ marks: String = "\\/@#~:") -> String {
    let marks = marks.unicodeScalars
    guard part.unicodeScalars.contains(where: marks.contains) else { return part }
    var text = ""
    for scalar in part.unicodeScalars {
      if marks.contains(scalar) { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}
