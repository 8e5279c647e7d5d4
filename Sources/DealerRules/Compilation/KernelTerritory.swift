/// Who may buy where, in books of plain grants to dealers and plain licenses of products
/// (RULES.md ).
struct KernelTerritory: Sendable {
  /// Regions numbered so that all below one stand behind it: `first[r]..<end[r]`.
  private(set) var first: ContiguousArray<Int32> = []
  private(set) var end: ContiguousArray<Int32> = []
  /// Regions, each after the one above it.
  private var downward: ContiguousArray<Int32> = []
  /// Dealers below others, whose rules bind them too.
  private(set) var isSubDealer: ContiguousArray<Bool> = []
  /// Grants of customer c are rows `grantStart[c]..<grantStart[c + 1]`.
  private(set) var grantStart: ContiguousArray<Int32> = []
  private(set) var grants: ContiguousArray<Regions> = []
  /// Whether somebody has a grant at a region or above it.
  private(set) var isOwned: ContiguousArray<Bool> = []
  /// Whether somebody has a grant for everywhere.
  private(set) var isOwnedAnywhere = false
  let hasGrants: Bool

  /// Words of bits of a place and of a product: one bit for each region that licenses name.
  private(set) var words = 0
  private(set) var placeBits: ContiguousArray<UInt64> = []
  private(set) var productBits: ContiguousArray<UInt64> = []

  /// What happens where nobody, or somebody else, has a grant, and without a license.
  let whiteSpace: TerritoryOutcome
  let unlisted: TerritoryOutcome
  let unlicensed: TerritoryOutcome
  /// Blocked orders are priced nevertheless.
  let pricesBlocked: Bool
  /// No law weakens what is said of a territory.
  let isLawless: Bool

  /// `nil` where some rule asks for more.
  init?(_ rules: CompiledParts) {
    let table = rules.territories
    guard rules.catalog.regionTree.isPlain, !table.hasListings, !table.hasPermits,
      !table.rows.contains(where: { !KernelTerritory.isPlain($0) })
    else { return nil }
    let policy = rules.book.territory
    (whiteSpace, unlisted) = (policy.whiteSpace, policy.unlisted)
    unlicensed = policy.unlicensed
    isLawless = policy.profile == .none
    pricesBlocked = rules.book.policies.pricesBlockedOrders
    hasGrants = table.hasTerritories
    number(rules.catalog.regionTree, rules.catalog.regions.count)
    addGrants(table.rows, rules.catalog)
    guard addLicenses(table.rows, rules.catalog) else { return nil }
  }

  /// A grant to a dealer for every product, or a license of a product for every dealer, always.
  private static func isPlain(_ row: TerritoryTable.Row) -> Bool {
    guard row.tier < 0, row.group < 0, row.category < 0, row.brand < 0, row.channel < 0,
      row.condition < 0, row.seller < 0, row.kind < 0, !row.isExclusive,
      row.from == Validity.always.from.secondsSinceEpoch,
      row.until == Validity.always.until.secondsSinceEpoch
    else { return false }
    switch row.effect {
    case .grant: return row.dealer >= 0 && row.product < 0
    case .license: return row.dealer < 0 && row.product >= 0
    default: return false
    }
  }

  private mutating func number(_ tree: RegionTree, _ count: Int) {
    var children = [[Int32]](repeating: [], count: count)
    var pending: [Int32] = []
    for region in 0..<Int32(count) {
      let parent = tree.parent(of: region)
      if parent >= 0 { children[Int(parent)].append(region) } else { pending.append(region) }
    }
    first = ContiguousArray(repeating: 0, count: count)
    end = first
    while let region = pending.popLast() {
      first[Int(region)] = Int32(downward.count)
      downward.append(region)
      pending += children[Int(region)]
    }
    // Those below a region come right after it, so its end is the largest end of its children.
    for region in downward.reversed() {
      var last = first[Int(region)] + 1
      for child in children[Int(region)] { last = max(last, end[Int(child)]) }
      end[Int(region)] = last
    }
  }

  private mutating func addGrants(_ rows: [TerritoryTable.Row], _ catalog: CatalogTable) {
    isOwned = ContiguousArray(repeating: false, count: first.count)
    var next = ContiguousArray<Int32>(repeating: 0, count: catalog.customers.count + 1)
    for row in rows where row.effect == .grant {
      next[Int(row.dealer) + 1] += 1
      if row.region < 0 {
        isOwnedAnywhere = true
      } else {
        isOwned[Int(row.region)] = true
      }
    }
    for region in downward {
      let parent = catalog.regionTree.parent(of: region)
      if parent >= 0, isOwned[Int(parent)] { isOwned[Int(region)] = true }
    }
    for dealer in next.indices.dropFirst() { next[dealer] += next[dealer - 1] }
    grantStart = next
    // An order without a place is only where everything is granted.
    let everywhere = Regions(first: -1, end: .max)
    grants = ContiguousArray(repeating: everywhere, count: Int(next[catalog.customers.count]))
    for row in rows where row.effect == .grant {
      if row.region >= 0 {
        grants[Int(next[Int(row.dealer)])] = Regions(
          first: first[Int(row.region)], end: end[Int(row.region)])
      }
      next[Int(row.dealer)] += 1
    }
    for dealer in 0..<catalog.customers.count {
      isSubDealer.append(catalog.dealerTree.parent(of: Int32(dealer)) >= 0)
    }
  }

  private mutating func addLicenses(_ rows: [TerritoryTable.Row], _ catalog: CatalogTable) -> Bool {
    let regions = Set(rows.filter { $0.effect == .license }.map(\.region)).sorted()
    guard !regions.isEmpty else { return true }
    let products = catalog.products.count
    // One bit more, which every place has and every product that needs no license.
    words = (regions.count + 64) / 64
    guard (first.count + 1 + products) * words <= KernelProgram.words else { return false }
    placeBits = ContiguousArray(repeating: 0, count: (first.count + 1) * words)
    productBits = ContiguousArray(repeating: 0, count: products * words)
    var needsLicense = [Bool](repeating: false, count: products)
    let bits = Dictionary(uniqueKeysWithValues: regions.enumerated().map { ($1, $0) })
    for row in rows where row.effect == .license {
      guard let bit = bits[row.region] else { continue }
      needsLicense[Int(row.product)] = true
      productBits[Int(row.product) * words + bit >> 6] |= 1 << UInt64(bit & 63)
    }
    for product in needsLicense.indices where !needsLicense[product] {
      productBits[product * words + regions.count >> 6] |= 1 << UInt64(regions.count & 63)
    }
    placeBits[regions.count >> 6] |= 1 << UInt64(regions.count & 63)
    // Row 0 is no place at all, and everywhere is a region of it too.
    if let bit = bits[-1] { placeBits[bit >> 6] |= 1 << UInt64(bit & 63) }
    for place in downward {
      let row = Int(place + 1) * words
      let above = Int(catalog.regionTree.parent(of: place) + 1) * words
      for word in 0..<words { placeBits[row + word] = placeBits[above + word] }
      if let bit = bits[place] { placeBits[row + bit >> 6] |= 1 << UInt64(bit & 63) }
    }
    return true
  }

  /// Regions of a grant, as they are numbered.
  struct Regions: Sendable {
    var first: Int32
    var end: Int32
  }

  /// Whether a grant of a customer holds at a place, −1 for none.
  @inline(__always)
  func grants(_ customer: Int32, at place: Int32) -> Bool {
    let number = place < 0 ? -1 : first[Int(place)]
    var isGranted = false
    for row in Int(grantStart[Int(customer)])..<Int(grantStart[Int(customer) + 1]) {
      let regions = grants[row]
      isGranted = isGranted || (regions.first <= number && number < regions.end)
    }
    return isGranted
  }

  /// Whether a product may be sold at a place.
  @inline(__always)
  func licenses(_ product: Int32, at place: Int32) -> Bool {
    guard words > 0 else { return true }
    let left = Int(product) * words
    let right = Int(place + 1) * words
    for word in 0..<words where productBits[left + word] & placeBits[right + word] != 0 {
      return true
    }
    return false
  }

  /// What the policy says where no grant of the dealer holds.
  func refusal(at place: Int32) -> (outcome: TerritoryOutcome, isWhiteSpace: Bool) {
    let isOwned = isOwnedAnywhere || place >= 0 && isOwned[Int(place)]
    return (isOwned ? unlisted : whiteSpace, !isOwned)
  }
}
