/// Units that hold for every product, resolved on demand against each product (RULES.md Q-003).
struct BookUnits {
  /// How many steps a unit may be away from the unit it is counted in.
  static let depth = 8

  private var entries: [Int32: (of: Int32, factor: Factor)] = [:]
  private var ids: [Int32] = []
  /// Of each of ``ids``: whether a product is counted in it, and what kept another from it.
  private var isReached: [Bool] = []
  private var faults: [Fault?] = []
  private var hasCircle = false

  /// Why a product is not counted in a unit that leads on and on, or to one of its own.
  private enum Fault {
    case tooFar, tooLarge
  }

  private enum Path {
    case factor(Factor)
    /// It leads to no unit of the product.
    case elsewhere
    case fault(Fault)
  }

  init(_ units: [UnitOfMeasure], _ texts: inout SymbolTable, _ sink: inout DiagnosticSink) {
    for unit in units {
      let id = texts.intern(unit.id)
      if entries[id] != nil {
        sink.report(
          .duplicateID, "unit \(Diagnostic.quote(unit.id)) is stated twice",
          help: "keep one of the two", at: unit.origin,
          about: Subject(
            fields: ["id"], other: units.first { IdentifierOrder.areEqual($0.id, unit.id) }?.origin)
        )
        continue
      }
      entries[id] = (texts.intern(unit.of), unit.factor)
      ids.append(id)
    }
    for unit in units where chainIsCyclic(texts.index(of: unit.id)) {
      hasCircle = true
      sink.report(
        .cyclicUnits, "unit \(Diagnostic.quote(unit.id)) is counted in itself",
        help: "count one unit of the circle in a unit outside it", at: unit.origin,
        about: Subject(fields: ["of"]))
    }
    ids.sort { IdentifierOrder.precedes(texts.name($0), texts.name($1)) }
    isReached = Array(repeating: false, count: ids.count)
    faults = Array(repeating: nil, count: ids.count)
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
  mutating func profile(
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
    // What the product states itself; units found on the way must not shorten that of others.
    let stated = own
    for (index, id) in ids.enumerated() where stated[id] == nil {
      switch resolve(id, stated) {
      case .factor(let factor):
        own[id] = factor
        order.append(id)
        isReached[index] = true
      case .fault(let fault): faults[index] = fault
      case .elsewhere: break
      }
    }
    order.sort { IdentifierOrder.precedes(texts.name($0), texts.name($1)) }
    return ([base] + order).compactMap { id in
      own[id].map { UnitTable.ProfileRow(unit: id, factor: $0) }
    }
  }

  private func resolve(_ unit: Int32, _ stated: [Int32: Factor]) -> Path {
    var current = unit
    var factor: Factor? = Factor.one
    for _ in 0..<BookUnits.depth {
      guard let entry = entries[current] else { return .elsewhere }
      factor = factor?.multiplied(by: entry.factor)
      current = entry.of
      guard let known = stated[current] else { continue }
      return factor?.multiplied(by: known).map { .factor($0) } ?? .fault(.tooLarge)
    }
    return entries[current] == nil ? .elsewhere : .fault(.tooFar)
  }

  /// Reports units that no product can be counted in for a fault of theirs.
  func reportUnreached(
    _ units: [UnitOfMeasure], _ texts: SymbolTable, _ sink: inout DiagnosticSink
  ) {
    // Of units that hang on a circle enough is said.
    for (index, id) in ids.enumerated() where !isReached[index] && !hasCircle {
      guard let fault = faults[index] else { continue }
      let unit = units.first { texts.index(of: $0.id) == id }
      let name = Diagnostic.quote(texts.name(id))
      sink.report(
        .unitTooFar,
        fault == .tooFar
          ? "unit \(name) leads to no unit of a product within \(BookUnits.depth) steps"
          : "unit \(name) is too large or too small for an exact factor",
        help: "count it in a unit nearer to the product's", at: unit?.origin,
        about: Subject(fields: ["of"]))
    }
  }
}
