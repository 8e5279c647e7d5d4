/// Sets that could be made in part, so that they take off most, and the prices of units that
/// follow (RULES.md O-028).
///
/// Found by the simplex method in whole numbers, of which parts are cut, so that both are near the
/// best ones only; ``heldPrices(_:_:_:_:_:)`` makes the prices hold.
struct UnitRelaxation {
  /// What one counts: 2³².
  static let one: Int128 = 1 << 32
  /// What is too little to count.
  private static let least: Int128 = 1 << 12

  /// What one more costs, by line, then of the sets of each offer, then of what each offer may take
  /// off: of ``one``, amounts as parts of the largest weight.
  private var prices: [Int128]
  /// How often the basis was changed, and one for each five hundred columns and cells that took.
  private(set) var steps = 0

  private let columns: [Column]
  private let largest: Int128
  /// The lines that deals use.
  private let lines: [Int]
  private let rows: Int
  /// By row what stands there: a deal, or past these the slack of a row, or past these what is
  /// beyond an offer's bound; and how much of it.
  private var basis: [Int]
  private var value: [Int128]
  private var inverse: [Int128]

  private typealias Part = (row: Int, count: Int128)

  /// What a deal takes of rows.
  private struct Column {
    var deal: Int
    var weight: Int128
    var parts: [Part]
  }

  /// Lines and twice the offers, of more of which nothing is found.
  private static let mostRows = 250

  /// - Parameters:
  ///   - useful: The deals that count.
  ///   - parts: The lines of each deal and the units it takes of them.
  ///   - limit: Steps to take at most.
  /// - Returns: `nil` for too many lines, or none.
  /// - Complexity: O(rows² + deals) a change of the basis.
  init?(
    _ useful: [Int], _ deals: [UnitDeal], _ parts: [[(line: Int, count: Int32)]],
    _ units: [Int32], _ members: [UnitMember], limit: Int
  ) {
    let one = UnitRelaxation.one
    let largest = useful.reduce(Int128(1)) { max($0, deals[$1].weight) }
    var rowOfLine = units.map { _ in -1 }
    for index in useful { for part in parts[index] { rowOfLine[part.line] = 0 } }
    lines = units.indices.filter { rowOfLine[$0] == 0 }
    for (row, line) in lines.enumerated() { rowOfLine[line] = row }
    let (first, count) = (lines.count, members.count)
    rows = first + 2 * count
    guard first > 0, rows <= UnitRelaxation.mostRows else { return nil }
    value = lines.map { Int128(units[$0]) * one } + members.map { Int128($0.times) * one }
    let unbounded = Int128(Int32.max) * one
    value += members.map { $0.most.map { min($0 * one / largest, unbounded) } ?? unbounded }
    columns = useful.map { index in
      let weight = deals[index].weight * one / largest
      let member = deals[index].member
      var all: [Part] = parts[index].map { (rowOfLine[$0.line], Int128($0.count) * one) }
      if members[member].times < .max { all.append((first + member, one)) }
      if members[member].most != nil { all.append((first + count + member, weight)) }
      return Column(deal: index, weight: weight, parts: all)
    }
    self.largest = largest
    basis = (0..<rows).map { useful.count + $0 }
    inverse = [Int128](repeating: 0, count: rows * rows)
    for row in 0..<rows { inverse[row * rows + row] = one }
    prices = [Int128](repeating: 0, count: rows)
    let bounded = members.indices.filter { members[$0].most != nil }.map { first + count + $0 }
    while steps < limit, let (column, parts) = next(bounded) {
      steps += 1 + (useful.count + rows * rows) / 500
      guard enter(column, parts) else { break }
    }
  }

  /// Deals and how often they are made: of ``one``.
  var made: [(deal: Int, count: Int128)] {
    (0..<rows).filter { basis[$0] < columns.count && value[$0] > UnitRelaxation.one / 1000 }
      .map { (deal: columns[basis[$0]].deal, count: value[$0]) }
  }

  /// The prices as amounts, the last ones of ``one``, such that no deal takes off more than what it
  /// takes costs: by line, then by offer, twice.
  func heldPrices(
    _ deals: [UnitDeal], _ parts: [[(line: Int, count: Int32)]], _ units: [Int32],
    _ members: [UnitMember]
  ) -> [Int128] {
    let one = UnitRelaxation.one
    // No unit costs more than what the best deal takes off.
    func amount(_ row: Int) -> Int128 {
      (min(max(prices[row], 0), one) * largest + one - 1) / one
    }
    var held = [Int128](repeating: 0, count: units.count + 2 * members.count)
    for (row, line) in lines.enumerated() { held[line] = amount(row) }
    for member in members.indices {
      let row = lines.count + member
      if members[member].times < .max { held[units.count + member] = amount(row) }
      guard members[member].most != nil else { continue }
      let share = min(max(prices[row + members.count], 0), one)
      held[units.count + members.count + member] = share
    }
    for column in columns {
      let deal = deals[column.deal]
      let share = held[units.count + members.count + deal.member]
      var missing = deal.weight - deal.weight * share / one - held[units.count + deal.member]
      for part in parts[column.deal] { missing -= Int128(part.count) * held[part.line] }
      guard missing > 0 else { continue }
      let each = (missing + Int128(deal.size) - 1) / Int128(deal.size)
      for part in parts[column.deal] { held[part.line] += each }
    }
    return held
  }

  // MARK: Simplex

  /// What one of a column takes off.
  private func weight(of column: Int) -> Int128 {
    if column < columns.count { return columns[column].weight }
    return column < columns.count + rows ? 0 : -UnitRelaxation.one
  }

  /// The column that gains most, and what it takes of rows.
  private func next(_ bounded: [Int]) -> (column: Int, parts: [Part])? {
    var best = UnitRelaxation.least
    var found = -1
    for (index, column) in columns.enumerated() {
      var gain = column.weight
      for part in column.parts { gain -= (prices[part.row] * part.count) >> 32 }
      if gain > best { (best, found) = (gain, index) }
    }
    for row in 0..<rows where -prices[row] > best {
      (best, found) = (-prices[row], columns.count + row)
    }
    for row in bounded where prices[row] - UnitRelaxation.one > best {
      (best, found) = (prices[row] - UnitRelaxation.one, columns.count + rows + row)
    }
    guard found >= 0 else { return nil }
    let row = found - columns.count
    if row < 0 { return (found, columns[found].parts) }
    if row < rows { return (found, [(row, UnitRelaxation.one)]) }
    return (found, [(row - rows, -UnitRelaxation.one)])
  }

  /// Lets a column into the basis; false where nothing bounds it, or numbers grow too large.
  private mutating func enter(_ column: Int, _ parts: [Part]) -> Bool {
    var change = [Int128](repeating: 0, count: rows)
    for row in 0..<rows {
      for part in parts { change[row] += (inverse[row * rows + part.row] * part.count) >> 32 }
      if change[row].magnitude >> 62 > 0 { return false }
    }
    var out = -1
    for row in 0..<rows where change[row] > UnitRelaxation.least {
      if out < 0 || value[row] * change[out] < value[out] * change[row] { out = row }
    }
    guard out >= 0 else { return false }
    let pivot = change[out]
    value[out] = (value[out] << 32) / pivot
    guard value[out] >> 63 == 0 else { return false }
    for place in 0..<rows {
      let cell = (inverse[out * rows + place] << 32) / pivot
      if cell.magnitude >> 48 > 0 { return false }
      inverse[out * rows + place] = cell
    }
    for row in 0..<rows where row != out && change[row] != 0 {
      value[row] = max(value[row] - ((change[row] * value[out]) >> 32), 0)
      guard value[row] >> 63 == 0 else { return false }
      for place in 0..<rows where inverse[out * rows + place] != 0 {
        let part = (change[row] * inverse[out * rows + place]) >> 32
        let cell = inverse[row * rows + place] - part
        if cell.magnitude >> 48 > 0 { return false }
        inverse[row * rows + place] = cell
      }
    }
    basis[out] = column
    setPrices()
    return true
  }

  private mutating func setPrices() {
    for place in 0..<rows { prices[place] = 0 }
    for row in 0..<rows {
      let weight = weight(of: basis[row])
      guard weight != 0 else { continue }
      for place in 0..<rows where inverse[row * rows + place] != 0 {
        prices[place] += (weight * inverse[row * rows + place]) >> 32
      }
    }
  }
}
