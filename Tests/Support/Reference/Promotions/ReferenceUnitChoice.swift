import DealerRules

extension ReferencePhase {
  /// O-015: lines in the order in which their units are taken, units of these sizes.
  func ordered(
    _ lines: Set<Int32>, _ select: UnitSelection, _ sizes: [Int32: Fraction]
  ) -> [Int32] {
    lines.sorted { a, b in
      let x = perUnit(a) * (sizes[a] ?? .one)
      let y = perUnit(b) * (sizes[b] ?? .one)
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

  /// O-015: base units in one of what is counted; `nil` where the product has no such unit.
  func size(of unit: String?, on line: Int32) -> Fraction? {
    guard let unit else { return .one }
    return item(line).flatMap { world.baseUnits(in: unit, of: $0.product) }
  }

  /// O-015: what is open of a line, counted in units of a size; of a named unit whole ones.
  func counted(_ open: Fraction, _ unit: String?, _ size: Fraction) -> Fraction {
    unit == nil || world.canary == .partsOfPacks ? open / size : Fraction((open / size).floor)
  }

  /// O-015: the units that a limit lets a cut touch.
  func chosen(_ limit: UnitLimit, _ offer: Offer, _ lines: Set<Int32>) -> [ReferenceUnits] {
    var available: [(line: Int32, units: Fraction)] = []
    var sizes: [Int32: Fraction] = [:]
    for line in lines {
      sizes[line] = size(of: limit.unit, on: line)
      if sizes[line] == nil { run.tag("lost.unitUnknown") }
    }
    let fitting = lines.filter { sizes[$0] != nil }
    for line in ordered(fitting, limit.select, sizes) where !(opening[line] ?? .zero).isZero {
      var units = counted(openUnits(line, offer), limit.unit, sizes[line] ?? .one)
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
      guard Fraction.zero < taken else { continue }
      result.append(ReferenceUnits(line: line, units: taken * (sizes[line] ?? .one)))
    }
    if limit.unit != nil, !result.isEmpty { run.tag("units.packs") }
    return result
  }
}
