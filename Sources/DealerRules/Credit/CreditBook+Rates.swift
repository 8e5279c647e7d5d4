// Exchange rates of the day for which credit is asked (RULES.md B-011).
extension CreditBook {
  /// The book with everything exchanged at the rates of a day; requests are asked at those of their
  /// own day in any case, this saves doing so for each of them.
  /// - Throws: ``NumericError/overflow`` where sums do not fit at these rates.
  /// - Complexity: O(rates), and O(entries × levels) where rates of its currencies differ.
  public func at(_ day: CivilDate) throws(NumericError) -> CreditBook {
    var book = self
    try book.turn(to: day)
    return book
  }

  /// Whether what the book holds is exchanged at the rates of a day.
  func isAt(_ day: CivilDate) -> Bool { !isDated || self.day == day }

  /// Exchanges everything at the rates of a day.
  /// - Throws: ``NumericError/overflow``; the book is as it was.
  mutating func turn(to day: CivilDate) throws(NumericError) {
    guard !isAt(day) else { return }
    let before = self
    self.day = day
    rates = allRates.filter { $0.days.contains(day) }
    guard !CreditBook.agree(before.rates, rates, among: currencies) else { return }
    do throws(NumericError) {
      try exchangeAll()
    } catch {
      self = before
      throw error
    }
  }

  /// Whether two lists of rates give the same for some currencies.
  private static func agree(
    _ first: [CreditRate], _ second: [CreditRate], among currencies: Set<Currency>
  ) -> Bool {
    func mine(_ rates: [CreditRate]) -> [CreditRate] {
      rates.filter { currencies.contains($0.from) && currencies.contains($0.to) }
    }
    return mine(first).elementsEqual(mine(second)) {
      $0.from == $1.from && $0.to == $1.to && $0.factor == $1.factor
    }
  }

  private mutating func exchangeAll() throws(NumericError) {
    sums = Array(repeating: CreditSums(), count: policy.nodes.count)
    unrated = Array(repeating: 0, count: policy.nodes.count)
    for index in entries.indices {
      let entry = entries[index].entry
      let currency = policy.nodes[entries[index].node].currency
      entries[index].amount = try converted(entry.amount, to: currency, entry.rate)
      try count(entries[index], 1)
    }
    makeItems()
  }
}
