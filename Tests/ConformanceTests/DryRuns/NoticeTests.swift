import DealerRules
import DealerRulesFoundation
import Foundation
import TestSupport
import Testing

/// What offers give, in words, with amounts that were priced (RULES.md U-040).
@Suite("U-040 policy notices") struct NoticeTests {
  private static func rules(_ name: String) throws -> CompiledRules {
    let folder = LawBook.root.appendingPathComponent("Examples/Projects/\(name)")
    return try CompiledRules(parsing: try RuleProject.load(folder: folder).sources)
  }

  private static func sentences(_ notice: PolicyNotice) -> [String] {
    notice.articles.flatMap { article in article.sentences.map { "\(article.heading): \($0)" } }
  }

  /// Every worked order, read back from its text and priced alone, comes to what is said of it.
  @Test(arguments: ["snack-brand", "offer-sheet", "channel-rules"])
  func workedAmountsArePriced(_ name: String) throws {
    let rules = try Self.rules(name)
    for offer in rules.book.offers where offer.status == .published {
      let notice = try #require(rules.notice(of: offer.id, in: .english))
      #expect(notice.examples.count == 2, "\(offer.id)")
      for example in notice.examples {
        var reader = OrderReader(
          RuleSource(name: "example", text: example.document), format: .ndjson, rules: rules)
        guard case .order(let order)? = reader.next() else {
          Issue.record("\(offer.id): \(example.document)")
          continue
        }
        let decision = try rules.price(order).get()
        #expect(decision.outcome != .block)
        #expect(decision.list == example.list && decision.net == example.net)
        let own = decision.steps.filter { rules.name(of: $0.rule) == offer.id }
        #expect(-own.reduce(0) { $0 + $1.amount } == example.off)
        let gifts = decision.gifts.filter { rules.name(of: $0.rule) == offer.id }
        #expect(gifts == example.gifts)
        #expect(example.off != 0 || !gifts.isEmpty, "\(offer.id) does nothing in its example")
      }
    }
  }

  /// An offer on a charge takes nothing off goods; it is shown by what it takes off the charge.
  @Test func offersOnChargesAreShown() throws {
    let project = try TextProject([
      "phases": #"[{"id":"p"}]"#,
      "regions": #"[{"id":"N"}]"#,
      "charges": #"[{"id":"freight","amount":"8","when":{"region":"N"}}]"#,
      "offers": """
      [{"id":"half","phase":"p","charge":"freight","percentOff":"50%",
        "requires":[{"measure":"amount","from":"50"}]}]
      """,
    ])
    let notice = try #require(project.rules.notice(of: "half", in: .english))
    #expect(notice.examples.map(\.charges) == [4_000_000, 4_000_000])
    #expect(notice.examples.map(\.off) == [4_000_000, 4_000_000])
    #expect(notice.examples.map(\.net) == [50_000_000, 100_000_000])
  }

  @Test func whatIsStatedIsSaid() throws {
    let offers = """
      [{"id":"o","name":"Autumn","phase":"b","group":"g","priority":7,"percentOff":"12.5%",
        "from":"2025-09-01","through":"2025-09-30","codes":["FALL"],
        "when":{"customer.tier":["gold","silver"],"product":"A","not":{"channel":"web"},
                "line.quantity":{"from":"10","below":"100"}},
        "requires":[{"measure":"amount","from":"300"}],
        "units":{"most":"50","select":"dearest"}, "capPerLine":"80","exclusive":"strict",
        "stop":"line","limits":{"uses":100,"budget":"5000","partial":false}},
       {"id":"p","phase":"b","group":"g","percentOff":"1%"}]
      """
    let project = try TextProject([
      "products": #"[{"id":"A","name":"Nuts"}]"#,
      "customers": #"[{"id":"D","tier":"gold"},{"id":"E","tier":"silver"}]"#,
      "phases": #"[{"id":"a"},{"id":"b","groups":[{"id":"g","choice":"best"}]}]"#,
      "offers": offers,
    ])
    let english = try #require(project.rules.notice(of: "o", in: .english))
    #expect(english.title == "Autumn")
    #expect(
      Self.sentences(english) == [
        "For: the dealer's tier is gold or silver", "For: not (the channel is web)",
        "For: with the code FALL",
        "Goods: the product is A (Nuts)", "Goods: the line's quantity at least 10 and below 100",
        "Reached by: amount at least 300.00 CNY",
        "Gives: 12.5% off", "Gives: on at most 50 units an order, the dearest first",
        "In force: from 2025-09-01 through 2025-09-30",
        "With others: reckoned in step 2 of 2 (b)",
        "With others: of g (1 more) each line gets the one that gives most",
        "With others: in its step it keeps other offers out",
        "With others: no later offer on its lines",
        "Bounds: a line gets at most 80.00 CNY", "Bounds: in all at most 100 times",
        "Bounds: budget 5000.00 CNY", "Bounds: what does not fit whole is not given",
      ])
    let chinese = Self.sentences(try #require(project.rules.notice(of: "o", in: .chinese)))
    #expect(chinese.count == Self.sentences(english).count)
    #expect(chinese.contains("优惠内容: 优惠 12.5%（8.75 折）"))
    #expect(chinese.contains("门槛: 金额 不少于 300.00 元"))
    #expect(chinese.contains("上限与限额: 余额不足时不给"))
    // 30 pieces at 10.00 reach 300.00; 12.5 % of it is 37.50. Twice as much: 50 units, capped.
    #expect(english.examples.map(\.list) == [300_000_000, 600_000_000])
    #expect(english.examples.map(\.off) == [37_500_000, 62_500_000])
    #expect(english.examples.first?.order.coupons == ["FALL"])
    #expect(project.rules.notice(of: "nobody", in: .english) == nil)
  }

  /// Where an offer does not combine is said, and what a price is for.
  @Test func combinationsAndPricesSayHowFarTheyReach() throws {
    let project = try TextProject([
      "phases": #"[{"id":"a"},{"id":"b","combinePer":"order","combineAcross":true}]"#,
      "offers": """
      [{"id":"o","phase":"a","percentOff":"10%","combinesWith":[]},
       {"id":"p","phase":"b","percentOff":"10%","tags":["t"],"combinesWith":["t"]},
       {"id":"q","phase":"a","fixedPrice":"8"},
       {"id":"r","phase":"a","fixedPrice":"8","per":"line"},
       {"id":"s","phase":"a","fixedPrice":"8","per":"order"}]
      """,
    ])
    func text(_ offer: String, _ language: Language) throws -> [String] {
      Self.sentences(try #require(project.rules.notice(of: offer, in: language)))
    }
    let own = try text("o", .english)
    #expect(own.contains("With others: on a line combines with no other offer of its step"))
    #expect(try text("o", .chinese).contains("叠加规则: 同一行与本步其他优惠不叠加"))
    #expect(
      try text("p", .english).contains(
        "With others: in an order combines, of offers of its step or of one before, "
          + "with those marked t alone"))
    #expect(try text("q", .english).contains("Gives: 8.00 CNY a unit"))
    #expect(try text("r", .english).contains("Gives: for 8.00 CNY each line"))
    #expect(try text("s", .english).contains("Gives: for 8.00 CNY over the goods together"))
  }

  /// An offer that nothing can reach shows no amounts, and the search ends.
  @Test func whatCannotBeShownIsNot() throws {
    let project = try TextProject([
      "phases": #"[{"id":"a"}]"#,
      "offers": #"[{"id":"o","phase":"a","percentOff":"10%","when":{"customer.tier":"none"}}]"#,
    ])
    let notice = try #require(project.rules.notice(of: "o", in: .english))
    #expect(notice.examples.isEmpty)
    let draft = try TextProject([
      "phases": #"[{"id":"a"}]"#,
      "offers": #"[{"id":"o","phase":"a","percentOff":"10%","status":"draft"}]"#,
    ])
    let planned = try #require(draft.rules.notice(of: "o", in: .english))
    #expect(Self.sentences(planned).first == "Status: a draft: gives nothing yet")
    // Its amounts are those that it will give.
    #expect(planned.examples.map(\.off).count == 2)
    #expect(planned.examples.allSatisfy { $0.off * 10 == $0.list && $0.net + $0.off == $0.list })
    let freight = try TextProject([
      "phases": #"[{"id":"a"}]"#, "charges": #"[{"id":"freight","amount":"12"}]"#,
      "offers": #"[{"id":"o","phase":"a","charge":"freight","percentOff":"50%"}]"#,
    ])
    let half = try #require(freight.rules.notice(of: "o", in: .english))
    #expect(half.examples.map(\.off) == [6_000_000, 6_000_000])
    #expect(half.examples.allSatisfy { $0.charges == 6_000_000 && $0.net == $0.list })
    let few = try Self.rules("offer-sheet")
    #expect(few.notice(of: "chips-tiers", in: .english, evaluations: 0)?.examples.isEmpty == true)
  }

  @Test(.enabled(if: Program.url != nil, "needs the built program"))
  func theCommandPrintsThem() throws {
    let folder = LawBook.root.appendingPathComponent("Examples/Projects/offer-sheet")
    let words = ["--offer", "chips-tiers", "--lang", "zh"]
    let run = try Program.run("describe", [:], words, folders: [folder])
    #expect(run.status == 0)
    #expect(run.output.contains("    - 满 10 件：优惠 5%（9.5 折）；满 50 件：优惠 8%（9.2 折）"))
    #expect(run.output.contains("      目录价 250.00, 本优惠 -20.00, 净额 230.00 CNY"))
    #expect(run.output.last == "offers 1 examples 2")
    let json = try Program.run("describe", [:], words + ["--json"], folders: [folder])
    let object = try #require(try json.objects().first)
    #expect(object["offer"] as? String == "chips-tiers")
    let examples = try #require(object["examples"] as? [[String: Any]])
    #expect(examples.map { $0["off"] as? String } == ["2.50", "20.00"])
    #expect(json.errors.last == run.output.last)
    let all = try Program.run("describe", [:], ["--lang", "zh"], folders: [folder])
    #expect(all.output.last == "offers 17 examples 34")
    let asked = try Program.folder([
      "rules.json": TextProject.document([
        "phases": #"[{"id":"p"}]"#,
        "offers": """
        [{"id":"o","phase":"p","percentOff":"10%","codes":["K"],"when":{"channel":"web",\
        "order.rush":true,"total.q":{"from":"5"},"order.time":{"from":"20:00"},"line.age":"2"}}]
        """,
      ])
    ])
    let brought = try Program.run("describe", [:], [], folders: [asked])
    #expect(
      brought.output.contains {
        $0.hasSuffix(
          "1 piece A (2025-01-01T20:00:00Z, attributes rush true, channel web, coupons K, "
            + "facts totals q 5, line attributes age 2)")
      }, "\(brought.output)")
    let slip = try Program.run("describe", [:], ["--offer", "chip"], folders: [folder])
    #expect(slip.status == 2)
  }
}
