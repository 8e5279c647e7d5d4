// The sets that offers which share units could make (RULES.md O-028).
extension Workspace {
  /// Lists the sets of every offer, each within its part of the steps that are left, so that none
  /// takes them all.
  mutating func listSets(_ sets: inout SetCandidates) throws(NumericError) {
    let all = 2 * rules.limits.searchSteps
    var left = all
    for (index, source) in sets.sources.enumerated() {
      let part = min(left / (sets.sources.count - index), rules.limits.searchSteps)
      var own = part
      if try !enumerate(source, &own, &sets) {
        sets.isComplete = false
        try addUsual(source, part, &sets)
      }
      left -= part - own
    }
    sets.steps = all - left
  }

  /// Adds the sets that an offer would make by itself (RULES.md O-017), one after another, each as
  /// often as it fits, where not all sets are listed.
  private mutating func addUsual(
    _ source: DealSource, _ steps: Int, _ sets: inout SetCandidates
  ) throws(NumericError) {
    guard !source.pattern.isSameLine else { return }
    let slots = slots(source)
    var open = source.open
    var left = steps
    while left > 0 {
      left -= PatternSets.steps(lines: open.count, slots: slots.count)
      let all = try PatternSets(
        slots: slots, gets: max(source.pattern.get.count, 1), open: open,
        select: source.pattern.select, selectBuy: source.pattern.selectBuy)
      guard let one = try all.filled(sets: 1, isPartial: false) else { return }
      let taken = try PatternSets.merged(one.takings.map(\.use))
      var chosen = [Int32](repeating: 0, count: sets.units.count)
      var times = Int64.max
      for use in taken {
        guard let line = open.first(where: { $0.use.position == use.position }) else { return }
        let fit = try line.use.units.divided(by: use.units)
        times = min(times, Int64(clamping: fit.numerator / fit.denominator))
        let count = Int32(clamping: use.units.numerator / (use.units.denominator * 1000))
        chosen[Int(use.position)] = count * (line.wholeSize ?? 1)
      }
      let isKnown = sets.deals.contains { $0.member == source.member && $0.units == chosen }
      if !isKnown { try addDeal(source, slots, chosen, &sets) }
      for use in try UnitUse.times(-times, taken) {
        for line in open.indices where open[line].use.position == use.position {
          open[line].use.units = try open[line].use.units.added(to: use.units)
        }
      }
    }
  }

  /// Adds every set of whole units that an offer could make, within some steps; false where they
  /// ran out.
  private mutating func enumerate(
    _ source: DealSource, _ left: inout Int, _ sets: inout SetCandidates
  ) throws(NumericError) -> Bool {
    let units = sets.units
    let slots = slots(source)
    let thousandths = slots.reduce(Int64(0)) { $0 + $1.quantity }
    guard thousandths % 1000 == 0, slots.allSatisfy({ $0.amount < 0 }) else { return true }
    let size = Int(clamping: thousandths / 1000)
    // Each entry has chosen units of the first lines; the last lines come back first.
    var stack: [(line: Int, chosen: [Int32], missing: Int)] = [
      (0, [Int32](repeating: 0, count: units.count), size)
    ]
    while let state = stack.popLast() {
      guard left > 0 else { return false }
      left -= 1
      if state.missing == 0 {
        try addDeal(source, slots, state.chosen, &sets)
        continue
      }
      guard state.line < source.open.count else { continue }
      let position = Int(source.open[state.line].use.position)
      let each = source.open[state.line].wholeSize ?? 1
      let most = min(state.missing, Int(units[position] / each))
      // Of the same line all of a set is taken from one.
      if source.pattern.isSameLine {
        stack.append((state.line + 1, state.chosen, state.missing))
        guard most == state.missing else { continue }
        var chosen = state.chosen
        chosen[position] = Int32(most) * each
        stack.append((source.open.count, chosen, 0))
        continue
      }
      for count in 0...max(most, 0) {
        var chosen = state.chosen
        chosen[position] = Int32(count) * each
        stack.append((state.line + 1, chosen, state.missing - count))
      }
    }
    return true
  }

  private mutating func addDeal(
    _ source: DealSource, _ slots: [SlotTerms], _ chosen: [Int32], _ found: inout SetCandidates
  ) throws(NumericError) {
    var open: [OpenUnits] = []
    for line in source.open where chosen[Int(line.use.position)] > 0 {
      var part = line
      let count = chosen[Int(line.use.position)] / (line.wholeSize ?? 1)
      part.use.units = Ratio(Int128(count) * 1000, 1)
      if source.pattern.get.isEmpty { part.slots = 1 }
      open.append(part)
    }
    var sets = try PatternSets(
      slots: slots, gets: max(source.pattern.get.count, 1), open: open,
      select: source.pattern.select, selectBuy: source.pattern.selectBuy)
    try sets.fill(times: 1, isPartial: false)
    guard sets.count == 1 else { return }
    let got = try sets.got()
    let saving = try saving(source, got)
    guard saving > 0, try !isRefused(source, got, saving) else { return }
    let size = chosen.reduce(0) { $0 + Int($1) }
    found.deals.append(UnitDeal(member: source.member, units: chosen, size: size, saving: saving))
    found.parts.append((got, try sets.bought()))
  }
}
