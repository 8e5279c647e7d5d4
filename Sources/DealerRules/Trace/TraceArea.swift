/// Where a dealer may or may not sell (RULES.md W-007).
public struct TraceArea: Hashable, Sendable {
  /// Whether the dealer may sell there; else it may not.
  public var isGrant: Bool
  /// The dealer; the area holds for it and every dealer below it. `nil` for everyone.
  public var dealer: String?
  /// The region; the area holds in it and every region below it. `nil` for everywhere.
  public var region: String?
  /// The product, or `nil`.
  public var product: String?
  /// The category; the area holds for it and every category below it. `nil` for all.
  public var category: String?
  /// When it is in force.
  public var validity: Validity
  /// Whether the grant keeps every other dealer out.
  public var isExclusive: Bool
  /// Where a document states it.
  public var origin: SourceSpan?

  /// Creates an area of one dealer in one region for every product.
  public init(
    grant: Bool = true, dealer: String?, region: String?, product: String? = nil,
    category: String? = nil, validity: Validity = .always, exclusive: Bool = false
  ) {
    isGrant = grant
    self.dealer = dealer
    self.region = region
    self.product = product
    self.category = category
    self.validity = validity
    isExclusive = exclusive
  }
}

/// The areas of all dealers as integers, ready to be asked for a million scans.
public struct TraceAreas: Sendable {
  struct Row: Sendable {
    var isGrant: Bool
    var dealer: Int32
    var region: Int32
    var product: Int32
    var category: Int32
    var from: Int64
    var until: Int64
    /// Whether it is an exclusive grant.
    var isExclusive: Bool
    /// Whose grant it is that keeps others out, −1 for none.
    var except: Int32 = -1
  }

  /// What the areas say of a dealer, a product and a place.
  enum Answer: UInt8, Sendable {
    /// The dealer may sell there.
    case granted
    /// A denial is the nearest rule.
    case denied
    /// Nothing names the dealer there, but something names others.
    case elsewhere
    /// Nobody is granted the place.
    case whiteSpace
    /// The product, which is not known, decides whether others are granted the place.
    case openElsewhere
    /// The place holds regions of the dealer and is too coarse to tell.
    case coarse
    /// The areas differ by product, and the product is not known.
    case unknownProduct
  }

  let catalog: CatalogTable
  let zone: ZoneOffsets
  private var rows: [Row] = []
  /// Rows of a dealer (or −1, everyone) at a region (or −1, everywhere), by their key.
  private var places: [UInt64: Range<Int32>] = [:]
  /// Rows of grants by region alone.
  private var granted: [Int32: [Int32]] = [:]
  /// Grants of regions to each dealer, as rows.
  private var grantsOf: [Int32: [Int32]] = [:]
  /// Whether an area names a customer.
  private var isNamed: [Bool]
  /// Grants of regions below a position, by dealer and position, and how many they are in all.
  private var within: [UInt64: [Int32]] = [:]
  private var withinCount = 0
  /// A warning for each area that names a dealer, region, product or category that the rules do not
  /// have, at most 1,000 (RULES.md W-011).
  public private(set) var findings: [Diagnostic] = []
  /// How many of them there are, those left out of ``findings`` included.
  public private(set) var warnings = 0

  /// Compiles areas with the dealers, regions and products of compiled rules.
  ///
  /// An area that names something unknown is left out and told in ``findings``.
  public init(_ rules: CompiledRules, _ areas: [TraceArea]) {
    self.init(catalog: rules.catalog, zone: rules.book.zone, areas)
  }

  init(catalog: CatalogTable, zone: ZoneOffsets, _ areas: [TraceArea]) {
    self.catalog = catalog
    self.zone = zone
    isNamed = [Bool](repeating: false, count: catalog.customers.count)
    for area in areas {
      guard let row = row(area) else { continue }
      rows.append(row)
      guard row.isExclusive else { continue }
      // For everybody else an exclusive grant is a denial.
      var other = row
      (other.isGrant, other.isExclusive) = (false, false)
      (other.dealer, other.except) = (-1, row.dealer)
      rows.append(other)
    }
    rows.sort { ($0.dealer, $0.region) < ($1.dealer, $1.region) }
    index()
  }

  private mutating func row(_ area: TraceArea) -> Row? {
    let dealer = index(area.dealer, catalog.customers, "dealer", area)
    let region = index(area.region, catalog.regions, "region", area)
    let product = index(area.product, catalog.products, "product", area)
    let category = index(area.category, catalog.categories, "category", area)
    guard let dealer, let region, let product, let category else { return nil }
    return Row(
      isGrant: area.isGrant, dealer: dealer, region: region, product: product, category: category,
      from: area.validity.from.secondsSinceEpoch, until: area.validity.until.secondsSinceEpoch,
      isExclusive: area.isGrant && area.isExclusive && area.dealer != nil)
  }

  /// The index of a name, −1 for none; `nil` for an unknown one, which is reported.
  private mutating func index(
    _ name: String?, _ table: SymbolTable, _ noun: String, _ area: TraceArea
  ) -> Int32? {
    guard let name else { return -1 }
    let index = table.index(of: name)
    guard index < 0 else { return index }
    warnings += 1
    guard findings.count < TraceFindings.usualLimit else { return nil }
    findings.append(
      Diagnostic(
        code: .unknownReference, severity: .warning,
        message: "there is no \(noun) \(Diagnostic.quote(name)); the area does not count",
        help: Suggestion.help(for: name, among: table.names),
        span: area.origin))
    return nil
  }

  private mutating func index() {
    var start = 0
    while start < rows.count {
      let key = TraceAreas.key(rows[start].dealer, rows[start].region)
      var end = start
      while end < rows.count, TraceAreas.key(rows[end].dealer, rows[end].region) == key { end += 1 }
      places[key] = Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: end)
      start = end
    }
    for (position, row) in rows.enumerated() {
      if row.dealer >= 0 { isNamed[Int(row.dealer)] = true }
      guard row.isGrant else { continue }
      granted[row.region, default: []].append(Int32(truncatingIfNeeded: position))
      guard row.region >= 0 else { continue }
      grantsOf[row.dealer, default: []].append(Int32(truncatingIfNeeded: position))
    }
  }

  private static func key(_ dealer: Int32, _ region: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: dealer)) << 32 | UInt64(UInt32(bitPattern: region))
  }

  /// Heap bytes of the rows, spare room left out.
  var byteCount: Int { rows.count * MemoryLayout<Row>.stride }
}

// MARK: - Asking

extension TraceAreas {
  /// What the areas say; `position` is the place in the region tree of the instant.
  ///
  /// The nearest region with a matching area decides, there the nearest product, then the later
  /// start, then a denial. Where the product is not known areas of some products leave it open,
  /// unless all say the same. In a region that has gone over into several the dealer may sell where
  /// it may in each of them.
  mutating func answer(dealer: Int32, product: Int32, position: Int32, at instant: Int64) -> Answer
  {
    if let heirs = catalog.regionTree.split[position] {
      for heir in heirs
      where answer(dealer: dealer, product: product, position: heir, at: instant) != .granted {
        return .coarse
      }
      return .granted
    }
    var place = position
    // What areas of some products say on the way, where the product is not known.
    var (someGrant, someDeny) = (false, false)
    while true {
      var found = Found()
      repeat {
        let region = place < 0 ? -1 : catalog.regionTree.symbol(place)
        look(dealer, product, region, instant, &found)
        place = place < 0 ? Int32.min : catalog.regionTree.parent(of: place)
      } while place >= 0 && catalog.regionTree.isBeside(place)
      someGrant = someGrant || found.someGrant
      someDeny = someDeny || found.someDeny || (!found.isOwn && found.someExclusion)
      if let isGrant = found.isGrant {
        if isGrant ? someDeny : someGrant { return .unknownProduct }
        return isGrant ? .granted : .denied
      }
      guard place > Int32.min else { break }
    }
    if someGrant || someDeny { return .unknownProduct }
    if isCoarse(dealer, product, position, instant) { return .coarse }
    return others(product, position, instant)
  }

  /// What the areas of one distance say.
  private struct Found {
    var best: Match?
    var exclusion: Match?
    var isOwn = false
    /// Whether areas of some products grant, deny, or keep others out, the product not being known.
    var someGrant = false
    var someDeny = false
    var someExclusion = false

    /// Takes in an area of some products.
    mutating func addSome(_ row: Row, isKeptOut: Bool) {
      if row.except >= 0 {
        someExclusion = someExclusion || isKeptOut
      } else if row.isGrant {
        someGrant = true
      } else {
        someDeny = true
      }
    }

    /// Whether the nearest is a grant; `nil` where none matches. Who has an exclusive grant there
    /// as well is not kept out by another's.
    var isGrant: Bool? {
      if !isOwn, let exclusion, exclusion.isNearer(than: best) { return exclusion.isGrant }
      return best?.isGrant
    }
  }

  /// Adds what the rules of one region say for a dealer and those above it.
  private func look(
    _ dealer: Int32, _ product: Int32, _ region: Int32, _ instant: Int64, _ found: inout Found
  ) {
    var current = dealer
    while true {
      for index in places[TraceAreas.key(current, region)] ?? 0..<0 {
        let row = rows[Int(index)]
        guard row.from <= instant, instant < row.until else { continue }
        guard let depth = depth(row, product) else {
          if product < 0 { found.addSome(row, isKeptOut: !isBelow(dealer, row.except)) }
          continue
        }
        let match = Match(depth: depth, from: row.from, isGrant: row.isGrant)
        if row.except < 0 {
          found.isOwn = found.isOwn || row.isExclusive
          found.best = match.isNearer(than: found.best) ? match : found.best
        } else if !isBelow(dealer, row.except) {
          found.exclusion = match.isNearer(than: found.exclusion) ? match : found.exclusion
        }
      }
      guard current >= 0 else { break }
      current = catalog.dealerTree.parent(of: current)
    }
  }

  /// A row that matches, as it is compared with others of its region.
  private struct Match {
    var depth: Int
    var from: Int64
    var isGrant: Bool

    func isNearer(than other: Match?) -> Bool {
      guard let other else { return true }
      if depth != other.depth { return depth < other.depth }
      if from != other.from { return from > other.from }
      return other.isGrant && !isGrant
    }
  }

  private func isBelow(_ dealer: Int32, _ other: Int32) -> Bool {
    var current = dealer
    while current >= 0 {
      if current == other { return true }
      current = catalog.dealerTree.parent(of: current)
    }
    return false
  }

  /// How near an area's product is to a product: 0 itself, then its categories upward, then all
  /// products; `nil` where the area is for others.
  private func depth(_ row: Row, _ product: Int32) -> Int? {
    if row.product >= 0 { return row.product == product ? 0 : nil }
    guard row.category >= 0 else { return 100 }
    guard product >= 0 else { return nil }
    var current = catalog.productCategory[Int(product)]
    var steps = 1
    while current >= 0 {
      if current == row.category { return steps }
      current = catalog.categoryTree.parent(of: current)
      steps += 1
    }
    return nil
  }

  /// Whether anybody is granted a place for a product.
  private func others(_ product: Int32, _ position: Int32, _ instant: Int64) -> Answer {
    var answer = Answer.whiteSpace
    var place = position
    while true {
      let region = place < 0 ? -1 : catalog.regionTree.symbol(place)
      for index in granted[region] ?? [] {
        let row = rows[Int(index)]
        guard row.from <= instant, instant < row.until else { continue }
        if depth(row, product) != nil { return .elsewhere }
        if product < 0 { answer = .openElsewhere }
      }
      guard place >= 0 else { return answer }
      place = catalog.regionTree.parent(of: place)
    }
  }

  /// Whether an area, whatever else it says, names the dealer or one above it.
  func names(_ dealer: Int32) -> Bool {
    var current = dealer
    while current >= 0 {
      if isNamed[Int(current)] { return true }
      current = catalog.dealerTree.parent(of: current)
    }
    return false
  }

  /// Whether a region granted to the dealer for the product, or for some product where it is not
  /// known, lies below a place.
  private mutating func isCoarse(
    _ dealer: Int32, _ product: Int32, _ position: Int32, _ instant: Int64
  ) -> Bool {
    for index in grants(of: dealer, within: position, instant) {
      let row = rows[Int(index)]
      guard row.from <= instant, instant < row.until else { continue }
      if product < 0 || depth(row, product) != nil { return true }
    }
    return false
  }

  /// The grants, in force or not, to a dealer and those above it of regions below a place.
  private mutating func grants(
    of dealer: Int32, within position: Int32, _ instant: Int64
  ) -> [Int32] {
    let key = TraceAreas.key(dealer, position)
    if let known = within[key] { return known }
    let span = catalog.regionTree.span(at: instant)
    var found: [Int32] = []
    var current = dealer
    while true {
      for index in grantsOf[current] ?? [] {
        let below = catalog.regionTree.position(of: rows[Int(index)].region, span: span)
        if below >= 0, below != position, catalog.regionTree.isAtOrBelow(below, position) {
          found.append(index)
        }
      }
      guard current >= 0 else { break }
      current = catalog.dealerTree.parent(of: current)
    }
    // Bounded, so that a stream of places cannot fill the memory.
    if within.count < 1 << 20, withinCount < 1 << 24 {
      withinCount += found.count
      within[key] = found
    }
    return found
  }
}
