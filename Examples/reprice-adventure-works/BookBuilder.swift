import DealerRules

/// Turns the source tables into a rule book.
///
/// Web customers pay the list price. Resellers pay list × (60 % − p), settled to 4 decimals, and
/// get p once more on the line, where p is the best special offer. A product that is on no price
/// list any more costs everybody a share of its last list price, and no offer touches that.
struct BookBuilder {
  /// What is paid of the last list price, by category name.
  static let lastPriceShares: [String: Rate] = [
    "Bikes": "72%", "Components": "74%", "Clothing": "65%", "Accessories": "60%",
  ].compactMapValues { Rate($0) }

  /// The channel of resellers.
  static let reseller = "reseller"
  /// The channel of web customers.
  static let web = "web"
  /// The phase that makes the unit price.
  static let unitPhase = "unitPrice"
  /// The phase that takes the offer's discount from the line.
  static let linePhase = "line"
  /// The group of special offers in both phases.
  static let group = "special"

  let tables: SourceTables
  let ignored: [IgnoredOffer]
  private(set) var book = RuleBook(name: "AdventureWorks", currency: .usd)
  /// The discount of each offer of the line phase, by the offer's id in the book.
  private(set) var lineDiscounts: [String: Rate] = [:]

  /// Builds the book.
  /// - Throws: ``FileFault`` when a last price does not fit.
  init(_ tables: SourceTables, ignoring ignored: [IgnoredOffer]) throws {
    self.tables = tables
    self.ignored = ignored
    addCatalog()
    try addPrices()
    addOffers()
    addCharges()
    book.rounding = RoundingPolicy(
      lineExtension: Rounding(.halfUp, scale: 6), document: Rounding(.halfUp, scale: 4))
  }

  // MARK: Catalog

  private mutating func addCatalog() {
    book.categories =
      tables.categories.map { Category(id: "category-\($0.key)", name: $0.value) }
      + tables.subcategories.map {
        Category(
          id: "subcategory-\($0.key)",
          parent: tables.categories[$0.value] == nil ? nil : "category-\($0.value)")
      }
    book.products = tables.products.map {
      let known = $0.subcategory.flatMap { tables.subcategories[$0] == nil ? nil : $0 }
      return Product(
        id: $0.id, name: $0.name, category: known.map { "subcategory-\($0)" })
    }
    book.customers = Set(tables.orders.map(\.customer)).map { Customer(id: $0) }
  }

  // MARK: Prices

  private mutating func addPrices() throws {
    var list = PriceTable(id: "list", keys: [.product], overlap: .latestStart)
    for price in tables.prices {
      list.rows.append(
        PriceRow(
          key: [price.product], value: .amount(price.amount),
          validity: validity(price.start, price.end)))
    }
    var last = PriceTable(id: "lastList", keys: [.product], isProtected: true)
    let history = Dictionary(grouping: tables.prices, by: \.product)
    for product in tables.products {
      for row in try lastPrices(of: product, history[product.id] ?? []) {
        last.rows.append(row)
      }
    }
    book.priceTables = [list, last]
    book.priceKinds = [
      PriceKind(
        id: book.sellingKind,
        accesses: [
          Access(tables: ["list"]), Access(tables: ["lastList"]),
        ])
    ]
  }

  /// A row for every time after a list price in which no other one is in force.
  private func lastPrices(
    of product: SourceProduct, _ history: [SourcePrice]
  ) throws -> [PriceRow] {
    let category = product.subcategory.flatMap { tables.subcategories[$0] }
    guard let name = category.flatMap({ tables.categories[$0] }),
      let share = BookBuilder.lastPriceShares[name]
    else { return [] }
    let rows = history.sorted { $0.start < $1.start }
    var result: [PriceRow] = []
    var covered = Instant.distantPast
    for (index, row) in rows.enumerated() {
      covered = max(covered, validity(row.start, row.end).until)
      let next =
        index + 1 < rows.count
        ? validity(rows[index + 1].start, nil).from : Instant.distantFuture
      guard covered < next else { continue }
      let price = Money(millionths: row.amount, .usd)
      do {
        let settled = try price.multiplied(by: share, Rounding(.halfUp, scale: 4))
        result.append(
          PriceRow(
            key: [product.id], value: .amount(settled.millionths),
            validity: Validity(from: covered, until: next)))
      } catch {
        throw FileFault(description: "product \(product.id): the last price does not fit")
      }
    }
    return result
  }

  /// From the start of the first day to the end of the last one.
  private func validity(_ first: CivilDate, _ last: CivilDate?) -> Validity {
    let dayAfter = last.flatMap { CivilDate(daysSinceEpoch: $0.daysSinceEpoch + 1) }
    return Validity(
      from: book.zone.start(of: first),
      until: dayAfter.map { book.zone.start(of: $0) } ?? .distantFuture)
  }

  // MARK: Offers

  private mutating func addOffers() {
    book.phases = [
      Phase(
        id: BookBuilder.unitPhase, base: .list, point: .unit,
        rounding: Rounding(.halfUp, scale: 4),
        groups: [OfferGroup(id: BookBuilder.group, choice: .best)]),
      Phase(
        id: BookBuilder.linePhase, base: .running, point: .none,
        groups: [OfferGroup(id: BookBuilder.group, choice: .best)]),
    ]
    let isReseller: Condition = .test(.channel, .isIn([BookBuilder.reseller]))
    book.offers = [
      Offer(
        id: "reseller", name: "Resellers pay 60 % of the list price",
        phase: BookBuilder.unitPhase, when: isReseller,
        benefit: .percentOff(Rate("40%") ?? .zero))
    ]
    for offer in tables.offers where ["Reseller", "No Discount"].contains(offer.category) {
      let products = scope(of: offer)
      guard !products.isEmpty else { continue }
      let when: Condition = .all([
        isReseller, .test(.product, .isIn(products)),
        .test(.lineQuantity, quantities(of: offer)),
      ])
      for phase in [BookBuilder.unitPhase, BookBuilder.linePhase] {
        book.offers.append(
          Offer(
            id: "\(offer.id)-\(phase)", name: offer.description, phase: phase,
            group: BookBuilder.group, priority: Int32(offer.id) ?? 0,
            validity: validity(offer.start, offer.end), when: when,
            benefit: .percentOff(offer.discount)))
      }
      lineDiscounts["\(offer.id)-\(BookBuilder.linePhase)"] = offer.discount
    }
  }

  /// The products of an offer that the command line leaves to it.
  private func scope(of offer: SourceOffer) -> [String] {
    let ignoring = ignored.filter { $0.id == offer.id }
    guard !ignoring.contains(where: { $0.namePrefix == nil }) else { return [] }
    let prefixes = ignoring.compactMap(\.namePrefix)
    let dropped = tables.products.filter { product in
      prefixes.contains { product.name.hasPrefix($0) }
    }
    let droppedIDs = Set(dropped.map(\.id))
    return (tables.scopes[offer.id] ?? []).filter { !droppedIDs.contains($0) }
  }

  /// The quantities of an offer, both ends included.
  private func quantities(of offer: SourceOffer) -> ConditionTest {
    .number(
      from: offer.minimum.thousandths * 1000,
      below: offer.maximum.map { $0.thousandths * 1000 + 1 })
  }

  // MARK: Charges

  private mutating func addCharges() {
    let isWeb: Condition = .test(.channel, .isIn([BookBuilder.web]))
    let fourDecimals = Rounding(.halfUp, scale: 4)
    book.charges = [
      Charge(id: "tax", rate: Rate("8%") ?? .zero, rounding: fourDecimals, when: isWeb),
      Charge(id: "freight", rate: Rate("2.5%") ?? .zero, rounding: fourDecimals, when: isWeb),
    ]
  }
}
