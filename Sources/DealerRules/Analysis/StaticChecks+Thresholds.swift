// Thresholds and rungs that nothing reaches, and goods that offers leave alone (RULES.md U-021).
extension StaticChecks {
  // MARK: Thresholds

  mutating func checkThresholds(of offer: Offer) {
    let name = "offer \(Diagnostic.quote(offer.id))"
    for (later, threshold) in offer.requires.enumerated() {
      let isContrary = offer.requires[..<later].contains { excludes($0, threshold) }
      if isContrary {
        add(
          .deadCondition, "thresholds of \(name) exclude one another",
          help: "let their bounds meet, or take one of them out", at: offer.origin,
          fields: ["requires"], path: ["\(later)"])
      }
    }
    for (field, thresholds) in [("requires", offer.requires), ("requiresAny", offer.requiresAny)] {
      for (index, threshold) in thresholds.enumerated() where !canBeMet(threshold, offer) {
        add(
          .deadCondition, "\(name) has a threshold that none of the lines it counts can reach",
          help: "let the lines that it counts reach the bounds", at: offer.origin,
          fields: [field], path: ["\(index)"])
      }
    }
    checkReached(offer, name)
  }

  /// Whether two thresholds of one sum have no value in common. Where each line is measured by
  /// itself two lines may reach them.
  private func excludes(_ a: Threshold, _ b: Threshold) -> Bool {
    a.measure == b.measure && a.measure.each == .order && exclude(a.bounds, b.bounds)
  }

  private func exclude(_ a: MeasureBounds, _ b: MeasureBounds) -> Bool {
    !ConditionLogic.both(a, b).canBeMet
  }

  /// Whether lines of the book's products may come to what a threshold asks for.
  private func canBeMet(_ threshold: Threshold, _ offer: Offer) -> Bool {
    let lines = threshold.measure.of ?? offer.when
    // Of no lines at all is told by itself.
    guard reach.isMet(lines) else { return true }
    switch (threshold.measure.kind, threshold.measure.each) {
    case (.products, .order):
      guard let least = threshold.bounds.lower else { return true }
      let count = least.value / 1000 + (least.isOut || least.value % 1000 > 0 ? 1 : 0)
      return count <= 1 || reach.isMet(lines, byProducts: Int(clamping: count))
    case (.quantity(unit: nil), .line):
      guard let asked = StaticChecks.ofLines(threshold.bounds) else { return true }
      return reach.isMet(.all([lines, .test(.lineQuantity, .number(asked))]))
    default: return true
    }
  }

  /// Bounds of thresholds, in thousandths, as those of a condition on the quantity.
  private static func ofLines(_ bounds: MeasureBounds) -> MeasureBounds? {
    var stated: [Int64?] = []
    for bound in [bounds.from, bounds.above, bounds.below, bounds.upTo] {
      let (value, isOver) = (bound ?? 0).multipliedReportingOverflow(by: 1000)
      guard !isOver else { return nil }
      stated.append(bound == nil ? nil : value)
    }
    return MeasureBounds(from: stated[0], above: stated[1], below: stated[2], upTo: stated[3])
  }

  // MARK: Rungs

  /// Rungs that lie beyond what the offer's own condition and thresholds let be measured.
  private mutating func checkReached(_ offer: Offer, _ name: String) {
    guard case .ladder(let ladder) = offer.benefit, reach.isMet(offer.when),
      let place = ladder.rungs.firstIndex(where: { !isReached($0, ladder, offer) })
    else { return }
    if place == 0 {
      add(
        .deadCondition, "no rung of \(name) is ever reached",
        help: "let what it asks for and its rungs meet", at: offer.origin,
        fields: ["ladder", "rungs"], path: ["rungs", "0"])
    } else {
      add(
        .idleStatement, "a rung of \(name) is never reached",
        help: "let what it asks for and its rungs meet", at: offer.origin,
        fields: ["ladder", "rungs"], path: ["rungs", "\(place)"])
    }
  }

  private func isReached(_ rung: Rung, _ ladder: Ladder, _ offer: Offer) -> Bool {
    // A graduated rung is for the units beyond where it begins.
    let bounds =
      ladder.mode == .graduated ? MeasureBounds(above: rung.from) : MeasureBounds(from: rung.from)
    let sums = offer.requires.filter { $0.measure == ladder.measure && $0.measure.each == .order }
    if sums.contains(where: { exclude($0.bounds, bounds) }) { return false }
    guard ladder.measure.each == .line, case .quantity(unit: nil) = ladder.measure.kind,
      let asked = StaticChecks.ofLines(bounds)
    else { return true }
    let counted = [offer.when, ladder.measure.of].compactMap { $0 }
    return reach.isMet(.all(counted + [.test(.lineQuantity, .number(asked))]))
  }

  // MARK: Protected prices

  /// An offer that leaves protected prices alone, in a book that has no others (RULES.md O-008).
  mutating func checkProtected(_ offer: Offer) {
    guard !offer.includesProtected,
      let kind = book.priceKinds.first(where: {
        IdentifierOrder.areEqual($0.id, book.sellingKind)
      })
    else { return }
    let tables = kind.accesses.flatMap(\.tables).compactMap { id in
      book.priceTables.first { IdentifierOrder.areEqual($0.id, id) }
    }
    guard !tables.isEmpty, tables.allSatisfy(\.isProtected) else { return }
    add(
      .deadCondition,
      "offer \(Diagnostic.quote(offer.id)) leaves protected prices alone, and there are no others",
      help: "write `\"includesProtected\": true`, or take the offer out", at: offer.origin,
      fields: ["includesProtected", "id"])
  }
}
