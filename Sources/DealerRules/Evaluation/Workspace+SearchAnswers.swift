/// What a search came to when every choice was made.
struct AnsweredSearch {
  /// What each offer of the search was to take off by the choice, by its sets or on lines, in 10⁻¹²
  /// units.
  var wanted: [(run: Int, wanted: Int128)]
  var bound: Int128
  var steps: Int
}

// What is told of searches (RULES.md O-023, O-028).
extension Workspace {
  /// Notes what the choice that stands gives to the offers of its searches.
  mutating func noteSearches() throws(NumericError) {
    scratch.answered.removeAll(keepingCapacity: true)
    guard !scratch.isTrial else { return }
    for search in scratch.searches {
      let before = scratch.earlierSearches.filter { $0.group == search.group }
      var wanted: [Int: Int128] = [:]
      for source in search.sources where isAtWork(source.run) {
        let given = try self.given(source, search.members[source.member])
        wanted[source.run] = try Wide.add(wanted[source.run] ?? 0, given)
      }
      for index in search.effects {
        let effect = scratch.effects[index]
        let run = Int(effect.run)
        guard !effect.isOut, isAtWork(run) else { continue }
        wanted[run] = try Wide.add(wanted[run] ?? 0, effect.exact)
      }
      scratch.answered.append(
        AnsweredSearch(
          wanted: wanted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
          bound: before.reduce(search.bound) { max($0, $1.bound) },
          steps: before.reduce(search.steps) { $0 + $1.steps }))
    }
  }

  /// Says what searches found and what no choice can exceed, once every offer of the choice took
  /// effect: less what other offers, stops and bounds of the phase left of it.
  mutating func tellSearches(_ result: inout PricedBatch) throws(NumericError) {
    guard !scratch.isTrial, !scratch.combined.isEmpty || !scratch.answered.isEmpty else { return }
    let applied = Set(scratch.taken)
    for found in scratch.combined {
      var given: Int128 = 0
      for (run, wanted) in found.found where applied.contains(run) || wanted <= 0 {
        given = try Wide.add(given, try taken(of: wanted, run, on: found.line))
      }
      report(
        .combineSearch, line: found.line, rule: RuleRef(.phase, scratch.phase),
        a: try settledAmount(given), b: try settledAmount(found.bound),
        c: Int64(found.steps), &result)
    }
    for answer in scratch.answered {
      var given: Int128 = 0
      for (run, wanted) in answer.wanted where applied.contains(run) || wanted <= 0 {
        given = try Wide.add(given, try taken(of: wanted, run, on: -1))
      }
      report(
        .unitSearch, line: -1, rule: RuleRef(.phase, scratch.phase), a: try settledAmount(given),
        b: try settledAmount(answer.bound), c: Int64(answer.steps), &result)
    }
  }

  /// What an offer that applied took in the end of what it was to take on a line, or for −1 in all;
  /// what rounding makes of it is none less.
  private mutating func taken(
    of wanted: Int128, _ run: Int, on line: Int32
  ) throws(NumericError) -> Int128 {
    guard wanted > 0 else { return wanted }
    var sum: Int128 = 0
    for index in scratch.runs[run].effects where !scratch.effects[index].isOut {
      guard line < 0 || scratch.effects[index].position == line else { continue }
      sum = try Wide.add(sum, scratch.effects[index].exact)
    }
    for index in scratch.runs[run].gifts where line < 0 {
      sum = try Wide.add(sum, scratch.gifts[index].weight)
    }
    let steps = Int128(scratch.runs[run].effects.count + 1)
    let least = try Wide.add(wanted, -steps * Int128(effectStep) * 1_000_000)
    let isRounding = !scratch.runs[run].isCut && sum >= least
    return isRounding || sum > wanted ? wanted : max(sum, 0)
  }
}
