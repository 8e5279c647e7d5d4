public import DealerRules

/// What a placed order comes to with other quantities, its units at their prices (RULES.md Z-060).
public struct ReferenceAmendment {
  /// What is to pay, in millionths; `nil` where the changed order has no price.
  public var payable: Int64?
  /// Whether an offer of the sale is lost.
  public var isLost = false

  private let sale: StoredSale
  private let wanted: [Int32: Int64]
  private let step: Fraction

  /// Works out other quantities of all lines, in thousandths by line number.
  ///
  /// - Parameter isKept: Whether offers stay that are lost.
  public init(
    _ book: RuleBook, _ sale: StoredSale, _ wanted: [Int32: Int64], isKept: Bool = false
  ) {
    (self.sale, self.wanted) = (sale, wanted)
    step = Fraction(sale.step)
    let isSmaller = sale.input.lines.contains { wanted[$0.number] ?? 0 < $0.quantity.thousandths }
    if !isKept, isSmaller, !sale.terms.isEmpty {
      var order = sale.input
      order.lines = order.lines.compactMap { line in
        var line = line
        line.quantity = Quantity(thousandths: wanted[line.number] ?? 0) ?? .zero
        return line.quantity == .zero ? nil : line
      }
      guard case .success(let anew) = ReferenceEvaluator(book).price(order) else { return }
      isLost = sale.terms.contains { gives($0.key, less: anew) }
      if isLost {
        payable = anew.payable
        return
      }
    }
    payable = kept()
  }

  /// Whether an offer gives less there than goods that stay keep of it.
  private func gives(_ offer: String, less anew: ReferenceDecision) -> Bool {
    for item in sale.items where item.gift == offer {
      func own(_ gift: ReferenceGift) -> Bool { gift.rule == offer && gift.product == item.product }
      let before = sale.items.filter { $0.gift == offer && $0.product == item.product }
      let now = anew.gifts.filter(own).reduce(Int64(0)) { $0 + $1.quantity }
      if now < before.reduce(Int64(0), { $0 + $1.quantity }) { return true }
    }
    var kept = Fraction.zero
    var lines: Set<Int32> = []
    for cut in sale.cuts where cut.rule == offer {
      let whole = ordered(cut.line)
      let stays = min(whole, wanted[cut.line] ?? 0)
      if stays > 0 { lines.insert(cut.line) }
      kept -= share(cut.amount, stays, whole)
    }
    var now = Fraction.zero
    for cut in anew.steps where cut.rule == offer { now -= Fraction(cut.amount) }
    return now + step * Fraction(Int64(lines.count)) < kept
  }

  private func ordered(_ line: Int32) -> Int64 {
    sale.input.lines.first { $0.number == line }?.quantity.thousandths ?? 0
  }

  /// Z-003, and the price of one beyond it.
  private func share(_ amount: Int64, _ part: Int64, _ whole: Int64) -> Fraction {
    if part == whole { return Fraction(amount) }
    let exact = Fraction(amount) * Fraction(part) / Fraction(whole) / step
    return Fraction(part < whole ? exact.truncated : exact.settledWhole(.halfUp)) * step
  }

  /// All units at their prices; gifts and charges go with the last of the goods.
  private func kept() -> Int64 {
    guard wanted.values.contains(where: { $0 > 0 }) else { return 0 }
    var sum = Fraction.zero
    for item in sale.items {
      let whole = item.gift == nil ? ordered(item.number) : 1
      let part = item.gift == nil ? wanted[item.number] ?? 0 : 1
      sum += share(item.paid, part, whole)
      if !sale.includesTax { sum += share(item.tax, part, whole) }
    }
    for extra in sale.extras { sum += Fraction(extra.amount) }
    return ReferenceReturns.narrow(sum)
  }
}
