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
  }

  /// One line, or one order.
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

  /// A line or an order that is stated.
  private struct Place: Hashable {
    var order: IdentifierKey
    var line: Int32
  }

  /// Reads a table with the columns `order`, `line` and `net`, or `unitPrice` in its place, or with
  /// `order` and `total`, each line or order once; other columns are left alone.
  /// - Throws: ``RuleErrors`` with everything that is wrong with it.
  /// - Complexity: O(bytes).
  public static func read(_ source: RuleSource) throws(RuleErrors) -> [Row] {
    var reader = RuleReader([source], limits: Limits())
    var table = CSVReader(source, index: 0, sink: &reader.sink)
    var rows: [Row] = []
    var seen: Set<Place> = []
    for (index, column) in table.header.enumerated() { reader.columns[column] = index }
    let amounts = ["net", "unitPrice", "total"]
    let name = amounts.first { table.column($0) != nil } ?? "net"
    let columns = name == "total" ? ["order", name] : ["order", "line", name]
    if table.columns(columns, optional: table.header, sink: &reader.sink) != nil {
      while table.next(&reader.record, sink: &reader.sink) {
        if reader.record.isBlank { continue }
        var view = FieldView(row: reader.record.span)
        guard let row = row(name, &reader, &view) else { continue }
        rows.append(row)
        let place = Place(order: IdentifierKey(row.order), line: row.line)
        guard !seen.insert(place).inserted else { continue }
        let order = Diagnostic.quote(row.order)
        reader.report(
          .duplicateID,
          row.line == 0
            ? "order \(order) is stated twice"
            : "line \(row.line) of order \(order) is stated twice",
          help: "keep one of the two", at: reader.record.span)
      }
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return rows
  }

  private static func row(
    _ name: String, _ reader: inout RuleReader, _ view: inout FieldView
  ) -> Row? {
    let order = reader.text("order", &view)
    let line = name == "total" ? 0 : reader.integer("line", 1...1_000_000, &view)
    let amount = reader.amount(name, &view)
    for (name, isThere) in [("order", order != nil), ("line", line != nil), (name, amount != nil)]
    where !isThere {
      reader.missing(name, view)
    }
    guard let order, let line, let amount else { return nil }
    var basis = Basis.net
    if name == "total" { basis = .total }
    if name == "unitPrice", let cell = reader.cell(name, &view) {
      let decimals = cell.text.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
      basis = .unitPrice(decimals: min(decimals.first?.count ?? 0, Money.scale))
    }
    return Row(order: order, line: Int32(line), amount: amount, basis: basis)
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
