// Statements of returns, read back (RULES.md Z-023).
extension RuleReader {
  mutating func returnStatement(_ view: inout FieldView) -> ReturnStatement? {
    guard let id = id(&view) else { return nil }
    if let cell = cell("return", &view), cell.text != "\(ReturnRecord.version)" {
      report(
        .unknownVersion, "version \(Diagnostic.quote(cell.text)) of a return is not known",
        help: "read it with the release that wrote it", at: cell.span)
      view.abandon()
      return nil
    }
    for name in ["return", "sale", "date", "currency"] where cell(name, &view) == nil {
      missing(name, view)
    }
    guard let sale = text("sale", &view), let currency = currency("currency", &view),
      let day = cell("date", &view).flatMap({ date($0) })
    else { return nil }
    let request = ReturnRequest(id: id, sale: sale, on: day)
    var statement = ReturnStatement(request, currency)
    let word = text("outcome", &view)
    guard let outcome = ReturnOutcome.allCases.first(where: { $0.name == word }) else {
      missing("outcome", view)
      return nil
    }
    statement.outcome = outcome
    statement.fund = amount("fund", &view) ?? 0
    _ = cell("checksum", &view)
    statement.goods = amount("goods", &view) ?? 0
    statement.discount = amount("discount", &view) ?? 0
    statement.tax = amount("tax", &view) ?? 0
    statement.containedTax = amount("containedTax", &view) ?? 0
    statement.charges = amount("charges", &view) ?? 0
    statement.allowance = amount("allowance", &view) ?? 0
    statement.clawBack = amount("clawBack", &view) ?? 0
    statement.clawBackTax = amount("clawBackTax", &view) ?? (statement.clawBack == 0 ? 0 : nil)
    statement.gift = amount("gift", &view) ?? 0
    statement.protection = amount("protection", &view) ?? 0
    statement.withheld = amount("withheld", &view) ?? 0
    statement.fee = amount("fee", &view) ?? 0
    statement.rebate = amount("rebate", &view) ?? 0
    statement.points = amount("points", &view) ?? 0
    statement.refund = amount("refund", &view) ?? 0
    statement.credit = amount("credit", &view) ?? 0
    statement.quota = amount("quota", &view) ?? 0
    readStatementLists(&statement, &view)
    guard statement.isBalanced else {
      report(
        .creditMismatch, "the parts of the return do not add up to its credit",
        help: "state the record as it was written", at: headSpan(view))
      return nil
    }
    return statement
  }

  private mutating func thousandths(_ name: String, _ view: inout FieldView) -> Int64 {
    cell(name, &view).flatMap { decimal($0, scale: Quantity.scale) } ?? 0
  }

  private mutating func readStatementLists(
    _ statement: inout ReturnStatement, _ view: inout FieldView
  ) {
    each("lines", &view) { reader, inner in
      let number = reader.integer("number", 1...Int64(Int32.max), &inner) ?? 1
      statement.lines.append(
        ReturnStatement.Line(
          number: Int32(number), part: reader.text("part", &inner),
          product: reader.text("product", &inner) ?? "",
          quantity: reader.thousandths("quantity", &inner),
          goods: reader.amount("goods", &inner) ?? 0,
          discount: reader.amount("discount", &inner) ?? 0,
          tax: reader.amount("tax", &inner) ?? 0,
          allowance: reader.amount("allowance", &inner) ?? 0,
          unit: reader.integer("unit", 1...1_000_000_000, &inner),
          kits: reader.thousandths("kits", &inner),
          disposition: reader.choice("disposition", &inner), gift: reader.text("gift", &inner)))
    }
    each("extras", &view) { reader, inner in
      statement.extras.append(
        SaleExtra(
          rule: reader.text("rule", &inner) ?? "", amount: reader.amount("amount", &inner) ?? 0))
    }
    each("earnings", &view) { reader, inner in
      let isUnits = reader.flag("units", &inner) ?? false
      let scale = isUnits ? Quantity.scale : Money.scale
      let taken = reader.cell("taken", &inner).flatMap { reader.decimal($0, scale: scale) }
      let short = reader.cell("short", &inner).flatMap { reader.decimal($0, scale: scale) }
      let debt = reader.cell("debt", &inner).flatMap { reader.decimal($0, scale: scale) }
      let lapsed = reader.cell("lapsed", &inner).flatMap { reader.decimal($0, scale: scale) }
      statement.earnings.append(
        ReturnStatement.Earning(
          rule: reader.text("rule", &inner) ?? "", account: reader.text("account", &inner) ?? "",
          kind: reader.text("kind", &inner) ?? "", isUnits: isUnits, taken: taken ?? 0,
          short: short ?? 0, debt: debt ?? 0, charged: reader.amount("charged", &inner) ?? 0,
          isOfVolume: reader.flag("volume", &inner), lapsed: lapsed ?? 0))
    }
    each("releases", &view) { reader, inner in
      var use = SaleUse(
        id: reader.text("id", &inner) ?? "", kind: reader.text("kind", &inner) ?? "",
        amount: reader.amount("amount", &inner) ?? 0, units: reader.thousandths("units", &inner))
      let worth = reader.amount("worth", &inner)
      if SaleEarning.fundKinds.contains(use.kind) { use.worth = worth ?? use.amount }
      statement.releases.append(use)
    }
    each("reasons", &view) { reader, inner in
      let code = reader.text("code", &inner).flatMap { ReturnCode(rawValue: $0) }
      let finding = (
        reader.integer("line", 1...Int64(Int32.max), &inner).map { Int32($0) },
        reader.text("rule", &inner), reader.amount("amount", &inner),
        reader.cell("date", &inner).flatMap { reader.date($0) }
      )
      guard let code else { return }
      statement.findings.append(
        ReturnFinding(
          code, line: finding.0, rule: finding.1, amount: finding.2, day: finding.3))
    }
  }
}
