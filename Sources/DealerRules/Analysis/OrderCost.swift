/// What the goods of the lines of an order cost and come to, in millionths of the book's currency.
struct OrderCost {
  /// Exactly.
  private(set) var cost = Ratio.zero
  private(set) var list: Int128 = 0
  private(set) var net: Int128 = 0

  /// Some lines of a batch of one order; `nil` where a cost is not known, or the order is in
  /// another currency.
  init?(
    _ batch: borrowing OrderBatch, _ result: borrowing PricedBatch, _ rules: CompiledRules,
    lines: Range<Int>
  ) {
    guard batch.currency(of: 0) == rules.book.currency,
      lines.upperBound <= result.lineNet.count
    else { return nil }
    for line in lines {
      let (row, product) = (Int(batch.unitRow[line]), Int(batch.product[line]))
      guard row >= 0, product >= 0, let each = rules.catalog.goodsCost(of: product), each > 0
      else { return nil }
      do throws(NumericError) {
        let base = try rules.catalog.units.ratio(row)
          .multiplied(by: Ratio(Int128(batch.quantity[line]), 1))
        cost = try cost.added(to: try base.multiplied(by: Ratio(Int128(each), 1000)))
      } catch {
        // A cost too large to be counted is compared with nothing.
        return nil
      }
      list += Int128(result.lineList[line])
      net += Int128(result.lineNet[line])
    }
  }
}
