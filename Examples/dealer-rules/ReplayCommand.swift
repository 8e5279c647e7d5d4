import DealerRules
import DealerRulesFoundation
import Foundation

/// `replay`: stored decisions priced once more by the rules that they name, byte by byte.
struct ReplayCommand {
  /// A project of the archive and its orders as one batch, so that each draws on limits and credit
  /// after those before it.
  private struct Archived {
    var rules: CompiledRules
    var hash: String
    var orders: [Order] = []
    /// Where orders stand by their hash.
    var places: [String: Int] = [:]
    var batch = OrderBatch()
    var result = PricedBatch(detail: .steps)

    /// Whether an order gives a record, in the batch or by itself, at any detail.
    func gives(_ place: Int, _ record: [UInt8], _ inputs: String) -> Bool {
      var writer = DecisionRecordWriter(rules, rulesHash: hash)
      for detail in [Detail.steps, .lines, .totals] {
        let own = writer.record(place, batch, result, detail: detail, inputsHash: inputs)
        if own == record { return true }
      }
      return writer.record(orders[place]) == record
    }
  }

  private var archive: [String: Archived] = [:]
  private var counts = (records: 0, same: 0, different: 0, unknown: 0)

  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.replay)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--archive", "--order", "--date"], switches: ["--json"],
      positions: ["the file of decisions"])
    guard let folder = arguments.value("--archive") else {
      throw Arguments.UsageError(message: "--archive is missing")
    }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: arguments.positional[0])) else {
      throw FileError(message: "cannot read `\(arguments.positional[0])`")
    }
    var command = ReplayCommand()
    try await command.open(folder, try Projects.date(arguments.value("--date")))
    for line in data.split(separator: 10) {
      command.replay(Array(line), arguments.value("--order"), arguments.has("--json"))
    }
    let counts = command.counts
    let last =
      "records \(counts.records) same \(counts.same) different \(counts.different) "
      + "unknown \(counts.unknown)"
    arguments.has("--json") ? Console.note(last) : Console.print(last)
    return counts.records == counts.same && counts.records > 0 ? .ok : .findings
  }

  /// Reads and prices every project of a folder, and the folder itself where it is one.
  private mutating func open(_ folder: String, _ date: CivilDate?) async throws {
    let root = URL(fileURLWithPath: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for url in [root] + names.sorted().map({ root.appendingPathComponent($0) }) {
      let document = url.appendingPathComponent("rules.json")
      guard FileManager.default.fileExists(atPath: document.path) else { continue }
      let project = try Projects.load(url.path)
      let rules = try CompiledRules(parsing: project.sources)
      var entry = Archived(rules: rules, hash: rules.rulesHash())
      if project.ordersURL != nil {
        var file = try OrderFile(nil, project, rules, date)
        while let block = try file.block() { entry.orders += block.orders }
      }
      for (place, order) in entry.orders.enumerated() {
        entry.places[rules.inputsHash(of: order)] = place
        entry.batch.append(order, rules)
      }
      var use = CarriedUse()
      if let first = entry.orders.first {
        use.credit = try rules.book.creditBook(on: first.day(in: rules.book.zone))
      }
      entry.result = await rules.price(entry.batch, detail: .steps, workers: 2, after: &use)
      archive[entry.hash] = entry
    }
    if archive.isEmpty { throw FileError(message: "`\(folder)` holds no project") }
  }

  private mutating func replay(_ line: [UInt8], _ only: String?, _ isJSON: Bool) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else {
      counts.records += 1
      counts.unknown += 1
      return tell("?", "is no record", isJSON)
    }
    let id = object["order"] as? String ?? "?"
    if let only, only != id { return }
    counts.records += 1
    guard let hash = object["rulesHash"] as? String, let entry = archive[hash] else {
      counts.unknown += 1
      return tell(id, "its rules are not in the archive", isJSON)
    }
    guard let inputs = object["inputsHash"] as? String, let place = entry.places[inputs] else {
      counts.unknown += 1
      return tell(id, "its order is not in the archive", isJSON)
    }
    if entry.gives(place, line, inputs) {
      counts.same += 1
    } else {
      counts.different += 1
      tell(id, "comes out otherwise", isJSON)
    }
  }

  private static let chinese = [
    "is no record": "不是决策记录", "its rules are not in the archive": "归档中没有其规则",
    "its order is not in the archive": "归档中没有其订单", "comes out otherwise": "结果不同",
  ]

  private func tell(_ order: String, _ what: String, _ isJSON: Bool) {
    guard isJSON else {
      let words = ReportWords.asked
      let said = words.isChinese ? ReplayCommand.chinese[what] ?? what : what
      return Console.print(words.text("order \(order): ", "订单 \(order)：") + said)
    }
    Console.print(
      BacktestText.object([("order", Console.quoted(order)), ("problem", Console.quoted(what))]))
  }
}
