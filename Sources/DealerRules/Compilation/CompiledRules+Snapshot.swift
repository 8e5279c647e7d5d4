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
