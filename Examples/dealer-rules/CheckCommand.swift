import DealerRules
import DealerRulesFoundation
import Foundation

/// `check`: every finding of a rule project.
enum CheckCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.check.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--evaluations", "--max-spread", "--max-inversion", "--worst", "--lang"],
      switches: ["--json"],
      positions: ["the project folder"])
    var options = AnalysisOptions()
    options.evaluations = try arguments.number(
      "--evaluations", 0...100_000_000, default: options.evaluations)
    options.channelSpread = try arguments.rate("--max-spread", such: "15%")
    options.levelTolerance =
      try arguments.rate("--max-inversion", such: "15%") ?? options.levelTolerance
    let shown = try arguments.number("--worst", 0...1_000_000, default: 0)
    let project = try Projects.load(arguments.positional[0])
    let isJSON = arguments.has("--json")
    let language = try arguments.language()
    let words = ReportWords.asked
    do {
      let (rules, isPriced) = try Projects.checked(project)
      let beside = try FolderDocuments.checked(
        URL(fileURLWithPath: arguments.positional[0]), rules)
      Findings.write(beside.diagnostics, beside.sources, isJSON, language)
      let errors = beside.diagnostics.count { $0.severity == .error }
      if !isPriced {
        options.evaluations = 0
        Console.note(
          words.text(
            "the project has no price kind: prices are not checked", "项目没有价格类型：未检查价格"))
      }
      let analysis = rules.analyze(options)
      let found =
        rules.warnings.map { ($0, String?.none) }
        + analysis.findings.map { ($0.diagnostic, $0.witnessDocument) }
      Findings.write(found, project.sources, isJSON, language)
      for worst in analysis.worstCases.prefix(shown) { tell(worst, rules, isJSON) }
      if !analysis.isComplete {
        Console.note(
          words.text(
            "the search did not look at everything; it priced \(analysis.evaluations) orders, "
              + "see --evaluations",
            "搜索没有看完全部情形，共试算 \(analysis.evaluations) 张订单，见 --evaluations"))
      }
      if !analysis.cutShort.isEmpty {
        let codes = analysis.cutShort.map(\.rawValue).joined(separator: ", ")
        Console.note(
          words.text(
            "the catalog is too large to ask all of it: findings of \(codes) may be missing",
            "目录过大，未能全部查看：\(codes) 的发现可能不全"))
      }
      tellUntried(analysis.untriedOffers)
      Console.end(counts(rules, isPriced, errors: errors, warnings: found.count), isJSON)
      return found.isEmpty && errors == 0 ? .ok : .findings
    } catch let error as RuleErrors {
      Findings.end(error, isJSON, language)
      return .findings
    }
  }

  /// Offers of which the search says nothing, because no order that it made up reached them.
  private static func tellUntried(_ offers: [String]) {
    guard !offers.isEmpty else { return }
    let named = offers.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    let words = ReportWords.asked
    let more =
      offers.count > 8
      ? words.text(" and \(offers.count - 8) more", " 等 \(offers.count) 个") : ""
    Console.note(
      words.text(
        "no order was made up in which these offers take part: ", "以下优惠没有造出可参与的订单：")
        + named + more)
  }

  /// One of the deepest discounts.
  private static func tell(_ worst: WorstCase, _ rules: CompiledRules, _ isJSON: Bool) {
    let names = worst.rules.map { rules.name(of: $0) }
    let text = { (value: Int64) in Money(millionths: value, rules.book.currency).decimalText }
    let rate = (Rate(millionths: worst.discount) ?? .zero).description
    guard isJSON else {
      Console.print(
        ReportWords.asked.text(
          "worst \(worst.product) \(worst.customer) \(rate) net \(text(worst.net)) of "
            + "\(text(worst.list)) by ",
          "最深折扣 \(worst.product) \(worst.customer) \(rate) 净额 \(text(worst.net)) 目录价 "
            + "\(text(worst.list)) 优惠 ") + names.joined(separator: " + "))
      return
    }
    let offers = names.map { Console.quoted($0) }.joined(separator: ",")
    Console.print(
      "{\"worst\":{\"product\":\(Console.quoted(worst.product)),"
        + "\"customer\":\(Console.quoted(worst.customer)),\"customers\":\(worst.customers),"
        + "\"discount\":\"\(rate)\",\"list\":\"\(text(worst.list))\","
        + "\"net\":\"\(text(worst.net))\",\"offers\":[\(offers)],"
        + "\"order\":\(worst.document)}}")
  }

  private static func counts(
    _ rules: CompiledRules, _ isPriced: Bool, errors: Int, warnings: Int
  ) -> [(String, Int)] {
    let book = rules.book
    return [
      ("products", book.products.count), ("customers", book.customers.count),
      ("regions", book.regions.count), ("tables", book.priceTables.count),
      ("rows", book.priceTables.reduce(0) { $0 + $1.rows.count }),
      ("kinds", isPriced ? book.priceKinds.count : 0), ("offers", book.offers.count),
      ("errors", errors), ("warnings", warnings),
    ]
  }
}

/// Loading a project for a command.
enum Projects {
  /// Reads the sources of a project folder.
  static func load(_ path: String) throws -> RuleProject {
    do {
      return try RuleProject.load(folder: URL(fileURLWithPath: path))
    } catch {
      throw FileError(message: "\(error)")
    }
  }

  /// The rules of a project as they were known at the start of a day, or all of them.
  static func rules(
    _ project: RuleProject, known option: String?, pricing: Bool = true
  ) throws -> CompiledRules {
    guard let option else {
      return try CompiledRules(parsing: project.sources, pricing: pricing)
    }
    guard let day = CivilDate(option) else {
      throw Arguments.UsageError(message: "--known takes YYYY-MM-DD, not `\(option)`")
    }
    let zone = try RuleBook.read(project.sources).zone
    return try CompiledRules(
      parsing: project.sources, knownAt: zone.start(of: day), pricing: pricing)
  }

  /// The same; all of them by so many tasks.
  static func rules(
    _ project: RuleProject, known option: String?, pricing: Bool, workers: Int
  ) async throws -> CompiledRules {
    guard option == nil else { return try rules(project, known: option, pricing: pricing) }
    return try await CompiledRules(
      parsing: project.sources, pricing: pricing, workers: workers)
  }

  /// The rules of a project of which everything is to be told, and whether it prices anything: one
  /// with nothing to price by needs no price kind (RULES.md X-016).
  static func checked(_ project: RuleProject) throws(RuleErrors) -> (CompiledRules, Bool) {
    do {
      return (try CompiledRules(parsing: project.sources), true)
    } catch {
      let book = RuleBook.reading(project.sources).book
      guard error.diagnostics.contains(where: { $0.code == .noSellingKind }),
        book.priceKinds.isEmpty, book.priceTables.isEmpty, book.offers.isEmpty
      else { throw error }
      return (try CompiledRules(parsing: project.sources, pricing: false), false)
    }
  }

  /// The date for orders without one, or that another option states.
  static func date(
    _ option: String?, of name: String = "--date"
  ) throws(Arguments.UsageError) -> CivilDate? {
    guard let option else { return nil }
    guard let date = CivilDate(option) else {
      throw Arguments.UsageError(message: "\(name) takes YYYY-MM-DD, not `\(option)`")
    }
    return date
  }
}
