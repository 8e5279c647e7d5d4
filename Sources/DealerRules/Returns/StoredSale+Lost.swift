// Offers that a changed order does not earn any more (RULES.md Z-060).
extension StoredSale {
  /// Whether goods go out of a sale in which offers took part, so that one may be lost.
  ///
  /// - Parameter kept: Thousandths of each line, by number.
  func mayLose(_ kept: [Int32: Int64]) -> Bool {
    !terms.isEmpty
      && input.lines.contains { kept[$0.number] ?? 0 < $0.quantity.thousandths }
  }

  /// Whether an offer of the sale gives less in the changed order, priced anew, than goods that
  /// stay keep of it: fewer of its gifts, or more than a minor unit a line less off them.
  ///
  /// - Parameters:
  ///   - kept: Thousandths of each line of the sale, by number.
  ///   - again: The changed order, priced anew.
  func loses(_ kept: [Int32: Int64], to again: StoredSale) throws(NumericError) -> Bool {
    var gifts: [GiftKey: Int64] = [:]
    for item in items {
      guard let gift = item.gift else { continue }
      gifts[GiftKey(gift, item.product), default: 0] += item.quantity
    }
    for item in again.items {
      guard let gift = item.gift else { continue }
      gifts[GiftKey(gift, item.product), default: 0] -= item.quantity
    }
    if gifts.values.contains(where: { $0 > 0 }) { return true }
    let ordered = StoredSale.quantities(input)
    // What is taken off is below zero.
    var more: [IdentifierKey: Int64] = [:]
    var lines: [IdentifierKey: Set<Int32>] = [:]
    for cut in cuts where terms[cut.rule] != nil {
      guard let whole = ordered[cut.line], whole > 0 else { continue }
      let key = IdentifierKey(cut.rule)
      let part = min(kept[cut.line] ?? 0, whole)
      if part > 0 { lines[key, default: []].insert(cut.line) }
      more[key] = try Wide.subtract(
        more[key] ?? 0, try StoredSale.part(cut.amount, part, of: whole, step: step))
    }
    for cut in again.cuts {
      let key = IdentifierKey(cut.rule)
      guard let sum = more[key] else { continue }
      more[key] = try Wide.add(sum, cut.amount)
    }
    return more.contains { $0.value > Int64(lines[$0.key]?.count ?? 0) * step }
  }
}
