// Kits that come to a line of kits (RULES.md Z-002).
extension StoredSale {
  /// What was priced later, its kits of the kind that those of their line are: one item where they
  /// cost nothing when they were sold, else parts.
  ///
  /// - Parameter other: What is added to lines whose quantities tell it already.
  func alike(_ other: StoredSale) throws(NumericError) -> StoredSale {
    var other = other
    let ordered = StoredSale.quantities(input)
    for line in other.input.lines {
      func isOfLine(_ item: SaleItem) -> Bool { item.number == line.number && item.gift == nil }
      let own = items.filter(isOfLine)
      let new = other.items.filter(isOfLine)
      guard let first = own.first, let now = new.first, (first.part == nil) != (now.part == nil)
      else { continue }
      let added = line.quantity.thousandths
      var sum = first.part == nil ? first : now
      (sum.quantity, sum.list, sum.paid, sum.tax) = (added, 0, 0, 0)
      for item in new {
        sum.list = try Wide.add(sum.list, item.list)
        sum.paid = try Wide.add(sum.paid, item.paid)
        sum.tax = try Wide.add(sum.tax, item.tax)
      }
      other.items.removeAll(where: isOfLine)
      guard first.part != nil else {
        other.items.append(sum)
        continue
      }
      let before = (ordered[line.number] ?? 0) - added
      for (index, item) in own.enumerated() {
        var part = item
        part.quantity = try ReturnShare.of(item.quantity, added, before, step: 1)
        (part.list, part.paid, part.tax) = index == 0 ? (sum.list, sum.paid, sum.tax) : (0, 0, 0)
        other.items.append(part)
      }
    }
    return other
  }
}
