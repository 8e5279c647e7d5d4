import DealerRules

/// An explanation as a person reads it: a waterfall per line, then what did not apply.
struct ExplanationText {
  private let rules: CompiledRules
  private let explanation: Explanation
  private let audience: Audience
  private let isChinese: Bool
  private(set) var lines: [String] = []

  init(
    _ rules: CompiledRules, _ explanation: Explanation,
    _ audience: Audience, isChinese: Bool
  ) {
    self.rules = rules
    self.explanation = explanation
    self.audience = audience
    self.isChinese = isChinese
    write()
  }

  private func word(_ english: String, _ chinese: String) -> String {
    isChinese ? chinese : english
  }

  private func money(_ amount: Int64) -> String {
    Money(millionths: amount, explanation.decision.currency).decimalText
  }

  private func text(_ code: ReasonCode) -> String { isChinese ? code.chinese : code.english }

  /// `name (rules.json:12)`.
  private func place(_ rule: RuleRef) -> String {
    guard audience.readsLosers, let place = rules.place(of: rule) else { return "" }
    return " (\(place))"
  }

  private func row(_ left: String, _ right: String) -> String {
    let width = Console.columns(left)
    return left + String(repeating: " ", count: max(1, 68 - width - right.count)) + right
  }

  private mutating func write() {
    let decision = explanation.decision
    lines.append(
      "\(word("order", "订单")) \(decision.order): "
        + "\(ReportWords(isChinese: isChinese).name(decision.outcome)), "
        + "\(decision.currency.code)")
    for (position, line) in decision.lines.enumerated() {
      write(line, position)
    }
    writeGifts()
    lines.append("")
    writeWaterfall(explanation.waterfall)
    writeReasons()
    lines.append(row(word("payable", "应付"), money(decision.payable)))
    if let credit = explanation.credit {
      lines += ExplainedCreditText(credit: credit, isChinese: isChinese).lines
    }
    writeAccruals()
    for reason in explanation.offers { lines.append("  - \(sentence(reason))") }
    writeOthers()
    let accounts = Set(decision.accruals.map(\.kind))
    for use in decision.reservations where !accounts.contains(use.kind) {
      let amount =
        use.units > 0 ? "\(Quantity(thousandths: use.units) ?? .zero)" : money(use.amount)
      lines.append("  \(word("reserves", "占用")) \(use.id): \(amount)")
    }
    writeNearMisses()
  }

  /// The order's amounts from list to pocket; those that are as the one before are left out.
  private mutating func writeWaterfall(_ waterfall: Waterfall) {
    lines.append(row(word("list", "目录价合计"), money(waterfall.list)))
    if waterfall.invoice != waterfall.net {
      lines.append(row(word("invoice", "开票价合计"), money(waterfall.invoice)))
    }
    lines.append(row(word("net", "净额"), money(waterfall.net)))
    if waterfall.pocket != waterfall.net {
      lines.append(row(word("pocket", "到手价合计"), money(waterfall.pocket)))
    }
  }

  /// The largest gains; more stand in `--json`.
  private mutating func writeNearMisses() {
    let misses = explanation.nearMisses
    guard !misses.suggestions.isEmpty else { return }
    lines.append("")
    lines.append(word("would earn more:", "再多一点更划算："))
    for miss in misses.suggestions.prefix(5) { lines.append("  + \(sentence(miss))") }
    if !misses.isComplete {
      let tried = misses.evaluations
      lines.append("  " + word("(\(tried) changes tried, not all)", "（已试 \(tried) 种改动，未试完）"))
    }
  }

  private func sentence(_ miss: NearMiss) -> String {
    var result = word(
      "line \(miss.line): \(miss.more) \(miss.unit) more of \(miss.product): "
        + "you pay \(money(miss.cost)) instead of \(money(miss.costAtPresent)) "
        + "(now \(money(miss.costNow)))",
      "第 \(miss.line) 行：\(miss.product) 再加 \(miss.more) \(miss.unit)，"
        + "应付 \(money(miss.cost))，而非 \(money(miss.costAtPresent))（现在 \(money(miss.costNow))）")
    for gift in miss.gifts {
      let quantity = Quantity(thousandths: gift.quantity).map { "\($0)" } ?? ""
      result += word(", with \(quantity) \(gift.product)", "，送 \(quantity) \(gift.product)")
    }
    let names = miss.rules.map { rules.name(of: $0) }
    if !names.isEmpty { result += " [\(names.joined(separator: ", "))]" }
    return result
  }

  private mutating func writeGifts() {
    // Inclusive free goods are part of the lines, where a step says what they take off.
    let gifts = explanation.decision.gifts.filter { !$0.isInclusive }
    guard !gifts.isEmpty else { return }
    lines.append("")
    for gift in gifts {
      let quantity = Quantity(thousandths: gift.quantity).map { "\($0)" } ?? ""
      let rule = "\(rules.name(of: gift.rule))\(place(gift.rule))"
      lines.append(
        row("\(word("gift", "赠品"))  \(gift.product)  \(quantity)  \(rule)", money(gift.price)))
    }
  }

  /// What agreements give beside the price, each receiver by itself.
  private mutating func writeAccruals() {
    let decision = explanation.decision
    for accrual in decision.accruals {
      let name = "\(rules.name(of: accrual.rule))\(place(accrual.rule))"
      let verb =
        accrual.kind == "rebateFund" ? word("drawn on", "抵用") : word("accrues", "计提")
      let kind = accrual.kind == "rebateFund" ? "" : " \(accrual.kind)"
      let through = accrual.through.map { " \(word("valid through", "有效至")) \($0)" } ?? ""
      let who = accrual.beneficiary ?? word("nobody known", "未知")
      lines.append(
        row("  \(verb) \(name)\(kind) \(who)\(through)", given(accrual.amount, accrual.units)))
    }
    for part in decision.accrualParts where part.line == nil {
      lines.append(
        row(
          "    \(word("of it for earlier orders", "其中补计前期")) \(rules.name(of: part.rule)) "
            + "\(word("on", "基数")) \(number(part.base))", given(part.amount, part.units)))
    }
  }

  /// An amount of the book's currency, or units.
  private func given(_ amount: Int64, _ units: Int64) -> String {
    units != 0 ? number(units * 1000) : Money(millionths: amount, rules.book.currency).decimalText
  }

  /// Millionths as the shortest decimal.
  private func number(_ millionths: Int64) -> String {
    var text = Money(millionths: millionths, rules.book.currency).decimalText
    while text.contains("."), text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// The decision in one line of key and value pairs.
  var summary: String {
    let decision = explanation.decision
    return "order \(decision.order) outcome \(decision.outcome.name) currency "
      + "\(decision.currency.code) list \(money(decision.list)) net \(money(decision.net)) "
      + "charges \(money(decision.charges)) payable \(money(decision.payable))"
  }

  private mutating func write(_ line: PricedLine, _ position: Int) {
    lines.append("")
    lines.append("\(line.number)  \(line.product)  \(line.quantity) \(line.unit)")
    for price in line.prices {
      if let amount = price.amount {
        lines.append(row("     \(price.kind) / \(line.unit)", money(amount)))
      }
    }
    for step in explanation.decision.steps where Int(step.line) == position {
      write(step)
    }
    lines.append(row("     \(word("net", "净额"))", money(line.net)))
    for part in line.components {
      let quantity = Quantity(thousandths: part.quantity).map { "\($0)" } ?? ""
      lines.append(row("       \(part.product) × \(quantity)", money(part.net)))
    }
    for part in explanation.decision.accrualParts where part.line == line.number {
      let name = "\(rules.name(of: part.rule))\(place(part.rule))"
      lines.append(
        row(
          "     \(word("accrues", "计提")) \(name) \(word("on", "基数")) \(number(part.base))",
          given(part.amount, part.units)))
    }
    let detail = explanation.lines[position]
    for use in detail.units { write(use) }
    for candidate in detail.rows {
      guard let lost = candidate.lost else { continue }
      lines.append(
        "     - \(rules.name(of: candidate.rule))\(place(candidate.rule)): \(text(lost))")
    }
    for reason in detail.offers { lines.append("     - \(sentence(reason))") }
  }

  private mutating func write(_ step: Step) {
    let name = "\(rules.name(of: step.rule))\(place(step.rule))"
    switch step.kind {
    case .price:
      lines.append(row("     \(word("list by", "取价")) \(name)", money(step.base)))
    case .unitRounding:
      lines.append(
        row(
          "     \(word("unit price settled", "单价取整")) \(money(step.base)) \(name)",
          money(step.amount)))
    default:
      lines.append(
        row("     \(name) \(word("on", "基数")) \(money(step.base))", money(step.amount)))
    }
  }

  /// The units that an offer took.
  private mutating func write(_ use: UsedUnits) {
    func units(_ thousandths: Int64) -> String {
      "\(Quantity(thousandths: thousandths) ?? .zero) \(use.unit)"
    }
    var parts: [String] = []
    if use.taken > 0 { parts.append(word("takes", "作用于") + " " + units(use.taken)) }
    if use.bought > 0 { parts.append(word("counts as bought", "计作已购") + " " + units(use.bought)) }
    lines.append(
      "     = \(rules.name(of: use.rule)): \(parts.joined(separator: word(", ", "，")))")
  }

  private func sentence(_ reason: Reason) -> String {
    let setting = rules.setting(of: reason, withPlace: audience.readsLosers)
    let name =
      reason.rule == .none ? setting : "\(rules.name(of: reason.rule))\(place(reason.rule))"
    var result = (name.isEmpty ? "" : name + ": ") + text(reason.code)
    if reason.by != .none { result += " [\(rules.name(of: reason.by))]" }
    return result + numbers(reason.numbers, reason.code)
  }

  /// Numbers by name; the field that a condition looks at stands by itself.
  private func numbers(_ all: [Reason.Number], _ code: ReasonCode) -> String {
    guard !all.isEmpty else { return "" }
    let text = all.map { $0.name == "field" ? $0.text : "\(word($0)) \($0.text)" }
      .joined(separator: ", ")
    return code == .conditionFailed ? " (\(text))" : " \(text)"
  }

  /// Offers of the book that were not in question, for audit.
  private mutating func writeOthers() {
    guard !explanation.others.isEmpty else { return }
    lines.append(word("not in question", "与本单无关的优惠"))
    for other in explanation.others {
      lines.append("  - \(other.id): \(text(other.code))" + numbers(other.numbers, other.code))
    }
    guard explanation.othersLeftOut > 0 else { return }
    lines.append(
      "  " + word("and \(explanation.othersLeftOut) more", "另有 \(explanation.othersLeftOut) 个"))
  }

  static let chineseNames = [
    "base": "基数", "rate": "税率", "amount": "金额", "required": "要求", "typed": "手工",
    "given": "实给", "desired": "应给", "granted": "实给",
    "better": "更优", "missing": "还差", "brings": "可得", "net": "净价",
    "needed": "要求", "above": "须大于", "below": "须小于", "has": "现有", "atMost": "上限",
    "part": "组件", "kind": "种类", "lot": "批号",
    "expires": "到期", "quantity": "数量",
    "slot": "名额", "limit": "限额", "status": "状态", "from": "自", "until": "至", "known": "公布",
    "bound": "界限", "steps": "搜索步数",
  ]

  /// The name of a number.
  private func word(_ number: Reason.Number) -> String {
    guard isChinese else { return number.name }
    return ExplanationText.chineseNames[number.name]
      ?? ExplainedCreditText.chineseNames[number.name] ?? number.name
  }

  private mutating func writeReasons() {
    for reason in explanation.decision.reasons {
      // Told with the lines and as accruals.
      if [.accrued, .earned, .caughtUp].contains(reason.code) { continue }
      if reason.code == .charge || reason.code == .tax {
        let amount = reason.numbers.last?.text ?? ""
        lines.append(row("  \(rules.name(of: reason.rule))\(place(reason.rule))", amount))
        continue
      }
      let line = reason.line.map { "\(word("line", "行")) \($0): " } ?? ""
      lines.append("  ! \(line)\(sentence(reason))")
    }
  }
}
