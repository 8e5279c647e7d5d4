import DealerRules
import TestSupport

extension CaseAnswer {
  var gifts: [PricedGift] { outcome.decision?.gifts ?? [] }

  var giftCharges: Fraction { gifts.reduce(.zero) { $0 + CaseNumber.amount($1.price) } }

  /// What is delivered: lines and what comes on top of them.
  var delivered: Fraction {
    let ordered = lines.reduce(Fraction.zero) { $0 + $1.quantity }
    return gifts.filter { !$0.isInclusive }.reduce(ordered) { $0 + Fraction($1.quantity, 1000) }
  }

  /// What is paid of a line: all but free goods that were carved out of it.
  func paid(_ line: LineFigures) -> Fraction {
    gifts.filter { $0.isInclusive && $0.product == line.sku }
      .reduce(line.quantity) { $0 - Fraction($1.quantity, 1000) }
  }

  /// Gifts by product; what is named but not given is none.
  func giftValues(_ expected: [CaseValue]) throws -> [CaseValue] {
    let named = expected.compactMap { $0["sku"]?.text }
    let others = gifts.map(\.product).filter { !named.contains($0) }
    return (named + Set(others).sorted()).enumerated().map { position, sku in
      let own = gifts.filter { $0.product == sku }
      let count = own.reduce(Fraction.zero) { $0 + Fraction($1.quantity, 1000) }
      let price = own.reduce(Fraction.zero) { $0 + CaseNumber.amount($1.price) }
      let keys = position < expected.count ? Set(expected[position].members.keys) : []
      let all: [String: CaseValue] = [
        "sku": .text(sku),
        "qty": .text(CaseNumber.text(count)),
        "unit_price": money(count.isZero ? .zero : price / count),
      ]
      return .object(keys.isEmpty ? all : all.filter { keys.contains($0.key) })
    }
  }

  // MARK: Units

  /// Units on which promotions that count units gave something.
  var touchedUnits: Fraction {
    let uses = outcome.decision?.reservations.filter { $0.kind == "budgetUnits" } ?? []
    return uses.reduce(.zero) { $0 + Fraction($1.units, 1000) }
  }

  /// What one more promotion does that takes everything from units which are still open, after
  /// all others.
  private func probe() throws -> (id: String, outcome: CaseOutcome) {
    var probed = translated
    let id = "one more"
    if let last = translated.book.phases.last {
      var probe = Offer(
        id: id, phase: last.id, priority: Int32.min,
        benefit: .cut(.percentOff(.one), per: .line), units: UnitLimit(), base: .list)
      probe.limits.budgetUnits = Quantity.bounds.upperBound
      probed.book.offers.append(probe)
    }
    return (id, try CaseOutcome.of(probed, order))
  }

  /// Units that one more promotion could still touch.
  func openUnits() throws -> Fraction {
    let (id, outcome) = try probe()
    let uses = outcome.decision?.reservations.filter { $0.id == id && $0.kind == "budgetUnits" }
    return (uses ?? []).reduce(.zero) { $0 + Fraction($1.units, 1000) }
  }

  /// Which promotion took which products: those it took something off, and those that it needed
  /// to be bought. A product that no promotion took anything off and that is not open any more
  /// was bought for a set.
  func applications() throws -> [CaseValue] {
    let (id, probed) = try probe()
    let open = Set(probed.steps.filter { $0.offer == id }.map(\.line))
    let touched = Set(outcome.steps.map(\.line))
    return applied.map { position in
      let own = translated.book.offers.filter { translated.offers[$0.id]?.promotion == position }
      let buys = own.contains { if case .pattern = $0.benefit { true } else { false } }
      let steps = outcome.steps.filter { translated.offers[$0.offer]?.promotion == position }
      let skus = lines.filter { line in
        let number = Int32(line.position + 1)
        return steps.contains { $0.line == number }
          || buys && !touched.contains(number) && !open.contains(number)
      }
      return .object([
        "promotion": .text(translated.promotions[position]),
        "units": .list(skus.map { .text($0.sku) }),
        "discount": money(-change { $0.promotion == position }),
      ])
    }
  }

  /// How often coupon codes were used, with this order.
  func couponUses(_ expected: CaseValue) -> [String: CaseValue] {
    var uses: [String: CaseValue] = [:]
    for code in expected.members.keys {
      let offer = translated.book.offers.first { $0.codes.contains(code) }
      let before = offer.flatMap { translated.used[$0.id]?.uses } ?? 0
      let now = outcome.decision?.reservations.filter { $0.id == offer?.id && $0.kind == "uses" }
      uses[code] = .whole(Int(before) + (now?.count ?? 0))
    }
    return uses
  }
}

/// Counters of promotions after discounts were recorded and taken back.
struct CaseLedger {
  private var use: OfferUse

  /// Prices the recorded orders one after the other, each with what those before it left.
  init(_ translated: TranslatedCase) throws {
    let rules = try CompiledRules(translated.book)
    guard let offer = translated.book.offers.first else {
      throw CaseFault(description: "records without a promotion")
    }
    use = translated.used[offer.id] ?? OfferUse()
    var given: [String: OfferUse] = [:]
    for record in translated.recorded {
      if record.isReverted {
        let back = given.removeValue(forKey: record.order) ?? OfferUse()
        use.uses -= back.uses
        use.amount -= back.amount
        continue
      }
      for order in record.orders {
        var order = order
        order.facts.offerUse[offer.id] = use
        for taken in try rules.price(order).get().reservations where taken.id == offer.id {
          let isUse = taken.kind == "uses"
          use.uses += isUse ? 1 : 0
          use.amount += taken.amount
          given[record.order, default: OfferUse()].uses += isUse ? 1 : 0
          given[record.order, default: OfferUse()].amount += taken.amount
        }
      }
    }
  }

  func value(_ key: String) throws -> CaseValue {
    switch key {
    case "used": .whole(Int(use.uses))
    case "budget_spent": .text(CaseNumber.text(CaseNumber.amount(use.amount)))
    default: throw CaseFault(description: "expected \(key) of a record")
    }
  }
}
