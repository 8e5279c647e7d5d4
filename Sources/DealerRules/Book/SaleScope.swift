/// What of a book pricing one order, or any part of it, can read, as a hash (RULES.md Z-009).
///
/// What every order reads, and the digests of statements that may be in force, are worked out once;
/// customers, products and price rows are looked up by order.
struct SaleScope: Sendable {
  /// A statement with a validity.
  private struct Dated: Sendable {
    let validity: Validity
    let digest: Digest
    /// Products that it can give.
    var gives: [String] = []
  }

  /// Finds an element of the book by its id.
  private struct Places: Sendable {
    var places: IdentifierMap<Int32> = [:]

    init(_ ids: some Sequence<String>) {
      for (place, id) in ids.enumerated() { places[id] = Int32(truncatingIfNeeded: place) }
    }

    subscript(id: String) -> Int? { places[id].map { Int($0) } }
  }

  private let book: RuleBook
  private let settings: Digest
  private let offers: [Dated]
  private let guards: [Dated]
  private let agreements: [Dated]
  private let charges: [Dated]
  private let taxes: [Dated]
  private let rates: [Dated]
  private let customers: Places
  private let products: Places
  private let categories: Places
  private let rows: [ScopedRows]

  /// - Parameter part: What of the book prices (RULES.md Z-008).
  /// - Complexity: O(book), and four bytes for each price row.
  init(_ book: RuleBook, pricing part: RuleBook) {
    self.book = book
    settings = SaleScope.settings(of: part)
    offers = part.offers.filter { $0.status == .published }.map { offer in
      var gives: [String] = []
      if case .gift(let gift) = offer.benefit { gives = gift.products }
      return SaleScope.dated(offer, \.validity, gives) { $1.content(of: $0) }
    }
    guards = part.guards.filter { $0.status == .published }.map {
      SaleScope.dated($0, \.validity) { $1.content(of: $0) }
    }
    agreements = part.agreements.filter { $0.status == .published }.map { agreement in
      var gives: [String] = []
      switch agreement.promise {
      case .allowance(let allowance):
        if case .goods(let product, _) = allowance.grant { gives = [product] }
      case .groupBuy(let group): gives = [group.product]
      case .rebate, .points, .coupons, .fund: break
      }
      return SaleScope.dated(agreement, \.validity, gives) { $1.content(of: $0) }
    }
    charges = part.charges.filter { $0.status == .published }.map {
      SaleScope.dated($0, \.validity) { $1.content(of: $0) }
    }
    taxes = part.tax.rates.filter { $0.status == .published }.map {
      SaleScope.dated($0, \.validity) { $1.content(of: $0) }
    }
    rates = part.exchangeRates.map { SaleScope.dated($0, \.validity) { $1.content(of: $0) } }
    customers = Places(book.customers.map(\.id))
    products = Places(book.products.map(\.id))
    categories = Places(book.categories.map(\.id))
    rows = book.priceTables.map { ScopedRows($0) }
  }

  /// What every order reads: the book without what is looked up, so that what is new in a book is
  /// in the scope of every sale until it has a place of its own.
  private static func settings(of part: RuleBook) -> Digest {
    var rest = part
    rest.customers = []
    rest.products = []
    rest.categories = []
    rest.priceTables = []
    rest.offers = []
    rest.guards = []
    rest.agreements = []
    rest.charges = []
    rest.tax.rates = []
    rest.exchangeRates = []
    return rest.canonicalDigest([], domain: "DealerRules scope settings")
  }

  /// The digest of a statement as if it never ended: when it ends moves nothing while it holds.
  private static func dated<Statement>(
    _ statement: Statement, _ validity: WritableKeyPath<Statement, Validity>,
    _ gives: [String] = [],
    _ body: (Statement, inout CanonicalEncoder) -> Void
  ) -> Dated {
    var open = statement
    open[keyPath: validity].until = .distantFuture
    return Dated(
      validity: statement[keyPath: validity], digest: CanonicalHasher.digest { body(open, &$0) },
      gives: gives)
  }

  /// The hash of what pricing an order can read: 64 lower-case hexadecimal digits.
  /// - Complexity: O(statements in force + rows of its products).
  func hash(of order: Order) -> String {
    let moment = instant(order.moment)
    var days = [moment]
    for day in [order.requested, order.shipped] {
      if let day { days.append(book.zone.start(of: day)) }
    }
    func held(_ all: [Dated], _ instants: [Instant]) -> [Dated] {
      all.filter { one in instants.contains { one.validity.contains($0) } }
    }
    let given = held(offers, [moment])
    let earned = held(agreements, [moment])
    let goods = goods(of: order, (given + earned).flatMap(\.gives))
    let parties = parties(of: order)
    var hasher = CanonicalHasher(domain: "DealerRules scope", version: RuleBook.canonicalVersion)
    hasher.add { $0.digest(2, settings) }
    hasher.addUnordered(33, categories(of: goods)) { category, encoder in
      var category = category
      category.name = ""
      encoder.content(of: category)
    }
    hasher.addUnordered(34, goods) { product, encoder in
      var product = product
      product.name = ""
      encoder.content(of: product)
    }
    hasher.addUnordered(36, parties) { customer, encoder in
      var customer = customer
      customer.name = ""
      encoder.content(of: customer)
    }
    let keys = ScopeKeys(
      order, parties, goods, categories(of: goods).map(\.id), book.priceKinds)
    var tables = zip(book.priceTables, rows).compactMap { $1.digest(of: $0, keys, days) }
    hasher.add(37, &tables)
    // On which of the days a rate is in force has a meaning.
    hasher.addUnordered(39, held(rates, days)) { rate, encoder in
      encoder.digest(1, rate.digest)
      for (day, instant) in days.enumerated() {
        encoder.flag(UInt8(truncatingIfNeeded: day + 2), rate.validity.contains(instant))
      }
    }
    for (tag, found) in [
      (41, given), (43, held(taxes, [moment])), (45, earned),
      (48, held(guards, [moment])),
    ] as [(UInt8, [Dated])] {
      var digests = found.map(\.digest)
      hasher.add(tag, &digests)
    }
    // The place of a charge has a meaning.
    hasher.add { encoder in
      encoder.ordered(42, held(charges, [moment])) { $1.digest(1, $0.digest) }
    }
    return hasher.finish().hex
  }

  private func instant(_ moment: OrderMoment) -> Instant {
    switch moment {
    case .instant(let instant): instant
    case .date(let date): book.zone.start(of: date)
    }
  }

  // MARK: Who and what

  /// The ordering customer, those that the order or an attribute names, and all above them.
  private func parties(of order: Order) -> [Customer] {
    var waiting = [order.customer] + order.chain.map(\.to)
    waiting += [order.billTo, order.seller, order.shipToCustomer].compactMap { $0 }
    waiting += SaleScope.texts(order.attributes)
    return closure(waiting, customers, book.customers) { customer in
      SaleScope.texts(customer.attributes) + (customer.parent.map { [$0] } ?? [])
    }
  }

  /// What attributes may name, as text or as a number (RULES.md A-007).
  private static func texts(_ attributes: Attributes) -> [String] {
    attributes.compactMap { attribute in
      switch attribute.value {
      case .text(let text): text
      case .number(let number): Decimals.text(number, scale: Money.scale)
      case .flag, .date: nil
      }
    }
  }

  /// The products of the lines, what offers and agreements can give, and the parts of all.
  private func goods(of order: Order, _ gives: [String]) -> [Product] {
    closure(order.lines.map(\.product) + gives, products, book.products) { product in
      product.components.map(\.product)
    }
  }

  private func categories(of goods: [Product]) -> [Category] {
    closure(goods.compactMap(\.category), categories, book.categories) { category in
      category.parent.map { [$0] } ?? []
    }
  }

  /// The elements with these ids, and all that they lead to, each once.
  private func closure<Element>(
    _ ids: [String], _ places: Places, _ elements: [Element],
    _ next: (Element) -> [String]
  ) -> [Element] {
    var waiting = ids
    var seen: Set<Int> = []
    var found: [Element] = []
    while let id = waiting.popLast() {
      guard let place = places[id], seen.insert(place).inserted else { continue }
      found.append(elements[place])
      waiting += next(elements[place])
    }
    return found
  }
}
