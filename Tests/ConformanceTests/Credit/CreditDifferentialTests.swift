import DealerRules
import Foundation
import TestSupport
import Testing

/// Random credit policies against a plain evaluator (RULES.md L-008, B-001 … B-014).
///
/// `DEALER_RULES_CREDIT=N` says how many; `DEALER_RULES_SHOW=SEED` shows one.
@Suite("Credit against a plain evaluator") struct CreditDifferentialTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["DEALER_RULES_CREDIT"].flatMap { Int($0) } ?? 2000

  private static func answer(
    _ book: CreditBook, _ request: CreditRequest
  ) throws -> ReferenceCreditAnswer {
    let decision = try book.evaluate(request)
    var answer = ReferenceCreditAnswer()
    answer.effect = decision.effect
    answer.amount = Int128(decision.amount)
    answer.exposure = Int128(decision.exposure)
    answer.limit = decision.limit.map { Int128($0) }
    answer.available = decision.available.map { Int128($0) }
    answer.binding = decision.binding
    answer.shortfall = Int128(decision.shortfall)
    answer.funding = decision.funding.map { "\($0.source) \($0.amount)" }
    answer.reasons = decision.reasons.map {
      "\($0.code) \($0.rule) \($0.node) \($0.effect)" + ($0.isLifted ? " lifted" : "")
    }.sorted()
    return answer
  }

  @Test func decisionsEqualTheReference() throws {
    let only = Self.environment["DEALER_RULES_SHOW"].flatMap { UInt64($0) }
    var (requests, reasons) = (0, [String: Int]())
    var effects: [CreditEffect: Int] = [:]
    let seeds = only.map { $0..<$0 + 1 } ?? 0..<UInt64(Self.count)
    for seed in seeds {
      let generated = GeneratedCredit(seed: seed)
      let book = try CreditBook(generated.policy, generated.facts)
      let reference = ReferenceCredit(generated.policy, generated.facts)
      for request in generated.requests {
        let wanted = reference.answer(request)
        let given = try Self.answer(book, request)
        requests += 1
        effects[given.effect, default: 0] += 1
        for reason in wanted.reasons {
          reasons[String(reason.prefix { $0 != " " }), default: 0] += 1
        }
        #expect(given == wanted, "seed \(seed), \(request.id)")
        if only != nil { print(generated.policy, generated.facts, request, wanted, given) }
      }
    }
    print("credit requests \(requests), \(effects.sorted { $0.key < $1.key })")
    print("credit reasons \(reasons.sorted { $0.key < $1.key })")
    // Every code is met.
    if only == nil { #expect(reasons.count == CreditCode.allCases.count) }
  }

  /// The least fixes go through, and a step less of each does not.
  @Test func fixesAreLeast() throws {
    var tried = 0
    for seed in 0..<UInt64(Self.count / 4) {
      let generated = GeneratedCredit(seed: seed)
      let book = try CreditBook(generated.policy, generated.facts)
      for request in generated.requests {
        for fix in try book.fixes(for: request) {
          #expect(fix.effect < .hold)
          guard case .prepay(let more) = fix.action else { continue }
          tried += 1
          var changed = request
          changed.prepaid += more.millionths
          #expect(try book.evaluate(changed).effect < .hold, "seed \(seed)")
          changed.prepaid -= Money.smallest(more.currency)
          #expect(try book.evaluate(changed).effect >= .hold, "seed \(seed)")
        }
      }
    }
    print("credit fixes \(tried)")
    #expect(tried > Self.count / 100)
  }
}

extension Money {
  /// Millionths of the smallest coin.
  fileprivate static func smallest(_ currency: Currency) -> Int64 {
    (currency.exponent..<Money.scale).reduce(Int64(1)) { product, _ in product * 10 }
  }
}
