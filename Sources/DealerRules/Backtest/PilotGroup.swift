/// Whom new rules are tried with, while all others keep the old ones (RULES.md U-016).
public struct PilotGroup: Hashable, Sendable {
  /// Dealers, each with everybody below it.
  public var dealers: [String]
  /// Regions, each with everything inside it.
  public var regions: [String]

  /// Creates a group; one without dealers and regions holds everybody.
  public init(dealers: [String] = [], regions: [String] = []) {
    self.dealers = dealers
    self.regions = regions
  }

  /// Whether it holds everybody.
  public var isEverybody: Bool { dealers.isEmpty && regions.isEmpty }
}

extension PilotGroup {
  /// Whether an order of a batch belongs to the group: its customer or a dealer above it is named,
  /// or the region it goes to or one above that.
  func holds(_ order: Int, _ batch: OrderBatch, _ rules: CompiledRules) -> Bool {
    if isEverybody { return true }
    var customer = batch.customer[order]
    let named = dealers.map { rules.catalog.customers.index(of: $0) }
    while customer >= 0 {
      if named.contains(customer) { return true }
      customer = rules.catalog.dealerTree.parent(of: customer)
    }
    var place = batch.region[order]
    let places = regions.map { rules.catalog.regions.index(of: $0) }
    while place >= 0 {
      if places.contains(rules.catalog.regionTree.symbol(place)) { return true }
      place = rules.catalog.regionTree.parent(of: place)
    }
    return false
  }
}
