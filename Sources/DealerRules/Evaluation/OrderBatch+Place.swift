// Where an order goes (RULES.md R-002 … R-004).
extension OrderBatch {
  /// Resolves the ship-to region, else the customer's, at the order's instant.
  mutating func appendPlace(_ order: Order, _ customer: Int32, _ rules: CompiledRules) {
    let tree = rules.catalog.regionTree
    let span = tree.span(at: instant.last ?? 0)
    regionSpan.append(span)
    let home = customer >= 0 ? rules.catalog.customerRegion[Int(customer)] : -1
    let consignee = order.shipToCustomer.map { rules.catalog.customers.index(of: $0) }
    let stated =
      order.shipTo.map { rules.catalog.regions.index(of: $0) }
      ?? OrderBatch.home(of: consignee, rules)
    var place = tree.position(of: stated ?? home, span: span)
    var source = PlaceFinding.Source.customer
    if stated != nil { source = order.shipTo == nil ? .shipToCustomer : .shipTo }
    var text = order.shipTo ?? ""
    if order.shipTo == nil, let code = stated ?? (home < 0 ? nil : home) {
      text = rules.catalog.regions.name(code)
    }
    var findings: [PlaceFinding] = []
    if place < 0, stated != nil || home >= 0 {
      findings.append(PlaceFinding(.unknownRegion, source, text))
    }
    if let code = order.postalCode {
      let named = place
      let isKnown = findings.isEmpty
      var finding: ReasonCode?
      (place, finding) =
        place < 0 ? located(code, span, rules) : located(code, place, span, rules)
      // Of a code at a place that is not known only the form can be judged.
      if !isKnown { (place, finding) = (named, finding == .malformedCode ? finding : nil) }
      if let finding { findings.append(PlaceFinding(finding, .postalCode, code)) }
      if place != named { (source, text) = (.postalCode, code) }
    }
    if tree.split[place] != nil { findings.append(PlaceFinding(.regionSplit, source, text)) }
    region.append(place)
    solicitation.append(order.solicitation)
    if let consignee { consignees[Int32(truncatingIfNeeded: region.count - 1)] = consignee }
    if let payer = order.billTo {
      payers[Int32(truncatingIfNeeded: region.count - 1)] = rules.catalog.customers.index(of: payer)
    }
    noteStrangers(order)
    if !order.chain.isEmpty {
      transfers[Int32(truncatingIfNeeded: region.count - 1)] = order.chain.map(\.share.millionths)
    }
    if let seller = order.seller {
      sellers[Int32(truncatingIfNeeded: region.count - 1)] = OrderBatch.symbol(seller, rules)
    }
    // A postal code says where goods go as a region does.
    let shipTo = stated == nil && order.postalCode == nil ? -1 : place
    if let tested = testedPlaces(order, place, shipTo, home, span, rules, &findings) {
      places[Int32(truncatingIfNeeded: region.count - 1)] = tested
    }
    isMisplaced.append(!findings.isEmpty)
    if !findings.isEmpty {
      placeFindings[Int32(truncatingIfNeeded: region.count - 1)] = findings
    }
  }

  /// Notes parties of the order at hand that are no customers (RULES.md R-012).
  private mutating func noteStrangers(_ order: Order) {
    let index = Int32(truncatingIfNeeded: region.count - 1)
    var found: [PlaceFinding] = []
    if let text = order.shipToCustomer, consignees[index] ?? 0 < 0 {
      found.append(PlaceFinding(.unknownParty, .shipToCustomer, text))
    }
    if let text = order.billTo, payers[index] ?? 0 < 0 {
      found.append(PlaceFinding(.unknownParty, .billTo, text))
    }
    if !found.isEmpty { strangers[index] = found }
  }

  /// The region of a customer that an order names; `nil` where it names none or that has none.
  private static func home(of customer: Int32?, _ rules: CompiledRules) -> Int32? {
    guard let customer, customer >= 0 else { return nil }
    let region = rules.catalog.customerRegion[Int(customer)]
    return region < 0 ? nil : region
  }

  /// Where territory rules look (RULES.md R-012); `nil` where that is the order's place alone.
  private func testedPlaces(
    _ order: Order, _ place: Int32, _ shipTo: Int32, _ home: Int32, _ span: Int32,
    _ rules: CompiledRules, _ findings: inout [PlaceFinding]
  ) -> (Int32, Int32)? {
    let tree = rules.catalog.regionTree
    func note(_ found: Int32, _ source: PlaceFinding.Source, _ code: String) {
      if found < 0 { findings.append(PlaceFinding(.unknownRegion, source, code)) }
      if tree.split[found] != nil { findings.append(PlaceFinding(.regionSplit, source, code)) }
    }
    func position(_ code: String?, _ source: PlaceFinding.Source) -> Int32 {
      guard let code else { return -1 }
      let found = tree.position(of: rules.catalog.regions.index(of: code), span: span)
      note(found, source, code)
      return found
    }
    let end = position(order.endRegion, .endRegion)
    let pickup = position(order.pickupAt, .pickupAt)
    let payer = order.billTo.map { rules.catalog.customers.index(of: $0) } ?? -1
    let payerHome = payer < 0 ? -1 : rules.catalog.customerRegion[Int(payer)]
    let billTo = tree.position(of: payerHome, span: span)
    let soldTo = tree.position(of: home, span: span)
    let known: [Int32] =
      switch order.fulfilment {
      case .ship: [shipTo, end, soldTo, billTo]
      case .pickup: [pickup, soldTo, billTo]
      case .dropship: [end, shipTo, soldTo, billTo]
      }
    // The payer's home is tested where no place before it is known.
    if payerHome >= 0, known.dropLast().allSatisfy({ $0 < 0 }) {
      note(billTo, .billTo, rules.catalog.regions.name(payerHome))
    }
    let first = known.first { $0 >= 0 } ?? -1
    return first == place && end < 0 ? nil : (first, end)
  }

  /// The place that a postal code alone says: in the one country of the book that has any.
  private func located(
    _ code: String, _ span: Int32, _ rules: CompiledRules
  ) -> (Int32, ReasonCode?) {
    guard !rules.catalog.postal.isEmpty else { return (-1, nil) }
    guard let country = rules.catalog.postal.onlyCountry,
      let answer = rules.catalog.postal.answer(code, in: country)
    else { return (-1, .unknownRegion) }
    switch answer {
    case .malformed: return (-1, .malformedCode)
    case .beyond: return (-1, .unknownRegion)
    case .region(let region):
      let found = rules.catalog.regionTree.position(of: region, span: span)
      return (found, found < 0 ? .unknownRegion : nil)
    }
  }

  /// The place that a postal code within another place says.
  private func located(
    _ code: String, _ place: Int32, _ span: Int32, _ rules: CompiledRules
  ) -> (Int32, ReasonCode?) {
    let tree = rules.catalog.regionTree
    var current = place
    while current >= 0 {
      if let answer = rules.catalog.postal.answer(code, in: tree.symbol(current)) {
        switch answer {
        case .malformed: return (place, .malformedCode)
        case .beyond: return (place, nil)
        case .region(let region):
          let found = tree.position(of: region, span: span)
          if tree.isAtOrBelow(found, place) { return (found, nil) }
          return (place, tree.isAtOrBelow(place, found) ? nil : .postalMismatch)
        }
      }
      current = tree.parent(of: current)
    }
    return (place, nil)
  }
}
