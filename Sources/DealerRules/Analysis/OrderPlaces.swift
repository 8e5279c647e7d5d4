/// Channels, regions and projects by which a book tells orders apart (RULES.md U-025).
struct OrderPlaces {
  /// Names looked at of one field.
  static let most = 8

  /// Names by field, in order.
  private(set) var names: [ConditionField: [String]] = [:]
  /// The names that price tables have.
  private(set) var demands: [OrderDemand] = []
  /// What accesses and guards ask of an order.
  private(set) var conditions: [Condition] = []

  init(_ book: RuleBook) {
    var keys: [ConditionField: Set<IdentifierKey>] = [:]
    for table in book.priceTables {
      for (position, key) in table.keys.enumerated() {
        guard let field = OrderPlaces.field(of: key) else { continue }
        var symbols: Set<Int32> = []
        for row in 0..<table.rows.count {
          symbols.insert(table.rows.keys[row * table.rows.keyCount + position])
        }
        for symbol in symbols {
          keys[field, default: []].insert(IdentifierKey(table.rows.symbols.name(symbol)))
        }
      }
    }
    for (field, found) in keys {
      let sorted = found.map(\.text).sorted(by: IdentifierOrder.precedes)
      names[field] = Array(sorted.prefix(OrderPlaces.most))
    }
    for field in [ConditionField.channel, .region, .lineProject] {
      for name in names[field] ?? [] {
        demands.append(OrderDemand(field: field, test: .isIn([name])))
      }
    }
    let customers = book.customers.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    for customer in customers {
      add(customer.channel, .channel)
      add(customer.region, .region)
    }
    for kind in book.priceKinds {
      for access in kind.accesses where !conditions.contains(access.when) {
        conditions.append(access.when)
      }
    }
    for rule in book.guards where rule.status == .published && !conditions.contains(rule.when) {
      conditions.append(rule.when)
    }
  }

  private mutating func add(_ name: String?, _ field: ConditionField) {
    guard let name, names[field]?.count ?? 0 < 2 * OrderPlaces.most,
      !(names[field] ?? []).contains(where: { IdentifierOrder.areEqual($0, name) })
    else { return }
    names[field, default: []].append(name)
  }

  private static func field(of key: KeyField) -> ConditionField? {
    switch key {
    case .channel: .channel
    case .region: .region
    case .project: .lineProject
    default: nil
    }
  }
}
