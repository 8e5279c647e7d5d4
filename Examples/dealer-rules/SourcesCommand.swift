import DealerRules
import DealerRulesFoundation
import Foundation

/// `sources`: from where the goods of a project's orders come, and who gets what is scarce.
struct SourcesCommand {
  private let rules: CompiledRules
  /// The same rules where orders are to be priced, which asks for a price kind.
  private let pricing: () throws -> CompiledRules
  private var pricingRules: CompiledRules?
  private let document: SourcingDocument
  private let words: ReportWords
  private var demands: [SourcingDemand] = []
  /// The instant of the latest order; regions are looked up as of it.
  private var latest = Instant.distantPast
  private var orders = 0
  private var waiting = 0
  private var errors = 0

  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.sources.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--orders", "--sources", "--stock", "--date", "--known", "--lang"],
      switches: ["--json"],
      positions: ["the project folder"])
    let words = ReportWords(isChinese: try arguments.language() == .chinese)
    let date = try Projects.date(arguments.value("--date"))
    let folder = arguments.positional[0]
    let project = try Projects.load(folder)
    let known = arguments.value("--known")
    let rules = try Projects.rules(project, known: known, pricing: false)
    var file = try OrderFile(arguments.value("--orders"), project, rules, date)
    let stated = try read(arguments.value("--sources"), "sources.json", folder)
    let stock = try read(arguments.value("--stock"), "stock.csv", folder, isNeeded: false)
    guard let stated else { throw FileError(message: "cannot read `sources.json`") }
    var command = SourcesCommand(
      rules: rules, pricing: { try Projects.rules(project, known: known) },
      document: try SourcingDocument.read(stated, stock: stock, rules), words: words)
    try command.collect(&file)
    let isPlanned = command.plan(isJSON: arguments.has("--json"))
    return command.errors > 0 || !isPlanned ? .findings : .ok
  }

  /// A file that is named, or else stands in the project folder; `nil` where none has to.
  private static func read(
    _ named: String?, _ name: String, _ folder: String, isNeeded: Bool = true
  ) throws -> RuleSource? {
    let url =
      named.map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: folder).appendingPathComponent(name)
    if !isNeeded, named == nil, !FileManager.default.fileExists(atPath: url.path) { return nil }
    guard let data = try? Data(contentsOf: url) else {
      throw FileError(message: "cannot read `\(url.path)`")
    }
    return RuleSource(name: url.lastPathComponent, bytes: [UInt8](data))
  }

  private init(
    rules: CompiledRules, pricing: @escaping () throws -> CompiledRules,
    document: SourcingDocument, words: ReportWords
  ) {
    self.rules = rules
    self.pricing = pricing
    self.document = document
    self.words = words
  }

  /// Takes the lines of orders that nothing holds or blocks.
  private mutating func collect(_ file: inout OrderFile) throws {
    var workspace = Workspace(rules)
    while let block = try file.block() {
      for item in block.items {
        switch item {
        case .problem(let problem):
          if !problem.isOfTable { orders += 1 }
          errors += 1
          Console.note(problem.text)
        case .order(let order): try collect(order, &workspace)
        }
      }
    }
  }

  private mutating func collect(_ order: Order, _ workspace: inout Workspace) throws {
    orders += 1
    switch rules.authorize(order) {
    case .failure(let error):
      errors += 1
      Console.note(words.text(error))
    case .success(let answer) where answer.outcome > .flag:
      try isApproved(order) ? add(order, &workspace) : (waiting += 1)
    case .success: add(order, &workspace)
    }
  }

  /// Whether the approvals of an order lift everything that holds it, which is looked at with its
  /// price.
  private mutating func isApproved(_ order: Order) throws -> Bool {
    guard !order.approvals.isEmpty else { return false }
    let rules = try pricingRules ?? pricing()
    pricingRules = rules
    guard case .success(let decision) = rules.price(order) else { return false }
    return decision.outcome <= .flag
  }

  private mutating func add(_ order: Order, _ workspace: inout Workspace) {
    let found = rules.sourcingDemands(of: order, document, using: &workspace)
    demands += found.demands
    for line in found.others {
      errors += 1
      Console.note(
        "order \(order.id) line \(line): what it orders is no whole number of thousandths of the "
          + "base unit")
    }
    let instant = rules.book.zone.start(of: order.day(in: rules.book.zone))
    latest = max(latest, instant)
  }

  /// Serves all lines together; false where they cannot be told apart or are too many.
  private func plan(isJSON: Bool) -> Bool {
    let (rules, latest) = (rules, latest)
    let plan: SourcingPlan
    do throws(SourcingError) {
      plan = try SourcingPlanner(
        document.sources, policy: document.policy,
        regionsAbove: { rules.regionPath(of: $0, at: latest) }
      ).plan(demands)
    } catch {
      Console.note("the lines cannot be served: \(SourcesCommand.text(error))")
      return false
    }
    var left: [Quantity] = []
    for (answer, demand) in zip(plan.answers, demands.sorted()) {
      left.append(answer.shortage)
      Console.print(isJSON ? json(answer, demand) : text(answer, demand))
    }
    let missing = left.count { $0 > .zero }
    let nothing = zip(plan.answers, left).count { $0.allotments.isEmpty && $1 > .zero }
    let last =
      "orders \(orders) errors \(errors) waiting \(waiting) lines \(demands.count) "
      + "served \(left.count - missing) partly \(missing - nothing) missing \(nothing)"
    isJSON ? Console.note(last) : Console.print(last)
    return true
  }

  private static func text(_ error: SourcingError) -> String {
    switch error {
    case .duplicate(let name): "order and line \(name) are stated twice"
    case .outOfRange(let name): "a quantity of \(name) is out of range"
    case .tooLarge(let limit): "lines times sources are more than \(limit)"
    }
  }

  private func text(_ answer: SourcingPlan.Answer, _ demand: SourcingDemand) -> String {
    var parts = answer.allotments.map { "\($0.source) \($0.quantity)" }
    if answer.shortage > .zero {
      parts.append(words.text("missing", "缺") + " \(answer.shortage)")
    }
    parts += answer.losers.filter { $0.reason != .notNeeded }
      .map { "\($0.source) \(words.name($0.reason))" }
    let goods = "\(demand.product) \(demand.quantity): "
    return words.text(
      "order \(answer.order) line \(answer.line) ", "订单 \(answer.order) 第 \(answer.line) 行 ")
      + goods + parts.joined(separator: ", ")
  }

  private func json(_ answer: SourcingPlan.Answer, _ demand: SourcingDemand) -> String {
    let given = answer.allotments.map {
      "{\"source\":\(Console.quoted($0.source)),\"quantity\":\"\($0.quantity)\"}"
    }
    let others = answer.losers.map {
      "{\"source\":\(Console.quoted($0.source)),\"reason\":\"\($0.reason.rawValue)\"}"
    }
    return "{\"order\":\(Console.quoted(answer.order)),\"line\":\(answer.line),"
      + "\"product\":\(Console.quoted(demand.product)),\"wanted\":\"\(demand.quantity)\","
      + "\"sources\":[\(given.joined(separator: ","))],\"missing\":\"\(answer.shortage)\","
      + "\"others\":[\(others.joined(separator: ","))]}"
  }
}
