/// What offers do together that a floor, a margin, a bound of discounts or the cost of a product
/// forbids; the deepest of each bound and set of offers is told (RULES.md U-026).
struct StackedBreaches {
  private struct Key: Hashable {
    /// The guard, or −1 for the product's cost.
    var rule: Int
    var offers: [RuleRef]
  }

  private struct Breach {
    var worst: WorstCase
    var products: Set<Int>
    var given: Int64
    var bound: Int64
  }

  private var all: [Key: Breach] = [:]

  /// - Parameter base: The base units of the order's first line, in thousandths, where its amounts
  ///   are in the book's currency, so that they compare with costs.
  mutating func note(
    _ found: WorstCase, _ base: Ratio?, _ result: borrowing PricedBatch, _ product: Int,
    _ rules: CompiledRules
  ) {
    let given = GivenGoods(found.order, result, rules)
    var found = found
    for rule in given.rules where !found.rules.contains(rule) { found.rules.append(rule) }
    guard !found.rules.isEmpty else { return }
    var isGuarded = false
    // What stands on other lines is looked at with their own products.
    for reason in result.reasons where reason.line <= 0 {
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
      add(found, row, product, reason.a, reason.b)
    }
    if !isGuarded, let base { noteCost(found, base, given, product, rules) }
  }

  /// A net below the cost of goods whose list amount is not.
  private mutating func noteCost(
    _ found: WorstCase, _ base: Ratio, _ given: GivenGoods, _ product: Int, _ rules: CompiledRules
  ) {
    guard let cost = rules.catalog.goodsCost(of: product), cost > 0 else { return }
    do throws(NumericError) {
      let whole = try base.multiplied(by: Ratio(Int128(cost), 1000))
      let net = Int128(found.net) - given.worth
      guard Ratio(net, 1).isLess(than: whole),
        !Ratio(Int128(found.list), 1).isLess(than: whole), let left = Int64(exactly: net)
      else { return }
      add(found, -1, product, left, try whole.settled(step: 1, mode: .down))
    } catch {
      // A cost too large to be counted is compared with nothing.
    }
  }

  private mutating func add(
    _ found: WorstCase, _ rule: Int, _ product: Int, _ given: Int64, _ bound: Int64
  ) {
    let key = Key(rule: rule, offers: found.rules)
    guard var breach = all[key] else {
      all[key] = Breach(worst: found, products: [product], given: given, bound: bound)
      return
    }
    breach.products.insert(product)
    if found.isDeeper(than: breach.worst) {
      (breach.worst, breach.given, breach.bound) = (found, given, bound)
    }
    all[key] = breach
  }

  func findings(_ rules: CompiledRules) -> [AnalysisFinding] {
    all.map { key, breach in
      let worst = breach.worst
      let names = key.offers.map { Diagnostic.quote(rules.name(of: $0)) }
      let offers = (names.count == 1 ? "offer " : "offers ") + names.joined(separator: " and ")
      let money = { (value: Int64) in
        Decimals.text(value, scale: Money.scale, minimum: rules.book.currency.exponent)
      }
      let stated = key.rule >= 0 ? rules.book.guards[key.rule] : nil
      let what = stated.map { "guard \(Diagnostic.quote($0.id))" } ?? "the cost"
      let quantity = worst.order.lines.first?.quantity ?? .one
      let others =
        breach.products.count > 1 ? "; \(breach.products.count) products in all" : ""
      let origin = key.offers.last.flatMap { rules.origin(of: $0) }
      var finding = Diagnostic(
        code: .stackedBreach, severity: .warning,
        message:
          "\(offers) \(names.count == 1 ? "brings" : "bring") \(quantity) of "
          + "\(Diagnostic.quote(worst.product)) for "
          + "\(Diagnostic.quote(worst.customer)) to \(money(worst.net)), against \(what)",
        help: "\(money(breach.given)) against \(money(breach.bound))\(others); "
          + "lower an offer, or let a guard clip", span: stated?.origin ?? origin)
      finding.subject = Subject(fields: stated == nil ? ["percentOff", "id"] : ["id"])
      return AnalysisFinding(finding, witness: worst.order)
    }
  }
}
