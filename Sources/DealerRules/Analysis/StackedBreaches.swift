/// What offers do together that a floor, a margin, a bound of discounts or the cost of a product
/// forbids; the deepest of each bound and set of offers is told (RULES.md U-026).
struct StackedBreaches {
  private struct Key: Hashable {
    /// The guard, or one of ``Key/cost`` and ``Key/costOfAll``.
    var rule: Int
    var offers: [RuleRef]

    /// What a line's goods cost.
    static let cost = -1
    /// What the goods of all lines cost.
    static let costOfAll = -2
  }

  private struct Breach {
    var worst: WorstCase
    var products: Set<Int>
    /// What the line pays, or all lines where these are compared.
    var net: Int64
    var given: Int64
    var bound: Int64
  }

  private var all: [Key: Breach] = [:]

  /// Notes what an order that was priced by itself, with its traces on, shows of a line.
  mutating func note(
    _ found: WorstCase, at line: Int, _ batch: borrowing OrderBatch,
    _ result: borrowing PricedBatch, _ gifts: [BreachGift], _ rules: CompiledRules
  ) {
    let product = Int(batch.product[line])
    var isGuarded = false
    // What stands on other lines is looked at with their own products.
    for reason in result.reasons where reason.line < 0 || Int(reason.line) == line {
      switch reason.code {
      case .guardRefused, .guardWarned, .guardApproval: break
      default: continue
      }
      guard rules.guards.guards.indices.contains(reason.rule.index) else { continue }
      let row = Int(rules.guards.guards[reason.rule.index].bookIndex)
      switch rules.book.guards[row].test {
      case .floor, .margin, .maxDiscount: break
      case .ceiling, .drift, .movement: continue
      }
      isGuarded = true
      var found = found
      for gift in gifts where gift.guardrail == reason.rule.index && gift.line == reason.line {
        found.add(RuleRef(.offer, Int(gift.offer)))
      }
      if !found.rules.isEmpty { add(found, row, product, found.net, reason.a, reason.b) }
    }
    guard !isGuarded else { return }
    let given = GivenGoods(result, rules)
    let isAlone = found.order.lines.count == 1
    var all = found
    for rule in given.rules { all.add(rule) }
    noteCost(
      isAlone ? all : found, OrderCost(batch, result, rules, lines: line..<line + 1),
      isAlone ? given.worth : 0, Key.cost, product)
    // Which of several lines earned the goods is not to be told.
    guard !isAlone, given.worth > 0 else { return }
    let lines = 0..<found.order.lines.count
    noteCost(
      all, OrderCost(batch, result, rules, lines: lines), given.worth, Key.costOfAll, product)
  }

  /// A net below the cost of goods whose list amount is not.
  private mutating func noteCost(
    _ found: WorstCase, _ whole: OrderCost?, _ given: Int128, _ rule: Int, _ product: Int
  ) {
    guard let whole, !found.rules.isEmpty else { return }
    let net = whole.net - given
    guard Ratio(net, 1).isLess(than: whole.cost),
      !Ratio(whole.list, 1).isLess(than: whole.cost), let left = Int64(exactly: net),
      let paid = Int64(exactly: whole.net),
      let cost = try? whole.cost.settled(step: 1, mode: .down)
    else { return }
    add(found, rule, product, paid, left, cost)
  }

  private mutating func add(
    _ found: WorstCase, _ rule: Int, _ product: Int, _ net: Int64, _ given: Int64, _ bound: Int64
  ) {
    let key = Key(rule: rule, offers: found.rules)
    guard var breach = all[key] else {
      all[key] = Breach(
        worst: found, products: [product], net: net, given: given, bound: bound)
      return
    }
    breach.products.insert(product)
    if found.isDeeper(than: breach.worst) {
      (breach.worst, breach.net, breach.given, breach.bound) = (found, net, given, bound)
    }
    all[key] = breach
  }

  func findings(_ rules: CompiledRules) -> [AnalysisFinding] {
    all.filter { key, _ in
      // What a line shows by itself needs no others.
      key.rule != Key.costOfAll || all[Key(rule: Key.cost, offers: key.offers)] == nil
    }.map { key, breach in
      let worst = breach.worst
      let names = key.offers.map { Diagnostic.quote(rules.name(of: $0)) }
      let money = { (value: Int64) in
        Decimals.text(value, scale: Money.scale, minimum: rules.book.currency.exponent)
      }
      let stated = key.rule >= 0 ? rules.book.guards[key.rule] : nil
      let what = stated.map { "guard \(Diagnostic.quote($0.id))" } ?? "the cost"
      let offers =
        (names.count == 1 ? "offer " : "offers ") + names.joined(separator: " and ")
        + (names.count == 1 ? " brings " : " bring ")
      let goods =
        "\(worst.order.lines.first?.quantity ?? .one) of \(Diagnostic.quote(worst.product)) for "
        + Diagnostic.quote(worst.customer)
      let others =
        breach.products.count > 1 ? "; \(breach.products.count) products in all" : ""
      let origin = key.offers.last.flatMap { rules.origin(of: $0) }
      var finding = Diagnostic(
        code: .stackedBreach, severity: .warning,
        message: key.rule == Key.costOfAll
          ? "\(offers)an order with \(goods) to \(money(breach.net)), below what its goods cost"
          : "\(offers)\(goods) to \(money(breach.net)), against \(what)",
        help: "\(money(breach.given)) against \(money(breach.bound))\(others); "
          + "lower an offer, or let a guard clip", span: stated?.origin ?? origin)
      finding.subject = Subject(fields: stated == nil ? ["percentOff", "id"] : ["id"])
      return AnalysisFinding(finding, witness: worst.order)
    }
  }
}
