import TestSupport
import Testing

@testable import DealerRules

@Suite("Suggestions") struct SuggestionTests {
  static let known = ["discount", "discounts", "id", "priority", "until", "through", "CNY", "USD"]

  static let cases: [(name: String, expected: String?)] = [
    ("discuont", "discount"), ("Discount", "discount"), ("dicounts", "discounts"), ("ID", "id"),
    ("prority", "priority"), ("untill", "until"), ("xyz", nil), ("", nil), ("cny", "CNY"),
    ("throughout", "through"), ("p", nil), ("id", nil),
  ]

  @Test(arguments: cases) func closest(name: String, expected: String?) {
    #expect(Suggestion.closest(to: name, among: Self.known) == expected)
  }

  @Test func tiesGoByBytes() {
    #expect(Suggestion.closest(to: "cat", among: ["hat", "bat", "rat"]) == "bat")
  }

  @Test func costIsBounded() {
    let long = String(repeating: "a", count: 65)
    #expect(Suggestion.closest(to: long, among: [long + "b"]) == nil)
    #expect(Suggestion.closest(to: "name", among: [long]) == nil)
    let many = (0..<2_000).map { "candidate\($0)" } + ["nam"]
    #expect(Suggestion.closest(to: "name", among: many) == nil)
    #expect(Suggestion.closest(to: "name", among: many.reversed()) == "nam")
  }

  @Test func distances() {
    let distance = { (a: String, b: String) in
      Suggestion.distance(Array(a.utf8), Array(b.utf8))
    }
    #expect(distance("", "") == 0)
    #expect(distance("abc", "") == 3)
    #expect(distance("ab", "ba") == 1)
    #expect(distance("kitten", "sitting") == 3)
    #expect(distance("ca", "abc") == 3)  // neighbours once swapped are not split again
  }

  @Test func distanceIsSymmetricAndBoundedByLength() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<300 {
      let word = { (random: inout SplitMix64) in
        (0..<Int.random(in: 0...8, using: &random)).map { _ in
          UInt8.random(in: 97...99, using: &random)
        }
      }
      let (a, b) = (word(&random), word(&random))
      let distance = Suggestion.distance(a, b)
      #expect(distance == Suggestion.distance(b, a))
      #expect((abs(a.count - b.count)...max(a.count, b.count)).contains(distance))
      #expect((distance == 0) == (a == b))
    }
  }
}
