import DealerRules

/// What an offer does to a line.
struct ReferenceLineEffect {
  /// What it is taken on.
  var base: Fraction
  /// Taken off; below zero it is put on.
  var amount: Fraction
  /// Base units that it touches (O-027).
  var units: Fraction
  /// Part of a total that is spread, which holds the line even where it is zero (O-006).
  var isShare = false
}

/// What an offer does to an order.
struct ReferenceEffect {
  var kind: String
  var parts: [Int32: ReferenceLineEffect] = [:]
  /// Units of lines that the offer takes and so uses (O-015).
  var taken: [Int32: Fraction] = [:]
  /// Free goods, on top.
  var gifts: [ReferenceGiven] = []
  /// Free goods, carved out of lines.
  var carved: [ReferenceCarving] = []
  /// Base units granted where a budget cut them (O-027).
  var units: Fraction?
  var isOutOfStock = false
  /// It has earned a gift that the dealer may not have (O-018).
  var isForbidden = false
  var isMark = false
  /// Gifts on top of which stock has cut a part, or for which another product stands, by their own
  /// line where they have one (O-018).
  var cutGifts: [Int32?] = []
  var replacedGifts: [Int32?] = []
  var tags: Set<String> = []

  init(kind: String = "") { self.kind = kind }

  /// O-006: whether it is any effect at all.
  var applies: Bool { isMark || !gifts.isEmpty || parts.values.contains { !$0.amount.isZero } }

  /// O-006: shares of a total that takes off anything, also those of zero.
  mutating func markShares() {
    let isAny = parts.values.contains { !$0.amount.isZero }
    for line in parts.keys { parts[line]?.isShare = isAny }
  }

  /// Everything it takes off lines.
  var total: Fraction { parts.values.reduce(.zero) { $0 + $1.amount } }

  /// The effect on a line, zero where there is none.
  subscript(line: Int32) -> Fraction { parts[line]?.amount ?? .zero }
}

/// An offer that may take effect in a turn of a phase.
struct ReferenceCandidate {
  let offer: Offer
  /// The lines over which thresholds and measures were taken.
  let own: Set<Int32>
  /// The lines of the offer that it still has (O-023).
  var lines: Set<Int32>
  /// Lines on which it lost or was stopped; slots of patterns may not name them either.
  var lost: Set<Int32> = []
  /// What it would do alone, at the start of the turn (O-006).
  var measured: ReferenceEffect
  /// What each of its gifts weighs beside the amounts (O-018).
  var giftValues: [Fraction] = []

  /// What it weighs where whole orders are compared: its measured effects on the lines it has left.
  var weight: Fraction {
    let amounts = measured.parts.reduce(.zero) {
      lost.contains($1.key) ? $0 : $0 + $1.value.amount
    }
    return zip(measured.gifts, giftValues).reduce(amounts) { isLost($1.0) ? $0 : $0 + $1.1 }
  }

  /// O-006: what the gift of a line weighs in a choice made there; `nil` where it gives none.
  func ownGift(on line: Int32) -> Fraction? {
    zip(measured.gifts, giftValues).first { $0.0.line == line && !isLost($0.0) }?.1
  }

  /// O-006: whether a gift of a line's own product went to another offer.
  private func isLost(_ gift: ReferenceGiven) -> Bool {
    gift.line.map { lost.contains($0) } ?? false
  }

  /// O-006: whether it takes part in choices made on a line.
  func takesPart(on line: Int32) -> Bool {
    guard !lost.contains(line), let part = measured.parts[line] else { return false }
    return !part.amount.isZero
      || part.isShare && measured.parts.contains { !$0.value.amount.isZero }
  }

  /// O-006: whether the choices made so far leave it an effect.
  var hasEffect: Bool {
    measured.isMark || measured.gifts.contains { !isLost($0) }
      || measured.parts.contains { !$0.value.amount.isZero && !lost.contains($0.key) }
  }

  /// O-023: takes lines from the offer.
  mutating func lose(_ gone: Set<Int32>) {
    lines.subtract(gone)
    lost.formUnion(gone)
  }

  /// O-012: a fixed price that excludes other effects on the line.
  func isFixed(_ base: OfferBase) -> Bool {
    guard base != .running, offer.units == nil else { return false }
    switch offer.benefit {
    case .cut(.fixedPrice, let per): return per != .order
    case .ladder(let ladder):
      guard ladder.per != .order, case .fixedPrice? = ladder.rungs.first?.cut else { return false }
      return true
    default: return false
    }
  }

  /// O-006: an offer whose lines are where its effects are, which loses those without any.
  var mayLose: Bool {
    switch offer.benefit {
    case .cut, .ladder: offer.units == nil
    case .pattern, .gift, .mark, .charge: false
    }
  }

  /// O-012: free goods are no price effect.
  var isPriceEffect: Bool {
    if case .gift = offer.benefit { return false }
    return true
  }
}
