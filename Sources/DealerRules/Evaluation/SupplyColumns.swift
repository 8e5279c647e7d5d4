/// What orders state of lots in stock and of orders placed before; sparse (RULES.md ).
struct SupplyColumns: Sendable {
  /// A lot of one product.
  struct Lot: Sendable {
    var name: String
    /// Days; `Int32.min` where it is not known.
    var made: Int32
    /// Days; `Int32.max` where it does not expire.
    var expires: Int32
    /// Thousandths of base units.
    var quantity: Int64
  }

  /// An order of the same dealer.
  struct Recent: Sendable {
    var id: String
    var instant: Int64
    /// Whether it is known to have come through the same channel.
    var isSameChannel: Bool
    /// Thousandths of base units by product; −1 stands for all that the catalog does not know.
    var sums: [Int32: Int128]
  }

  /// By order and product, in the order in which they expire.
  var lots: [Int64: [Lot]] = [:]
  /// By order, the nearest in time first.
  var recent: [Int32: [Recent]] = [:]
  /// By line, the last day of use of the lot that conditions look at (RULES.md C-002).
  var expires: [Int32: Int32] = [:]

  mutating func removeAll() {
    if !expires.isEmpty { expires.removeAll(keepingCapacity: true) }
    if !lots.isEmpty { lots.removeAll(keepingCapacity: true) }
    if !recent.isEmpty { recent.removeAll(keepingCapacity: true) }
  }

  /// Appends what an order states; false where there is too much of it or it counts below zero
  /// (RULES.md ).
  mutating func append(
    _ order: Order, _ index: Int32, instant: Int64, _ rules: CompiledRules
  ) -> Bool {
    let facts = order.facts
    guard facts.lots.count <= rules.limits.lotsPerOrder,
      (facts.recentOrders?.count ?? 0) <= rules.limits.recentOrders
    else { return false }
    var areGood = true
    var keys: Set<Int64> = []
    for lot in facts.lots {
      if lot.quantity < 0 { areGood = false }
      let product = rules.catalog.products.index(of: lot.product)
      guard product >= 0 else { continue }
      let key = OrderBatch.key(index, product)
      keys.insert(key)
      lots[key, default: []].append(
        Lot(
          name: lot.lot, made: lot.made?.daysSinceEpoch ?? .min,
          expires: lot.expires?.daysSinceEpoch ?? .max, quantity: lot.quantity))
    }
    for key in keys { lots[key]?.sort { $0.precedes($1) } }
    guard let stated = facts.recentOrders else { return areGood }
    let customer = rules.catalog.customers.index(of: order.customer)
    let own = customer < 0 ? -1 : rules.catalog.customerChannel[Int(customer)]
    let channel = order.channel ?? (own < 0 ? nil : rules.catalog.texts.name(own))
    var kept: [Recent] = []
    for other in stated {
      guard let found = Recent(other, rules, channel: channel) else {
        areGood = false
        continue
      }
      // An order that is told about itself has not been placed twice.
      if !IdentifierOrder.areEqual(other.id, order.id) { kept.append(found) }
    }
    kept.sort { $0.isNearer(than: $1, to: instant) }
    recent[index] = kept
    return areGood
  }

  /// Keeps the last day of use of the lot that a line names in its attribute `lot`, else of the
  /// first that has goods left and may still be used on a day (RULES.md C-002).
  mutating func noteExpiry(of line: OrderLine, at index: Int32, among key: Int64, day: Int32) {
    guard let lots = lots[key] else { return }
    var found: Lot?
    if let stated = line.attributes["lot"] {
      // A table or an order may bring digits as a number.
      found = lots.first { lot in
        if case .text(let name) = stated { return IdentifierOrder.areEqual(lot.name, name) }
        return RuleReader.attribute(ArraySlice(lot.name.utf8)) == stated
      }
    } else {
      found = lots.first { $0.quantity > 0 && $0.expires >= day }
    }
    if let found, found.expires < Int32.max { expires[index] = found.expires }
  }
}

extension SupplyColumns.Lot {
  /// First expired, first out; of one day the smaller name, so that positions mean nothing.
  fileprivate func precedes(_ other: SupplyColumns.Lot) -> Bool {
    if expires != other.expires { return expires < other.expires }
    if !IdentifierOrder.areEqual(name, other.name) {
      return IdentifierOrder.precedes(name, other.name)
    }
    return made == other.made ? quantity < other.quantity : made < other.made
  }
}

extension SupplyColumns.Recent {
  /// `nil` where a quantity is below zero, or there are more lines than an order may have.
  fileprivate init?(_ order: RecentOrder, _ rules: CompiledRules, channel: String?) {
    guard order.lines.count <= rules.limits.linesPerOrder else { return nil }
    let moment: Instant
    switch order.moment {
    case .instant(let instant): moment = instant
    case .date(let date): moment = rules.book.zone.start(of: date)
    }
    id = order.id
    instant = moment.secondsSinceEpoch
    isSameChannel = false
    if let channel, let other = order.channel {
      isSameChannel = IdentifierOrder.areEqual(channel, other)
    }
    sums = [:]
    for line in order.lines {
      guard line.quantity >= 0 else { return nil }
      let product = rules.catalog.products.index(of: line.product)
      sums[product, default: 0] += Int128(line.quantity)
    }
    // What nothing was ordered of is as if it were not stated.
    sums = sums.filter { $0.value > 0 }
  }

  /// How many seconds lie between it and an instant.
  func distance(to other: Int64) -> Int64 {
    let (difference, overflow) = instant.subtractingReportingOverflow(other)
    return overflow || difference == .min ? .max : abs(difference)
  }

  fileprivate func isNearer(than other: SupplyColumns.Recent, to moment: Int64) -> Bool {
    let (own, others) = (distance(to: moment), other.distance(to: moment))
    if own != others { return own < others }
    if instant != other.instant { return instant > other.instant }
    return IdentifierOrder.precedes(id, other.id)
  }
}
