/// What a search for units chooses from (RULES.md O-028).
struct SetCandidates {
  var deals: [UnitDeal] = []
  /// The units that each deal gets and those that it buys.
  var parts: [(got: [UnitUse], bought: [UnitUse])] = []
  /// Whole units of each line, below zero for a line that is open to no offer; then stores.
  var units: [Int32]
  /// What bounds the deals of each offer; last the candidates of lines, where there are any.
  var members: [UnitMember] = []
  /// The offers that share units.
  var sources: [DealSource] = []
  /// The offers that found units for sets, also where none is a candidate.
  var couldMake: Set<Int> = []
  /// Every deal is listed; else the steps ran out.
  var isComplete = true
  /// Steps that listing took.
  var steps = 0
  /// What other offers take off lines.
  var claims: [LineClaim] = []
  /// How many deals use a line on which other offers take something off.
  var using: [Int: Int] = [:]
  /// The deals on such a line of offers that can take something off it.
  var touching: [Int: [Int]] = [:]

  /// Adds a store, as large as the line of a claim, that what the claim excludes draws from.
  mutating func addStore(_ claim: LineClaim) -> Int {
    units.append(units[claim.line])
    for index in deals.indices { deals[index].units.append(0) }
    for index in touching[claim.line] ?? [] where claim.members.contains(deals[index].member) {
      deals[index].units[units.count - 1] = deals[index].units[claim.line]
      deals[index].size += Int(deals[index].units[claim.line])
    }
    return units.count - 1
  }

  /// Adds a claim that takes whole lines or stores; a fixed price counts a little less than it
  /// takes off, because at equal sums it gives way (RULES.md O-012).
  mutating func add(_ claim: inout LineClaim, takes: [Int], _ effect: RunEffect, _ member: Int) {
    var taken = [Int32](repeating: 0, count: units.count)
    for place in takes { taken[place] = units[place] }
    claim.deal = deals.count
    deals.append(
      UnitDeal(
        member: member, units: taken, size: taken.reduce(0) { $0 + Int($1) },
        saving: effect.exact, handicap: effect.excludesOthers ? 1 : 0))
    parts.append(([], []))
  }

  /// Leaves some deals alone.
  mutating func keep(_ kept: [Int]) {
    deals = kept.map { deals[$0] }
    parts = kept.map { parts[$0] }
  }
}

/// What an offer that shares no units takes off a line from which it keeps sets of others.
struct LineClaim {
  /// Its place among the effects of the phase.
  var effect: Int
  var line: Int
  /// The offers of the search that it keeps off the line, by their places.
  var members: [Int]
  /// Its place among the deals.
  var deal = -1
}

/// What a search for units came to, until every choice of the phase is made.
struct FoundSearch {
  /// The group whose offers it searched, −1 for all that do not stand apart.
  var group: Int32
  var sources: [DealSource]
  var members: [UnitMember]
  /// Effects on lines that took part.
  var effects: [Int]
  var bound: Int128
  var steps: Int
  /// Steps with those that listing took.
  var work: Int
}
