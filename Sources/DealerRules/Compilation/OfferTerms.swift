/// A cut in columns: what is taken off, how much, and per which unit.
struct CutTerms: Hashable, Sendable {
  enum Kind: UInt8, Sendable { case percentOff, amountOff, fixedPrice }

  var kind: Kind = .percentOff
  /// −1 for the base unit.
  var unit: Int32 = -1
  /// Millionths: a rate or an amount of the book's currency.
  var value: Int64 = 0
}

/// Everything about an offer that the order executor needs beyond its candidates; fixed size.
struct OfferTerms: Sendable {
  enum Kind: UInt8, Sendable { case cut, ladder, pattern, gift, charge, mark }

  var kind: Kind = .cut
  var per: CutScope = .line
  var base: OfferBase = .opening
  var exclusive: Exclusive = .no
  /// It combines with nothing in any phase (RULES.md O-029).
  var alone: Exclusive = .no
  var stop: OfferStop = .no
  var sharesUnits = false
  var includesDiscounted = true
  /// The line kernel can run it: nothing of it depends on other lines or other offers' choices.
  var isLineLocal = true
  /// Row of ``OfferTable/ladders``, ``patterns`` or ``gifts``, or the charge.
  var detail: Int32 = -1
  /// Rows of ``OfferTable/thresholds``.
  var thresholds: Range<Int32> = 0..<0
  /// Rows of ``OfferTable/thresholds`` of which one is enough.
  var anyThresholds: Range<Int32> = 0..<0
  /// Rows of ``OfferTable/codeLists``.
  var codes: Range<Int32> = 0..<0
  /// Row of ``OfferTable/unitLimits``, −1 for every unit.
  var units: Int32 = -1
  /// Row of ``OfferTable/limits``, −1 for none.
  var limit: Int32 = -1
  /// Row of ``OfferTable/compatibility``, −1 for an offer that combines with all and has no tags.
  var tags: Int32 = -1
  /// Millionths of the book's currency, −1 for none.
  var cap: Int64 = -1
  var capPerLine: Int64 = -1
}

/// A measure over lines in columns (RULES.md O-013).
struct MeasureTerms: Sendable {
  enum Kind: UInt8, Sendable { case quantity, amount, lines, products, attribute }

  var kind: Kind = .quantity
  var base: MeasureBase = .opening
  var each: ChoiceScope = .order
  /// Measures every priced line for which ``node`` holds instead of the lines of the offer.
  var hasOwnLines = false
  var node: Int32 = -1
  /// Unit or product attribute, −1 for none.
  var symbol: Int32 = -1
}

/// A threshold in columns.
struct ThresholdTerms: Sendable {
  var measure = MeasureTerms()
  var bounds = MeasureBounds()
}

/// A ladder in columns; its rungs are rows of ``OfferTable/rungs``.
struct LadderTerms: Sendable {
  var measure = MeasureTerms()
  var rungs: Range<Int32> = 0..<0
  var mode: LadderMode = .reached
  /// `Int64.max` for no bound.
  var times: Int64 = .max
}

/// A rung in columns.
struct RungTerms: Sendable {
  var from: Int64 = 0
  var cut = CutTerms()
}

/// A slot of a pattern in columns.
struct SlotTerms: Sendable {
  /// Any priced line for which ``node`` holds instead of the lines of the offer.
  var hasOwnLines = false
  var node: Int32 = -1
  /// Thousandths of ``unit``; 0 where ``amount`` says how much.
  var quantity: Int64 = 0
  /// What is counted, in whole ones; −1 for base units.
  var unit: Int32 = -1
  /// Millionths of the book's currency, −1 for none.
  var amount: Int64 = -1
}

/// The units that a cut touches, with what is counted as a symbol; −1 for base units.
struct UnitTerms: Sendable {
  var limit: UnitLimit
  var unit: Int32 = -1
}

/// A pattern in columns; its slots are rows of ``OfferTable/slots``, `get` before `buy`.
struct PatternTerms: Sendable {
  var get: Range<Int32> = 0..<0
  var buy: Range<Int32> = 0..<0
  var cut = CutTerms()
  var isPerSet = false
  var isPartial = false
  var isSameLine = false
  /// `Int64.max` for no bound.
  var times: Int64 = 1
  var select: UnitSelection = .cheapest
  var selectBuy: UnitSelection = .dearest
}

/// A gift in columns; its products are rows of ``OfferTable/giftProducts``.
struct GiftTerms: Sendable {
  /// Empty for each line's own product.
  var products: Range<Int32> = 0..<0
  /// Thousandths of ``unit``.
  var quantity: Int64 = 0
  var unit: Int32 = -1
  var hasMeasure = false
  var measure = MeasureTerms()
  var forEvery: Int64 = 0
  var rule: FreeGoodsRule = .unitRelated
  var mode: FreeGoodsMode = .exclusive
  /// `Int64.max` for no bound.
  var times: Int64 = 1
  var price: Int64 = 0
}

/// Tags of an offer as sorted symbols (RULES.md O-023).
struct CompatibilityTerms: Sendable {
  var tags: [Int32] = []
  var combinesWithAll = true
  var combinesWith: [Int32] = []

  /// Whether two offers may both apply.
  func allows(_ other: CompatibilityTerms) -> Bool {
    accepts(other) && other.accepts(self)
  }

  private func accepts(_ other: CompatibilityTerms) -> Bool {
    combinesWithAll || combinesWith.contains { other.tags.contains($0) }
  }
}
