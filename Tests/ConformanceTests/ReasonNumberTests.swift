import DealerRules
import TestSupport
import Testing

/// Why something did not apply, with numbers (RULES.md E-002): one small book for every reason that
/// the cases of the law do not name.
@Suite("Reasons and their numbers") struct ReasonNumberTests {
  /// What is stated beside product `A` at 10.00, of which the order has ten, and what must be told.
  struct Losing: Sendable {
    var members: [String: String]
    var order = ""
    var line = #""product":"A","quantity":"10""#
    var told: [String]
  }

  private static func offers(
    _ offers: String, phase: String = "", more: [String: String] = [:], order: String = "",
    told: [String]
  ) -> Losing {
    let phases = #"[{"id":"p"\#(phase.isEmpty ? "" : ",")\#(phase)}]"#
    let all = offers.replacing("{\"id\"", with: "{\"phase\":\"p\",\"id\"")
    let members = more.merging(["phases": phases, "offers": "[\(all)]"]) { $1 }
    return Losing(members: members, order: order, told: told)
  }

  private static let pair =
    """
    {"id":"a","group":"g","percentOff":"10%"},
    {"id":"b","group":"g","priority":1,"percentOff":"5%"}
    """

  static let conditions: [Losing] = [
    offers(
      #"{"id":"o","percentOff":"5%","when":{"line.quantity":{"from":"12"}}}"#,
      told: ["1 o conditionFailed field line.quantity, needed 12, has 10"]),
    offers(
      #"{"id":"o","percentOff":"5%","when":{"line.amount":{"below":"100"}}}"#,
      told: ["1 o conditionFailed field line.amount, below 100, has 100"]),
    offers(
      #"{"id":"o","percentOff":"5%","when":{"total.year":{"from":"5"}}}"#,
      told: ["1 o conditionFailed field total.year, needed 5"]),
    offers(
      #"{"id":"o","percentOff":"5%","when":{"order.terms":["prepaid","cash"]}}"#,
      told: ["1 o conditionFailed field order.terms, needed cash|prepaid"]),
    offers(
      #"{"id":"o","percentOff":"5%","when":{"lastOrder":{"daysAgo":{"above":"60"}}}}"#,
      order: #","facts":{"lastOrder":"2025-02-01"}"#,
      told: ["1 o conditionFailed field lastOrder, above 60, has 28"]),
    offers(
      #"{"id":"o","percentOff":"5%","codes":["X"]}"#, told: ["1 o couponMissing has 0"]),
    offers(
      #"{"id":"o","percentOff":"5%"}"#,
      more: ["priceTables": #"[{"id":"list","keys":["product"],"protected":true}]"#],
      told: ["1 o lineProtected"]),
    Losing(
      members: [
        "phases": #"[{"id":"p"},{"id":"q"}]"#,
        "offers": """
        [{"id":"a","phase":"p","percentOff":"5%"},
         {"id":"o","phase":"q","percentOff":"5%","includesDiscounted":false}]
        """,
      ], told: ["1 o lineDiscounted"]),
    offers(
      #"{"id":"o","percentOff":"5%","requires":[{"measure":"amount","from":"300"}]}"#,
      told: ["order o thresholdMissed needed 300.00, has 100.00"]),
    offers(
      #"{"id":"o","percentOff":"5%","requires":[{"measure":"quantity","upTo":"5"}]}"#,
      told: ["order o thresholdMissed atMost 5, has 10"]),
    offers(
      """
      {"id":"o","percentOff":"5%",
       "requires":[{"measure":"quantity","each":"line","above":"20"}]}
      """, told: ["order o thresholdMissed above 20, has 10"]),
    offers(
      #"{"id":"o","ladder":{"measure":"amount","rungs":[{"from":"300","percentOff":"5%"}]}}"#,
      told: ["order o belowRungs needed 300.00, has 100.00"]),
    offers(
      """
      {"id":"o","ladder":{"measure":"quantity","each":"line",
       "rungs":[{"from":"12","percentOff":"5%"}]}}
      """, told: ["1 o belowRungs needed 12, has 10"]),
    offers(
      """
      {"id":"o","gift":{"products":"same","quantity":1,
       "for":{"measure":"quantity","every":12}}}
      """,
      told: ["order o belowRungs needed 12, has 10"]),
    offers(
      #"{"id":"o","pattern":{"get":[{"quantity":12}],"fixedPrice":1,"per":"set"}}"#,
      told: ["order o noSet slot get 1, needed 12, has 10"]),
    offers(
      """
      {"id":"o","pattern":{"buy":[{"quantity":4},{"amount":"200"}],"get":[{"quantity":5}],
       "percentOff":"50%"}}
      """,
      told: ["order o noSet slot buy 2, needed 200.00, has 100.00"]),
    offers(
      """
      {"id":"o","pattern":{"buy":[{"quantity":6}],"get":[{"quantity":6}],"percentOff":"50%"}}
      """,
      told: ["order o noSet slot get 1+buy 1, needed 12, has 10"]),
    offers(
      #"{"id":"o","percentOff":"50%","units":{"groupsOf":12}}"#,
      told: ["order o noSet slot groupsOf, needed 12, has 10"]),
    Losing(
      members: [
        "phases": #"[{"id":"p","groups":[{"id":"g","choice":"best","per":"unit"}]}]"#,
        "offers": """
        [{"id":"o","phase":"p","group":"g",
          "pattern":{"buy":[{"quantity":11}],"get":[{"quantity":1}],"percentOff":"50%"}}]
        """,
      ],
      told: [
        "order o noSet slot buy 1, needed 11, has 10"
      ]),
    offers(
      #"{"id":"o","percentOff":"5%","when":{"order.weekday":[1,3]}}"#,
      told: ["1 o conditionFailed field order.weekday, needed 1|3, has 6"]),
    offers(
      """
      {"id":"o","percentOff":"5%",
       "when":{"order.date":{"from":"2025-03-08","until":"2025-04-01"}}}
      """,
      told: [
        "1 o conditionFailed field order.date, needed 2025-03-08, below 2025-04-01, has 2025-03-01"
      ]),
    offers(
      #"{"id":"o","percentOff":"5%","when":{"order.time":{"from":"20:00"}}}"#,
      told: ["1 o conditionFailed field order.time, needed 20:00"]),
  ]

  static let choices: [Losing] = [
    offers(
      pair, phase: #""groups":[{"id":"g","choice":"best"}]"#,
      told: ["1 b beatenInGroup by a better 10.00, given 5.00"]),
    offers(
      pair, phase: #""groups":[{"id":"g","choice":"first"}]"#,
      told: ["1 a lowerPriority by b better 5.00, given 10.00"]),
    offers(
      #"{"id":"o","fixedPrice":"12"}"#, told: ["1 o notLower"]),
    offers(
      #"{"id":"f","fixedPrice":"8"},{"id":"o","percentOff":"5%"}"#,
      told: ["1 o fixedPriceWon by f better 20.00, given 5.00"]),
    offers(
      #"{"id":"f","fixedPrice":"9.90"},{"id":"o","percentOff":"5%"}"#,
      told: ["1 f fixedPriceLost better 5.00, given 1.00"]),
    offers(
      #"{"id":"a","percentOff":"100%","priority":1},{"id":"o","percentOff":"5%"}"#,
      told: ["1 o nothingLeft"]),
    offers(
      #"{"id":"a","percentOff":"60%","priority":1},{"id":"o","percentOff":"60%"}"#,
      told: ["1 o capped desired 60.00, granted 40.00"]),
    offers(
      """
      {"id":"x","percentOff":"12%","exclusive":"best"},{"id":"a","percentOff":"10%"},
      {"id":"b","percentOff":"5%"}
      """, told: ["order x exclusiveLost better 15.00, given 12.00"]),
    offers(
      #"{"id":"x","percentOff":"20%","exclusive":"best"},{"id":"a","percentOff":"15%"}"#,
      told: ["order a exclusiveWon by x better 20.00, given 15.00"]),
    offers(
      """
      {"id":"a","percentOff":"10%","tags":["t"],"combinesWith":["t"]},
      {"id":"b","percentOff":"8%"}
      """, told: ["1 b incompatible by a better 10.00, given 8.00"]),
    offers(
      """
      {"id":"a","percentOff":"10%","tags":["t"],"combinesWith":["t"]},
      {"id":"b","percentOff":"8%"}
      """, phase: #""combinePer":"order""#,
      told: ["order b incompatible by a better 10.00, given 8.00"]),
    offers(
      #"{"id":"a","percentOff":"10%","priority":1,"stop":"line"},{"id":"b","percentOff":"8%"}"#,
      told: ["1 b stopped by a"]),
    offers(
      #"{"id":"a","percentOff":"10%","priority":1,"stop":"order"},{"id":"b","percentOff":"8%"}"#,
      told: ["order b stopped by a"]),
    offers(
      #"{"id":"o","percentOff":"10%","limits":{"uses":1}}"#,
      order: #","facts":{"offerUse":{"o":{"uses":1}}}"#,
      told: ["order o limitReached limit uses, atMost 1, has 1"]),
    offers(
      #"{"id":"o","percentOff":"10%","limits":{"budget":4,"partial":false}}"#,
      told: ["order o budgetShort desired 10.00, granted 4.00"]),
    offers(
      """
      {"id":"o","gift":{"products":["A"],"quantity":"2","unit":"case"},
       "limits":{"budgetUnits":"1"}}
      """, more: ["products": #"[{"id":"A","units":{"case":"12"}}]"#],
      told: ["order o budgetShort desired 24, granted 0"]),
  ]

  static let rows: [Losing] = [
    Losing(
      members: [
        "priceTables": #"[{"id":"list","keys":["product"]},{"id":"own","keys":["customer"]}]"#,
        "priceKinds": #"[{"id":"price","accesses":[{"tables":["own"]},{"tables":["list"]}]}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"10"},{"table":"own","customer":"D","price":"9"}]
        """,
      ], told: ["1 list/A beatenByAccess"]),
    Losing(
      members: [
        "priceTables": #"[{"id":"list","keys":["product"]},{"id":"own","keys":["customer"]}]"#,
        "priceKinds": #"[{"id":"price","accesses":[{"tables":["own","list"]}]}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"10"},{"table":"own","customer":"D","price":"9"}]
        """,
      ], told: ["1 list/A beatenByKey"]),
    Losing(
      members: [
        "rates": #"[{"from":"USD","to":"CNY","factor":"7"}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"10"},
         {"table":"list","product":"A","price":"1","currency":"USD"}]
        """,
      ], told: ["1 list/A:USD beatenByCurrency"]),
    Losing(
      members: [
        "priceTables": """
        [{"id":"list","keys":["product"]},
         {"id":"few","keys":["product"],"schedule":{"beyond":"nextAccess"}}]
        """,
        "priceKinds": #"[{"id":"price","accesses":[{"tables":["few"]},{"tables":["list"]}]}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"10"},
         {"table":"few","product":"A","price":"11","below":"5"}]
        """,
      ], told: ["1 few/A beyondBands"]),
    Losing(
      members: [
        "priceTables": #"[{"id":"list","keys":["product"]},{"id":"plus","keys":["product"]}]"#,
        "priceKinds": #"[{"id":"price","accesses":[{"tables":["plus"]},{"tables":["list"]}]}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"10"},
         {"table":"plus","product":"A","of":"cost","factor":"1.2"}]
        """,
      ], told: ["1 plus/A baseMissing"]),
  ]

  /// Everything that lost, and what the decision says besides charges.
  private func told(_ losing: Losing) throws -> [String] {
    let project = try TextProject(losing.members)
    let text = TextProject.order("1", [losing.line], losing.order)
    let order = try #require(project.orders(text).first)
    let explanation = try project.rules.explain(order).get()
    func sentence(_ place: String, _ reason: Reason) -> String {
      var text = "\(place) \(project.rules.name(of: reason.rule)) \(reason.code.name)"
      if reason.by != .none { text += " by \(project.rules.name(of: reason.by))" }
      let numbers = reason.numbers.map { "\($0.name) \($0.text)" }
      return numbers.isEmpty ? text : text + " " + numbers.joined(separator: ", ")
    }
    var result: [String] = []
    for line in explanation.lines {
      for row in line.rows {
        guard let lost = row.lost else { continue }
        result.append("\(line.number) \(project.rules.name(of: row.rule)) \(lost.name)")
      }
      result += line.offers.map { sentence("\(line.number)", $0) }
    }
    return result + explanation.offers.map { sentence("order", $0) }
  }

  @Test func conditionsAndMeasuresSayWhatIsMissing() throws {
    for losing in Self.conditions {
      let told = try told(losing)
      #expect(told == losing.told, "\(losing.members["offers"] ?? "")")
    }
  }

  @Test func choicesSayWhatWonAndByHowMuch() throws {
    for losing in Self.choices {
      let told = try told(losing)
      #expect(told == losing.told, "\(losing.members["offers"] ?? "")")
    }
  }

  /// Said by the decision itself, and not once more by its explanation.
  @Test func giftOutOfStockIsSaidOnce() throws {
    let losing = Self.offers(
      #"{"id":"o","gift":{"products":["A"],"quantity":1}}"#,
      order: #","facts":{"stock":{"A":"0"}}"#, told: [])
    #expect(try told(losing).isEmpty)
    let project = try TextProject(losing.members)
    let text = TextProject.order("1", [losing.line], losing.order)
    let order = try #require(project.orders(text).first)
    let reasons = try project.rules.price(order).get().reasons
    #expect(reasons.map(\.code) == [.giftOutOfStock])
    #expect(reasons.map { project.rules.name(of: $0.rule) } == ["o"])
  }

  /// Of 1,001 offers that stand alone the last by id is not tried and says so (RULES.md O-029).
  @Test func offersAloneBeyondTheLimitAreTold() throws {
    let ids = (1000...2000).map { "o\($0)" }
    let offers = ids.map {
      #"{"id":"\#($0)","alone":"best","amountOff":"\#($0 == "o1999" ? 2 : $0 == "o2000" ? 3 : 1)"}"#
    }
    let told = try told(Self.offers(offers.joined(separator: ","), told: []))
    #expect(told.count == 1000)
    #expect(told.contains("order o1998 exclusiveLost by o1999 better 20.00, given 10.00"))
    #expect(told.contains("order o2000 aloneNotTried by o1999"))
  }

  @Test func rowsSayWhatWon() throws {
    for losing in Self.rows {
      let told = try told(losing)
      #expect(told == losing.told, "\(losing.members["prices"] ?? "")")
    }
  }

  /// What a budget granted stands in the decision: money, or units of gifts (RULES.md O-027).
  @Test func decisionsSayWhatBudgetsGranted() throws {
    func told(_ offer: String) throws -> [String] {
      let losing = Self.offers(offer, told: [])
      #expect(try self.told(losing).isEmpty)
      let project = try TextProject(losing.members)
      let order = try #require(project.orders(TextProject.order("1", [losing.line])).first)
      return try project.rules.price(order).get().reasons.map { reason in
        let numbers = reason.numbers.map { " \($0.name) \($0.text)" }
        return project.rules.name(of: reason.rule) + " \(reason.code.name)" + numbers.joined()
      }
    }
    #expect(
      try told(#"{"id":"o","percentOff":"10%","limits":{"budget":4}}"#)
        == ["o budgetCut desired 10.00 granted 4.00"])
    let gift = #""gift":{"products":["A"],"quantity":4}"#
    #expect(
      try told(#"{"id":"o",\#(gift),"limits":{"budgetUnits":"1"}}"#)
        == ["o budgetCut desired 4 granted 1"])
    #expect(try told(#"{"id":"o",\#(gift),"limits":{"budgetUnits":"4"}}"#).isEmpty)
  }

  @Test func decisionsSayWhatIsUnknownOrReduced() throws {
    let project = try TextProject([
      "phases": #"[{"id":"p"}]"#, "charges": #"[{"id":"freight","amount":12}]"#,
      "offers": """
      [{"id":"half","phase":"p","charge":"freight","percentOff":"50%"},
       {"id":"cup","phase":"p","gift":{"products":["A"],"quantity":1,"price":3}}]
      """,
    ])
    func codes(_ lines: [String], _ more: String = "") throws -> Set<ReasonCode> {
      let text = TextProject.order("1", lines, more)
      let order = try #require(project.orders(text).first)
      return Set(try project.rules.price(order).get().reasons.map(\.code))
    }
    let own = #""product":"A","quantity":"1""#
    #expect(try codes([own]).isSuperset(of: [.chargeReduced, .giftPrice, .charge]))
    #expect(try codes([#""product":"Z","quantity":"1""#]).contains(.unknownProduct))
    #expect(try codes([own], #","shipTo":"nowhere""#).contains(.unknownRegion))
    var order = Shop.order([Shop.line(1, "A", "1")])
    order.customer = "nobody"
    #expect(try project.rules.price(order).get().reasons.map(\.code) == [.unknownCustomer])
  }

  /// Every offer of the book that was no candidate, with why (RULES.md E-005).
  @Test func othersAreNamedForAudit() throws {
    let project = try TextProject([
      "customers": #"[{"id":"D","tier":"gold"}]"#, "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"applied","phase":"p","percentOff":"5%"},
       {"id":"draft","phase":"p","percentOff":"5%","status":"draft"},
       {"id":"old","phase":"p","percentOff":"5%","until":"2025-02-01"},
       {"id":"soon","phase":"p","percentOff":"5%","from":"2025-06-01"},
       {"id":"silver","phase":"p","percentOff":"5%","when":{"customer.tier":"silver"}},
       {"id":"lost","phase":"p","percentOff":"5%","when":{"line.quantity":{"from":99}}}]
      """,
    ])
    let text = TextProject.order("1", [#""product":"A","quantity":"10""#])
    let order = try #require(project.orders(text).first)
    let explanation = try project.rules.explain(order).get()
    func told(_ explanation: Explanation) -> [String] {
      explanation.others.map { other in
        let numbers = other.numbers.map { " \($0.name) \($0.text)" }.joined(separator: ",")
        return "\(other.id) \(other.code.name)\(numbers)"
      }
    }
    #expect(
      told(explanation) == [
        "draft notPublished status draft", "old notInForce until 2025-02-01",
        "silver conditionFailed field customer.tier, needed silver",
        "soon notInForce from 2025-06-01",
      ])
    #expect(explanation.othersLeftOut == 0)
    #expect(try project.rules.explain(order, for: .finance).get().others.isEmpty)
    var book = project.rules.book
    book.offers = [Offer(id: "later", phase: "p", benefit: .percentOff(.one))]
    book.offers[0].validity.known = try #require(Instant("2025-05-01T00:00:00Z"))
    let then = try #require(Instant("2025-04-01T00:00:00Z"))
    let early = try CompiledRules(book, knownAt: then).explain(order).get()
    #expect(told(early) == ["later notKnown known 2025-05-01"])
  }
}
