/// The instants at which prices change by themselves: where something stated begins or ends
/// (RULES.md D-004).
struct ChangeCalendar: Sendable {
  /// Seconds since the epoch, ascending, each once.
  private let instants: [Int64]

  /// Gathers the boundaries of everything a book states a validity for. Offers that are not
  /// published change nothing. Dates of conditions on `order.date` count as well.
  /// - Complexity: O(distinct validities · log distinct validities).
  init(_ book: RuleBook, _ conditions: ConditionTable) {
    var found = Set<Int64>()
    func add(_ instant: Instant) {
      guard instant != .distantPast, instant != .distantFuture else { return }
      found.insert(instant.secondsSinceEpoch)
    }
    func add(_ validity: Validity) {
      add(validity.from)
      add(validity.until)
    }
    for table in book.priceTables {
      for window in table.rows.windows { add(window) }
    }
    for offer in book.offers where offer.status == .published { add(offer.validity) }
    for rule in book.guards where rule.status == .published { add(rule.validity) }
    for index in book.territories.indices where book.territories[index].status == .published {
      add(book.territories[index].validity)
    }
    for check in book.checks where check.status == .published { add(check.validity) }
    for charge in book.charges { add(charge.validity) }
    for agreement in book.agreements where agreement.status == .published {
      add(agreement.validity)
    }
    for rate in book.tax.rates { add(rate.validity) }
    for rate in book.exchangeRates { add(rate.validity) }
    for node in conditions.nodes where node.kind == .date && node.field == .orderDate {
      for day in [node.low, node.high] {
        guard let days = Int32(exactly: day), let date = CivilDate(daysSinceEpoch: days) else {
          continue
        }
        add(book.zone.start(of: date))
      }
    }
    instants = found.sorted()
  }

  /// The first boundary after an instant, or `nil`. O(log boundaries).
  func next(after instant: Instant) -> Instant? {
    var low = 0
    var high = instants.count
    while low < high {
      let middle = (low + high) / 2
      if instants[middle] <= instant.secondsSinceEpoch { low = middle + 1 } else { high = middle }
    }
    return low < instants.count ? Instant(secondsSinceEpoch: instants[low]) : nil
  }
}

extension CompiledRules {
  /// The next instant at which this book prices differently by itself, or `nil` for never again.
  ///
  /// A price row, published offer or agreement, charge, tax or exchange rate begins or ends then,
  /// or a date that a condition on `order.date` names. Until then the price of an order depends on
  /// its moment only
  /// through conditions on `order.weekday`, which change at every midnight of the book's zone; so a
  /// cache of prices without such conditions is good until the instant returned, exclusive.
  /// - Complexity: O(log boundaries).
  public func nextChange(after instant: Instant) -> Instant? { changes.next(after: instant) }
}
