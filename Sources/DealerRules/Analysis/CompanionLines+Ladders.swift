/// Further lines of which the first few have smaller numbers than the goods that are looked at.
struct LinesAhead: Hashable {
  var lines: [OrderShape.Companion]
  var count: Int
}

// Lines that fill ladders before the goods that are looked at (RULES.md O-016, U-025).
extension CompanionLines {
  /// Sets of lines before a product looked at most for each way to choose among products.
  private static let mostFilled = 12

  /// A ladder that the lines of an order fill one after another.
  private struct FilledLadder {
    var when: Condition
    var ladder: Ladder
  }

  /// What stands before a product on ladders that lines fill one after another: what each offer
  /// counts beside it, what all of them do, or one line more, with as much of it as fills a ladder
  /// up to one of its rungs, or all of them up to their last; then the same of goods that other
  /// ladders are not for, which may give less of themselves once they are filled, and of goods that
  /// have no share in what is off the order.
  mutating func before(
    _ offers: [Offer], besides product: Product
  ) -> [LinesAhead] {
    let own = ladders(offers.filter { fits($0.when, product) })
    return filled(own, offers, besides: product).map { LinesAhead(lines: $0, count: $0.count) }
      + around(own, offers, besides: product)
  }

  /// What stands before further lines that have a share with a product in what is off the order,
  /// and fills ladders of theirs, so that it changes how much is theirs.
  mutating func before(
    sharing beside: [Offer], _ offers: [Offer], besides product: Product
  ) -> [LinesAhead] {
    guard isShared(offers, product) else { return [] }
    return around(ladders(beside), offers, besides: product)
  }

  /// Ladders that the lines of an order fill one after another, of some offers.
  private func ladders(_ offers: [Offer]) -> [FilledLadder] {
    var filled: [FilledLadder] = []
    for offer in offers {
      guard case .ladder(let ladder) = offer.benefit, ladder.mode == .graduated,
        ladder.measure.each != .line, filled.count < CompanionLines.mostSets
      else { continue }
      filled.append(FilledLadder(when: offer.when, ladder: ladder))
    }
    return filled
  }

  private mutating func filled(
    _ filled: [FilledLadder], _ offers: [Offer], besides product: Product
  ) -> [[OrderShape.Companion]] {
    guard !filled.isEmpty else { return [] }
    var result: [[OrderShape.Companion]] = []
    for way in Choice.allCases where way != .dearest {
      choice = way
      let found = filling(filled, offers, besides: product)
      result += found.prefix(CompanionLines.mostFilled).filter { !result.contains($0) }
    }
    for spared in [CompanionLines.spared(offers), CompanionLines.sharing(offers)] {
      for way in [Choice.cheapest, .afterOffers] {
        choice = way
        let found = spared.map { conditions in
          avoided = conditions
          return filling(filled, offers, besides: product)
        }
        avoided = []
        let others = CompanionLines.inTurn(found).filter { !result.contains($0) }
        result += others.prefix(CompanionLines.mostFilled)
      }
    }
    return result
  }

  /// What fills a ladder up to one of its rungs before a product, and what each offer counts beside
  /// it behind, so that this fills nothing before; of two that want the same goods once the one
  /// gives way and once the other.
  private mutating func around(
    _ filled: [FilledLadder], _ offers: [Offer], besides product: Product
  ) -> [LinesAhead] {
    var result: [LinesAhead] = []
    defer { avoided = [] }
    for way in [Choice.first, .cheapest] where !filled.isEmpty {
      choice = way
      avoided = []
      var behind: [[OrderShape.Companion]] = []
      for lines in offers.map({ lines(of: $0, besides: product) })
      where !lines.isEmpty && !behind.contains(lines) { behind.append(lines) }
      var found: [LinesAhead] = []
      for ladder in filled {
        for rung in ladder.ladder.rungs.prefix(CompanionLines.mostSets) {
          for lines in behind.prefix(CompanionLines.mostSets) {
            avoided = [CompanionLines.isAmong(lines)]
            found += set(fill([], up: rung.from, ladder, besides: product), before: lines)
          }
          avoided = []
          let first = fill([], up: rung.from, ladder, besides: product)
          avoided = [CompanionLines.isAmong(first)]
          for offer in offers { found += set(first, before: lines(of: offer, besides: product)) }
        }
      }
      for set in found.prefix(4 * CompanionLines.mostFilled) where !result.contains(set) {
        result.append(set)
      }
    }
    return Array(result.prefix(2 * CompanionLines.mostFilled))
  }

  private func set(
    _ first: [OrderShape.Companion], before lines: [OrderShape.Companion]
  ) -> [LinesAhead] {
    let others = lines.filter { line in
      !first.contains { IdentifierOrder.areEqual($0.product, line.product) }
    }
    guard !first.isEmpty, !others.isEmpty else { return [] }
    return [LinesAhead(lines: first + others, count: first.count)]
  }

  private static func isAmong(_ lines: [OrderShape.Companion]) -> Condition {
    .test(.product, .isIn(lines.map(\.product)))
  }

  private mutating func filling(
    _ filled: [FilledLadder], _ offers: [Offer], besides product: Product
  ) -> [[OrderShape.Companion]] {
    let own = offers.map { lines(of: $0, besides: product) }
    var found: [[OrderShape.Companion]] = []
    for lines in [[], joined(own.flatMap { $0 })] + own.prefix(CompanionLines.mostSets) {
      for set in fill(lines, filled, besides: product)
      where !set.isEmpty && !found.contains(set) { found.append(set) }
    }
    return found
  }

  private mutating func fill(
    _ lines: [OrderShape.Companion], _ ladders: [FilledLadder], besides product: Product
  ) -> [[OrderShape.Companion]] {
    var sets: [[OrderShape.Companion]] = []
    var full = lines
    for ladder in ladders {
      for rung in ladder.ladder.rungs.prefix(CompanionLines.mostSets) {
        sets.append(fill(lines, up: rung.from, ladder, besides: product))
      }
      full = fill(full, up: ladder.ladder.rungs.last?.from ?? 0, ladder, besides: product)
    }
    return sets + [full]
  }

  /// Lines with more of the first that the ladder is for, or with one line more.
  private mutating func fill(
    _ lines: [OrderShape.Companion], up from: Int64, _ filled: FilledLadder,
    besides product: Product
  ) -> [OrderShape.Companion] {
    guard from > 0 else { return lines }
    var lines = lines
    var first: (place: Int, product: Product)?
    var missing = from
    for (place, line) in lines.enumerated() {
      guard let other = self.product(line.product), fits(filled.when, other) else { continue }
      if first == nil, !isAvoided(other) { first = (place, other) }
      missing -= min(line.quantity, missing)
    }
    guard missing > 0 else { return lines }
    if let (place, other) = first {
      lines[place].quantity += whole(missing, other, lines[place].unit)
      return lines
    }
    scope = filled.when
    let others = fitting(filled.when)
    let further = others.first {
      !IdentifierOrder.areEqual($0.id, product.id) && !isAvoided($0)
    }
    guard let other = further else { return lines }
    let unit = unit(filled.ladder.measure.kind, other) ?? unit(filled.when, other)
    let quantity = max(whole(missing, other, unit), unit == nil ? least(other) : 0)
    return joined(
      lines + [OrderShape.Companion(product: other.id, quantity: quantity, unit: unit)])
  }

  /// The first of each list, then the second of each, each once.
  static func inTurn(
    _ lists: [[[OrderShape.Companion]]]
  ) -> [[OrderShape.Companion]] {
    var result: [[OrderShape.Companion]] = []
    for place in 0..<(lists.map(\.count).max() ?? 0) {
      for list in lists where place < list.count && !result.contains(list[place]) {
        result.append(list[place])
      }
    }
    return result
  }

  /// A quantity of a product, at most what is tried of a line, rounded up to what can be ordered.
  private func whole(_ quantity: Int64, _ product: Product, _ unit: String?) -> Int64 {
    let multiple = unit == nil ? product.orderMultiple?.thousandths ?? 0 : 0
    let step = multiple > 0 ? multiple : 1000
    let asked = min(quantity, CompanionLines.mostUnits * 1000)
    return asked > Int64.max / 2 - step ? asked : (asked + step - 1) / step * step
  }
}
