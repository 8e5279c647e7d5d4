// A rule book as snapshots keep it: part by part, each with all that it states, in stated order.
extension RuleBook: SnapshotValue {
  static var blank: RuleBook { RuleBook(currency: .cny) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try passCatalog(through: &stream)
    try passTerritories(through: &stream)
    try stream.open(.prices)
    try stream.list(&priceTables)
    try passBesidePrices(through: &stream)
  }

  /// Passes the settings, the documents and the catalog.
  mutating func passCatalog<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try passSettings(through: &stream)
    try stream.open(.documents)
    try stream.list(&sources)
    try stream.close()
    try stream.open(.catalog)
    try stream.list(&units)
    try stream.list(&categories)
    try stream.list(&products)
    try stream.list(&regions)
    try stream.list(&postalAreas)
    try stream.list(&customers)
    try stream.close()
  }

  /// Passes what follows the catalog, up to the prices.
  mutating func passTerritories<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.open(.territories)
    try stream.value(&territory)
    try stream.list(&territories)
    try stream.list(&checks)
    try stream.close()
  }

  /// Passes what follows the price tables.
  mutating func passBesidePrices<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.list(&priceKinds)
    try stream.list(&exchangeRates)
    try stream.close()
    try passPromotions(through: &stream)
    try stream.open(.agreements)
    try stream.list(&agreements)
    try stream.close()
    try stream.open(.credit)
    try stream.value(&credit)
    try stream.value(&creditFacts)
    try stream.close()
    try stream.open(.returns)
    try stream.value(&returns)
    try stream.close()
  }

  private mutating func passSettings<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.open(.settings)
    try stream.text(&name)
    try stream.currency(&currency)
    try stream.value(&zone)
    try stream.text(&sellingKind)
    try stream.value(&tax)
    try stream.value(&rounding)
    try stream.value(&policies)
    try stream.close()
  }

  private mutating func passPromotions<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.open(.promotions)
    try stream.list(&phases)
    try stream.list(&offers)
    try stream.list(&guards)
    try stream.list(&approvalRules)
    try stream.list(&charges)
    try stream.close()
  }
}
