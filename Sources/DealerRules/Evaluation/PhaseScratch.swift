/// An offer at work in a phase of the order at hand.
struct OfferRun {
  var offer: Int32
  /// Its lines in ``PhaseScratch/lines``.
  var lines: Range<Int>
  /// Its effects in ``PhaseScratch/effects``, formed last.
  var effects: Range<Int> = 0..<0
  /// Its gifts in ``PhaseScratch/gifts``, formed last.
  var gifts: Range<Int> = 0..<0
  /// What it takes off in all, in 10⁻¹² units; gifts by what they weigh.
  var total: Int128 = 0
  /// What its ladder or gift measures over the order, as it was when the offer was qualified.
  var value = Ratio.zero
  /// Thousandths of base units granted where a budget cut them (RULES.md O-027).
  var granted: Ratio?
  /// What it would have given where its budgets cut it: 10⁻¹² units, and thousandths of base units
  /// of gifts.
  var desired: (amount: Int128, units: Int64)?
  /// What it formed last was cut by caps, budgets or what is left of lines.
  var isCut = false
  /// It has earned a gift of which nothing is left.
  var isOutOfStock = false
  /// It has earned a gift that the dealer may not have.
  var isForbidden = false
  /// Thresholds and limits let it through.
  var isQualified = false
  /// It lost a choice, or its turn has passed.
  var isOut = false
  /// It is an alternative that is not at work.
  var isMasked = false
}

/// A line of an offer.
struct RunLine {
  /// Position in the order.
  var position: Int32
  /// The offer lost it, or was stopped on it.
  var isOut = false
  /// It was a line of the offer when thresholds and measures were taken.
  var isCounted = false
}

/// What an offer takes off a line.
struct RunEffect {
  var run: Int32
  var position: Int32
  var kind: StepKind
  /// It fixes a price on the line by itself, on a base that is not running (RULES.md O-012).
  var excludesOthers = false
  /// Part of a total that is spread, which holds its line even where it is zero (O-006).
  var isShare = false
  /// Millionths.
  var base: Int64
  /// Millionths, settled.
  var amount: Int64
  /// 10⁻¹² units.
  var exact: Int128
  /// Lost in a choice made on the line.
  var isOut = false
}

/// Units that an offer touches.
struct UnitUse {
  var position: Int32
  /// Thousandths of base units, or of units of ``size``.
  var units: Ratio
  /// Opening per thousandth of a unit, where units are chosen by it.
  var price: Ratio = .zero
  /// Base units in one of what is counted.
  var size: Ratio = .one

  /// The same in base units.
  func inBase() throws(NumericError) -> UnitUse {
    guard size.numerator != size.denominator else { return self }
    var use = self
    use.units = try units.multiplied(by: size)
    use.price = try price.divided(by: size)
    use.size = .one
    return use
  }

  /// Whether this comes before another in a selection.
  func precedes(_ other: UnitUse, _ select: UnitSelection) -> Bool {
    switch select {
    case .lineOrder: break
    case .cheapest:
      if price.isLess(than: other.price) { return true }
      if other.price.isLess(than: price) { return false }
    case .dearest:
      if other.price.isLess(than: price) { return true }
      if price.isLess(than: other.price) { return false }
    }
    return position < other.position
  }

  /// Uses of so many equal sets.
  static func times(_ count: Int64, _ uses: [UnitUse]) throws(NumericError) -> [UnitUse] {
    var result = uses
    for index in result.indices {
      result[index].units = try uses[index].units.multiplied(by: Ratio(Int128(count), 1))
    }
    return result
  }

  /// Sorts uses by a selection.
  static func sort(_ uses: inout [UnitUse], by select: UnitSelection) {
    uses.sort { $0.precedes($1, select) }
  }
}

/// The sets that a search gave to an offer (RULES.md O-028).
struct FoundSets {
  var run: Int
  var sets: [FoundSet] = []
  /// Some set of it took something off, whatever the search then chose.
  var couldMake = false
}

/// Equal sets of an offer.
struct FoundSet {
  var got: [UnitUse]
  var bought: [UnitUse]
  var count: Int64
  /// What one of them takes off, in 10⁻¹² units, before rounding.
  var saving: Int128
}

/// What offers of earlier turns did to a line (RULES.md O-025).
struct LineMarks: OptionSet {
  let rawValue: UInt8
  /// A fixed price that excludes others.
  static let fixedPrice = LineMarks(rawValue: 1)
  /// Another price effect.
  static let cut = LineMarks(rawValue: 2)
  /// An exclusive offer.
  static let exclusive = LineMarks(rawValue: 4)
  /// An offer that is not exclusive.
  static let shared = LineMarks(rawValue: 8)
}

/// Units of a line that are open to a pattern.
struct OpenUnits {
  /// As its slots count them.
  var use: UnitUse
  /// Thousandths of base units.
  var free: Ratio
  /// One bit for each slot that the line fits.
  var slots: UInt16
}

/// Free goods about to be given.
struct PendingGift {
  var offer: Int32
  var product: Int32
  /// Thousandths of base units.
  var quantity: Int64
  /// Millionths charged for all of it.
  var price: Int64
  /// What it weighs in a choice, in 10⁻¹² units.
  var weight: Int128
  /// Carved out of an ordered line.
  var isInclusive: Bool
  /// The line whose own product it is; −1 for a product of the offer.
  var line: Int32
}

/// A gift on top that is not given as it was earned (RULES.md O-018).
struct AlteredGift {
  /// Thousandths of base units earned and given.
  var earned: Int128
  var given: Int64
  var product: Int32
  var preferred: PreferredGift
  /// The line whose own product it is; −1 for a product of the offer.
  var line: Int32
}

/// Storage of the phase at work, kept from order to order.
struct PhaseScratch {
  var phase = 0
  var order: Int32 = 0
  var runs: [OfferRun] = []
  var lines: [RunLine] = []
  var effects: [RunEffect] = []
  var gifts: [PendingGift] = []
  /// Of the gift formed last, what is not given as it was earned.
  var altered: [AlteredGift] = []
  /// Units touched by the offer formed last.
  var uses: [UnitUse] = []
  /// Units that only qualify, of the offer formed last.
  var bought: [UnitUse] = []
  /// What searches gave to the offers of the phase.
  var found: [FoundSets] = []
  /// What the searches of a choice came to.
  var searches: [FoundSearch] = []
  /// Those of choices before the one that stands.
  var earlierSearches: [FoundSearch] = []
  /// What is to be told of them once offers took effect.
  var answered: [AnsweredSearch] = []
  /// What lost to choices made after the searches.
  var lateLosses: [LateLoss] = []
  /// Lines that offers lost in the choice at hand, whenever it was made.
  var lineLosses: [LateLoss] = []
  /// Searches for offers that combine which did not come to their end.
  var combined: [CombinedOffers] = []
  /// Units that are open to the offer at work, and which slots of its pattern they fit.
  var open: [OpenUnits] = []
  /// Offers and lines of the phase, packed and sorted.
  var pairs: [Int64] = []
  /// Effects in the order of lines, for choices made on a line.
  var byLine: [Int32] = []
  /// Lines that offers lost outside their own lines: run and position packed.
  var lost: [Int64] = []

  // By position in the order.
  var opening: [Int64] = []
  /// The amounts that measures read, in 10⁻¹² units: those at the start of the phase, or of the
  /// turn (O-025).
  var now: [Int128] = []
  var exactLeft: [Int128] = []
  var isTouched: [Bool] = []
  var isStopped: [Bool] = []
  /// Millionths that the phase's effects leave, below zero for none.
  var floor: [Int64] = []
  /// What offers of earlier turns did to a line, for those that exclude one another there.
  var marks: [LineMarks] = []
  /// Thousandths of base units that offers have used.
  var used: [Ratio] = []

  var isOrderStopped = false
  /// Gifts are compared with other offers, so what they weigh must be known.
  var weighsGifts = false
  /// Nothing is recorded: an alternative is being tried.
  var isTrial = false
  /// What is being tried says why it does not apply.
  var tellsTrials = false
  /// The whole stage is being tried, so that only amounts and gifts matter (O-029).
  var isRehearsed = false
  /// Effects are measured, so `capRate` and `floor` do not count (O-006).
  var isMeasuring = false

  /// What offers have taken so far, given by the runs of the phase: gifts kept for the result.
  var given: [PendingGift] = []

  /// What lines of the order at hand order of each product, once it was asked for.
  var ordered: [Int32: Ratio]?

  /// The runs taken so far, for tags in sequential phases.
  var taken: [Int] = []

  /// Runs and lines they have touched, packed.
  var touches: [Int64] = []
  /// Runs and lines of which they have used units, bought ones too, packed.
  var unitUses: [Int64] = []

  /// Whether the dealer may have a product as a gift on a line, once asked (RULES.md O-018).
  var giftRights: [Int64: Bool] = [:]

  /// What applied so far in the order, where a phase looks back (RULES.md O-023).
  var earlier: [AppliedOffer] = []

  /// An offer or a run, and a position, as one number that sorts by both.
  static func key(_ first: Int32, _ position: Int32) -> Int64 {
    Int64(first) << 32 | Int64(position)
  }
}

/// What trying an alternative may change, to take it back.
struct PhaseState {
  var running: [Int64]
  var exactLeft: [Int128]
  var isTouched: [Bool]
  var isStopped: [Bool]
  var used: [Ratio]
  var marks: [LineMarks]
  var lines: [RunLine]
  var runs: [OfferRun]
  var given: Int
  var isOrderStopped: Bool
}
