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

  /// A change as a percentage of the old amount, cut to four decimals.
  static func rate(_ pair: BacktestPair) -> String {
    guard pair.old != 0 else { return pair.new == 0 ? "0%" : "new" }
    let (scaled, overflow) = pair.change.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { return "?" }
    let value = scaled / Int128(clamping: pair.old.magnitude)
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

  private func row(_ name: String, _ pair: BacktestPair, _ currency: Currency) -> String {
    row([
      name, Summary.text(pair.old, currency), Summary.text(pair.new, currency),
      Summary.text(pair.change, currency), BacktestText.rate(pair),
    ])
  }

  /// Everything for people; of each dimension the entries that move furthest.
  func lines(top: Int) -> [String] {
    var lines: [String] = []
    for (currency, sum) in sums {
      lines.append(row([currency.code, "old", "new", "change", "rate"]))
      let parts = [
        ("list", sum.list), ("net", sum.net), ("charges", sum.charges), ("payable", sum.payable),
        ("revenue", sum.revenue), ("of orders both let pass", sum.cost),
      ]
      for (name, pair) in parts { lines.append(row(name, pair, currency)) }
    }
    lines += outcomeLines + distributionLines
    for dimension in BacktestDimension.allCases { lines += entryLines(dimension, top) }
    lines += burnLines
    for mover in backtest.topMovers { lines += moverLines(mover) }
    return lines
  }

  private func name(_ outcome: Outcome?) -> String { outcome?.name ?? "error" }

  private var outcomeLines: [String] {
    let changed = backtest.outcomes.filter { $0.key.old != $0.key.new }
    guard !changed.isEmpty else { return [] }
    let sorted = changed.map { ("\(name($0.key.old)) -> \(name($0.key.new))", $0.value) }
      .sorted { $0.0 < $1.0 }
    return ["outcomes that change"] + sorted.map { row(["  \($0.0)", "\($0.1)"]) }
  }

  private var distributionLines: [String] {
    let counts = zip(BacktestDistribution.names, backtest.distribution.counts)
    let most = max(1, backtest.distribution.counts.max() ?? 1)
    return ["orders by change of net"]
      + counts.filter { $0.1 > 0 }.map { name, count in
        let bar = String(repeating: "#", count: max(1, count * 30 / most))
        return row(["  \(name)", "\(count)"]) + "  " + bar
      }
  }

  private func entryLines(_ dimension: BacktestDimension, _ top: Int) -> [String] {
    let moved = backtest.entries(dimension).filter { $0.revenue.change != 0 }
    guard !moved.isEmpty else { return [] }
    let up = moved.count { $0.revenue.change > 0 }
    let title = "by \(dimension.rawValue): \(moved.count - up) fall, \(up) rise"
    return [title]
      + moved.prefix(top).map {
        row("  \($0.name.isEmpty ? "(none)" : $0.name)", $0.revenue, $0.currency)
      }
  }

  private var burnLines: [String] {
    let burns = backtest.burnDowns
    guard !burns.isEmpty else { return [] }
    return ["limits"]
      + burns.map { burn in
        let used = BacktestText.amount(burn.used, burn.key.kind, backtest.new.book.currency)
        let limit = BacktestText.amount(
          Int128(burn.limit), burn.key.kind, backtest.new.book.currency)
        let side = burn.key.isNew ? "new" : "old"
        let end = burn.exhausted.map { "  used up on \($0)" } ?? ""
        return row(["  \(burn.key.offer)", side, burn.key.kind, used, "of \(limit)"]) + end
      }
  }

  /// What a limit counts.
  static func amount(_ value: Int128, _ kind: String, _ currency: Currency) -> String {
    if kind == "budget" { return Summary.text(value, currency) }
    if kind == "uses" { return "\(value)" }
    return Quantity(thousandths: Int64(clamping: value)).map { "\($0)" } ?? "\(value / 1000)"
  }

  private func moverLines(_ mover: Backtest.Mover) -> [String] {
    var lines = [""]
    for (side, result, rules) in [
      ("old", mover.old, backtest.old), ("new", mover.new, backtest.new),
    ] {
      switch result {
      case .failure(let error): lines.append("order \(mover.order) \(side): \(error)")
      case .success(let decision):
        let currency = decision.currency
        lines.append(
          "order \(mover.order) \(side): \(decision.outcome.name), net "
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
    let gifts = decision.gifts.map { gift in
      let quantity = Quantity(thousandths: gift.quantity).map { "\($0)" } ?? ""
      return row(["  \(rules.name(of: gift.rule))", "\(quantity) \(gift.product)"])
    }
    let told = decision.reasons.filter { reason in
      ![.charge, .tax, .accrued, .earned].contains(reason.code)
    }
    return [
      row(["  list", Money(millionths: decision.list, decision.currency).decimalText])
    ]
      + sums.map {
        row(["  \(rules.name(of: $0.rule))", Summary.text($0.amount, decision.currency)])
          + (rules.place(of: $0.rule).map { "  (\($0))" } ?? "")
      } + gifts
      + told.map { reason in
        let name = rules.name(of: reason.rule)
        return "  ! \(reason.code.english)\(name.isEmpty ? "" : ", \(name)")"
      }
  }
}
