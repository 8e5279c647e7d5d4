// What guards refuse is no candidate where offers compete (RULES.md G-012).

/// What would be left of a line, in millionths, where guards allow no less than `least`.
struct TooLittle {
  var left: Int64
  var least: Int64
}

extension Workspace {
  /// Finds the least net that guards leave each line, where they refuse what is below.
  mutating func findLeastNets(_ order: Int32) throws(NumericError) {
    guards.leastNet.removeAll(keepingCapacity: true)
    guard rules.guards.refusesCandidates else { return }
    for _ in running.indices { guards.leastNet.append(.min) }
    guards.clearGifts(running.count)
    let instant = batch.instant[Int(order)]
    for terms in rules.guards.guards where terms.refusesCandidates {
      guard terms.from <= instant, instant < terms.until else { continue }
      for line in running.indices where isPriced[line] && isGuarded(terms.node, line, order) {
        guards.lines.removeAll(keepingCapacity: true)
        guards.lines.append(Int32(line))
        guard case .found(let finding) = try measure(terms, order), let least = finding.least
        else { continue }
        guards.leastNet[line] = max(
          guards.leastNet[line], try least.settled(step: 1, mode: .ceiling))
      }
    }
    position = -1
  }

  /// Whether taking an amount, in 10⁻¹² units, off what is left of a line is refused by a guard.
  @inline(__always)
  mutating func isRefused(_ line: Int, _ amount: Int128, of left: Int128) -> Bool {
    guard !guards.leastNet.isEmpty, guards.leastNet[line] != .min, amount > 0 else { return false }
    return left - amount < Int128(guards.leastNet[line]) * 1_000_000
  }

  /// What a guard finds too little where an amount is taken off what is left of a line.
  mutating func tooLittle(_ line: Int, _ amount: Int128, of left: Int128) -> TooLittle? {
    guard isRefused(line, amount, of: left) else { return nil }
    return TooLittle(left: millionths(left - amount), least: guards.leastNet[line])
  }

  /// The same of one effect, or of all that stand or fall with it.
  mutating func tooLittle(effect index: Int, taking amount: Int128? = nil) -> TooLittle? {
    let effect = scratch.effects[index]
    let line = Int(effect.position)
    return tooLittle(line, amount ?? effect.exact, of: scratch.exactLeft[line])
  }

  /// The same of an offer: on the first of its lines on which it is too little.
  mutating func tooLittle(run: Int) -> TooLittle? {
    guard !guards.leastNet.isEmpty else { return nil }
    var first = -1
    for index in scratch.runs[run].effects where isRefused(effect: index) {
      if first < 0 || scratch.effects[index].position < scratch.effects[first].position {
        first = index
      }
    }
    return first < 0 ? nil : tooLittle(effect: first)
  }

  /// Says what a guard would refuse of an offer.
  mutating func traceRefusal(_ offer: Int32, _ found: TooLittle?) {
    trace(
      offer, .refusedByGuard, a: found?.left ?? 0, b: found?.least ?? 0, c: found == nil ? 0 : 1)
  }

  /// The most, in 10⁻¹² units, that may be taken off what is left of a line; `nil` for any.
  mutating func mostToTake(_ line: Int, of left: Int128) -> Int128? {
    guard !guards.leastNet.isEmpty, guards.leastNet[line] != .min else { return nil }
    return max(left - Int128(guards.leastNet[line]) * 1_000_000, 0)
  }

  /// Whether a guard refuses what an offer would do to one of its lines (RULES.md G-012).
  mutating func isRefused(_ run: Int) -> Bool {
    guard !guards.leastNet.isEmpty else { return false }
    return scratch.runs[run].effects.contains { isRefused(effect: $0) }
  }

  /// The same of one effect.
  mutating func isRefused(effect index: Int) -> Bool {
    let effect = scratch.effects[index]
    let line = Int(effect.position)
    return !effect.isOut && isRefused(line, effect.exact, of: scratch.exactLeft[line])
  }
}
