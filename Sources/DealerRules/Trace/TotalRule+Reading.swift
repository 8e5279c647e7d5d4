// Rules over totals in `trace.json` (RULES.md W-017).
extension RuleReader {
  /// `trends`, `spikes` and `missingGoods`.
  mutating func readTotalRules(_ policy: inout TracePolicy, _ view: inout FieldView) {
    let lines = sources.first.map { DocumentLines($0) }
    var seen: IdentifierMap<Bool> = [:]
    for (field, isSpike) in [("trends", false), ("spikes", true)] {
      guard let node = member(field, &view) else { continue }
      for element in list(node) {
        guard var rule = totalRule(element, isSpike: isSpike) else { continue }
        if seen.updateValue(true, forKey: rule.id) != nil {
          report(
            .duplicateID, "rule \(Diagnostic.quote(rule.id)) is stated twice",
            help: "keep one of the two", at: tree.span(of: element))
        }
        rule.origin = lines?.place(of: tree.span(of: element))
        policy.totalRules.append(rule)
      }
    }
    guard let cell = cell("missingGoods", &view), let rate = rate(cell) else { return }
    policy.missingGoods = rate
    if rate < .zero || rate > .one {
      report(
        .numberOutOfRange, "the rate \(Diagnostic.quote(cell.text)) is out of range",
        help: "write a rate from 0 % to 100 %", at: cell.span)
    }
  }

  /// One element of `trends` or `spikes`.
  private mutating func totalRule(_ node: Int, isSpike: Bool) -> TotalRule? {
    guard var view = object(node) else { return nil }
    defer { finish(view) }
    guard let id = id(&view) else { return nil }
    let measure = text("measure", &view) ?? ""
    let period: CalendarPeriod = choice("period", &view) ?? .month
    guard let test = isSpike ? spike(id, period, &view) : trend(id, &view) else { return nil }
    return TotalRule(measure: measure, period: period, test: test)
  }

  private mutating func trend(_ id: String, _ view: inout FieldView) -> TotalRule.Test? {
    let cell = cell("change", &view)
    if cell == nil { missing("change", view) }
    let running = integer("running", 1...1000, &view) ?? 1
    let least = decimal("least", scale: Quantity.scale, &view)
    guard let cell, let change = rate(cell) else { return nil }
    if change == .zero || change < Rate(unchecked: -1_000_000) {
      report(
        .numberOutOfRange, "the rate \(Diagnostic.quote(cell.text)) is out of range",
        help: "write a fall such as -20%, or a rise such as 20%", at: cell.span)
    }
    return .trend(
      TrendRule(id: id, change: change, running: Int(running), least: least ?? 1))
  }

  private mutating func spike(
    _ id: String, _ period: CalendarPeriod, _ view: inout FieldView
  ) -> TotalRule.Test? {
    let factor = factor("factor", &view)
    if factor == nil, cell("factor", &view) == nil { missing("factor", view) }
    let trailing = integer("trailing", 1...1000, &view)
    if trailing == nil, cell("trailing", &view) == nil { missing("trailing", view) }
    var seasons: IdentifierMap<Factor> = [:]
    if let node = member("seasons", &view), object(node) != nil {
      for child in tree.children(of: node) {
        let name = tree.key(of: child)
        if !period.writes(name) {
          report(
            .badDate, "\(Diagnostic.quote(name)) is no \(period.rawValue)",
            help: "write it like `\(period.example)`", at: tree.keySpan(of: child))
        }
        if let cell = scalar(child), let season = self.factor(cell) { seasons[name] = season }
      }
    }
    guard let factor, let trailing else { return nil }
    return .spike(SpikeRule(id: id, factor: factor, trailing: Int(trailing)), seasons: seasons)
  }
}
