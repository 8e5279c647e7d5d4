/// One plan in the making (RULES.md Y-003, Y-004).
struct SourcingRun {
  let demands: [SourcingDemand]
  private let sources: [StockSource]
  let policy: SourcingPolicy
  let ranked: [RankedSources]
  /// What each source has left of each product asked for, in thousandths.
  var left: [[Int64]]
  /// The product of each demand as a number.
  var products: [Int]
  /// What each demand still wants, and what it got from which source.
  var wanted: [Int64]
  var given: [[(source: Int, amount: Int64)]]
  private var allocator = Allocator()

  init(
    _ demands: [SourcingDemand], _ sources: [StockSource], _ policy: SourcingPolicy,
    _ ranked: [RankedSources]
  ) {
    self.demands = demands
    self.sources = sources
    self.policy = policy
    self.ranked = ranked
    var names = SymbolTable()
    products = demands.map { Int(names.intern($0.product)) }
    left = sources.map { source in
      names.names.map { SourcingPlanner.amount(source, $0) }
    }
    wanted = demands.map(\.quantity.thousandths)
    given = demands.map { _ in [] }
  }

  /// Serves class after class: first those who take all or nothing, then the others by rounds.
  mutating func share() {
    for portion in portions() {
      var open = portion
      for index in demands.indices where demands[index].isWhole && open[index] > 0 {
        serveWhole(index)
        open[index] = 0
      }
      // What was left to others and not taken is asked for again.
      if serveRounds(&open, mayPass: true) { serveRounds(&open, mayPass: false) }
      var turns = 0
      while turns < SourcingRun.turns, exchange(&open) {
        serveRounds(&open, mayPass: false)
        turns += 1
      }
    }
  }

  /// What may be served together: the part of each demand that belongs to each class, in order.
  private func portions() -> [[Int64]] {
    switch policy.scarcity {
    case .proRata: return [wanted]
    case .tier(let tiers):
      var classes = [[Int64]](
        repeating: [Int64](repeating: 0, count: demands.count), count: tiers.count + 1)
      for (index, demand) in demands.enumerated() {
        let place = tiers.firstIndex { tier in
          demand.tier.map { IdentifierOrder.areEqual($0, tier) } ?? false
        }
        classes[place ?? tiers.count][index] = wanted[index]
      }
      return classes
    case .quota(let quotas):
      let inside = withinQuota(quotas)
      return [inside, zip(wanted, inside).map { $0 - $1 }]
    }
  }

  /// The part of each demand that its dealer's quota covers; a demand that takes all or nothing is
  /// covered where all of it is.
  private func withinQuota(_ quotas: [SourcingQuota]) -> [Int64] {
    var budget: [DealerProduct: Int64] = [:]
    for quota in quotas {
      let key = DealerProduct(quota.dealer, quota.product)
      budget[key, default: 0] += max(0, quota.quantity.thousandths)
    }
    var members: [DealerProduct: [Int]] = [:]
    for (index, demand) in demands.enumerated() {
      let dealer = demand.drawsOn ?? demand.dealer
      members[DealerProduct(dealer, demand.product), default: []].append(index)
    }
    var result = [Int64](repeating: 0, count: demands.count)
    for (key, indices) in members {
      guard let total = budget[key], total > 0 else { continue }
      for (index, part) in zip(indices, shares(of: total, indices.map { wanted[$0] })) {
        result[index] = demands[index].isWhole && part < wanted[index] ? 0 : part
      }
    }
    return result
  }

  private struct DealerProduct: Hashable {
    let dealer: IdentifierKey
    let product: IdentifierKey

    init(_ dealer: String, _ product: String) {
      self.dealer = IdentifierKey(dealer)
      self.product = IdentifierKey(product)
    }
  }

  // MARK: Serving

  private mutating func serveWhole(_ index: Int) {
    for source in ranked[index].eligible where left[source][products[index]] >= wanted[index] {
      return give(index, source, wanted[index])
    }
  }

  /// In each round every demand asks the next source of its ranking for all that it still wants;
  /// each source shares what it has left among those who ask it. Whether any passed over a source.
  @discardableResult private mutating func serveRounds(
    _ open: inout [Int64], mayPass: Bool
  ) -> Bool {
    var hasPassed = false
    let rounds = ranked.indices.map { ranked[$0].eligible.count }.max() ?? 0
    for round in 0..<rounds {
      var asking: [Int: [Int]] = [:]
      for index in demands.indices where open[index] > 0 && round < ranked[index].eligible.count {
        let source = ranked[index].eligible[round]
        let isKnown = given[index].contains { $0.source == source }
        guard isKnown || given[index].count < demands[index].maxSources else { continue }
        asking[source * products.count + products[index], default: []].append(index)
      }
      let keys = asking.keys.sorted()
      if mayPass {
        var promised: [Int: Int64] = [:]
        for key in keys {
          let before = asking[key] ?? []
          let staying = staying(before, at: key, round, open, &promised)
          hasPassed = hasPassed || staying.count < before.count
          asking[key] = staying
        }
      }
      for key in keys {
        let (source, indices) = (key / products.count, asking[key] ?? [])
        guard !indices.isEmpty else { continue }
        let product = products[indices[0]]
        let parts = shares(of: left[source][product], indices.map { open[$0] })
        for (index, part) in zip(indices, parts) where part > 0 {
          give(index, source, part)
          open[index] -= part
        }
      }
    }
    return hasPassed
  }

  mutating func give(_ index: Int, _ source: Int, _ amount: Int64) {
    left[source][products[index]] -= amount
    wanted[index] -= amount
    if let entry = given[index].firstIndex(where: { $0.source == source }) {
      given[index][entry].amount += amount
    } else {
      given[index].append((source, amount))
    }
  }

  /// Shares an amount in proportion to what is wanted, in whole steps (RULES.md M-010); everybody
  /// gets all where there is enough.
  private func shares(of amount: Int64, _ wants: [Int64]) -> [Int64] {
    let sum = wants.reduce(Int128(0)) { $0 + Int128($1) }
    if sum <= Int128(amount) { return wants }
    let step = policy.step.thousandths
    var allocator = allocator
    allocator.removeAll()
    do throws(NumericError) {
      for (position, want) in wants.enumerated() {
        // A share is whole steps, so that a demand can have no more than its own whole steps.
        try allocator.add(
          weight: want, number: Int32(truncatingIfNeeded: position + 1), cap: want - want % step)
      }
      let whole = wants.reduce(Int128(0)) { $0 + Int128($1 - $1 % step) }
      let total = min(Int128(amount - amount % step), whole)
      try allocator.spread(Int64(truncatingIfNeeded: total), step: step)
      return Array(allocator.shares)
    } catch {
      return wants.map { _ in 0 }
    }
  }

  // MARK: Answers

  /// What came of it, each demand with every source that gave it nothing.
  func plan() -> SourcingPlan {
    SourcingPlan(
      answers: demands.indices.map { index in
        let demand = demands[index]
        return SourcingPlan.Answer(
          order: demand.order, line: demand.line, product: demand.product,
          allotments: allotments(index), shortage: Quantity(unchecked: wanted[index]),
          losers: losers(index))
      })
  }

  private func allotments(_ index: Int) -> [SourcingPlan.Allotment] {
    ranked[index].eligible.compactMap { source in
      given[index].first { $0.source == source }.map {
        SourcingPlan.Allotment(
          source: sources[source].id, quantity: Quantity(unchecked: $0.amount))
      }
    }
  }

  private func losers(_ index: Int) -> [SourcingPlan.Loser] {
    var result: [SourcingPlan.Loser] = []
    for source in ranked[index].eligible
    where !given[index].contains(where: { $0.source == source }) {
      let reason: SourcingReason
      if wanted[index] == 0 {
        reason = .notNeeded
      } else if given[index].count >= demands[index].maxSources {
        reason = .tooManySources
      } else {
        reason = .sharedOut
      }
      result.append(SourcingPlan.Loser(source: sources[source].id, reason: reason))
    }
    return result
      + ranked[index].losers.map {
        SourcingPlan.Loser(source: sources[$0.source].id, reason: $0.reason)
      }
  }
}
