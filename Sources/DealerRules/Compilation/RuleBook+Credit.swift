extension RuleBook {
  /// The credit policy with what is open, at the exchange rates of a day; `nil` where the book says
  /// nothing of credit (RULES.md B-001).
  ///
  /// Of rates for the same currencies the one that began last is used.
  /// - Throws: ``CreditBook/Fault`` where nodes and documents do not fit together; books that
  ///   compile do.
  public func creditBook(on day: CivilDate) throws(CreditBook.Fault) -> CreditBook? {
    guard let credit else { return nil }
    var facts = creditFacts
    let instant = zone.start(of: day)
    let rates = exchangeRates.filter { $0.validity.contains(instant) }
      .sorted { $0.validity.from > $1.validity.from }
    facts.rates += rates.map { CreditRate($0.from, $0.to, $0.factor) }
    return try CreditBook(credit, facts)
  }
}
