/// What sets can take off at most, by prices of units: where no set takes off more than its units
/// are priced at, no choice of sets takes off more than all units are (RULES.md O-028).
struct UnitBounds {
  /// Prices of a unit of each line, for the sets of all offers.
  private let all: [Int128]
  /// The same for the sets of offers that nothing bounds; those of the others count by offer.
  private let free: [Int128]
  /// What a set of each offer with a bound of its own takes off at most, else zero.
  private let largest: [Int128]
  /// What every sum of savings is a whole multiple of.
  private let grain: Int128
  /// What a sum of weights lacks at most of a sum of savings.
  private let handicap: Int128
  /// Prices of units, of sets and of what offers may take off, where sets may be made in part
  /// (``UnitRelaxation/heldPrices(_:_:_:_:)``); empty where they are not known.
  var held: [Int128] = []

  /// - Parameters:
  ///   - parts: The lines of each deal and the units it takes of them.
  ///   - units: Whole units of each line.
  /// - Complexity: O(units that deals take), some dozen times.
  init(
    _ deals: [UnitDeal], _ parts: [[(line: Int, count: Int32)]], _ units: [Int32],
    _ members: [UnitMember]
  ) {
    let useful = deals.indices.filter { deals[$0].saving > 0 }
    let isBounded = members.map { $0.times < .max || $0.most != nil }
    all = UnitBounds.prices(useful, deals, parts, units)
    free =
      isBounded.contains(true)
      ? UnitBounds.prices(useful.filter { !isBounded[deals[$0].member] }, deals, parts, units) : []
    var largest = members.map { _ in Int128(0) }
    var grain: Int128 = 0
    var handicap: Int128 = 0
    for index in useful {
      let deal = deals[index]
      grain = Factor.gcd(grain, deal.saving)
      handicap += deal.handicap
      if isBounded[deal.member] { largest[deal.member] = max(largest[deal.member], deal.weight) }
    }
    for member in members { grain = Factor.gcd(grain, member.most ?? 0) }
    self.largest = largest
    self.grain = max(grain, 1)
    self.handicap = handicap
  }

  /// Whether some deal uses a line.
  func isUseful(_ line: Int) -> Bool { all[line] > 0 }

  /// What no sum of savings exceeds where no sum of weights exceeds a bound.
  func savings(_ weights: Int128) -> Int128 {
    let most = weights + handicap
    return most - most % grain
  }

  /// What can still be taken off, by weights.
  ///
  /// - Parameters:
  ///   - left: Units left of each line, then deals left to each offer.
  ///   - first: The first line that may still be used.
  ///   - room: What is left to each offer to take off; empty where no offer is bounded so.
  func reach(_ left: [Int32], from first: Int, _ room: [Int128]) -> Int128 {
    var sum: Int128 = 0
    for line in first..<all.count where left[line] > 0 { sum += Int128(left[line]) * all[line] }
    if !held.isEmpty { sum = min(sum, heldReach(held, left, from: first, room)) }
    guard !free.isEmpty else { return rounded(sum) }
    var other: Int128 = 0
    for line in first..<free.count where left[line] > 0 { other += Int128(left[line]) * free[line] }
    for member in largest.indices where largest[member] > 0 {
      let most = Int128(left[all.count + member]) * largest[member]
      other += room.isEmpty ? most : min(most, room[member])
    }
    return rounded(min(sum, other))
  }

  /// What a sum of weights can come to where it does not exceed a bound.
  func rounded(_ sum: Int128) -> Int128 { min(sum, savings(sum)) }

  /// What can still be taken off by certain prices.
  func heldReach(
    _ held: [Int128], _ left: [Int32], from first: Int, _ room: [Int128]
  ) -> Int128 {
    let (lines, count) = (all.count, largest.count)
    var sum: Int128 = 0
    for line in first..<lines where left[line] > 0 { sum += Int128(left[line]) * held[line] }
    for member in 0..<count {
      if held[lines + member] > 0 { sum += Int128(left[lines + member]) * held[lines + member] }
      let share = held[lines + count + member]
      guard share > 0, !room.isEmpty else { continue }
      sum += (room[member] * share + UnitRelaxation.one - 1) / UnitRelaxation.one
    }
    return sum
  }

  /// How much less a deal takes off than what it takes costs.
  func excess(_ deal: UnitDeal, _ parts: [(line: Int, count: Int32)]) -> Int128 {
    guard !held.isEmpty else { return -deal.weight }
    let share = held[all.count + largest.count + deal.member]
    var sum = held[all.count + deal.member] - deal.weight
    sum += deal.weight * share / UnitRelaxation.one
    for part in parts { sum += Int128(part.count) * held[part.line] }
    return sum
  }

  /// Prices that are lowered, all at a time, as far as every deal lets them, then one by one.
  private static func prices(
    _ useful: [Int], _ deals: [UnitDeal], _ parts: [[(line: Int, count: Int32)]],
    _ units: [Int32]
  ) -> [Int128] {
    var prices = units.map { _ in Int128(0) }
    var work = 1
    for index in useful {
      let each = (deals[index].weight + Int128(deals[index].size) - 1) / Int128(deals[index].size)
      for part in parts[index] { prices[part.line] = max(prices[part.line], each) }
      work += parts[index].count
    }
    func slack(_ index: Int) -> Int128 {
      var sum = -deals[index].weight
      for part in parts[index] { sum += Int128(part.count) * prices[part.line] }
      return sum
    }
    for _ in 0..<max(8, min(64, 1_000_000 / work)) {
      // What each unit may lose so that a deal of units that all lose as much still holds.
      var loss = prices
      for index in useful {
        let each = slack(index) / Int128(deals[index].size)
        for part in parts[index] { loss[part.line] = min(loss[part.line], each) }
      }
      guard loss.contains(where: { $0 > 0 }) else { break }
      for line in prices.indices { prices[line] -= loss[line] }
    }
    var dealsOfLine = units.map { _ in [Int]() }
    for index in useful { for part in parts[index] { dealsOfLine[part.line].append(index) } }
    for line in units.indices.sorted(by: { (units[$1], $0) < (units[$0], $1) }) {
      var least = prices[line]
      for index in dealsOfLine[line] {
        guard let own = parts[index].first(where: { $0.line == line }) else { continue }
        least = min(least, slack(index) / Int128(own.count))
      }
      prices[line] -= least
    }
    return prices
  }
}
