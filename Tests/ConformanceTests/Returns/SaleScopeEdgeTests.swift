import DealerRules
import TestSupport
import Testing

/// What pricing reads in a roundabout way (RULES.md Z-009).
@Suite("Z-009 edges of the scope of a sale") struct SaleScopeEdgeTests {
  private static func rules(_ more: [String: String]) throws -> CompiledRules {
    let usual = [
      "phases": #"[{"id":"p"}]"#,
      "returns": #"{"promotions":{"default":"repriceRemainder"},"prices":"repriceRemainder"}"#,
    ]
    return try TextProject(usual.merging(more) { $1 }).rules
  }

  private static func sale(
    _ rules: CompiledRules, _ quantity: Int, _ more: String = ""
  ) throws -> StoredSale {
    let text = TextProject.order("1", [#""product":"A","quantity":"\#(quantity)""#], more)
    var reader = OrderReader(
      RuleSource(name: "orders", text: text), format: .ndjson, rules: rules)
    guard case .order(let order)? = reader.next() else {
      throw CaseFault(description: "cannot read \(text)")
    }
    return try rules.sale(of: order, hashes: rules.hashes()).get()
  }

  private static func hash(
    _ rules: CompiledRules, _ quantity: Int = 6, _ more: String = ""
  ) throws -> String? {
    try sale(rules, quantity, more).scopeHash
  }

  /// An offer that is over and whose use the sale states is taken out of the book: the sale is
  /// priced again without that fact.
  @Test func factsAboutWhatIsGoneAreLeftOut() throws {
    let spring = """
      {"id":"s","phase":"p","percentOff":"10%","requires":[{"measure":"amount","from":"60"}]}
      """
    let old =
      #"{"id":"old","phase":"p","percentOff":"5%","until":"2025-02-01","limits":{"uses":9}}"#
    let before = try Self.rules(["offers": "[\(spring),\(old)]"])
    let after = try Self.rules(["offers": "[\(spring)]"])
    let sale = try Self.sale(
      before, 6, #","facts":{"offerUse":{"old":{"uses":1}}}"#)
    let request = ReturnRequest(
      id: "r", sale: "1", on: sale.day, lines: [ReturnRequest.Line(number: 1, quantity: 1000)])
    let wanted = try ReturnDesk(before).settle(request, of: sale)
    // 54.00 was paid; five pieces alone cost 50.00.
    #expect(wanted.refund == 4_000_000)
    #expect(try ReturnDesk(after).settle(request, of: sale) == wanted)
  }

  /// Of rows that begin together the one that ends first prices (P-006).
  @Test func whichEndsFirstCounts() throws {
    func rules(_ first: String, _ second: String) throws -> CompiledRules {
      try Self.rules([
        "priceTables": #"[{"id":"list","keys":["product"],"overlap":"latestStart"}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"50","validFrom":"2025-01-01",\
        "validUntil":"\(first)"},{"table":"list","product":"A","price":"80",\
        "validFrom":"2025-01-01","validUntil":"\(second)"}]
        """,
      ])
    }
    let one = try Self.hash(try rules("2025-06-01", "2025-07-01"))
    #expect(try Self.hash(try rules("2025-07-01", "2025-06-01")) != one)
    #expect(try Self.hash(try rules("2025-06-15", "2025-07-15")) == one)
  }

  /// Bands are one schedule where they hold together (P-002).
  @Test func bandsThatPartCount() throws {
    func rules(_ first: String, _ second: String) throws -> CompiledRules {
      func end(_ day: String) -> String { day.isEmpty ? "" : #","validUntil":"\#(day)""# }
      return try Self.rules([
        "priceTables": #"[{"id":"list","keys":["product"],"overlap":"latestStart"}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"50","from":"0","below":"5"\(end(first))},
        {"table":"list","product":"A","price":"40","from":"5"\(end(second))}]
        """,
      ])
    }
    let whole = try Self.hash(try rules("", ""))
    #expect(try Self.hash(try rules("2025-06-01", "2025-06-01")) == whole)
    #expect(try Self.hash(try rules("", "2025-06-01")) != whole)
    #expect(try Self.hash(try rules("2025-06-01", "")) != whole)
  }

  /// A number may name a receiver (A-007).
  @Test func numbersThatNameCustomersCount() throws {
    func rules(_ customers: String) throws -> CompiledRules {
      try Self.rules([
        "customers": customers,
        "agreements": #"[{"id":"a","points":{"every":"10"},"to":{"order":"partner"}}]"#,
      ])
    }
    let order = #","attributes":{"partner":42}"#
    let both = try Self.hash(try rules(#"[{"id":"D"},{"id":"42"}]"#), 6, order)
    #expect(try Self.hash(try rules(#"[{"id":"D"}]"#), 6, order) != both)
    #expect(try Self.hash(try rules(#"[{"id":"D"},{"id":"42"},{"id":"43"}]"#), 6, order) == both)
  }
}
