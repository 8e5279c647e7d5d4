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
    for item in items {
      // every part needs its own.
      let asked = goods(of: item).filter { part in
        licenses.contains { names($0, part.product) }
      }
      guard !asked.isEmpty else { continue }
      var worst = (grade: 3, rule: "", part: String?.none)
      for place in testedPlaces() {
        let path = world.regionPath(place, at: instant)
        for goods in asked {
          for dealer in dealersAsked() {
            let own = licenses.filter { rule in
              var always = rule
              always.validity = .always
              return isFor(rule, dealer) && covers(always, goods, path)
            }
            let answer = grade(nearest(own))
            if badness(answer.grade) > badness(worst.grade) {
              worst = (answer.grade, answer.rule, part(goods))
            }
          }
        }
      }
      func tell(_ code: ReasonCode) {
        find(code, rule: worst.rule, line: item.number, part: worst.part)
      }
      switch (worst.grade, world.book.territory.unlicensed) {
      case (3, _): tag("license.valid")
      case (2, _): tell(.licenseExpiring)
      case (1, _): tell(.licenseGrace)
      case (_, .allow): tag("license.allow")
      case (_, .flag): tell(.licenseFlagged)
      case (_, .hold): tell(.licenseHeld)
      case (_, .block): tell(.licenseMissing)
      }
    }
  }

  /// the worst answer counts: none by what it does, then one in grace, one that ends
  /// soon, one that lasts.
  private func badness(_ grade: Int) -> Int {
    guard grade == 0 else { return 3 - grade }
    return switch world.book.territory.unlicensed {
    case .block, .hold: 3
    case .flag: 2
    case .allow: 0
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
        instant < rule.validity.from && rule.validity.from <= last && last < rule.validity.until
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
        for (first, lines) in products(stocked(check)) {
          guard let stock = order.facts.stock[first.product.id] else {
            fail(check, first, check.unknown)
            continue
          }
          if Fraction(stock, 1000) < sum(lines) { fail(check, first) }
        }
      case .transfers(let bounds):
        if looksAtLines(check.when) {
          for item in items {
            if let first = goods(of: item).first(where: { holds(check.when, $0) }) {
              count(bounds, check, first)
            }
          }
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
  private func count(_ bounds: TransferBounds, _ check: OrderCheck, _ line: ReferenceItem?) {
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

  func fail(_ check: OrderCheck, _ item: ReferenceItem?, _ outcome: TerritoryOutcome? = nil) {
    let part = item.flatMap { self.part($0) }
    switch outcome ?? check.outcome {
    case .allow: tag("check.allow")
    case .flag: find(.checkFlagged, rule: check.id, line: item?.number, part: part)
    case .hold: find(.checkHeld, rule: check.id, line: item?.number, part: part)
    case .block: find(.checkBlocked, rule: check.id, line: item?.number, part: part)
    }
  }

  /// what is taken from stock: kits that state some, all else, and the parts of kits
  /// that state none.
  private func stocked(_ check: OrderCheck) -> [ReferenceItem] {
    items.flatMap { item -> [ReferenceItem] in
      let parts = parts(of: item)
      if parts.isEmpty || order.facts.stock[item.product.id] != nil {
        return holds(check.when, item) ? [item] : []
      }
      return parts.filter { holds(check.when, item) || holds(check.when, $0) }
    }
  }

  func sum(_ lines: [ReferenceItem]) -> Fraction {
    lines.reduce(.zero) { $0 + $1.base }
  }

  /// Goods product by product, with the first of each.
  private func products(
    _ goods: [ReferenceItem]
  ) -> [(first: ReferenceItem, lines: [ReferenceItem])] {
    Set(goods.map(\.product.id)).compactMap { id in
      let own = goods.filter { $0.product.id == id }
      // Of one line the kit's own goods stand before its parts.
      return own.enumerated().min {
        ($0.element.number, $0.offset) < ($1.element.number, $1.offset)
      }.map { ($0.element, own) }
    }
  }

  private func require(_ condition: Condition, _ check: OrderCheck) {
    guard looksAtLines(check.when) || looksAtLines(condition) else {
      if applies(check), !holds(condition, nil) { fail(check, nil) }
      return
    }
    for item in items {
      let failed = goods(of: item).first { holds(check.when, $0) && !holds(condition, $0) }
      if let failed { fail(check, failed) }
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
    let parts = items.flatMap { self.parts(of: $0) }.filter { holds(check.when, $0) }
    switch bounds.per {
    case .line:
      for item in lines { least(bounds, check, item.base, item) }
      for item in items {
        for goods in goods(of: item) where holds(check.when, goods) {
          // What the kit passes its parts are asked, until one does not.
          guard most(bounds, check, goods.base, goods) else { break }
        }
      }
    case .order:
      guard !lines.isEmpty || !parts.isEmpty else { return }
      if !lines.isEmpty { least(bounds, check, sum(lines), nil) }
      let opened = sum(lines.filter { self.parts(of: $0).isEmpty } + parts)
      let bought = max(sum(lines), opened)
      if bounds.total != nil { purchases.append((check, bought)) }
      _ = most(bounds, check, bought, nil)
    case .product:
      for (first, own) in products(lines) { least(bounds, check, sum(own), first) }
      mostOfProducts(bounds, check)
    }
  }

  /// kits before parts; what a kit holds that does not pass is told with another line.
  private func mostOfProducts(_ bounds: QuantityBounds, _ check: OrderCheck) {
    let lines = items.filter { holds(check.when, $0) }
    let parts = items.flatMap { self.parts(of: $0) }.filter { holds(check.when, $0) }
    var failed: Set<String> = []
    func test(_ first: ReferenceItem) {
      let own = (lines + parts).filter { $0.product.id == first.product.id }
      if !most(bounds, check, sum(own), first) { failed.insert(first.product.id) }
    }
    // Kits hold no kits, so nothing that has parts is a part.
    let kits = lines.filter { !self.parts(of: $0).isEmpty }
    for (first, _) in products(kits) { test(first) }
    let open = items.flatMap { item in
      failed.contains(item.product.id) ? [item] : goods(of: item)
    }
    let others = open.filter { self.parts(of: $0).isEmpty && holds(check.when, $0) }
    for (first, _) in products(others) { test(first) }
  }

  private func max(_ a: Fraction, _ b: Fraction) -> Fraction { a < b ? b : a }

  /// what counts together, by check, customer and the period that holds the order's date.
  func purchaseLimit(_ check: OrderCheck) -> ReferenceLimit {
    var span = CalendarPeriod.all
    if case .quantity(let bounds) = check.test { span = bounds.period }
    let day = "\(date)"
    let month = (Int(day.dropFirst(5).prefix(2)) ?? 0) - 1
    let period =
      switch span {
      case .day: day
      case .month: String(day.prefix(7))
      case .quarter: String(day.prefix(4)) + " \(month / 3)"
      case .year: String(day.prefix(4))
      case .all: ""
      }
    return ReferenceLimit(offer: check.id, kind: .purchases, who: order.customer + " " + period)
  }

  private func least(
    _ bounds: QuantityBounds, _ check: OrderCheck, _ quantity: Fraction, _ item: ReferenceItem?
  ) {
    if let least = bounds.least, quantity < Fraction(least) { fail(check, item) }
    if let multiple = bounds.multiple, !(quantity / Fraction(multiple)).isWhole {
      fail(check, item)
    }
  }

  /// False where there is more, or that is not known.
  private func most(
    _ bounds: QuantityBounds, _ check: OrderCheck, _ quantity: Fraction, _ item: ReferenceItem?
  ) -> Bool {
    guard let most = bounds.most else { return true }
    var all = quantity
    if let total = bounds.total {
      guard let before = order.facts.totals[total] else {
        fail(check, item, check.unknown)
        return false
      }
      all += Fraction(before, 1_000_000)
      let isForgotten = world.canary == .limitForgets
      let inBatch = limitsUsed[purchaseLimit(check)] ?? .zero
      if !isForgotten { all += inBatch / Fraction(1000) }
      if .zero < inBatch { tag("check.purchases") }
    }
    if Fraction(most) < all { fail(check, item) }
    return !(Fraction(most) < all)
  }

  private func compare(_ usual: UsualQuantity, _ check: OrderCheck) {
    if usual.per == .product {
      let lines = items.filter { holds(check.when, $0) }
      for (first, own) in products(lines) { compare(usual, check, own, first) }
    } else {
      for item in items where holds(check.when, item) { compare(usual, check, [item], item) }
    }
  }

  private func compare(
    _ usual: UsualQuantity, _ check: OrderCheck, _ own: [ReferenceItem], _ line: ReferenceItem
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
