import DealerRules
import Foundation
import Testing

/// Every document of the suite says exactly what is wrong with it.
///
/// `RECORD=1` writes what the library says now into the cases, to be read before it is kept.
@Suite struct BadDocumentTests {
  private static let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"

  @Test(arguments: BadDocuments.areas)
  func findingsAreExact(_ area: String) throws {
    let good = try BadDocuments.goodSources()
    var cases = try BadDocuments.read(area)
    for index in cases.indices {
      let bad = cases[index]
      let found = bad.findings(good)
      #expect(found.errors > 0, "\(area): \(bad.name): no error")
      #expect(found.codes.contains(bad.code), "\(area): \(bad.name): no \(bad.code)")
      if BadDocumentTests.isRecording {
        cases[index].expected = found.text
      } else {
        #expect(found.text == bad.expected, "\(area): \(bad.name)")
      }
    }
    if BadDocumentTests.isRecording { try BadDocuments.write(cases, area) }
  }

  @Test func suiteIsBroad() throws {
    let cases = try BadDocuments.areas.flatMap { try BadDocuments.read($0) }
    var perCode: [String: Int] = [:]
    for bad in cases { perCode[bad.code, default: 0] += 1 }
    print("bad documents \(cases.count) codes \(perCode.count)")
    #expect(cases.count >= 200)
    #expect(perCode.count >= 60)
    for (code, count) in perCode.sorted(by: { $0.key < $1.key }) {
      #expect(count <= 6, "\(code) has \(count) documents")
      #expect(DiagnosticCode(rawValue: code).entry != nil, "\(code) is no code")
    }
    #expect(Set(cases.map(\.name)).count == cases.count, "two cases have one name")
  }

  /// A slip in a document of its own hides nothing that is wrong elsewhere, and what it says in
  /// a project that is right it says beside everything else (RULES.md L-006).
  @Test(arguments: ["references", "prices", "offers", "promotions", "guards", "territories"])
  func slipsHideNothing(_ area: String) throws {
    let good = try BadDocuments.goodSources()
    let slip = RuleSource(
      name: "slip.rules.json",
      text: #"{"rules": 1, "offers": [{"id": "slip", "phase": "trade", "percentOf": "1%"}]}"#)
    func errors(_ bad: BadDocument, _ others: [RuleSource]) -> Set<String> {
      do {
        let own = bad.sources.map(\.source)
        let names = Set(own.map(\.name))
        let base = bad.base ? good.filter { !names.contains($0.name) } : []
        let rules = try CompiledRules(parsing: base + own + others, limits: Limits())
        return Set(rules.warnings.filter { $0.severity == .error }.map(\.message))
      } catch {
        return Set(
          error.diagnostics.filter { $0.severity == .error }.map { finding in
            "\(finding.code) \(finding.message) \(finding.span?.start ?? 0)"
          })
      }
    }
    var combined = 0
    for bad in try BadDocuments.read(area) where bad.orders == nil && bad.limits == nil {
      // A tag may be one of the offer that is not read.
      let alone = errors(bad, []).filter { !$0.contains("names the tag") }
      let both = errors(bad, [slip])
      let added = both.subtracting(alone)
      #expect(alone.isSubset(of: both), "\(bad.name): \(alone.subtracting(both))")
      #expect(added.count == 1 && added.first?.contains("percentOf") == true, "\(bad.name)")
      combined += alone.count
    }
    #expect(combined > 5)
  }

  /// All slips of a row at once: cells that cannot be read, and names that nobody has.
  @Test func slipsOfOneRowAreToldTogether() throws {
    let row = "t1,deny,Q,ZZ,A,blok,900\n"
    let sources = [
      RuleSource(
        name: "a.rules.json",
        text: #"{"rules":1,"currency":"CNY","regions":[{"id":"N"}],"products":[{"id":"A"}],"#
          + #""customers":[{"id":"D"}]}"#),
      RuleSource(
        name: "territories.csv",
        text: "id,effect,dealer,region,product,outcome,level\n\(row)"),
    ]
    let errors = #expect(throws: RuleErrors.self) { try CompiledRules(parsing: sources) }
    let told = (errors?.diagnostics ?? []).filter { $0.severity == .error }
    let codes = Set(told.filter { $0.code != .noSellingKind }.map(\.code.rawValue))
    #expect(codes == ["E307", "E402", "E501"])
    #expect(told.count { $0.code == .unknownReference } == 2)
  }

  @Test func goodProjectIsGood() throws {
    let rules = try CompiledRules(parsing: try BadDocuments.goodSources())
    #expect(rules.warnings.isEmpty)
    for format in [OrderReader.Format.ndjson, .csv] {
      let name = format == .csv ? "orders.csv" : "orders.ndjson"
      var reader = OrderReader(
        try BadDocuments.goodFile(name), format: format, zone: rules.book.zone,
        currency: rules.book.currency)
      var count = 0
      while let item = reader.next() {
        guard case .order(let order) = item else {
          Issue.record("\(name): an order cannot be read")
          continue
        }
        count += 1
        let decision = try rules.price(order).get()
        #expect(decision.outcome == .allow || decision.outcome == .flag, "order \(order.id)")
      }
      #expect(count >= 4)
    }
  }
}
