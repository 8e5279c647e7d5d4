import DealerRules
import TestSupport
import Testing

/// What `sources.json` may state, and how it is refused (RULES.md Y-006).
@Suite("Y-006 documents of sources") struct SourcingDocumentTests {
  private static func rules() throws -> CompiledRules {
    try TextProject([
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "regions": #"[{"id":"CN"},{"id":"N","parent":"CN","aliases":["North"]}]"#,
      "customers": #"[{"id":"D","tier":"gold"},{"id":"E","tier":"silver"},{"id":"F"}]"#,
    ]).rules
  }

  /// A document of one source, some of its members replaced.
  private static func document(_ members: String) -> String {
    let sources = #""sources":[{"id":"n","stock":{"A":"1"}}]"#
    let all = members.contains("\"sources\"") ? [members] : [members, sources]
    return "{\"sourcing\":1,\(all.filter { !$0.isEmpty }.joined(separator: ","))}"
  }

  private static func source(_ members: String) -> String {
    "\"sources\":[{\"id\":\"n\",\(members)}]"
  }

  private static let quota = #""quotas":[{"dealer":"D","product":"A","quantity":"5"}]"#

  struct Slip: Sendable, CustomTestStringConvertible {
    var members: String
    var told: [String]
    var testDescription: String { members }

    init(_ members: String, _ told: String...) {
      self.members = members
      self.told = told
    }
  }

  static let slips = [
    // Scarcity and what it is shared by.
    Slip(#""scarcity":"tier""#, "E302 the field `tiers` is missing"),
    Slip(#""scarcity":"quota""#, "E302 the field `quotas` is missing"),
    Slip(
      #""tiers":["gold"]"#, "E308 `tiers` are stated, but scarce stock is not shared by them"),
    Slip(quota, "E308 `quotas` are stated, but scarce stock is not shared by them"),
    Slip(
      #""scarcity":"quota","tiers":["gold"],"# + quota,
      "E308 `tiers` are stated, but scarce stock is not shared by them"),
    Slip(
      #""scarcity":"tier","tiers":["gold"],"# + quota,
      "E308 `quotas` are stated, but scarce stock is not shared by them"),
    // Empty lists.
    Slip(#""ranking":[]"#, "E306 `ranking` is empty"),
    Slip(#""scarcity":"tier","tiers":[]"#, "E306 `tiers` is empty"),
    Slip(#""scarcity":"quota","quotas":[]"#, "E306 `quotas` is empty"),
    Slip(#""sources":[]"#, "E306 `sources` is empty"),
    Slip(source(#""dealers":[]"#), "E306 `dealers` is empty"),
    Slip(source(#""regions":[]"#), "E306 `regions` is empty"),
    // Named twice.
    Slip(#""ranking":["region","stock","region"]"#, "E308 `region` is named twice"),
    Slip(#""scarcity":"tier","tiers":["gold","gold"]"#, "E308 `gold` is named twice"),
    Slip(source(#""dealers":["D","E","D"]"#), "E308 `D` is named twice"),
    Slip(source(#""regions":["N","CN","N"]"#), "E308 `N` is named twice"),
    Slip(source(#""regions":["N","North"]"#), "E308 `North` is named twice"),
    // What nothing has, and what excludes each other.
    Slip(#""scarcity":"tier","tiers":["golden"]"#, "E501 no customer is of tier `golden`"),
    Slip(source(#""dealers":["G"]"#), "E501 there is no customer `G`"),
    Slip(source(#""regions":["S"]"#), "E501 there is no region `S`"),
    Slip(source(#""stock":{"C":"1"}"#), "E501 there is no product `C`"),
    Slip(
      #""whole":true,"maxSources":2"#,
      "E308 all of a line comes from one source, and several may share in it"),
    Slip(#""step":"0""#, "E402 the step must be above zero"),
  ]

  private static func told(_ members: String) throws -> [String] {
    do {
      _ = try SourcingDocument.read(
        RuleSource(name: "sources.json", text: document(members)), rules())
      return []
    } catch let errors as RuleErrors {
      return errors.diagnostics.map { "\($0.code.rawValue) \($0.message)" }
    }
  }

  @Test(arguments: slips) func slipsAreToldEach(_ slip: Slip) throws {
    #expect(try Self.told(slip.members) == slip.told)
  }

  @Test(arguments: [
    "", #""scarcity":"proRata""#, #""scarcity":"tier","tiers":["silver","gold"]"#,
    #""whole":true"#, #""whole":true,"maxSources":1"#, #""whole":false,"maxSources":2"#,
    #""ranking":["stock"]"#, source(#""dealers":["D","F"],"regions":["N","CN"]"#),
    source(#""stock":{"A":"0","B":"unknown"}"#),
  ])
  func whatFitsIsRead(_ members: String) throws {
    #expect(try Self.told(members) == [])
  }

  /// A version, and one that is not known.
  @Test func versionsAreStated() throws {
    for (version, code) in [("", "E302"), ("\"sourcing\":2,", "E310")] {
      let text = "{\(version)\(Self.source(#""stock":{"A":"1"}"#))}"
      let errors = #expect(throws: RuleErrors.self) {
        try SourcingDocument.read(RuleSource(name: "sources.json", text: text), try Self.rules())
      }
      #expect(errors?.diagnostics.map(\.code.rawValue) == [code])
    }
  }

  /// A further code of a region is that region, and quotas of one dealer and product add up
  /// (RULES.md Y-004).
  @Test func namesAreTheirThings() throws {
    let text = Self.document(
      #""scarcity":"quota","quotas":[{"dealer":"D","product":"A","quantity":"5"},"#
        + #"{"dealer":"D","product":"A","quantity":"2"}],"#
        + Self.source(#""dealers":["E"],"regions":["North"],"stock":{"A":"9"}"#))
    let document = try SourcingDocument.read(
      RuleSource(name: "sources.json", text: text), try Self.rules())
    #expect(document.sources.map(\.regions) == [["N"]])
    #expect(document.sources.map(\.dealers) == [["E"]])
    guard case .quota(let quotas) = document.policy.scarcity else {
      Issue.record("no quotas are read")
      return
    }
    #expect(quotas.map(\.quantity) == [Quantity(5), Quantity(2)])
  }
}
