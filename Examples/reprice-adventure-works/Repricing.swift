import DealerRules
import Foundation

/// One run of the command, from tables to a report.
enum Repricing {
  /// Reads, prices and compares; returns the exit code.
  static func run(_ arguments: Arguments) throws -> Int32 {
    let clock = ContinuousClock()
    let start = clock.now
    let tables = try SourceTables(DataFolder(path: arguments.folder))
    for ignored in arguments.ignored
    where !tables.offers.contains(where: { $0.id == ignored.id }) {
      note("note: offer \(ignored.id) is not in the folder")
    }
    let read = clock.now
    note("read \(tables.orders.count) orders, \(tables.lines.count) lines in \(read - start)")
    let builder = try BookBuilder(tables, ignoring: arguments.ignored)
    let rules = try CompiledRules(builder.book)
    let compiled = clock.now
    note("compiled \(builder.book.offers.count) offers in \(compiled - read)")
    let (orders, lines) = orders(of: tables)
    let results = rules.price(batch: orders)
    note("priced in \(clock.now - compiled)")
    var comparison = Comparison(rules: rules, lineDiscounts: builder.lineDiscounts)
    for (index, result) in results.enumerated() {
      comparison.add(tables.orders[index], lines[index], result)
    }
    let known = Set(tables.orders.map(\.id))
    for line in tables.lines where !known.contains(line.order) {
      comparison.add(orphan: line)
    }
    try write(comparison.report.joined(separator: "\n"))
    return comparison.isExact ? 0 : 1
  }

  /// The source's orders as the library takes them, each with its booked lines.
  static func orders(of tables: SourceTables) -> (orders: [Order], lines: [[SourceLine]]) {
    let byOrder = Dictionary(grouping: tables.lines, by: \.order)
    let lines = tables.orders.map { byOrder[$0.id] ?? [] }
    let orders = zip(tables.orders, lines).map { order, lines in
      Order(
        id: order.id, customer: order.customer, moment: .date(order.date),
        channel: order.isOnline ? BookBuilder.web : BookBuilder.reseller,
        lines: lines.enumerated().map { position, line in
          OrderLine(
            number: Int32(position + 1), product: line.product, quantity: line.quantity)
        })
    }
    return (orders, lines)
  }

  /// Writes a text and a line break to standard output.
  static func write(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
    } catch {
      throw FileFault(description: "standard output cannot be written")
    }
  }

  /// Writes a line to standard error.
  static func note(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }
}
