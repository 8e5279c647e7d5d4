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
    let wanted = base(line)
    var given = lotsServed[position]
    let left = stockLeft(line, order)
    if given == nil, !isTestedByLots(line, order) { given = left }
    guard let given, let isShort = try? given.isLess(than: wanted) else { return nil }
    let state: Availability.State =
      !isShort ? .canShip : given.numerator > 0 ? .partly : .outOfStock
    return Availability(
      state: state, quantity: shown(isShort ? given : wanted), ordered: shown(wanted))
  }

  /// Whether lots would say what can be delivered of a line, were they known.
  private mutating func isTestedByLots(_ line: Int32, _ order: Int32) -> Bool {
    if decidingShelfLife(line, order) != nil { return true }
    guard isServedByParts(line, order, byLots: true) else { return false }
    for part in parts(of: line) {
      partOnLine = Int32(part)
      let check = decidingShelfLife(line, order)
      partOnLine = -1
      if check != nil { return true }
    }
    return false
  }

  /// What the stock of a line's goods leaves after the lines before it, of a kit without stock that
  /// of its parts; `nil` where that is not known.
  private mutating func stockLeft(_ line: Int32, _ order: Int32) -> Ratio? {
    guard isServedByParts(line, order, byLots: false) else { return takeStock(line, order) }
    var least: Ratio? = base(line)
    for part in parts(of: line) {
      partOnLine = Int32(part)
      // Every part is counted, whatever is known of the others.
      least = wholeKits(least, from: takeStock(line, order), line)
      partOnLine = -1
    }
    return least
  }

  /// Counts what stands on a line and tells what the lines before it left.
  private mutating func takeStock(_ line: Int32, _ order: Int32) -> Ratio? {
    let product = goods(line)
    let before = productSums[product] ?? .zero
    // A sum beyond 128 bits is more than any stock.
    guard let all = try? before.added(to: base(line)) else { return nil }
    productSums[product] = all
    guard let stock = batch.fact(.stock(product), order) else { return nil }
    let left = try? Ratio(Int128(stock), 1).added(
      to: Ratio(-before.numerator, before.denominator))
    return left.map { $0.numerator < 0 ? .zero : $0 }
  }

  /// How many kits what there is of the part at hand still makes: the fewer of those so far and of
  /// the whole ones that it gives; `nil` where that is not known.
  mutating func wholeKits(_ kits: Ratio?, from given: Ratio?, _ line: Int32) -> Ratio? {
    guard let kits, let given, let isShort = try? given.isLess(than: base(line)) else { return nil }
    guard isShort else { return kits }
    let each = Ratio(Int128(rules.catalog.componentQuantity[Int(partOnLine)]), 1)
    guard let share = try? given.divided(by: each) else { return nil }
    let whole = Ratio(share.numerator / share.denominator * 1000, 1)
    guard let isFewer = try? whole.isLess(than: kits) else { return nil }
    return isFewer ? whole : kits
  }
}
