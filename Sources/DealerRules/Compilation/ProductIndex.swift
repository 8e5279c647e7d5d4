/// Territory rules by what they are about: a product, a category, a brand, or everything.
///
/// One list of keys: products, then categories, then brands; −1 stands for everything.
struct ProductIndex: Sendable {
  private var index = TerritoryTable.Index()
  private var products: Int32 = 0
  private var categories: Int32 = 0
  /// Whether there are no rules, so that nothing need be looked up.
  private(set) var isEmpty = true

  init() {}

  init(_ rules: [(row: Int32, rule: TerritoryTable.Row)], _ catalog: CatalogTable) {
    products = Int32(truncatingIfNeeded: catalog.products.count)
    categories = Int32(truncatingIfNeeded: catalog.categories.count)
    isEmpty = rules.isEmpty
    guard !isEmpty else { return }
    let count = catalog.products.count + catalog.categories.count + catalog.texts.count
    let (first, second) = (products, products + categories)
    index = TerritoryTable.Index(
      count,
      rules.map { entry in
        let rule = entry.rule
        if rule.product >= 0 { return (rule.product, entry.row) }
        if rule.category >= 0 { return (first + rule.category, entry.row) }
        return (rule.brand >= 0 ? second + rule.brand : -1, entry.row)
      })
  }

  /// A walk over the rules that may be about a product.
  struct Cursor {
    fileprivate var product: Int32
    /// The category to look at next, −1 behind the last.
    fileprivate var category: Int32
    fileprivate var stage = 0
    fileprivate var range = 0..<0
  }

  /// A walk over the rules about a product, its brand, its categories upward, and everything.
  func cursor(of product: Int32, _ catalog: CatalogTable) -> Cursor {
    Cursor(
      product: product, category: isEmpty ? -1 : catalog.productCategory[Int(product)],
      stage: isEmpty ? 3 : 0)
  }

  /// The row of the next rule, `nil` behind the last.
  func next(_ cursor: inout Cursor, _ catalog: CatalogTable) -> Int32? {
    while cursor.range.isEmpty {
      switch cursor.stage {
      case 0: cursor.range = index.range(cursor.product)
      case 1: cursor.range = index.range(-1)
      case 2:
        let brand = catalog.productBrand[Int(cursor.product)]
        if brand >= 0 { cursor.range = index.range(products + categories + brand) }
      default:
        guard cursor.category >= 0 else { return nil }
        cursor.range = index.range(products + cursor.category)
        cursor.category = catalog.categoryTree.parent(of: cursor.category)
      }
      cursor.stage += 1
    }
    let position = cursor.range.lowerBound
    cursor.range = position + 1..<cursor.range.upperBound
    return index.row(position)
  }

  /// How many rules a walk meets.
  func count(of product: Int32, _ catalog: CatalogTable) -> Int {
    guard !isEmpty else { return 0 }
    var count = index.count(product) + index.count(-1)
    let brand = catalog.productBrand[Int(product)]
    if brand >= 0 { count += index.count(products + categories + brand) }
    var category = catalog.productCategory[Int(product)]
    while category >= 0 {
      count += index.count(products + category)
      category = catalog.categoryTree.parent(of: category)
    }
    return count
  }
}
