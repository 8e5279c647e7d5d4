/// The storage of one pricing task: everything the engine needs between lines, kept and reused.
///
/// It cannot be copied or shared, so two tasks never price into the same storage. After it has
/// grown to the largest order, pricing allocates nothing.
///
/// Its methods are `mutating` even where they only look: a method that borrows storage this wide
/// takes the compiler ten times as long, and may copy it.
public struct Workspace: ~Copyable, Sendable {
  let rules: CompiledRules
  /// The batch at work; empty between batches, so that the caller's storage stays its own.
  var batch = OrderBatch()

  /// What pricing has looked at since the workspace was made.
  public internal(set) var counts = EvaluationCounts()

  // Lines of the order at hand, by position.
  var listAmount: [Int64] = []
  var running: [Int64] = []
  var isPriced: [Bool] = []
  var isProtected: [Bool] = []
  var lineTax: [Int64] = []
  /// The line drew on a cap, so its unit price is shown as list ÷ quantity (RULES.md P-026).
  var isCapped: [Bool] = []
  /// List price per thousandth of a base unit.
  var unitPrices: [Ratio] = []
  /// The price table that priced the line, or its first part; −1 for none.
  var priceTables: [Int32] = []
  var taxRow: [Int32] = []

  /// Offers whose conditions hold, line after line, in the order of O-007.
  var candidates: [Int32] = []
  /// For each line, its candidates of the phase at work and the end of all.
  var phaseFirst: [Int32] = []
  var phaseEnd: [Int32] = []
  var lineEnd: [Int32] = []
  /// Offers on charges and the lines they stand on, packed.
  var chargeCandidates: [Int64] = []
  /// The phase at work where offers look beyond single lines.
  var scratch = PhaseScratch()
  /// Complete sets of the pattern formed last.
  var setCount: Int64 = 0
  // Offers that touch the line at hand.
  var effects: [LineEffect] = []

  // Territory rules of the order at hand.
  var territoryCandidates: [TerritoryCandidate] = []
  /// How many of them hold whatever is ordered; those after them are about the line at hand.
  var sharedCandidates = 0
  /// Whether some of these have conditions, which may look at a line.
  var hasTerritoryConditions = false
  var territoryLists: [TerritoryList] = []
  var territoryAnswers: [TerritoryAnswer] = []
  var openListings: [OpenListing] = []
  /// The party whose lists count, by the level of the dealer asked; −1 where that was not asked
  /// yet, `Int32.max` for none.
  var listParties: [Int32] = []
  var listAnswers: [ListAnswer] = []
  var licenseAnswers: [LicenseAnswer] = []
  /// Licenses of the line and dealer at hand that have not begun and do not end soon.
  var licensesAhead: [Int32] = []
  /// The kind of license that is asked for, by its position.
  var licenseKind = 0
  /// Whether the place of the order, or a party that rules ask, is not known (RULES.md R-014).
  var isPlaceUnknown = false
  /// A gift that territory rules are asked about in the place of a line's product, −1 for none.
  var giftOnLine: Int32 = -1
  /// The part of a line's kit that rules are asked about in its place, by its position among all
  /// components; −1 for none (RULES.md R-031).
  var partOnLine: Int32 = -1
  /// What a check counts of each product, in thousandths of base units.
  var productSums: [Int32: Ratio] = [:]
  /// The same with what kits hold of it.
  var sumsWithParts: [Int32: Ratio] = [:]
  /// What is left of each lot of the products at hand, in thousandths of base units, and where
  /// the lots of each product begin.
  var lotsLeft: [Ratio] = []
  var lotsStart: [Int32: Int] = [:]
  /// What lots give a line of the order at hand, by position.
  var lotsServed: [Int32: Ratio] = [:]
  /// Whether nothing but who may buy what is asked.
  var authorizesOnly = false
  /// The regions of the place at hand, from the nearest on, and how far each is (RULES.md R-011).
  var territoryPath: [Int32] = []
  var territoryDistance: [Int32] = []
  /// Dealers that share an exclusive territory.
  var exclusiveDealers: [Int32] = []

  // Aggregates of the order at hand (RULES.md P-014).
  var aggregates: [AggregateKey: Ratio] = [:]
  var aggregated: Set<AggregateScope> = []

  // Caps: what earlier orders of the batch used, and what this order uses.
  var capUsedByBatch: [Int32: Int64] = [:]
  var capUsedByOrder: [Int32: Int64] = [:]
  /// Caps that the line at hand has used up.
  var exhaustedCaps: [Int32] = []
  /// What the line at hand drew from caps.
  var lineCapUses: [ReservationRecord] = []
  /// What the order drew from caps, while it is put in order.
  var orderCapUses: [ReservationRecord] = []
  /// What earlier orders of the batch used of limits of offers and purchases, and what this order
  /// uses.
  var limitsUsedByBatch: [LimitKey: Int64] = [:]
  var limitUses: [ReservationRecord] = []
  /// What the order earns beside its price.
  var accruals = AccrualScratch()
  /// The order looked at a cap or a limit, so its result depends on the orders before it.
  var touchedCap = false

  /// Bands whose price lacked a measure in the searches for the line at hand.
  var missingMeasures: [Int32] = []
  /// Graduated bands whose price a bound changed in the searches for the line or component at hand.
  var boundedBands: [BoundedBand] = []

  /// Prices that others derive from, found for the query at hand.
  var bases = BaseMemory()

  /// The guard at work.
  var guards = GuardScratch()

  // Settlement.
  var allocator = Allocator()
  var chargeAmounts: [Int64] = []
  var taxRows: [Int32] = []
  /// The tax row of each class at the order's region; −2 where it was not yet searched.
  var taxRowOfClass: [Int32] = []
  /// Classes searched for the order at hand.
  var taxClasses: [Int] = []

  /// The day on which credit is asked; `nil` for each order's own.
  var creditDay: CivilDate?

  /// The line position at work, for error reports.
  var position: Int32 = -1
  /// Millionths of one step of the line extension in the order's currency.
  var extensionStep: Int64 = 1
  /// The same of each phase's rounding.
  var phaseSteps: [Int64] = []
  /// Collects why offers did not apply; off in batches.
  var offerTrace: [ReasonRecord]?
  /// Collects the units of sets for stored sales; off in batches.
  var setTrace: [SetUnits]?
  /// Whether orders that are held or blocked state what they would reserve, for stored sales
  /// (RULES.md Z-001).
  var reservesAlways = false
  /// Rungs that offers formed an effect of, while ``offerTrace`` is on (RULES.md U-004).
  var formedRungs: Set<Int32> = []
  /// Collects the gifts that guards find missing the more for; off in batches (RULES.md U-026).
  var breachTrace: [BreachGift]?
  /// Collects quantities at which something may change; off in batches (RULES.md E-003).
  var wishes: [QuantityWish]?

  /// The block at work, and whether blocks are taken at all; only tests switch that off.
  var kernel = KernelScratch()
  var usesKernel = true
  /// Orders that the kernel evaluated.
  var kernelOrders = 0

  /// Creates a workspace for a compiled book.
  public init(_ rules: CompiledRules) {
    self.rules = rules
  }
}

/// Work in counted steps, the same on every machine (RULES.md X-001).
public struct EvaluationCounts: Hashable, Sendable {
  /// Orders evaluated.
  public var orders: Int = 0
  /// Lines priced.
  public var lines: Int = 0
  /// Price keys looked up.
  public var keys: Int = 0
  /// Offers in force for a line whose conditions hold.
  public var offers: Int = 0
}

/// An offer's effect on the line at hand.
struct LineEffect {
  var offer: Int32
  var kind: StepKind
  /// What it was taken on, millionths.
  var base: Int64
  /// Millionths, settled by the phase's point.
  var amount: Int64
  /// The exact effect in 10⁻¹² units.
  var exact: Int128
  /// The same as far as the line's opening goes, for choices.
  var measured: Int128 = 0
  var isChosen: Bool
}

/// Lines counted together.
struct AggregateKey: Hashable, Sendable {
  var scope: AggregateScope
  /// Schedule, category or brand; −1 for all.
  var member: Int32
  var unit: Int32
  var scheduleCurrency: Int32
}

/// One pass over the lines of an order for one table.
struct AggregateScope: Hashable, Sendable {
  var table: Int32
  var currency: Int32
  var instant: Int64
  /// Of the kind that is asked (RULES.md P-029).
  var channel: Int32
  var tier: Int32
}
