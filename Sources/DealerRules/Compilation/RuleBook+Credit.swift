extension RuleBook {
  /// The credit policy with what is open, at the exchange rates of a day; `nil` where the book says
  /// nothing of credit (RULES.md B-001).
  ///
  /// Of rates for the same currencies the one that began last is used.
  /// - Throws: ``CreditBook/Fault`` where nodes and documents do not fit together; books that
  ///   compile do.
  public func creditBook(on day: CivilDate) throws(CreditBook.Fault) -> CreditBook? {
    guard let credit else { return nil }
    return try CreditBook(credit, creditFacts(on: day))
  }

  /// The same over what a ledger holds, in the book's zone (RULES.md B-023).
  ///
  /// - Parameters:
  ///   - day: The day of the exchange rates.
  ///   - ledger: The ledger, whose steps are millionths.
  ///   - complete: Adds to a document what the ledger does not keep of it.
  /// - Throws: ``CreditBook/Fault``.
  public func creditBook(
    on day: CivilDate, ledger: Ledger, complete: (inout CreditEntry) -> Void = { _ in }
  ) throws(CreditBook.Fault) -> CreditBook? {
    guard let credit else { return nil }
    return try CreditBook(
      credit, creditFacts(on: day), ledger: ledger, zone: zone, complete: complete)
  }

  /// Units of a currency for one of another at an instant: stated by the facts, else of the rates
  /// in force the one that began last, or its inverse (RULES.md B-011).
  func creditRate(_ from: Currency, _ to: Currency, at instant: Instant) -> Factor? {
    rate(from, to, at: instant) ?? rate(to, from, at: instant)?.inverse
  }

  private func rate(_ from: Currency, _ to: Currency, at instant: Instant) -> Factor? {
    if let stated = creditFacts.rates.first(where: { $0.from == from && $0.to == to }) {
      return stated.factor
    }
    var last: ExchangeRate?
    for rate in exchangeRates
    where rate.from == from && rate.to == to && rate.validity.contains(instant) {
      if let last, last.validity.from >= rate.validity.from { continue }
      last = rate
    }
    return last?.factor
  }

  private func creditFacts(on day: CivilDate) -> CreditFacts {
    var facts = creditFacts
    let instant = zone.start(of: day)
    facts.rates += exchangeRates.filter { $0.validity.contains(instant) }
      .sorted { $0.validity.from > $1.validity.from }
      .map { CreditRate($0.from, $0.to, $0.factor) }
    return facts
  }
}
