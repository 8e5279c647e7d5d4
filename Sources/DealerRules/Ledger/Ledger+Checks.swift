/// The form of operations: everything that can be told without the ledger's state.
extension Ledger {
  static let largestText = 500
  static let largestNote = 65_535

  /// Checks what can be told of a group without the ledger: forms, and that no id stands twice
  /// (RULES.md J-005, J-043).
  /// - Throws: ``LedgerFault/invalid(id:field:)`` of the first that is malformed.
  /// - Complexity: O(operations).
  public static func check(_ operations: [LedgerOperation]) throws(LedgerFault) {
    guard (1...Ledger.largestGroup).contains(operations.count) else {
      throw .invalid(id: operations.first?.id ?? "", field: "group")
    }
    if operations.count > 1 {
      var seen: Set<IdentifierKey> = []
      for operation in operations where !seen.insert(IdentifierKey(operation.id)).inserted {
        throw .invalid(id: operation.id, field: "id")
      }
    }
    for operation in operations {
      if let field = Ledger.fault(operation) { throw .invalid(id: operation.id, field: field) }
    }
  }

  /// The digest of each action, after ``check(_:)``.
  mutating func bodies(of operations: [LedgerOperation]) throws(LedgerFault) -> [Digest] {
    try Ledger.check(operations)
    var bodies: [Digest] = []
    bodies.reserveCapacity(operations.count)
    for operation in operations {
      writer.removeAll()
      writer.action(operation.action)
      let written = writer.bytes
      hasher.update(written.span)
      bodies.append(hasher.finishAndRestart())
    }
    return bodies
  }

  /// Whether a text can be an id.
  static func isID(_ text: String) -> Bool {
    let count = text.utf8.count
    return count >= 1 && count <= 120 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  private static func isAmount(_ amount: Int64) -> Bool { amount >= 1 && amount <= largestAmount }

  private static func isLimit(_ limit: LedgerLimit) -> Bool {
    guard case .amount(let amount) = limit else { return true }
    return amount >= 0 && amount <= largestAmount
  }

  private static func isText(_ text: String) -> Bool {
    (1...largestText).contains(text.utf8.count)
  }

  /// The field that is malformed.
  private static func fault(_ operation: LedgerOperation) -> String? {
    guard isID(operation.id) else { return "id" }
    switch operation.action {
    case .open(let node): return fault(node)
    case .limit(let node, let limit, let until):
      if !isLimit(limit) { return "limit" }
      if until != nil, case .amount = limit {} else if until != nil { return "until" }
      return isID(node) ? nil : "node"
    case .reserve(let node, let amount, _, _, _): return fault("node", node, amount)
    case .amend(let reservation, let amount), .ship(let reservation, let amount, _),
      .restore(let reservation, let amount, _), .invoice(let reservation, let amount, _):
      return fault("reservation", reservation, amount)
    case .void(let reservation), .release(let reservation):
      return isID(reservation) ? nil : "reservation"
    case .override(let reservation, let override):
      if override.most < 0 || override.most > largestAmount { return "most" }
      if !isText(override.who) { return "who" }
      if !isText(override.why) { return "why" }
      return isID(reservation) ? nil : "reservation"
    case .post(let node, let amount, _), .refund(let node, let amount),
      .earn(let node, let amount, _, _):
      return fault("node", node, amount)
    case .pay(let node, let amount, let item):
      if let item, !isID(item) { return "item" }
      return fault("node", node, amount)
    case .creditMemo(let item, let amount), .allocate(let item, let amount):
      return fault("item", item, amount)
    case .remind(let item, let level):
      if !(0...100).contains(level) { return "level" }
      return isID(item) ? nil : "item"
    case .dispute(let item, _): return isID(item) ? nil : "item"
    case .vest(let lot): return isID(lot) ? nil : "lot"
    case .takeBack(let lot, let amount): return fault("lot", lot, amount)
    case .note(let text): return text.utf8.count <= largestNote ? nil : "note"
    }
  }

  private static func fault(_ field: String, _ id: String, _ amount: Int64) -> String? {
    isID(id) ? isAmount(amount) ? nil : "amount" : field
  }

  private static func fault(_ node: LedgerNode) -> String? {
    if !isID(node.id) { return "node" }
    if let parent = node.parent, !isID(parent) || node.kind == .value { return "parent" }
    if !isID(node.unit) { return "unit" }
    if !isLimit(node.limit) { return "limit" }
    if node.mode == .carveOut, node.limit == .unlimited { return "limit" }
    return nil
  }
}
