/// What is taken off a price (RULES.md O-010 … O-012).
public enum Cut: Hashable, Sendable {
  /// A rate off the base.
  case percentOff(Rate)
  /// Millionths of the book's currency; per unit in this unit, `nil` for the base unit.
  case amountOff(Int64, unit: String? = nil)
  /// A price in millionths of the book's currency, given only where it is lower; per unit in this
  /// unit, `nil` for the base unit.
  case fixedPrice(Int64, unit: String? = nil)
}

/// What a cut counts on (RULES.md O-014).
public enum CutScope: String, Hashable, Sendable, CaseIterable {
  /// Each unit.
  case unit
  /// Each line by itself.
  case line
  /// All lines of the offer together; the total is spread over them.
  case order
}

/// What an offer gives (RULES.md O-010 … O-020).
public enum Benefit: Hashable, Sendable {
  /// A cut on the lines of the offer.
  case cut(Cut, per: CutScope)
  /// A cut that grows with a measure.
  case ladder(Ladder)
  /// Units that buy a cut on other units.
  case pattern(OfferPattern)
  /// Free goods.
  case gift(Gift)
  /// A cut on the order charge of this id.
  case charge(String, Cut)
  /// Nothing but the statement that it applies.
  case mark

  /// A rate off each line's base.
  public static func percentOff(_ rate: Rate) -> Benefit { .cut(.percentOff(rate), per: .line) }

  /// Millionths of the book's currency off each unit; `nil` is the base unit.
  public static func amountOffPerUnit(_ amount: Int64, unit: String?) -> Benefit {
    .cut(.amountOff(amount, unit: unit), per: .unit)
  }

  /// A unit price in millionths of the book's currency, given only where it is lower.
  public static func fixedUnitPrice(_ amount: Int64, unit: String?) -> Benefit {
    .cut(.fixedPrice(amount, unit: unit), per: .unit)
  }
}

/// Which units come first (RULES.md O-015).
public enum UnitSelection: String, Hashable, Sendable, CaseIterable {
  /// By ascending opening per base unit, then by line number.
  case cheapest
  /// By descending opening per base unit, then by line number.
  case dearest
  /// By line number.
  case lineOrder
}

/// Some of the units of the lines of an offer (RULES.md O-015).
public struct UnitLimit: Hashable, Sendable {
  /// At most so many in the order.
  public var most: Quantity?
  /// At most so many on a line.
  public var mostPerLine: Quantity?
  /// Only whole groups of so many.
  public var groupsOf: Quantity?
  /// Which units come first.
  public var select: UnitSelection
  /// What is counted: whole ones of this unit, or base units where it is `nil`.
  public var unit: String?

  /// Creates a limit; without bounds it touches, and uses, every unit.
  public init(
    most: Quantity? = nil, mostPerLine: Quantity? = nil, groupsOf: Quantity? = nil,
    select: UnitSelection = .cheapest, unit: String? = nil
  ) {
    self.most = most
    self.mostPerLine = mostPerLine
    self.groupsOf = groupsOf
    self.select = select
    self.unit = unit
  }
}

/// What a ladder does between its rungs (RULES.md O-016).
public enum LadderMode: String, Hashable, Sendable, CaseIterable {
  /// The highest rung reached holds for everything.
  case reached
  /// The highest rung reached is given once for each time the measure contains it.
  case repeating
  /// Each unit has the rate of the band it falls in.
  case graduated
}

/// One step of a ladder.
public struct Rung: Hashable, Sendable {
  /// Where it begins: millionths for amounts and attributes, else thousandths.
  public var from: Int64
  /// What it gives.
  public var cut: Cut

  /// Creates a rung.
  public init(from: Int64, cut: Cut) {
    self.from = from
    self.cut = cut
  }
}

/// A cut that grows with a measure (RULES.md O-016).
public struct Ladder: Hashable, Sendable {
  /// What is measured.
  public var measure: LineMeasure
  /// The rungs, ascending.
  public var rungs: [Rung]
  /// What happens between them.
  public var mode: LadderMode
  /// What the cut counts on.
  public var per: CutScope
  /// How often a repeating ladder gives its rung; `nil` for no bound.
  public var times: Int64?

  /// Creates a ladder.
  public init(
    measure: LineMeasure, rungs: [Rung], mode: LadderMode = .reached, per: CutScope,
    times: Int64? = nil
  ) {
    self.measure = measure
    self.rungs = rungs
    self.mode = mode
    self.per = per
    self.times = times
  }
}

/// Units that a pattern needs (RULES.md O-017).
public struct PatternSlot: Hashable, Sendable {
  /// How much fills a slot.
  public enum Need: Hashable, Sendable {
    /// So many units.
    case quantity(Quantity)
    /// Units until the amounts of the whole set reach this, in millionths of the book's currency.
    case amount(Int64)
  }

  /// Whose units; `nil` for the lines of the offer.
  public var of: Condition?
  /// How much.
  public var need: Need
  /// What is counted: whole ones of this unit, or base units where it is `nil`.
  public var unit: String?

  /// Creates a slot.
  public init(of: Condition? = nil, _ need: Need, unit: String? = nil) {
    self.of = of
    self.need = need
    self.unit = unit
  }
}

/// Units that buy a cut on other units: buy X get Y, bundles, M for N (RULES.md O-017).
public struct OfferPattern: Hashable, Sendable {
  /// What must be bought at full price.
  public var buy: [PatternSlot]
  /// What the cut falls on.
  public var get: [PatternSlot]
  /// The cut.
  public var cut: Cut
  /// Whether amounts and prices count once for a set instead of for each unit.
  public var isPerSet: Bool
  /// How many sets; `nil` for no bound.
  public var times: Int64?
  /// Whether the last set may lack some of its `get` units.
  public var isPartial: Bool
  /// Whether every set takes all its units from one line.
  public var isSameLine: Bool
  /// Which `get` units come first.
  public var select: UnitSelection
  /// Which `buy` units come first.
  public var selectBuy: UnitSelection

  /// Creates a pattern that makes one set of the cheapest units.
  public init(
    buy: [PatternSlot] = [], get: [PatternSlot], cut: Cut, isPerSet: Bool = false,
    times: Int64? = 1, isPartial: Bool = false, isSameLine: Bool = false,
    select: UnitSelection = .cheapest, selectBuy: UnitSelection = .dearest
  ) {
    self.buy = buy
    self.get = get
    self.cut = cut
    self.isPerSet = isPerSet
    self.times = times
    self.isPartial = isPartial
    self.isSameLine = isSameLine
    self.select = select
    self.selectBuy = selectBuy
  }
}

/// How free goods follow from a measure (RULES.md O-018).
public enum FreeGoodsRule: String, Hashable, Sendable, CaseIterable {
  /// Once for each whole multiple.
  case unitRelated
  /// In proportion, rounded down to whole base units.
  case proportional
  /// Only where the measure is a whole multiple.
  case wholeUnit
}

/// Where free goods come from (RULES.md O-018).
public enum FreeGoodsMode: String, Hashable, Sendable, CaseIterable {
  /// On top of what was ordered.
  case exclusive
  /// Carved out of what was ordered.
  case inclusive
}

/// Free goods, or goods at a set price (RULES.md O-018).
public struct Gift: Hashable, Sendable {
  /// Products in order of preference; empty for each line's own product.
  public var products: [String]
  /// How much each time, in thousandths of the unit.
  public var quantity: Quantity
  /// The unit, or `nil` for the base unit.
  public var unit: String?
  /// What earns it, or `nil` for once.
  public var measure: LineMeasure?
  /// Each so much of the measure earns the quantity: millionths for amounts, else thousandths.
  public var forEvery: Int64
  /// How it follows from the measure.
  public var rule: FreeGoodsRule
  /// On top or carved out.
  public var mode: FreeGoodsMode
  /// How often; `nil` for no bound, or once without a measure.
  public var times: Int64?
  /// Millionths of the book's currency for each unit of the gift; zero is free.
  public var price: Int64

  /// Creates a gift.
  public init(
    products: [String], quantity: Quantity, unit: String? = nil, measure: LineMeasure? = nil,
    forEvery: Int64 = 0, rule: FreeGoodsRule = .unitRelated, mode: FreeGoodsMode = .exclusive,
    times: Int64? = nil, price: Int64 = 0
  ) {
    self.products = products
    self.quantity = quantity
    self.unit = unit
    self.measure = measure
    self.forEvery = forEvery
    self.rule = rule
    self.mode = mode
    self.times = times
    self.price = price
  }
}
