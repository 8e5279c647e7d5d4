/// The plain part of a compiled book, arranged so that blocks of orders run over columns.
///
/// It says nothing that the book does not say: an order whose facts, rows or offers go beyond it is
/// left to the general executor, and either way the results are the same bytes (RULES.md X-007).
/// Amounts are counted in steps of the book currency's rounding and fit 64 bits with room.
final class KernelProgram: Sendable {
  /// Millionths of one step.
  let step: Int64
  /// The tables of the selling price, in the order in which they are searched.
  let tables: [KernelPriceTable]
  /// `nil` where everybody may buy everything.
  let territory: KernelTerritory?
  let offers: KernelOffers
  /// What is asked of the quantity of each product.
  let products: ContiguousArray<ProductKind>
  /// Thousandths of base units in a thousandth of a line's unit, by row of units; 0 where they are
  /// no whole number, or more than the kernel counts.
  let thousandths: ContiguousArray<Int32>
  /// Some table's lines are left alone by most offers.
  let hasProtected: Bool
  /// Named prices; only the selling one is shown by the kernel.
  let kinds: Int

  /// What a product asks of the orders it stands in.
  enum ProductKind: UInt8, Sendable {
    /// Any quantity.
    case plain
    /// A minimum or a multiple.
    case bounded
    /// Components or their prices.
    case kit
  }

  init(
    step: Int64, tables: [KernelPriceTable], territory: KernelTerritory?, offers: KernelOffers,
    products: ContiguousArray<ProductKind>, thousandths: ContiguousArray<Int32>, kinds: Int
  ) {
    self.step = step
    self.tables = tables
    self.territory = territory
    self.offers = offers
    self.products = products
    self.thousandths = thousandths
    self.kinds = kinds
    hasProtected = tables.contains { $0.isProtected }
    most = min((Int64.max / step) >> 17, 1 << 42)
  }

  /// The most steps of a line: sums over an order's lines then fit, in millionths too.
  let most: Int64

  /// The most lines of an order.
  static let lines = 1 << 17
  /// The most base units of a line.
  static let mostUnits: Int64 = 1 << 31
  /// Orders of a block; its columns stay in the nearest caches.
  static let block = 256
  /// Line phases, gift phases and order phases that a program holds at most, each.
  static let phases = 64
  /// Words of bits kept at most by each side of the offers' index.
  static let words = 1 << 25
}

extension KernelProgram {
  /// The same with another amount for a band of the book, which counted tables have already.
  func replacing(_ band: Int, by amount: Int64, _ prices: PriceColumns) -> KernelProgram {
    var tables = tables
    for index in tables.indices {
      if tables[index].counted >= 0 {
        tables[index] = prices.counted[Int(tables[index].counted)].prices
      } else {
        _ = tables[index].replace(band, by: amount, keepsAll: false)
      }
    }
    return KernelProgram(
      step: step, tables: tables, territory: territory, offers: offers, products: products,
      thousandths: thousandths, kinds: kinds)
  }

  /// The plain part of a book; `nil` where a stage that every order passes is not plain. Tables of
  /// prices are those of another compile where that had the same rows.
  static func compiled(
    _ rules: CompiledParts, sharing other: KernelProgram? = nil
  ) -> KernelProgram? {
    guard rules.checks.isEmpty, rules.guards.isEmpty, rules.agreements.isEmpty,
      rules.charges.charges.isEmpty, rules.charges.taxes.isEmpty,
      rules.offers.chargeOffers.isEmpty, rules.book.rounding.lineExtension.mode == .halfUp
    else { return nil }
    let currency = rules.book.currency
    let step = rules.book.rounding.lineExtension.step(in: currency)
    guard step % rules.book.rounding.document.step(in: currency) == 0,
      rules.catalog.currencies.first == currency,
      let tables = other?.tables ?? KernelPriceTable.tables(rules, step: step),
      let offers = KernelOffers(rules, step: step)
    else { return nil }
    var territory: KernelTerritory?
    if !rules.territories.isEmpty {
      guard let plain = KernelTerritory(rules) else { return nil }
      territory = plain
    }
    var products: ContiguousArray<ProductKind> = []
    for product in 0..<rules.catalog.products.count {
      let isKit =
        rules.catalog.pricedByComponents[product]
        || rules.catalog.componentStart[product] != rules.catalog.componentStart[product + 1]
      let isBounded =
        rules.catalog.minimumQuantity[product] > 0 || rules.catalog.orderMultiple[product] > 0
      products.append(isKit ? .kit : isBounded ? .bounded : .plain)
    }
    return KernelProgram(
      step: step, tables: tables, territory: territory, offers: offers, products: products,
      thousandths: thousandths(rules.catalog.units), kinds: rules.access.kinds.count)
  }

  private static func thousandths(_ units: UnitTable) -> ContiguousArray<Int32> {
    ContiguousArray(
      units.numerator.indices.map { row in
        let isWhole = units.denominator[row] == 1 && units.numerator[row] > 0
        return isWhole ? Int32(exactly: units.numerator[row]) ?? 0 : 0
      })
  }
}

/// The tables of a book from which its plain part is made.
struct CompiledParts {
  let book: RuleBook
  let catalog: CatalogTable
  let prices: PriceColumns
  let access: AccessColumns
  let conditions: ConditionTable
  let offers: OfferTable
  let guards: GuardTable
  let charges: ChargeTable
  let agreements: AgreementTable
  let territories: TerritoryTable
  let checks: CheckTable
}
