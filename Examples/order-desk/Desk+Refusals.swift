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

  /// What an amount is refused as that the ledger cannot keep.
  static let overflow = "overflow"

  /// Refuses a group with an amount that the ledger cannot keep, by what it is of.
  func checkFits(_ group: [LedgerOperation]) throws {
    for operation in group {
      guard let (amount, what) = operation.action.counted, amount > Ledger.largestAmount else {
        continue
      }
      func text(_ amount: Int64) -> String {
        Money(millionths: amount, currency).decimalText
      }
      throw RequestError(
        message: "\(text(amount)) of `\(what)` is more than the ledger keeps of an amount, "
          + text(Ledger.largestAmount), code: Desk.overflow)
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

extension LedgerAction {
  /// The amount that it moves, and of what.
  fileprivate var counted: (amount: Int64, of: String)? {
    switch self {
    case .reserve(let node, let amount, _, _, _): return (amount, node)
    case .post(let node, let amount, _): return (amount, node)
    case .pay(let node, let amount, _): return (amount, node)
    case .refund(let node, let amount): return (amount, node)
    case .earn(let node, let amount, _, _): return (amount, node)
    case .amend(let reservation, let amount): return (amount, reservation)
    case .ship(let reservation, let amount, _): return (amount, reservation)
    case .restore(let reservation, let amount, _): return (amount, reservation)
    case .invoice(let reservation, let amount, _): return (amount, reservation)
    case .creditMemo(let item, let amount): return (amount, item)
    case .allocate(let item, let amount): return (amount, item)
    case .takeBack(let lot, let amount): return (amount, lot)
    default: return nil
    }
  }
}
