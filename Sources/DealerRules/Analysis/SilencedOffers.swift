/// Offers that give nothing, or never all they would, in any order that was tried (RULES.md U-029).
struct SilencedOffers {
  /// What keeps them from it.
  enum Cause {
    /// A guard refuses them.
    case aGuard
    /// A budget of which nothing was used before is too small.
    case aBudget
  }

  private let cause: Cause
  /// Offers that gave somewhere.
  private var giving: Set<Int> = []
  /// Of the others the first order in which they were kept from it.
  private var kept: [Int: Order] = [:]

  init(by cause: Cause) { self.cause = cause }

  /// Notes what an order that was priced with its traces on shows.
  mutating func note(_ order: Order, _ result: borrowing PricedBatch, _ trace: [ReasonRecord]) {
    let code: ReasonCode = cause == .aGuard ? .refusedByGuard : .budgetShort
    var silent: Set<Int> = []
    for note in trace where note.code == code && note.rule.kind == .offer {
      silent.insert(note.rule.index)
    }
    for reason in result.reasons where cause == .aBudget && reason.code == .budgetCut {
      silent.insert(reason.rule.index)
    }
    for step in result.steps where step.rule.kind == .offer && step.amount != 0 {
      give(step.rule.index, silent)
    }
    for gift in result.gifts { give(Int(gift.offer), silent) }
    for offer in silent where !giving.contains(offer) && kept[offer] == nil { kept[offer] = order }
  }

  /// What a budget cut gave less than it would; what a guard refuses on a line may give on others.
  private mutating func give(_ offer: Int, _ silent: Set<Int>) {
    if cause == .aGuard || !silent.contains(offer) { giving.insert(offer) }
  }

  func findings(_ rules: CompiledRules) -> [AnalysisFinding] {
    kept.filter { !giving.contains($0.key) }.map { offer, order in
      let stated = rules.book.offers[Int(rules.offers.bookIndex[offer])]
      let finding = cause == .aGuard ? refused(stated) : unfit(stated)
      return AnalysisFinding(finding, witness: order)
    }
  }

  private func refused(_ offer: Offer) -> Diagnostic {
    var finding = Diagnostic(
      code: .refusedOffer, severity: .warning,
      message: "offer \(Diagnostic.quote(offer.id)) gives nothing: a guard refuses it wherever "
        + "it was tried",
      help: "lower the offer, loosen the guard, or let the guard clip", span: offer.origin)
    finding.subject = Subject(fields: ["percentOff", "amountOff", "fixedPrice", "id"])
    return finding
  }

  private func unfit(_ offer: Offer) -> Diagnostic {
    var finding = Diagnostic(
      code: .unfitBudget, severity: .warning,
      message: "the whole budget of offer \(Diagnostic.quote(offer.id)) covers none of the "
        + "orders that were tried",
      help: "raise the budget, or bound the offer with `cap`", span: offer.origin)
    let budget = offer.limits.budget == nil ? "budgetUnits" : "budget"
    finding.subject = Subject(fields: ["limits", budget], path: [budget])
    return finding
  }
}
