import Foundation
import TestSupport
import Testing

@testable import DealerRules

/// Compares the search for the deepest discount with every order that there is (RULES.md U-025).
struct WorstCaseComparison {
  /// Lines of the orders that there are, at most; the search may find more off beside others.
  let lines: Int
  /// Units of a line, at most.
  let most: Int64
  private(set) var discounts = 0
  private(set) var differences = 0
  /// Discounts that are deepest beside other goods.
  private(set) var joint = 0
  private(set) var spent = (search: 0, exhaustive: 0)

  init(lines: Int, most: Int64) { (self.lines, self.most) = (lines, most) }

  /// Compares random rule sets, of which none may differ and some discounts be deepest beside
  /// other goods.
  /// - Parameters:
  ///   - name: What they are of.
  ///   - kept: Seeds in which something was missed once.
  @discardableResult static func run(
    _ name: String, sets: Int, kept: [UInt64] = [], lines: Int, most: Int64,
    document: (UInt64) -> String,
    _ exhaustive: (CompiledRules) throws -> ExhaustiveSearch
  ) throws -> WorstCaseComparison {
    var comparison = WorstCaseComparison(lines: lines, most: most)
    for seed in seeds(sets, kept) { try comparison.compare(seed, document(seed), exhaustive) }
    #expect(comparison.differences == 0)
    #expect(comparison.joint > 0)
    comparison.tell(" of \(name)", sets)
    return comparison
  }

  /// Compares the discounts of one rule set.
  /// - Parameter representative: Of a customer the first of its class.
  mutating func compare(
    _ seed: UInt64, _ text: String, representative: (String) -> String = { $0 },
    _ exhaustive: (CompiledRules) throws -> ExhaustiveSearch
  ) throws {
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
    let cases = run(rules, 1...(most * 1000), seed)
    // Where nothing bounds quantities, what is off with few must be found all the same.
    let free = run(rules, 1...1_000_000_000, seed)
    let all = try exhaustive(rules)
    spent.exhaustive += all.orders
    for (key, worst) in all.worst where worst.net < worst.list {
      discounts += 1
      if worst.order.lines.count > 1 { joint += 1 }
      let name = "\(worst.product) \(representative(worst.order.customer))"
      let found = cases[name]
      if found.map({ isEqual($0, worst) }) != true { record(seed, key, found, worst, text) }
      if let other = free[name], other.discount >= worst.discount { continue }
      record(seed, "\(key) of any quantity", free[name], worst, text)
    }
  }

  private mutating func run(
    _ rules: CompiledRules, _ quantities: ClosedRange<Int64>, _ seed: UInt64
  ) -> [String: WorstCase] {
    var search = WorstCaseSearch(rules, evaluations: 1_000_000, quantities: quantities)
    search.run()
    let isComplete = search.isComplete
    #expect(isComplete, "seed \(seed)")
    spent.search += search.evaluations
    let named = search.worstCases.map { ("\($0.product) \($0.customer)", $0) }
    return Dictionary(named) { first, _ in first }
  }

  private func isEqual(_ found: WorstCase, _ worst: WorstCase) -> Bool {
    // With further lines, which are not tried here, more may be off.
    if found.order.lines.count > lines { return found.discount >= worst.discount }
    guard found.discount == worst.discount else { return false }
    return lines > 1 || !worst.isDeeper(than: found)
  }

  private mutating func record(
    _ seed: UInt64, _ key: String, _ found: WorstCase?, _ worst: WorstCase, _ text: String
  ) {
    differences += 1
    guard differences <= 20 else { return }
    Issue.record("seed \(seed) \(key): \(found?.document ?? "nothing"), \(worst.document) \(text)")
  }

  /// What came out in all.
  func tell(_ name: String, _ sets: Int) {
    print(
      "worst cases\(name): sets \(sets) discounts \(discounts) with other goods \(joint) "
        + "differences \(differences) orders \(spent.search) of \(spent.exhaustive)")
  }

  /// `DEALER_RULES_WORST_SEED=N` looks at one rule set alone.
  static func seeds(_ count: Int, _ kept: [UInt64] = []) -> [UInt64] {
    let one = ProcessInfo.processInfo.environment["DEALER_RULES_WORST_SEED"].flatMap { UInt64($0) }
    return one.map { [$0] } ?? Array(0..<UInt64(count)) + kept.filter { $0 >= count }
  }

  /// `DEALER_RULES_WORST=2000` for the full run.
  static let sets =
    ProcessInfo.processInfo.environment["DEALER_RULES_WORST"].flatMap { Int($0) } ?? 25
}
