import TestSupport
import Testing

@testable import DealerRules

/// Ids of one compile mean nothing to another, so a batch is priced by its own rules or not at all
/// (RULES.md X-004).
@Suite struct OtherRulesTests {
  private let small: CompiledRules
  private let large: CompiledRules

  init() throws {
    small = try CompiledRules(RuleStoreTests.book(3))
    var book = RuleStoreTests.book(5)
    book.products = ["x", "y", "z", "a"].map { Product(id: $0) }
    book.customers = ["m", "n", "c"].map { Customer(id: $0) }
    large = try CompiledRules(book)
  }

  private var refusal: OrderError { OrderError(order: "1", code: .otherRules) }

  @Test func aBatchOfOtherRulesIsRefused() async throws {
    var batch = OrderBatch()
    for _ in 0..<3 { batch.append(RuleStoreTests.order, large) }
    var workspace = Workspace(small)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    #expect(result.count == 3)
    #expect((0..<3).allSatisfy { result.outcome(of: $0) == nil && result.net(of: $0) == 0 })
    #expect(small.orderError("1", 0, result) == refusal)
    #expect(small.decision(of: RuleStoreTests.order, at: 0, batch, result) == .failure(refusal))
    var writer = DecisionRecordWriter(small)
    let record = String(decoding: writer.record(1, batch, result, detail: .steps), as: UTF8.self)
    #expect(
      record == #"{"v":1,"order":"1","outcome":"error","error":"otherRules","line":null}"#)
    let parallel = await small.price(batch, detail: .lines, workers: 2)
    #expect(small.orderError("1", 2, parallel) == refusal)
  }

  @Test func anOrderOfOtherRulesInABatchIsRefusedAlone() throws {
    var batch = OrderBatch()
    batch.append(RuleStoreTests.order, small)
    batch.append(RuleStoreTests.order, large)
    batch.append(RuleStoreTests.order, small)
    var workspace = Workspace(small)
    var result = PricedBatch(detail: .lines)
    workspace.price(batch, into: &result)
    let answers = (0..<3).map { small.decision(of: RuleStoreTests.order, at: $0, batch, result) }
    #expect(try answers[0].get().net == 3_000_000)
    #expect(answers[1] == .failure(refusal))
    #expect(try answers[2].get().net == 3_000_000)
  }

  @Test func resultsOfOtherRulesAreNotReadOrMixed() throws {
    var batch = OrderBatch()
    batch.append(RuleStoreTests.order, large)
    var workspace = Workspace(large)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    #expect(small.decision(of: RuleStoreTests.order, at: 0, batch, result) == .failure(refusal))
    var own = OrderBatch()
    own.append(RuleStoreTests.order, small)
    var other = Workspace(small)
    other.price(own, into: &result)
    #expect(result.outcome(of: 1) == nil)
    // Emptied, both serve any rules again.
    result.removeAll()
    batch.removeAll()
    batch.append(RuleStoreTests.order, small)
    other.price(batch, into: &result)
    #expect(result.net(of: 0) == 3_000_000)
  }

  @Test func moreKeyFieldsThanThereIsRoomForAreRefused() throws {
    var limits = Limits()
    limits.keyFields = 9
    #expect(throws: RuleErrors.self) {
      try CompiledRules(RuleStoreTests.book(3), limits: limits)
    }
    limits.keyFields = 8
    #expect(try CompiledRules(RuleStoreTests.book(3), limits: limits).limits.keyFields == 8)
  }
}
