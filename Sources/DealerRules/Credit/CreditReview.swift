/// A part of what a tier is given by, on its day (RULES.md B-027).
public struct TierValue: Hashable, Sendable {
  /// The node.
  public var node: String
  /// The tier scheme.
  public var scheme: String
  /// The day it counts from.
  public var day: CivilDate
  /// In millionths.
  public var value: Int64

  /// Creates a value.
  public init(node: String, scheme: String, day: CivilDate, value: Int64) {
    self.node = node
    self.scheme = scheme
    self.day = day
    self.value = value
  }
}

/// What a review of accounts reads (RULES.md B-027).
public struct ReviewFacts: Hashable, Sendable {
  /// Numbers by name, payments, and what is stated of monthly sales and credit days, by node.
  public var scores: IdentifierMap<ScoreFacts>
  /// Credit days that are stated, by node.
  public var creditDays: IdentifierMap<Int>
  /// Where dealers stand, by node and then by scheme.
  public var standings: IdentifierMap<IdentifierMap<TierStanding>>
  /// What tiers are given by; of a scheme without any, invoices less credit memos count.
  public var values: [TierValue]
  /// Invoices and credit memos.
  public var movements: [AccountMovement]

  /// Creates facts of which none is known.
  public init() {
    scores = IdentifierMap()
    creditDays = IdentifierMap()
    standings = IdentifierMap()
    values = []
    movements = []
  }
}

/// What a review finds of one account (RULES.md B-027).
public struct CreditReview: Hashable, Sendable {
  /// What a scorecard finds.
  public struct Score: Hashable, Sendable {
    /// The scorecard.
    public var card: String
    /// Score, grade and limit, with the points of each criterion.
    public var result: ScoreResult
    /// Criteria of which nothing is known, in their order.
    public var unknown: [String]
    /// Average sales of a month, in millionths; `nil` where unknown.
    public var monthlySales: Int64?
    /// Days of credit; `nil` where unknown.
    public var creditDays: Int?
    /// Facts without which the grade, which goes by sales, proposes no limit.
    public var lacks: [String]
  }

  /// What a tier scheme proposes.
  public struct Tier: Hashable, Sendable {
    /// The scheme.
    public var scheme: String
    /// Where the dealer stands.
    public var standing: TierStanding
    /// What is proposed.
    public var proposal: TierProposal
  }

  /// The node.
  public var node: String
  /// By scorecard, by id.
  public var scores: [Score]
  /// By scheme, by id.
  public var tiers: [Tier]
}

extension ScoreGrade {
  fileprivate var isBySales: Bool {
    if case .sales = limit { true } else { false }
  }
}

extension CreditPolicy {
  /// Reviews an account on a day by its scorecards and tier schemes; what is dated then or later
  /// has no say. Nobody's limit or tier changes by it.
  /// - Throws: ``NumericError/overflow``.
  /// - Complexity: O(facts of the node), and finding them.
  public func review(
    of node: CreditNode, _ facts: ReviewFacts, on day: CivilDate
  ) throws(NumericError) -> CreditReview {
    var review = CreditReview(node: node.id, scores: [], tiers: [])
    let sales = facts.movements.filter { movement in
      IdentifierOrder.areEqual(movement.node, node.id) && movement.day < day
        && (movement.kind == .invoice || movement.kind == .creditMemo)
    }
    var known = facts.scores[node.id] ?? ScoreFacts()
    known.payments.removeAll { $0.paidOn >= day }
    if known.monthlySales == nil {
      known.monthlySales = try CreditPolicy.monthlySales(sales, day, node.currency)
    }
    let creditDays = facts.creditDays[node.id] ?? agreedDays(node)
    known.creditDays = creditDays ?? 0
    let stated = known.monthlySales
    if creditDays == nil { known.monthlySales = nil }
    for card in scorecards.sorted(by: { IdentifierOrder.precedes($0.id, $1.id) }) {
      let result = try card.score(known, in: node.currency)
      review.scores.append(
        CreditReview.Score(
          card: card.id, result: result,
          unknown: card.criteria.map(\.id).filter { result.points[$0] == nil },
          monthlySales: stated, creditDays: creditDays,
          lacks: card.grades.contains { $0.id == result.grade && $0.isBySales }
            ? [stated == nil ? "monthlySales" : nil, creditDays == nil ? "creditDays" : nil]
              .compactMap { $0 } : []))
    }
    for scheme in tierSchemes.sorted(by: { IdentifierOrder.precedes($0.id, $1.id) }) {
      let standing = facts.standings[node.id]?[scheme.id] ?? TierStanding()
      let values = try CreditPolicy.values(of: node, scheme, facts, sales)
      guard let proposal = try scheme.review(standing, values, asOf: day) else { continue }
      review.tiers.append(
        CreditReview.Tier(scheme: scheme.id, standing: standing, proposal: proposal))
    }
    return review
  }

  /// The days of credit that the terms of a node give, where they give one number of them.
  private func agreedDays(_ node: CreditNode) -> Int? {
    guard let id = node.terms,
      let terms = terms.first(where: { IdentifierOrder.areEqual($0.id, id) }),
      terms.instalments.count == 1, case .netDays(let days) = terms.instalments[0].due
    else { return nil }
    return days
  }

  /// The average of the months with sales among the twelve before the month of a day, cut; `nil`
  /// where there was none.
  private static func monthlySales(
    _ sales: [AccountMovement], _ day: CivilDate, _ currency: Currency
  ) throws(NumericError) -> Int64? {
    let (year, month, _) = day.components
    let last = year * 12 + month - 1
    var sums: [Int: Int64] = [:]
    for sale in sales {
      let (year, month, _) = sale.day.components
      let index = year * 12 + month - 1
      guard (last - 12..<last).contains(index) else { continue }
      sums[index] = try Wide.add(sums[index] ?? 0, try signed(sale))
    }
    let months = sums.values.filter { $0 > 0 }
    guard !months.isEmpty else { return nil }
    let total = months.reduce(Int128(0)) { $0 + Int128($1) }
    let step = Int128(Rounding().step(in: currency))
    return try Wide.narrow(total / (Int128(months.count) * step) * step)
  }

  private static func signed(_ sale: AccountMovement) throws(NumericError) -> Int64 {
    sale.kind.raises ? sale.amount : try Wide.subtract(0, sale.amount)
  }

  private static func values(
    of node: CreditNode, _ scheme: TierScheme, _ facts: ReviewFacts, _ sales: [AccountMovement]
  ) throws(NumericError) -> [(day: CivilDate, value: Int64)] {
    let own = facts.values.filter { IdentifierOrder.areEqual($0.scheme, scheme.id) }
    guard own.isEmpty else {
      return own.filter { IdentifierOrder.areEqual($0.node, node.id) }
        .map { (day: $0.day, value: $0.value) }
    }
    var values: [(day: CivilDate, value: Int64)] = []
    for sale in sales { values.append((day: sale.day, value: try signed(sale))) }
    return values
  }
}
