import DealerRules
import TestSupport
import Testing

/// What territory rules, lists, licenses and sellers hold is released by who may (RULES.md R-011,
/// G-010, G-011).
@Suite("R-011 approvals of what territories hold") struct TerritoryApprovalTests {
  struct Hold: Sendable, CustomTestStringConvertible {
    var finding: String
    var rules: String
    var settings: String
    var testDescription: String { finding }
  }

  static let holds = [
    Hold(
      finding: "territoryHeld", rules: #"{"id":"r","effect":"deny","outcome":"hold","level":2}"#,
      settings: "{}"),
    Hold(
      finding: "exclusionHeld", rules: #"{"id":"r","effect":"exclude","outcome":"hold","level":2}"#,
      settings: "{}"),
    Hold(
      finding: "territoryHeld",
      rules:
        #"{"id":"r","effect":"grant","dealer":"E","exclusive":true,"outcome":"hold","level":2}"#,
      settings: "{}"),
    Hold(finding: "whiteSpaceHeld", rules: deny, settings: #"{"whiteSpace":"hold","level":2}"#),
    Hold(
      finding: "unlistedHeld", rules: #"{"id":"r","effect":"grant","dealer":"E"}"#,
      settings: #"{"unlisted":"hold","level":2}"#),
    Hold(
      finding: "notListedHeld", rules: #"{"id":"r","effect":"list","dealer":"D","product":"B"}"#,
      settings: #"{"notListed":"hold","level":2}"#),
    Hold(
      finding: "licenseHeld", rules: #"{"id":"r","effect":"license","dealer":"E","product":"A"}"#,
      settings: #"{"unlicensed":"hold","level":2}"#),
    Hold(
      finding: "sellerHeld", rules: #"{"id":"r","effect":"permit","seller":"S"}"#,
      settings: #"{"unpermitted":"hold","level":2}"#),
  ]

  /// Matches nobody, so that there are territory rules and no grant.
  private static let deny = #"{"id":"r","effect":"deny","dealer":"E"}"#

  private func decide(_ hold: Hold, role: String?, findings: [String]) throws -> Decision {
    let members = [
      "products": #"[{"id":"A"},{"id":"B"}]"#, "customers": #"[{"id":"D"},{"id":"E"}]"#,
      "territories": "[\(hold.rules)]", "territory": hold.settings,
      "approvals": """
      [{"role":"clerk","findings":["\(hold.finding)"],"level":1},
       {"role":"head","findings":["\(hold.finding)"],"level":2}]
      """,
    ]
    let rules = try CompiledRules(
      parsing: [RuleSource(name: "rules.json", text: TextProject.document(members))])
    var order = Order(
      id: "1", customer: "D", moment: .date(try date("2025-03-01")), seller: "T",
      lines: [Shop.line(1, "A", "1")])
    if let role {
      order.approvals = [
        Approval(findings: findings, role: role, orderHash: order.approvalHash())
      ]
    }
    return try rules.price(order).get()
  }

  @Test(arguments: holds) func theLevelDecidesWhoMayRelease(_ hold: Hold) throws {
    let plain = try decide(hold, role: nil, findings: [])
    #expect(plain.outcome == .hold)
    #expect(plain.reasons.map(\.code.name) == [hold.finding])
    #expect(plain.reasons.first?.numbers.map(\.text) == ["2"])
    let clerk = try decide(hold, role: "clerk", findings: [hold.finding])
    #expect(clerk.outcome == .hold)
    #expect(clerk.reasons.map(\.code.name) == [hold.finding, "approvalInsufficient"])
    let head = try decide(hold, role: "head", findings: [hold.finding])
    #expect(head.outcome == .allow)
    #expect(head.reasons.map(\.code.name) == [hold.finding, "approved"])
    let other = try decide(hold, role: "head", findings: ["checkHeld"])
    #expect(other.outcome == .hold)
  }

  /// What blocks cannot even be named; what is named elsewhere releases nothing.
  @Test func whatIsBlockedIsNotReleased() throws {
    for hold in Self.holds {
      var blocked = hold
      blocked.rules = hold.rules.replacing(
        #""outcome":"hold","level":2"#, with: #""outcome":"block""#)
      blocked.settings = hold.settings.replacing("\"hold\"", with: "\"block\"")
      #expect(try decide(blocked, role: "head", findings: [hold.finding]).outcome == .block)
      let name = hold.finding.replacing("Held", with: "Blocked")
      blocked.finding = name == "licenseBlocked" ? "licenseMissing" : name
      #expect(throws: RuleErrors.self) { try decide(blocked, role: nil, findings: []) }
    }
  }

  /// What is wrong with several places is told of each, and an approval of one finding leaves the
  /// others (RULES.md R-012).
  @Test func oneFindingAboutAPlaceHidesNoOther() throws {
    let members = [
      "products": #"[{"id":"A"}]"#, "customers": #"[{"id":"D"}]"#,
      "regions": #"[{"id":"CN"},{"id":"N","parent":"CN"}]"#,
      "postalAreas": """
      [{"country":"CN","form":"999999","from":"100000","below":"200000","region":"N"}]
      """,
      "approvals": #"[{"role":"head","findings":["unknownRegion","malformedCode"]}]"#,
    ]
    let rules = try CompiledRules(
      parsing: [RuleSource(name: "rules.json", text: TextProject.document(members))])
    func decide(_ shipTo: String?, approved: [String]) throws -> Decision {
      var order = Order(
        id: "1", customer: "D", moment: .date(try date("2025-03-01")), shipTo: shipTo,
        lines: [Shop.line(1, "A", "1")])
      order.postalCode = "1234"
      order.endRegion = "nowhere"
      if !approved.isEmpty {
        order.approvals = [
          Approval(findings: approved, role: "head", orderHash: order.approvalHash())
        ]
      }
      return try rules.price(order).get()
    }
    func told(_ decision: Decision) -> [String] {
      decision.reasons.filter { $0.code != .noPrice && $0.code != .approved }.map { reason in
        ([reason.code.name] + reason.numbers.flatMap { [$0.name, $0.text] })
          .joined(separator: " ")
      }
    }
    let malformed = "malformedCode postalCode 1234"
    let end = "unknownRegion endRegion nowhere"
    #expect(told(try decide("CN", approved: [])) == [malformed, end])
    #expect(told(try decide(nil, approved: [])) == [malformed, end])
    #expect(
      told(try decide("moon", approved: [])) == ["unknownRegion shipTo moon", malformed, end])
    #expect(try decide("CN", approved: ["unknownRegion"]).outcome == .hold)
    #expect(try decide("CN", approved: ["malformedCode"]).outcome == .hold)
    #expect(try decide("CN", approved: ["unknownRegion", "malformedCode"]).outcome == .allow)
    // Where several places are at fault each is named.
    let unclear = try decide("moon", approved: ["unknownRegion", "malformedCode"])
    #expect(unclear.outcome == .hold)
    #expect(
      told(unclear).suffix(2) == [
        "approvalUnclear shipTo moon", "approvalUnclear endRegion nowhere",
      ])
    let one = try decide("moon", approved: ["unknownRegion:shipTo", "malformedCode"])
    #expect(one.outcome == .hold && one.reasons.count { $0.code == .approved } == 2)
    let both = ["unknownRegion:shipTo", "unknownRegion:endRegion", "malformedCode"]
    #expect(try decide("moon", approved: both).outcome == .allow)
  }

  /// A party that is no customer is told with the field that names it (RULES.md R-012).
  @Test func strangersAreNamed() throws {
    var book = Shop(["A": "1"]).book
    book.territories = [TerritoryRule(id: "l", effect: .list)]
    let rules = try CompiledRules(book)
    var order = Order(
      id: "1", customer: "D", moment: .date(try date("2025-03-01")),
      lines: [Shop.line(1, "A", "1")])
    (order.shipToCustomer, order.billTo) = ("nobody", "no one")
    let reasons = try rules.price(order).get().reasons.filter { $0.code == .unknownParty }
    let numbers = reasons.flatMap(\.numbers).map { "\($0.name) \($0.text)" }
    #expect(numbers == ["shipToCustomer nobody", "billTo no one"])
  }

  /// What weakened an outcome is told, and what a check that cannot be tested lacks (RULES.md
  /// R-015, R-020).
  @Test func reasonsNameWhatDecided() throws {
    var book = Shop(["A": "1"]).book
    var denial = TerritoryRule(id: "t", effect: .deny)
    denial.restricts = .active
    book.territories = [denial]
    book.checks = [OrderCheck(id: "c", .stock, unknown: .hold)]
    let rules = try CompiledRules(book)
    let order = Order(
      id: "1", customer: "D", moment: .date(try date("2025-03-01")),
      lines: [Shop.line(1, "A", "1")])
    let told = try rules.price(order).get().reasons.map { reason in
      ([reason.code.name] + reason.numbers.flatMap { [$0.name, $0.text] }).joined(separator: " ")
    }
    #expect(
      told.prefix(3) == [
        "territoryFlagged", "legallyWeakened by restricts", "checkHeld unknown stock",
      ])
  }

  /// Approvals and the findings that they name are counted together (RULES.md X-009).
  @Test func tooManyApprovalsAreRefused() throws {
    var limits = Limits()
    limits.approvalsPerOrder = 3
    let rules = try CompiledRules(Shop(["A": "1"]).book, limits: limits)
    var order = Order(
      id: "1", customer: "D", moment: .date(try date("2025-03-01")),
      lines: [Shop.line(1, "A", "1")])
    let approval = Approval(findings: ["noPrice"], role: "head", orderHash: "")
    order.approvals = [approval]
    #expect(throws: Never.self) { try rules.price(order).get() }
    order.approvals = [approval, approval]
    guard case .failure(let error) = rules.price(order) else {
      Issue.record("four were taken where three are the limit")
      return
    }
    #expect(error.code == .tooManyApprovals && error.line == nil)
  }

  /// Every code that flags or holds can be approved, and no other.
  @Test func everyFindingThatWaitsCanBeApproved() throws {
    let told: Set<CreditCode> = [
      .creditNodeUnknown, .creditRateMissing, .creditHeld, .creditLater, .creditApproved,
      .creditReleased, .creditExcluded, .creditFunding, .creditTermsUnknown, .creditNotReplaced,
      .creditOverpaid, .creditRateIdle, .creditApprovalIdle, .creditChangedUnknown,
    ]
    for code in ReasonCode.allCases {
      // Reasons of credit, but for stops and what cannot be told (RULES.md B-020).
      let credit = CreditCode(rawValue: code.name).map { !told.contains($0) } ?? false
      let waits = code.severity == .flag || code.severity == .hold || code == .noPrice || credit
      var book = Shop(["A": "1"]).book
      book.approvalRules = [ApprovalRule(role: "head", findings: [code.name])]
      #expect(((try? CompiledRules(book)) != nil) == waits, "\(code.name)")
    }
  }

  @Test func aSettingMayFlagOrAllow() throws {
    for (rules, setting, code) in [
      (Self.holds[6].rules, "unlicensed", ReasonCode.licenseFlagged),
      (Self.holds[7].rules, "unpermitted", .sellerFlagged),
    ] {
      let flagging = Hold(
        finding: code.name, rules: rules, settings: "{\"\(setting)\":\"flag\"}")
      let decision = try decide(flagging, role: nil, findings: [])
      #expect(decision.outcome == .flag && decision.reasons.map(\.code) == [code])
      let allowing = Hold(
        finding: code.name, rules: rules, settings: "{\"\(setting)\":\"allow\"}")
      #expect(try decide(allowing, role: nil, findings: []).reasons.isEmpty)
    }
  }
}
