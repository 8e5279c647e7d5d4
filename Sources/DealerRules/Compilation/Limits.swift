/// Bounds of one compile; every dimension has one (RULES.md X-009).
public struct Limits: Hashable, Sendable {
  /// Products of a book.
  public var products: Int = 2_000_000
  /// Customers of a book.
  public var customers: Int = 2_000_000
  /// Regions, and likewise categories.
  public var treeNodes: Int = 200_000
  /// Levels of a tree.
  public var treeDepth: Int = 16
  /// Regions times the instants at which the region catalogue changes.
  public var regionVersions: Int = 20_000_000
  /// Ranges of postal codes.
  public var postalAreas: Int = 1_000_000
  /// Territory rules.
  public var territoryRules: Int = 2_000_000
  /// Price tables.
  public var priceTables: Int = 200
  /// Price rows over all tables.
  public var priceRows: Int = 20_000_000
  /// Fields of a price key; a compile with more than 8 is refused.
  public var keyFields: Int = 6
  /// Accesses of one price kind.
  public var accesses: Int = 64
  /// Price kinds.
  public var priceKinds: Int = 16
  /// Phases.
  public var phases: Int = 32
  /// Groups of one phase.
  public var groups: Int = 1000
  /// Offers.
  public var offers: Int = 200_000
  /// Coupon codes of one offer.
  public var codesPerOffer: Int = 1000
  /// Thresholds of one offer.
  public var thresholdsPerOffer: Int = 32
  /// Rungs of one ladder.
  public var rungsPerLadder: Int = 1000
  /// Slots of one pattern, `buy` and `get` together.
  public var slotsPerPattern: Int = 8
  /// Products that one gift offers.
  public var productsPerGift: Int = 1000
  /// Nesting of one condition.
  public var conditionDepth: Int = 16
  /// Tests of one condition.
  public var conditionTests: Int = 1000
  /// Steps of one search for the best deal over units.
  public var searchSteps: Int = 20_000
  /// Agreements.
  public var agreements: Int = 10_000
  /// Receivers of one agreement.
  public var receiversPerAgreement: Int = 16
  /// Nodes of credit.
  public var creditNodes: Int = 2_000_000
  /// Credit rules.
  public var creditRules: Int = 1000
  /// Open documents of all nodes.
  public var receivables: Int = 20_000_000
  /// Guards.
  public var guards: Int = 1000
  /// Checks of orders.
  public var checks: Int = 1000
  /// Rules of who may approve what.
  public var approvalRules: Int = 1000
  /// Order charges.
  public var charges: Int = 64
  /// Tax rates.
  public var taxRates: Int = 10_000
  /// Lines of one order.
  public var linesPerOrder: Int = 10_000
  /// Lots in stock that one order states.
  public var lotsPerOrder: Int = 10_000
  /// Recent orders that one order states.
  public var recentOrders: Int = 1000
  /// Approvals of one order, and findings that they name.
  public var approvalsPerOrder: Int = 1000
  /// Orders of one batch.
  public var ordersPerBatch: Int = 1_000_000
  /// Lines of all orders of one batch; at most 2³¹ − 2 are taken.
  public var linesPerBatch: Int = 100_000_000
  /// Findings reported before the rest is left out.
  public var diagnostics: Int = 1000

  /// Creates the default limits.
  public init() {}
}
