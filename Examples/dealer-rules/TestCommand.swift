import DealerRules
import DealerRulesFoundation
import Foundation

/// `test`: the tests beside the rules, and what of the rules they made use of.
struct TestCommand {
  /// One document of tests and where it is.
  private struct Document {
    var url: URL
    var file: RuleTestFile
    var results: [RuleTestResult] = []
  }

  private let rules: CompiledRules
  private let isJSON: Bool
  private var coverage: Coverage
  private var documents: [Document] = []
  private var recorded = 0
  /// Orders of a file that cannot be read or priced.
  private var faulty = 0

  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.test.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--orders", "--date", "--junit"],
      switches: ["--json", "--record", "--coverage"], positions: ["the project folder"])
    let date = try Projects.date(arguments.value("--date"))
    let project = try Projects.load(arguments.positional[0])
    let rules = try CompiledRules(parsing: project.sources)
    var command = TestCommand(rules: rules, isJSON: arguments.has("--json"))
    try command.runAll(in: arguments.positional[0])
    if arguments.has("--record") { try command.record() }
    if let path = arguments.value("--orders") {
      var file = try OrderFile(
        path, projectOrders: project.ordersURL, rules, date, language: ReportWords.asked.language)
      try command.cover(&file)
    }
    if let path = arguments.value("--junit") { try command.writeReport(path) }
    command.tellEmpty(arguments.value("--orders") != nil)
    command.end(listsCoverage: arguments.has("--coverage"))
    let isEmpty = command.coverage.orders == 0 && command.tests == 0
    return command.failed > command.recorded || command.faulty > 0 || isEmpty ? .findings : .ok
  }

  /// Says that nothing was tried, before the last line.
  private func tellEmpty(_ hasFile: Bool) {
    guard tests == 0, coverage.orders == 0 else { return }
    let words = ReportWords.asked
    Console.note(
      words.text("the folder has no tests in tests/*.json", "该文件夹的 tests/*.json 中没有测试"))
    if hasFile, faulty == 0 { Console.note(words.text("the file has no orders", "文件中没有订单")) }
  }

  private init(rules: CompiledRules, isJSON: Bool) {
    self.rules = rules
    self.isJSON = isJSON
    coverage = Coverage(rules)
  }

  private var tests: Int { documents.reduce(0) { $0 + $1.results.count } }

  private var failed: Int {
    documents.reduce(0) { $0 + $1.results.count { !$0.isPassed } }
  }

  // MARK: Running

  private mutating func runAll(in folder: String) throws {
    let tests = URL(fileURLWithPath: folder).appendingPathComponent("tests")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: tests.path)) ?? []
    for name in names.filter({ $0.hasSuffix(".json") }).sorted() {
      let url = tests.appendingPathComponent(name)
      guard let data = try? Data(contentsOf: url) else {
        throw FileError(message: "cannot read `\(url.path)`")
      }
      let source = RuleSource(name: "tests/\(name)", bytes: [UInt8](data))
      var document = Document(url: url, file: try RuleTestFile(source, rules))
      document.results = try document.file.run(rules)
      for result in document.results {
        tell(result, document.file)
        var carried = CarriedUse()
        let first = result.test.before.first ?? result.test.order
        carried.credit = try rules.book.creditBook(on: first.day(in: rules.book.zone))
        coverage.add(result.test.before + [result.test.order], after: &carried)
      }
      documents.append(document)
    }
  }

  /// Adds the orders of a file to what was made use of.
  private mutating func cover(_ file: inout OrderFile) throws {
    var carried = CarriedUse()
    var isOpen = false
    while let block = try file.block() {
      for item in block.items {
        switch item {
        case .order(let order):
          if !isOpen {
            carried.credit = try rules.book.creditBook(on: order.day(in: rules.book.zone))
          }
          isOpen = true
          for error in coverage.add([order], after: &carried) {
            faulty += 1
            Console.note(ReportWords.asked.text(error))
          }
        case .problem(let problem):
          faulty += 1
          Console.note(problem.text)
        }
      }
    }
  }

  private mutating func record() throws {
    for document in documents {
      let bytes = document.file.recorded(document.results)
      recorded += document.results.count { !$0.isPassed && $0.isRecordable }
      guard bytes != document.file.source.bytes else { continue }
      do {
        try Data(bytes).write(to: document.url)
      } catch {
        throw FileError(message: "cannot write `\(document.url.path)`")
      }
    }
  }

  // MARK: Telling

  private func tell(_ result: RuleTestResult, _ file: RuleTestFile) {
    let line = file.line(of: file.span(of: result.test))
    guard isJSON else {
      let words = ReportWords.asked
      let mark = result.isPassed ? words.text("ok  ", "通过") : words.text("FAIL", "失败")
      Console.print("\(mark) \(result.test.name) (\(file.source.name):\(line))")
      for miss in result.mismatches {
        let at = "\(file.source.name):\(file.line(of: miss.span))"
        Console.print("     \(TestReport.said(miss)) (\(at))")
      }
      return
    }
    let misses = result.mismatches.map { miss in
      "{\"path\":\(Console.quoted(miss.path)),\"line\":\(file.line(of: miss.span)),"
        + "\"expected\":\(Console.quoted(miss.expected)),"
        + "\"actual\":\(miss.actual.map(Console.quoted) ?? "null")}"
    }
    Console.print(
      "{\"test\":\(Console.quoted(result.test.name)),\"file\":\(Console.quoted(file.source.name)),"
        + "\"line\":\(line),\"passed\":\(result.isPassed),"
        + "\"mismatches\":[\(misses.joined(separator: ","))]}")
  }

  private func writeReport(_ path: String) throws {
    let report = TestReport(suites: documents.map { ($0.file, $0.results) })
    do {
      try Data(report.junit.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw FileError(message: "cannot write `\(path)`")
    }
  }

  private func end(listsCoverage: Bool) {
    let text = CoverageText(coverage)
    if listsCoverage, !isJSON { for line in text.lines { Console.print(line) } }
    let done = recorded > 0 ? " recorded \(recorded)" : ""
    let last =
      "tests \(tests) passed \(tests - failed) failed \(failed)\(done) \(text.shares)"
    if isJSON { Console.print(text.json) }
    isJSON ? Console.note(last) : Console.print(last)
  }
}
