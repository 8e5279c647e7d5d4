/// Orders as columns of dense ids, ready to be priced by the rules they were resolved against.
///
/// A batch can be filled again and again without allocating once it has grown
/// (``removeAll()``). It is tied to the ids of one ``CompiledRules``, of whichever its first order
/// was resolved against; any other rules answer ``OrderError/Code/otherRules`` for each order.
public struct OrderBatch: Sendable {
  /// Orders in the batch.
  public var count: Int { customer.count }
  /// Lines in the batch.
  public var lineCount: Int { product.count }

  /// Stands for a fault of the order as a whole.
  static let noLine = Int32.min

  /// The compile whose ids these are; `nil` while the batch is empty.
  private(set) var identity: CompileIdentity?

  // Orders.
  var ids: [String] = []
  var customer: [Int32] = []
  var instant: [Int64] = []
  var requested: [Int64] = []
  var shipped: [Int64] = []
  var day: [Int32] = []
  /// −1 where no price, rate or customer names the currency.
  var currency: [Int32] = []
  var currencyValue: [Currency] = []
  var channel: [Int32] = []
  /// Position in ``RegionTree``.
  var region: [Int32] = []
  /// The span of ``RegionTree`` that holds the order's instant.
  var regionSpan: [Int32] = []
  /// Whether something is wrong with a place that the order names, and what.
  var isMisplaced: [Bool] = []
  var placeFindings: [Int32: [PlaceFinding]] = [:]
  /// Parties that are no customers.
  var strangers: [Int32: [PlaceFinding]] = [:]
  /// Where an order's goods go, where that is not its region alone; the second is −1 for none.
  var places: [Int32: (Int32, Int32)] = [:]
  var solicitation: [Solicitation] = []
  /// The customer that pays and the text of who entered the order, where stated; −2 for a text
  /// that no rule names.
  var payers: [Int32: Int32] = [:]
  /// The customer to whom the goods go, where stated.
  var consignees: [Int32: Int32] = [:]
  var sellers: [Int32: Int32] = [:]
  /// The shares that sellers hold of buyers, transfer by transfer, where an order states them.
  var transfers: [Int32: [Int64]] = [:]
  /// Lines of order o are `lineStart[o]..<lineStart[o + 1]`, by ascending number.
  var lineStart: [Int32] = [0]
  /// 0 for none, else 1 + the code of an ``OrderError``.
  var fault: [UInt8] = []
  var faultLine: [Int32] = []

  // Lines.
  var number: [Int32] = []
  var product: [Int32] = []
  /// Names of products that the catalog does not know, by line.
  var unknownProducts: [Int32: String] = [:]
  /// Units that the line's product is not counted in, as stated, by line.
  var unknownUnits: [Int32: String] = [:]
  var quantity: [Int64] = []
  /// Row of ``UnitTable``; −1 where the product is not sold in the unit.
  var unitRow: [Int32] = []
  var project: [Int32] = []
  /// Index into ``manuals``, −1 for none.
  var manual: [Int32] = []
  var manuals: [ManualPrice] = []

  // Attributes: sparse, by owner.
  var orderAttributes: [Int64: AttributeColumns.Value] = [:]
  var lineAttributes: [Int64: AttributeColumns.Value] = [:]

  /// Coupons, choices and facts of the promotion stage.
  var promotion = PromotionColumns()

  /// Quoted and last prices, and approvals.
  var guarding = GuardColumns()

  /// Lots in stock and recent orders.
  var supply = SupplyColumns()

  /// What orders state for credit, and who pays where that is somebody else; sparse, by order.
  var credit: [Int32: StatedCredit] = [:]

  // Facts: sparse, by order and table or cap.
  var openingBalances: [Int64: Int64] = [:]
  var capUsed: [Int64: Int64] = [:]

  // What conditions ask of the caller (RULES.md C-002).
  /// −1 for an order that states a date alone.
  var secondOfDay: [Int32] = []
  /// Coupons of order o are `coupons[couponStart[o]..<couponStart[o + 1]]`; −2 stands for a code
  /// that no rule names.
  var couponStart: [Int32] = [0]
  var coupons: [Int32] = []
  /// −1 unknown.
  var ordersBefore: [Int64] = []
  /// Days; `Int32.min` unknown.
  var lastOrder: [Int32] = []
  /// Sparse, by order and name.
  var totals: [Int64: Int64] = [:]

  /// Orders that state more than who, where, when and what; only the general executor reads that.
  var isUnusual: [Bool] = []

  /// The currency of an order's amounts.
  public func currency(of order: Int) -> Currency { currencyValue[order] }

  /// Creates an empty batch.
  public init() {}

  /// An empty batch that is there already.
  static let empty = OrderBatch()

  /// Empties the batch and keeps its storage.
  public mutating func removeAll() {
    identity = nil
    ids.removeAll(keepingCapacity: true)
    customer.removeAll(keepingCapacity: true)
    instant.removeAll(keepingCapacity: true)
    requested.removeAll(keepingCapacity: true)
    shipped.removeAll(keepingCapacity: true)
    day.removeAll(keepingCapacity: true)
    currency.removeAll(keepingCapacity: true)
    currencyValue.removeAll(keepingCapacity: true)
    channel.removeAll(keepingCapacity: true)
    region.removeAll(keepingCapacity: true)
    regionSpan.removeAll(keepingCapacity: true)
    isMisplaced.removeAll(keepingCapacity: true)
    placeFindings.removeAll(keepingCapacity: true)
    strangers.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    payers.removeAll(keepingCapacity: true)
    consignees.removeAll(keepingCapacity: true)
    sellers.removeAll(keepingCapacity: true)
    transfers.removeAll(keepingCapacity: true)
    solicitation.removeAll(keepingCapacity: true)
    lineStart.removeAll(keepingCapacity: true)
    lineStart.append(0)
    fault.removeAll(keepingCapacity: true)
    faultLine.removeAll(keepingCapacity: true)
    number.removeAll(keepingCapacity: true)
    product.removeAll(keepingCapacity: true)
    unknownProducts.removeAll(keepingCapacity: true)
    unknownUnits.removeAll(keepingCapacity: true)
    quantity.removeAll(keepingCapacity: true)
    unitRow.removeAll(keepingCapacity: true)
    project.removeAll(keepingCapacity: true)
    manual.removeAll(keepingCapacity: true)
    manuals.removeAll(keepingCapacity: true)
    orderAttributes.removeAll(keepingCapacity: true)
    lineAttributes.removeAll(keepingCapacity: true)
    openingBalances.removeAll(keepingCapacity: true)
    capUsed.removeAll(keepingCapacity: true)
    promotion.removeAll()
    guarding.removeAll()
    supply.removeAll()
    credit.removeAll(keepingCapacity: true)
    secondOfDay.removeAll(keepingCapacity: true)
    couponStart.removeAll(keepingCapacity: true)
    couponStart.append(0)
    coupons.removeAll(keepingCapacity: true)
    ordersBefore.removeAll(keepingCapacity: true)
    lastOrder.removeAll(keepingCapacity: true)
    totals.removeAll(keepingCapacity: true)
    isUnusual.removeAll(keepingCapacity: true)
  }

  /// Whether the ids of the batch are those of a compile; an empty batch takes it on.
  mutating func adopt(_ rules: CompiledRules) -> Bool {
    if identity == nil { identity = rules.identity }
    return identity === rules.identity
  }

  /// Whether the ids of the batch are those of a compile.
  func belongs(to rules: CompiledRules) -> Bool { count == 0 || identity === rules.identity }

  /// One key for an owner and a name.
  static func key(_ owner: Int32, _ name: Int32) -> Int64 {
    Int64(owner) << 32 | Int64(UInt32(bitPattern: name))
  }
}
