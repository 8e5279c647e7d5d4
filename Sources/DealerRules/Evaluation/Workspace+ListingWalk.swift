// The rules of an open list that are about a line (RULES.md R-016).
extension Workspace {
  /// A walk over the rules of a list about everything, a line's product, its brand and its
  /// categories upward.
  ///
  /// It holds no list: rules are read where they stand, so that a line copies nothing of them.
  struct ListingWalk {
    fileprivate enum Stage { case general, product, brand, categories }

    fileprivate let list: Int
    fileprivate var stage = Stage.general
    /// The category to look at next, −1 behind the last.
    fileprivate var category: Int32 = -1
    fileprivate var range: Range<Int>
  }

  /// The walk over an open list.
  mutating func walk(_ open: OpenListing) -> ListingWalk {
    ListingWalk(list: open.list, range: rules.territories.listings.general(open.list))
  }

  /// The row of the next rule in force that is about a line, −1 behind the last.
  /// - Complexity: O(log rules) for each product, brand and category.
  mutating func next(_ walk: inout ListingWalk, _ order: Int32, _ line: Int32) -> Int32 {
    while true {
      for position in walk.range {
        let row = rules.territories.listings.row(position)
        guard isCovering(row, order), isConditionMet(row, order, line) else { continue }
        walk.range = position + 1..<walk.range.upperBound
        return row
      }
      guard advance(&walk, line) else { return -1 }
    }
  }

  /// Turns to what a line's goods are next; false behind the last.
  private mutating func advance(_ walk: inout ListingWalk, _ line: Int32) -> Bool {
    let keys = rules.territories.listings.goods
    switch walk.stage {
    case .general:
      guard rules.territories.listings.hasScoped(walk.list) else { return false }
      walk.stage = .product
      walk.range = rules.territories.listings.scoped(walk.list, goods(line))
      return true
    case .product:
      walk.stage = .brand
      let brand = rules.catalog.productBrand[Int(goods(line))]
      walk.range =
        brand < 0
        ? 0..<0
        : rules.territories.listings.scoped(walk.list, keys.products + keys.categories + brand)
      return true
    case .brand:
      walk.stage = .categories
      walk.category = rules.catalog.productCategory[Int(goods(line))]
    case .categories:
      walk.category = rules.catalog.categoryTree.parent(of: walk.category)
    }
    guard walk.category >= 0 else { return false }
    walk.range = rules.territories.listings.scoped(walk.list, keys.products + walk.category)
    return true
  }
}
