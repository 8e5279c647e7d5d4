// Which units an offer touches (RULES.md O-015).
extension Workspace {
  /// Puts the units of an offer's lines that its limit lets through into ``PhaseScratch/uses``.
  mutating func selectUnits(
    _ run: Int, _ counted: UnitTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    let limit = counted.limit
    scratch.uses.removeAll(keepingCapacity: true)
    var total = Ratio.zero
    for index in scratch.runs[run].lines where isOpen(run, index) {
      let position = scratch.lines[index].position
      guard scratch.opening[Int(position)] != 0 else { continue }
      guard let size = unitSize(counted.unit, Int(position)) else {
        self.position = position
        trace(scratch.runs[run].offer, .unitUnknown)
        continue
      }
      var free = try freeUnits(Int(position), terms)
      if counted.unit >= 0 { free = try whole(free, size) }
      if let most = limit.mostPerLine {
        free = lesser(free, Ratio(Int128(most.thousandths), 1))
      }
      guard free.numerator > 0 else { continue }
      total = try total.added(to: free)
      let price = try openingPrice(Int(position)).multiplied(by: size)
      scratch.uses.append(UnitUse(position: position, units: free, price: price, size: size))
    }
    if let most = limit.most { total = lesser(total, Ratio(Int128(most.thousandths), 1)) }
    let has = total
    if let group = limit.groupsOf, group.thousandths > 0 {
      let groups = try total.divided(by: Ratio(Int128(group.thousandths), 1))
      let whole = groups.numerator / groups.denominator
      total = Ratio(try Wide.multiply(whole, Int128(group.thousandths)), 1)
    }
    if total.numerator <= 0, let group = limit.groupsOf, offerTrace != nil {
      position = -1
      trace(
        scratch.runs[run].offer, .noSet, by: unitUser(run),
        a: try has.settled(step: 1, mode: .down), b: group.thousandths, c: 1)
    }
    UnitUse.sort(&scratch.uses, by: limit.select)
    try keepUses(total)
    for index in scratch.uses.indices { scratch.uses[index] = try scratch.uses[index].inBase() }
    scratch.uses.sort { $0.position < $1.position }
  }

  /// The first offer that has used units of the lines of another, if only as bought; −1 for none.
  func unitUser(_ run: Int) -> Int32 {
    let lines = scratch.runs[run].lines.map { scratch.lines[$0].position }
    let user = scratch.taken.first { other in
      lines.contains { scratch.unitUses.contains(PhaseScratch.key(Int32(other), $0)) }
    }
    return user.map { scratch.runs[$0].offer } ?? -1
  }

  /// Keeps the first units up to a total.
  private mutating func keepUses(_ total: Ratio) throws(NumericError) {
    var left = total
    for index in scratch.uses.indices {
      let units = lesser(scratch.uses[index].units, left)
      scratch.uses[index].units = units
      left = try left.added(to: Ratio(-units.numerator, units.denominator))
    }
    scratch.uses.removeAll { $0.units.numerator <= 0 }
  }

  /// Units of a line that no other offer has used, in thousandths of base units.
  mutating func freeUnits(_ line: Int, _ terms: OfferTerms) throws(NumericError) -> Ratio {
    let quantity = baseQuantity(batch.lineStart[Int(scratch.order)] + Int32(line))
    guard !terms.sharesUnits, scratch.used[line].numerator > 0 else { return quantity }
    let used = scratch.used[line]
    return try quantity.added(to: Ratio(-used.numerator, used.denominator))
  }

  /// Base units in one of a unit of a line's product, one for the base unit; `nil` where the
  /// product is not counted in it.
  mutating func unitSize(_ unit: Int32, _ line: Int) -> Ratio? {
    guard unit >= 0 else { return .one }
    let product = batch.product[Int(batch.lineStart[Int(scratch.order)]) + line]
    let profile = rules.catalog.productUnits[Int(product)]
    let row = rules.catalog.units.row(of: unit, in: profile)
    return row < 0 ? nil : rules.catalog.units.ratio(row)
  }

  /// Thousandths of the whole ones of a unit in thousandths of base units.
  mutating func whole(_ units: Ratio, _ size: Ratio) throws(NumericError) -> Ratio {
    let count = try units.divided(by: size)
    return Ratio(count.numerator / (count.denominator * 1000) * 1000, 1)
  }

  mutating func lesser(_ a: Ratio, _ b: Ratio) -> Ratio {
    b.isLess(than: a) ? b : a
  }

  /// What the units of a line cost at the start of the phase, per thousandth of a base unit.
  mutating func openingPrice(_ line: Int) throws(NumericError) -> Ratio {
    let quantity = baseQuantity(batch.lineStart[Int(scratch.order)] + Int32(line))
    return try Ratio(Int128(scratch.opening[line]), 1).divided(by: quantity)
  }
}
