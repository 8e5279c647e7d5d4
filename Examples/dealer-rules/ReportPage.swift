import DealerRules

/// A backtest as one page that needs nothing else: no network, no scripts from elsewhere
/// (RULES.md U-036). Charts are drawn from cut numbers; every amount that is written is exact.
struct ReportPage {
  let backtest: Backtest
  let unreadable: Int
  let title: String
  let isChinese: Bool

  func word(_ english: String, _ chinese: String) -> String {
    isChinese ? chinese : english
  }

  private var sums: [(Currency, BacktestSums)] {
    backtest.sums.sorted { $0.key.code < $1.key.code }.map { ($0.key, $0.value) }
  }

  /// The page.
  var html: String {
    var parts = [summary]
    for (currency, sum) in sums { parts.append(waterfall(currency, sum)) }
    parts.append(distribution)
    for dimension in BacktestDimension.allCases {
      for (currency, _) in sums { parts.append(chart(dimension, currency)) }
    }
    if let reach = backtest.reach { parts.append(self.reach(reach)) }
    parts.append(dealers)
    return """
      <!DOCTYPE html>
      <html lang="\(isChinese ? "zh-CN" : "en")">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <title>\(TestReport.escaped(title))</title>
      <style>\(ReportPage.style)</style>
      </head>
      <body>
      <h1>\(TestReport.escaped(title))</h1>
      \(parts.filter { !$0.isEmpty }.joined(separator: "\n"))
      <script>\(ReportPage.script)</script>
      </body>
      </html>

      """
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --line: #888888;
      --total: #5b6b8c; --fall: #b3492f; --rise: #2f7d4f; --plain: #4a7ba6; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #161616;
      --line: #999999; --total: #93a5cc; --fall: #e58a70; --rise: #74c293; --plain: #8dbde6; } }
    body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
      max-width: 60em; margin: 2em auto; padding: 0 1em; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: right; padding: .2em .6em; border-bottom: 1px solid var(--line); }
    th:first-child, td:first-child { text-align: left; }
    svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: var(--ink); }
    rect.total { fill: var(--total); } rect.fall { fill: var(--fall); }
    rect.rise { fill: var(--rise); } rect.plain { fill: var(--plain); }
    line.axis { stroke: var(--line); } input { width: 100%; padding: .4em; font: inherit; }
    @media print { input { display: none; } body { max-width: none; margin: 0; }
      section { break-inside: avoid; } }
    """

  private static let script = """
    const box = document.getElementById('find');
    box.addEventListener('input', () => {
      for (const row of document.querySelectorAll('#dealers tbody tr')) {
        row.hidden = !row.textContent.toLowerCase().includes(box.value.toLowerCase());
      }
    });
    """

  func section(_ title: String, _ body: String) -> String {
    "<section>\n<h2>\(TestReport.escaped(title))</h2>\n\(body)\n</section>"
  }

  func table(_ head: [String], _ rows: [[String]], id: String? = nil) -> String {
    let cells = { (name: String, row: [String]) in
      "<tr>" + row.map { "<\(name)>\(TestReport.escaped($0))</\(name)>" }.joined() + "</tr>"
    }
    let mark = id.map { " id=\"\($0)\"" } ?? ""
    return "<table\(mark)>\n<thead>\(cells("th", head))</thead>\n<tbody>\n"
      + rows.map { cells("td", $0) }.joined(separator: "\n") + "\n</tbody>\n</table>"
  }

  private func amounts(_ pair: BacktestPair, _ currency: Currency) -> [String] {
    [
      Summary.text(pair.old, currency), Summary.text(pair.new, currency),
      Summary.text(pair.change, currency), BacktestText.saidRate(pair),
    ]
  }

  /// What a dash stands for where offers are told.
  var unknownCost: String {
    word(
      "\(BacktestText.unknown) is not known: goods were given whose cost is not known.",
      "\(BacktestText.unknown) 表示未知：赠出的商品成本未知。")
  }

  private var head: [String] {
    [word("old", "旧规则"), word("new", "新规则"), word("change", "变动"), word("rate", "变动率")]
  }

  // MARK: Parts

  private var summary: String {
    var rows: [[String]] = []
    for (currency, sum) in sums {
      for (name, pair) in [
        (word("list", "目录价合计"), sum.list), (word("net", "净额"), sum.net),
        (word("charges", "费用"), sum.charges), (word("payable", "应付"), sum.payable),
        (word("revenue", "收入"), sum.revenue),
      ] {
        rows.append(["\(name) \(currency.code)"] + amounts(pair, currency))
      }
    }
    let counts = [
      [word("orders", "订单"), "\(backtest.orders)"],
      [word("cheaper", "变便宜"), "\(backtest.cheaper)"],
      [word("dearer", "变贵"), "\(backtest.dearer)"],
      [word("outcomes that change", "结果改变"), "\(backtest.changedOutcomes)"],
      [word("newly blocked", "新被拦截"), "\(backtest.newlyBlocked)"],
      [word("cannot be read", "无法读取"), "\(unreadable)"],
    ]
    return section(
      word("Summary", "概要"),
      table([""] + head, rows) + "\n"
        + table([word("count", "计数"), ""], counts))
  }

  /// From list to payable under the new rules, by rule.
  private func waterfall(_ currency: Currency, _ sum: BacktestSums) -> String {
    let cut = { (value: Int128) in Double(value / 10_000) / 100 }
    let text = { (value: Int128) in Summary.text(value, currency) }
    var bars = [
      Chart.Bar(
        name: word("list", "目录价"), from: 0, to: cut(sum.open.list.new),
        label: text(sum.open.list.new),
        kind: "total")
    ]
    var level = sum.open.list.new
    let offers = backtest.entries(.offer).filter { $0.currency == currency }
      .sorted { $0.revenue.new < $1.revenue.new }
    for entry in offers.prefix(8) where entry.revenue.new != 0 {
      bars.append(
        Chart.Bar(
          name: entry.name, from: cut(level), to: cut(level + entry.revenue.new),
          label: text(entry.revenue.new), kind: entry.revenue.new < 0 ? "fall" : "rise"))
      level += entry.revenue.new
    }
    let rest = sum.revenue.new - level
    if rest != 0 {
      bars.append(
        Chart.Bar(
          name: word("others", "其他"), from: cut(level), to: cut(sum.revenue.new), label: text(rest),
          kind: rest < 0 ? "fall" : "rise"))
    }
    bars += [
      Chart.Bar(
        name: word("net", "净额"), from: 0, to: cut(sum.revenue.new), label: text(sum.revenue.new),
        kind: "total"),
      Chart.Bar(
        name: word("charges", "费用"), from: cut(sum.revenue.new), to: cut(sum.open.payable.new),
        label: text(sum.open.charges.new), kind: "rise"),
      Chart.Bar(
        name: word("payable", "应付"), from: 0, to: cut(sum.open.payable.new),
        label: text(sum.open.payable.new), kind: "total"),
    ]
    let title = word(
      "From list to payable, new rules, orders not blocked", "新规则：从目录价到应付（未拦截的订单）")
    return section(title, Chart.bars(bars, title: title, unit: currency.code))
  }

  private var distribution: String {
    let pairs = zip(BacktestDistribution.names, backtest.distribution.counts)
    let bars = pairs.map { name, count in
      let kind = name.contains("-") ? "fall" : name == "0%" ? "plain" : "rise"
      return Chart.Bar(name: name, from: 0, to: Double(count), label: "\(count)", kind: kind)
    }
    let title = word("Orders by change of net", "订单按净额变动分布")
    return section(title, Chart.bars(bars, title: title, unit: word("orders", "订单")))
  }

  private func name(_ dimension: BacktestDimension) -> String {
    switch dimension {
    case .dealer: word("dealers", "经销商")
    case .tier: word("tiers", "层级")
    case .region: word("regions", "区域")
    case .product: word("products", "产品")
    case .offer: word("offers", "优惠")
    }
  }

  /// The entries that move furthest, those that fall and those that rise.
  private func chart(_ dimension: BacktestDimension, _ currency: Currency) -> String {
    let all = backtest.entries(dimension).filter { $0.currency == currency }
    let moved = all.filter { $0.isChangeKnown && $0.revenue.change != 0 }.prefix(10)
    let unknown = all.filter { !$0.isChangeKnown }.prefix(10)
    guard !moved.isEmpty || !unknown.isEmpty else { return "" }
    let bars = moved.map { entry in
      Chart.Bar(
        name: entry.name.isEmpty ? "-" : entry.name, from: 0,
        to: Double(entry.revenue.change / 10_000) / 100,
        label: Summary.text(entry.revenue.change, currency),
        kind: entry.revenue.change < 0 ? "fall" : "rise")
    }
    let title = word("Change of revenue: ", "收入变动：") + name(dimension)
    let shown = moved + unknown
    let rows = shown.map { [$0.name, "\($0.count)"] + BacktestText.cells($0) }
    let hasUnknown = !shown.allSatisfy { $0.isOldKnown && $0.isNewKnown }
    let note = hasUnknown ? "<p>\(TestReport.escaped(unknownCost))</p>\n" : ""
    let chart = moved.isEmpty ? "" : Chart.bars(bars, title: title, unit: currency.code) + "\n"
    let count =
      dimension == .product || dimension == .offer
      ? word("lines", "行数") : word("orders", "订单")
    return section(
      title, chart + note + table([name(dimension), count] + head, rows))
  }

  /// Every dealer, to be searched.
  private var dealers: String {
    let rows = backtest.entries(.dealer).map { entry in
      [entry.name, "\(entry.count)", entry.currency.code] + amounts(entry.revenue, entry.currency)
    }
    let find = word("find a dealer", "查找经销商")
    return section(
      word("All dealers", "全部经销商"),
      "<input id=\"find\" type=\"search\" placeholder=\"\(find)\" aria-label=\"\(find)\"/>\n"
        + table(
          [name(.dealer), word("orders", "订单"), word("currency", "币种")] + head, rows,
          id: "dealers"))
  }
}
