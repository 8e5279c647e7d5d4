/// Finds prices that derive from themselves, and bases that have no single unit price
/// (RULES.md P-020).
struct DerivationCheck {
  let columns: PriceColumns
  let access: AccessColumns

  func run(_ book: RuleBook, _ sink: inout DiagnosticSink) {
    guard columns.tables.count == book.priceTables.count,
      access.kinds.count == book.priceKinds.count
    else { return }
    let edges = tableEdges()
    defer { checkDepth(book, edges, &sink) }
    var state = Array(repeating: UInt8(0), count: book.priceTables.count)
    for table in book.priceTables.indices where state[table] == 0 {
      if let fault = cycle(from: table, edges, &state) {
        sink.report(
          .derivationCycle,
          "price table \(Diagnostic.quote(book.priceTables[fault].id)) derives from itself",
          help: "let one table of the circle state amounts", at: book.priceTables[fault].origin,
          about: Subject(fields: ["id"]))
      }
    }
    checkBases(book, edges, &sink)
  }

  /// For each table, the tables its prices may start from.
  private func tableEdges() -> [Set<Int>] {
    var edges = Array(repeating: Set<Int>(), count: columns.tables.count)
    for schedule in columns.scheduleTable.indices {
      let table = Int(columns.scheduleTable[schedule])
      for band in Int(columns.bandStart[schedule])..<Int(columns.bandStart[schedule + 1])
      where columns.bandExtra[band] >= 0 {
        let extra = columns.extras[Int(columns.bandExtra[band])]
        guard extra.derivation >= 0 else { continue }
        let derivation = columns.derivations[Int(extra.derivation)]
        edges[table].formUnion(targets(derivation.base))
        edges[table].formUnion(targets(bound: derivation.floor))
        edges[table].formUnion(targets(bound: derivation.ceiling))
      }
    }
    for table in columns.tables.indices {
      edges[table].formUnion(targets(bound: columns.tables[table].floor))
      edges[table].formUnion(targets(bound: columns.tables[table].ceiling))
    }
    return edges
  }

  private func targets(bound: Int32) -> Set<Int> {
    guard bound >= 0, let base = columns.bounds[Int(bound)].base else { return [] }
    return targets(base)
  }

  private func targets(_ base: CompiledBase) -> Set<Int> {
    switch base {
    case .cost: return []
    case .table(let table): return [Int(table)]
    case .kind(let kind):
      let info = access.kinds[Int(kind)]
      var result = Set<Int>()
      for index in Int(info.accessStart)..<Int(info.accessStart + info.accessCount) {
        let step = access.accesses[index]
        for table in access.tables[Int(step.tableStart)..<Int(step.tableStart + step.tableCount)] {
          result.insert(Int(table))
        }
      }
      return result
    }
  }

  /// Depth-first with a stack of its own; state 1 is on the path, 2 is done.
  private func cycle(from start: Int, _ edges: [Set<Int>], _ state: inout [UInt8]) -> Int? {
    var path = [start]
    var pending = [edges[start].sorted()]
    state[start] = 1
    while let table = path.last {
      if let next = pending[pending.count - 1].popLast() {
        if state[next] == 1 { return next }
        if state[next] == 0 {
          state[next] = 1
          path.append(next)
          pending.append(edges[next].sorted())
        }
      } else {
        state[table] = 2
        path.removeLast()
        pending.removeLast()
      }
    }
    return nil
  }

  /// Prices may derive over at most this many tables, which bounds the work of one line.
  static let depth = 8

  private func checkDepth(
    _ book: RuleBook, _ edges: [Set<Int>], _ sink: inout DiagnosticSink
  ) {
    // Levels grow by one pass each, so a circle is found by its depth as well and ends here.
    var level = Array(repeating: 0, count: edges.count)
    for _ in 0...DerivationCheck.depth {
      for table in edges.indices {
        for target in edges[table] { level[table] = max(level[table], level[target] + 1) }
      }
    }
    for table in edges.indices where level[table] > DerivationCheck.depth && !sink.hasErrors {
      sink.report(
        .derivationTooDeep,
        "price table \(Diagnostic.quote(book.priceTables[table].id)) derives over too many tables",
        help: "derive over at most \(DerivationCheck.depth) tables",
        at: book.priceTables[table].origin, about: Subject(fields: ["id"]))
    }
  }

  private func checkBases(
    _ book: RuleBook, _ edges: [Set<Int>], _ sink: inout DiagnosticSink
  ) {
    for target in Set(edges.joined()).sorted() {
      let table = book.priceTables[target]
      let isCapped = table.rows.extras.values.contains { $0.cap != nil }
      guard table.schedule.mode != .allUnits || isCapped else { continue }
      sink.report(
        .unfitBase,
        "price table \(Diagnostic.quote(table.id)) cannot be the base of another price",
        help: "a base needs `allUnits` bands without caps", at: table.origin,
        about: Subject(fields: ["id"]))
    }
  }
}
