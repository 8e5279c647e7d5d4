/// Finds sources for demands and shares what is scarce (RULES.md Y-001 … Y-005).
///
/// The position of a demand or a source in its list changes nothing.
public struct SourcingPlanner: Sendable {
  private let sources: [StockSource]
  /// The dealers and regions that each source serves; `nil` for all.
  private let dealers: [Set<IdentifierKey>?]
  private let regions: [Set<IdentifierKey>?]
  private let policy: SourcingPolicy
  /// The regions at and above a region, the nearest first.
  private let regionsAbove: @Sendable (String) -> [String]

  /// Creates a planner.
  /// - Parameters:
  ///   - sources: The sources.
  ///   - policy: How they are ranked and shared.
  ///   - regionsAbove: A region and those above it, the nearest first.
  /// - Throws: ``SourcingError`` where two sources have one id or a stock is below zero.
  public init(
    _ sources: [StockSource], policy: SourcingPolicy = SourcingPolicy(),
    regionsAbove: @escaping @Sendable (String) -> [String]
  ) throws(SourcingError) {
    let sorted = sources.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    self.sources = sorted
    dealers = sorted.map { $0.dealers.map { Set($0.map { IdentifierKey($0) }) } }
    regions = sorted.map { $0.regions.map { Set($0.map { IdentifierKey($0) }) } }
    self.policy = policy
    self.regionsAbove = regionsAbove
    for (a, b) in zip(sorted, sorted.dropFirst())
    where IdentifierOrder.areEqual(a.id, b.id) { throw .duplicate(a.id) }
    for source in sources {
      for (_, level) in source.stock {
        if case .known(let quantity) = level, quantity < .zero { throw .outOfRange(source.id) }
      }
    }
    guard policy.step > .zero else { throw .outOfRange("step") }
  }

  /// Plans demands together.
  /// - Throws: ``SourcingError``.
  /// - Complexity: O(demands × sources × (levels above + log)).
  public func plan(_ demands: [SourcingDemand]) throws(SourcingError) -> SourcingPlan {
    let (size, overflow) = demands.count.multipliedReportingOverflow(by: sources.count)
    guard !overflow, size <= policy.limit else { throw .tooLarge(limit: policy.limit) }
    let sorted = demands.sorted()
    for (a, b) in zip(sorted, sorted.dropFirst())
    where a.line == b.line && IdentifierOrder.areEqual(a.order, b.order)
      && IdentifierOrder.areEqual(a.product, b.product)
    {
      throw .duplicate("\(a.order) \(a.line)")
    }
    for demand in sorted where demand.quantity < .zero || demand.maxSources < 1 {
      throw .outOfRange("\(demand.order) \(demand.line)")
    }
    var run = SourcingRun(sorted, sources, policy, ranked(sorted))
    run.share()
    return run.plan()
  }

  // MARK: Ranking

  /// For each demand the eligible sources in their ranking, then the others with their reason.
  private func ranked(_ demands: [SourcingDemand]) -> [RankedSources] {
    demands.map { demand in
      let above = regionsAbove(demand.region).map { IdentifierKey($0) }
      let chain = ([demand.dealer] + demand.dealersAbove).map { IdentifierKey($0) }
      var eligible: [(source: Int, nearness: Int, hasAll: Bool)] = []
      var result = RankedSources()
      for (index, source) in sources.enumerated() {
        let nearness = nearness(regions[index], above)
        let isServed = dealers[index].map { served in chain.contains(where: served.contains) }
        if let reason = fault(source, demand, isServed ?? true, nearness) {
          result.losers.append((index, reason))
          continue
        }
        let has = SourcingPlanner.amount(source, demand.product)
        eligible.append((index, nearness ?? 0, has >= demand.quantity.thousandths))
      }
      eligible.sort { a, b in
        for key in policy.ranking {
          let (left, right) = (value(key, a), value(key, b))
          if left != right { return left < right }
        }
        return a.source < b.source
      }
      result.eligible = eligible.map(\.source)
      return result
    }
  }

  private func value(
    _ key: SourceRank, _ entry: (source: Int, nearness: Int, hasAll: Bool)
  ) -> Int {
    switch key {
    case .priority: sources[entry.source].priority
    case .region: entry.nearness
    case .stock: entry.hasAll ? 0 : 1
    }
  }

  /// How many levels above a place the nearest region served lies; `nil` where none does.
  private func nearness(_ served: Set<IdentifierKey>?, _ above: [IdentifierKey]) -> Int? {
    guard let served else { return above.count }
    return above.firstIndex { served.contains($0) }
  }

  private func fault(
    _ source: StockSource, _ demand: SourcingDemand, _ isServed: Bool, _ nearness: Int?
  ) -> SourcingReason? {
    guard isServed else { return .dealerNotServed }
    if nearness == nil { return .regionNotServed }
    switch source.stock[demand.product] {
    case nil: return .productNotHeld
    case .unknown?: return .stockUnknown
    case .known(let quantity)?:
      if quantity == .zero { return .outOfStock }
      return demand.isWhole && quantity < demand.quantity ? .notWhole : nil
    }
  }

  /// What a source is known to have, in thousandths.
  static func amount(_ source: StockSource, _ product: String) -> Int64 {
    guard case .known(let quantity)? = source.stock[product] else { return 0 }
    return quantity.thousandths
  }
}

/// The sources of one demand.
struct RankedSources {
  var eligible: [Int] = []
  var losers: [(source: Int, reason: SourcingReason)] = []
}
