import DealerRules
import TestSupport
import Testing

/// Cases are made small for people who look for a cause.
@Suite("Shrinking a generated case") struct ShrinkerTests {
  /// What shows with two lines in one order needs nothing else.
  @Test func whatIsNotNeededGoes() throws {
    let large = try #require(
      (1...50).lazy.map { GeneratedCase(seed: $0) }.first { generated in
        generated.orders.count > 1 && generated.orders.contains { $0.lines.count > 2 }
          && generated.book.offers.count > 2
      })
    let small = Shrinker.smallest(large) { smaller in
      smaller.orders.contains { $0.lines.count > 1 }
    }
    #expect(small.orders.map(\.lines.count) == [2])
    #expect(small.book.offers.isEmpty && small.book.guards.isEmpty && small.book.checks.isEmpty)
    #expect(small.book.products.isEmpty && small.book.priceTables.isEmpty)
    #expect(small.orders[0].lines.allSatisfy { $0.quantity == .one && $0.manual == nil })
  }

  /// What a difference needs stays, and nothing is touched where nothing may change.
  @Test func whatIsNeededStays() throws {
    let large = try #require(
      (1...50).lazy.map { GeneratedCase(seed: $0) }.first { $0.book.offers.count > 3 })
    let wanted = large.book.offers[1].id
    let small = Shrinker.smallest(large) { smaller in
      smaller.book.offers.contains { $0.id == wanted }
    }
    #expect(small.book.offers.map(\.id) == [wanted] && small.orders.isEmpty)
    #expect(Shrinker.smallest(large) { _ in false }.text == large.text)
  }

  /// A recorded seed is shown with the families that it was recorded with.
  @Test func recordedSeedsKeepTheirFamilies() {
    let recorded = RecordedSeeds.read()
    #expect(recorded.families(of: 28) == [.patterns])
    #expect(recorded.families(of: 6) == [])
    #expect(recorded.families(of: 86) == [.units, .patterns, .gifts, .charges])
    #expect(recorded.families(of: 1_006_487)?.contains(.across) == false)
    #expect(recorded.families(of: 7) == nil)
  }
}
