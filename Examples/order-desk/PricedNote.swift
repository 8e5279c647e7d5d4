import DealerRules

/// What the desk keeps of a priced order beside its reservations, as a text of the ledger:
/// shipments, amendments and returns are decided by it, never by a new price.
struct PricedNote {
  struct Line {
    var number: Int32
    /// Thousandths of the line's unit.
    var quantity: Int64
    /// Millionths, tax included.
    var amount: Int64
  }

  struct Use {
    var kind: String
    /// Millionths of an amount, else thousandths.
    var amount: Int64
    var isAmount: Bool
    /// The node that counts it.
    var node: String
  }

  var account: String
  var outcome: String
  /// Millionths.
  var payable: Int64
  var reasons: [String]
  var lines: [Line] = []
  var uses: [Use] = []

  init(_ order: Order, _ decision: Decision, addsTax: Bool) {
    account = order.customer
    outcome = "\(decision.outcome)"
    payable = decision.payable
    reasons = decision.reasons.filter { $0.code.severity > .allow }.map(\.code.name)
    for line in decision.lines {
      lines.append(
        Line(
          number: line.number, quantity: line.quantity.thousandths,
          amount: line.net + (addsTax ? line.tax : 0)))
    }
    for use in decision.reservations where PricedNote.counted.contains(use.kind) {
      let isAmount = use.amount != 0
      var node = "\(use.kind)/\(use.id)"
      if use.kind == "usesPerCustomer" { node += "/" + order.customer }
      uses.append(
        Use(
          kind: use.kind, amount: isAmount ? use.amount : use.units, isAmount: isAmount,
          node: node))
    }
    uses.removeAll { $0.amount <= 0 }
  }

  /// Kinds of reservations that the desk counts; accruals are another ledger's.
  static let counted: Set<String> = [
    "priceCap", "uses", "usesPerCustomer", "usesPerCode", "budget", "budgetUnits",
  ]

  var text: String {
    var rows = [
      "account \(account)", "outcome \(outcome)", "payable \(payable)",
      "reasons " + reasons.joined(separator: " "),
    ]
    rows += lines.map { "line \($0.number) \($0.quantity) \($0.amount)" }
    rows += uses.map {
      "use \($0.kind) \($0.isAmount ? "amount" : "units") \($0.amount) \($0.node)"
    }
    return rows.joined(separator: "\n")
  }

  init?(_ text: String) {
    (account, outcome, payable, reasons) = ("", "", 0, [])
    for row in text.split(separator: "\n") {
      let parts = row.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      let rest = parts[1]
      let words = rest.split(separator: " ", maxSplits: 3)
      switch parts[0] {
      case "account": account = String(rest)
      case "outcome": outcome = String(rest)
      case "payable": payable = Int64(rest) ?? 0
      case "reasons": reasons = rest.split(separator: " ").map(String.init)
      case "line":
        guard words.count == 3, let number = Int32(words[0]), let quantity = Int64(words[1]),
          let amount = Int64(words[2])
        else { return nil }
        lines.append(Line(number: number, quantity: quantity, amount: amount))
      case "use":
        guard words.count == 4, let amount = Int64(words[2]) else { return nil }
        uses.append(
          Use(
            kind: String(words[0]), amount: amount, isAmount: words[1] == "amount",
            node: String(words[3])))
      default: return nil
      }
    }
  }
}
