import DealerRules
import DealerRulesFoundation
import Foundation

/// `groupbuy`: what a group that is closed gives back to each of its orders (RULES.md U-037).
struct GroupBuyCommand {
  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.groupBuy.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--total", "--orders", "--date", "--out"], switches: ["--json", "--excel"],
      positions: ["the project folder", "the group's agreement"])
    let total = try arguments.value("--total").map { text in
      guard let quantity = Quantity(text), quantity >= .zero else {
        throw Arguments.UsageError(message: "--total takes a quantity of zero or more, such as 120")
      }
      return quantity.thousandths
    }
    try arguments.exclude("--excel", "--json")
    let project = try Projects.load(arguments.positional[0])
    let rules = try CompiledRules(parsing: project.sources)
    var file = try OrderFile(
      arguments.value("--orders"), project, rules, try Projects.date(arguments.value("--date")))
    var customers: [String: String] = [:]
    var decisions: [Decision] = []
    var counts = (orders: 0, errors: 0)
    try await file.decide(rules) { order, decision in
      counts.orders += 1
      switch decision {
      case .failure(let error):
        counts.errors += 1
        Console.note(ReportWords.asked.text(error))
      case .success(let decision) where decision.outcome < .hold:
        decisions.append(decision)
        customers[decision.order] = order.customer
      case .success: break
      }
    }
    let settlement: GroupSettlement
    do throws(GroupSettlementError) {
      settlement = try rules.settle(groupBuy: arguments.positional[1], decisions, total: total)
    } catch {
      throw Arguments.UsageError(message: message(error, arguments.positional[1]))
    }
    try tell(settlement, customers, rules, arguments)
    let errors = counts.errors + file.unreadable
    let back = settlement.shares.reduce(Int128(0)) { $0 + Int128($1.difference) }
    let price = settlement.price.map { Summary.text(Int128($0), rules.book.currency) } ?? "none"
    let last =
      "orders \(counts.orders) errors \(errors) lines \(settlement.shares.count) "
      + "currency \(rules.book.currency.code) price \(price) "
      + "back \(Summary.text(back, rules.book.currency))"
    arguments.has("--json") || TableFile.isOutput(arguments)
      ? Console.note(last) : Console.print(last)
    return errors > 0 ? .findings : .ok
  }

  private static func message(_ error: GroupSettlementError, _ id: String) -> String {
    switch error {
    case .unknownGroup: "there is no group \(id) among the agreements"
    case .otherCurrency(let order): "order \(order) is not in the currency of the book"
    case .overflow(let order): "an amount of order \(order) does not fit"
    }
  }

  private static func tell(
    _ settlement: GroupSettlement, _ customers: [String: String], _ rules: CompiledRules,
    _ arguments: Arguments
  ) throws {
    let currency = rules.book.currency
    let header = ["order", "customer", "line", "paid", "due", "difference"]
    let table = try TableFile(arguments)
    table?.head(header)
    if table == nil, !arguments.has("--json"), !settlement.shares.isEmpty {
      Console.print(BacktestText.row(header.map { ReportWords.asked.heading($0) }))
    }
    for share in settlement.shares {
      let amounts = [share.paid, share.due, share.difference].map {
        Summary.text(Int128($0), currency)
      }
      let cells = [share.order, customers[share.order] ?? "", "\(share.line)"] + amounts
      if let table {
        table.row(cells)
      } else if arguments.has("--json") {
        Console.print(
          BacktestText.object(
            zip(header, cells).map { ($0, $0 == "line" ? $1 : Console.quoted($1)) }))
      } else {
        Console.print(BacktestText.row(cells))
      }
    }
    try table?.close()
  }
}
