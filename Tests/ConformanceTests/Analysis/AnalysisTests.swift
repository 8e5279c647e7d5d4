import DealerRulesFoundation
import Foundation
import TestSupport
import Testing

@testable import DealerRules

@Suite("U-020 … U-029 what a rule set can do") struct AnalysisTests {
  /// Rule sets of one code: those with the fault, and those without.
  struct Cases {
    var code: String
    var spread: Rate?
    var faulty: [(name: String, rules: CompiledRules)] = []
    var clean: [(name: String, rules: CompiledRules)] = []

    init(_ code: String) throws {
      self.code = code
      let text = try LawBook.text("Tests/ConformanceTests/Cases/Analysis/\(code).json")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      spread = (object["spread"] as? String).flatMap { Rate($0) }
      faulty = try Cases.books(object["faulty"])
      clean = try Cases.books(object["clean"])
    }

    private static func books(_ list: Any?) throws -> [(name: String, rules: CompiledRules)] {
      var books: [(name: String, rules: CompiledRules)] = []
      for (name, texts) in try members(list) {
        do {
          books.append((name, try TextProject(texts).rules))
        } catch {
          Issue.record("\(name): \(error)")
        }
      }
      return books
    }

    /// The members of each rule document as text.
    static func members(_ list: Any?) throws -> [(name: String, members: [String: String])] {
      try (list as? [[String: Any]] ?? []).map { entry in
        let members = try #require(entry["rules"] as? [String: Any])
        var texts: [String: String] = [:]
        for (key, value) in members {
          let data = try JSONSerialization.data(
            withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
          texts[key] = String(decoding: data, as: UTF8.self)
        }
        return (try #require(entry["name"] as? String), texts)
      }
    }

    var options: AnalysisOptions {
      AnalysisOptions(evaluations: 4000, channelSpread: spread, levelTolerance: .zero)
    }
  }

  static let codes = [
    "E750", "E751", "E752", "E753", "E754", "E755", "E756", "E757", "E758", "E759", "E760", "E761",
    "E762", "E763",
  ]

  /// U-021, U-022, U-023, U-024, U-028.
  @Test(arguments: codes) func faultsAreFoundAndCleanSetsPass(_ code: String) throws {
    let cases = try Cases(code)
    #expect(cases.faulty.count >= 10 && cases.clean.count >= 10)
    for (name, rules) in cases.faulty {
      let analysis = rules.analyze(cases.options)
      let found = analysis.findings.filter { $0.diagnostic.code.rawValue == code }
      #expect(!found.isEmpty, "\(code) \(name): \(analysis.findings.map(\.diagnostic.message))")
      for finding in analysis.findings {
        #expect(finding.diagnostic.severity == .warning)
        #expect(finding.diagnostic.span != nil, "\(code) \(name): \(finding.diagnostic.message)")
        #expect(finding.diagnostic.help != nil)
        let (said, help) = (finding.diagnostic.message, finding.diagnostic.help ?? "")
        let chinese = ChineseSentences.message(said, finding.diagnostic.code)
        #expect(chinese != nil, "\(code) \(name): \(said)")
        #expect(ChineseSentences.help(help) != nil, "\(code) \(name): \(help)")
      }
    }
    for (name, rules) in cases.clean {
      let messages = rules.analyze(cases.options).findings
        .filter { $0.diagnostic.code.rawValue == code }.map(\.diagnostic.message)
      #expect(messages.isEmpty, "\(code) \(name)")
    }
    print("analysis \(code) faulty \(cases.faulty.count) clean \(cases.clean.count)")
  }

  /// Price rows that cannot stand together are errors (P-006, P-015): rows in force together, bands
  /// that begin together, gaps and overlaps.
  @Test(arguments: ["E601", "E602", "E604", "E605"]) func rowsThatCannotStandAreRefused(
    _ code: String
  ) throws {
    let cases = try RefusedCases(code)
    #expect(cases.faulty.count >= 10 && cases.clean.count >= 10)
    for (name, text) in cases.faulty {
      let found = Self.errors(text)
      #expect(found.contains(code), "\(code) \(name): \(found)")
    }
    for (name, text) in cases.clean {
      let found = Self.errors(text)
      #expect(found == [], "\(code) \(name)")
    }
    print("analysis \(code) faulty \(cases.faulty.count) clean \(cases.clean.count)")
  }

  private static func errors(_ members: [String: String]) -> [String] {
    do {
      _ = try TextProject(members)
      return []
    } catch {
      return error.diagnostics.map(\.code.rawValue)
    }
  }

  /// Rule sets that are refused, and those that are not.
  struct RefusedCases {
    var faulty: [(name: String, members: [String: String])]
    var clean: [(name: String, members: [String: String])]

    init(_ code: String) throws {
      let text = try LawBook.text("Tests/ConformanceTests/Cases/Analysis/\(code).json")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      faulty = try Cases.members(object["faulty"])
      clean = try Cases.members(object["clean"])
    }
  }

  /// U-026, U-027: a witness, read back from its document and priced, does what the finding says.
  @Test(arguments: ["E758", "E759", "E760"]) func witnessesHold(_ code: String) throws {
    let cases = try Cases(code)
    var witnesses = 0
    for (name, rules) in cases.faulty {
      for finding in rules.analyze(cases.options).findings {
        guard let witness = finding.witness, let document = finding.witnessDocument else {
          continue
        }
        witnesses += 1
        let order = try Self.read(document, rules)
        #expect(order == witness, "\(code) \(name)")
        let decision = try rules.price(order).get()
        let message = finding.diagnostic.message
        // What all goods of an order cost is compared with all of it.
        let line = try #require(
          decision.lines.first { $0.number == witness.lines.first?.number })
        let paid = message.contains("an order with") ? decision.net : line.net
        let net = Money(millionths: paid, decision.currency).decimalText
        #expect(message.contains(" \(net)"), "\(code) \(name): \(net)")
      }
    }
    #expect(witnesses >= cases.faulty.count)
  }

  /// U-029: the witness, priced, is one in which a guard refuses the offer.
  @Test func refusedOffersAreRefused() throws {
    for (name, rules) in try Cases("E763").faulty {
      let found = rules.analyze().findings.filter { $0.diagnostic.code == .refusedOffer }
      #expect(found.count == 1, "\(name)")
      let document = try #require(found.first?.witnessDocument)
      let explained = try rules.explain(try Self.read(document, rules)).get()
      let reasons = explained.lines.flatMap(\.offers) + explained.offers
      let refused = reasons.filter { $0.code == .refusedByGuard }
      let message = try #require(found.first?.diagnostic.message)
      #expect(refused.contains { message.contains("`\(rules.name(of: $0.rule))`") }, "\(name)")
    }
  }

  static func read(_ document: String, _ rules: CompiledRules) throws -> Order {
    var reader = OrderReader(
      RuleSource(name: "witness", text: document), format: .ndjson, rules: rules)
    guard case .order(let order)? = reader.next() else {
      throw CaseFault(description: "cannot read \(document)")
    }
    return order
  }

  /// A search that may price nothing says that it did not come to its end.
  @Test func aBoundIsTold() throws {
    let rules = try Cases("E758").faulty[0].rules
    let analysis = rules.analyze(AnalysisOptions(evaluations: 1))
    #expect(!analysis.isComplete && analysis.evaluations <= 2)
    #expect(rules.analyze().isComplete)
  }

  /// U-021, U-024: where the catalog may not be asked any more nothing is told, and this is.
  @Test func whatTheCatalogIsNotAskedIsTold() throws {
    let names = [
      "a category of which each product has a row before",
      "a category of which each one below has a row",
    ]
    let sets = try Cases("E753").faulty.filter { names.contains($0.name) }
    #expect(sets.count == names.count)
    for (name, rules) in sets {
      var checks = StaticChecks(rules)
      checks.checkRows()
      #expect(checks.findings.count == 1 && checks.cutShort == [], "\(name)")
      checks = StaticChecks(rules)
      checks.rowSteps = 1
      checks.checkRows()
      #expect(checks.findings.isEmpty && checks.cutShort == [.unreachableRow], "\(name)")
    }
    let rules = try TextProject([
      "products": #"[{"id":"A"},{"id":"B","units":{"box":"6"}}]"#, "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"o","phase":"p","when":{"product":"A"},"percentOff":"5%",
        "units":{"most":"5","unit":"box"}}]
      """,
    ]).rules
    let offer = try #require(rules.book.offers.first)
    var checks = StaticChecks(rules)
    checks.checkUnits(of: offer)
    #expect(checks.findings.count == 1 && checks.cutShort == [])
    checks = StaticChecks(rules)
    checks.unitSteps = 1
    checks.checkUnits(of: offer)
    #expect(checks.findings.isEmpty && checks.cutShort == [.deadCondition])
  }

  @Test(arguments: ["snack-brand", "offer-sheet"]) func theSampleProjectsAreClean(
    _ name: String
  ) throws {
    let folder = LawBook.root.appendingPathComponent("Examples/Projects/\(name)")
    let project = try RuleProject.load(folder: folder)
    let rules = try CompiledRules(parsing: project.sources)
    let analysis = rules.analyze(AnalysisOptions(evaluations: 1500))
    #expect(analysis.findings.map(\.diagnostic.message) == [])
    #expect(analysis.worstCases.first?.discount ?? 0 > 0)
  }
}
