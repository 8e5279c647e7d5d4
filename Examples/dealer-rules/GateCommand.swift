import DealerRules
import DealerRulesFoundation
import Foundation

/// `gate`: may these rules be published, as far as past orders tell.
enum GateCommand {
  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.gate.text)
      return .ok
    }
    let arguments = try Arguments(
      words,
      options: BacktestRun.options.union([
        "--max-revenue-change", "--max-dealer-loss", "--max-blocked", "--manifest", "--effective",
      ]), switches: ["--json", "--no-floor-breach"],
      positions: ["the old project", "the new project"])
    let gate = try gate(arguments)
    let effective = try effective(arguments.value("--effective"))
    var run = try BacktestRun(arguments, movers: 0)
    try await run.run()
    let backtest = run.backtest
    let breaches = gate.breaches(of: backtest)
    let isComplete = run.unreadable + backtest.failed == 0
    let isOpen = breaches.isEmpty && isComplete && backtest.orders > 0
    let manifest = GateManifest(
      backtest: backtest, unreadable: run.unreadable, gate: gate, breaches: breaches,
      effective: effective, isOpen: isOpen)
    if let path = arguments.value("--manifest") {
      do {
        try Data((manifest.json + "\n").utf8).write(to: URL(fileURLWithPath: path))
      } catch {
        throw FileError(message: "cannot write `\(path)`")
      }
    }
    if arguments.has("--json") {
      Console.print(manifest.json)
      Console.note(manifest.last)
    } else {
      for line in manifest.lines + [manifest.last] { Console.print(line) }
    }
    return isOpen ? .ok : .findings
  }

  private static func gate(_ arguments: Arguments) throws -> BacktestGate {
    var gate = BacktestGate(refusesFloorBreaches: arguments.has("--no-floor-breach"))
    gate.revenueChange = try arguments.rate("--max-revenue-change", such: "0.5%")
    gate.dealerLoss = try arguments.rate("--max-dealer-loss", such: "0.5%")
    if arguments.value("--max-blocked") != nil {
      gate.newlyBlocked = try arguments.number("--max-blocked", 0...Int.max, default: 0)
    }
    guard gate != BacktestGate() else {
      throw Arguments.UsageError(
        message: "state what the rules must keep to: --max-revenue-change, --max-dealer-loss, "
          + "--max-blocked or --no-floor-breach")
    }
    return gate
  }

  private static func effective(_ option: String?) throws -> String? {
    guard let option else { return nil }
    guard CivilDate(option) != nil || Instant(option) != nil else {
      throw Arguments.UsageError(
        message: "--effective takes a day or an instant, not `\(option)`")
    }
    return option
  }
}

/// What `gate` found, with the hashes of what it looked at (RULES.md U-017).
struct GateManifest {
  let backtest: Backtest
  let unreadable: Int
  let gate: BacktestGate
  let breaches: [BacktestGate.Breach]
  let effective: String?
  let isOpen: Bool

  /// How far an amount moves: as a rate, and as an amount from nothing.
  private func size(_ pair: BacktestPair, _ currency: Currency) -> String {
    pair.old == 0 ? Summary.text(pair.change, currency) : BacktestText.rate(pair)
  }

  /// The rate that must not be passed, where what it is passed by is cut from the rate shown: such
  /// a rate alone would look like one that keeps to it.
  private func passed(_ bound: Rate?, _ pair: BacktestPair) -> String? {
    guard let bound, let rate = BacktestText.cutRate(pair),
      rate.magnitude == Int128(bound.millionths).magnitude
    else { return nil }
    let change = Int128(clamping: rate.magnitude)
    return BacktestText.rate(BacktestPair(old: 1_000_000, new: 1_000_000 + change))
  }

  /// How revenue moves, in the language asked for.
  private func moves(_ pair: BacktestPair, _ currency: Currency, _ words: ReportWords) -> String {
    guard let rate = passed(gate.revenueChange, pair) else {
      return words.text("moves by ", "变化 ") + size(pair, currency)
    }
    return pair.change < 0
      ? words.text("falls by more than ", "下降超过 ") + rate
      : words.text("rises by more than ", "上升超过 ") + rate
  }

  /// How much more a dealer pays, in the language asked for.
  private func pays(_ entry: BacktestEntry, _ words: ReportWords) -> String {
    guard let rate = passed(gate.dealerLoss, entry.cost) else {
      let size = size(entry.cost, entry.currency)
      return words.text("pays \(size) more", "多付 \(size)")
    }
    return words.text("pays over \(rate) more", "多付超过 \(rate)")
  }

  /// A breach in the language asked for.
  private func said(_ breach: BacktestGate.Breach) -> String {
    guard ReportWords.asked.isChinese else { return sentence(breach) }
    switch breach {
    case .revenue(let currency, let pair):
      return "收入 \(currency.code) \(moves(pair, currency, ReportWords.asked))，由 "
        + "\(Summary.text(pair.old, currency)) 变为 \(Summary.text(pair.new, currency))"
    case .dealer(let entry):
      return "经销商 \(entry.name) \(pays(entry, ReportWords.asked))，由 "
        + "\(Summary.text(entry.cost.old, entry.currency)) 变为 "
        + Summary.text(entry.cost.new, entry.currency)
    case .floors(let count): return "\(count) 张订单击穿底价、毛利或最大折扣"
    case .blocked(let count): return "新规则多拦截 \(count) 张订单"
    }
  }

  private func sentence(_ breach: BacktestGate.Breach) -> String {
    switch breach {
    case .revenue(let currency, let pair):
      "revenue \(currency.code) \(moves(pair, currency, .english)), from "
        + "\(Summary.text(pair.old, currency)) to \(Summary.text(pair.new, currency))"
    case .dealer(let entry):
      "dealer \(entry.name) \(pays(entry, .english)), "
        + "\(Summary.text(entry.cost.new, entry.currency)) instead of "
        + Summary.text(entry.cost.old, entry.currency)
    case .floors(let count): "\(count) orders break a floor, a margin or a bound of discounts"
    case .blocked(let count): "\(count) orders are newly blocked"
    }
  }

  /// One line a breach, and why a run without breaches is no pass.
  var lines: [String] {
    let words = ReportWords.asked
    var lines = breaches.map { "\(words.text("breach: ", "违反："))\(said($0))" }
    if backtest.orders == 0 { lines.append(words.text("no order was compared", "没有比较任何订单")) }
    let errors = unreadable + backtest.failed
    if errors > 0 {
      lines.append(
        words.text("orders that could not be compared: \(errors)", "无法比较的订单：\(errors)"))
    }
    return lines
  }

  var last: String {
    "gate \(isOpen ? "open" : "closed") breaches \(breaches.count) "
      + BacktestText(backtest, unreadable: unreadable).last
  }

  var json: String {
    let quoted = { (text: String?) in text.map { Console.quoted($0) } ?? "null" }
    let limits: [(String, String)] = [
      ("maxRevenueChange", quoted(gate.revenueChange?.description)),
      ("maxDealerLoss", quoted(gate.dealerLoss?.description)),
      ("maxBlocked", gate.newlyBlocked.map { "\($0)" } ?? "null"),
      ("noFloorBreach", "\(gate.refusesFloorBreaches)"),
    ]
    let fields: [(String, String)] = [
      ("gate", isOpen ? "\"open\"" : "\"closed\""),
      ("oldRules", "\"\(backtest.old.rulesHash())\""),
      ("newRules", "\"\(backtest.new.rulesHash())\""),
      ("effective", quoted(effective)), ("limits", BacktestText.object(limits)),
      ("breaches", BacktestText.list(breaches.map { Console.quoted(sentence($0)) })),
    ]
    return BacktestText.object(fields + BacktestText.head(backtest, unreadable: unreadable))
  }
}
