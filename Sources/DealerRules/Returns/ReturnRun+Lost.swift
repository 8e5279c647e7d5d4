// What goods that stay have lost of promotions (RULES.md Z-031).
extension ReturnRun {
  /// An amount and its added tax.
  struct Loss {
    var amount: Int64 = 0
    var tax: Int64 = 0
  }

  /// What is lost in all, less what was taken back before.
  ///
  /// - Parameter unpriced: What is lost where the goods that stay have no price alone; `nil` leaves
  ///   what was taken back before.
  mutating func addClawBack(unpriced: Loss? = nil) throws(NumericError) {
    guard let lost = try lostByStaying() ?? unpriced else { return }
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
    let isRepriced = policy.prices == .repriceRemainder
    guard isPricedAnew else { return Loss() }
    guard let alone = try alone() else {
      reportNoRemainder()
      return nil
    }
    let cuts = Dictionary(grouping: sale.cuts, by: \.line)
    let cutsAlone = Dictionary(grouping: alone.cuts, by: \.line)
    var losses: [Loss] = []
    var isDearer = false
    for line in sale.input.lines {
      let listed = try listLeft(of: line, alone.priced)
      let more = try Wide.subtract(alone.lists[line.number] ?? 0, listed)
      if more >= step { isDearer = true }
      var rest = LineRest(line.number)
      if isRepriced {
        rest.alone = alone.nets[line.number] ?? 0
        for cut in cutsAlone[line.number] ?? [] where cut.isOfFund || keepsShare(cut.rule) {
          rest.alone = try Wide.add(rest.alone, cut.amount)
        }
        // A part without a price alone keeps its share of the list amount.
        let unlisted = try Wide.subtract(try listKept(line.number), listed)
        rest.alone = try Wide.add(rest.alone, unlisted)
        rest.priced = try list(of: line.number)
        for cut in cuts[line.number] ?? [] where !cut.isOfFund && !keepsShare(cut.rule) {
          rest.priced = try Wide.add(rest.priced, cut.amount)
        }
        for cut in cuts[line.number] ?? [] where cut.isOfFund {
          rest.drawn[cut.rule] = try Wide.add(rest.drawn[cut.rule] ?? 0, cut.amount)
        }
      } else {
        let own = (cuts[line.number] ?? []).filter {
          !$0.isOfFund && sale.terms[$0.rule] == .repriceRemainder
        }
        let given = (cutsAlone[line.number] ?? []).filter {
          !$0.isOfFund && !keepsShare($0.rule)
        }
        rest.isTouched = !own.isEmpty || !given.isEmpty
        for cut in own { rest.priced = try Wide.add(rest.priced, cut.amount) }
        for cut in given { rest.alone = try Wide.subtract(rest.alone, cut.amount) }
      }
      losses.append(try loss(of: rest, alone))
    }
    return try bounded(losses, mayGain: isRepriced || !isDearer)
  }

  /// Whether goods that stay are worth what an order of their own says of them.
  var isPricedAnew: Bool {
    hasGoodsBack
      && (policy.prices == .repriceRemainder
        || sale.cuts.contains { sale.terms[$0.rule] == .repriceRemainder })
  }

  /// Whether what a rule took off stays with the goods by their shares.
  func keepsShare(_ rule: String) -> Bool {
    sale.terms[rule].map { $0 != .repriceRemainder } ?? false
  }

  /// What goods of a line that stay are worth, instead of their share of what was paid.
  private struct LineRest {
    let line: Int32
    /// Whether anything is priced again.
    var isTouched = true
    /// The part of what was paid for the line that is priced again.
    var priced: Int64 = 0
    /// What stands in its place for the goods that stay.
    var alone: Int64 = 0
    /// What each fund took off the line, of which it has its own share back (RULES.md Z-047).
    var drawn: IdentifierMap<Int64> = [:]

    init(_ line: Int32) { self.line = line }
  }

  /// What goods of a line that stay are worth above their share of what was paid, with its tax.
  private func loss(of rest: LineRest, _ alone: Remainder) throws(NumericError) -> Loss {
    var paid: Int64 = 0
    var tax: Int64 = 0
    var keptPaid: Int64 = 0
    var keptTax: Int64 = 0
    for index in items(rest.line, nil) where sale.items[index].gift == nil {
      let item = sale.items[index]
      let back = before[index] + now[index]
      paid = try Wide.add(paid, item.paid)
      tax = try Wide.add(tax, item.tax)
      keptPaid = try Wide.add(keptPaid, item.paid - share(index, item.paid, upTo: back))
      keptTax = try Wide.add(keptTax, item.tax - share(index, item.tax, upTo: back))
    }
    var worth = keptPaid
    if rest.isTouched {
      var shared = try Wide.subtract(paid, rest.priced)
      worth = rest.alone
      for (_, drawn) in rest.drawn.sorted() {
        shared = try Wide.subtract(shared, drawn)
        worth = try Wide.add(worth, try kept(drawn, of: rest.line))
      }
      worth = try Wide.add(worth, try kept(shared, of: rest.line))
    }
    let lost = try Wide.subtract(worth, keptPaid)
    // What costs what it costs alone bears the tax that it bears alone.
    let isAlone = worth == alone.nets[rest.line] ?? 0
    return Loss(
      amount: lost,
      tax: isAlone
        ? try Wide.subtract(alone.taxes[rest.line] ?? 0, keptTax)
        : try taxOf(lost, of: rest.line))
  }

  /// The list amount of a line.
  private func list(of line: Int32) throws(NumericError) -> Int64 {
    var list: Int64 = 0
    for index in items(line, nil) where sale.items[index].gift == nil {
      list = try Wide.add(list, sale.items[index].list)
    }
    return list
  }

  /// The list amount that goods of a line keep by their shares.
  private func listKept(_ line: Int32) throws(NumericError) -> Int64 {
    var list: Int64 = 0
    for index in items(line, nil) where sale.items[index].gift == nil {
      let item = sale.items[index]
      list = try Wide.add(
        list, item.list - share(index, item.list, upTo: before[index] + now[index]))
    }
    return list
  }

  /// The same, as far as the goods are priced alone.
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
    _ losses: [Loss], mayGain: Bool
  ) throws(NumericError) -> Loss {
    var loss = Loss()
    for line in losses {
      loss.amount = try Wide.add(loss.amount, line.amount)
      loss.tax = try Wide.add(loss.tax, line.tax)
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
    amount - (try goodsBack(of: amount, line: line))
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
