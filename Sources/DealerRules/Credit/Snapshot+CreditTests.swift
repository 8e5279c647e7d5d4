// Tests of credit rules as snapshots keep them: their kind, and all numbers that one may have.
extension CreditTest: SnapshotValue {
  static var blank: CreditTest { .always }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var parts = CreditTestParts(self)
    try stream.integer(&parts.kind)
    try stream.integer(&parts.days)
    try stream.integer(&parts.grace)
    try stream.integer(&parts.amount)
    try stream.rate(&parts.share)
    try stream.texts(&parts.listed)
    try stream.flag(&parts.openIsExpired)
    if Stream.isReading { self = try stream.accept(parts.test, else: self) }
  }
}

/// What tests of credit rules state, side by side.
private struct CreditTestParts {
  var kind: Int32 = 0
  var days = 0
  var grace = 0
  var amount: Int64 = 0
  var share = Rate.zero
  var listed: [String] = []
  var openIsExpired = false

  init(_ test: CreditTest) {
    switch test {
    case .always: kind = 0
    case .limit: kind = 1
    case .dynamicLimit(let days): (kind, self.days) = (2, days)
    case .components: kind = 3
    case .documentAmount(let amount): (kind, self.amount) = (4, amount)
    case .usedShare(let share): (kind, self.share) = (5, share)
    case .overdueDays(let days, let grace, let materiality):
      (kind, self.days, self.grace, amount) = (6, days, grace, materiality)
    case .oldestItem(let days): (kind, self.days) = (7, days)
    case .overdueAmountAndUsed(let amount, let share):
      (kind, self.amount, self.share) = (8, amount, share)
    case .overdueAmount(let amount): (kind, self.amount) = (9, amount)
    case .overdueShare(let days, let share): (kind, self.days, self.share) = (10, days, share)
    case .reminderLevel(let level): (kind, days) = (11, level)
    case .status(let listed): (kind, self.listed) = (12, listed)
    case .limitExpired(let grace, let openIsExpired):
      (kind, self.grace, self.openIsExpired) = (13, grace, openIsExpired)
    case .reviewDue(let grace): (kind, self.grace) = (14, grace)
    case .termsWider: kind = 15
    case .discountWider: kind = 16
    case .changed(let listed): (kind, self.listed) = (17, listed)
    case .deviation(let share, let days): (kind, self.share, self.days) = (18, share, days)
    case .scoreBelow(let amount): (kind, self.amount) = (19, amount)
    case .prepaidShare(let share): (kind, self.share) = (20, share)
    }
  }

  /// The test; `nil` for a kind that there is not.
  var test: CreditTest? {
    switch kind {
    case 0: .always
    case 1: .limit
    case 2: .dynamicLimit(days: days)
    case 3: .components
    case 4: .documentAmount(amount)
    case 5: .usedShare(share)
    case 6: .overdueDays(days: days, grace: grace, materiality: amount)
    case 7: .oldestItem(days: days)
    case 8: .overdueAmountAndUsed(amount, share)
    case 9: .overdueAmount(amount)
    case 10: .overdueShare(days: days, share)
    case 11: .reminderLevel(days)
    case 12: .status(listed)
    case 13: .limitExpired(grace: grace, openIsExpired: openIsExpired)
    case 14: .reviewDue(grace: grace)
    case 15: .termsWider
    case 16: .discountWider
    case 17: .changed(listed)
    case 18: .deviation(share, days: days)
    case 19: .scoreBelow(amount)
    case 20: .prepaidShare(share)
    default: nil
    }
  }
}
