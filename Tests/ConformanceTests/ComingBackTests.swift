import DealerRules
import Foundation
import TestSupport
import Testing

/// What gave way to guards is looked at by brute force, pricing without some of it, and compared
/// with the reference.
@Suite("G-015 what gave way in vain comes back") struct ComingBackTests {
  private struct Priced {
    var net: Int64
    var isBlocked: Bool
    /// Offers that gave way, and those that took effect or gave goods.
    var gaveWay: Set<String> = []
    var stands: Set<String> = []
  }

  private struct Count {
    var orders = 0
    var refused = 0
    var gaveWay = 0
    /// Orders that would be cheaper with one more offer, with several, and where offers gave way
    /// on some lines alone.
    var dearer = 0
    var dearerBySeveral = 0
    var dearerByLines = 0
  }

  /// No offer that gave way lets the order through for less when it is back alone.
  @Test func noOrderIsDearerThanItNeeds() throws {
    let asked = ProcessInfo.processInfo.environment["DEALER_RULES_COMING_BACK"]
    let books = asked.flatMap { UInt64($0) } ?? 250
    var count = Count()
    for seed in 1...books { try look(seed, &count) }
    print("coming back: \(count)")
    #expect(count.gaveWay * 20 > books)
    #expect(count.dearer == 0)
  }

  private func look(_ seed: UInt64, _ count: inout Count) throws {
    var random = SplitMix64(seed: seed)
    let book = RandomBook(seed, &random)
    for lines in 1...2 {
      let goods = (0..<lines).map { _ in
        let product = ["A", "B"][random.below(2)]
        return #""product":"\#(product)","quantity":"\#(1 + random.below(4))""#
      }
      guard let whole = try price(book, goods, without: []) else { continue }
      count.orders += 1
      if whole.isBlocked || !whole.gaveWay.isEmpty { count.refused += 1 }
      guard !whole.gaveWay.isEmpty, !whole.isBlocked else { continue }
      count.gaveWay += 1
      let out = whole.gaveWay.subtracting(whole.stands).sorted()
      let isByLines = out.count < whole.gaveWay.count || lines > 1
      // Every way to let some of it come back.
      var best: Int?
      for choice in 0..<(1 << out.count) - 1 {
        let left = Set(out.indices.filter { choice & 1 << $0 != 0 }.map { out[$0] })
        guard let other = try price(book, goods, without: left), !other.isBlocked,
          other.gaveWay.isEmpty, other.net < whole.net
        else { continue }
        best = min(best ?? .max, out.count - left.count)
      }
      guard let best else { continue }
      if isByLines {
        count.dearerByLines += 1
      } else if best == 1 {
        count.dearer += 1
        Issue.record("seed \(seed): \(book.text) \(goods)")
      } else {
        count.dearerBySeveral += 1
      }
    }
  }

  /// What an order comes to without some offers; `nil` where the book is none.
  private func price(
    _ book: RandomBook, _ goods: [String], without left: Set<String>
  ) throws -> Priced? {
    guard let project = try? TextProject(book.members(without: left)) else { return nil }
    let order = try #require(project.orders(TextProject.order("1", goods)).first)
    let rules = project.rules
    let decision = try rules.price(order).get()
    if left.isEmpty {
      let wanted = ReferenceEvaluator(rules.book).price(batch: [order])
      let got = EngineView.result(.success(decision), rules)
      if let found = Differential.difference(book.seed, wanted, [got]) {
        Issue.record("\(found): \(book.text) \(goods)")
      }
    }
    let explanation = try rules.explain(order).get()
    let reasons = explanation.offers + explanation.lines.flatMap(\.offers)
    // What is no candidate by itself (G-012) says what was needed, not what was left.
    let gaveWay = reasons.filter { reason in
      reason.code == .refusedByGuard && reason.numbers.first?.name == "given"
    }
    let applied = decision.steps.filter { $0.amount < 0 }.map(\.rule) + decision.gifts.map(\.rule)
    return Priced(
      net: decision.net, isBlocked: decision.outcome == .block,
      gaveWay: Set(gaveWay.map { rules.name(of: $0.rule) }),
      stands: Set(applied.map { rules.name(of: $0) }))
  }
}

/// A small book with offers that compete, and guards that refuse what they leave together.
private struct RandomBook {
  let seed: UInt64
  var offers: [(id: String, text: String)] = []
  var guards: [String] = []

  init(_ seed: UInt64, _ random: inout SplitMix64) {
    self.seed = seed
    for index in 0..<3 + random.below(4) {
      let id = "o\(index)"
      let text = RandomBook.offer(id, &random)
      offers.append((id, text))
    }
    for index in 0...random.below(2) {
      let scope = ["line", "line", "order", "group"][random.below(4)]
      let outcome = index == 1 && random.below(3) == 0 ? "clip" : "refuse"
      guards.append(
        """
        {"id":"g\(index)","outcome":"\(outcome)","scope":"\(scope)",\
        "maxDiscount":{"rate":"\(8 + random.below(30))%"}}
        """)
    }
  }

  private static func offer(_ id: String, _ random: inout SplitMix64) -> String {
    let phase = ["p", "p", "q"][random.below(3)]
    var words = [#""id":"\#(id)""#, #""phase":"\#(phase)""#]
    let benefits = [
      #""percentOff":"\#(2 + random.below(25))%""#, #""percentOff":"\#(2 + random.below(25))%""#,
      #""amountOff":"\#(2 + random.below(40))","per":"order""#,
      #""fixedPrice":"\#(70 + random.below(28))""#,
      #""gift":{"products":["C"],"quantity":"1"}"#,
      #""percentOff":"\#(5 + random.below(40))%","units":{"groupsOf":"2"}"#,
    ]
    words.append(benefits[random.below(benefits.count)])
    if random.below(100) < 70 {
      let group = ["best", "top", "first"][random.below(3)]
      words.append(#""group":"\#(group)""#)
    } else if random.below(3) == 0 {
      words.append([#""exclusive":"best""#, #""alone":"best""#][random.below(2)])
    }
    if random.below(100) < 25 { words.append(#""when":{"product":"A"}"#) }
    if random.below(100) < 20 { words.append(#""tags":["t"],"combinesWith":["t"]"#) }
    return "{" + words.joined(separator: ",") + "}"
  }

  var text: String { offers.map(\.text).joined() + guards.joined() }

  func members(without left: Set<String>) -> [String: String] {
    let groups = """
      "groups":[{"id":"best","choice":"best"},{"id":"top","choice":"best"},
       {"id":"first","choice":"first"}]
      """
    // What is left out stays in the book, for goods that nobody orders: its group is as it was.
    let kept = offers.map { offer in
      let text = offer.text.replacingOccurrences(of: #","when":{"product":"A"}"#, with: "")
      guard left.contains(offer.id) else { return offer.text }
      return String(text.dropLast()) + #","when":{"product":"C"}}"#
    }
    return [
      "products": #"[{"id":"A"},{"id":"B"},{"id":"C"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"100"},{"table":"list","product":"B","price":"60"},
       {"table":"list","product":"C","price":"10"}]
      """,
      "phases": #"[{"id":"p",\#(groups)},{"id":"q",\#(groups)}]"#,
      "guards": "[" + guards.joined(separator: ",") + "]",
      "offers": "[" + kept.joined(separator: ",") + "]",
    ]
  }
}
