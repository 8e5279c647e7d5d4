/// Customers that no rule can tell apart, each class by its first customer (RULES.md U-025).
struct CustomerClasses {
  struct Class {
    /// Position of the first customer by id.
    var first: Int
    var count: Int
  }

  private(set) var all: [Class] = []
  /// The class of each customer of the catalog, −1 where there is none.
  private(set) var places: [Int]

  private struct Signature: Hashable {
    /// Id, name, place, parent, groups and region left out.
    var customer: Customer
    /// The class in which offers see it.
    var offers: Int32
    /// The dealer itself and those above it, its groups and its region with those around it, as
    /// far as rules name them.
    var dealers: [IdentifierKey]
    var groups: [IdentifierKey]
    var regions: [IdentifierKey]
  }

  init(_ rules: CompiledRules) {
    let book = rules.book
    let named = NamedTexts(book)
    var parents: IdentifierMap<String> = [:]
    for customer in book.customers { parents[customer.id] = customer.parent }
    var regions: IdentifierMap<String> = [:]
    for region in book.regions { regions[region.id] = region.parent }
    places = [Int](repeating: -1, count: rules.catalog.customers.count)
    var known: [Signature: Int] = [:]
    let order = book.customers.indices.sorted {
      IdentifierOrder.precedes(book.customers[$0].id, book.customers[$1].id)
    }
    for index in order {
      let customer = book.customers[index]
      let dense = Int(rules.catalog.customers.index(of: customer.id))
      guard dense >= 0 else { continue }
      let classes = rules.offers.customers.classes
      let signature = Signature(
        customer: CustomerClasses.plain(customer),
        offers: classes.indices.contains(dense) ? classes[dense] : -1,
        dealers: CustomerClasses.chain(customer.id, parents, named.customers),
        groups: customer.groups.map { IdentifierKey($0) }
          .filter { named.groups.contains($0) }.sorted(),
        regions: CustomerClasses.chain(customer.region, regions, named.regions))
      if let place = known[signature] {
        all[place].count += 1
        places[dense] = place
      } else {
        known[signature] = all.count
        places[dense] = all.count
        all.append(Class(first: dense, count: 1))
      }
    }
  }

  private static func plain(_ customer: Customer) -> Customer {
    var plain = customer
    (plain.id, plain.name, plain.origin) = ("", "", nil)
    (plain.parent, plain.groups, plain.region) = (nil, [], nil)
    return plain
  }

  /// What of a text and those above it is named, from below.
  private static func chain(
    _ text: String?, _ parents: IdentifierMap<String>, _ named: Set<IdentifierKey>
  ) -> [IdentifierKey] {
    guard !named.isEmpty else { return [] }
    var found: [IdentifierKey] = []
    var next = text
    // Trees are at most 16 deep (K-004, R-001).
    for depth in 0...16 {
      guard let current = next else { break }
      let key = IdentifierKey(current)
      // What is named of the dealers above counts by how far above they are.
      if named.contains(key) { found.append(IdentifierKey("\(depth) \(current)")) }
      next = parents[current]
    }
    return found
  }
}
