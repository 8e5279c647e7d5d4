import DealerRules
import TestSupport
import Testing

@Suite("O-028 large carts") struct LargeCartTests {
  private struct Answer {
    var net: Int64
    var given: Int64
    var bound: Int64
  }

  private func answer(
    _ prices: [(id: String, price: Int)], _ offers: [String], _ quantities: [Int]
  ) throws -> Answer {
    func list(_ parts: [String]) -> String { "[" + parts.joined(separator: ",") + "]" }
    let project = try TextProject([
      "products": list(prices.map { "{\"id\":\"\($0.id)\"}" }),
      "prices": list(
        prices.map { "{\"table\":\"list\",\"product\":\"\($0.id)\",\"price\":\"\($0.price)\"}" }),
      "phases": #"[{"id":"p","groups":[{"id":"g","choice":"best","per":"unit"}]}]"#,
      "offers": list(offers),
    ])
    let lines = zip(prices, quantities).filter { $1 > 0 }.map {
      "\"product\":\"\($0.id)\",\"quantity\":\"\($1)\""
    }
    let order = try #require(project.orders(TextProject.order("1", lines)).first)
    let decision = try project.rules.price(order).get()
    let told = decision.reasons.first { $0.code == .unitSearch }
    func number(_ name: String) -> Int64 {
      Shop.millionths(told?.numbers.first { $0.name == name }?.text ?? "0")
    }
    return Answer(net: decision.net, given: number("given"), bound: number("bound"))
  }

  private func offer(_ id: String, _ products: String, _ rest: String) -> String {
    let names = products.map { "\"\($0)\"" }.joined(separator: ",")
    return """
      {"id":"\(id)","phase":"p","group":"g","when":{"product":[\(names)]},\(rest)}
      """
  }

  private func pattern(_ products: String, _ cut: String) -> String {
    let names = products.map { "\"\($0)\"" }.joined(separator: ",")
    return """
      "pattern":{"buy":[{"quantity":"2","of":{"product":[\(names)]}}],
       "get":[{"quantity":"1"}],"per":"set",\(cut)}
      """
  }

  /// Seven lines and five offers, of which one adds nothing and once made the cart dearer.
  @Test func anOfferThatAddsNothingCostsNothing() throws {
    let prices = [
      ("A", 40), ("B", 10), ("C", 10), ("D", 30), ("E", 121), ("F", 80), ("G", 55), ("H", 55),
    ].map { (id: $0.0, price: $0.1) }
    let offers = [
      offer("u0", "ABCDEFGH", pattern("AEFH", #""times":2,"amountOff":"15""#)),
      offer("u1", "ABCDEFGH", pattern("CDFG", #""times":"every","amountOff":"25""#)),
      offer("u2", "ABCDEFGH", #""percentOff":"20%","units":{"groupsOf":"4","most":"8"}"#),
      offer("u3", "BDGH", #""percentOff":"10%","units":{"groupsOf":"2","most":"4"},"cap":"90""#),
      offer("u4", "BCDEFH", #""percentOff":"10%","units":{"groupsOf":"3","most":"6"}"#),
    ]
    let quantities = [4, 1, 4, 5, 0, 6, 3, 4]
    let all = try answer(prices, offers, quantities)
    #expect(all.net == Shop.millionths("957"))
    let fewer = try answer(prices, offers.filter { !$0.contains("u3") }, quantities)
    #expect(fewer.net == all.net)
  }

  /// Carts of many lines: no choice of fewer offers is better, none exceeds the bound.
  @Test(arguments: 1...4) func fewerOffersAreNotBetter(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let ids = "ABCDEFGHIJKLMN".map { String($0) }
    let prices = ids.map { (id: $0, price: 10 + 9 * random.below(12)) }
    var offers: [String] = []
    for index in 0..<4 {
      let own = ids.filter { _ in random.below(100) < 60 }.joined()
      guard own.count > 1 else { continue }
      let size = 2 + random.below(3)
      let rest =
        random.below(2) == 0
        ? "\"percentOff\":\"\(10 + 10 * random.below(3))%\",\"units\":{\"groupsOf\":\"\(size)\"}"
        : pattern(own, "\"times\":\"every\",\"amountOff\":\"\(8 + 7 * random.below(3))\"")
      offers.append(offer("u\(index)", own, rest))
    }
    let quantities = ids.map { _ in 1 + random.below(6) }
    let all = try answer(prices, offers, quantities)
    for index in offers.indices {
      var fewer = offers
      fewer.remove(at: index)
      let other = try answer(prices, fewer, quantities)
      #expect(all.net <= other.net && other.given <= all.bound, "seed \(seed) without \(index)")
    }
    #expect(all.given > 0 && all.given <= all.bound)
  }
}
