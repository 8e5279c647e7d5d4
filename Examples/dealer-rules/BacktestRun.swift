import DealerRules
import DealerRulesFoundation
import Foundation

/// What `diff` and `gate` share: two projects, past orders, and the backtest over them.
struct BacktestRun {
  /// Options of both commands.
  static let options: Set<String> = [
    "--orders", "--date", "--known", "--threads", "--pilot-dealers", "--pilot-regions",
  ]

  private(set) var backtest: Backtest
  private(set) var unreadable = 0
  private var file: OrderFile
  private let workers: Int

  init(_ arguments: Arguments, movers: Int, control: PilotGroup? = nil) throws {
    workers = try arguments.number("--threads", 1...64, default: 2)
    let date = try Projects.date(arguments.value("--date"))
    let oldProject = try Projects.load(arguments.positional[0])
    let newProject = try Projects.load(arguments.positional[1])
    let old = try Projects.rules(oldProject, known: arguments.value("--known"))
    let new = try Projects.rules(newProject, known: arguments.value("--known"))
    let pilot = PilotGroup(
      dealers: try BacktestRun.list("--pilot-dealers", arguments),
      regions: try BacktestRun.list("--pilot-regions", arguments))
    try BacktestRun.check(pilot, new)
    if let control { try BacktestRun.check(control, new) }
    do {
      backtest = try Backtest(old: old, new: new, pilot: pilot, movers: movers, control: control)
    } catch Backtest.Fault.zones {
      throw Arguments.UsageError(message: "the two projects have different zones")
    } catch {
      throw Arguments.UsageError(message: "the two projects have different currencies")
    }
    // Facts of orders must name what the new rules have; the old ones answer with an error.
    file = try OrderFile(arguments.value("--orders"), oldProject, new, date)
  }

  /// The names that an option lists. An option that names nobody, as an unset variable of a script
  /// leaves it, is refused: a group that is not stated holds everybody.
  static func list(
    _ option: String, _ arguments: Arguments
  ) throws(Arguments.UsageError) -> [String] {
    guard let text = arguments.value(option) else { return [] }
    let names = text.split(separator: ",").map(String.init)
    guard !names.isEmpty else { throw Arguments.UsageError(message: "\(option) names nobody") }
    return names
  }

  private static func check(_ pilot: PilotGroup, _ rules: CompiledRules) throws {
    let dealers = Set(rules.book.customers.map(\.id))
    let regions = Set(rules.book.regions.map(\.id))
    if let name = pilot.dealers.first(where: { !dealers.contains($0) }) {
      throw Arguments.UsageError(message: "there is no customer `\(name)`")
    }
    if let name = pilot.regions.first(where: { !regions.contains($0) }) {
      throw Arguments.UsageError(message: "there is no region `\(name)`")
    }
  }

  /// Adds every order; lines whose net changes are told as they come.
  mutating func run(adjust: ((Backtest.Adjustment) -> Void)? = nil) async throws {
    while true {
      let block = try file.next()
      if block.isEmpty { break }
      try await backtest.add(
        block, workers: workers, adjust: adjust,
        failed: { Console.note(ReportWords.asked.text($0)) })
    }
    unreadable = file.unreadable
  }
}
