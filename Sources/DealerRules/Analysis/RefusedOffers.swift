/// Offers of which a guard lets nothing in any order that was tried (RULES.md U-029).
struct RefusedOffers {
  /// Offers that took effect somewhere.
  private var applied: Set<Int> = []
  /// Of the others the first order in which a guard refused them.
  private var refused: [Int: Order] = [:]

  /// Notes what an order that was priced with its traces on shows.
  mutating func note(_ order: Order, _ result: borrowing PricedBatch, _ trace: [ReasonRecord]) {
    for step in result.steps where step.rule.kind == .offer && step.amount != 0 {
      applied.insert(step.rule.index)
    }
    for note in trace where note.code == .refusedByGuard && note.rule.kind == .offer {
      let offer = note.rule.index
      if !applied.contains(offer), refused[offer] == nil { refused[offer] = order }
    }
  }

  func findings(_ rules: CompiledRules) -> [AnalysisFinding] {
    refused.filter { !applied.contains($0.key) }.map { offer, order in
      let stated = rules.book.offers[Int(rules.offers.bookIndex[offer])]
      var finding = Diagnostic(
        code: .refusedOffer, severity: .warning,
        message: "offer \(Diagnostic.quote(stated.id)) gives nothing: a guard refuses it wherever "
          + "it was tried",
        help: "lower the offer, loosen the guard, or let the guard clip", span: stated.origin)
      finding.subject = Subject(fields: ["percentOff", "amountOff", "fixedPrice", "id"])
      return AnalysisFinding(finding, witness: order)
    }
  }
}
