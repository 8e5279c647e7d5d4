// Which parts of a guard fit together (RULES.md G-001, G-002, G-006).
extension GuardCompiler {
  mutating func check(_ rule: Guard) {
    if rule.validity.until <= rule.validity.from {
      sink.report(
        .emptyPeriod, "guard \(Diagnostic.quote(rule.id)) is never in force",
        help: "let it end after it begins", at: rule.origin,
        about: Subject(fields: ["until", "through"]))
    }
    if rule.scope == .order, let field = ConditionCompiler.lineField(of: rule.when) {
      sink.report(
        .conditionField, "the condition of a guard of the order cannot look at `\(field)`",
        help: "use scope `group`", at: rule.origin,
        about: Subject(fields: ["when"], text: field))
    }
    if rule.by != nil, rule.scope != .group {
      mismatch(rule, "divides lines that it does not test as a group", "use scope `group`", "by")
    }
    checkParts(rule)
    switch rule.test {
    case .floor, .ceiling: break
    case .margin(let limit): check(limit, rule, "margin", below: Rate(unchecked: 999_999))
    case .maxDiscount(let limit):
      check(limit, rule, "maxDiscount", below: .one)
      checkAmount(limit.amount, rule, "maxDiscount")
    case .drift(let rise, let fall):
      for limit in [rise, fall] {
        checkRate(limit?.rate, rule, "drift")
        checkAmount(limit?.amount, rule, "drift")
      }
    case .movement(let rise, let fall, _):
      checkRate(rise, rule, "movement")
      checkRate(fall, rule, "movement")
    }
  }

  private mutating func checkParts(_ rule: Guard) {
    var isBound = false
    var isLower = true
    var isOfLines = false
    switch rule.test {
    case .floor: isBound = true
    case .ceiling: (isBound, isLower) = (true, false)
    case .margin, .maxDiscount: break
    case .drift, .movement: (isOfLines, isLower) = (true, false)
    }
    var clips = false
    if case .clip = rule.outcome { clips = true }
    if isOfLines, rule.scope != .line {
      mismatch(
        rule, "compares unit prices over several lines", "use scope `line`, or leave it out",
        "scope")
    }
    if rule.price != nil, !isBound {
      mismatch(
        rule, "tests a price kind by something other than a floor or ceiling",
        "leave `price` out", "price")
    }
    if rule.price != nil, clips {
      mismatch(
        rule, "clips a price kind, which is no part of the order",
        "use the outcome `warn`, `approval` or `refuse`", "outcome")
    }
    for (isStated, field, what) in [
      (rule.withRebate, "withRebate", "an expected rebate"),
      (rule.withFunds, "withFunds", "a fund"),
    ] where isStated {
      if !isLower || rule.price != nil {
        mismatch(
          rule, "takes \(what) off a price that must not rise", "leave `\(field)` out", field)
      }
      if clips {
        mismatch(
          rule, "clips what \(what) brings below the bound",
          "use the outcome `warn`, `approval` or `refuse`", field)
      }
    }
  }

  private mutating func mismatch(
    _ rule: Guard, _ what: String, _ help: String, _ field: String
  ) {
    sink.report(
      .guardMismatch, "guard \(Diagnostic.quote(rule.id)) \(what)", help: help, at: rule.origin,
      about: Subject(fields: [field]))
  }

  private mutating func check(
    _ limit: GuardLimit, _ rule: Guard, _ field: String, below most: Rate
  ) {
    guard let rate = limit.rate, !(Rate.zero...most).contains(rate) else { return }
    sink.report(
      .badRate, "the rate of guard \(Diagnostic.quote(rule.id)) lies outside what it can be",
      help: field == "margin" ? "write 0 % to less than 100 %" : "write 0 % to 100 %",
      at: rule.origin, about: Subject(fields: [field]))
  }

  private mutating func checkRate(_ rate: Rate?, _ rule: Guard, _ field: String) {
    guard let rate, rate < .zero else { return }
    sink.report(
      .badRate, "the rate of guard \(Diagnostic.quote(rule.id)) is below zero",
      help: "write zero or more", at: rule.origin, about: Subject(fields: [field]))
  }

  private mutating func checkAmount(_ amount: Int64?, _ rule: Guard, _ field: String) {
    guard let amount, amount < 0 else { return }
    sink.report(
      .negativeNotAllowed, "the amount of guard \(Diagnostic.quote(rule.id)) is below zero",
      help: "write zero or more", at: rule.origin, about: Subject(fields: [field]))
  }
}
