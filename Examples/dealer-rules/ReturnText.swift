import DealerRules

/// A statement for people, in English or Chinese.
struct ReturnText {
  private let statement: ReturnStatement
  private let sale: StoredSale
  private let policy: ReturnPolicy
  private let isChinese: Bool

  init(
    _ statement: ReturnStatement, _ sale: StoredSale, _ policy: ReturnPolicy, isChinese: Bool
  ) {
    self.statement = statement
    self.sale = sale
    self.policy = policy
    self.isChinese = isChinese
  }

  private func text(_ value: Int64) -> String {
    Money(millionths: value, statement.currency).decimalText
  }

  /// What an account holds: points as a number, rebates as money.
  private func text(_ value: Int64, _ earning: ReturnStatement.Earning) -> String {
    earning.isUnits ? Quantity(thousandths: value)?.description ?? "" : text(value)
  }

  private func said(_ english: String, _ chinese: String) -> String {
    isChinese ? chinese : english
  }

  var lines: [String] {
    let (id, order, customer) = (statement.id, sale.order, sale.customer)
    var lines = [
      said(
        "return \(id) of sale \(order), \(customer), \(statement.day): \(statement.outcome.name)",
        "退货 \(id)，订单 \(order)，\(customer)，\(statement.day)：\(statement.outcome.chinese)")
    ]
    for line in statement.lines {
      lines.append(words(line))
      lines += cuts(of: line)
    }
    for (english, chinese, amount) in amounts where amount != 0 || english == "credit" {
      lines.append("  \(said(english, chinese)) \(text(amount))")
    }
    for earning in statement.earnings { lines.append(words(earning)) }
    for use in statement.releases {
      let isFree = use.amount >= 0 && use.units >= 0
      let units = Quantity(thousandths: Int64(clamping: use.units.magnitude))?.description ?? ""
      let amount = use.amount != 0 ? text(Int64(clamping: use.amount.magnitude)) : units
      let what =
        isFree
        ? said("free again: \(use.kind) of ", "释放额度：\(chinese(use.kind)) ")
        : said("used again: \(use.kind) of ", "再次占用额度：\(chinese(use.kind)) ")
      lines.append("  \(what)\(use.id) \(amount)")
    }
    for finding in statement.findings { lines.append("  \(words(finding))") }
    return lines
  }

  private func words(_ line: ReturnStatement.Line) -> String {
    var words = "  \(line.number)  \(line.product)"
    if line.quantity != 0 {
      words += "  \(Quantity(thousandths: line.quantity) ?? .zero)"
      words += "  \(said("goods", "商品")) \(text(line.goods))"
      words += "  \(said("discount", "折扣")) \(text(line.discount))"
      words += "  \(said("tax", "税额")) \(text(line.tax))"
    }
    if line.allowance != 0 { words += "  \(said("allowance", "折让")) \(text(line.allowance))" }
    return words
  }

  private func words(_ earning: ReturnStatement.Earning) -> String {
    let taken = text(earning.taken, earning)
    var words = said(
      "  \(earning.kind) of \(earning.account): \(taken) back",
      "  \(earning.account) 的\(chinese(earning.kind))：收回 \(taken)")
    if earning.charged != 0 { words += said(", charged ", "，扣款 ") + text(earning.charged) }
    if earning.lapsed != 0 {
      words += said(", run out before ", "，此前已过期 ") + text(earning.lapsed, earning)
    }
    if earning.debt != 0 { words += said(", owed ", "，欠 ") + text(earning.debt, earning) }
    return words
  }

  /// The word of a kind of earnings or limits.
  private func chinese(_ kind: String) -> String {
    switch kind {
    case "points": "积分"
    case "rebate": "返利"
    case "coupon": "优惠券"
    case "allowance": "折让"
    case "rebateFund": "费用池"
    case "uses": "使用次数"
    case "usesPerCustomer": "客户使用次数"
    case "usesPerCode": "券码使用次数"
    case "budget": "预算金额"
    case "budgetUnits": "预算数量"
    case "priceCap": "限量价格"
    case "purchases": "限购数量"
    default: kind
    }
  }

  /// The word of the terms of an offer.
  private func chinese(_ terms: RemainderTerms) -> String {
    switch terms {
    case .proportional: "按比例"
    case .repriceRemainder: "余货重新定价"
    case .mustReturnAll: "须全部退回"
    case .requireGift: "须退回赠品"
    case .chargeGift: "赠品计费"
    }
  }

  /// What was taken off the line when it was sold, by rule.
  private func cuts(of line: ReturnStatement.Line) -> [String] {
    guard line.quantity != 0 else { return [] }
    return sale.cuts.filter { $0.line == line.number && $0.amount != 0 }.map { cut in
      let terms = sale.terms[cut.rule].map { said(", \($0.rawValue)", "，\(chinese($0))") } ?? ""
      return "       \(said("sold with", "销售时")) \(cut.rule) \(text(cut.amount))\(terms)"
    }
  }

  private var amounts: [(english: String, chinese: String, amount: Int64)] {
    [
      ("goods", "商品", statement.goods), ("discount", "折扣", statement.discount),
      ("tax", "税额", statement.tax), ("tax contained", "含税", statement.containedTax),
      ("charges", "费用", statement.charges), ("allowance", "折让", statement.allowance),
      ("taken back", "促销追回", statement.clawBack), ("gift", "赠品", statement.gift),
      ("price protection", "价格保护", statement.protection),
      ("withheld", "暂扣", statement.withheld),
      (
        "refund", "退款", statement.refund == statement.credit ? 0 : statement.refund
      ),
      ("fee", "手续费", statement.fee), ("rebate", "返利", statement.rebate),
      ("points", "积分", statement.points), ("fund", "费用池", statement.fund),
      ("credit", "贷记", statement.credit),
      ("counted by the quota", "计入退货额度", policy.quota == nil ? 0 : statement.quota),
    ]
  }

  private func words(_ finding: ReturnFinding) -> String {
    var words = finding.line.map { said("line \($0): ", "第 \($0) 行：") } ?? ""
    words += isChinese ? finding.code.chinese : finding.code.english
    if let rule = finding.rule { words += said(" (\(rule))", "（\(rule)）") }
    if let amount = finding.amount { words += " \(text(amount))" }
    if let day = finding.day { words += " \(day)" }
    return words
  }
}
