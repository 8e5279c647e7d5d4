import DealerRules
import TestSupport

/// Sourcing worked out a second time from Y-001 … Y-004 alone: sentence by sentence, everything
/// looked up afresh. It shares nothing with the library; quantities are small thousandths.
struct PlainSourcing {
  private let sources: [StockSource]
  private let demands: [SourcingDemand]
  private let policy: SourcingPolicy
  /// By source and product.
  private var left: [String: Int64] = [:]
  /// What each demand gets, by source.
  private(set) var given: [[String: Int64]]
  /// How often a demand passed over a source.
  private(set) var passes = 0
  /// How often a demand gave back what it had.
  private(set) var exchanges = 0

  init(_ sources: [StockSource], _ demands: [SourcingDemand], _ policy: SourcingPolicy) {
    self.sources = sources.sorted { ReferenceNames.isBefore($0.id, $1.id) }
    self.demands = demands.sorted { a, b in
      guard a.order == b.order else { return ReferenceNames.isBefore(a.order, b.order) }
      return a.line == b.line
        ? ReferenceNames.isBefore(a.product, b.product) : a.line < b.line
    }
    self.policy = policy
    given = demands.map { _ in [:] }
    for source in sources {
      for (product, level) in source.stock {
        if case .known(let quantity) = level {
          left["\(source.id) \(product)"] = quantity.thousandths
        }
      }
    }
    for portion in portions() { serve(portion) }
  }

  private func key(_ source: StockSource, _ index: Int) -> String {
    "\(source.id) \(demands[index].product)"
  }

  // MARK: Y-001, Y-002

  private func stock(_ source: StockSource, _ index: Int) -> Int64 {
    guard case .known(let quantity)? = source.stock[demands[index].product] else { return 0 }
    return quantity.thousandths
  }

  private func distance(_ source: StockSource, _ index: Int) -> Int? {
    let path = SourcingCase.above(demands[index].region)
    guard let regions = source.regions else { return path.count }
    return path.firstIndex { regions.contains($0) }
  }

  private func ranking(_ index: Int) -> [StockSource] {
    let demand = demands[index]
    let eligible = sources.filter { source in
      let isServed = source.dealers.map {
        $0.contains(demand.dealer) || demand.dealersAbove.contains(where: $0.contains)
      }
      let needed = demand.isWhole ? max(1, demand.quantity.thousandths) : 1
      return isServed ?? true && distance(source, index) != nil && stock(source, index) >= needed
    }
    func values(_ source: StockSource) -> [Int] {
      policy.ranking.map { rank in
        switch rank {
        case .priority: source.priority
        case .region: distance(source, index) ?? 0
        case .stock: stock(source, index) >= demand.quantity.thousandths ? 0 : 1
        }
      }
    }
    return eligible.enumerated().sorted { a, b in
      let (x, y) = (values(a.element), values(b.element))
      return x == y ? a.offset < b.offset : x.lexicographicallyPrecedes(y)
    }.map(\.element)
  }

  // MARK: Y-004

  private func portions() -> [[Int64]] {
    let all = demands.map(\.quantity.thousandths)
    switch policy.scarcity {
    case .proRata: return [all]
    case .tier(let tiers):
      let named = tiers.map { tier in
        demands.map { $0.tier == tier ? $0.quantity.thousandths : 0 }
      }
      let rest = demands.map { demand in
        demand.tier.map(tiers.contains) ?? false ? 0 : demand.quantity.thousandths
      }
      return named + [rest]
    case .quota(let quotas):
      var covered = all.map { _ in Int64(0) }
      for name in Set(quotas.map { "\($0.dealer) \($0.product)" }) {
        let total = quotas.filter { "\($0.dealer) \($0.product)" == name }
          .reduce(0) { $0 + $1.quantity.thousandths }
        let members = demands.indices.filter {
          "\(demands[$0].drawsOn ?? demands[$0].dealer) \(demands[$0].product)" == name
        }
        for (index, part) in zip(members, shares(total, members.map { all[$0] })) {
          covered[index] = demands[index].isWhole && part < all[index] ? 0 : part
        }
      }
      return [covered, zip(all, covered).map { $0 - $1 }]
    }
  }

  /// M-010 in whole steps with what each asks, cut to whole steps, as cap.
  private func shares(_ amount: Int64, _ wants: [Int64]) -> [Int64] {
    if wants.reduce(0, +) <= amount { return wants }
    let step = policy.step.thousandths
    let caps = wants.map { $0 / step * step }
    var total = min(amount / step * step, caps.reduce(0, +))
    var result = wants.map { _ in Int64(0) }
    var open = Set(wants.indices)
    while true {
      let weight = open.reduce(0) { $0 + wants[$1] }
      let above = open.filter { total * wants[$0] > caps[$0] * weight }
      if above.isEmpty { break }
      for index in above { result[index] = caps[index] }
      open.subtract(above)
      total -= above.reduce(0) { $0 + caps[$1] }
    }
    let weight = open.reduce(0) { $0 + wants[$1] }
    guard weight > 0 else { return result }
    for index in open { result[index] = total * wants[index] / weight / step * step }
    let steps = (total - open.reduce(0) { $0 + result[$1] }) / step
    let next = open.sorted { a, b in
      let (x, y) = (
        total * wants[a] - result[a] * weight, total * wants[b] - result[b] * weight
      )
      if x != y { return x > y }
      return wants[a] == wants[b] ? a < b : wants[a] > wants[b]
    }
    for index in next.prefix(Int(steps)) { result[index] += step }
    return result
  }

  // MARK: Y-003

  private mutating func serve(_ portion: [Int64]) {
    var open = portion
    for index in demands.indices where demands[index].isWhole && open[index] > 0 {
      let wanted = demands[index].quantity.thousandths
      if let source = ranking(index).first(where: { left[key($0, index), default: 0] >= wanted }) {
        give(index, source, wanted)
      }
      open[index] = 0
    }
    let before = passes
    rounds(&open, mayPass: true)
    if passes > before { rounds(&open, mayPass: false) }
    for _ in 0..<100 {
      guard exchange(&open) else { return }
      rounds(&open, mayPass: false)
    }
  }

  /// One after the other gives back what it has for a set that gives more.
  private mutating func exchange(_ open: inout [Int64]) -> Bool {
    var gained = false
    for index in demands.indices where open[index] > 0 && !demands[index].isWhole {
      guard given[index].count >= demands[index].maxSources else { continue }
      let has = given[index].values.reduce(0, +)
      let wanted = has + open[index]
      let set = bestSet(ranking(index), demands[index].maxSources, wanted) { source in
        left[key(source, index), default: 0] + given[index][source.id, default: 0]
      }
      guard set.most > has else { continue }
      for source in sources { give(index, source, -given[index][source.id, default: 0]) }
      given[index] = [:]
      open[index] = wanted
      for source in set.sources {
        let part = offer(left[key(source, index), default: 0], open[index])
        give(index, source, part)
        open[index] -= part
      }
      gained = true
      exchanges += 1
    }
    return gained
  }

  /// All that is wanted, or else whole steps.
  private func offer(_ amount: Int64, _ wanted: Int64) -> Int64 {
    let step = policy.step.thousandths
    return amount >= wanted ? wanted : max(0, amount / step * step)
  }

  /// The best set for a demand of what it has in a plan and what the plan leaves.
  func bestSet(
    for index: Int, beside plan: SourcingPlan
  ) -> (most: Int64, sources: [StockSource]) {
    var taken: [String: Int64] = [:]
    for (other, answer) in plan.answers.enumerated()
    where other != index && demands[other].product == demands[index].product {
      for part in answer.allotments { taken[part.source, default: 0] += part.quantity.thousandths }
    }
    let demand = demands[index]
    return bestSet(ranking(index), demand.maxSources, demand.quantity.thousandths) {
      stock($0, index) - taken[$0.id, default: 0]
    }
  }

  /// Every set of at most so many sources, tried out: the most that one gives, and of those that
  /// give it the first by ranking. Sources of `free` are in the set anyway and do not count.
  func bestSet(
    _ ranking: [StockSource], _ count: Int, _ wanted: Int64, free: Set<String> = [],
    _ amount: (StockSource) -> Int64
  ) -> (most: Int64, sources: [StockSource]) {
    var best: (most: Int64, places: [Int]) = (0, [])
    let giving = ranking.filter { offer(amount($0), wanted) > 0 }
    for bits in 0..<(1 << giving.count) {
      let places = giving.indices.filter { bits >> $0 & 1 == 1 }
      guard places.count(where: { !free.contains(giving[$0].id) }) <= count else { continue }
      let sum = min(wanted, places.reduce(0) { $0 + offer(amount(giving[$1]), wanted) })
      if sum > best.most || sum == best.most && places.lexicographicallyPrecedes(best.places) {
        best = (sum, places)
      }
    }
    return (best.most, best.places.map { giving[$0] })
  }

  private mutating func give(_ index: Int, _ source: StockSource, _ amount: Int64) {
    guard amount != 0 else { return }
    given[index][source.id, default: 0] += amount
    left[key(source, index), default: 0] -= amount
  }

  private mutating func rounds(_ open: inout [Int64], mayPass: Bool) {
    for round in sources.indices {
      var asking: [String: [Int]] = [:]
      for index in demands.indices where open[index] > 0 {
        let ranking = ranking(index)
        guard round < ranking.count else { continue }
        let mayAsk =
          given[index][ranking[round].id] != nil
          || given[index].count < demands[index].maxSources
        if mayAsk { asking[key(ranking[round], index), default: []].append(index) }
      }
      if mayPass { pass(&asking, round, open) }
      for source in sources {
        for product in Set(demands.map(\.product)) {
          let indices = asking["\(source.id) \(product)"] ?? []
          let parts = shares(
            left["\(source.id) \(product)", default: 0], indices.map { open[$0] })
          for (index, part) in zip(indices, parts) {
            give(index, source, part)
            open[index] -= part
          }
        }
      }
    }
  }

  /// Source by source those that ask it for more than it has, from the last on.
  private mutating func pass(_ asking: inout [String: [Int]], _ round: Int, _ open: [Int64]) {
    var held: [String: Int64] = [:]
    for source in sources {
      for (name, indices) in asking where name.hasPrefix(source.id + " ") {
        var staying = indices
        for index in indices.reversed() {
          let sum = staying.reduce(0) { $0 + open[$1] }
          guard sum > left[name, default: 0], given[index][source.id] == nil else { continue }
          let later = Array(ranking(index).dropFirst(round + 1))
          let (has, wanted) = (Set(given[index].keys), open[index])
          let free = demands[index].maxSources - given[index].count
          func amount(_ source: StockSource) -> Int64 {
            left[key(source, index), default: 0] - held[key(source, index), default: 0]
          }
          let without = bestSet(later, free, wanted, free: has, amount)
          let with = bestSet(later, free - 1, wanted, free: has, amount).most
          // min(wanted, with + left × wanted ÷ sum), without the division.
          guard (without.most - with) * sum > left[name, default: 0] * wanted else { continue }
          var missing = wanted
          for source in without.sources {
            let part = min(missing, offer(amount(source), wanted))
            held[key(source, index), default: 0] += part
            missing -= part
          }
          staying.removeAll { $0 == index }
          passes += 1
        }
        asking[name] = staying
      }
    }
  }
}
