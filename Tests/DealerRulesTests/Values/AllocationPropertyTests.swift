import TestSupport
import Testing

@testable import DealerRules

/// One generated problem. `caps` is empty when there are none.
private struct Problem {
  var total: Int64
  var step: Int64
  var lines: [Line]
  var isCapped: Bool
  var rule: RemainderRule

  struct Line {
    var weight: Int64
    var number: Int32
    var cap: Int64
  }

  func solve(_ allocator: inout Allocator) throws(NumericError) -> ContiguousArray<Int64> {
    allocator.removeAll()
    for line in lines {
      try allocator.add(weight: line.weight, number: line.number, cap: isCapped ? line.cap : nil)
    }
    try allocator.spread(total, step: step, rule: rule)
    return allocator.shares
  }

  /// The first law that the shares break, if any.
  func broken(_ shares: ContiguousArray<Int64>) -> String? {
    var sum: Int128 = 0
    var weights: Int128 = 0
    for line in lines { weights += Int128(line.weight) }
    for (share, line) in zip(shares, lines) {
      sum += Int128(share)
      if share % step != 0 { return "share \(share) is not in steps" }
      if share != 0, (share < 0) != (total < 0) { return "share \(share) has the wrong sign" }
      if line.weight == 0, share != 0 { return "zero weight got \(share)" }
      if isCapped, share.magnitude > line.cap.magnitude { return "\(share) is above its cap" }
      guard !isCapped, rule == .largestFraction || rule == .cumulative else { continue }
      // Both rules stay within one step of the exact share.
      let exact = Int128(total) * Int128(line.weight)
      let gap = Int128(share) * weights - exact
      if gap.magnitude >= (Int128(step) * weights).magnitude, weights > 0 {
        return "share \(share) is a step away"
      }
    }
    return sum == Int128(total) ? nil : "sum \(sum)"
  }

  /// RULES.md word for word, one line and one step at a time; for small totals only.
  func defined() -> [Int64]? {
    var steps = Int(total.magnitude / step.magnitude)
    var open = lines.indices.filter { lines[$0].weight > 0 }
      .sorted { lines[$0].number < lines[$1].number }
    var shares = [Int](repeating: 0, count: lines.count)
    let room = { (i: Int) in isCapped ? Int(lines[i].cap / step) : Int.max }
    var sum: Int { open.reduce(0) { $0 + Int(lines[$1].weight) } }
    while let full = open.first(where: { i in
      isCapped && steps * Int(lines[i].weight) > room(i) * sum
    }) {
      shares[full] = room(full)
      steps -= shares[full]
      open.removeAll { $0 == full }
    }
    guard !open.isEmpty else { return steps == 0 ? signed(shares) : nil }
    var walked = 0
    for i in open {
      let weight = Int(lines[i].weight)
      let running = { (w: Int) in (2 * steps * w + sum) / (2 * sum) }
      shares[i] =
        rule == .cumulative
        ? running(walked + weight) - running(walked) : steps * weight / sum
      walked += weight
    }
    if rule == .roundedFirstLines {
      for i in open where 2 * (steps * Int(lines[i].weight) % sum) > sum { shares[i] += 1 }
    }
    if rule == .roundedLargestLine {
      for i in open where 2 * (steps * Int(lines[i].weight) % sum) >= sum { shares[i] += 1 }
    }
    var left = steps - open.reduce(0) { $0 + shares[$1] }
    let singly = ![.largestLine, .lastLine, .roundedLargestLine].contains(rule)
    let heaviest = open.sorted {
      (lines[$0].weight, lines[$0].number) > (lines[$1].weight, lines[$1].number)
    }
    for i in singly ? open : heaviest where left < 0 && shares[i] > 0 {
      let less = singly ? 1 : min(shares[i], -left)
      shares[i] -= less
      left += less
    }
    for i in ranked(open, steps, sum) where left > 0 {
      let more = min(singly ? 1 : left, room(i) - shares[i])
      shares[i] += more
      left -= more
    }
    return left == 0 ? signed(shares) : nil
  }

  /// The lines in the order in which the rule hands out the remainder.
  private func ranked(_ open: [Int], _ steps: Int, _ sum: Int) -> [Int] {
    switch rule {
    case .largestFraction:
      return open.sorted {
        let a = (steps * Int(lines[$0].weight) % sum, lines[$0].weight, -lines[$0].number)
        let b = (steps * Int(lines[$1].weight) % sum, lines[$1].weight, -lines[$1].number)
        return a > b
      }
    case .largestLine, .roundedLargestLine:
      return open.sorted {
        (lines[$0].weight, -lines[$0].number) > (lines[$1].weight, -lines[$1].number)
      }
    case .lastLine: return open.reversed()
    case .cumulative, .firstLines, .roundedFirstLines: return open
    }
  }

  private func signed(_ shares: [Int]) -> [Int64] {
    shares.map { Int64($0) * (total < 0 ? -step : step) }
  }
}

@Suite("M-010 allocation, generated") struct AllocationPropertyTests {
  private static func problem(_ random: inout SplitMix64, _ rule: RemainderRule) -> Problem {
    let steps: [Int64] = [1, 10, 10_000, 1_000_000]
    let step = steps[random.below(4)]
    let small = random.below(3) > 0
    let count = random.below(random.below(50) == 0 ? 60 : 7) + 1
    var lines: [Problem.Line] = []
    var anyWeight = false
    for index in 0..<count {
      var weight = Int64(small ? random.below(7) : random.below(1 << 40))
      if !small, random.below(3) == 0 { weight = Int64(random.below(Int.max)) >> 3 }
      if random.below(5) == 0 { weight = 0 }
      if index == count - 1, !anyWeight { weight += 1 }
      anyWeight = anyWeight || weight > 0
      let cap = Int64(random.below(small ? 40 : 1 << 30)) * step + Int64(random.below(Int(step)))
      // Odd factors keep numbers unique and out of order.
      let number = Int32((index * 37 + 11) % 61 + 1)
      lines.append(Problem.Line(weight: weight, number: number, cap: cap))
    }
    let size = small ? random.below(60) : random.below(1 << 40)
    let total = Int64(random.below(2) == 0 ? size : -size) * step
    return Problem(
      total: total, step: step, lines: lines, isCapped: random.below(3) == 0, rule: rule)
  }

  @Test(arguments: RemainderRule.allCases)
  func lawsHold(rule: RemainderRule) throws {
    var random = SplitMix64(seed: 2024)
    var allocator = Allocator()
    var failures: [String] = []
    var (placed, refused, defined) = (0, 0, 0)
    for round in 0..<25_000 {
      var problem = Self.problem(&random, rule)
      let isSmall = problem.total.magnitude / problem.step.magnitude < 60
      do throws(NumericError) {
        let shares = try problem.solve(&allocator)
        placed += 1
        if let law = problem.broken(shares) { failures.append("round \(round): \(law)") }
        if isSmall, problem.lines.allSatisfy({ $0.weight < 8 }) {
          defined += 1
          if problem.defined() != Array(shares) { failures.append("round \(round): definition") }
        }
        // Another order of the same lines: every line keeps its share.
        let turn = random.below(problem.lines.count)
        problem.lines = Array(problem.lines[turn...].reversed() + problem.lines[..<turn])
        let turned = Array(shares[turn...].reversed() + shares[..<turn])
        if Array(try problem.solve(&allocator)) != turned {
          failures.append("round \(round): order")
        }
      } catch {
        refused += 1
        let room = problem.lines.reduce(Int128(0)) {
          $0 + ($1.weight > 0 ? Int128($1.cap / problem.step * problem.step) : 0)
        }
        if error != .cannotPlace || !problem.isCapped || room >= Int128(problem.total.magnitude) {
          failures.append("round \(round): \(error)")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(placed >= 20_000 && placed + refused == 25_000)
    print("M-010 \(rule): \(placed) placed, \(refused) refused, \(defined) equal to the definition")
  }

  @Test(arguments: RemainderRule.allCases)
  func everySmallProblem(rule: RemainderRule) throws {
    var allocator = Allocator()
    var failures: [String] = []
    var count = 0
    for lines in 1...4 {
      let size = (0..<lines).reduce(1) { power, _ in power * 5 }
      for code in 1..<size {
        var rest = code
        var problem = Problem(total: 0, step: 1, lines: [], isCapped: false, rule: rule)
        for index in 0..<lines {
          problem.lines.append(
            Problem.Line(weight: Int64(rest % 5), number: Int32(9 - index), cap: 0))
          rest /= 5
        }
        for total in Int64(-6)...6 {
          problem.total = total
          let shares = try problem.solve(&allocator)
          count += 1
          if Array(shares) != problem.defined() || problem.broken(shares) != nil {
            failures.append("\(total) over \(problem.lines.map(\.weight))")
          }
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(count == 776 * 13)
  }
}
