import DealerRules
import Foundation
import DealerRulesFoundation

/// `describe`: offers in words that a dealer can be given, with worked amounts (RULES.md U-040).
struct DescribeCommand {
  private let rules: CompiledRules
  private let language: Language

  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.describe.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--lang", "--date", "--known", "--evaluations"], lists: ["--offer"],
      switches: ["--json"], positions: ["the project folder"])
    let language = try arguments.language()
    let project = try Projects.load(arguments.positional[0])
    let rules = try Projects.rules(project, known: arguments.value("--known"))
    let instant = try Projects.date(arguments.value("--date")).map { rules.book.zone.start(of: $0) }
    let most = try arguments.number("--evaluations", 0...1_000_000, default: 2_000)
    let command = DescribeCommand(rules: rules, language: language)
    let isJSON = arguments.has("--json")
    var examples = 0
    let offers = try command.offers(arguments.list("--offer"))
    for id in offers {
      guard
        let notice = rules.notice(of: id, in: language, at: instant, evaluations: most)
      else { continue }
      examples += notice.examples.count
      for line in isJSON ? [command.json(notice)] : command.text(notice) { Console.print(line) }
    }
    let last = "offers \(offers.count) examples \(examples)"
    isJSON ? Console.note(last) : Console.print(last)
    return .ok
  }

  /// Those that are named, else all that are published, in the order of the book.
  private func offers(_ named: [String]) throws -> [String] {
    let book = rules.book
    guard !named.isEmpty else {
      return book.offers.filter { $0.status == .published }.map(\.id)
    }
    for id in named where !book.offers.contains(where: { IdentifierOrder.areEqual($0.id, id) }) {
      throw Arguments.UsageError(message: "there is no offer `\(id)`")
    }
    return named
  }

  private func word(_ english: String, _ chinese: String) -> String {
    language == .chinese ? chinese : english
  }

  private func text(_ notice: PolicyNotice) -> [String] {
    var lines = [notice.title == notice.offer ? notice.title : "\(notice.title) [\(notice.offer)]"]
    for article in notice.articles {
      lines.append("  \(article.heading)")
      lines += article.sentences.map { "    - \($0)" }
    }
    lines.append("  \(word("For example", "算例"))")
    if notice.examples.isEmpty {
      lines.append("    - \(word("no order was found that shows it", "未找到能体现本优惠的订单"))")
    }
    for example in notice.examples { lines += text(example) }
    return lines + [""]
  }

  private func text(_ example: PolicyNotice.WorkedAmount) -> [String] {
    func money(_ amount: Int64) -> String {
      Money(millionths: amount, example.currency).decimalText
    }
    let order = example.order
    let goods = order.lines.map { line in
      let unit = rules.book.products.first { IdentifierOrder.areEqual($0.id, line.product) }?
        .baseUnit
      return "\(line.quantity) \(line.unit ?? unit ?? "") \(line.product)"
    }
    let day = order.day(in: rules.book.zone)
    let brought = brought(example)
    let more = brought.isEmpty ? "" : " (\(brought.joined(separator: ", ")))"
    var lines = [
      "    - \(order.customer), \(day): \(goods.joined(separator: ", "))\(more)"
    ]
    var sum = "\(word("list", "目录价")) \(money(example.list))"
    if example.off != 0 { sum += ", \(word("this offer", "本优惠")) \(money(-example.off))" }
    if example.offByOthers != 0 {
      sum += ", \(word("other offers", "其他优惠")) \(money(-example.offByOthers))"
    }
    sum += ", \(word("net", "净额")) \(money(example.net))"
    if example.list - example.off - example.offByOthers != example.net {
      sum += ", \(word("charges", "费用")) \(money(example.charges))"
    }
    sum += " \(example.currency.code)"
    lines.append("      \(sum)")
    for gift in example.gifts {
      let quantity = Quantity(thousandths: gift.quantity).map { "\($0)" } ?? ""
      lines.append(
        "      \(word("gift", "赠品")) \(gift.product) \(quantity) \(money(gift.price))")
    }
    return lines
  }

  /// What an order states beside its customer, its day and its goods: fields with their values.
  private func brought(_ example: PolicyNotice.WorkedAmount) -> [String] {
    let order = example.order
    var stated: [String] = []
    if case .instant(let instant) = order.moment,
      rules.book.zone.start(of: order.day(in: rules.book.zone)) != instant
    {
      stated.append("\(instant)")
    }
    let data = Data(example.document.utf8)
    guard var object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      return stated
    }
    let line = (object["lines"] as? [[String: Any]])?.first?.filter {
      !["number", "product", "quantity", "unit"].contains($0.key)
    }
    for name in ["id", "customer", "at", "date", "lines"] { object[name] = nil }
    return stated + DescribeCommand.flat(object) + DescribeCommand.flat(line ?? [:], "line ")
  }

  /// The fields of a value by their path, such as `facts totals q1 500`.
  private static func flat(_ value: Any, _ path: String = "") -> [String] {
    switch value {
    case let object as [String: Any]:
      return object.sorted { $0.key < $1.key }.flatMap { flat($1, path + $0 + " ") }
    case let list as [Any]: return list.flatMap { flat($0, path) }
    case let text as String: return [path + text]
    default:
      let data = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
      return [path + String(decoding: data ?? Data(), as: UTF8.self)]
    }
  }

  private func json(_ notice: PolicyNotice) -> String {
    func money(_ amount: Int64, _ currency: Currency) -> String {
      "\"" + Money(millionths: amount, currency).decimalText + "\""
    }
    let articles = notice.articles.map { article in
      let sentences = article.sentences.map(Console.quoted).joined(separator: ",")
      return "{\"heading\":\(Console.quoted(article.heading)),\"sentences\":[\(sentences)]}"
    }
    let examples = notice.examples.map { example in
      let gifts = example.gifts.map { gift in
        let quantity = Quantity(thousandths: gift.quantity).map { "\($0)" } ?? ""
        return "{\"product\":\(Console.quoted(gift.product)),\"quantity\":\"\(quantity)\"}"
      }
      let currency = example.currency
      return "{\"order\":\(example.document),\"currency\":\"\(currency.code)\","
        + "\"list\":\(money(example.list, currency)),\"off\":\(money(example.off, currency)),"
        + "\"offByOthers\":\(money(example.offByOthers, currency)),"
        + "\"net\":\(money(example.net, currency)),"
        + "\"charges\":\(money(example.charges, currency)),"
        + "\"gifts\":[\(gifts.joined(separator: ","))]}"
    }
    return "{\"offer\":\(Console.quoted(notice.offer)),\"title\":\(Console.quoted(notice.title)),"
      + "\"articles\":[\(articles.joined(separator: ","))],"
      + "\"examples\":[\(examples.joined(separator: ","))]}"
  }
}
