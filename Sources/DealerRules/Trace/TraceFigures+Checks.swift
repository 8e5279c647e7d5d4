extension TraceFigures {
  /// Warnings about figures that are probably not meant so (RULES.md W-017): a rule over a measure
  /// that no total has, a dealer stated twice, a dealer that the rules do not have.
  /// - Returns: At most 1,000 of them, and how many there are (RULES.md W-011).
  /// - Complexity: O(totals + dealers), the help of each finding that is kept aside.
  public func findings(
    _ policy: TracePolicy, _ rules: CompiledRules
  ) -> (kept: [TraceFinding], warnings: Int) {
    var found = TraceFindings()
    let measures = Set(totals.map { IdentifierKey($0.measure) })
    let strays = policy.totalRules.filter { rule in
      !measures.isEmpty && !measures.contains(IdentifierKey(rule.measure))
    }
    let names = strays.isEmpty ? [] : measures.sorted().map(\.text)
    for rule in strays {
      found.report(
        .unknownReference, .warning,
        "rule \(Diagnostic.quote(rule.id)) is over the measure "
          + "\(Diagnostic.quote(rule.measure)), which no total has",
        help: Suggestion.help(for: rule.measure, among: names), at: .of(rule.origin),
        document: rule.origin?.document)
    }
    var seen: IdentifierMap<Bool> = [:]
    for entry in dealers {
      if let isTold = seen.updateValue(true, forKey: entry.dealer) {
        if !isTold {
          found.report(
            .duplicateID, .warning,
            "the figures of dealer \(Diagnostic.quote(entry.dealer)) are stated twice",
            help: "keep one of the two; each is looked at by itself", at: .of(entry.origin),
            document: entry.origin?.document)
        }
        continue
      }
      seen[entry.dealer] = false
      guard rules.catalog.customers.index(of: entry.dealer) < 0 else { continue }
      found.report(
        .unknownReference, .warning,
        "there is no customer \(Diagnostic.quote(entry.dealer)), whose figures are stated",
        help: Suggestion.help(for: entry.dealer, among: rules.catalog.customers.names),
        at: .of(entry.origin), document: entry.origin?.document)
    }
    return (found.kept, found.warnings)
  }
}
