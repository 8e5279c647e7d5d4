import DealerRules

/// A backtest in words and as an object (RULES.md U-011 … U-015, U-018).
struct BacktestText {
  let backtest: Backtest
  let unreadable: Int

  init(_ backtest: Backtest, unreadable: Int) {
    self.backtest = backtest
    self.unreadable = unreadable
  }

  private var sums: [(Currency, BacktestSums)] {
    backtest.sums.sorted { $0.key.code < $1.key.code }.map { ($0.key, $0.value) }
  }

  /// A change as millionths of the old amount, cut toward zero; `nil` from nothing.
  static func cutRate(_ pair: BacktestPair) -> Int128? {
    guard pair.old != 0 else { return nil }
    let (scaled, overflow) = pair.change.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? nil : scaled / Int128(clamping: pair.old.magnitude)
  }

  /// A change as a percentage of the old amount, cut to four decimals, for people.
  static func saidRate(_ pair: BacktestPair) -> String {
    rate(pair, fromNothing: ReportWords.asked.text("new", "新增"))
  }

  /// The same as the last line has it.
  static func rate(_ pair: BacktestPair, fromNothing: String = "new") -> String {
    guard pair.old != 0 else { return pair.new == 0 ? "0%" : fromNothing }
    guard let value = cutRate(pair) else { return "?" }
    let text = Summary.text(value * 100, .usd)
    var cut = text
    while cut.contains("."), cut.hasSuffix("0") || cut.hasSuffix(".") { cut.removeLast() }
    return cut + "%"
  }

  /// Counts and sums in one line of key and value pairs.
  var last: String {
    var pairs: [(String, String)] = [
      ("orders", "\(backtest.orders)"), ("unreadable", "\(unreadable)"),
      ("oldErrors", "\(backtest.errors.old)"), ("newErrors", "\(backtest.errors.new)"),
      ("cheaper", "\(backtest.cheaper)"), ("dearer", "\(backtest.dearer)"),
      ("outcomes", "\(backtest.changedOutcomes)"),
    ]
    for (currency, sum) in sums {
      pairs += [
        ("currency", currency.code), ("old", Summary.text(sum.revenue.old, currency)),
        ("new", Summary.text(sum.revenue.new, currency)),
        ("change", Summary.text(sum.revenue.change, currency)),
        ("rate", BacktestText.rate(sum.revenue)),
      ]
    }
    return pairs.map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }

  // MARK: Text

  /// Cells in columns, the first to the left, the others to the right.
  static func row(_ cells: [String]) -> String {
    var line = ""
    for (position, cell) in cells.enumerated() {
      let width = Console.columns(cell)
      let gap = String(repeating: " ", count: max(0, (position == 0 ? 26 : 16) - width))
      line += position == 0 ? cell + gap : " " + gap + cell
    }
    return line
  }

  private func row(_ cells: [String]) -> String { BacktestText.row(cells) }

  private func word(_ english: String, _ chinese: String) -> String {
    ReportWords.asked.text(english, chinese)
  }

  private func row(_ name: String, _ pair: BacktestPair, _ currency: Currency) -> String {
    row([
      name, Summary.text(pair.old, currency), Summary.text(pair.new, currency),
      Summary.text(pair.change, currency), BacktestText.saidRate(pair),
    ])
  }

  /// Everything for people; of each dimension the entries that move furthest.
  func lines(top: Int) -> [String] {
    var lines: [String] = []
    for (currency, sum) in sums {
      lines.append(
        row([
          currency.code, word("old", "原规则"), word("new", "新规则"), word("change", "变化"),
          word("rate", "变化率"),
        ]))
      let parts = [
        (word("list", "目录价合计"), sum.list), (word("net", "净额"), sum.net),
        (word("charges", "费用"), sum.charges), (word("payable", "应付"), sum.payable),
        (word("revenue", "收入"), sum.revenue),
        (word("of orders both let pass", "两边均放行的订单"), sum.cost),
      ]
      for (name, pair) in parts { lines.append(row(name, pair, currency)) }
    }
    lines += outcomeLines + distributionLines
    for dimension in BacktestDimension.allCases { lines += entryLines(dimension, top) }
    lines += burnLines
    for mover in backtest.topMovers { lines += moverLines(mover) }
    return lines
  }

  private func name(_ outcome: Outcome?) -> String {
    outcome.map { ReportWords.asked.name($0) } ?? word("error", "出错")
  }

  private var outcomeLines: [String] {
    let changed = backtest.outcomes.filter { $0.key.old != $0.key.new }
    guard !changed.isEmpty else { return [] }
    let sorted = changed.map { ("\(name($0.key.old)) -> \(name($0.key.new))", $0.value) }
      .sorted { $0.0 < $1.0 }
    return [word("outcomes that change", "结果改变")] + sorted.map { row(["  \($0.0)", "\($0.1)"]) }
  }

  private var distributionLines: [String] {
    let counts = zip(BacktestDistribution.names, backtest.distribution.counts)
    let most = max(1, backtest.distribution.counts.max() ?? 1)
    return [word("orders by change of net", "订单按净额变化分布")]
      + counts.filter { $0.1 > 0 }.map { name, count in
        let bar = String(repeating: "#", count: max(1, count * 30 / most))
        return row(["  \(name)", "\(count)"]) + "  " + bar
      }
  }

  private func entryLines(_ dimension: BacktestDimension, _ top: Int) -> [String] {
    let all = backtest.entries(dimension)
    let moved = all.filter { $0.isChangeKnown && $0.revenue.change != 0 }
    let unknown = all.filter { !$0.isChangeKnown }
    guard !moved.isEmpty || !unknown.isEmpty else { return [] }
    let up = moved.count { $0.revenue.change > 0 }
    let title = word(
      "by \(dimension.rawValue): \(moved.count - up) fall, \(up) rise"
        + (unknown.isEmpty ? "" : ", \(unknown.count) not known"),
      "按\(BacktestText.chineseNames[dimension] ?? ""): 降 \(moved.count - up), 升 \(up)"
        + (unknown.isEmpty ? "" : ", 未知 \(unknown.count)"))
    // Where there are several currencies a row says which it is of.
    let isMixed = backtest.sums.count > 1
    return [title]
      + (moved.prefix(top) + unknown.prefix(top)).map { entry in
        let name = entry.name.isEmpty ? word("(none)", "(无)") : entry.name
        let money = isMixed ? " " + entry.currency.code : ""
        return row(["  \(name)\(money)"] + BacktestText.cells(entry))
          + BacktestText.uncosted(entry)
      }
  }

  private var burnLines: [String] {
    let burns = backtest.burnDowns
    let own = backtest.ownBurnDowns
    guard !burns.isEmpty || !own.isEmpty else { return [] }
    return [word("limits", "额度与次数")]
      + burns.map { burn in
        let used = BacktestText.amount(burn.used, burn.key.kind, backtest.new.book.currency)
        let limit = BacktestText.amount(
          Int128(burn.limit), burn.key.kind, backtest.new.book.currency)
        let side = burn.key.isNew ? word("new", "新规则") : word("old", "原规则")
        let end = burn.exhausted.map { word("  used up on \($0)", "  \($0) 用完") } ?? ""
        let kind = word(burn.key.kind, BacktestText.chineseKinds[burn.key.kind] ?? burn.key.kind)
        return row(["  \(burn.key.offer)", side, kind, used, word("of \(limit)", "共 \(limit)")])
          + end
      } + own.map { ownBurnLine($0) }
  }

  private func ownBurnLine(_ burn: BacktestOwnBurn) -> String {
    let side = burn.key.isNew ? word("new", "新规则") : word("old", "原规则")
    let kind = word(burn.key.kind, BacktestText.chineseKinds[burn.key.kind] ?? burn.key.kind)
    return row([
      "  \(burn.key.offer)", side, kind, "\(burn.mostUsed)",
      word("of \(burn.limit)", "共 \(burn.limit)"),
    ])
      + word(
        "  by \(burn.most); \(burn.usedUp) of \(burn.holders) used up",
        "  \(burn.most)；\(burn.holders) 个中 \(burn.usedUp) 个用完")
  }

  private static let chineseNames: [BacktestDimension: String] = [
    .dealer: "经销商", .tier: "等级", .region: "区域", .product: "产品", .offer: "优惠",
  ]

  private static let chineseKinds = [
    "budget": "预算", "budgetUnits": "预算数量", "uses": "次数", "usesPerCustomer": "每客次数",
    "usesPerCode": "每码次数",
  ]

  /// What a limit counts.
  static func amount(_ value: Int128, _ kind: String, _ currency: Currency) -> String {
    if kind == "budget" { return Summary.text(value, currency) }
    if kind == "uses" { return "\(value)" }
    return units(value)
  }

  private func moverLines(_ mover: Backtest.Mover) -> [String] {
    var lines = [""]
    for (side, result, rules) in [
      (word("old", "原规则"), mover.old, backtest.old),
      (word("new", "新规则"), mover.new, backtest.new),
    ] {
      let head = word("order \(mover.order) \(side): ", "订单 \(mover.order) \(side)：")
      switch result {
      case .failure(let error): lines.append(head + ReportWords.asked.text(error))
      case .success(let decision):
        let currency = decision.currency
        lines.append(
          head + "\(name(decision.outcome)), \(word("net", "净额")) "
            + Money(millionths: decision.net, currency).decimalText)
        lines += stepLines(decision, rules)
      }
    }
    return lines
  }

  /// What each rule took off an order, and what was said of it.
  private func stepLines(_ decision: Decision, _ rules: CompiledRules) -> [String] {
    var sums: [(rule: RuleRef, amount: Int128)] = []
    for step in decision.steps where step.kind != .price && step.amount != 0 {
      if let index = sums.firstIndex(where: { $0.rule == step.rule }) {
        sums[index].amount += Int128(step.amount)
      } else {
        sums.append((step.rule, Int128(step.amount)))
      }
    }
    let gifts = decision.gifts.filter { !$0.isInclusive }.map { gift in
      let quantity = Quantity(thousandths: gift.quantity).map { "\($0)" } ?? ""
      return row(["  \(rules.name(of: gift.rule))", "\(quantity) \(gift.product)"])
    }
    let told = decision.reasons.filter { reason in
      ![.charge, .tax, .accrued, .earned].contains(reason.code)
    }
    return [
      row([
        "  \(word("list", "目录价合计"))",
        Money(millionths: decision.list, decision.currency).decimalText,
      ])
    ]
      + sums.map {
        row(["  \(rules.name(of: $0.rule))", Summary.text($0.amount, decision.currency)])
          + (rules.place(of: $0.rule).map { "  (\($0))" } ?? "")
      } + gifts
      + told.map { reason in
        let name = rules.name(of: reason.rule)
        return "  ! \(word(reason.code.english, reason.code.chinese))"
          + (name.isEmpty ? "" : ", \(name)")
      }
  }
}
