/// Customers that no rule can tell apart, each class by its first customer (RULES.md U-025).
struct CustomerClasses {
  struct Class {
    /// Position of the first customer by id.
    var first: Int
    var count: Int
  }

  private(set) var all: [Class] = []

  private struct Signature: Hashable {
    /// Id, name and place left out.
    var customer: Customer
    /// The class in which offers see it.
    var offers: Int32
    /// The customer itself where a price or guard names it.
    var own: Int32
  }

  init(_ rules: CompiledRules) {
    let book = rules.book
    let named = CustomerClasses.named(book)
    var places: [Signature: Int] = [:]
    let order = book.customers.indices.sorted {
      IdentifierOrder.precedes(book.customers[$0].id, book.customers[$1].id)
    }
    for index in order {
      var plain = book.customers[index]
      let dense = rules.catalog.customers.index(of: plain.id)
      guard dense >= 0 else { continue }
      let own = named.contains(IdentifierKey(plain.id)) ? dense : -1
      (plain.id, plain.name, plain.origin) = ("", "", nil)
      let classes = rules.offers.customers.classes
      let signature = Signature(
        customer: plain,
        offers: classes.indices.contains(Int(dense)) ? classes[Int(dense)] : -1, own: own)
      if let place = places[signature] {
        all[place].count += 1
      } else {
        places[signature] = all.count
        all.append(Class(first: Int(dense), count: 1))
      }
    }
  }

  /// Customers that a price row or a condition of a guard names.
  private static func named(_ book: RuleBook) -> Set<IdentifierKey> {
    var names: Set<IdentifierKey> = []
    for table in book.priceTables {
      for (position, key) in table.keys.enumerated() where key == .customer || key == .parent {
        for row in 0..<table.rows.count {
          let symbol = table.rows.keys[row * table.rows.keyCount + position]
          names.insert(IdentifierKey(table.rows.symbols.name(symbol)))
        }
      }
    }
    for rule in book.guards { collect(rule.when, &names) }
    return names
  }

  private static func collect(_ condition: Condition, _ names: inout Set<IdentifierKey>) {
    switch condition {
    case .all(let parts), .any(let parts): for part in parts { collect(part, &names) }
    case .not(let part): collect(part, &names)
    case .test(.customer, .isIn(let ids)), .test(.customerParent, .isIn(let ids)):
      names.formUnion(ids.map { IdentifierKey($0) })
    case .test: break
    }
  }
}
