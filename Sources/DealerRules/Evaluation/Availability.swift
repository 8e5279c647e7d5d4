/// How much of a line can be delivered from what is in stock (RULES.md R-029).
public struct Availability: Hashable, Sendable {
  /// Whether that is all of it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// All of it can be delivered.
    case canShip
    /// A part of it can.
    case partly
    /// Nothing of it can.
    case outOfStock
  }

  /// Whether all can be delivered, a part or nothing.
  public var state: State
  /// Thousandths of base units that can be delivered, cut; never more than the line orders.
  public var quantity: Int64
  /// Thousandths of base units that the line orders, cut.
  public var ordered: Int64
}

extension Workspace {
  /// What can be delivered of each line of the order evaluated last, `nil` where that is not known.
  mutating func availabilities(of order: Int32, in orders: borrowing OrderBatch) -> [Availability?]
  {
    batch = copy orders
    defer { batch = OrderBatch() }
    guard batch.customer[Int(order)] >= 0 else { return [] }
    productSums.removeAll(keepingCapacity: true)
    let lines = lines(of: order)
    return lines.map { line in
      isResolved(line) ? availability(line, line - lines.lowerBound, order) : nil
    }
  }

  private mutating func availability(
    _ line: Int32, _ position: Int32, _ order: Int32
  ) -> Availability? {
    let product = batch.product[Int(line)]
    let wanted = base(line)
    let before = productSums[product] ?? .zero
    // A sum beyond 128 bits is more than any stock.
    guard let all = try? before.added(to: wanted) else { return nil }
    productSums[product] = all
    var given = lotsServed[position]
    if given == nil, decidingShelfLife(line, order) == nil,
      let stock = batch.fact(.stock(product), order)
    {
      let left = try? Ratio(Int128(stock), 1).added(
        to: Ratio(-before.numerator, before.denominator))
      given = left.map { $0.numerator < 0 ? .zero : $0 }
    }
    guard let given, let isShort = try? given.isLess(than: wanted) else { return nil }
    let state: Availability.State =
      !isShort ? .canShip : given.numerator > 0 ? .partly : .outOfStock
    return Availability(
      state: state, quantity: shown(isShort ? given : wanted), ordered: shown(wanted))
  }
}
