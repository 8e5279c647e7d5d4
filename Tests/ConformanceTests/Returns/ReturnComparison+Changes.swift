import DealerRules
import TestSupport

// Orders that change between two returns (RULES.md Z-066).
extension ReturnComparison {
  /// Changes an order, no line below what is back of it, and settles again what came back.
  ///
  /// - Returns: What differs, or `nil`.
  static func change(
    _ sale: inout StoredSale, _ settled: [ReturnStatement], _ again: inout ReturnStatement?,
    _ reference: inout ReferenceReturns, _ desk: ReturnDesk, _ number: Int,
    _ random: inout SplitMix64, _ tally: inout ReturnTally
  ) -> String? {
    let lines = settled.flatMap(\.lines)
    let quantities = quantities(sale, lines, &random)
    let terms: AmendmentTerms = [.keepPrices, .keepPrices, .repriceAdded, .repriceAll][
      random.below(4)]
    let isFault = random.below(4) == 0
    let most: Int64? = random.below(3) > 0 ? nil : -Int64(random.below(200)) * sale.step
    guard
      let changed = try? desk.amend(
        sale, quantities: quantities, terms: terms, isSupplierFault: isFault
      ).sale,
      changed.payable >= 0, ReturnComparison.keeps(lines, changed),
      let anew = try? desk.settleAgain(
        "again \(number)", settled, of: changed, on: sale.day, least: most)
    else { return nil }
    if let fault = price(changed, sale, quantities, terms, isFault, desk, &tally) { return fault }
    let wanted = reference.settleAgain(changed, least: most)
    var seen = ReturnTally()
    let found = differences(wanted, anew, &seen)
    tally.saw("changed")
    tally.saw("changed \(terms.rawValue)")
    for name in seen.seen.keys { tally.saw("changed \(name)") }
    sale = changed
    if again != nil { tally.saw("changed twice") }
    again = anew
    return found.isEmpty ? nil : found.joined(separator: ", ")
  }

  /// New quantities of every line, none below what is back of it.
  private static func quantities(
    _ sale: StoredSale, _ lines: [ReturnStatement.Line], _ random: inout SplitMix64
  ) -> [Int32: Int64] {
    var quantities: [Int32: Int64] = [:]
    for line in sale.input.lines {
      let ordered = line.quantity.thousandths
      var least: Int64 = 0
      for item in sale.items where item.number == line.number && item.gift == nil {
        let back = lines.filter {
          $0.gift == nil && $0.number == item.number && $0.part == item.part
        }.reduce(Int64(0)) { $0 + $1.quantity }
        // Of kits as many whole ones as hold the parts.
        let kits = Int128(back) * Int128(ordered) + Int128(item.quantity) - 1
        let whole = (kits / Int128(item.quantity) + 999) / 1000 * 1000
        least = max(least, Int64(clamping: min(whole, Int128(Int64.max / 2))))
      }
      quantities[line.number] = max(1000, least + Int64(random.below(6)) * 1000)
    }
    return quantities
  }

  /// What units at their prices come to, and whether an offer is lost (RULES.md Z-060).
  private static func price(
    _ changed: StoredSale, _ sale: StoredSale, _ quantities: [Int32: Int64],
    _ terms: AmendmentTerms, _ isFault: Bool, _ desk: ReturnDesk, _ tally: inout ReturnTally
  ) -> String? {
    let isCounted = sale.input.lines.allSatisfy { line in
      guard quantities[line.number] ?? 0 > line.quantity.thousandths else { return true }
      let own = sale.items.filter { $0.number == line.number && $0.gift == nil }
      let paid = own.reduce(Int64(0)) { $0 + max(0, $1.paid) }
      return terms == .keepPrices && paid >= 100 * sale.step
    }
    guard isCounted, terms != .repriceAll else { return nil }
    let reference = ReferenceAmendment(
      desk.rules.book, sale, quantities, isFault: isFault, desk.policy.lostThreshold
    ) { try? desk.rules.sale(of: $0, hashes: desk.hashes).get() }
    guard let payable = reference.payable else { return "an order without a price is amended" }
    tally.saw("amended")
    if reference.isLost { tally.saw("lost") }
    if !sale.additions.isEmpty { tally.saw("amended parts") }
    if !sale.missing.isEmpty { tally.saw("amended missing") }
    return payable == changed.payable
      ? nil : "amended \(payable) lost \(reference.isLost), not \(changed.payable)"
  }

  /// Whether a sale has what is back; gifts may be fewer. Kits that cost nothing are no parts.
  private static func keeps(_ lines: [ReturnStatement.Line], _ sale: StoredSale) -> Bool {
    let isThere = lines.filter { $0.gift == nil && $0.quantity > 0 }.allSatisfy { line in
      sale.items.contains { $0.number == line.number && $0.part == line.part }
    }
    return isThere
      && sale.items.allSatisfy { item in
        let back = lines.filter {
          $0.gift == nil && item.gift == nil && $0.number == item.number && $0.part == item.part
        }
        return back.reduce(Int64(0)) { $0 + $1.quantity } <= item.quantity
      }
  }
}
