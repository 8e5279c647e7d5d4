import DealerRules
import TestSupport
import Testing

@Suite("E-002 what lost says to whom and by how much") struct LostOfferTests {
  private func explain(
    _ members: [String: String], _ lines: [String] = ["A"], quantity: Int = 1
  ) throws -> (told: [String], rules: CompiledRules, others: [OtherOffer]) {
    let products = ["A", "B", "C", "D"]
    var all = [
      "products": "[" + products.map { "{\"id\":\"\($0)\"}" }.joined(separator: ",") + "]",
      "prices": "["
        + products.map { "{\"table\":\"list\",\"product\":\"\($0)\",\"price\":\"100\"}" }
        .joined(separator: ",") + "]",
    ]
    all.merge(members) { $1 }
    let project = try TextProject(all)
    let goods = lines.map { "\"product\":\"\($0)\",\"quantity\":\"\(quantity)\"" }
    let order = try #require(project.orders(TextProject.order("1", goods)).first)
    let rules = project.rules
    let explanation = try rules.explain(order).get()
    let reasons = explanation.offers + explanation.lines.flatMap(\.offers)
    let told = reasons.map { reason in
      let by = reason.by == .none ? [] : ["by \(rules.name(of: reason.by))"]
      let words = ["\(rules.name(of: reason.rule))", "\(reason.code)"] + by
      return (words + reason.numbers.map { "\($0.name) \($0.text)" }).joined(separator: " ")
    }
    return (told, rules, explanation.others)
  }

  private static let plain = #"[{"id":"p"}]"#
  private static let guarded = #"[{"id":"fl","floor":{"amount":"60"},"outcome":"refuse"}]"#

  /// An offer that would stand alone and does not apply says why, not to whom it lost.
  @Test(arguments: [
    (#""exclusive":"best""#, ""), (#""exclusive":"strict""#, ""), (#""alone":"best""#, ""),
    (#""alone":"strict""#, ""),
  ])
  func anExclusiveOfferThatDoesNotApply(_ word: String, _ more: String) throws {
    func told(_ benefit: String, guards: String = "[]") throws -> [String] {
      try explain([
        "phases": Self.plain, "guards": guards,
        "offers": """
        [{"id":"e","phase":"p",\(word),\(benefit)},{"id":"n","phase":"p","percentOff":"10%"}]
        """,
      ]).told
    }
    let threshold = #""percentOff":"50%","requires":[{"measure":"amount","from":"300"}]"#
    #expect(try told(threshold) == ["e thresholdMissed needed 300.00 has 100.00"])
    #expect(try told(#""fixedPrice":"120""#) == ["e notLower"])
    #expect(
      try told(#""percentOff":"50%""#, guards: Self.guarded)
        == ["e refusedByGuard needed 60.00 has 50.00"])
  }

  /// What a guard refuses by itself says what had to be left and what would be (RULES.md G-012).
  @Test(arguments: [
    (#""groups":[{"id":"g","choice":"best"}]"#, #""group":"g""#),
    (#""groups":[{"id":"g","choice":"first"}]"#, #""group":"g""#),
    (#""groups":[{"id":"g","choice":"best","per":"order"}]"#, #""group":"g""#),
    (#""exclusivePer":"line""#, #""exclusive":"best""#),
    (#""combinePer":"order""#, #""tags":["t"],"combinesWith":["t"]"#),
    (#""combinePer":"goods""#, #""tags":["t"],"combinesWith":["t"]"#),
  ])
  func whatAGuardRefusesByItself(_ phase: String, _ word: String) throws {
    let offers = """
      [{"id":"e","phase":"p",\(word),"percentOff":"50%"},
       {"id":"n","phase":"p",\(word.contains("group") ? word + "," : "")"percentOff":"10%"}]
      """
    let told = try explain([
      "phases": "[{\"id\":\"p\",\(phase)}]", "guards": Self.guarded, "offers": offers,
    ]).told
    #expect(told == ["e refusedByGuard needed 60.00 has 50.00"])
  }

  /// What gives way to a guard says what was left and how much had to be (RULES.md G-015).
  @Test func whatGivesWayToAGuard() throws {
    let phases = #"[{"id":"p","groups":[{"id":"g","choice":"best"},{"id":"h","choice":"best"}]}]"#
    let offers = """
      [{"id":"a","phase":"p","group":"g","percentOff":"30%"},
       {"id":"b","phase":"p","group":"h","percentOff":"25%"}]
      """
    let told = try explain(["phases": phases, "guards": Self.guarded, "offers": offers]).told
    #expect(told == ["b refusedByGuard given 45.00 bound 60.00"])
  }

  /// What loses to an earlier turn names what applied there, and its units.
  @Test func whatLosesToAnEarlierTurn() throws {
    let offers = """
      [{"id":"f","phase":"p","priority":5,"fixedPrice":"70"},
       {"id":"n","phase":"p","percentOff":"10%"}]
      """
    let turns = try explain(["phases": #"[{"id":"p","mode":"sequential"}]"#, "offers": offers])
    #expect(turns.told == ["n fixedPriceWon by f better 30.00 given 10.00"])
    let groups = """
      [{"id":"a","phase":"p","percentOff":"10%","units":{"groupsOf":"3"}},
       {"id":"b","phase":"p","percentOff":"30%","units":{"groupsOf":"2"}}]
      """
    let units = try explain(["phases": Self.plain, "offers": groups], quantity: 3)
    #expect(units.told == ["b noSet by a slot groupsOf needed 2 has 0"])
  }

  /// Units that an offer only counts as bought are used by it, too.
  @Test func unitsUsedAsBought() throws {
    let offers = """
      [{"id":"a","phase":"p","pattern":{"buy":[{"of":{"product":"A"},"quantity":"2"}],
        "get":[{"of":{"product":"B"},"quantity":"1"}],"percentOff":"50%"}},
       {"id":"b","phase":"p","when":{"product":"A"},"percentOff":"30%","units":{"groupsOf":"2"}}]
      """
    let told = try explain(["phases": Self.plain, "offers": offers], ["A", "B"], quantity: 2).told
    #expect(told == ["b noSet by a slot groupsOf needed 2 has 0"])
  }

  /// What loses to a strict offer says what it would have given.
  @Test(arguments: [#""exclusive":"strict""#, #""alone":"strict""#])
  func whatLosesToAStrictOffer(_ word: String) throws {
    let offers = """
      [{"id":"a","phase":"p","percentOff":"60%"},{"id":"b","phase":"p","percentOff":"2%",\(word)}]
      """
    let told = try explain(["phases": Self.plain, "offers": offers]).told
    #expect(told == ["a exclusiveWon by b better 2.00 given 60.00"])
  }

  /// Sets that a search leaves out lost to those that it found.
  @Test func setsThatASearchLeavesOut() throws {
    func pair(_ id: String, _ a: String, _ b: String, _ amount: Int) -> String {
      """
      {"id":"\(id)","phase":"p","group":"g","pattern":{"buy":[],"get":[{"of":{"product":"\(a)"},
       "quantity":"1"},{"of":{"product":"\(b)"},"quantity":"1"}],
       "amountOff":"\(amount)","per":"set"}}
      """
    }
    let offers = [pair("ab", "A", "B", 10), pair("ac", "A", "C", 8), pair("bd", "B", "D", 8)]
    let phases = #"[{"id":"p","groups":[{"id":"g","choice":"best","per":"unit"}]}]"#
    let found = try explain(
      ["phases": phases, "offers": "[" + offers.joined(separator: ",") + "]"],
      ["A", "B", "C", "D"])
    #expect(found.told == ["ab beatenInGroup by ac better 16.00 given 10.00"])
    #expect(found.others.isEmpty)
  }

  /// A cut that took nothing was not capped, and one that was is told as it took place, once.
  @Test func cuts() throws {
    let groups = #"[{"id":"p","groups":[{"id":"g","choice":"best"}]}]"#
    let loser = try explain([
      "phases": groups,
      "offers": """
      [{"id":"a","phase":"p","group":"g","percentOff":"50%","capPerLine":"5"},
       {"id":"b","phase":"p","group":"g","percentOff":"10%"}]
      """,
    ])
    #expect(loser.told == ["a beatenInGroup by b better 10.00 given 5.00"])
    let once = try explain(
      [
        "phases": Self.plain,
        "offers": """
        [{"id":"a","phase":"p","amountOff":"5","per":"order","capPerLine":"2","tags":["t"],
          "combinesWith":["t"]},
         {"id":"b","phase":"p","when":{"product":"A"},"amountOff":"6"}]
        """,
      ], ["A", "B"])
    #expect(once.told.filter { $0.contains("capped") } == ["a capped desired 5.00 granted 2.00"])
  }

  /// What loses to several says what these give together.
  @Test func severalThatWin() throws {
    let offers = """
      [{"id":"a","phase":"p","percentOff":"10%","combinesWith":["x"]},
       {"id":"b","phase":"p","percentOff":"7%"},{"id":"c","phase":"p","percentOff":"6%"},
       {"id":"d","phase":"p","percentOff":"2%","tags":["x"]}]
      """
    for per in ["line", "order", "goods"] {
      let phases = #"[{"id":"p","combinePer":"\#(per)"}]"#
      let told = try explain(["phases": phases, "offers": offers]).told
      #expect(told == ["a incompatible by b better 13.00 given 10.00"], "\(per)")
    }
  }

  /// What an earlier turn took off a line is told to what it keeps out.
  @Test func whatAnEarlierTurnTook() throws {
    let told = try explain([
      "phases": #"[{"id":"p","mode":"sequential"}]"#,
      "offers": """
      [{"id":"m","phase":"p","priority":5,"percentOff":"30%","combinesWith":["x"],"tags":["x"]},
       {"id":"u","phase":"p","percentOff":"20%"}]
      """,
    ]).told
    #expect(told == ["u incompatible by m better 30.00 given 20.00"])
  }

  /// An offer that fits a line is not told as one for other goods.
  @Test func whatFitsALine() throws {
    let found = try explain(
      [
        "phases": #"[{"id":"p","groups":[{"id":"g","choice":"best","per":"unit"}]}]"#,
        "offers": """
        [{"id":"u","phase":"p","group":"g","when":{"product":"A"},"percentOff":"10%",
          "units":{"groupsOf":"2"}},
         {"id":"v","phase":"p","group":"g","when":{"product":"A"},"percentOff":"20%",
          "units":{"groupsOf":"2"}}]
        """,
      ], ["A", "B"], quantity: 2)
    #expect(found.told == ["u beatenInGroup by v better 40.00 given 20.00"])
    #expect(found.others.isEmpty)
  }

  /// Of a gift for whole multiples the next one is missing.
  @Test func aGiftForWholeMultiples() throws {
    let offers = """
      [{"id":"g","phase":"p","gift":{"products":"same","quantity":"3",
        "for":{"measure":"quantity","every":"100"},"rule":"wholeUnit","mode":"inclusive"}}]
      """
    let told = try explain(["phases": Self.plain, "offers": offers], quantity: 280).told
    #expect(told == ["g belowRungs needed 300 has 280"])
  }
}
