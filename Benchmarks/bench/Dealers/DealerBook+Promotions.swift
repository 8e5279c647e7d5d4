import DealerRules

extension DealerBook {
  /// A group of promotions, in the order in which groups run.
  private struct Step: Hashable, Comparable {
    /// Order discounts come after everything that looks at lines.
    var isOrder: Bool
    var priority: Int
    var group: Int

    static func < (a: Step, b: Step) -> Bool {
      if a.isOrder != b.isOrder { return b.isOrder }
      return (a.priority, a.group) < (b.priority, b.group)
    }

    var phase: String { (isOrder ? "order-" : "line-") + "\(priority)-\(group)" }
  }

  /// Each group is a phase of its own, so that the next one sees what it left.
  mutating func addPromotions(_ data: DealerData, _ settings: Settings) throws {
    let promotions = try Promotion.all(data.promotions)
    var steps: Set<Step> = []
    for promotion in promotions {
      let step = Step(
        isOrder: promotion.kind == .order, priority: promotion.priority, group: promotion.group)
      steps.insert(step)
      addOffer(try offer(promotion, step.phase))
    }
    for step in steps.sorted() {
      let best = OfferGroup(
        id: "best", choice: .best, per: step.isOrder ? .order : .line, giftValue: .quantity)
      addPhase(Phase(id: step.phase, remainder: settings.remainder, groups: [best]))
    }
  }

  private func offer(_ promotion: Promotion, _ phase: String) throws -> Offer {
    let value = Int64(promotion.value)
    let benefit: Benefit
    switch promotion.kind {
    case .percent:
      guard let rate = Rate(millionths: value * 100) else {
        throw IntegerTable.Failure(description: "there is no rate of \(value) basis points")
      }
      benefit = .percentOff(rate)
    case .amount: benefit = .amountOffPerUnit(value * Self.cent, unit: nil)
    case .order: benefit = .cut(.amountOff(value * Self.cent), per: .order)
    case .gift:
      benefit = .gift(
        Gift(
          products: [], quantity: .one, measure: LineMeasure(.quantity(), each: .line),
          forEvery: value * 1000))
    }
    let from = book.zone.start(of: try Self.date(promotion.startDay))
    let until = book.zone.start(of: try Self.date(promotion.endDay + 1))
    return Offer(
      id: "\(promotion.id)", phase: phase, group: "best",
      validity: Validity(from: from, until: until), when: condition(promotion),
      requires: thresholds(promotion), benefit: benefit)
  }

  private func condition(_ promotion: Promotion) -> Condition {
    var tests: [Condition] = []
    func add(_ field: ConditionField, _ values: [String]) {
      tests.append(.test(field, .isIn(values)))
    }
    if promotion.tierMask != 31 {
      add(.customerTier, Promotion.bits(promotion.tierMask).map { "t\($0)" })
    }
    if promotion.channelMask != 15 {
      add(.channel, Promotion.bits(promotion.channelMask).map { "h\($0)" })
    }
    if promotion.region != 0 { add(.customerRegion, [Self.region(promotion.region)]) }
    if promotion.category >= 0 { add(.productCategory, ["c\(promotion.category)"]) }
    if promotion.brand >= 0 { add(.productBrand, ["b\(promotion.brand)"]) }
    if promotion.leastQuantity > 1 {
      let least = Int64(promotion.leastQuantity) * 1_000_000
      tests.append(.test(.lineQuantity, .number(from: least, below: nil)))
    }
    return .all(tests)
  }

  /// Order discounts look at what earlier groups left, everything else at list amounts.
  private func thresholds(_ promotion: Promotion) -> [Threshold] {
    guard promotion.leastAmount > 0 else { return [] }
    let base: MeasureBase = promotion.kind == .order ? .opening : .list
    return [
      Threshold(
        LineMeasure(.amount, base: base),
        MeasureBounds(from: Int64(promotion.leastAmount) * Self.cent))
    ]
  }
}
