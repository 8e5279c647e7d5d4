/// Past orders priced under two rule sets, and what differs (RULES.md U-010 … U-016).
///
/// Orders are added in blocks of one batch, so that memory grows with dealers, products and offers
/// and not with orders.
public struct Backtest: Sendable {
  /// Why two rule sets cannot be compared.
  public enum Fault: Error, Hashable, Sendable {
    /// Orders would be read in different zones.
    case zones
    /// Typed amounts would be in different currencies.
    case currencies
  }

  /// An order whose revenue moved far (RULES.md U-014).
  public struct Mover: Sendable {
    /// Its position among all orders, from 0.
    public var position: Int
    /// The order's id.
    public var order: String
    /// What the new rules add to its revenue, in millionths.
    public var change: Int64
    /// The decision under the old rules.
    public var old: Result<Decision, OrderError>
    /// The decision under the new rules.
    public var new: Result<Decision, OrderError>
  }

  /// How an order ends under both sides; `nil` is an error.
  public struct Outcomes: Hashable, Sendable {
    /// Under the old rules.
    public var old: Outcome?
    /// Under the new rules.
    public var new: Outcome?

    /// Creates a pair of outcomes.
    public init(old: Outcome?, new: Outcome?) {
      self.old = old
      self.new = new
    }
  }

  /// An order that a side cannot price, and what is wrong there; `nil` for a side that prices it.
  public struct Failure: Hashable, Sendable {
    /// Its position among all orders, from 0.
    public var position: Int
    /// Under the old rules.
    public var old: OrderError?
    /// Under the new rules.
    public var new: OrderError?
  }

  /// A line whose net the new rules change (RULES.md U-015).
  public struct Adjustment: Sendable {
    /// The order.
    public var order: String
    /// Its customer.
    public var dealer: String
    /// The line's number.
    public var line: Int32
    /// The product.
    public var product: String
    /// The currency of the amounts.
    public var currency: Currency
    /// Millionths under the old rules.
    public var old: Int64
    /// Millionths under the new rules.
    public var new: Int64
  }

  /// The rules as they are.
  public let old: CompiledRules
  /// The rules as they would be.
  public let new: CompiledRules
  /// Whom the new rules are tried with.
  public let pilot: PilotGroup
  /// Orders added.
  public internal(set) var orders = 0
  /// Orders of the pilot group.
  public internal(set) var piloted = 0
  /// Sums by currency.
  public internal(set) var sums: [Currency: BacktestSums] = [:]
  /// Orders by how they end.
  public internal(set) var outcomes: [Outcomes: Int] = [:]
  /// Orders by how far their net moves, of those that neither side blocks.
  public internal(set) var distribution = BacktestDistribution()
  /// Orders that cost less and that cost more under the new rules, of those that neither blocks.
  public internal(set) var cheaper = 0
  /// See ``cheaper``.
  public internal(set) var dearer = 0
  /// Orders for which a floor or margin failed, without being clipped.
  public internal(set) var floorBreaches = (old: 0, new: 0)
  /// What budgets and limits give day by day.
  public internal(set) var burns: [BacktestBurn.Key: [CivilDate: Int128]] = [:]
  /// Uses of limits that each customer or code has of its own.
  var holders: [Holder: [CivilDate: Int128]] = [:]

  /// How far offers reach under the new rules, where it is asked for (RULES.md U-038).
  public internal(set) var reach: OfferReach?

  let moverCount: Int
  var movers: [Currency: [Mover]] = [:]
  var tables = BacktestTables()
  private var carried: (old: CarriedUse, new: CarriedUse)?

  /// Creates a backtest.
  /// - Parameters:
  ///   - old: The rules as they are.
  ///   - new: The rules as they would be.
  ///   - pilot: Whom the new rules are tried with; all others are priced by the old on both sides.
  ///   - movers: How many of the orders that moved furthest are kept, of each currency.
  ///   - control: Whom dealers that offers reach are compared with; ``reach`` is kept for it, and
  ///     for a group that holds everybody without a comparison. `nil` keeps nothing.
  /// - Throws: ``Fault`` where the two books read orders differently.
  public init(
    old: CompiledRules, new: CompiledRules, pilot: PilotGroup = PilotGroup(), movers: Int = 10,
    control: PilotGroup? = nil
  ) throws(Fault) {
    guard old.book.zone == new.book.zone else { throw .zones }
    guard old.book.currency == new.book.currency else { throw .currencies }
    self.old = old
    self.new = new
    self.pilot = pilot
    moverCount = max(0, movers)
    reach = control.map { OfferReach(control: $0) }
  }

  /// Prices the next orders of the batch under both rule sets and adds what differs.
  ///
  /// - Parameters:
  ///   - block: The orders; those added before count as earlier orders of the same batch.
  ///   - workers: How many tasks price at once, half of them each side.
  ///   - changing: What is changed of each order before the new rules price it.
  ///   - adjust: Called for every line whose net changes in an order that neither side blocks.
  ///   - failed: Called for every order that a side cannot price.
  /// - Throws: ``CreditBook/Fault`` where the credit of a book cannot be opened.
  /// - Complexity: that of pricing the orders twice.
  public mutating func add(
    _ block: [Order], workers: Int = 2, changing: ((inout Order) -> Void)? = nil,
    adjust: ((Adjustment) -> Void)? = nil, failed: ((Failure) -> Void)? = nil
  ) async throws(CreditBook.Fault) {
    guard let first = block.first else { return }
    let use = try opened(first)
    let each = max(1, workers / 2)
    let (oldRules, newRules, group) = (old, new, pilot)
    var moved = block
    if let changing {
      for index in moved.indices { changing(&moved[index]) }
    }
    let changed = moved
    async let left = BacktestSide.priced(block, oldRules, use.old, workers: each, PilotGroup())
    async let right = BacktestSide.priced(changed, newRules, use.new, workers: each, group)
    let sides = await (left, right)
    carried = (sides.0.carried, sides.1.carried)
    for index in block.indices {
      fold(block[index], index, sides.0, sides.1, adjust, failed)
    }
  }

  /// What earlier blocks used; credit is opened on the day of the first order.
  private mutating func opened(
    _ first: Order
  ) throws(CreditBook.Fault) -> (old: CarriedUse, new: CarriedUse) {
    if let held = carried {
      carried = nil
      return held
    }
    let day = first.day(in: old.book.zone)
    return (
      CarriedUse(credit: try old.book.creditBook(on: day)),
      CarriedUse(credit: try new.book.creditBook(on: day))
    )
  }

  /// The orders that moved furthest, of each currency by code; equal ones as they came.
  public var topMovers: [Mover] {
    movers.sorted { $0.key.code < $1.key.code }.flatMap(\.value)
  }

  /// Every entry of a dimension, those that move furthest first, then by currency and name.
  /// - Complexity: O(n log n).
  public func entries(_ dimension: BacktestDimension) -> [BacktestEntry] {
    tables.entries(dimension).sorted { a, b in
      let moves = (a.revenue.change.magnitude, b.revenue.change.magnitude)
      if moves.0 != moves.1 { return moves.0 > moves.1 }
      if a.currency != b.currency { return a.currency.code < b.currency.code }
      return IdentifierOrder.precedes(a.name, b.name)
    }
  }
}

/// A block of orders as one side priced it. An object, because every order looks at it from many
/// places: a copy of its columns would retain each of them.
final class BacktestSide: Sendable {
  let rules: CompiledRules
  let batch: OrderBatch
  let result: PricedBatch
  let carried: CarriedUse
  /// The position of each order in the batch; −1 for one that the side did not price.
  let positions: [Int]

  init(
    rules: CompiledRules, batch: OrderBatch, result: PricedBatch, carried: CarriedUse,
    positions: [Int]
  ) {
    self.rules = rules
    self.batch = batch
    self.result = result
    self.carried = carried
    self.positions = positions
  }

  static func priced(
    _ block: [Order], _ rules: CompiledRules, _ carried: CarriedUse, workers: Int,
    _ group: PilotGroup
  ) async -> BacktestSide {
    var use = carried
    var batch = OrderBatch()
    var positions: [Int] = []
    if group.isEverybody {
      for order in block { batch.append(order, rules) }
      positions = Array(block.indices)
    } else {
      var single = OrderBatch()
      for order in block {
        single.removeAll()
        single.append(order, rules)
        let isMeant = group.holds(0, single, rules)
        positions.append(isMeant ? batch.count : -1)
        if isMeant { batch.append(order, rules) }
      }
    }
    let result = await rules.price(batch, detail: .steps, workers: workers, after: &use)
    return BacktestSide(
      rules: rules, batch: batch, result: result, carried: use, positions: positions)
  }

  /// The decision about an order of the block.
  func decision(_ order: Order, at index: Int) -> Result<Decision, OrderError> {
    rules.decision(of: order, at: index, batch, result)
  }
}
