// Which sources serve best where only so many may share (RULES.md Y-003).
extension SourcingRun {
  /// How often demands may exchange their sources for better ones.
  static let turns = 100

  /// A source that a demand may count on.
  private struct Offer {
    var source: Int
    /// What it can give of what is wanted, above zero.
    var amount: Int64
    /// Whether it gives to the demand already, so that it adds no source.
    var isKnown: Bool
  }

  /// Who of those that ask a source for more than it has stays: from the last on they pass over it
  /// who could have more from as many later sources.
  func staying(
    _ asking: [Int], at key: Int, _ round: Int, _ open: [Int64], _ promised: inout [Int: Int64]
  ) -> [Int] {
    let (source, product) = (key / products.count, key % products.count)
    var sum = asking.reduce(Int128(0)) { $0 + Int128(open[$1]) }
    let amount = Int128(left[source][product])
    guard sum > amount else { return asking }
    var passing: Set<Int> = []
    for index in asking.reversed() where sum > amount {
      let later = ranked[index].eligible.dropFirst(round + 1)
      let free = demands[index].maxSources - given[index].count
      guard !given[index].contains(where: { $0.source == source }), free <= later.count else {
        continue
      }
      let wanted = open[index]
      let offers = offers(to: index, of: later, wanted) {
        left[$0][product] - (promised[$0 * products.count + product] ?? 0)
      }
      let without = SourcingRun.most(offers, free, wanted)
      let with = SourcingRun.most(offers, free - 1, wanted)
      // Its part of the source is `amount × wanted ÷ sum`.
      guard Int128(without - with) * sum > amount * Int128(wanted) else { continue }
      for part in SourcingRun.best(offers, free, wanted) {
        promised[part.source * products.count + product, default: 0] += part.amount
      }
      passing.insert(index)
      sum -= Int128(wanted)
    }
    return asking.filter { !passing.contains($0) }
  }

  /// Gives those who are missing something, and may have no further source, other sources for
  /// their own where that brings them more of what is left; whether it did.
  mutating func exchange(_ open: inout [Int64]) -> Bool {
    var hasGained = false
    for index in demands.indices where open[index] > 0 && !demands[index].isWhole {
      let count = demands[index].maxSources
      guard given[index].count >= count else { continue }
      let product = products[index]
      let has = given[index].reduce(0) { $0 + $1.amount }
      var own: [Int: Int64] = [:]
      for part in given[index] { own[part.source] = part.amount }
      let wanted = has + open[index]
      var offers = offers(to: index, of: ranked[index].eligible[...], wanted) {
        left[$0][product] + (own[$0] ?? 0)
      }
      for position in offers.indices { offers[position].isKnown = false }
      guard SourcingRun.most(offers, count, wanted) > has else { continue }
      for part in given[index] { left[part.source][product] += part.amount }
      self.wanted[index] += has
      given[index] = []
      open[index] = wanted
      for part in SourcingRun.best(offers, count, wanted) {
        // The last may have all that is missing, and not only whole steps.
        let rest = offer(left[part.source][product], open[index])
        give(index, part.source, rest)
        open[index] -= rest
      }
      hasGained = true
    }
    return hasGained
  }

  // MARK: What sources can give

  /// What a source that has so much can give: all that is wanted, or else its whole steps.
  private func offer(_ amount: Int64, _ wanted: Int64) -> Int64 {
    amount >= wanted ? wanted : max(0, amount - amount % policy.step.thousandths)
  }

  private func offers(
    to index: Int, of sources: ArraySlice<Int>, _ wanted: Int64, _ amount: (Int) -> Int64
  ) -> [Offer] {
    sources.compactMap { source in
      let amount = offer(amount(source), wanted)
      guard amount > 0 else { return nil }
      let isKnown = given[index].contains { $0.source == source }
      return Offer(source: source, amount: amount, isKnown: isKnown)
    }
  }

  /// The most that so many sources give together, with those that give already.
  private static func most(_ offers: [Offer], _ count: Int, _ wanted: Int64) -> Int64 {
    var sum = offers.reduce(Int128(0)) { $0 + ($1.isKnown ? Int128($1.amount) : 0) }
    let others = offers.filter { !$0.isKnown }.map(\.amount).sorted(by: >)
    for amount in others.prefix(count) { sum += Int128(amount) }
    return Int64(truncatingIfNeeded: min(sum, Int128(wanted)))
  }

  /// Of the sets of so many sources that give most the first by ranking, with what each then
  /// gives: a source is in it where with it as much can be reached as without.
  private static func best(
    _ offers: [Offer], _ count: Int, _ wanted: Int64
  ) -> [(source: Int, amount: Int64)] {
    let most = Int128(most(offers, count, wanted))
    var known = offers.reduce(Int128(0)) { $0 + ($1.isKnown ? Int128($1.amount) : 0) }
    // What is not looked at yet, the least first.
    var others = offers.filter { !$0.isKnown }.map(\.amount).sorted()
    var free = count
    var sum: Int128 = 0
    var result: [(source: Int, amount: Int64)] = []
    for offer in offers where sum < most {
      if offer.isKnown {
        known -= Int128(offer.amount)
      } else {
        if let place = others.firstIndex(of: offer.amount) { others.remove(at: place) }
        let rest = others.suffix(max(0, free - 1)).reduce(known) { $0 + Int128($1) }
        guard free > 0, sum + Int128(offer.amount) + rest >= most else { continue }
        free -= 1
      }
      let amount = min(Int128(offer.amount), Int128(wanted) - sum)
      result.append((offer.source, Int64(truncatingIfNeeded: amount)))
      sum += amount
    }
    return result
  }
}
