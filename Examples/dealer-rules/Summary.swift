import DealerRules

/// What `price` tells at its end: counts, and exact sums for each currency.
struct Summary: Sendable {
  /// Sums of one currency, in millionths and full width.
  private struct Sums: Sendable {
    var list: Int128 = 0
    var net: Int128 = 0
    var charges: Int128 = 0
    var payable: Int128 = 0
    /// What each rule took off, by its kind and position: every step of every order is added.
    private var rules: [[Change]] = []
    /// The same of price rows, which may be millions.
    private var rows: [RuleRef: Change] = [:]

    mutating func add(_ index: Int, _ result: PricedBatch) {
      list += Int128(result.list(of: index))
      net += Int128(result.net(of: index))
      charges += Int128(result.charges(of: index))
      payable += Int128(result.payable(of: index))
      for step in result.steps(of: index) where step.kind != .price {
        add(Change(rule: step.rule, lines: 1, amount: Int128(step.amount)))
      }
    }

    mutating func add(_ other: Sums) {
      list += other.list
      net += other.net
      charges += other.charges
      payable += other.payable
      for change in other.changes { add(change) }
    }

    /// What each rule took off, in no order.
    var changes: [Change] { rules.joined().filter { $0.lines > 0 } + rows.values }

    private mutating func add(_ change: Change) {
      let (kind, index) = (Int(change.rule.kind.rawValue), change.rule.index)
      guard change.rule.kind != .priceRow else {
        rows[change.rule, default: Change(rule: change.rule)].add(change)
        return
      }
      while rules.count <= kind { rules.append([]) }
      while rules[kind].count <= index { rules[kind].append(Change(rule: change.rule)) }
      rules[kind][index].rule = change.rule
      rules[kind][index].add(change)
    }
  }

  /// Lines that one rule touched and what it took off.
  private struct Change: Sendable {
    var rule: RuleRef
    var lines = 0
    var amount: Int128 = 0

    mutating func add(_ other: Change) {
      lines += other.lines
      amount += other.amount
    }
  }

  private let rules: CompiledRules
  private var sums: [Currency: Sums] = [:]
  private var outcomes = [Int](repeating: 0, count: Outcome.allCases.count)
  var orders = 0
  var errors = 0
  private var lineCount = 0

  init(_ rules: CompiledRules) { self.rules = rules }

  /// Adds one of some orders; why it is in error is noted.
  mutating func add(
    _ index: Int, of all: [Order], _ batch: OrderBatch, _ result: PricedBatch,
    _ notes: inout [String]
  ) {
    orders += 1
    lineCount += all[index].lines.count
    guard let outcome = result.outcome(of: index) else {
      errors += 1
      if let error = rules.orderError(all[index].id, index, result) {
        notes.append(ReportWords.asked.text(error))
      }
      return
    }
    outcomes[Int(outcome.rawValue)] += 1
    sums[batch.currency(of: index), default: Sums()].add(index, result)
  }

  /// Adds what another part of the orders comes to.
  mutating func add(_ other: Summary) {
    orders += other.orders
    errors += other.errors
    lineCount += other.lineCount
    for index in outcomes.indices { outcomes[index] += other.outcomes[index] }
    for (currency, sum) in other.sums { sums[currency, default: Sums()].add(sum) }
  }

  /// Tells the summary; the last line is one of key and value pairs.
  func tell(toStandardError: Bool, isJSON: Bool, _ language: Language = .english) {
    let lines = isJSON ? [json] : lines(in: language) + [last]
    for line in lines { toStandardError ? Console.note(line) : Console.print(line) }
    if isJSON { Console.note(last) }
  }

  private var currencies: [(Currency, Sums)] { sums.sorted { $0.key.code < $1.key.code } }

  /// Full-width millionths as a decimal at the currency's exponent; sums are exact.
  static func text(_ value: Int128, _ currency: Currency) -> String {
    let sign = value < 0 ? "-" : ""
    let magnitude = value.magnitude
    let fraction = String(magnitude % 1_000_000)
    var digits = String(repeating: "0", count: 6 - fraction.count) + fraction
    while digits.count > currency.exponent, digits.hasSuffix("0") { digits.removeLast() }
    return sign + String(magnitude / 1_000_000) + (digits.isEmpty ? "" : "." + digits)
  }

  /// The readable summary without its last line.
  func lines(in language: Language) -> [String] {
    func word(_ english: String, _ chinese: String) -> String {
      language == .chinese ? chinese : english
    }
    var result: [String] = []
    for (currency, sum) in currencies {
      result.append("\(currency.code)")
      result.append(row(word("list", "目录价合计"), sum.list, currency))
      let rows = changes(sum, byAmount: true)
      for (name, change) in rows {
        let count = word("  on \(change.lines) lines", "  \(change.lines) 行")
        result.append(row("  \(name)", change.amount, currency) + count)
      }
      let spread = sum.net - sum.list - rows.reduce(Int128(0)) { $0 + $1.change.amount }
      if spread != 0 {
        result.append(row("  " + word("documentRounding", "单据取整"), spread, currency))
      }
      result.append(row(word("net", "净额"), sum.net, currency))
      result.append(row(word("charges", "费用"), sum.charges, currency))
      result.append(row(word("payable", "应付"), sum.payable, currency))
    }
    return result
  }

  /// What was taken off by rule, the most first where asked, else by name; rules of one name by
  /// what they are and their place.
  private func changes(_ sum: Sums, byAmount: Bool) -> [(name: String, change: Change)] {
    let all = sum.changes.map { (name: rules.name(of: $0.rule), change: $0) }
    return all.sorted { a, b in
      if byAmount, a.change.amount != b.change.amount { return a.change.amount < b.change.amount }
      if IdentifierOrder.precedes(a.name, b.name) { return true }
      if IdentifierOrder.precedes(b.name, a.name) { return false }
      let (one, other) = (a.change.rule, b.change.rule)
      return (one.kind.rawValue, one.index) < (other.kind.rawValue, other.index)
    }
  }

  private func row(_ name: String, _ value: Int128, _ currency: Currency) -> String {
    let text = Summary.text(value, currency)
    let gap = max(1, 52 - Console.columns(name) - text.count)
    return name + String(repeating: " ", count: gap) + text
  }

  /// Counts and sums in one line of key and value pairs.
  var last: String { pairs.map { "\($0.0) \($0.1)" }.joined(separator: " ") }

  private var pairs: [(String, String)] {
    var result = [
      ("orders", "\(orders)"), ("errors", "\(errors)"), ("lines", "\(lineCount)"),
    ]
    for outcome in Outcome.allCases {
      result.append((outcome.name, "\(outcomes[Int(outcome.rawValue)])"))
    }
    for (currency, sum) in currencies {
      result += [
        ("currency", currency.code), ("list", Summary.text(sum.list, currency)),
        ("net", Summary.text(sum.net, currency)),
        ("charges", Summary.text(sum.charges, currency)),
        ("payable", Summary.text(sum.payable, currency)),
      ]
    }
    return result
  }

  /// The same as one JSON object.
  var json: String {
    var counts = ["\"orders\":\(orders)", "\"errors\":\(errors)", "\"lines\":\(lineCount)"]
    for outcome in Outcome.allCases {
      counts.append("\"\(outcome.name)\":\(outcomes[Int(outcome.rawValue)])")
    }
    let amounts = currencies.map { currency, sum in
      let offs = changes(sum, byAmount: false).map { name, change in
        "{\"rule\":\(Console.quoted(name)),\"kind\":\"\(change.rule.kind)\","
          + "\"lines\":\(change.lines),"
          + "\"amount\":\"\(Summary.text(change.amount, currency))\"}"
      }
      return "{\"currency\":\"\(currency.code)\",\"list\":\"\(Summary.text(sum.list, currency))\","
        + "\"steps\":[\(offs.joined(separator: ","))],"
        + "\"net\":\"\(Summary.text(sum.net, currency))\","
        + "\"charges\":\"\(Summary.text(sum.charges, currency))\","
        + "\"payable\":\"\(Summary.text(sum.payable, currency))\"}"
    }
    return "{" + counts.joined(separator: ",") + ",\"amounts\":[\(amounts.joined(separator: ","))]}"
  }
}
