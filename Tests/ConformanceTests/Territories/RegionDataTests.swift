import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("R-001 … R-012 on published codes") struct RegionDataTests {
  /// A book with one product, whose orders nobody hinders unless a rule does.
  private static func book(_ regions: [Region], _ customers: [String]) -> RuleBook {
    var shop = Shop(["A": "1.00"])
    shop.book.regions = regions
    shop.book.customers = customers.map { Customer(id: $0) }
    return shop.book
  }

  private static func rule(
    _ id: String, _ effect: TerritoryEffect, _ region: String, dealer: String? = nil
  ) -> TerritoryRule {
    var rule = TerritoryRule(id: id, effect: effect)
    rule.region = region
    rule.dealer = dealer
    return rule
  }

  private static func order(_ customer: String, _ code: String, _ day: CivilDate) -> Order {
    Order(
      id: "1", customer: customer, moment: .date(day), shipTo: code,
      lines: [Shop.line(1, "A", "1")])
  }

  /// Prices orders by ``ChinaDivisions`` in blocks and returns their reasons by name.
  private static func reasons(_ rules: CompiledRules, _ orders: [Order]) throws -> [[String]] {
    try rules.decisions(orders).map { decision in
      decision.reasons.map { reason in
        let rule = rules.name(of: reason.rule)
        return rule.isEmpty ? reason.code.name : "\(reason.code.name) \(rule)"
      }
    }
  }

  /// Every code of every revision stands under its prefecture and province: the nearest of the
  /// rules on its prefixes decides.
  @Test(.enabled(if: DataFolders.shared("china_divisions") != nil, "\(DataFolders.absent)"))
  func chineseCodesLieUnderTheirPrefixes() throws {
    let folder = try #require(DataFolders.shared("china_divisions"))
    let china = try ChinaDivisions(folder)
    var book = Self.book(china.regions, ["D"])
    let latest = try #require(china.revisions.last).names.keys.sorted()
    // Every province is denied by a rule of its own, and every third prefecture and county.
    var named: Set<String> = []
    for (index, code) in latest.enumerated() where code.hasSuffix("0000") || index % 3 == 0 {
      book.territories.append(Self.rule("on " + code, .deny, code))
      named.insert(code)
    }
    let rules = try CompiledRules(book)
    var orders: [Order] = []
    var expected: [[String]] = []
    for revision in china.revisions {
      for code in revision.names.keys.sorted() {
        orders.append(Self.order("D", code, revision.day))
        // A code of today may have been another then.
        let forebears = china.successors.filter { $0.value.code == code }.map(\.key)
        let path = [code] + forebears + [String(code.prefix(4) + "00"), code.prefix(2) + "0000"]
        expected.append(
          path.first(where: named.contains).map { ["territoryBlocked on " + $0] } ?? [])
      }
    }
    let found = try Self.reasons(rules, orders)
    let right = zip(found, expected).count { $0 == $1 }
    print(
      "chinese codes: \(right)/\(orders.count) in \(china.revisions.count) revisions, "
        + "\(china.regions.count) versions, \(book.territories.count) rules")
    #expect(right == orders.count && orders.count == 56_311)
  }

  /// An order with the old code is decided like one with the new code, and a rule on the old code
  /// goes on holding.
  @Test(.enabled(if: DataFolders.shared("china_divisions") != nil, "\(DataFolders.absent)"))
  func codesThatDieLiveOnInTheirSuccessors() throws {
    let folder = try #require(DataFolders.shared("china_divisions"))
    let china = try ChinaDivisions(folder)
    let last = try #require(china.revisions.last)
    let pairs = china.successors.filter { last.names[$0.value.code] != nil }
      .sorted { $0.key < $1.key }
    var book = Self.book(china.regions, ["D"])
    for (old, _) in pairs { book.territories.append(Self.rule("on " + old, .deny, old)) }
    let rules = try CompiledRules(book)
    let old = try Self.reasons(rules, pairs.map { Self.order("D", $0.key, last.day) })
    let new = try Self.reasons(rules, pairs.map { Self.order("D", $0.value.code, last.day) })
    print("chinese codes: \(pairs.count) of them live on under another")
    #expect(pairs.count == 38)
    for (index, pair) in pairs.enumerated() {
      #expect(old[index] == new[index] && old[index] == ["territoryBlocked on " + pair.key])
    }
    // Those that vanish without a successor hold, whatever the rules say.
    let gone = Set(china.revisions.flatMap { $0.names.keys })
      .filter { last.names[$0] == nil && china.successors[$0] == nil }.sorted()
    let lost = try Self.reasons(rules, gone.map { Self.order("D", $0, last.day) })
    #expect(gone.count == 171 && lost.allSatisfy { $0 == ["unknownRegion"] })
  }

  /// A grant of a country holds in all of its subdivisions and nowhere else.
  @Test(.enabled(if: DataFolders.shared("iso3166_2") != nil, "\(DataFolders.absent)"))
  func subdivisionsLieInTheirCountries() throws {
    let folder = try #require(DataFolders.shared("iso3166_2"))
    let countries = try DataTable("countries", in: folder)
    let parts = try DataTable("subdivisions", in: folder)
    let country = try countries.column("Alpha2")
    let columns = try parts.columns("Code", "Country", "ParentCode")
    var regions = countries.rows.map { Region(id: $0[country]) }
    for row in parts.rows {
      let above = row[columns[2]].isEmpty ? row[columns[1]] : row[columns[2]]
      regions.append(Region(id: row[columns[0]], parent: above))
    }
    let codes = countries.rows.map { $0[country] }
    var book = Self.book(regions, codes)
    book.territory.unlisted = .block
    book.territories = codes.map { Self.rule("for " + $0, .grant, $0, dealer: $0) }
    let rules = try CompiledRules(book)
    let day = try date("2025-03-01")
    // The code itself says its country: the dealer of the letters before the hyphen may buy.
    let own = parts.rows.map { row in
      Self.order(String(row[columns[0]].prefix { $0 != "-" }), row[columns[0]], day)
    }
    let others = parts.rows.map { row in
      Self.order(row[columns[0]].hasPrefix("CN-") ? "US" : "CN", row[columns[0]], day)
    }
    let allowed = try Self.reasons(rules, own).count { $0.isEmpty }
    let blocked = try Self.reasons(rules, others).count { $0 == ["unlistedBlocked"] }
    print("subdivisions: \(allowed)/\(parts.rows.count) allowed, \(blocked) blocked to others")
    #expect(allowed == 5046 && blocked == 5046 && parts.rows.count == 5046)
  }
}
