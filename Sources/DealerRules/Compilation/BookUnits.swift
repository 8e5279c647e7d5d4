/// Units that hold for every product, resolved on demand against each product (RULES.md Q-003).
struct BookUnits {
  /// How many steps a unit may be away from the unit it is counted in.
  static let depth = 8

  private var entries: [Int32: (of: Int32, factor: Factor)] = [:]
  private var ids: [Int32] = []

  init(_ units: [UnitOfMeasure], _ texts: inout SymbolTable, _ sink: inout DiagnosticSink) {
    for unit in units {
      let id = texts.intern(unit.id)
      if entries[id] != nil {
        sink.report(
          .duplicateID, "unit \(Diagnostic.quote(unit.id)) is stated twice",
          help: "keep one of the two", at: unit.origin,
          about: Subject(fields: ["id"], other: units.first { $0.id == unit.id }?.origin))
        continue
      }
      entries[id] = (texts.intern(unit.of), unit.factor)
      ids.append(id)
    }
    for unit in units where chainIsCyclic(texts.index(of: unit.id)) {
      sink.report(
        .cyclicUnits, "unit \(Diagnostic.quote(unit.id)) is counted in itself",
        help: "count one unit of the circle in a unit outside it", at: unit.origin,
        about: Subject(fields: ["of"]))
    }
    ids.sort { IdentifierOrder.precedes(texts.name($0), texts.name($1)) }
  }

  private func chainIsCyclic(_ unit: Int32) -> Bool {
    var current = unit
    for _ in 0...entries.count {
      guard let entry = entries[current] else { return false }
      current = entry.of
      if current == unit { return true }
    }
    return false
  }

  /// Every unit a product can be ordered or priced in, the base unit first, others by id.
  func profile(
    of product: Product, _ texts: inout SymbolTable, _ sink: inout DiagnosticSink
  ) -> [UnitTable.ProfileRow] {
    let base = texts.intern(product.baseUnit)
    var own: [Int32: Factor] = [base: .one]
    var order: [Int32] = []
    for unit in product.units {
      let id = texts.intern(unit.unit)
      if own[id] != nil {
        sink.report(
          .duplicateID,
          "product \(Diagnostic.quote(product.id)) states unit "
            + "\(Diagnostic.quote(unit.unit)) twice",
          help: "keep one of the two", at: product.origin, about: Subject(fields: ["units"]))
        continue
      }
      own[id] = unit.factor
      order.append(id)
    }
    for id in ids where own[id] == nil {
      guard let factor = resolve(id, own) else { continue }
      own[id] = factor
      order.append(id)
    }
    order.sort { IdentifierOrder.precedes(texts.name($0), texts.name($1)) }
    return ([base] + order).compactMap { id in
      own[id].map { UnitTable.ProfileRow(unit: id, factor: $0) }
    }
  }

  private func resolve(_ unit: Int32, _ own: [Int32: Factor]) -> Factor? {
    var current = unit
    var factor = Factor.one
    for _ in 0..<BookUnits.depth {
      guard let entry = entries[current], let next = factor.multiplied(by: entry.factor)
      else { return nil }
      factor = next
      current = entry.of
      if let known = own[current] { return factor.multiplied(by: known) }
    }
    return nil
  }
}
