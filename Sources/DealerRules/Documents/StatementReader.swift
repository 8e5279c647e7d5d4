// Movements and lines of documents for statements (RULES.md B-021, B-022).
extension StatementFacts {
  /// Reads `movements.csv` and `flow.csv`, or throws every finding at once; amounts are in the
  /// currency of their node.
  /// - Complexity: O(bytes).
  public static func read(
    _ sources: [RuleSource], _ book: RuleBook, limits: Limits = Limits()
  ) throws(RuleErrors) -> StatementFacts {
    var reader = RuleReader(sources, limits: limits)
    reader.book.zone = book.zone
    var facts = StatementFacts()
    reader.statementNodes = book.credit.map { Set($0.nodes.map { IdentifierKey($0.id) }) }
    var seen: Set<IdentifierKey> = []
    for source in sources.indices {
      let isFlow = sources[source].name.hasSuffix("flow.csv")
      reader.eachRow(
        source, isFlow ? RuleReader.flowColumns : RuleReader.movementColumns,
        optional: isFlow ? ["amount"] : []
      ) { reader, view in
        if isFlow {
          reader.flowLine(&view).map { facts.flow.append($0) }
        } else {
          guard let movement = reader.movement(&view) else { return }
          if seen.insert(IdentifierKey(movement.id)).inserted {
            facts.movements.append(movement)
          } else {
            reader.report(
              .duplicateID, "movement \(Diagnostic.quote(movement.id)) is stated twice",
              help: "give one of them another id", at: movement.origin)
          }
        }
      }
    }
    if let errors = reader.sink.errors(in: sources) { throw errors }
    return facts
  }
}

extension RuleReader {
  static let movementColumns = ["id", "node", "date", "kind", "amount"]
  static let flowColumns = [
    "kind", "document", "node", "date", "order", "line", "quantity", "amount",
  ]

  /// Reads every row of a table of known columns.
  mutating func eachRow(
    _ source: Int, _ known: [String], optional: [String] = [],
    _ read: (inout RuleReader, inout FieldView) -> Void
  ) {
    var reader = CSVReader(sources[source], index: Int32(source), sink: &sink)
    columns = [:]
    for (index, column) in reader.header.enumerated() { columns[column] = index }
    for (name, span) in zip(reader.header, reader.headerSpans)
    where !name.isEmpty && !known.contains(name) {
      report(
        .unknownColumn, "unknown column \(Diagnostic.quote(name))",
        help: Suggestion.closest(to: name, among: known).map { "did you mean `\($0)`?" }
          ?? "the columns are \(known.joined(separator: ", "))", at: span)
    }
    let required = known.filter { !optional.contains($0) }
    guard reader.columns(required, optional: known, sink: &sink) != nil else { return }
    while reader.next(&record, sink: &sink) {
      if record.isBlank { continue }
      var view = FieldView(row: record.span)
      read(&self, &view)
    }
  }

  /// The account that a row names, which must be one of the project's.
  mutating func account(_ view: inout FieldView) -> String? {
    guard let cell = requiredCell("node", &view) else { return nil }
    if let known = statementNodes, !known.contains(IdentifierKey(cell.text)) {
      report(
        .unknownReference, "there is no credit node \(Diagnostic.quote(cell.text))",
        help: "state it, or leave the row out", at: cell.span)
    }
    return cell.text
  }

  mutating func requiredCell(_ name: String, _ view: inout FieldView) -> Cell? {
    let cell = cell(name, &view)
    if cell == nil { missing(name, view) }
    return cell
  }

  mutating func movement(_ view: inout FieldView) -> AccountMovement? {
    guard let id = id(&view) else { return nil }
    let node = account(&view)
    let day = requiredCell("date", &view).flatMap { date($0) }
    let amount = requiredCell("amount", &view).flatMap { unsigned($0) }
    if cell("kind", &view) == nil { missing("kind", view) }
    let kind: AccountMovement.Kind? = choice("kind", &view)
    guard let node, let day, let amount, let kind else { return nil }
    var movement = AccountMovement(id: id, node: node, day, kind, amount)
    movement.origin = headSpan(view)
    return movement
  }

  /// A quantity above zero.
  private mutating func amountOfGoods(_ cell: Cell) -> Quantity? {
    guard let quantity = quantity(cell) else { return nil }
    guard quantity > .zero else {
      report(
        .numberOutOfRange, "\(Diagnostic.quote(cell.text)) is not above zero",
        help: "state goods that came back as rows of kind `return`", at: cell.span)
      return nil
    }
    return quantity
  }

  fileprivate mutating func flowLine(_ view: inout FieldView) -> FlowLine? {
    if cell("kind", &view) == nil { missing("kind", view) }
    let kind: FlowLine.Kind? = choice("kind", &view)
    let document = requiredCell("document", &view)?.text
    let node = account(&view)
    let order = requiredCell("order", &view)?.text
    let day = requiredCell("date", &view).flatMap { date($0) }
    let number = requiredCell("line", &view).flatMap { integer($0, 1...1_000_000) }
    let quantity = requiredCell("quantity", &view).flatMap { amountOfGoods($0) }
    let stated = cell("amount", &view)
    // What an order or invoice says nothing of is not zero.
    if stated == nil, kind != .shipment { missing("amount", view) }
    let amount = stated.flatMap { unsigned($0) }
    guard let kind, let document, let node, let order, let day, let number, let quantity else {
      return nil
    }
    var line = FlowLine(
      kind, document: document, node: node, day, order: order, line: Int32(number),
      quantity: quantity, amount: amount ?? 0)
    line.origin = headSpan(view)
    return line
  }
}
