// An order as the object that readers of orders read (RULES.md N-005, Z-001).
extension JSONWriter {
  private mutating func day(_ name: StaticString, _ value: CivilDate?) {
    text(name, value.map { "\($0)" })
  }

  private mutating func texts(_ name: StaticString, _ values: [String]) {
    guard !values.isEmpty else { return }
    key(name)
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  private mutating func moment(_ moment: OrderMoment) {
    switch moment {
    case .date(let date): day("date", date)
    case .instant(let instant): text("at", "\(instant)")
    }
  }

  /// The object of an order with its facts and approvals.
  mutating func write(_ order: Order) {
    beginObject()
    text("id", order.id)
    text("customer", order.customer)
    moment(order.moment)
    day("requested", order.requested)
    day("shipped", order.shipped)
    text("currency", order.currency?.code)
    text("channel", order.channel)
    text("shipTo", order.shipTo)
    text("postalCode", order.postalCode)
    if order.fulfilment != .ship { text("fulfilment", order.fulfilment.rawValue) }
    text("endRegion", order.endRegion)
    text("pickupAt", order.pickupAt)
    text("billTo", order.billTo)
    text("shipToCustomer", order.shipToCustomer)
    text("seller", order.seller)
    if order.solicitation != .unknown { text("solicitation", order.solicitation.rawValue) }
    if !order.chain.isEmpty { write(order.chain) }
    write(order.credit)
    texts("coupons", order.coupons)
    if !order.giftChoices.isEmpty {
      key("giftChoices")
      beginObject()
      for (offer, product) in order.giftChoices.sorted() {
        key(offer)
        string(product)
      }
      endObject()
    }
    amounts("funds", order.funds, scale: Money.scale)
    write(order.attributes)
    key("lines")
    beginArray()
    for line in order.lines.sorted(by: { $0.number < $1.number }) { write(line) }
    endArray()
    write(order.facts)
    if !order.approvals.isEmpty { write(order.approvals) }
    endObject()
  }

  private mutating func amounts(
    _ name: StaticString, _ map: IdentifierMap<Int64>, scale: Int
  ) {
    guard !map.isEmpty else { return }
    key(name)
    beginObject()
    for (id, value) in map.sorted() {
      key(id)
      decimal(value, scale: scale, minimum: 0)
    }
    endObject()
  }

  private mutating func write(_ chain: [Transfer]) {
    key("chain")
    beginArray()
    for transfer in chain {
      beginObject()
      text("to", transfer.to)
      key("share")
      decimal(transfer.share.millionths, scale: Money.scale, minimum: 0)
      endObject()
    }
    endArray()
  }

  private mutating func write(_ credit: OrderCredit) {
    text("terms", credit.terms)
    if credit.prepaid != 0 { money("prepaid", credit.prepaid) }
    if credit.checkpoint != .order { text("checkpoint", credit.checkpoint.rawValue) }
    text("replaces", credit.replaces)
    if let rate = credit.rate { text("creditRate", "\(rate.numerator)/\(rate.denominator)") }
    text("hold", credit.hold?.why)
    text("heldBy", credit.hold?.who)
    day("heldThrough", credit.hold?.through)
    guard let approved = credit.approved else { return }
    key("creditApproved")
    beginObject()
    money("amount", approved.amount)
    day("on", approved.on)
    texts("changed", credit.changed)
    endObject()
  }

  private mutating func write(_ attributes: Attributes) {
    guard !attributes.isEmpty else { return }
    key("attributes")
    beginObject()
    for (name, value) in attributes.sorted() {
      key(name)
      switch value {
      case .text(let text): string(text)
      case .number(let number): self.number(millionths: number)
      case .flag(let value): flag(value)
      case .date(let date): string("\(date)")
      }
    }
    endObject()
  }

  /// The object of a line.
  mutating func write(_ line: OrderLine) {
    beginObject()
    key("number")
    integer(Int(line.number))
    text("product", line.product)
    units("quantity", line.quantity.thousandths)
    text("unit", line.unit)
    text("project", line.project)
    if let manual = line.manual {
      switch manual.value {
      case .unitPrice(let price): money("price", price)
      case .percentOff(let rate): money("percentOff", rate.millionths)
      case .amountOff(let amount): money("amountOff", amount)
      }
      if !manual.who.isEmpty { text("who", manual.who) }
      if !manual.why.isEmpty { text("why", manual.why) }
    }
    money("quoted", line.quoted)
    write(line.attributes)
    endObject()
  }

  private mutating func write(_ approvals: [Approval]) {
    key("approvals")
    beginArray()
    for approval in approvals {
      beginObject()
      texts("findings", approval.findings)
      text("role", approval.role)
      if !approval.by.isEmpty { text("by", approval.by) }
      text("until", approval.until.map { "\($0)" })
      money("maxAmount", approval.maxAmount)
      text("orderHash", approval.orderHash)
      endObject()
    }
    endArray()
  }

  // MARK: Facts

  private mutating func write(_ facts: Facts) {
    guard facts != Facts() else { return }
    key("facts")
    beginObject()
    balances("openingBalances", facts.openingBalances)
    balances("capUsed", facts.capUsed)
    write(facts.offerUse)
    amounts("stock", facts.stock, scale: Quantity.scale)
    day("lastOrder", facts.lastOrder)
    if let count = facts.ordersBefore {
      key("ordersBefore")
      integer(Int(count))
    }
    amounts("totals", facts.totals, scale: Money.scale)
    if !facts.lastPrices.isEmpty {
      key("lastPrices")
      beginObject()
      for (product, prices) in facts.lastPrices.sorted() {
        key(product)
        // One price stands by itself, as it always has.
        if prices.count != 1 { beginArray() }
        for last in prices {
          beginObject()
          money("price", last.price)
          day("date", last.date)
          endObject()
        }
        if prices.count != 1 { endArray() }
      }
      endObject()
    }
    writeLots(facts.lots)
    if let recent = facts.recentOrders { write(recent) }
    endObject()
  }

  private mutating func balances(_ name: StaticString, _ map: IdentifierMap<Balance>) {
    guard !map.isEmpty else { return }
    key(name)
    beginObject()
    for (id, balance) in map.sorted() {
      key(id)
      beginObject()
      switch balance {
      case .quantity(let quantity): units("quantity", quantity.thousandths)
      case .amount(let amount): money("amount", amount)
      }
      endObject()
    }
    endObject()
  }

  private mutating func write(_ uses: IdentifierMap<OfferUse>) {
    guard !uses.isEmpty else { return }
    key("offerUse")
    beginObject()
    for (offer, use) in uses.sorted() {
      key(offer)
      beginObject()
      key("uses")
      integer(Int(use.uses))
      key("usesByCustomer")
      integer(Int(use.usesByCustomer))
      if !use.usesByCode.isEmpty {
        key("usesByCode")
        beginObject()
        for (code, count) in use.usesByCode.sorted() {
          key(code)
          integer(Int(count))
        }
        endObject()
      }
      money("amount", use.amount)
      units("units", use.units)
      endObject()
    }
    endObject()
  }

  private mutating func writeLots(_ lots: [StockLot]) {
    guard !lots.isEmpty else { return }
    key("lots")
    beginArray()
    for lot in lots {
      beginObject()
      text("product", lot.product)
      text("lot", lot.lot)
      day("made", lot.made)
      day("expires", lot.expires)
      units("quantity", lot.quantity)
      endObject()
    }
    endArray()
  }

  private mutating func write(_ recent: [RecentOrder]) {
    key("recentOrders")
    beginArray()
    for order in recent {
      beginObject()
      text("id", order.id)
      moment(order.moment)
      text("channel", order.channel)
      key("lines")
      beginArray()
      for line in order.lines {
        beginObject()
        text("product", line.product)
        units("quantity", line.quantity)
        endObject()
      }
      endArray()
      endObject()
    }
    endArray()
  }
}
