// Price rows that nothing reaches, and rungs that fall (RULES.md U-024).
extension StaticChecks {
  mutating func checkRows() {
    let uses = TableUses(book)
    for table in book.priceTables {
      if uses.isUnused(table.id), table.rows.count > 0 {
        add(
          .unreachableRow, "nothing looks at the price table \(Diagnostic.quote(table.id))",
          help: "name it in an access of a price kind", at: table.origin, fields: ["id"])
      }
      checkKeys(table)
      checkParents(table)
      checkBands(table)
      if uses.isSearchedOnce(table.id) { checkNearer(table) }
    }
    for (later, earlier) in uses.pairs {
      checkCover(later, by: earlier)
      checkGoods(later, by: earlier)
    }
  }

  // MARK: Keys

  /// Rows for tiers, groups or brands that no customer or product has.
  private mutating func checkKeys(_ table: PriceTable) {
    let borne = BorneTexts(book)
    let fields: [(Int, ConditionField)] = table.keys.enumerated().compactMap { position, key in
      switch key {
      case .tier: (position, .customerTier)
      case .group: (position, .customerGroup)
      case .brand: (position, .productBrand)
      case .customerAttribute(let name): (position, .customerAttribute(name))
      case .productAttribute(let name): (position, .productAttribute(name))
      default: nil
      }
    }
    guard !fields.isEmpty else { return }
    var told: Set<String> = []
    for row in 0..<table.rows.count {
      for (position, field) in fields {
        let text = table.rows.symbols.name(table.rows.keys[row * table.rows.keyCount + position])
        guard !told.contains("\(position) \(text)"),
          !borne.strange(in: .test(field, .isIn([text]))).isEmpty
        else { continue }
        // Attributes that are no texts are compared by their own kind.
        if case .customerAttribute = field, borne.known(field).isEmpty { continue }
        if case .productAttribute = field, borne.known(field).isEmpty { continue }
        told.insert("\(position) \(text)")
        add(
          .unreachableRow,
          "rows of \(Diagnostic.quote(table.id)) are for \(BorneTexts.noun(field)) "
            + "\(Diagnostic.quote(text)), which none has",
          help: Suggestion.closest(to: text, among: borne.known(field))
            .map { "did you mean `\($0)`?" } ?? "state it with a customer or product",
          at: table.rows.origin(of: row), text: text)
      }
    }
  }

  // MARK: Cover

  /// Rows of a table behind which another table, searched before, always prices the line.
  private mutating func checkCover(_ later: PriceTable, by earlier: PriceTable) {
    let places = earlier.keys.map { key in later.keys.firstIndex(of: key) }
    guard !places.contains(nil), earlier.multiply.isEmpty else { return }
    let covering = covering(earlier)
    guard !covering.isEmpty else { return }
    for row in 0..<later.rows.count {
      let stated = later.rows[row]
      let key = places.compactMap { $0 }.map { covering.symbol(stated.key[$0]) }
      guard let cover = covering.row(of: key, for: stated) else { continue }
      add(
        .unreachableRow,
        "the price row \(Diagnostic.quote(RowName.text(later, row))) is never reached: "
          + "\(Diagnostic.quote(RowName.text(earlier, cover))) is found before it",
        help: "search \(Diagnostic.quote(later.id)) before \(Diagnostic.quote(earlier.id))",
        at: stated.origin, other: earlier.rows.origin(of: cover))
    }
  }

  // MARK: Bands and rungs

  /// Bands of one schedule that cost more the more is bought.
  private mutating func checkBands(_ table: PriceTable) {
    guard table.schedule.mode == .allUnits else { return }
    struct Key: Hashable {
      var key: [Int32]
      var unit: Int32
      var currency: Int16
      var window: Int32
    }
    var bands: [Key: [Int]] = [:]
    let rows = table.rows
    guard rows.froms.contains(where: { $0 > 0 }) else { return }
    for row in 0..<rows.count {
      let start = row * rows.keyCount
      let key = Key(
        key: Array(rows.keys[start..<start + rows.keyCount]), unit: rows.units[row],
        currency: rows.currency[row], window: rows.window[row])
      bands[key, default: []].append(row)
    }
    for (_, members) in bands where members.count > 1 {
      let sorted = members.sorted { rows.froms[$0] < rows.froms[$1] }
      for (lower, upper) in zip(sorted, sorted.dropFirst()) {
        let (a, b) = (rows[lower], rows[upper])
        guard case .amount(let cheap) = a.value, case .amount(let dear) = b.value,
          Int128(dear) * Int128(a.per.thousandths) > Int128(cheap) * Int128(b.per.thousandths)
        else { continue }
        add(
          .fallingRung,
          "the price row \(Diagnostic.quote(RowName.text(table, upper))) costs more "
            + "than the band before it",
          help: "let prices fall as quantities rise", at: b.origin, fields: ["price"],
          other: a.origin)
      }
    }
  }

  /// Rungs of offers that give less than the rung before.
  mutating func checkRungs() {
    for offer in published {
      guard case .ladder(let ladder) = offer.benefit else { continue }
      // With the place at which each is stated.
      let rising = ladder.rungs.enumerated().sorted { $0.element.from < $1.element.from }
      for (lower, (place, upper)) in zip(rising.map(\.element), rising.dropFirst())
      where givesLess(upper, than: lower, ladder) {
        add(
          .fallingRung,
          "a higher rung of offer \(Diagnostic.quote(offer.id)) gives less than the one before",
          help: "let what is given rise with the rungs", at: offer.origin,
          fields: ["ladder", "rungs"], path: ["rungs", "\(place)"])
        break
      }
    }
  }

  private func givesLess(_ upper: Rung, than lower: Rung, _ ladder: Ladder) -> Bool {
    switch (lower.cut, upper.cut) {
    case (.percentOff(let a), .percentOff(let b)): return b < a
    case (.fixedPrice(let a, let unit), .fixedPrice(let b, let other)):
      return unit == other && b > a
    case (.amountOff(let a, let unit), .amountOff(let b, let other)):
      guard unit == other else { return false }
      guard ladder.mode == .repeating else { return b < a }
      // Given once for each time: what counts is the amount for one of the measure.
      return Int128(b) * Int128(lower.from) < Int128(a) * Int128(upper.from)
    default: return false
    }
  }
}

/// Which tables are looked at, and which one of a kind comes before which.
private struct TableUses {
  private var named: [IdentifierKey: Int] = [:]
  /// Tables of accesses that take the first row found.
  private var firstFound: Set<IdentifierKey> = []
  /// A table and one that is always asked before it.
  private(set) var pairs: [(PriceTable, PriceTable)] = []

  init(_ book: RuleBook) {
    for kind in book.priceKinds {
      for access in kind.accesses {
        for table in access.tables {
          note(table)
          if access.pick == .firstFound { firstFound.insert(IdentifierKey(table)) }
        }
      }
    }
    for table in book.priceTables {
      for bound in [table.floor, table.ceiling] { note(bound?.base) }
      for extra in table.rows.extras.values {
        guard let derivation = extra.derivation else { continue }
        note(derivation.base)
        note(derivation.floor?.base)
        note(derivation.ceiling?.base)
      }
    }
    for rule in book.guards {
      switch rule.test {
      case .floor(let bound), .ceiling(let bound):
        if case .price(let base)? = bound.base { note(base) }
      default: break
      }
    }
    for kind in book.priceKinds { addPairs(kind, book) }
  }

  private mutating func note(_ table: String) { named[IdentifierKey(table), default: 0] += 1 }

  private mutating func note(_ base: PriceBase?) {
    if case .table(let table)? = base { note(table) }
  }

  func isUnused(_ table: String) -> Bool { named[IdentifierKey(table)] == nil }

  /// Whether a table is looked at in one place, the first row found being taken.
  func isSearchedOnce(_ table: String) -> Bool {
    named[IdentifierKey(table)] == 1 && firstFound.contains(IdentifierKey(table))
  }

  private mutating func addPairs(_ kind: PriceKind, _ book: RuleBook) {
    var before: [PriceTable] = []
    for access in kind.accesses {
      let tables = access.tables.compactMap { id in
        book.priceTables.first { IdentifierOrder.areEqual($0.id, id) }
      }
      for table in tables where access.pick == .firstFound {
        // A table that is asked elsewhere as well may be reached there.
        if named[IdentifierKey(table.id)] == 1 { pairs += before.map { (table, $0) } }
        if access.when == .always { before.append(table) }
      }
      if access.pick == .lowest {
        for table in tables where named[IdentifierKey(table.id)] == 1 {
          pairs += before.map { (table, $0) }
        }
      }
    }
  }
}
