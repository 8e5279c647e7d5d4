/// Units of a line that an offer on units or a pattern took (RULES.md E-004).
public struct UsedUnits: Hashable, Sendable {
  /// The offer.
  public var rule: RuleRef
  /// Thousandths of base units that it touched, half-up.
  public var taken: Int64
  /// Thousandths of base units that it only counted as bought, half-up.
  public var bought: Int64
  /// The base unit.
  public var unit: String
}

/// Units of one line that an offer took.
struct SetUnits: Sendable {
  var offer: Int32
  var use: UnitUse
  /// Whether the offer only counted them as bought.
  var isBought: Bool
}

extension CompiledRules {
  /// What offers took of the units of a line, by the order in which they did.
  func usedUnits(
    _ sets: [SetUnits], position: Int, product: Int32
  ) throws(NumericError) -> [UsedUnits] {
    guard product >= 0 else { return [] }
    let unit = catalog.baseUnitName(of: product)
    var sums: [(offer: Int32, taken: Ratio, bought: Ratio)] = []
    for one in sets where Int(one.use.position) == position {
      let index = sums.firstIndex { $0.offer == one.offer } ?? sums.count
      if index == sums.count { sums.append((one.offer, .zero, .zero)) }
      if one.isBought {
        sums[index].bought = try sums[index].bought.added(to: one.use.units)
      } else {
        sums[index].taken = try sums[index].taken.added(to: one.use.units)
      }
    }
    var used: [UsedUnits] = []
    for sum in sums {
      used.append(
        UsedUnits(
          rule: RuleRef(.offer, Int(sum.offer)),
          taken: try sum.taken.settled(step: 1, mode: .halfUp),
          bought: try sum.bought.settled(step: 1, mode: .halfUp), unit: unit))
    }
    return used
  }
}
