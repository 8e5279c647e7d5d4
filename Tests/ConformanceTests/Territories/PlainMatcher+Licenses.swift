import DealerRules

/// What licenses say about lines (RULES.md ), found by looking at every license.
extension PlainMatcher {
  /// How good a license is that a dealer has for goods, the worst first.
  private enum Grade { case missing, grace, expiring, valid }

  /// The findings of licenses about an order.
  func licenseFindings(_ order: Order) -> Set<Finding> {
    var all: Set<Finding> = []
    let licenses = rules.filter { $0.effect == .license }
    for kind in Set(licenses.map(\.kind)) {
      let own = licenses.filter { $0.kind == kind }
      for line in order.lines { all.formUnion(findings(order, line, own)) }
    }
    return all
  }

  /// The worst answer about a line: of its places, its parts and the dealers asked.
  private func findings(
    _ order: Order, _ line: OrderLine, _ licenses: [TerritoryRule]
  ) -> [Finding] {
    var worst = (grade: Grade.valid, rule: "", part: "")
    for place in places(order) {
      for goods in [line] + parts(of: line) {
        // Needed is a license of the kind where anybody has one for the product, wherever.
        guard licenses.contains(where: { isScope($0, order, goods) }) else { continue }
        for dealers in chains(order.customer) {
          let found = best(order, goods, place, dealers, licenses)
          if badness(found.grade) > badness(worst.grade) {
            worst = (found.grade, found.rule, goods.product == line.product ? "" : goods.product)
          }
        }
      }
    }
    guard let code = code(worst.grade) else { return [] }
    return [Finding(code: code, rule: worst.rule, line: line.number, part: worst.part)]
  }

  /// Whether goods are those that a license is about, whatever else it asks.
  private func isScope(_ license: TerritoryRule, _ order: Order, _ line: OrderLine) -> Bool {
    var scope = TerritoryRule(id: "", effect: .license)
    (scope.product, scope.category, scope.brand) = (
      license.product, license.category, license.brand
    )
    return isAbout(scope, order, line, nil)
  }

  private func best(
    _ order: Order, _ line: OrderLine, _ place: String?, _ dealers: [String],
    _ licenses: [TerritoryRule]
  ) -> (grade: Grade, rule: String) {
    guard case .date(let day) = order.moment else { return (.valid, "") }
    let now = ZoneOffsets.utc.start(of: day).secondsSinceEpoch
    let covering = licenses.filter { license in
      var always = license
      always.validity = .always
      return isFor(license, dealers.first ?? order.customer, dealers)
        && isAbout(always, order, line, place)
    }
    func level(_ license: TerritoryRule) -> Int {
      license.dealer.flatMap { dealers.firstIndex(of: $0) } ?? dealers.count
    }
    func from(_ license: TerritoryRule) -> Int64 { license.validity.from.secondsSinceEpoch }
    func until(_ license: TerritoryRule) -> Int64 { license.validity.until.secondsSinceEpoch }
    /// The one that ends last, then the smaller id.
    func named(_ some: [TerritoryRule]) -> String {
      some.min { (-until($0), $0.id) < (-until($1), $1.id) }?.id ?? ""
    }
    let nearest = covering.filter { from($0) <= now }.map(level).min()
    let deciding = covering.filter { from($0) <= now && level($0) == nearest }
    let inForce = deciding.filter { now < until($0) }
    guard let end = inForce.map(until).max() else {
      let graced = deciding.filter { now - until($0) < Int64($0.graceDays) * 86_400 }
      return graced.isEmpty ? (.missing, named(deciding)) : (.grace, named(graced))
    }
    func isLong(_ license: TerritoryRule) -> Bool {
      license.validity.until == .distantFuture
        || until(license) - now > Int64(license.warnDays) * 86_400
    }
    let isContinued = covering.contains {
      level($0) <= nearest ?? 0 && now < from($0) && from($0) <= end && end < until($0)
        && isLong($0)
    }
    if isContinued || inForce.contains(where: isLong) { return (.valid, "") }
    return (.expiring, named(inForce))
  }

  private func badness(_ grade: Grade) -> Int {
    switch grade {
    case .valid: 0
    case .expiring: 1
    case .grace: 2
    case .missing:
      switch policy.unlicensed {
      case .allow: 0
      case .flag: 2
      case .hold, .block: 3
      }
    }
  }

  private func code(_ grade: Grade) -> String? {
    switch grade {
    case .valid: nil
    case .expiring: "licenseExpiring"
    case .grace: "licenseGrace"
    case .missing:
      switch policy.unlicensed {
      case .allow: nil
      case .flag: "licenseFlagged"
      case .hold: "licenseHeld"
      case .block: "licenseMissing"
      }
    }
  }
}
