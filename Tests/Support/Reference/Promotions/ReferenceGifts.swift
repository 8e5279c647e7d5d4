import DealerRules

/// Free goods on top of an order (O-018).
struct ReferenceGiven {
  var product: Product
  /// Base units, whole thousandths.
  var quantity: Fraction
  var rule: String
  /// The line whose own product it is; `nil` for a product of the offer.
  var line: Int32?
}

/// Goods carved out of lines that hold them (O-018).
struct ReferenceCarving {
  var product: Product
  /// Base units, whole thousandths.
  var quantity: Fraction
  var lines: Set<Int32>
}

extension ReferencePhase {
  /// O-018: the free goods of an offer.
  func effect(_ gift: Gift, _ candidate: ReferenceCandidate) -> ReferenceEffect {
    var effect = ReferenceEffect(kind: "freeGoods")
    var stock = taken
    if gift.products.isEmpty {
      for line in candidate.lines.sorted() {
        guard let product = item(line)?.product else { continue }
        let measure = gift.measure.map { measured($0, on: line, candidate) }
        add(gift, candidate, [product], [line], own: line, &stock, &effect) {
          earned(gift, measure, of: $0)
        }
      }
    } else {
      let measures = measures(gift, candidate)
      let products = preferred(gift, candidate.offer)
      add(gift, candidate, products, candidate.lines, own: nil, &stock, &effect) {
        var sum = Fraction.zero
        for measure in measures {
          guard let earned = earned(gift, measure, of: $0) else { return nil }
          sum += earned
        }
        return sum
      }
    }
    guard effect.applies else { return effect }
    effect.tags.insert("gift.\(gift.mode)")
    effect.tags.insert("gift.\(gift.measure == nil ? "once" : "\(gift.rule)")")
    if gift.products.isEmpty { effect.tags.insert("gift.same") }
    if gift.price != 0 { effect.tags.insert("gift.price") }
    if let each = gift.measure?.each { effect.tags.insert("gift.each.\(each)") }
    return effect
  }

  /// O-018: the measures that earn the gift, each by itself; one `nil` where nothing is measured.
  private func measures(_ gift: Gift, _ candidate: ReferenceCandidate) -> [Fraction?] {
    guard let measure = gift.measure else { return [nil] }
    guard measure.each == .line else { return [sum(measure, own: candidate.own)] }
    return named(measure.of, own: candidate.own).map { self.measure(measure, on: $0) }
  }

  private func measured(
    _ measure: LineMeasure, on line: Int32, _ candidate: ReferenceCandidate
  ) -> Fraction {
    named(measure.of, own: candidate.own).contains(line)
      ? self.measure(measure, on: line) : .zero
  }

  /// O-018: base units of a product that a measure earns; `nil` where the product has no such unit.
  private func earned(_ gift: Gift, _ measure: Fraction?, of product: Product) -> Fraction? {
    guard let factor = world.baseUnits(in: gift.unit, of: product) else {
      run.tag("lost.unitUnknown")
      return nil
    }
    let each = Fraction(gift.quantity) * factor
    let most = gift.times.map { Fraction($0) }
    guard let measure, let kind = gift.measure?.kind else {
      return each * min(most ?? .one, .one)
    }
    guard let every = bound(gift.forEvery, kind), Fraction.zero < every else { return .zero }
    let times = max(measure / every, .zero)
    switch gift.rule {
    case .unitRelated:
      let whole = Fraction(times.floor)
      return each * (most.map { min($0, whole) } ?? whole)
    case .wholeUnit:
      guard times.isWhole else { return .zero }
      return each * (most.map { min($0, times) } ?? times)
    case .proportional:
      return Fraction((each * (most.map { min($0, times) } ?? times)).floor)
    }
  }

  /// O-018: the products in order of preference, the order's choice first.
  private func preferred(_ gift: Gift, _ offer: Offer) -> [Product] {
    var ids = gift.products
    if let choice = run.order.giftChoices[offer.id], ids.contains(choice) {
      ids.removeAll { $0 == choice }
      ids.insert(choice, at: 0)
      run.tag("gift.choice")
    }
    return ids.compactMap { world.products[$0] }
  }

  /// O-018: gives one product of several.
  private func add(
    _ gift: Gift, _ candidate: ReferenceCandidate, _ products: [Product], _ lines: Set<Int32>,
    own: Int32?, _ stock: inout [String: Fraction], _ effect: inout ReferenceEffect,
    _ needed: (Product) -> Fraction?
  ) {
    var wanted: [(product: Product, quantity: Fraction, allowed: Fraction, has: Fraction?)] = []
    var isForbidden = false
    var preferred: Product?
    for product in products {
      guard let exact = needed(product) else { continue }
      let quantity = whole(exact, Fraction(1, 1000))
      guard Fraction.zero < quantity else { continue }
      preferred = preferred ?? product
      if gift.mode == .exclusive, own == nil, !run.mayHave(product, candidateLines(candidate.offer))
      {
        isForbidden = true
        continue
      }
      let has =
        gift.mode == .inclusive
        ? sold(product, quantity, gift, on: lines) : left(of: product, stock, quantity, gift)
      wanted.append(
        (product, quantity, allowed(quantity, gift, product, own, candidate.offer), has))
    }
    if isForbidden { effect.tags.insert("gift.forbidden") }
    // O-018: a pack that is more than a budget has left is passed over where another fits.
    let fitting = wanted.filter { Fraction.zero < $0.allowed }
    if fitting.contains(where: { Fraction.zero < $0.has ?? .one }) { wanted = fitting }
    guard var best = wanted.first else {
      guard isForbidden else { return }
      effect.isOutOfStock = true
      effect.isForbidden = true
      return
    }
    let enough = wanted.first { want in
      want.has.map { want.allowed <= $0 && Fraction.zero < $0 } ?? true
    }
    if let enough {
      best = enough
      best.quantity = min(best.quantity, best.has ?? best.quantity)
      if enough.product.id != wanted[0].product.id { effect.tags.insert("gift.other") }
    } else {
      for want in wanted.dropFirst() where best.has ?? .zero < want.has ?? .zero { best = want }
      best.quantity = max(best.has ?? .zero, .zero)
      effect.tags.insert("gift.cut")
    }
    guard Fraction.zero < best.quantity else {
      if gift.mode == .exclusive { effect.isOutOfStock = true }
      effect.isForbidden = isForbidden
      return
    }
    if gift.mode == .inclusive {
      carve(best.product, best.quantity, lines, candidate.offer, &effect)
      return
    }
    let earned = needed(best.product).map { whole($0, Fraction(1, 1000)) } ?? .zero
    let given = ReferenceGiven(
      product: best.product, quantity: best.quantity, rule: candidate.offer.id, line: own)
    give(gift, given, earned, isReplaced: best.product.id != preferred?.id, &stock, &effect)
  }

  /// O-018: gives goods on top, and says what of them is not as it was earned.
  private func give(
    _ gift: Gift, _ given: ReferenceGiven, _ earned: Fraction, isReplaced: Bool,
    _ stock: inout [String: Fraction], _ effect: inout ReferenceEffect
  ) {
    // A price that does not convert keeps the gift from being given.
    guard gift.price == 0 || converted(gift.price) != nil else { return }
    if given.quantity < earned { effect.cutGifts.append(given.line) }
    if isReplaced { effect.replacedGifts.append(given.line) }
    stock[given.product.id, default: .zero] += given.quantity
    effect.gifts.append(given)
  }

  /// O-018: what is in stock for a gift, in whole packs where it is short; `nil` where that is not
  /// given.
  private func left(
    of product: Product, _ stock: [String: Fraction], _ quantity: Fraction, _ gift: Gift
  ) -> Fraction? {
    guard let known = run.order.facts.stock[product.id], world.canary != .giftWithoutStock else {
      return nil
    }
    let gone = (stock[product.id] ?? .zero) + ordered(product)
    let left = max(Fraction(known, 1000) - gone, .zero)
    return left < quantity ? packs(left, gift, product) : left
  }

  /// O-018: as many whole ones of a gift's unit as some base units hold.
  func packs(_ units: Fraction, _ gift: Gift, _ product: Product) -> Fraction {
    guard gift.unit != nil, let size = world.baseUnits(in: gift.unit, of: product) else {
      return units
    }
    run.tag("gift.packs")
    return whole(Fraction((units / size).floor) * size, Fraction(1, 1000))
  }

  /// O-018: what a budget of units lets through of a gift where it may be given in part.
  private func allowed(
    _ quantity: Fraction, _ gift: Gift, _ product: Product, _ own: Int32?, _ offer: Offer
  ) -> Fraction {
    guard own == nil, gift.mode == .exclusive, offer.limits.isPartial,
      let left = run.left(of: .budgetUnits, offer)
    else { return quantity }
    return min(quantity, packs(max(left, .zero) / Fraction(1000), gift, product))
  }

  /// O-018: what the order's lines order of a product, in whole thousandths.
  private func ordered(_ product: Product) -> Fraction {
    let lines = run.items.filter { $0.product.id == product.id }
    let units = lines.reduce(Fraction.zero) { $0 + $1.base }
    return Fraction((units * Fraction(1000)).settledWhole(.up)) / Fraction(1000)
  }

  /// O-018 `inclusive`: what the lines have of a product, in whole packs where it is short.
  private func sold(
    _ product: Product, _ quantity: Fraction, _ gift: Gift, on lines: Set<Int32>
  ) -> Fraction {
    let all = lines.compactMap { item($0) }.filter { $0.product.id == product.id }
      .reduce(Fraction.zero) { $0 + $1.base }
    return all < quantity ? packs(all, gift, product) : all
  }

  /// O-018: the first whole packs carved out of lines that budgets let through.
  func cutCarved(
    _ effect: inout ReferenceEffect, _ gift: Gift, _ offer: Offer, money: Fraction?,
    units most: Fraction?
  ) {
    let all = effect.carved
    let sizes = all.map { world.baseUnits(in: gift.unit, of: $0.product) ?? .one }
    let counts = zip(all, sizes).map { Fraction(($0.quantity / $1).floor) }
    func formed(_ packs: Fraction) -> ReferenceEffect {
      var formed = effect
      formed.parts = [:]
      formed.carved = []
      var left = packs
      for (index, one) in all.enumerated() {
        let count = min(left, counts[index])
        left -= count
        carve(
          one.product, whole(count * sizes[index], Fraction(1, 1000)), one.lines, offer, &formed)
      }
      return bounded(formed, offer)
    }
    var (low, high) = (Fraction.zero, counts.reduce(.zero, +))
    while low < high {
      let middle = high - Fraction(((high - low) / Fraction(2)).floor)
      let tried = formed(middle)
      let fits =
        money.map { gains(tried) <= $0 } ?? true && most.map { self.units(tried) <= $0 } ?? true
      if fits { low = middle } else { high = middle - .one }
    }
    effect = formed(low)
    effect.tags.insert("gift.packsCarved")
  }

  /// O-018 `inclusive`: takes the units off the lines by number.
  private func carve(
    _ product: Product, _ quantity: Fraction, _ lines: Set<Int32>, _ offer: Offer,
    _ effect: inout ReferenceEffect
  ) {
    var rest = quantity
    effect.carved.append(ReferenceCarving(product: product, quantity: quantity, lines: lines))
    for line in lines.sorted() {
      guard let item = item(line), item.product.id == product.id else { continue }
      let some = ReferenceUnits(line: line, units: min(item.base, rest))
      rest -= some.units ?? .zero
      guard !touchable([some]).isEmpty else { continue }
      let base = part(base(of: offer, on: line), some)
      effect.parts[line] = ReferenceLineEffect(
        base: base, amount: settle(base), units: some.units ?? .zero)
    }
  }

  /// O-018: what gifts weigh in a choice.
  func value(_ gifts: [ReferenceGiven], _ weighed: GiftValue) -> Fraction {
    gifts.reduce(.zero) { sum, gift in
      switch weighed {
      case .price:
        sum
          + max((run.standalone(gift.product, gift.quantity) ?? .zero) - charged(gift), .zero)
      case .cost:
        sum + gift.quantity * (gift.product.cost.flatMap { converted($0) } ?? .zero)
      case .quantity: sum + gift.quantity * Fraction(1_000_000)
      case .none: sum
      }
    }
  }

  /// T-007: what is charged for a gift.
  private func charged(_ given: ReferenceGiven) -> Fraction {
    let offer = world.book.offers.first { $0.id == given.rule }
    guard case .gift(let gift)? = offer?.benefit, gift.price != 0 else { return .zero }
    return run.price(of: given, gift) ?? .zero
  }

  /// O-018: what gifts of an offer weigh: its group says it.
  func giftValue(of offer: Offer) -> GiftValue {
    phase.groups.first { $0.id == offer.group }?.giftValue ?? .price
  }
}

extension ReferenceRun {
  /// O-018: whether territories, lists and licenses leave a line of the product alone, asked as of
  /// the first of some lines.
  func mayHave(_ product: Product, _ lines: Set<Int32>) -> Bool {
    guard let first = lines.min(), var item = items.first(where: { $0.number == first }) else {
      return true
    }
    item.product = product
    let before = (items, output, placeNames)
    defer { (items, output, placeNames) = before }
    items = [item]
    output.findings = []
    checkTerritories()
    let hindering: Set<String> = [
      "territoryHeld", "territoryBlocked", "unlistedHeld", "unlistedBlocked", "whiteSpaceHeld",
      "whiteSpaceBlocked", "exclusionHeld", "exclusionBlocked", "notListedHeld",
      "notListedBlocked", "licenseHeld", "licenseMissing",
    ]
    return !output.findings.contains { hindering.contains($0.code) }
  }
}
