/// Points for a value at or above a bound (RULES.md B-016).
public struct ScoreBand: Hashable, Sendable {
  /// The first value of the band: millionths of a fact, or days late of a payment.
  public var from: Int64
  /// The points.
  public var points: Int64

  /// Creates a band.
  public init(from: Int64, points: Int64) {
    self.from = from
    self.points = points
  }
}

/// One row of a scorecard (RULES.md B-016).
public struct ScoreCriterion: Hashable, Sendable {
  /// What a criterion looks at.
  public enum Measure: Hashable, Sendable {
    /// A fact by name, in millionths.
    case fact(String)
    /// Days late of every payment, weighted by money.
    case payments
  }

  /// Unique in its scorecard.
  public var id: String
  /// What it looks at.
  public var measure: Measure
  /// How much it counts, zero or more.
  public var weight: Int64
  /// Points by value; a value below the first band has the points of `below`.
  public var bands: [ScoreBand]
  /// Points below the first band.
  public var below: Int64
  /// Points where the value is not known; `nil` leaves the score unknown.
  public var missing: Int64?

  /// Creates a criterion that counts once.
  public init(id: String, _ measure: Measure, weight: Int64 = 1, bands: [ScoreBand]) {
    self.id = id
    self.measure = measure
    self.weight = weight
    self.bands = bands
    self.below = 0
    self.missing = nil
  }

  func points(at value: Int64) -> Int64 {
    var best: ScoreBand?
    for band in bands where band.from <= value {
      if let found = best, found.from >= band.from { continue }
      best = band
    }
    return best?.points ?? below
  }
}

/// What a grade proposes as limit (RULES.md B-016).
public enum LimitProposal: Hashable, Sendable {
  /// An amount in millionths of the node's currency.
  case amount(Int64)
  /// Average monthly sales × credit days ÷ 30 × a factor, cut to the currency's exponent.
  case sales(Rate)
}

/// A grade by score (RULES.md B-016).
public struct ScoreGrade: Hashable, Sendable {
  /// Unique in its scorecard.
  public var id: String
  /// The lowest score of the grade.
  public var from: Int64
  /// The limit proposed, if any.
  public var limit: LimitProposal?

  /// Creates a grade.
  public init(id: String, from: Int64, limit: LimitProposal? = nil) {
    self.id = id
    self.from = from
    self.limit = limit
  }
}

/// A payment that was made (RULES.md B-016).
public struct PaidItem: Hashable, Sendable {
  /// Millionths of the node's currency.
  public var amount: Int64
  /// When it was due.
  public var due: CivilDate
  /// When it was paid.
  public var paidOn: CivilDate

  /// Creates a payment.
  public init(_ amount: Int64, due: CivilDate, paidOn: CivilDate) {
    self.amount = amount
    self.due = due
    self.paidOn = paidOn
  }
}

/// What a scorecard reads (RULES.md B-016).
public struct ScoreFacts: Hashable, Sendable {
  /// Numbers by name, in millionths.
  public var numbers: IdentifierMap<Int64>
  /// Payments made.
  public var payments: [PaidItem]
  /// Average sales of a month, in millionths of the node's currency; `nil` where unknown.
  public var monthlySales: Int64?
  /// Days of credit agreed.
  public var creditDays: Int

  /// Creates facts of which none is known.
  public init() {
    numbers = IdentifierMap()
    payments = []
    monthlySales = nil
    creditDays = 0
  }
}

/// What a scorecard finds (RULES.md B-016).
public struct ScoreResult: Hashable, Sendable {
  /// The score; `nil` where a criterion is unknown.
  public var score: Int64?
  /// The grade; `nil` below all, or where the score is unknown.
  public var grade: String?
  /// The limit proposed, in millionths; nobody's limit changes by it.
  public var limit: Int64?
  /// Points of each criterion, by id; absent where unknown.
  public var points: IdentifierMap<Int64>
}

/// A table that turns what is known of a dealer into a score, a grade and a limit
/// (RULES.md B-016).
public struct Scorecard: Hashable, Sendable {
  /// Unique among scorecards.
  public var id: String
  /// What counts, in any order.
  public var criteria: [ScoreCriterion]
  /// Whether points are averaged by weight instead of summed.
  public var isAverage: Bool
  /// Grades, in any order.
  public var grades: [ScoreGrade]

  /// Creates a scorecard that sums points.
  public init(id: String, criteria: [ScoreCriterion], grades: [ScoreGrade] = []) {
    self.id = id
    self.criteria = criteria
    self.isAverage = false
    self.grades = grades
  }

  /// Scores a dealer; quotients are cut toward zero.
  /// - Throws: ``NumericError/overflow``.
  public func score(
    _ facts: ScoreFacts, in currency: Currency
  ) throws(NumericError) -> ScoreResult {
    var result = ScoreResult(score: nil, grade: nil, limit: nil, points: IdentifierMap())
    var sum: Int128 = 0
    var weights: Int128 = 0
    var isKnown = true
    for criterion in criteria {
      guard let points = try points(of: criterion, facts) ?? criterion.missing else {
        isKnown = false
        continue
      }
      result.points[criterion.id] = points
      let part = try Wide.multiply(Int128(points), Int128(criterion.weight))
      sum = try Wide.add(sum, part)
      weights = try Wide.add(weights, Int128(criterion.weight))
    }
    guard isKnown else { return result }
    let score = isAverage && weights > 0 ? sum / weights : sum
    let narrow = try Wide.narrow(score)
    result.score = narrow
    guard let grade = grade(at: narrow) else { return result }
    result.grade = grade.id
    result.limit = try limit(of: grade, facts, currency)
    return result
  }

  private func grade(at score: Int64) -> ScoreGrade? {
    var best: ScoreGrade?
    for grade in grades where grade.from <= score {
      if let found = best, found.from > grade.from { continue }
      best = grade
    }
    return best
  }

  private func points(
    of criterion: ScoreCriterion, _ facts: ScoreFacts
  ) throws(NumericError) -> Int64? {
    switch criterion.measure {
    case .fact(let name): return facts.numbers[name].map { criterion.points(at: $0) }
    case .payments:
      var sum: Int128 = 0
      var weight: Int128 = 0
      for item in facts.payments where item.amount > 0 {
        let days = Int64(item.paidOn.daysSinceEpoch) - Int64(item.due.daysSinceEpoch)
        let points = Int128(criterion.points(at: days))
        sum = try Wide.add(sum, try Wide.multiply(Int128(item.amount), points))
        weight = try Wide.add(weight, Int128(item.amount))
      }
      return weight == 0 ? nil : try Wide.narrow(sum / weight)
    }
  }

  private func limit(
    of grade: ScoreGrade, _ facts: ScoreFacts, _ currency: Currency
  ) throws(NumericError) -> Int64? {
    switch grade.limit {
    case nil: return nil
    case .amount(let amount): return amount
    case .sales(let factor):
      guard let sales = facts.monthlySales else { return nil }
      let days = try Wide.multiply(Int128(sales), Int128(facts.creditDays))
      let product = try Wide.multiply(days, Int128(factor.millionths))
      let step = Rounding().step(in: currency)
      return try Wide.narrow(product / (30_000_000 * Int128(step)), times: step)
    }
  }
}

extension Scorecard {
  /// Payment behaviour by money and days late: 80 on the day, 70 up to 15 days late, 60 to 22,
  /// 50 to 30, 40 to 60, 30 to 90, 20 after; 100 for a month early.
  public static let paymentBehaviour: Scorecard = Scorecard(
    id: "paymentBehaviour",
    criteria: [
      ScoreCriterion(
        id: "payments", .payments,
        bands: [
          ScoreBand(from: Int64(Int32.min), points: 100), ScoreBand(from: -29, points: 90),
          ScoreBand(from: 0, points: 80), ScoreBand(from: 1, points: 70),
          ScoreBand(from: 16, points: 60), ScoreBand(from: 23, points: 50),
          ScoreBand(from: 31, points: 40), ScoreBand(from: 61, points: 30),
          ScoreBand(from: 91, points: 20),
        ])
    ])
}
