/// When an amount falls due, counted from a document's date (RULES.md B-010).
public enum DueRule: Hashable, Sendable {
  /// So many days later.
  case netDays(Int)
  /// So many days after the end of the month `months` later.
  case endOfMonth(plusDays: Int, months: Int)
  /// Documents up to and with this day of the month are paid on `payOn` `months` later, later ones
  /// with the next month's (月结).
  case cutOff(day: Int, payOn: Int, months: Int)

  /// The due date; `nil` where it leaves the calendar.
  public func date(from day: CivilDate) -> CivilDate? {
    let (year, month, dayOfMonth) = day.components
    switch self {
    case .netDays(let days): return day.adding(days: days)
    case .endOfMonth(let days, let months):
      return CivilDate.inMonth(year, month, plus: months, day: 31)?.adding(days: days)
    case .cutOff(let last, let payOn, let months):
      let (_, isBeyond) = months.addingReportingOverflow(1)
      guard !isBeyond else { return nil }
      let length = CivilDate.daysIn(month: month, year: year)
      let isNext = dayOfMonth > min(last, length)
      return CivilDate.inMonth(year, month, plus: months + (isNext ? 1 : 0), day: payOn)
    }
  }
}

extension CivilDate {
  /// A day of the month `plus` months after another, cut to that month's last day.
  static func inMonth(_ year: Int, _ month: Int, plus: Int, day: Int) -> CivilDate? {
    guard (-120_000...120_000).contains(plus) else { return nil }
    let count = year * 12 + month - 1 + plus
    guard count >= 12 else { return nil }
    let (newYear, newMonth) = (count / 12, count % 12 + 1)
    guard CivilDate.years.contains(newYear) else { return nil }
    let last = CivilDate.daysIn(month: newMonth, year: newYear)
    return CivilDate(year: newYear, month: newMonth, day: min(max(day, 1), last))
  }
}

/// A part of an amount with its own due date (RULES.md B-010).
public struct Instalment: Hashable, Sendable {
  /// Its weight among the instalments, above zero.
  public var weight: Int64
  /// When it falls due.
  public var due: DueRule

  /// Creates an instalment.
  public init(weight: Int64 = 1, _ due: DueRule) {
    self.weight = weight
    self.due = due
  }
}

/// What is taken off for paying early (RULES.md B-010).
public struct CashDiscount: Hashable, Sendable {
  /// The part taken off.
  public var rate: Rate
  /// Days after the document's date in which it is given.
  public var days: Int

  /// Creates a cash discount.
  public init(_ rate: Rate, days: Int) {
    self.rate = rate
    self.days = days
  }
}

/// When and how documents are paid (RULES.md B-010).
public struct PaymentTerms: Hashable, Sendable {
  /// Unique among terms.
  public var id: String
  /// How generous they are; wider terms have a larger rank.
  public var rank: Int
  /// How good the cash discount is.
  public var discountRank: Int
  /// The instalments, at least one; the last takes what rounding leaves.
  public var instalments: [Instalment]
  /// Cash discounts.
  public var discounts: [CashDiscount]
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates terms with one due date.
  public init(id: String, rank: Int = 0, _ due: DueRule) {
    self.id = id
    self.rank = rank
    self.discountRank = 0
    self.instalments = [Instalment(due)]
    self.discounts = []
    self.origin = nil
  }

  /// A part to be paid.
  public struct Part: Hashable, Sendable {
    /// What is due.
    public var amount: Money
    /// When.
    public var due: CivilDate
  }

  /// What may be paid instead until a day.
  public struct Early: Hashable, Sendable {
    /// The whole amount less the discount.
    public var amount: Money
    /// The last day.
    public var through: CivilDate
  }

  /// Splits an amount over the instalments by weight; the last takes the remainder.
  /// - Throws: ``NumericError`` where weights do not fit or a due date leaves the calendar.
  public func parts(of amount: Money, from day: CivilDate) throws(NumericError) -> [Part] {
    var weights: [Int64] = []
    for instalment in instalments { weights.append(instalment.weight) }
    let scale = amount.millionths % Rounding().step(in: amount.currency) == 0 ? nil : Money.scale
    let shares = try amount.allocated(over: weights, scale: scale, rule: .lastLine)
    var parts: [Part] = []
    for (share, instalment) in zip(shares, instalments) {
      guard let due = instalment.due.date(from: day) else { throw .overflow }
      parts.append(Part(amount: share, due: due))
    }
    return parts
  }

  /// What each cash discount leaves of an amount, half-up at the currency's exponent.
  /// - Throws: ``NumericError/overflow``.
  public func early(of amount: Money, from day: CivilDate) throws(NumericError) -> [Early] {
    var result: [Early] = []
    for discount in discounts {
      guard let through = day.adding(days: discount.days) else { throw .overflow }
      let off = try amount.multiplied(by: discount.rate, Rounding())
      result.append(Early(amount: try amount.subtracting(off), through: through))
    }
    return result
  }
}
