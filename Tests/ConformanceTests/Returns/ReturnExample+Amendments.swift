import DealerRules
import Testing

// Orders that are amended between returns (RULES.md Z-060).
extension ReturnExampleRun {
  /// Amends a sale as a step says and compares what must come out.
  ///
  /// - Parameter base: The sale as it was priced last.
  mutating func amend(
    _ sale: inout StoredSale, pricedAs base: inout StoredSale, _ desk: ReturnDesk,
    _ step: [String: Any], _ index: Int
  ) throws {
    let asked = step["amend"] as? [String: Any] ?? [:]
    var quantities: [Int32: Int64] = [:]
    for (number, text) in asked["lines"] as? [String: String] ?? [:] {
      quantities[try #require(Int32(number))] = try #require(Quantity(text)).thousandths
    }
    let added = try (asked["add"] as? [[String: Any]] ?? []).map { line in
      OrderLine(
        number: Int32(try #require(line["number"] as? Int)),
        product: try #require(line["product"] as? String),
        quantity: try #require(Quantity(line["quantity"] as? String ?? "")))
    }
    let terms = (asked["terms"] as? String).flatMap { AmendmentTerms(rawValue: $0) }
    let change = try desk.amend(
      sale, quantities: quantities, adding: added, terms: terms,
      isSupplierFault: asked["supplierFault"] as? Bool ?? false, pricedAs: base)
    sale = change.sale
    let record = RuleSource(name: "sales.ndjson", bytes: SaleRecord.bytes(of: sale))
    #expect(SaleRecord.read(record) == [.success(sale)], "amendment \(index + 1) as a record")
    if change.isRepriced { base = sale }
    let gifts = sale.items.filter { $0.gift != nil }.reduce(Int64(0)) { $0 + $1.quantity }
    for (name, wanted) in step["expect"] as? [String: String] ?? [:] {
      let seen =
        switch name {
        case "payable": Money(millionths: sale.payable, .cny).decimalText
        case "difference": Money(millionths: change.difference, .cny).decimalText
        case "gifts": "\(Quantity(thousandths: gifts) ?? .zero)"
        default: "nothing"
        }
      expect("\(name) of amendment \(index + 1)", seen, wanted)
    }
  }
}
