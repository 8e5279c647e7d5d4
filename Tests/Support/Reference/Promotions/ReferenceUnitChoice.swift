import DealerRules

extension ReferencePhase {
  /// O-015: lines in the order in which their units are taken.
  func ordered(_ lines: Set<Int32>, _ select: UnitSelection) -> [Int32] {
    lines.sorted { a, b in
      let (x, y) = (perUnit(a), perUnit(b))
      switch select {
      case .cheapest: if x != y { return x < y }
      case .dearest: if x != y { return y < x }
      case .lineOrder: break
      }
      return a < b
    }
  }

  /// O-015: the opening per base unit, exactly.
  private func perUnit(_ line: Int32) -> Fraction {
    guard let item = item(line) else { return .zero }
    return (opening[line] ?? .zero) / item.base
  }

  /// O-015: units of a line that an offer may take.
  func openUnits(_ line: Int32, _ offer: Offer) -> Fraction {
    let all = item(line)?.base ?? .zero
    guard !offer.combination.sharesUnits, let gone = used[line],
      world.canary != .usedUnitsStayOpen
    else { return all }
    run.tag("units.usedBefore")
    // Those that share units may have used some twice.
    return max(all - gone, .zero)
  }

  /// O-015: the units that a limit lets a cut touch.
  func chosen(_ limit: UnitLimit, _ offer: Offer, _ lines: Set<Int32>) -> [ReferenceUnits] {
    var available: [(line: Int32, units: Fraction)] = []
    for line in ordered(lines, limit.select) where !(opening[line] ?? .zero).isZero {
      var units = openUnits(line, offer)
      if let most = limit.mostPerLine { units = min(units, Fraction(most)) }
      available.append((line, units))
    }
    var total = available.reduce(Fraction.zero) { $0 + $1.units }
    if let most = limit.most { total = min(total, Fraction(most)) }
    if let size = limit.groupsOf { total = whole(total, Fraction(size)) }
    var result: [ReferenceUnits] = []
    for (line, units) in available {
      let taken = min(units, total)
      total -= taken
      if Fraction.zero < taken { result.append(ReferenceUnits(line: line, units: taken)) }
    }
    return result
  }
}
