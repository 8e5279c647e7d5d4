extension RuleBook {
  /// The credit policy with what is open; `nil` where the book says nothing of credit
  /// (RULES.md B-001).
  ///
  /// It stands at the exchange rates of a day; requests are asked at those of their own. Of rates
  /// for the same currencies the one that began last is used (RULES.md B-011).
  /// - Throws: ``CreditBook/Fault`` where nodes and documents do not fit together; books that
  ///   compile do.
  public func creditBook(on day: CivilDate) throws(CreditBook.Fault) -> CreditBook? {
    guard let credit else { return nil }
    return try CreditBook(credit, datedCreditFacts, on: day)
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
      credit, datedCreditFacts, ledger: ledger, zone: zone, on: day, complete: complete)
  }

  /// Units of a currency for one of another at an instant: stated by the facts, else of the rates
  /// in force the one that began last, or its inverse (RULES.md B-011).
  func creditRate(_ from: Currency, _ to: Currency, at instant: Instant) -> Factor? {
    rate(from, to, at: instant) ?? rate(to, from, at: instant)?.inverse
  }

  private func rate(_ from: Currency, _ to: Currency, at instant: Instant) -> Factor? {
    for stated in creditFacts.rates where stated.from == from && stated.to == to {
      if stated.days.contains(zone.date(of: instant)) { return stated.factor }
    }
    var last: ExchangeRate?
    for rate in exchangeRates
    where rate.from == from && rate.to == to && rate.validity.contains(instant) {
      if let last, last.validity.from >= rate.validity.from { continue }
      last = rate
    }
    return last?.factor
  }

  /// The facts with every rate of the book for the days at whose beginning it is in force.
  private var datedCreditFacts: CreditFacts {
    var facts = creditFacts
    facts.rates += exchangeRates.sorted { $0.validity.from > $1.validity.from }
      .map { CreditRate($0.from, $0.to, $0.factor, days: days(of: $0.validity)) }
    return facts
  }

  private func days(of validity: Validity) -> CreditDays {
    var days = CreditDays()
    if validity.from > .distantPast {
      let first = zone.date(of: validity.from)
      days.from = zone.start(of: first) < validity.from ? first.adding(days: 1) : first
    }
    if validity.until < .distantFuture {
      let last = zone.date(of: validity.until)
      days.through = zone.start(of: last) < validity.until ? last : last.adding(days: -1)
    }
    return days
  }
}
