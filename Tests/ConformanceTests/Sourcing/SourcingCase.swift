import DealerRules
import Foundation

/// Demands and sources as data, and what must come of them (RULES.md Y-001 … Y-005).
struct SourcingCase: Decodable {
  struct Source: Decodable {
    var id: String
    var priority: Int?
    var dealers: [String]?
    var regions: [String]?
    /// Base units by product; `null` for unknown.
    var stock: [String: String?]
  }

  struct Demand: Decodable {
    var order: String
    var line: Int32?
    var dealer: String?
    var dealersAbove: [String]?
    var drawsOn: String?
    var tier: String?
    var product: String?
    var quantity: String
    var region: String?
    var maxSources: Int?
    var isWhole: Bool?
  }

  struct Quota: Decodable {
    var dealer: String
    var quantity: String
  }

  var name: String
  var rule: String
  var ranking: [String]?
  var tiers: [String]?
  var quotas: [Quota]?
  var step: String?
  var sources: [Source]
  var demands: [Demand]
  /// `ORDER LINE: SOURCE QUANTITY …; short QUANTITY; SOURCE REASON …`.
  var expect: [String]

  static func all() throws -> [SourcingCase] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Cases/Sourcing")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.hasSuffix(".json") }.flatMap {
      try JSONDecoder().decode(
        [SourcingCase].self, from: try Data(contentsOf: folder.appendingPathComponent($0)))
    }
  }

  /// The regions at and above one whose parts are joined by dots, `CN.44.4401`.
  @Sendable static func above(_ region: String) -> [String] {
    var parts = region.split(separator: ".")
    var found: [String] = []
    while !parts.isEmpty {
      found.append(parts.joined(separator: "."))
      parts.removeLast()
    }
    return found
  }

  private var policy: SourcingPolicy {
    var policy = SourcingPolicy()
    if let ranking { policy.ranking = ranking.compactMap { SourceRank(rawValue: $0) } }
    if let tiers { policy.scarcity = .tier(tiers) }
    if let quotas {
      policy.scarcity = .quota(
        quotas.map {
          SourcingQuota(dealer: $0.dealer, product: "P", quantity: Quantity($0.quantity) ?? .zero)
        })
    }
    if let step { policy.step = Quantity(step) ?? .one }
    return policy
  }

  /// What comes of it, in the form of `expect`.
  func actual() throws -> [String] {
    let planner = try SourcingPlanner(
      sources.reversed().map { source in
        var made = StockSource(id: source.id, priority: source.priority ?? 0)
        made.dealers = source.dealers
        made.regions = source.regions
        for (product, text) in source.stock {
          made.stock[product] = text.flatMap { Quantity($0) }.map { .known($0) } ?? .unknown
        }
        return made
      }, policy: policy, regionsAbove: SourcingCase.above)
    let plan = try planner.plan(
      demands.reversed().map { demand in
        var made = SourcingDemand(
          order: demand.order, line: demand.line ?? 1, dealer: demand.dealer ?? "D",
          tier: demand.tier, product: demand.product ?? "P",
          quantity: Quantity(demand.quantity) ?? .zero, region: demand.region ?? "CN")
        if let maxSources = demand.maxSources { made.maxSources = maxSources }
        made.dealersAbove = demand.dealersAbove ?? []
        made.drawsOn = demand.drawsOn
        made.isWhole = demand.isWhole ?? false
        return made
      })
    return plan.answers.map { SourcingCase.text($0) }
  }

  private static func text(_ answer: SourcingPlan.Answer) -> String {
    let given = answer.allotments.map { " \($0.source) \($0.quantity)" }.joined()
    let lost = answer.losers.map { " \($0.source) \($0.reason.rawValue)" }.joined()
    return "\(answer.order) \(answer.line):\(given); short \(answer.shortage);\(lost)"
  }
}
