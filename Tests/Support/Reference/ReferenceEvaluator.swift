public import DealerRules

/// A plain evaluator of RULES.md, sharing no arithmetic and no structure with the engine (L-008).
///
/// It is made for reading, not for speed: every amount is an exact fraction, every search walks
/// the rows that the rules name in the order that they name them.
public struct ReferenceEvaluator: Sendable {
  private let world: ReferenceWorld

  /// Prepares a valid book; `canary` plants one deliberate fault.
  public init(_ book: RuleBook, canary: ReferenceCanary = .none) {
    world = ReferenceWorld(book, canary: canary)
  }

  /// Prices one order; `reservesAlways` tells what it draws whatever holds it.
  public func price(_ order: Order, reservesAlways: Bool = false) -> ReferenceResult {
    price(order, consumed: [:], limits: [:], reservesAlways: reservesAlways).result
  }

  /// prices orders in batch order; what an allowed or flagged order takes of a cap or
  /// limit is gone for the orders after it (P-026, O-027).
  public func price(batch: [Order]) -> [ReferenceResult] {
    var consumed: [String: Fraction] = [:]
    var limits: [ReferenceLimit: Fraction] = [:]
    return batch.map { order in
      let (result, used, drawn) = price(order, consumed: consumed, limits: limits)
      consumed.merge(used, uniquingKeysWith: +)
      limits.merge(drawn, uniquingKeysWith: +)
      return result
    }
  }

  private func price(
    _ order: Order, consumed: [String: Fraction], limits: [ReferenceLimit: Fraction],
    reservesAlways: Bool = false
  ) -> (result: ReferenceResult, used: [String: Fraction], drawn: [ReferenceLimit: Fraction]) {
    let run = ReferenceRun(world, order, consumed: consumed, limitsUsed: limits)
    run.reservesAlways = reservesAlways
    do throws(ReferenceFault) {
      try run.run()
    } catch {
      // An extension that a stage before asked for may have been met first.
      let isOnTheWay = error.code == .overflow && run.extensionOverflows
      let line = isOnTheWay ? nil : error.line
      return (.failure(OrderError(order: order.id, code: error.code, line: line)), [:], [:])
    }
    var used: [String: Fraction] = [:]
    for use in run.output.reservations where use.kind == "priceCap" {
      used[use.id] = (used[use.id] ?? .zero) + Fraction(use.units) + Fraction(use.amount)
    }
    return (.success(run.output), used, run.limitsDrawn)
  }
}
