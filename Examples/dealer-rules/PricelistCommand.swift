import DealerRules
import DealerRulesFoundation
import Foundation

/// `pricelist`: what a dealer pays for a unit of every product, or who pays less than a bound.
struct PricelistCommand {
  private let rules: CompiledRules
  private let arguments: Arguments
  private let day: CivilDate
  private let quantity: Quantity?
  private let shipTo: String?

  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.pricelist.text)
      return .ok
    }
    let arguments = try Arguments(
      words,
      options: [
        "--customer", "--product", "--below", "--date", "--vs", "--quantity", "--ship-to",
        "--known", "--out", "--currency",
      ], switches: ["--json", "--excel"], positions: ["the project folder"])
    for (one, other) in [("--customer", "--below"), ("--below", "--vs"), ("--excel", "--json")] {
      try arguments.exclude(one, other)
    }
    if arguments.isGiven("--currency"), !arguments.isGiven("--below") {
      throw Arguments.UsageError(message: "--below is missing")
    }
    guard let day = try Projects.date(arguments.value("--date")) else {
      throw Arguments.UsageError(message: "--date is missing")
    }
    let project = try Projects.load(arguments.positional[0])
    let rules = try Projects.rules(project, known: arguments.value("--known"))
    var quantity: Quantity?
    if let text = arguments.value("--quantity") {
      guard let stated = Quantity(text), stated > .zero else {
        throw Arguments.UsageError(message: "--quantity takes a quantity, not `\(text)`")
      }
      quantity = stated
    }
    let shipTo = arguments.value("--ship-to")
    if let shipTo,
      !rules.book.regions.contains(where: { $0.id == shipTo || $0.aliases.contains(shipTo) })
    {
      throw Arguments.UsageError(message: "there is no region `\(shipTo)`")
    }
    if let product = arguments.value("--product"),
      !rules.book.products.contains(where: { $0.id == product })
    {
      throw Arguments.UsageError(message: "there is no product `\(product)`")
    }
    let command = PricelistCommand(
      rules: rules, arguments: arguments, day: day, quantity: quantity, shipTo: shipTo)
    if arguments.value("--below") != nil { return try command.below() }
    return try command.list()
  }

  // MARK: Prices of a dealer

  private func list() throws -> ExitCode {
    guard let customer = arguments.value("--customer") else {
      throw Arguments.UsageError(message: "--customer or --below is missing")
    }
    guard rules.book.customers.contains(where: { $0.id == customer }) else {
      throw Arguments.UsageError(message: "there is no customer `\(customer)`")
    }
    let products = arguments.value("--product").map { [$0] }
    let now = entries(customer, day, products)
    let other = try Projects.date(arguments.value("--vs"), of: "--vs")
    let then = other.map { entries(customer, $0, products) }
    let out = try TableFile(arguments.value("--out") ?? "-", isForSheets: arguments.has("--excel"))
    let isTable = arguments.value("--out") != nil || arguments.has("--excel")
    if isTable {
      out.head(PricelistCommand.header + (then == nil ? [] : ["then", "change"]))
    } else if !arguments.has("--json") {
      heading(["product", "net", "unit"] + (then == nil ? [] : ["then", "change"]) + ["row"])
    }
    var changed = 0
    for (index, entry) in now.enumerated() {
      let before = then.map { $0[index].netPerUnit }
      if let before, before != entry.netPerUnit { changed += 1 }
      tell(entry, before, isTable ? out : nil)
    }
    if isTable { try out.close() }
    let priced = now.count { $0.net != nil }
    let held = now.count { $0.authorization == .hold }
    let refused = now.count { $0.authorization == .block }
    let last =
      "products \(now.count) priced \(priced)"
      + (then == nil ? "" : " changed \(changed)") + " held \(held) refused \(refused)"
    arguments.has("--json") || arguments.value("--out") == "-" || isTable
      ? Console.note(last) : Console.print(last)
    return .ok
  }

  /// Headings over a table for people; the last stands to the left.
  private func heading(_ names: [String]) {
    let words = names.map { ReportWords.asked.heading($0) }
    Console.print(BacktestText.row(words.dropLast()) + "  " + (words.last ?? ""))
  }

  private static let header = [
    "product", "unit", "quantity", "list", "net", "row", "offers", "outcome", "currency",
    "authorized", "reason",
  ]

  private func entries(
    _ customer: String, _ day: CivilDate, _ products: [String]?
  ) -> [PriceList.Entry] {
    rules.priceList(
      for: customer, at: .date(day), products: products, quantity: quantity, shipTo: shipTo)
  }

  /// What keeps the dealer from buying it: codes with the rules that hold or block.
  private func reason(_ entry: PriceList.Entry) -> String {
    entry.refusals.map { refusal in
      [refusal.code.name, rules.name(of: refusal.rule)].filter { !$0.isEmpty }
        .joined(separator: " ")
    }.joined(separator: "; ")
  }

  /// The same as it ends a line of text.
  private func refused(_ entry: PriceList.Entry) -> String {
    guard !entry.refusals.isEmpty else { return "" }
    let words = ReportWords.asked
    let said =
      entry.authorization == .hold
      ? words.text("needs approval", "需审批") : words.text("may not buy", "不可购买")
    guard words.isChinese else { return "  \(said): \(reason(entry))" }
    let reasons = entry.refusals.map { refusal in
      [refusal.code.chinese, rules.name(of: refusal.rule)].filter { !$0.isEmpty }
        .joined(separator: " ")
    }
    return "  \(said)：\(reasons.joined(separator: "；"))"
  }

  private func money(_ value: Int64?, _ currency: Currency) -> String {
    value.map { Money(millionths: $0, currency).decimalText } ?? ""
  }

  private func cells(_ entry: PriceList.Entry, _ before: Int64??) -> [String] {
    let offers = entry.offers.map { rules.name(of: $0) }
    var cells = [
      entry.product, entry.unit, "\(entry.quantity)", money(entry.listPerUnit, entry.currency),
      money(entry.netPerUnit, entry.currency), rules.name(of: entry.row),
      offers.joined(separator: "; "), entry.outcome.name, entry.currency.code,
      entry.authorization.name, reason(entry),
    ]
    if case .some(let before) = before {
      let change = zip2(entry.netPerUnit, before).map { $0 - $1 }
      cells += [money(before, entry.currency), money(change, entry.currency)]
    }
    return cells
  }

  private func zip2(_ a: Int64?, _ b: Int64?) -> (Int64, Int64)? {
    guard let a, let b else { return nil }
    return (a, b)
  }

  private func tell(_ entry: PriceList.Entry, _ before: Int64??, _ table: TableFile?) {
    let cells = cells(entry, before)
    if let table { return table.row(cells) }
    guard !arguments.has("--json") else {
      let names = PricelistCommand.header + ["then", "change"]
      let offers = BacktestText.list(entry.offers.map { Console.quoted(rules.name(of: $0)) })
      let fields = zip(names, cells).map { name, cell in
        (name, name == "offers" ? offers : cell.isEmpty ? "null" : Console.quoted(cell))
      }
      return Console.print(BacktestText.object(fields))
    }
    let place = rules.place(of: entry.row).map { " (\($0))" } ?? ""
    let words = ReportWords.asked
    let offers = cells[6].isEmpty ? "" : "  \(words.text("less", "减")) \(cells[6])"
    let then = before == nil ? [] : ["\(words.text("was", "原")) \(cells[11])", cells[12]]
    Console.print(
      BacktestText.row(
        [
          cells[0], cells[4].isEmpty ? words.text("no price", "无价格") : cells[4],
          "/ \(cells[1])",
        ] + then)
        + "  \(cells[5])\(place)\(offers)\(refused(entry))")
  }

  // MARK: Who pays less

  private func below() throws -> ExitCode {
    guard let product = arguments.value("--product") else {
      throw Arguments.UsageError(message: "--product is missing")
    }
    let text = arguments.value("--below") ?? ""
    let code = arguments.value("--currency") ?? rules.book.currency.code
    guard let currency = Currency(code) else {
      throw Arguments.UsageError(message: "there is no currency `\(code)`")
    }
    guard let bound = Money(text, currency) else {
      throw Arguments.UsageError(message: "--below takes an amount, not `\(text)`")
    }
    let isTable = arguments.value("--out") != nil || arguments.has("--excel")
    let table =
      isTable
      ? try TableFile(arguments.value("--out") ?? "-", isForSheets: arguments.has("--excel")) : nil
    table?.head(
      ["customer", "product", "net", "row", "offers", "authorized", "reason", "currency"])
    if !isTable, !arguments.has("--json") { heading(["customer", "net", "row"]) }
    var found = 0
    var (held, barred, foreign) = (0, 0, 0)
    let customers = rules.book.customers.map(\.id).sorted(by: IdentifierOrder.precedes)
    for customer in customers {
      for entry in entries(customer, day, [product]) {
        guard entry.currency == currency else {
          foreign += 1
          continue
        }
        guard let net = entry.netPerUnit, net < bound.millionths else { continue }
        found += 1
        switch entry.authorization {
        case .hold: held += 1
        case .block: barred += 1
        default: break
        }
        tellBelow(customer, product, net, entry, table)
      }
    }
    try table?.close()
    let last =
      "customers \(customers.count) below \(found) held \(held) refused \(barred) "
      + "otherCurrency \(foreign)"
    arguments.has("--json") || isTable ? Console.note(last) : Console.print(last)
    return .ok
  }

  private func tellBelow(
    _ customer: String, _ product: String, _ net: Int64, _ entry: PriceList.Entry,
    _ table: TableFile?
  ) {
    let names = entry.offers.map { rules.name(of: $0) }
    if let table {
      return table.row([
        customer, product, money(net, entry.currency), rules.name(of: entry.row),
        names.joined(separator: "; "), entry.authorization.name, reason(entry),
        entry.currency.code,
      ])
    }
    guard !arguments.has("--json") else {
      return Console.print(
        BacktestText.object([
          ("customer", Console.quoted(customer)), ("product", Console.quoted(product)),
          ("net", Console.quoted(money(net, entry.currency))),
          ("row", Console.quoted(rules.name(of: entry.row))),
          ("offers", BacktestText.list(names.map { Console.quoted($0) })),
          ("authorized", Console.quoted(entry.authorization.name)),
          ("reason", entry.refusals.isEmpty ? "null" : Console.quoted(reason(entry))),
          ("currency", Console.quoted(entry.currency.code)),
        ]))
    }
    let rows = ([entry.row] + entry.offers).map { rule in
      rules.name(of: rule) + (rules.place(of: rule).map { " (\($0))" } ?? "")
    }
    Console.print(
      BacktestText.row([customer, money(net, entry.currency)]) + "  "
        + rows.joined(separator: ", ") + refused(entry))
  }
}
