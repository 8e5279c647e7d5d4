/// One return at work.
struct ReturnRun {
  let desk: ReturnDesk
  let request: ReturnRequest
  let sale: StoredSale
  let earlier: [ReturnStatement]
  let step: Int64
  var statement: ReturnStatement
  /// Thousandths of each item that came back before, and that come back now.
  var before: [Int64]
  var now: [Int64]
  /// What comes back now, by item, and of an item in the order of the request.
  var portions: [ReturnPortion] = []
  /// Lines with an allowance, of earlier returns and of this one, by line number.
  var allowances: [Int32: [ReturnStatement.Line]] = [:]
  /// Whether the quota is asked: the return was not let through before.
  let asksQuota: Bool
  /// The policy's windows in the order of their ids.
  let windows: [ReturnWindow]
  /// The items of each line number.
  private let places: [Int32: [Int]]
  /// What the goods that stay give alone; worked out once.
  var remainder: Remainder?

  var policy: ReturnPolicy { desk.policy }

  init(
    _ desk: ReturnDesk, _ request: ReturnRequest, _ sale: StoredSale,
    _ earlier: [ReturnStatement], asksQuota: Bool
  ) throws(NumericError) {
    self.desk = desk
    self.asksQuota = asksQuota
    self.request = request
    self.sale = sale
    self.earlier = earlier
    step = sale.step
    statement = ReturnStatement(request, sale.currency)
    before = ReturnRun.back(of: sale, earlier)
    for statement in earlier {
      for line in statement.lines where line.allowance != 0 {
        allowances[line.number, default: []].append(line)
      }
    }
    windows = desk.policy.windows.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    places = Dictionary(grouping: sale.items.indices) { sale.items[$0].number }
    now = sale.items.map { _ in 0 }
  }

  /// How much of each item of a sale earlier returns brought back.
  static func back(of sale: StoredSale, _ earlier: [ReturnStatement]) -> [Int64] {
    var back: [ItemKey: Int64] = [:]
    // Gifts have other numbers once lines are added (RULES.md Z-002, Z-060).
    var gifts: [GiftKey: [Int32: Int64]] = [:]
    // What was given for exchanged goods stands in their place.
    for statement in earlier where !statement.isExchange {
      for line in statement.lines {
        // No more comes back than was sold, so the sum fits.
        if let gift = line.gift {
          gifts[GiftKey(gift, line.product), default: [:]][line.number, default: 0] &+=
            line.quantity
        } else {
          back[ItemKey(line.number, line.part), default: 0] &+= line.quantity
        }
      }
    }
    var sums = sale.items.map { item -> Int64 in
      let own = item.gift.map { GiftKey($0, item.product) }
      guard let own, let came = gifts[own]?[item.number] else {
        // Statements of earlier releases do not tell gifts.
        return back[ItemKey(item.number, item.part)] ?? 0
      }
      let part = max(0, min(came, item.quantity))
      gifts[own]?[item.number] = came - part
      return part + (back[ItemKey(item.number, item.part)] ?? 0)
    }
    // What came back under a number that is not the gift's any more.
    var rest = gifts.mapValues { $0.values.reduce(Int64(0), &+) }
    for (index, item) in sale.items.enumerated() {
      guard let gift = item.gift, let left = rest[GiftKey(gift, item.product)] else { continue }
      let part = max(0, min(left, item.quantity - sums[index]))
      rest[GiftKey(gift, item.product)] = left - part
      sums[index] += part
    }
    return sums
  }

  mutating func report(_ finding: ReturnFinding) {
    statement.findings.append(finding)
    statement.outcome = max(statement.outcome, finding.code.outcome)
  }

  /// A fact that the policy asks for and that nobody stated (RULES.md Z-021).
  mutating func reportMissing(_ fact: String, line: Int32? = nil) {
    let finding = ReturnFinding(.factMissing, line: line, rule: fact)
    if !statement.findings.contains(finding) { report(finding) }
  }

  /// Everything in order; a refused return has findings and no amounts.
  mutating func work() throws(NumericError) {
    try take()
    checkGoods()
    let isExchange = request.kind == .exchange
    if statement.outcome < .refused, isExchange { try workExchange() }
    if statement.outcome < .refused, !isExchange { try checkPromotions() }
    if statement.outcome < .refused, !isExchange {
      try addGoods()
      try addExtras()
      try addClawBack()
      try addGifts()
      try addProtection()
      try clamp()
      try addFee()
      try addEarnings()
      try addFunds()
      try addQuota()
      try addReleases()
      try checkAmounts()
    }
    approve()
    if statement.outcome == .refused {
      var empty = ReturnStatement(request, sale.currency)
      empty.findings = statement.findings
      empty.outcome = .refused
      statement = empty
    } else if isExchange {
      exchange()
    }
  }

  /// Nothing of what is credited, lost or taken back with goods concerns an exchange.
  private mutating func workExchange() throws(NumericError) {
    guard !portions.isEmpty else { return report(ReturnFinding(.nothingLeft)) }
    try addGoods()
    try addQuota()
  }

  /// Goods go back for other goods: the lines stand, nothing is credited (RULES.md Z-026).
  private mutating func exchange() {
    var plain = ReturnStatement(request, sale.currency)
    plain.outcome = statement.outcome
    plain.findings = statement.findings + [ReturnFinding(.exchanged)]
    plain.lines = statement.lines.map { line in
      var line = line
      (line.goods, line.discount, line.tax, line.allowance) = (0, 0, 0, 0)
      return line
    }
    plain.quota = statement.quota
    statement = plain
  }

  /// What holds a return is lifted by an approval of the level that it needs (RULES.md Z-015).
  private mutating func approve() {
    guard statement.outcome == .held, let who = request.approvedBy else { return }
    let needed =
      policy.levels.filter { statement.credit > $0.above }.map(\.level).max() ?? 0
    guard request.approvedLevel >= needed else { return }
    statement.outcome = .allowed
    statement.findings.append(ReturnFinding(.approved, rule: who))
  }

  /// The items that a line of the request names.
  func items(_ line: ReturnRequest.Line) -> [Int] {
    guard let gift = line.gift, let product = line.product else {
      return items(line.number, line.part)
    }
    return sale.items.indices.filter {
      IdentifierRun.same(sale.items[$0].gift, gift)
        && IdentifierOrder.areEqual(sale.items[$0].product, product)
    }
  }

  /// The items of a line number; several where it is a kit.
  func items(_ number: Int32, _ part: String?) -> [Int] {
    (places[number] ?? []).filter {
      part == nil || IdentifierRun.same(sale.items[$0].part, part)
    }
  }

  /// Sums up a component of earlier statements.
  func sum(_ value: (ReturnStatement) -> Int64) throws(NumericError) -> Int64 {
    var total: Int64 = 0
    for statement in earlier { total = try Wide.add(total, value(statement)) }
    return total
  }
}

/// What an item is known by.
struct ItemKey: Hashable {
  let number: Int32
  let part: IdentifierKey?

  init(_ number: Int32, _ part: String?) {
    self.number = number
    self.part = part.map { IdentifierKey($0) }
  }
}

/// Comparing ids that may be absent.
enum IdentifierRun {
  static func same(_ a: String?, _ b: String?) -> Bool {
    switch (a, b) {
    case (nil, nil): true
    case (let a?, let b?): IdentifierOrder.areEqual(a, b)
    default: false
    }
  }
}
