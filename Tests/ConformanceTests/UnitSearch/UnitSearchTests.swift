import DealerRules
import TestSupport
import Testing

@Suite("O-028 units are shared so that the offers take off most") struct UnitSearchTests {
  /// What the engine says of a cart, in millionths.
  private struct Answer {
    var saved: Int64
    var given: Int64
    var bound: Int64
  }

  private func answer(_ cart: SmallCart, steps: Int?) throws -> Answer? {
    var limits = Limits()
    if let steps { limits.searchSteps = steps }
    let decision = try CompiledRules(cart.book, limits: limits).price(cart.order).get()
    guard let reason = decision.reasons.first(where: { $0.code == .unitSearch }) else {
      return nil
    }
    func number(_ name: String) -> Int64 {
      Shop.millionths(reason.numbers.first { $0.name == name }?.text ?? "")
    }
    return Answer(
      saved: decision.list - decision.net, given: number("given"), bound: number("bound"))
  }

  /// Each part has 2,500 carts, so that the parts run beside one another.
  @Test(arguments: 0..<4) func equalsEverySharingTried(_ part: Int) throws {
    var optimal = 0
    var saving = 0
    for seed in part * 2500 + 1...part * 2500 + 2500 {
      let cart = SmallCart(seed: UInt64(seed))
      var sharing = BestSharing(cart)
      let best = Int64(sharing.best()) * 10_000
      // Now and then so few steps that the search cannot be completed.
      let answer = try answer(cart, steps: seed % 5 == 0 ? 1 + seed % 37 : nil)
      guard let answer else {
        #expect(best == 0, "cart \(seed): nothing was searched")
        continue
      }
      #expect(answer.saved == answer.given, "cart \(seed): what was found was not given")
      #expect(answer.given <= best && best <= answer.bound, "cart \(seed): \(best), \(answer)")
      if answer.given == answer.bound { optimal += 1 }
      if best > 0 { saving += 1 }
      // Caps per line are not part of the search; what is beyond them is told.
      let isWhole = cart.deals.allSatisfy { $0.mostPerLine == nil }
      if seed % 5 != 0, isWhole {
        #expect(answer.given == best, "cart \(seed): \(best), \(answer)")
      }
    }
    print("2500 carts: \(saving) with a saving, \(optimal) searched to the end")
    #expect(optimal >= 2000 && optimal < 2500 && saving > 1200)
  }

  /// An amount a set is spread over all that the sets got, so that a cap per line may leave less
  /// than the sets by themselves: 120 over 100 and 1000 is 10.91 and 109.09, of which 35 may be.
  @Test func capsPerLineAreCountedAsAmountsAreSpread() throws {
    let project = try TextProject([
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"100"},{"table":"list","product":"B","price":"1000"}]
      """,
      "phases": #"[{"id":"p","groups":[{"id":"g","choice":"best","per":"unit"}]}]"#,
      "offers": """
      [{"id":"o","phase":"p","group":"g","capPerLine":"35","pattern":
        {"get":[{"quantity":"1"}],"amountOff":"60","per":"set","times":"every"}}]
      """,
    ])
    let lines = [#""product":"A","quantity":"1""#, #""product":"B","quantity":"1""#]
    let order = try #require(project.orders(TextProject.order("1", lines)).first)
    let decision = try project.rules.price(order).get()
    #expect(decision.list - decision.net == 45_910_000)
    let told = try #require(decision.reasons.first { $0.code == .unitSearch })
    #expect(told.numbers.map(\.text).prefix(2) == ["45.909091", "70.00"])
  }
}
