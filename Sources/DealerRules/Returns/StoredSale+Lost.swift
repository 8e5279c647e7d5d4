// Offers that a changed order does not earn any more (RULES.md Z-060).
extension StoredSale {
  /// Whether goods go out of a sale in which offers took part, so that one may be lost.
  ///
  /// - Parameter stays: Thousandths of each line that stay or count as if they did, by number.
  func mayLose(_ stays: [Int32: Int64]) -> Bool {
    !terms.isEmpty
      && input.lines.contains { stays[$0.number] ?? 0 < $0.quantity.thousandths }
  }

  /// What a part of a line that was added to it holds where so much of the line is there: its
  /// share, up to a whole unit where it is whole units.
  static func added(_ quantity: Int64, _ taken: Int64, of whole: Int64) -> Int64 {
    guard whole > 0, taken != whole else { return quantity }
    let unit: Int128 = quantity % Quantity.one.thousandths == 0 ? 1000 : 1
    let divisor = Int128(whole) * unit
    let units = (Int128(quantity) * Int128(taken) + divisor - 1) / divisor
    return Int64(clamping: min(units * unit, Int128(taken)))
  }
}

/// What offers give: amounts taken off, above zero, by offer and line, and free goods.
struct OfferGains {
  var cuts: [IdentifierKey: [Int32: Int64]] = [:]
  var gifts: [GiftKey: Int64] = [:]

  init() {}

  init(_ sale: StoredSale) throws(NumericError) {
    for cut in sale.cuts where sale.terms[cut.rule] != nil {
      try add(cut, try Wide.subtract(0, cut.amount))
    }
    for item in sale.items { try add(item) }
  }

  mutating func add(_ cut: SaleCut, _ amount: Int64) throws(NumericError) {
    let own = IdentifierKey(cut.rule)
    let sum = cuts[own]?[cut.line] ?? 0
    cuts[own, default: [:]][cut.line] = try Wide.add(sum, amount)
  }

  mutating func add(_ item: SaleItem) throws(NumericError) {
    guard let gift = item.gift else { return }
    let key = GiftKey(gift, item.product)
    gifts[key] = try Wide.add(gifts[key] ?? 0, item.quantity)
  }

  /// What an offer takes off in all.
  func sum(_ offer: IdentifierKey) throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    for amount in (cuts[offer] ?? [:]).values { sum = try Wide.add(sum, amount) }
    return sum
  }

  /// The share that goods have of what an offer takes off their lines.
  ///
  /// - Parameters:
  ///   - goods: Thousandths of each line, by number.
  ///   - ordered: Those of the order that the gains are of.
  func share(
    _ offer: IdentifierKey, _ goods: [Int32: Int64], of ordered: [Int32: Int64], step: Int64
  ) throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    for (line, amount) in cuts[offer] ?? [:] {
      guard let whole = ordered[line], whole > 0 else { continue }
      let part = max(0, min(goods[line] ?? 0, whole))
      sum = try Wide.add(sum, ReturnShare.upTo(part, of: whole, amount, step: step))
    }
    return sum
  }
}

/// Whether an offer of a sale is lost in a changed order (RULES.md Z-060). A sale is of parts: the
/// order that was priced first, and what was added to it and priced as orders of their own.
struct LostOffers {
  let desk: ReturnDesk
  /// The sale as it was priced last.
  let base: StoredSale
  /// The changed order with what went out by the supplier's fault, and what it gives.
  let order: Order
  let again: StoredSale
  /// What is added to it.
  let more: [OrderLine]
  /// Thousandths of each line of `base` that stay or count as if they did, and of those by part.
  private let stays: [Int32: Int64]
  private let goods: [[Int32: Int64]]
  /// What went out before the sale was priced last, which stands in no part.
  private let away: [Int32: Int64]
  /// What each part gives as an order of its own, and what is added behind the last.
  private var alone: [Int: OfferGains] = [:]

  /// - Parameters:
  ///   - stays: Thousandths of each line of `base` that stay or count as if they did, by number.
  ///   - away: Those that went out by the supplier's fault before it was priced.
  init(
    _ desk: ReturnDesk, _ base: StoredSale, _ stays: [Int32: Int64], away: [Int32: Int64],
    in order: Order, as again: StoredSale, beside more: [OrderLine]
  ) {
    (self.desk, self.base, self.order, self.again) = (desk, base, order, again)
    (self.more, self.away, self.stays) = (more, away, stays)
    let ordered = StoredSale.quantities(base.input)
    var first = stays
    var others: [[Int32: Int64]] = []
    for addition in base.additions {
      var own: [Int32: Int64] = [:]
      for (line, quantity) in addition {
        let left = first[line] ?? 0
        let part = StoredSale.added(quantity, stays[line] ?? 0, of: ordered[line] ?? 0)
        own[line] = min(part, left)
        first[line] = left - min(part, left)
      }
      others.append(own)
    }
    goods = [first] + others
  }

  /// Whether goods that stay do not get any more what they keep of an offer.
  mutating func isAny() throws(NumericError) -> Bool {
    let now = try OfferGains(again)
    for part in goods.indices {
      if try isAny(of: part, now) { return true }
    }
    return false
  }

  private mutating func isAny(of part: Int, _ now: OfferGains) throws(NumericError) -> Bool {
    let kept = try kept(part)
    for (gift, quantity) in kept.gifts where quantity > 0 {
      var given = now.gifts[gift] ?? 0
      for other in 0...goods.count where other != part {
        given = try Wide.subtract(given, try gains(other).gifts[gift] ?? 0)
      }
      if given < quantity, try gains(part).gifts[gift] ?? 0 < quantity { return true }
    }
    let ordered = StoredSale.quantities(base.input)
    for (offer, lines) in kept.cuts {
      let whole = try kept.share(offer, stays, of: ordered, step: base.step)
      let count = lines.keys.filter { stays[$0] ?? 0 > 0 }.count
      let least = try Wide.subtract(whole, try Wide.narrow(Int128(count), times: base.step))
      if try given(offer, part, now) >= least { continue }
      let own = try gains(part).share(
        offer, goods[part], of: StoredSale.quantities(order(of: part)), step: base.step)
      if own < least { return true }
    }
    return false
  }

  /// What a part was given, of whole lines.
  private func kept(_ part: Int) throws(NumericError) -> OfferGains {
    var kept = OfferGains()
    for cut in base.cuts where base.terms[cut.rule] != nil && Int(cut.addition) == part {
      try kept.add(cut, try Wide.subtract(0, cut.amount))
    }
    for item in base.items where Int(item.addition) == part { try kept.add(item) }
    return kept
  }

  /// What goods of a part get of an offer in the changed order: what it takes off each unit by a
  /// rate or an amount is theirs by shares; of what it takes off once, or within a bound, they have
  /// what other parts would not have as orders of their own.
  private mutating func given(
    _ offer: IdentifierKey, _ part: Int, _ now: OfferGains
  ) throws(NumericError) -> Int64 {
    let ordered = StoredSale.quantities(order)
    if isOfUnits(offer) {
      return try now.share(offer, goods[part], of: ordered, step: base.step)
    }
    var there = ordered
    for (line, quantity) in away { there[line] = (there[line] ?? 0) - quantity }
    var given = try now.share(offer, there, of: ordered, step: base.step)
    for other in 0...goods.count where other != part {
      given = try Wide.subtract(given, try gains(other).sum(offer))
    }
    return given
  }

  /// Whether an offer gives each unit the same, however many there are.
  private func isOfUnits(_ offer: IdentifierKey) -> Bool {
    guard
      let own = desk.rules.book.offers.first(where: {
        IdentifierOrder.areEqual($0.id, offer.text)
      }), own.units == nil, own.combination.cap == nil, own.combination.capPerLine == nil
    else { return false }
    func isRate(_ cut: Cut) -> Bool {
      if case .percentOff = cut { return true }
      return false
    }
    switch own.benefit {
    case .cut(let cut, let per): return per == .unit || isRate(cut)
    case .ladder(let ladder):
      return ladder.per == .unit || ladder.rungs.allSatisfy { isRate($0.cut) }
    default: return false
    }
  }

  /// The goods of a part as an order of their own, the first with what went out before; behind the
  /// last part what is added now.
  private func order(of part: Int) -> Order {
    var own = order
    guard part < goods.count else {
      own.lines = more
      return own
    }
    own.lines = order.lines.compactMap { line in
      var line = line
      let before = part == 0 ? away[line.number] ?? 0 : 0
      let quantity = (goods[part][line.number] ?? 0) + before
      line.quantity = Quantity(thousandths: quantity) ?? .zero
      return quantity > 0 ? line : nil
    }
    return own
  }

  /// What an order of a part gives; nothing where it has no price.
  private mutating func gains(_ part: Int) throws(NumericError) -> OfferGains {
    if let known = alone[part] { return known }
    let order = order(of: part)
    var gains = OfferGains()
    if !order.lines.isEmpty,
      case .success(let sale) = desk.rules.sale(of: order, desk.hashes, terms: base.terms)
    {
      gains = try OfferGains(sale)
    }
    alone[part] = gains
    return gains
  }
}
