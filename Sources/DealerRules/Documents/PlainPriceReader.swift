/// Reads the plain rows of a price table in CSV: a key, an amount, a band, a period.
///
/// Most rows of most tables are like that, and they go straight into columns. Any other row, and
/// any row with a fault, is declined and left to ``RuleReader/readPrice(_:)``, which knows every
/// field and every finding.
struct PlainPriceReader: Sendable {
  /// Where the fields of one table's rows stand.
  private struct Plan: Sendable {
    var index: Int
    var basis: TierBasis
    var keys: [Int]
    /// Columns that a plain row of this table leaves empty.
    var empty: [Int]
    var interner = ByteInterner()
  }

  private let columns: IdentifierMap<Int>
  private let table: Int
  private let price: Int
  private let id: Int
  private let from: Int
  private let currency: Int
  private let unit: Int
  /// The columns of the period, −1 where absent.
  private let period: [Int]
  private var plans: [Plan] = []
  /// The plan of the last row and the name of its table.
  private var plan = -1
  private var planName: [UInt8] = []
  private var planOfTable: IdentifierMap<Int> = [:]
  /// The last currency and period, which the next row most often states again.
  private var currencyText: [UInt8] = []
  private var currencyValue: Currency?
  private var periods: [[UInt8]: Validity] = [:]
  private var periodText: [UInt8] = []
  private var periodScratch: [UInt8] = []
  private var validity = Validity.always
  private var key: [Int32] = []

  /// `nil` when the table lacks the columns of a plain row.
  init?(_ columns: IdentifierMap<Int>) {
    guard let table = columns["table"], let price = columns["price"] else { return nil }
    self.columns = columns
    self.table = table
    self.price = price
    id = columns["id"] ?? -1
    from = columns["from"] ?? -1
    currency = columns["currency"] ?? -1
    unit = columns["unit"] ?? -1
    period = (RuleReader.validityColumns + ["known"]).map { columns[$0] ?? -1 }
  }

  /// Appends a row; `false` when it is not plain, and then nothing has happened.
  mutating func append(
    _ record: borrowing CSVRecord, _ book: inout RuleBook, _ tables: IdentifierMap<Int>
  ) -> Bool {
    guard find(record, book, tables) else { return false }
    for column in plans[plan].empty where !record.isEmpty(column) { return false }
    guard let amount = PlainPriceReader.decimal(record, price, Money.scale) else { return false }
    var row = PriceRows.Plain(amount: amount, from: 0, unit: -1, currency: -1, window: 0)
    if from >= 0, !record.isEmpty(from) {
      guard let start = bandStart(record) else { return false }
      row.from = start
    }
    guard readCurrency(record), readPeriod(record, book.zone), readID(record, &row) else {
      return false
    }
    for column in plans[plan].keys where !PlainPriceReader.isText(record, column) { return false }
    if unit >= 0, !record.isEmpty(unit), !PlainPriceReader.isText(record, unit) { return false }
    intern(record, &row, &book.priceTables[plans[plan].index].rows)
    return true
  }

  private mutating func intern(
    _ record: borrowing CSVRecord, _ row: inout PriceRows.Plain, _ rows: inout PriceRows
  ) {
    key.removeAll(keepingCapacity: true)
    for column in plans[plan].keys {
      key.append(plans[plan].interner.symbol(of: column, record, in: &rows.symbols))
    }
    if unit >= 0, !record.isEmpty(unit) {
      row.unit = plans[plan].interner.symbol(of: unit, record, in: &rows.symbols)
    }
    if let currencyValue, currency >= 0, !record.isEmpty(currency) {
      row.currency = rows.index(of: currencyValue)
    }
    row.window = rows.index(of: validity)
    rows.append(row, key: key, origin: record.span)
  }

  // MARK: Tables

  private mutating func find(
    _ record: borrowing CSVRecord, _ book: borrowing RuleBook, _ tables: IdentifierMap<Int>
  ) -> Bool {
    if plan >= 0, record.holds(planName, at: table) { return true }
    let name = record.bytes(table)
    let text = String(decoding: name, as: UTF8.self)
    if let known = planOfTable[text] {
      plan = known
    } else {
      guard let index = tables[text], let made = makePlan(index, book) else { return false }
      plan = plans.count
      plans.append(made)
      planOfTable[text] = plan
    }
    planName = Array(name)
    return true
  }

  /// `nil` when the file lacks a key of the table, so that none of its rows is right.
  private func makePlan(_ index: Int, _ book: borrowing RuleBook) -> Plan? {
    var keys: [Int] = []
    for field in book.priceTables[index].keys {
      guard let column = columns[field.column] else { return nil }
      keys.append(column)
    }
    let read = Set(keys + period + [table, price, id, from, currency, unit])
    return Plan(
      index: index, basis: book.priceTables[index].schedule.basis, keys: keys,
      empty: columns.map(\.value).filter { !read.contains($0) }.sorted())
  }

  // MARK: Fields

  private static func decimal(
    _ record: borrowing CSVRecord, _ column: Int, _ scale: Int
  ) -> Int64? {
    guard !record.isEmpty(column) else { return nil }
    let field = record.fields[column]
    return shortDecimal(record.bytes, Int(field.start)..<Int(field.end), scale)
      ?? (try? Decimals.parse(record.bytes(column), scale: scale))
  }

  /// A decimal of few digits and no sign, as most are; `nil` for any other.
  private static func shortDecimal(_ bytes: [UInt8], _ text: Range<Int>, _ scale: Int) -> Int64? {
    guard text.count <= 12 else { return nil }
    let bytes = bytes.span.extracting(text)
    var value: Int64 = 0
    var point = bytes.count
    for index in 0..<bytes.count {
      let digit = bytes[index] &- 48
      if digit < 10 {
        value = value &* 10 &+ Int64(digit)
      } else {
        guard bytes[index] == 46, point == bytes.count, index > 0 else { return nil }
        point = index
      }
    }
    let decimals = max(bytes.count - point - 1, 0)
    guard point == bytes.count || decimals > 0, decimals <= scale else { return nil }
    return value * Decimals.powerOfTen(scale - decimals)
  }

  private func bandStart(_ record: borrowing CSVRecord) -> Int64? {
    let isAmount = plans[plan].basis == .amount
    return PlainPriceReader.decimal(record, from, isAmount ? Money.scale : Quantity.scale)
  }

  /// Whether a field has a text that fits.
  private static func isText(_ record: borrowing CSVRecord, _ column: Int) -> Bool {
    let field = record.fields[column]
    return field.end > field.start && field.end - field.start <= 4_096
  }

  private func readID(_ record: borrowing CSVRecord, _ row: inout PriceRows.Plain) -> Bool {
    guard id >= 0, !record.isEmpty(id) else { return true }
    let bytes = record.bytes(id)
    guard bytes.count <= 120, !bytes.contains(where: { $0 < 32 || $0 == 127 }) else { return false }
    row.id = String(decoding: bytes, as: UTF8.self)
    return true
  }

  private mutating func readCurrency(_ record: borrowing CSVRecord) -> Bool {
    guard currency >= 0, !record.isEmpty(currency) else { return true }
    if currencyValue != nil, record.holds(currencyText, at: currency) { return true }
    let bytes = record.bytes(currency)
    guard let value = Currency(String(decoding: bytes, as: UTF8.self)) else { return false }
    currencyText = Array(bytes)
    currencyValue = value
    return true
  }

  // MARK: Periods

  private mutating func readPeriod(
    _ record: borrowing CSVRecord, _ zone: borrowing ZoneOffsets
  ) -> Bool {
    if period.allSatisfy({ $0 < 0 || record.isEmpty($0) }) {
      validity = .always
      periodText.removeAll(keepingCapacity: true)
      return true
    }
    periodScratch.removeAll(keepingCapacity: true)
    for column in period {
      if column >= 0 { periodScratch.append(contentsOf: record.bytes(column)) }
      periodScratch.append(10)
    }
    if periodScratch == periodText { return true }
    if let known = periods[periodScratch] {
      validity = known
    } else {
      guard let read = readDates(record, zone) else { return false }
      validity = read
      periods[periodScratch] = read
    }
    periodText = periodScratch
    return true
  }

  private func readDates(
    _ record: borrowing CSVRecord, _ zone: borrowing ZoneOffsets
  ) -> Validity? {
    var result = Validity.always
    var ends = 0
    for (place, column) in period.enumerated() where column >= 0 && !record.isEmpty(column) {
      guard let date = CivilDate(utf8: record.bytes(column)) else { return nil }
      switch place {
      case 0: result.from = zone.start(of: date)
      case 1:
        result.until = zone.start(of: date)
        ends += 1
      case 3: result.known = zone.start(of: date)
      default:
        result.until = date.adding(days: 1).map { zone.start(of: $0) } ?? .distantFuture
        ends += 1
      }
    }
    return ends < 2 ? result : nil
  }
}
