import DealerRules

// How far offers reach: what each costs, how often it is used, and what its goods sell beside a
// control group (RULES.md U-038).
extension ReportPage {
  func reach(_ reach: OfferReach) -> String {
    let entries = reach.entries
    guard !entries.isEmpty else { return "" }
    let dealers = reach.dealers
    let hasControl = !reach.control.isEverybody
    var head = [
      word("offer", "优惠"), word("currency", "币种"), word("orders", "订单"),
      word("of all orders", "使用率"), word("dealers", "经销商"), word("cost", "优惠成本"),
      word("net of its lines", "涉及净额"),
    ]
    if hasControl {
      head += [
        word("its goods, per other dealer", "所涉商品：其他经销商均额"),
        word("per control dealer", "对照组均额"), word("difference", "差异"),
      ]
    }
    let rows = entries.map { entry -> [String] in
      let money = { (value: Int128) in Summary.text(value, entry.currency) }
      let share = BacktestText.rate(
        BacktestPair(old: Int128(reach.orders), new: Int128(reach.orders + entry.orders)))
      var row = [
        entry.offer, entry.currency.code, "\(entry.orders)", share, "\(entry.dealers)",
        entry.isCostKnown ? money(entry.cost) : BacktestText.unknown, money(entry.volume),
      ]
      guard hasControl else { return row }
      let others = ReportPage.average(entry.others, dealers.others)
      let control = ReportPage.average(entry.control, dealers.control)
      row += [others.map(money) ?? "-", control.map(money) ?? "-"]
      if let others, let control, control != 0 {
        row.append(BacktestText.rate(BacktestPair(old: control, new: others)))
      } else {
        row.append("-")
      }
      return row
    }
    let title = word("Offers: cost and use, new rules", "优惠：成本与使用，新规则")
    var note = word(
      "\(reach.orders) orders of \(reach.orderingDealers) dealers.",
      "\(reach.orderingDealers) 家经销商的 \(reach.orders) 张订单。")
    if hasControl {
      note += word(
        " The control group are \(dealers.control) of them. A difference is an association: it "
          + "does not say that the offer caused it.",
        "对照组为其中 \(dealers.control) 家。差异只说明相关，不代表由该优惠引起。")
    }
    if !entries.allSatisfy(\.isCostKnown) { note += " " + unknownCost }
    return section(title, "<p>\(TestReport.escaped(note))</p>\n" + table(head, rows))
  }

  /// Millionths a dealer, to the cent, half away from zero; `nil` where there is none.
  private static func average(_ sum: Int128, _ dealers: Int) -> Int128? {
    guard dealers > 0 else { return nil }
    let step = Int128(dealers) * 10_000
    let half = sum < 0 ? -step / 2 : step / 2
    return (sum + half) / step * 10_000
  }
}
