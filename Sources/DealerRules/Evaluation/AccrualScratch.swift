/// What an agreement gives for one line, in the book's currency or in thousandths of units.
struct AccruedPart {
  var row: Int32
  /// Position in the order.
  var position: Int32
  var amount: Int64
}

/// Storage of the accrual stage, kept between orders.
struct AccrualScratch {
  /// Units of the book's currency per unit of the order's; `nil` without a rate.
  var toBook: Ratio?
  /// Positions of the lines of the agreement at hand, and what each counts in millionths.
  var lines: [Int32] = []
  var measures: [Ratio] = []
  var total = Ratio.zero
  /// Parts of all rebates of the order, for those that come after them.
  var parts: [AccruedPart] = []
  /// By position in the order, what the rebates before the one at hand have given.
  var earlier: [Int64] = []
  /// Rebates of the order that lack a fact.
  var unknown: [Int32] = []
  /// What the order draws on balances, by name of the fact.
  var drawn: [(balance: Int32, amount: Int64)] = []
  /// What the order reserves.
  var uses: [ReservationRecord] = []
  /// The expected rebate of each line in the order's currency, and whether a rebate that counts the
  /// line is unknown (RULES.md A-012).
  var expected: [Int64] = []
  var isExpectedUnknown: [Bool] = []
  /// What one more unit of each line earns of rebates, in the book's currency; filled where orders
  /// are explained.
  var next: [Ratio?] = []
  /// Leaves what others than the buyer receive out of ``next``.
  var isForBuyer = false

  mutating func begin() {
    parts.removeAll(keepingCapacity: true)
    unknown.removeAll(keepingCapacity: true)
    drawn.removeAll(keepingCapacity: true)
    uses.removeAll(keepingCapacity: true)
  }
}
