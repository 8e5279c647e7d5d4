/// Nets of lines as another system has them (RULES.md U-033).
public enum ExpectedNets {
  /// One line.
  public struct Row: Hashable, Sendable {
    /// The order's id.
    public var order: String
    /// The line's number.
    public var line: Int32
    /// Millionths of the order's currency.
    public var net: Int64
  }

  /// Reads a table with the columns `order, line, net`; others are left alone.
  /// - Throws: ``RuleErrors`` with everything that is wrong with it.
  /// - Complexity: O(bytes).
  public static func read(_ source: RuleSource) throws(RuleErrors) -> [Row] {
    var reader = RuleReader([source], limits: Limits())
    var table = CSVReader(source, index: 0, sink: &reader.sink)
    var rows: [Row] = []
    for (index, column) in table.header.enumerated() { reader.columns[column] = index }
    let known = ["order", "line", "net"]
    if table.columns(known, optional: table.header, sink: &reader.sink) != nil {
      while table.next(&reader.record, sink: &reader.sink) {
        if reader.record.isBlank { continue }
        var view = FieldView(row: reader.record.span)
        let order = reader.text("order", &view)
        let line = reader.integer("line", 1...1_000_000, &view)
        let net = reader.amount("net", &view)
        for (name, isThere) in [
          ("order", order != nil), ("line", line != nil), ("net", net != nil),
        ]
        where !isThere {
          reader.missing(name, view)
        }
        guard let order, let line, let net else { continue }
        rows.append(Row(order: order, line: Int32(line), net: net))
      }
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return rows
  }
}
