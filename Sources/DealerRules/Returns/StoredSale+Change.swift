// A sale with other quantities (RULES.md Z-060, Z-061).
extension StoredSale {
  /// Each line at its new quantity: fewer units are worth their shares, more at the price of one;
  /// without `mayGrow` more stay as many as there were.
  func scaled(_ quantities: [Int32: Int64], mayGrow: Bool) throws(NumericError) -> StoredSale {
    var sale = self
    for line in input.lines {
      guard let wanted = quantities[line.number] else { continue }
      let whole = line.quantity.thousandths
      let taken = mayGrow ? wanted : min(wanted, whole)
      guard taken != whole else { continue }
      for index in sale.items.indices
      where sale.items[index].number == line.number && sale.items[index].gift == nil {
        try sale.items[index].scale(taken, of: whole, step: step)
      }
      for index in sale.cuts.indices where sale.cuts[index].line == line.number {
        sale.cuts[index].amount = try StoredSale.part(
          sale.cuts[index].amount, taken, of: whole, step: step)
      }
    }
    sale.items.removeAll { $0.quantity == 0 }
    try sale.scaleUses(from: self)
    return sale
  }

  /// A part of an amount: its share, or in proportion beyond the whole.
  fileprivate static func part(
    _ total: Int64, _ taken: Int64, of whole: Int64, step: Int64
  ) throws(NumericError) -> Int64 {
    if taken <= whole { return ReturnShare.upTo(taken, of: whole, total, step: step) }
    return try ReturnShare.of(total, taken, whole, step: step)
  }

  /// Budgets and caps follow the list amount of the order; uses go with the last of it.
  private mutating func scaleUses(from before: StoredSale) throws(NumericError) {
    let list = try StoredSale.sum(items.map(\.list))
    let whole = try StoredSale.sum(before.items.map(\.list))
    guard whole > 0, list < whole else { return }
    uses = uses.compactMap { use in
      var use = use
      if use.kind.hasPrefix("uses") { return items.isEmpty ? nil : use }
      use.amount = ReturnShare.upTo(list, of: whole, use.amount, step: 1)
      use.units = ReturnShare.upTo(list, of: whole, use.units, step: 1)
      return use.amount == 0 && use.units == 0 ? nil : use
    }
  }

  /// Adds what was priced later.
  mutating func add(_ other: StoredSale) throws(NumericError) {
    for item in other.items {
      let same = items.firstIndex {
        $0.number == item.number && IdentifierRun.same($0.part, item.part)
          && IdentifierRun.same($0.gift, item.gift)
      }
      guard let same, item.gift == nil else {
        items.append(item)
        continue
      }
      items[same].quantity = try Wide.add(items[same].quantity, item.quantity)
      items[same].list = try Wide.add(items[same].list, item.list)
      items[same].paid = try Wide.add(items[same].paid, item.paid)
      items[same].tax = try Wide.add(items[same].tax, item.tax)
    }
    cuts += other.cuts
    for (offer, terms) in other.terms where self.terms[offer] == nil { self.terms[offer] = terms }
    earned += other.earned
    for use in other.uses {
      let same = uses.firstIndex {
        IdentifierOrder.areEqual($0.id, use.id) && $0.kind == use.kind
      }
      guard let same else {
        uses.append(use)
        continue
      }
      uses[same].amount = try Wide.add(uses[same].amount, use.amount)
      uses[same].units = try Wide.add(uses[same].units, use.units)
    }
    renumberGifts()
  }

  /// Gifts go on counting after the last line.
  private mutating func renumberGifts() {
    var number = items.filter { $0.gift == nil }.map(\.number).max() ?? 0
    for index in items.indices where items[index].gift != nil {
      number += 1
      items[index].number = number
    }
  }

  /// Sums of items and charges.
  mutating func sumUp() throws(NumericError) {
    list = try StoredSale.sum(items.filter { $0.gift == nil }.map(\.list))
    net = try StoredSale.sum(items.map(\.paid))
    tax = try StoredSale.sum(items.map(\.tax))
    charges = try StoredSale.sum(extras.map(\.amount))
    if !includesTax { charges = try Wide.add(charges, tax) }
    payable = try Wide.add(net, charges)
  }

  private static func sum(_ amounts: [Int64]) throws(NumericError) -> Int64 {
    var total: Int64 = 0
    for amount in amounts { total = try Wide.add(total, amount) }
    return total
  }
}

extension SaleItem {
  fileprivate mutating func scale(
    _ taken: Int64, of whole: Int64, step: Int64
  ) throws(NumericError) {
    quantity = try StoredSale.part(quantity, taken, of: whole, step: 1)
    list = try StoredSale.part(list, taken, of: whole, step: step)
    paid = try StoredSale.part(paid, taken, of: whole, step: step)
    tax = try StoredSale.part(tax, taken, of: whole, step: step)
  }
}
