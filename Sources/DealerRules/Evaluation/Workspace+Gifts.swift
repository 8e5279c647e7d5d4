// Free goods (RULES.md O-018).
extension Workspace {
  /// Forms what an offer gives.
  mutating func formGift(_ run: Int, _ gift: GiftTerms) throws(NumericError) {
    let firstGift = scratch.gifts.count
    scratch.altered.removeAll(keepingCapacity: true)
    var short = ShortGift()
    if gift.products.isEmpty {
      let start = Int(batch.lineStart[Int(scratch.order)])
      for index in scratch.runs[run].lines where isOpen(run, index) {
        let line = Int(scratch.lines[index].position)
        guard gift.hasMeasure ? isMeasured(line, gift.measure, run) : true else { continue }
        let value = gift.hasMeasure ? try measured(line, gift.measure) : .one
        let earned = try share(of: gift, value, run)
        let product = batch.product[start + line]
        let gives = try form(run, gift, [earned], [product], Int32(line), firstGift)
        note(gift, [earned], [product], gives, value, &short)
      }
    } else {
      var most = Ratio.zero
      let earned = try shares(run, gift, &most)
      let products = preferred(run, gift)
      let gives = try form(run, gift, earned, products, -1, firstGift)
      note(gift, earned, products, gives, most, &short)
    }
    // What was earned and not given says why itself.
    guard firstGift == scratch.gifts.count, !short.isEnough, offerTrace != nil else { return }
    try traceShort(run, gift, short)
  }

  /// What the measure of a gift earns, or of each line by itself; `most` is the largest of them.
  private mutating func shares(
    _ run: Int, _ gift: GiftTerms, _ most: inout Ratio
  ) throws(NumericError) -> [GiftShare] {
    guard gift.hasMeasure, gift.measure.each == .line else {
      most = scratch.runs[run].value
      return [try share(of: gift, most, run)]
    }
    var shares: [GiftShare] = []
    for line in running.indices where isMeasured(line, gift.measure, run) {
      let value = try measured(line, gift.measure)
      if most.isLess(than: value) { most = value }
      shares.append(try share(of: gift, value, run))
    }
    return shares
  }

  /// Whether a measure counted a line when the offer was qualified, whatever it lost since.
  private mutating func isMeasured(_ line: Int, _ terms: MeasureTerms, _ run: Int) -> Bool {
    guard isPriced[line] else { return false }
    if terms.hasOwnLines { return holds(terms.node, line) }
    return scratch.runs[run].lines.contains {
      scratch.lines[$0].position == Int32(line) && scratch.lines[$0].isCounted
    }
  }

  /// The products of a gift in order of preference, the one that the order chose first.
  private mutating func preferred(_ run: Int, _ gift: GiftTerms) -> [Int32] {
    var products = gift.products.map { rules.offers.giftProducts[Int($0)] }
    let key = OrderBatch.key(scratch.order, scratch.runs[run].offer)
    if let choice = batch.promotion.giftChoice[key], products.contains(choice) {
      products.insert(choice, at: 0)
    }
    return products
  }

  /// How much a measure earns.
  private mutating func share(
    of gift: GiftTerms, _ value: Ratio, _ run: Int
  ) throws(NumericError) -> GiftShare {
    // A gift that follows from nothing is given once.
    guard gift.hasMeasure else { return GiftShare(times: 1) }
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
      if gift.times != .max { share = lesser(share, Ratio(Int128(gift.times), 1)) }
      return GiftShare(proportion: share)
    case .wholeUnit where count.denominator != 1: return GiftShare()
    case .wholeUnit, .unitRelated:
      let whole = Int64(clamping: count.numerator / count.denominator)
      return GiftShare(times: min(whole, gift.times))
    }
  }

  /// Gives the first product in stock, or what there is of the one with the most; whether what was
  /// earned comes to anything of a product.
  ///
  /// - Parameters:
  ///   - only: The line whose own product is given, −1 for products of the gift.
  ///   - first: Where the gifts of the offer begin.
  private mutating func form(
    _ run: Int, _ gift: GiftTerms, _ shares: [GiftShare], _ products: [Int32], _ only: Int32,
    _ first: Int
  ) throws(NumericError) -> Bool {
    var fallback: ChosenGift?
    var unfit: ChosenGift?
    var preferred: PreferredGift?
    for product in products {
      let wanted = Ratio(Int128(try quantity(shares, gift, product, run)), 1)
      guard wanted.numerator > 0 else { continue }
      // What lines hold has been asked already.
      let isForbidden = gift.mode == .exclusive && only < 0 && !mayHave(product, run)
      let wish = preferred ?? PreferredGift(product: product, isForbidden: isForbidden)
      preferred = wish
      if isForbidden {
        scratch.runs[run].isForbidden = true
        continue
      }
      var chosen = ChosenGift(product: product, quantity: wanted, wanted: wanted, preferred: wish)
      let stock: Ratio
      var allowed = wanted
      if gift.mode == .inclusive {
        let known = try ordered(product, run, only)
        stock = try known.isLess(than: wanted) ? packs(known, gift, product) : known
      } else {
        let known = Ratio(Int128(try self.stock(of: product, from: first)), 1)
        // What is short is given in whole packs.
        stock = try known.isLess(than: wanted) ? packs(known, gift, product) : known
        if only < 0 { allowed = try lesser(wanted, budgetUnits(run, gift, product)) }
        // Of a pack that is more than a budget has left none is given; a later product's may fit.
        if allowed.numerator == 0 {
          chosen.quantity = lesser(wanted, stock)
          if unfit == nil, stock.numerator > 0 { unfit = chosen }
          continue
        }
      }
      if stock.numerator > 0, !stock.isLess(than: allowed) {
        chosen.quantity = lesser(wanted, stock)
        try deliver(run, gift, chosen, only)
        return true
      }
      chosen.quantity = stock
      if (fallback?.quantity ?? .zero).isLess(than: stock) { fallback = chosen }
    }
    if let fallback = fallback ?? unfit {
      try deliver(run, gift, fallback, only)
    } else if preferred != nil, gift.mode == .exclusive {
      scratch.runs[run].isOutOfStock = true
      position = -1
      trace(
        scratch.runs[run].offer,
        scratch.runs[run].isForbidden ? .giftNotAllowed : .giftOutOfStock)
    }
    return preferred != nil
  }

  /// What the lines of an offer, or one of them, hold of a product in thousandths of base units.
  private mutating func ordered(
    _ product: Int32, _ run: Int, _ only: Int32
  ) throws(NumericError) -> Ratio {
    var sum = Ratio.zero
    let start = batch.lineStart[Int(scratch.order)]
    for index in scratch.runs[run].lines where isOpen(run, index) {
      let position = scratch.lines[index].position
      guard only < 0 || only == position, batch.product[Int(start + position)] == product else {
        continue
      }
      sum = try sum.added(to: baseQuantity(start + position))
    }
    return sum
  }

  /// Gives a product on top, or carves it out of the lines of the offer.
  private mutating func deliver(
    _ run: Int, _ gift: GiftTerms, _ chosen: ChosenGift, _ only: Int32
  ) throws(NumericError) {
    let shown = try chosen.quantity.settled(step: 1, mode: .down)
    guard gift.mode == .inclusive else {
      let before = scratch.gifts.count
      try give(run, gift, chosen.product, shown, only, isInclusive: false)
      if scratch.gifts.count > before { noteAltered(chosen, shown, only) }
      return
    }
    try carve(run, chosen.product, chosen.quantity, only)
    try give(run, gift, chosen.product, shown, only, isInclusive: true)
  }

  /// Thousandths of base units in stock, less what the order's lines and its gifts take, those of
  /// the offer at work from a position on; `Int64.max` where nothing is known.
  private mutating func stock(of product: Int32, from first: Int) throws(NumericError) -> Int64 {
    guard let stock = batch.promotion.stock[OrderBatch.key(scratch.order, product)] else {
      return .max
    }
    var left = Int128(stock)
    for gift in scratch.given where gift.product == product && !gift.isInclusive {
      left -= Int128(gift.quantity)
    }
    for gift in scratch.gifts[first...] where gift.product == product {
      left -= Int128(gift.quantity)
    }
    if let ordered = try orderedUnits()[product] {
      let lines = ordered.numerator / ordered.denominator
      left -= lines * ordered.denominator == ordered.numerator ? lines : lines + 1
    }
    return Int64(clamping: max(left, 0))
  }

  /// What the order's lines order of each product, in thousandths of base units; summed once.
  private mutating func orderedUnits() throws(NumericError) -> [Int32: Ratio] {
    if let known = scratch.ordered { return known }
    var sums: [Int32: Ratio] = [:]
    let order = Int(scratch.order)
    for line in batch.lineStart[order]..<batch.lineStart[order + 1] where isResolved(line) {
      let product = batch.product[Int(line)]
      sums[product] = try (sums[product] ?? .zero).added(to: baseQuantity(line))
    }
    scratch.ordered = sums
    return sums
  }

  /// Thousandths of base units of a product; none of one that lacks the unit.
  private mutating func quantity(
    _ shares: [GiftShare], _ gift: GiftTerms, _ product: Int32, _ run: Int
  ) throws(NumericError) -> Int64 {
    guard let unit = unit(of: gift, product) else {
      position = -1
      trace(scratch.runs[run].offer, .unitUnknown)
      return 0
    }
    let each = try Ratio(Int128(gift.quantity), 1).multiplied(by: unit)
    var sum = Ratio.zero
    for share in shares {
      if let proportion = share.proportion {
        let whole = try each.multiplied(by: proportion).settled(step: 1000, mode: .down)
        sum = try sum.added(to: Ratio(Int128(max(whole, 0)), 1))
      } else {
        let times = Ratio(Int128(max(share.times, 0)), 1)
        sum = try sum.added(to: try each.multiplied(by: times))
      }
    }
    return try sum.settled(step: 1, mode: .down)
  }

  /// Base units in one unit of a gift; `nil` where the product lacks it.
  mutating func unit(of gift: GiftTerms, _ product: Int32) -> Ratio? {
    let profile = rules.catalog.productUnits[Int(product)]
    let row =
      gift.unit < 0
      ? rules.catalog.units.baseRow(of: profile)
      : rules.catalog.units.row(of: gift.unit, in: profile)
    return row < 0 ? nil : rules.catalog.units.ratio(row)
  }

  /// Carves units of a product out of the lines of an offer, or of one of them.
  mutating func carve(
    _ run: Int, _ product: Int32, _ quantity: Ratio, _ only: Int32
  ) throws(NumericError) {
    var left = quantity
    let start = batch.lineStart[Int(scratch.order)]
    for index in scratch.runs[run].lines where isOpen(run, index) && left.numerator > 0 {
      let position = scratch.lines[index].position
      guard only < 0 || only == position, batch.product[Int(start + position)] == product else {
        continue
      }
      let units = lesser(left, baseQuantity(start + position))
      try carve(run, Int(position), units)
      left = try left.added(to: Ratio(-units.numerator, units.denominator))
    }
  }

  /// Takes the amount of carved units off their line.
  private mutating func carve(_ run: Int, _ line: Int, _ units: Ratio) throws(NumericError) {
    guard scratch.opening[line] != 0 else { return }
    position = Int32(line)
    let offer = scratch.runs[run].offer
    let terms = rules.offers.terms[Int(offer)]
    let off = try exactBase(line, terms, units: units)
    let (amount, exact) = try effect(off, scratch.phase)
    let effect = LineEffect(
      offer: offer, kind: .freeGoods, base: try settledAmount(off), amount: amount, exact: exact,
      isChosen: true)
    try add(effect, run, excludesOthers: false)
    scratch.uses.append(UnitUse(position: position, units: units))
  }

  private mutating func give(
    _ run: Int, _ gift: GiftTerms, _ product: Int32, _ quantity: Int64, _ only: Int32,
    isInclusive: Bool
  ) throws(NumericError) {
    var pending = PendingGift(
      offer: scratch.runs[run].offer, product: product, quantity: quantity, price: 0, weight: 0,
      isInclusive: isInclusive, line: only)
    if !isInclusive {
      // A price that does not convert keeps the gift from being given (RULES.md T-007).
      guard try charge(of: pending, gift) != nil else { return }
      pending.weight = try weight(of: pending)
    }
    scratch.gifts.append(pending)
  }

  /// What is charged for a gift; `nil` without an exchange rate.
  private mutating func charge(
    of given: PendingGift, _ gift: GiftTerms
  ) throws(NumericError) -> Int64? {
    guard gift.price > 0 else { return 0 }
    guard let unit = unit(of: gift, given.product),
      let each = try converted(gift.price, given.offer, scratch.order)
    else { return nil }
    let count = try Ratio(Int128(given.quantity), 1000).divided(by: unit)
    return try each.multiplied(by: count).settled(
      step: extensionStep, mode: rules.book.rounding.lineExtension.mode)
  }

  /// Gives what an offer has formed; of one product once, whatever lines earned it.
  mutating func keepGifts(_ run: Int, _ result: inout PricedBatch) throws(NumericError) {
    let first = scratch.given.count
    for index in scratch.runs[run].gifts where scratch.gifts[index].quantity > 0 {
      let gift = scratch.gifts[index]
      if gift.line >= 0, !gift.isInclusive, !scratch.isTrial {
        let line = lineIndex(Int(gift.line), result)
        result.lineFree[line] = try Wide.add(result.lineFree[line], gift.quantity)
      }
      let same = scratch.given[first...].firstIndex {
        $0.product == gift.product && $0.isInclusive == gift.isInclusive
      }
      guard let same else {
        scratch.given.append(gift)
        continue
      }
      scratch.given[same].quantity = Int64(
        clamping: Int128(scratch.given[same].quantity) + Int128(gift.quantity))
      scratch.given[same].weight += gift.weight
    }
    for index in scratch.given[first...].indices where !scratch.given[index].isInclusive {
      let given = scratch.given[index]
      let terms = rules.offers.gifts[Int(rules.offers.terms[Int(given.offer)].detail)]
      scratch.given[index].price = try charge(of: given, terms) ?? 0
    }
  }

  /// Charges goods given at a price (RULES.md T-007).
  mutating func chargeGifts(_ result: inout PricedBatch) throws(NumericError) -> Int64 {
    var total: Int64 = 0
    for gift in scratch.given where !gift.isInclusive {
      let terms = rules.offers.gifts[Int(rules.offers.terms[Int(gift.offer)].detail)]
      guard terms.price > 0 else { continue }
      total = try Wide.add(total, gift.price)
      report(
        .giftPrice, line: -1, rule: RuleRef(.offer, Int(gift.offer)), a: gift.price, &result)
    }
    return total
  }

  // MARK: What a gift weighs in a choice

  mutating func weight(of gift: PendingGift) throws(NumericError) -> Int128 {
    // Of nothing there is no price to look for.
    guard gift.quantity > 0 else { return 0 }
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
      let terms = rules.offers.gifts[Int(rules.offers.terms[Int(gift.offer)].detail)]
      let charge = try charge(of: gift, terms) ?? 0
      return try Wide.multiply(max(try sellingAmount(gift) - Int128(charge), 0), 1_000_000)
    }
  }

  /// What a line of its own would cost without capped rows; zero without a price. It is compared,
  /// never charged, and may be more than an amount holds.
  private mutating func sellingAmount(_ gift: PendingGift) throws(NumericError) -> Int128 {
    let selling = rules.access.selling
    let order = Int(scratch.order)
    let base = rules.catalog.units.baseRow(of: rules.catalog.productUnits[Int(gift.product)])
    let query = PriceQuery(
      customer: batch.customer[order], product: gift.product, channel: batch.channel[order],
      region: batch.region[order], project: -1, currency: batch.currency[order],
      instant: pricingInstant(selling, order), unitRow: base,
      quantity: Ratio(Int128(gift.quantity), 1), order: scratch.order, line: -1, passesCaps: true)
    if rules.catalog.pricedByComponents[Int(gift.product)] {
      return try wideSumOfComponents(selling, query) ?? 0
    }
    guard case .found(let hit) = try search(kind: selling, query) else { return 0 }
    return try wideExtended(hit.unitPrice, query.quantity)
  }
}
