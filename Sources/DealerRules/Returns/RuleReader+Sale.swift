// Records of sales, read back (RULES.md Z-007).
extension RuleReader {
  /// The sale of a record; `nil` where anything of it cannot be read.
  mutating func sale(_ range: Range<Int>) -> StoredSale? {
    guard json.read(sources[0], range: range, index: 0, into: &tree, sink: &sink),
      var view = object(tree.root)
    else { return nil }
    for name in ["sale", "step", "checksum"] { view.ask(name) }
    guard let code = text("currency", &view), let currency = Currency(code),
      let day = cell("date", &view).flatMap({ date($0) }), let input = saleInput(&view),
      let includesTax = flag("includesTax", &view)
    else { return nil }
    let sums = ["list", "net", "tax", "charges", "payable"].map { amount($0, &view) }
    guard !sums.contains(nil) else { return nil }
    var sale = StoredSale(
      order: text("order", &view) ?? "", customer: text("customer", &view) ?? "",
      tier: text("tier", &view), currency: currency, day: day, includesTax: includesTax,
      list: sums[0] ?? 0, net: sums[1] ?? 0, tax: sums[2] ?? 0, charges: sums[3] ?? 0,
      payable: sums[4] ?? 0, items: [], cuts: [], extras: [], earned: [], uses: [], terms: [:],
      rulesHash: text("rulesHash", &view) ?? "", pricingHash: text("pricingHash", &view),
      scopeHash: text("scopeHash", &view), inputsHash: text("inputsHash", &view) ?? "",
      input: input)
    readSaleParts(&sale, &view)
    readSaleChanges(&sale, &view)
    finish(view)
    return sink.hasErrors ? nil : sale
  }

  private mutating func saleInput(_ view: inout FieldView) -> Order? {
    guard let node = member("input", &view), var inner = object(node) else { return nil }
    let order = readOrder(&inner, nil)
    finish(inner)
    return order
  }

  private mutating func units(_ name: String, _ view: inout FieldView) -> Int64 {
    cell(name, &view).flatMap { decimal($0, scale: Quantity.scale) } ?? 0
  }

  private mutating func number(_ name: String, _ view: inout FieldView) -> Int32 {
    // Gifts go on counting after the last line.
    Int32(integer(name, 1...Int64(Int32.max), &view) ?? 0)
  }

  private mutating func addition(_ view: inout FieldView) -> Int32 {
    Int32(integer("addition", 1...Int64(Int32.max), &view) ?? 0)
  }

  private mutating func readSaleChanges(_ sale: inout StoredSale, _ view: inout FieldView) {
    each("additions", &view) { reader, addition in
      var lines: [Int32: Int64] = [:]
      reader.each("lines", &addition) { reader, line in
        lines[reader.number("number", &line)] = reader.units("quantity", &line)
      }
      sale.additions.append(lines)
    }
    guard let node = member("missing", &view) else { return }
    for element in list(node) {
      guard var inner = object(element) else { continue }
      sale.missing.append(readOrderLine(&inner))
    }
  }

  private mutating func readSaleParts(_ sale: inout StoredSale, _ view: inout FieldView) {
    each("items", &view) { reader, item in
      sale.items.append(
        SaleItem(
          number: reader.number("number", &item), part: reader.text("part", &item),
          gift: reader.text("gift", &item), product: reader.text("product", &item) ?? "",
          categories: reader.texts("categories", &item), quantity: reader.units("quantity", &item),
          unit: reader.text("unit", &item) ?? "", list: reader.amount("list", &item) ?? 0,
          paid: reader.amount("paid", &item) ?? 0, tax: reader.amount("tax", &item) ?? 0,
          addition: reader.addition(&item)))
    }
    each("cuts", &view) { reader, cut in
      sale.cuts.append(
        SaleCut(
          line: reader.number("line", &cut), rule: reader.text("rule", &cut) ?? "",
          kind: reader.text("kind", &cut) ?? "", base: reader.amount("base", &cut) ?? 0,
          amount: reader.amount("amount", &cut) ?? 0, addition: reader.addition(&cut)))
    }
    eachNamed("terms", &view) { reader, offer, node in
      sale.terms[offer] = reader.scalar(node).flatMap { RemainderTerms(rawValue: $0.text) }
    }
    each("extras", &view) { reader, extra in
      sale.extras.append(
        SaleExtra(
          rule: reader.text("rule", &extra) ?? "", amount: reader.amount("amount", &extra) ?? 0))
    }
    each("earned", &view) { reader, earned in
      let amount = reader.amount("amount", &earned) ?? 0
      var one = SaleEarning(
        rule: reader.text("rule", &earned) ?? "", kind: reader.text("kind", &earned) ?? "",
        account: reader.text("account", &earned) ?? "", amount: amount,
        units: reader.units("units", &earned), worth: reader.amount("worth", &earned) ?? amount)
      let lines = reader.texts("lines", &earned).compactMap { Int32($0) }
      if !lines.isEmpty { one.lines = lines }
      sale.earned.append(one)
    }
    each("uses", &view) { reader, use in
      sale.uses.append(
        SaleUse(
          id: reader.text("id", &use) ?? "", kind: reader.text("kind", &use) ?? "",
          amount: reader.amount("amount", &use) ?? 0, units: reader.units("units", &use)))
    }
  }
}
