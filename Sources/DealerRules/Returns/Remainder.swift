/// What the goods that stay would have given as an order of their own (RULES.md Z-031).
struct Remainder {
  /// What an offer or a fund takes off goods of a line of the sale, above zero.
  struct Cut {
    let line: Int32
    let rule: String
    let amount: Int64
    let isOfFund: Bool
  }

  var cuts: [Cut] = []
  /// List amounts by line of the sale.
  var lists: [Int32: Int64] = [:]
  /// What goods of a line cost there, and their tax, by line of the sale.
  var nets: [Int32: Int64] = [:]
  var taxes: [Int32: Int64] = [:]
  /// Parts of broken kits that have a price alone.
  var priced: Set<ItemKey> = []
  /// Thousandths of gifts, by offer and product.
  var gifts: IdentifierMap<Int64> = [:]
  /// Amounts or units, by account and kind.
  var earned: IdentifierMap<Int64> = [:]
  /// What is used of limits, by id and kind.
  var uses: IdentifierMap<SaleUse> = [:]

  /// A gift of an offer.
  static func gift(_ offer: String, _ product: String) -> String { offer + "\u{0}" + product }

  /// An account of one kind.
  static func account(_ account: String, _ kind: String) -> String { account + "\u{0}" + kind }
}

/// The order of what stays, with the item of the sale that each line stands for.
struct OrderLeft {
  var order: Order
  /// The sale's line, and the part of a broken kit, by line number.
  var places: [Int32: ItemKey] = [:]
}

extension ReturnRun {
  /// Whether the rules at hand price as those of the sale did.
  var hasRules: Bool { desk.prices(like: sale) }

  /// The order without what is back, parts of broken kits as lines of their own; `nil` where
  /// nothing is left.
  func orderLeft() -> OrderLeft? {
    var left = OrderLeft(order: desk.input(of: sale))
    left.order.lines = []
    var loose: [OrderLine] = []
    var number = sale.input.lines.map(\.number).max() ?? 0
    for line in sale.input.lines {
      let whole = wholeLeft(of: line)
      if whole > 0, let quantity = Quantity(thousandths: whole) {
        var kept = line
        kept.quantity = quantity
        left.order.lines.append(kept)
        left.places[line.number] = ItemKey(line.number, nil)
      }
      for index in items(line.number, nil) where sale.items[index].gift == nil {
        let item = sale.items[index]
        let rest = loosePart(index, whole, of: line.quantity.thousandths)
        guard let part = item.part, rest > 0, let quantity = Quantity(thousandths: rest),
          number < .max
        else { continue }
        number += 1
        loose.append(OrderLine(number: number, product: part, quantity: quantity))
        left.places[number] = ItemKey(line.number, part)
      }
    }
    left.order.lines += loose
    return left.order.lines.isEmpty ? nil : left
  }

  /// Thousandths of a line that stay; a kit without one of its parts is no kit any more, so that of
  /// kits that are not all alike only whole ones stay.
  func wholeLeft(of line: OrderLine) -> Int64 {
    let whole = line.quantity.thousandths
    var left = whole
    let own = items(line.number, nil).filter { sale.items[$0].gift == nil }
    for index in own {
      let item = sale.items[index]
      let rest = item.quantity - before[index] - now[index]
      guard item.part != nil else {
        left = min(left, rest)
        continue
      }
      let kits = Int128(whole) * Int128(rest) / Int128(item.quantity)
      left = min(left, Int64(truncatingIfNeeded: kits))
    }
    let isBroken = own.contains { loosePart($0, left, of: whole) > 0 }
    return isBroken ? left - left % Quantity.one.thousandths : left
  }

  /// Thousandths of a part that stay beside so many whole kits.
  private func loosePart(_ index: Int, _ kits: Int64, of whole: Int64) -> Int64 {
    let item = sale.items[index]
    guard item.part != nil else { return 0 }
    let rest = item.quantity - before[index] - now[index]
    return max(0, rest - ReturnShare.upTo(kits, of: whole, item.quantity, step: 1))
  }

  /// What the goods that stay give alone, with the facts of the sale. `nil` where the rules are
  /// others, or the goods have no price alone: both are told.
  mutating func alone() throws(NumericError) -> Remainder? {
    if let remainder { return remainder }
    var found = Remainder()
    if var left = orderLeft() {
      guard hasRules else { return nil }
      try desk.ask(&left.order, of: sale) { (earned) throws(NumericError) in
        try Wide.subtract(earned.worth, try backToFund(earned))
      }
      guard case .success(let decision) = desk.rules.priceReserving(left.order),
        decision.list != 0
      else { return nil }
      for line in decision.lines {
        guard let place = left.places[line.number] else { continue }
        if place.part != nil, line.list != 0 { found.priced.insert(place) }
        found.lists[place.number] = try Wide.add(found.lists[place.number] ?? 0, line.list)
        found.nets[place.number] = try Wide.add(found.nets[place.number] ?? 0, line.net)
        found.taxes[place.number] = try Wide.add(found.taxes[place.number] ?? 0, line.tax)
      }
      for step in decision.steps where step.rule.kind == .offer || step.kind == .fund {
        let number = decision.lines[Int(step.line)].number
        guard let place = left.places[number] else { continue }
        found.cuts.append(
          Remainder.Cut(
            line: place.number, rule: desk.rules.name(of: step.rule),
            amount: try Wide.subtract(0, step.amount), isOfFund: step.kind == .fund))
      }
      for use in decision.reservations {
        let key = Remainder.account(use.id, use.kind)
        found.uses[key] = SaleUse(
          id: use.id, kind: use.kind, amount: use.amount, units: use.units)
      }
      for gift in decision.gifts where !gift.isInclusive {
        let key = Remainder.gift(desk.rules.name(of: gift.rule), gift.product)
        found.gifts[key] = try Wide.add(found.gifts[key] ?? 0, gift.quantity)
      }
      for accrual in decision.accruals {
        let rule = desk.rules.name(of: accrual.rule)
        let key = Remainder.account(rule + "/" + (accrual.beneficiary ?? ""), accrual.kind)
        found.earned[key] = try Wide.add(
          found.earned[key] ?? 0, accrual.amount != 0 ? accrual.amount : accrual.units)
      }
    }
    remainder = found
    return found
  }

  /// Reports why goods that stay cannot be priced.
  mutating func reportNoRemainder() {
    let code: ReturnCode = hasRules ? .remainderUnpriced : .rulesDiffer
    guard !statement.findings.contains(where: { $0.code == code }) else { return }
    report(ReturnFinding(code))
  }

  /// Thousandths of a gift that stay and are not earned any more.
  mutating func unearned(_ index: Int) throws(NumericError) -> Int64 {
    let item = sale.items[index]
    let kept = item.quantity - before[index] - now[index]
    guard kept > 0 else { return 0 }
    guard let alone = try alone() else {
      reportNoRemainder()
      return 0
    }
    let earned = alone.gifts[Remainder.gift(item.gift ?? "", item.product)] ?? 0
    return max(0, kept - earned)
  }

  /// Gifts that stay without being earned any more, where they are charged (RULES.md Z-034).
  mutating func addGifts() throws(NumericError) {
    var due: Int64 = 0
    for index in sale.items.indices where hasGoodsBack {
      let item = sale.items[index]
      guard let offer = item.gift, [.chargeGift, .repriceRemainder].contains(terms(offer)) else {
        continue
      }
      let kept = try unearned(index)
      let worth = ReturnShare.upTo(kept, of: item.quantity, item.list, step: step)
      let paid = ReturnShare.upTo(kept, of: item.quantity, item.paid, step: step)
      due = try Wide.add(due, max(0, worth - paid))
    }
    // What was charged for gifts that an order has no more goes back.
    statement.gift = try Wide.subtract(try sum { -$0.gift }, due)
  }
}
