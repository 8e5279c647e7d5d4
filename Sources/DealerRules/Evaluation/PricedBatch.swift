/// How much of a decision is recorded.
public enum Detail: UInt8, Hashable, Comparable, Sendable {
  /// Amounts of orders.
  case totals
  /// Amounts of orders and lines.
  case lines
  /// Amounts, every step, and every named price.
  case steps

  /// Orders by how much is recorded.
  public static func < (lhs: Detail, rhs: Detail) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// A reason in fixed size; texts are made from it on demand.
struct ReasonRecord: Sendable, Hashable {
  var code: ReasonCode
  var rule: RuleRef
  var by: RuleRef
  /// Position in the order, −1 for the order itself.
  var line: Int32
  /// Up to three numbers whose meaning the code gives.
  var a: Int64
  var b: Int64
  var c: Int64
  /// The part of a kit that it is about, −1 for none (RULES.md R-031).
  var part: Int32 = -1
}

/// What a reservation is of; the words of decision records.
enum ReservationKind: UInt8, Sendable, Hashable, CaseIterable {
  case priceCap, uses, usesPerCustomer, usesPerCode, budget, budgetUnits
  case rebate, allowance, points, coupon, rebateFund
  case purchases

  var name: String { ReservationKind.names[Int(rawValue)] }

  private static let names = allCases.map { String(describing: $0) }
}

/// A use of a cap, of an offer's limit or of a purchase limit, or an accrual.
struct ReservationRecord: Sendable, Hashable {
  var kind: ReservationKind
  /// The cap, the offer, the code, the check, or the payout of an agreement.
  var index: Int32
  /// Thousandths of base units, millionths, or a count.
  var amount: Int64
}

/// Free goods of an order.
struct GiftRecord: Sendable, Hashable {
  var offer: Int32
  var product: Int32
  /// Thousandths of base units.
  var quantity: Int64
  /// Millionths charged for all of it.
  var price: Int64
  /// Carved out of an ordered line instead of on top.
  var isInclusive: Bool
}

/// The results of a batch as columns; filled again and again without allocating once grown.
public struct PricedBatch: Sendable {
  /// How much is recorded.
  public var detail: Detail

  /// The compile whose ids these are; any once there is a result.
  private(set) var identity: CompileIdentity?

  // Orders.
  var outcome: [UInt8] = []
  /// 0 for none, else 1 + the code of an ``OrderError``.
  var fault: [UInt8] = []
  var faultLine: [Int32] = []
  var list: [Int64] = []
  var net: [Int64] = []
  var charges: [Int64] = []
  var tax: [Int64] = []
  var payable: [Int64] = []
  var lineStart: [Int] = [0]
  var stepStart: [Int] = [0]
  var reasonStart: [Int] = [0]
  var reservationStart: [Int] = [0]
  /// Set where an order looked at a cap, so that its result depends on the orders before it.
  var touchedCap: [Bool] = []

  // Lines.
  var lineList: [Int64] = []
  var lineNet: [Int64] = []
  var lineTax: [Int64] = []
  /// Band that priced (the first part of) the line, −1 for none.
  var lineBand: [Int32] = []
  /// Thousandths of base units of its own product that a line earned on top (RULES.md O-018); empty
  /// where no offer of the book gives such goods.
  var lineFree: [Int64] = []
  /// Unit price of each kind per line unit; `Int64.min` for none. Only with ``Detail/steps``.
  var kindPrices: [Int64] = []
  /// Net of each component of each kit line, kits and components in order; per order below.
  var componentNet: [Int64] = []
  var componentStart: [Int] = [0]

  var gifts: [GiftRecord] = []
  var giftStart: [Int] = [0]

  var accruals: [AccrualRecord] = []
  var accrualStart: [Int] = [0]

  /// What credit said, by order; empty where it was not asked (RULES.md B-020).
  var credit: [Int: CreditDecision] = [:]

  var steps: [Step] = []
  var reasons: [ReasonRecord] = []
  var reservations: [ReservationRecord] = []

  /// Creates empty results.
  public init(detail: Detail = .lines) { self.detail = detail }

  /// Orders priced so far.
  public var count: Int { outcome.count }
  /// Lines priced so far.
  public var lineCount: Int { lineList.count }

  /// Empties the results and keeps their storage.
  public mutating func removeAll() {
    outcome.removeAll(keepingCapacity: true)
    fault.removeAll(keepingCapacity: true)
    faultLine.removeAll(keepingCapacity: true)
    list.removeAll(keepingCapacity: true)
    net.removeAll(keepingCapacity: true)
    charges.removeAll(keepingCapacity: true)
    tax.removeAll(keepingCapacity: true)
    payable.removeAll(keepingCapacity: true)
    touchedCap.removeAll(keepingCapacity: true)
    lineList.removeAll(keepingCapacity: true)
    lineNet.removeAll(keepingCapacity: true)
    lineTax.removeAll(keepingCapacity: true)
    lineBand.removeAll(keepingCapacity: true)
    lineFree.removeAll(keepingCapacity: true)
    kindPrices.removeAll(keepingCapacity: true)
    componentNet.removeAll(keepingCapacity: true)
    gifts.removeAll(keepingCapacity: true)
    accruals.removeAll(keepingCapacity: true)
    credit.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    reasons.removeAll(keepingCapacity: true)
    reservations.removeAll(keepingCapacity: true)
    PricedBatch.reset(&lineStart)
    PricedBatch.reset(&stepStart)
    PricedBatch.reset(&reasonStart)
    PricedBatch.reset(&reservationStart)
    PricedBatch.reset(&componentStart)
    PricedBatch.reset(&giftStart)
    PricedBatch.reset(&accrualStart)
  }

  private static func reset(_ starts: inout [Int]) {
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
  }

  /// Whether results of a compile may be added; empty results take it on.
  mutating func adopt(_ compile: CompileIdentity?) -> Bool {
    if count == 0 { identity = compile }
    return identity === compile
  }

  /// Whether the ids of the results are those of a compile.
  func belongs(to rules: CompiledRules) -> Bool { count == 0 || identity === rules.identity }

  // MARK: Reading

  /// The outcome of an order, or `nil` where it is in error.
  public func outcome(of order: Int) -> Outcome? {
    fault[order] == 0 ? Outcome(rawValue: outcome[order]) : nil
  }

  /// Sum of list amounts of an order in millionths.
  public func list(of order: Int) -> Int64 { list[order] }

  /// Net of an order in millionths.
  public func net(of order: Int) -> Int64 { net[order] }

  /// Charges and excluded tax of an order in millionths.
  public func charges(of order: Int) -> Int64 { charges[order] }

  /// Net plus charges of an order in millionths.
  public func payable(of order: Int) -> Int64 { payable[order] }

  /// Positions of an order's lines, by ascending line number.
  public func lines(of order: Int) -> Range<Int> {
    lineStart[order]..<lineStart[order + 1]
  }

  /// List amount of a line in millionths.
  public func list(ofLine line: Int) -> Int64 { lineList[line] }

  /// Net of a line in millionths.
  public func net(ofLine line: Int) -> Int64 { lineNet[line] }

  /// Nets of all lines in millionths, order after order (``lines(of:)``). It is the batch's own
  /// column, O(1): let go of it before the batch is filled again, or filling copies it.
  public var lineNets: [Int64] { lineNet }

  /// What ``freeUnits(ofLine:)`` says of all lines, as ``lineNets``; empty where no offer of the
  /// book gives such goods.
  public var lineFreeUnits: [Int64] { lineFree }

  /// Thousandths of base units of its own product that a line earned on top, by all offers together
  /// (RULES.md O-018).
  public func freeUnits(ofLine line: Int) -> Int64 { lineFree.isEmpty ? 0 : lineFree[line] }

  /// What was found about an order and its lines, stage by stage (RULES.md X-001).
  public func reasonCodes(of order: Int) -> some Sequence<ReasonCode> {
    reasons[reasonStart[order]..<reasonStart[order + 1]].lazy.map { $0.code }
  }

  /// Whether something was found about an order or one of its lines (RULES.md X-001).
  public func states(_ code: ReasonCode, of order: Int) -> Bool {
    for index in reasonStart[order]..<reasonStart[order + 1] where reasons[index].code == code {
      return true
    }
    return false
  }

  /// What credit said of an order; `nil` where it was not asked (RULES.md B-020).
  public func credit(of order: Int) -> CreditDecision? { credit[order] }

  /// Steps of an order; empty unless recorded.
  public func steps(of order: Int) -> ArraySlice<Step> {
    steps[stepStart[order]..<stepStart[order + 1]]
  }
}
