// What stands on a line while rules are asked about it: its product, a gift in its place, or a
// part of a kit (RULES.md R-031).
extension Workspace {
  private static let beyondBounds = Ratio(1_000_000_000_000_000_000_000_000_000_000, 1)

  /// The product that rules are asked about.
  mutating func goods(_ line: Int32) -> Int32 {
    if partOnLine >= 0 { return rules.catalog.componentProduct[Int(partOnLine)] }
    return giftOnLine < 0 ? batch.product[Int(line)] : giftOnLine
  }

  /// The parts of what stands on a line, by their positions among all components.
  mutating func parts(of line: Int32) -> Range<Int> { components(of: goods(line)) }

  /// The part that stands on a line, −1 for none.
  mutating func partAsked() -> Int32 {
    partOnLine < 0 ? -1 : rules.catalog.componentProduct[Int(partOnLine)]
  }

  /// Thousandths of base units of what stands on a line, exactly.
  mutating func base(_ line: Int32) -> Ratio {
    let unit = rules.catalog.units.ratio(Int(batch.unitRow[Int(line)]))
    let whole = Ratio(Int128(batch.quantity[Int(line)]) * unit.numerator, unit.denominator)
    guard partOnLine >= 0 else { return whole }
    let each = Ratio(Int128(rules.catalog.componentQuantity[Int(partOnLine)]), 1000)
    // What does not fit is more than any bound, stock or lot.
    return (try? whole.multiplied(by: each)) ?? Workspace.beyondBounds
  }

  /// Whether a kit's stock or lots are those of its parts: it has parts, and none of its own.
  mutating func isServedByParts(_ line: Int32, _ order: Int32, byLots: Bool) -> Bool {
    guard !parts(of: line).isEmpty else { return false }
    let product = goods(line)
    if byLots { return batch.supply.lots[OrderBatch.key(order, product)] == nil }
    return batch.fact(.stock(product), order) == nil
  }
}

extension CompiledRules {
  /// The part of a kit that a reason is about, by name (RULES.md R-031).
  func partNumbers(of record: ReasonRecord) -> [Reason.Number] {
    guard record.part >= 0 else { return [] }
    return [Reason.Number(name: "part", text: catalog.products.name(record.part))]
  }
}
