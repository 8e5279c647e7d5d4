import DealerRules

/// What credit says of an order, for people.
struct ExplainedCreditText {
  let credit: ExplainedCredit
  let isChinese: Bool

  private func word(_ english: String, _ chinese: String) -> String {
    isChinese ? chinese : english
  }

  private func text(_ amount: Int64) -> String {
    Money(millionths: amount, credit.currency).decimalText
  }

  private func effect(_ effect: CreditEffect) -> String {
    ReportWords(isChinese: isChinese).name(effect)
  }

  /// Numbers of reasons of credit.
  static let chineseNames = [
    "node": "节点", "exposure": "已用额度", "limit": "额度", "shortfall": "缺口", "most": "上限",
    "least": "下限", "days": "天数", "overdue": "逾期",
    "level": "等级", "asked": "申请", "agreed": "约定", "approved": "已审批", "score": "评分",
    "prepaid": "预付", "mostUsed": "使用率上限", "open": "未清金额",
  ]

  var lines: [String] {
    let decision = credit.decision
    var head =
      "\(word("credit", "信用")) \(decision.node): \(effect(decision.effect)), "
      + "\(word("asked", "占用")) \(text(decision.amount)), "
      + "\(word("exposure", "已用")) \(text(decision.exposure)), "
      + "\(word("limit", "额度")) "
      + (decision.limit.map { text($0) } ?? word("unlimited", "不限"))
    if let available = decision.available {
      head += ", \(word("available", "可用")) \(text(available))"
    }
    if let binding = decision.binding, binding != decision.node {
      head += " (\(word("by", "受限于")) \(binding))"
    }
    if decision.shortfall > 0 {
      head += ", \(word("shortfall", "缺口")) \(text(decision.shortfall))"
    }
    var lines = ["", head]
    for share in decision.funding where share.amount != 0 {
      lines.append("  \(word("paid by", "来源")) \(share.source): \(text(share.amount))")
    }
    for fix in credit.fixes { lines.append("  + \(said(fix))") }
    let terms = credit.terms.map { " (\($0))" } ?? ""
    for part in credit.due {
      lines.append(
        "  \(word("due", "到期")) \(part.due): \(part.amount.decimalText)\(terms)")
    }
    for early in credit.early {
      lines.append(
        "  \(word("or through", "或截至")) \(early.through): \(early.amount.decimalText)")
    }
    return lines
  }

  private func said(_ fix: CreditFix) -> String {
    let would = word("goes through with ", "可放行：")
    let all = [fix.action] + (fix.beside.map { [$0] } ?? [])
    return would + all.map { said($0) }.joined(separator: word(" and ", "，并"))
  }

  private func said(_ action: CreditFix.Action) -> String {
    switch action {
    case .pay(let amount): "\(word("a payment of", "付款")) \(amount.decimalText)"
    case .reduce(let amount): word("\(amount.decimalText) less", "减少 \(amount.decimalText)")
    case .prepay(let amount):
      word("\(amount.decimalText) paid in advance", "预付 \(amount.decimalText)")
    case .ship(let day): "\(word("shipping on or after", "最早发货")) \(day)"
    case .terms(let id): "\(word("the terms agreed", "约定账期")) \(id ?? "")"
    case .payAndReduce(let paid, let less):
      word(
        "a payment of \(paid.decimalText) and \(less.decimalText) less",
        "付款 \(paid.decimalText) 并减少 \(less.decimalText)")
    }
  }
}
