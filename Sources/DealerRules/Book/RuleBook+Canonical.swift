extension RuleBook {
  /// Version of the canonical form; it changes whenever the bytes of any book would.
  static let canonicalVersion: UInt8 = 1

  /// The hash of everything the book states, in whatever order it states it.
  ///
  /// Phases, charges, accesses, the tables of an access and key fields keep their order, because it
  /// has a meaning; of everything else the digests of the elements are sorted. Where the book is
  /// stated (origins, sources) is no part of it.
  /// - Complexity: O(rows · log rows); 32 bytes a row of the largest table.
  func canonicalHash() -> String { canonicalHash(tableDigests()) }

  /// The digests of the price tables.
  func tableDigests() -> [Digest] { priceTables.map { RuleBook.digest(of: $0) } }

  /// The hash of a book whose tables have these digests; `domain` keeps hashes of several kinds
  /// apart.
  func canonicalHash(
    _ tables: [Digest], domain: String = "DealerRules rule book"
  ) -> String {
    canonicalDigest(tables, domain: domain).hex
  }

  /// The same as a digest.
  func canonicalDigest(_ tables: [Digest], domain: String) -> Digest {
    var hasher = CanonicalHasher(domain: domain, version: RuleBook.canonicalVersion)
    hasher.add { addSettings(&$0) }
    hasher.addUnordered(32, units) { $1.content(of: $0) }
    hasher.addUnordered(33, categories) { $1.content(of: $0) }
    hasher.addUnordered(34, products) { $1.content(of: $0) }
    hasher.addUnordered(35, regions) { $1.content(of: $0) }
    hasher.addUnordered(36, customers) { $1.content(of: $0) }
    var tables = tables
    hasher.add(37, &tables)
    hasher.addUnordered(38, priceKinds) { $1.content(of: $0) }
    hasher.addUnordered(39, exchangeRates) { $1.content(of: $0) }
    hasher.add { $0.ordered(40, phases) { $1.content(of: $0) } }
    hasher.addUnordered(41, offers) { $1.content(of: $0) }
    hasher.add { $0.ordered(42, charges) { $1.content(of: $0) } }
    hasher.addUnordered(43, tax.rates) { $1.content(of: $0) }
    if !postalAreas.isEmpty { hasher.addUnordered(44, postalAreas) { $1.content(of: $0) } }
    if !agreements.isEmpty { hasher.addUnordered(45, agreements) { $1.content(of: $0) } }
    if !guards.isEmpty { hasher.addUnordered(48, guards) { $1.content(of: $0) } }
    if !approvalRules.isEmpty { hasher.addUnordered(49, approvalRules) { $1.content(of: $0) } }
    if !territories.isEmpty { hasher.addUnordered(50, territories) { $1.content(of: $0) } }
    if !checks.isEmpty { hasher.addUnordered(51, checks) { $1.content(of: $0) } }
    if let credit { hasher.add { $0.nested(52) { $0.content(of: credit) } } }
    if let returns { hasher.add { $0.nested(53) { $0.content(of: returns) } } }
    return hasher.finish()
  }

  private func addSettings(_ encoder: inout CanonicalEncoder) {
    encoder.integer(2, Int64(RuleBook.languageVersion))
    encoder.text(3, name)
    encoder.currency(4, currency)
    encoder.integer(5, Int64(zone.initial))
    encoder.ordered(6, zone.changes) { change, encoder in
      encoder.integer(1, change.start.secondsSinceEpoch)
      encoder.integer(2, Int64(change.offset))
    }
    encoder.text(7, sellingKind)
    encoder.nested(8) { $0.content(of: tax) }
    encoder.rounding(9, rounding.lineExtension)
    encoder.rounding(10, rounding.document)
    encoder.nested(11) { $0.content(of: policies) }
    if territory != TerritoryPolicy() { encoder.nested(12) { $0.content(of: territory) } }
  }

  private static func digest(of table: PriceTable) -> Digest {
    var hasher = CanonicalHasher(
      domain: "DealerRules price table", version: RuleBook.canonicalVersion)
    hasher.add { $0.content(of: table) }
    let rows = table.rows
    hasher.addUnordered(32, 0..<rows.count) { $1.content(of: $0, in: rows) }
    return hasher.finish()
  }
}
