import DealerRules

/// A change that an offer made to a line.
struct OfferStep {
  var offer: String
  var line: Int32
  /// The signed change in millionths.
  var amount: Int64
}

/// What the library said to the order of a case.
struct CaseOutcome {
  var decision: Decision?
  /// The structural fault of the order, if it has one.
  var fault: OrderError?
  var steps: [OfferStep] = []
  /// Offers that applied.
  var applied: Set<String> = []
  /// Offers without an amount, in the order in which they were looked at.
  var marked: [String] = []
  /// Offers that another one beat.
  var beaten: Set<String> = []
  /// Why the system would refuse aloud.
  var refusals: [RefusalCause] = []
  /// The price row of each line, by line number.
  var rows: [Int32: String] = [:]

  /// Prices the order of a case through the public interface.
  static func of(_ translated: TranslatedCase, _ order: Order) throws -> CaseOutcome {
    let rules = try CompiledRules(translated.book)
    var outcome = CaseOutcome()
    switch rules.explain(order) {
    case .failure(let error):
      outcome.fault = error
    case .success(let explanation):
      outcome.decision = explanation.decision
      outcome.readSteps(explanation.decision, rules)
      outcome.readReasons(explanation, translated, rules)
    }
    return outcome
  }

  private mutating func readSteps(_ decision: Decision, _ rules: CompiledRules) {
    for step in decision.steps {
      let line = decision.lines[Int(step.line)].number
      if step.kind == .price { rows[line] = rules.name(of: step.rule) }
      guard let offer = rules.offer(step.rule) else { continue }
      steps.append(OfferStep(offer: offer.id, line: line, amount: step.amount))
      if step.amount != 0 { applied.insert(offer.id) }
    }
    applied.formUnion(decision.gifts.map { rules.name(of: $0.rule) })
    for reason in decision.reasons {
      switch reason.code {
      case .marked:
        marked.append(rules.name(of: reason.rule))
        applied.insert(rules.name(of: reason.rule))
      case .chargeReduced: applied.insert(rules.name(of: reason.rule))
      case .couponUnknown: refusals.append(.unknownCode)
      case .whiteSpaceBlocked, .unlistedBlocked, .territoryBlocked, .notListedBlocked:
        refusals.append(.unauthorized)
      default: break
      }
    }
  }

  private mutating func readReasons(
    _ explanation: Explanation, _ translated: TranslatedCase, _ rules: CompiledRules
  ) {
    let refused = translated.profile.refusals
    var elsewhere: Set<String> = []
    for reason in explanation.offers + explanation.lines.flatMap(\.offers) {
      guard let offer = rules.offer(reason.rule) else { continue }
      switch reason.code {
      case .limitReached: refusals.append(.limit)
      case .budgetShort: refusals.append(.budget)
      // A code of another channel is as good as unknown, unless one of this channel has it too.
      case .conditionFailed where reason.numbers.first?.text == "channel":
        elsewhere.formUnion(offer.codes)
      // A coupon that does not reach its threshold is refused; other promotions just wait.
      case .thresholdMissed where !offer.codes.isEmpty && !applied.contains(offer.id):
        refusals.append(.threshold)
      default: break
      }
      if let winner = rules.offer(reason.by) {
        beaten.insert(offer.id)
        let (a, b) = (translated.offers[offer.id], translated.offers[winner.id])
        if let a, let b, a.promotion != b.promotion, a.rank == b.rank,
          reason.code == .lowerPriority, refused.contains(.equalPriority)
        {
          refusals.append(.equalPriority)
        }
      }
    }
    let here = translated.book.offers.filter { applied.contains($0.id) }.flatMap(\.codes)
    let brought = Set(translated.order?.coupons ?? [])
    if !elsewhere.intersection(brought).subtracting(here).isEmpty { refusals.append(.unknownCode) }
  }
}
