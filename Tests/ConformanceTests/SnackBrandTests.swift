import DealerRules
import DealerRulesFoundation
import Foundation
import Testing

/// The project folder of the snack brand, as it is committed.
private let folder = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Examples/Projects/snack-brand")

/// The snack brand's project: it compiles, prices, and comes out of its script.
@Suite("N-003 a project in a folder") struct SnackBrandTests {
  /// The Swift compiler of the machine, or `nil`.
  static let compiler: URL? = {
    let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return paths.map { URL(filePath: String($0)).appending(path: "swiftc") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  @Test("compiles without a finding and prices a day of orders") func prices() throws {
    let project = try RuleProject.load(folder: folder)
    let rules = try CompiledRules(parsing: project.sources)
    #expect(rules.warnings.isEmpty)
    let url = try #require(project.ordersURL)
    let source = RuleSource(name: "orders.csv", bytes: [UInt8](try Data(contentsOf: url)))
    var reader = OrderReader(
      source, format: .csv, zone: rules.book.zone, currency: rules.book.currency)
    var batch = OrderBatch()
    while let item = reader.next() {
      switch item {
      case .order(let order): batch.append(order, rules)
      case .problem(let problem): Issue.record("\(problem)")
      }
    }
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: .totals)
    workspace.price(batch, into: &result)
    var outcomes: [Outcome: Int] = [:]
    for order in 0..<result.count {
      outcomes[try #require(result.outcome(of: order)), default: 0] += 1
    }
    #expect(outcomes == [.allow: 2986, .hold: 14])
    #expect(result.lineCount == 14_998)
    let payable = (0..<result.count).reduce(Int64(0)) { $0 + result.payable(of: $1) }
    #expect(payable == 17_323_552_090_000)
  }

  @Test(
    "its script writes the committed tables byte for byte",
    .enabled(if: compiler != nil, "needs swiftc on the path"))
  func regenerates() throws {
    let compiler = try #require(SnackBrandTests.compiler)
    let work = Scratch.url("snack-brand")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    let program = work.appending(path: "generate")
    try run(compiler, [folder.appending(path: "generate.swift").path, "-o", program.path])
    let tables = work.appending(path: "tables")
    try run(program, [tables.path])
    let written = try FileManager.default.contentsOfDirectory(atPath: tables.path).sorted()
    let committed = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".csv") }.sorted()
    // What is open, moved and shipped is written by hand.
    let byHand = [
      "credit.csv", "flow.csv", "movements.csv", "payments.csv", "receivables.csv", "scores.csv",
      "tiers.csv", "values.csv",
    ]
    #expect((written + byHand).sorted() == committed)
    for name in written {
      let new = try Data(contentsOf: tables.appending(path: name))
      let old = try Data(contentsOf: folder.appending(path: name))
      #expect(new == old, "\(name) differs")
    }
  }

  private func run(_ program: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program.lastPathComponent) failed")
  }
}
