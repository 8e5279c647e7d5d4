// Goods beside a product that some offers are better without (RULES.md U-025).
extension CompanionLines {
  /// Whether something at hand is to be left unfilled by a product.
  func isAvoided(_ product: Product) -> Bool { avoided.contains { fits($0, product) } }

  /// What the goods that fill ladders are none of: what each ladder counts, those first whose later
  /// rungs give less, and what all of these count.
  static func spared(_ offers: [Offer]) -> [[Condition]] {
    var (falling, others): ([Condition], [Condition]) = ([], [])
    for offer in offers {
      guard case .ladder(let ladder) = offer.benefit, ladder.measure.each != .line else { continue }
      let counted = ladder.measure.of ?? offer.when
      // There are no goods that it is not for.
      guard counted != .always, !falling.contains(counted), !others.contains(counted) else {
        continue
      }
      if falls(ladder) { falling.append(counted) } else { others.append(counted) }
    }
    let each = (falling + others).prefix(mostSets).map { [$0] }
    return falling.count > 1 ? [Array(falling.prefix(mostSets))] + each : each
  }

  /// What the goods that fill ladders have no share in: each amount off the order, or price of it,
  /// and all of these; then the same without what falling ladders count, or where there are none
  /// the first ladder.
  static func sharing(_ offers: [Offer]) -> [[Condition]] {
    var shared: [Condition] = []
    for offer in offers where isShared(offer) && offer.when != .always {
      if !shared.contains(offer.when) { shared.append(offer.when) }
    }
    guard !shared.isEmpty else { return [] }
    shared = Array(shared.prefix(mostSets))
    let each = shared.map { [$0] }
    let falling = spared(offers).first ?? []
    let all = shared.count > 1 ? [shared] + each : each
    return falling.isEmpty ? all : all + [shared + falling.filter { !shared.contains($0) }]
  }

  /// Whether an amount off the order, or a price of it, is shared by a product and others.
  func isShared(_ offers: [Offer], _ product: Product) -> Bool {
    offers.contains { CompanionLines.isShared($0) && fits($0.when, product) }
  }

  private static func isShared(_ offer: Offer) -> Bool {
    guard case .cut(let cut, per: .order) = offer.benefit else { return false }
    if case .percentOff = cut { return false }
    return true
  }

  /// Whether some rung of a ladder gives less than the one before.
  private static func falls(_ ladder: Ladder) -> Bool {
    let given = ladder.rungs.map { rung in
      switch rung.cut {
      case .percentOff(let rate): rate.millionths
      case .amountOff(let amount, _): amount
      case .fixedPrice(let price, _): -price
      }
    }
    return zip(given, given.dropFirst()).contains { $0 > $1 }
  }

  /// What each offer counts beside a product, of goods that make no other offer give less: that no
  /// ladder counts whose later rungs give less, no threshold that more of them leave, and that have
  /// no share in what is off the order.
  mutating func outside(
    _ offers: [Offer], besides product: Product
  ) -> [[OrderShape.Companion]] {
    var limited = offers.flatMap { CompanionLines.limiting($0) }
    limited += CompanionLines.sharing(offers).prefix(CompanionLines.mostSets).flatMap { $0 }
    var conditions: [Condition] = []
    for condition in limited where condition != .always && !conditions.contains(condition) {
      conditions.append(condition)
    }
    guard !conditions.isEmpty else { return [] }
    choice = .cheapest
    defer { avoided = [] }
    let found = conditions.prefix(CompanionLines.mostSets).map { condition in
      avoided = [condition]
      return offers.map { lines(of: $0, besides: product) }.filter { !$0.isEmpty }
    }
    return CompanionLines.inTurn(found)
  }

  /// What an offer counts and wants no more of than it says.
  private static func limiting(_ offer: Offer) -> [Condition] {
    var result: [Condition] = []
    for threshold in offer.requires + offer.requiresAny where threshold.bounds.upper != nil {
      result.append(threshold.measure.of ?? offer.when)
    }
    if case .ladder(let ladder) = offer.benefit, ladder.measure.each != .line, falls(ladder) {
      result.append(ladder.measure.of ?? offer.when)
    }
    return result
  }

  // MARK: More ways to reach what offers ask for

  /// Whether an offer counts amounts, or chooses among units by their prices.
  static func looksAtPrices(_ offer: Offer) -> Bool {
    switch offer.benefit {
    case .pattern: return true
    case .ladder(let ladder) where ladder.measure.kind.isAmount: return true
    case .gift(let gift) where gift.measure?.kind.isAmount ?? false: return true
    default: return (offer.requires + offer.requiresAny).contains { $0.measure.kind.isAmount }
    }
  }

  /// What each offer counts beside a product where it does not count the product too.
  mutating func needed(
    _ offers: [Offer], besides product: Product
  ) -> [[OrderShape.Companion]] {
    (choice, isNeeded) = (.first, true)
    defer { isNeeded = false }
    return offers.map { lines(of: $0, besides: product) }.filter { !$0.isEmpty }
  }

  /// Two other products of what each offer counts, a little of each, which may come closer to what
  /// it asks for than one of them does.
  mutating func pairs(
    _ offers: [Offer], besides product: Product
  ) -> [[OrderShape.Companion]] {
    var result: [[OrderShape.Companion]] = []
    for way in [Choice.first, .cheapest] {
      choice = way
      for offer in offers {
        scope = offer.when
        for threshold in offer.requires + offer.requiresAny
        where threshold.measure.kind.isAmount {
          let others = fitting(threshold.measure.of ?? offer.when)
            .filter { !IdentifierOrder.areEqual($0.id, product.id) }
          guard others.count > 1 else { continue }
          let pair = others.prefix(2).map {
            OrderShape.Companion(
              product: $0.id, quantity: least($0), unit: unit(threshold.measure.kind, $0))
          }
          if !result.contains(pair) { result.append(pair) }
        }
      }
    }
    return result
  }
}

extension MeasureKind {
  /// Whether it counts money.
  fileprivate var isAmount: Bool { if case .amount = self { true } else { false } }
}
