public import DealerRules

/// The engine's answer in the form of the reference's.
public enum EngineView {
  /// Statements that the reference makes as well; reasons of those that lost are no part of it.
  private static let compared: Set<ReasonCode> = [
    .unknownCustomer, .unknownProduct, .unknownUnit, .unknownRegion, .noPrice, .outsideBands,
    .unknownParty,
    .belowMinimum, .notMultiple, .missingMeasure, .manualRefused, .manualBounded,
    .manualApproval, .floorApplied, .ceilingApplied, .charge, .tax, .documentRounding,
    .noExchangeRate,
    .accrualUnknown, .beneficiaryUnknown, .fundPaid, .fundUnknown,
    .couponUnknown, .marked, .budgetCut, .giftOutOfStock, .giftNotAllowed, .giftPrice,
    .giftCut, .giftReplaced,
    .chargeReduced,
    .regionSplit,
    .guardClipped, .guardWarned, .guardApproval, .guardRefused, .guardUnknown, .guardUnproven,
    .approved, .approvalLapsed, .approvalExceeded, .approvalUnknownRole, .approvalInsufficient,
    .approvalUnclear, .approvalIdle,
    .territoryBlocked, .territoryHeld, .territoryFlagged, .unlistedBlocked, .unlistedHeld,
    .unlistedFlagged, .whiteSpaceBlocked, .whiteSpaceHeld, .whiteSpaceFlagged, .legallyWeakened,
    .exclusionBlocked, .exclusionHeld, .exclusionFlagged, .notListedBlocked, .notListedHeld,
    .notListedFlagged, .sellerBlocked, .checkBlocked, .checkHeld, .checkFlagged,
    .licenseMissing, .licenseGrace, .licenseExpiring, .lotServed,
    .sellerHeld, .sellerFlagged, .licenseHeld, .licenseFlagged,
  ]

  /// Names every rule and sorts what has no order.
  public static func result(
    _ result: Result<Decision, OrderError>, _ rules: CompiledRules
  ) -> ReferenceResult {
    result.map { decision in
      var view = ReferenceDecision(order: decision.order, currency: decision.currency)
      view.outcome = decision.outcome
      view.list = decision.list
      view.net = decision.net
      view.charges = decision.charges
      view.tax = decision.tax
      view.payable = decision.payable
      view.lines = decision.lines.map(line)
      let steps = decision.steps.map { step in
        ReferenceStep(
          rule: rules.name(of: step.rule), kind: step.kind.name,
          line: decision.lines[Int(step.line)].number, base: step.base, amount: step.amount)
      }
      view.steps = steps.enumerated().sorted {
        ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
      }.map(\.element)
      view.findings =
        decision.reasons.filter { compared.contains($0.code) }.map { reason in
          // A lot is named by its check, and stands with what it gives.
          let numbers = reason.code == .lotServed ? reason.numbers : []
          let lot = numbers.filter { $0.name != "part" }.map { " " + $0.text }
          let part = reason.numbers.filter { $0.name == "part" }.map { " part " + $0.text }
          return ReferenceFinding(
            code: reason.code.name,
            rule: rules.name(of: reason.rule) + lot.joined() + part.joined(), line: reason.line)
        }.sorted()
      var given: [[String]: Int64] = [:]
      for gift in decision.gifts where !gift.isInclusive {
        given[[rules.name(of: gift.rule), gift.product], default: 0] += gift.quantity
      }
      view.gifts = ReferenceGift.sorted(
        given.map { ReferenceGift(product: $0.key[1], quantity: $0.value, rule: $0.key[0]) })
      view.reservations =
        decision.reservations.map {
          ReferenceReservation(id: $0.id, kind: $0.kind, amount: $0.amount, units: $0.units)
        }.sorted { a, b in
          a.id == b.id ? a.kind < b.kind : ReferenceNames.isBefore(a.id, b.id)
        }
      view.accruals = decision.accruals.map {
        ReferenceAccrual(
          rule: rules.name(of: $0.rule), kind: $0.kind, beneficiary: $0.beneficiary,
          amount: $0.amount, units: $0.units, through: $0.through)
      }
      view.accrualParts = decision.accrualParts.map {
        ReferenceAccrualPart(
          rule: rules.name(of: $0.rule), line: $0.line, base: $0.base, amount: $0.amount,
          units: $0.units)
      }
      return view
    }
  }

  private static func line(_ line: PricedLine) -> ReferenceLine {
    var view = ReferenceLine(number: line.number)
    for price in line.prices { view.prices[price.kind] = price.amount }
    view.list = line.list
    view.net = line.net
    view.tax = line.tax
    view.components =
      line.components.filter { $0.quantity != 0 || $0.net != 0 }.map {
        ReferenceComponent(product: $0.product, quantity: $0.quantity, net: $0.net)
      }.sorted { ReferenceNames.isBefore($0.product, $1.product) }
    return view
  }
}
