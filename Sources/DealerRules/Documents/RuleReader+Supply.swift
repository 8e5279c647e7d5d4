// Shelf lives, lots in stock and recent orders (RULES.md ).
extension RuleReader {
  mutating func shelfLife(_ node: Int) -> ShelfLifeBounds? {
    guard var inner = object(node) else { return nil }
    var bounds = ShelfLifeBounds(
      days: integer("days", 0...36_500, &inner).map { Int32($0) },
      attribute: text("attribute", &inner), share: rate("share", &inner))
    if let date: PricingDate = choice("date", &inner) { bounds.date = date }
    if let priority = integer("priority", -1_000_000...1_000_000, &inner) {
      bounds.priority = Int32(priority)
    }
    finish(inner)
    return bounds
  }

  mutating func duplicateWindow(_ node: Int) -> DuplicateWindow? {
    guard var inner = object(node) else { return nil }
    let hours = integer("hours", 1...87_600, &inner)
    let days = integer("days", 1...3650, &inner)
    let given = ["hours", "days"].filter { cell($0, &inner) != nil }
    if given.isEmpty { missing("hours", inner) }
    if given.count == 2 {
      report(
        .conflictingFields, "the window states `hours` and `days`", help: "keep one of them",
        at: span(of: ["days"], inner))
    }
    let channels: DuplicateChannels? = choice("channels", &inner)
    finish(inner)
    guard let seconds = hours.map({ $0 * 3600 }) ?? days.map({ $0 * 86_400 }) else { return nil }
    return DuplicateWindow(seconds: seconds, channels: channels ?? .any)
  }

  /// The lots in stock that an order states.
  mutating func stockLots(_ view: inout FieldView) -> [StockLot] {
    guard let node = member("lots", &view) else { return [] }
    return list(node).compactMap { element in
      guard var inner = object(element) else { return nil }
      let product = text("product", &inner)
      let name = text("lot", &inner)
      let made = cell("made", &inner).flatMap { date($0) }
      let expires = cell("expires", &inner).flatMap { date($0) }
      let quantity = decimal("quantity", scale: Quantity.scale, &inner)
      for field in ["product", "lot", "quantity"] where cell(field, &inner) == nil {
        missing(field, inner)
      }
      if (quantity ?? 0) < 0 { reportBelowZero(["quantity"], inner) }
      finish(inner)
      guard let product, let name, let quantity else { return nil }
      return StockLot(
        product: product, lot: name, made: made, expires: expires, quantity: quantity)
    }
  }

  /// The orders placed before or elsewhere that an order states; `nil` where it states none.
  mutating func recentOrders(_ view: inout FieldView) -> [RecentOrder]? {
    guard let node = member("recentOrders", &view) else { return nil }
    return list(node).compactMap { element in
      guard var inner = object(element) else { return nil }
      let id = id(&inner)
      let moment = moment(&inner)
      if moment == nil, cell("at", &inner) == nil, cell("date", &inner) == nil {
        missing("at", inner)
      }
      let channel = text("channel", &inner)
      var lines: [RecentOrder.Line] = []
      if let node = member("lines", &inner) {
        lines = list(node).compactMap { recentLine($0) }
      } else {
        missing("lines", inner)
      }
      finish(inner)
      guard let id, let moment else { return nil }
      return RecentOrder(id: id, moment: moment, channel: channel, lines: lines)
    }
  }

  private mutating func recentLine(_ node: Int) -> RecentOrder.Line? {
    guard var inner = object(node) else { return nil }
    let product = text("product", &inner)
    let quantity = decimal("quantity", scale: Quantity.scale, &inner)
    for field in ["product", "quantity"] where cell(field, &inner) == nil {
      missing(field, inner)
    }
    if (quantity ?? 0) < 0 { reportBelowZero(["quantity"], inner) }
    finish(inner)
    guard let product, let quantity else { return nil }
    return RecentOrder.Line(product: product, quantity: quantity)
  }
}
