import DealerRules
import Foundation
import Testing

/// Movements of customers as they were booked, and what their limits say of each invoice.
@Suite("Credit of Wide World Importers") struct WideWorldCreditTests {
  static let shared = DataFolders.shared("wide_world_importers")

  /// What stands beside an invoice in `credit_expected`.
  struct Expected {
    var before: Int64
    var after: Int64
    var isOver: Bool
  }

  static func expected(_ folder: URL) throws -> [String: Expected] {
    let table = try DataTable("credit_expected", in: folder)
    let columns = try table.columns(
      "CustomerTransactionID", "ExposureBefore", "ExposureAfter", "Over")
    var result: [String: Expected] = [:]
    for row in table.rows {
      result[row[columns[0]]] = Expected(
        before: try millionths(row[columns[1]]), after: try millionths(row[columns[2]]),
        isOver: row[columns[3]] == "1")
    }
    return result
  }

  static func policy(_ folder: URL) throws -> CreditPolicy {
    let table = try DataTable("customers", in: folder)
    let (id, limit) = (try table.column("CustomerID"), try table.column("CreditLimit"))
    var policy = CreditPolicy()
    // Posted as booked: an invoice over the limit is told and goes through.
    policy.rules = [CreditRule(id: "limit", .limit, effect: .warn)]
    policy.counted = [.notDue, .overdue, .credits]
    for row in table.rows {
      var node = CreditNode(id: row[id], currency: .usd, limit: .unlimited)
      if !row[limit].isEmpty { node.limit = .amount(try millionths(row[limit])) }
      policy.nodes.append(node)
    }
    return policy
  }

  @Test(.enabled(if: shared != nil, "\(DataFolders.absent)"))
  func exposureFollowsTheBookedMovements() throws {
    let folder = try #require(Self.shared)
    let expected = try Self.expected(folder)
    let table = try DataTable("customer_transactions", in: folder)
    let columns = try table.columns(
      "CustomerTransactionID", "CustomerID", "InvoiceID", "TransactionDate", "TransactionAmount")
    var book = try CreditBook(try Self.policy(folder))
    var (rows, exact, over) = (0, 0, 0)
    for row in table.rows {
      let (id, node) = (row[columns[0]], row[columns[1]])
      let day = try date(row[columns[3]])
      let amount = Money(millionths: try millionths(row[columns[4]]), .usd)
      guard amount.millionths >= 0 else {
        try book.pay(id, node: node, Money(millionths: -amount.millionths, .usd))
        continue
      }
      var request = CreditRequest(id: id, node: node, amount, asOf: day)
      request.component = .notDue
      request.checkpoint = .invoice
      let decision = try book.decide(request)
      guard let wanted = expected[id] else { continue }
      rows += 1
      over += wanted.isOver ? 1 : 0
      let isOver = decision.reasons.contains { $0.code == .creditLimit }
      let after = try #require(try book.standing(of: node, on: day)).exposure
      if decision.exposure == wanted.before, after == wanted.after, isOver == wanted.isOver {
        exact += 1
      }
    }
    print("wide-world-importers credit \(exact)/\(rows), over the limit \(over)")
    #expect(rows == expected.count)
    #expect(exact == rows)
    #expect(rows >= 13_929)
  }
}
