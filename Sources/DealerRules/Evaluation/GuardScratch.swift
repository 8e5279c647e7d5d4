/// Storage of the guard at work, kept from order to order.
struct GuardScratch: Sendable {
  /// Positions of the lines tested together.
  var lines: [Int32] = []
  /// Positions of the lines of a group that is divided.
  var pool: [Int32] = []
  /// What they share and their positions, packed and sorted; then each part's first line and its
  /// place in ``keys``, likewise.
  var keys: [Int64] = []
  var heads: [Int64] = []
  /// What gifts add to the bound, cost or list amount of a line, in millionths.
  var dilution: [Int64] = []
  /// What is charged for gifts, by line.
  var paid: [Int64] = []
  /// Lines with a gift whose worth is not known.
  var isUnknown: [Bool] = []
  /// Lines that a gift counts on.
  var giftLines: [Int32] = []
  /// What a rule took off the lines tested, in their order.
  var taken: [Int64] = []
  /// The last step of each line, and for each step of the order the one before it on its line; −1
  /// for none. Filled where a guard clips, so that a line's steps are found without a search.
  var lastStep: [Int32] = []
  var stepBefore: [Int32] = []
  /// The least net that guards leave a line; `Int64.min` for any (RULES.md G-012).
  var leastNet: [Int64] = []
  /// What gives way to guards (RULES.md G-015).
  var giving = GivingWayScratch()
  /// Findings of the order at hand that an approval has lifted.
  var lifted: Set<Int> = []

  /// Forgets the gifts of the guard before.
  mutating func clearGifts(_ count: Int) {
    dilution.removeAll(keepingCapacity: true)
    paid.removeAll(keepingCapacity: true)
    isUnknown.removeAll(keepingCapacity: true)
    for _ in 0..<count {
      dilution.append(0)
      paid.append(0)
      isUnknown.append(false)
    }
  }
}

/// What a guard found of some lines.
struct GuardFinding {
  /// The amount tested, in millionths.
  var given: Int64
  /// The least amount, and what it would be without gifts.
  var least: Ratio?
  var leastWithoutGifts: Ratio?
  /// The greatest amount.
  var most: Ratio?
}
