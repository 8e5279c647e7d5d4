// Many rows of a few texts, as a host has them that keeps prices in columns of its own.
extension PriceRows {
  /// A text of a key, looked up once for all rows that state it.
  public struct KeyText: Hashable, Sendable {
    /// The text's place among those of the rows that it was asked of.
    let symbol: Int32
  }

  /// A text to state in keys of these rows; a copy of them knows it as well, other rows do not.
  /// - Complexity: O(bytes of the text), amortised.
  public mutating func keyText(_ text: String) -> KeyText { KeyText(symbol: symbols.intern(text)) }

  /// Appends plain rows: amounts per base unit in the book's currency, always in force
  /// (RULES.md P-002). They are those that ``append(_:)`` appends one by one, without the texts of
  /// a key for every row.
  ///
  /// A text that is missing, or that these rows do not know, is empty, and the compiler then
  /// reports the empty key. Make room first with ``reserve(_:)`` where rows come in many parts.
  /// - Parameters:
  ///   - amounts: Of each row, in millionths of the currency.
  ///   - from: Where the band of each of them begins, in thousandths of the unit, or in millionths
  ///     where the table counts amounts.
  ///   - keys: For each field of the table's key, in its order, the text of each row.
  /// - Complexity: amortised O(rows × key length).
  public mutating func append(amounts: [Int64], from: Int64 = 0, keys columns: [[KeyText]]) {
    let always = index(of: .always)
    let known = symbols.count
    for row in amounts.indices {
      for field in 0..<keyCount {
        var symbol: Int32 = -1
        if field < columns.count, row < columns[field].count { symbol = columns[field][row].symbol }
        let isKnown = symbol >= 0 && Int(symbol) < known
        keys.append(isKnown ? symbol : symbols.intern(""))
      }
      self.amounts.append(amounts[row])
      froms.append(from)
      units.append(-1)
      currency.append(-1)
      window.append(always)
      sources.append(-1)
      starts.append(0)
      ends.append(0)
    }
  }
}
