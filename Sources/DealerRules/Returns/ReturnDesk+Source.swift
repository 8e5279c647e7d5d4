/// Goods of one sale that a return takes where the dealer names none (RULES.md Z-016).
public struct ReturnSource: Hashable, Sendable {
  /// The order.
  public var sale: String
  /// The line.
  public var number: Int32
  /// Thousandths of the line's unit, above zero.
  public var quantity: Int64

  /// Creates a source.
  public init(sale: String, number: Int32, quantity: Int64) {
    self.sale = sale
    self.number = number
    self.quantity = quantity
  }
}

extension ReturnDesk {
  /// The sales that goods come back of where the dealer names none, in the order of the policy: the
  /// first that holds enough, else one after another until it is enough (RULES.md Z-016).
  ///
  /// - Parameters:
  ///   - product: What comes back.
  ///   - quantity: How much, in thousandths of `unit`.
  ///   - unit: The unit that it was sold in; `nil` for any.
  ///   - template: Day, reason and facts of the return; a sale of which it would be refused takes
  ///     no part.
  ///   - sales: The dealer's sales with what came back of each.
  /// - Returns: Nothing where all sales together do not hold enough.
  /// - Throws: ``NumericError/overflow``.
  /// - Complexity: one settlement for each line of the product.
  public func sources(
    of product: String, quantity: Int64, unit: String? = nil, like template: ReturnRequest,
    among sales: [(StoredSale, [ReturnStatement])]
  ) throws(NumericError) -> [ReturnSource] {
    var found: [(sale: StoredSale, item: SaleItem, left: Int64)] = []
    for (sale, earlier) in sales {
      for item in sale.items where item.part == nil && item.gift == nil {
        let left = item.quantity - ReturnRun.returned(item, earlier)
        guard IdentifierOrder.areEqual(item.product, product), left > 0,
          unit == nil || IdentifierRun.same(unit, item.unit)
        else { continue }
        var request = template
        request.sale = sale.order
        request.isWhole = false
        request.lines = [
          ReturnRequest.Line(number: item.number, quantity: min(left, max(quantity, 1)))
        ]
        let preview = try settle(request, of: sale, after: earlier)
        if preview.outcome != .refused { found.append((sale, item, left)) }
      }
    }
    if policy.source == .lowestPrice {
      // Amounts in several currencies are not compared.
      let oldest = found.min { a, b in
        a.sale.day != b.sale.day
          ? a.sale.day < b.sale.day : IdentifierOrder.precedes(a.sale.order, b.sale.order)
      }
      found.removeAll { $0.sale.currency != oldest?.sale.currency }
    }
    found.sort { precedes($0.sale, $0.item, $1.sale, $1.item) }
    if let one = found.first(where: { $0.left >= quantity }) { found = [one] }
    var sources: [ReturnSource] = []
    var rest = quantity
    for one in found where rest > 0 {
      let part = min(rest, one.left)
      rest -= part
      sources.append(
        ReturnSource(sale: one.sale.order, number: one.item.number, quantity: part))
    }
    return rest > 0 ? [] : sources
  }
}
