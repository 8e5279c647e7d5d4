// Products, customers, trees and units, from objects or table rows (RULES.md N-002, K-001 …).
extension RuleReader {
  mutating func readUnit(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    let of = text("of", &view)
    let factor = factor("factor", &view)
    if of == nil { missing("of", view) }
    guard let of, let factor else {
      if factor == nil, cell("factor", &view) == nil { missing("factor", view) }
      return
    }
    book.units.append(
      UnitOfMeasure(id: id, factor: factor, of: of, origin: headSpan(view)))
  }

  mutating func readCategory(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    book.categories.append(
      Category(
        id: id, parent: text("parent", &view), name: text("name", &view) ?? "",
        origin: headSpan(view)))
  }

  mutating func readRegion(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    book.regions.append(
      Region(
        id: id, parent: text("parent", &view), name: text("name", &view) ?? "",
        validity: rowValidity(&view), aliases: texts("aliases", &view),
        successors: texts("successors", &view), origin: headSpan(view)))
  }

  mutating func readPostalArea(_ view: inout FieldView) {
    let fields = ["country", "form", "from", "below", "region"]
    var texts: [String] = []
    for field in fields {
      guard let text = text(field, &view) else {
        if !isStated(field, view) { missing(field, view) }
        continue
      }
      texts.append(text)
    }
    guard texts.count == fields.count else { return }
    book.postalAreas.append(
      PostalArea(
        country: texts[0], form: texts[1], from: texts[2], below: texts[3], region: texts[4],
        origin: headSpan(view)))
  }

  static let productFields: Set<String> = [
    "id", "name", "category", "brand", "unit", "units", "cost", "taxClass", "minimumQuantity",
    "orderMultiple", "components", "kitPricing",
  ]

  mutating func readProduct(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var product = Product(id: id, origin: headSpan(view))
    product.name = text("name", &view) ?? ""
    product.category = text("category", &view)
    product.brand = text("brand", &view)
    product.baseUnit = text("unit", &view) ?? "piece"
    for (unit, cell) in pairs("units", &view) {
      if let factor = factor(cell) {
        product.units.append(ProductUnit(unit: unit, factor: factor))
      }
    }
    product.cost = amount("cost", &view)
    product.taxClass = text("taxClass", &view)
    product.minimumQuantity = quantity("minimumQuantity", &view)
    product.orderMultiple = quantity("orderMultiple", &view)
    for (part, cell) in pairs("components", &view) {
      if let quantity = quantity(cell) {
        product.components.append(Component(product: part, quantity: quantity))
      }
    }
    if let pricing: KitPricing = choice("kitPricing", &view) { product.kitPricing = pricing }
    product.attributes = attributes(RuleReader.productFields, &view)
    book.products.append(product)
  }

  static let customerFields: Set<String> = [
    "id", "name", "tier", "groups", "channel", "parent", "region", "currency",
  ]

  mutating func readCustomer(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var customer = Customer(id: id, origin: headSpan(view))
    customer.name = text("name", &view) ?? ""
    customer.tier = text("tier", &view)
    customer.groups = texts("groups", &view)
    customer.channel = text("channel", &view)
    customer.parent = text("parent", &view)
    customer.region = text("region", &view)
    customer.currency = currency("currency", &view)
    customer.attributes = attributes(RuleReader.customerFields, &view)
    book.customers.append(customer)
  }

  // MARK: Compound fields

  /// `case=24;pallet=960`, or in JSON an object of the same.
  mutating func pairs(_ name: String, _ view: inout FieldView) -> [(String, Cell)] {
    if case .object = view.source, let node = member(name, &view) {
      switch tree.kind(of: node) {
      case .object:
        return tree.children(of: node).compactMap { child in
          scalar(child).map { (tree.key(of: child), $0) }
        }
      case .array:
        wrongType(node, "an object")
        return []
      default: break
      }
    }
    guard let cell = cell(name, &view) else { return [] }
    var result: [(String, Cell)] = []
    for part in cell.bytes.split(separator: 59) {
      let sides = part.split(separator: 61, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else {
        report(
          .badPair, "\(Diagnostic.quote(part)) is not of the form name=number",
          help: RuleReader.pairsHelp[name] ?? "write `bolt=4;nut=8`",
          path: path(cell), at: span(of: part, in: cell))
        continue
      }
      let key = RuleReader.trimmed(sides[0])
      let value = RuleReader.trimmed(sides[1])
      result.append(
        (
          String(decoding: key, as: UTF8.self),
          Cell(bytes: value, span: span(of: part, in: cell))
        ))
    }
    return result
  }

  private static let pairsHelp = [
    "units": "write `case=24;pallet=960`", "rungs": "write `300=30;500=60`",
  ]

  /// Where a part of a table field stands; the whole field where it had to be unescaped.
  func span(of part: ArraySlice<UInt8>, in cell: Cell) -> SourceSpan {
    guard cell.node < 0, Int(cell.span.start) <= part.startIndex,
      part.endIndex <= Int(cell.span.end)
    else { return cell.span }
    return SourceSpan(source: cell.span.source, part.startIndex, part.endIndex)
  }

  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let start = bytes.drop { $0 == 32 || $0 == 9 }
    guard let last = start.lastIndex(where: { $0 != 32 && $0 != 9 }) else { return start }
    return start[...last]
  }

  /// `a;b`, or in JSON a list of texts.
  mutating func texts(_ name: String, _ view: inout FieldView) -> [String] {
    note(name, view, .texts)
    if case .object = view.source, let node = member(name, &view), tree.kind(of: node) == .array {
      return list(node).compactMap { scalar($0)?.text }
    }
    guard let cell = cell(name, &view) else { return [] }
    return cell.bytes.split(separator: 59).map {
      String(decoding: RuleReader.trimmed($0), as: UTF8.self)
    }
  }

  /// Attributes: in JSON under `attributes`, in tables every column that is no field.
  private mutating func attributes(
    _ known: Set<String>, _ view: inout FieldView
  ) -> Attributes {
    var result: Attributes = [:]
    switch view.source {
    case .object:
      guard let node = member("attributes", &view), tree.kind(of: node) == .object else {
        if let node = member("attributes", &view) { wrongType(node, "an object") }
        return [:]
      }
      for child in tree.children(of: node) {
        if let value = attribute(child) { result[tree.key(of: child)] = value }
      }
    case .row:
      for (name, column) in columns where !known.contains(name) && !record.isEmpty(column) {
        result[name] = RuleReader.attribute(record.bytes(column))
      }
    }
    return result
  }

  /// An attribute in JSON: numbers, flags and texts keep their kind; a text that is a date is one.
  mutating func attribute(_ node: Int) -> AttributeValue? {
    guard let cell = scalar(node) else { return nil }
    switch tree.kind(of: node) {
    case .true: return .flag(true)
    case .false: return .flag(false)
    case .number: return decimal(cell, scale: Money.scale).map { .number($0) }
    default: return CivilDate(utf8: cell.bytes).map { .date($0) } ?? .text(cell.text)
    }
  }

  /// An attribute in a table: what its text looks like; `0012` stays text.
  static func attribute(_ bytes: ArraySlice<UInt8>) -> AttributeValue {
    if bytes.elementsEqual("true".utf8) { return .flag(true) }
    if bytes.elementsEqual("false".utf8) { return .flag(false) }
    if let date = CivilDate(utf8: bytes) { return .date(date) }
    let digits = bytes.first == 45 ? bytes.dropFirst() : bytes
    let hasLeadingZero = digits.count > 1 && digits.first == 48 && digits.dropFirst().first != 46
    if !hasLeadingZero, bytes.first != 43,
      let number = try? Decimals.parse(bytes, scale: Money.scale, allowExponent: false)
    {
      return .number(number)
    }
    return .text(String(decoding: bytes, as: UTF8.self))
  }
}
