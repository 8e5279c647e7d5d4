/// Price rows as columns: millions of rows without an object for each.
///
/// Rows are appended and read whole; everything rare (an id, a cap, a derivation) lives beside the
/// columns and costs nothing where it is absent, and what all rows say alike is kept once.
public struct PriceRows: Sendable {
  /// Values in every row's key.
  let keyCount: Int
  var symbols = SymbolTable()
  /// Symbols of the keys, ``keyCount`` per row.
  var keys: [Int32] = []
  /// Amounts in millionths; 0 where the row is derived.
  var amounts = PagedColumn<Int64>()
  var froms = EvenColumn<Int64>(0)
  /// Symbol of the unit, −1 for the base unit.
  var units = EvenColumn<Int32>(-1)
  /// Index into ``currencies``, −1 for the book's; rows often state one each.
  var currency = EvenColumn<Int16>(-1)
  private(set) var currencies: [Currency] = []
  /// Index into ``windows``.
  var window = EvenColumn<Int32>(0)
  var windows: [Validity] = [.always]
  private var windowIndex: [Validity: Int32] = [.always: 0]
  /// Byte offsets of the rows in their source; `nil` spans are −1 in ``sources``.
  var sources = PagedColumn<Int32>()
  var starts = EvenColumn<UInt32>(0)
  var ends = EvenColumn<UInt32>(0)
  /// What most rows do not have.
  var extras: [Int32: Extra] = [:]

  /// The rare parts of a row.
  struct Extra: Sendable {
    var id: String?
    var derivation: Derivation?
    var per: Quantity
    var below: Int64?
    var cap: PriceCap?
    var surcharge: Int64
  }

  /// Creates an empty set of rows with `keyCount` values in each key.
  public init(keyCount: Int) { self.keyCount = keyCount }

  /// Rows appended so far.
  public var count: Int { amounts.count }

  /// Makes room for `n` more rows.
  public mutating func reserve(_ n: Int) {
    keys.reserveCapacity(keys.count + n * keyCount)
    amounts.reserveCapacity(count + n)
    froms.reserveCapacity(count + n)
    units.reserveCapacity(count + n)
    currency.reserveCapacity(count + n)
    window.reserveCapacity(count + n)
    sources.reserveCapacity(count + n)
    starts.reserveCapacity(count + n)
    ends.reserveCapacity(count + n)
  }

  /// Appends a row. A key of the wrong length is padded with empty text or cut, and the compiler
  /// then reports the empty key.
  /// - Complexity: amortised O(key length).
  public mutating func append(_ row: PriceRow) {
    for position in 0..<keyCount {
      keys.append(symbols.intern(position < row.key.count ? row.key[position] : ""))
    }
    var derivation: Derivation?
    switch row.value {
    case .amount(let amount): amounts.append(amount)
    case .derived(let derived):
      amounts.append(0)
      derivation = derived
    }
    froms.append(row.from)
    units.append(row.unit.map { symbols.intern($0) } ?? -1)
    currency.append(row.currency.map { index(of: $0) } ?? -1)
    window.append(index(of: row.validity))
    sources.append(row.origin?.source ?? -1)
    starts.append(row.origin?.start ?? 0)
    ends.append(row.origin?.end ?? 0)
    let isPlain =
      row.id == nil && derivation == nil && row.per == .one && row.below == nil
      && row.cap == nil && row.surcharge == 0
    guard !isPlain else { return }
    extras[Int32(truncatingIfNeeded: count - 1)] = Extra(
      id: row.id, derivation: derivation, per: row.per, below: row.below, cap: row.cap,
      surcharge: row.surcharge)
  }

  /// A row that states a plain amount, its texts already symbols of this table.
  struct Plain {
    var id: String?
    var amount: Int64
    var from: Int64
    var unit: Int32
    var currency: Int16
    var window: Int32
  }

  /// Appends a plain row; `key` has ``keyCount`` symbols.
  mutating func append(_ row: Plain, key: [Int32], origin: SourceSpan) {
    keys.append(contentsOf: key)
    amounts.append(row.amount)
    froms.append(row.from)
    units.append(row.unit)
    currency.append(row.currency)
    window.append(row.window)
    sources.append(origin.source)
    starts.append(origin.start)
    ends.append(origin.end)
    guard let id = row.id else { return }
    extras[Int32(truncatingIfNeeded: count - 1)] = Extra(
      id: id, derivation: nil, per: .one, below: nil, cap: nil, surcharge: 0)
  }

  /// The index of a currency in ``currencies``, added when new.
  mutating func index(of currency: Currency) -> Int16 {
    if let known = currencies.firstIndex(of: currency) {
      return Int16(truncatingIfNeeded: known)
    }
    currencies.append(currency)
    return Int16(truncatingIfNeeded: currencies.count - 1)
  }

  /// The currency a row states, or `nil` for the book's.
  func currency(of row: Int) -> Currency? {
    currency[row] < 0 ? nil : currencies[Int(currency[row])]
  }

  /// The index of a validity in ``windows``, added when new.
  mutating func index(of validity: Validity) -> Int32 {
    // Rows next to each other most often state the same.
    let last = window.count > 0 ? window[window.count - 1] : 0
    if Int(last) < windows.count, windows[Int(last)] == validity { return last }
    if let known = windowIndex[validity] { return known }
    let index = Int32(truncatingIfNeeded: windows.count)
    windows.append(validity)
    windowIndex[validity] = index
    return index
  }

  /// Takes validities in their order; one that stands twice is left out.
  mutating func restart(windows list: [Validity]) {
    (windows, windowIndex) = ([], [:])
    for validity in list { _ = index(of: validity) }
  }

  /// The row at an index, put together again.
  /// - Precondition: `index` is in `0..<count`.
  public subscript(index: Int) -> PriceRow {
    let extra = extras[Int32(truncatingIfNeeded: index)]
    let names = (0..<keyCount).map { symbols.name(keys[index * keyCount + $0]) }
    return PriceRow(
      id: extra?.id, key: names,
      value: extra?.derivation.map { .derived($0) } ?? .amount(amounts[index]),
      currency: currency(of: index), unit: units[index] < 0 ? nil : symbols.name(units[index]),
      per: extra?.per ?? .one, from: froms[index], below: extra?.below,
      validity: windows[Int(window[index])], cap: extra?.cap,
      surcharge: extra?.surcharge ?? 0, origin: origin(of: index))
  }

  /// The rows with another in place of one, or behind them.
  /// - Complexity: O(rows).
  func replacing(_ index: Int?, by row: PriceRow) -> PriceRows {
    var result = PriceRows(keyCount: keyCount)
    result.reserve(count + 1)
    for position in 0..<count { result.append(position == index ? row : self[position]) }
    if index == nil { result.append(row) }
    return result
  }

  /// Changes the amount of a plain row in place. A row that no document states so has no origin.
  /// - Complexity: O(1), and a page of each column where the rows are shared.
  mutating func setAmount(of index: Int, to amount: Int64, keepsOrigin: Bool) {
    amounts[index] = amount
    if !keepsOrigin, sources[index] >= 0 { sources[index] = -1 }
  }

  /// Where the document states the row, or `nil`.
  func origin(of index: Int) -> SourceSpan? {
    guard sources[index] >= 0 else { return nil }
    return SourceSpan(source: sources[index], start: starts[index], end: ends[index])
  }
}
