public import DealerRules

/// What a placed order comes to with other quantities, its units at their prices (RULES.md Z-060).
public struct ReferenceAmendment {
  /// What is to pay, in millionths; `nil` where the changed order has no price.
  public var payable: Int64?
  /// Whether an offer of the sale is lost.
  public var isLost = false

  private let evaluator: ReferenceEvaluator
  private let offers: [Offer]
  private let sale: StoredSale
  private let wanted: [Int32: Int64]
  private let step: Fraction
  /// What is out by the supplier's fault, in thousandths by line: what was before, and in all.
  private var away: [Int32: Int64] = [:]
  private var missing: [Int32: Int64] = [:]

  /// Works out other quantities of all lines, in thousandths by line number.
  ///
  /// - Parameters:
  ///   - isFault: Whether what goes out does so by the supplier's fault.
  ///   - terms: What becomes of offers that are lost.
  ///   - placing: The sale of an order (RULES.md Z-001).
  public init(
    _ book: RuleBook, _ sale: StoredSale, _ wanted: [Int32: Int64], isFault: Bool,
    _ terms: ShortShipmentTerms, placing: (Order) -> StoredSale?
  ) {
    (self.sale, self.wanted) = (sale, wanted)
    evaluator = ReferenceEvaluator(book)
    offers = book.offers
    step = Fraction(sale.step)
    if terms == .keepIfSupplierFault { miss(isFault) }
    let isSmaller = sale.input.lines.contains { stays($0.number) < $0.quantity.thousandths }
    if terms != .keep, isSmaller, !sale.terms.isEmpty {
      let changed = order { (wanted[$0] ?? 0) + (missing[$0] ?? 0) }
      guard case .success(let anew) = evaluator.price(changed) else { return }
      isLost = (0...sale.additions.count).contains { part in
        sale.terms.contains { gives($0.key, less: anew, changed, part) }
      }
      if isLost {
        guard let placed = placing(changed) else { return }
        payable = kept(placed)
        return
      }
    }
    payable = kept(sale)
  }

  /// What went out before and is not there again, and what goes out now.
  private mutating func miss(_ isFault: Bool) {
    let isSame = sale.input.lines.allSatisfy { wanted[$0.number] == $0.quantity.thousandths }
    for line in sale.missing { missing[line.number] = line.quantity.thousandths }
    for line in sale.input.lines where !isSame {
      let out = line.quantity.thousandths - (wanted[line.number] ?? 0)
      if out < 0 || isFault {
        missing[line.number] = max(0, (missing[line.number] ?? 0) + out)
      }
    }
    for line in sale.missing {
      away[line.number] = min(line.quantity.thousandths, missing[line.number] ?? 0)
    }
  }

  /// Goods of a line of the sale that stay, or count as if they did.
  private func stays(_ line: Int32) -> Int64 {
    min(ordered(line), (wanted[line] ?? 0) + (missing[line] ?? 0) - (away[line] ?? 0))
  }

  private func ordered(_ line: Int32) -> Int64 {
    sale.input.lines.first { $0.number == line }?.quantity.thousandths ?? 0
  }

  /// The sale's order with other quantities.
  private func order(_ quantity: (Int32) -> Int64) -> Order {
    var order = sale.input
    let known = sale.input.lines.map(\.number)
    order.lines += sale.missing.filter { !known.contains($0.number) }
    order.lines = order.lines.compactMap { line in
      var line = line
      line.quantity = Quantity(thousandths: max(0, quantity(line.number))) ?? .zero
      return line.quantity == .zero ? nil : line
    }
    return order
  }

  /// Goods of a line that belong to a part and stay: of what was added its share, up to whole
  /// units.
  private func goods(_ line: Int32, _ part: Int) -> Int64 {
    var left = stays(line)
    for (index, addition) in sale.additions.enumerated() {
      guard let own = addition[line] else { continue }
      let unit: Int64 = own % 1000 == 0 ? 1000 : 1
      let share = Fraction(own) * Fraction(stays(line)) / Fraction(ordered(line)) / Fraction(unit)
      let exact = ReferenceReturns.narrow(Fraction(share.settledWhole(.ceiling)) * Fraction(unit))
      let mine = min(stays(line) == ordered(line) ? own : min(exact, stays(line)), left)
      if index + 1 == part { return mine }
      left -= mine
    }
    return part == 0 ? left : 0
  }

  /// What a part is as an order of its own, the first with what is out since before.
  private func alone(_ part: Int) -> (order: Order, decision: ReferenceDecision)? {
    priced(order { goods($0, part) + (part == 0 ? away[$0] ?? 0 : 0) })
  }

  /// What lines have more than they had, as an order of its own.
  private func added() -> (order: Order, decision: ReferenceDecision)? {
    priced(order { (wanted[$0] ?? 0) - ordered($0) })
  }

  private func priced(_ own: Order) -> (order: Order, decision: ReferenceDecision)? {
    guard !own.lines.isEmpty, case .success(let decision) = evaluator.price(own) else { return nil }
    return (own, decision)
  }

  /// Whether goods of a part get less of an offer than they keep, alone and in the changed order.
  private func gives(
    _ offer: String, less anew: ReferenceDecision, _ changed: Order, _ part: Int
  ) -> Bool {
    let parts = (0...sale.additions.count).filter { $0 != part }
    let others = (parts.map { alone($0) } + [added()]).compactMap { $0?.decision }
    let own = alone(part)
    for product in Set(sale.items.filter { $0.gift == offer }.map(\.product)) {
      func count(_ decision: ReferenceDecision?) -> Int64 {
        decision?.gifts.filter { $0.rule == offer && $0.product == product }
          .reduce(Int64(0)) { $0 + $1.quantity } ?? 0
      }
      let kept = sale.items.filter {
        $0.gift == offer && $0.product == product && Int($0.addition) == part
      }.reduce(Int64(0)) { $0 + $1.quantity }
      let there = others.reduce(count(anew)) { $0 - count($1) }
      if kept > 0, max(there, count(own?.decision)) < kept { return true }
    }
    var kept = Fraction.zero
    var lines: Set<Int32> = []
    for cut in sale.cuts where cut.rule == offer && Int(cut.addition) == part {
      if stays(cut.line) > 0 { lines.insert(cut.line) }
      kept -= share(cut.amount, stays(cut.line), ordered(cut.line))
    }
    guard sale.cuts.contains(where: { $0.rule == offer && Int($0.addition) == part }) else {
      return false
    }
    let least = kept - step * Fraction(Int64(lines.count))
    let there: Fraction
    if isOfUnits(offer) {
      there = taken(offer, anew, changed) { goods($0, part) }
    } else {
      let all = taken(offer, anew, changed) { line in
        (changed.lines.first { $0.number == line }?.quantity.thousandths ?? 0) - (away[line] ?? 0)
      }
      there = others.reduce(all) { $0 - taken(offer, $1, nil) { _ in 0 } }
    }
    let mine = own.map { taken(offer, $0.decision, $0.order) { goods($0, part) } } ?? .zero
    return max(there, mine) < least
  }

  /// What an offer takes off goods of an order, by their shares; of all of it without an order.
  private func taken(
    _ offer: String, _ decision: ReferenceDecision, _ order: Order?, _ goods: (Int32) -> Int64
  ) -> Fraction {
    var byLine: [Int32: Int64] = [:]
    for cut in decision.steps where cut.rule == offer {
      byLine[cut.line, default: 0] += cut.amount
    }
    return byLine.reduce(Fraction.zero) { sum, cut in
      guard let order else { return sum - Fraction(cut.value) }
      let whole = order.lines.first { $0.number == cut.key }?.quantity.thousandths ?? 0
      return sum - share(cut.value, max(0, min(goods(cut.key), whole)), whole)
    }
  }

  /// Whether every unit gets the same, however many there are.
  private func isOfUnits(_ id: String) -> Bool {
    guard let offer = offers.first(where: { $0.id == id }), offer.units == nil,
      offer.combination.cap == nil, offer.combination.capPerLine == nil
    else { return false }
    func isRate(_ cut: Cut) -> Bool { if case .percentOff = cut { true } else { false } }
    return switch offer.benefit {
    case .cut(let cut, let per): per == .unit || isRate(cut)
    case .ladder(let ladder): ladder.per == .unit || ladder.rungs.allSatisfy { isRate($0.cut) }
    default: false
    }
  }

  /// Z-003, and the price of one beyond it.
  private func share(_ amount: Int64, _ part: Int64, _ whole: Int64) -> Fraction {
    if part == whole { return Fraction(amount) }
    let exact = Fraction(amount) * Fraction(part) / Fraction(whole) / step
    return Fraction(part < whole ? exact.truncated : exact.settledWhole(.halfUp)) * step
  }

  /// All units that are wanted at their prices in a sale; gifts and charges go with the last of the
  /// goods.
  private func kept(_ sale: StoredSale) -> Int64 {
    guard wanted.values.contains(where: { $0 > 0 }) else { return 0 }
    var sum = Fraction.zero
    for item in sale.items {
      let line = sale.input.lines.first { $0.number == item.number }
      let whole = item.gift == nil ? line?.quantity.thousandths ?? 0 : 1
      let part = item.gift == nil ? wanted[item.number] ?? 0 : 1
      sum += share(item.paid, part, whole)
      if !sale.includesTax { sum += share(item.tax, part, whole) }
    }
    for extra in sale.extras { sum += Fraction(extra.amount) }
    return ReferenceReturns.narrow(sum)
  }
}
