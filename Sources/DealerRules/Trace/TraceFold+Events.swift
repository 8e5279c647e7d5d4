// What each kind of event does (RULES.md W-004, W-005).
extension TraceFold {
  /// Plays every event. Codes are declared first, because what a code is does not depend on time.
  mutating func run(_ order: [Int32]) {
    for index in order where log.rows[Int(index)].kind == .commission {
      commission(log.rows[Int(index)])
    }
    for index in order {
      let row = log.rows[Int(index)]
      let isGiven = row.kind == .ship || row.kind == .transfer
      if isGiven, row.to >= 0 { receivesGoods[Int(row.to)] = true }
    }
    for (rank, index) in order.enumerated() {
      play(log.rows[Int(index)], Int32(truncatingIfNeeded: rank), order)
    }
  }

  private mutating func commission(_ row: TraceLog.Row) {
    for code in log.codes(of: row) {
      let index = Int(code)
      guard !marks[index].isDeclared else {
        report(
          .commissionTwice, .warning, code, row, "is given out before; the earlier event counts")
        continue
      }
      marks[index].isDeclared = true
      if let level = row.level ?? log.policy.level(of: log.codes.text(code)) {
        marks[index].set(level)
      }
      product[index] = row.product
    }
  }

  private mutating func play(_ row: TraceLog.Row, _ rank: Int32, _ order: [Int32]) {
    // All codes are tested against what held before the event, so that their order has no effect.
    let codes = known(row, isOpen: row.kind == .unpack || row.kind == .commission)
    switch row.kind {
    case .commission, .void: break
    case .pack: pack(codes, row, rank)
    case .unpack: unpack(codes, row, rank)
    case .ship: move(codes, row, rank, order)
    case .transfer: move(codes, row, rank, order)
    case .giveBack: move(codes, row, rank, order)
    case .decommission:
      for code in codes { end(code, rank) }
    }
  }

  /// The codes of an event that are known and in use; the others are reported.
  private mutating func known(_ row: TraceLog.Row, isOpen: Bool) -> [Int32] {
    var kept: [Int32] = []
    kept.reserveCapacity(Int(row.codeCount))
    for code in log.codes(of: row) where isKnown(code, row) {
      if !isOpen, ended[code] != nil {
        report(.inactiveCode, .error, code, row, "is no longer in use; nothing happens to it")
      } else {
        kept.append(code)
      }
    }
    return kept
  }

  private mutating func isKnown(_ code: Int32, _ row: TraceLog.Row) -> Bool {
    let index = Int(code)
    if log.policy.codesAreDeclared, !marks[index].isDeclared {
      report(.unknownCode, .error, code, row, "was never given out; nothing happens to it")
      return false
    }
    if !marks[index].isNamed {
      marks[index].isNamed = true
      if marks[index].level == nil, let level = log.policy.level(of: log.codes.text(code)) {
        marks[index].set(level)
      }
    }
    return true
  }

  private mutating func pack(_ codes: [Int32], _ row: TraceLog.Row, _ rank: Int32) {
    guard isKnown(row.container, row) else { return }
    guard ended[row.container] == nil else {
      return report(
        .inactiveCode, .error, row.container, row, "is no longer in use; nothing is put into it")
    }
    let products = codes.map { productNow($0) }
    for (code, product) in zip(codes, products) {
      if let fault = packFault(code, into: row.container) {
        report(fault.code, .error, code, row, fault.text + "; it stays where it is")
        continue
      }
      let before = container[Int(code)]
      // Told again in other words: it is in there since the first time.
      if before == row.container { continue }
      if before >= 0 {
        report(
          .stillPacked, .warning, code, row,
          "was never taken out of \(Diagnostic.quote(log.codes.text(before))); it leaves it now")
        keep(product, of: code, rank)
      }
      pack(code, into: row.container, rank)
    }
  }

  private mutating func unpack(_ codes: [Int32], _ row: TraceLog.Row, _ rank: Int32) {
    if row.container >= 0, !isKnown(row.container, row) { return }
    let leaving = row.codeCount == 0 ? contents(of: row.container) : codes
    // As they were before the event, whichever of them is taken out first.
    let products = leaving.map { productNow($0) }
    for (code, product) in zip(leaving, products) {
      let inside = container[Int(code)]
      guard inside >= 0, row.container < 0 || inside == row.container else {
        report(
          .notPacked, .warning, code, row,
          row.container < 0
            ? "is in nothing it could be taken out of"
            : "is not in \(Diagnostic.quote(log.codes.text(row.container)))")
        continue
      }
      keep(product, of: code, rank)
      unpack(code, rank)
    }
  }

  mutating func report(
    _ finding: DiagnosticCode, _ severity: Diagnostic.Severity, _ code: Int32,
    _ row: TraceLog.Row, _ text: String, help: String? = nil
  ) {
    let (name, event) = (log.codes.text(code), log.ids.text(row.id))
    findings.report(
      finding, severity,
      "event \(Diagnostic.quote(event)): code \(Diagnostic.quote(name)) \(text)",
      help: help, at: row.place)
  }
}
