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
    guard let given = given(line, position, order) else { return nil }
    let isShort = given.isLess(than: wanted)
    let state: Availability.State =
      !isShort ? .canShip : given.numerator > 0 ? .partly : .outOfStock
    return Availability(
      state: state, quantity: shown(isShort ? given : wanted), ordered: shown(wanted))
  }

  /// What there is for a line: of lots where they decide about it, else of stock; `nil` where that
  /// is not known.
  private mutating func given(_ line: Int32, _ position: Int32, _ order: Int32) -> Ratio? {
    let ofLots = decidingShelfLife(line, order) != nil
    guard !parts(of: line).isEmpty else {
      let left = takeStock(line, order)
      return ofLots ? lotsServed[position] : left
    }
    let hasLots = !isServedByParts(line, order, byLots: true)
    let hasStock = !isServedByParts(line, order, byLots: false)
    let own = hasStock ? takeStock(line, order) : nil
    var kits: Ratio? = base(line)
    // What of a kit is asked of lots, and what is left to stock.
    var (isTested, isOpen) = (hasLots && ofLots, hasLots && !ofLots)
    for part in parts(of: line) {
      partOnLine = Int32(part)
      defer { partOnLine = -1 }
      // Every part is counted, whatever is known of the others.
      let left = hasStock ? nil : takeStock(line, order)
      let isOfLots = ofLots || !hasLots && decidingShelfLife(line, order) != nil
      if isOfLots { isTested = true } else { isOpen = true }
      if !isOfLots, !hasStock { kits = wholeKits(kits, from: left, line) }
    }
    if isTested { kits = fewer(kits, lotsServed[position]) }
    return hasStock && isOpen ? fewer(kits, own) : kits
  }

  private mutating func fewer(_ a: Ratio?, _ b: Ratio?) -> Ratio? {
    guard let a, let b else { return nil }
    return a.isLess(than: b) ? a : b
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
    guard let kits, let given else { return nil }
    guard given.isLess(than: base(line)) else { return kits }
    let each = Ratio(Int128(rules.catalog.componentQuantity[Int(partOnLine)]), 1)
    guard let share = try? given.divided(by: each) else { return nil }
    let whole = Ratio(share.numerator / share.denominator * 1000, 1)
    return whole.isLess(than: kits) ? whole : kits
  }
}
