// Which offers each class of customers and of products may meet.
extension OfferTable {
  /// What customers' conditions can tell apart.
  private struct CustomerSignature: Hashable {
    var tier: Int32
    var region: Int32
    var parent: Int32
    var groups: [Int32]
    /// The customer itself where conditions name customers or attributes.
    var id: Int32
  }

  /// What products' conditions can tell apart.
  private struct ProductSignature: Hashable {
    var category: Int32
    var brand: Int32
    var id: Int32
  }

  /// The offers with an index by what customers and products their conditions can tell apart.
  func indexed(_ catalog: CatalogTable, _ conditions: ConditionTable) -> OfferTable {
    var table = self
    guard table.count > 0 else { return table }
    let fields = Set(conditions.nodes.map(\.field))
    let namesCustomers = !fields.isDisjoint(with: [
      .customer, .customerParent, .customerAttribute,
    ])
    let usesGroups = fields.contains(.customerGroup)
    table.customers = ClassIndexBuilder.build(
      rows: catalog.customers.count, words: table.words, nodes: table.customerNode, conditions,
      fields: (
        (.customerTier, { catalog.customerTier[Int($0)] }),
        (.customerRegion, { catalog.customerRegion[Int($0)] })
      ),
      signature: { row in
        let index = Int(row)
        let groups = Int(catalog.groupStart[index])..<Int(catalog.groupStart[index + 1])
        return CustomerSignature(
          tier: catalog.customerTier[index], region: catalog.customerRegion[index],
          parent: namesCustomers ? catalog.dealerTree.parent(of: row) : -1,
          groups: usesGroups ? Array(catalog.groups[groups]) : [], id: namesCustomers ? row : -1)
      },
      holds: { node, row in
        conditions.holds(node, ConditionContext(customer: row), catalog, NoAttributes())
      })
    let namesProducts = !fields.isDisjoint(with: [.product, .productAttribute])
    table.products = ClassIndexBuilder.build(
      rows: catalog.products.count, words: table.words, nodes: table.productNode, conditions,
      fields: (
        (.productCategory, { catalog.productCategory[Int($0)] }),
        (.productBrand, { catalog.productBrand[Int($0)] })
      ),
      signature: { row in
        ProductSignature(
          category: catalog.productCategory[Int(row)], brand: catalog.productBrand[Int(row)],
          id: namesProducts ? row : -1)
      },
      holds: { node, row in
        conditions.holds(node, ConditionContext(product: row), catalog, NoAttributes())
      })
    return table
  }
}
