import DealerRules
import TestSupport
import Testing

/// Reasons are of what took effect, not of what was measured before (RULES.md E-002, O-028).
@Suite("E-002 reasons are of what took effect") struct TakenOfferReasonTests {
  private func explain(
    _ members: [String: String], lines: [String], orders: Int = 1
  ) throws -> [String] {
    let products = ["A", "B"]
    var all = [
      "products": "[" + products.map { "{\"id\":\"\($0)\"}" }.joined(separator: ",") + "]",
      "prices": "["
        + products.map { "{\"table\":\"list\",\"product\":\"\($0)\",\"price\":\"100\"}" }
        .joined(separator: ",") + "]",
      "phases": #"[{"id":"p"}]"#,
    ]
    all.merge(members) { $1 }
    let project = try TextProject(all)
    let order = try #require(project.orders(TextProject.order("1", lines)).first)
    let explanation = try project.rules.explain(order).get()
    let reasons =
      explanation.offers + explanation.lines.flatMap(\.offers) + explanation.decision.reasons
    return reasons.map { reason in
      let words = ["\(project.rules.name(of: reason.rule))", "\(reason.code)"]
      return (words + reason.numbers.map { "\($0.name) \($0.text)" }).joined(separator: " ")
    }
  }

  private func line(_ product: String, _ quantity: Int) -> String {
    "\"product\":\"\(product)\",\"quantity\":\"\(quantity)\""
  }

  /// A slot may take units of lines that `when` leaves out.
  @Test func anOfferThatTookEffectOnALineHasNotFailedThere() throws {
    let offer = """
      [{"id":"o","phase":"p","when":{"line.quantity":{"below":"5"}},
        "pattern":{"buy":[],"get":[{"quantity":"2","of":{"product":"B"}}],"percentOff":"50%"}}]
      """
    #expect(try explain(["offers": offer], lines: [line("A", 1), line("B", 8)]).isEmpty)
  }

  @Test func aBudgetThatLeavesLessThanAStepSaysSo() throws {
    let offer = """
      [{"id":"o","phase":"p","percentOff":"10%","limits":{"budget":"0.50"}}]
      """
    let told = try explain(
      ["phases": #"[{"id":"p","rounding":{"scale":0}}]"#, "offers": offer], lines: [line("A", 1)])
    #expect(told == ["o budgetShort desired 10.00 granted 0.00"])
  }

  /// A line that an offer lost is none of what its cap cut.
  @Test func aCapIsToldOfWhatIsLeftOfAnOffer() throws {
    let offers = """
      [{"id":"x","phase":"p","group":"g","amountOff":"10","per":"line","cap":"15"},
       {"id":"y","phase":"p","group":"g","when":{"product":"B"},"amountOff":"9","per":"line"}]
      """
    let told = try explain(
      ["phases": #"[{"id":"p","groups":[{"id":"g","choice":"best"}]}]"#, "offers": offers],
      lines: [line("A", 1), line("B", 1)])
    #expect(told == ["x beatenInGroup better 9.00 given 7.50"])
  }

  @Test func aThresholdSaysWhichBoundFailed() throws {
    func told(_ bound: String) throws -> [String] {
      try explain(
        [
          "offers": """
          [{"id":"o","phase":"p","percentOff":"1%",
            "requires":[{"measure":"quantity",\(bound)}]}]
          """
        ], lines: [line("A", 2)])
    }
    #expect(try told(#""from":"3""#) == ["o thresholdMissed needed 3 has 2"])
    #expect(try told(#""above":"2""#) == ["o thresholdMissed above 2 has 2"])
    #expect(try told(#""below":"2""#) == ["o thresholdMissed below 2 has 2"])
    #expect(try told(#""upTo":"1""#) == ["o thresholdMissed atMost 1 has 2"])
  }

  @Test func aGroupOfUnitsHasNoMoreThanItMayTake() throws {
    let offer = """
      [{"id":"o","phase":"p","percentOff":"50%","units":{"most":"1","groupsOf":"2"}}]
      """
    #expect(
      try explain(["offers": offer], lines: [line("A", 3)])
        == ["o noSet slot groupsOf needed 2 has 1"])
  }

  /// What others used, stopped or bounded after the search is none of what it gave.
  @Test func aSearchGivesWhatWasTaken() throws {
    let phase = #"[{"id":"p","groups":[{"id":"u","choice":"best","per":"unit"}]}]"#
    let half = #""pattern":{"buy":[{"quantity":"1"}],"get":[{"quantity":"1"}],"percentOff":"50%","#
    func told(_ offers: String, _ phases: String = phase) throws -> [String] {
      try explain(["phases": phases, "offers": offers], lines: [line("A", 4), line("B", 2)])
        .map { $0.replacing(#/ steps \d+/#, with: "") }
    }
    let used = """
      [{"id":"m","phase":"p","group":"u","when":{"product":"A"},\(half)"times":"every"}},
       {"id":"x","phase":"p","priority":9,"percentOff":"1%","units":{"mostPerLine":"4"}}]
      """
    #expect(try told(used) == ["m noSet", "p unitSearch given 0.00 bound 100.00"])
    let stopped = """
      [{"id":"m","phase":"p","group":"u","priority":9,"stop":"order","when":{"product":"B"},
        \(half)"times":"every"}},
       {"id":"k","phase":"p","group":"u","when":{"product":"A"},\(half)"times":"every"}}]
      """
    #expect(try told(stopped) == ["k stopped", "p unitSearch given 50.00 bound 150.00"])
    let whole = #"[{"id":"m","phase":"p","group":"u",\#(half)"times":"every"}}]"#
    #expect(try told(whole) == ["p unitSearch given 150.00 bound 150.00"])
  }
}
