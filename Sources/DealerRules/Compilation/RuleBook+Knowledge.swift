/// A statement that can be made anew under the same name (RULES.md V-002).
protocol KnownStatement {
  /// What its versions share.
  var versionName: String { get }
  /// When it is in force, and since when it is known.
  var validity: Validity { get set }
}

extension Offer: KnownStatement {
  var versionName: String { id }
}

extension Guard: KnownStatement {
  var versionName: String { id }
}

extension Agreement: KnownStatement {
  var versionName: String { id }
}

extension Charge: KnownStatement {
  var versionName: String { id }
}

extension TaxRate: KnownStatement {
  var versionName: String { id }
}

extension ExchangeRate: KnownStatement {
  var versionName: String {
    let span = "\(validity.from.secondsSinceEpoch)..\(validity.until.secondsSinceEpoch)"
    return "\(from.code)>\(to.code)#\(span)"
  }
}

// What was known at an instant (RULES.md V-001 … V-003).
extension RuleBook {
  /// The book as it was known at an instant, `nil` for everything: of the statements of one name
  /// the one known last holds, and charges and taxes that are not published are left out. What
  /// remains no longer says since when it is known.
  ///
  /// - Complexity: O(rules), and O(rows) of each table that says since when rows are known.
  func known(at instant: Instant?) -> RuleBook {
    var book = self
    book.offers = RuleBook.known(offers, at: instant)
    book.guards = RuleBook.known(guards, at: instant)
    book.agreements = RuleBook.known(agreements, at: instant)
    book.charges = RuleBook.known(charges, at: instant).filter { $0.status == .published }
    book.tax.rates = RuleBook.known(tax.rates, at: instant).filter { $0.status == .published }
    book.exchangeRates = RuleBook.known(exchangeRates, at: instant)
    book.approvalRules = RuleBook.known(approvalRules, at: instant)
    for table in priceTables.indices
    where priceTables[table].rows.windows.contains(where: { $0.known != .distantPast }) {
      book.priceTables[table].rows = RuleBook.known(priceTables[table], at: instant)
    }
    return book
  }

  /// The offers that a book as it was known then does not have, each once.
  func offersLater(than instant: Instant?, known: RuleBook) -> [LaterOffer] {
    guard let instant else { return [] }
    var seen = Set(known.offers.map { IdentifierKey($0.id) })
    var found: [LaterOffer] = []
    for offer in offers where instant < offer.validity.known {
      guard seen.insert(IdentifierKey(offer.id)).inserted else { continue }
      found.append(LaterOffer(id: offer.id, known: offer.validity.known))
    }
    return found
  }

  private static func known<Statement: KnownStatement>(
    _ all: [Statement], at instant: Instant?
  ) -> [Statement] {
    guard all.contains(where: { $0.validity.known != .distantPast }) else { return all }
    var last: IdentifierMap<Instant> = [:]
    for statement in all where statement.validity.known <= instant ?? .distantFuture {
      let before = last[statement.versionName] ?? .distantPast
      last[statement.versionName] = max(before, statement.validity.known)
    }
    return all.compactMap { statement in
      guard last[statement.versionName] == statement.validity.known else { return nil }
      var statement = statement
      statement.validity.known = .distantPast
      return statement
    }
  }

  /// Rules of approval need no id; those that state one have versions.
  private static func known(_ all: [ApprovalRule], at instant: Instant?) -> [ApprovalRule] {
    var last: IdentifierMap<Instant> = [:]
    let then = all.filter { $0.known <= instant ?? .distantFuture }
    for rule in then {
      if let id = rule.id { last[id] = max(last[id] ?? .distantPast, rule.known) }
    }
    return then.compactMap { rule in
      if let id = rule.id, last[id] != rule.known { return nil }
      var rule = rule
      rule.known = .distantPast
      return rule
    }
  }

  private static func known(_ table: PriceTable, at instant: Instant?) -> PriceRows {
    var last: IdentifierMap<Instant> = [:]
    for row in 0..<table.rows.count {
      let known = table.rows.windows[Int(table.rows.window[row])].known
      guard known <= instant ?? .distantFuture else { continue }
      let name = RowName.text(table, row)
      last[name] = max(last[name] ?? .distantPast, known)
    }
    var rows = PriceRows(keyCount: table.rows.keyCount)
    for row in 0..<table.rows.count {
      var stated = table.rows[row]
      guard last[RowName.text(table, row)] == stated.validity.known else { continue }
      stated.validity.known = .distantPast
      rows.append(stated)
    }
    return rows
  }
}

/// An offer that was not known at the instant of a compile (RULES.md E-005).
struct LaterOffer: Hashable, Sendable {
  var id: String
  /// Since when it is known.
  var known: Instant
}
