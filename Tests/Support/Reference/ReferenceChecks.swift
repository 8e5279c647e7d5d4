import DealerRules

/// R-019 … R-028: licenses and checks, each looked up afresh.
extension ReferenceRun {
  /// the best license of every line that needs one; of places and dealers asked the worst.
  func checkLicenses() {
    let licenses = world.book.territories.filter {
      $0.status == .published && $0.effect == .license
    }
    for kind in Set(licenses.map(\.kind)) { checkLicenses(licenses.filter { $0.kind == kind }) }
  }

  /// Those of one kind.
  private func checkLicenses(_ licenses: [TerritoryRule]) {
    guard customer != nil else { return }
    for item in items where licenses.contains(where: { names($0, item.product) }) {
      var worst = (grade: 3, rule: "")
      for place in testedPlaces() {
        let path = world.regionPath(place, at: instant)
        for dealer in dealersAsked() {
          let own = licenses.filter { rule in
            var always = rule
            always.validity = .always
            return isFor(rule, dealer) && covers(always, item, path)
          }
          let answer = grade(nearest(own))
          if answer.grade < worst.grade { worst = answer }
        }
      }
      switch (worst.grade, world.book.territory.unlicensed) {
      case (3, _): tag("license.valid")
      case (2, _): find(.licenseExpiring, rule: worst.rule, line: item.number)
      case (1, _): find(.licenseGrace, rule: worst.rule, line: item.number)
      case (_, .allow): tag("license.allow")
      case (_, .flag): find(.licenseFlagged, rule: worst.rule, line: item.number)
      case (_, .hold): find(.licenseHeld, rule: worst.rule, line: item.number)
      case (_, .block): find(.licenseMissing, rule: worst.rule, line: item.number)
      }
    }
  }

  /// those that name the nearest dealer of which one has begun, and those that will begin
  /// for a nearer one.
  private func nearest(_ own: [TerritoryRule]) -> [TerritoryRule] {
    let chain = dealersAbove()
    func level(_ rule: TerritoryRule) -> Int {
      rule.dealer.flatMap { chain.firstIndex(of: $0) } ?? .max
    }
    let begun = own.filter { $0.validity.from <= instant }
    let deciding = begun.map(level).min() ?? .max
    return own.filter { level($0) <= deciding }
  }

  /// 3 for a license that lasts, 2 for one that ends soon, 1 for one in grace, 0 for none.
  private func grade(_ own: [TerritoryRule]) -> (grade: Int, rule: String) {
    func end(_ rule: TerritoryRule, plus days: Int32) -> Instant {
      let until = rule.validity.until
      return until == .distantFuture
        ? until : Instant(secondsSinceEpoch: until.secondsSinceEpoch + Int64(days) * 86_400)
    }
    func named(_ rules: [TerritoryRule]) -> String {
      let last = rules.map(\.validity.until).max()
      let ids = rules.filter { $0.validity.until == last }.map(\.id)
      return ids.sorted(by: ReferenceNames.isBefore).first ?? ""
    }
    let begun = own.filter { $0.validity.from <= instant }
    let valid = begun.filter { instant < $0.validity.until }
    if valid.contains(where: { instant < end($0, plus: -$0.warnDays) }) { return (3, "") }
    if let last = valid.map(\.validity.until).max() {
      let follows = own.contains { rule in
        instant < rule.validity.from && rule.validity.from <= last
          && instant < end(rule, plus: -rule.warnDays)
      }
      return follows ? (3, "") : (2, named(valid))
    }
    let ended = begun.filter {
      $0.validity.until <= instant && instant < end($0, plus: $0.graceDays)
    }
    return ended.isEmpty ? (0, named(begun)) : (1, named(ended))
  }

  private func names(_ rule: TerritoryRule, _ product: Product) -> Bool {
    let categories = world.chain(product.category, in: world.categoryParents)
    return (rule.product.map { $0 == product.id } ?? true)
      && (rule.category.map { categories.contains($0) } ?? true)
      && (rule.brand.map { $0 == product.brand } ?? true)
  }

  /// every published check in force.
  func checkOrder() {
    for check in world.book.checks
    where check.status == .published && world.isInForce(check.validity, at: instant) {
      if isPerGoods(check.test), !looksAtLines(check.when), !applies(check) { continue }
      switch check.test {
      case .require(let condition): require(condition, check)
      case .quantity(let bounds): bound(bounds, check)
      case .assortment(let goods):
        guard applies(check) else { continue }
        for item in goods
        where sum(items.filter { holds(item.of, $0) }) < Fraction(item.quantity) {
          fail(check, nil)
        }
      case .unusual(let usual): compare(usual, check)
      case .stock:
        for (first, lines) in products(of: check) {
          guard let stock = order.facts.stock[first.product.id] else {
            fail(check, first.number, check.unknown)
            continue
          }
          if Fraction(stock, 1000) < sum(lines) { fail(check, first.number) }
        }
      case .transfers(let bounds):
        if looksAtLines(check.when) {
          for item in items where holds(check.when, item) { count(bounds, check, item.number) }
        } else if applies(check) {
          count(bounds, check, nil)
        }
      // Those share the lots and run together.
      case .shelfLife: continue
      case .duplicate(let window): findDuplicate(window, check)
      }
    }
    serveFromLots()
  }

  /// the order's chain, for a line or the order as a whole.
  private func count(_ bounds: TransferBounds, _ check: OrderCheck, _ line: Int32?) {
    guard !order.chain.isEmpty else { return fail(check, line, check.unknown) }
    let inner = order.chain.filter { bounds.control < $0.share }.count
    if Int64(order.chain.count - min(inner, Int(bounds.uncounted))) > bounds.most {
      fail(check, line)
    }
  }

  /// Whether a test asks goods by line, product or order.
  private func isPerGoods(_ test: CheckTest) -> Bool {
    switch test {
    case .quantity, .unusual, .stock, .shelfLife: true
    case .require, .assortment, .transfers, .duplicate: false
    }
  }

  func fail(_ check: OrderCheck, _ line: Int32?, _ outcome: TerritoryOutcome? = nil) {
    switch outcome ?? check.outcome {
    case .allow: tag("check.allow")
    case .flag: find(.checkFlagged, rule: check.id, line: line)
    case .hold: find(.checkHeld, rule: check.id, line: line)
    case .block: find(.checkBlocked, rule: check.id, line: line)
    }
  }

  func sum(_ lines: [ReferenceItem]) -> Fraction {
    lines.reduce(.zero) { $0 + $1.base }
  }

  /// The lines that a check tests, product by product, with the first line of each.
  private func products(
    of check: OrderCheck
  ) -> [(first: ReferenceItem, lines: [ReferenceItem])] {
    let lines = items.filter { holds(check.when, $0) }
    return Set(lines.map(\.product.id)).compactMap { id in
      let own = lines.filter { $0.product.id == id }
      return own.min { $0.number < $1.number }.map { ($0, own) }
    }
  }

  private func require(_ condition: Condition, _ check: OrderCheck) {
    guard looksAtLines(check.when) || looksAtLines(condition) else {
      if applies(check), !holds(condition, nil) { fail(check, nil) }
      return
    }
    for item in items where holds(check.when, item) && !holds(condition, item) {
      fail(check, item.number)
    }
  }

  private func looksAtLines(_ condition: Condition) -> Bool {
    switch condition {
    case .all(let parts), .any(let parts): parts.contains { looksAtLines($0) }
    case .not(let part): looksAtLines(part)
    case .test(let field, _):
      String(describing: field).hasPrefix("line") || String(describing: field).hasPrefix("product")
    }
  }

  private func bound(_ bounds: QuantityBounds, _ check: OrderCheck) {
    let lines = items.filter { holds(check.when, $0) }
    guard !lines.isEmpty else { return }
    switch bounds.per {
    case .line: for item in lines { bound(bounds, check, item.base, item.number) }
    case .order: bound(bounds, check, sum(lines), nil)
    case .product:
      for (first, own) in products(of: check) { bound(bounds, check, sum(own), first.number) }
    }
  }

  private func bound(
    _ bounds: QuantityBounds, _ check: OrderCheck, _ quantity: Fraction, _ line: Int32?
  ) {
    if let least = bounds.least, quantity < Fraction(least) { fail(check, line) }
    if let multiple = bounds.multiple, !(quantity / Fraction(multiple)).isWhole {
      fail(check, line)
    }
    guard let most = bounds.most else { return }
    var all = quantity
    if let total = bounds.total {
      guard let before = order.facts.totals[total] else {
        fail(check, line, check.unknown)
        return
      }
      all += Fraction(before, 1_000_000)
    }
    if Fraction(most) < all { fail(check, line) }
  }

  private func compare(_ usual: UsualQuantity, _ check: OrderCheck) {
    if usual.per == .product {
      for (first, own) in products(of: check) { compare(usual, check, own, first.number) }
    } else {
      for item in items where holds(check.when, item) {
        compare(usual, check, [item], item.number)
      }
    }
  }

  private func compare(
    _ usual: UsualQuantity, _ check: OrderCheck, _ own: [ReferenceItem], _ line: Int32
  ) {
    func number(_ name: String) -> Fraction? {
      let sorted = own.sorted { $0.number < $1.number }
      let stated = sorted.compactMap { $0.line.attributes[name] }.first
      guard case .number(let value)? = stated ?? sorted.first?.product.attributes[name], value > 0
      else { return nil }
      return Fraction(value, 1_000_000)
    }
    guard let expected = number(usual.attribute),
      let season = usual.season == nil ? .one : number(usual.season ?? "")
    else {
      fail(check, line, check.unknown)
      return
    }
    let quantity = sum(own)
    if let above = usual.above, expected * season * Fraction(above) < quantity {
      fail(check, line)
    }
    if let below = usual.below, quantity < expected * season * Fraction(below) {
      fail(check, line)
    }
  }
}
