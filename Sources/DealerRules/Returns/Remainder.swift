/// What the goods that stay would have given as an order of their own (RULES.md Z-031).
struct Remainder {
  /// What offers take off, by offer, above zero.
  var cuts: IdentifierMap<Int64> = [:]
  /// The list amount.
  var list: Int64 = 0
  /// Thousandths of gifts, by offer and product.
  var gifts: IdentifierMap<Int64> = [:]
  /// Amounts or units, by account and kind.
  var earned: IdentifierMap<Int64> = [:]

  /// A gift of an offer.
  static func gift(_ offer: String, _ product: String) -> String { offer + "\u{0}" + product }

  /// An account of one kind.
  static func account(_ account: String, _ kind: String) -> String { account + "\u{0}" + kind }
}

extension ReturnRun {
  /// Whether the rules at hand are those of the sale.
  var hasRules: Bool { IdentifierOrder.areEqual(desk.rulesHash, sale.rulesHash) }

  /// The order without what is back; `nil` where nothing is left.
  func orderLeft() -> Order? {
    var order = sale.input
    order.lines = order.lines.compactMap { line in
      let left = left(of: line)
      guard left > 0, let quantity = Quantity(thousandths: left) else { return nil }
      var kept = line
      kept.quantity = quantity
      return kept
    }
    return order.lines.isEmpty ? nil : order
  }

  /// Thousandths of a line that stay; a kit without one of its parts is no kit any more.
  private func left(of line: OrderLine) -> Int64 {
    let whole = line.quantity.thousandths
    var left = whole
    for index in items(line.number, nil) where sale.items[index].gift == nil {
      let item = sale.items[index]
      let rest = item.quantity - before[index] - now[index]
      guard item.part != nil else {
        left = min(left, rest)
        continue
      }
      let kits = Int128(whole) * Int128(rest) / Int128(item.quantity)
      left = min(left, Int64(truncatingIfNeeded: kits))
    }
    return left
  }

  /// What the goods that stay give alone, with the facts of the sale. `nil` where the rules are
  /// others, or the goods have no price alone: both are told.
  mutating func alone() throws(NumericError) -> Remainder? {
    if let remainder { return remainder }
    var found = Remainder()
    if let order = orderLeft() {
      guard hasRules else { return nil }
      guard case .success(let decision) = desk.rules.price(order), decision.list != 0 else {
        return nil
      }
      found.list = decision.list
      for step in decision.steps where step.rule.kind == .offer {
        let rule = desk.rules.name(of: step.rule)
        found.cuts[rule] = try Wide.subtract(found.cuts[rule] ?? 0, step.amount)
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
  private mutating func reportNoRemainder() {
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

  // MARK: What is lost

  /// What goods that stay have lost of promotions (RULES.md Z-031).
  mutating func addClawBack() throws(NumericError) {
    let own = sale.cuts.filter { terms($0.rule) == .repriceRemainder && sale.terms[$0.rule] != nil }
    let lost = try lostByStaying(own)
    let before = try sum { -$0.clawBack }
    let now = try Wide.subtract(lost, before)
    statement.clawBack = try Wide.subtract(0, now)
    guard !sale.includesTax else { return }
    let change = try Wide.subtract(taxOf(lost), taxOf(before))
    statement.tax = try Wide.subtract(statement.tax, change)
  }

  private mutating func lostByStaying(_ own: [SaleCut]) throws(NumericError) -> Int64 {
    guard !own.isEmpty || policy.prices == .repriceRemainder else { return 0 }
    guard let alone = try alone() else {
      reportNoRemainder()
      return try sum { -$0.clawBack }
    }
    var lost: Int64 = 0
    for cut in own { lost = try Wide.subtract(lost, kept(cut.amount, of: cut.line)) }
    for (rule, given) in alone.cuts.sorted() {
      // What keeps its share anyway is not counted twice.
      if let terms = sale.terms[rule], terms != .repriceRemainder { continue }
      lost = try Wide.subtract(lost, given)
    }
    if policy.prices == .repriceRemainder {
      lost = try Wide.add(lost, alone.list)
      for line in sale.input.lines {
        let left = left(of: line)
        let back = line.quantity.thousandths - left
        for index in items(line.number, nil) where sale.items[index].gift == nil {
          let item = sale.items[index]
          let part = ReturnShare.upTo(
            back, of: line.quantity.thousandths, item.list, step: step)
          lost = try Wide.subtract(lost, item.list - part)
        }
      }
    }
    return max(0, lost)
  }

  /// The part of a line's amount that its goods that stay keep.
  private func kept(_ amount: Int64, of line: Int32) throws(NumericError) -> Int64 {
    let own = items(line, nil).filter { sale.items[$0].gift == nil }
    if own.count == 1, let index = own.first {
      return amount - share(index, amount, upTo: before[index] + now[index])
    }
    var whole: Int64 = 0
    var back: Int64 = 0
    for index in own {
      let item = sale.items[index]
      whole = try Wide.add(whole, item.paid)
      back = try Wide.add(back, share(index, item.paid, upTo: before[index] + now[index]))
    }
    guard whole > 0 else { return 0 }
    return amount - ReturnShare.upTo(back, of: whole, amount, step: step)
  }

  /// The tax of an amount at what the sale's goods bear on the whole.
  private func taxOf(_ amount: Int64) throws(NumericError) -> Int64 {
    var goods: Int64 = 0
    var tax: Int64 = 0
    for item in sale.items where item.paid > 0 {
      goods = try Wide.add(goods, item.paid)
      tax = try Wide.add(tax, item.tax)
    }
    return try ReturnShare.of(tax, amount, goods, step: step)
  }

  /// Gifts that stay without being earned any more, where they are charged (RULES.md Z-034).
  mutating func addGifts() throws(NumericError) {
    var due: Int64 = 0
    var isAsked = false
    for index in sale.items.indices {
      let item = sale.items[index]
      guard let offer = item.gift, [.chargeGift, .repriceRemainder].contains(terms(offer)) else {
        continue
      }
      isAsked = true
      let kept = try unearned(index)
      let worth = ReturnShare.upTo(kept, of: item.quantity, item.list, step: step)
      let paid = ReturnShare.upTo(kept, of: item.quantity, item.paid, step: step)
      due = try Wide.add(due, max(0, worth - paid))
    }
    guard isAsked else { return }
    statement.gift = try Wide.subtract(try sum { -$0.gift }, due)
  }
}
