/// Looks for orders in which an offer takes effect, by pricing them (RULES.md U-040).
struct WorkedAmounts: ~Copyable {
  /// Quantities tried at most for one product, customer and shape.
  private static let quantities = 24

  private let rules: CompiledRules
  private let limit: Int
  private var workspace: Workspace
  private var batch = OrderBatch()
  private var result = PricedBatch(detail: .steps)
  private var evaluations = 0
  private let logic: ConditionLogic
  private let places: OrderPlaces
  private var companions: CompanionLines

  init(_ rules: CompiledRules, evaluations: Int) {
    self.rules = rules
    limit = evaluations
    workspace = Workspace(rules)
    logic = ConditionLogic(rules.book)
    places = OrderPlaces(rules.book)
    companions = CompanionLines(rules, logic)
  }

  /// Up to two orders of the first customer and product found, the smaller first.
  mutating func examples(of offer: Offer, at instant: Instant?) -> [PolicyNotice.WorkedAmount] {
    let table = rules.offers
    guard
      let index = table.bookIndex.firstIndex(where: {
        IdentifierOrder.areEqual(rules.book.offers[Int($0)].id, offer.id)
      })
    else { return [] }
    let instants = instant.map { [$0] } ?? self.instants(offer)
    let names = rules.catalog.products
    let products = (0..<names.count).sorted {
      IdentifierOrder.precedes(names.name(Int32($0)), names.name(Int32($1)))
    }
    for members in CustomerClasses(rules).all {
      for product in products
      where table.isOpen(index, customer: members.first, product: product) {
        for (shape, instant) in shapes(offer, members.first, product, instants) {
          let found = explore(index, members.first, product, shape, instant)
          if !found.isEmpty { return found }
          guard evaluations < limit else { return [] }
        }
      }
    }
    return []
  }

  /// The smallest quantity that shows the offer, and one of at least twice as much.
  private mutating func explore(
    _ offer: Int, _ customer: Int, _ product: Int, _ shape: OrderShape, _ instant: Instant
  ) -> [PolicyNotice.WorkedAmount] {
    guard
      let plain = shape.order(
        rules.catalog.customers.name(Int32(customer)), rules.catalog.products.name(Int32(product)),
        1000, instant)
    else { return [] }
    var open = [smallest(offer, product)]
    var seen = Set(open)
    while let quantity = open.min(), evaluations < limit {
      open.removeAll { $0 == quantity }
      guard let tried = order(quantity, plain) else { continue }
      let (amount, next) = price(tried, offer)
      guard let amount else {
        for other in next where seen.count < WorkedAmounts.quantities && other > quantity {
          if seen.insert(other).inserted { open.append(other) }
        }
        continue
      }
      // Where nothing more is to be reached, twice as much shows how it grows.
      for other in next.filter({ $0 / 2 >= quantity }).sorted() + [quantity * 2] {
        guard evaluations < limit, let tried = order(other, plain) else { continue }
        if let second = price(tried, offer).0 { return [amount, second] }
      }
      return [amount]
    }
    return []
  }

  /// An order with another quantity of its first line.
  private func order(_ quantity: Int64, _ order: Order) -> Order? {
    guard let stated = Quantity(thousandths: quantity), !order.lines.isEmpty else { return nil }
    var result = order
    result.lines[0].quantity = stated
    return result
  }

  /// One of the unit that the offer's amounts are for, else the least that can be ordered, in
  /// thousandths of base units.
  private func smallest(_ offer: Int, _ product: Int) -> Int64 {
    let minimum = rules.catalog.minimumQuantity[product]
    let multiple = rules.catalog.orderMultiple[product]
    let least = max(minimum, multiple > 0 ? multiple : 1000)
    let name = rules.catalog.products.name(Int32(product))
    guard case .cut(let cut, .unit) = rules.book.offers[Int(rules.offers.bookIndex[offer])].benefit,
      let unit = WorkedAmounts.unit(of: cut),
      let stated = rules.book.products.first(where: { IdentifierOrder.areEqual($0.id, name) }),
      let factor = stated.units.first(where: { IdentifierOrder.areEqual($0.unit, unit) })?.factor,
      factor.denominator == 1, factor.numerator <= 1_000_000
    else { return least }
    return max(least, factor.numerator * 1000)
  }

  private static func unit(of cut: Cut) -> String? {
    switch cut {
    case .amountOff(_, let unit), .fixedPrice(_, let unit): unit
    case .percentOff: nil
    }
  }

  private mutating func price(
    _ order: Order, _ offer: Int
  ) -> (PolicyNotice.WorkedAmount?, [Int64]) {
    evaluations += 1
    workspace.trace(order, &batch, &result)
    guard result.fault[0] == 0,
      case .success(let decision) = rules.decision(of: order, at: 0, batch, result),
      decision.outcome != .block
    else { return (nil, []) }
    let next = workspace.nextQuantities(batch).filter { $0.position == 0 }.map(\.quantity)
    let rule = RuleRef(.offer, offer)
    var amount = PolicyNotice.WorkedAmount(
      order: order, list: decision.list, off: 0, offByOthers: 0, net: decision.net,
      charges: decision.charges, currency: decision.currency,
      gifts: decision.gifts.filter { $0.rule == rule && !$0.isInclusive })
    for step in decision.steps where step.rule.kind == .offer {
      if step.rule == rule { amount.off -= step.amount } else { amount.offByOthers -= step.amount }
    }
    for reason in result.reasons where reason.code == .chargeReduced && reason.rule == rule {
      amount.off += reason.b
    }
    return amount.off == 0 && amount.gifts.isEmpty ? (nil, next) : (amount, next)
  }

  /// Shapes of orders in which the offer may take effect, at each instant.
  private mutating func shapes(
    _ offer: Offer, _ customer: Int, _ product: Int, _ instants: [Instant]
  ) -> [(OrderShape, Instant)] {
    let names = (
      rules.catalog.customers.name(Int32(customer)), rules.catalog.products.name(Int32(product))
    )
    guard
      let buyer = rules.book.customers.first(where: { IdentifierOrder.areEqual($0.id, names.0) }),
      let goods = rules.book.products.first(where: { IdentifierOrder.areEqual($0.id, names.1) })
    else { return [] }
    let lines = companions.sets([offer], besides: goods)
    return instants.flatMap { instant in
      let solver = ShapeSolver(
        logic, buyer, goods, at: instant, in: rules.book.zone, others: places.names)
      var shapes = OrderShapes(solver, companions: lines, steps: 100_000)
      shapes.add(offer, isOpen: true)
      // Without its charge an offer on it shows nothing.
      if case .charge(let id, _) = offer.benefit {
        for charge in rules.book.charges where IdentifierOrder.areEqual(charge.id, id) {
          shapes.add(charge.when)
        }
      }
      return shapes.all().shapes.map { ($0, instant) }
    }
  }

  /// Where the offer and its prices have begun, and after that on days and at times that it tests;
  /// where nothing begins, in the week before it ends.
  private func instants(_ offer: Offer) -> [Instant] {
    let (until, begun) = (offer.validity.until, latestStart(offer))
    // Where nothing ends either any day will do: the first of 2025.
    let latest =
      begun
      ?? Instant(
        secondsSinceEpoch: until == .distantFuture
          ? 1_735_689_600 : until.secondsSinceEpoch - 86_400)
    var instants = OrderInstants(in: rules.book.zone)
    instants.add(offer.when)
    let after = [latest] + instants.all.filter { $0 > latest }
    var all = after.flatMap { instants.inside($0, until) }
    if begun == nil, until != .distantFuture { all += instants.before(until) }
    return Array(([latest] + all).filter { offer.validity.contains($0) }.prefix(16))
  }

  /// The latest start of the offer or of a price at which the offer is in force; `nil` where there
  /// is none.
  private func latestStart(_ offer: Offer) -> Instant? {
    var latest = offer.validity.from
    for table in rules.book.priceTables {
      for window in table.rows.windows
      where window.from > latest && offer.validity.contains(window.from) {
        latest = window.from
      }
    }
    return latest == .distantPast ? nil : latest
  }
}
