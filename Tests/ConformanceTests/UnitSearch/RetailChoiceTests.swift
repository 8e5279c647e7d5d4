import DealerRules
import TestSupport
import Testing

@Suite("O-028 offers on lines and multi-buys are chosen together") struct RetailChoiceTests {
  private func price(
    _ book: RuleBook, _ order: Order, steps: Int? = nil
  ) throws -> Decision {
    try priced(book, order, steps: steps).decision
  }

  /// The decision, and whether offers on lines apply in it beside multi-buys.
  private func priced(
    _ book: RuleBook, _ order: Order, steps: Int? = nil
  ) throws -> (decision: Decision, isMixed: Bool) {
    var limits = Limits()
    if let steps { limits.searchSteps = steps }
    let rules = try CompiledRules(book, limits: limits)
    let decision = try rules.price(order).get()
    let kinds = Set(decision.steps.map { rules.name(of: $0.rule).hasPrefix("line") })
    return (decision, kinds.count == 2)
  }

  private func number(_ name: String, _ reason: Reason) -> Int64 {
    Shop.millionths(reason.numbers.first { $0.name == name }?.text ?? "")
  }

  /// Each part has 2,500 carts; the best is reckoned by trying everything. Now and then the steps
  /// do not suffice.
  @Test(arguments: 0..<4) func equalsEveryChoiceTried(_ part: Int) throws {
    var (optimal, competing) = (0, 0)
    for seed in part * 2500 + 1...part * 2500 + 2500 {
      let retail = RetailCart(seed: UInt64(seed))
      let best = Int64(retail.best()) * 10_000
      let isShort = seed % 10 == 0
      let (decision, isMixed) = try priced(
        retail.book, retail.cart.order, steps: isShort ? 1 + seed % 37 : nil)
      let saved = decision.list - decision.net
      #expect(saved <= best, "cart \(seed)")
      if !isShort { #expect(saved == best, "cart \(seed)") }
      if isMixed { competing += 1 }
      for reason in decision.reasons where reason.code == .unitSearch {
        let (given, bound) = (number("given", reason), number("bound", reason))
        #expect(given <= saved && given <= bound, "cart \(seed): \(reason)")
        if given == bound { optimal += 1 }
      }
    }
    print("2500 carts: \(optimal) searched to the end, \(competing) with offers of both kinds")
    #expect(optimal > 1800 && competing > 400)
  }

  /// An added offer makes no cart dearer.
  @Test(arguments: 0..<4) func moreOffersAreNoDearer(_ part: Int) throws {
    var gains = 0
    let carts = RandomCases.count(150)
    for seed in (part * carts + 20_001)..<((part + 1) * carts + 20_001) {
      let retail = RetailCart(seed: UInt64(seed))
      let net = try price(retail.book, retail.cart.order).net
      for offer in retail.book.offers.indices {
        var book = retail.book
        book.offers.remove(at: offer)
        let without = try price(book, retail.cart.order).net
        #expect(net <= without, "cart \(seed) without \(retail.book.offers[offer].id)")
        if net < without { gains += 1 }
      }
    }
    #expect(gains > carts)
  }

  /// Where the steps do not suffice an added offer makes a cart dearer now and then, by little.
  @Test(arguments: [40, 100]) func moreOffersAreHardlyDearerWhereStepsEnd(_ steps: Int) throws {
    var (carts, dearer, worst) = (0, 0, Int64(0))
    for seed in 80_001...80_400 {
      let retail = RetailCart(seed: UInt64(seed))
      let net = try price(retail.book, retail.cart.order, steps: steps).net
      for offer in retail.book.offers.indices {
        var book = retail.book
        book.offers.remove(at: offer)
        let without = try price(book, retail.cart.order, steps: steps).net
        carts += 1
        guard without < net else { continue }
        dearer += 1
        worst = max(worst, (net - without) * 10_000 / max(without, 1))
      }
    }
    print("\(steps) steps: \(dearer) of \(carts) carts dearer, by \(worst) in 10,000 at most")
    #expect(dearer * 200 < carts)
  }

  /// The numbers of lines mean nothing where no two units cost the same and no offer asks for
  /// their order.
  @Test(arguments: 0..<2) func lineNumbersMeanNothing(_ part: Int) throws {
    var competing = 0
    for seed in part * 1000 + 30_001...part * 1000 + 31_000 {
      var retail = RetailCart(seed: UInt64(seed))
      retail.cart.prices = [400, 700, 1100, 1900]
      retail.cart.lines = Array(retail.cart.lines.prefix(SmallCart.productCount))
      for line in retail.cart.lines.indices { retail.cart.lines[line].product = line }
      for deal in retail.cart.deals.indices {
        if retail.cart.deals[deal].select == .lineOrder {
          retail.cart.deals[deal].select = .dearest
        }
        if retail.cart.deals[deal].selectBuy == .lineOrder {
          retail.cart.deals[deal].selectBuy = .cheapest
        }
      }
      let (decision, isMixed) = try priced(retail.book, retail.cart.order)
      if isMixed { competing += 1 }
      retail.cart.lines.reverse()
      #expect(try price(retail.book, retail.cart.order).net == decision.net, "cart \(seed)")
    }
    #expect(competing > 100)
  }

  /// What loses says to what and by how much.
  @Test func losersNameTheWinner() throws {
    let project = try TextProject([
      "preset": #""retail-safe""#,
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"20"},{"table":"list","product":"B","price":"100"}]
      """,
      "offers": """
      [{"id":"own","when":{"product":"A"},"percentOff":"45%"},
       {"id":"pair","percentOff":"40%","units":{"groupsOf":"2"}},
       {"id":"small","when":{"product":"B"},"percentOff":"10%"}]
      """,
    ])
    for products in [["A", "B"], ["B", "A"]] {
      let lines = products.map { #""product":"\#($0)","quantity":"2""# }
      let order = try #require(project.orders(TextProject.order("1", lines)).first)
      let explanation = try project.rules.explain(order).get()
      let decision = explanation.decision
      #expect(decision.net == 142_000_000)
      let told = try #require(decision.reasons.first { $0.code == .unitSearch })
      #expect(told.numbers.map(\.text).prefix(2) == ["98.00", "98.00"])
      let lost = explanation.lines.flatMap(\.offers).filter { $0.code == .incompatible }
      // `pair` loses the line of A to 18.00 and would take off 16.00, `small` loses to the pair.
      #expect(
        Set(lost.map { $0.numbers.map(\.text) }) == [["18.00", "16.00"], ["80.00", "20.00"]])
      #expect(lost.count == 2)
    }
  }
}
