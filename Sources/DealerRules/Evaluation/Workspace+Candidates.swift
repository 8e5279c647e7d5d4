// What guards refuse is no candidate where offers compete (RULES.md G-012).
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
