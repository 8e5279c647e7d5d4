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

  /// What of a group did not go where it was refused as a whole; `nil` where it was not.
  static func cause(of decisions: [LedgerDecision]) -> String? {
    guard decisions.count > 1 else { return nil }
    for decision in decisions {
      guard case .rejected(let own) = decision.outcome, own.code != .linked else { continue }
      return own.code.name + (own.node.map { " of `\($0)`" } ?? "")
    }
    return nil
  }

  /// Keeps why the last request was refused as a group, so that a repeated one is told the same,
  /// also where a process was ended between the two.
  mutating func keepCause(_ request: Request) throws {
    guard case .rejected(let refusal)? = ledger.outcome(of: request.id), refusal.code == .linked,
      let cause, ledger.note(request.id + "/cause") == nil
    else { return }
    try apply([LedgerOperation(request.id + "/cause", .note(cause))], request.at)
  }
}
