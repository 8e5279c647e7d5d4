// Price rows as snapshots keep them: column by column.
extension PriceRows {
  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try passSymbols(through: &stream)
    try stream.column(&amounts)
    let count = amounts.count
    // Every number is one of something that there is.
    let names = Int64(symbols.count) - 1
    try stream.column(&keys, within: 0...max(names, 0))
    try stream.column(&froms, of: count)
    try stream.column(&units, of: count, within: -1...names)
    try stream.column(&currency, of: count, within: -1...Int64(currencies.count) - 1)
    try stream.column(&window, of: count, within: 0...max(Int64(windows.count) - 1, 0))
    let stated: [Int32] = Stream.isReading ? [] : (0..<count).map { self.sources[$0] }
    var sources = EvenColumn(of: stated)
    try stream.column(&sources, of: count)
    try stream.column(&starts, of: count)
    try stream.column(&ends, of: count)
    var rare = rareParts
    try stream.list(&rare)
    guard Stream.isReading else { return }
    self.sources =
      sources.isEven
      ? PagedColumn(repeating: count > 0 ? sources[0] : -1, count: count)
      : PagedColumn((0..<count).map { sources[$0] })
    extras = [:]
    for part in rare { extras[part.row] = part.extra }
    let isWhole =
      keys.count == count * keyCount && (keys.isEmpty || names >= 0)
      && (count == 0 || !windows.isEmpty)
      && extras.count == rare.count
      && extras.keys.allSatisfy { $0 >= 0 && $0 < Int32(truncatingIfNeeded: count) }
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
    symbols.reserveCapacity(names.count)
    for name in names { _ = symbols.intern(name) }
    for currency in money { _ = index(of: currency) }
    restart(windows: spans.map(\.validity))
    let isWhole =
      symbols.count == names.count && currencies.count == money.count
      && windows.count == spans.count && currencies.count <= Int(Int16.max)
    _ = try stream.accept(isWhole ? true : nil, else: true)
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
