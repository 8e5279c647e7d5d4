import DealerRules

/// What became of an order's list amount, as bars of characters.
struct WaterfallPicture {
  private static let width = 44

  private struct Bar {
    var name: String
    /// Where it begins and ends, in millionths.
    var from: Int64
    var to: Int64
    /// What stands beside it.
    var amount: Int64
  }

  private let currency: Currency
  private var bars: [Bar] = []

  init(_ rules: CompiledRules, _ decision: Decision, isChinese: Bool) {
    currency = decision.currency
    func word(_ english: String, _ chinese: String) -> String { isChinese ? chinese : english }
    total(word("list", "目录价合计"), decision.list)
    var order: [RuleRef] = []
    var sums: [RuleRef: Int64] = [:]
    for step in decision.steps where step.kind != .price && step.kind != .unitRounding {
      if sums[step.rule] == nil { order.append(step.rule) }
      // Sums of steps lie between list and net, which fit.
      sums[step.rule, default: 0] &+= step.amount
    }
    var running = decision.list
    for rule in order { running = change(rules.name(of: rule), sums[rule] ?? 0, from: running) }
    running = change(word("rounding", "取整"), decision.net &- running, from: running)
    total(word("net", "净额"), decision.net)
    running = change(word("charges", "费用"), decision.charges, from: decision.net)
    _ = change(word("added tax and payments", "价外税与抵扣"), decision.payable &- running, from: running)
    total(word("payable", "应付"), decision.payable)
  }

  private mutating func total(_ name: String, _ amount: Int64) {
    bars.append(Bar(name: name, from: 0, to: amount, amount: amount))
  }

  /// Notes a change, if it is one, and returns what it leaves.
  private mutating func change(_ name: String, _ amount: Int64, from start: Int64) -> Int64 {
    let end = start &+ amount
    if amount != 0 { bars.append(Bar(name: name, from: start, to: end, amount: amount)) }
    return end
  }

  /// One line a bar: name, bar on a common scale, amount.
  var lines: [String] {
    let low = bars.map { min($0.from, $0.to) }.min() ?? 0
    let high = max(bars.map { max($0.from, $0.to) }.max() ?? 0, low &+ 1)
    let names = bars.map { Console.columns($0.name) }.max() ?? 0
    func place(_ value: Int64) -> Int {
      Int(
        (Int128(value) - Int128(low)) * Int128(WaterfallPicture.width)
          / (Int128(high) - Int128(low)))
    }
    return bars.map { bar in
      let start = place(min(bar.from, bar.to))
      // A change too small to be seen is seen nevertheless.
      let end = max(place(max(bar.from, bar.to)), bar.amount == 0 ? start : start + 1)
      let sign: Character = bar.from != 0 && bar.to < bar.from ? "░" : "█"
      let name = bar.name + WaterfallPicture.blanks(names - Console.columns(bar.name))
      let drawn =
        WaterfallPicture.blanks(start) + String(repeating: sign, count: end - start)
        + WaterfallPicture.blanks(WaterfallPicture.width + 1 - end)
      let amount = Money(millionths: bar.amount, currency).decimalText
      return "  \(name)  \(drawn) \(amount)"
    }
  }

  private static func blanks(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }
}
