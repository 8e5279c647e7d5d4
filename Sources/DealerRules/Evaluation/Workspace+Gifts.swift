// Free goods (RULES.md O-018).
extension Workspace {
  /// Forms what an offer gives.
  mutating func formGift(_ run: Int, _ gift: GiftTerms) throws(NumericError) {
    let firstGift = scratch.gifts.count
    var most = Ratio.zero
    var isShort = true
    if gift.products.isEmpty || gift.hasMeasure && gift.measure.each == .line {
      let start = Int(batch.lineStart[Int(scratch.order)])
      for line in running.indices where try earns(run, gift, line) {
        let value = gift.hasMeasure ? try measured(line, gift.measure) : .one
        let own = gift.products.isEmpty ? batch.product[start + line] : -1
        let earned = try share(of: gift, value, run)
        if earned.isAny { isShort = false }
        if try most.isLess(than: value) { most = value }
        try form(run, gift, earned, own, Int32(line))
      }
    } else {
      most = scratch.runs[run].value
      let earned = try share(of: gift, most, run)
      if earned.isAny { isShort = false }
      try form(run, gift, earned, -1, -1)
    }
    // What was earned and not given says why itself.
    guard firstGift == scratch.gifts.count, isShort, offerTrace != nil else { return }
    position = -1
    let offer = scratch.runs[run].offer
    let needed =
      gift.measure.kind == .amount
      ? try converted(gift.forEvery, offer, scratch.order) ?? .zero
      : Ratio(Int128(gift.forEvery), 1)
    trace(
      offer, .belowRungs, a: try most.settled(step: 1, mode: .halfUp),
      b: try needed.settled(step: 1, mode: .halfUp))
  }

  /// Whether a line by itself earns something.
  private mutating func earns(
    _ run: Int, _ gift: GiftTerms, _ line: Int
  ) throws(NumericError) -> Bool {
    if gift.products.isEmpty, !isOwnLine(run, line) { return false }
    return gift.hasMeasure ? try counts(line, gift.measure, run) : true
  }

  /// How much a measure earns.
  private mutating func share(
    of gift: GiftTerms, _ value: Ratio, _ run: Int
  ) throws(NumericError) -> GiftShare {
    guard gift.hasMeasure else { return GiftShare(times: gift.times) }
    var every = Ratio(Int128(gift.forEvery), 1)
    if gift.measure.kind == .amount {
      let offer = scratch.runs[run].offer
      guard let rate = try converted(gift.forEvery, offer, scratch.order) else {
        return GiftShare()
      }
      every = rate
    }
    let count = try value.divided(by: every).reduced
    switch gift.rule {
    case .proportional:
      var share = count
      if gift.times != .max { share = try lesser(share, Ratio(Int128(gift.times), 1)) }
      return GiftShare(proportion: share)
    case .wholeUnit where count.denominator != 1: return GiftShare()
    case .wholeUnit, .unitRelated:
      let whole = Int64(clamping: count.numerator / count.denominator)
      return GiftShare(times: min(whole, gift.times))
    }
  }

  /// Gives the line's own product, the one that the order chose, or the first in stock.
  ///
  /// - Parameter line: The line whose own product is given, −1 for products of the gift.
  private mutating func form(
    _ run: Int, _ gift: GiftTerms, _ share: GiftShare, _ own: Int32, _ line: Int32
  ) throws(NumericError) {
    guard share.isAny else { return }
    let offer = scratch.runs[run].offer
    let choice = batch.promotion.giftChoice[OrderBatch.key(scratch.order, offer)] ?? -1
    let only = own >= 0 ? line : -1
    var fallback: (product: Int32, quantity: Int64)?
    for turn in 0..<(own >= 0 ? 1 : gift.products.count + 1) {
      let product =
        own >= 0
        ? own
        : turn == 0
          ? choice : rules.offers.giftProducts[Int(gift.products.lowerBound) + turn - 1]
      guard product >= 0, own >= 0 || offers(gift, product) else { continue }
      let wanted = try quantity(share, gift, product)
      guard wanted > 0 else { continue }
      let stock =
        gift.mode == .inclusive
        ? try ordered(product, run, only) : stock(of: product)
      if stock >= wanted {
        try deliver(run, gift, product, wanted, only)
        return
      }
      if stock > fallback?.quantity ?? 0 { fallback = (product, stock) }
    }
    if let fallback {
      try deliver(run, gift, fallback.product, fallback.quantity, only)
    } else {
      position = -1
      trace(offer, .giftOutOfStock)
    }
  }

  /// What the lines of an offer, or one of them, hold of a product in thousandths of base units.
  private func ordered(
    _ product: Int32, _ run: Int, _ only: Int32
  ) throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    let start = batch.lineStart[Int(scratch.order)]
    for index in scratch.runs[run].lines where isOpen(run, index) {
      let position = scratch.lines[index].position
      guard only < 0 || only == position, batch.product[Int(start + position)] == product else {
        continue
      }
      sum = try Wide.add(sum, try baseQuantity(start + position).settled(step: 1, mode: .down))
    }
    return sum
  }

  /// Gives a product on top, or carves it out of the lines of the offer.
  private mutating func deliver(
    _ run: Int, _ gift: GiftTerms, _ product: Int32, _ quantity: Int64, _ only: Int32
  ) throws(NumericError) {
    guard gift.mode == .inclusive else {
      try give(run, gift, product, quantity, isInclusive: false)
      return
    }
    var left = quantity
    let start = batch.lineStart[Int(scratch.order)]
    for index in scratch.runs[run].lines where isOpen(run, index) && left > 0 {
      let position = scratch.lines[index].position
      guard only < 0 || only == position, batch.product[Int(start + position)] == product else {
        continue
      }
      let held = try baseQuantity(start + position).settled(step: 1, mode: .down)
      let units = min(left, held)
      try carve(run, Int(position), Ratio(Int128(units), 1))
      left -= units
    }
    try give(run, gift, product, quantity - left, isInclusive: true)
  }

  private func offers(_ gift: GiftTerms, _ product: Int32) -> Bool {
    gift.products.contains { rules.offers.giftProducts[Int($0)] == product }
  }

  /// Thousandths of base units in stock; `Int64.max` where nothing is known.
  private func stock(of product: Int32) -> Int64 {
    guard let stock = batch.promotion.stock[OrderBatch.key(scratch.order, product)] else {
      return .max
    }
    var left = stock
    for gift in scratch.given where gift.product == product && !gift.isInclusive {
      let (next, overflow) = left.subtractingReportingOverflow(gift.quantity)
      left = overflow ? 0 : next
    }
    return max(left, 0)
  }

  /// Thousandths of base units of a product.
  private func quantity(
    _ share: GiftShare, _ gift: GiftTerms, _ product: Int32
  ) throws(NumericError) -> Int64 {
    let profile = rules.catalog.productUnits[Int(product)]
    let row =
      gift.unit < 0
      ? rules.catalog.units.baseRow(of: profile)
      : rules.catalog.units.row(of: gift.unit, in: profile)
    guard row >= 0 else { return 0 }
    let each = try Ratio(Int128(gift.quantity), 1).multiplied(by: rules.catalog.units.ratio(row))
    guard let proportion = share.proportion else {
      return try each.multiplied(by: Ratio(Int128(share.times), 1)).settled(step: 1, mode: .down)
    }
    return try each.multiplied(by: proportion).settled(step: 1000, mode: .down)
  }

  /// Takes the amount of carved units off their line.
  private mutating func carve(_ run: Int, _ line: Int, _ units: Ratio) throws(NumericError) {
    guard scratch.opening[line] != 0 else { return }
    position = Int32(line)
    let offer = scratch.runs[run].offer
    let terms = rules.offers.terms[Int(offer)]
    var effect = LineEffect(
      offer: offer, kind: .freeGoods, base: input(line, terms).amount, amount: 0, exact: 0,
      isChosen: true)
    effect.exact = try base(line, terms, units: units)
    effect.amount = try settled(effect.exact, scratch.phase)
    if rules.offers.phases[scratch.phase].point != .unit {
      effect.exact = Int128(effect.amount) * 1_000_000
    }
    try add(effect, run, excludesOthers: false)
  }

  private mutating func give(
    _ run: Int, _ gift: GiftTerms, _ product: Int32, _ quantity: Int64, isInclusive: Bool
  ) throws(NumericError) {
    var pending = PendingGift(
      offer: scratch.runs[run].offer, product: product, quantity: quantity, price: 0, weight: 0,
      isInclusive: isInclusive)
    if gift.price > 0 {
      guard let each = try converted(gift.price, pending.offer, scratch.order) else { return }
      let profile = rules.catalog.productUnits[Int(product)]
      let row =
        gift.unit < 0
        ? rules.catalog.units.baseRow(of: profile)
        : rules.catalog.units.row(of: gift.unit, in: profile)
      let unit = rules.catalog.units.ratio(row)
      let count = Ratio(Int128(quantity) * unit.denominator, unit.numerator * 1000)
      pending.price = try each.multiplied(by: count).settled(
        step: extensionStep, mode: rules.book.rounding.lineExtension.mode)
    }
    if !isInclusive { pending.weight = try weight(of: pending) }
    scratch.gifts.append(pending)
  }

  // MARK: What a gift weighs in a choice

  private mutating func weight(of gift: PendingGift) throws(NumericError) -> Int128 {
    let group = rules.offers.group[Int(gift.offer)]
    let isCompared = group >= 0 && rules.offers.groups[Int(group)].choice == .best
    guard isCompared || scratch.weighsGifts else { return 0 }
    switch group >= 0 ? rules.offers.groups[Int(group)].giftValue : .price {
    case .none: return 0
    case .quantity: return Int128(gift.quantity) * 1_000_000_000
    case .cost:
      let cost = max(rules.catalog.productCost[Int(gift.product)], 0)
      guard let each = try converted(cost, gift.offer, scratch.order) else { return 0 }
      return try exact(try each.multiplied(by: Ratio(Int128(gift.quantity), 1000)))
    case .price:
      let amount = try Wide.subtract(try sellingAmount(gift), gift.price)
      return max(Int128(amount), 0) * 1_000_000
    }
  }

  /// What a line of its own would cost; zero without a price.
  private mutating func sellingAmount(_ gift: PendingGift) throws(NumericError) -> Int64 {
    let selling = rules.access.selling
    let order = Int(scratch.order)
    let base = rules.catalog.units.baseRow(of: rules.catalog.productUnits[Int(gift.product)])
    let query = PriceQuery(
      customer: batch.customer[order], product: gift.product, channel: batch.channel[order],
      region: batch.region[order], project: -1, currency: batch.currency[order],
      instant: pricingInstant(selling, order), unitRow: base,
      quantity: Ratio(Int128(gift.quantity), 1), order: scratch.order, line: -1)
    if rules.catalog.pricedByComponents[Int(gift.product)] {
      return try sumOfComponents(selling, query) ?? 0
    }
    guard case .found(let hit) = try search(kind: selling, query) else { return 0 }
    return try extended(hit.unitPrice, query.quantity)
  }
}

/// How much of a gift is earned: whole times, or a proportion.
struct GiftShare {
  var times: Int64 = 0
  var proportion: Ratio?

  var isAny: Bool { times > 0 || (proportion?.numerator ?? 0) > 0 }
}
