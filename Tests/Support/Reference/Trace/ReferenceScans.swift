public import DealerRules

/// Where a scan lies, written from RULES.md W-007 alone, over texts: trees without successions, and
/// areas that are all looked at for every question.
public struct ReferenceScans {
  /// The region above each one.
  public var regions: [String: String?]
  /// The category above each one.
  public var categories: [String: String?]
  /// The dealer above each one.
  public var dealers: [String: String?]
  /// The category of each product of the rules.
  public var products: [String: String?]
  /// Who may sell where.
  public var areas: [TraceArea]
  /// Days within which movements explain a scan.
  public var aheadDays: Int64
  /// Whether white space explains one.
  public var whiteSpaceExplains: Bool
  private let trace: ReferenceTrace
  private let known: Set<String>

  /// Takes what scans are judged by, and the events in any order.
  public init(
    regions: [String: String?], categories: [String: String?], dealers: [String: String?],
    products: [String: String?], areas: [TraceArea], aheadDays: Int64, whiteSpaceExplains: Bool,
    events: [TraceEvent]
  ) {
    self.regions = regions
    self.categories = categories
    self.dealers = dealers
    self.products = products
    self.areas = areas
    self.aheadDays = aheadDays
    self.whiteSpaceExplains = whiteSpaceExplains
    trace = ReferenceTrace(events)
    known = trace.namedCodes
  }

  /// Class, reason, owner and other dealer of a scan; what is not there is empty.
  public func verdict(_ scan: Scan) -> [String] {
    guard known.contains(scan.code) else { return ["unknown", "unknownCode", "", ""] }
    let goods = trace.answers(at: scan.at)
    let past = goods.past(of: scan.code)
    let owner = past.last { $0.isMovement }?.to
    func say(_ outcome: ScanClass, _ reason: ScanReason, _ other: String = "") -> [String] {
      [outcome.rawValue, reason.rawValue, owner == "supplier" ? "" : owner ?? "", other]
    }
    if goods.isEnded(scan.code) { return say(.unknown, .inactiveCode) }
    guard let owner else { return say(.unknown, .notShipped) }
    if owner == "supplier" { return say(.unknown, .returned) }
    guard dealers[owner] != nil else { return say(.unknown, .unknownDealer) }
    let above = chain(owner, in: dealers)
    guard areas.contains(where: { $0.dealer.map { above.contains($0) } ?? false }) else {
      return say(.unknown, .noArea)
    }
    guard regions[scan.region] != nil else { return say(.unknown, .unknownRegion) }
    let place = Place(
      region: scan.region,
      product: goods.product(of: scan.code).flatMap { name in
        products[name] == nil ? nil : name
      }, at: scan.at)
    let said = answer(owner, place)
    if said == .granted { return say(.inRegion, .granted) }
    if said == .open { return say(.unknown, .unknownProduct) }
    if said == .coarse { return say(.unknown, .coarsePlace) }
    // Others who may sell there.
    func may(_ dealer: String) -> Answer? { dealers[dealer] == nil ? nil : answer(dealer, place) }
    let owners = past.filter(\.isMovement).map(\.to)
    let former = Array(owners.dropLast().suffix(8).reversed())
    if let first = former.firstIndex(where: { may($0) == .granted }) {
      return say(.explained, .formerOwner, former[first])
    }
    let later = trace.answers(
      at: Instant(secondsSinceEpoch: scan.at.secondsSinceEpoch + aheadDays * 86_400))
    let ahead = later.past(of: scan.code).filter(\.isMovement)
    let next = ahead.count > owners.count ? ahead.last?.to : nil
    if let next, may(next) == .granted { return say(.explained, .movementAhead, next) }
    if (former + [next].compactMap { $0 }).contains(where: { may($0) == .open }) {
      return say(.unknown, .unknownProduct)
    }
    // The last first.
    let since = past.reversed().prefix { !$0.isMovement }
    if let stray = since.first(where: { may($0.to) == .granted }) {
      return say(.outOfRegion, .unapprovedTransfer, stray.to)
    }
    if said == .denied { return say(.outOfRegion, .denied) }
    let (outcome, reason) = others(place)
    return say(outcome, reason)
  }

  /// What it is that nobody who had the goods may sell there: somebody else's, or nobody's.
  private func others(_ place: Place) -> (ScanClass, ScanReason) {
    let path = chain(place.region, in: regions)
    let grants = areas.filter { area in
      area.isGrant && isInForce(area, place) && (area.region.map { path.contains($0) } ?? true)
    }
    let isGranted = grants.contains { depth($0, place.product) != nil }
    // A product that is not known may be any.
    if !isGranted, place.product == nil, !grants.isEmpty, whiteSpaceExplains {
      return (.unknown, .unknownProduct)
    }
    if isGranted || place.product == nil && !grants.isEmpty {
      return (.outOfRegion, .otherTerritory)
    }
    return (whiteSpaceExplains ? .explained : .outOfRegion, .whiteSpace)
  }

  // MARK: Areas

  private enum Answer { case granted, denied, open, coarse, nothing }

  private struct Place {
    var region: String
    /// `nil` for one that is not known.
    var product: String?
    var at: Instant
  }

  private func chain(_ name: String, in parents: [String: String?]) -> [String] {
    var found = [name]
    while let last = found.last, let parent = parents[last] ?? nil { found.append(parent) }
    return found
  }

  private func isInForce(_ area: TraceArea, _ place: Place) -> Bool {
    area.validity.from <= place.at && place.at < area.validity.until
  }

  /// How near what an area is about is to a product; `nil` where it is about something else, or
  /// that is not known.
  private func depth(_ area: TraceArea, _ product: String?) -> Int? {
    if area.product == nil, area.category == nil { return 1000 }
    guard let product else { return nil }
    if let own = area.product { return own == product ? 0 : nil }
    guard let category = products[product] ?? nil, let asked = area.category else { return nil }
    return chain(category, in: categories).firstIndex(of: asked).map { $0 + 1 }
  }

  private func answer(_ dealer: String, _ place: Place) -> Answer {
    let above = chain(dealer, in: dealers)
    let path = chain(place.region, in: regions)
    let inForce = areas.filter { isInForce($0, place) }
    func isOf(_ area: TraceArea) -> Bool { area.dealer.map { above.contains($0) } ?? true }
    var someSay: Set<Bool> = []
    for region in path.map(Optional.some) + [nil] {
      let here = inForce.filter { $0.region == region }
      let hasExclusive = here.contains {
        $0.isExclusive && isOf($0) && depth($0, place.product) != nil
      }
      // What each says to the dealer: its own words, and others' exclusive grants as denials.
      let said = here.compactMap { area -> (area: TraceArea, isGrant: Bool)? in
        if isOf(area) { return (area, area.isGrant) }
        return area.isExclusive && !hasExclusive ? (area, false) : nil
      }
      if place.product == nil {
        someSay.formUnion(said.filter { depth($0.area, nil) == nil }.map(\.isGrant))
      }
      let matching = said.compactMap { entry in
        depth(entry.area, place.product).map {
          (depth: $0, from: entry.area.validity.from, isGrant: entry.isGrant)
        }
      }
      guard let nearest = matching.map(\.depth).min() else { continue }
      let near = matching.filter { $0.depth == nearest }
      let start = near.map(\.from).max()
      let isGrant = !near.contains { $0.from == start && !$0.isGrant }
      return someSay.contains(!isGrant) ? .open : isGrant ? .granted : .denied
    }
    if !someSay.isEmpty { return .open }
    let isCoarse = inForce.contains { area in
      guard let region = area.region, area.isGrant, isOf(area), region != place.region else {
        return false
      }
      return chain(region, in: regions).contains(place.region)
        && (place.product == nil || depth(area, place.product) != nil)
    }
    return isCoarse ? .coarse : .nothing
  }
}
