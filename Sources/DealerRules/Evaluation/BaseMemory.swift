/// Prices that others derive from, found for one query: each base is searched once, however many
/// rows of however many levels start from it (RULES.md P-020).
///
/// While the other lines of an order are summed for an aggregate, their bases lie on top of those
/// of the line at hand and are dropped afterwards.
struct BaseMemory: Sendable {
  private struct Entry {
    var base: CompiledBase
    var currency: Int32
    var instant: Int64
    /// Of the kind that is asked (RULES.md P-029).
    var channel: Int32
    var tier: Int32
    /// `nil` for a base without a price.
    var price: Ratio?
  }

  /// What is known of a base.
  enum Known {
    case nothing
    /// It has no price.
    case missing
    case price(Ratio)
  }

  /// What a price depends on inside an order, beside currency and instant.
  fileprivate struct Asker {
    var line: Int32 = Int32.min
    var product: Int32 = -1
    var unitRow = -1
    var quantity = Ratio.zero

    func isSame(as query: borrowing PriceQuery) -> Bool {
      guard line == query.line, product == query.product, unitRow == query.unitRow,
        quantity.numerator == query.quantity.numerator
      else { return false }
      return quantity.denominator == query.quantity.denominator
    }
  }

  /// The entries of one asker, to be taken up again.
  struct Frame {
    fileprivate let start: Int
    fileprivate let asker: Asker
  }

  private var entries: [Entry] = []
  private var start = 0
  private var asker = Asker()

  /// Forgets everything and keeps the storage.
  mutating func removeAll() {
    if !entries.isEmpty { entries.removeAll(keepingCapacity: true) }
    start = 0
    asker = Asker()
  }

  /// Begins the entries of other askers on top of those there are.
  mutating func open() -> Frame {
    let outer = Frame(start: start, asker: asker)
    start = entries.count
    asker = Asker()
    return outer
  }

  /// Drops what was remembered since ``open()``.
  mutating func close(_ outer: Frame) {
    entries.removeSubrange(start...)
    start = outer.start
    asker = outer.asker
  }

  /// What was found for a base before.
  func price(of base: CompiledBase, _ query: borrowing PriceQuery) -> Known {
    guard asker.isSame(as: query) else { return .nothing }
    let (currency, instant) = (query.currency, query.instant)
    let (channel, tier) = (query.channel, query.tier)
    for entry in entries[start...]
    where entry.base == base && entry.currency == currency && entry.instant == instant
      && entry.channel == channel && entry.tier == tier
    {
      return entry.price.map { .price($0) } ?? .missing
    }
    return .nothing
  }

  /// Keeps what a base gave.
  mutating func remember(
    _ price: Ratio?, of base: CompiledBase, _ query: borrowing PriceQuery
  ) {
    if !asker.isSame(as: query) {
      entries.removeSubrange(start...)
      asker = Asker(
        line: query.line, product: query.product, unitRow: query.unitRow,
        quantity: query.quantity)
    }
    entries.append(
      Entry(
        base: base, currency: query.currency, instant: query.instant, channel: query.channel,
        tier: query.tier, price: price))
  }
}
