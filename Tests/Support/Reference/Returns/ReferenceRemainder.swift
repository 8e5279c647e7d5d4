import DealerRules

/// What the goods that stay give as an order of their own (RULES.md Z-031).
struct ReferenceRemainder {
  /// What offers and funds take off, by line of the sale and rule.
  var cuts: [(line: Int32, rule: String, amount: Fraction, isFund: Bool)] = []
  /// List amounts, what the goods cost, and their tax, by line of the sale.
  var lists: [Int32: Fraction] = [:]
  var nets: [Int32: Fraction] = [:]
  var taxes: [Int32: Fraction] = [:]
  /// Items that are parts of broken kits and have a price alone.
  var priced: Set<Int> = []
  var gifts: [[String]: Fraction] = [:]
  var earned: [ReferenceReturns.Account: Fraction] = [:]
  var uses: [ReferenceReturns.Limit: Fraction] = [:]
  /// Whether a limit counts amounts.
  var isAmounts: [ReferenceReturns.Limit: Bool] = [:]
  var hasPrice = true

  mutating func use(_ decision: ReferenceDecision) {
    for use in decision.reservations {
      let limit = ReferenceReturns.Limit(use.id, use.kind)
      uses[limit] = Fraction(use.amount != 0 ? use.amount : use.units)
      isAmounts[limit] = use.amount != 0
    }
  }
}

extension ReferenceReturn {
  /// Thousandths of a line of the order that stay; of kits those that are whole, in whole units
  /// where parts are left beside them.
  private func staying(_ line: OrderLine) -> Int64 {
    let kits = allAlike(line)
    let isBroken = sale.items.indices.contains { loose($0, kits, line) > 0 }
    return isBroken ? kits / 1000 * 1000 : kits
  }

  /// Thousandths of a part that stay beside so many kits.
  private func loose(_ index: Int, _ kits: Int64, _ line: OrderLine) -> Int64 {
    let item = sale.items[index]
    guard item.number == line.number, item.part != nil, item.gift == nil else { return 0 }
    let used = world.share(item.quantity, kits, line.quantity.thousandths, exactly: true)
    return max(0, item.quantity - counts[index] - ReferenceReturns.narrow(used))
  }

  /// Thousandths of a line for which everything is there.
  private func allAlike(_ line: OrderLine) -> Int64 {
    var least = Fraction(line.quantity.thousandths)
    for (item, count) in zip(sale.items, counts)
    where item.number == line.number && item.gift == nil {
      let rest = Fraction(item.quantity - count)
      let whole = item.part == nil ? Fraction.one : Fraction(item.quantity)
      let each = item.part == nil ? Fraction.one : Fraction(line.quantity.thousandths)
      least = min(least, Fraction((rest * each / whole).floor))
    }
    return ReferenceReturns.narrow(least)
  }

  /// What a fund that is a part of the price still pays of goods that stay.
  private func stays(of fund: String) -> Int64 {
    let own = sale.earned.filter { $0.rule == fund && !ReferenceReturn.pays($0, sale) }
    return ReferenceReturns.narrow(own.reduce(Fraction.zero) { $0 + drawnByRest($1) })
  }

  /// The remainder, priced by the reference alone.
  mutating func remainder() -> ReferenceRemainder {
    if let left { return left }
    var result = ReferenceRemainder()
    var order = sale.input
    order.lines = order.lines.compactMap { line in
      var line = line
      line.quantity = Quantity(thousandths: staying(line)) ?? .zero
      return line.quantity == .zero ? nil : line
    }
    var items: [Int32: Int] = [:]
    var number = sale.input.lines.map(\.number).max() ?? 0
    for line in sale.input.lines where world.canary != .partsForgotten {
      for index in sale.items.indices {
        let rest = loose(index, staying(line), line)
        guard rest > 0, let quantity = Quantity(thousandths: rest) else { continue }
        number += 1
        items[number] = index
        order.lines.append(
          OrderLine(number: number, product: sale.items[index].product, quantity: quantity))
      }
    }
    /// The line of the sale that a line stands for.
    func origin(_ line: Int32) -> Int32 { items[line].map { sale.items[$0].number } ?? line }
    // Funds that are a part of the price pay what goods that stay have of them.
    for fund in world.priceFunds { order.funds[fund] = stays(of: fund) }
    if !order.lines.isEmpty {
      switch world.evaluator.price(order, reservesAlways: true) {
      case .failure: result.hasPrice = false
      case .success(let decision):
        result.hasPrice = decision.list != 0
        for line in decision.lines {
          let own = origin(line.number)
          result.lists[own] = (result.lists[own] ?? .zero) + Fraction(line.list)
          result.nets[own] = (result.nets[own] ?? .zero) + Fraction(line.net)
          result.taxes[own] = (result.taxes[own] ?? .zero) + Fraction(line.tax)
          if let index = items[line.number], line.list != 0 { result.priced.insert(index) }
        }
        for step in decision.steps
        where world.offers.contains(step.rule) && step.kind != "price" || step.kind == "fund" {
          result.cuts.append(
            (
              origin(step.line), step.rule, .zero - Fraction(step.amount), step.kind == "fund"
            ))
        }
        result.use(decision)
        for gift in decision.gifts {
          let key = [gift.rule, gift.product]
          result.gifts[key] = (result.gifts[key] ?? .zero) + Fraction(gift.quantity)
        }
        for one in decision.accruals {
          let key = ReferenceReturns.Account("\(one.rule)/\(one.beneficiary ?? "")", one.kind)
          let value = one.amount != 0 ? one.amount : one.units
          result.earned[key] = (result.earned[key] ?? .zero) + Fraction(value)
        }
      }
    }
    left = result
    return result
  }

  // MARK: Z-031

  /// While no goods are back nothing is lost.
  var hasGoodsBack: Bool { counts.contains { $0 > 0 } }

  /// What is lost in all, less what was taken back before.
  mutating func lost() {
    let own = sale.cuts.filter { sale.terms[$0.rule] == .repriceRemainder }
    let before = world.canary == .lostAgain ? .zero : -so("clawBack")
    var lost = Fraction.zero
    var tax = Fraction.zero
    var isDearer = false
    if hasGoodsBack, !own.isEmpty || policy.prices == .repriceRemainder {
      let alone = remainder()
      guard alone.hasPrice else { return }
      for line in sale.input.lines {
        let more = (alone.lists[line.number] ?? .zero) - listKept(line, alone)
        isDearer = isDearer || world.step <= more
        let kept = keeps(line.number, \.paid)
        let worth = worth(line, alone) ?? kept
        lost += worth - kept
        let isAlone =
          worth == alone.nets[line.number] ?? .zero && world.canary != .taxAverage
        tax +=
          isAlone
          ? (alone.taxes[line.number] ?? .zero) - keeps(line.number, \.tax)
          : self.tax(worth - kept, of: line.number)
      }
    }
    let most = most(isDearer)
    if lost < .zero - most {
      tax = lost.isZero ? .zero : world.rounded(tax * (.zero - most) / lost)
      lost = .zero - most
    }
    add("clawBack", before - lost)
    guard !sale.includesTax else { return }
    if world.canary == .taxAverage { tax = averageTax(lost) }
    add("tax", so("lostTax") - tax)
    world.total["lostTax"] = tax
  }

  /// Offers of other terms, whose cuts keep their shares.
  private func isOther(_ rule: String) -> Bool {
    sale.terms[rule] != nil && sale.terms[rule] != .repriceRemainder
  }

  /// What goods of a line that stay are worth; `nil` where that is their share of what was paid.
  private func worth(_ line: OrderLine, _ alone: ReferenceRemainder) -> Fraction? {
    var cuts = sale.cuts.filter { $0.line == line.number }
    let given = alone.cuts.filter { $0.line == line.number }
    // All that was paid but what is priced anew, and what is put in its place.
    var shared = whole(line.number, \.paid)
    var anew = Fraction.zero
    if policy.prices == .repriceRemainder {
      shared -= whole(line.number, \.list)
      cuts = cuts.filter { !isOther($0.rule) && $0.kind != "fund" }
      anew = alone.nets[line.number] ?? .zero
      for cut in given where isOther(cut.rule) || cut.isFund { anew += cut.amount }
      anew += keeps(line.number, \.list) - listKept(line, alone)
      // Each fund has the share of its own back.
      let drawn = sale.cuts.filter { $0.line == line.number && $0.kind == "fund" }
      for fund in Set(drawn.map(\.rule)) {
        let own = drawn.filter { $0.rule == fund }.reduce(Fraction.zero) {
          $0 + Fraction($1.amount)
        }
        shared -= own
        anew += kept(own, of: line.number)
      }
    } else {
      cuts = cuts.filter { sale.terms[$0.rule] == .repriceRemainder && $0.kind != "fund" }
      if world.canary == .lostOfFirst { cuts = Array(cuts.prefix(1)) }
      let news = given.filter { !isOther($0.rule) && !$0.isFund }
      if cuts.isEmpty && news.isEmpty { return nil }
      for cut in news { anew -= cut.amount }
    }
    for cut in cuts { shared -= Fraction(cut.amount) }
    return kept(shared, of: line.number) + anew
  }

  private func goods(_ line: Int32) -> [Int] {
    sale.items.indices.filter { sale.items[$0].number == line && sale.items[$0].gift == nil }
  }

  private func whole(_ line: Int32, _ value: KeyPath<SaleItem, Int64>) -> Fraction {
    goods(line).reduce(.zero) { $0 + Fraction(sale.items[$1][keyPath: value]) }
  }

  /// What goods of a line that stay keep of an amount of their items.
  private func keeps(_ line: Int32, _ value: KeyPath<SaleItem, Int64>) -> Fraction {
    goods(line).reduce(whole(line, value)) {
      $0 - world.share(sale.items[$1][keyPath: value], counts[$1], sale.items[$1].quantity)
    }
  }

  /// What goods that stay may gain: what was paid for them, and nothing where they cost more alone.
  private func most(_ isDearer: Bool) -> Fraction {
    if isDearer && policy.prices != .repriceRemainder || world.canary == .neverGains {
      return .zero
    }
    var paid = Fraction.zero
    for (item, count) in zip(sale.items, counts) where item.gift == nil {
      paid += max(.zero, Fraction(item.paid) - world.share(item.paid, count, item.quantity))
    }
    return paid
  }

  /// The list amount that goods of a line keep, as far as they are priced alone.
  private func listKept(_ line: OrderLine, _ alone: ReferenceRemainder) -> Fraction {
    let whole = line.quantity.thousandths
    var list = Fraction.zero
    for (index, item) in sale.items.enumerated()
    where item.number == line.number && item.gift == nil {
      list += Fraction(item.list)
      list -=
        alone.priced.contains(index)
        ? world.share(item.list, counts[index], item.quantity)
        : world.share(item.list, whole - staying(line), whole)
    }
    return list
  }

  /// What goods of a line that stay keep of an amount of the line.
  func kept(_ amount: Fraction, of line: Int32) -> Fraction {
    let own = goods(line)
    let value = ReferenceReturns.narrow(amount)
    if own.count == 1 {
      return amount - world.share(value, counts[own[0]], sale.items[own[0]].quantity)
    }
    // Parts of a kit by what was paid for them, where nothing was by their list amounts.
    let measure = .zero < whole(line, \.paid) ? \SaleItem.paid : \SaleItem.list
    let all = whole(line, measure)
    guard .zero < all else { return amount }
    let back = all - keeps(line, measure)
    return amount
      - world.share(value, ReferenceReturns.narrow(back), ReferenceReturns.narrow(all))
  }

  /// The tax of an amount at what a line bears; the average where nothing was paid for it.
  private func tax(_ amount: Fraction, of line: Int32) -> Fraction {
    let own = sale.items.filter { $0.number == line && $0.paid > 0 }
    guard !own.isEmpty else { return averageTax(amount) }
    return tax(amount, own)
  }

  private func averageTax(_ amount: Fraction) -> Fraction {
    tax(amount, sale.items.filter { $0.paid > 0 })
  }

  private func tax(_ amount: Fraction, _ items: [SaleItem]) -> Fraction {
    var paid = Fraction.zero
    var tax = Fraction.zero
    for item in items {
      paid += Fraction(item.paid)
      tax += Fraction(item.tax)
    }
    return paid.isZero ? .zero : world.rounded(tax * amount / paid)
  }

  /// Z-034.
  mutating func gifts() {
    var due = Fraction.zero
    for (index, item) in sale.items.enumerated() where hasGoodsBack {
      guard let offer = item.gift,
        sale.terms[offer] == .chargeGift || sale.terms[offer] == .repriceRemainder
      else { continue }
      let stays = item.quantity - counts[index]
      guard stays > 0 else { continue }
      let alone = remainder()
      guard alone.hasPrice else { continue }
      let earned = ReferenceReturns.narrow(alone.gifts[[offer, item.product]] ?? .zero)
      let over = max(0, stays - earned)
      let worth = world.share(item.list, over, item.quantity)
      due += max(.zero, worth - world.share(item.paid, over, item.quantity))
    }
    if world.canary == .keepsGift { due = .zero }
    add("gift", -so("gift") - due)
  }

  // MARK: Z-035

  /// Whether what goods that stay use of a limit is what they use as an order of their own.
  private func isPricedAgain(_ use: SaleUse) -> Bool {
    if !hasGoodsBack || use.kind.hasPrefix("uses") || world.canary == .limitsByList { return false }
    if use.kind == "priceCap" { return policy.prices == .repriceRemainder }
    return sale.terms[use.id] == .repriceRemainder
  }

  mutating func releases() {
    for use in sale.uses {
      let whole = use.amount != 0 ? use.amount : use.units
      let rules = use.kind == "usesPerCode" ? world.codes[use.id] ?? [] : [use.id]
      let touched = Set(rules.flatMap { goods(of: $0) })
      let isBack = touched.allSatisfy { counts[$0] == sale.items[$0].quantity }
      var due = Fraction.zero
      // What goods that stay use more than before is used again.
      var isExact = false
      if world.isEverything(counts) || world.canary == .releasesAll && !parts.isEmpty {
        due = Fraction(whole)
      } else if touched.isEmpty {
        due = .zero
      } else if use.kind.hasPrefix("uses") {
        due = isBack ? Fraction(whole) : .zero
      } else if isPricedAgain(use), case let alone = remainder(), alone.hasPrice {
        due = Fraction(whole) - (alone.uses[ReferenceReturns.Limit(use.id, use.kind)] ?? .zero)
        isExact = true
      } else {
        var sum: Int64 = 0
        var back = Fraction.zero
        for index in touched {
          let item = sale.items[index]
          sum += max(0, item.list)
          back += max(.zero, world.share(item.list, counts[index], item.quantity))
        }
        due =
          sum > 0
          ? world.share(whole, ReferenceReturns.narrow(back), sum, exactly: true)
          : isBack ? Fraction(whole) : .zero
      }
      let key = ReferenceReturns.Limit(use.id, use.kind)
      let now = due - (world.free[key] ?? .zero)
      guard .zero < now || isExact && now < .zero else { continue }
      world.free[key] = due
      let free = ReferenceReturns.narrow(now)
      statement.releases[key] = ReferenceReturns.Free(
        amount: use.amount != 0 ? free : 0, units: use.amount != 0 ? 0 : free)
    }
    limitsAnew()
  }

  /// What goods that stay use of limits that the sale did not use, of offers by which they are
  /// worth less.
  private mutating func limitsAnew() {
    let own = Set(sale.uses.map { ReferenceReturns.Limit($0.id, $0.kind) })
    var used: [ReferenceReturns.Limit: Fraction] = [:]
    let isAll = policy.prices == .repriceRemainder
    let hasOwn = sale.cuts.contains { sale.terms[$0.rule] == .repriceRemainder }
    if hasGoodsBack, isAll || hasOwn, world.canary != .limitsOfSale {
      let alone = remainder()
      guard alone.hasPrice else { return }
      world.isAmounts.merge(alone.isAmounts) { own, _ in own }
      for (limit, amount) in alone.uses {
        let rules = limit.kind == "usesPerCode" ? world.codes[limit.id] ?? [] : [limit.id]
        let isCut = alone.cuts.contains {
          !$0.isFund && rules.contains($0.rule) && !isOther($0.rule)
        }
        if limit.kind == "priceCap" ? isAll : isCut { used[limit] = amount }
      }
    }
    for limit in Set(used.keys).union(world.free.keys).subtracting(own)
    where limit.kind != "rebateFund" && limit.kind != "funding" {
      let due = .zero - (used[limit] ?? .zero)
      let now = due - (world.free[limit] ?? .zero)
      guard !now.isZero else { continue }
      world.free[limit] = due
      let free = ReferenceReturns.narrow(now)
      let isAmount = world.isAmounts[limit] ?? true
      statement.releases[limit] = ReferenceReturns.Free(
        amount: isAmount ? free : 0, units: isAmount ? 0 : free)
    }
  }
}
