// Canonical forms of what offers give; lists whose order matters keep it.
extension CanonicalEncoder {
  mutating func content(of benefit: Benefit) {
    switch benefit {
    case .cut(let cut, let per):
      integer(1, 1)
      self.cut(2, cut)
      text(3, per.rawValue)
    case .ladder(let ladder):
      integer(1, 2)
      content(of: ladder)
    case .pattern(let pattern):
      integer(1, 3)
      content(of: pattern)
    case .gift(let gift):
      integer(1, 4)
      content(of: gift)
    case .charge(let id, let cut):
      integer(1, 5)
      text(2, id)
      self.cut(3, cut)
    case .mark: integer(1, 6)
    }
  }

  private mutating func cut(_ tag: UInt8, _ cut: Cut) {
    nested(tag) {
      switch cut {
      case .percentOff(let rate): $0.integer(1, rate.millionths)
      case .amountOff(let amount, let unit):
        $0.integer(2, amount)
        $0.text(3, unit)
      case .fixedPrice(let amount, let unit):
        $0.integer(4, amount)
        $0.text(5, unit)
      }
    }
  }

  mutating func measure(_ tag: UInt8, _ measure: LineMeasure) {
    nested(tag) {
      if let of = measure.of { $0.condition(1, of) }
      switch measure.kind {
      case .quantity(let unit):
        $0.integer(2, 1)
        $0.text(3, unit)
      case .amount: $0.integer(2, 2)
      case .lines: $0.integer(2, 3)
      case .products: $0.integer(2, 4)
      case .attribute(let name):
        $0.integer(2, 5)
        $0.text(3, name)
      }
      $0.text(4, measure.base.rawValue)
      $0.text(5, measure.each.rawValue)
    }
  }

  private mutating func content(of ladder: Ladder) {
    measure(2, ladder.measure)
    unordered(3, ladder.rungs) { rung, encoder in
      encoder.integer(1, rung.from)
      encoder.cut(2, rung.cut)
    }
    text(4, ladder.mode.rawValue)
    text(5, ladder.per.rawValue)
    integer(6, ladder.times)
  }

  private mutating func content(of pattern: OfferPattern) {
    for slot in pattern.buy { nested(2) { $0.content(of: slot) } }
    for slot in pattern.get { nested(3) { $0.content(of: slot) } }
    cut(4, pattern.cut)
    flag(5, pattern.isPerSet)
    integer(6, pattern.times)
    flag(7, pattern.isPartial)
    flag(8, pattern.isSameLine)
    text(9, pattern.select.rawValue)
    text(10, pattern.selectBuy.rawValue)
  }

  private mutating func content(of slot: PatternSlot) {
    if let of = slot.of { condition(1, of) }
    switch slot.need {
    case .quantity(let quantity): integer(2, quantity.thousandths)
    case .amount(let amount): integer(3, amount)
    }
    text(4, slot.unit)
  }

  private mutating func content(of gift: Gift) {
    for product in gift.products { text(2, product) }
    integer(3, gift.quantity.thousandths)
    text(4, gift.unit)
    if let measure = gift.measure { self.measure(5, measure) }
    integer(6, gift.forEvery)
    text(7, gift.rule.rawValue)
    text(8, gift.mode.rawValue)
    integer(9, gift.times)
    integer(10, gift.price)
  }
}
