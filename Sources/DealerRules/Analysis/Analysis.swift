/// Something that a rule set which compiles probably does not mean (RULES.md U-020).
public struct AnalysisFinding: Sendable {
  /// What it is, as a warning with its place.
  public var diagnostic: Diagnostic
  /// An order that shows it when it is priced; `nil` where the statement needs none.
  public var witness: Order?

  init(_ diagnostic: Diagnostic, witness: Order? = nil) {
    self.diagnostic = diagnostic
    self.diagnostic.severity = .warning
    self.witness = witness
  }
}

/// What the analysis of a rule set asks and how long it may look (RULES.md U-020, U-025).
public struct AnalysisOptions: Hashable, Sendable {
  /// Orders priced at most in each search; a search that stops at it says so.
  public var evaluations: Int
  /// The most by which prices of one product may differ between channels, as a rate of the lowest;
  /// `nil` does not ask.
  public var channelSpread: Rate?
  /// By how much a dealer may pay more than those it supplies, as a rate of what they pay.
  public var levelTolerance: Rate

  /// Creates options.
  public init(
    evaluations: Int = 20_000, channelSpread: Rate? = nil,
    levelTolerance: Rate = AnalysisOptions.usualTolerance
  ) {
    self.evaluations = evaluations
    self.channelSpread = channelSpread
    self.levelTolerance = levelTolerance
  }

  /// The rate that ``levelTolerance`` has by default, 5 %.
  public static var usualTolerance: Rate { Rate(unchecked: 50_000) }
}

/// What a rule set can do, found without past orders (RULES.md U-020 … U-029).
public struct Analysis: Sendable {
  /// Everything found, by place and code.
  public internal(set) var findings: [AnalysisFinding] = []
  /// The deepest discount of each class of customers and each product that was looked at, deepest
  /// first (RULES.md U-025).
  public internal(set) var worstCases: [WorstCase] = []
  /// Ids of published offers that took part in none of the orders that the search for the deepest
  /// discount made up, in order: of these nothing is said (RULES.md U-025).
  public internal(set) var untriedOffers: [String] = []
  /// Orders priced.
  public internal(set) var evaluations = 0
  /// Whether every search came to its end.
  public internal(set) var isComplete = true
  /// Codes of which some findings may be missing, because the catalog is too large to ask all of it
  /// (RULES.md U-021, U-022, U-024).
  public internal(set) var cutShort: [DiagnosticCode] = []
}

extension CompiledRules {
  /// Looks for what a rule set probably does not mean.
  ///
  /// Statements about orders are made by pricing them, so that each is true of the order it names;
  /// where the search stops at its bound some may be missing, and the answer says so.
  /// - Complexity: O(rows + offers² + rungs), and at most `evaluations` priced orders a search.
  public func analyze(_ options: AnalysisOptions = AnalysisOptions()) -> Analysis {
    var analysis = Analysis()
    var checks = StaticChecks(self)
    checks.run()
    analysis.cutShort = checks.cutShort
    var findings = checks.findings
    var search = WorstCaseSearch(self, evaluations: options.evaluations)
    search.run()
    // What is told of a budget as it is stated needs no order.
    let told = Set(
      findings.filter { $0.diagnostic.code == .unfitBudget }.map(\.diagnostic.span))
    findings += search.findings.filter {
      $0.diagnostic.code != .unfitBudget || !told.contains($0.diagnostic.span)
    }
    analysis.worstCases = search.worstCases
    analysis.untriedOffers = search.untriedOffers
    var comparison = PriceComparison(self, evaluations: options.evaluations)
    comparison.compareLevels(options.levelTolerance)
    if let spread = options.channelSpread { comparison.compareChannels(spread) }
    findings += comparison.findings
    analysis.evaluations = search.evaluations + comparison.evaluations
    analysis.isComplete = search.isComplete && comparison.isComplete
    analysis.findings = AnalysisFinding.sorted(findings, book.sources)
    return analysis
  }
}

extension AnalysisFinding {
  /// Findings at the narrowest place, by place, code and text, each once.
  static func sorted(_ findings: [AnalysisFinding], _ sources: [RuleSource]) -> [AnalysisFinding] {
    var pinpoint = Pinpoint(sources)
    var seen: Set<Diagnostic> = []
    var result: [AnalysisFinding] = []
    for var finding in findings {
      finding.diagnostic = pinpoint.narrowed(finding.diagnostic)
      if seen.insert(finding.diagnostic).inserted { result.append(finding) }
    }
    return result.sorted { a, b in
      let (left, right) = (a.diagnostic, b.diagnostic)
      let places = (
        (left.span?.source ?? -1, left.span?.start ?? 0),
        (right.span?.source ?? -1, right.span?.start ?? 0)
      )
      if places.0 != places.1 { return places.0 < places.1 }
      if left.code != right.code { return left.code < right.code }
      return left.message < right.message
    }
  }
}
