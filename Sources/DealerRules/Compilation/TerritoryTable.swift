/// Territory rules in compiled form, indexed by dealer and by region (RULES.md R-010 … R-015).
struct TerritoryTable: Sendable {
  /// One rule; −1 stands for a field that was left out.
  struct Row: Sendable {
    var dealer: Int32
    var tier: Int32
    var group: Int32
    var region: Int32
    var product: Int32
    var category: Int32
    var brand: Int32
    var channel: Int32
    var from: Int64
    var until: Int64
    var condition: Int32
    var effect: TerritoryEffect
    /// The text that names who enters orders, −1 for none.
    var seller: Int32
    /// The text that names the kind of a license, −1 for none.
    var kind: Int32
    /// Seconds.
    var grace: Int64
    var warning: Int64
    var isExclusive: Bool
    var restrictsActive: Bool
    var outcome: TerritoryOutcome
    var level: Int32
    var bookIndex: Int32
    /// Whether it names a place, by its region or its condition.
    var isAboutPlace: Bool

    var isGrant: Bool { effect == .grant }
  }

  /// Lists of rules by a key; key −1 is the last list.
  struct Index: Sendable {
    private var start: [Int32] = []
    private var rows: [Int32] = []

    init() {}

    init(_ count: Int, _ entries: [(key: Int32, row: Int32)]) {
      var sizes = [Int32](repeating: 0, count: count + 2)
      for entry in entries { sizes[Index.slot(entry.key, count) + 1] += 1 }
      for slot in 1..<sizes.count { sizes[slot] += sizes[slot - 1] }
      start = sizes
      rows = Array(repeating: 0, count: entries.count)
      for entry in entries {
        let slot = Index.slot(entry.key, count)
        rows[Int(sizes[slot])] = entry.row
        sizes[slot] += 1
      }
    }

    private static func slot(_ key: Int32, _ count: Int) -> Int { key < 0 ? count : Int(key) }

    /// Positions of the rules of a key, for ``row(_:)``.
    @inline(__always)
    func range(_ key: Int32) -> Range<Int> {
      guard !rows.isEmpty, Int(key) < start.count - 1 else { return 0..<0 }
      let slot = Index.slot(key, start.count - 2)
      return Int(start[slot])..<Int(start[slot + 1])
    }

    @inline(__always)
    func row(_ position: Int) -> Int32 { rows[position] }

    /// How many rules a key has.
    @inline(__always)
    func count(_ key: Int32) -> Int { range(key).count }
  }

  var rows: [Row] = []
  /// Rules that name a dealer, by dealer.
  var byDealer = Index()
  /// Grants and denials by owner: the dealer that they name, and after the dealers those that name
  /// none (``general``), exclusive grants (``exclusive``), and all grants (``grants``).
  var lists = TerritoryLists()
  var general: Int32 = 0
  var exclusive: Int32 = 0
  var grants: Int32 = 0
  /// Grants that name no dealer, by what they are about.
  var generalGrants = ProductIndex()

  /// Lists by owner, which is the dealer that they name or ``general``; then exclusions by owner
  /// plus ``exclusions``.
  var listings = TerritoryLists()
  var exclusions: Int32 = 0
  /// Whether a list names a tier or group.
  var hasListsByTier = false
  /// Lists that name a place, by what they are about.
  var regionalLists = ProductIndex()
  /// Permits, by the seller's text.
  var permits = Index()
  /// Whether a license names a tier or group.
  var hasLicensesByTier = false
  /// Licenses that name a dealer, by dealer; those that name none, by region and by what they are
  /// about.
  var licensesByDealer = Index()
  var generalLicenses = Index()
  var licensesByProduct = ProductIndex()
  /// The kinds of licenses, without a kind first, then by X-003, each with the products for which
  /// somebody has or had one.
  var licenseKinds: [(kind: Int32, products: [Bool])] = []
  /// Whether grants and denials are asked: some are published, or `whiteSpace` hinders.
  var hasTerritories = false
  /// Whether lists or exclusions are asked, lists alone: some are published, or
  /// `defaultWhenNoListing` hinders.
  var hasListings = false
  var asksLists = false
  var hasPermits = false

  /// Whether nothing is asked of any order.
  var isEmpty: Bool { rows.isEmpty && !hasTerritories && !hasListings }
}
