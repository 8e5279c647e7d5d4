import DealerRules
import DealerRulesFoundation
import Foundation

/// `replay`: stored decisions priced once more by the rules that they name, after the orders before
/// them or by themselves, byte by byte (RULES.md U-035).
struct ReplayCommand {
  /// What is known of a record; of two the greater stands.
  private enum Finding: Int {
    case noRecord, noRules, noOrder, different, same

    var words: (english: String, chinese: String)? {
      switch self {
      case .noRecord: ("is no record", "不是决策记录")
      case .noRules: ("its rules are not in the archive", "归档中没有其规则")
      case .noOrder: ("its order is not in the archive", "归档中没有其订单")
      case .different: ("comes out otherwise", "结果不同")
      case .same: nil
      }
    }
  }

  /// A stored decision.
  private struct Record {
    var order = "?"
    var bytes: [UInt8]
    var finding = Finding.noRecord
  }

  private let date: CivilDate?
  private let known: String?
  private var records: [Record] = []
  /// Positions of the records by the hashes of their rules and of their orders.
  private var places: [String: [String: [Int]]] = [:]

  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.replay.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--archive", "--order", "--date", "--known"], switches: ["--json"],
      positions: ["the file of decisions"])
    guard let folder = arguments.value("--archive") else {
      throw Arguments.UsageError(message: "--archive is missing")
    }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: arguments.positional[0])) else {
      throw FileError(message: "cannot read `\(arguments.positional[0])`")
    }
    var command = ReplayCommand(
      date: try Projects.date(arguments.value("--date")), known: arguments.value("--known"))
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = data.starts(with: mark) ? data.dropFirst(mark.count) : data
    for line in text.split(separator: 10) {
      let record = line.last == 13 ? line.dropLast() : line
      if !record.isEmpty { command.take(record, arguments.value("--order")) }
    }
    try await command.look(in: folder)
    return command.end(isJSON: arguments.has("--json"))
  }

  private init(date: CivilDate?, known: String?) {
    self.date = date
    self.known = known
  }

  /// Keeps a record; where one order is asked for, its alone.
  private mutating func take(_ line: Data, _ only: String?) {
    let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
    var record = Record(bytes: [UInt8](line))
    if let object {
      record.order = object["order"] as? String ?? "?"
      record.finding = .noRules
      if let only, !IdentifierOrder.areEqual(only, record.order) { return }
      if let rules = object["rulesHash"] as? String, let order = object["inputsHash"] as? String {
        places[rules, default: [:]][order, default: []].append(records.count)
      }
    }
    records.append(record)
  }

  // MARK: The archive

  /// Prices the orders of every project of a folder whose rules are asked for, and of the folder
  /// itself where it is one.
  private mutating func look(in folder: String) async throws {
    let root = URL(fileURLWithPath: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var isEmpty = true
    for url in [root] + names.sorted().map({ root.appendingPathComponent($0) }) {
      let document = url.appendingPathComponent("rules.json")
      guard FileManager.default.fileExists(atPath: document.path) else { continue }
      isEmpty = false
      let project = try Projects.load(url.path)
      let rules = try Projects.rules(project, known: known)
      let hash = rules.rulesHash()
      guard let wanted = places[hash] else { continue }
      for place in wanted.values.joined() { note(.noOrder, place) }
      if project.ordersURL != nil { try await price(project, rules, hash, wanted) }
    }
    if isEmpty { throw FileError(message: "`\(folder)` holds no project") }
  }

  /// Prices the orders of a project as one batch, as `price` does.
  private mutating func price(
    _ project: RuleProject, _ rules: CompiledRules, _ hash: String, _ wanted: [String: [Int]]
  ) async throws {
    var file = try OrderFile(nil, project, rules, date)
    let pricer = BlockPricer(rules, 2, nil)
    var writer = DecisionRecordWriter(rules, rulesHash: hash)
    while let block = try file.block(), let priced = try await pricer.price(block) {
      for (index, order) in block.orders.enumerated() {
        let inputs = rules.inputsHash(of: order)
        for place in wanted[inputs] ?? [] {
          // A record does not say how much of a decision it was to hold.
          let isInTurn = [Detail.steps, .lines, .totals].contains { detail in
            writer.record(index, priced.batch, priced.result, detail: detail, inputsHash: inputs)
              == records[place].bytes
          }
          let isSame = isInTurn || writer.record(order) == records[place].bytes
          note(isSame ? .same : .different, place)
        }
      }
    }
  }

  private mutating func note(_ finding: Finding, _ place: Int) {
    guard finding.rawValue > records[place].finding.rawValue else { return }
    records[place].finding = finding
  }

  // MARK: Telling

  private func end(isJSON: Bool) -> ExitCode {
    for record in records {
      if let words = record.finding.words { tell(record.order, words, isJSON) }
    }
    let same = records.count { $0.finding == .same }
    let different = records.count { $0.finding == .different }
    let last =
      "records \(records.count) same \(same) different \(different) "
      + "unknown \(records.count - same - different)"
    isJSON ? Console.note(last) : Console.print(last)
    return records.count == same && same > 0 ? .ok : .findings
  }

  private func tell(_ order: String, _ what: (english: String, chinese: String), _ isJSON: Bool) {
    guard isJSON else {
      let words = ReportWords.asked
      return Console.print(
        words.text("order \(order): ", "订单 \(order)：") + words.text(what.english, what.chinese))
    }
    Console.print(
      BacktestText.object([
        ("order", Console.quoted(order)), ("problem", Console.quoted(what.english)),
      ]))
  }
}
