public import DealerRules

/// A small book for hand-computed cases: products `A` and `B`, a dealer `D`, a table `list` by
/// product in CNY, and the kind `price` over it.
public struct Shop {
  /// The book, to be changed further.
  public var book: RuleBook

  /// A shop whose list has a price of each product in text, `["A": "10.00"]`.
  public init(_ prices: [String: String], currency: Currency = .cny) {
    book = RuleBook(name: "shop", currency: currency)
    book.products = ["A", "B"].map { Product(id: $0) }
    book.customers = [Customer(id: "D")]
    var list = PriceTable(id: "list", keys: [.product])
    for (product, price) in prices.sorted(by: { $0.key < $1.key }) {
      list.rows.append(PriceRow(key: [product], value: .amount(Shop.millionths(price))))
    }
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
  }

  /// A decimal as millionths; 0 where the text is none.
  public static func millionths(_ text: String) -> Int64 { Money(text, .cny)?.millionths ?? 0 }

  /// A rate from text; 0 where the text is none.
  public static func rate(_ text: String) -> Rate { Rate(text) ?? .zero }

  /// A quantity from text; 1 where the text is none.
  public static func quantity(_ text: String) -> Quantity { Quantity(text) ?? .one }

  /// A line of the order.
  public static func line(
    _ number: Int32, _ product: String, _ quantity: String, unit: String? = nil
  ) -> OrderLine {
    OrderLine(number: number, product: product, quantity: Shop.quantity(quantity), unit: unit)
  }

  /// An order of the dealer `D` on 2025-03-01.
  public static func order(_ lines: [OrderLine], currency: Currency? = nil) -> Order {
    let day = CivilDate("2025-03-01").map { OrderMoment.date($0) }
    return Order(
      id: "1", customer: "D", moment: day ?? .instant(.distantPast), currency: currency,
      lines: lines)
  }

  /// Adds a table in front of the list, with bands of product `A` by their start.
  public mutating func addBands(
    _ bands: [(from: String, price: String)], _ schedule: Schedule, id: String = "bands"
  ) {
    var table = PriceTable(id: id, keys: [.product], schedule: schedule)
    for band in bands {
      let from =
        schedule.basis == .amount
        ? Shop.millionths(band.from) : Shop.quantity(band.from).thousandths
      table.rows.append(
        PriceRow(
          key: ["A"], value: .amount(Shop.millionths(band.price)),
          from: band.from == "0" ? 0 : from))
    }
    book.priceTables.append(table)
    book.priceKinds[0].accesses.insert(Access(tables: [id]), at: 0)
  }

  /// Adds an offer, and its phase where it is new.
  public mutating func offer(
    _ id: String, _ benefit: Benefit, phase: Phase = Phase(id: "phase"), group: String? = nil,
    priority: Int32 = 0
  ) {
    if !book.phases.contains(where: { $0.id == phase.id }) { book.phases.append(phase) }
    book.offers.append(
      Offer(id: id, phase: phase.id, group: group, priority: priority, benefit: benefit))
  }

  /// What the reference says about the order.
  public func price(_ order: Order) throws(OrderError) -> ReferenceDecision {
    try ReferenceEvaluator(book).price(order).get()
  }
}
