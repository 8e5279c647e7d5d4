import DealerRules
import Foundation
import Testing

@Suite("Credit by examples") struct CreditExampleTests {
  @Test(arguments: ["examples.json", "rules.json"])
  func examplesComeOut(_ file: String) throws {
    let examples = try CreditExample.all(file)
    #expect(examples.count >= 20)
    var compared = 0
    var faults: [String] = []
    for example in examples {
      do {
        let run = try CreditExampleRun(example)
        faults += run.faults
        compared += run.compared
      } catch {
        faults.append("\(example.title): \(error)")
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    print("credit examples \(file) \(examples.count) compared \(compared)")
  }

  /// Every test of rules stands in an example.
  @Test func everyTestOfRulesHasAnExample() throws {
    var seen: Set<String> = []
    for file in ["examples.json", "rules.json"] {
      for example in try CreditExample.all(file) {
        let book = try RuleBook.read([example.rules])
        seen.formUnion(book.credit?.rules.map(\.test.name) ?? [])
      }
    }
    let all = [
      "limit", "dynamicLimit", "components", "documentAmount", "usedShare", "overdueDays",
      "oldestItem", "overdueAmount", "overdueAmountAndUsed", "overdueShare", "reminderLevel",
      "status", "limitExpired", "reviewDue", "termsWider", "changed", "deviation", "scoreBelow",
      "prepaidShare",
    ]
    #expect(Set(all).subtracting(seen).isEmpty)
  }

  /// Every fix was tried, and one step less of it does not do.
  @Test func fixesAreLeast() throws {
    var tried = 0
    for file in ["examples.json", "rules.json"] {
      for example in try CreditExample.all(file) {
        let rules = try CompiledRules(parsing: [example.rules])
        let day = try #require(CivilDate("2025-03-01"))
        let book = try #require(try rules.book.creditBook(on: day))
        for step in example.steps {
          guard let object = step["ask"] as? [String: Any] else { continue }
          let run = try CreditExampleRun(CreditExample(title: "", rules: example.rules, steps: []))
          let request = try run.request(object)
          for fix in try book.fixes(for: request) {
            #expect(fix.effect < .hold)
            guard case .reduce(let less) = fix.action else { continue }
            tried += 1
            var smaller = request
            smaller.amount = try request.amount.subtracting(less)
            #expect(try book.evaluate(smaller).effect < .hold)
            smaller.amount.millionths += 10_000
            #expect(try book.evaluate(smaller).effect >= .hold)
          }
        }
      }
    }
    #expect(tried > 10)
  }
}
