/// What keys of price rows an order may match (RULES.md Z-009).
struct ScopeKeys {
  private let customers: [String]
  private let groups: [String]
  private let tiers: [String]
  private let channels: [String]
  private let products: [String]
  private let categories: [String]
  private let brands: [String]
  private let projects: [String]

  init(
    _ order: Order, _ parties: [Customer], _ goods: [Product], _ categories: [String],
    _ kinds: [PriceKind]
  ) {
    customers = parties.map(\.id)
    groups = parties.flatMap(\.groups)
    // A kind may ask for another tier or channel than the order's (P-029).
    tiers = parties.compactMap(\.tier) + kinds.compactMap(\.tier)
    let own = order.channel.map { [$0] } ?? []
    channels = parties.compactMap(\.channel) + own + kinds.compactMap(\.channel)
    products = goods.map(\.id)
    self.categories = categories
    brands = goods.compactMap(\.brand)
    projects = order.lines.compactMap(\.project)
  }

  /// What a field may say; `nil` where anything counts.
  func values(of field: KeyField) -> [String]? {
    switch field {
    case .customer, .parent: customers
    case .group: groups
    case .tier: tiers
    case .channel: channels
    case .product: products
    case .category: categories
    case .brand: brands
    case .project: projects
    case .region, .customerAttribute, .productAttribute: nil
    }
  }
}

/// The rows of a table by one field of their keys, so that those of an order are found without
/// looking at every row.
struct ScopedRows: Sendable {
  /// The field, or `nil` where every row is looked at.
  private let field: Int?
  /// The rows of symbol s are `order[starts[s]..<starts[s + 1]]`.
  private var starts: [Int32] = []
  private var order: [Int32] = []

  /// - Complexity: O(rows).
  init(_ table: PriceTable) {
    let selective: [KeyField] = [
      .product, .customer, .parent, .project, .category, .brand, .group, .tier, .channel,
    ]
    field = selective.lazy.compactMap { table.keys.firstIndex(of: $0) }.first
    guard let field else { return }
    let rows = table.rows
    starts = Array(repeating: 0, count: rows.symbols.count + 1)
    for row in 0..<rows.count { starts[Int(rows.keys[row * rows.keyCount + field]) + 1] += 1 }
    for symbol in starts.indices.dropFirst() { starts[symbol] += starts[symbol - 1] }
    var next = starts
    order = Array(repeating: 0, count: rows.count)
    for row in 0..<rows.count {
      let symbol = Int(rows.keys[row * rows.keyCount + field])
      order[Int(next[symbol])] = Int32(truncatingIfNeeded: row)
      next[symbol] += 1
    }
  }

  /// The digest of a table with those rows that an order may match; `nil` where there are none.
  func digest(of table: PriceTable, _ keys: ScopeKeys, _ days: [Instant]) -> Digest? {
    let rows = table.rows
    // What each field of the key may say, as symbols.
    let wanted = table.keys.map { field in
      keys.values(of: field).map { Set($0.map { rows.symbols.index(of: $0) }.filter { $0 >= 0 }) }
    }
    func isOf(_ row: Int) -> Bool {
      for (place, symbols) in wanted.enumerated() {
        guard let symbols else { continue }
        guard symbols.contains(rows.keys[row * rows.keyCount + place]) else { return false }
      }
      let validity = rows.windows[Int(rows.window[row])]
      return days.contains { validity.contains($0) }
    }
    var found: [Int] = []
    if let field, let symbols = wanted[field] {
      for symbol in symbols {
        let own = Int(starts[Int(symbol)])..<Int(starts[Int(symbol) + 1])
        for place in own where isOf(Int(order[place])) { found.append(Int(order[place])) }
      }
    } else {
      found = (0..<rows.count).filter(isOf)
    }
    guard !found.isEmpty else { return nil }
    var hasher = CanonicalHasher(
      domain: "DealerRules price table in scope", version: RuleBook.canonicalVersion)
    hasher.add { $0.content(of: table) }
    var schedules = ScopedRows.schedules(found, rows).map { schedule -> Digest in
      var each = CanonicalHasher(
        domain: "DealerRules schedule in scope", version: RuleBook.canonicalVersion)
      each.add { encoder in
        // On which of the days it is in force, and which of those that begin together ends first.
        for (day, instant) in days.enumerated() {
          encoder.flag(UInt8(truncatingIfNeeded: day + 1), schedule.window.contains(instant))
        }
        encoder.integer(16, Int64(schedule.rank))
      }
      each.addUnordered(32, schedule.rows) { $1.content(of: $0, in: rows, isOpen: true) }
      return each.finish()
    }
    hasher.add(32, &schedules)
    return hasher.finish()
  }

  /// Rows that price together (RULES.md P-002).
  private struct Schedule {
    var window: Validity
    var rows: [Int]
    /// How many of the same key, unit, currency and start end earlier (RULES.md P-006).
    var rank = 0
  }

  /// What rows of one schedule have in common.
  private struct Origin: Hashable {
    var key: [Int32]
    var unit: Int32
    var currency: Int16
    var from: Instant
  }

  private static func schedules(_ found: [Int], _ rows: PriceRows) -> [Schedule] {
    var byOrigin: [Origin: [Validity: [Int]]] = [:]
    for row in found {
      let window = rows.windows[Int(rows.window[row])]
      let first = row * rows.keyCount
      let origin = Origin(
        key: Array(rows.keys[first..<first + rows.keyCount]), unit: rows.units[row],
        currency: rows.currency[row], from: window.from)
      byOrigin[origin, default: [:]][window, default: []].append(row)
    }
    return byOrigin.values.flatMap { windows in
      windows.sorted { $0.key.until < $1.key.until }.enumerated().map { rank, entry in
        Schedule(window: entry.key, rows: entry.value, rank: rank)
      }
    }
  }
}
