/// The sources of a project and how they are shared, as `sources.json` states them (RULES.md
/// Y-006).
public struct SourcingDocument: Hashable, Sendable {
  /// The sources.
  public var sources: [StockSource] = []
  /// How they are ranked and shared.
  public var policy = SourcingPolicy()
  /// Sources that may share in one line; at least 1.
  public var maxSources = Int.max
  /// Whether all of a line comes from one source or nothing does.
  public var isWhole = false

  /// Creates a document without sources.
  public init() {}

  /// What a line of a product wants: of a kit that no source holds its parts (RULES.md Y-006);
  /// `nil` where a part is no whole number of thousandths.
  func wanted(
    _ product: Int32, _ quantity: Quantity, _ catalog: CatalogTable
  ) -> [(product: String, quantity: Quantity)]? {
    let name = catalog.products.name(product)
    let start = Int(catalog.componentStart[Int(product)])
    let end = Int(catalog.componentStart[Int(product) + 1])
    guard start < end, !sources.contains(where: { $0.stock[name] != nil }) else {
      return [(name, quantity)]
    }
    var goods: [(product: String, quantity: Quantity)] = []
    for part in start..<end {
      let all = Int128(quantity.thousandths) * Int128(catalog.componentQuantity[part])
      guard all % 1000 == 0, let each = Int64(exactly: all / 1000),
        let wanted = Quantity(thousandths: each)
      else { return nil }
      goods.append((catalog.products.name(catalog.componentProduct[part]), wanted))
    }
    return goods
  }
}

extension CompiledRules {
  /// What the lines of an order want of the sources of a document (RULES.md Y-006).
  ///
  /// - Parameters:
  ///   - order: The order.
  ///   - document: Says how many sources may share in a line.
  ///   - workspace: A workspace of these rules, which finds whose quota a line draws on; one does
  ///     for any number of orders.
  /// - Returns: A demand for each line, and the numbers of the lines of which there is none:
  ///   product or unit are unknown, or what they order is no whole number of thousandths of the
  ///   base unit.
  /// - Complexity: O(lines × grants that match).
  public func sourcingDemands(
    of order: Order, _ document: SourcingDocument, using workspace: inout Workspace
  ) -> (demands: [SourcingDemand], others: [Int32]) {
    var batch = OrderBatch()
    batch.append(order, self)
    let place = batch.places[0]?.0 ?? batch.region.first ?? -1
    let region = place < 0 ? "" : catalog.regions.name(catalog.regionTree.symbol(place))
    let customer = batch.customer.first ?? -1
    var above: [String] = []
    var dealer = customer < 0 ? -1 : catalog.dealerTree.parent(of: customer)
    while dealer >= 0 {
      above.append(catalog.customers.name(dealer))
      dealer = catalog.dealerTree.parent(of: dealer)
    }
    var owners: [(territory: Int32, quota: Int32)] = []
    if case .quota = document.policy.scarcity {
      owners = workspace.owners(of: 0, in: batch)
    }
    let tier = customer < 0 ? -1 : catalog.customerTier[Int(customer)]
    var demands: [SourcingDemand] = []
    var others: [Int32] = []
    for (index, line) in order.lines.sorted(by: { $0.number < $1.number }).enumerated() {
      guard batch.product.indices.contains(index), customer >= 0,
        let quantity = baseQuantity(batch, index)
      else {
        others.append(line.number)
        continue
      }
      guard let goods = document.wanted(batch.product[index], quantity, catalog) else {
        others.append(line.number)
        continue
      }
      for (product, quantity) in goods {
        var demand = SourcingDemand(
          order: order.id, line: line.number, dealer: order.customer,
          tier: tier < 0 ? nil : catalog.texts.name(tier), product: product, quantity: quantity,
          region: region)
        demand.dealersAbove = above
        let owner = owners.indices.contains(index) ? owners[index].quota : -1
        demand.drawsOn = owner < 0 ? nil : catalog.customers.name(owner)
        demand.maxSources = document.maxSources
        demand.isWhole = document.isWhole
        demands.append(demand)
      }
    }
    return (demands, others)
  }

  /// Base units of a line; `nil` where they are no whole number of thousandths.
  private func baseQuantity(_ batch: OrderBatch, _ line: Int) -> Quantity? {
    guard batch.product[line] >= 0, batch.unitRow[line] >= 0 else { return nil }
    let unit = catalog.units.ratio(Int(batch.unitRow[line]))
    let product = Int128(batch.quantity[line]) * unit.numerator
    guard product % unit.denominator == 0 else { return nil }
    return Int64(exactly: product / unit.denominator).flatMap { Quantity(thousandths: $0) }
  }
}
