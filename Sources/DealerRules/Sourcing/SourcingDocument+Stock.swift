// What sources hold, as a table (RULES.md Y-006).
extension RuleReader {
  static let stockColumns = ["source", "product", "quantity"]

  /// Reads the rows of `stock.csv` into the sources that the document states.
  mutating func readStock(
    _ table: Int, _ document: inout SourcingDocument, _ rules: CompiledRules
  ) {
    var places: IdentifierMap<Int> = [:]
    for (index, source) in document.sources.enumerated() { places[source.id] = index }
    eachRow(table, RuleReader.stockColumns) { reader, view in
      guard let source = reader.stated("source", &view),
        let product = reader.stated("product", &view)
      else { return }
      let index = places[source.text]
      if index == nil {
        reader.report(
          .unknownReference, "there is no source \(Diagnostic.quote(source.text))",
          help: Suggestion.help(for: source.text, among: document.sources.map(\.id))
            ?? "state it in sources.json", at: source.span)
      }
      let isProduct = reader.isKnown(
        product.text, rules.catalog.products, "product", at: product.span)
      guard let level = reader.stockLevel(&view), let index, isProduct else { return }
      if document.sources[index].stock.updateValue(level, forKey: product.text) != nil {
        reader.report(
          .duplicateID,
          "the stock of \(Diagnostic.quote(product.text)) at \(Diagnostic.quote(source.text)) is "
            + "stated twice", help: "keep one of the two", at: product.span)
      }
    }
  }

  private mutating func stated(_ name: String, _ view: inout FieldView) -> Cell? {
    let cell = cell(name, &view)
    if cell == nil { missing(name, view) }
    return cell
  }

  /// Base units, or `unknown`.
  private mutating func stockLevel(_ view: inout FieldView) -> StockLevel? {
    guard let cell = stated("quantity", &view) else { return nil }
    if cell.text == "unknown" { return .unknown }
    guard let quantity = quantity(cell) else { return nil }
    if quantity < .zero {
      report(
        .negativeNotAllowed, "\(Diagnostic.quote(cell.text)) is below zero",
        help: "write zero or more, or `unknown`", at: cell.span)
      return nil
    }
    return .known(quantity)
  }
}
