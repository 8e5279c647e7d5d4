import DealerRules
import TestSupport
import Testing

/// What orders state for credit, and how it is explained (RULES.md B-020, B-024).
@Suite("Credit of orders") struct CreditOrderTests {
  /// `D` buys at 10.00 a piece, has 100.00 and net 30; `P` has 15.00.
  static let credit = #"""
    {"nodes": [{"id": "D", "limit": "100", "terms": "net30"}, {"id": "P", "limit": "15"}],
     "terms": [{"id": "net30", "rank": 1, "netDays": 30, "discounts": [{"rate": "2%", "days": 10}]},
               {"id": "net90", "rank": 2, "netDays": 90}],
     "rules": [{"id": "limit", "limit": true}, {"id": "terms", "termsWider": true},
               {"id": "late", "overdueDays": {"days": 0}, "at": ["shipment"]}],
     "receivables": [{"id": "i", "node": "D", "amount": "20", "due": "2025-02-01"}]}
    """#

  static func order(_ more: String, quantity: Int = 1) throws -> Order {
    let text = TextProject.order("o", [#""product":"A","quantity":"\#(quantity)""#])
    let stated = more.isEmpty ? text : text.dropLast() + "," + more + "}"
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: String(stated)), format: .ndjson, zone: .utc,
      currency: .cny)
    guard case .order(let order)? = reader.next() else { throw NumericError.overflow }
    return order
  }

  private func codes(_ more: String, quantity: Int = 1) throws -> [String] {
    let rules = try CreditBatchTests.rules(Self.credit)
    var book = try CreditBatchTests.credit(rules)
    let order = try Self.order(more, quantity: quantity)
    let decision = try rules.price(order, credit: &book).get()
    return ["\(decision.outcome)"] + decision.reasons.map(\.code.name)
  }

  @Test func fieldsReachTheDecision() throws {
    #expect(try codes("") == ["allow"])
    #expect(try codes(#""terms":"net90""#) == ["hold", "creditTerms"])
    #expect(try codes(#""terms":"net30""#) == ["allow"])
    #expect(try codes(#""terms":"other""#) == ["hold", "creditTermsUnknown", "creditTerms"])
    #expect(try codes("", quantity: 9) == ["hold", "creditLimit"])
    #expect(try codes(#""prepaid":"10.00""#, quantity: 9) == ["allow"])
    #expect(try codes(#""prepaid":"9.99""#, quantity: 9) == ["hold", "creditLimit"])
    // What is late matters when goods leave.
    #expect(try codes(#""checkpoint":"shipment""#) == ["hold", "creditOverdue"])
    #expect(try codes(#""checkpoint":"invoice""#) == ["allow"])
    // A posted invoice never gives way to an order (RULES.md B-005).
    #expect(
      try codes(#""replaces":"i""#, quantity: 9) == ["hold", "creditNotReplaced", "creditLimit"])
    #expect(try codes(#""hold":"forged","heldBy":"ann""#) == ["hold", "creditHeld"])
    #expect(
      try codes(#""hold":"forged","heldBy":"ann","heldThrough":"2025-02-28""#) == ["allow"])
    // Who is billed is asked, not who buys.
    #expect(try codes(#""billTo":"P""#, quantity: 2) == ["hold", "creditLimit"])
  }

  /// An approval that names a reason of credit lifts it; no other does (RULES.md B-020, G-011).
  @Test func approvalsLiftReasonsOfCredit() throws {
    let text = TextProject.document([
      "credit": Self.credit,
      "approvals":
        #"[{"role":"head","findings":["creditLimit","creditTerms"]},"#
        + #"{"role":"clerk","findings":["guardApproval"]}]"#,
    ])
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
    func told(_ finding: String, role: String = "head", hold: String = "") throws -> [String] {
      var order = try Self.order(hold, quantity: 9)
      order.approvals = [
        Approval(findings: [finding], role: role, orderHash: order.approvalHash())
      ]
      var book = try CreditBatchTests.credit(rules)
      let decision = try rules.price(order, credit: &book).get()
      return ["\(decision.outcome)"] + decision.reasons.map(\.code.name)
    }
    #expect(try told("creditLimit") == ["allow", "creditLimit", "approved"])
    #expect(try told("creditTerms") == ["hold", "creditLimit"])
    // What the role may not approve is told, also of what nobody may (RULES.md G-010, B-012).
    #expect(
      try told("creditLimit", role: "clerk") == ["hold", "creditLimit", "approvalInsufficient"])
    #expect(
      try told("creditLimit", role: "guest") == ["hold", "approvalUnknownRole", "creditLimit"])
    #expect(
      try told("creditHeld", hold: #""hold":"forged","heldBy":"ann""#)
        == ["hold", "creditHeld", "approvalInsufficient", "creditLimit"])
  }

  @Test func tablesStateTheSame() throws {
    let header = "order,customer,date,number,product,quantity,terms,prepaid,checkpoint,replaces"
    let row = "o,D,2025-03-01,1,A,1,net90,1.50,shipment,i"
    var reader = OrderReader(
      RuleSource(name: "orders.csv", text: header + "\n" + row + "\n"), format: .csv, zone: .utc,
      currency: .cny)
    guard case .order(let order)? = reader.next() else {
      Issue.record("the row is not read")
      return
    }
    let stated = #""terms":"net90","prepaid":"1.50","checkpoint":"shipment","replaces":"i""#
    #expect(try Self.order(stated).credit == order.credit)
    #expect(order.credit.prepaid == 1_500_000)
  }

  @Test func slipsAreTold() throws {
    let wrong = #""terms":"","prepaid":"-1","checkpoint":"ship","creditApproved":{"changed":["x"]}"#
    let text = TextProject.order("o", [#""product":"A","quantity":"1""#]).dropLast()
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: text + "," + wrong + "}"), format: .ndjson,
      zone: .utc, currency: .cny)
    guard case .problem(let problem)? = reader.next() else {
      Issue.record("nothing is said")
      return
    }
    let codes = Set(problem.diagnostics.map(\.code.rawValue))
    #expect(codes.isSuperset(of: ["E412", "E307", "E302"]))
  }

  /// A held order is told what credit says too, and takes nothing up.
  @Test func heldOrdersAreToldEverything() throws {
    let rules = try CreditBatchTests.rules(Self.credit)
    var book = try CreditBatchTests.credit(rules)
    let order = try Self.order("", quantity: 9)
    let day = try #require(CivilDate("2025-03-01"))
    let explained = try rules.explain(order, after: CarriedUse(credit: book)).get()
    let credit = try #require(explained.credit)
    #expect(explained.decision.outcome == .hold)
    #expect(credit.decision.shortfall == 10_000_000)
    #expect(
      credit.fixes.map(\.action) == [
        .pay(Money(millionths: 10_000_000, .cny)), .reduce(Money(millionths: 10_000_000, .cny)),
        .prepay(Money(millionths: 10_000_000, .cny)),
      ])
    #expect(credit.due.map { "\($0.amount.decimalText) \($0.due)" } == ["90.00 2025-03-31"])
    #expect(credit.early.map { "\($0.amount.decimalText) \($0.through)" } == ["88.20 2025-03-11"])
    let before = try #require(try book.standing(of: "D", on: day))
    _ = try rules.price(order, credit: &book).get()
    let after = try #require(try book.standing(of: "D", on: day))
    #expect(before == after)
  }

  /// A dealer is told of room only where its own node binds.
  @Test func othersAreNotTold() throws {
    let rules = try CreditBatchTests.rules(
      #"""
      {"nodes": [{"id": "G", "limit": "5"}, {"id": "D", "parent": "G", "limit": "100"}]}
      """#)
    let book = try CreditBatchTests.credit(rules)
    let order = try Self.order("")
    let finance = try #require(
      try rules.explain(order, for: .finance, after: CarriedUse(credit: book)).get().credit)
    #expect(finance.decision.binding == "G" && finance.decision.available == 5_000_000)
    #expect(!finance.fixes.isEmpty)
    let dealer = try #require(
      try rules.explain(order, for: .dealer, after: CarriedUse(credit: book)).get().credit)
    #expect(dealer.decision.binding == nil && dealer.decision.available == nil)
    #expect(dealer.fixes.isEmpty && dealer.decision.limit == 100_000_000)
    var writer = DecisionRecordWriter(rules, audience: .dealer)
    let text = String(
      decoding: writer.explained(order, after: CarriedUse(credit: book)), as: UTF8.self)
    #expect(text.contains(#""credit":{"node":"D","effect":"hold""#))
    #expect(!text.contains("\"G\"") && !text.contains("5.00"))
  }
}
