import TestSupport
import Testing

@testable import DealerRules

/// Everything that a book states has its place in the scope of a sale (RULES.md Z-009).
@Suite("Z-009 every statement has its place in a scope") struct SaleScopeFieldTests {
  /// What is looked up by order; all else of a book is in every scope.
  private static let lookedUp: Set<String> = [
    "categories", "products", "customers", "priceTables", "exchangeRates", "offers", "guards",
    "charges", "agreements",
  ]
  /// What is beside what prices (Z-008), or no part of the rules.
  private static let left: Set<String> = ["credit", "returns", "creditFacts", "sources", "name"]

  @Test func everyFieldOfABookIsKnown() {
    let names = Set(Mirror(reflecting: HashWorld.book()).children.compactMap(\.label))
    let always: Set<String> = [
      "currency", "zone", "units", "regions", "postalAreas", "territories", "territory", "checks",
      "priceKinds", "sellingKind", "phases", "approvalRules", "tax", "rounding", "policies",
    ]
    #expect(names == Self.lookedUp.union(Self.left).union(always))
    #expect(names.count == 29)
  }

  /// A product stated twice, a table without rows, what ends later, and drafts.
  private static let quiet = [
    "catalog 86", "catalog 120", "catalog 137", "offers 27", "agreements 4", "guards 32",
  ]

  private static func order() -> Order {
    var order = HashWorld.order()
    order.moment = .instant(Instant(secondsSinceEpoch: 15))
    order.requested = nil
    order.shipped = nil
    return order
  }

  /// What moves the pricing hash moves the scope of an order that reads it.
  @Test func everyChangeOfWhatIsReadShows() {
    let order = Self.order()
    let hashes = HashWorld.book().hashes()
    let scope = HashWorld.book().saleScope().hash(of: order)
    #expect(hashes.scope?.hash(of: order) == scope)
    let all = [
      ("catalog", HashChanges.catalogAndPrices), ("offers", HashChanges.offersAndCharges),
      ("benefits", HashChanges.benefits), ("agreements", HashChanges.agreements),
      ("guards", HashChanges.guards), ("checks", HashChanges.checks),
    ]
    var quiet: [String] = []
    for (name, changes) in all {
      for (index, change) in changes.enumerated() {
        var book = HashWorld.book()
        change(&book)
        let other = book.hashes()
        guard other.pricing != hashes.pricing else { continue }
        if other.scope?.hash(of: order) == scope { quiet.append("\(name) \(index)") }
      }
    }
    #expect(quiet == Self.quiet)
  }
}
