import DealerRules
import Foundation
import TestSupport
import Testing

/// Whatever offers ask of an order is made up, so that a price below the cost is found behind it.
@Suite("U-025 U-026 orders that are made up") struct MadeUpOrderTests {
  /// What an offer may ask of an order, by what it is called here.
  static let asked: [(name: String, when: String)] = [
    ("channel", #""channel":"web""#), ("region", #""region":"SH""#),
    ("coupon", #""coupon":"K""#), ("currency", #""currency":"CNY""#),
    ("text", #""order.k":"v""#), ("flag", #""order.b":true"#),
    ("number", #""order.n":{"from":"5","below":"6"}"#),
    ("day", #""order.d":{"from":"2025-03-01","until":"2025-03-02"}"#),
    ("total", #""total.q":{"above":"10"}"#), ("nth", #""order.nth":{"from":"3"}"#),
    ("fulfilment", #""order.fulfilment":"pickup""#),
    ("solicitation", #""order.solicitation":"active""#), ("seller", #""order.seller":"S""#),
    ("billTo", #""order.billTo":"D""#), ("terms", #""order.terms":"cash""#),
    ("requested", #""order.requested":{"daysAhead":{"from":10}}"#),
    ("weekday", #""order.weekday":["6"]"#),
    ("time", #""order.time":{"from":"20:00","below":"21:00"}"#),
    ("date", #""order.date":{"from":"2025-05-01","until":"2025-06-01"}"#),
    ("last", #""lastOrder":{"daysAgo":{"from":30}}"#),
    ("stock", #""product.stock":{"from":"100"}"#),
    ("expires", #""lot.expires":{"daysAhead":{"upTo":30}}"#),
    ("line text", #""line.promo":"y""#), ("line number", #""line.age":{"above":"3"}"#),
    ("project", #""line.project":"P""#), ("unit", #""line.unit":"case""#),
    ("quantity", #""line.quantity":{"from":"10"}"#),
    ("alternatives", #""any":[{"channel":"none","region":"CN"},{"order.x":"2"}]"#),
    ("neither", #""not":{"any":[{"order.y":{"exists":true}},{"customer.tier":"gold"}]}"#),
  ]

  private static func below(_ when: [String], _ more: [String: String] = [:]) throws -> [String] {
    let members = [
      "regions": #"[{"id":"CN"},{"id":"SH","parent":"CN"}]"#,
      "customers": #"[{"id":"D"}]"#,
      "products": """
      [{"id":"A","cost":"50","units":{"case":"12"}},{"id":"B","cost":"30"},{"id":"C"}]
      """,
      "prices": """
      [{"table":"list","product":"A","price":"100"},{"table":"list","product":"B","price":"60"}]
      """,
      "phases": #"[{"id":"p"},{"id":"q"}]"#,
      "offers": """
      [{"id":"o","phase":"p","percentOff":"60%","when":{"all":[\
      \(when.map { "{\($0)}" }.joined(separator: ","))]}}]
      """,
    ]
    let rules = try TextProject(members.merging(more) { $1 }).rules
    let analysis = rules.analyze(AnalysisOptions(evaluations: 4000))
    for finding in analysis.findings where finding.diagnostic.code == .stackedBreach {
      let document = try #require(finding.witnessDocument)
      #expect(try AnalysisTests.read(document, rules) == finding.witness)
    }
    return analysis.findings.map(\.diagnostic.code.rawValue) + analysis.untriedOffers
  }

  @Test(arguments: asked.indices) func whatOneOfferAsksIsMadeUp(_ index: Int) throws {
    let one = Self.asked[index]
    #expect(try Self.below([one.when]).contains("E758"), "\(one.name)")
    // With all others in a long run.
    for other in Self.asked[(index + 1)...].prefix(RandomCases.count(5)) {
      #expect(
        try Self.below([one.when, other.when]).contains("E758"), "\(one.name) and \(other.name)")
    }
  }

  /// Marks and cuts of charges take part, though they take nothing off a line.
  @Test func whatTakesNothingOffLinesTakesPart() throws {
    let rules = try TextProject([
      "phases": #"[{"id":"p"}]"#, "charges": #"[{"id":"freight","base":"net","amount":"20"}]"#,
      "offers": """
      [{"id":"m","phase":"p","mark":true},
       {"id":"f","phase":"p","charge":"freight","percentOff":"50%"},
       {"id":"n","phase":"p","mark":true,"when":{"customer.tier":"gold"}}]
      """,
    ]).rules
    #expect(rules.analyze(AnalysisOptions(evaluations: 400)).untriedOffers == ["n"])
  }

  /// What is asked of other goods stands in lines beside.
  @Test(arguments: [
    #""requires":[{"measure":"quantity","of":{"product":"B"},"from":"7"}]"#,
    #""requires":[{"measure":"amount","of":{"product":"B"},"from":"500"}]"#,
    #""requires":[{"measure":"products","of":{},"from":"2"}]"#,
    #""requires":[{"measure":"lines","of":{},"from":"2"}]"#,
    #""requiresAny":[{"measure":"quantity","of":{"product":"C"},"from":"7"},"#
      + #"{"measure":"quantity","of":{"product":"B"},"from":"3"}]"#,
  ]) func goodsBesideAreMadeUp(_ threshold: String) throws {
    let offers =
      #"[{"id":"o","phase":"p","percentOff":"60%","when":{"product":"A"},\#(threshold)}]"#
    #expect(try Self.below([], ["offers": offers]).contains("E758"), "\(threshold)")
  }

  /// A kit without a cost is compared by its parts, and goods given on top cost what they cost.
  @Test func costsOfPartsAndOfGoodsOnTopCount() throws {
    let kit = [
      "products": """
      [{"id":"A","cost":"50"},{"id":"B","cost":"30"},{"id":"K","components":{"A":"1","B":"2"}}]
      """,
      "prices": #"[{"table":"list","product":"K","price":"150"}]"#,
    ]
    let offer = { (rate: String) in
      ["offers": #"[{"id":"o","phase":"p","percentOff":"\#(rate)","when":{"product":"K"}}]"#]
    }
    #expect(try Self.below([], kit.merging(offer("30%")) { $1 }).contains("E758"))
    #expect(try !Self.below([], kit.merging(offer("20%")) { $1 }).contains("E758"))
    // Two for 200.00 that cost 100.00, with n of B, which cost 30.00 each.
    let gift = { (count: Int) in
      [
        "offers": """
        [{"id":"g","phase":"p","when":{"product":"A"},\
        "gift":{"products":["B"],"quantity":"\(count)",\
        "for":{"measure":"quantity","every":"2"}}}]
        """
      ]
    }
    #expect(try Self.below([], gift(4)).contains("E758"))
    #expect(try !Self.below([], gift(3)).contains("E758"))
  }

  /// Offers that no order reaches are named.
  @Test func whatIsNotReachedIsNamed() throws {
    let manual = try Self.below([#""line.manual":true"#])
    #expect(manual == ["o"])
    #expect(try !Self.below([#""channel":"web""#]).contains("o"))
  }
}
