import DealerRules
import TestSupport

// Orders that change between two returns (RULES.md Z-066).
extension ReturnComparison {
  /// Changes an order, no line below what is back of it, and settles again what came back.
  ///
  /// - Returns: What differs, or `nil`.
  static func change(
    _ sale: inout StoredSale, _ settled: inout [ReturnStatement],
    _ reference: inout ReferenceReturns, _ desk: ReturnDesk, _ number: Int,
    _ random: inout SplitMix64, _ tally: inout ReturnTally
  ) -> String? {
    let lines = settled.flatMap(\.lines)
    var quantities: [Int32: Int64] = [:]
    for line in sale.input.lines {
      let ordered = line.quantity.thousandths
      var least: Int64 = 0
      for item in sale.items where item.number == line.number && item.gift == nil {
        let back = lines.filter {
          $0.gift == nil && $0.number == item.number && $0.part == item.part
        }.reduce(Int64(0)) { $0 + $1.quantity }
        // Of kits as many whole ones as hold the parts.
        let kits = (back * ordered + item.quantity - 1) / item.quantity
        least = max(least, (kits + 999) / 1000 * 1000)
      }
      quantities[line.number] = max(1000, least + Int64(random.below(6)) * 1000)
    }
    let terms: AmendmentTerms = [.keepPrices, .repriceAdded, .repriceAll, .repriceAll][
      random.below(4)]
    let most: Int64? = random.below(3) > 0 ? nil : -Int64(random.below(200)) * sale.step
    guard let changed = try? desk.amend(sale, quantities: quantities, terms: terms).sale,
      changed.payable >= 0, ReturnComparison.keeps(lines, changed),
      let again = try? desk.settleAgain(
        "again \(number)", settled, of: changed, on: sale.day, least: most)
    else { return nil }
    let wanted = reference.settleAgain(changed, least: most)
    var seen = ReturnTally()
    let found = differences(wanted, again, &seen)
    tally.saw("changed")
    tally.saw("changed \(terms.rawValue)")
    for name in seen.seen.keys { tally.saw("changed \(name)") }
    sale = changed
    settled.append(again)
    return found.isEmpty ? nil : found.joined(separator: ", ")
  }

  /// Whether a sale has what is back; gifts may be fewer.
  private static func keeps(_ lines: [ReturnStatement.Line], _ sale: StoredSale) -> Bool {
    sale.items.allSatisfy { item in
      let back = lines.filter {
        $0.gift == nil && item.gift == nil && $0.number == item.number && $0.part == item.part
      }
      return back.reduce(Int64(0)) { $0 + $1.quantity } <= item.quantity
    }
  }
}
