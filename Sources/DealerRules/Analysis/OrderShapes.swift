/// What an order may bring beside its lines, as offers ask for it (RULES.md U-025).
struct OrderShape: Hashable {
  var channel: String?
  var shipTo: String?
  var coupons: [String] = []
  var attributes = Attributes()
  var ordersBefore: Int64?
  var totals: IdentifierMap<Int64> = [:]
  /// Further lines: products and how much of them.
  var companions: [Companion] = []

  struct Companion: Hashable {
    var product: String
    var quantity: Quantity
  }

  /// Shapes made at most for one product and class.
  static let most = 96

  /// The order of a customer for a product.
  func order(
    _ customer: String, _ product: String, _ quantity: Quantity, _ instant: Instant
  ) -> Order {
    var lines = [OrderLine(number: 1, product: product, quantity: quantity)]
    for (index, line) in companions.enumerated() {
      lines.append(
        OrderLine(number: Int32(index) + 2, product: line.product, quantity: line.quantity))
    }
    var order = Order(
      id: "worst", customer: customer, moment: .instant(instant), channel: channel,
      shipTo: shipTo, coupons: coupons, attributes: attributes, lines: lines)
    order.facts.ordersBefore = ordersBefore
    order.facts.totals = totals
    return order
  }
}

/// Makes the shapes that may matter to some offers.
struct OrderShapes {
  private let offers: [Offer]
  private let companions: [[OrderShape.Companion]]

  init(_ offers: [Offer], companions: [[OrderShape.Companion]]) {
    self.offers = offers
    self.companions = companions
  }

  /// The plain order, what each offer asks for, what all ask for together, each with every set of
  /// their coupons and in every channel and region that they name; in fixed order, each once.
  func all() -> [OrderShape] {
    var wishes = [OrderShape()]
    var merged = OrderShape()
    for offer in offers {
      var own = OrderShape()
      for part in ConditionLogic.parts(offer.when) {
        OrderShapes.fulfil(part, &own)
        OrderShapes.fulfil(part, &merged)
      }
      if !wishes.contains(own) { wishes.append(own) }
    }
    if !wishes.contains(merged) { wishes.append(merged) }
    var result: [OrderShape] = []
    var seen: Set<OrderShape> = []
    let lines = [[]] + companions
    for coupons in couponSets() {
      for wish in wishes {
        for place in places(wish) {
          for more in lines {
            var shape = place
            shape.coupons = Array(Set(wish.coupons + coupons)).sorted()
            shape.companions = more
            guard seen.insert(shape).inserted else { continue }
            if result.count == OrderShape.most { return result }
            result.append(shape)
          }
        }
      }
    }
    return result
  }

  /// Every set of up to four codes; of more codes none, each and all.
  private func couponSets() -> [[String]] {
    var codes: [String] = []
    for offer in offers {
      guard let code = offer.codes.sorted(by: IdentifierOrder.precedes).first else { continue }
      if !codes.contains(code) { codes.append(code) }
    }
    guard codes.count <= 4 else { return [[], codes] + codes.map { [$0] } }
    return (0..<(1 << codes.count)).map { set in
      codes.indices.filter { set & (1 << $0) != 0 }.map { codes[$0] }
    }
  }

  /// A shape in every channel and region that offers name.
  private func places(_ shape: OrderShape) -> [OrderShape] {
    var channels: [String] = []
    var regions: [String] = []
    for offer in offers {
      for part in ConditionLogic.parts(offer.when) {
        if case .test(.channel, .isIn(let names)) = part { channels += names }
        if case .test(.region, .isIn(let names)) = part { regions += names }
      }
    }
    var result = [shape]
    for channel in channels where !result.contains(where: { $0.channel == channel }) {
      var other = shape
      other.channel = channel
      result.append(other)
    }
    for region in regions where !result.contains(where: { $0.shipTo == region }) {
      var other = shape
      other.shipTo = region
      result.append(other)
    }
    return result
  }

  /// Lets an order fulfil a part of a condition, where it can by itself.
  private static func fulfil(_ part: Condition, _ shape: inout OrderShape) {
    switch part {
    case .any(let alternatives):
      if let first = alternatives.first {
        for inner in ConditionLogic.parts(first) { fulfil(inner, &shape) }
      }
    case .test(.coupon, .isIn(let codes)): shape.coupons += codes.prefix(1)
    case .test(.orderNth, .number(let bounds)):
      shape.ordersBefore = max(0, (number(bounds) + 999_999) / 1_000_000 - 1)
    case .test(.total(let name), .number(let bounds)): shape.totals[name] = number(bounds)
    case .test(.orderAttribute(let name), let test):
      switch test {
      case .isIn(let texts): shape.attributes[name] = texts.first.map { .text($0) }
      case .number(let bounds): shape.attributes[name] = .number(number(bounds))
      case .flag(let flag): shape.attributes[name] = .flag(flag)
      case .date(let from, let until):
        shape.attributes[name] = (from ?? until?.adding(days: -1)).map { .date($0) }
      default: break
      }
    default: break
    }
  }

  /// A number within bounds.
  private static func number(_ bounds: MeasureBounds) -> Int64 {
    if let lower = bounds.lower { return lower.isOut ? lower.value + 1 : lower.value }
    guard let upper = bounds.upper else { return 0 }
    return upper.isOut ? upper.value - 1 : upper.value
  }
}
