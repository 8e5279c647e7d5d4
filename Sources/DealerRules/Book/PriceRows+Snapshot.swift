// Price rows as snapshots keep them: column by column.
extension PriceRows {
  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try passSymbols(through: &stream)
    var amounts = Stream.isReading ? [] : (0..<count).map { self.amounts[$0] }
    try stream.column(&amounts)
    let count = amounts.count
    try stream.column(&keys)
    try stream.column(&froms, of: count)
    try stream.column(&units, of: count)
    try stream.column(&currency, of: count)
    try stream.column(&window, of: count)
    let stated: [Int32] = Stream.isReading ? [] : (0..<count).map { self.sources[$0] }
    var sources = EvenColumn(of: stated)
    try stream.column(&sources, of: count)
    try stream.column(&starts, of: count)
    try stream.column(&ends, of: count)
    var rare = rareParts
    try stream.list(&rare)
    guard Stream.isReading else { return }
    self.amounts = PagedColumn(amounts)
    self.sources =
      sources.isEven
      ? PagedColumn(repeating: count > 0 ? sources[0] : -1, count: count)
      : PagedColumn((0..<count).map { sources[$0] })
    extras = [:]
    for part in rare { extras[part.row] = part.extra }
    let isWhole = isWhole && extras.count == rare.count
    _ = try stream.accept(isWhole ? true : nil, else: true)
  }

  /// Texts, currencies and validities that the columns count.
  private mutating func passSymbols<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var names = symbols.names
    try stream.texts(&names)
    var money = currencies
    try stream.currencies(&money)
    var spans = windows.map { Span($0) }
    try stream.list(&spans)
    guard Stream.isReading else { return }
    symbols = SymbolTable()
    for name in names { _ = symbols.intern(name) }
    for currency in money { _ = index(of: currency) }
    restart(windows: spans.map(\.validity))
    let isWhole =
      symbols.count == names.count && currencies.count == money.count
      && windows.count == spans.count && currencies.count <= Int(Int16.max)
    _ = try stream.accept(isWhole ? true : nil, else: true)
  }

  /// Whether every number of the columns is one of something that there is.
  private var isWhole: Bool {
    let (names, windows) = (Int32(symbols.count), Int32(windows.count))
    let currencies = Int16(truncatingIfNeeded: currencies.count)
    return keys.count == count * keyCount
      && !keys.contains { $0 < 0 || $0 >= names }
      && !units.contains { $0 < -1 || $0 >= names }
      && !window.contains { $0 < 0 || $0 >= windows }
      && !currency.contains { $0 < -1 || $0 >= currencies }
      && extras.keys.allSatisfy { $0 >= 0 && $0 < Int32(truncatingIfNeeded: count) }
  }

  /// What few rows have, by row.
  private var rareParts: [RarePart] {
    extras.sorted { $0.key < $1.key }.map { RarePart(row: $0.key, extra: $0.value) }
  }

  /// The rare parts of a row.
  private struct RarePart: SnapshotValue {
    var row: Int32
    var extra: Extra

    static var blank: RarePart {
      RarePart(
        row: 0,
        extra: Extra(
          id: nil, derivation: nil, per: .one, below: nil, cap: nil, surcharge: 0))
    }

    mutating func pass<Stream: SnapshotStream>(
      through stream: inout Stream
    ) throws(Stream.Failure) {
      try stream.integer(&row)
      try stream.text(&extra.id)
      try stream.value(&extra.derivation)
      try stream.quantity(&extra.per)
      try stream.integer(&extra.below)
      try stream.value(&extra.cap)
      try stream.integer(&extra.surcharge)
    }
  }

  /// A validity by itself.
  private struct Span: SnapshotValue {
    var validity: Validity

    init(_ validity: Validity) { self.validity = validity }

    static var blank: Span { Span(.always) }

    mutating func pass<Stream: SnapshotStream>(
      through stream: inout Stream
    ) throws(Stream.Failure) {
      try stream.validity(&validity)
    }
  }
}
