import DealerRules

/// What an offer does to a line.
struct ReferenceLineEffect {
  /// What it is taken on.
  var base: Fraction
  /// Taken off; below zero it is put on.
  var amount: Fraction
  /// Base units that it touches (O-027).
  var units: Fraction
}

/// What an offer does to an order.
struct ReferenceEffect {
  var kind: String
  var parts: [Int32: ReferenceLineEffect] = [:]
  /// Units of lines that the offer takes and so uses (O-015).
  var taken: [Int32: Fraction] = [:]
  /// Free goods, on top.
  var gifts: [ReferenceGiven] = []
  /// Base units granted where a budget cut them (O-027).
  var units: Fraction?
  var isOutOfStock = false
  var isMark = false
  var tags: Set<String> = []

  init(kind: String = "") { self.kind = kind }

  /// O-006: whether it is any effect at all.
  var applies: Bool { isMark || !gifts.isEmpty || parts.values.contains { !$0.amount.isZero } }

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
  /// What gifts weigh beside the amounts (O-018).
  var giftValue: Fraction = .zero

  /// What it weighs where whole orders are compared.
  var weight: Fraction { measured.total + giftValue }

  /// O-023: takes lines from the offer.
  mutating func lose(_ gone: Set<Int32>) {
    lines.subtract(gone)
    lost.formUnion(gone)
  }

  /// O-012: a fixed price that excludes other effects on the line.
  func isFixed(_ base: OfferBase) -> Bool {
    guard base != .running else { return false }
    switch offer.benefit {
    case .cut(.fixedPrice, let per): return per != .order
    case .ladder(let ladder):
      guard ladder.per != .order, case .fixedPrice? = ladder.rungs.first?.cut else { return false }
      return true
    default: return false
    }
  }

  /// O-012: free goods are no price effect.
  var isPriceEffect: Bool {
    if case .gift = offer.benefit { return false }
    return true
  }
}
