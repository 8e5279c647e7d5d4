/// Units of products as shared profiles: many products are sold in the same units (RULES.md Q-003).
struct UnitTable: Sendable {
  /// Units of profile p are rows `start[p]..<start[p + 1]`; the first is the base unit.
  private(set) var start: [Int32] = [0]
  private(set) var unit: [Int32] = []
  /// Base units per unit.
  private(set) var numerator: [Int64] = []
  private(set) var denominator: [Int64] = []
  private var known: [[ProfileRow]: Int32] = [:]

  /// Units of all profiles.
  private var used: Set<Int32> = []

  /// One unit of a profile.
  struct ProfileRow: Hashable, Sendable {
    var unit: Int32
    var factor: Factor
  }

  /// The index of a profile, added when new.
  mutating func intern(_ rows: [ProfileRow]) -> Int32 {
    if let index = known[rows] { return index }
    let index = Int32(start.count - 1)
    for row in rows {
      unit.append(row.unit)
      used.insert(row.unit)
      numerator.append(row.factor.numerator)
      denominator.append(row.factor.denominator)
    }
    start.append(Int32(unit.count))
    known[rows] = index
    return index
  }

  /// Whether any product is counted in a unit.
  func isUsed(_ unitSymbol: Int32) -> Bool { used.contains(unitSymbol) }

  /// The units of a profile, the base unit first.
  func units(of profile: Int32) -> ArraySlice<Int32> {
    unit[Int(start[Int(profile)])..<Int(start[Int(profile) + 1])]
  }

  /// The row of a unit in a profile, or −1. O(units of the product).
  @inline(__always)
  func row(of unitSymbol: Int32, in profile: Int32) -> Int {
    var row = Int(start[Int(profile)])
    let end = Int(start[Int(profile) + 1])
    while row < end {
      if unit[row] == unitSymbol { return row }
      row += 1
    }
    return -1
  }

  /// The row of the base unit.
  @inline(__always)
  func baseRow(of profile: Int32) -> Int { Int(start[Int(profile)]) }

  /// Base units per unit of a row.
  @inline(__always)
  func ratio(_ row: Int) -> Ratio {
    Ratio(Int128(numerator[row]), Int128(denominator[row]))
  }
}
