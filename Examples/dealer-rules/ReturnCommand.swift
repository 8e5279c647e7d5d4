import DealerRules
import DealerRulesFoundation
import Foundation

/// `return`: what a return of a stored sale comes to, and why.
struct ReturnCommand {
  let desk: ReturnDesk
  private let isJSON: Bool
  private let isChinese: Bool
  private(set) var sales: [StoredSale] = []
  private(set) var settled: [ReturnStatement] = []
  var faults = 0
  private var worst = ReturnOutcome.allowed
  private var archive: RuleArchive?

  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.returns.text)
      return .ok
    }
    let arguments = try Arguments(
      words,
      options: [
        "--sale", "--order", "--lines", "--charges", "--request", "--returns", "--id", "--date",
        "--reason", "--delivered", "--products", "--customer", "--unit", "--lang", "--archive",
      ],
      switches: ["--json", "--whole"], positions: ["the project folder"])
    guard let file = arguments.value("--sale") else {
      throw Arguments.UsageError(message: "--sale is missing")
    }
    let project = try Projects.load(arguments.positional[0])
    let rules = try CompiledRules(parsing: project.sources)
    var command = ReturnCommand(
      desk: ReturnDesk(rules), isJSON: arguments.has("--json"),
      isChinese: try arguments.language() == .chinese)
    command.archive = arguments.value("--archive").map {
      RuleArchive($0, policy: command.desk.policy)
    }
    try command.readSales(file)
    // What is whole may come back, whatever else the file has.
    let damaged = command.faults
    let isMissing = arguments.value("--order").map { command.sale(of: $0) == nil } ?? false
    if damaged > 0, isMissing || command.sales.isEmpty { return .findings }
    if let earlier = arguments.value("--returns") {
      command.settled = try ReturnRecord.read(try ReturnCommand.source(earlier))
    }
    let requests = try command.requests(arguments)
    guard command.faults == damaged else { return .findings }
    var statements: [ReturnStatement] = []
    for request in requests { statements.append(try command.settle(request)) }
    command.end(statements)
    return command.worst == .allowed && damaged == 0 ? .ok : .findings
  }

  private init(desk: ReturnDesk, isJSON: Bool, isChinese: Bool) {
    self.desk = desk
    self.isJSON = isJSON
    self.isChinese = isChinese
  }

  private static func source(_ path: String) throws -> RuleSource {
    let url = URL(fileURLWithPath: path)
    guard let data = try? Data(contentsOf: url) else {
      throw FileError(message: "cannot read `\(path)`")
    }
    return RuleSource(name: url.lastPathComponent, bytes: [UInt8](data))
  }

  private mutating func readSales(_ path: String) throws {
    for result in SaleRecord.read(try ReturnCommand.source(path)) {
      switch result {
      case .success(let sale):
        guard self.sale(of: sale.order) == nil else {
          faults += 1
          Console.note("dealer-rules: `\(path)` has two sales of order `\(sale.order)`")
          continue
        }
        sales.append(sale)
      case .failure(let fault):
        faults += 1
        Console.note("dealer-rules: the sale at byte \(fault.offset) of `\(path)`: \(fault.code)")
      }
    }
  }

  // MARK: Requests

  private mutating func requests(_ arguments: Arguments) throws -> [ReturnRequest] {
    try ReturnCommand.checkPairs(arguments)
    if let file = arguments.value("--request") {
      let requests = try ReturnRequest.read(try ReturnCommand.source(file))
      let order = arguments.value("--order")
      if let order, let other = requests.first(where: { !IdentifierOrder.areEqual($0.sale, order) })
      {
        throw Arguments.UsageError(
          message: "--order names `\(order)`, and a return of --request `\(other.sale)`")
      }
      return requests
    }
    if let list = arguments.value("--products") {
      return try sourced(list, arguments)
    }
    let sale = try sale(arguments.value("--order"))
    let day = try ReturnCommand.day(arguments)
    let id = arguments.value("--id") ?? nextID(sale)
    var request = ReturnRequest(id: id, sale: sale.order, on: day)
    request.isWhole = arguments.has("--whole")
    request.charges =
      (arguments.value("--charges") ?? "").split(separator: ",").map(String.init)
    for part in (arguments.value("--lines") ?? "").split(separator: ",") {
      request.lines.append(try ReturnCommand.line(String(part)))
    }
    try ReturnCommand.fill(&request, arguments)
    return [request]
  }

  /// Refuses what would be of no use beside something else.
  private static func checkPairs(_ arguments: Arguments) throws {
    guard arguments.value("--id") != "" else {
      throw Arguments.UsageError(message: "--id takes a name that is not empty")
    }
    if arguments.value("--request") != nil {
      // A request states these itself.
      for name in ["--lines", "--charges", "--id", "--date", "--delivered", "--reason"]
      where arguments.value(name) != nil {
        throw Arguments.UsageError(message: "\(name) does not go with --request")
      }
      guard !arguments.has("--whole") else {
        throw Arguments.UsageError(message: "--whole does not go with --request")
      }
    }
    guard arguments.value("--products") != nil else {
      for name in ["--unit", "--customer"] where arguments.value(name) != nil {
        throw Arguments.UsageError(message: "\(name) is of no use without --products")
      }
      return
    }
    for name in ["--request", "--order", "--lines", "--charges"]
    where arguments.value(name) != nil {
      throw Arguments.UsageError(message: "\(name) does not go with --products")
    }
    guard !arguments.has("--whole") else {
      throw Arguments.UsageError(message: "--whole does not go with --products")
    }
  }

  /// An id for the next return of a sale.
  func nextID(_ sale: StoredSale) -> String {
    let own = settled.filter { IdentifierOrder.areEqual($0.sale, sale.order) }
    var number = own.count + 1
    while own.contains(where: { $0.id == "\(sale.order)/\(number)" }) { number += 1 }
    return "\(sale.order)/\(number)"
  }

  static func day(_ arguments: Arguments) throws -> CivilDate {
    guard let text = arguments.value("--date"), let day = CivilDate(text) else {
      throw Arguments.UsageError(message: "--date takes the day of the return as YYYY-MM-DD")
    }
    return day
  }

  /// What holds for all goods of a request.
  static func fill(_ request: inout ReturnRequest, _ arguments: Arguments) throws {
    request.reason = arguments.value("--reason")
    guard let text = arguments.value("--delivered") else { return }
    guard let day = CivilDate(text) else {
      throw Arguments.UsageError(message: "--delivered takes YYYY-MM-DD, not `\(text)`")
    }
    request.facts.delivered = day
  }

  /// `1=2`, or `1/PART=2` for a part of a kit.
  private static func line(_ text: String) throws -> ReturnRequest.Line {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    let place = sides.first?.split(separator: "/", maxSplits: 1).map(String.init) ?? []
    guard sides.count == 2, let number = place.first.flatMap({ Int32($0) }),
      let quantity = Quantity(sides[1])
    else {
      throw Arguments.UsageError(
        message: "--lines takes NUMBER=QUANTITY, separated by commas, not `\(text)`")
    }
    return ReturnRequest.Line(
      number: number, part: place.count > 1 ? place[1] : nil, quantity: quantity.thousandths)
  }

  private func sale(of order: String) -> StoredSale? {
    sales.first { IdentifierOrder.areEqual($0.order, order) }
  }

  private func sale(_ order: String?) throws -> StoredSale {
    if let order {
      guard let sale = self.sale(of: order) else {
        throw Arguments.UsageError(message: "the file has no sale of order `\(order)`")
      }
      return sale
    }
    guard sales.count == 1, faults == 0 else {
      throw Arguments.UsageError(
        message: "the file has \(sales.count + faults) sales; --order names one of them")
    }
    return sales[0]
  }

  // MARK: Statements

  private mutating func settle(_ request: ReturnRequest) throws -> ReturnStatement {
    let named = sale(of: request.sale)
    // A sale that the file does not have is foreign to those it has.
    guard let sale = named ?? sales.first else {
      throw Arguments.UsageError(message: "the file has no sale")
    }
    let earlier = settled.filter {
      IdentifierOrder.areEqual($0.sale, sale.order) && $0.outcome == .allowed
    }
    let desk = try desk(for: sale)
    // Amounts that were made up may not fit.
    guard let statement = try? desk.settle(request, of: sale, after: earlier) else {
      throw FileError(message: "an amount of the sale of order `\(sale.order)` does not fit")
    }
    if statement.outcome == .allowed { settled.append(statement) }
    worst = max(worst, statement.outcome)
    if isJSON {
      try Console.write(ReturnRecord.bytes(of: statement) + [10])
    } else {
      let text = ReturnText(statement, sale, desk.policy, isChinese: isChinese)
      for line in text.lines { Console.print(line) }
    }
    return statement
  }

  /// Today's rules, or those of then where today's price the sale otherwise.
  mutating func desk(for sale: StoredSale) throws -> ReturnDesk {
    desk.prices(like: sale) ? desk : try archive?.desk(for: sale) ?? desk
  }

  /// The one statement, or what several come to: how many of each outcome, and in each currency
  /// what those that are allowed give back.
  private func end(_ statements: [ReturnStatement]) {
    func said(_ english: String, _ chinese: String) -> String { isChinese ? chinese : english }
    var line = said("returns", "退货") + " \(statements.count)"
    let names = [said("currency", "币种"), said("refund", "退款"), said("credit", "贷记")]
    if statements.count > 1 {
      for outcome in ReturnOutcome.allCases {
        line += " " + said(outcome.name, outcome.chinese)
        line += " \(statements.filter { $0.outcome == outcome }.count)"
      }
      let allowed = statements.filter { $0.outcome == .allowed }
      for currency in Set(allowed.map(\.currency)).sorted(by: { $0.code < $1.code }) {
        let own = allowed.filter { $0.currency == currency }
        let sums = [own.map(\.refund), own.map(\.credit)].map { amounts in
          let sum = amounts.reduce(Int64(0)) { $0.addingReportingOverflow($1).partialValue }
          return Money(millionths: sum, currency).decimalText
        }
        line += " \(names[0]) \(currency.code) \(names[1]) \(sums[0]) \(names[2]) \(sums[1])"
      }
    } else if let last = statements.first {
      let credit = Money(millionths: last.credit, last.currency).decimalText
      let refund = Money(millionths: last.refund, last.currency).decimalText
      line += " " + said("sale", "订单") + " \(last.sale) " + said("return", "退货单") + " \(last.id)"
      line += " " + said("outcome", "结果") + " " + said(last.outcome.name, last.outcome.chinese)
      line += " \(names[0]) \(last.currency.code) \(names[1]) \(refund) \(names[2]) \(credit)"
    }
    if isJSON { Console.note(line) } else { Console.print(line) }
  }
}
