// Compiled rules as bytes, so that a process starts without reading documents (RULES.md S-001).
extension CompiledRules {
  /// The rules as bytes that ``init(snapshot:limits:)`` reads: the same rules, the same bytes, on
  /// every machine (RULES.md S-001, S-002).
  ///
  /// They hold all that the rules state, with the documents that places are told of.
  /// - Complexity: O(bytes).
  public func snapshot() -> [UInt8] {
    var writer = SnapshotWriter()
    var (book, later) = (book, laterOffers)
    book.pass(through: &writer)
    writer.open(.later)
    writer.list(&later)
    writer.close()
    return writer.finished()
  }

  /// Reads rules that ``snapshot()`` wrote; they price, explain and hash as those did (RULES.md
  /// S-001).
  /// - Parameters:
  ///   - bytes: The snapshot. Whatever it is, it is read or refused (RULES.md S-004, S-005).
  ///   - limits: The bounds of the rules, as of a compile; a snapshot holds none (RULES.md S-006).
  /// - Throws: ``SnapshotError``; nothing is read in part.
  /// - Complexity: O(bytes), and that of compiling all but price rows that are plain.
  public init(snapshot bytes: [UInt8], limits: Limits = Limits()) throws(SnapshotError) {
    var reader = try SnapshotReader(bytes)
    var (book, later) = (RuleBook.blank, [LaterOffer]())
    try book.pass(through: &reader)
    try reader.open(.later)
    try reader.list(&later)
    try reader.close()
    try reader.finish()
    do throws(RuleErrors) {
      try self.init(book, limits: limits)
    } catch {
      throw .refused(error)
    }
    laterOffers = later
  }

  /// Reads a snapshot like ``init(snapshot:limits:)``, price rows and the rest at the same time
  /// where there are two tasks; the rules, and what is refused, are the same.
  /// - Parameter workers: How many tasks work at once; below 1 is 1.
  public init(
    snapshot bytes: [UInt8], limits: Limits = Limits(), workers: Int
  ) async throws(SnapshotError) {
    guard workers > 1 else {
      try self.init(snapshot: bytes, limits: limits)
      return
    }
    var reader = try SnapshotReader(bytes)
    let start = reader
    async let reading = SnapshotPrices.read(after: start)
    var (book, later) = (RuleBook.blank, [LaterOffer]())
    try book.passCatalog(through: &reader)
    var catalogs = CatalogCompiler(limits: limits)
    catalogs.compile(book)
    let (settings, catalog, read) = (book, catalogs.table, await reading)
    async let counted = PriceCompiler.counted(read.tables, of: settings, catalog)
    try book.passTerritories(through: &reader)
    if let refusal = read.refusal { throw refusal }
    (book.priceTables, reader) = (read.tables, read.reader)
    try book.passBesidePrices(through: &reader)
    try reader.open(.later)
    try reader.list(&later)
    try reader.close()
    try reader.finish()
    do throws(RuleErrors) {
      try catalogs.finish(book)
      var beside = BesidePrices(book, catalogs.table, limits)
      var prices = PriceCompiler(limits: limits, bookCurrency: 0, counted: await counted)
      prices.compile(book, &beside.catalog, &beside.conditions)
      try self.init(book, limits, catalogs.sink, beside, prices, sharing: nil)
    } catch {
      throw .refused(error)
    }
    laterOffers = later
  }
}

/// The price tables of a snapshot, read by themselves.
private struct SnapshotPrices: Sendable {
  private(set) var tables: [PriceTable] = []
  /// Stands behind them.
  private(set) var reader: SnapshotReader
  /// Why there are none.
  private(set) var refusal: SnapshotError?

  /// Reads them with a reader that has read nothing but the texts.
  static func read(after start: SnapshotReader) -> SnapshotPrices {
    var read = SnapshotPrices(reader: start)
    do throws(SnapshotError) {
      for part in [SnapshotSection.settings, .documents, .catalog, .territories] {
        try read.reader.skip(part)
      }
      try read.reader.open(.prices)
      try read.reader.list(&read.tables)
    } catch {
      read.refusal = error
    }
    return read
  }
}

extension LaterOffer: SnapshotValue {
  static var blank: LaterOffer { LaterOffer(id: "", known: .distantPast) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.instant(&known)
  }
}
