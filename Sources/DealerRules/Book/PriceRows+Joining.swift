// Rows that were read apart from each other become the rows of one table.
extension PriceRows {
  /// Lets the rows stand so many bytes further on in their document.
  mutating func shiftOrigins(by bytes: UInt32) {
    starts.replaceAll { $0 &+ bytes }
    ends.replaceAll { $0 &+ bytes }
  }

  /// Appends the rows of another set with as many values in each key, in their order; the result is
  /// that of appending them row by row.
  /// - Complexity: O(rows of the other).
  mutating func append(contentsOf other: PriceRows) {
    guard count > 0 else { return self = other }
    let first = Int32(truncatingIfNeeded: count)
    let names = other.symbols.names.map { symbols.intern($0) }
    let money = other.currencies.map { index(of: $0) }
    let spans = other.windows.map { index(of: $0) }
    reserve(other.count)
    keys.append(contentsOf: other.keys.lazy.map { names[Int($0)] })
    amounts.append(contentsOf: other.amounts)
    froms.append(contentsOf: other.froms)
    units.append(contentsOf: other.units) { $0 < 0 ? $0 : names[Int($0)] }
    currency.append(contentsOf: other.currency) { $0 < 0 ? $0 : money[Int($0)] }
    window.append(contentsOf: other.window) { spans[Int($0)] }
    sources.append(contentsOf: other.sources)
    starts.append(contentsOf: other.starts)
    ends.append(contentsOf: other.ends)
    for (row, extra) in other.extras { extras[first + row] = extra }
  }
}
