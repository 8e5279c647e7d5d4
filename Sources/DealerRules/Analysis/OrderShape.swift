/// What an order brings beside the goods that are looked at (RULES.md U-025).
struct OrderShape: Hashable {
  /// Values of fields of the order, its lines and its facts; what is not stated is left out.
  var values: [ConditionField: AttributeValue] = [:]
  var coupons: [String] = []
  /// Further lines: products and how much of them, in thousandths.
  var companions: [Companion] = []
  /// How many of these have smaller line numbers than the goods that are looked at, so that they
  /// fill ladders before these (RULES.md O-016).
  var ahead = 0

  struct Companion: Hashable {
    var product: String
    var quantity: Int64
    /// The unit, `nil` for the base unit.
    var unit: String?
  }

  /// Where the line that is looked at stands among the lines by number.
  var place: Int { ahead }

  /// Which line stands at a place: the one that is looked at, or one more than a further one's.
  func line(at place: Int) -> Int {
    if place == ahead { return 0 }
    return place < ahead ? place + 1 : place
  }

  /// The order of a customer for a product in this shape, whose line is stated first whatever its
  /// number; `nil` where a quantity is out of range.
  func order(
    _ customer: String, _ product: String, _ quantity: Int64, _ instant: Instant
  ) -> Order? {
    guard let stated = Quantity(thousandths: quantity) else { return nil }
    var lines = [OrderLine(number: Int32(place) + 1, product: product, quantity: stated)]
    for (index, line) in companions.enumerated() {
      guard let stated = Quantity(thousandths: line.quantity) else { return nil }
      var further = OrderLine(
        number: Int32(index) + (index < ahead ? 1 : 2), product: line.product, quantity: stated)
      further.unit = line.unit
      lines.append(further)
    }
    var order = Order(
      id: "worst", customer: customer, moment: .instant(instant), coupons: coupons, lines: lines)
    for (field, value) in values { OrderShape.state(value, of: field, &order) }
    return order
  }

  private static func state(_ value: AttributeValue, of field: ConditionField, _ order: inout Order)
  {
    switch (field, value) {
    case (.channel, .text(let text)): order.channel = text
    case (.region, .text(let text)): order.shipTo = text
    case (.currency, .text(let text)): order.currency = Currency(text)
    case (.orderNth, .number(let number)): order.facts.ordersBefore = number / 1_000_000 - 1
    case (.lastOrder, .date(let day)): order.facts.lastOrder = day
    case (.total(let name), .number(let number)): order.facts.totals[name] = number
    case (.orderAttribute(let name), _): state(value, ofOrder: name, &order)
    default: for index in order.lines.indices { state(value, of: field, index, &order) }
    }
  }

  private static func state(_ value: AttributeValue, ofOrder name: String, _ order: inout Order) {
    switch (name, value) {
    case ("requested", .date(let day)): order.requested = day
    case ("shipped", .date(let day)): order.shipped = day
    case ("fulfilment", .text(let text)): order.fulfilment = Fulfilment(rawValue: text) ?? .ship
    case ("solicitation", .text(let text)):
      order.solicitation = Solicitation(rawValue: text) ?? .unknown
    case ("seller", .text(let text)): order.seller = text
    case ("billTo", .text(let text)): order.billTo = text
    case ("terms", .text(let text)): order.credit.terms = text
    default: order.attributes[name] = value
    }
  }

  private static func state(
    _ value: AttributeValue, of field: ConditionField, _ line: Int, _ order: inout Order
  ) {
    let product = order.lines[line].product
    switch (field, value) {
    case (.lineUnit, .text(let unit)) where line == 0: order.lines[line].unit = unit
    case (.lineProject, .text(let text)): order.lines[line].project = text
    case (.lineAttribute(let name), _): order.lines[line].attributes[name] = value
    case (.productStock, .number(let number)): order.facts.stock[product] = number / 1000
    case (.lineExpires, .date(let day)):
      order.facts.lots.append(
        StockLot(product: product, lot: "made-up", expires: day, quantity: 1_000_000_000_000))
    default: break
    }
  }
}
