/// What one product costs a customer now, for a product page: the prices of one base unit.
///
/// All amounts are in millionths of ``currency``.
public struct ProductQuote: Hashable, Sendable {
  /// The price of one kind.
  public struct KindPrice: Hashable, Sendable {
    /// The kind's id.
    public var kind: String
    /// Its price of one base unit; `nil` where the kind has none.
    public var amount: Int64?
  }

  /// An offer that takes something off one base unit now.
  public struct AppliedOffer: Hashable, Sendable {
    /// The offer; ``CompiledRules/name(of:)`` gives its id.
    public var rule: RuleRef
    /// What it changes on one base unit, below zero where it takes off.
    public var amount: Int64
  }

  /// A larger quantity from which another price holds.
  public struct QuantityBreak: Hashable, Sendable {
    /// The smallest quantity of a line that reaches the break, in ``unit``, rounded up to
    /// thousandths; what the period already counted is taken into account.
    public var quantity: Quantity
    /// The unit in which the break is stated; the base unit for breaks by amount.
    public var unit: String
    /// The selling price of one ``unit`` for a line of ``quantity``, before offers: for graduated
    /// bands the average over that line. A cap that ends inside such a line is not looked at.
    public var unitPrice: Int64
    /// The same for one base unit.
    public var baseUnitPrice: Int64
  }

  /// The product's id, as asked.
  public var product: String
  /// The product's base unit; empty for an unknown product.
  public var unit: String
  /// The currency of every amount.
  public var currency: Currency
  /// The price of one base unit by kind, every kind of the book in id order.
  public var prices: [KindPrice]
  /// The selling price of one base unit, before offers; `nil` without a price.
  public var list: Int64?
  /// What a line of one base unit costs after offers; `nil` without a price.
  public var net: Int64?
  /// The price row that won; `nil` without a price, and for kits that cost what their parts cost.
  public var row: RuleRef?
  /// The next larger quantity with a price of its own, or `nil`.
  ///
  /// It is the next band of the schedule that prices one unit. Where one unit is below every band,
  /// it is the first band of the schedule that the search finds first.
  public var nextBreak: QuantityBreak?
  /// The offers that apply to one base unit now, in the order in which they take effect.
  public var offers: [AppliedOffer]
  /// What stands against a line of one base unit: unknown ids, no price, a minimum quantity.
  /// Charges and taxes are left out.
  public var findings: [Reason]
  /// Set where an amount does not fit (RULES.md X-004).
  public var fault: OrderError.Code?
}

extension CompiledRules {
  /// What products cost a customer: unit prices of every kind, the price after offers, the row that
  /// won and the next quantity break (RULES.md P-003, P-015, O-003).
  ///
  /// Every product is quoted as the only line of an order of one base unit, so quotes do not
  /// influence one another. Unknown ids are findings of the quotes they touch (RULES.md X-005).
  /// - Parameters:
  ///   - customer: The customer's id.
  ///   - products: Ids of products, in the order wanted.
  ///   - moment: When the prices are to hold.
  ///   - channel: The channel, or `nil` for the customer's.
  ///   - shipTo: The ship-to region, or `nil` for the customer's.
  ///   - currency: The currency, or `nil` for the customer's, else the book's.
  ///   - facts: What period balances and caps have used up so far.
  /// - Returns: One quote per product, in the order of `products`.
  /// - Complexity: O(products × (key fields + candidate offers)); the same call of a ``Workspace``
  ///   spares the making of one.
  public func quote(
    customer: String, products: [String], at moment: OrderMoment, channel: String? = nil,
    shipTo: String? = nil, currency: Currency? = nil, facts: Facts = Facts()
  ) -> [ProductQuote] {
    var workspace = Workspace(self)
    return workspace.quote(
      customer: customer, products: products, at: moment, channel: channel, shipTo: shipTo,
      currency: currency, facts: facts)
  }
}

extension Workspace {
  /// The quotes of ``CompiledRules/quote(customer:products:at:channel:shipTo:currency:facts:)``,
  /// made in storage that is kept.
  /// - Complexity: O(products × (key fields + candidate offers)).
  public mutating func quote(
    customer: String, products: [String], at moment: OrderMoment, channel: String? = nil,
    shipTo: String? = nil, currency: Currency? = nil, facts: Facts = Facts()
  ) -> [ProductQuote] {
    // One order of one line is resolved once; then only its product changes.
    let order = Order(
      id: "", customer: customer, moment: moment, currency: currency, channel: channel,
      shipTo: shipTo, lines: [OrderLine(number: 1, product: "", quantity: .one)], facts: facts)
    batch.append(order, rules)
    defer { batch = OrderBatch() }
    // Facts that are wrong, or a limit of no lines at all, refuse this order.
    guard batch.lineCount == 1 else { return products.map { refused($0) } }
    var priced = PricedBatch(detail: .steps)
    var breaks: [ProductQuote.QuantityBreak?] = []
    breaks.reserveCapacity(products.count)
    for id in products {
      let product = rules.catalog.products.index(of: id)
      batch.product[0] = product
      batch.unitRow[0] =
        product < 0
        ? -1 : Int32(rules.catalog.units.baseRow(of: rules.catalog.productUnits[Int(product)]))
      capUsedByBatch.removeAll(keepingCapacity: true)
      priceOrder(0, &priced)
      breaks.append(nextBreak(priced))
    }
    return products.indices.map { quote(products[$0], $0, priced, breaks[$0]) }
  }

  /// Puts the columns of one quoted product together.
  private mutating func quote(
    _ id: String, _ index: Int, _ priced: PricedBatch, _ next: ProductQuote.QuantityBreak?
  ) -> ProductQuote {
    let catalog = rules.catalog
    let product = catalog.products.index(of: id)
    let kinds = rules.access.names.indices.map { kind -> ProductQuote.KindPrice in
      let amount = priced.kindPrices[index * rules.access.names.count + kind]
      return ProductQuote.KindPrice(
        kind: rules.access.names[kind], amount: amount == Int64.min ? nil : amount)
    }
    let fault = priced.fault[index]
    let list = fault == 0 ? kinds[Int(rules.access.selling)].amount : nil
    let band = priced.lineBand[index]
    let reasons = priced.reasons[
      priced.reasonStart[index]..<priced.reasonStart[index + 1]]
    let line = [OrderLine(number: 1, product: id, quantity: .one)]
    return ProductQuote(
      product: id, unit: product < 0 ? "" : rules.catalog.baseUnitName(of: product),
      currency: batch.currencyValue[0], prices: kinds, list: list,
      net: list == nil ? nil : priced.lineNet[index],
      row: list == nil || band < 0 ? nil : RuleRef(.priceRow, Int(band)), nextBreak: next,
      offers: priced.steps(of: index).filter { $0.rule.kind == .offer }.map {
        ProductQuote.AppliedOffer(rule: $0.rule, amount: $0.amount)
      },
      findings: reasons.filter { !Workspace.isStatement($0.code) }.map {
        rules.reason($0, line, batch.currencyValue[0])
      },
      fault: fault == 0 ? nil : OrderError.Code(rawValue: fault - 1) ?? .unreadable)
  }

  private mutating func refused(_ id: String) -> ProductQuote {
    ProductQuote(
      product: id, unit: "", currency: batch.currencyValue[0], prices: [], list: nil, net: nil,
      row: nil, nextBreak: nil, offers: [], findings: [],
      fault: OrderError.Code(rawValue: (batch.fault.first ?? 0) &- 1) ?? .unreadable)
  }

  /// Whether a reason is about amounts of an order rather than about the product.
  private static func isStatement(_ code: ReasonCode) -> Bool {
    code == .charge || code == .tax || code == .documentRounding
  }

  // MARK: Quantity breaks

  /// The next larger quantity with a price of its own, for the product priced last.
  private mutating func nextBreak(_ priced: borrowing PricedBatch) -> ProductQuote.QuantityBreak? {
    guard batch.customer[0] >= 0, batch.product[0] >= 0,
      !rules.catalog.pricedByComponents[Int(batch.product[0])], priced.fault.last == 0
    else { return nil }
    let instant = pricingInstant(rules.access.selling, 0)
    let query = lineQuery(0, order: 0, instant: instant, batch.currency[0])
    do throws(NumericError) {
      let reached = Int(priced.lineBand.last ?? -1)
      if reached >= 0 {
        let schedule = rules.prices.schedule(ofBand: reached)
        guard reached + 1 < rules.prices.bands(ofSchedule: schedule).upperBound else { return nil }
        return try quantityBreak(reached + 1, schedule, query)
      }
      return try firstBand(query)
    } catch {
      // A break that cannot be computed is not shown; the price of one unit stands.
      return nil
    }
  }

  /// The first band of the schedule that the search finds first, for a unit below all bands.
  private mutating func firstBand(
    _ query: borrowing PriceQuery
  ) throws(NumericError) -> ProductQuote.QuantityBreak? {
    let kind = rules.access.kinds[Int(rules.access.selling)]
    for index in Int(kind.accessStart)..<Int(kind.accessStart + kind.accessCount) {
      let access = rules.access.accesses[index]
      if access.condition >= 0, !accessHolds(access.condition, query) { continue }
      for position in Int(access.tableStart)..<Int(access.tableStart + access.tableCount) {
        let schedule = Int(firstSchedule(rules.access.tables[position], query))
        guard schedule >= 0 else { continue }
        let band = rules.prices.bands(ofSchedule: schedule).lowerBound
        if let found = try quantityBreak(band, schedule, query) { return found }
      }
    }
    return nil
  }

  /// Where a band begins as a quantity of the line, and what the line costs there.
  private mutating func quantityBreak(
    _ band: Int, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> ProductQuote.QuantityBreak? {
    let table = rules.prices.table(ofSchedule: schedule)
    let opened = try opening(table, schedule, query)
    let wanted = try Ratio(Int128(rules.prices.from(ofBand: band)), 1)
      .added(to: Ratio(-opened.numerator, opened.denominator))
    var row = unitRow(ofSchedule: schedule, query.product)
    var thousandths = wanted
    if rules.prices.tables[Int(table)].schedule.basis == .amount {
      let first = rules.prices.bands(ofSchedule: schedule).lowerBound
      guard let price = try statedPrice(first, schedule, query), price.numerator > 0
      else { return nil }
      thousandths = try wanted.divided(by: price)
      row = rules.catalog.units.baseRow(of: rules.catalog.productUnits[Int(query.product)])
    }
    guard thousandths.numerator > 0 else { return nil }
    let settled = try thousandths.settled(step: 1, mode: .up)
    guard let quantity = Quantity(thousandths: settled) else { return nil }
    let unit = rules.catalog.units.ratio(row)
    var larger = copy query
    // A component asks alone as well: the one line of the order would be counted in its place.
    larger.line = -1
    larger.unitRow = row
    larger.quantity = try Ratio(Int128(settled), 1).multiplied(by: unit)
    guard query.quantity.isLess(than: larger.quantity),
      case .found(let hit) = try search(kind: rules.access.selling, larger)
    else { return nil }
    let price = try hit.unitPrice.multiplied(by: Ratio(1000, 1))
    return ProductQuote.QuantityBreak(
      quantity: quantity, unit: rules.catalog.texts.name(rules.catalog.units.unit[row]),
      unitPrice: try price.multiplied(by: unit).settled(step: 1, mode: .halfUp),
      baseUnitPrice: try price.settled(step: 1, mode: .halfUp))
  }
}
