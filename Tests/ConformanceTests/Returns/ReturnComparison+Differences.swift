import DealerRules
import TestSupport

// What differs between a statement of the reference and the engine's.
extension ReturnComparison {
  static func differences(
    _ wanted: ReferenceReturns.Statement, _ got: ReturnStatement, _ tally: inout ReturnTally
  ) -> [String] {
    let told = Set(got.findings.map(\.code))
    guard wanted.refusals.isEmpty else {
      return refusals(wanted, got, &tally)
    }
    if got.outcome == .refused {
      return ["refused for \(told.map(\.rawValue).sorted())"]
    }
    var found = amounts(wanted, got, &tally) + parts(wanted, got, &tally)
    if wanted.isHeld != (got.outcome == .held) { found.append("outcome \(got.outcome)") }
    if wanted.isHeld { tally.saw("held") }
    if wanted.lacksGift { tally.saw("giftMissing") }
    if told.contains(.giftMissing) != wanted.lacksGift {
      found.append("a gift is missing: \(wanted.lacksGift)")
    }
    let missing = Set(got.findings.filter { $0.code == .factMissing }.map { $0.rule ?? "" })
    if missing != wanted.missing {
      found.append("missing \(missing.sorted()), not \(wanted.missing.sorted())")
    }
    for fact in missing { tally.saw("missing \(fact.prefix { $0 != "/" })") }
    if got.clawBack > 0 && got.findings.isEmpty { tally.saw("gained") }
    if !got.isBalanced { found.append("not balanced") }
    return found
  }

  /// Every code that is told is one of the reference's, and one is told at least.
  private static func refusals(
    _ wanted: ReferenceReturns.Statement, _ got: ReturnStatement, _ tally: inout ReturnTally
  ) -> [String] {
    let told = Set(got.findings.map(\.code).filter { $0.outcome == .refused })
    for code in told { tally.saw(code.rawValue) }
    let isRight = !told.isEmpty && told.isSubset(of: wanted.refusals)
    if isRight, got.outcome == .refused {
      return got.credit == 0 && got.lines.isEmpty ? [] : ["a refused return has amounts"]
    }
    let names = wanted.refusals.map(\.rawValue).sorted()
    return ["\(got.outcome) for \(told.map(\.rawValue).sorted()), not refused for \(names)"]
  }

  private static func amounts(
    _ wanted: ReferenceReturns.Statement, _ got: ReturnStatement, _ tally: inout ReturnTally
  ) -> [String] {
    let amounts: [(String, Int64)] = [
      ("goods", got.goods), ("discount", got.discount), ("tax", got.tax),
      ("containedTax", got.containedTax), ("charges", got.charges), ("allowance", got.allowance),
      ("clawBack", got.clawBack), ("gift", got.gift), ("protection", got.protection),
      ("withheld", got.withheld), ("refund", got.refund), ("fee", got.fee),
      ("rebate", got.rebate), ("points", got.points), ("fund", got.fund), ("credit", got.credit),
      ("quota", got.quota),
    ]
    var found: [String] = []
    for (name, actual) in amounts {
      let value = wanted.amounts[name] ?? 0
      if value != 0 { tally.saw(name) }
      if value != actual { found.append("\(name) \(value), not \(actual)") }
    }
    let over = got.findings.first { $0.code == .overQuota }?.amount ?? 0
    if wanted.overQuota != 0 { tally.saw("overQuota") }
    if wanted.overQuota != over { found.append("overQuota \(wanted.overQuota), not \(over)") }
    return found
  }

  /// Lines, charges by rule, earnings and releases.
  private static func parts(
    _ wanted: ReferenceReturns.Statement, _ got: ReturnStatement, _ tally: inout ReturnTally
  ) -> [String] {
    var found: [String] = []
    // Their order is of no meaning here.
    let lines = bag(got.lines.map { ReferenceReturns.Line($0) })
    let own = bag(wanted.lines)
    if own != lines { found.append("lines \(own.keys), not \(lines.keys)") }
    if got.lines.contains(where: { $0.kits != 0 }) { tally.saw("kits") }
    let extras = Dictionary(got.extras.map { ($0.rule, $0.amount) }, uniquingKeysWith: +)
      .filter { $0.value != 0 }
    if wanted.extras != extras { found.append("extras \(wanted.extras), not \(extras)") }
    var earnings: [ReferenceReturns.Account: ReferenceReturns.Earning] = [:]
    for one in got.earnings {
      let earning = ReferenceReturns.Earning(
        isUnits: one.isUnits, taken: one.taken, short: one.short, debt: one.debt,
        charged: one.charged)
      let key = ReferenceReturns.Account(one.account, one.kind)
      if earnings.updateValue(earning, forKey: key) != nil { found.append("twice \(key)") }
      tally.saw("earnings")
      if one.short != 0 { tally.saw("short") }
      if one.lapsed != 0 { tally.saw("lapsed") }
      if one.debt != 0 { tally.saw("debt") }
      if one.charged != 0 { tally.saw("charged") }
    }
    if wanted.earnings != earnings { found.append("\(wanted.earnings), not \(earnings)") }
    var releases: [ReferenceReturns.Limit: ReferenceReturns.Free] = [:]
    for use in got.releases {
      let free = ReferenceReturns.Free(amount: use.amount, units: use.units)
      let key = ReferenceReturns.Limit(use.id, use.kind)
      if releases.updateValue(free, forKey: key) != nil { found.append("twice \(key)") }
      tally.saw("releases")
    }
    if wanted.releases != releases { found.append("\(wanted.releases), not \(releases)") }
    return found
  }

  private static func bag<T: Hashable>(_ values: [T]) -> [T: Int] {
    Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
  }
}
