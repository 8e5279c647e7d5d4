/// Judges scans one after the other and counts them by dealer and period (RULES.md W-007 … W-010).
///
/// It holds the trace, the areas and the counts; scans pass through and are not kept.
public struct ScanClassifier: Sendable {
  /// Earlier owners that are looked at.
  static let formerOwners = 8
  /// Transfers without approval that are looked at.
  static let unapprovedTransfers = 1_000

  /// The trace that scans are judged by.
  public let trace: Trace
  /// What was known before, where verdicts are compared with it.
  public let earlier: Trace?
  /// A warning for each dealer and product that events name and the rules do not have (RULES.md
  /// W-011), at most as many as the log keeps.
  public let findings: [TraceFinding]
  /// How many of them there are, those left out of ``findings`` included.
  public let warnings: Int
  /// The counts so far.
  public private(set) var tally: ScanTally
  private let policy: TracePolicy
  private var areas: TraceAreas
  /// The customer and product of the rules that a symbol of the trace names, −1 for none.
  private let customers: [Int32]
  private let products: [Int32]

  /// Creates a classifier.
  /// - Parameters:
  ///   - trace: What the events come to.
  ///   - areas: Who may sell where.
  ///   - earlier: The trace of the same log as it was known before; scans on which the two differ
  ///     are reopened (RULES.md W-010).
  public init(_ trace: Trace, _ areas: TraceAreas, comparedWith earlier: Trace? = nil) {
    self.trace = trace
    self.areas = areas
    self.earlier = earlier
    policy = trace.log.policy
    tally = ScanTally(
      policy, zone: areas.zone, dealers: trace.log.dealers, codes: trace.codeCount)
    customers = trace.log.dealers.names.map { areas.catalog.customers.index(of: $0) }
    products = trace.log.products.names.map { areas.catalog.products.index(of: $0) }
    var found = TraceFindings(limit: trace.log.findings.limit)
    ScanClassifier.report(
      "dealer", trace.log.dealers, trace.log.dealerPlaces, customers, in: areas.catalog.customers,
      &found)
    ScanClassifier.report(
      "product", trace.log.products, trace.log.productPlaces, products, in: areas.catalog.products,
      &found)
    findings = found.kept.sorted(by: TraceFinding.precedes)
    warnings = found.warnings
  }

  /// Reports the names of a trace that the rules do not have.
  private static func report(
    _ noun: String, _ names: SymbolTable, _ places: [TracePlace], _ known: [Int32],
    in table: SymbolTable, _ findings: inout TraceFindings
  ) {
    for (position, name) in names.names.enumerated() where known[position] < 0 {
      findings.report(
        .unknownReference, .warning,
        "events name \(noun) \(Diagnostic.quote(name)), which the rules do not have",
        help: Suggestion.help(for: name, among: table.names), at: places[position])
    }
  }

  /// Judges a scan and counts it.
  public mutating func classify(_ scan: Scan) -> ScanVerdict {
    var verdict = judge(scan, trace)
    let told = scan.recorded ?? scan.at
    // What nobody knew of then cannot be judged again.
    if let earlier, told <= earlier.knownAt ?? .distantFuture {
      let before = judge(scan, earlier)
      verdict.isReopened =
        before.outcome != verdict.outcome || before.reason != verdict.reason
        || before.dealerIndex != verdict.dealerIndex
    }
    tally.count(scan, verdict)
    return verdict
  }

  /// Judges the scans of a block; verdicts take the place of those of the block before.
  public mutating func classify(_ scans: [Scan], into verdicts: inout [ScanVerdict]) {
    verdicts.removeAll(keepingCapacity: true)
    for scan in scans { verdicts.append(classify(scan)) }
  }

  /// The event that made the dealer of a verdict the owner, or `nil`.
  public func event(of verdict: ScanVerdict) -> String? {
    guard verdict.rank >= 0 else { return nil }
    return trace.log.ids.text(trace.row(at: verdict.rank).id)
  }

  // MARK: One scan

  private mutating func judge(_ scan: Scan, _ trace: Trace) -> ScanVerdict {
    var verdict = ScanVerdict(
      outcome: .unknown, reason: .unknownCode, grade: scan.grade, isReopened: false, rank: -1,
      dealerIndex: -1, codeIndex: trace.log.codes.index(of: scan.code))
    guard trace.isKnown(verdict.codeIndex) else {
      if policy.fault(of: scan.code) != nil { verdict.reason = .malformedCode }
      return verdict
    }
    let rank = trace.rank(at: scan.at)
    let code = verdict.codeIndex
    let product = trace.product(of: code, at: rank)
    if product >= 0 { verdict.product = trace.log.products.name(product) }
    guard let movement = trace.movement(of: code, at: rank) else {
      verdict.reason = trace.isEnded(code, at: rank) ? .inactiveCode : .notShipped
      return verdict
    }
    verdict.rank = movement
    verdict.dealerIndex = trace.row(at: movement).to
    if verdict.dealerIndex >= 0 {
      verdict.dealer = trace.log.dealers.name(verdict.dealerIndex)
    }
    if trace.isEnded(code, at: rank) {
      verdict.reason = .inactiveCode
    } else if verdict.dealerIndex < 0 {
      verdict.reason = .returned
    } else {
      decide(scan, trace, rank, product, &verdict)
    }
    return verdict
  }

  /// Compares the place with the areas of the owner.
  private mutating func decide(
    _ scan: Scan, _ trace: Trace, _ rank: Int32, _ product: Int32, _ verdict: inout ScanVerdict
  ) {
    let customer = customers[Int(verdict.dealerIndex)]
    guard customer >= 0 else {
      verdict.reason = .unknownDealer
      return
    }
    guard areas.names(customer) else {
      verdict.reason = .noArea
      return
    }
    let tree = areas.catalog.regionTree
    let region = areas.catalog.regions.index(of: scan.region)
    let span = tree.span(at: scan.at.secondsSinceEpoch)
    let position = tree.position(of: region, span: span)
    guard region >= 0, position >= 0 else {
      verdict.reason = .unknownRegion
      return
    }
    let known = Place(
      code: verdict.codeIndex, product: product < 0 ? -1 : products[Int(product)],
      position: position, at: scan.at)
    let answer = ask(customer, known)
    switch answer {
    case .granted: (verdict.outcome, verdict.reason) = (.inRegion, .granted)
    case .coarse: verdict.reason = .coarsePlace
    case .unknownProduct: verdict.reason = .unknownProduct
    case .denied, .elsewhere, .openElsewhere, .whiteSpace:
      explain(known, trace, rank, answer, &verdict)
    }
  }

  /// What was read where.
  private struct Place {
    var code: Int32
    var product: Int32
    var position: Int32
    var at: Instant
  }

  private mutating func ask(_ customer: Int32, _ place: Place) -> TraceAreas.Answer {
    areas.answer(
      dealer: customer, product: place.product, position: place.position,
      at: place.at.secondsSinceEpoch)
  }

  /// What the areas say of the dealer of a symbol; `nil` where it is none of the rules.
  private mutating func answer(_ dealer: Int32, _ place: Place) -> TraceAreas.Answer? {
    guard dealer >= 0, customers[Int(dealer)] >= 0 else { return nil }
    return ask(customers[Int(dealer)], place)
  }

  /// Looks for what explains a scan where the owner may not sell.
  private mutating func explain(
    _ place: Place, _ trace: Trace, _ rank: Int32, _ answer: TraceAreas.Answer,
    _ verdict: inout ScanVerdict
  ) {
    var former = verdict.rank
    // Whether the product alone decides if something explains the scan.
    var isOpen = false
    for _ in 0..<ScanClassifier.formerOwners where former > 0 {
      guard let before = trace.movement(of: place.code, at: former - 1) else { break }
      former = before
      let owner = trace.row(at: before).to
      let said = self.answer(owner, place)
      if said == .granted { return settle(&verdict, .explained, .formerOwner, owner) }
      isOpen = isOpen || said == .unknownProduct
    }
    let (later, overflow) = place.at.secondsSinceEpoch.addingReportingOverflow(policy.ahead)
    let horizon = trace.rank(at: Instant(secondsSinceEpoch: overflow ? Int64.max : later))
    if let ahead = trace.movement(of: place.code, at: horizon), ahead > rank {
      let owner = trace.row(at: ahead).to
      let said = self.answer(owner, place)
      if said == .granted { return settle(&verdict, .explained, .movementAhead, owner) }
      isOpen = isOpen || said == .unknownProduct
    }
    if isOpen { return settle(&verdict, .unknown, .unknownProduct, -1) }
    if let stray = stray(place, trace, rank, since: verdict.rank) {
      return settle(&verdict, .outOfRegion, .unapprovedTransfer, stray)
    }
    switch answer {
    case .denied: settle(&verdict, .outOfRegion, .denied, -1)
    case .whiteSpace:
      let outcome: ScanClass = policy.whiteSpaceExplains ? .explained : .outOfRegion
      settle(&verdict, outcome, .whiteSpace, -1)
    case .openElsewhere where policy.whiteSpaceExplains:
      settle(&verdict, .unknown, .unknownProduct, -1)
    default: settle(&verdict, .outOfRegion, .otherTerritory, -1)
    }
  }

  /// The dealer of the last transfer without approval after a movement that may sell at a place;
  /// `nil` for none.
  private mutating func stray(
    _ place: Place, _ trace: Trace, _ rank: Int32, since movement: Int32
  ) -> Int32? {
    var last = rank
    for _ in 0..<ScanClassifier.unapprovedTransfers {
      guard let stray = trace.stray(of: place.code, at: last), stray > movement else { return nil }
      let dealer = trace.row(at: stray).to
      if answer(dealer, place) == .granted { return dealer }
      last = stray - 1
    }
    return nil
  }

  private func settle(
    _ verdict: inout ScanVerdict, _ outcome: ScanClass, _ reason: ScanReason, _ other: Int32
  ) {
    (verdict.outcome, verdict.reason) = (outcome, reason)
    if other >= 0 { verdict.other = trace.log.dealers.name(other) }
  }
}
