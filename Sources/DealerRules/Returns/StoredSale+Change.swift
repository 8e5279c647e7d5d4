// A sale with other quantities (RULES.md Z-060, Z-061).
extension StoredSale {
  /// Each line at its new quantity: fewer units are worth their shares, more at the price of one;
  /// without `mayGrow` more stay as many as there were. What ``follow(_:)`` looks after stays.
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
      for index in sale.additions.indices {
        guard let own = sale.additions[index][line.number] else { continue }
        sale.additions[index][line.number] = StoredSale.added(own, taken, of: whole)
      }
    }
    sale.items.removeAll { $0.quantity == 0 }
    return sale
  }

  /// Whether so much was paid for a line that it tells the price of one (RULES.md Z-060).
  func tellsPrice(of line: Int32) -> Bool {
    let own = items.filter { $0.number == line && $0.gift == nil }
    // No more than the sum of all, which fits.
    return own.reduce(Int64(0)) { $0 &+ max(0, $1.paid) } / 100 >= step
  }

  /// Thousandths of the unit of each line of an order, by number.
  static func quantities(_ order: Order) -> [Int32: Int64] {
    Dictionary(order.lines.map { ($0.number, $0.quantity.thousandths) }) { first, _ in first }
  }

  /// A part of an amount: its share, or in proportion beyond the whole.
  static func part(
    _ total: Int64, _ taken: Int64, of whole: Int64, step: Int64
  ) throws(NumericError) -> Int64 {
    if taken <= whole { return ReturnShare.upTo(taken, of: whole, total, step: step) }
    return try ReturnShare.of(total, taken, whole, step: step)
  }

  /// Budgets and caps follow the list amount of what they touched, what price funds pay what they
  /// take off the lines, other earnings what is paid for the goods; uses, gifts and charges go with
  /// the last of the goods (RULES.md Z-060). To be asked once, when items and cuts are what they
  /// shall be.
  ///
  /// - Parameters:
  ///   - owners: The offers whose limit a use is of.
  ///   - counted: The lines that earned something; `nil` for all goods.
  mutating func follow(
    _ before: StoredSale, by owners: (SaleUse) -> [String],
    counting counted: (SaleEarning, StoredSale) -> Set<Int32>?
  ) throws(NumericError) {
    guard items.contains(where: { $0.gift == nil }) else {
      (items, cuts, extras, earned, uses) = ([], [], [], [], [])
      return
    }
    var kept: [SaleUse] = []
    for use in before.uses {
      var use = use
      let own = before.touched(by: owners(use))
      let mine = touched(by: owners(use))
      let list = try StoredSale.sum(mine.map { max(0, items[$0].list) })
      let whole = try StoredSale.sum(own.map { max(0, before.items[$0].list) })
      if !use.kind.hasPrefix("uses"), whole > 0 {
        use.amount = try StoredSale.part(use.amount, list, of: whole, step: 1)
        use.units = try StoredSale.part(use.units, list, of: whole, step: 1)
      }
      // What touched nothing that is left was not used.
      let isGone = !own.isEmpty && mine.isEmpty
      if !isGone, use.amount != 0 || use.units != 0 { kept.append(use) }
    }
    uses = kept
    for index in earned.indices {
      let old = before.earned[index]
      if before.isPartOfPrice(old) {
        earned[index] = try followed(old, before)
        continue
      }
      let isFund = SaleEarning.fundKinds.contains(old.kind)
      let (paid, whole) = try goods(of: before, on: isFund ? nil : counted(old, before))
      guard whole > 0 else { continue }
      earned[index].amount = try StoredSale.cut(old.amount, paid, of: whole, whole: step)
      earned[index].worth = try ReturnShare.of(
        old.worth, earned[index].amount, old.amount, step: 1)
      earned[index].units = try StoredSale.cut(
        old.units, paid, of: whole, whole: Quantity.one.thousandths)
    }
    earned.removeAll { $0.amount == 0 && $0.units == 0 }
  }

  /// What is paid for goods, and what was before; where nothing was, their list amounts.
  ///
  /// - Parameter lines: The lines of which the goods count; `nil` for all.
  private func goods(
    of before: StoredSale, on lines: Set<Int32>?
  ) throws(NumericError) -> (Int64, Int64) {
    func sum(
      _ sale: StoredSale, _ value: (SaleItem) -> Int64
    ) throws(NumericError) -> Int64 {
      let own = sale.items.filter { lines?.contains($0.number) ?? true }
      return try StoredSale.sum(own.map { max(0, value($0)) })
    }
    let paid = try sum(before, \.paid)
    if paid > 0 { return (try sum(self, \.paid), paid) }
    func list(_ item: SaleItem) -> Int64 { item.gift == nil ? item.list : 0 }
    return (try sum(self, list), try sum(before, list))
  }

  /// A part of what was earned, cut; what was whole stays whole.
  private static func cut(
    _ total: Int64, _ part: Int64, of all: Int64, whole: Int64
  ) throws(NumericError) -> Int64 {
    let unit = total % whole == 0 ? whole : 1
    let divisor = try Wide.multiply(Int128(all), Int128(unit))
    let steps = try RoundingMode.down.divide(Int128(total) * Int128(part), by: divisor)
    return try Wide.narrow(steps, times: unit)
  }

  /// The items that a limit touched: those on whose lines its rules acted, and their gifts.
  func touched(by rules: [String]) -> [Int] {
    func isOne(_ rule: String) -> Bool {
      rules.contains { IdentifierOrder.areEqual($0, rule) }
    }
    let lines = Set(cuts.filter { isOne($0.rule) }.map(\.line))
    return items.indices.filter {
      lines.contains(items[$0].number) || items[$0].gift.map { isOne($0) } ?? false
    }
  }

  /// Takes the lower of both for each item, and gifts as far as the other sale earns them, so that
  /// no unit costs more than it did (RULES.md Z-061).
  ///
  /// - Returns: The lines that are priced as there.
  mutating func lower(to again: StoredSale) throws(NumericError) -> Set<Int32> {
    var others: [ItemKey: SaleItem] = [:]
    var earned: [GiftKey: Int64] = [:]
    for item in again.items {
      if let gift = item.gift {
        let key = GiftKey(gift, item.product)
        earned[key] = try Wide.add(earned[key] ?? 0, item.quantity)
      } else {
        others[ItemKey(item.number, item.part)] = item
      }
    }
    var lines: Set<Int32> = []
    for index in items.indices {
      let own = items[index]
      if let gift = own.gift {
        let key = GiftKey(gift, own.product)
        let kept = min(own.quantity, earned[key] ?? 0)
        earned[key] = (earned[key] ?? 0) - kept
        if kept < own.quantity { try items[index].scale(kept, of: own.quantity, step: step) }
      } else if let other = others[ItemKey(own.number, own.part)], other.paid < own.paid {
        items[index].paid = other.paid
        items[index].tax = min(own.tax, other.tax)
        lines.insert(own.number)
      }
    }
    items.removeAll { $0.quantity == 0 }
    cuts.removeAll { lines.contains($0.line) }
    cuts += again.cuts.filter { lines.contains($0.line) }
    for (offer, terms) in again.terms where self.terms[offer] == nil { self.terms[offer] = terms }
    return lines
  }

  /// Takes over what offers and prices use that only the other sale has, and no less than it has of
  /// those that lowered a line (RULES.md Z-061).
  ///
  /// - Parameter lines: The lines that are priced as there.
  mutating func takeUses(
    of again: StoredSale, besides before: StoredSale, on lines: Set<Int32>,
    by owners: (SaleUse) -> [String]
  ) {
    for use in again.uses {
      let own = touched(by: owners(use))
      guard !own.isEmpty else { continue }
      if let place = uses.firstIndex(where: { $0.isOfSame(as: use) }) {
        guard own.contains(where: { lines.contains(items[$0].number) }) else { continue }
        uses[place].amount = max(uses[place].amount, use.amount)
        uses[place].units = max(uses[place].units, use.units)
      } else if own.contains(where: { lines.contains(items[$0].number) })
        || !before.uses.contains(where: { $0.isOfSame(as: use) })
      {
        uses.append(use)
      }
    }
  }

  /// Takes what is to pay above an amount off goods, by what they cost with their tax (RULES.md
  /// Z-063).
  mutating func bound(to most: Int64?) throws(NumericError) {
    guard let most else { return }
    try sumUp()
    var weights: [Int64] = []
    for item in items {
      weights.append(max(0, includesTax ? item.paid : try Wide.add(item.paid, item.tax)))
    }
    let off = min(try Wide.subtract(payable, most), try StoredSale.sum(weights))
    guard off > 0 else { return }
    let isWhole = (weights + [off]).allSatisfy { $0 % step == 0 }
    let shares = try Money(millionths: off, currency)
      .allocated(over: weights, caps: weights, scale: isWhole ? nil : Money.scale)
    for (index, share) in zip(items.indices, shares.map(\.millionths)) where share > 0 {
      let tax = try ReturnShare.of(items[index].tax, share, weights[index], step: step)
      items[index].tax -= tax
      items[index].paid -= includesTax ? share : share - tax
    }
  }

  /// Adds what was priced later, as a part of its own.
  mutating func add(_ other: StoredSale) throws(NumericError) {
    var other = try alike(other)
    additions.append(StoredSale.quantities(other.input))
    let number = Int32(clamping: additions.count)
    for index in other.cuts.indices { other.cuts[index].addition = number }
    for index in other.items.indices where other.items[index].gift != nil {
      other.items[index].addition = number
    }
    var places: [ItemKey: Int] = [:]
    for (index, item) in items.enumerated() where item.gift == nil {
      places[ItemKey(item.number, item.part)] = index
    }
    for item in other.items {
      guard item.gift == nil, let same = places[ItemKey(item.number, item.part)] else {
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
    try StoredSale.add(other.earned, to: &earned)
    try StoredSale.add(other.uses, to: &uses)
    renumberGifts()
  }

  private static func add<Tally: SaleTally>(
    _ others: [Tally], to all: inout [Tally]
  ) throws(NumericError) {
    for other in others {
      guard let same = all.firstIndex(where: { $0.isOfSame(as: other) }) else {
        all.append(other)
        continue
      }
      all[same].amount = try Wide.add(all[same].amount, other.amount)
      all[same].units = try Wide.add(all[same].units, other.units)
      all[same].worth = try Wide.add(all[same].worth, other.worth)
      all[same].countLines(of: other)
    }
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

  static func sum(_ amounts: [Int64]) throws(NumericError) -> Int64 {
    var total: Int64 = 0
    for amount in amounts { total = try Wide.add(total, amount) }
    return total
  }
}

extension SaleItem {
  mutating func scale(
    _ taken: Int64, of whole: Int64, step: Int64
  ) throws(NumericError) {
    quantity = try StoredSale.part(quantity, taken, of: whole, step: 1)
    list = try StoredSale.part(list, taken, of: whole, step: step)
    paid = try StoredSale.part(paid, taken, of: whole, step: step)
    tax = try StoredSale.part(tax, taken, of: whole, step: step)
  }
}

/// What a sale adds up of one thing.
protocol SaleTally {
  var amount: Int64 { get set }
  var units: Int64 { get set }
  var worth: Int64 { get set }
  func isOfSame(as other: Self) -> Bool
  /// Lets it be of the goods of another one too.
  mutating func countLines(of other: Self)
}

extension SaleEarning: SaleTally {
  func isOfSame(as other: SaleEarning) -> Bool {
    IdentifierOrder.areEqual(account, other.account) && kind == other.kind
  }

  mutating func countLines(of other: SaleEarning) {
    guard let own = lines, let more = other.lines else { return lines = nil }
    lines = Set(own + more).sorted()
  }
}

extension SaleUse: SaleTally {
  func isOfSame(as other: SaleUse) -> Bool {
    IdentifierOrder.areEqual(id, other.id) && kind == other.kind
  }

  func countLines(of other: SaleUse) {}
}

/// Gifts of one offer and product.
struct GiftKey: Hashable {
  let offer: IdentifierKey
  let product: IdentifierKey

  init(_ offer: String, _ product: String) {
    self.offer = IdentifierKey(offer)
    self.product = IdentifierKey(product)
  }
}
