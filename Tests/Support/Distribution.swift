import DealerRules

/// How often each kind of rule was really applied over a run, in orders.
public struct Distribution: Sendable {
  /// Orders counted.
  public private(set) var orders: Int = 0
  private var counts: [String: Int] = [:]

  /// Creates an empty count.
  public init() {}

  /// Counts one answer.
  public mutating func count(_ result: ReferenceResult) {
    orders += 1
    switch result {
    case .success(let decision): for tag in decision.tags { counts[tag, default: 0] += 1 }
    case .failure(let error): counts["error.\(error.code)", default: 0] += 1
    }
  }

  /// Adds another count.
  public mutating func add(_ other: Distribution) {
    orders += other.orders
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// Kinds that must occur in at least 1 % of orders.
  public static let main: [String] =
    tiers + phases + promotions + goods + [
      "pick.firstFound", "pick.lowestOfMany", "access.skipped", "access.later", "kind.other",
      "aggregate.allUnits.schedule", "aggregate.allUnits.order", "exchange", "unit.row", "per",
      "period", "protected", "derived.cost", "derived.kind", "derived.table", "derived.step",
      "measures", "band.edge", "band.nearest", "benefit.percentOff", "benefit.amountOff",
      "benefit.fixedPrice", "unitRounding", "fixed.won", "fixed.lost", "group.best.ofMany",
      "group.first.ofMany", "group.all.ofMany", "lost.conditionFailed",
      "lost.lineProtected", "lost.notInForce", "lost.notPublished", "lost.capped",
      "lost.notLower", "kit.own", "kit.components", "cap.split", "cap.whole", "cap.exhausted",
      "manual.accept", "manual.bound", "manual.refuse", "manual.approval", "charge.net",
      "charge.list", "charge.amount", "tax.line.inclusive", "tax.line.exclusive",
      "tax.document.inclusive", "tax.document.exclusive", "tax.region.above", "tax.region.none",
      "tax.class.own", "tax.class.none", "outcome.allow", "outcome.flag", "outcome.hold",
      "outcome.block", "finding.noPrice", "tax.none", "finding.documentRounding",
      "finding.charge", "finding.tax", "finding.floorApplied",
      "finding.ceilingApplied", "finding.belowMinimum", "finding.notMultiple",
      "finding.manualRefused", "finding.manualBounded", "finding.manualApproval",
      "guard.gaveWay", "guard.cameBack",
    ] + RoundingMode.allCases.map { "rounding.\($0)" } + conditions

  /// O-006 … O-026, of the families in which both sides agree.
  private static let promotions: [String] =
    ["percentOff", "amountOff", "fixedPrice"].flatMap { kind in
      CutScope.allCases.map { "cut.\(kind).\($0)" }
    } + RemainderRule.allCases.map { "remainder.\($0)" }
    + PhaseMode.allCases.map { "phase.\($0)" } + CutScope.allCases.map { "ladder.per.\($0)" }
    + ["best", "first", "all"].flatMap { ["group.\($0).line", "group.\($0).order"] }
    + ["line", "order"].flatMap { per in
      [
        "exclusive.\(per).best", "exclusive.\(per).strict", "exclusive.\(per).won",
        "exclusive.\(per).lost", "tags.\(per)", "stop.\(per)", "threshold.quantity.\(per)",
        "threshold.amount.\(per)", "threshold.lines.\(per)", "threshold.attribute.\(per)",
      ]
    } + MeasureBase.allCases.map { "threshold.base.\($0)" } + [
      "ladder.reached.percentOff", "ladder.reached.amountOff", "ladder.reached.fixedPrice",
      "ladder.repeating.amountOff", "ladder.graduated.percentOff", "ladder.graduated.amountOff",
      "ladder.repeated", "ladder.edge", "ladder.each.line", "ladder.each.order",
      "tags.across", "exclusive.strictFirst", "alone.best.won", "alone.strict.won", "alone.lost",
      "cap.order",
      "cap.perLine", "cap.rate", "spread.capped", "expiry",
      "sequential.later", "threshold.of", "threshold.unit", "threshold.edge",
      "threshold.products.order", "threshold.products.line", "base.own", "includesDiscounted.no",
      "fixed.alone", "lost.stopped", "lost.thresholdMissed", "lost.belowRungs",
      "lost.lineDiscounted",
    ]

  /// Kinds that must occur in at least one of 1,000 orders.
  public static let rare: [String] =
    rarePromotions + [
      "aggregate.graduated.schedule", "aggregate.graduated.order", "aggregate.graduated.brand",
      "aggregate.graduated.category", "aggregate.block.schedule", "aggregate.block.order",
      "aggregate.block.brand", "aggregate.block.category", "aggregate.allUnits.brand",
      "aggregate.allUnits.category", "charge.charge", "derived.ending", "derived.baseMissing",
      "surcharge", "band.below.error", "band.below.nextAccess", "band.beyond.error",
      "band.beyond.nextAccess", "finding.unknownCustomer", "finding.unknownProduct",
      "finding.unknownUnit", "finding.unknownRegion", "finding.outsideBands", "lost.unitUnknown",
      "lost.noExchangeRate", "error.noLines", "error.duplicateLineNumber",
      "error.lineNumberOutOfRange", "error.quantityNotPositive", "group.tie",
      "finding.missingMeasure", "finding.noExchangeRate", "overlap.superseded", "cap.component",
      "cap.otherKind", "tax.mixed", "bound.allUnits", "bound.graduated",
      "accrual.rebate", "accrual.allowance", "accrual.points", "accrual.coupon",
      "accrual.rebateFund", "accrual.shared", "accrual.evidenceMissing", "rebate.catchUp",
      "rebate.retroactive.line", "rebate.retroactive.order", "rebate.incremental.line",
      "rebate.incremental.order", "reward.points.line", "reward.points.order", "fund.price",
      "fund.payment", "finding.accrualUnknown", "finding.beneficiaryUnknown",
      "finding.fundUnknown", "finding.fundPaid",
      "guard.ceiling.line", "guard.drift.line", "guard.floor.line", "guard.floor.group",
      "guard.floor.order", "guard.margin.line", "guard.maxDiscount.line", "guard.movement.line",
      "guard.givenBack", "guard.lowered", "guard.raised", "guard.candidate.line",
      "guard.unknown.pass", "guard.unknown.refuse", "guard.unknown.warn", "approvals.lift",
      "approvals.void",
    ]

  private static let tiers: [String] = AggregationScope.allCases.flatMap { scope in
    ["allUnits.quantity", "allUnits.amount", "graduated.quantity", "block.quantity"].map {
      "tier.\($0).\(scope)"
    }
  }

  private static let phases: [String] = OfferBase.allCases.flatMap { base in
    RoundingPoint.allCases.map { "phase.\(base).\($0)" }
  }

  private static let conditions: [String] = [
    "customer", "customerParent", "customerTier", "customerGroup", "customerRegion",
    "customerAttribute", "channel", "region", "currency", "orderAttribute", "orderDate",
    "orderWeekday", "product", "productCategory", "productBrand", "productAttribute",
    "lineQuantity", "lineAmount", "lineProject", "lineAttribute",
  ].map { "condition." + $0 }

  /// Listed kinds that occurred too seldom.
  public var missing: [String] {
    Distribution.main.filter { (counts[$0] ?? 0) * 100 < orders }
      + Distribution.rare.filter { (counts[$0] ?? 0) * 1000 < orders }
  }

  /// The counts as a table, by name.
  public var table: String {
    let names = Set(counts.keys).union(Distribution.main).union(Distribution.rare).sorted()
    let rows = names.map { name in
      let count = counts[name] ?? 0
      let tenths = orders == 0 ? 0 : count * 1000 / orders
      let padding = String(repeating: " ", count: max(1, 34 - name.count))
      return "\(name)\(padding)\(count)\t\(tenths / 10).\(tenths % 10) %"
    }
    return "\(orders) orders\n" + rows.joined(separator: "\n")
  }
}
