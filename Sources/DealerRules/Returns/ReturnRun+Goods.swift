// What comes back, and what it is worth (RULES.md Z-020 … Z-025).
extension ReturnRun {
  /// Takes the request's lines over; what cannot come back is refused.
  mutating func take() throws(NumericError) {
    if !IdentifierOrder.areEqual(request.sale, sale.order) {
      return report(ReturnFinding(.foreignSale, rule: request.sale))
    }
    if request.lines.count > ReturnRequest.most || earlier.count > ReturnRequest.most {
      return report(ReturnFinding(.tooMany))
    }
    if earlier.contains(where: { IdentifierOrder.areEqual($0.id, request.id) }) {
      return report(ReturnFinding(.settledBefore, rule: request.id))
    }
    if request.day < sale.day { report(ReturnFinding(.beforeSale, day: sale.day)) }
    if policy.needsPayment, request.facts.paid == 0 { report(ReturnFinding(.notPaid)) }
    if request.isWhole {
      for index in sale.items.indices {
        try bring(index, sale.items[index].quantity - before[index])
      }
    }
    for line in request.lines { try take(line) }
    portions.sort { ($0.index, $0.from) < ($1.index, $1.from) }
    let hasGoods = now.contains { $0 > 0 } || request.lines.contains { $0.allowance != 0 }
    if request.isWhole || hasGoods || !request.charges.isEmpty || request.amount != 0 { return }
    if statement.outcome < .refused { report(ReturnFinding(.nothingAsked)) }
  }

  private mutating func take(_ line: ReturnRequest.Line) throws(NumericError) {
    let found = items(line)
    guard let first = found.first else {
      return report(ReturnFinding(.unknownItem, line: line.number, rule: line.part))
    }
    guard line.quantity == 0 || line.allowance == 0, line.quantity >= 0, line.allowance >= 0,
      line.quantity > 0 || line.allowance > 0
    else { return report(ReturnFinding(.notAboveZero, line: line.number)) }
    if line.allowance > 0 {
      var own = line
      own.number = sale.items[first].number
      return try takeAllowance(own, found)
    }
    // Goods that the dealer gets again are not back.
    if line.disposition == .backToDealer {
      return report(ReturnFinding(.dispositionRefused, line: line.number, rule: reason(line)))
    }
    if line.part == nil, sale.items[first].part != nil {
      try takeKits(line, found)
    } else {
      try take(line.quantity, of: found, line)
    }
    for index in found where now[index] > sale.items[index].quantity - before[index] {
      report(
        ReturnFinding(.moreThanSold, line: line.number, rule: sale.items[index].part))
      return
    }
  }

  /// Takes so much of items back, of each what is left of it, the rest of the last.
  private mutating func take(
    _ quantity: Int64, of found: [Int], _ line: ReturnRequest.Line
  ) throws(NumericError) {
    var rest = quantity
    for index in found.dropLast() {
      let part = min(rest, max(0, sale.items[index].quantity - before[index] - now[index]))
      rest -= part
      try bring(index, part, line)
    }
    if let last = found.last { try bring(last, rest, line) }
  }

  /// Takes so many thousandths of an item back.
  private mutating func bring(
    _ index: Int, _ quantity: Int64, _ line: ReturnRequest.Line? = nil, kits: Int64 = 0
  ) throws(NumericError) {
    guard quantity > 0 else { return }
    let from = try Wide.add(before[index], now[index])
    now[index] = try Wide.add(now[index], quantity)
    portions.append(
      ReturnPortion(
        index: index, from: from, to: try Wide.add(from, quantity), line: line,
        cause: cause(line), kits: kits))
  }

  /// Whole kits bring their parts.
  private mutating func takeKits(_ line: ReturnRequest.Line, _ found: [Int]) throws(NumericError) {
    let kits = sale.input.lines.first { $0.number == line.number }?.quantity.thousandths ?? 0
    guard line.quantity <= kits else {
      return report(ReturnFinding(.moreThanSold, line: line.number))
    }
    for index in found {
      let item = sale.items[index]
      var whole: Int64 = 0
      for statement in earlier where !statement.isExchange {
        for other in statement.lines
        where other.number == item.number && IdentifierRun.same(other.part, item.part) {
          whole = try Wide.add(whole, other.kits)
        }
      }
      for portion in portions where portion.index == index {
        whole = try Wide.add(whole, portion.kits)
      }
      // Of the kits that came back before, and come back now, together.
      let after = try Wide.add(whole, line.quantity)
      guard after <= kits else {
        return report(ReturnFinding(.moreThanSold, line: line.number))
      }
      let quantity =
        ReturnShare.upTo(after, of: kits, item.quantity, step: 1)
        - ReturnShare.upTo(whole, of: kits, item.quantity, step: 1)
      try bring(index, quantity, line, kits: line.quantity)
    }
  }

  /// An allowance is no more than what is left of the line, or of its unit (RULES.md Z-024).
  private mutating func takeAllowance(
    _ line: ReturnRequest.Line, _ found: [Int]
  ) throws(NumericError) {
    // Of the line, and of the unit where one is named: what was given for either counts.
    var left = try allowed(line, nil)
    var ofUnit = try allowed(line, line.unit)
    for index in found {
      let item = sale.items[index]
      let whole = try gross(item.paid, item.tax)
      left = try Wide.add(left, whole - share(index, whole, upTo: before[index]))
      guard let unit = line.unit else { continue }
      let (high, overflow) = unit.multipliedReportingOverflow(by: Quantity.one.thousandths)
      guard !overflow, unit > 0, high <= item.quantity else {
        return report(ReturnFinding(.unknownItem, line: line.number))
      }
      let low = high - Quantity.one.thousandths
      ofUnit = try Wide.add(
        ofUnit, share(index, whole, upTo: high) - share(index, whole, upTo: low))
    }
    if line.unit == nil { ofUnit = left }
    guard line.allowance <= min(left, ofUnit) else {
      let isUnit = line.unit != nil && ofUnit <= left
      let code: ReturnCode = isUnit ? .aboveUnit : .aboveBalance
      return report(ReturnFinding(code, line: line.number, amount: max(0, min(left, ofUnit))))
    }
    let item = sale.items[found[0]]
    let given = ReturnStatement.Line(
      number: line.number, part: line.part, product: item.product, quantity: 0, goods: 0,
      discount: 0, tax: 0, allowance: line.allowance, unit: line.unit, kits: 0)
    statement.lines.append(given)
    allowances[line.number, default: []].append(given)
    statement.allowance = try Wide.add(statement.allowance, line.allowance)
  }

  /// Minus what was given for a line, or for one unit of it, with this request's allowances.
  private func allowed(
    _ line: ReturnRequest.Line, _ unit: Int64?
  ) throws(NumericError) -> Int64 {
    var given: Int64 = 0
    for other in allowances[line.number] ?? [] where unit == nil || other.unit == unit {
      // An allowance on a part is one on its kit, not on the other parts.
      if let part = line.part, other.part != nil, !IdentifierRun.same(other.part, part) { continue }
      given = try Wide.subtract(given, other.allowance)
    }
    return given
  }

  /// Goods and tax together.
  func gross(_ goods: Int64, _ tax: Int64) throws(NumericError) -> Int64 {
    sale.includesTax ? goods : try Wide.add(goods, tax)
  }

  /// What the first units of an item are worth.
  func share(_ index: Int, _ total: Int64, upTo units: Int64) -> Int64 {
    ReturnShare.upTo(units, of: sale.items[index].quantity, total, step: step)
  }

  /// What the units that come back now are worth of an amount of their item.
  func share(_ index: Int, _ total: Int64) -> Int64 {
    share(index, total, upTo: before[index] + now[index])
      - share(index, total, upTo: before[index])
  }

  /// What a portion is worth of an amount of its item.
  func share(_ portion: ReturnPortion, _ total: Int64) -> Int64 {
    share(portion.index, total, upTo: portion.to)
      - share(portion.index, total, upTo: portion.from)
  }

  /// The goods with what was taken off them and their tax.
  mutating func addGoods() throws(NumericError) {
    var given = try AllowancesLeft(earlier)
    for portion in portions {
      let item = sale.items[portion.index]
      let isGift = item.gift != nil
      // A gift was not paid at its list amount; only its share of the payment counts.
      let goods = share(portion, isGift ? item.paid : item.list)
      let paid = share(portion, item.paid)
      let tax = share(portion, item.tax)
      // What was given for the line before is taken off its goods (RULES.md Z-024).
      let taken = given.take(ItemKey(item.number, item.part), try gross(paid, tax))
      statement.allowance = try Wide.subtract(statement.allowance, taken)
      statement.lines.append(
        ReturnStatement.Line(
          number: item.number, part: item.part, product: item.product,
          quantity: portion.to - portion.from, goods: goods, discount: paid - goods, tax: tax,
          allowance: -taken, unit: nil, kits: portion.kits, disposition: portion.line?.disposition,
          gift: item.gift))
      statement.goods = try Wide.add(statement.goods, goods)
      statement.discount = try Wide.add(statement.discount, paid - goods)
      if sale.includesTax {
        statement.containedTax = try Wide.add(statement.containedTax, tax)
      } else {
        statement.tax = try Wide.add(statement.tax, tax)
      }
    }
    // An amount on the sale is taken off whatever comes back of it.
    let taken = statement.lines.reduce(Int64(0)) { $1.quantity > 0 ? $0 - $1.allowance : $0 }
    let worth = statement.goods + statement.discount + statement.tax - taken
    if given.ofSale > 0, worth > 0 {
      statement.allowance = try Wide.subtract(statement.allowance, min(given.ofSale, worth))
    }
    if request.amount != 0 { try addAmount() }
  }

  /// An amount without goods is no more than what is left of the payment.
  private mutating func addAmount() throws(NumericError) {
    let left = try Wide.subtract(paid, try sum { $0.refund })
    if request.amount < 0 { return report(ReturnFinding(.notAboveZero)) }
    if request.amount > left { return report(ReturnFinding(.aboveBalance, amount: left)) }
    statement.allowance = try Wide.add(statement.allowance, request.amount)
  }

  /// What can be given back: what was paid where only that counts, else what was to pay.
  var paid: Int64 {
    policy.needsPayment ? min(request.facts.paid ?? sale.paid, sale.paid) : sale.paid
  }

  // MARK: Charges

  /// Charges by their terms (RULES.md Z-025).
  mutating func addExtras() throws(NumericError) {
    for name in request.charges
    where !sale.extras.contains(where: { IdentifierOrder.areEqual($0.rule, name) }) {
      report(ReturnFinding(.unknownCharge, rule: name))
    }
    for extra in sale.extras {
      let terms = policy.byCharge[extra.rule] ?? policy.charges
      var given: Int64 = 0
      for statement in earlier {
        for other in statement.extras where IdentifierOrder.areEqual(other.rule, extra.rule) {
          given = try Wide.add(given, other.amount)
        }
      }
      let isAsked =
        request.isWhole
        || request.charges.contains { IdentifierOrder.areEqual($0, extra.rule) }
      var due = given
      switch terms {
      case .never: break
      case .onRequest: if isAsked { due = extra.amount }
      case .withLast: if isLast { due = extra.amount }
      case .proportional: due = try goodsBack(of: extra.amount, step: step)
      }
      // What stays with the shop though nothing stays with the dealer is told.
      if isLast, due < extra.amount, now.contains(where: { $0 > 0 }) {
        report(ReturnFinding(.chargeKept, rule: extra.rule, amount: extra.amount - due))
      }
      guard due != given else { continue }
      let amount = try Wide.subtract(due, given)
      statement.extras.append(SaleExtra(rule: extra.rule, amount: amount))
      statement.charges = try Wide.add(statement.charges, amount)
    }
    let hasGoods = now.contains { $0 > 0 }
    let isAsked = request.isWhole || !request.charges.isEmpty
    let hasAmount = request.amount != 0 || request.lines.contains { $0.allowance != 0 }
    if !hasGoods, isAsked, !hasAmount, statement.charges == 0 {
      report(ReturnFinding(.nothingLeft))
    }
  }

  /// Whether any goods are back; before that nothing is lost of what they earned (RULES.md Z-031).
  var hasGoodsBack: Bool { before.contains { $0 > 0 } || now.contains { $0 > 0 } }

  /// Whether nothing is left with the dealer.
  var isLast: Bool {
    sale.items.indices.allSatisfy { before[$0] + now[$0] == sale.items[$0].quantity }
  }

  /// The share of an amount that goes with the goods that are back, by what they cost; where
  /// nothing was paid for any, by the list amounts of what was ordered.
  ///
  /// - Parameter lines: The lines of which it counts the goods; `nil` for all goods.
  func goodsBack(
    of amount: Int64, step: Int64, on lines: Set<Int32>? = nil
  ) throws(NumericError) -> Int64 {
    if isLast { return amount }
    let goods = sale.items.indices.filter { lines?.contains(sale.items[$0].number) ?? true }
    let ordered = goods.filter { sale.items[$0].gift == nil }
    let byPaid = try goodsBack(Array(goods), \.paid, amount, step: step)
    if let byPaid { return byPaid }
    return try goodsBack(ordered, \.list, amount, step: step) ?? 0
  }

  /// The share of an amount of a line that goes with its goods that are back; of a kit by what was
  /// paid for its parts.
  func goodsBack(of amount: Int64, line: Int32) throws(NumericError) -> Int64 {
    let own = items(line, nil).filter { sale.items[$0].gift == nil }
    if own.count == 1, let index = own.first {
      return share(index, amount, upTo: before[index] + now[index])
    }
    let byPaid = try goodsBack(own, \.paid, amount, step: step)
    if let byPaid { return byPaid }
    return try goodsBack(own, \.list, amount, step: step) ?? 0
  }

  /// The share by one measure of the goods; `nil` where they have none of it.
  private func goodsBack(
    _ own: [Int], _ measure: KeyPath<SaleItem, Int64>, _ amount: Int64, step: Int64
  ) throws(NumericError) -> Int64? {
    var whole: Int64 = 0
    var back: Int64 = 0
    for index in own where sale.items[index][keyPath: measure] > 0 {
      let value = sale.items[index][keyPath: measure]
      whole = try Wide.add(whole, value)
      back = try Wide.add(back, share(index, value, upTo: before[index] + now[index]))
    }
    return whole > 0 ? ReturnShare.upTo(back, of: whole, amount, step: step) : nil
  }
}
