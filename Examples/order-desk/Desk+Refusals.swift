import DealerRules

// Why the ledger does not take a request.
extension Desk {
  /// What the ledger does not take, in words.
  static func text(_ fault: LedgerFault) -> String {
    switch fault {
    case .invalid(_, let field): "`\(field)` is malformed, out of range or has passed"
    case .full: "the ledger is full"
    default: "\(fault)"
    }
  }

  /// Keeps what of a group did not go where it was refused as a whole, so that a repeated request
  /// is told the same.
  mutating func keepCause(_ request: Request, _ group: [LedgerOperation]) throws {
    guard case .rejected(let refusal)? = ledger.outcome(of: request.id), refusal.code == .linked
    else { return }
    for operation in group {
      guard case .rejected(let own)? = ledger.outcome(of: operation.id), own.code != .linked else {
        continue
      }
      let text = own.code.name + (own.node.map { " of `\($0)`" } ?? "")
      return try apply([LedgerOperation(request.id + "/cause", .note(text))], request.at)
    }
  }
}
