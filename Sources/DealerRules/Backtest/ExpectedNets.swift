/// What lines or orders come to as another system has it (RULES.md U-033).
public enum ExpectedNets {
  /// What an amount is.
  public enum Basis: Hashable, Sendable {
    /// The net of a line.
    case net
    /// The net of one unit of a line, with that many decimals.
    case unitPrice(decimals: Int)
    /// The net of an order.
    case total

    /// The column that states it.
    public var column: String {
      switch self {
      case .net: "net"
      case .unitPrice: "unitPrice"
      case .total: "total"
      }
    }
  }

  /// What is stated of one line, or of one order.
  public struct Row: Hashable, Sendable {
    /// The order's id.
    public var order: String
    /// The line's number; 0 for the order as a whole.
    public var line: Int32
    /// Millionths of the order's currency.
    public var amount: Int64
    /// What the amount is.
    public var basis: Basis
  }

  /// The columns that may state amounts.
  static let columns = ["net", "unitPrice", "total"]

  /// A line or an order that is stated.
  private struct Place: Hashable {
    var order: IdentifierKey
    var line: Int32
  }

  /// What was read so far.
  private struct Found {
    var rows: [Row] = []
    var seen: Set<Place> = []
    var totals: [IdentifierKey: Int64] = [:]
  }

  /// Reads a table with the columns `order`, `line` and `net`, `unitPrice` or both, or with `order`
  /// and `total`, each line or order once; a `total` beside lines is the same on all those of one
  /// order. An empty cell states nothing; other columns are left alone.
  /// - Throws: ``RuleErrors`` with everything that is wrong with it.
  /// - Complexity: O(bytes).
  public static func read(_ source: RuleSource) throws(RuleErrors) -> [Row] {
    var reader = RuleReader([source], limits: Limits())
    var table = CSVReader(source, index: 0, sink: &reader.sink)
    var found = Found()
    for (index, column) in table.header.enumerated() { reader.columns[column] = index }
    var amounts = columns.filter { table.column($0) != nil }
    if amounts.isEmpty { amounts = ["net"] }
    let isOfOrders = amounts == ["total"]
    let asked = (isOfOrders ? ["order"] : ["order", "line"]) + amounts
    if table.columns(asked, optional: table.header, sink: &reader.sink) != nil {
      while table.next(&reader.record, sink: &reader.sink) {
        if reader.record.isBlank { continue }
        var view = FieldView(row: reader.record.span)
        read(amounts, isOfOrders, &reader, &view, &found)
      }
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return found.rows
  }

  private static func read(
    _ amounts: [String], _ isOfOrders: Bool, _ reader: inout RuleReader, _ view: inout FieldView,
    _ found: inout Found
  ) {
    let order = reader.text("order", &view)
    let line = isOfOrders ? 0 : reader.integer("line", 1...1_000_000, &view)
    var stated: [(Basis, Int64)] = []
    for name in amounts {
      guard let amount = reader.amount(name, &view) else { continue }
      var basis = name == "total" ? Basis.total : .net
      if name == "unitPrice", let cell = reader.cell(name, &view) {
        let decimals = cell.text.split(separator: ".", omittingEmptySubsequences: false)
          .dropFirst()
        basis = .unitPrice(decimals: min(decimals.first?.count ?? 0, Money.scale))
      }
      stated.append((basis, amount))
    }
    if order == nil { reader.missing("order", view) }
    if line == nil { reader.missing("line", view) }
    // A total says nothing of a line.
    let says = isOfOrders ? stated : stated.filter { $0.0 != .total }
    if says.isEmpty { reader.missing(amounts[0], view) }
    guard let order, let line else { return }
    let key = IdentifierKey(order)
    guard found.seen.insert(Place(order: key, line: Int32(line))).inserted else {
      let name = Diagnostic.quote(order)
      reader.report(
        .duplicateID,
        line == 0
          ? "order \(name) is stated twice" : "line \(line) of order \(name) is stated twice",
        help: "keep one of the two", at: reader.record.span)
      return
    }
    for (basis, amount) in stated {
      guard basis == .total else {
        found.rows.append(Row(order: order, line: Int32(line), amount: amount, basis: basis))
        continue
      }
      let known = found.totals.updateValue(amount, forKey: key)
      if known == nil {
        found.rows.append(Row(order: order, line: 0, amount: amount, basis: basis))
      } else if known != amount {
        reader.report(
          .duplicateID, "order \(Diagnostic.quote(order)) has two totals",
          help: "state the same on each of its lines", at: reader.record.span)
      }
    }
  }

  /// What a row says of a line's net: the net itself where it gives the unit price that is stated,
  /// else the unit price times the quantity, half-up to a minor unit.
  static func net(_ row: Row, of line: PricedLine, _ unit: Int64) -> Int64 {
    guard case .unitPrice(let decimals) = row.basis else { return row.amount }
    let quantity = Int128(line.quantity.thousandths)
    guard quantity > 0 else { return row.amount }
    let step = (decimals..<Money.scale).reduce(Int128(1)) { value, _ in value * 10 }
    let own = rounded(Int128(line.net) * 1000, quantity * step) * step
    if own == Int128(row.amount) { return line.net }
    let net = rounded(Int128(row.amount) * quantity, 1000 * Int128(unit)) * Int128(unit)
    return Int64(clamping: net)
  }

  /// The quotient, half away from zero.
  private static func rounded(_ value: Int128, _ divisor: Int128) -> Int128 {
    (value + (value < 0 ? -divisor / 2 : divisor / 2)) / divisor
  }
}
