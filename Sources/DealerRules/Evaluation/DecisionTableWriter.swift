/// Writes decisions as a table in CSV, one row a line of each order.
public struct DecisionTableWriter {
  /// The names of the columns with their line end.
  public static let header: [UInt8] = Array(
    "order,outcome,currency,line,product,quantity,unit,list,net\n".utf8)

  private let rules: CompiledRules

  /// Creates a writer of decisions by some rules.
  public init(_ rules: CompiledRules) { self.rules = rules }

  /// Appends the rows of an order of a priced batch; an order in error has one.
  ///
  /// - Parameters:
  ///   - order: The position of the order in `batch` and `result`.
  ///   - batch: The orders as they were priced.
  ///   - result: What pricing them gave, at least with ``Detail/lines``.
  ///   - bytes: What is appended to.
  /// - Complexity: O(lines).
  public mutating func append(
    _ order: Int, _ batch: OrderBatch, _ result: PricedBatch, to bytes: inout [UInt8]
  ) {
    let id = batch.ids[order]
    if let error = rules.orderError(of: order, batch, result) {
      return appendError(id, line: error.line, to: &bytes)
    }
    let currency = batch.currencyValue[order]
    let outcome = Outcome(rawValue: result.outcome[order]) ?? .block
    let source = Int(batch.lineStart[order])
    for (position, line) in result.lines(of: order).enumerated() {
      bytes.appendField(id)
      bytes.append(0x2C)
      bytes += outcome.name.utf8
      bytes.append(0x2C)
      bytes += currency.code.utf8
      bytes.append(0x2C)
      bytes.appendInteger(Int(batch.number[source + position]))
      bytes.append(0x2C)
      bytes.appendField(rules.productName(ofLine: source + position, batch))
      bytes.append(0x2C)
      bytes.appendDecimal(batch.quantity[source + position], scale: Quantity.scale, minimum: 0)
      bytes.append(0x2C)
      bytes.appendField(rules.unitName(ofLine: source + position, batch))
      bytes.append(0x2C)
      let digits = currency.exponent
      bytes.appendDecimal(result.lineList[line], scale: Money.scale, minimum: digits)
      bytes.append(0x2C)
      bytes.appendDecimal(result.lineNet[line], scale: Money.scale, minimum: digits)
      bytes.append(0x0A)
    }
  }

  /// Appends the row of an order in error.
  /// - Parameters:
  ///   - id: The order, or empty where that is not known.
  ///   - line: The line the error is in, or `nil`.
  ///   - bytes: What is appended to.
  public mutating func appendError(_ id: String, line: Int32?, to bytes: inout [UInt8]) {
    bytes.appendField(id)
    bytes += ",error,,".utf8
    if let line { bytes.appendInteger(Int(line)) }
    bytes += ",,,,,\n".utf8
  }
}

extension CompiledRules {
  /// The fault of an order of a priced batch; `nil` where it was priced by these rules.
  func orderError(
    of order: Int, _ batch: OrderBatch, _ result: PricedBatch
  ) -> OrderError? {
    if let error = orderError(batch.ids[order], order, result) { return error }
    return batch.belongs(to: self) ? nil : OrderError(order: batch.ids[order], code: .otherRules)
  }

  /// The product of a line, known or not.
  func productName(ofLine line: Int, _ batch: OrderBatch) -> String {
    let product = batch.product[line]
    return product < 0
      ? batch.unknownProducts[Int32(line)] ?? "" : catalog.products.name(product)
  }

  /// The unit of a line, known or not.
  func unitName(ofLine line: Int, _ batch: OrderBatch) -> String {
    let unit = batch.unitRow[line]
    return unit < 0
      ? batch.unknownUnits[Int32(line)] ?? "" : catalog.texts.name(catalog.units.unit[Int(unit)])
  }
}
