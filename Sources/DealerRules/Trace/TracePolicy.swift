/// What a trace, its scans and the figures beside them are judged by (RULES.md W-001 … W-017).
public struct TracePolicy: Hashable, Sendable {
  /// How codes are written; empty for any text.
  public var forms: [CodeForm] = []
  /// Whether only codes that a `commission` gave out are known.
  public var codesAreDeclared: Bool = false
  /// Seconds by which clocks may differ before it is said.
  public var clockTolerance: Int64 = 300
  /// Seconds after a scan in which a booked movement still explains it.
  public var ahead: Int64 = 7 * 86_400
  /// Whether a place that nobody is granted explains a scan.
  public var whiteSpaceExplains: Bool = false
  /// The span over which a dealer's scans are counted.
  public var period: CalendarPeriod = .month
  /// The share of scans out of region above which a dealer is looked at.
  public var threshold: Rate = Rate(unchecked: 50_000)
  /// Scans below which no share raises an alert.
  public var minimum: Int64 = 30
  /// Dealers times periods that are counted at most; scans beyond are told (RULES.md W-012).
  public var mostDealerPeriods: Int64 = TracePolicy.usualDealerPeriods
  /// What totals of periods are looked through for (RULES.md W-017).
  public var totalRules: [TotalRule] = []
  /// The part of what a dealer bought above which missing goods are told; `nil` where none are.
  public var missingGoods: Rate?

  static let usualDealerPeriods: Int64 = 4_000_000

  /// Creates the default policy.
  public init() {}

  /// Why a code is malformed, or `nil`.
  func fault(of code: String) -> String? {
    guard !code.isEmpty, code.utf8.count <= 120,
      !code.utf8.contains(where: { $0 < 32 || $0 == 127 })
    else { return "is not 1 to 120 bytes without control characters" }
    guard !forms.isEmpty, !forms.contains(where: { $0.holds(code) }) else { return nil }
    return "is of no form, or its check digit is wrong"
  }

  /// The level that a code's form gives it.
  func level(of code: String) -> TraceLevel? {
    forms.first { $0.level != nil && $0.holds(code) }?.level
  }
}
