// What goods that stay have lost of promotions (RULES.md Z-031).
extension ReturnRun {
  /// An amount and its added tax.
  private struct Loss {
    var amount: Int64 = 0
    var tax: Int64 = 0
  }

  /// What is lost in all, less what was taken back before.
  mutating func addClawBack() throws(NumericError) {
    guard let lost = try lostByStaying() else { return }
    let before = try takenBack()
    statement.clawBack = try Wide.subtract(before.amount, lost.amount)
    guard !sale.includesTax else { return }
    let tax = try Wide.subtract(before.tax, lost.tax)
    statement.clawBackTax = tax
    statement.tax = try Wide.add(statement.tax, tax)
  }

  /// What earlier returns took back; statements that do not tell their tax bear the average.
  private func takenBack() throws(NumericError) -> Loss {
    var taken = Loss()
    var untold: Int64 = 0
    for statement in earlier {
      taken.amount = try Wide.subtract(taken.amount, statement.clawBack)
      if let tax = statement.clawBackTax {
        taken.tax = try Wide.subtract(taken.tax, tax)
      } else {
        untold = try Wide.subtract(untold, statement.clawBack)
      }
    }
    taken.tax = try Wide.add(taken.tax, averageTax(of: untold))
    return taken
  }

  /// What is lost in all; `nil` where the goods that stay have no price alone, which is told.
  private mutating func lostByStaying() throws(NumericError) -> Loss? {
    let own = sale.cuts.filter { terms($0.rule) == .repriceRemainder && sale.terms[$0.rule] != nil }
    guard !own.isEmpty || policy.prices == .repriceRemainder else { return Loss() }
    guard let alone = try alone() else {
      reportNoRemainder()
      return nil
    }
    var lines: [Int32: Int64] = [:]
    for cut in own {
      let stays = try kept(cut.amount, of: cut.line)
      lines[cut.line] = try Wide.subtract(lines[cut.line] ?? 0, stays)
    }
    for (line, rule, given) in alone.cuts {
      // What keeps its share anyway is not counted twice.
      if let terms = sale.terms[rule], terms != .repriceRemainder { continue }
      lines[line] = try Wide.subtract(lines[line] ?? 0, given)
    }
    var isDearer = false
    for line in sale.input.lines {
      let more = try Wide.subtract(
        alone.lists[line.number] ?? 0, try listLeft(of: line, alone.priced))
      if more >= step { isDearer = true }
      guard policy.prices == .repriceRemainder else { continue }
      lines[line.number] = try Wide.add(lines[line.number] ?? 0, more)
    }
    return try bounded(lines, mayGain: policy.prices == .repriceRemainder || !isDearer)
  }

  /// The list amount that goods of a line keep by their shares, as far as they are priced alone.
  private func listLeft(
    of line: OrderLine, _ priced: Set<ItemKey>
  ) throws(NumericError) -> Int64 {
    let whole = line.quantity.thousandths
    let back = whole - wholeLeft(of: line)
    var list: Int64 = 0
    for index in items(line.number, nil) where sale.items[index].gift == nil {
      let item = sale.items[index]
      let gone =
        priced.contains(ItemKey(item.number, item.part))
        ? share(index, item.list, upTo: before[index] + now[index])
        : ReturnShare.upTo(back, of: whole, item.list, step: step)
      list = try Wide.add(list, item.list - gone)
    }
    return list
  }

  /// The sum of what lines lose. Below zero goods that stay gain, no more than was paid for them,
  /// and nothing where their list amounts alone are higher than those that they keep.
  private func bounded(
    _ lines: [Int32: Int64], mayGain: Bool
  ) throws(NumericError) -> Loss {
    var loss = Loss()
    for (number, amount) in lines.sorted(by: { $0.key < $1.key }) {
      loss.amount = try Wide.add(loss.amount, amount)
      loss.tax = try Wide.add(loss.tax, taxOf(amount, of: number))
    }
    guard loss.amount < 0 else { return loss }
    guard mayGain else { return Loss() }
    var stays: Int64 = 0
    for (index, item) in sale.items.enumerated() where item.gift == nil {
      let kept = item.paid - share(index, item.paid, upTo: before[index] + now[index])
      stays = try Wide.add(stays, max(0, kept))
    }
    let most = max(loss.amount, -stays)
    guard most != loss.amount else { return loss }
    let tax = try ReturnShare.of(loss.tax, most, loss.amount, step: step)
    return Loss(amount: most, tax: tax)
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

  /// The tax of an amount of a line at what the line bears; the average where nothing was paid for
  /// it.
  private func taxOf(_ amount: Int64, of line: Int32) throws(NumericError) -> Int64 {
    var paid: Int64 = 0
    var tax: Int64 = 0
    for index in items(line, nil) where sale.items[index].paid > 0 {
      paid = try Wide.add(paid, sale.items[index].paid)
      tax = try Wide.add(tax, sale.items[index].tax)
    }
    guard paid > 0 else { return try averageTax(of: amount) }
    return try ReturnShare.of(tax, amount, paid, step: step)
  }

  /// The tax of an amount at what the sale's goods bear on the whole.
  private func averageTax(of amount: Int64) throws(NumericError) -> Int64 {
    var goods: Int64 = 0
    var tax: Int64 = 0
    for item in sale.items where item.paid > 0 {
      goods = try Wide.add(goods, item.paid)
      tax = try Wide.add(tax, item.tax)
    }
    return try ReturnShare.of(tax, amount, goods, step: step)
  }
}
