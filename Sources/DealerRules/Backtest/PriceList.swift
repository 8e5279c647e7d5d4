/// What a dealer pays for a unit of every product on a day (RULES.md U-031).
public enum PriceList {
  /// Why a dealer may not buy a product.
  public struct Refusal: Hashable, Sendable {
    /// What holds or blocks it.
    public var code: ReasonCode
    /// The rule that does, or ``RuleRef/none``.
    public var rule: RuleRef
  }

  /// One product.
  public struct Entry: Sendable {
    /// The product.
    public var product: String
    /// The base unit, in which it is priced.
    public var unit: String
    /// How much is ordered: the smallest quantity that can be.
    public var quantity: Quantity
    /// List amount of it in millionths; `nil` where there is no price.
    public var list: Int64?
    /// Net after offers in millionths; `nil` where there is no price.
    public var net: Int64?
    /// The row that priced it, or ``RuleRef/none``.
    public var row: RuleRef
    /// The offers that took something off it.
    public var offers: [RuleRef]
    /// What the order would be told.
    public var outcome: Outcome
    /// What keeps the dealer from buying it there, empty where nothing does (RULES.md R-010 …
    /// R-019); the price is what it would pay nevertheless.
    public var refusals: [Refusal]
    /// The currency of the amounts.
    public var currency: Currency

    /// Whether the dealer may buy it: `allow`, or what ``refusals`` do to an order.
    public var authorization: Outcome { refusals.map(\.code.severity).max() ?? .allow }

    /// Net for one unit in millionths, half-up; `nil` where there is no price.
    public var netPerUnit: Int64? { net.map { perUnit($0) } }
    /// List price of one unit in millionths, half-up; `nil` where there is no price.
    public var listPerUnit: Int64? { list.map { perUnit($0) } }

    private func perUnit(_ amount: Int64) -> Int64 {
      let (doubled, units) = (Int128(amount) * 2000, Int128(quantity.thousandths))
      let half = doubled + (amount < 0 ? -units : units)
      return Int64(clamping: half / (2 * units))
    }
  }
}

extension CompiledRules {
  /// The prices of a dealer, product by product, each as the only line of an order.
  ///
  /// - Parameters:
  ///   - customer: The dealer.
  ///   - moment: When the orders would be placed.
  ///   - products: The products; `nil` for all, in id order.
  ///   - quantity: How much of each; `nil` for the smallest quantity that can be ordered.
  ///   - shipTo: The region that the goods go to; `nil` for the dealer's own.
  /// - Complexity: that of pricing an order a product.
  public func priceList(
    for customer: String, at moment: OrderMoment, products: [String]? = nil,
    quantity: Quantity? = nil, shipTo: String? = nil
  ) -> [PriceList.Entry] {
    let all = products ?? book.products.map(\.id).sorted(by: IdentifierOrder.precedes)
    var workspace = Workspace(self)
    var batch = OrderBatch()
    var result = PricedBatch(detail: .steps)
    var entries: [PriceList.Entry] = []
    for product in all {
      let index = catalog.products.index(of: product)
      guard index >= 0 else { continue }
      let least = max(catalog.minimumQuantity[Int(index)], catalog.orderMultiple[Int(index)])
      let smallest = Quantity(thousandths: least > 0 ? least : 1000) ?? .one
      let amount = quantity ?? smallest
      batch.removeAll()
      batch.append(
        Order(
          id: "list", customer: customer, moment: moment, shipTo: shipTo,
          lines: [OrderLine(number: 1, product: product, quantity: amount)]), self)
      result.removeAll()
      workspace.price(batch, into: &result)
      let steps = result.fault[0] == 0 ? result.steps(of: 0) : []
      let row = steps.first { $0.kind == .price }?.rule
      let base = catalog.units.baseRow(of: catalog.productUnits[Int(index)])
      entries.append(
        PriceList.Entry(
          product: product, unit: catalog.texts.name(catalog.units.unit[base]), quantity: amount,
          list: row == nil ? nil : result.lineList.first,
          net: row == nil ? nil : result.lineNet.first, row: row ?? .none,
          offers: PriceList.rules(steps),
          outcome: result.outcome(of: 0) ?? .block,
          refusals: result.reasons.filter { $0.code.isRefusal }.map {
            PriceList.Refusal(code: $0.code, rule: $0.rule)
          }, currency: batch.currency(of: 0)))
    }
    return entries
  }
}

extension PriceList {
  /// The rules that changed a line's amount, each once, as they first did.
  fileprivate static func rules(_ steps: some Sequence<Step>) -> [RuleRef] {
    var found: [RuleRef] = []
    for step in steps where step.kind != .price && step.amount != 0 {
      if !found.contains(step.rule) { found.append(step.rule) }
    }
    return found
  }
}

extension ReasonCode {
  /// Whether it says that the dealer may not buy the goods, or not there.
  fileprivate var isRefusal: Bool {
    switch self {
    case .unknownCustomer, .unknownRegion, .regionSplit, .unknownParty, .territoryBlocked,
      .territoryHeld, .unlistedBlocked, .unlistedHeld, .whiteSpaceBlocked, .whiteSpaceHeld,
      .exclusionBlocked, .exclusionHeld, .notListedBlocked, .notListedHeld, .licenseMissing,
      .licenseHeld:
      true
    default: false
    }
  }
}
