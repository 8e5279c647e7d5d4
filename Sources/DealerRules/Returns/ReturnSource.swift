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
