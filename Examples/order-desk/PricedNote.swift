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
    /// Whether it pays for the order; then it is an amount.
    var pays = false
    /// The id of what is drawn on, where the node is not named by it.
    var limit = ""
    /// The reservation that holds it, where an earlier form of the order made it; empty where the
    /// request of the note did.
    var claim = ""
    /// What was billed of the order before it was drawn: it pays for the rest.
    var since: Int64 = 0

    /// What a sale calls what is drawn on.
    var payer: String { limit.isEmpty ? String(node.dropFirst(kind.count + 1)) : limit }

    /// Whether it is what a sale used of the limit.
    func counts(_ use: SaleUse) -> Bool {
      kind == use.kind
        && (!limit.isEmpty
          ? limit == use.id : node == "\(kind)/\(use.id)" || node.hasPrefix("\(kind)/\(use.id)/"))
    }
  }

  /// What an order earns.
  struct Earned {
    /// Millionths of an amount, else thousandths.
    var amount: Int64
    var isAmount: Bool
    /// The last day on which it is valid, or empty.
    var through: String
    /// The node that holds it.
    var node: String
  }

  var account: String
  var outcome: String
  /// Millionths of the account's currency.
  var payable: Int64
  /// What is to pay in the order's currency, where the account has another.
  var foreign: (currency: Currency, payable: Int64)?
  var reasons: [String]
  var lines: [Line] = []
  var uses: [Use] = []
  var earned: [Earned] = []
  /// What credit makes of the order.
  var credit = "allow"
  /// The payment terms asked for, or empty.
  var terms = ""
  /// When its goods ship.
  var ships: CivilDate?
  /// The reasons with their numbers, the first of them.
  var findings: [Finding] = []
  /// The sale, which notes of their own keep.
  var sale: StoredSale?
  /// The request that priced the order last, where an amendment since kept its prices; empty where
  /// that is the request of the note.
  var base = ""
  /// A stop that the order states; the sale keeps it.
  var stop: CreditHold?

  /// What funds and sources pay of it.
  var advance: Int64 { uses.filter(\.pays).reduce(Int64(0)) { $0 + $1.amount } }

  /// What they pay of goods that have not left.
  var ahead: Int64 {
    uses.filter { $0.pays && $0.claim.isEmpty }.reduce(Int64(0)) { $0 + $1.amount }
  }

  var isBlocked: Bool { outcome == "block" || credit == "block" }
  var waits: Bool { !isBlocked && (outcome == "hold" || credit == "hold") }

  /// - Parameter account: The account of the customer that is billed (RULES.md B-001).
  init(
    _ order: Order, _ decision: Decision, _ rules: CompiledRules, account: String, addsTax: Bool
  ) {
    self.account = account
    (outcome, payable, reasons) = ("", decision.payable, [])
    stop = order.credit.hold
    take(decision, rules)
    for line in decision.lines {
      lines.append(
        Line(
          number: line.number, quantity: line.quantity.thousandths,
          amount: line.net + (addsTax ? line.tax : 0)))
    }
    terms = order.credit.terms ?? ""
    for reserved in decision.reservations {
      let (amount, units) = (reserved.amount, reserved.units)
      count(reserved.kind, reserved.id, amount, units, of: order.customer, rules)
      earn(reserved.kind, reserved.id, amount, units) { _ in
        let through = decision.accruals.first { accrual in
          accrual.kind == reserved.kind && accrual.through != nil
        }?.through
        return through.map { "\($0)" }
      }
    }
  }

  /// The note of a sale that was decided again; `claim` is what is to pay on the account.
  init(_ sale: StoredSale, claim: Int64, after former: PricedNote, _ rules: CompiledRules) {
    (account, outcome, payable, reasons) = (former.account, former.outcome, claim, [])
    if former.foreign != nil { foreign = (sale.currency, sale.payable) }
    (terms, ships) = (former.terms, former.ships)
    self.sale = sale
    for item in sale.items where item.gift == nil {
      let amount = item.paid + (sale.includesTax ? 0 : item.tax)
      if let place = lines.firstIndex(where: { $0.number == item.number }) {
        lines[place].amount += amount
      } else {
        lines.append(Line(number: item.number, quantity: item.quantity, amount: amount))
      }
    }
    for use in sale.uses {
      count(use.kind, use.id, use.amount, use.units, of: sale.customer, rules)
    }
    for one in sale.earned {
      if one.kind == Desk.balanceKind { drawFund(one.account, one.amount, sale.customer, rules) }
      earn(one.kind, one.account, one.amount, one.units) { node in
        former.earned.first { $0.node == node }?.through
      }
    }
  }

  /// What the rules say of the order.
  mutating func take(_ decision: Decision, _ rules: CompiledRules) {
    outcome = "\(decision.outcome)"
    let told = decision.reasons.filter { $0.code.severity > .allow }
    reasons = told.map(\.code.name)
    findings = told.prefix(Finding.most).map { Finding($0, rules) }
  }

  /// What credit says of it beside.
  mutating func take(_ decision: CreditDecision?) {
    guard let decision, decision.effect > .warn || !decision.told.isEmpty else { return }
    credit = "\(Outcome(decision.effect))"
    reasons += decision.told.map(\.code.rawValue)
    let left = max(0, Finding.most - findings.count)
    findings += decision.told.prefix(left).map { Finding($0) }
  }

  /// A note of the ledger holds 65,535 bytes.
  func checkSize() throws {
    guard text.utf8.count <= 65_535 else {
      throw RequestError(message: "the order has too many lines to be kept")
    }
  }

  /// Counts what was used of a limit on the node that keeps it.
  private mutating func count(
    _ kind: String, _ id: String, _ amount: Int64, _ units: Int64, of customer: String,
    _ rules: CompiledRules
  ) {
    if kind == Desk.balanceKind { return drawFund(id, amount, customer, rules) }
    let isAmount = amount != 0
    let used = isAmount ? amount : units
    guard let node = PricedNote.node(kind, id, of: customer), used > 0 else { return }
    uses.append(Use(kind: kind, amount: used, isAmount: isAmount, node: node))
  }

  /// The node that counts the use of a limit; `nil` where the desk does not count it.
  static func node(_ kind: String, _ id: String, of customer: String) -> String? {
    guard counted.contains(kind) else { return nil }
    return "\(kind)/\(id)" + (kind == "usesPerCustomer" ? "/" + customer : "")
  }

  /// Draws on the balance of a fund; what is drawn is named by the agreement and who receives it.
  private mutating func drawFund(
    _ id: String, _ amount: Int64, _ customer: String, _ rules: CompiledRules
  ) {
    guard let fund = PricedNote.fund(of: id, rules), amount > 0 else { return }
    uses.append(
      Use(
        kind: Desk.balanceKind, amount: amount, isAmount: true,
        node: Desk.balanceNode(fund.balance, customer), pays: fund.effect == .payment, limit: id))
  }

  /// The fund that an account of an agreement draws on.
  static func fund(of id: String, _ rules: CompiledRules) -> RebateFund? {
    rules.book.agreements.first { agreement in
      let name = agreement.id.replacing("\\", with: "\\\\").replacing("/", with: "\\/")
      return id.hasPrefix(name + "/")
    }?.fund
  }

  /// Draws on the sources that credit splits an order over.
  ///
  /// - Parameter node: What keeps a source; `nil` for own credit.
  mutating func draw(_ decision: CreditDecision?, _ node: (_ source: String) -> String?) {
    for share in decision?.funding ?? [] where share.amount > 0 {
      guard let node = node(share.source) else { continue }
      uses.append(
        Use(
          kind: Desk.sourceKind, amount: share.amount, isAmount: true, node: node, pays: true))
    }
  }

  /// Adds what an account earns; one without a name is nobody's.
  private mutating func earn(
    _ kind: String, _ account: String, _ amount: Int64, _ units: Int64,
    through: (_ node: String) -> String?
  ) {
    let isAmount = amount != 0
    let value = isAmount ? amount : units
    guard PricedNote.earning.contains(kind), !account.hasSuffix("/"), value > 0 else { return }
    let node = "\(kind)/\(account)"
    earned.append(
      Earned(amount: value, isAmount: isAmount, through: through(node) ?? "", node: node))
  }

  /// Kinds of reservations that become lots.
  static let earning: Set<String> = ["rebate", "allowance", "points", "coupon"]

  /// Kinds of reservations that the desk counts.
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
      "use \($0.kind) \($0.pays ? "pays" : $0.isAmount ? "amount" : "units") "
        + "\($0.amount) \($0.node)"
        + ($0.claim.isEmpty && $0.since == 0
          ? $0.limit.isEmpty ? "" : "\t\($0.limit)"
          : "\t\($0.limit)\t\($0.claim)\t\($0.since)")
    }
    rows += earned.map { lot in
      let through = lot.through.isEmpty ? "-" : lot.through
      return "earn \(lot.isAmount ? "amount" : "units") \(lot.amount) \(through) \(lot.node)"
    }
    if let foreign { rows.append("foreign \(foreign.currency.code) \(foreign.payable)") }
    if credit != "allow" { rows.append("credit \(credit)") }
    if !base.isEmpty { rows.append("base \(base)") }
    if !terms.isEmpty { rows.append("terms \(terms)") }
    if let ships { rows.append("ships \(ships)") }
    rows += findings.map { "finding \($0.text)" }
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
        let names = words[3].split(separator: "\t", omittingEmptySubsequences: false)
          .map(String.init)
        uses.append(
          Use(
            kind: String(words[0]), amount: amount, isAmount: words[1] != "units",
            node: names[0], pays: words[1] == "pays", limit: names.count > 1 ? names[1] : "",
            claim: names.count > 3 ? names[2] : "",
            since: names.count > 3 ? Int64(names[3]) ?? 0 : 0))
      case "earn":
        guard words.count == 4, let amount = Int64(words[1]) else { return nil }
        earned.append(
          Earned(
            amount: amount, isAmount: words[0] == "amount",
            through: words[2] == "-" ? "" : String(words[2]), node: String(words[3])))
      case "foreign":
        guard words.count == 2, let own = Currency(String(words[0])), let sum = Int64(words[1])
        else { return nil }
        foreign = (own, sum)
      case "credit": credit = String(rest)
      case "base": base = String(rest)
      case "terms": terms = String(rest)
      case "ships": ships = CivilDate(String(rest))
      case "finding": findings.append(Finding(text: String(rest)))
      default: return nil
      }
    }
  }
}
