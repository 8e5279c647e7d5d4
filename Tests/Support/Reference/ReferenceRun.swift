import DealerRules

/// What ends the evaluation of one order early.
struct ReferenceFault: Error {
  var code: OrderError.Code
  var line: Int32?
}

/// A line, or a component of a kit, as prices and conditions see it.
struct ReferenceItem {
  var number: Int32
  var product: Product
  /// Base units.
  var base: Fraction
  /// Units as ordered.
  var quantity: Fraction
  var unit: String
  var line: OrderLine
  /// A component counts its quantity alone (K-005, R-031).
  var isComponent = false
  /// The list amount, once it is known (C-002 `line.amount`).
  var amount: Fraction?
  /// Millionths per base unit, once they are known (C-002 `line.unitPrice`).
  var unitPrice: Fraction?
  /// The table that priced it, or its first part.
  var priceTable: String?
}

/// What has become of a line so far.
struct ReferenceState {
  var item: ReferenceItem
  var list: Fraction = .zero
  var running: Fraction = .zero
  var isPriced = false
  var isProtected = false
  var steps: [ReferenceStep] = []
  /// Parts of a kit and their weights (K-005).
  var components: [(product: String, quantity: Fraction, weight: Fraction)] = []
  var taxRow: TaxRate?
  var tax: Fraction = .zero
}

/// The evaluation of one order.
final class ReferenceRun {
  let world: ReferenceWorld
  let order: Order
  let customer: Customer?
  let currency: Currency
  let instant: Instant
  let date: CivilDate
  /// The ship-to region, else the customer's, and every region above.
  let regions: [String]
  /// where the order goes.
  let place: ReferenceWorld.Place
  let channel: String?
  /// Lines with a known product and unit, by number.
  var items: [ReferenceItem] = []
  var states: [Int32: ReferenceState] = [:]
  var output: ReferenceDecision
  /// What states a place or party at fault, by the position of its finding.
  var placeNames: [Int: String] = [:]
  /// M-001: whether a line extension, whoever asked for it, does not fit 64 bits.
  var extensionOverflows = false
  /// Offers that stand on all of their lines or on none and lost one in the choice at hand
  /// (O-023).
  var broken: Set<String> = []
  /// Used of each capped row, before and inside this order.
  var capUsed: [String: Fraction]
  var reservations: [Int32: [ReferenceReservation]] = [:]
  /// Whether what the order draws is told whatever holds it.
  var reservesAlways = false
  var prices: [Int32: [String: Int64]] = [:]
  /// Free goods on top, and the stock that they took (O-018).
  var gifts: [ReferenceGiven] = []
  var givenStock: [String: Fraction] = [:]
  /// The offers of the alternative at work (O-029).
  var stands: (Offer) -> Bool = { _ in true }
  /// What applied in the phases so far (O-023).
  var earlier: [ReferenceApplied] = []
  /// Offers that applied, and what of their limits they use (O-027).
  var uses: [ReferenceUse] = []
  /// What earlier orders of the batch used of limits.
  let limitsUsed: [ReferenceLimit: Fraction]
  /// What this order buys toward totals of checks, in base units.
  var purchases: [(check: OrderCheck, bought: Fraction)] = []
  /// What this order draws of limits, if it goes through.
  var limitsDrawn: [ReferenceLimit: Fraction] = [:]
  /// Rebates worked out, and agreements that lack a fact (A-003 … A-008).
  var rebates: [String: ReferenceRebate] = [:]
  var lacking: Set<String> = []
  /// What agreements reserve, and what of it counts against later orders.
  var accounts: [ReferenceReservation] = []
  var accountsDrawn: [ReferenceLimit: Fraction] = [:]
  /// Lines whose search ended outside the bands (P-015).
  var stopped: Set<Int32> = []
  /// Rows that lacked a measure, by line (P-024).
  var unmeasured: [Int32: Set<String>] = [:]
  /// Whether the order is priced at all.
  var isPricing = false
  /// The least nets that guards leave lines (G-012).
  var leastNets: [Int32: Fraction] = [:]
  /// What guards refused as too low, and what gave way to them (G-015).
  var refusals: [ReferenceRefusal] = []
  var gaveWay: Set<ReferenceGivenWay> = []
  /// Memory of the first usable schedule by table, line and date (P-014).
  var found: [String: ReferenceSchedule?] = [:]

  init(
    _ world: ReferenceWorld, _ order: Order, consumed: [String: Fraction],
    limitsUsed: [ReferenceLimit: Fraction]
  ) {
    self.world = world
    self.order = order
    self.limitsUsed = limitsUsed
    customer = world.customers[order.customer]
    currency = order.currency ?? customer?.currency ?? world.book.currency
    switch order.moment {
    case .date(let day):
      date = day
      instant = world.book.zone.start(of: day)
    case .instant(let moment):
      date = world.book.zone.date(of: moment)
      instant = moment
    }
    let consignee = order.shipToCustomer.flatMap { world.customers[$0]?.region }
    place = world.place(order.shipTo ?? consignee ?? customer?.region, at: instant)
    regions = world.regionPath(place.region, at: instant)
    channel = order.channel ?? customer?.channel
    output = ReferenceDecision(order: order.id, currency: currency)
    capUsed = consumed
    for (id, used) in order.facts.capUsed {
      capUsed[id] = (capUsed[id] ?? .zero) + ReferenceRun.number(used)
    }
  }

  /// the stages in their order.
  func run() throws(ReferenceFault) {
    try checkStructure()
    resolve()
    checkQuantities()
    if customer != nil {
      checkTerritories()
      checkOrder()
    }
    let isSkipped = output.outcome == .block && !world.book.policies.pricesBlockedOrders
    isPricing = customer != nil && !isSkipped
    if isPricing {
      for item in items { try price(item) }
      for number in states.keys.sorted() { try applyManual(number) }
      checkCoupons()
      findLeastNets()
      try promoteUnderGuards()
      try lowerByFunds()
      try guardPrices(afterFunds: true)
      chooseTaxRows()
      try settleTax()
    }
    try answer()
    if extensionOverflows { throw ReferenceFault(code: .overflow) }
  }

  /// structural faults; of several the smallest line number is named.
  private func checkStructure() throws(ReferenceFault) {
    guard !order.lines.isEmpty else { throw ReferenceFault(code: .noLines) }
    guard order.lines.count <= 10_000 else { throw ReferenceFault(code: .tooManyLines) }
    for line in order.lines.sorted(by: { $0.number < $1.number }) {
      guard (1...1_000_000).contains(line.number) else {
        throw ReferenceFault(code: .lineNumberOutOfRange, line: line.number)
      }
      let copies = order.lines.filter { $0.number == line.number }
      guard copies.count == 1 else {
        throw ReferenceFault(code: .duplicateLineNumber, line: line.number)
      }
      guard line.quantity.thousandths > 0 else {
        throw ReferenceFault(code: .quantityNotPositive, line: line.number)
      }
    }
    try checkFacts()
  }

  /// facts name tables and capped rows, in their measure and not below zero.
  private func checkFacts() throws(ReferenceFault) {
    let caps = world.book.priceTables.flatMap { table in
      (0..<table.rows.count).map { table.rows[$0] }.filter { $0.cap != nil }
    }
    for (id, balance) in order.facts.openingBalances {
      let table = world.book.priceTables.first { Array($0.id.utf8) == Array(id.utf8) }
      guard let table, counts(balance, amount: table.schedule.basis == .amount) else {
        throw ReferenceFault(code: .badFacts)
      }
    }
    for (id, used) in order.facts.capUsed {
      let row = caps.first { Array(($0.id ?? "").utf8) == Array(id.utf8) }
      var isAmount = false
      if case .amount? = row?.cap { isAmount = true }
      guard row != nil, counts(used, amount: isAmount) else {
        throw ReferenceFault(code: .badFacts)
      }
    }
    for (id, use) in order.facts.offerUse {
      let isKnown = world.book.offers.contains { Array($0.id.utf8) == Array(id.utf8) }
      let counts = [use.uses, use.usesByCustomer, use.amount, use.units]
      guard isKnown, (counts + use.usesByCode.map(\.value)).allSatisfy({ $0 >= 0 }) else {
        throw ReferenceFault(code: .badFacts)
      }
    }
  }

  private func counts(_ balance: Balance, amount: Bool) -> Bool {
    switch balance {
    case .quantity(let quantity): !amount && quantity.thousandths >= 0
    case .amount(let value): amount && value >= 0
    }
  }

  /// Thousandths or millionths.
  static func number(_ balance: Balance) -> Fraction {
    switch balance {
    case .quantity(let quantity): Fraction(quantity.thousandths)
    case .amount(let value): Fraction(value)
    }
  }

  /// unknown customers, regions, products and units.
  private func resolve() {
    if customer == nil { find(.unknownCustomer) }
    // each place by itself.
    let home = order.shipToCustomer.flatMap { world.customers[$0]?.region } != nil
    let own = order.shipTo != nil ? "shipTo" : home ? "shipToCustomer" : "customer"
    for (name, one) in [(own, place)] + otherPlaces {
      if one == .unknown { find(.unknownRegion, of: name) }
      if isSplit(one) { find(.regionSplit, of: name) }
    }
    guard customer != nil else { return }
    for line in order.lines.sorted(by: { $0.number < $1.number }) {
      guard let product = world.products[line.product] else {
        find(.unknownProduct, line: line.number)
        continue
      }
      guard let factor = world.baseUnits(in: line.unit, of: product) else {
        find(.unknownUnit, line: line.number)
        continue
      }
      let quantity = Fraction(line.quantity)
      items.append(
        ReferenceItem(
          number: line.number, product: product, base: quantity * factor, quantity: quantity,
          unit: line.unit ?? product.baseUnit, line: line))
    }
  }

  /// K-007: the product's minimum and multiple, in base units.
  private func checkQuantities() {
    for item in items {
      if let minimum = item.product.minimumQuantity, item.base < Fraction(minimum) {
        find(.belowMinimum, line: item.number)
      }
      if let multiple = item.product.orderMultiple, !(item.base / Fraction(multiple)).isWhole {
        find(.notMultiple, line: item.number)
      }
    }
  }

  /// Adds a finding and worsens the outcome by its severity.
  func find(
    _ code: ReasonCode, rule: String = "", line: Int32? = nil, part: String? = nil
  ) {
    let about = rule + (part.map { " part \($0)" } ?? "")
    output.findings.append(ReferenceFinding(code: code.name, rule: about, line: line))
    if part != nil { tag("kit." + code.name) }
    var severity = code.severity
    if code == .noPrice, world.book.policies.missingPrice == .hold { severity = .hold }
    if output.outcome < severity { output.outcome = severity }
    tag("finding." + code.name)
  }

  /// Adds a finding about a place or party, which what states it names for approvals (G-010).
  func find(_ code: ReasonCode, of name: String) {
    placeNames[output.findings.count] = name
    find(code)
  }

  /// Adds a statement that does nothing to the outcome.
  func note(_ code: String, rule: String = "") {
    output.findings.append(ReferenceFinding(code: code, rule: rule, line: nil))
    tag("finding." + code)
  }

  func tag(_ name: String) { output.tags.insert(name) }

  /// M-001: an amount in 64 bits of millionths, or an error naming the line.
  func narrow(_ amount: Fraction, line: Int32? = nil) throws(ReferenceFault) -> Int64 {
    precondition(amount.isWhole, "an amount of the reference was not settled")
    guard let value = amount.numerator.int64 else {
      throw ReferenceFault(code: .overflow, line: line)
    }
    return value
  }
}
