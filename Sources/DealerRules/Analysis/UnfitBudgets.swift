/// Offers whose budget covers no order that was tried, though nothing of it was used before
/// (RULES.md U-029).
struct UnfitBudgets {
  /// Offers that gave all they would somewhere.
  private var fit: Set<Int> = []
  /// Of the others the first order in which a budget cut or refused them.
  private var cut: [Int: Order] = [:]

  /// Notes what an order that was priced with its traces on shows.
  mutating func note(_ order: Order, _ result: borrowing PricedBatch, _ trace: [ReasonRecord]) {
    var short: Set<Int> = []
    for note in trace where note.code == .budgetShort { short.insert(note.rule.index) }
    for reason in result.reasons where reason.code == .budgetCut {
      short.insert(reason.rule.index)
    }
    for step in result.steps where step.rule.kind == .offer && step.amount != 0 {
      if !short.contains(step.rule.index) { fit.insert(step.rule.index) }
    }
    for gift in result.gifts where !short.contains(Int(gift.offer)) { fit.insert(Int(gift.offer)) }
    for offer in short where !fit.contains(offer) && cut[offer] == nil { cut[offer] = order }
  }

  func findings(_ rules: CompiledRules) -> [AnalysisFinding] {
    cut.filter { !fit.contains($0.key) }.map { offer, order in
      let stated = rules.book.offers[Int(rules.offers.bookIndex[offer])]
      var finding = Diagnostic(
        code: .unfitBudget, severity: .warning,
        message: "the whole budget of offer \(Diagnostic.quote(stated.id)) covers none of the "
          + "orders that were tried",
        help: "raise the budget, or bound the offer with `cap`", span: stated.origin)
      finding.subject = Subject(
        fields: ["limits", stated.limits.budget == nil ? "budgetUnits" : "budget"])
      return AnalysisFinding(finding, witness: order)
    }
  }
}
