import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("R-010 … R-014 on the orders of Adventure Works") struct AdventureWorksTerritoryTests {
  /// An order as the tables state it.
  private struct Booked {
    var customer: String
    var territory: String
    var state: String
    var isReseller: Bool
    var seller: String
    var day: CivilDate
  }

  private let booked: [Booked]
  /// The territory of each state, and of each customer.
  private let states: [String: String]
  private let homes: [String: String]
  private let territories: [String]

  init() throws {
    guard let folder = DataFolders.shared("adventureworks") else {
      (booked, states, homes, territories) = ([], [:], [:], [])
      return
    }
    let stateTable = try DataTable("state_province", in: folder)
    let state = try stateTable.columns("StateProvinceID", "TerritoryID")
    states = Dictionary(
      stateTable.rows.map { ($0[state[0]], $0[state[1]]) }, uniquingKeysWith: { first, _ in first })
    let customers = try DataTable("customer", in: folder)
    let home = try customers.columns("CustomerID", "TerritoryID")
    homes = Dictionary(
      customers.rows.map { ($0[home[0]], $0[home[1]]) }, uniquingKeysWith: { first, _ in first })
    let sales = try DataTable("sales_territory", in: folder)
    let id = try sales.column("TerritoryID")
    territories = sales.rows.map { $0[id] }
    let headers = try DataTable("sales_order_header", in: folder)
    let column = try headers.columns(
      "CustomerID", "TerritoryID", "ShipToStateProvinceID", "OnlineOrderFlag", "OrderDate",
      "SalesPersonID")
    booked = try headers.rows.map { row in
      Booked(
        customer: row[column[0]], territory: row[column[1]], state: row[column[2]],
        isReseller: row[column[3]] == "0", seller: row[column[5]], day: try date(row[column[4]]))
    }
  }

  /// Territories are regions, and every state lies in one.
  private func book() -> RuleBook {
    var shop = Shop(["A": "1.00"])
    shop.book.regions = territories.map { Region(id: "territory " + $0) }
    for (state, territory) in states.sorted(by: { $0.key < $1.key }) {
      shop.book.regions.append(Region(id: "state " + state, parent: "territory " + territory))
    }
    shop.book.customers = Set(booked.map(\.customer)).sorted().map { Customer(id: $0) }
    return shop.book
  }

  private var orders: [Order] {
    booked.enumerated().map { index, order in
      Order(
        id: "\(index)", customer: order.customer, moment: .date(order.day),
        shipTo: "state " + order.state, lines: [Shop.line(1, "A", "1")])
    }
  }

  @Test(.enabled(if: DataFolders.shared("adventureworks") != nil, "\(DataFolders.absent)"))
  func theStateSaysTheTerritory() throws {
    var book = book()
    for territory in territories {
      var rule = TerritoryRule(id: territory, effect: .deny)
      rule.region = "territory " + territory
      rule.outcome = .flag
      book.territories.append(rule)
    }
    let rules = try CompiledRules(book)
    let found = try rules.decisions(orders).map { decision in
      decision.reasons.filter { $0.code == .territoryFlagged }.map { rules.name(of: $0.rule) }
    }
    let right = zip(found, booked).count { $0 == [$1.territory] }
    print("adventure-works: the state says the territory of \(right)/\(booked.count) orders")
    #expect(right == 5522 && booked.count == 5522)
  }

  /// Which resellers' orders are blocked where each is confined to one territory, and which the
  /// tables say leave it.
  private func confined(
    to territories: [String: String]
  ) throws -> (blocked: [Int], leaving: [Int], all: Int) {
    var book = book()
    book.territory.whiteSpace = .block
    book.territory.unlisted = .block
    for (reseller, territory) in territories.sorted(by: { $0.key < $1.key }) {
      var rule = TerritoryRule(id: "grant to " + reseller, effect: .grant)
      rule.dealer = reseller
      rule.region = "territory " + territory
      book.territories.append(rule)
    }
    let rules = try CompiledRules(book)
    let chosen = booked.indices.filter { booked[$0].isReseller }
    let orders = orders
    let outcomes = try rules.decisions(chosen.map { orders[$0] }).map(\.outcome)
    return (
      zip(chosen, outcomes).filter { $0.1 == .block }.map(\.0),
      chosen.filter { states[booked[$0].state] != territories[booked[$0].customer] }, chosen.count
    )
  }

  /// The published orders all stay in the territory of their reseller.
  @Test(.enabled(if: DataFolders.shared("adventureworks") != nil, "\(DataFolders.absent)"))
  func resellersStayInTheirTerritories() throws {
    let resellers = Set(booked.filter(\.isReseller).map(\.customer))
    let found = try confined(to: homes.filter { resellers.contains($0.key) })
    print(
      "adventure-works: \(found.blocked.count) of \(found.all) orders of \(resellers.count) "
        + "resellers leave their territory")
    #expect(found.blocked == found.leaving && found.all == 1578 && resellers.count == 423)
  }

  /// Confined to the territory in which the salesperson of its first order sells most, 302 orders
  /// leave it.
  @Test(.enabled(if: DataFolders.shared("adventureworks") != nil, "\(DataFolders.absent)"))
  func resellersOfTravellingSellersAreStopped() throws {
    var sold: [String: [String: Int]] = [:]
    for order in booked where order.isReseller {
      sold[order.seller, default: [:]][order.territory, default: 0] += 1
    }
    var territories: [String: String] = [:]
    for order in booked where order.isReseller && territories[order.customer] == nil {
      let most = sold[order.seller]?.max { ($0.value, $1.key) < ($1.value, $0.key) }
      territories[order.customer] = most?.key
    }
    let found = try confined(to: territories)
    let query = try Self.ordersOutsideTheSellersTerritory()
    print("adventure-works: \(found.blocked.count) of \(found.all) orders leave the seller's")
    #expect(found.blocked == query && found.blocked == found.leaving)
    #expect(query.count == 302 && found.all == 1578)
  }

  /// The same asked of the order headers alone, row by row: the rows of resellers whose territory
  /// is not the one that most rows of the salesperson of their customer's first order name (of
  /// equal ones the first as text).
  private static func ordersOutsideTheSellersTerritory() throws -> [Int] {
    guard let folder = DataFolders.shared("adventureworks") else { return [] }
    let headers = try DataTable("sales_order_header", in: folder)
    let column = try headers.columns(
      "SalesOrderID", "CustomerID", "TerritoryID", "OnlineOrderFlag", "SalesPersonID")
    let rows = headers.rows.enumerated().filter { $0.element[column[3]] == "0" }
    return rows.filter { _, row in
      let first =
        rows.map(\.element).filter { $0[column[1]] == row[column[1]] }
        .min { (Int($0[column[0]]) ?? 0) < (Int($1[column[0]]) ?? 0) } ?? row
      let sales = rows.map(\.element).filter { $0[column[4]] == first[column[4]] }
        .map { $0[column[2]] }.sorted()
      var best = (territory: "", count: 0)
      for territory in sales {
        let count = sales.count { $0 == territory }
        if count > best.count { best = (territory, count) }
      }
      return best.territory != row[column[2]]
    }.map(\.offset)
  }
}
