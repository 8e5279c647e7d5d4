import DealerRules
import Foundation
import TestSupport
import Testing

/// Scans of random traces in random areas, judged and judged again as a plain evaluator judges them
/// (RULES.md W-007, W-010).
///
/// `DEALER_RULES_TRACES` sets how many traces are made.
@Suite("W-007 scans against the reference") struct ScanLawTests {
  private static let regions: [String: String?] = [
    "CN": nil, "44": "CN", "4401": "44", "440106": "4401", "42": "CN", "4201": "42", "US": nil,
  ]
  private static let categories: [String: String?] = ["food": nil, "snacks": "food", "tea": nil]
  private static let dealers: [String: String?] = ["X": nil, "Y": nil, "Z": nil, "Y1": "Y"]
  /// What events name as `p2` the rules do not have.
  private static let products: [String: String?] = ["p0": "snacks", "p1": "tea", "other": nil]

  @Test func scansAreJudgedAsTheReferenceJudges() throws {
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: Self.document)])
    var reasons: [String: Int] = [:]
    var (scans, reopened) = (0, 0)
    let known = TraceMaker.instant(TraceMaker.hours / 2)
    for seed in 0..<TraceReplayTests.count {
      var random = SplitMix64(seed: UInt64(seed) &+ 3_000_000)
      var events = Self.events(&random)
      for index in events.indices where random.below(3) == 0 {
        events[index].recorded = TraceMaker.instant(random.below(TraceMaker.hours))
      }
      let areas = (0..<(1 + random.below(7))).map { _ in Self.area(&random) }
      let whiteSpace = random.below(2) == 0
      var policy = TracePolicy()
      policy.whiteSpaceExplains = whiteSpace
      policy.ahead = 86_400
      let (reference, before) = (
        Self.reference(events, areas, whiteSpace),
        Self.reference(
          events.filter { ($0.recorded ?? $0.at) <= known }, areas, whiteSpace)
      )
      var log = TraceLog(policy)
      for event in events { log.add(event) }
      var classifier = ScanClassifier(
        log.trace(), TraceAreas(rules, areas), comparedWith: log.trace(knownAt: known))
      for _ in 0..<30 {
        let region = Self.pick(Self.regions.keys.sorted() + ["nowhere"], &random)
        let scan = Scan(
          Self.pick(TraceMaker.codes + ["c99"], &random),
          at: TraceMaker.instant(random.below(TraceMaker.hours)), region: region)
        let verdict = classifier.classify(scan)
        let found = [
          verdict.outcome.rawValue, verdict.reason.rawValue, verdict.dealer ?? "",
          verdict.other ?? "",
        ]
        let expected = reference.verdict(scan)
        #expect(found == expected, "seed \(seed) \(scan.code) \(scan.at) \(scan.region)")
        let isReopened =
          scan.at <= known && before.verdict(scan).prefix(3) != expected.prefix(3)
        #expect(verdict.isReopened == isReopened, "seed \(seed) \(scan.code) \(scan.at)")
        if isReopened { reopened += 1 }
        reasons[expected[1], default: 0] += 1
        scans += 1
      }
    }
    let text = reasons.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    print("scans judged twice \(scans), reopened \(reopened): \(text.joined(separator: " "))")
    #expect(reopened * 50 > scans)
    // A malformed code needs forms.
    let told = Set(reasons.keys)
    let all = Set(ScanReason.allCases.map(\.rawValue)).subtracting(["malformedCode"])
    #expect(told == all, "\(all.subtracting(told))")
  }

  private static func reference(
    _ events: [TraceEvent], _ areas: [TraceArea], _ whiteSpaceExplains: Bool
  ) -> ReferenceScans {
    ReferenceScans(
      regions: regions, categories: categories, dealers: dealers, products: products,
      areas: areas, aheadDays: 1, whiteSpaceExplains: whiteSpaceExplains, events: events)
  }

  private static var document: String {
    func list(_ parents: [String: String?], _ field: String) -> String {
      parents.sorted { $0.key < $1.key }.map { id, parent in
        parent.map { #"{"id":"\#(id)","\#(field)":"\#($0)"}"# } ?? #"{"id":"\#(id)"}"#
      }.joined(separator: ",")
    }
    return #"{"rules":1,"currency":"CNY","priceTables":[{"id":"list","keys":["product"]}],"#
      + #""priceKinds":[{"id":"price","accesses":[{"tables":["list"]}]}],"#
      + #""regions":[\#(list(regions, "parent"))],"categories":[\#(list(categories, "parent"))],"#
      + #""products":[\#(list(products, "category"))],"customers":[\#(list(dealers, "parent"))]}"#
  }

  /// Fewer voids than elsewhere, and more transfers without approval, some to a dealer that the
  /// rules do not have.
  private static func events(_ random: inout SplitMix64) -> [TraceEvent] {
    // Everything is shipped once, and much of it goes on to others without approval.
    let moves = (0..<20).map { number in
      TraceEvent(
        id: "m\(number)", number < TraceMaker.codes.count ? .ship : .transfer,
        at: TraceMaker.instant(random.below(number < TraceMaker.codes.count ? 10 : 50)),
        codes: [TraceMaker.codes[number % TraceMaker.codes.count]])
    }
    return (moves + TraceMaker.events(&random)).compactMap { event in
      if event.kind == .decommission, random.below(3) > 0 { return nil }
      var event = event
      if event.kind == .giveBack, random.below(2) == 0 { event.kind = .ship }
      if event.kind == .ship || event.kind == .transfer { event.to = "Z" }
      if event.kind == .transfer, random.below(2) == 0 { event.approval = nil }
      if event.to != nil {
        event.to = pick(["X", "X", "X", "Y", "Y", "Y", "Y1", "Y1", "Z", "N"], &random)
        event.from = nil
      }
      return event
    }
  }

  private static func area(_ random: inout SplitMix64) -> TraceArea {
    let isGrant = random.below(4) > 0
    let dealer = random.below(8) == 0 ? nil : pick(["X", "Y", "Y1"], &random)
    let region = random.below(8) == 0 ? nil : pick(regions.keys.sorted(), &random)
    var area = TraceArea(
      grant: isGrant, dealer: dealer, region: region,
      exclusive: isGrant && dealer != nil && random.below(4) == 0)
    switch random.below(5) {
    case 0: area.product = pick(products.keys.sorted(), &random)
    case 1: area.category = pick(categories.keys.sorted(), &random)
    default: break
    }
    if random.below(4) == 0 {
      area.validity.from = TraceMaker.instant(random.below(TraceMaker.hours))
    }
    if random.below(6) == 0 {
      area.validity.until = TraceMaker.instant(TraceMaker.hours / 2 + random.below(40))
    }
    return area
  }

  private static func pick(_ list: [String], _ random: inout SplitMix64) -> String {
    list[random.below(list.count)]
  }
}
