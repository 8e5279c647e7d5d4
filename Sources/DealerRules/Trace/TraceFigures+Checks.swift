extension TraceFigures {
  /// Warnings about figures that are probably not meant so (RULES.md W-017): a rule over a measure
  /// that no total has, a dealer stated twice, a dealer that the rules do not have.
  /// - Complexity: O(totals + dealers).
  public func findings(_ policy: TracePolicy, _ rules: CompiledRules) -> [TraceFinding] {
    var found: [TraceFinding] = []
    let measures = Set(totals.map { IdentifierKey($0.measure) })
    let names = measures.sorted().map(\.text)
    for rule in policy.totalRules
    where !measures.isEmpty && !measures.contains(IdentifierKey(rule.measure)) {
      found.append(
        TraceFinding(
          .unknownReference, .warning,
          "rule \(Diagnostic.quote(rule.id)) is over the measure "
            + "\(Diagnostic.quote(rule.measure)), which no total has",
          help: Suggestion.closest(to: rule.measure, among: names).map { "did you mean `\($0)`?" },
          at: .none))
    }
    var seen: IdentifierMap<Bool> = [:]
    for entry in dealers {
      let name = Diagnostic.quote(entry.dealer)
      if let isTold = seen.updateValue(true, forKey: entry.dealer) {
        if !isTold {
          found.append(
            TraceFinding(
              .duplicateID, .warning, "the figures of dealer \(name) are stated twice",
              help: "keep one of the two; each is looked at by itself", at: .none))
        }
        continue
      }
      seen[entry.dealer] = false
      guard rules.catalog.customers.index(of: entry.dealer) < 0 else { continue }
      found.append(
        TraceFinding(
          .unknownReference, .warning, "there is no customer \(name), whose figures are stated",
          help: Suggestion.closest(to: entry.dealer, among: rules.catalog.customers.names)
            .map { "did you mean `\($0)`?" }, at: .none))
    }
    return found
  }
}
